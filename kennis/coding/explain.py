"""Why not? What kept the computer from suggesting a code for a text, or what nearly made it do so."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pandas as pd

from kennis.coding.codebook import Code, Codebook, load_codebook
from kennis.coding.lexicon import Hit
from kennis.coding.model import Decider, Scored
from kennis.coding.telling import quote_words, telling_words
from kennis.coding.themes import theme_of
from kennis.coding.weights import Weights, load_weights

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

COLUMNS = ["reason", "words", "explanation"]
Reason = tuple[str, str, str]


def why_not(
    text: str,
    code: str,
    *,
    codebook: Codebook | None = None,
    nlp: Language | None = None,
    weights: Weights | None = None,
) -> pd.DataFrame:
    """Explain why a code was not suggested for a text (or that it was).

    Args:
        text: what was said.
        code: slug of the code that was expected.
        codebook: the study's codebook; the one that ships when left out.
        nlp: a pipeline from `language.load_pipeline`; `builtin` when left out.
        weights: what was coded with; what ships when left out.

    Returns:
        One row a reason, the decision first: `reason` (what kind of reason, Dutch), `words` (from the text,
        where there are any) and `explanation` (Dutch).

    Raises:
        KennisError: there is no such code.
    """
    from kennis.language import load_pipeline

    book = codebook or load_codebook()
    wanted = book.code(code)
    pipeline = nlp or load_pipeline()
    decider = Decider(book, weights or load_weights())
    doc = pipeline(text)
    pieces = decider.score([doc])[0]
    given = [found.code.slug for found in next(decider.find([doc]))]
    rows = [_decision(wanted, given, decider, pieces), *_patterns(doc, wanted, pieces)]
    rows += [*_learned(wanted, decider, pieces), *_codebook_says(wanted)]
    return pd.DataFrame(list(dict.fromkeys(rows)), columns=COLUMNS)


def _decision(code: Code, given: list[str], decider: Decider, pieces: list[Scored]) -> Reason:
    label = code.label.lower()
    if code.slug in given:
        return "Besluit", "", f"de computer stelt {label} hier wél voor"
    theme = theme_of(code)
    if not pieces or theme not in decider.weights.themes:
        return "Besluit", "", f"geen voorstel: voor {label} telt alleen wat er bij de patronen staat"
    place = decider.weights.themes.index(theme)
    chance, least = max(float(piece.themes[place]) for piece in pieces), float(decider.weights.least[place])
    if chance >= least:
        others = ", ".join(
            decider.codebook.code(slug).label.lower()
            for slug in given
            if theme_of(decider.codebook.code(slug)) == theme
        )
        return "Besluit", "", f"de tekst gaat wel over dit thema, maar {others or 'een andere code'} past beter"
    return "Besluit", "", f"te weinig zeker: {_percent(chance)}. Een voorstel komt er vanaf {_percent(least)}"


def _patterns(doc: Doc, code: Code, pieces: list[Scored]) -> Iterator[Reason]:
    hits = [hit for piece in pieces for hit in piece.hits if hit.code == code.slug]
    blocking = [hit for hit in hits if hit.kind == "niet"]
    blocked = {place for hit in blocking for place in hit.places}
    for hit in blocking:
        yield (
            "Lijkt erop",
            quote_words(doc, hit.places),
            "dit staat in het codeboek bij ‘niet’: het lijkt erop, maar telt niet",
        )
    for hit in hits:
        if hit.kind != "niet":
            yield _told(doc, hit, is_blocked=bool(blocked & set(hit.places)))
    if not hits:
        yield "Woorden", "", f"geen woord of uitdrukking die het codeboek noemt bij {code.label.lower()}"


def _told(doc: Doc, hit: Hit, *, is_blocked: bool) -> Reason:
    words = quote_words(doc, hit.places)
    if is_blocked:
        return "Woorden", words, "dit past bij de code, maar hoort hier bij iets wat niet telt"
    if hit.kind == "zwak":
        return "Woorden", words, "een zwakke aanwijzing: twee verschillende in één zin tellen pas"
    if hit.negated:
        return "Woorden", words, "dit past bij de code, maar wordt hier ontkend"
    return "Woorden", words, "dit past bij de code"


def _learned(code: Code, decider: Decider, pieces: list[Scored]) -> Iterator[Reason]:
    """Tell which words speak for the code and which against it, by what was learned from examples."""
    if code.slug not in decider.weights.codes or not pieces:
        return
    for piece in pieces[:1]:
        sums = decider.weigh_words(piece.span, code.slug)
        against = {place: -value for place, value in sums.items()}
        for words, told in (
            (telling_words(piece.span, sums), "deze woorden wijzen er volgens de voorbeelden het meest op"),
            (telling_words(piece.span, against), "deze woorden wijzen volgens de voorbeelden eerder op iets anders"),
        ):
            if words:
                yield "Voorbeelden", " · ".join(words), told


def _codebook_says(code: Code) -> Iterator[Reason]:
    yield "Codeboek", "", code.definition
    if code.when_not:
        yield "Codeboek", "", f"Wanneer niet: {code.when_not}"


def _percent(chance: float) -> str:
    return f"{round(100 * chance)} van de 100"
