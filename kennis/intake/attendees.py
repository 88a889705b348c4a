"""Tables of people: who was there, with role and organisation. In a document, or as a file of its own beside the sources."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from kennis.intake.columns import is_heading_row
from kennis.intake.decode import normalise_text
from kennis.intake.people import called_name
from kennis.intake.roles import HOW_TO_FILL_IN, cell_role, match_role, role_words
from kennis.intake.rows import cell_text
from kennis.intake.source import Person
from kennis.tables import KennisError

_TABLES = frozenset([".csv", ".tsv", ".xlsx"])
_FULL = frozenset(["naam", "name", "volledige naam", "naam deelnemer", "full name"])
_NAME = frozenset(
    "naam name deelnemer deelnemers aanwezig aanwezigen wie persoon participant attendee attendees present".split()
)
_ROLE = frozenset("rol role functie hoedanigheid function".split())
_ORGANISATION = frozenset(
    "organisatie organisation organization gemeente namens instelling werkgever municipality".split()
)
_PARTS = (frozenset(["voornaam", "first name", "roepnaam"]), frozenset(["tussenvoegsel", "tussenvoegsels", "tv"]), frozenset(["achternaam", "last name", "surname"]))  # fmt: skip
_CALLED = frozenset(
    "code label deelnemer respondent respondentnummer deelnemernummer pseudoniem afkorting initialen".split()
)
_LIST = re.compile(r"deelnemer|aanwezig|participant|attendee|respondent|presentie", re.IGNORECASE)
_HEADING_ROWS = 10
_LONGEST_NAME = 60  # letters; what is longer was said


def read_people(path: Path) -> list[Person]:
    """Read a table of people (`.csv`, `.tsv`, `.xlsx`), in any encoding and with any separator, in which nothing was said.

    It has names with a role or organisation; names alone count where the name of the file says what it is
    (`deelnemers.csv`, `aanwezigen.xlsx`).

    Returns:
        Who is on it, in the order of the file; none where the file is no such table, or cannot be read: whoever reads
        it as a source then tells why.
    """
    from kennis.intake.sheets import rows_without_speech  # heavy: openpyxl, and most files are no table

    if path.suffix.lower() not in _TABLES:
        return []
    named = bool(_LIST.search(path.stem))
    try:
        sheets = rows_without_speech(path, remarks_are_speech=not named)
    except (KennisError, OSError):
        return []
    for rows in sheets:
        at = next((at for at, row in enumerate(rows[:_HEADING_ROWS]) if _Columns(_texts(row)).names), 0)
        if people := people_of_rows(rows[at:], names_alone=named):
            return people
    return []


def describe_strange_roles(name: str, people: Sequence[Person]) -> str:
    """Say how many people on a list have a role that is none of ours, and which there are; "" for none."""
    strange = [person.strange_role for person in people if person.strange_role]
    many = "1 mens" if len(strange) == 1 else f"{len(strange)} mensen"
    return (
        f"In '{name}': {many} met een rol die we niet kennen{role_words(strange)}: {HOW_TO_FILL_IN}" if strange else ""
    )


def people_of_rows(rows: Sequence[Sequence[Any]], *, names_alone: bool = False) -> list[Person]:
    """Read a table of people: a heading with a name and a role or organisation, and no column with text.

    Args:
        rows: the cells, the heading first.
        names_alone: a heading with a name alone will do.

    Returns:
        The people; none where it is another table.
    """
    if not rows or is_heading_row(_texts(rows[0])):
        return []
    columns = _Columns(_texts(rows[0]))
    told = names_alone or columns.role is not None or columns.organisation is not None
    return _people([_texts(row) for row in rows[1:]], columns) if columns.names and told else []


def _texts(row: Sequence[Any]) -> list[str]:
    return [" ".join(normalise_text(cell_text(cell)).split()) for cell in row]


class _Columns:
    """Where in a row the name, the role, the organisation and another name of somebody stand."""

    def __init__(self, heading: Sequence[str]) -> None:
        plain = [cell.casefold().strip(" :*") for cell in heading]
        parts = [at for known in _PARTS if (at := _first(plain, known)) is not None]
        whole = _first(plain, _FULL)
        whole = _first(plain, _NAME) if whole is None else whole
        self.names = [whole] if whole is not None else parts
        self.role = _first(plain, _ROLE)
        self.organisation = _first(plain, _ORGANISATION)
        self.also = next((at for at, cell in enumerate(plain) if cell in _CALLED and at not in self.names), None)


def _people(rows: Sequence[Sequence[str]], columns: _Columns) -> list[Person]:
    people = []
    for row in rows:
        name = " ".join(filter(None, (_cell(row, at) for at in columns.names)))
        if len(name) > _LONGEST_NAME:
            return []
        role = _cell(row, columns.role)
        told, slug = match_role(role), cell_role(role)
        called, also = called_name(name)
        if called:
            organisation = _cell(row, columns.organisation) or (told.organisation if told else "")
            strange = "" if slug else role
            people.append(Person(called, slug, organisation, also or _cell(row, columns.also), strange))
    return people


def _first(cells: Sequence[str], known: frozenset[str]) -> int | None:
    return next((at for at, cell in enumerate(cells) if cell in known), None)


def _cell(row: Sequence[str], at: int | None) -> str:
    return row[at] if at is not None and at < len(row) else ""
