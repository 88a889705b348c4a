"""A study's tables as one workbook, for a report or for who works in a spreadsheet."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pandas as pd

from kennis.tables import KennisError, write_bytes

MOST_ROWS = 1_048_575


def export_workbook(tables: dict[str, pd.DataFrame], path: str | Path) -> Path:
    """Write tables as the sheets of one `.xlsx` file; every text stays text, also one that begins with `=`.

    Args:
        tables: sheet name → table.
        path: the file to write, whole or not at all.

    Returns:
        The path.

    Raises:
        KennisError: there is nothing to write, or a table has more rows than a sheet can hold.
    """
    if not tables:
        raise KennisError("Er is geen tabel om op te slaan. Geef minstens een tabel.")
    for name, table in tables.items():
        if len(table) > MOST_ROWS:
            raise KennisError(f"Tabel '{name}' heeft meer rijen dan een werkblad aankan. Sla hem op als csv.")
    buffer = BytesIO()
    with pd.ExcelWriter(buffer, engine="openpyxl") as writer:
        for name, table in tables.items():
            table.to_excel(writer, sheet_name=name[:31], index=False, freeze_panes=(1, 0))
            for row in writer.sheets[name[:31]].iter_rows(min_row=2):
                for cell in row:
                    if cell.data_type == "f":
                        cell.data_type = "s"
    write_bytes(Path(path), buffer.getvalue())
    return Path(path)
