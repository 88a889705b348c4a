"""Tables (`.csv`, `.tsv`, `.xlsx`): the heading row found, the rows as turns or quotes."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

from kennis.intake.answers import NOTE, beside_at, name_text_column, open_answers
from kennis.intake.columns import is_heading_row, name_columns
from kennis.intake.decode import normalise_text, read_text
from kennis.intake.errors import cannot_read, silence
from kennis.intake.head import parse_head
from kennis.intake.labels import Line
from kennis.intake.office import open_package
from kennis.intake.people import merge_people
from kennis.intake.rows import cell_text, parse_rows
from kennis.intake.source import Parsed

HEADING_ROWS = 25  # how far down the heading row may stand
_SEPARATORS = (";", "\t", ",", "|")
_NONE = "\x1f"  # a separator that stands in no file
_EVEN = 0.6  # commas in what people say cut far less evenly


@dataclass(frozen=True)
class _Sheet:
    name: str
    rows: Sequence[Sequence[Any]]
    notes: tuple[str, ...] = ()


def parse_sheet(path: Path, *, keep_empty: bool = False) -> Parsed:
    """Read a table of turns or loose quotes.

    Args:
        path: the file.
        keep_empty: keep rows without text too (as long as some other cell is filled).

    Raises:
        KennisError: the file is broken or has a password, or no column holds text (cells are never repeated).
    """
    sheets = _sheets(path)
    others = len([sheet for sheet in sheets if sheet.rows]) - 1
    for sheet in sheets:
        at = _heading_at(sheet.rows)
        if at is not None:
            return _parse(sheet, at, path, others=others, keep_empty=keep_empty)
    for sheet in sheets:
        if guessed := _guess(sheet):
            return _parse(guessed, 0, path, others=others, keep_empty=False)
    raise _no_text_column(path, sheets)


def rows_without_speech(path: Path, *, remarks_are_speech: bool = True) -> list[Sequence[Sequence[Any]]]:
    """Return the cells of each sheet of a table in which nothing stands that people said; of another table none.

    Args:
        path: the file.
        remarks_are_speech: let a column of remarks count as what people said.

    Raises:
        KennisError: the file is broken, empty or has a password.
    """
    sheets = _sheets(path)
    told = any(
        _heading_at(sheet.rows) is not None or _guess(sheet, remarks=remarks_are_speech) is not None for sheet in sheets
    )
    return [] if told else [sheet.rows for sheet in sheets]


def _sheets(path: Path) -> list[_Sheet]:
    return _workbook(path) if path.suffix.lower() == ".xlsx" else [_Sheet("", _csv_rows(path))]


def _guess(sheet: _Sheet, *, remarks: bool = True) -> _Sheet | None:
    """Read the text column, or the open answers of a survey, by what stands below the first row with more than one cell."""
    at = next(
        (at for at, row in enumerate(sheet.rows[:HEADING_ROWS]) if sum(bool(cell_text(c).strip()) for c in row) > 1),
        None,
    )
    if at is None:  # one column: what is only called remarks is what people wrote
        at = 0 if sheet.rows and beside_at(sheet.rows[0]) else None
    if at is None:
        return None
    headings = [cell_text(cell).strip() for cell in sheet.rows[at]]
    rows = sheet.rows[at + 1 :]
    for with_notes in (False, True) if remarks else (False,):
        if named := name_text_column(headings, rows, with_notes=with_notes):
            return _Sheet(sheet.name, [named, *rows])
        if answers := open_answers(headings, rows, with_notes=with_notes):
            return _Sheet(sheet.name, answers, notes=(NOTE,))
    return None


def _parse(sheet: _Sheet, at: int, path: Path, *, others: int, keep_empty: bool) -> Parsed:
    headings = [cell_text(cell) for cell in sheet.rows[at]]
    rows = sheet.rows[at + 1 :]
    too_long = next(
        (
            place
            for place, row in enumerate(rows)
            if len(row) > len(headings) and any(cell_text(c) for c in row[len(headings) :])
        ),
        None,
    )
    if too_long is not None:
        raise cannot_read(
            path,
            f"rij {at + too_long + 2} heeft meer kolommen dan de kop",
            "Zet de tekst in die rij tussen aanhalingstekens, of sla het bestand op als xlsx",
        )
    found = parse_rows(rows, headings, keep_empty=keep_empty)
    above = parse_head([Line(_as_line(row)) for row in sheet.rows[:at]])
    notes = [*sheet.notes, *above.notes, *found.notes]
    if others > 0:
        notes.append("De werkmap heeft meer werkbladen. We lazen alleen het eerste blad met uitspraken.")
    if path.suffix.lower() == ".xlsx" and _has_empty_formulas(path, sheet.name):
        notes.append(
            "Sommige cellen hebben een formule zonder uitkomst. "
            "Open de werkmap in Excel en sla haar op, dan lezen we de uitkomst."
        )
    return Parsed(
        found.kind, found.turns, merge_people(above.people, found.people), {**above.meeting, **found.meeting}, notes
    )


def _as_line(row: Sequence[Any]) -> str:
    """Read a row above the heading as a line of the head: `Datum | 12 maart` → `Datum: 12 maart`."""
    cells = [cell_text(cell).strip() for cell in row if cell_text(cell).strip()]
    return f"{cells[0].rstrip(':')}: {' '.join(cells[1:])}" if len(cells) > 1 else "".join(cells)


def _heading_at(rows: Sequence[Sequence[Any]]) -> int | None:
    for at, row in enumerate(rows[:HEADING_ROWS]):
        cells = [normalise_text(cell_text(cell)) for cell in row]
        if is_heading_row(cells) and (len(name_columns(cells)) == 1 or sum(map(bool, cells)) > 1 or at == 0):
            return at
    return None


def _csv_rows(path: Path) -> list[list[Any]]:
    text = read_text(path)
    lines = text.split("\n", 1)
    if lines[0].lower().startswith("sep=") and len(lines) > 1:
        return _split(lines[1], lines[0][4:5] or ";", path)
    return _split(text, _separator(text, path), path)


def _separator(text: str, path: Path) -> str:
    """Return the separator with which a heading row appears with most known columns, or else what cuts most evenly."""
    most = 0.0
    first = "\t" if path.suffix.lower() == ".tsv" else ";"
    best = ""
    top = "\n".join(text.split("\n")[: HEADING_ROWS * 4])
    for separator in (first, *_SEPARATORS):
        rows = _split(top, separator, None)
        at = _heading_at(rows)
        known = (
            sum(map(bool, name_columns([str(cell) for cell in rows[at]]))) + len(rows[at]) / 100
            if at is not None
            else 0
        )
        if known > most:
            best, most = separator, known
    if not best:
        best = max((first, *_SEPARATORS), key=lambda separator: _evenness(_split(top, separator, None)))
        return best if _evenness(_split(top, best, None)) >= _EVEN else _NONE
    # One column needs no separator: then commas and semicolons are part of what was said.
    return _NONE if most < 1.015 else best


def _evenness(rows: Sequence[Sequence[Any]]) -> float:
    """Return the share of rows that have as many cells as most rows have; 0 where that is one cell."""
    widths = Counter(len(row) for row in rows if any(cell.strip() for cell in row))
    width, count = widths.most_common(1)[0] if widths else (1, 0)
    return count / widths.total() if width > 1 else 0.0


def _split(text: str, separator: str, path: Path | None) -> list[list[Any]]:
    try:
        rows: list[list[Any]] = [list(row) for row in csv.reader(StringIO(text), delimiter=separator)]
    except csv.Error as error:
        if path is None:
            return []
        raise cannot_read(
            path, "een aanhalingsteken is niet gesloten", "Open het bestand in een rekenblad en sla het op als xlsx"
        ) from error
    return rows


def _workbook(path: Path) -> list[_Sheet]:
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    silence("openpyxl")
    open_package(path, "rekenblad")
    try:
        book = openpyxl.load_workbook(path, data_only=True)
        return [
            _Sheet(sheet.title, [list(row) for row in sheet.iter_rows(values_only=True)])
            for sheet in book.worksheets
            if sheet.sheet_state == "visible"
        ]
    except (InvalidFileException, KeyError, ValueError, TypeError, AttributeError, SyntaxError, IndexError) as error:
        raise cannot_read(
            path, "het rekenblad is beschadigd", "Open het in Excel, sla het opnieuw op en probeer het nog eens"
        ) from error


def _has_empty_formulas(path: Path, name: str) -> bool:
    import openpyxl

    formulas = openpyxl.load_workbook(path)[name]
    values = openpyxl.load_workbook(path, data_only=True)[name]
    return any(
        cell.data_type == "f" and values[cell.coordinate].value is None for row in formulas.iter_rows() for cell in row
    )


def _no_text_column(path: Path, sheets: Sequence[_Sheet]) -> Exception:
    """Say that no column holds text; a heading we do not know may be what somebody said, so none is repeated."""
    first = next((row for sheet in sheets for row in sheet.rows if any(cell_text(cell).strip() for cell in row)), [])
    count = sum(1 for cell in first if cell_text(cell).strip())
    found = "het bestand is leeg" if not count else f"aantal kolommen: {count}, geen met een kop die we kennen"
    if passed := beside_at(first):
        found += f"; overgeslagen als notitie of contactgegeven: kolom {', '.join(str(at + 1) for at in passed)}"
    return cannot_read(path, f"er is geen kolom met tekst ({found})", "Geef de kolom met uitspraken de kop 'tekst'")
