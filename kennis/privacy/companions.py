"""Recogniser: who stands beside somebody we know for sure, in text without capitals (`samiullah en zabi`, `faith owusu`)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from kennis.privacy.by_model import Chances
from kennis.privacy.context import DETERMINERS, SPEECH, TITLES, is_finite
from kennis.privacy.features import word_class
from kennis.privacy.lists import NOT_NAMES, PARTICLES, name_lists
from kennis.privacy.spans import Span, make_span
from kennis.privacy.text import Token

_SURE = 0.7
_SCORE = 0.55
_AND = frozenset(["en", "of"])
_A_LITTLE = 0.1  # what the model must see in a word that is also an ordinary one


def with_companions(
    spans: list[Span], text: str, tokens: Sequence[Token], places: Mapping[int, int], chances: Chances, *, case: str
) -> list[Span]:
    """Return the spans with the names that stand beside a sure one (`places`: which token begins where)."""
    people = [span for span in spans if span.kind == "persoon" and span.score >= _SURE]
    if case == "cased" or not people:
        return spans
    found = [*spans]
    for span in people:
        first = last = places.get(span.start)
        if first is None or last is None:
            continue
        while tokens[last].stop < span.stop:
            last += 1
        if tokens[last].stop != span.stop:
            continue
        for place in _beside(tokens, first, last, chances):
            start, stop = tokens[place].start, tokens[place].stop
            if not any(other.start <= start < other.stop for other in found):
                found.append(make_span(text, start, stop, "persoon", "naast een naam", _SCORE))
    return found


def _beside(tokens: Sequence[Token], first: int, last: int, chances: Chances) -> Iterator[int]:
    """Give the places of names joined to `first:last` (inclusive) by `en` or `of`, and of a first name before a surname."""
    if first > 1 and tokens[first - 1].low in _AND and _may_be_name(tokens, first - 2, chances):
        yield first - 2
    if last + 2 < len(tokens) and tokens[last + 1].low in _AND and _may_be_name(tokens, last + 2, chances):
        yield last + 2
    for place in (first - 1, last + 1):
        if 0 <= place < len(tokens) and _is_unknown(tokens[place]) and chances.of(place, "persoon") >= _A_LITTLE:
            yield place  # `de jongens rayson shermar giovani`
    surname = name_lists().last.get(tokens[first].base) is False and tokens[first].base not in name_lists().first
    if (
        first
        and surname
        and _is_thing(tokens, first - 1)
        and not _is_led(tokens, first - 1)
        and chances.of(first - 1, "persoon") >= _A_LITTLE
    ):
        yield first - 1


def _may_be_name(tokens: Sequence[Token], place: int, chances: Chances) -> bool:
    token = tokens[place]
    if _is_unknown(token):
        return True
    kind = word_class(token.low, token.base)
    return kind in ("f*", "fl*", "l*") and chances.of(place, "persoon") >= _A_LITTLE


def _is_unknown(token: Token) -> bool:
    """Tell whether nobody knows a word and it has the length of a name."""
    return len(token.low) > 3 and token.low.isalpha() and word_class(token.low, token.base) in ("unknown", "near")


def _is_led(tokens: Sequence[Token], place: int) -> bool:
    """Tell whether an article stands before (`tegen de opvang peeters van de slagerij op kop`)."""
    return place > 0 and tokens[place - 1].low in DETERMINERS


def _is_thing(tokens: Sequence[Token], place: int) -> bool:
    """Tell whether a word is no verb, title or small word: then it may be a first name before a surname."""
    low = tokens[place].low
    known = low in NOT_NAMES or low in TITLES or low in SPEECH or low in PARTICLES
    return low.isalpha() and tokens[place].is_word and not known and not is_finite(low)
