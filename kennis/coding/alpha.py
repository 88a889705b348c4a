"""Agreement beyond chance: percentage, Cohen's and Fleiss' kappa, Krippendorff's alpha for any distance.

Every coefficient is 1 − observed / expected disagreement. Both follow from sums over turns, kept apart per group of
turns (a turn by itself, or a meeting), so that the bootstrap (`bootstrap`) only weighs sums and never counts again.

The `krippendorff` package computes the same alpha; it is GPL-3 and would make every copy of kennis GPL-3 too, so
it stays with the tests, as the independent second opinion.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

MISSING = -1


class Measure(Protocol):
    """Anything that can tell observed and expected disagreement when groups of turns weigh as given."""

    @property
    def groups(self) -> int:
        """Return the number of groups."""

    def disagreement(self, weights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return observed and expected disagreement for each row of weights (draws × groups)."""


def coefficient(measure: Measure, weights: np.ndarray | None = None) -> np.ndarray:
    """Return 1 − observed / expected for each row of weights; not a number where nothing could differ by chance."""
    rows = np.ones((1, measure.groups)) if weights is None else weights
    with np.errstate(divide="ignore", invalid="ignore"):
        observed, expected = measure.disagreement(rows)
        return np.where(expected > 1e-12, 1 - observed / expected, np.nan)


@dataclass(frozen=True)
class AlphaSums:
    """Krippendorff's alpha (2011, *Computing Krippendorff's alpha-reliability*), any number of coders, gaps allowed.

    `differing`: per group the sum of coincidences times distance; `margins`: per group how often each
    value was given in turns that at least two coders judged; `distance`: between values.
    """

    differing: np.ndarray
    margins: np.ndarray
    distance: np.ndarray

    @property
    def groups(self) -> int:
        """Return the number of groups."""
        return len(self.differing)

    def disagreement(self, weights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return observed and expected disagreement."""
        margins = weights @ self.margins
        total = margins.sum(axis=1)
        expected = ((margins @ self.distance) * margins).sum(axis=1) / (total * (total - 1))
        return weights @ self.differing / total, expected


@dataclass(frozen=True)
class KappaSums:
    """Cohen's kappa (1960): two coders, each with its own habits, on turns that both judged."""

    differing: np.ndarray
    first: np.ndarray
    second: np.ndarray

    @property
    def groups(self) -> int:
        """Return the number of groups."""
        return len(self.differing)

    def disagreement(self, weights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return observed and expected disagreement."""
        first, second = weights @ self.first, weights @ self.second
        total = first.sum(axis=1)
        # The chances that both say yes and that both say no are *added*; multiplying them gives another number.
        return weights @ self.differing / total, 1 - (first * second).sum(axis=1) / total**2


@dataclass(frozen=True)
class FleissSums:
    """Fleiss' kappa (1971): the same number of coders on every turn, who share their habits."""

    differing: np.ndarray
    units: np.ndarray
    margins: np.ndarray

    @property
    def groups(self) -> int:
        """Return the number of groups."""
        return len(self.differing)

    def disagreement(self, weights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return observed and expected disagreement."""
        margins = weights @ self.margins
        shares = margins / margins.sum(axis=1, keepdims=True)
        return weights @ self.differing / (weights @ self.units), 1 - (shares**2).sum(axis=1)


def nominal(values: int) -> np.ndarray:
    """Return the distance between values that are the same (0) or not (1)."""
    return 1.0 - np.eye(values)


def masi_distances(sets: np.ndarray) -> np.ndarray:
    """Return the distance between sets of codes: 1 − MASI (Passonneau 2006).

    MASI is Jaccard times monotonicity: 1 for equal sets, 2/3 where one holds the other, 1/3 where they only overlap,
    0 where they share nothing. Two empty sets are equal.

    Args:
        sets: sets × codes, true where the code is in the set.
    """
    numbers = sets.astype(float)
    shared, sizes = numbers @ numbers.T, numbers.sum(axis=1)
    together = sizes[:, None] + sizes[None, :] - shared
    smallest = np.minimum(sizes[:, None], sizes[None, :])
    jaccard = np.where(together > 0, shared / np.maximum(together, 1), 1.0)
    monotone = np.where(shared == together, 1.0, np.where(shared == smallest, 2 / 3, 1 / 3))
    return 1.0 - jaccard * monotone


def sum_alpha(values: np.ndarray, groups: np.ndarray, distance: np.ndarray) -> AlphaSums:
    """Sum up for alpha.

    Args:
        values: turns × coders, the number of the value given; `MISSING` where a coder did not look.
        groups: the number of each turn's group, from 0.
        distance: between values.
    """
    counts = _counts(values, len(distance))
    judged = counts.sum(axis=1)
    counts, groups, judged = counts[judged > 1], groups[judged > 1], judged[judged > 1]
    pairs = ((counts @ distance) * counts).sum(axis=1) / (judged - 1)
    return AlphaSums(_per_group(pairs, groups), _per_group(counts, groups), distance)


def sum_kappa(values: np.ndarray, groups: np.ndarray, *, kinds: int) -> KappaSums:
    """Sum up for Cohen's kappa; `values` has two columns (see `sum_alpha`), `kinds` is the number of values."""
    both = (values != MISSING).all(axis=1)
    values, groups = values[both], groups[both]
    one_hot = np.eye(kinds)
    differing = (values[:, 0] != values[:, 1]).astype(float)
    first, second = one_hot[values[:, 0]], one_hot[values[:, 1]]
    return KappaSums(*(_per_group(part, groups) for part in (differing, first, second)))


def sum_fleiss(values: np.ndarray, groups: np.ndarray, *, kinds: int) -> FleissSums:
    """Sum up for Fleiss' kappa: only turns that every coder judged (see `sum_alpha`)."""
    complete = (values != MISSING).all(axis=1)
    counts, groups = _counts(values[complete], kinds), groups[complete]
    coders = values.shape[1]
    differing = 1 - (counts * (counts - 1)).sum(axis=1) / (coders * (coders - 1))
    parts = (differing, np.ones(len(counts)), counts)
    return FleissSums(*(_per_group(part, groups) for part in parts))


def share_agreeing(values: np.ndarray, *, kinds: int) -> float:
    """Return the share of pairs of judgments of one turn that are the same (0–1); of two coders the percentage."""
    counts = _counts(values, kinds)
    judged = counts.sum(axis=1)
    pairs = (judged * (judged - 1)).sum()
    return float((counts * (counts - 1)).sum() / pairs) if pairs else float("nan")


def _counts(values: np.ndarray, kinds: int) -> np.ndarray:
    """Count for each turn how many coders gave each value."""
    counts = np.zeros((len(values), kinds))
    rows, columns = np.nonzero(values != MISSING)
    np.add.at(counts, (rows, values[rows, columns]), 1)
    return counts


def _per_group(parts: np.ndarray, groups: np.ndarray) -> np.ndarray:
    sums = np.zeros((int(groups.max()) + 1 if len(groups) else 1, *parts.shape[1:]))
    np.add.at(sums, groups, parts)
    return sums
