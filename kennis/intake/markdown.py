"""Markdown made plain enough for the line readers: links, tables, remarks and headings that take more than one line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kennis.intake.columns import name_columns

TABLE_NOTE = "Een tabel zonder sprekers of uitspraken is niet overgenomen."
_FRONT = re.compile(r"---[ \t]*\n.*?\n---[ \t]*\n", re.DOTALL)
_REMARK = re.compile(r"<!--.*?-->", re.DOTALL)
_TAG = re.compile(r"</?(?:details|summary|br|hr|div|span|p|sup|sub|center|u)\b[^<>\n]{0,80}/?>", re.IGNORECASE)
_IMAGE = re.compile(r"!\[[^\[\]\n]*\]\([^()\s]*(?:\s\"[^\"\n]*\")?\)")
_LINK = re.compile(r"\[(?P<text>[^\[\]\n]+)\]\((?:https?:|mailto:|\.{0,2}/|#|[\w-]+\.\w)[^()\s]*(?:\s\"[^\"\n]*\")?\)")
_CONTENTS = re.compile(r"^[*-]?\s*(?:TOC\s*)?\{:.{1,40}\}\s*$|^\[\[?_?TOC_?\]?\]\s*$", re.IGNORECASE | re.MULTILINE)
# A question in bold that runs on below: the mark opens on one line and closes on another.
_BOLD_BELOW = re.compile(
    r"^(?P<mark>\*\*|__)(?=\S)(?P<text>(?:(?!\n\n|(?P=mark)).){1,400}?)(?P=mark)", re.DOTALL | re.MULTILINE
)
_UNDERLINED = re.compile(r"^(?P<text>[^\s|>#*-][^\n]{1,100})\n(?:={3,}|-{3,})[ \t]*$", re.MULTILINE)
_RULE_ROW = re.compile(r"^\s*\|?(?:\s*:?-{2,}:?\s*\|)+\s*(?::?-{2,}:?\s*)?$")


def plain_markdown(text: str, *, markdown: bool) -> tuple[str, list[str]]:
    """Return text without what only a browser needs, and notes on what was left out.

    Args:
        text: the file.
        markdown: the name of the file says that it is Markdown; else only marks that mean nothing else are read.
    """
    front = found.group() if (found := _FRONT.match(text)) else ""
    text = text[len(front) :]
    text = _IMAGE.sub("", _TAG.sub("", _REMARK.sub("", text)))
    text = _LINK.sub(r"\g<text>", text)
    if markdown:
        text = _UNDERLINED.sub(r"## \g<text>", _CONTENTS.sub("", text))
    text = _BOLD_BELOW.sub(lambda found: found.group().replace("\n", " "), text)
    notes: list[str] = []
    return front + "\n".join(_without_tables(text.split("\n"), notes)), notes


def _without_tables(lines: Sequence[str], notes: list[str]) -> Iterator[str]:
    """Yield the lines, and for a table what it tells: who was there, or what stands at the head of minutes."""
    place = 0
    while place < len(lines):
        if place + 1 < len(lines) and "|" in lines[place] and _RULE_ROW.match(lines[place + 1]):
            stop = place + 2
            while stop < len(lines) and "|" in lines[stop] and lines[stop].strip():
                stop += 1
            rows = [_cells(line) for line in (lines[place], *lines[place + 2 : stop])]
            told = _told(rows)
            if told is None and TABLE_NOTE not in notes:
                notes.append(TABLE_NOTE)
            yield from told or []
            place = stop
        else:
            yield lines[place]
            place += 1


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def _told(rows: Sequence[Sequence[str]]) -> list[str] | None:
    """Return a table as lines, None where it is no more than a table (of actions, of numbers)."""
    rows = _with_whole_names(rows)
    names = name_columns(rows[0])
    if "speaker" in names and "text" in names:
        speaker, text = names.index("speaker"), names.index("text")
        return [f"{row[speaker]}: {row[text]}" for row in rows[1:] if len(row) > max(speaker, text) and row[text]]
    if (
        names[0] == "speaker"
        and names.count("") <= 1
        and set(names) <= {"speaker", "role", "organisation", "", "note", "contact"}
    ):
        return [f"- {_person(row, names)}" for row in rows[1:] if _person(row, names)]
    filled = [row for row in rows if any(row)]  # the heading row of `| **Datum** | 12 maart |` is as a rule empty
    if all(len(row) == 2 and row[0] and len(row[0].split()) <= 4 for row in filled):
        return [f"{row[0].strip('*: ')}: {row[1]}" for row in filled]
    return None


def _with_whole_names(rows: Sequence[Sequence[str]]) -> Sequence[Sequence[str]]:
    """Put `Voornaam | Achternaam` together in one column."""
    heading = [cell.casefold().strip("*: ") for cell in rows[0]]
    if heading[:2] != ["voornaam", "achternaam"]:
        return rows
    return [["naam", *rows[0][2:]], *([" ".join(row[:2]).strip(), *row[2:]] for row in rows[1:])]


def _person(row: Sequence[str], names: Sequence[str]) -> str:
    """Write a row of those present as a list of names is written: `Kees Vos (uitvoerder, Werkkracht)`."""
    told = {name: row[at] for at, name in enumerate(names) if name and at < len(row)}
    behind = ", ".join(told[name] for name in ("role", "organisation") if told.get(name))
    name = told.get("speaker", "")
    if name.count(",") == 1:  # `Vos, Kees`: in a list of names a comma would part them
        last, first = (part.strip() for part in name.split(","))
        name = f"{first} {last}"
    return f"{name} ({behind})" if name and behind else name
