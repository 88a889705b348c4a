"""A folder of small tables that are read from disk each time they are asked for, and change together or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Self

import pandas as pd

from kennis.journal import Change, changing
from kennis.tables import Table, check, read_table, to_csv


@dataclass(frozen=True)
class Folder:
    """A folder of tables, each known by its path in it (`transcripten/B01.csv`), and the change that is under way, if any.

    It knows files and no study: `study.Study` is the folder that knows which tables there are and what they mean.
    """

    path: Path
    pending: Change | None = field(default=None, kw_only=True)

    @contextmanager
    def one_change(self) -> Iterator[Self]:
        """Do several things as one: all of them happen at the end of the block, or none.

        Returns:
            The folder to work with; it sees its own changes before they are on disk.
        """
        with self._change() as change:
            yield replace(self, pending=change)

    def write(self, name: str, frame: pd.DataFrame) -> None:
        """Write a table, whole or not at all; `name` is its path in the folder."""
        with self._change() as change:
            change.write(name, to_csv(frame).encode("utf-8"))

    def write_text(self, name: str, text: str) -> None:
        """Write a text file, whole or not at all."""
        with self._change() as change:
            change.write(name, text.encode("utf-8"))

    def add_rows(self, name: str, rows: pd.DataFrame, table: Table) -> None:
        """Add rows to a table that only grows: what was in the file stays, to the byte.

        Args:
            name: the path of the table in the folder; made if it is not there.
            rows: what to add.
            table: what the table is.

        Raises:
            KennisError: the rows are not what the table asks.
        """
        if rows.empty and self.find(name):
            return
        # One row is one line, so that a row that was torn by a crash shows.
        flat = rows.map(lambda value: " ".join(value.split()) if isinstance(value, str) else value)
        new = to_csv(check(flat, table, source=name)[list(table.names)])
        heading = ",".join(table.names) + "\n"
        with self._change() as change:
            path = change.find(name)
            before = to_csv(read_table(path, table)) if path else heading  # refuses a file that is no such table
            old = path.read_bytes().decode("utf-8") if path else heading
            if not old.startswith(heading):  # a spreadsheet saved it in its own way
                old = before
            change.write(name, (old.rstrip("\n") + "\n" + new.removeprefix(heading)).encode("utf-8"))

    def remove(self, name: str) -> None:
        """Remove a file."""
        with self._change() as change:
            change.remove(name)

    def find(self, name: str) -> Path | None:
        """Return where a file is, a change under way included; None if it is not there."""
        if self.pending:
            return self.pending.find(name)
        path = self.path / name
        return path if path.exists() else None

    @contextmanager
    def _change(self) -> Iterator[Change]:
        if self.pending:
            yield self.pending
        else:
            with changing(self.path) as change:
                yield change

    def _read(self, name: str, table: Table) -> pd.DataFrame:
        path = self.find(name)
        return read_table(path, table) if path else table.empty()

    def _names(self, folder: str) -> list[str]:
        """Return the CSV files in a folder inside it, each with its path, sorted."""
        names = {path.name for path in (self.path / folder).glob("*.csv")}
        names |= self.pending.names(folder) if self.pending else set()
        return [f"{folder}/{name}" for name in sorted(names) if self.find(f"{folder}/{name}")]
