"""What speaks against a name: a guess that reads as a word of the language becomes a question for a person."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from kennis.privacy.by_model import Chances
from kennis.privacy.by_names import is_led_surname
from kennis.privacy.by_organisations import is_head
from kennis.privacy.context import SPEECH, TITLES, is_finite, name_evidence
from kennis.privacy.features import word_class
from kennis.privacy.lists import (
    NATIONAL,
    NOT_NAMES,
    PARTICLES,
    is_countable,
    is_ordinary,
    is_written,
    lemma_of,
    name_lists,
)
from kennis.privacy.spans import Span
from kennis.privacy.text import Token
from kennis.privacy.words import word_set

_LEVEL = re.compile(r"[A-Za-z]\d(?:-\w+)?|[A-Z]{2,}-[a-z]+")  # A4, B1-niveau, VVV-bonnen
_DRAWN = re.compile(r"(\w)\1\1")  # aaah
_GROUPS = frozenset(["groep", "klas", "afdeling", "lokaal", "zaal", "plan", "optie"])  # named like somebody, nobody
_GUESSES = frozenset(["namenlijst", "model", "hoofdletter", "herhaling"])
_QUESTION = 0.45  # what a guess is worth that has too much against it: shown, not replaced
_ARTICLES = frozenset(["de", "het", "'t", "den"])
_DETERMINERS = (
    word_set("context_determiners") - {"mijn", "m'n", "z'n", "d'r"}
    | word_set("spoken_units") - {"een"}
    | {"anderhalve", "anderhalf"}
)
_ANY_DETERMINERS = _DETERMINERS - {"een"}
_ONE_OF = frozenset("een geen het 'n elk elke ieder iedere".split())
_LEADS = TITLES | word_set("by_names_relations") | {"zekere", "ene"}
_OFFICES = word_set("by_indirect_offices") | {"voorzitter", "minister", "president", "secretaris", "rechter"}
_EVIDENCE = 0.5  # how much must speak for a surname that is an ordinary word
_LIKELY = 0.5
_SURE = 0.9
_CONVINCED = 0.8
_LIKELY_TOWN = 0.75  # what the model must give a word that is a town too
_CRIES = frozenset(["yo", "jo", "hai", "hey", "boi"])
_SAYS = SPEECH | {"mensen", "gast", "bro"}
_IS = frozenset(
    "is was ben bent wordt werd word geworden betekent betekende als".split()
)  # before what somebody is or does
_SIRS = frozenset(["de", "den", "beste", "geachte"])
_NEAR = 7  # words


def weigh(
    spans: Sequence[Span], tokens: Sequence[Token], places: Mapping[int, int], chances: Chances, *, case: str
) -> list[Span]:
    """Return the spans, those of guessing recognisers that read as ordinary words lowered to a question.

    `places` tells which token begins where.
    """
    judged: dict[tuple[int, int, str, bool], bool] = {}  # several recognisers find the same
    weighed = []
    for span in spans:
        if _is_guess(span):
            same = (span.start, span.stop, span.kind, span.score < _SURE)
            if same not in judged:
                judged[same] = _has_against(span, tokens, places, chances, case)
            span = replace(span, score=_QUESTION) if judged[same] else span
        weighed.append(span)
    return weighed


@lru_cache(maxsize=20_000)
def _is_drawn(low: str) -> bool:
    return _DRAWN.search(low) is not None


def _is_guess(span: Span) -> bool:
    again = span.recogniser == "herhaling" and " " in span.text  # `van gerwen`, who was named in full elsewhere
    return span.recogniser in _GUESSES and span.score > _QUESTION and not again


def _has_against(span: Span, tokens: Sequence[Token], places: Mapping[int, int], chances: Chances, case: str) -> bool:
    first = places.get(span.start)
    if first is None:
        return False
    last = first
    while last < len(tokens) and tokens[last].start < span.stop:
        last += 1
    at = [place for place in range(first, last) if tokens[place].is_word and tokens[place].low not in PARTICLES]
    named = [tokens[place] for place in at]
    before = tokens[first - 1].low if first else ""
    if not named or _is_titled(tokens, first):
        return not named and before in TITLES  # `van mevrouw het woord ontnemen`
    if before in _GROUPS or any(map(_is_drawn, [token.low for token in named])):
        return True
    if _is_cry(tokens, first, last, case):
        return True
    if case == "cased":
        return _reads_as_code(span, named, before) or not any(_stands_out(token) for token in named)
    if all(_is_strange(token.low, token.base) for token in named) and _in_dialect(tokens, first, last, chances):
        return True
    if len(at) == 1 and _is_thing(tokens, first, last):
        return True
    if before not in _ONE_OF and all(chances.of(place, "persoon") >= _CONVINCED for place in at):
        return False  # the model saw more of the sentence than the rules below do
    return _reads_as_words(span, tokens, first, last, named, case)


def _is_thing(tokens: Sequence[Token], first: int, last: int) -> bool:
    """Tell whether what stands behind a word that opens a text says that it is one: `beer van een vent`, `roos die plant`."""
    behind = [token.low for token in tokens[last : last + 3]]
    if first or not is_countable(tokens[first].low) or len(behind) < 3:
        return False
    noun = behind[1] not in SPEECH and behind[1] not in NOT_NAMES and lemma_of(behind[1]) == behind[1]
    return behind[:2] == ["van", "een"] or (behind[0] in ("die", "dat") and noun and is_countable(behind[1]))


def _is_titled(tokens: Sequence[Token], first: int) -> bool:
    """Tell whether a form of address stands before: `meneer griep`, but not `de pastoor griep`."""
    before = [token.low for token in tokens[max(0, first - 2) : first]]
    if before[-1:] == ["heer"]:
        return before[0] in _SIRS
    if not before or before[-1] not in TITLES:
        return False
    office = tokens[first].low in _ARTICLES and first + 1 < len(tokens) and tokens[first + 1].low in _OFFICES
    return not office and tokens[first].low != "het" and not (len(before) > 1 and before[0] in _ANY_DETERMINERS)


def _is_cry(tokens: Sequence[Token], first: int, last: int, case: str) -> bool:
    """Tell whether a word that opens a sentence only calls (`Yo, zegt hij`)."""
    if last != first + 1 or tokens[first].low not in _CRIES:
        return False
    behind = tokens[last].text if last < len(tokens) else ""
    return behind in (",", "!") and tokens[first].opens if case == "cased" else behind.lower() in _SAYS


def _stands_out(token: Token) -> bool:
    """Tell whether a word in text with capitals has one, or is a known name all the same."""
    lists = name_lists()
    return any(char.isupper() for char in token.text) or lists.first.get(token.base) is False


def _reads_as_code(span: Span, named: Sequence[Token], before: str) -> bool:
    """Tell whether somebody's name is an abbreviation, a letter or holds a digit: `RWW`, `P`, `B1-niveau`."""
    if _LEVEL.fullmatch(span.text) or all(map(_is_named_after, named)):
        return True
    if span.kind != "persoon":
        return False
    lists = name_lists()
    return all(
        token.text.isupper()
        and (len(token.text) in (1, 3, 4) or (len(token.text) == 2 and before != ","))
        and token.base not in lists.first
        and token.base not in lists.last
        for token in named
    )


def _is_named_after(token: Token) -> bool:
    """Tell whether a word is a thing that is called after something that is no name of the lists: `Amberscript-proef`."""
    after, _, thing = token.text.rpartition("-")
    lists, low = name_lists(), after.lower()
    listed = any(low in names or thing in names for names in (lists.first, lists.last, lists.places))
    return len(low) > 3 and len(thing) > 3 and thing.islower() and is_ordinary(thing) and not listed


def _reads_as_words(
    span: Span, tokens: Sequence[Token], first: int, last: int, named: Sequence[Token], case: str
) -> bool:
    """Tell whether a name in text without capitals may as well be words (`met dat groen`, `als de pastoor griep had`)."""
    lists = name_lists()
    lows = [token.base for token in named]
    if span.kind == "plaats" and any(low in lists.places for low in lows):
        return lists.places.get(" ".join(lows)) is True and span.recogniser == "model" and span.score < _LIKELY_TOWN
    if all(len(low) == 1 for low in lows) or _LEVEL.fullmatch(span.text):
        return True
    ordinary = all(is_ordinary(low) for low in lows)
    if len(named) == 1 and lows[0] not in lists.first and is_written(lows[0]) and _says_what(tokens, first):
        return True  # hij is timmerman
    if span.kind == "organisatie":
        if all(is_head(token) or token.low in NATIONAL for token in named):
            return True  # het wijkteam, de voedselbank
        headed = any(is_head(token) for token in tokens[max(0, first - 1) : last])
        return ordinary and not headed and (len(named) == 1 or span.score < _SURE)
    before = tokens[first - 1].low if first else ""
    if tokens[first].low in _ARTICLES and len(named) == 1:
        return before not in SPEECH  # `de tas`, `de meicirculaire`, but `toen zei de wit`
    listed = lows[0] in lists.first or lows[0] in lists.last
    if len(named) == 1 and span.kind == "persoon" and before in _ONE_OF and not listed:
        return True  # `een keykoord`, a word nobody knows
    if not ordinary:
        return False
    if is_led_surname(tokens, first):
        return False  # van der velde
    if len(lows) > 1 and lows[0] in lists.first and lows[-1] in lists.last:
        return False  # `dat het frank timmer was`
    if _is_determined(tokens, first) and not (before in ("dat", "die") and lists.first.get(lows[0]) is False):
        return True  # but `zo is dat nel`
    if any(low in lists.first for low in lows) or any(lists.last.get(low) is False for low in lows):
        return False
    finite = last < len(tokens) and is_finite(tokens[last].low)
    return name_evidence(tokens, first, last, case) + 0.3 * finite < _EVIDENCE


def _says_what(tokens: Sequence[Token], first: int) -> bool:
    """Tell whether what stands before says what somebody is: `hij is timmerman`, `dat betekent ook timmerman`."""
    before = [token.low for token in tokens[max(0, first - 2) : first]]
    return before[-1:] != [] and (before[-1] in _IS or (before[-1] in ("ook", "zelf", "nu") and before[0] in _IS))


def _is_determined(tokens: Sequence[Token], first: int) -> bool:
    """Tell whether an article or number stands before a word, with perhaps an adjective between (`een warme toon`)."""
    before = [token.low for token in tokens[max(0, first - 2) : first]]
    if not before or before[-1] in _LEADS:
        return len(before) > 1 and before[-1] in TITLES and before[0] in _DETERMINERS  # `de pastoor griep`
    if before[-1] in _DETERMINERS:
        return True
    adjective = before[-1].endswith("e") and len(before[-1]) > 3 and is_ordinary(before[-1])
    return adjective and before[:-1] != [] and before[0] in _DETERMINERS


def _in_dialect(tokens: Sequence[Token], first: int, last: int, chances: Chances) -> bool:
    """Tell whether a span stands in dialect or another language: among words nobody knows that are no names."""
    near = [*range(max(0, first - _NEAR), first), *range(last, min(len(tokens), last + _NEAR))]
    return sum(_is_strange(tokens[p].low, tokens[p].base) and chances.name(p) < _LIKELY for p in near) > 1


@lru_cache(maxsize=20_000)
def _is_strange(low: str, base: str) -> bool:
    return len(low) > 1 and word_class(low, base) == "unknown"
