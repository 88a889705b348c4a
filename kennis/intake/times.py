"""Clock times in labels, captions and cells → seconds."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from typing import Any

CLOCK = r"\d{1,2}:[0-5]\d(?::[0-5]\d)?(?:[.,]\d{1,3})?"
MARK = rf"[\[(<]?{CLOCK}[\])>]?"
RANGE = rf"{MARK}(?:\s*(?:-->|->|-|–|—|tot)\s*{MARK})?"


def to_seconds(text: str) -> float | None:
    """Return `00:03:12`, `3:12`, `1:03:12,5` or a plain number of seconds as seconds; None if it is no time."""
    text = text.strip().strip("[]()<>").replace(",", ".")
    if re.fullmatch(r"\d+(?:\.\d+)?", text):
        return float(text)
    if not re.fullmatch(r"\d{1,3}:\d{1,2}(?::\d{1,2})?(?:\.\d+)?", text):
        return None
    seconds = 0.0
    for part in text.split(":"):
        seconds = seconds * 60 + float(part)
    return seconds


def range_seconds(text: str) -> tuple[float | None, float | None]:
    """Return begin and end of a time mark (`[00:01] - [00:04]`); the end is None where there is one time."""
    found = [to_seconds(clock) for clock in re.findall(CLOCK, text or "")]
    return (found[0] if found else None, found[1] if len(found) > 1 else None)


def cell_seconds(value: Any) -> float | None:
    """Return the seconds in a spreadsheet cell: a time, a duration, a number or text."""
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, datetime):
        value = value.time()
    if isinstance(value, time):
        return value.hour * 3600 + value.minute * 60 + value.second + value.microsecond / 1e6
    return to_seconds(str(value)) if value is not None else None
