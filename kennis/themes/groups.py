"""Points → groups, by whole-number arithmetic: the same points give the same groups on every machine.

Spherical k-means (Dhillon & Modha 2001). It begins with Ward's tree of a sample, so chance plays no part, and ends
only when nothing changes, so that starting from a result gives that result.
"""

from __future__ import annotations

import numpy as np

from kennis.themes.vectors import GRAIN

_MOST_ROUNDS = 200
_HOLD = 0.1 * GRAIN**2 // 1  # a tenth in likeness: the hold a theme has on its own turns from one run to the next
NEIGHBOURS = 12
_PIECE = 2000
TREE_ROWS = 1500  # turns the tree is made of: its cost grows with the square


def move_together(points: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """Put each point in the middle of those most like it: noise falls away, and groups of any shape draw together.

    One step of nearest-neighbour mean shift (Fukunaga & Hostetler 1975; Cheng 1995). Points that are equally alike
    all count, so that the order of the points does not matter.

    Args:
        points: see `vectors.make_vectors`.
        rows: among which of them the likeness is sought (see `evidence.tree_rows`): its cost grows with their number.

    Returns:
        The points in their new places, in whole steps; a point like no other has length zero.
    """
    among = points[rows]
    count = min(NEIGHBOURS, len(rows))
    moved = []
    for start in range(0, len(points), _PIECE):
        alike = points[start : start + _PIECE] @ among.T
        least = np.partition(alike, -count, axis=1)[:, -count, None]
        near = ((alike >= least) & (alike > 0)).astype(np.float32)
        # Sums of whole numbers, so the same on every machine.
        moved.append(near @ among / np.maximum(near.sum(axis=1, keepdims=True), 1))
    return (np.rint(np.vstack(moved)) + 0.0).astype(np.float32)


def grow_tree(points: np.ndarray) -> np.ndarray:
    """Return Ward's tree of some points (Ward 1963), as scipy's linkage matrix."""
    from scipy.cluster.hierarchy import linkage

    return np.asarray(linkage(points.astype(np.float64), method="ward"))


def cut_tree(tree: np.ndarray, points: np.ndarray, count: int) -> np.ndarray:
    """Return the middles of `count` branches of a tree (fewer where it has fewer)."""
    from scipy.cluster.hierarchy import fcluster

    labels = fcluster(tree, count, criterion="maxclust") - 1
    return find_middles(points, labels, int(labels.max()) + 1)


def find_middles(points: np.ndarray, labels: np.ndarray, count: int) -> np.ndarray:
    """Return the direction of each group's mean, in whole steps of 1/`GRAIN`."""
    sums = np.zeros((count, points.shape[1]))
    groups = np.arange(count)[:, None]
    for start in range(0, len(points), _PIECE):
        # Of so few rows a sum of whole numbers is still exact.
        piece = slice(start, start + _PIECE)
        sums += (labels[None, piece] == groups).astype(np.float32) @ points[piece]
    length = np.sqrt((sums**2).sum(axis=1, keepdims=True))
    return np.rint(sums / np.where(length > 0, length, np.inf) * GRAIN).astype(np.float32)


def settle(points: np.ndarray, middles: np.ndarray, start: np.ndarray | None = None) -> tuple[np.ndarray, np.ndarray]:
    """Move points to the nearest middle and middles to their points, until nothing changes.

    Args:
        points: see `vectors.make_vectors`.
        middles: where to begin.
        start: the group each point is in already; -1 for none. A point leaves it only for a middle that is clearly nearer,
            so that new turns do not push the earlier ones about.

    Returns:
        A group number for each point, and the middles; an empty group keeps its middle.
    """
    labels = np.full(len(points), -1) if start is None else start
    rows = np.arange(len(points))
    held = rows[labels >= 0]
    first = labels[held]
    for _ in range(_MOST_ROUNDS):
        likeness = points @ middles.T
        likeness[held, first] += _HOLD
        new = likeness.argmax(axis=1)
        # A point between two middles that are equally near stays where it is.
        here = np.maximum(labels, 0)
        stays = (labels >= 0) & (likeness[rows, here] >= likeness[rows, new])
        new = np.where(stays, labels, new)
        if np.array_equal(new, labels):
            break
        labels = new
        moved = find_middles(points, labels, len(middles))
        filled = np.bincount(labels, minlength=len(middles)) > 0
        middles = np.where(filled[:, None], moved, middles)
    return labels, middles


def likeness_to(points: np.ndarray, middles: np.ndarray) -> np.ndarray:
    """Return the cosine (0–1) of each point (rows) with each middle (columns)."""
    return np.clip((points @ middles.T) / float(GRAIN) ** 2, 0, 1)


def separation(points: np.ndarray, middles: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Return for each point how much nearer its own middle is than the next (simplified silhouette, −1–1)."""
    if len(middles) < 2:
        return np.zeros(len(points))
    apart = 1 - likeness_to(points, middles).astype(np.float64)
    rows = np.arange(len(points))
    own = apart[rows, labels].copy()
    apart[rows, labels] = np.inf
    other = apart.min(axis=1)
    return np.asarray((other - own) / np.maximum(np.maximum(own, other), 1e-12))
