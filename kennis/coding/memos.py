"""The team's notes on a code, a turn, a loose quote or a meeting: added, never changed."""

from __future__ import annotations

from datetime import datetime

import pandas as pd

from kennis.coding.codebook_file import CodebookFile
from kennis.study import Study
from kennis.tables import MEMOS, UTTERANCES, KennisError

FILE = "memos.csv"


def add_memo(study: Study, target: str, text: str, *, by: str) -> None:
    """Write a note; it is for the team and comes on no page.

    Args:
        study: the study.
        target: a code, an `utterance_id` or a `meeting_id`.
        text: the note.
        by: who writes it.

    Raises:
        KennisError: there is no such code, turn, quote or meeting, or a text is empty.
    """
    if not text.strip() or not by.strip():
        raise KennisError("Een memo heeft een tekst nodig, en een naam van wie hem schrijft ('by').")
    row = {"at": datetime.now().isoformat(timespec="seconds"), "kind": _kind(study, target)}
    row |= {"target": target, "by": by, "text": text}
    study.add_rows(FILE, pd.DataFrame([row]), MEMOS)


def follow_memos(study: Study, targets: dict[str, str], *, at: str) -> None:
    """Let the notes on codes be found under their new name too."""
    memos = study.memos
    own = memos[memos["kind"].eq("code") & memos["target"].isin(targets)]
    if len(own):
        study.add_rows(FILE, own.assign(target=own["target"].map(targets), at=at), MEMOS)


def _kind(study: Study, target: str) -> str:
    if target in CodebookFile(study).codebook.slugs:
        return "code"
    if target in set(study.meetings["meeting_id"]):
        return "bijeenkomst"
    rows = [own[own["utterance_id"] == target] for _, own in study.files_of(UTTERANCES)]
    found = next((own for own in rows if len(own)), None)
    if found is None:
        raise KennisError(
            f"'{target[:40]}' is geen code, beurt, citaat of bijeenkomst van deze studie. Kijk naar de nummers, zoals B02-014 of B02."
        )
    return "beurt" if found["meeting_id"].iloc[0] else "citaat"
