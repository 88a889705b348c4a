"""The whole history of the coding as one table: who decided what, when and why."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pandas as pd

from kennis.coding.log import NO_CODE, SETTLED
from kennis.study import Study
from kennis.tables import STATUSES, to_csv, write_export

COLUMNS = ["at", "by", "what", "target", "code", "polarity", "start", "stop", "detail", "why"]


def audit_trail(study: Study, path: str | Path | None = None) -> pd.DataFrame:
    """Bring together every row of every log, every change of the codebook and every memo, oldest first.

    Nothing participants said is in it, only ids and places; what the team wrote is, so keep it within the team.

    Args:
        study: the study.
        path: write it there as CSV as well, over an earlier one of ours; what a spreadsheet would take for a formula gets a
            `'` before it there.

    Returns:
        `at` (empty for machines), `by, what` (Dutch), `target` (turn, code or meeting), `code, polarity, start, stop`
        (empty where there is no span), `detail` (evidence, or where codings went), `why`.

    Raises:
        KennisError: there is a file that is not ours, or it cannot be written.
    """
    parts = [_codings(study.codings), _changes(study.codebook_changes), _memos(study.memos)]
    filled = [part for part in parts if len(part)]
    whole = pd.concat(filled, ignore_index=True) if filled else pd.DataFrame(columns=COLUMNS)
    trail = whole.reindex(columns=COLUMNS).sort_values("at", kind="stable", ignore_index=True)
    trail = trail.astype({"start": "Int64", "stop": "Int64"})
    if path is not None:
        write_export(Path(path), to_csv(trail.map(_no_formula)).encode("utf-8"), ours=_is_ours)
    return trail


def _no_formula(value: object) -> object:
    """Keep a spreadsheet from reckoning with what the team wrote: it takes such a text for a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r")) else value


def _is_ours(path: Path) -> bool:
    with suppress(OSError, UnicodeDecodeError), path.open(encoding="utf-8-sig") as file:
        return file.readline().strip() == ",".join(COLUMNS)
    return False


def _codings(rows: pd.DataFrame) -> pd.DataFrame:
    what = rows["status"].map(
        {"voorstel": "code voorgesteld", "geaccepteerd": "code gegeven", "afgewezen": "code afgewezen"}
    )
    what = what.fillna(rows["status"].map(STATUSES)).mask(rows["code"] == NO_CODE, "niets gevonden")
    together = rows["coder"] == SETTLED
    what = what.mask(together, "samen besloten: " + what.astype(str))
    return rows.assign(
        by=rows["coder"], what=what, target=rows["utterance_id"], detail=rows["evidence"], why=rows["memo"]
    )


def _changes(rows: pd.DataFrame) -> pd.DataFrame:
    moved = rows["codings"].astype(str) + " coderingen"
    detail = ("naar " + rows["to"] + "; ").where(rows["to"] != "", "") + moved
    return rows.assign(what="codeboek: " + rows["kind"], target=rows["code"], detail=detail)[
        ["at", "by", "what", "target", "code", "detail", "why"]
    ]


def _memos(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.assign(what="memo bij " + rows["kind"], why=rows["text"])[["at", "by", "what", "target", "why"]]
