"""What the model's weights add up to for a word: features are numbers here, and what a word brings is looked up once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from operator import add
from typing import TYPE_CHECKING, NamedTuple

from kennis.privacy.crf import Weights, weights
from kennis.privacy.features import EDGE, REACH, Word, itself, known_as, letters, of_class
from kennis.privacy.text import Token

if TYPE_CHECKING:
    import numpy as np

_MOST = 50_000  # words that are remembered; then it begins anew
_ROOM = 1024  # rows for sums behind the weights
_SHIFT = 24  # two numbers in one key
# Features of two words (see `features.pairs`): whose they are, and whether the word or its class counts, left and right.
_RIGHT, _LEFT, _BETWEEN = range(3)
_PAIRS = {
    "-1w.k": (_RIGHT, "w", "k"),
    "-1k.k": (_RIGHT, "k", "k"),
    "-1w.w": (_RIGHT, "w", "w"),
    "k.+1w": (_LEFT, "k", "w"),
    "k.+1k": (_LEFT, "k", "k"),
    "w.+1w": (_LEFT, "w", "w"),
    "-1w.+1w": (_BETWEEN, "w", "w"),
}
_PARTS = {name.removesuffix("="): part for part, name in enumerate(itself(""))}  # the features of a word
Rows = tuple[int, ...]


class Stretch(NamedTuple):
    """The words `start:stop` of a text, and how that is written."""

    tokens: Sequence[Token]
    case: str
    start: int
    stop: int


class _Known(NamedTuple):
    """What the model knows of a word: its number and that of its class (0: none), as right and as left half of a key.

    `parts` are the rows of the weights it brings to itself, and to the words three places on to three places back.
    """

    word: int
    kind: int
    left_word: int
    left_kind: int
    parts: tuple[Rows, ...]


class _Scorer:
    """A model's features by number, and what was asked before."""

    def __init__(self, model: Weights) -> None:
        import numpy as np

        self._row = model.rows.get
        self._nought = len(model.weights) - 1
        self._size = len(model.weights)  # behind them stand the sums of what a class brings
        self.weights = np.concatenate([model.weights, np.zeros_like(model.weights[:_ROOM])])
        self._numbers: dict[str, int] = {}
        # Rows by the numbers of two words, for whose they are; and rows of what a word brings by itself.
        self._pairs: tuple[dict[int, int], ...] = ({}, {}, {})
        self._alone: dict[str, list[Rows]] = defaultdict(lambda: [()] * len(_PARTS))
        self._sort(model.rows)
        self._words: dict[tuple[str, bool, str], dict[str, _Known]] = {}  # by class if given, opening, case; by word
        self._by_word: dict[Word, tuple[int, int, list[Rows]]] = {}
        self._classes: dict[tuple[str, str, str], list[Rows]] = {}

    def _sort(self, features: Mapping[str, int]) -> None:
        """Put the features of a word, and those of two words together, where they are found without their names."""
        for name, row in features.items():
            family, _, value = name.partition("=")
            if family in _PARTS:
                self._alone[value][_PARTS[family]] = (row,)
            elif family in _PAIRS:
                whose, left, right = _PAIRS[family]
                for before, after in _halves(family, value):
                    key = self._number(left + before) << _SHIFT | self._number(right + after)
                    self._pairs[whose][key] = row

    def _number(self, name: str) -> int:
        return self._numbers.setdefault(name, len(self._numbers) + 1)

    def known(self, tokens: Sequence[Token], case: str, named: Mapping[str, str]) -> list[_Known]:
        """Return what the model knows of words."""
        inside, opening = (self._words.setdefault(("", opens, case), {}) for opens in (False, case == "cased"))
        found = []
        for token in tokens:
            words = opening if token.opens else inside
            if named and token.base in named:
                words = self._words.setdefault((named[token.base], token.opens, case), {})
            known = words.get(token.text)
            if known is None:
                known = words[token.text] = self._look_up(token.text, token.opens, case, named.get(token.base, ""))
            found.append(known)
        return found

    def edge(self, case: str) -> _Known:
        """Return what the model knows of all that lies outside a text."""
        words = self._words.setdefault(("", False, case), {})
        if EDGE[0] not in words:
            words[EDGE[0]] = self._look_up(*EDGE, case, "")
        return words[EDGE[0]]

    def forget(self) -> None:
        """Begin anew when there is too much to remember."""
        if sum(map(len, self._words.values())) > _MOST:
            self._words.clear()
            self._by_word.clear()

    def _look_up(self, text: str, opens: bool, case: str, kind: str) -> _Known:
        word, shape = known_as(text, opens, case, kind)
        if word not in self._by_word:
            self._by_word[word] = self._of_word(*word)
        number, kind_number, own = self._by_word[word]
        parts = tuple(map(add, self._of_class(word[1], shape, case), own))
        return _Known(number, kind_number, number << _SHIFT, kind_number << _SHIFT, parts)

    def _of_word(self, plain: str, kind: str, base: str) -> tuple[int, int, list[Rows]]:
        number = self._numbers.get
        own = self._alone[plain] if plain in self._alone else [()] * len(_PARTS)
        return number(f"w{plain}", 0), number(f"k{kind}", 0), [own[0] + self._rows(letters(base)), *own[1:]]

    def _rows(self, names: Sequence[str]) -> Rows:
        return tuple([row for row in map(self._row, names) if row is not None])

    def _of_class(self, kind: str, shape: str, case: str) -> list[Rows]:
        """Return what a class brings as rows of its own, in which its features are added up already."""
        key = (kind, shape, case)
        if key not in self._classes:
            self._classes[key] = [self._sum(self._rows(names)) for names in of_class(kind, shape, case)]
        return self._classes[key]

    def _sum(self, rows: Rows) -> Rows:
        import numpy as np

        if len(rows) < 2:
            return rows
        if self._size == len(self.weights):
            self.weights = np.concatenate([self.weights, np.zeros_like(self.weights[:_ROOM])])
        self.weights[self._size] = self.weights[list(rows)].sum(axis=0)
        self._size += 1
        return (self._size - 1,)

    def add_rows(self, known: Sequence[_Known], flat: list[int], starts: list[int]) -> None:
        """Add to `flat` the rows of every word of a stretch, and to `starts` where those of each begin.

        `known` are the words of the stretch, and three more on either side.
        """
        of_right, of_left, between = (pairs.get for pairs in self._pairs)
        nought, parts = self._nought, [word[4] for word in known]
        for place in range(REACH, len(known) - REACH):
            _, _, before, class_before, _ = known[place - 1]
            word, kind, left, left_kind, own = known[place]
            after, class_after, _, _, _ = known[place + 1]
            starts.append(len(flat))
            flat += (
                *own[0],
                *parts[place - 3][1],
                *parts[place - 2][2],
                *parts[place - 1][3],
                *parts[place + 1][4],
                *parts[place + 2][5],
                *parts[place + 3][6],
                of_right(before | kind, nought),
                of_right(class_before | kind, nought),
                of_right(before | word, nought),
                of_left(left_kind | after, nought),
                of_left(left_kind | class_after, nought),
                of_left(left | after, nought),
                between(before | after, nought),
            )


def _halves(family: str, value: str) -> Iterator[tuple[str, str]]:
    """Give the two words that a feature is made of; where words are full stops themselves it may be more than one pair."""
    for dot, sign in enumerate(value):
        left, right = value[:dot], value[dot + 1 :]
        # A word that is a name has no feature with its neighbour.
        if sign == "." and not (family == "-1w.w" and not right) and not (family == "w.+1w" and not left):
            yield left, right


@lru_cache(maxsize=1)
def _scorer() -> _Scorer:
    model = weights()
    assert model is not None  # noqa: S101
    return _Scorer(model)


def scores_of(stretches: Sequence[Stretch], named: Mapping[str, str] | None = None) -> np.ndarray:
    """Return what the model gives every label for the words of stretches, one behind the other: one row a word.

    Args:
        stretches: parts of texts.
        named: the class of words of which more is known than the lists say.
    """
    import numpy as np

    scorer = _scorer()
    scorer.forget()
    flat: list[int] = []
    starts: list[int] = []
    for tokens, case, start, stop in stretches:
        first, last, edge = max(start - REACH, 0), min(stop + REACH, len(tokens)), [scorer.edge(case)]
        known = edge * (first - start + REACH)
        known += scorer.known(tokens[first:last], case, named or {})
        known += edge * (stop + REACH - last)
        scorer.add_rows(known, flat, starts)
    rows = np.fromiter(flat, dtype=np.intp, count=len(flat))
    return np.add.reduceat(scorer.weights.take(rows, axis=0), starts, axis=0)
