"""The word lists of this room, kept as text in `data/woorden.toml` so that code stays code."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from importlib.resources import files


@lru_cache(maxsize=1)
def _lists() -> dict[str, str]:
    return tomllib.loads(files("kennis.privacy").joinpath("data", "woorden.toml").read_text(encoding="utf-8"))


def word_list(name: str) -> tuple[str, ...]:
    """Return the words of a list in their order (words are separated by white space)."""
    return tuple(_lists()[name].split())


def word_set(name: str) -> frozenset[str]:
    """Return the words of a list as a set."""
    return frozenset(word_list(name))


def line_list(name: str) -> tuple[str, ...]:
    """Return the lines of a list: for what has more than one word."""
    return tuple(line.strip() for line in _lists()[name].splitlines() if line.strip())
