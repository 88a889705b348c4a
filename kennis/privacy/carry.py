"""Carry the offsets of codings through the replacements: the same words before and after."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import SequenceMatcher

import pandas as pd

from kennis.privacy.naming import PLACEHOLDER
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


def moves_between(old: Iterable[tuple[str, str]], new: Iterable[str]) -> pd.DataFrame:
    """Find the replacements that lie between two versions of the same texts.

    Args:
        old: id and text of each.
        new: the new texts, in the same order.

    Returns:
        As `Anonymised.moves`, with rows only for texts that changed.
    """
    rows = [
        (identity, *step)
        for (identity, before), after in zip(old, new, strict=True)
        if before != after
        for step in _steps(before, after)
    ]
    return pd.DataFrame(rows, columns=MOVES)


_PIECE = re.compile(rf"{PLACEHOLDER.pattern}|\w+|\s+|.", re.DOTALL)


def _steps(before: str, after: str) -> list[tuple[int, int, int, int]]:
    """Compare word by word; a placeholder counts as one word."""
    left, right = ([found.span() for found in _PIECE.finditer(text)] for text in (before, after))
    old, new = [before[start:stop] for start, stop in left], [after[start:stop] for start, stop in right]
    left.append((len(before), len(before)))
    right.append((len(after), len(after)))
    return [
        (left[i][0], left[j][0], right[k][0], right[m][0])
        for tag, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
        if tag != "equal"
    ]


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
