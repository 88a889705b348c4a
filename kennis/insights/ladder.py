"""What has an order: the participation ladder, and the steps that groups say they took."""

from __future__ import annotations

import pandas as pd

from kennis.insights.counts import by_date
from kennis.insights.words import in_words
from kennis.tables import require_known

STEPS = "processtappen"  # an insight of the codebook that ships; a study with a codebook of its own may have none
_FEWEST_GROUPS = 3  # of two, one that differs says nothing about an order


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
        One row a meeting and rung, meetings by date (without one last), all rungs: `meeting_id, date, rung, code, label, turns`.
    """
    rungs = codes[codes["rung"] > 0].sort_values("rung")
    placed = codings.merge(utterances[["utterance_id", "meeting_id"]], on="utterance_id")
    counted = placed.groupby(["meeting_id", "code"]).size().rename("turns").reset_index()
    when = by_date(meetings)[["meeting_id", "date"]]
    grid = when.merge(rungs[["rung", "code", "label"]], how="cross")
    out = grid.merge(counted, on=["meeting_id", "code"], how="left")
    return out.assign(turns=out["turns"].fillna(0).astype("int64"))


def step_order(
    codings: pd.DataFrame,
    utterances: pd.DataFrame,
    meetings: pd.DataFrame,
    codes: pd.DataFrame,
    *,
    insight: str = STEPS,
) -> pd.DataFrame:
    """Find in which order each group first speaks of each process step; meetings without a date come last.

    Returns:
        One row a group and step that came up: `group, code, label, place, meeting_id, utterance_id` (`place` 1 = first;
        the turn is the one in which it came up first); none where the codebook has no process steps.

    Raises:
        KennisError: there is no such insight.
    """
    if insight != STEPS:
        require_known("inzicht", [insight], codes["insight"], many="inzichten")
    steps = codes.loc[codes["insight"] == insight, ["code", "label"]]
    placed = codings.merge(steps, on="code").merge(
        utterances[["utterance_id", "meeting_id", "turn"]], on="utterance_id"
    )
    when = by_date(meetings)[["meeting_id", "group"]].assign(order=range(len(meetings)))
    placed = placed.merge(when, on="meeting_id")
    placed = placed[placed["group"] != ""].sort_values(["group", "order", "turn", "code"])
    first = placed.drop_duplicates(["group", "code"]).copy()
    first["place"] = first.groupby("group").cumcount() + 1
    return first[["group", "code", "label", "place", "meeting_id", "utterance_id"]].reset_index(drop=True)


def step_transitions(order: pd.DataFrame) -> pd.DataFrame:
    """Count which step groups spoke of next, after which: is there one road, or many?

    Args:
        order: see `step_order`.

    Returns:
        `code_from, code_to, label_from, label_to, groups`, most groups first; each step a group came to is followed
        by the next one it came to.
    """
    rows = order.sort_values(["group", "place"])
    following = rows.groupby("group")[["code", "label"]].shift(-1)
    pairs = rows.assign(code_to=following["code"], label_to=following["label"]).dropna(subset=["code_to"])
    pairs = pairs.rename(columns={"code": "code_from", "label": "label_from"})
    names = ["code_from", "code_to", "label_from", "label_to"]
    counted = pairs.groupby(names).size().rename("groups").reset_index()
    by = ["groups", "code_from", "code_to"]
    return counted.sort_values(by, ascending=[False, True, True]).reset_index(drop=True)


def describe_transitions(transitions: pd.DataFrame, order: pd.DataFrame) -> str:
    """Say in Dutch whether the groups came to the steps along one road."""
    groups = int(order.groupby("group").size().ge(2).sum())  # with one step there is no order
    if groups < _FEWEST_GROUPS or transitions.empty:
        return f"Er zijn te weinig groepen om volgordes te vergelijken: {in_words(groups)} {'groep' if groups == 1 else 'groepen'} met minstens twee stappen."
    shared = transitions[transitions["groups"] > groups / 2]
    if shared.empty:
        return (
            f"Geen enkele overgang kwam bij meer dan de helft van de {groups} groepen voor: er is geen vaste volgorde."
        )
    told = [f"van {row.label_from.lower()} naar {row.label_to.lower()} ({row.groups})" for row in shared.itertuples()]
    return f"Bij meer dan de helft van de {groups} groepen ging het {'; '.join(told)}. De rest liep door elkaar."
