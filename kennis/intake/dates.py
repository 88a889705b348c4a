"""Dates as people write them → ISO."""

from __future__ import annotations

import re
from datetime import date

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januari jan january",
            "februari feb febr february",
            "maart mrt mar march",
            "april apr",
            "mei may",
            "juni jun june",
            "juli jul july",
            "augustus aug august",
            "september sep sept",
            "oktober okt oct october",
            "november nov",
            "december dec",
        ),
        start=1,
    )
    for name in names.split()
}
_WORDS = re.compile(
    rf"\b(\d{{1,2}})(?:e|ste|de)?[\s.-]+({'|'.join(sorted(_MONTHS, key=len, reverse=True))})"
    r"\.?[\s,-]+((?:19|20)\d\d|'?\d\d)\b",
    re.IGNORECASE,
)
_ISO = re.compile(r"(?<!\d)((?:19|20)\d\d)[-_./]?(0[1-9]|1[0-2])[-_./]?(0[1-9]|[12]\d|3[01])(?!\d)")
_DUTCH = re.compile(r"(?<!\d)(\d{1,2})[-_./](\d{1,2})[-_./]((?:19|20)\d\d|\d\d)(?!\d)")


def find_date(text: str) -> str:
    """Return the first date in a text as `YYYY-MM-DD`, "" if there is none that exists.

    Understands `12 maart 2025`, `12-03-2025`, `12/3/25`, `2025-03-12`, `20250312`; day before month, as in Dutch.
    """
    for pattern, order in ((_WORDS, (2, 1, 0)), (_ISO, (0, 1, 2)), (_DUTCH, (2, 1, 0))):
        for found in pattern.finditer(text):
            parts = [found.group(place + 1) for place in order]
            iso = _iso(*parts)
            if iso:
                return iso
    return ""


def strip_dates(text: str) -> str:
    """Return the text without its dates."""
    for pattern in (_WORDS, _ISO, _DUTCH):
        text = pattern.sub(" ", text)
    return text


def _iso(year: str, month: str, day: str) -> str:
    whole = int(year.strip("'"))
    whole += 2000 if whole < 100 else 0
    try:
        return date(whole, _MONTHS.get(month.casefold()) or int(month), int(day)).isoformat()
    except ValueError:
        return ""
