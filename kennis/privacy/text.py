"""Words of a text with their places, and the folded form in which names are compared."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from string import ascii_letters, ascii_uppercase
from typing import NamedTuple

# Letters that stay themselves when accents are stripped, and that people type without.
_PLAIN = str.maketrans(
    {"ı": "i", "İ": "i", "ø": "o", "ł": "l", "Ł": "l", "ß": "ss", "æ": "ae", "đ": "d", "’": "'", "‘": "'", "`": "'"}
)
_SPLIT = re.compile(r"(\w+(?:[-'’‘]\w+)*|['’‘][tsnkmTSNKM](?!\w)|[^\w\s])").split
_CAPITALS, _LETTERS = ascii_uppercase.encode(), ascii_letters.encode()
_ENDS = frozenset('.?!"“”„«»—–:(…')


class Token(NamedTuple):
    """A word or a mark, where it stands, and how it compares.

    `low` is the folded form (lower case, no accents), `base` the same without a genitive (`marieke's` → `marieke`).
    """

    text: str
    start: int
    stop: int
    low: str
    base: str
    opens: bool  # first word of the text or after a full stop: its capital says nothing
    is_word: bool  # and not a mark


def fold(text: str) -> str:
    """Return the form in which names are compared: lower case, without accents, straight apostrophes."""
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", text.translate(_PLAIN).lower())
    return "".join(char for char in plain if not unicodedata.combining(char))


def without_genitive(low: str) -> str:
    """Return a folded name without a genitive written with an apostrophe (`marieke's`, `kees'`)."""
    if low.endswith("'s"):
        return low[:-2]
    return low.rstrip("'")


def tokens_of(text: str) -> list[Token]:
    """Return the words and marks of a text in order."""
    found: list[Token] = []
    new, keep = tuple.__new__, found.append  # there are many words: every step counts
    opens, stop = True, 0
    parts = iter(_SPLIT(text))
    for between, word in zip(parts, parts, strict=False):  # behind the last word stands only what is between
        low, base, is_word, starts = forms_of(word)
        start = stop + len(between)
        stop = start + len(word)
        keep(new(Token, (word, start, stop, low, base, opens, is_word)))
        if starts is not None:
            opens = starts
    return found


@lru_cache(maxsize=50_000)
def forms_of(word: str) -> tuple[str, str, bool, bool | None]:
    """Return how a word compares, whether it is one, and whether what follows opens a sentence (None: as before)."""
    low = fold(word)
    if word[0].isalnum():
        return low, without_genitive(low), True, False
    return low, without_genitive(low), len(word) > 1, True if word in _ENDS else None


def case_of(text: str) -> str:
    """Tell how a text is written: `cased`, `lower` (as speech recognition gives it) or `upper`.

    Short text without a capital counts as `lower`: its lack of capitals must not hide a name.
    """
    if text.islower():
        return "lower"
    capitals = _count(text, str.isupper, _CAPITALS)
    if not capitals:
        return "lower"
    letters = _count(text, str.isalpha, _LETTERS)
    return "upper" if letters > 3 and capitals > 0.7 * letters else "cased"


def _count(text: str, asked: Callable[[str], bool], plain: bytes) -> int:
    """Count the letters of a text of some kind; `plain` are those without accents (which most texts have only)."""
    if text.isascii():
        return len(text) - len(text.encode("ascii").translate(None, plain))
    return sum(map(asked, text))
