"""Plain text and Markdown: a transcript, or a factsheet with quotes."""

from __future__ import annotations

import re
from pathlib import Path

from kennis.intake.decode import read_text
from kennis.intake.factsheet import is_factsheet, parse_factsheet
from kennis.intake.labels import Line
from kennis.intake.source import Parsed
from kennis.intake.turns import count_labels, split_turns

_BOLD = re.compile(r"^(?P<mark>\*\*\*|\*\*|__|\*|_)(?=\S)(?P<bold>.+?)(?<=\S)(?P=mark)(?P<rest>.*)$")
_TIMED_BOLD = re.compile(r"^(?P<time>[\[(]?\d{1,2}:\d\d[\d:.,]*[\])]?\s+)(?P<rest>(?:\*\*|__).*)$")


def parse_text(path: Path) -> Parsed:
    """Read a `.txt` or `.md` file.

    Raises:
        KennisError: the file is empty or no text.
    """
    return parse_running_text(read_text(path), markdown=path.suffix.lower() in (".md", ".markdown"))


def parse_running_text(text: str, *, markdown: bool = False) -> Parsed:
    """Parse text without formatting: a factsheet when the evidence says so, else a transcript."""
    lines = text_lines(text, markdown=markdown)
    if is_factsheet(text, labels=count_labels(lines)):
        return parse_factsheet(text)
    return split_turns(lines)


def text_lines(text: str, *, markdown: bool = False) -> list[Line]:
    """Split text into `Line`s; Markdown's bold and headings are understood in any text file."""
    return [_line(raw, markdown=markdown) for raw in text.split("\n")]


def _line(raw: str, *, markdown: bool) -> Line:
    text = raw.rstrip()
    heading = re.match(r"^\s{0,3}#{1,6}\s+(.*?)\s*#*$", text)
    if heading:
        return Line(_plain(heading.group(1)), heading=True)
    if markdown:
        text = re.sub(r"\\([\\`*_{}\[\]()#+.!>-])", r"\1", text)
        text = re.sub(r"^\s*>\s?", "", text)
    timed = _TIMED_BOLD.match(text)
    prefix, rest = (timed["time"], timed["rest"]) if timed else ("", text)
    bold = _BOLD.match(rest.strip())
    if bold and (len(bold["mark"]) > 1 or bold["bold"].rstrip().endswith(":") or bold["rest"].lstrip().startswith(":")):
        return Line(prefix + _plain(bold["bold"] + bold["rest"]), bold=_plain(bold["bold"]))
    return Line(_plain(text) if markdown else text)


def _plain(text: str) -> str:
    text = re.sub(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1", r"\2", text)
    return re.sub(r"(?<!\w)([*_])(?=\S)([^*_]+?)(?<=\S)\1(?!\w)", r"\2", text)
