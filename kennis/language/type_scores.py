"""The scores of all labels for all words of many texts at once: looked up by word type, not computed.

What a word type says about itself and about the words around it is added up once, when the type is
first seen. The scores of a word are a sum of five rows, and of two more where it stands in a known pair.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from kennis.language.features import BORDER, far_features, neighbour_features, split_pair, word_features

GAP = 2  # borders between texts: as far as words look around
_ROOM = 4096  # word types a memory starts with
_MOST = 120_000  # word types kept before the memory is emptied


class TypeScores:
    """Scores of words from the weights of features."""

    def __init__(self, names: Sequence[str], weights: np.ndarray) -> None:
        """Keep the weights.

        Args:
            names: features (see `features`).
            weights: a row a feature, a column a label.
        """
        self._row = {name: place for place, name in enumerate(names)}
        self._weights = np.concatenate((weights, np.zeros_like(weights[:1])))  # and a last row: of no feature
        self._pairs = _Pairs(self._row)
        self._place: dict[str, int] = {}
        self._lent = np.zeros((5, _ROOM, weights.shape[1]), dtype=np.float32)
        self._in_pairs = np.zeros(_ROOM, dtype=np.int64)

    def score(self, keys: list[str]) -> np.ndarray:
        """Return the scores of words (rows) for every label (columns).

        Args:
            keys: word types (see `features.word_key`) of one or more texts, with `GAP` borders after each.
        """
        if len(self._place) > _MOST:
            self._place.clear()
        if new := {BORDER, *keys}.difference(self._place):
            self._learn(sorted(new))
        border, size = self._place[BORDER], len(keys)
        types = np.array([border, border, *map(self._place.__getitem__, keys), border, border])

        def lent(which: int) -> np.ndarray:
            return self._lent[which].take(types[which : which + size], axis=0)

        # A word's score: its own features, and what the two words on either side lend it.
        scores = lent(2) + lent(1) + lent(3)
        scores += lent(0) + lent(4)
        for places, rows in self._pairs.find(self._in_pairs[types[1:-1]]):
            scores[places] += self._weights[rows]
        return scores

    def _learn(self, keys: list[str]) -> None:
        start, stop = len(self._place), len(self._place) + len(keys)
        while stop > len(self._in_pairs):
            self._lent = np.concatenate((self._lent, np.zeros_like(self._lent)), axis=1)
            self._in_pairs = np.concatenate((self._in_pairs, np.zeros_like(self._in_pairs)))
        self._lent[:, start:stop] = [self._sums(group) for group in zip(*map(_lent_features, keys), strict=True)]
        self._in_pairs[start:stop] = [self._pairs.number.get(key.lower(), 0) for key in keys]
        self._place.update(zip(keys, range(start, stop), strict=True))

    def _sums(self, groups: Sequence[Sequence[str]]) -> np.ndarray:
        """Return the sum of the weights of every group of features."""
        rows: list[int] = []
        starts, find = [], self._row.get
        for features in groups:
            starts.append(len(rows))
            rows.append(-1)  # so that no group is empty
            rows += [row for feature in features if (row := find(feature)) is not None]
        return np.add.reduceat(self._weights[rows], starts, axis=0)


def _lent_features(key: str) -> tuple[list[str], ...]:
    """Return what a word type lends to: two on, the next, itself, the one before, two back."""
    return (
        far_features(key, "-2"),
        neighbour_features(key, "-1"),
        word_features(key),
        neighbour_features(key, "+1"),
        far_features(key, "+2"),
    )


class _Pairs:
    """Words that stand side by side often: which row of weights they bring to the right (`-`) or left (`+`) one."""

    def __init__(self, row_of: Mapping[str, int]) -> None:
        pairs = [
            {split_pair(name): row for name, row in row_of.items() if name.startswith(f"b{side}=")} for side in "-+"
        ]
        words = sorted({word for own in pairs for pair in own for word in pair})
        self.number = {word: place for place, word in enumerate(words, start=1)}
        self._tables = [self._table(own) for own in pairs]

    def _table(self, rows: Mapping[tuple[str, str], int]) -> tuple[np.ndarray, np.ndarray]:
        found = sorted((self._code(*map(self.number.__getitem__, pair)), row) for pair, row in rows.items())
        # A last one that is never found, so that a search never ends outside the table.
        codes, numbers = zip(*found, (np.iinfo(np.int64).max, 0), strict=True)
        return np.array(codes, dtype=np.int64), np.array(numbers, dtype=np.int64)

    def _code(self, left: Any, right: Any) -> Any:
        return left * (len(self.number) + 1) + right

    def find(self, numbers: np.ndarray) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """Yield the places of words in known pairs and the rows they get, for either side.

        Args:
            numbers: the words as `number` has them (0: in no pair), with a border at either end.
        """
        codes = self._code(numbers[:-1], numbers[1:])
        for own, (known, rows) in zip((codes[:-1], codes[1:]), self._tables, strict=True):
            at = known.searchsorted(own)
            hits = (known[at] == own).nonzero()[0]
            yield hits, rows[at[hits]]
