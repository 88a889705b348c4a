"""Turns a coder finds too telling about somebody: kept beside what readers answer, and off the pages."""

from __future__ import annotations

from datetime import datetime

import pandas as pd

from kennis.study import Study
from kennis.tables import RESPONSES, check

VERDICT = "te_herleidbaar"


def read_flags(study: Study, coder: str) -> set[str]:
    """Return the turns a coder flagged (`utterance_id`)."""
    return set(_flags(study, coder)["target"])


def write_flags(study: Study, coder: str, turns: set[str]) -> None:
    """Let a coder's flags be these turns, in `reacties/codeur_<coder>.csv`; who was flagged before keeps its date."""
    file = f"reacties/codeur_{coder}.csv"
    held = _flags(study, coder)
    kept = held[held["target"].isin(turns)]
    at = datetime.now().isoformat("T", "seconds")
    new = [_flag(coder, turn, at) for turn in sorted(turns - set(kept["target"]))]
    rows = pd.concat([part for part in (kept, pd.DataFrame(new)) if len(part)]) if turns else kept
    if len(rows):
        study.write(file, check(rows, RESPONSES))
    elif study.find(file):
        study.remove(file)


def _flags(study: Study, coder: str) -> pd.DataFrame:
    rows = study.flags
    return rows[rows["reader"].eq(coder)]


def _flag(coder: str, turn: str, at: str) -> dict[str, str]:
    said = "Gezien bij het coderen: kan iemand hierdoor herkend worden?"
    row = {"response_id": f"codeur-{coder}-{turn}", "target": turn, "reader": coder, "verdict": VERDICT}
    return row | {"text": said, "at": at}
