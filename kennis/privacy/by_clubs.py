"""Recogniser: clubs and congregations that are told by how they are written (`Eendracht '20`, `Zusters van Barmhartigheid`)."""

from __future__ import annotations

import re

from kennis.privacy.by_dates import MONTHS
from kennis.privacy.context import TITLES
from kennis.privacy.lists import NOT_NAMES, name_lists
from kennis.privacy.spans import Span, make_span
from kennis.privacy.text import fold

_YEARED = re.compile(r"(?<![\w'’-])([A-Z][\w-]{2,}) ['’‘]\d\d(?![\w'’])")
_ORDER = re.compile(
    r"(?<!\w)(?:Zusters|Broeders|Paters|Fraters) (?:van|der) (?:(?:de|het|den) )?[A-Z][\w-]+(?: [A-Z][\w-]+)*"
)
# What has an article and two capitals where a place or house stands: `in de Blauwe Weide`.
_HOUSE = re.compile(
    r"(?<!\w)(?:in|vanuit|uit|naar|bij) (?:de|het|'t) ([A-Z][a-zé]+ [A-Z][a-zé]+(?: [A-Z][a-zé]+)?)(?![\w-])"
)
_LED = re.compile(r" (?:de|het|'t) [A-Z]")  # quicker to look for
_GENERAL = (
    NOT_NAMES
    | TITLES
    | frozenset("eerste tweede derde gouden koude nieuwe oude heilige grote kruis zee wereldoorlog eeuw".split())
)
_SEASONS = frozenset("voorjaar najaar zomer winter lente herfst kerst pasen oud begin eind sinds".split())


def find_clubs(text: str) -> list[Span]:
    """Return sports clubs with the year they began in, and religious orders, in text that has capitals."""
    found = (
        [place for place in _YEARED.finditer(text) if _is_club(fold(place[1]))]
        if re.search(r" ['’‘]\d\d", text)
        else []
    )
    found += _ORDER.finditer(text)
    if _LED.search(text):
        found += [place for place in _HOUSE.finditer(text) if not _GENERAL.intersection(fold(place[1]).split())]
    return [
        make_span(text, *place.span(1 if place.re is _HOUSE else 0), "organisatie", "organisaties", 0.6)
        for place in found
    ]


def _is_club(low: str) -> bool:
    """Tell whether a club may be called so: `Jan '62` is somebody, `Mei '20` a date."""
    return low not in NOT_NAMES | _SEASONS and low not in MONTHS and low not in name_lists().first
