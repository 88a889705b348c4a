"""What a word may mean to the recognisers: asked once for every word, so that most words of a text are passed over."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache, reduce
from operator import or_

from kennis.privacy.text import Token, forms_of

# One bit for everything a recogniser looks for first; the rarest last, as numbers of more than thirty bits are slower.
_BITS = 38
(
    WORD,
    WHERE,
    WEAK,  # a name only if it has a capital, in text that has them
    CAPITAL,  # begins with one
    SMALL,  # has no capital at all
    STRANGE,  # may be a name by itself: no plain word
    PLACE,  # begins a place of the list
    GEMEENTE,
    TOWNLIKE,  # nobody knows it, and it ends like a town
    ADJECTIVE,  # is called after a town
    QUARTER,
    STREET,
    HEAD,  # says what an organisation is
    ABBREVIATION,  # may be one: a few capitals and nothing else
    NAME,  # stands on a list of names
    LEAD,  # before a name
    LEAD_ON,  # if the word before does so
    LED,  # such a word
    ANY,  # before a name that may be any word, in a text that has a word that is
    NAMED,
    PARTICLE,  # before a surname
    DIGIT,
    NUMBER,  # a number in words
    ONE,  # which is a number beside another
    LETTER,  # or some, spelt
    AGE,
    MONTH,
    ADDRESS,  # belongs to a web or mail address
    WIL,
    COUNTRY,
    INITIALS,
    PLATE,
    BORN,
    ONLY,  # says that there is no other
    OFFICE,  # that only one person holds
    ILLNESS,
    CALL,
    WORKS,  # where somebody works or lives stands beside it
) = (1 << bit for bit in range(_BITS))
PLACES = PLACE | GEMEENTE | TOWNLIKE | ADJECTIVE | QUARTER | STREET
LETTERS = LETTER | INITIALS
_MARKED = (1 << _BITS) - 1 & ~(WORD | WHERE | WEAK | CAPITAL | SMALL)

_MOST = 50_000  # words that are remembered
Asked = Callable[[str, str], bool]  # of the folded word, and of it without a genitive
_ASKED: dict[int, Asked] = {}
_LISTED: dict[str, int] = {}  # the hints of folded words that have them by themselves


def listed(bit: int, words: Iterable[str]) -> None:
    """Say which folded words have a hint."""
    for word in words:
        _LISTED[word] = _LISTED.get(word, 0) | bit


def asks(bit: int) -> Callable[[Asked], Asked]:
    """Say which function tells whether a word has a hint, where no list of words can (see `listed`)."""

    def keep(asked: Asked) -> Asked:
        _ASKED[bit] = asked
        return asked

    return keep


class _OfWords(dict[str, int]):
    """The hints of words as they are written."""

    def __missing__(self, word: str) -> int:
        if len(self) > _MOST:
            self.clear()
        found = self[word] = _hints_of(*forms_of(word)[:2]) | _written(word)
        return found


_of_words = _OfWords()


class Hints(list[int]):
    """The hints of every word of a text; `together` are those of all words, `marked` where more than the usual is hinted."""

    def __init__(self, found: Iterable[int]) -> None:
        super().__init__(found)
        self.together = reduce(or_, self, 0)
        self.marked = [place for place, hint in enumerate(self) if hint & _MARKED]


def hints_of(tokens: Sequence[Token]) -> Hints:
    """Return the hints of every word, those of a word together."""
    known = _of_words  # a dictionary of our own: this is asked for every word of a text
    return Hints([known[token[0]] for token in tokens])


@lru_cache(maxsize=_MOST)
def _hints_of(low: str, base: str) -> int:
    found = _LISTED.get(low, 0)
    for bit, asked in _ASKED.items():
        if asked(low, base):
            found |= bit
    return found


def _written(word: str) -> int:
    """Return the hints that lie in how a word is written."""
    if word.islower():
        return SMALL
    capital = CAPITAL if word[0].isupper() else 0
    return capital | ABBREVIATION if 2 < len(word) < 6 and word.isupper() else capital


def hinted(hints: Hints, wanted: int) -> list[int]:
    """Return at which places one of the wanted hints stands (not those that most words have, see `_MARKED`)."""
    return [place for place in hints.marked if hints[place] & wanted] if hints.together & wanted else []
