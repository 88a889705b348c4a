"""Agreement on spans: Krippendorff's alpha for unitizing.

The formula is that of Krippendorff (1995, *On the reliability of unitizing continuous data*; 2004, *Measuring the
reliability of qualitative text analysis data*, Quality & Quantity 38), for two coders and one code. With more
coders it does not behave as expected (Krippendorff e.a. 2016), and not all of them read the same turns; so every
pair is measured on what both read, and pairs are pooled by length, as codes are in the overall value.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

Span = tuple[int, int]


@dataclass(frozen=True)
class UnitSums:
    """One code, two coders; per turn: `lengths` of the text both read, what differs, and what chance is made of.

    The turns of one meeting are strung together into running text: a continuum. `fitting` (turn of the unit ×
    continuum) is about its gaps, which may hold several turns; `continua` numbers each turn's.
    """

    lengths: np.ndarray
    differing: np.ndarray
    numbers: np.ndarray
    cubes: np.ndarray
    squares: np.ndarray
    fitting: np.ndarray
    continua: np.ndarray

    @property
    def groups(self) -> int:
        """Return the number of turns."""
        return len(self.lengths)

    def disagreement(self, weights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return D_o and D_e of the published formula, of all meetings as one continuum."""
        length, number = weights @ self.lengths, weights @ self.numbers
        fitting = ((weights @ self.fitting) * self._of_continua(weights)).sum(axis=1)
        chance = 2 / length * ((number - 1) * (weights @ self.cubes) + fitting)
        places = 2 * length * (2 * length - 1) - weights @ self.squares
        return weights @ self.differing / length**2, np.where(number > 0, chance / places, 0.0)

    def _of_continua(self, weights: np.ndarray) -> np.ndarray:
        """Weigh a continuum, and so its gaps, as its text: the mean of its turns by length."""
        own = np.zeros((self.groups, self.fitting.shape[1]))
        own[np.arange(self.groups), self.continua] = self.lengths
        return np.asarray(weights @ own / np.maximum(own.sum(axis=0), 1))


@dataclass(frozen=True)
class Pooled:
    """Pairs of coders, or codes, taken together; each weighs by the length of what was read."""

    parts: tuple[UnitSums, ...]

    @property
    def groups(self) -> int:
        """Return the number of turns."""
        return self.parts[0].groups if self.parts else 0

    def disagreement(self, weights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return observed and expected disagreement."""
        observed, expected = np.zeros(len(weights)), np.zeros(len(weights))
        for part in self.parts:
            length = weights @ part.lengths
            differs, by_chance = part.disagreement(weights)
            observed += np.where(length > 0, length * np.nan_to_num(differs), 0.0)
            expected += np.where(length > 0, length * np.nan_to_num(by_chance), 0.0)
        return observed, expected


def sum_units(
    lengths: Sequence[int],
    first: Sequence[Sequence[Span]],
    second: Sequence[Sequence[Span]],
    *,
    continua: np.ndarray | None = None,
) -> UnitSums:
    """Sum up for alpha of one code.

    Args:
        lengths: of the text of each turn (characters); 0 where not both coders read it.
        first: for each turn the spans of one coder (half-open, from the start of the turn); overlapping ones become one.
        second: those of the other.
        continua: the number of the running text each turn is of, from 0; without it each is a text by itself.
    """
    of = np.arange(len(lengths)) if continua is None else continua
    pairs = [(join_spans(a), join_spans(b)) for a, b in zip(first, second, strict=True)]
    sizes = [np.array([stop - start for spans in pair for start, stop in spans], dtype=float) for pair in pairs]
    gaps = _gaps(pairs, lengths, of)
    fitting = np.zeros((len(sizes), len(gaps)))
    for turn, own in enumerate(sizes):
        if len(own):
            fitting[turn] = [_fitting(own, room) for room in gaps]
    return UnitSums(
        lengths=np.array(lengths, dtype=float),
        differing=np.array([_differing(a, b) for a, b in pairs]),
        numbers=np.array([len(own) for own in sizes], dtype=float),
        cubes=np.array([((2 * own**3 - 3 * own**2 + own) / 3).sum() for own in sizes]),
        squares=np.array([(own * (own - 1)).sum() for own in sizes]),
        fitting=fitting,
        continua=of,
    )


def join_spans(spans: Sequence[Span]) -> list[Span]:
    """Return spans in order; of one coder and code, spans that overlap are one unit, spans that touch stay two."""
    joined: list[Span] = []
    for start, stop in sorted(spans):
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(stop, joined[-1][1]))
        elif stop > start:
            joined.append((start, stop))
    return joined


def count_shared(first: Sequence[Span], second: Sequence[Span]) -> tuple[int, int]:
    """Return how many characters both coders marked, and how many at least one of them did."""
    a, b = join_spans(first), join_spans(second)
    both = sum(max(0, min(stop, end) - max(start, begin)) for start, stop in a for begin, end in b)
    either = sum(stop - start for start, stop in a) + sum(stop - start for start, stop in b) - both
    return both, either


def _differing(first: list[Span], second: list[Span]) -> float:
    """Sum squared distances: between units that overlap, and the squared length of a unit that lies in a gap."""
    total, met = 0.0, [False] * len(second)
    for start, stop in first:
        alone = True
        for place, (begin, end) in enumerate(second):
            if start < end and begin < stop:
                total += (start - begin) ** 2 + (stop - end) ** 2
                alone, met[place] = False, True
        total += (stop - start) ** 2 if alone else 0
    return total + sum((end - begin) ** 2 for (begin, end), seen in zip(second, met, strict=True) if not seen)


def _gaps(pairs: list[tuple[list[Span], list[Span]]], lengths: Sequence[int], continua: np.ndarray) -> list[np.ndarray]:
    """Return for each running text how long the gaps between units are, those of both coders together."""
    edges: list[tuple[list[int], list[int]]] = [([0], [0]) for _ in range(int(continua.max(initial=-1)) + 1)]
    length = [0] * len(edges)
    for pair, size, place in zip(pairs, lengths, continua, strict=True):
        for own, spans in zip(edges[place], pair, strict=True):
            own += [length[place] + edge for span in spans for edge in span]
        length[place] += size
    return [
        np.array([gap for own in both for gap in np.diff([*own, end])[::2] if gap > 0], dtype=float)
        for both, end in zip(edges, length, strict=True)
    ]


def _fitting(sizes: np.ndarray, gaps: np.ndarray) -> float:
    """Sum, over units, the squared length times the number of places where the unit fits in a gap."""
    if not len(sizes) or not len(gaps):
        return 0.0
    room = gaps[None, :] - sizes[:, None] + 1
    return float((sizes[:, None] ** 2 * np.where(gaps[None, :] >= sizes[:, None], room, 0)).sum())
