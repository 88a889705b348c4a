"""Which column is which: Dutch and English headings → our names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

# Headings of one word first, headings of more words behind a bar.
_HEADINGS = {
    "text": (
        "tekst text uitspraak uitspraken citaat citaten quote quotes utterance transcript transcriptie "
        "bijdrage zin zinnen antwoord reactie inhoud content fragment passage gezegd letterlijk | wat wordt er"
        " gezegd | wat er gezegd wordt | gesproken tekst | wat is gezegd | letterlijke tekst | wat er gezegd is | "
        "wat werd er gezegd | wat werd gezegd | wat is er gezegd | wat zei iemand | letterlijk citaat | "
        "letterlijke uitspraak | letterlijk gezegd"
    ),
    "speaker": (
        "spreker speaker naam name deelnemer participant wie persoon person respondent pseudoniem "
        "gesprekspartner geïnterviewde | naam spreker | naam deelnemer | speaker name | wie spreekt | door wie | "
        "gezegd door | uitgesproken door | wie zei dit | wie zei het | wie zei dat | wie zegt dit | wie zegt het | "
        "wie is het | van wie"
    ),
    "role": (
        "rol role functie rolnaam functienaam hoedanigheid perspectief petje pet achtergrond | rol spreker | rol van spreker | "
        "speaker role | type deelnemer | in welke rol | vanuit welke rol"
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
    "date": "datum date dd d.d. | datum bijeenkomst",
    "group": "groep group",
    "kind": "soort kind | soort bijeenkomst | type bijeenkomst",
    "title": "titel title",
}

# What a researcher writes beside a quote is nobody's words, and how to reach somebody is not for a study.
NOT_TAKEN = ("note", "contact")
_WORDS_OF = {
    "note": "opm opmerking opmerkingen notitie notities aantekening aantekeningen memo onderzoeker onderzoekers",
    "contact": (
        "tel telefoon telefoonnummer telnr mobiel mail e-mail email mailadres emailadres e-mailadres adres "
        "contactgegevens contactpersoon iban rekeningnummer"
    ),
}
# Who said it, where no other column tells.
_SPEAKER_ELSE = "bron"


def _headings() -> Iterator[tuple[str, str]]:
    for name, words in _HEADINGS.items():
        single, *longer = words.split("|")
        yield from ((heading.strip(), name) for heading in (*single.split(), *longer))


_NAMES = dict(_headings())


def column_name(heading: str) -> str:
    """Return our name for a heading ("" if unknown): `Citaat` → text, `Rol(len)` → role, `Door wie?` → speaker.

    What stands between brackets, points and question marks do not matter; of `Rol / functie` one will do.
    """
    raw = heading.casefold().strip()
    if raw in _NAMES:
        return _NAMES[raw]
    beside = _beside(raw)
    if beside:
        return beside
    known = (_NAMES.get(form) for part in (raw, *raw.split("/")) for form in _forms(part))
    return next((name for name in known if name), "")


def _forms(heading: str) -> tuple[str, ...]:
    key = _plain(heading)
    return key, _plain(re.sub(r"\([^)]*\)", " ", heading)), key.replace(" ", "_")


def _plain(heading: str) -> str:
    return " ".join(re.sub(r"[_*:?!.,;\"'“”‘’]+", " ", heading).split())


def _beside(heading: str) -> str:
    """Return `note` or `contact` for a column beside what was said, "" for another; a question asks for an answer."""
    words = _plain(re.sub(r"[()/]", " ", heading)).split()
    if heading.endswith("?") and len(words) > 1:
        return ""
    return next((name for name, known in _WORDS_OF.items() if set(words) & set(known.split())), "")


def name_columns(headings: Sequence[str]) -> list[str]:
    """Name the columns of a heading row; each name goes to the first column that fits, "" for the rest."""
    names: list[str] = []
    for heading in headings:
        name = column_name(heading)
        names.append("" if name in names and name not in NOT_TAKEN else name)
    if "speaker" in names:
        return names
    return [
        "speaker" if _plain(heading.casefold()) == _SPEAKER_ELSE else name
        for heading, name in zip(headings, names, strict=True)
    ]


def is_heading_row(cells: Sequence[str]) -> bool:
    """Tell whether a row is the heading of a table of turns or quotes: short cells, one of them a text column."""
    names = name_columns(cells)
    filled = [cell for cell in cells if cell.strip()]
    return "text" in names and all(len(cell) <= 60 for cell in filled)
