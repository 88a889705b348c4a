"""Lines that tools and diaries put above what was said: the recording's name, a date, a duration, who wrote it out."""

from __future__ import annotations

import re

from kennis.intake.dates import find_date

# What Teams and its like put above a transcript: the recording's name, the day and hour, how long it took.
RECORDING = re.compile(
    r"[-–_ ]*(?:\d{8}_\d{6}(?:UTC)?)?[-–_ ]*(?:Meeting Recording|Meeting Transcript|Vergaderopname|Opname)$"
)
DATE_ALONE = re.compile(
    r"(?:(?:maan|dins|woens|donder|vrij|zater|zon)dag,?\s+)?(?:\d{1,2}[ -/.]\w{2,9}[ -/.]\d{4}|\w{3,9} \d{1,2}, \d{4})"
    r"(?:,?\s+(?:om\s+)?\d{1,2}[:.]\d\d(?:\s?(?:[ap]\.?m\.?|uur))?)?",
    re.IGNORECASE,
)
DURATION = re.compile(r"(?:\d{1,2}\s?[hu]\s+)?\d{1,3}\s?m(?:in)?(?:\s+\d{1,2}\s?s(?:ec)?)?", re.IGNORECASE)

# What speech recognition says of itself (noScribe and others): with the path of the recording, so with a user's name.
MADE_BY = re.compile(
    r"(?:transcribed (?:with|by)|(?:audio (?:source|file)|audiobron|audiobestand):|"
    r"\((?:transcribed at|start|language|taal)\b|(?:uitgeschreven|getranscribeerd) (?:met|door))[ :]",
    re.IGNORECASE,
)


def is_date_line(text: str) -> bool:
    """Tell whether a line is a date and nothing else: in a diary it stands above the day."""
    return bool(DATE_ALONE.fullmatch(text.strip(" *_#:.")) and find_date(text))
