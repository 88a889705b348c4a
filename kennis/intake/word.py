"""Word documents: paragraphs and tables in reading order, tracked changes and comments left out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kennis.intake.answers import PROSE_WORDS, name_text_column
from kennis.intake.attendees import people_of_rows
from kennis.intake.columns import is_heading_row
from kennis.intake.decode import normalise_text
from kennis.intake.errors import cannot_read
from kennis.intake.factsheet import is_factsheet, parse_factsheet
from kennis.intake.head import Head, parse_head
from kennis.intake.labels import Line
from kennis.intake.mail import NOTE as MAIL
from kennis.intake.mail import mail_lines
from kennis.intake.markdown import TABLE_NOTE
from kennis.intake.office import open_package
from kennis.intake.people import merge_people, own_name
from kennis.intake.roles import role_slug
from kennis.intake.rows import parse_rows, to_seconds_or_none
from kennis.intake.source import Parsed, Person, Turn
from kennis.intake.turns import count_labels, set_apart, split_turns

if TYPE_CHECKING:
    from docx.document import Document

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_HEADING_WORDS = 5
_RUNNING = (
    "Van de tabel is de kolom met de meeste tekst gelezen. De andere kolommen zijn niet overgenomen. Is dat de verkeerde "
    "kolom? Geef de kolom met wat er gezegd is de kop 'tekst', en die met wie het zei de kop 'spreker'."
)
_LEFT_OUT = f"{TABLE_NOTE} Staat daarin wat er gezegd is? Geef die kolom de kop 'tekst'."


def parse_word(path: Path) -> Parsed:
    """Read a `.docx`: a transcript in paragraphs, or a table of turns; attendee tables fill the roster.

    Raises:
        KennisError: the file is broken, has a password, or holds no text.
    """
    document = _open(path)
    lines, tables = _walk(document)
    notes = _left_out(document)
    if not any(line.text.strip() for line in lines) and not tables:
        raise cannot_read(path, "er staat geen tekst in het document", "Controleer of dit het juiste bestand is")
    listed: list[Person] = []
    parts: list[Parsed] = []
    left: list[list[list[str]]] = []
    for rows in tables:
        people = people_of_rows(rows)
        turns = None if people else _turns_table(rows)
        if people:
            listed += people
        elif turns:
            parts.append(turns)
        elif not _is_metadata(rows):
            left.append(rows)
        else:
            title = 1 if lines and lines[0].heading else 0
            told = [Line(f"{row[0].rstrip(':')}: {' '.join(row[1:]).strip()}") for row in rows]
            lines = [*lines[:title], *told, *lines[title:]]
    text = "\n".join(line.text for line in lines)
    mail = mail_lines([line.text for line in lines]) if not parts else []
    passed = [_LEFT_OUT] if left else []
    if mail:
        return _combine(mail, (), listed, [MAIL, *notes, *passed])
    if not parts and is_factsheet(text, labels=count_labels(lines)):
        return parse_factsheet(text)
    parsed = _combine(lines, parts, listed, [*notes, *passed])
    running = [] if parsed.turns else [line for rows in left for line in _running_column(rows)]
    if left and not parsed.turns and not running:
        raise cannot_read(
            path, "in de tabel is geen kolom met wat er gezegd is", "Geef de kolom met uitspraken de kop 'tekst'"
        )
    return _combine([*lines, Line(""), *running], (), listed, [*notes, _RUNNING]) if running else parsed


def _combine(lines: Sequence[Line], parts: Sequence[Parsed], listed: Sequence[Person], notes: list[str]) -> Parsed:
    """Put head, running text and tables of turns together."""
    head = parse_head(lines)
    head.people = merge_people([*listed, *head.people], ())
    if not parts:
        apart = set_apart(lines[head.stop :])
        told = split_turns([*lines[: head.stop], *apart], head=head)
        return Parsed(told.kind, told.turns, told.people, told.meeting, (*notes, *told.notes))
    if any(line.text.strip() and not line.heading for line in lines[head.stop :]):
        notes.append("Tekst buiten de tabel met uitspraken is niet overgenomen.")
    roster = merge_people(head.people, [person for part in parts for person in part.people])
    turns = [_with_role(turn, roster) for part in parts for turn in part.turns]
    spoken = any(turn.speaker for turn in turns)
    return Parsed(
        "transcript" if spoken else parts[0].kind,
        turns,
        roster,
        head.meeting,
        (*notes, *head.notes, *(note for part in parts for note in part.notes)),
    )


def _with_role(turn: Turn, roster: Sequence[Person]) -> Turn:
    from dataclasses import replace

    from kennis.intake.turns import role_of

    turn = replace(turn, speaker=own_name(turn.speaker, roster))
    return turn if turn.role or not turn.speaker else replace(turn, role=role_of(turn.speaker, "", roster))


def _open(path: Path) -> Document:
    import docx
    from docx.opc.exceptions import OpcError

    open_package(path, "Word-document")
    try:
        return docx.Document(str(path))
    except (OpcError, KeyError, ValueError, AttributeError, SyntaxError) as error:
        # lxml's XMLSyntaxError is a SyntaxError; python-docx answers a foreign package with a ValueError or KeyError.
        raise cannot_read(
            path, "het Word-document is beschadigd", "Open het in Word, sla het opnieuw op en probeer het nog eens"
        ) from error


def _walk(document: Document) -> tuple[list[Line], list[list[list[str]]]]:
    """Return the paragraphs (as lines) and the tables (as rows of cell texts), in order."""
    lines: list[Line] = []
    tables: list[list[list[str]]] = []
    for block in _blocks(document.element.body):
        if block.tag == f"{_W}p":
            lines += _paragraph(block)
        else:
            rows = _table_rows(block)
            if len(rows) == 1 and len(rows[0]) == 1:
                # A frame around running text.
                lines += [Line(text) for text in rows[0][0].split("\n")]
            elif rows:
                tables.append(rows)
    return lines, tables


def _blocks(element: Any) -> Iterator[Any]:
    for child in element:
        if child.tag in (f"{_W}p", f"{_W}tbl"):
            yield child
        elif child.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}customXml", f"{_W}smartTag"):
            yield from _blocks(child)


def _paragraph(element: Any) -> list[Line]:
    style = element.find(f"{_W}pPr/{_W}pStyle")
    name = (style.get(f"{_W}val") or "").casefold() if style is not None else ""
    heading = name.startswith(("heading", "kop", "title", "titel", "subtitle", "ondertitel"))
    pieces = list(_pieces(element))
    text = normalise_text("".join(piece for piece, _ in pieces))
    bold = ""
    for piece, is_bold in pieces:
        if piece.strip() and not is_bold:
            break
        bold += piece
    bold = normalise_text(bold).split("\n")[0].strip()
    first, *rest = text.split("\n")
    return [Line(first, bold, heading), *(Line(part) for part in rest)]


def _pieces(element: Any) -> Iterator[tuple[str, bool]]:
    """Yield the visible text of a paragraph, run by run, with whether it is bold."""
    for child in element:
        if child.tag == f"{_W}r":
            text = "".join(_run_text(child))
            if text:
                yield text, _is_bold(child)
        elif child.tag not in (f"{_W}del", f"{_W}moveFrom", f"{_W}pPr"):
            yield from _pieces(child)


def _run_text(run: Any) -> Iterator[str]:
    for child in run:
        if child.tag == f"{_W}t":
            yield child.text or ""
        elif child.tag == f"{_W}tab":
            yield "\t"
        elif child.tag in (f"{_W}br", f"{_W}cr"):
            yield "\n"
        elif child.tag == f"{_W}noBreakHyphen":
            yield "-"


def _is_bold(run: Any) -> bool:
    bold = run.find(f"{_W}rPr/{_W}b")
    style = run.find(f"{_W}rPr/{_W}rStyle")
    if bold is not None:
        return bold.get(f"{_W}val") not in ("0", "false", "off")
    return style is not None and (style.get(f"{_W}val") or "").casefold() in ("strong", "zwaar")


def _table_rows(table: Any) -> list[list[str]]:
    rows = []
    for row in table.iter(f"{_W}tr"):
        cells = [
            "\n".join(line.text for part in cell.iter(f"{_W}p") for line in _paragraph(part)).strip()
            for cell in row.iter(f"{_W}tc")
        ]
        if any(cells):
            rows.append(cells)
    return rows


def _turns_table(rows: Sequence[Sequence[str]]) -> Parsed | None:
    """Read a table of turns, with a heading or (time, speaker, text) without one."""
    if is_heading_row(rows[0]):
        return parse_rows([list(row) for row in rows[1:]], list(rows[0]))
    named = name_text_column(rows[0], rows[1:])
    if named:
        return parse_rows([list(row) for row in rows[1:]], named)
    width = max(map(len, rows))
    if width not in (2, 3) or len(rows) < 2 or any(len(row) != width for row in rows):
        return None
    if not all(len(row[-2]) <= 40 for row in rows) or _is_metadata(rows):
        return None
    names = {row[-2] for row in rows}
    speaks = sum(len(row[-1].split()) for row in rows) / len(rows) >= 4 and len(names) < len(rows)
    timed = width == 3 and all(to_seconds_or_none(row[0]) is not None for row in rows)
    if not speaks or (width == 3 and not timed):
        return None
    return parse_rows([list(row) for row in rows], (["tijd"] if width == 3 else []) + ["spreker", "tekst"])


def _running_column(rows: Sequence[Sequence[str]]) -> list[Line]:
    """Return the column with most words of a table of minutes (`Agendapunt | Besproken | Actie`), a line each paragraph."""
    headed = all(len(cell.split()) <= _HEADING_WORDS for cell in rows[0])
    columns = [[row[at] for row in rows[headed:] if at < len(row)] for at in range(max(map(len, rows)))]
    most = max(columns, key=lambda cells: sum(len(cell.split()) for cell in cells))
    filled = [cell for cell in most if cell.strip()]
    if not filled or sum(len(cell.split()) for cell in filled) < PROSE_WORDS * len(filled):
        return []
    return [Line(line) for cell in filled for line in (*cell.split("\n"), "")]


def _is_metadata(rows: Sequence[Sequence[str]]) -> bool:
    """Tell whether a table is the head: two columns, `Datum | 12 maart 2025`."""
    if any(len(row) != 2 or len(row[0]) > 40 for row in rows):
        return False
    head: Head = parse_head([Line(f"{row[0].rstrip(':')}: {row[1]}") for row in rows])
    return bool(head.meeting or head.people) and not role_slug(rows[0][0])


def _left_out(document: Document) -> list[str]:
    """Say what of the document is not taken over."""
    body = document.element.body
    notes = []
    if (
        body.find(f".//{_W}del") is not None
        or body.find(f".//{_W}ins") is not None
        or body.find(f".//{_W}moveFrom") is not None
    ):
        notes.append("Het document heeft bijgehouden wijzigingen. Ingevoegde tekst telt mee, doorgehaalde tekst niet.")
    if body.find(f".//{_W}commentReference") is not None:
        notes.append("Opmerkingen in de kantlijn zijn niet overgenomen.")
    if body.find(f".//{_W}footnoteReference") is not None or body.find(f".//{_W}endnoteReference") is not None:
        notes.append("Voetnoten zijn niet overgenomen.")
    if body.find(f".//{_W}txbxContent") is not None:
        notes.append("Tekst in losse tekstvakken is niet overgenomen.")
    if body.find(f".//{_W}drawing") is not None or body.find(f".//{_W}pict") is not None:
        notes.append("Afbeeldingen zijn niet overgenomen.")
    return notes
