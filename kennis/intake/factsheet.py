"""Factsheets: every quote with the role behind it, readable again after OCR and columns."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kennis.intake.attributions import Attribution, Place, find_attributions, match_roles
from kennis.intake.people import merge_people
from kennis.intake.quotes import Quote, find_quotes
from kennis.intake.roles import match_role
from kennis.intake.source import Parsed, Person, Turn
from kennis.intake.spelling import is_dictionary_word, join_lines, read_case
from kennis.tables import QUOTE_HEADING

_HEADING = re.compile(
    r"(?P<heading>[A-ZÀ-Ý][A-ZÀ-Ý'’-]+(?: [A-ZÀ-Ý'’-]+){0,5})\s*\|\s*(?P<kind>[A-ZÀ-Ý][a-zà-ÿ]{3,20})\b.{0,3}"
)


def is_factsheet(text: str, *, labels: int) -> bool:
    """Tell a factsheet from a transcript on the evidence: quotes with roles against lines with a speaker.

    Args:
        text: the whole text.
        labels: how many lines start with an accepted speaker label.
    """
    parsed = parse_factsheet(text)
    quotes = len(parsed.turns)
    if not quotes or labels > 2 * quotes:
        return False
    roles = sum(1 for turn in parsed.turns if turn.role)
    capitals = sum(1 for turn in parsed.turns if turn.original.upper() == turn.original)
    if capitals >= 3 or (capitals and "GOED VOORBEELD" in text):
        return True
    # A report that quotes somebody once stays a report: the quotes must be a good part of the text, or stand apart.
    barred = any(re.search(r"\|\s*$", line[: role.start + 1]) for line, role in _roles_with_lines(text))
    share = sum(len(turn.text.split()) for turn in parsed.turns) / len(text.split())
    return 3 * roles >= quotes and bool(roles) and (barred or capitals > 0 or (quotes > 1 and share > 0.15))


def parse_factsheet(text: str) -> Parsed:
    """Find the quotes in the text of a factsheet.

    Args:
        text: the text, line breaks as they stand (they tell where words were broken).

    Returns:
        Kind "quotes": one turn a quote with its role; `text` readable, `original` as it stood, and in
        `tables.QUOTE_HEADING` the heading it stands under, where the text has headings.
    """
    lines = text.split("\n")
    roles = find_attributions(lines)
    quotes = find_quotes(lines, roles)
    matched = match_roles([Place(quote.first, quote.last, quote.stop - 1) for quote in quotes], roles, lines)
    names = find_names(lines)
    headings = _headings(lines)
    turns = [
        Turn(
            _readable(quote, names),
            role=role.slug if role else "",
            original=_original(quote, lines),
            extra={QUOTE_HEADING: headings[quote.first]} if any(headings) else {},
        )
        for quote, role in zip(quotes, matched, strict=True)
    ]
    # Who said it is no part of a loose quote, but the name must not stand in another text.
    people = merge_people([], [Person(role.name, role.slug) for role in roles if role.name])
    return Parsed("quotes", turns, people, notes=_notes(turns))


def _headings(lines: Sequence[str]) -> list[str]:
    """Return for each line the heading it stands under: `WAARDEN | Cultuur`, where no role stands behind the bar."""
    told, current = [], ""
    for line in lines:
        found = _HEADING.match(line.strip())
        if found and not match_role(found["kind"]):
            current = found["heading"]
        told.append(current)
    return told


def _roles_with_lines(text: str) -> list[tuple[str, Attribution]]:
    lines = text.split("\n")
    return [(lines[role.line], role) for role in find_attributions(lines)]


def find_names(lines: Sequence[str]) -> list[str]:
    """Return names and acronyms: words with a capital in the middle of a sentence in ordinary letters."""
    text = "\n".join(lines)
    names = set(re.findall(r"(?:(?<=[a-zà-ÿ] )|(?<=[a-zà-ÿ][,;] ))[A-ZÀ-Ý][a-zà-ÿ]{2,}\b", text))
    acronyms = set(re.findall(r"(?:(?<=[a-zà-ÿ] )|(?<=[a-zà-ÿ], ))[A-Z]{2,6}(?=,? [a-zà-ÿ]|[.?!)])", text))
    return sorted(word for word in names | acronyms if not is_dictionary_word(word.casefold()))


def _readable(quote: Quote, names: Sequence[str]) -> str:
    text = join_lines(quote.pieces)
    text = re.sub(r"\s+([.,;:?!])", r"\1", text).strip(' “”"„»«|')
    if quote.tail in {".", "!", "?"} and text[-1:] not in ".!?…":
        text += quote.tail
    return read_case(re.sub(r"\bl(?=[A-Z]+\b)", "I", text), names=names) if quote.capitals else text


def _original(quote: Quote, lines: Sequence[str]) -> str:
    """Return the quote as it stands in the file, from opening to closing mark, other columns in between included."""
    if quote.first == quote.last:
        return lines[quote.first][quote.start : quote.stop]
    between = lines[quote.first + 1 : quote.last]
    return "\n".join([lines[quote.first][quote.start :], *between, lines[quote.last][: quote.stop]])


def _notes(turns: Sequence[Turn]) -> list[str]:
    notes = ["Het bestand lijkt een factsheet. Alleen de citaten zijn overgenomen."]
    missing = sum(1 for turn in turns if not turn.role)
    if not missing:
        return notes
    which = "1 citaat" if missing == 1 else f"{missing} citaten"
    return [*notes, f"Bij {which} vonden we geen rol. Vul die zelf in."]
