"""Carry the offsets of codings through the replacements: the same words before and after."""

from __future__ import annotations

import pandas as pd

from kennis.tables import require_columns

MOVES = ["utterance_id", "old_start", "old_stop", "new_start", "new_stop"]


def carry_offsets(codings: pd.DataFrame, moves: pd.DataFrame) -> pd.DataFrame:
    """Map the offsets of codings in the old text to the new text.

    Args:
        codings: needs `utterance_id, start, stop`; other columns are kept.
        moves: one row a replacement: `utterance_id, old_start, old_stop, new_start, new_stop` (see `Anonymised.moves`).

    Returns:
        The codings with new offsets. A coding that begins or ends inside a replaced piece takes the whole replacement.

    Raises:
        KennisError: a column is missing.
    """
    require_columns(codings, ["utterance_id", "start", "stop"], table="codings")
    require_columns(moves, MOVES, table="moves")
    steps = {
        identity: list(zip(*(rows[name] for name in MOVES[1:]), strict=True))
        for identity, rows in moves.sort_values("old_start").groupby("utterance_id")
    }
    carried = codings.copy()
    pairs = [
        (_carry(start, steps.get(identity, []), end=False), _carry(stop, steps.get(identity, []), end=True))
        for identity, start, stop in zip(codings["utterance_id"], codings["start"], codings["stop"], strict=True)
    ]
    carried["start"] = pd.Series([start for start, _ in pairs], index=codings.index, dtype="int64")
    carried["stop"] = pd.Series([stop for _, stop in pairs], index=codings.index, dtype="int64")
    return carried


def _carry(place: int, steps: list[tuple[int, int, int, int]], *, end: bool) -> int:
    shift = 0
    for old_start, old_stop, new_start, new_stop in steps:
        inside = old_start < place < old_stop
        if inside:
            return new_stop if end else new_start
        if place <= old_start:
            break
        shift = new_stop - old_stop
    return int(place) + int(shift)
