"""Themes of two runs beside each other: which stayed, moved, split, merged, came or went."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from kennis.tables import require_columns

_ALIKE = 0.2  # the share of all turns of two themes that must be the same to call them one
_A_PART = 0.25  # the share of a theme that counts as a piece of it
COLUMNS = ["change", "cluster", "other", "turns", "share"]


def match_labels(before: pd.Series, after: pd.Series) -> dict[str, str]:
    """Give groups the ids of the themes they continue; the others get numbers never used before.

    Args:
        before: the earlier theme of each turn, "" for none; same index as `after`.
        after: its group now, by any names.

    Returns:
        Group → theme id, such as `T03`. Without earlier themes they are numbered from large to small.
    """
    from scipy.optimize import linear_sum_assignment

    sizes = after.value_counts()
    groups = sorted(sizes.index, key=lambda group: (-sizes[group], str(group)))
    known = before[before != ""]
    both = pd.crosstab(after.loc[known.index], known).reindex(groups, fill_value=0)
    overlap = both.to_numpy(dtype=float)
    totals = overlap.sum(axis=1, keepdims=True) + overlap.sum(axis=0, keepdims=True) - overlap
    alike = np.round(overlap / np.maximum(totals, 1), 6)
    rows, columns = linear_sum_assignment(-alike)
    pairs = zip(rows, columns, strict=True)
    names = {groups[row]: str(both.columns[column]) for row, column in pairs if alike[row, column] >= _ALIKE}
    last = max([int(name[1:]) for name in known.unique() if re.fullmatch(r"T\d+", name)], default=0)
    for group in groups:
        if group not in names:
            last += 1
            names[group] = f"T{last:02d}"
    return names


def compare_themes(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """Tell what changed between two runs.

    Args:
        before: `utterance_id, cluster` of the earlier run.
        after: the same of the later one.

    Returns:
        `change, cluster, other, turns, share`: `gebleven` (turns that stayed in `cluster`, `share` of those it had),
        `verplaatst` (turns that went from `cluster` to `other`), `gesplitst` (a quarter or more of `cluster`
        became most of `other`), `samengevoegd` (most of `cluster` became a part of `other`), `nieuw`, `verdwenen`.
    """
    require_columns(before, ["utterance_id", "cluster"], table="before")
    require_columns(after, ["utterance_id", "cluster"], table="after")
    both = before[["utterance_id", "cluster"]].merge(
        after[["utterance_id", "cluster"]], on="utterance_id", suffixes=("", "_now")
    )
    old = both[both["cluster"] != ""].groupby("cluster").size()
    now = after.loc[after["cluster"] != "", "cluster"].value_counts()
    moves = both[both["cluster"] != ""].groupby(["cluster", "cluster_now"]).size()
    rows: list[tuple[str, str, str, int, float]] = []
    for (cluster, other), turns in moves.items():
        share = turns / old[cluster]
        kind = "gebleven" if cluster == other else "verplaatst"
        if kind == "verplaatst" and other and share >= _A_PART:
            kind = "gesplitst" if other not in old.index else "samengevoegd" if cluster not in now.index else kind
        rows.append((kind, str(cluster), "" if cluster == other else str(other), int(turns), round(float(share), 3)))
    rows += [("nieuw", str(name), "", int(now[name]), 1.0) for name in sorted(set(now.index) - set(old.index))]
    rows += [("verdwenen", str(name), "", int(old[name]), 1.0) for name in sorted(set(old.index) - set(now.index))]
    return pd.DataFrame(rows, columns=COLUMNS).sort_values(["change", "cluster", "other"]).reset_index(drop=True)


def describe_changes(changes: pd.DataFrame) -> str:
    """Say in plain Dutch what `compare_themes` found; "" where there was nothing to compare."""
    turns = changes.groupby("change")["turns"].sum()
    stayed, moved = int(turns.get("gebleven", 0)), int(turns.reindex(["verplaatst", "gesplitst", "samengevoegd"]).sum())
    if not stayed + moved:
        return ""
    said = [f"Van de {stayed + moved} beurten die al een thema hadden, bleven er {stayed} waar ze waren."]
    for kind, sentence in (("nieuw", "Nieuw: {}."), ("verdwenen", "Niet meer terug te vinden: {}.")):
        if names := list(changes.loc[changes["change"] == kind, "cluster"]):
            said.append(sentence.format(", ".join(names)))
    for kind, word in (("gesplitst", "splitste zich in"), ("samengevoegd", "ging op in")):
        found = changes[changes["change"] == kind]
        said += [f"{row.cluster} {word} {row.other}." for row in found.itertuples()]
    return " ".join(said)
