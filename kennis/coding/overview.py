"""The codebook as a table, for whoever counts or shows codes."""

from __future__ import annotations

import pandas as pd

from kennis.coding.codebook import Codebook
from kennis.coding.log import MACHINES, NO_CODE, SETTLED, current_codings

COLUMNS = ["code", "label", "insight", "insight_label", "dimension", "definition", "rung", "polar"]


def codebook_table(codebook: Codebook) -> pd.DataFrame:
    """Lay a codebook out as a table.

    Returns:
        One row a code, in the codebook's order: `code, label, insight, insight_label, dimension, definition, rung, polar`;
        `rung` is the rung of the participation ladder (1 is the lowest), 0 for codes that are no rung; `polar`: a passage
        can also show that it is missing.
    """
    rows = [
        (
            code.slug,
            code.label,
            code.insight,
            codebook.insights[code.insight].label,
            code.dimension,
            code.definition,
            code.order,
            code.polar,
        )
        for code in codebook.codes
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


def count_coded(codings: pd.DataFrame, utterances: pd.DataFrame) -> pd.DataFrame:
    """Count how far each person got; what people settled together (coder `samen`) is nobody's own work.

    Args:
        codings: logs of codings (`tables.CODINGS`).
        utterances: the turns of the study; turns that are no longer there do not count.

    Returns:
        One row a person: `coder, turns, codings` (turns looked at, with a code or with `geen`; codes given).
    """
    now = current_codings(codings)
    decided = now["status"].eq("geaccepteerd") & ~now["coder"].isin((*MACHINES, SETTLED))
    mine = now[decided & now["utterance_id"].isin(utterances["utterance_id"])]
    counts = mine.groupby("coder").agg(
        turns=("utterance_id", "nunique"), codings=("code", lambda codes: int((codes != NO_CODE).sum()))
    )
    return counts.reset_index()
