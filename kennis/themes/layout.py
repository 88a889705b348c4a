"""Themes and turns on paper: a map of the quotes, and themes under larger themes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from kennis.themes.groups import grow_tree, likeness_to

if TYPE_CHECKING:
    from kennis.themes.find import Themes

_PULL = 6  # the higher, the closer a turn stands to its own theme
_MOST_LARGE = 5


def place_on_map(likeness: np.ndarray, middles: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Place turns on a map: themes that are alike lie near each other, a turn lies between the themes it is like.

    Themes are placed by classical scaling of their distances (Torgerson 1952); a turn at the mean of their places,
    weighed by its likeness to each.

    Args:
        likeness: turns by themes (0–1).
        middles: the middles of the themes.

    Returns:
        x and y, rounded.
    """
    apart = 1 - likeness_to(middles, middles).astype(np.float64)
    centre = np.eye(len(apart)) - 1 / len(apart)
    values, vectors = np.linalg.eigh(-centre @ apart @ centre / 2)
    best = np.argsort(-np.round(values, 9), kind="stable")[:2]
    axes = vectors[:, best] * np.sqrt(np.maximum(values[best], 0))
    axes = axes * np.where(np.round(axes, 6)[np.abs(np.round(axes, 6)).argmax(axis=0), range(axes.shape[1])] < 0, -1, 1)
    pull = np.maximum(likeness.astype(np.float64), 1e-3) ** _PULL
    places = np.round(pull / pull.sum(axis=1, keepdims=True) @ axes, 3)
    return places[:, 0], places[:, 1] if places.shape[1] > 1 else np.zeros(len(places))


def theme_hierarchy(themes: Themes) -> pd.DataFrame:
    """Put themes that are alike together under larger ones.

    Args:
        themes: what `find_themes` gave.

    Returns:
        `group, group_name, cluster, name, turns`, a larger theme's own together; `group` is `G1`, `G2` … from large
        to small, `group_name` the most distinctive words of its largest themes.
    """
    from scipy.cluster.hierarchy import fcluster

    columns = ["group", "group_name", "cluster", "name", "turns"]
    if len(themes.summary) < 2:
        return pd.DataFrame(columns=columns)
    points = themes.middles.drop(columns="cluster").to_numpy(dtype=np.float32)
    count = min(_MOST_LARGE, max(2, len(points) // 3))
    rows = themes.summary[["cluster", "name", "turns"]].copy()
    branch = dict(zip(themes.middles["cluster"], fcluster(grow_tree(points), count, "maxclust"), strict=True))
    rows["branch"] = rows["cluster"].map(branch)
    rows["all"] = rows.groupby("branch")["turns"].transform("sum")
    rows = rows.sort_values(["all", "branch", "turns", "cluster"], ascending=[False, True, False, True])
    order = {own: f"G{place}" for place, own in enumerate(dict.fromkeys(rows["branch"]), start=1)}
    first = rows["name"].str.split(" · ").str[0]
    names = first.groupby(rows["branch"], sort=False).agg(lambda words: " · ".join(words.head(3)))
    return rows.assign(group=rows["branch"].map(order), group_name=rows["branch"].map(names))[columns].reset_index(
        drop=True
    )
