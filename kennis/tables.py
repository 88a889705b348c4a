"""The tables of a study: their columns, checks and files, in one place.

Every step of the toolkit takes one of these tables and gives one back. A table read from disk
passes `check` before anyone sees it, so the rest of the code can trust what it gets. Errors are in
plain Dutch and name file, row and column; they never repeat what a participant said.
"""

from __future__ import annotations

import difflib
import os
import re
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import pandas as pd

from kennis.errors import KennisError as KennisError
from kennis.errors import Refused as Refused
from kennis.errors import not_written
from kennis.fields import parse_csv as parse_csv

ROLES = {
    "ervaringsdeskundige": "Ervaringsdeskundige",
    "beleidsmedewerker": "Beleidsmedewerker",
    "uitvoerder": "Uitvoerder",
    "inwoner": "Inwoner",
    "naaste": "Naaste of mantelzorger",
    "vrijwilliger": "Vrijwilliger",
    "bestuurder": "Bestuurder of leidinggevende",
    "kritische_vriend": "Kritische vriend",
    "begeleider": "Begeleider of onderzoeker",
    "anders": "Andere rol",
}
ROLE_SHOWN = "role_shown"  # in `Study.utterances`: the role that may stand beside what was said
UNNAMED_ROLE = "deelnemer"  # in place of a role so few people hold that it tells who spoke
MEETING_KINDS = {
    "actieleerbijeenkomst": "Actieleerbijeenkomst",
    "synergiebijeenkomst": "Synergiebijeenkomst",
    "netwerkbijeenkomst": "Netwerkbijeenkomst",
    "interview": "Interview",
}
POLARITIES = {"aanwezig": "aanwezig", "afwezig": "ontbreekt", "gemengd": "allebei"}
STATUSES = {
    "voorstel": "voorstel",
    "geaccepteerd": "overgenomen",
    "afgewezen": "afgewezen",
    "ingetrokken": "ongedaan gemaakt",
}
VERDICTS = {
    "herkenbaar": "herkenbaar",
    "niet_herkenbaar": "niet herkenbaar",
    "mist_iets": "mist iets",
    "anders_bedoeld": "anders bedoeld",
    "te_herleidbaar": "te herleidbaar",
}
_DATE = "datum, zoals 25-2-2026 of 2026-02-25"


@dataclass(frozen=True)
class Column:
    """One column: its name, the kind of its values, and what a value may be.

    A file that people fill in must have a `heading` column, though its cells may be empty: under another name all that
    they filled in would be lost without a word.
    """

    name: str
    kind: str = "text"  # text · int · float · date · bool
    required: bool = True
    choices: tuple[str, ...] = ()
    meaning: str = ""  # Dutch, for messages: "is geen <meaning>"
    heading: bool = False


@dataclass(frozen=True)
class Table:
    """A table: its columns in order, and the columns that together name a row."""

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    names: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "names", tuple(column.name for column in self.columns))

    def empty(self) -> pd.DataFrame:
        """Return the table without rows, with the right column types."""
        return check(pd.DataFrame(columns=list(self.names)), self)


MEETINGS = Table(
    "meetings",
    (
        Column("meeting_id"),
        Column("kind", choices=tuple(MEETING_KINDS), meaning="soort bijeenkomst"),
        Column("group", required=False),
        Column("date", kind="date", required=False, meaning=_DATE),
        Column("title", required=False),
    ),
    key=("meeting_id",),
)
SPEAKERS = Table(
    "speakers",
    (
        Column("speaker"),
        Column("role", required=False, choices=tuple(ROLES), meaning="rol", heading=True),
        Column("organisation_kind", required=False),
        Column("consent_analysis", kind="bool", required=False, meaning="ja of nee"),
        Column("consent_quote", kind="bool", required=False, meaning="ja of nee"),
        Column("consent_publication", kind="bool", required=False, meaning="ja of nee"),
        Column("consent_until", kind="date", required=False, meaning=_DATE),
    ),
    key=("speaker",),
)
UTTERANCES = Table(
    "utterances",
    (
        Column("utterance_id"),
        Column("meeting_id", required=False),
        Column("turn", kind="int", meaning="volgnummer"),
        Column("speaker", required=False),
        Column("role", required=False, choices=tuple(ROLES), meaning="rol"),
        Column("text"),
        Column("start_s", kind="float", required=False, meaning="tijd in seconden"),
        Column("end_s", kind="float", required=False, meaning="tijd in seconden"),
        Column("original", required=False),
    ),
    key=("utterance_id",),
)
CODINGS = Table(
    "codings",
    (
        Column("utterance_id"),
        Column("start", kind="int", meaning="beginplaats (heel getal)"),
        Column("stop", kind="int", meaning="eindplaats (heel getal)"),
        Column("code"),
        Column("polarity", required=False, choices=tuple(POLARITIES), meaning="polariteit"),
        Column("coder"),
        Column("status", choices=tuple(STATUSES), meaning="status"),
        Column("score", kind="float", required=False, meaning="getal"),
        Column("evidence", required=False),
        Column("memo", required=False),
        Column("at", required=False),
    ),
)
CLUSTERS = Table(
    "clusters",
    (
        Column("utterance_id"),
        Column("cluster", required=False),
        Column("strength", kind="float", required=False, meaning="getal"),
    ),
    key=("utterance_id",),
)
RESPONSES = Table(
    "responses",
    (
        Column("response_id"),
        Column("target"),
        Column("reader", required=False),
        Column("verdict", required=False, choices=tuple(VERDICTS), meaning="antwoord"),
        Column("text", required=False),
        Column("at", required=False),
        Column("saved", required=False),
    ),
    key=("response_id",),
)
CODE_CHANGES = ("toegevoegd", "hernoemd", "samengevoegd", "gesplitst", "vervallen")
CODEBOOK_CHANGES = Table(
    "codebook_changes",
    (
        Column("at"),
        Column("kind", choices=CODE_CHANGES, meaning="soort wijziging"),
        Column("code"),
        Column("to", required=False),
        Column("codings", kind="int", required=False, meaning="aantal"),
        Column("by"),
        Column("why"),
    ),
)
MEMOS = Table(
    "memos",
    (
        Column("at"),
        Column("kind", choices=("code", "beurt", "citaat", "bijeenkomst"), meaning="soort memo"),
        Column("target"),
        Column("by"),
        Column("text"),
    ),
)
# What the researcher did with each response; the researcher fills in `decision` and `reason` in any spreadsheet.
REPLIES = Table(
    "replies",
    (
        Column("response_id"),
        Column("target"),
        Column("verdict", required=False, choices=tuple(VERDICTS), meaning="antwoord"),
        Column("text", required=False),
        Column("decision", required=False, choices=("aangepast", "niet aangepast"), meaning="besluit", heading=True),
        Column("reason", required=False),
    ),
    key=("response_id",),
)
# Quotes a reader could trace to somebody: not shown until the researcher writes `tonen` in `decision`.
TRACEABLE = Table(
    "traceable",
    (
        Column("utterance_id"),
        Column("reported", kind="int", meaning="aantal"),
        Column("decision", required=False, choices=("tonen", "weglaten"), meaning="besluit", heading=True),
        Column("reason", required=False),
    ),
    key=("utterance_id",),
)
QUOTE_HEADING = "kopje"  # under which heading a quote stood in the factsheet it comes from
QUOTE_HEADINGS = Table("citaten_kopjes", (Column("utterance_id"), Column(QUOTE_HEADING)), key=("utterance_id",))

_DUTCH_DATE = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})")  # day first, as a Dutch spreadsheet saves it
_SHOWN = 30  # as many as a sentence can name
_ALIKE = 0.65  # how much the name of a column looks like the one that is missing

_BOOLS = {"ja": True, "nee": False, "true": True, "false": False, "1": True, "0": False, "waar": True, "onwaar": False}


def with_shown_roles(frame: pd.DataFrame) -> pd.DataFrame:
    """Put the role that may be shown in place of the role, where a table knows it (`role_shown`).

    Whatever names the role behind a turn asks this; what counts by role does not.
    """
    return frame.assign(role=frame[ROLE_SHOWN]) if {"role", ROLE_SHOWN} <= {*frame.columns} else frame


def in_order(utterances: pd.DataFrame) -> pd.DataFrame:
    """Put turns in the order in which a study has them: by meeting and turn, loose quotes last.

    What looks at the turns around one, or draws by chance, asks this, so that a table that was sorted gives the same.
    """
    ids = utterances["utterance_id"].astype(str)
    numbers = ids.str.replace(r"\d+", lambda found: found[0].zfill(9), regex=True)
    return utterances.iloc[numbers.argsort(kind="stable")]


def require_columns(frame: pd.DataFrame, columns: list[str], *, table: str) -> None:
    """Raise a `KennisError` naming the columns of `columns` that `frame` lacks.

    What its own columns are called is not repeated: in a file without headings that is what somebody said.
    """
    missing = [column for column in columns if column not in frame.columns]
    if missing:
        told = f"kolom {_quoted(missing)} ontbreekt" if len(missing) == 1 else f"kolommen {_quoted(missing)} ontbreken"
        raise KennisError(
            f"{table}: {told}. Aantal gevonden kolommen: {len(frame.columns)}. Zet de kolomnaam in de eerste rij, of "
            "voeg de kolom toe."
        )


def require_known(what: str, asked: Iterable[str], known: Iterable[object], *, many: str = "") -> None:
    """Raise a `KennisError` that names what was asked for and is not there: a slip must not look like "nobody said this".

    Args:
        what: what is asked for, in Dutch, such as `code`.
        asked: the researcher's own words; empty ones ask for nothing.
        known: what there is to choose from: never what participants said.
        many: `what` in the plural, as in "er zijn nog geen codes".
    """
    there = sorted({str(name) for name in known if name})
    for wish in asked:
        if wish and wish not in there:
            near = difflib.get_close_matches(wish, there, n=5, cutoff=0.6)
            shown = ", ".join(near or there[:_SHOWN]) + (" …" if not near and len(there) > _SHOWN else "")
            choose = f"Kies uit: {shown}." if there else f"Er zijn hier nog geen {many or what + 's'}."
            raise KennisError(f"Er is geen {what} '{wish[:40]}'. {choose}")


def check(frame: pd.DataFrame, table: Table, *, source: str = "") -> pd.DataFrame:
    """Check a table and give it the types of its columns.

    Args:
        frame: the rows; missing optional columns are added empty, extra columns are kept behind.
        table: what it must be.
        source: the file it came from, for the messages.

    Returns:
        A new frame: the table's columns first, text as `str` ("" for nothing), whole numbers as
        `int64`, numbers as `float64`, dates as `YYYY-MM-DD` text, yes/no as nullable `boolean`, fixed words as the
        table writes them, whatever their case and spaces.

    Raises:
        KennisError: a column is missing, a value is not of its kind, or a key stands twice.
            Rows are counted as a spreadsheet does: the headings are row 1.
    """
    where = source or table.name
    require_columns(frame, [c.name for c in table.columns if c.required], table=where)
    rest = [name for name in frame.columns if name not in table.names]
    checked = pd.DataFrame(
        {c.name: _typed(_values(frame, c), c, where) for c in table.columns} | {name: frame[name] for name in rest},
        index=frame.index,
    ).reset_index(drop=True)
    _check_key(checked, table, where)
    return checked


def check_present(frame: pd.DataFrame, table: Table, *, source: str = "") -> pd.DataFrame:
    """Check those columns of a table that are there; see `check`. Rows and columns keep their names and order."""
    there = tuple(column for column in table.columns if column.name in frame.columns)
    key = table.key if {*table.key} <= {*frame.columns} else ()
    checked = check(frame, Table(table.name, there, key=key), source=source)
    return checked.set_axis(frame.index)[list(frame.columns)]


def read_table(path: Path, table: Table) -> pd.DataFrame:
    """Read a CSV file of a study (comma or semicolon, UTF-8) and `check` it.

    Raises:
        KennisError: the file is no table, or `check` refuses it.
    """
    try:
        raw = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise KennisError(f"{path.name}: de tekens zijn niet te lezen. Sla het bestand op als CSV UTF-8.") from error
    frame = parse_csv(raw, source=path.name)
    _refuse_misnamed(frame, table, path.name)
    return check(frame, table, source=path.name)


def write_table(frame: pd.DataFrame, path: Path) -> None:
    """Write a frame as CSV (UTF-8, LF) in one step: readers see the old file or the new one, never half."""
    write_text(path, to_csv(frame))


def to_csv(frame: pd.DataFrame) -> str:
    """Return a frame as CSV text: no index, whole seconds without a tail of zeros, yes/no in Dutch."""
    out = frame.copy()
    for name in out.columns:
        if isinstance(out[name].dtype, pd.BooleanDtype):
            out[name] = out[name].map({True: "ja", False: "nee"}).fillna("")
    return out.to_csv(index=False, lineterminator="\n", float_format="%.12g")


def write_text(path: Path, text: str) -> None:
    """Write a text file whole or not at all (written beside, flushed to disk, renamed)."""
    write_bytes(path, text.encode("utf-8"))


def write_bytes(path: Path, data: bytes) -> None:
    """Write a file whole or not at all: to a neighbour first, flushed to disk, then renamed over it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".tmp")
    except OSError as error:
        error.filename = str(path)  # the name the user knows
        raise
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def write_export(path: Path, data: bytes, *, ours: Callable[[Path], bool]) -> None:
    """Write a file outside a study: over what we made before, never over what is somebody else's.

    Args:
        path: the file.
        data: what comes in it.
        ours: tells whether the file that is there is one that we made.

    Raises:
        KennisError: there is a file that we did not make, or it cannot be written.
    """
    if path.is_dir():
        raise KennisError(f"'{path.name}' is een map. Geef de naam van een bestand.")
    if path.exists() and not ours(path):
        raise KennisError(
            f"'{path.name}' is er al, en kennis maakte dat bestand niet, of iemand veranderde het daarna. Kies een andere naam."
        )
    try:
        write_bytes(path, data)
    except OSError as error:
        raise not_written(path.name, error) from error


def _umask() -> int:
    current = os.umask(0)
    os.umask(current)
    return current


def _values(frame: pd.DataFrame, column: Column) -> pd.Series:
    if column.name in frame.columns:
        return frame[column.name]
    return pd.Series([None] * len(frame), index=frame.index, dtype=object)


def _typed(values: pd.Series, column: Column, where: str) -> pd.Series:
    text = values.astype(object).where(values.notna(), "").map(_written)
    if column.kind != "text":
        text = text.str.strip()
    empty = text.str.strip() == ""
    if column.required:
        _refuse(values, empty, column, where, "is leeg. Vul een waarde in")
    if column.kind in ("int", "float"):
        numbers = pd.to_numeric(text.where(~empty).str.replace(",", ".", regex=False), errors="coerce")
        _refuse(values, numbers.isna() & ~empty, column, where)
        if column.kind == "int":
            _refuse(values, (numbers % 1 != 0) & ~empty, column, where)
            return numbers.fillna(0).astype("int64")
        return numbers.astype("float64")
    if column.kind == "bool":
        known = text.str.lower().map(_BOOLS)
        _refuse(values, known.isna() & ~empty, column, where)
        return known.astype("boolean")
    if column.kind == "date":
        text = text.map(_iso_date)
        dates = pd.to_datetime(text.where(~empty), errors="coerce", format="%Y-%m-%d")
        _refuse(values, dates.isna() & ~empty, column, where)
    if column.choices:
        known = {_plain(choice): choice for choice in column.choices}
        text = text.map(lambda value: known.get(_plain(value), value.strip()))
        _refuse(values, ~text.isin(column.choices) & ~empty, column, where)
    return text.astype("str")


def _written(value: object) -> str:
    """Write a value as a file of ours has it: a moment as ISO, a whole number without the point a table gave it."""
    if isinstance(value, datetime):
        moment = value.isoformat("T", "milliseconds" if value.microsecond else "seconds")
        return moment.removesuffix("T00:00:00")
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _iso_date(text: str) -> str:
    found = _DUTCH_DATE.fullmatch(text)
    return f"{found[3]}-{int(found[2]):02d}-{int(found[1]):02d}" if found else text


def _plain(word: str) -> str:
    """Return a fixed word without what differs when people type it: case, spaces, `_`."""
    return " ".join(word.replace("_", " ").casefold().split())


def _refuse_misnamed(frame: pd.DataFrame, table: Table, where: str) -> None:
    """Refuse a file in which a column has nearly the right name: what stands in it would count for nothing."""
    strange = [str(name) for name in frame.columns if name not in table.names]
    for column in table.columns:
        alike = difflib.get_close_matches(column.name, [name.casefold() for name in strange], cutoff=_ALIKE)
        if column.name not in frame.columns and (column.heading or alike):
            require_columns(frame, [column.name], table=where)


def _refuse(values: pd.Series, wrong: pd.Series, column: Column, where: str, complaint: str = "") -> None:
    if not wrong.any():
        return
    place = int(wrong.to_numpy().nonzero()[0][0])
    value = str(values.iloc[place])
    at = f"{where}, rij {place + 2}, kolom '{column.name}'"
    if complaint:
        raise KennisError(f"{at}: {complaint}.")
    choices = f" Kies uit: {', '.join(column.choices)}." if column.choices else " Verbeter de waarde."
    # Long values may hold what somebody said: those are never repeated.
    shown = f"'{value}'" if len(value) <= 40 else "deze waarde"
    raise KennisError(f"{at}: {shown} is geen {column.meaning or 'geldige waarde'}.{choices}")


def _check_key(frame: pd.DataFrame, table: Table, where: str) -> None:
    if not table.key:
        return
    double = frame.duplicated(list(table.key))
    if double.any():
        row = int(double.to_numpy().nonzero()[0][0]) + 2
        raise KennisError(
            f"{where}, rij {row}: {_quoted(list(table.key))} komt twee keer voor. Elke rij heeft een eigen waarde nodig."
        )


def _quoted(names: list[str]) -> str:
    return ", ".join(f"'{name}'" for name in names)
