"""Themes against the codebook: which are its own, which cut across, and which it may not know yet."""

from __future__ import annotations

import pandas as pd

from kennis.tables import require_columns

OWN, ACROSS, NEW = "uit het codeboek", "dwars door codes heen", "mogelijk nieuw"
_MOSTLY = 0.4  # the share of a theme's turns with one code from which it is the codebook's own
_HARDLY = 0.35  # the share of turns with any code below which the codebook may not know the theme


def theme_codes(clusters: pd.DataFrame, codings: pd.DataFrame) -> pd.DataFrame:
    """Count which codes stand in which theme.

    Args:
        clusters: see `tables.CLUSTERS`.
        codings: one row an utterance and code (see `coding.supported_codings`).

    Returns:
        `cluster, code, turns, share`, the most frequent first; `share` (0–1) is the share of the theme's turns.
    """
    require_columns(codings, ["utterance_id", "code"], table="codings")
    placed = clusters[clusters["cluster"] != ""]
    sizes = placed.groupby("cluster").size()
    both = placed[["utterance_id", "cluster"]].merge(codings[["utterance_id", "code"]].drop_duplicates())
    counts = both.groupby(["cluster", "code"]).size().rename("turns").reset_index()
    counts["share"] = (counts["turns"] / counts["cluster"].map(sizes)).round(3)
    return counts.sort_values(["cluster", "turns", "code"], ascending=[True, False, True]).reset_index(drop=True)


def judge_themes(clusters: pd.DataFrame, codings: pd.DataFrame) -> pd.DataFrame:
    """Tell for each theme how it lies against the codebook.

    Args:
        clusters: see `tables.CLUSTERS`.
        codings: one row an utterance and code (see `coding.supported_codings`).

    Returns:
        `cluster, judgement, code, share, coded`: the commonest code with its share of the turns, and the share of
        turns with any code (0–1). `judgement` is *uit het codeboek*, *dwars door codes heen* or *mogelijk nieuw*.
    """
    counts = theme_codes(clusters, codings)
    placed = clusters[clusters["cluster"] != ""]
    coded = placed["utterance_id"].isin(codings["utterance_id"]).groupby(placed["cluster"]).mean().round(3)
    top = counts.drop_duplicates("cluster").set_index("cluster").reindex(coded.index)
    rows = pd.DataFrame({"cluster": coded.index, "code": top["code"].fillna("").to_numpy()})
    rows["share"], rows["coded"] = top["share"].fillna(0.0).to_numpy(), coded.to_numpy()
    rows["judgement"] = ACROSS
    rows.loc[rows["share"] >= _MOSTLY, "judgement"] = OWN
    rows.loc[rows["coded"] < _HARDLY, "judgement"] = NEW
    return rows[["cluster", "judgement", "code", "share", "coded"]]
