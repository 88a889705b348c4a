"""The fields of CSV text: rows under their heading, each value still as it was written."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pandas as pd

from kennis.errors import KennisError


def parse_csv(raw: str, *, source: str) -> pd.DataFrame:
    """Parse CSV text to a frame of strings; the heading tells whether `,`, `;` or a tab separates.

    Raises:
        KennisError: a row has more fields than the heading (empty ones at its end count for nothing), or a quotation
            mark is not closed.
    """
    heading = raw.split("\n", 1)[0]
    separator = max(",;\t", key=heading.count)
    if not heading.strip():
        raise KennisError(f"{source}: het bestand is leeg. Er moet minstens één regel met kolomnamen in staan.")
    try:
        frame = _read_fields(raw, separator)
    except pd.errors.ParserError:
        return _without_empty_ends(raw, separator, source)
    # Where the first rows are longer than the heading, pandas takes their first fields for the names of the rows.
    return frame if isinstance(frame.index, pd.RangeIndex) else _without_empty_ends(raw, separator, source)


def _read_fields(raw: str, separator: str, **options: Any) -> pd.DataFrame:
    return pd.read_csv(StringIO(raw), sep=separator, dtype=str, keep_default_na=False, skip_blank_lines=True, **options)


def _without_empty_ends(raw: str, separator: str, source: str) -> pd.DataFrame:
    """Read rows that end in separators without anything behind them, as some spreadsheets write."""
    refusal = (
        f"{source}: de rijen hebben niet allemaal evenveel kolommen. Open het bestand in een rekenblad en sla het "
        "opnieuw op als CSV."
    )
    try:
        names = list(_read_fields(raw, separator, nrows=0).columns)
        behind = range(len(names), 1 + max(line.count(separator) for line in raw.split("\n")))
        frame = _read_fields(raw, separator, header=None, names=[*names, *behind]).iloc[1:].reset_index(drop=True)
    except pd.errors.ParserError as error:
        raise KennisError(refusal) from error
    too_long = frame[list(behind)].map(lambda field: bool(field.strip())).any(axis=1)
    if too_long.any():
        raise KennisError(
            f"{source}, rij {int(too_long.to_numpy().argmax()) + 2}: deze rij heeft meer kolommen dan de kop. Zet tekst met "
            f"een '{separator}' erin tussen aanhalingstekens, of sla het bestand opnieuw op vanuit een rekenblad."
        )
    return frame[names]
