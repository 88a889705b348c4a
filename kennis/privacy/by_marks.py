"""Recogniser: names where only a name can stand (`mijn man, Luk, wil`; `(Shurendy, 23)`; `Genade heet ze.`; `hoop, zo heet hij`)."""

from __future__ import annotations

import re

from kennis.privacy.lists import NOT_NAMES, PARTICLES, is_verb, is_written
from kennis.privacy.spans import Span, make_span
from kennis.privacy.words import word_list, word_set

_SAID = re.compile(
    r"(?<!\w)(?i:wij|we|ik|ze|zij|iedereen) (?:zeggen|zegt|zeg|zegge) (?:altijd |gewoon |dan |ook )?([A-Z][\w’'-]+)(?=[.,!?;)]|$)"
)
_PETS = "(?:" + "|".join(word_list("by_marks_pets")) + ")"
_BETWEEN = (
    re.compile(
        r"\b(?:[Mm]ijn|m'n|[Oo]nze|ons|haar|zijn|z'n|d'r|jouw|je|hun|[Dd]e|[Ee]en) (?:\w+ )?(?:"
        + "|".join(sorted(word_set("by_names_relations")))
        + r"), ([A-Z][\w’'-]+)(?=[,.!?;)])"
    ),
    re.compile(r"\(([A-Z][\w’'-]+(?: [A-Z]\.?)?), ?\d\d\)"),
    re.compile(rf"(?<!\w)(?i:{_PETS}),? ([A-Z][\w’'-]+)"),
    re.compile(rf"(?:^|[.!?…] )([A-Z][\w’'-]+)[.,] (?i:de|mijn|onze|zijn|haar|hun) {_PETS}(?!\w)"),
    _SAID,
)
# In text without capitals only at the end of what is said, and no other word: `en de hond borre`.
_PET = re.compile(rf"(?<!\w)(?:de|het|een|mijn|onze|zijn|haar|hun|m'n|z'n) {_PETS} ([^\W\d_][\w'’-]{{2,}})$", re.I)
_WORD = r"(?<!\w)([^\W\d_][\w’'-]{2,})"
_SOMEBODY = r"(?:hij|ze|zij|(?:die|een|de) (?:man|vrouw|familie|jongen|meid|meisje|meneer|mevrouw|dame|collega|buurman|buurvrouw))"
_CALLED = (
    re.compile(rf"{_WORD}(?:,? ja)?[,.]? zo heet(?:te)? {_SOMEBODY}(?!\w)", re.I),
    re.compile(
        rf"(?:^|[.!?…,] )([A-Z][\w’'-]{{2,}}) heet(?:te)? (?:die|{_SOMEBODY})(?=[.,!?;]|$| (?:bij|uit|van|die|op|hier)\b)"
    ),
    # What somebody puts right: `kuipers, nee, kuiper heet hij`.
    re.compile(rf"(?<!\w)(?:nee|nae|neen),? {_WORD} heet(?:te)? {_SOMEBODY}(?!\w)", re.I),
)
_DETERMINED = re.compile(r"(?<!\w)(?:geen|een|de|het|'t|mijn|elke|dat|die) $", re.I)
# What stands before `heet ze` as well, and is no name: `eigenlijk heet ze`.
_HOW = word_set("by_names_how") | word_set("by_marks_how")


def find_named_between_marks(text: str) -> list[Span]:
    """Return names that stand between marks where only a name can stand, on a list or not."""
    return [
        make_span(text, found.start(1), found.end(1), "persoon", "aankondiging", 0.85)
        for pattern in _BETWEEN
        for found in pattern.finditer(text)
        if (low := found[1].lower()) not in NOT_NAMES and not (pattern is _SAID and is_written(low))
    ]


def find_pets(text: str) -> list[Span]:
    """Return how an animal or a soft toy is called at the end of a text without capitals; a plain word is a doubt."""
    return [
        make_span(text, *found.span(1), "persoon", "aankondiging", 0.4 if is_written(low) else 0.7)
        for found in _PET.finditer(text)
        if (low := found[1].lower()) not in NOT_NAMES and not is_verb(low)
    ]


def find_called(text: str) -> list[Span]:
    """Return words that are said to be somebody's name by what stands behind them, whatever word it is."""
    return [
        make_span(text, found.start(1), found.end(1), "persoon", "aankondiging", 0.7)
        for pattern in _CALLED
        for found in pattern.finditer(text)
        if (low := found[1].lower()) not in NOT_NAMES | PARTICLES | _HOW
        and not low.endswith(("lijk", "eel"))
        and not _DETERMINED.search(text, max(0, found.start(1) - 12), found.start(1))  # `geen mop, zo heet ze`
    ]
