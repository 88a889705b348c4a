"""A coder's log on disk: it only grows, every row is on disk before anything else happens, a torn row is mended.

A row that was torn by a crash was never confirmed to anybody, so taking it away loses no decision.
"""

from __future__ import annotations

import csv
import io
import os
import re
from pathlib import Path

import pandas as pd

from kennis.coding.log import COMPUTER, MACHINES, SETTLED
from kennis.coding.one_writer import Hold, hold
from kennis.coding.strays import renamed_rows
from kennis.errors import not_written
from kennis.journal import holding
from kennis.privacy import is_known_name, key_at_hand
from kennis.study import Study, check_coder
from kennis.tables import CODINGS, KennisError, read_table, to_csv, write_text

Row = dict[str, str | int]
_HEADING = ",".join(CODINGS.names) + "\n"
_AT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?")
_NUMBER = re.compile(r"p\d+", re.IGNORECASE)
_MEANWHILE = "Op ditzelfde moment veranderde iemand het codeboek of dit bestand. Je laatste keuze is niet bewaard. Kijk wat er nu staat, en doe het opnieuw."


class CoderLog:
    """The log of one coder, open for adding rows. It belongs to one process at a time (see `one_writer`)."""

    def __init__(self, study: Study, coder: str) -> None:
        """Open the log of a coder; a new coder gets a file with the first decision.

        Raises:
            KennisError: the name cannot be a coder's, another window holds the log, or the file is no log.
        """
        check_coder_name(coder)
        self.study, self.coder = study, coder
        self.path = study.path / "coderingen" / f"{coder}.csv"
        self._hold: Hold = hold(self.path.with_name(f".{coder}.bezet"))
        try:
            with holding(study.path):
                try:
                    self.notes = mend_log(self.path) + self._follow_renames()
                except OSError as error:
                    raise self._not_written(error) from error
            self.rows = self._read()
        except BaseException:
            self._hold.release()
            raise

    @property
    def held(self) -> bool:
        """Tell whether this log is still ours; a newer window in the same process takes over."""
        return self._hold.held

    def changed(self) -> bool:
        """Tell whether something else changed the file (a withdrawal, a code that was renamed) or the codebook."""
        return self._stamps() != self._known

    def reload(self) -> None:
        """Read the file again."""
        self.rows = self._read()

    def append(self, rows: list[Row]) -> None:
        """Add rows, and return when they are on disk.

        Raises:
            KennisError: the log has gone to another window, it or the codebook was changed at this very moment (the rows
                were thought up without knowing that), or the disk refuses.
        """
        if not self.held:
            raise KennisError("Dit venster is oud: deze codeur ging ergens anders verder. Voer de cel opnieuw uit.")
        try:
            with holding(self.study.path):
                if self.changed():
                    raise KennisError(_MEANWHILE)
                _add_bytes(self.path, "".join(map(_line, rows)).encode("utf-8"))
                self._known = self._stamps()
        except OSError as error:
            raise KennisError(f"{self._not_written(error)} Je laatste keuze staat er niet in.") from error
        self.rows.extend(rows)

    def close(self) -> None:
        """Let another window have the log."""
        self._hold.release()

    def _follow_renames(self) -> list[str]:
        rows, notes = renamed_rows(self.study, self.path)
        if rows:
            _add_bytes(self.path, "".join(map(_line, rows)).encode("utf-8"))
        return notes

    def _not_written(self, error: OSError) -> KennisError:
        return not_written(f"coderingen/{self.path.name}", error)

    def _stamps(self) -> tuple[object, ...]:
        return _stamp(self.path), _stamp(self.study.codebook_path)

    def _read(self) -> list[Row]:
        self._known = self._stamps()
        if not self.path.exists():
            return []
        frame = read_table(self.path, CODINGS)
        if not frame["coder"].eq(self.coder).all():
            raise KennisError(
                f"coderingen/{self.path.name}: er staan rijen van een andere codeur in. Geef elke codeur een eigen bestand."
            )
        return [{str(k): v for k, v in row.items()} for row in frame[list(CODINGS.names)].to_dict("records")]


def check_coder_name(coder: str) -> None:
    """Refuse a name that cannot be a person's who codes.

    Raises:
        KennisError: it is the computer's, that of what people settle together, or looks like the number of a participant;
            or see `study.check_coder`.
    """
    if coder in (*MACHINES, COMPUTER, SETTLED):
        raise KennisError(
            f"De naam '{coder}' is al van de computer, of van wat jullie samen besluiten. Kies een andere, zoals codeur_a."
        )
    if _NUMBER.fullmatch(coder):
        raise KennisError(f"'{coder}' lijkt op het nummer van een deelnemer. Kies een andere naam, zoals codeur_a.")
    check_coder(coder)


def check_new_coder(study: Study, coder: str) -> None:
    """Refuse a name for somebody who begins to code: also one that a participant has, since pages and file names would tell.

    Raises:
        KennisError: see `check_coder_name`; or the key is at hand and knows the name.
    """
    check_coder_name(coder)
    key = key_at_hand(study.settings.study_id)
    if key and coder not in study.coders and is_known_name(coder, key=key):
        raise KennisError(
            f"De naam '{coder}' kan niet: zo'n naam in een bestand of op een pagina kan een deelnemer herkenbaar maken. "
            "Kies een andere, zoals codeur_a."
        )


def mend_log(path: Path) -> list[str]:
    """Mend a log that a crash or a spreadsheet left otherwise than we write it.

    Returns:
        What was done, in Dutch; nothing for a sound log.
    """
    if not path.exists():
        return []
    data = path.read_bytes()
    whole, rest = _split_torn(data)
    notes = []
    if rest and _is_complete(rest):
        _add_bytes(path, b"\n")
    elif rest:
        with path.open("r+b") as file:
            file.truncate(len(whole))
            os.fsync(file.fileno())
        notes.append(
            f"coderingen/{path.name}: de laatste regel was maar half geschreven, door een storing. "
            "Die regel is weggehaald. Alles daarvoor staat er nog."
        )
    if path.stat().st_size == 0:
        path.unlink()
    elif not path.read_bytes().startswith(_HEADING.encode()):
        # A spreadsheet saved it with other separators or columns: rows are added in one form only.
        write_text(path, to_csv(read_table(path, CODINGS)[list(CODINGS.names)]))
        notes.append(f"coderingen/{path.name}: het bestand is weer opgeslagen zoals kennis het schrijft.")
    return notes


def log_frame(rows: list[Row]) -> pd.DataFrame:
    """Lay rows of a log out as a table (`tables.CODINGS`)."""
    return read_rows(_HEADING + "".join(map(_line, rows)))


def read_rows(text: str) -> pd.DataFrame:
    """Read CSV text in our own form as `tables.CODINGS`."""
    from kennis.tables import check, parse_csv

    return check(parse_csv(text, source="coderingen"), CODINGS)


def _split_torn(data: bytes) -> tuple[bytes, bytes]:
    """Split a file after its last whole row: a line break between quotation marks ends no row."""
    end = at = quotes = 0
    for line in data.splitlines(keepends=True):
        at += len(line)
        quotes += line.count(b'"')
        if line.endswith(b"\n") and quotes % 2 == 0:
            end = at
    return data[:end], data[end:]


def _is_complete(line: bytes) -> bool:
    """Tell whether a last row lacks only its line break, as some editors leave it."""
    try:
        fields = next(csv.reader(io.StringIO(line.decode("utf-8")), strict=True))
    except (UnicodeDecodeError, csv.Error, StopIteration):
        return False
    return len(fields) == len(CODINGS.names) and bool(_AT.fullmatch(fields[-1]))


def _add_bytes(path: Path, data: bytes) -> None:
    new = not path.exists()
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab") as file:
        size = file.tell()
        try:
            file.write(_HEADING.encode() + data if new else data)
            file.flush()
            os.fsync(file.fileno())
        except OSError:
            os.ftruncate(file.fileno(), size)  # never leave half a row behind
            raise
    if new:
        _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    """Make sure that a new file's name is on disk too; Windows does that by itself."""
    if hasattr(os, "O_DIRECTORY"):
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        os.fsync(handle)
        os.close(handle)


def _line(row: Row) -> str:
    out = io.StringIO()
    # One row is one line: that is what makes a torn one visible.
    values = [" ".join(str(row.get(name, "")).splitlines()) for name in CODINGS.names]
    csv.writer(out, lineterminator="\n").writerow("" if value == "nan" else value for value in values)
    return out.getvalue()


def _stamp(path: Path) -> tuple[int, int, int] | None:
    try:
        seen = path.stat()
    except FileNotFoundError:
        return None
    return seen.st_ino, seen.st_size, seen.st_mtime_ns
