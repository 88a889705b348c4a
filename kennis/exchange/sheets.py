"""A study's tables as one workbook, for a report or for who works in a spreadsheet."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

import pandas as pd

from kennis.tables import KennisError, write_export

MOST_ROWS = 1_048_575
_LONGEST_CELL = 32_767  # characters: what is longer a sheet would cut off without a word
_LONGEST_NAME = 31
_NOT_IN_NAMES = set("[]:*?/\\")
_MARK = "kennis "  # stands in the properties of a workbook of ours, before what was in it


def export_workbook(tables: Mapping[str, pd.DataFrame], path: str | Path) -> Path:
    """Write tables as the sheets of one `.xlsx` file; every text stays text, also one that begins with `=`.

    An index with a name or with words becomes the first columns; a plain numbering stays behind. What we wrote before and
    nobody changed since is replaced; any other file is not.

    Args:
        tables: sheet name → table.
        path: the file to write, whole or not at all.

    Returns:
        The path.

    Raises:
        KennisError: there is nothing to write, the path is not one of an `.xlsx` or of a file that is not ours, a sheet
            cannot have its name, or a table has more rows, or a cell more words, than a sheet can hold.
    """
    path = Path(path)
    if not tables:
        raise KennisError("Er is geen tabel om op te slaan. Geef minstens een tabel.")
    if path.suffix.lower() != ".xlsx":
        raise KennisError(f"'{path.name}': een werkmap eindigt op .xlsx. Kies zo'n naam.")
    _check_names([str(name) for name in tables])
    write_export(path, _workbook({str(name): _flat(str(name), table) for name, table in tables.items()}), ours=_is_ours)
    return path


def _workbook(tables: Mapping[str, pd.DataFrame]) -> bytes:
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    buffer, marked = BytesIO(), BytesIO()
    with pd.ExcelWriter(buffer, engine="openpyxl") as writer:
        for name, table in tables.items():
            # Signs that no sheet can hold (control characters) are no words.
            clean = table.map(lambda value: ILLEGAL_CHARACTERS_RE.sub("", value) if isinstance(value, str) else value)
            clean.to_excel(writer, sheet_name=name, index=False, freeze_panes=(1, 0))
            for row in writer.sheets[name].iter_rows():
                for cell in row:
                    if cell.data_type in ("f", "e"):
                        cell.data_type = "s"
        book = writer.book
    book.properties.keywords = _MARK + _content_mark(buffer)
    book.save(marked)
    return marked.getvalue()


def _is_ours(path: Path) -> bool:
    """Tell whether we wrote a workbook, and nobody saved it with another program since."""
    from openpyxl import load_workbook

    try:
        return load_workbook(path, read_only=True).properties.keywords == _MARK + _content_mark(path)
    except Exception:  # whatever it is: not one of ours
        return False


def _content_mark(file: BytesIO | Path) -> str:
    """Return a mark of all that is in a workbook but its properties."""
    with zipfile.ZipFile(file) as archive:
        parts = sorted(f"{one.filename} {one.CRC}" for one in archive.infolist() if one.filename.startswith("xl/"))
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def _check_names(names: list[str]) -> None:
    for place, name in enumerate(names):
        if not name.strip() or len(name) > _LONGEST_NAME or _NOT_IN_NAMES & set(name) or "'" in (name[0], name[-1]):
            raise KennisError(
                f"'{name[:40]}' kan geen naam van een werkblad zijn. Gebruik hoogstens {_LONGEST_NAME} tekens, zonder [ ] : * ? / \\."
            )
        if name.casefold() in [other.casefold() for other in names[:place]]:
            raise KennisError(f"Er zijn twee werkbladen die '{name}' heten. Geef elke tabel een eigen naam.")


def _flat(name: str, table: pd.DataFrame) -> pd.DataFrame:
    """Return a table as a sheet has it: what names its rows is a column, and each column has one heading."""
    if isinstance(table, pd.Series):
        table = table.to_frame(table.name if table.name is not None else "waarde")
    if not isinstance(table, pd.DataFrame):
        raise KennisError(f"'{name}' is geen tabel. Geef bij elke naam een tabel, zoals study.meetings.")
    if len(table) > MOST_ROWS:
        raise KennisError(f"Tabel '{name}' heeft meer rijen dan een werkblad aankan. Sla hem op als csv.")
    if isinstance(table.columns, pd.MultiIndex):
        table = table.set_axis([" ".join(str(part) for part in parts if part != "") for parts in table.columns], axis=1)
    if any(label is not None for label in table.index.names) or not pd.api.types.is_integer_dtype(table.index.dtype):
        labels = [label if label is not None else "naam" for label in table.index.names]
        table = table.reset_index(names=[f"{label} (rij)" if label in table.columns else label for label in labels])
    longest = max(
        (len(value) for row in table.itertuples(index=False) for value in row if isinstance(value, str)), default=0
    )
    if longest > _LONGEST_CELL:
        raise KennisError(f"Tabel '{name}' heeft een cel met meer tekst dan een werkblad aankan. Sla hem op als csv.")
    return table
