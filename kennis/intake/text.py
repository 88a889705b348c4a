"""Plain text and Markdown: a transcript, or a factsheet with quotes."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from kennis.intake.decode import read_text
from kennis.intake.factsheet import is_factsheet, parse_factsheet
from kennis.intake.labels import Line
from kennis.intake.mail import NOTE, mail_lines
from kennis.intake.markdown import plain_markdown
from kennis.intake.source import Parsed
from kennis.intake.turns import count_labels, split_turns

_BOLD = re.compile(r"^(?P<mark>\*\*\*|\*\*|__|\*|_)(?=\S)(?P<bold>.+?)(?<=\S)(?P=mark)(?P<rest>.*)$")
# WhatsApp and Signal: `[12-03-2025 10:15:32] Kees: …`, `12-03-2025 10:15 - Kees: …`, `3/12/25, 10:15 - Kees: …`
_STAMP = r"^\W{0,2}\[?(?P<date>\d{1,4}[-/.]\d{1,2}[-/.]\d{2,4}),?\s+\d{1,2}:\d\d(?::\d\d)?(?:\s?[AP]M)?(?:\]|\s[-–])\s+"
_CHAT = re.compile(_STAMP + r"(?P<who>[^\s:][^:]{0,60}):\s(?P<text>.*)$")
_NOTICE = re.compile(_STAMP)  # without a sender: who came, who left, and that it is all encrypted
_NO_WORDS = re.compile(
    r"\W*(?:(?:media|afbeelding|foto|video|audio|sticker|gif|document|image|contactkaart)\s+(?:weggelaten|omitted)|"
    r"(?:dit bericht is|je hebt dit bericht|this message was|you deleted this message)\b.{0,20}|"
    r"(?:.{0,200}\.\w{2,5}\W+)?(?:bestand bijgevoegd|file attached)|POLL:.*|"
    r"(?:live )?(?:locatie|location)(?: (?:gedeeld|gestopt|shared)|: https?://\S+)|live location shared|"
    r"(?:gemiste|missed) (?:groeps|group )?[ -]?(?:spraak|voice|video)[ -]?(?:oproep|call)(?: (?:om|at) [\d:.]+)?|"
    r"(?:berichten|messages)\b.{0,40}\b(?:end-to-end|eind-tot-eind)\b.*)\W*",
    re.IGNORECASE,
)
_EDITED = re.compile(r"\s*<(?:dit bericht is bewerkt|this message was edited)\.?>\s*$", re.IGNORECASE)
_POLL = "POLL:"  # below it stand the question and the options
_CHAT_LINES = 2
_TIMED_BOLD = re.compile(r"^(?P<time>[\[(]?\d{1,2}:\d\d[\d:.,]*[\])]?\s+)(?P<rest>(?:\*\*|__).*)$")


def parse_text(path: Path) -> Parsed:
    """Read a `.txt` or `.md` file.

    Raises:
        KennisError: the file is empty or no text.
    """
    return parse_running_text(read_text(path), markdown=path.suffix.lower() in (".md", ".markdown"))


def parse_running_text(text: str, *, markdown: bool = False) -> Parsed:
    """Parse text without formatting: a factsheet when the evidence says so, else a transcript."""
    mail = mail_lines(text.split("\n"))
    if mail:
        told = split_turns(mail)
        return replace(told, notes=(NOTE, *told.notes))
    text, notes = plain_markdown(text, markdown=markdown)
    lines = text_lines(text, markdown=markdown)
    if is_factsheet(text, labels=count_labels(lines)):
        return parse_factsheet(text)
    told = split_turns(lines)
    return replace(told, notes=(*notes, *told.notes))


def text_lines(text: str, *, markdown: bool = False) -> list[Line]:
    """Split text into `Line`s; Markdown's bold and headings are understood in any text file.

    Of an exported chat the date and time before each message are dropped: they are no time in a recording.
    """
    raws = text.split("\n")
    if sum(bool(_CHAT.match(raw)) for raw in raws) >= _CHAT_LINES:
        return _chat_lines(raws)
    return [_line(raw, markdown=markdown) for raw in raws]


def _chat_lines(raws: list[str]) -> list[Line]:
    """Read an exported chat: who sends is told by its form, whether that is a name, a name with a heart or a number."""
    lines: list[Line] = []
    below = ""  # who wrote what stands below something that was sent without words
    for raw in raws:
        sent = _CHAT.match(raw)
        if sent and not lines and re.fullmatch(r"\d{1,2}[-.]\d{1,2}[-.]\d{4}", sent["date"]):
            lines.append(Line(f"Datum: {sent['date']}"))
        if sent:
            who = re.sub(r"[^\w .,'’()+-]", "", sent["who"]).strip() or "onbekend"
            silent = bool(_NO_WORDS.fullmatch(sent["text"]))
            below = "" if not silent else _POLL if sent["text"].startswith(_POLL) else who
            if not silent:
                lines.append(Line(_EDITED.sub("", sent["text"]).strip(), speaker=who))
        elif not _NOTICE.match(raw) and not _NO_WORDS.fullmatch(raw) and below != _POLL:
            lines.append(Line(_EDITED.sub("", raw).strip(), speaker=below if raw.strip() else ""))
            below = below if not raw.strip() else ""
    return lines


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
