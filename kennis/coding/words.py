"""A text in words one can select. Python counts code points, so that no browser has to."""

from __future__ import annotations

import re
import unicodedata

_TOKEN = re.compile(r"\S+")
_KEPT = "[]"  # a placeholder such as [P07] is one word


def split_words(text: str) -> list[tuple[int, int]]:
    """Return where the words of a text are: half-open, in code points.

    Punctuation around a word is not part of it; emoji, signs and whole runs of punctuation are words of their own.
    """
    return [_bare(text, *match.span()) for match in _TOKEN.finditer(text)]


def pieces_of(text: str) -> list[tuple[str, str]]:
    """Cut a text into (what stands before a word, the word); a last piece without a word holds the rest.

    All pieces put together are the text, to the letter.
    """
    pieces, end = [], 0
    for start, stop in split_words(text):
        pieces.append((text[end:start], text[start:stop]))
        end = stop
    return [*pieces, (text[end:], "")] if end < len(text) else pieces


def words_in(words: list[tuple[int, int]], start: int, stop: int) -> tuple[int, int] | None:
    """Return the first and last word a span touches; None if it touches none."""
    touched = [place for place, (a, b) in enumerate(words) if a < stop and start < b]
    return (touched[0], touched[-1]) if touched else None


def _bare(text: str, start: int, stop: int) -> tuple[int, int]:
    first, last = start, stop
    while first < last and _is_punctuation(text[first]):
        first += 1
    while last > first and _is_punctuation(text[last - 1]):
        last -= 1
    return (first, last) if first < last else (start, stop)


def _is_punctuation(letter: str) -> bool:
    return unicodedata.category(letter).startswith("P") and letter not in _KEPT
