"""Who carries a subject, and when it comes up."""

from __future__ import annotations

import pandas as pd

from kennis.insights.counts import by_date, codes_by

HALF = 0.5  # of the turns: above it one voice outweighs all others


def who_carries(codings: pd.DataFrame, utterances: pd.DataFrame, codes: pd.DataFrame) -> pd.DataFrame:
    """Tell for each code how many voices, roles and meetings it rests on, and whether one voice carries it.

    Args:
        codings: one row an utterance and code (see `coding.founded_codings`).
        utterances: see `tables.UTTERANCES`.
        codes: the codebook as a table.

    Returns:
        One row a code that was given, in the codebook's order: `code, label, turns, voices, roles, meetings,
        top_share, note`; `top_share` is the share (0-1) of the turns of the one who is coded most, `note` a Dutch
        warning where that is all of them, or more than half. Turns without a known speaker count as turns, not as voices.
    """
    rows = codings[["utterance_id", "code"]].drop_duplicates()
    rows = rows.merge(utterances[["utterance_id", "speaker", "role", "meeting_id"]], on="utterance_id")
    out = codes[["code", "label"]].merge(
        pd.DataFrame([_carried(str(code), group) for code, group in rows.groupby("code")], columns=_COLUMNS), on="code"
    )
    return out.reset_index(drop=True)


_COLUMNS = ["code", "turns", "voices", "roles", "meetings", "top_share", "note"]


def _carried(code: str, group: pd.DataFrame) -> tuple[object, ...]:
    said = group.loc[group["speaker"] != "", "speaker"].value_counts()
    top = float(said.iloc[0] / len(group)) if len(said) else 0.0
    note = "Eén persoon draagt dit." if top == 1 else "Eén persoon zei meer dan de helft." if top > HALF else ""
    roles, meetings = (group.loc[group[name] != "", name].nunique() for name in ("role", "meeting_id"))
    return code, len(group), len(said), roles, meetings, top, note


def codes_over_time(
    codings: pd.DataFrame, utterances: pd.DataFrame, meetings: pd.DataFrame, codes: pd.DataFrame
) -> pd.DataFrame:
    """Count each code meeting by meeting, in order of date; without one they come last.

    Args:
        codings: one row an utterance and code (see `coding.founded_codings`).
        utterances: see `tables.UTTERANCES`.
        meetings: see `tables.MEETINGS`.
        codes: the codebook as a table, or some of its rows.

    Returns:
        `meeting_id, date, code, label, turns, present, absent, share`; of the turns of a value `present` and `absent` say in
        how many it is there and in how many it is missing (in the others it is both, or nobody said), `share` is the share
        (0-1) of the coded turns of that meeting. Every meeting has every code of `codes`, so a line can be drawn through them.
    """
    placed = codes_by(codings, utterances, by="meeting_id").drop(columns="share")
    coded = codings.merge(utterances[["utterance_id", "meeting_id"]], on="utterance_id")
    totals = coded.groupby("meeting_id")["utterance_id"].nunique()
    when = by_date(meetings)[["meeting_id", "date"]]
    grid = when.merge(codes[["code", "label"]], how="cross").merge(placed, on=["meeting_id", "code"], how="left")
    for name, polarity in (("present", "aanwezig"), ("absent", "afwezig")):
        own = codes_by(coded[coded["polarity"] == polarity], utterances, by="meeting_id").rename(
            columns={"turns": name}
        )
        grid = grid.merge(own[["meeting_id", "code", name]], on=["meeting_id", "code"], how="left")
    counts = ["turns", "present", "absent"]
    grid[counts] = grid[counts].fillna(0).astype("int64")
    return grid.assign(share=(grid["turns"] / grid["meeting_id"].map(totals)).fillna(0.0))


def count_new_codes(codings: pd.DataFrame, utterances: pd.DataFrame, meetings: pd.DataFrame) -> pd.DataFrame:
    """Count meeting by meeting, in order of date, how many codes were new and how many had been heard before.

    It tells whether meetings still bring codes that were not heard yet (saturation of codes). It is about the codebook
    as it is: what has no code, such as a theme nobody named yet, is not counted.

    Args:
        codings: one row an utterance and code (see `coding.founded_codings`); those of loose quotes do not count.
        utterances: see `tables.UTTERANCES`.
        meetings: see `tables.MEETINGS`; those without a date come last, so they bring little that is new.

    Returns:
        One row a meeting: `meeting_id, date, new, known, heard` (numbers of codes; `new + known` were heard in that
        meeting, `heard` in all meetings up to and with it).
    """
    when = by_date(meetings)[["meeting_id", "date"]].reset_index(drop=True)
    said = codings[["utterance_id", "code"]].merge(utterances[["utterance_id", "meeting_id"]], on="utterance_id")
    said = when.assign(order=when.index).merge(said[["meeting_id", "code"]].drop_duplicates(), on="meeting_id")
    said["new"] = ~said.sort_values("order", kind="stable").duplicated("code")
    counted = said.groupby("meeting_id")["new"].agg(new="sum", all="size").reindex(when["meeting_id"], fill_value=0)
    new, known = counted["new"].astype("int64"), (counted["all"] - counted["new"]).astype("int64")
    return when.assign(new=new.to_numpy(), known=known.to_numpy(), heard=new.cumsum().to_numpy())
