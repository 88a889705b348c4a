"""Which turns come when: a drawn round that is the same for every coder, and what the computer doubts about most."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from numbers import Integral
from typing import Any

import pandas as pd

from kennis.coding.log import MACHINES, current_codings
from kennis.tables import KennisError, require_columns

Turn = dict[str, Any]  # a row of `tables.UTTERANCES`


def check_round(turns: object) -> None:
    """Refuse what is no number of turns.

    Raises:
        KennisError: it is no whole number of at least 1.
    """
    if not isinstance(turns, Integral) or turns < 1:
        raise KennisError("Een ronde heeft minstens één beurt nodig. Geef bij 'round' een heel getal, zoals 80.")


def draw_round(utterances: pd.DataFrame, *, turns: int, seed: int) -> list[str]:
    """Draw turns for a round, spread over meetings and roles; the same study gives every coder the same turns.

    Each meeting-and-role gets its share of the round (largest remainders); within it the lot decides. The lot of a turn
    hangs on its id and the seed alone, so a turn that comes in or goes out moves only few others.

    Args:
        utterances: needs `utterance_id, meeting_id, role`.
        turns: how many; all of them if there are no more.
        seed: of the study.

    Returns:
        Ids in the order of the table: context is easier to follow from beginning to end.

    Raises:
        KennisError: `turns` is not at least 1, or a column is missing.
    """
    require_columns(utterances, ["utterance_id", "meeting_id", "role"], table="utterances")
    check_round(turns)
    lots = utterances.assign(lot=[_lot(name, seed) for name in utterances["utterance_id"]])
    groups = {name: rows.sort_values("lot") for name, rows in lots.groupby(["meeting_id", "role"], sort=True)}
    sizes = {name: len(rows) for name, rows in groups.items()}
    shares = _share_out(sizes, min(turns, len(lots)), seed)
    drawn = {name for group, rows in groups.items() for name in rows["utterance_id"].head(shares[group])}
    return [name for name in utterances["utterance_id"] if name in drawn]


def by_doubt(codings: pd.DataFrame) -> list[str]:
    """List turns with a suggestion, the one the computer doubts about most first (its score nearest to a half)."""
    now = current_codings(codings)
    waiting = now[now["coder"].isin(MACHINES) & now["status"].eq("voorstel")]
    doubt = waiting.assign(doubt=(waiting["score"].fillna(0.5) - 0.5).abs())
    return list(doubt.groupby("utterance_id", sort=False)["doubt"].min().sort_values(kind="stable").index)


def neighbours(
    turns: Mapping[str, Turn], order: Sequence[str], at: int, *, before: int = 2, after: int = 1
) -> tuple[list[Turn], list[Turn]]:
    """Return the turns before and after the one at a place in the order, in the same meeting; loose quotes have none."""
    meeting = turns[order[at]]["meeting_id"]
    near = order[max(0, at - before) : at], order[at + 1 : at + 1 + after]
    first, second = ([turns[i] for i in ids if meeting and turns[i]["meeting_id"] == meeting] for ids in near)
    return first, second


def _share_out(sizes: dict[object, int], turns: int, seed: int) -> dict[object, int]:
    total = sum(sizes.values())
    exact = {name: size * turns / total for name, size in sizes.items()}
    shares = {name: int(value) for name, value in exact.items()}
    left = sorted(sizes, key=lambda name: (shares[name] - exact[name], _lot(str(name), seed)))
    for name in left[: turns - sum(shares.values())]:
        shares[name] += 1
    return shares


def _lot(name: str, seed: int) -> str:
    return hashlib.sha256(f"{seed}:{name}".encode()).hexdigest()
