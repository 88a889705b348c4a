"""Why a code is suggested, in one short Dutch sentence that points at words of the text.

| what speaks for the code      | the evidence                                                           |
|-------------------------------|------------------------------------------------------------------------|
| words of the codebook         | “serieus genomen” past bij gelijkwaardigheid                           |
| words that say it is missing  | “kleineren” laat zien dat gelijkwaardigheid ontbreekt                  |
| words with a denial           | “vertrouw” past bij vertrouwen, maar er staat “niet” bij               |
| words like those of examples  | door “advies” lijkt de zin op voorbeelden bij adviseren                |
| the sentence as a whole       | de hele zin lijkt op voorbeelden bij steun, maar geen woord springt … |
"""

from __future__ import annotations

import itertools
import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from kennis.coding.codebook import Code
from kennis.coding.lexicon import Hit
from kennis.coding.signs import Sign, read_sign

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

_SHOWN = 3  # quotes and words: more is not read
_LOOSE_ENDS = frozenset({"DET", "CCONJ", "SCONJ", "PUNCT"})
_CONTENT = frozenset({"NOUN", "VERB", "ADJ", "PROPN"})
# A word counts when it weighs this much by itself, and this share of the one that weighs most (sums of the coder).
_LEAST_SUM, _LEAST_SHARE = 4.0, 0.3
_SHORT = 4  # words: a sentence that can be quoted whole
# Words that are everywhere: that one of them decided says nothing to a reader.
_PALE = frozenset(
    "gaan komen staan zitten liggen halen stellen zetten vinden weten zeggen denken zien kijken maken doen krijgen "
    "geven nemen houden brengen blijven lopen leggen laten vragen aangeven lijken noemen heten gebeuren nodig manier "
    "kant punt ding idee keer moment geval soort stuk vraag onderwerp wereld probleem grap dag week maand jaar uur mens mensen man vrouw dame hand "
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
    label = code.label.lower()
    told: dict[tuple[str, str, str], list[tuple[int, ...]]] = defaultdict(list)
    for hit in hits:
        told[_meaning(code, hit, read_sign(doc, hit))].append(hit.places)
    said = []
    for (one, more, rest), places in told.items():
        quotes = list(
            dict.fromkeys(f"“{quote_words(doc, _with_particles(doc, _trimmed(doc, own)))}”" for own in _joined(places))
        )[:_SHOWN]
        verb = more if len(quotes) > 1 else one
        is_name = [quotes[0].strip("“”").lower(), rest] == [label, f"bij {label}"]  # “vertrouwen” past bij vertrouwen
        said.append(f"{_listed(quotes)} staat er letterlijk" if is_name else f"{_listed(quotes)} {verb} {rest}")
    return "; ".join(said)


def example_evidence(sentence: Span, code: Code, sums: Mapping[int, float], pairs: Mapping[int, float]) -> str:
    """Say that a sentence looks like examples of a code, and by which of its words.

    Args:
        sentence: where the words stand.
        code: what is suggested.
        sums: how much each word speaks for the code by itself, by its place.
        pairs: how much each word with the next one does, by the place of the first.
    """
    label = code.label.lower()
    quotes = [f"“{word}”" for word in telling_words(sentence, sums) or _telling_pair(sentence, sums, pairs)]
    if quotes:
        return f"door {_listed(quotes)} lijkt de zin op voorbeelden bij {label}"
    return f"de hele zin lijkt op voorbeelden bij {label}, maar geen woord springt eruit: kijk zelf of het past"


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
    return list(dict.fromkeys(_whole_word(token) for token in strong if token.i in best))


def quote_words(doc: Doc, places: tuple[int, ...]) -> str:
    """Return words of a text as a quote, with … where words are left out."""
    parts: list[str] = []
    for number, place in enumerate(places):
        if number and place > places[number - 1] + 1:
            parts = [*parts[:-1], parts[-1].rstrip(), " … "]
        parts.append(doc[place].text_with_ws)
    return "".join(parts).strip()


def _telling_pair(sentence: Span, sums: Mapping[int, float], pairs: Mapping[int, float]) -> list[str]:
    """Return the two words that tell most together: small words do, *alsof ik*; of a very short sentence all."""
    spoken = [token for token in sentence if token.is_alpha and not token._.is_placeholder]
    if 0 < len(spoken) <= _SHORT:
        return [quote_words(sentence.doc, tuple(token.i for token in spoken))]
    nexts = [(one, two) for one, two in itertools.pairwise(spoken) if two.i == one.i + 1]
    nexts = [pair for pair in nexts if any(map(_says_something, pair))]

    def weight(pair: tuple[Token, Token]) -> float:
        one, two = pair
        return pairs.get(one.i, 0.0) + max(0.0, sums.get(one.i, 0.0)) + max(0.0, sums.get(two.i, 0.0))

    best = max(nexts, key=weight, default=None)
    return (
        [_whole_word(token) for token in best if _says_something(token)] if best and weight(best) >= _LEAST_SUM else []
    )


def _whole_word(token: Token) -> str:
    """Return a word as it stands there, a split verb with its other part: *steek … uit*."""
    return quote_words(token.doc, _with_particles(token.doc, (token.i,)))


def _with_particles(doc: Doc, places: tuple[int, ...]) -> tuple[int, ...]:
    """Add the other part of split verbs: to *lopen* the *weg* of *wij lopen niet weg*."""
    sentence = doc[places[0]].sent
    parts = {other.i for other in sentence if other._.is_particle and other._.verb_at in places}
    return tuple(sorted(parts | set(places)))


def _says_something(token: Token) -> bool:
    from kennis.language.content import stop_lemmas
    from kennis.language.lemmas import simple_lemma

    plain = unicodedata.normalize("NFD", token.lower_)[:1] + token.lower_[1:]  # *ík* is *ik*
    words = {token.lower_, token.lemma_.lower(), plain, simple_lemma(token.lower_)}
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


def _trimmed(doc: Doc, places: tuple[int, ...]) -> tuple[int, ...]:
    """Leave out what a reader does not need: loose small words, and a *de* or *van* at the end of a stretch."""
    from kennis.language.content import stop_lemmas
    from kennis.language.negation import AROUND, FORWARD

    runs = [[place] for place in places[:1]]
    for place in places[1:]:
        if place == runs[-1][-1] + 1:
            runs[-1].append(place)
        else:
            runs.append([place])
    for run in runs:
        while len(run) > 1 and (doc[run[-1]].pos_ in _LOOSE_ENDS or doc[run[-1]].lower_ in ("van", "met")):
            run.pop()
    denials = AROUND | FORWARD
    full = [run for run in runs if any(doc[p].lower_ not in stop_lemmas() or doc[p].lower_ in denials for p in run)]
    return tuple(place for run in full or runs for place in run)


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
        "behalve": ", maar de zin noemt een uitzondering",
        "toch": ", maar hier doet iemand het wel",
        "liever": ", maar de zin kiest voor iets anders",
    }.get(sign.change, "")


def _listed(words: Sequence[str]) -> str:
    return " en ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
