"""Codes that got another name: what the history of the codebook says of them, and logs that do not know of it yet.

A log may come back from a colleague who coded on with the old codebook: its codings keep counting, under the new name.
"""

from __future__ import annotations

import pandas as pd

KEY = ["coder", "utterance_id", "start", "stop", "code"]
_OPEN = ("voorstel", "geaccepteerd")


def renamed_codes(changes: pd.DataFrame) -> dict[str, str]:
    """Return what codes that were renamed, or went up in another, are called now: old slug → new slug.

    Args:
        changes: the history of the codebook, oldest first (`tables.CODEBOOK_CHANGES`).
    """
    now: dict[str, str] = {}
    for kind, code, to in changes[["kind", "code", "to"]].itertuples(index=False):
        now.pop(code if kind == "toegevoegd" else to, None)  # a name that is in use again
        if kind in ("hernoemd", "samengevoegd") and code != to:
            now[code] = to
    return {code: _last(code, now) for code in now}


def open_under_old_name(rows: pd.DataFrame, renamed: dict[str, str]) -> pd.Series:
    """Tell which rows of a log are about a coding that still stands under the old name of its code."""
    last = rows[rows["code"].isin(list(renamed))].drop_duplicates(KEY, keep="last")
    strays = pd.MultiIndex.from_frame(last.loc[last["status"].isin(_OPEN), KEY])
    return pd.Series(pd.MultiIndex.from_frame(rows[KEY]).isin(strays), index=rows.index, dtype=bool)


def under_new_name(rows: pd.DataFrame, renamed: dict[str, str]) -> pd.DataFrame:
    """Return a log (`tables.CODINGS`) with what still stands under the old name of a code under its new one."""
    if not rows["code"].isin(list(renamed)).any():
        return rows
    strays = open_under_old_name(rows, renamed)
    return rows.assign(code=rows["code"].mask(strays, rows["code"].map(renamed)).astype("str"))


def _last(code: str, now: dict[str, str]) -> str:
    while code in now:
        code = now[code]
    return code
