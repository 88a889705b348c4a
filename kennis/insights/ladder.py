"""What has an order: the participation ladder, and the steps that groups say they took."""

from __future__ import annotations

import pandas as pd


def ladder_by_meeting(
    codings: pd.DataFrame, utterances: pd.DataFrame, meetings: pd.DataFrame, codes: pd.DataFrame
) -> pd.DataFrame:
    """Lay out which rung of the participation ladder comes up in which meeting.

    Args:
        codings: one row an utterance and code.
        utterances: see `tables.UTTERANCES`.
        meetings: see `tables.MEETINGS`.
        codes: the codebook as a table; rungs are the codes with a `rung` (1 is the lowest).

    Returns:
        One row a meeting and rung, meetings by date, all rungs: `meeting_id, date, rung, code, label, turns`.
    """
    rungs = codes[codes["rung"] > 0].sort_values("rung")
    placed = codings.merge(utterances[["utterance_id", "meeting_id"]], on="utterance_id")
    counted = placed.groupby(["meeting_id", "code"]).size().rename("turns").reset_index()
    when = meetings.sort_values(["date", "meeting_id"])[["meeting_id", "date"]]
    grid = when.merge(rungs[["rung", "code", "label"]], how="cross")
    out = grid.merge(counted, on=["meeting_id", "code"], how="left")
    return out.assign(turns=out["turns"].fillna(0).astype("int64"))


def step_order(
    codings: pd.DataFrame,
    utterances: pd.DataFrame,
    meetings: pd.DataFrame,
    codes: pd.DataFrame,
    *,
    insight: str = "processtappen",
) -> pd.DataFrame:
    """Find in which order each group first speaks of each process step.

    Returns:
        One row a group and step that came up: `group, code, label, place, meeting_id` (`place` 1 = first).
    """
    steps = codes.loc[codes["insight"] == insight, ["code", "label"]]
    placed = codings.merge(steps, on="code").merge(
        utterances[["utterance_id", "meeting_id", "turn"]], on="utterance_id"
    )
    placed = placed.merge(meetings[["meeting_id", "group", "date"]], on="meeting_id")
    placed = placed[placed["group"] != ""].sort_values(["group", "date", "meeting_id", "turn", "code"])
    first = placed.drop_duplicates(["group", "code"]).copy()
    first["place"] = first.groupby("group").cumcount() + 1
    return first[["group", "code", "label", "place", "meeting_id"]].reset_index(drop=True)
