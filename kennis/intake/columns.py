"""Which column is which: Dutch and English headings → our names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

# Headings of one word first, headings of more words behind a bar.
_HEADINGS = {
    "text": (
        "tekst text uitspraak uitspraken citaat citaten quote quotes utterance transcript transcriptie "
        "bijdrage zin zinnen opmerking antwoord reactie inhoud content fragment passage gezegd | wat wordt er"
        " gezegd | wat er gezegd wordt | gesproken tekst | wat is gezegd | letterlijke tekst | wat er gezegd is"
    ),
    "speaker": (
        "spreker speaker naam name deelnemer participant wie persoon person respondent pseudoniem "
        "gesprekspartner geïnterviewde | naam spreker | naam deelnemer | speaker name | wie spreekt"
    ),
    "role": (
        "rol role functie rolnaam functienaam hoedanigheid perspectief | rol spreker | rol van spreker | "
        "speaker role | type deelnemer"
    ),
    "turn": "beurt turn nr nr. no volgnummer nummer volgorde # beurtnummer regel | beurt nr | turn number",
    "start_s": (
        "start begin tijd van starttijd begintijd start_s tijdstip timestamp time tijdcode timecode in | "
        "start time | start (s)"
    ),
    "end_s": "eind einde tot end eindtijd end_s stop uit | end time | end (s)",
    "utterance_id": "id utterance_id uitspraak_id citaat_id uitspraaknummer | utterance id | uitspraak id",
    "meeting_id": ("bijeenkomst meeting meeting_id bijeenkomst_id gesprek bron sessie | bijeenkomst id | meeting id"),
    "original": "origineel original oorspronkelijk",
    "organisation": "organisatie organisation organization gemeente instelling werkgever",
    "date": "datum date",
    "group": "groep group",
    "kind": "soort kind | soort bijeenkomst | type bijeenkomst",
    "title": "titel title",
}


def _headings() -> Iterator[tuple[str, str]]:
    for name, words in _HEADINGS.items():
        single, *longer = words.split("|")
        yield from ((heading.strip(), name) for heading in (*single.split(), *longer))


_NAMES = dict(_headings())


def column_name(heading: str) -> str:
    """Return our name for a heading ("" if unknown): `Citaat` → text, `Rol(len)` → role."""
    key = " ".join(re.sub(r"[_*:]+", " ", heading.casefold()).split())
    raw = heading.casefold().strip()
    for form in (raw, key, re.sub(r"\s*\([^)]*\)$", "", key), key.replace(" ", "_")):
        if form in _NAMES:
            return _NAMES[form]
    return ""


def name_columns(headings: Sequence[str]) -> list[str]:
    """Name the columns of a heading row; each name goes to the first column that fits, "" for the rest."""
    names: list[str] = []
    for heading in headings:
        name = column_name(heading)
        names.append("" if name in names else name)
    return names


def is_heading_row(cells: Sequence[str]) -> bool:
    """Tell whether a row is the heading of a table of turns or quotes: short cells, one of them a text column."""
    names = name_columns(cells)
    filled = [cell for cell in cells if cell.strip()]
    return "text" in names and all(len(cell) <= 60 for cell in filled)
