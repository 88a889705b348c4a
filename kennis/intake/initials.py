"""Initials: by which letters minutes call somebody on the attendance list (`WS`, `JPdK`, `AvZ`)."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from functools import lru_cache

from kennis.intake.words import PARTICLES

_WRITTEN = re.compile(r"[A-Z][A-Za-z]{0,5}[A-Z]")
_TITLES = frozenset("de mevrouw mevr mw mvr meneer mijnheer heer dhr drs dr ir mr prof ing".split())
_SMALL = (PARTICLES - _TITLES) | {"de", "von"}
_AT_LEAST = 3  # parts of a surname that are initials by themselves: `TAF` of Tjon-A-Fat


def is_initials(written: str) -> bool:
    """Tell whether a word is written as initials are: two to seven letters, a capital at either end."""
    return bool(_WRITTEN.fullmatch(written))


@lru_cache(maxsize=5_000)
def initials_of(name: str) -> frozenset[str]:
    """Return the initials somebody may have, in lower case: with one or all first names, with or without tussenvoegsels."""
    words = [word for part in re.split(r"[\s.]+", name.casefold().replace("’", "'")) if (word := part.strip("'()"))]
    while len(words) > 1 and words[0] in _TITLES:
        words = words[1:]
    first = next((at for at, word in enumerate(words) if word in _SMALL and at), len(words) - 1)
    given = [part[0] for word in words[:first] for part in word.split("-") if part]
    rest = words[first:]
    led = [word[0] for word in rest if word in _SMALL]
    last = [part[0] for word in rest if word not in _SMALL for part in word.split("-") if part]
    if not given or not last:
        return frozenset()
    forms = {
        "".join([*one, *middle, *end])
        for one in (given, given[:1])
        for middle in (led, led[:1], [])
        for end in (last, last[:1])
    }
    return frozenset(forms | ({"".join(last)} if len(last) >= _AT_LEAST else set()))


def meant_by_initials(written: str, names: Iterable[str]) -> str:
    """Return the one of these names whose initials a word is, or "" (it is no such word, or may be nobody or more)."""
    if not is_initials(written):
        return ""
    found = {name for name in names if written.casefold() in initials_of(name)}
    return found.pop() if len(found) == 1 else ""


def are_minutes(lines: Iterable[str], names: Collection[str]) -> bool:
    """Tell whether somebody wrote down what others said: lines begin with the initials of who was there (`WS vraagt`)."""
    first = [words[0] for line in lines if len(words := line.split(maxsplit=2)) > 1 and words[1].islower()]
    return sum(bool(meant_by_initials(word, names)) for word in first) > 1
