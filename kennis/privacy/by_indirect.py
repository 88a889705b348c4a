"""Recogniser: who can be recognised without a name. Only suggestions: whether it points at somebody, a person must judge."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kennis.privacy.hints import ILLNESS, OFFICE, ONLY, asks
from kennis.privacy.spans import Span, make_span
from kennis.privacy.text import fold
from kennis.privacy.words import line_list, word_list, word_set

_SCORE = 0.4  # always a doubtful case
_SOMEBODY = r"\w*(?:" + "|".join(word_list("by_indirect_people")) + r")"
_OFFICER = r"\w*(?:" + "|".join((*word_list("by_indirect_offices"), *word_list("by_indirect_ranks"))) + r")"
_ONES = ("enige", "enigste", "eerste", "laatste", "langste")
_MOSTS = ("eerste", "jongste", "oudste", "langste")
# Who is the only one that, or the youngest of all, is known by it, also where nobody knows the place (not `de oudste zoon`).
_ALONE = re.compile(
    rf"\b(?:de|als|onze)\s+(?:enige|enigste)\s+(?:[\w-]+\s+){{0,2}}?{_SOMEBODY}(?!\w)(?!\s+(?:die|van)\s+(?:ik|we|wij|je|mij|ons)\b)"
    rf"|\b(?:de|als)\s+(?:{'|'.join(_MOSTS)})\s+(?:[\w-]+\s+){{0,2}}?{_OFFICER}\b(?:\s+\w+)?(?=\s+(?:in|van|uit|met)\s)",
    re.I,
)
_WHERE = r"(?:in|van|uit|op|te|bij|binnen)"
_AREA = (
    r"(?:het|de|ons|onze|dit|deze|heel|hele)\s+(?:hele\s+)?(?:dorp|stad|gemeente|wijk|buurt|straat|provincie|regio|eiland|"
    r"flat|team|afdeling|organisatie|kantoor|groep|familie|school|klas|kerk|moskee)"
)
_ONLY = re.compile(
    rf"\b(?:de|het|als|onze|mijn)\s+(?:{'|'.join(_ONES)})\s+(?:\w+\s+){{0,2}}?{_SOMEBODY}\b(?:\s+(?:met|zonder|die)(?:\s+\w+){{1,4}}?)?(?=\s+{_WHERE}\s)",
    re.I,
)
_OFFICE = re.compile(rf"\b(?:{'|'.join(word_list('by_indirect_offices'))})\b(?=\s+{_WHERE}\s)", re.I)
_ILLNESS = re.compile(
    rf"\b(?:(?:syndroom|ziekte)\s+van\s+(?:de\s+)?\w+(?:\s+en\s+\w+)?|{'|'.join(line_list('by_indirect_illnesses'))})\b",
    re.I,
)


_SIGNS = (
    "syndroom",
    "ziekte",
    *{fold(re.split(r"[\[\\( ]", illness)[0]) for illness in line_list("by_indirect_illnesses")},
)
_OFFICES = word_set("by_indirect_offices")


@asks(ILLNESS)
def _is_illness(low: str, base: str) -> bool:
    return low.startswith(_SIGNS) or ("-" in low and any(part.startswith(_SIGNS) for part in low.split("-")))


@asks(OFFICE)
def _is_office(low: str, base: str) -> bool:
    return low in _OFFICES or ("-" in low and not _OFFICES.isdisjoint(low.split("-")))


@asks(ONLY)
def _is_only(low: str, base: str) -> bool:
    return any(part in _ONES or part in _MOSTS for part in (low.split("-") if "-" in low else (low,)))


def find_indirect(text: str, places: Sequence[Span], hints: int) -> list[Span]:
    """Return what may point at one person without naming them: the only X in Y, an office with a place, a rare illness.

    Args:
        text: the text.
        places: what was found in it as place, street or organisation: what makes an X the only one.
        hints: those of all words together.
    """
    found = [
        place
        for bit, pattern in ((ONLY, _ONLY), (OFFICE, _OFFICE))
        for place in (pattern.finditer(text) if hints & bit else ())
        if _is_placed(text, place.end(), places)
    ]
    taken = [place.span() for place in found]
    found += [
        place
        for place in (_ALONE.finditer(text) if hints & ONLY else ())
        if not any(start < place.end() and place.start() < stop for start, stop in taken)
    ]
    found += _ILLNESS.finditer(text) if hints & ILLNESS else ()
    return [make_span(text, place.start(), place.end(), "indirect", "omschrijving", _SCORE) for place in found]


def _is_placed(text: str, stop: int, places: Sequence[Span]) -> bool:
    """Tell whether a place follows within a few words."""
    if re.match(rf"\s+{_WHERE}\s+{_AREA}\b", text[stop:], re.I):
        return True
    near = re.match(rf"\s+{_WHERE}\s+(?:de\s+|het\s+|gemeente\s+)*", text[stop:], re.I)
    return bool(near) and any(span.start == stop + near.end() for span in places if near)
