"""What the model's weights add up to for a word: features are numbers here, and what a word brings is added up once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from kennis.privacy.crf import Weights, weights
from kennis.privacy.features import EDGE, REACH, STEPS, itself, known_as, letters, of_class
from kennis.privacy.text import Token

if TYPE_CHECKING:
    import numpy as np

_MOST = 20_000  # words that are remembered; then it begins anew
_SHIFT = 24  # bits of a name: two are one key
_WORD, _CLASS = range(2)
# Features of two words (see `features.pairs`): how far from here they are, and whether the word or its class counts.
_PAIRS = {
    "-1w.k": ((-1, _WORD), (0, _CLASS)),
    "-1k.k": ((-1, _CLASS), (0, _CLASS)),
    "-1w.w": ((-1, _WORD), (0, _WORD)),
    "k.+1w": ((0, _CLASS), (1, _WORD)),
    "k.+1k": ((0, _CLASS), (1, _CLASS)),
    "w.+1w": ((0, _WORD), (1, _WORD)),
    "-1w.+1w": ((-1, _WORD), (1, _WORD)),
}
_OF_FAMILY = {family: number << 2 * _SHIFT for number, family in enumerate(_PAIRS)}  # stands before the key
_LAST = len(_PAIRS) << 2 * _SHIFT  # behind all keys
_PARTS = {name.removesuffix("="): part for part, name in enumerate(itself(""))}  # the features of a word
# Of a new word: its class, the rows of what it brings itself, and its name and that of its class in `_PAIRS`.
_New = tuple[int, tuple[int, ...], int, int]


class Stretch(NamedTuple):
    """The words `start:stop` of a text, and how that is written."""

    tokens: Sequence[Token]
    case: str
    start: int
    stop: int


class _Scorer:
    """A model's features by number, and the words that were seen: those have numbers too.

    `_sums` is what each of them brings to itself and to the words three places on to three places back; `_sides` how it and
    its class are called in features of two words (0: in none).
    """

    def __init__(self, model: Weights) -> None:
        import numpy as np

        self._weights, self._rows = model.weights, model.rows
        self._nought = len(model.weights) - 1
        self._nothing = (self._nought,) * len(_PARTS)
        self._names: dict[str, int] = {}  # of words and classes in features of two words
        self._alone: dict[str, tuple[int, ...]] = {}  # the rows a word brings by itself, one a part
        pairs = self._sort(model.rows)
        self._keys = np.array(sorted(pairs))
        self._of_key = np.array([pairs[key] for key in sorted(pairs)])
        self._classes: dict[tuple[str, str, str], int] = {}  # where in `_of_classes` stands what a class brings
        self._of_classes = np.empty((0, len(_PARTS), model.weights.shape[1]))
        self._words: dict[tuple[str, bool, str], dict[str, int]] = {}  # by class if given, opening, case; by word
        self._seen = 0
        self._new: list[_New] = []  # words that have a number, but no sums yet
        self._sums = np.empty((0, len(_PARTS), model.weights.shape[1]))
        self._sides = np.empty((0, 2), dtype=np.int64)  # _WORD and _CLASS

    def _sort(self, features: Mapping[str, int]) -> dict[int, int]:
        """Put the features of a word where they are found without their names; return the keys and rows of those of two."""
        pairs = {_LAST: self._nought}
        for name, row in features.items():
            family, _, value = name.partition("=")
            if family in _PARTS:
                rows, part = self._alone.get(value, self._nothing), _PARTS[family]
                self._alone[value] = (*rows[:part], row, *rows[part + 1 :])
            elif family in _PAIRS:
                (_, left), (_, right) = _PAIRS[family]
                for before, after in _halves(family, value):
                    key = self._name("wk"[left] + before) << _SHIFT | self._name("wk"[right] + after)
                    pairs[_OF_FAMILY[family] | key] = row
        return pairs

    def _name(self, word: str) -> int:
        return self._names.setdefault(word, len(self._names) + 1)

    def numbers(self, stretch: Stretch, named: Mapping[str, str]) -> list[int]:
        """Return the numbers of the words of a stretch, and of three more on either side."""
        tokens, case, start, stop = stretch
        first, last = max(start - REACH, 0), min(stop + REACH, len(tokens))
        inside, opening = (self._words.setdefault(("", opens, case), {}) for opens in (False, case == "cased"))
        edge = [inside[EDGE[0]] if EDGE[0] in inside else self._number(inside, *EDGE, case, "")]
        found = edge * (first - start + REACH)
        for token in tokens[first:last]:
            words, kind = opening if token.opens else inside, ""
            if named and token.base in named:
                kind = named[token.base]
                words = self._words.setdefault((kind, token.opens, case), {})
            number = words.get(token.text)
            if number is None:
                number = self._number(words, token.text, token.opens, case, kind)
            found.append(number)
        return found + edge * (stop + REACH - last)

    def forget(self) -> None:
        """Begin anew when there is too much to remember."""
        if self._seen > _MOST:
            self._words.clear()
            self._seen = 0

    def _number(self, words: dict[str, int], text: str, opens: bool, case: str, kind: str) -> int:
        (plain, kind, base), shape = known_as(text, opens, case, kind)
        row, name = self._rows.get, self._names.get
        rows = self._alone.get(plain, self._nothing) + tuple([row(end, self._nought) for end in letters(base)])
        self._new.append((self._of_class(kind, shape, case), rows, name(f"w{plain}", 0), name(f"k{kind}", 0)))
        words[text] = self._seen
        self._seen += 1
        return words[text]

    def _of_class(self, kind: str, shape: str, case: str) -> int:
        """Return where what a class brings stands, part by part."""
        key = (kind, shape, case)
        if key not in self._classes:
            parts = [[self._rows.get(name, self._nought) for name in names] for names in of_class(kind, shape, case)]
            number = self._classes[key] = len(self._classes)
            self._of_classes = _with_room(self._of_classes, number + 1)
            self._of_classes[number] = [self._weights[rows].sum(axis=0) for rows in parts]
        return self._classes[key]

    def learn(self) -> None:
        """Make the sums of the words that are new."""
        import numpy as np

        if not self._new:
            return
        classes, brought, *names = zip(*self._new, strict=True)
        rows, first = np.array(brought), self._seen - len(self._new)
        sums = self._of_classes[np.array(classes)] + self._weights[rows[:, : len(_PARTS)]]
        sums[:, 0] += self._weights[rows[:, len(_PARTS) :]].sum(axis=1)  # its letters say nothing of its neighbours
        self._sums = _with_room(self._sums, self._seen)
        self._sums[first : self._seen] = sums
        self._sides = _with_room(self._sides, self._seen)
        self._sides[first : self._seen] = np.transpose(names)
        self._new.clear()

    def scores(self, words: np.ndarray, at: np.ndarray) -> np.ndarray:
        """Return what the words at the places `at` get: of themselves, of those around, and of two together."""
        import numpy as np

        steps, (before, left), (after, right), families = _arrays()
        parts, labels = self._sums.shape[1:]
        numbers = words[at + steps] * parts + np.arange(parts)[:, None]
        scores = self._sums.reshape(-1, labels).take(numbers, axis=0).sum(axis=0)
        sides = self._sides.ravel()
        keys = families | sides[2 * words[at + before] + left] << _SHIFT | sides[2 * words[at + after] + right]
        found = self._keys.searchsorted(keys)
        rows = np.where(self._keys[found] == keys, self._of_key[found], self._nought)
        scores += self._weights.take(rows, axis=0).sum(axis=0)
        return scores


@lru_cache(maxsize=1)
def _arrays() -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return as columns: the steps of the parts; of `_PAIRS` how far left and right are and what counts there; their families."""
    import numpy as np

    steps = np.array([0, *STEPS])[:, None]
    left, right = (np.array([pair[side] for pair in _PAIRS.values()]).T[:, :, None] for side in (0, 1))
    return steps, left, right, np.array(list(_OF_FAMILY.values()))[:, None]


def _with_room(table: np.ndarray, size: int) -> np.ndarray:
    """Return a table with at least so many rows; it grows by doubling."""
    import numpy as np

    if size <= len(table):
        return table
    return np.concatenate([table, np.empty((max(size, len(table)), *table.shape[1:]), dtype=table.dtype)])


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
    words: list[int] = []
    at: list[int] = []
    for stretch in stretches:
        numbers = scorer.numbers(stretch, named or {})
        at += range(len(words) + REACH, len(words) + len(numbers) - REACH)
        words += numbers
    scorer.learn()
    return scorer.scores(np.array(words), np.array(at))
