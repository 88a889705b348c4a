"""Rows of a table (a sheet, or a table in a document) → turns or quotes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from kennis.intake.columns import NOT_TAKEN, name_columns
from kennis.intake.decode import normalise_text
from kennis.intake.labels import split_label
from kennis.intake.people import merge_people
from kennis.intake.roles import HOW_TO_FILL_IN, cell_role, role_words
from kennis.intake.source import TURN_COLUMNS, Parsed, Person, Turn
from kennis.intake.times import cell_seconds
from kennis.intake.words import NOBODY

_LONGEST_HEADING = 40  # what is longer may be something that was said


def parse_rows(rows: Sequence[Sequence[Any]], headings: Sequence[str], *, keep_empty: bool = False) -> Parsed:
    """Turn the rows of a table into turns.

    Args:
        rows: the cells, row by row, as text or as the values of a sheet; rows may be shorter than the heading.
        headings: the heading row, with a text column in it.
        keep_empty: keep rows that hold something but no text.

    Returns:
        Kind "quotes" when the table has a role but no speaker, turn or time; else "table". Rows without text are
        left out, with a note, unless they are to be kept; rows without anything always are. Ids and extra columns
        are kept under their own heading, except notes of the researcher and how to reach somebody.
    """
    columns = _Columns.read(headings)
    turns = [turn for row in rows if (turn := _turn(row, columns, keep_empty=keep_empty))]
    people = merge_people([], [_person(row, columns) for row in rows if columns.value(row, "text")])
    ordered = {"speaker", "turn", "start_s"} & set(columns.names)
    kind = "quotes" if "role" in columns.names and not ordered else "table"
    return Parsed(kind, turns, people, _meeting(rows, columns), _notes(rows, columns, keep_empty=keep_empty))


def to_seconds_or_none(value: Any) -> float | None:
    """Return the seconds in a cell, None if it holds no time."""
    return cell_seconds(value) if str(value).strip() else None


def cell_text(value: Any) -> str:
    """Return a cell as text: whole numbers without `.0`, dates as ISO, nothing as ""."""
    from datetime import date, datetime

    if value is None:
        return ""
    if isinstance(value, bool):
        return "ja" if value else "nee"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        midnight = (value.hour, value.minute, value.second) == (0, 0, 0)
        return value.date().isoformat() if midnight else value.isoformat(sep=" ")
    return value.isoformat() if isinstance(value, date) else str(value)


@dataclass(frozen=True)
class _Columns:
    names: tuple[str, ...]
    headings: tuple[str, ...]

    @classmethod
    def read(cls, headings: Sequence[str]) -> _Columns:
        names = name_columns(headings)
        return cls(tuple(names), tuple(" ".join(normalise_text(heading).split()) for heading in headings))

    def raw(self, row: Sequence[Any], name: str) -> Any:
        at = self.names.index(name) if name in self.names else len(row)
        return row[at] if at < len(row) else None

    def value(self, row: Sequence[Any], name: str) -> str:
        return normalise_text(cell_text(self.raw(row, name))).strip()


def _turn(row: Sequence[Any], columns: _Columns, *, keep_empty: bool) -> Turn | None:
    original = cell_text(columns.raw(row, "text"))
    text = " ".join(normalise_text(original).split())
    if not text and not (keep_empty and any(cell_text(cell).strip() for cell in row)):
        return None
    person = _person(row, columns)
    return Turn(
        text,
        speaker=person.name,
        role=person.role,
        start_s=_seconds(row, columns, "start_s"),
        end_s=_seconds(row, columns, "end_s"),
        original=columns.value(row, "original") or original.strip(),
        extra=_extra(row, columns),
    )


def _seconds(row: Sequence[Any], columns: _Columns, name: str) -> float | None:
    value = columns.raw(row, name)
    seconds = cell_seconds(value) if value not in (None, "") else None
    # Speech recognition (Whisper) writes a table of these three columns, in whole milliseconds.
    in_milliseconds = columns.headings == ("start", "end", "text") and str(value).isdecimal()
    return seconds / 1000 if seconds is not None and in_milliseconds else seconds


def _extra(row: Sequence[Any], columns: _Columns) -> dict[str, str]:
    """Keep ids under our own names and every other column under its heading."""
    extra: dict[str, str] = {}
    for at, (name, heading) in enumerate(zip(columns.names, columns.headings, strict=True)):
        value = normalise_text(cell_text(row[at])).strip() if at < len(row) else ""
        if name in ("utterance_id", "meeting_id"):
            extra[name] = value
        elif name == "turn":
            extra["turn_in_source"] = value
        elif name not in (*TURN_COLUMNS, *NOT_TAKEN) and heading and not heading.startswith("Unnamed"):
            extra[heading if heading not in TURN_COLUMNS else f"{heading}_2"] = value
    return extra


def _person(row: Sequence[Any], columns: _Columns) -> Person:
    """Return who says what stands in a row; the name is "" for nobody in particular (`anoniem`, `?`)."""
    name, behind = split_label(columns.value(row, "speaker"))
    name = "" if name.casefold().strip(" .?-") in NOBODY else name
    return Person(name, cell_role(columns.value(row, "role") or behind), columns.value(row, "organisation"))


def _meeting(rows: Sequence[Sequence[Any]], columns: _Columns) -> dict[str, str]:
    """A column for kind, date, group or title that says the same in every row is about the meeting."""
    from kennis.intake.dates import find_date
    from kennis.intake.head import find_kind

    meeting = {}
    for name in ("kind", "date", "group", "title"):
        values = {columns.value(row, name) for row in rows} - {""}
        if len(values) == 1:
            value = values.pop()
            value = find_kind(value) if name == "kind" else find_date(value) if name == "date" else value
            if value:
                meeting[name] = value
    return meeting


def _notes(rows: Sequence[Sequence[Any]], columns: _Columns, *, keep_empty: bool) -> list[str]:
    notes = []
    empty = sum(1 for row in rows if not columns.value(row, "text") and any(cell_text(cell).strip() for cell in row))
    told = [columns.value(row, "role") for row in rows if columns.value(row, "text")]
    unknown = [role for role in told if role and not cell_role(role)]
    late = sum(1 for row in rows if columns.value(row, "start_s") and _seconds(row, columns, "start_s") is None)
    if empty:
        notes.append(f"{_rows(empty)} zonder tekst: {'leeg gelaten' if keep_empty else 'niet overgenomen'}.")
    if unknown:
        notes.append(f"{_rows(len(unknown))} met een rol die we niet kennen{role_words(unknown)}: {HOW_TO_FILL_IN}")
    if late:
        notes.append(f"{_rows(late)} met een tijd die we niet konden lezen: de tijd is leeg gelaten.")
    return [*notes, *_meetings(rows, columns), *_unused(columns)]


def _meetings(rows: Sequence[Sequence[Any]], columns: _Columns) -> list[str]:
    """Say so where a table of speakers may hold more than one meeting: what differs is not of the one we make of it."""
    if not any(columns.value(row, "speaker") for row in rows):
        return []
    differ = [
        columns.headings[at]
        for at, name in enumerate(columns.names)
        if name in ("meeting_id", "kind", "date", "group", "title")
        and len({columns.value(row, name) for row in rows} - {""}) > 1
    ]
    if not differ:
        return []
    return [
        f"Niet overal hetzelfde: {_named(differ)}. Alles uit dit bestand telt als één gesprek, zonder wat in die "
        f"{'kolom' if len(differ) == 1 else 'kolommen'} staat. Zijn het meer bijeenkomsten? Maak dan van elke een eigen bestand."
    ]


def _unused(columns: _Columns) -> list[str]:
    """Say which columns are not used, and ask for the speaker where none of the known columns tells."""
    headings = [
        (heading if len(heading) <= _LONGEST_HEADING else f"kolom {at}", name)
        for at, (name, heading) in enumerate(zip(columns.names, columns.headings, strict=True), start=1)
        if heading and not heading.startswith("Unnamed")
    ]
    left_out = [heading for heading, name in headings if name in NOT_TAKEN]
    unknown = [heading for heading, name in headings if not name]
    notes = []
    if left_out:
        notes.append(f"Notities en contactgegevens zijn niet overgenomen: {_named(left_out)}.")
    if unknown:
        notes.append(f"Deze kolommen kennen we niet en gebruiken we niet: {_named(unknown)}.")
        if "speaker" not in columns.names:
            notes.append("Staat in een van die kolommen wie het zei? Geef die kolom dan de kop 'spreker'.")
    return notes


def _named(headings: Sequence[str]) -> str:
    return ", ".join(f"'{heading}'" for heading in headings)


def _rows(count: int) -> str:
    return "1 rij" if count == 1 else f"{count} rijen"
