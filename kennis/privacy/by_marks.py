"""Recogniser: names where only a name can stand (`mijn man, Luk, wil`; `(Shurendy, 23)`; `Genade heet ze.`; `hoop, zo heet hij`)."""

from __future__ import annotations

import re

from kennis.privacy.lists import NEVER, NOT_NAMES, PARTICLES
from kennis.privacy.spans import Span, make_span
from kennis.privacy.words import word_set

_BETWEEN = (
    re.compile(
        r"\b(?:[Mm]ijn|m'n|[Oo]nze|ons|haar|zijn|z'n|d'r|jouw|je|hun|[Dd]e|[Ee]en) (?:\w+ )?(?:"
        + "|".join(sorted(word_set("by_names_relations")))
        + r"), ([A-Z][\w’'-]+)(?=[,.!?;)])"
    ),
    re.compile(r"\(([A-Z][\w’'-]+(?: [A-Z]\.?)?), ?\d\d\)"),
)
_WORD = r"(?<!\w)([^\W\d_][\w’'-]{2,})"
_SOMEBODY = r"(?:hij|ze|zij|(?:die|een|de) (?:man|vrouw|familie|jongen|meid|meisje|meneer|mevrouw|dame|collega|buurman|buurvrouw))"
_CALLED = (
    re.compile(rf"{_WORD}(?:,? ja)?[,.]? zo heet(?:te)? {_SOMEBODY}(?!\w)", re.I),
    re.compile(
        rf"(?:^|[.!?…] )([A-Z][\w’'-]{{2,}}) heet(?:te)? {_SOMEBODY}(?=[.,!?;]|$| (?:bij|uit|van|die|op|hier)\b)"
    ),
)
# What stands before `heet ze` as well, and is no name: `eigenlijk heet ze`.
_HOW = word_set("by_names_how") | word_set("by_marks_how")


def find_named_between_marks(text: str) -> list[Span]:
    """Return names that stand between marks where only a name can stand, on a list or not."""
    return [
        make_span(text, found.start(1), found.end(1), "persoon", "aankondiging", 0.85)
        for pattern in _BETWEEN
        for found in pattern.finditer(text)
        if found[1].lower() not in NEVER
    ]


def find_called(text: str) -> list[Span]:
    """Return words that are said to be somebody's name by what stands behind them, whatever word it is."""
    return [
        make_span(text, found.start(1), found.end(1), "persoon", "aankondiging", 0.7)
        for pattern in _CALLED
        for found in pattern.finditer(text)
        if (low := found[1].lower()) not in NOT_NAMES | PARTICLES | _HOW and not low.endswith(("lijk", "eel"))
    ]
