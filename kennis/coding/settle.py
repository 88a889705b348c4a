"""Settle a difference: people talked, and decided together whether a turn has a code, and why."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import pandas as pd

from kennis.coding.codebook import load_codebook
from kennis.coding.log import MACHINES, SETTLED, WITHDRAWN, current_codings
from kennis.coding.strays import no_such_turn
from kennis.study import Study
from kennis.tables import CODINGS, POLARITIES, KennisError

_BY = "besloten door "


def settle(
    study: Study,
    utterance_id: str,
    code: str,
    *,
    given: bool,
    by: Iterable[str],
    why: str,
    polarity: str = "",
) -> None:
    """Write down what people decided together about one code in one turn.

    It is a row in `coderingen/samen.csv` and wins over what each of them thought (`accepted_codings`, and so in all
    insights); their own logs stay as they are, so agreement stays what it was. Settling again replaces it.

    Args:
        study: the study.
        utterance_id: the turn.
        code: the code.
        given: the turn has the code, or has it not.
        by: who decided, at least two.
        why: the reason.
        polarity: for a code that can be missing: `aanwezig`, `afwezig` or `gemengd`.

    Raises:
        KennisError: there is no such turn, code or coder, fewer than two people decided, or no reason is given.
    """
    people = [by] if isinstance(by, str) else list(dict.fromkeys(by))
    if len(people) < 2:
        raise KennisError("Samen besluiten doe je met minstens twee. Noem ze bij 'by', zoals ['codeur_a', 'codeur_b'].")
    if not why.strip():
        raise KennisError("'why' is leeg. Zeg in een paar woorden waarom: daar leert iedereen van.")
    known = load_codebook(study.codebook_path).code(code)
    if polarity and not known.polar:
        raise KennisError(
            f"De code ‘{known.label}’ kan niet ontbreken: hij is er, of hij is er niet. Kies alleen wel of niet (laat 'polarity' leeg)."
        )
    if polarity not in ("", *POLARITIES):
        raise KennisError(f"'{polarity[:20]}' kan niet bij de code ‘{known.label}’. Kies uit: {', '.join(POLARITIES)}.")
    if (text := study.text_of(utterance_id)) is None:
        raise no_such_turn(utterance_id)
    coders = [name for name in study.coders if name not in (*MACHINES, SETTLED)]
    if strange := [name for name in people if name not in coders]:
        raise KennisError(
            f"'{strange[0][:40]}' heeft nog niets gecodeerd. Kies bij 'by' uit: {', '.join(coders) or 'niemand'}."
        )
    with study.one_change() as change:
        now = _about(change, utterance_id, code)
        row = {"utterance_id": utterance_id, "code": code, "coder": SETTLED, "polarity": polarity if given else ""}
        row |= {"status": "geaccepteerd" if given else "afgewezen", "evidence": _BY + ", ".join(people), "memo": why}
        row["at"] = datetime.now().isoformat(timespec="seconds")
        start, stop = _span(now, len(text))
        before = now[(now["coder"] == SETTLED) & (now["status"] == "geaccepteerd")]
        before = before[(before["start"] != start) | (before["stop"] != stop)]
        closed = before.assign(status="afgewezen", evidence=row["evidence"], memo=why, at=row["at"])
        decided = pd.DataFrame([row]).assign(start=start, stop=stop)
        rows = pd.concat([closed, decided], ignore_index=True) if len(closed) else decided
        change.add_rows(f"coderingen/{SETTLED}.csv", rows.reindex(columns=list(CODINGS.names)), CODINGS)


def unsettle(study: Study, utterance_id: str, code: str) -> bool:
    """Let what was settled about a code in a turn be open again; tells whether there was something.

    The log only grows: rows say that it is as if it was never settled (`WITHDRAWN`).
    """
    with study.one_change() as change:
        now = _about(change, utterance_id, code)
        own = now[now["coder"] == SETTLED]
        rows = own.assign(status=WITHDRAWN, polarity="", memo="", at=datetime.now().isoformat(timespec="seconds"))
        if len(own):
            change.add_rows(f"coderingen/{SETTLED}.csv", rows.reindex(columns=list(CODINGS.names)), CODINGS)
    return bool(len(own))


def settlements(codings: pd.DataFrame, *, codes: pd.DataFrame | None = None) -> pd.DataFrame:
    """List what people settled together.

    Args:
        codings: logs of codings (`tables.CODINGS`).
        codes: the codebook as a table: then nothing about codes that are no longer in it.

    Returns:
        One row a turn and code, the last decision: `utterance_id, code, given` (bool), `decided` (`wel` or
        `niet`), `polarity, by, why, at`.
    """
    rows = current_codings(codings[codings["coder"] == SETTLED]).drop_duplicates(["utterance_id", "code"], keep="last")
    rows = rows if codes is None else rows[rows["code"].isin(codes["code"])]
    out = rows.assign(
        given=rows["status"].eq("geaccepteerd"),
        decided=rows["status"].eq("geaccepteerd").map({True: "wel", False: "niet"}),
        by=rows["evidence"].str.removeprefix(_BY),
        why=rows["memo"],
    )
    return out[["utterance_id", "code", "given", "decided", "polarity", "by", "why", "at"]].reset_index(drop=True)


def _about(study: Study, utterance_id: str, code: str) -> pd.DataFrame:
    """Return what every coder says now of one code in one turn."""
    logs = [current_codings(rows) for _, rows in study.files_of(CODINGS)]
    own = [rows[rows["utterance_id"].eq(utterance_id) & rows["code"].eq(code)] for rows in logs]
    return pd.concat([CODINGS.empty(), *[rows for rows in own if len(rows)]], ignore_index=True)


def _span(now: pd.DataFrame, length: int) -> tuple[int, int]:
    """Return the words it is about: all that people marked, else what the machine did, else the whole turn."""
    gave = now[(now["status"] != "afgewezen") & (now["coder"] != SETTLED)]
    people = gave[~gave["coder"].isin(MACHINES)]
    marked = people if len(people) else gave
    return (int(marked["start"].min()), int(marked["stop"].max())) if len(marked) else (0, length)
