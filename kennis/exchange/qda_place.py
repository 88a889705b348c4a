"""From places in another program's text to words of turns.

Programs count differently: a line break as one or two, a mark before the text or not, some letters (emoji) as two. Nothing
in a file says how. So each way is tried, and the one is taken in which most selections are what their name says they are;
where they have no names, the one in which most begin and end with a word.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher

import numpy as np

from kennis.exchange.qda_read import Mark, SourceText

_MARK = "\ufeff"
_SPACES = str.maketrans("\u00a0\u202f\t", "   ")
_CUT = re.compile(r"\s*(?:…|\.{3})\s*$")
_TELLING = 15  # a name of so many letters that stands elsewhere in the text is no name somebody thought of

Span = tuple[str, int, int]  # a turn, and where in it words begin and end


@dataclass(frozen=True)
class Counting:
    """A way to count places in a text."""

    breaks: int
    mark: int
    wide: bool

    def places(self, text: str) -> np.ndarray:
        """Return the place of each letter of a text with single line breaks, and of its end."""
        width = np.ones(len(text), dtype=np.int64)
        letters = np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32)
        width[letters == ord("\n")] = self.breaks
        if self.wide:
            width[letters > 0xFFFF] = 2
        return self.mark + np.concatenate([[0], np.cumsum(width)])


@dataclass(frozen=True)
class Words:
    """A mark with where it is: `start` and `stop` in the text with single line breaks; `sure` false if its name says otherwise."""

    mark: Mark
    start: int
    stop: int
    sure: bool


@dataclass(frozen=True)
class Placed:
    """The words of all marks of a text; of `named` marks that say which words they are, `right` were."""

    text: str
    words: tuple[Words, ...]
    named: int
    right: int


def place_marks(sources: Iterable[SourceText]) -> list[Placed]:
    """Find the words of the marks of all texts; see the top of this file."""
    texts = [(one, _single_breaks(one.text)) for one in sources]
    ways = [dict(_tried(one, text)) for one, text in texts]
    whole: dict[Counting, tuple[int, int]] = {}
    for tried in ways:
        for way, spans in tried.items():
            names, edges = whole.get(way, (0, 0))
            whole[way] = (names + spans[1], edges + spans[2])
    placed = []
    for (source, text), tried in zip(texts, ways, strict=True):
        best = max(tried, key=lambda way: (tried[way][1], whole[way][0], tried[way][2], whole[way][1]))
        placed.append(_placed(source, text, tried[best][0]))
    return placed


def _tried(source: SourceText, text: str) -> Iterable[tuple[Counting, tuple[list[tuple[int, int]], int, int]]]:
    """Give each way to count with the places it gives, how many names fit, and how many edges of words. The likely ways go first."""
    as_it_stands = 2 if "\r\n" in source.text else 1
    for mark, breaks, wide in itertools.product((0, 1), (as_it_stands, 3 - as_it_stands), (False, True)):
        way = Counting(breaks, mark, wide)
        places = way.places(text)
        asked = np.array([[one.start, one.stop] for one in source.marks], dtype=np.int64).reshape(-1, 2)
        spans = [(int(a), int(b)) for a, b in np.searchsorted(places, asked)]
        names = sum(_is_called(text, span, one.name) for span, one in zip(spans, source.marks, strict=True))
        edges = sum(_begins_word(text, start) + _ends_word(text, stop) for start, stop in spans)
        yield way, (spans, names, edges)


def _placed(source: SourceText, text: str, spans: list[tuple[int, int]]) -> Placed:
    words, named, right = [], 0, 0
    flat = _flat(text)
    for mark, (start, stop) in zip(source.marks, spans, strict=True):
        name = _CUT.sub("", _flat(mark.name))
        fits = bool(name) and _flat(text[start:stop]).startswith(name)
        elsewhere = not fits and len(name) >= _TELLING and name in flat
        named += fits or elsewhere
        right += fits
        words.append(Words(mark, start, min(stop, len(text)), sure=not elsewhere))
    return Placed(text, tuple(words), named, right)


@dataclass(frozen=True)
class _Line:
    """A line of a text that is (a line of) a turn: from `line` on, its words from `begin` to `end`; `offset` is where in the turn."""

    turn: str
    line: int
    begin: int
    end: int
    offset: int


class Turns:
    """Where the turns of a meeting are in a text of another program."""

    def __init__(self, text: str, turns: Mapping[str, str]) -> None:
        """Find turns by their words, in their order, whatever label stands before them."""
        self._text = text
        ours = [(turn, offset, words) for turn, told in turns.items() for offset, words in _lines(told)]
        known = {_key(words) for _, _, words in ours}
        theirs = [(at, *_words_of(line, known), at + len(line)) for at, line in _lines(text)]
        matcher = SequenceMatcher(None, [_key(one[2]) for one in ours], [one[2] for one in theirs], autojunk=False)
        self._found = [
            _Line(turn, line, line + label, min(line + label + len(words), end), offset)
            for a, b, size in matcher.get_matching_blocks()
            for (turn, offset, words), (line, label, _, end) in zip(
                ours[a : a + size], theirs[b : b + size], strict=True
            )
            if words.strip()
        ]

    def spans(self, start: int, stop: int) -> tuple[list[Span], bool]:
        """Return the words of turns between two places, and whether there were also words that belong to no turn."""
        found: dict[str, tuple[int, int]] = {}
        rest = list(self._text[start:stop])
        for one in self._found:
            if one.end <= start or one.line >= stop:
                continue
            low, high = max(start, one.line), min(stop, one.end)
            rest[low - start : high - start] = " " * (high - low)
            low = max(low, one.begin)
            if low > start or high < stop:  # cut off here, so not as somebody drew it
                low, high = _without_spaces(self._text, low, high)
            if low < high:
                shift = one.offset - one.begin
                before = found.get(one.turn, (low + shift, high + shift))
                found[one.turn] = min(before[0], low + shift), max(before[1], high + shift)
        return [(turn, *span) for turn, span in found.items()], any(letter.isalnum() for letter in rest)


def shared(text: str, turns: Mapping[str, str]) -> int:
    """Count the letters of lines that a text and a meeting share: it tells which meeting a text is."""
    known = {_key(words) for told in turns.values() for _, words in _lines(told)}
    found = {_words_of(line, known)[1] for _, line in _lines(text)}
    return sum(map(len, found & known))


def _single_breaks(text: str) -> str:
    return text.removeprefix(_MARK).replace("\r\n", "\n").replace("\r", "\n")


def _lines(text: str) -> list[tuple[int, str]]:
    lines = text.split("\n")
    begins = itertools.accumulate((len(line) + 1 for line in lines), initial=0)
    return list(zip(begins, lines, strict=False))


def _words_of(line: str, known: set[str]) -> tuple[int, str]:
    """Return where the words of a line begin, behind its label if it has one, and the words to know them by."""
    label, colon, rest = line.partition(": ")
    if colon and _key(line) not in known and _key(rest) in known:
        return len(label) + len(colon), _key(rest)
    return 0, _key(line)


def _key(words: str) -> str:
    return words.translate(_SPACES).rstrip()


def _is_called(text: str, span: tuple[int, int], name: str) -> bool:
    # Not stripped: a place that is one off begins with a space, and has another name.
    told = _CUT.sub("", _flat(name))
    return bool(told) and re.sub(r"\s+", " ", text[slice(*span)]).startswith(told)


def _begins_word(text: str, place: int) -> bool:
    return place < len(text) and not text[place].isspace() and (place == 0 or not text[place - 1].isalnum())


def _ends_word(text: str, place: int) -> bool:
    return 0 < place <= len(text) and not text[place - 1].isspace() and not text[place : place + 1].isalnum()


def _without_spaces(text: str, start: int, stop: int) -> tuple[int, int]:
    words = text[start:stop]
    return start + len(words) - len(words.lstrip()), stop - (len(words) - len(words.rstrip()))


def _flat(text: str) -> str:
    return " ".join(text.split())
