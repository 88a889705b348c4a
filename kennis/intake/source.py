"""What a reader gives back: one `Source`, the same shape for every kind of file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

TURN_COLUMNS = ("turn", "speaker", "role", "text", "start_s", "end_s", "original")
PEOPLE_COLUMNS = ("name", "role", "organisation")


@dataclass(frozen=True)
class Person:
    """Somebody on the roster; `role` is a slug of `tables.ROLES` or "".

    `also` is another name of the same person in this file: the first name in full of who is called otherwise, or the
    label (`R1`) that a legend explains. `strange_role` is what a list says of the role where that is none of ours.
    """

    name: str
    role: str = ""
    organisation: str = ""
    also: str = ""
    strange_role: str = field(default="", compare=False)


@dataclass(frozen=True)
class Turn:
    """One turn or quote, before it becomes a row."""

    text: str
    speaker: str = ""
    role: str = ""
    start_s: float | None = None
    end_s: float | None = None
    original: str = ""
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Source:
    """A file that was read.

    Attributes:
        path: the file.
        kind: "transcript" (turns of speakers), "quotes" (loose quotes) or "table" (rows of a sheet).
        meeting: what the file itself says: any of kind, group, date (ISO), title, place, organisation.
        turns: one row a turn: `turn, speaker, role, text, start_s, end_s, original`, then extra columns
            of a table (`utterance_id` and `meeting_id` among them where the table had them).
        people: the roster, `name, role, organisation`, each person once.
        notes: Dutch sentences on what was guessed or not taken over; never what somebody said.
        listed: people of a list beside the file (see `attendees`), like `people`: known by name, perhaps not there.
    """

    path: Path
    kind: str
    meeting: dict[str, str]
    turns: pd.DataFrame
    people: pd.DataFrame
    notes: tuple[str, ...]
    listed: tuple[Person, ...] = ()


@dataclass(frozen=True)
class Parsed:
    """What a reader found, before `Source` adds the path and makes tables of it."""

    kind: str
    turns: Sequence[Turn]
    people: Sequence[Person] = ()
    meeting: Mapping[str, str] = field(default_factory=dict)
    notes: Sequence[str] = ()


def turns_frame(turns: Sequence[Turn]) -> pd.DataFrame:
    """Return turns as a frame (`TURN_COLUMNS`, extra columns behind), numbered from 1."""
    extra = list(dict.fromkeys(name for turn in turns for name in turn.extra))
    columns: dict[str, Any] = {
        "turn": pd.Series(range(1, len(turns) + 1), dtype="int64"),
        "speaker": _texts(turn.speaker for turn in turns),
        "role": _texts(turn.role for turn in turns),
        "text": _texts(turn.text for turn in turns),
        "start_s": pd.Series([turn.start_s for turn in turns], dtype="float64"),
        "end_s": pd.Series([turn.end_s for turn in turns], dtype="float64"),
        "original": _texts(turn.original or turn.text for turn in turns),
    }
    columns |= {name: _texts(str(turn.extra.get(name, "")) for turn in turns) for name in extra}
    return pd.DataFrame(columns)


def people_frame(people: Iterable[Person]) -> pd.DataFrame:
    """Return the roster as a frame (`PEOPLE_COLUMNS`), in the order given."""
    people = list(people)
    return pd.DataFrame({name: _texts(getattr(person, name) for person in people) for name in PEOPLE_COLUMNS})


def _texts(values: Iterable[str]) -> pd.Series:
    return pd.Series(list(values), dtype="str")
