"""The people of a study: whose words count today, and the role that may stand beside them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pandas as pd

from kennis.tables import ROLE_SHOWN, UNNAMED_ROLE, require_columns


def withholding(speakers: pd.DataFrame, *, on: date, asked: Sequence[str] = ("consent_analysis",)) -> set[str]:
    """Return who does not want what is asked, or whose consent is over.

    Args:
        speakers: see `tables.SPEAKERS`; an empty cell limits nothing.
        on: the day; consent lasts to the end of `consent_until`.
        asked: the columns with what is asked.

    Returns:
        Pseudonyms.
    """
    require_columns(speakers, ["speaker", "consent_until", *asked], table="speakers")
    refused = speakers[[*asked]].eq(False).fillna(False).astype(bool).any(axis=1)
    until = speakers["consent_until"].fillna("").astype(str)
    over = until.ne("") & (until < on.isoformat())
    return set(speakers.loc[refused | over, "speaker"])


def with_roles(turns: pd.DataFrame, speakers: pd.DataFrame, *, few: int, on: date) -> pd.DataFrame:
    """Give turns the role that `deelnemers.csv` says, and the one that may be shown.

    Args:
        turns: see `tables.UTTERANCES`.
        speakers: see `tables.SPEAKERS`.
        few: a role that fewer people hold, of those whose words count, is not shown.
        on: the day on which words count (see `withholding`).

    Returns:
        `turns` with `role_shown`: `deelnemer` for such a role. Where there is one, an unknown role is shown as such as
        well: else `deelnemer` would mean that one role.
    """
    roles = dict(zip(speakers["speaker"], speakers["role"], strict=True))
    filled = turns["speaker"].map(lambda speaker: roles.get(speaker, "")).astype("str")
    turns = turns.assign(role=filled.where(filled != "", turns["role"]))
    counted = turns[~turns["speaker"].isin({"", *withholding(speakers, on=on)})]
    people = counted.groupby("role")["speaker"].nunique()
    rare = set(people.index[people < few]) - {""}
    hidden = turns["role"].isin({*rare, ""} if rare else ())
    return turns.assign(**{ROLE_SHOWN: turns["role"].mask(hidden, UNNAMED_ROLE)})
