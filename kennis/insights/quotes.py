"""Quotes to show: the most telling turns of a code, spread over voices."""

from __future__ import annotations

import re

import pandas as pd

from kennis.insights.counts import count_words
from kennis.insights.shown import showable
from kennis.tables import require_known


def pick_quotes(
    codings: pd.DataFrame,
    utterances: pd.DataFrame,
    *,
    codes: pd.DataFrame,
    insight: str = "",
    count: int = 3,
    least_words: int = 8,
    most_words: int = 45,
) -> pd.DataFrame:
    """Pick quotes for each code: of both sides of a value, decided by a person first, readable in length, spread over
    roles and speakers.

    Args:
        codings: one row an utterance and code (see `coding.supported_codings`).
        utterances: the turns; of one with a column `may_quote` only those that may be quoted.
        codes: the codebook as a table; quotes come in its order.
        insight: only the codes of this insight.
        count: how many a code at most.
        least_words: shorter turns say little on their own.
        most_words: longer turns do not fit on a page.

    Returns:
        `code, label, utterance_id, role, text, polarity, basis`; at most `count` rows a code. The text is the whole turn,
        as it was said.

    Raises:
        KennisError: there is no such insight.
    """
    require_known("inzicht", [insight], codes["insight"], many="inzichten")
    wanted = codes[codes["insight"] == insight] if insight else codes
    rows = codings[codings["code"].isin(wanted["code"])]
    # Who leads a meeting asks and sums up; the page is for what the others said.
    shown = showable(utterances[utterances["role"] != "begeleider"])
    rows = rows.merge(shown[["utterance_id", "speaker", "role", "text"]], on="utterance_id")
    rows = rows[count_words(rows["text"]).between(least_words, most_words)].copy()
    rows["person"] = rows["basis"].eq("mens")
    rows["coders_count"] = rows["coders"].str.count(",")
    rows["anonymous"] = rows["text"].map(lambda text: len(re.findall(r"\[[^\]]+\]", text)))
    rows["fit"] = (count_words(rows["text"]) - 22).abs()
    order = ["code", "person", "coders_count", "anonymous", "fit", "utterance_id"]
    rows = rows.sort_values(order, ascending=[True, False, False, True, True, True])
    picked = wanted[["code", "label"]].merge(_spread(rows, count), on="code")
    return picked[["code", "label", "utterance_id", "role", "text", "polarity", "basis"]]


def _spread(rows: pd.DataFrame, count: int) -> pd.DataFrame:
    """Take a role's second quote, a speaker's, or one more that shows a value missing, only after others had their first.

    Where some tell that a value is there and others that it is missing, one of each comes before all else.
    """
    rows = rows.assign(again=rows.groupby(["code", "role"]).cumcount() + rows.groupby(["code", "polarity"]).cumcount())
    same_voice = rows.groupby(["code", "speaker"]).cumcount() * rows["speaker"].ne("")
    rows = rows.assign(again=rows["again"] + 2 * same_voice).sort_values(["code", "again"], kind="stable")
    rows["side"] = rows["polarity"].isin(["aanwezig", "afwezig"]) & ~rows.duplicated(["code", "polarity"])
    rows = rows.sort_values(["code", "side"], ascending=[True, False], kind="stable").drop(columns="side")
    return rows.groupby("code").head(count)
