"""Read transcripts with marks around everything identifying (`{p|Kees}`, `{pl|Zwolle}`): to train and to measure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from kennis.errors import KennisError

MARKS = {
    "p": "persoon",
    "pl": "plaats",
    "org": "organisatie",
    "adr": "straat",
    "pc": "postcode",
    "tel": "telefoon",
    "mail": "email",
    "url": "url",
    "bsn": "bsn",
    "iban": "iban",
    "gd": "geboortedatum",
    "nr": "kenmerk",
    "kt": "kenteken",
    "lft": "leeftijd",
    "dat": "datum",
}
_MARK = re.compile(r"\{(\w+)\|([^{}]*)\}")


@dataclass(frozen=True)
class MarkedTurn:
    """One turn: where it stands, who speaks, the text without marks, and the marked pieces (start, stop, kind)."""

    meeting: str
    speaker: str
    text: str
    gold: tuple[tuple[int, int, str], ...]


def read_marked(path: Path) -> list[MarkedTurn]:
    """Read one marked transcript: a turn a line, `Naam: tekst`, lines with `#` are about the file.

    Raises:
        KennisError: a mark is not one of `MARKS`.
    """
    turns = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        speaker, colon, said = line.partition(": ")
        if not colon or len(speaker) > 40 or "{" in speaker:
            speaker, said = "", line
        turns.append(MarkedTurn(path.stem, speaker, *parse_marks(said, where=f"{path.name}, regel {number}")))
    return turns


def parse_marks(marked: str, *, where: str = "") -> tuple[str, tuple[tuple[int, int, str], ...]]:
    """Return a text without its marks, and the marked pieces as (start, stop, kind).

    Raises:
        KennisError: a mark is not one of `MARKS`.
    """
    pieces: list[str] = []
    gold: list[tuple[int, int, str]] = []
    done = length = 0
    for found in _MARK.finditer(marked):
        if found[1] not in MARKS:
            raise KennisError(f"{where}: '{found[1]}' is geen merkteken. Kies uit: {', '.join(MARKS)}.")
        before = marked[done : found.start()]
        pieces += [before, found[2]]
        length += len(before)
        gold.append((length, length + len(found[2]), MARKS[found[1]]))
        length += len(found[2])
        done = found.end()
    return "".join([*pieces, marked[done:]]), tuple(gold)
