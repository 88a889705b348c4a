"""Along the insights of a codebook: of each some quotes, and which turns lie behind its codes."""

from __future__ import annotations

import pandas as pd

from kennis.insights.behind import show_behind
from kennis.insights.quotes import pick_quotes
from kennis.insights.show import Shown, show_quotes
from kennis.tables import require_columns


def show_insights(codings: pd.DataFrame, utterances: pd.DataFrame, codes: pd.DataFrame, *, count: int = 2) -> Shown:
    """Show for each insight that was spoken of some quotes, and the turns behind each of its codes.

    Args:
        codings: `utterance_id, code, polarity`, as `founded_codings` gives them.
        utterances: the turns.
        codes: `code, label, insight, insight_label`, in the order in which insights are shown.
        count: how many quotes an insight.

    Returns:
        All of it below each other; nothing for an insight without codings.

    Raises:
        KennisError: a column is missing.
    """
    require_columns(codes, ["code", "label", "insight", "insight_label"], table="codes")
    require_columns(codings, ["utterance_id", "code", "polarity"], table="codings")
    shown = []
    for insight, own in codes.groupby("insight", sort=False):
        mine = codings.merge(own[["code", "label"]])
        if len(mine):
            quotes = pick_quotes(codings, utterances, codes=codes, insight=str(insight), count=count)
            shown.append(show_quotes(quotes, heading=str(own["insight_label"].iloc[0])))
            shown.append(show_behind(mine, utterances, by=["label", "polarity"]))
    return Shown("".join(part.html for part in shown), "\n".join(part.text for part in shown))
