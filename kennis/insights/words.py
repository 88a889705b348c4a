"""Numbers and names as a Dutch reader expects them."""

from __future__ import annotations

from collections.abc import Iterable

from kennis.numbers import thousands as thousands
from kennis.tables import ROLES, UNNAMED_ROLE

_SMALL = "nul een twee drie vier vijf zes zeven acht negen tien elf twaalf".split()


_MONTHS = "januari februari maart april mei juni juli augustus september oktober november december".split()


def dutch_date(date: str) -> str:
    """Write 2025-03-12 as `12 maart 2025`; anything else stays as it is."""
    parts = date.split("-")
    if len(parts) != 3 or not all(part.isdigit() for part in parts):
        return date
    return f"{int(parts[2])} {_MONTHS[int(parts[1]) - 1]} {parts[0]}"


def dutch_moment(moment: str) -> str:
    """Write 2025-03-12T09:05:11 as `12 maart 2025, 9.05`; anything else stays as it is."""
    date, _, time = moment.partition("T")
    told = dutch_date(date)
    if told == date or not time:
        return told
    hour, minute, *_ = time.split(":")
    return f"{told}, {int(hour)}.{minute}"


def in_words(number: int) -> str:
    """Write a whole number: in words up to twelve, else in figures with a point for thousands."""
    return _SMALL[number] if 0 <= number < len(_SMALL) else thousands(number)


def listed(names: Iterable[str]) -> str:
    """Write names one after the other: `moed, plek en vertrouwen`."""
    *first, last = [str(name) for name in names] or [""]
    return f"{', '.join(first)} en {last}" if first else last


def decimal(number: float, digits: int = 2) -> str:
    """Write 0.44 as `0,44`; what rounds to nothing has no sign."""
    return f"{round(number, digits) + 0.0:.{digits}f}".replace(".", ",")


def percent_of(share: float) -> str:
    """Write a share of 0–1 as `12 %`."""
    return f"{100 * share:.0f} %"


def role_label(role: str) -> str:
    """Return a role as readers see it."""
    return "Deelnemer" if role == UNNAMED_ROLE else ROLES.get(role, "Rol onbekend")
