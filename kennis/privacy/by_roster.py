"""Recogniser: participants known by name, and the researcher's own lists."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from kennis.privacy.by_dates import find_dates
from kennis.privacy.by_model import Chances
from kennis.privacy.context import KIN, WITH_SURNAME, is_verb_here, name_evidence
from kennis.privacy.lists import PARTICLES
from kennis.privacy.roster import Roster
from kennis.privacy.spans import Span, make_span
from kennis.privacy.text import Token, fold
from kennis.privacy.variants import Variant, Variants, is_only_surname_of, is_surname_of, near_people, variants_of

_SHORT = WITH_SURNAME - {"mevrouw", "meneer", "mijnheer", "heer", "familie"}  # these have a dot behind them
_INDEFINITE = frozenset(["een", "geen", "elke", "welke", "het", "zo'n"])
_AGAINST = 0.1  # less evidence than this says that it is a word here:
_ALL_THE_SAME = 4.0  # then the odds grow less
_KNOWN = 40.0  # by how much the odds of a word being a name grow when a participant has that name


def find_participants(text: str, tokens: Sequence[Token], chances: Chances, *, roster: Roster, case: str) -> list[Span]:
    """Return where participants are named; `person` says who (`A|B` if it may be either).

    A name that is an ordinary word as well gets the score of its context: below 0.5 it is a doubtful case.
    """
    if not (roster.people or roster.elsewhere):
        return []
    variants = variants_of(roster)
    spans: list[Span] = []
    place = 0
    while place < len(tokens):
        found = _longest(tokens, place, variants, chances, case)
        if found is None:
            place += 1
            continue
        last, people, score = found
        # `mevrouw Roos` is not the participant whose first name is Roos, nor `mijn zoon Storm` the one whose surname it is.
        who = "deelnemers" if people else "aankondiging"
        spans.append(
            make_span(text, tokens[place].start, tokens[last - 1].stop, "persoon", who, score, "|".join(people))
        )
        place = last
    return spans


def _longest(
    tokens: Sequence[Token], place: int, variants: Variants, chances: Chances, case: str
) -> tuple[int, tuple[str, ...], float] | None:
    token = tokens[place]
    surname = _is_addressed(tokens, place)
    given = place > 0 and tokens[place - 1].low in KIN
    for key in dict.fromkeys((token.low, token.base)):
        for variant in variants.by_first.get(key, ()):
            last = place + len(variant.words)
            if _matches(tokens[place:last], variant) and not (variant.short and _is_word_here(token, variant, case)):
                named = not surname or len(variant.words) > 1
                people = tuple(
                    name
                    for name in variant.people
                    if (named or is_surname_of(variant.words, name))
                    and not (given and is_only_surname_of(variant.words, name))
                )
                return last, people, _score(tokens, place, last, variant, chances, case)
    if not token.is_word or (case == "cased" and not token.text[0].isupper()):
        return None
    people = near_people(token.base, variants, surname=surname)
    return (place + 1, people, 0.8) if people else None


def _is_word_here(token: Token, variant: Variant, case: str) -> bool:
    """Tell whether what may be a short form is the word it also is (`gul`, but not `Güls` or `dat zei Gul`)."""
    named = case == "cased" and token.text[0].isupper() and (not token.opens or not token.text.isascii())
    return variant.ordinary and not named


def _is_addressed(tokens: Sequence[Token], place: int) -> bool:
    """Tell whether a form of address that goes with a surname stands before (`meneer`, `dhr.`)."""
    before = tokens[place - 1].low if place else ""
    if before == "." and place > 1:
        return tokens[place - 2].low in _SHORT
    return before in WITH_SURNAME


def _matches(tokens: Sequence[Token], variant: Variant) -> bool:
    words = variant.words
    if len(tokens) != len(words):
        return False
    return all(token.low == word for token, word in zip(tokens[:-1], words[:-1], strict=True)) and words[-1] in (
        tokens[-1].low,
        tokens[-1].base,
    )


def _score(tokens: Sequence[Token], place: int, last: int, variant: Variant, chances: Chances, case: str) -> float:
    if variant.short:
        return 0.8
    if variant.ordinary:
        if variant.words == ("wil",) and case != "cased" and not is_verb_here(tokens, place, case):
            return 0.7
        if case != "cased" and place and tokens[place - 1].low in _INDEFINITE:
            return 0.4  # roos met een roos
        capital = any(token.text[0].isupper() and not token.opens for token in tokens[place:last])
        if case == "cased" and (capital or not chances.known):
            return name_evidence(tokens, place, last, case)
        # Somebody of this name is known to be here: that makes it likelier than in any other text.
        evidence = name_evidence(tokens, place, last, case)
        return (
            chances.boosted(place, last, _KNOWN if evidence > _AGAINST else _ALL_THE_SAME)
            if chances.known
            else evidence
        )
    if case == "cased" and not any(
        token.text[0].isupper() for token in tokens[place:last] if token.low not in PARTICLES
    ):
        return 0.7  # speech recognition or haste: a name without its capital
    return 1.0


def find_listed(text: str, *, roster: Roster) -> list[Span]:
    """Return what the researcher always wants replaced, and the study's own places and organisations.

    A name that is also a word is listed with the words around it: of `meneer [zwart] aan` only `zwart` is found.
    """
    if not (roster.always or roster.places or roster.organisations):
        return []
    folded = _fold_in_place(text)
    marked = [
        make_span(text, found.start(1), found.end(1), _always_kind(found[1]), "altijd", 1.0)
        for pattern in _marked_patterns(roster.always)
        for found in pattern.finditer(folded)
    ]
    return [*marked, *_find_whole(text, folded, roster)]


def _always_kind(said: str) -> str:
    """Return of which kind an entry of the researcher's list is: a date or an age by its form, else somebody."""
    return next((span.kind for span in find_dates(said) if span.text == said), "persoon")


@lru_cache(maxsize=8)
def _marked_patterns(always: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    marked = [re.fullmatch(r"([^\[\]]*)\[([^\[\]]+)\]([^\[\]]*)", entry.strip()) for entry in always]
    return tuple(re.compile(_in_context(*map(_fold_in_place, found.groups()))) for found in marked if found)


def _in_context(before: str, name: str, behind: str) -> str:
    words = [[re.escape(word) for word in re.findall(r"[^\W_]+", part)] for part in (before, name, behind)]
    left, middle, right = (r"[\W_]+".join(part) for part in words)
    lead, tail = left + r"[\W_]+" if left else "", r"[\W_]+" + right if right else ""
    return rf"(?<!\w){lead}({middle}){tail}(?!\w)"


def _find_whole(text: str, folded: str, roster: Roster) -> list[Span]:
    pattern = _listed_pattern(roster)
    if pattern is None:
        return []
    kinds = {"p": ("plaats", "studie"), "o": ("organisatie", "studie")}
    return [
        make_span(
            text, found.start(), found.end(), *kinds.get(str(found.lastgroup), (_always_kind(found[0]), "altijd")), 1.0
        )
        for found in pattern.finditer(folded)
    ]


@lru_cache(maxsize=8)
def _listed_pattern(roster: Roster) -> re.Pattern[str] | None:
    groups = [
        (name, words)
        for name, words in (
            ("a", tuple(entry for entry in roster.always if "[" not in entry)),
            ("p", roster.places),
            ("o", roster.organisations),
        )
        if words
    ]
    if not groups:
        return None
    parts = [f"(?P<{name}>{'|'.join(_alternatives(words))})" for name, words in groups]
    return re.compile(rf"(?<![\w])(?:{'|'.join(parts)})(?![\w])")


def _alternatives(words: tuple[str, ...]) -> Iterator[str]:
    for word in sorted(words, key=len, reverse=True):
        yield re.escape(_fold_in_place(word)).replace(r"\ ", r"[\s-]+") + r"(?:'?s)?"


def _fold_in_place(text: str) -> str:
    """Fold a text letter by letter, so that every place stays the same."""
    return "".join(folded if len(folded := fold(char)) == 1 else char for char in text)


def is_never(span_text: str, roster: Roster) -> bool:
    """Tell whether the researcher said that this is never replaced."""
    return bool(roster.never) and fold(span_text) in _never(roster)


@lru_cache(maxsize=8)
def _never(roster: Roster) -> frozenset[str]:
    return frozenset(fold(word.strip()) for word in roster.never)
