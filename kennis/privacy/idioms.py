"""Fixed expressions in which a name names nobody: `klaar is Kees`, `Jan en alleman`, `Joost mag het weten`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from kennis.privacy.spans import Span
from kennis.privacy.words import line_list


def without_idioms(spans: list[Span], text: str) -> list[Span]:
    """Return the spans that do not lie in a fixed expression, unless the researcher always wants them replaced.

    A span that sticks out of one is somebody after all: `klaar is Kees Vos`.
    """
    idioms = _idioms_in(text) if spans else []
    if not idioms:
        return spans
    return [
        span
        for span in spans
        if span.recogniser == "altijd" or not any(start <= span.start and span.stop <= stop for start, stop in idioms)
    ]


def _idioms_in(text: str) -> Sequence[tuple[int, int]]:
    return [found.span() for found in _pattern().finditer(text)]


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    lines = [line.replace(" ", r"\s+") for line in line_list("idioms")]
    return re.compile(rf"(?<!\w)(?:{'|'.join(lines)})(?!\w)", re.I)
