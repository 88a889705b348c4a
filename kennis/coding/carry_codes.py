"""Let codings go along when the codebook changes. Logs only grow: what was decided stays, new rows say what it is now."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd

from kennis.coding.log import MACHINES, NO_CODE, SETTLED, current_codings
from kennis.study import Study
from kennis.tables import CODINGS, UTTERANCES

Row = dict[str, Any]
Target = Callable[[Row], str]  # the code that a coding has from now on; "" for none


def carry_codings(study: Study, codes: list[str], target: Target, *, polar: set[str], at: str, why: str) -> int:
    """Give codings another code in the logs of all coders, machines among them.

    Every log keeps its rows. A coding of `codes` is closed (`afgewezen`, with the reason as memo) and opened again with its
    new code; two that fall together become one. A person whose last code in a turn lapses keeps having looked at it.

    Args:
        study: with a change under way.
        codes: the codes that go.
        target: see `Target`; what gives the code it has, stays.
        polar: the codes that have a polarity.
        at: the moment, one for all.
        why: the memo of what is closed.

    Returns:
        How many codings of people got another code or lapsed.
    """
    lengths = {
        str(row.utterance_id): len(str(row.text)) for _, rows in study.files_of(UTTERANCES) for row in rows.itertuples()
    }
    carried = 0
    for name, rows in study.files_of(CODINGS):
        new = carry_log(rows, codes, target, polar=polar, at=at, why=why)
        closed = [row for row in new if row["code"] in codes and row["status"] == "afgewezen" and row["memo"] == why]
        if Path(name).stem not in (*MACHINES, SETTLED):
            carried += len(closed)
            new += _looked(rows, new, lengths, at=at)
        if new:
            study.add_rows(name, pd.DataFrame(new, columns=list(CODINGS.names)), CODINGS)
    return carried


def carry_log(rows: pd.DataFrame, codes: list[str], target: Target, *, polar: set[str], at: str, why: str) -> list[Row]:
    """Return the rows to add to one log, so that its codings have another code; see `carry_codings`."""
    now: dict[tuple[Any, ...], Row] = {_key(row): row for row in current_codings(rows).to_dict("records")}
    new: list[Row] = []
    for row in [row for row in now.values() if row["code"] in codes]:
        to = target(row)
        if to == row["code"]:
            continue
        moved = _moved(row, now.get(_key(row | {"code": to})), to, polar) if to else None
        opened = [moved | {"at": at}] if moved else []
        closed = [row | {"status": "afgewezen", "memo": why, "at": at}] if row["status"] != "afgewezen" else []
        for one in (*closed, *opened):
            now[_key(one)] = one
        new += [*closed, *opened]
    return new


def _moved(row: Row, there: Row | None, to: str, polar: set[str]) -> Row | None:
    """Return the row that says a coding has a new code; None where the coder's log says so already."""
    moved = row | {"code": to, "polarity": row["polarity"] if to in polar else ""}
    if there is None:
        return moved
    if row["status"] == "afgewezen":
        return None
    if there["status"] == "afgewezen":
        return moved
    values = {one["polarity"] for one in (moved, there) if one["polarity"]}
    polarity = "gemengd" if len(values) > 1 else "".join(values)
    memo = "; ".join(dict.fromkeys(note for note in (there["memo"], row["memo"]) if note))
    same = polarity == there["polarity"] and memo == there["memo"]
    return None if same else there | {"polarity": polarity, "memo": memo}


def _looked(rows: pd.DataFrame, new: list[Row], lengths: dict[str, int], *, at: str) -> list[Row]:
    """Say of turns that lost their last code that the coder looked and finds nothing in them any more."""
    if not new:
        return []
    now = current_codings(pd.concat([rows, pd.DataFrame(new)], ignore_index=True))
    left = set(now.loc[now["status"] == "geaccepteerd", "utterance_id"])
    before = current_codings(rows)
    had = set(before.loc[before["status"] == "geaccepteerd", "utterance_id"])
    empty = dict.fromkeys(CODINGS.names, "") | {"coder": new[0]["coder"], "code": NO_CODE, "status": "geaccepteerd"}
    turns = dict.fromkeys(str(row["utterance_id"]) for row in new)
    return [
        empty | {"utterance_id": turn, "start": 0, "stop": lengths[turn], "at": at}
        for turn in turns
        if turn in had - left and turn in lengths
    ]


def _key(row: Row) -> tuple[Any, ...]:
    return row["utterance_id"], row["start"], row["stop"], row["code"]
