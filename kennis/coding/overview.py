"""The codebook as a table, for whoever counts or shows codes."""

from __future__ import annotations

import pandas as pd

from kennis.coding.codebook import Codebook

COLUMNS = ["code", "label", "insight", "insight_label", "dimension", "definition", "rung"]


def codebook_table(codebook: Codebook) -> pd.DataFrame:
    """Lay a codebook out as a table.

    Returns:
        One row a code, in the codebook's order: `code, label, insight, insight_label, dimension, definition, rung`;
        `rung` is the rung of the participation ladder (1 is the lowest), 0 for codes that are no rung.
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
        )
        for code in codebook.codes
    ]
    return pd.DataFrame(rows, columns=COLUMNS)
