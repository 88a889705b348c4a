"""Tables whose text column has a heading we do not know, and surveys with open answers: found by what stands in them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from kennis.intake.columns import NOT_TAKEN, column_name
from kennis.intake.decode import normalise_text
from kennis.intake.roles import cell_role
from kennis.intake.rows import cell_text

PROSE_WORDS = 4.0  # on average at least so many words in a filled cell
NOTE = "Het bestand lijkt een vragenlijst. Elk open antwoord is een beurt; de andere kolommen zijn niet overgenomen."
_SPOKEN = {"speaker", "role", "turn", "start_s"}
_WHO = {"speaker", "role", "organisation"}  # about who answered, in however many words
_NOTHING = re.compile(r"\W*(?:n\.?\s?v\.?\s?t\.?|geen(?: opmerkingen| idee)?|nee|x|n\.?b\.?)?\W*", re.IGNORECASE)
# A list of things to do names people and holds sentences too, but nobody said them.
_TO_DO = re.compile(
    r"actie|besluit|afspraak|taak|toezegging|deadline|gereed|status|wanneer|agenda|onderwerp", re.IGNORECASE
)


def name_text_column(
    headings: Sequence[str], rows: Sequence[Sequence[Any]], *, with_notes: bool = False
) -> list[str] | None:
    """Return the headings with `tekst` above the one column of prose beside a speaker, role, number or time; else None.

    `with_notes` lets a column of remarks count, for where no other column holds prose.
    """
    names = [column_name(heading) for heading in headings]
    prose = [at for at in _prose(headings, rows, with_notes=with_notes) if names[at] in ("", "note")]
    if len(prose) != 1 or not _SPOKEN & set(names) or any(_TO_DO.search(heading) for heading in headings):
        return None
    return [("tekst" if at == prose[0] else heading) for at, heading in enumerate(headings)]


def open_answers(
    headings: Sequence[str], rows: Sequence[Sequence[Any]], *, with_notes: bool = False
) -> list[list[str]] | None:
    """Turn a survey (a row a respondent, a column a question) into a table of answers.

    Args:
        headings: the heading row.
        rows: the cells below it.
        with_notes: let a column of remarks count, for where no other column holds prose.

    Returns:
        A heading row and a row for each open answer: who answered (a number where no column names them), role,
        question, text. None when no column holds prose.
    """
    filled = [row for row in rows if any(cell_text(cell).strip() for cell in row)]
    prose = [at for at in _prose(headings, rows, with_notes=with_notes) if column_name(headings[at]) not in _WHO]
    questions = [at for at in prose if _is_question(headings[at])]
    if not questions or len(filled) < 2:
        return None
    others = [at for at in range(len(headings)) if at not in questions]
    role = next((at for at in others if _holds_roles(rows, at)), None)
    who = next((at for at in others if column_name(headings[at]) == "speaker"), None)
    told = [["spreker", "rol", "vraag", "tekst"]]
    for number, row in enumerate(filled, start=1):
        for at in questions:
            text = _cell(row, at)
            if not _NOTHING.fullmatch(text):
                told.append([_cell(row, who) or f"Respondent {number}", _cell(row, role), headings[at], text])
    return told


def beside_at(headings: Sequence[Any]) -> list[int]:
    """Return the places of columns that are passed over: notes, and how to reach somebody."""
    return [at for at, heading in enumerate(headings) if column_name(cell_text(heading)) in NOT_TAKEN]


def _prose(headings: Sequence[str], rows: Sequence[Sequence[Any]], *, with_notes: bool = False) -> list[int]:
    """Return the columns in which people wrote sentences: more words than a choice has, and hardly one twice the same."""
    found = []
    for at, heading in enumerate(headings):
        cells = [text for row in rows if not _NOTHING.fullmatch(text := _cell(row, at))]
        words = sum(len(cell.split()) for cell in cells)
        prose = heading.strip() and (
            column_name(heading) not in NOT_TAKEN or (with_notes and column_name(heading) == "note")
        )
        if prose and cells and words >= PROSE_WORDS * len(cells) and len(set(cells)) > 0.7 * len(cells):
            found.append(at)
    return found


def _is_question(heading: str) -> bool:
    """Tell a question or a short heading from a sentence: a table without headings begins with what somebody said."""
    return heading.endswith(("?", ":")) or len(heading.split()) <= 5


def _holds_roles(rows: Sequence[Sequence[Any]], at: int) -> bool:
    cells = [cell for row in rows if (cell := _cell(row, at))]
    return bool(cells) and sum(1 for cell in cells if cell_role(cell)) >= len(cells) / 2


def _cell(row: Sequence[Any], at: int | None) -> str:
    text = cell_text(row[at]) if at is not None and at < len(row) else ""
    return " ".join(normalise_text(text).split())
