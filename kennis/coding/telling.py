"""Why a code is suggested, in one short Dutch sentence that points at words of the text.

| what speaks for the code      | the evidence                                                           |
|-------------------------------|------------------------------------------------------------------------|
| words of the codebook         | “serieus genomen” past bij gelijkwaardigheid                           |
| words that say it is missing  | “kleineren” laat zien dat gelijkwaardigheid ontbreekt                  |
| words with a denial           | “vertrouw” past bij vertrouwen, maar er staat “niet” bij               |
| words like those of examples  | door “advies” lijkt de zin op voorbeelden bij adviseren                |
| the sentence as a whole       | de hele zin lijkt op voorbeelden bij steun; geen woord springt eruit   |
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from kennis.coding.codebook import Code
from kennis.coding.lexicon import Hit
from kennis.coding.signs import Sign, read_sign

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

_SHOWN = 3  # quotes and words: more is not read
_CONTENT = frozenset({"NOUN", "VERB", "ADJ"})
# A word counts when it weighs this much by itself, and this share of the one that weighs most (sums of the coder).
_LEAST_SUM, _LEAST_SHARE = 4.0, 0.3
# Words that are everywhere: that one of them decided says nothing to a reader.
_PALE = frozenset(
    "gaan komen staan zitten liggen halen stellen zetten vinden weten zeggen denken zien kijken maken doen krijgen "
    "geven nemen houden brengen blijven lopen leggen laten vragen aangeven lijken noemen heten gebeuren nodig manier "
    "kant punt ding idee keer moment geval soort stuk vraag dag week maand jaar uur mens mensen man vrouw dame hand "
    "open goed groot klein hoog laag nieuw oud belangrijk verschillend divers bepaald gewoon eerst laatst enig "
    "januari februari maart april mei juni juli augustus september oktober november december".split()
)


def hit_evidence(doc: Doc, code: Code, hits: Sequence[Hit]) -> str:
    """Say which words of the codebook were found and what they tell: words that tell the same in one breath.

    Args:
        doc: the text.
        code: what is suggested.
        hits: the patterns that carry it.
    """
    told: dict[tuple[str, str, str], list[tuple[int, ...]]] = defaultdict(list)
    for hit in hits:
        told[_meaning(code, hit, read_sign(doc, hit))].append(hit.places)
    said = []
    for (one, more, rest), places in told.items():
        quotes = list(dict.fromkeys(f"“{quote_words(doc, own)}”" for own in _joined(places)))[:_SHOWN]
        said.append(f"{_listed(quotes)} {more if len(quotes) > 1 else one} {rest}")
    return "; ".join(said)


def example_evidence(sentence: Span, code: Code, sums: Mapping[int, float]) -> str:
    """Say that a sentence looks like examples of a code, and by which of its words."""
    label = code.label.lower()
    words = [f"“{word}”" for word in telling_words(sentence, sums)]
    if words:
        return f"door {_listed(words)} lijkt de zin op voorbeelden bij {label}"
    return f"de hele zin lijkt op voorbeelden bij {label}; geen woord springt eruit"


def doubt_evidence(polarity: str) -> str:
    """Say that the text as a whole tells something else of a value than the words that were found."""
    told = {"aanwezig": "het er wel is", "afwezig": "het juist ontbreekt", "gemengd": "allebei waar is"}
    return f"de hele tekst klinkt alsof {told[polarity]}"


def telling_words(sentence: Span, sums: Mapping[int, float]) -> list[str]:
    """Return the words that clearly speak for a code, in the order of the sentence; none when all are pale."""
    kept = [token for token in sentence if sums.get(token.i, 0.0) >= _LEAST_SUM and _says_something(token)]
    if not kept:
        return []
    most = max(sums[token.i] for token in kept)
    strong = [token for token in kept if sums[token.i] >= _LEAST_SHARE * most]
    best = {token.i for token in sorted(strong, key=lambda token: -sums[token.i])[:_SHOWN]}
    return list(dict.fromkeys(token.text for token in strong if token.i in best))


def quote_words(doc: Doc, places: tuple[int, ...]) -> str:
    """Return words of a text as a quote, with … where words are left out."""
    parts: list[str] = []
    for number, place in enumerate(places):
        if number and place > places[number - 1] + 1:
            parts = [*parts[:-1], parts[-1].rstrip(), " … "]
        parts.append(doc[place].text_with_ws)
    return "".join(parts).strip()


def _says_something(token: Token) -> bool:
    from kennis.language.content import stop_lemmas

    words = {token.lower_, token.lemma_.lower()}
    known = words & stop_lemmas() or words & _PALE
    return token.pos_ in _CONTENT and token.is_alpha and not known and not token._.is_placeholder


def _joined(hits: list[tuple[int, ...]]) -> list[tuple[int, ...]]:
    """Make one quote of hits that share a word."""
    joined: list[set[int]] = []
    for places in hits:
        own = set(places)
        for other in [group for group in joined if group & own]:
            joined.remove(other)
            own |= other
        joined.append(own)
    return sorted(tuple(sorted(own)) for own in joined)


def _meaning(code: Code, hit: Hit, sign: Sign) -> tuple[str, str, str]:
    """Return what a hit tells: the verb for one and for more, and the rest of the sentence."""
    label = code.label.lower()
    if hit.kind == "zwak":
        return "wijst", "wijzen", f"een beetje op {label}"
    shows = ("laat", "laten", f"zien dat {label} ontbreekt")
    suits = ("past", "passen", f"bij {label}")
    one, more, rest = shows if hit.kind == "afwezig" else suits
    return one, more, rest + _changed(sign) if code.polar else rest


def _changed(sign: Sign) -> str:
    """Say what the words around a hit do to it."""
    if sign.by and sign.change in ("ontkend", "minder", "voorbij"):
        return f", maar er staat “{sign.by}” bij"
    return {
        "ontkend": ", maar het wordt hier ontkend",
        "gevraagd": ", maar het is een wens of een oproep",
        "betwijfeld": ", maar de zin trekt het in twijfel",
        "nodig": ": zonder kan het niet",
        "omslag": ": eerst niet, daarna wel",
    }.get(sign.change, "")


def _listed(words: Sequence[str]) -> str:
    return " en ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
