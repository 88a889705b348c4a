"""What a reader can answer about: stable names, the same in every version of the site."""

from __future__ import annotations

import hashlib
import re

# The kind of thing, and how a reader calls it.
TARGET_KINDS = {
    "citaat": "Citaat",
    "inzicht": "Inzicht",
    "code": "Code",
    "thema": "Thema",
    "figuur": "Figuur",
    "uitspraak": "Uitspraak",
    "vraag": "Vraag",
}
TARGET = re.compile(rf"(?P<kind>{'|'.join(TARGET_KINDS)}):(?P<name>[\w-]{{1,80}})")
_NO_NAME = re.compile(r"[^\w-]+")
FIGURES = {
    "stemmen": "Wie praat, en wie horen we terug?",
    "waarden": "Is het er, of ontbreekt het juist?",
    "ladder": "Welke trede komt in welk gesprek voor?",
    "stappen": "In welke volgorde komen de stappen ter sprake?",
    "themas": "Hoeveel beurten horen bij elk thema?",
}
TOO_TRACEABLE = "te_herleidbaar"  # said of quotes only: there it takes the words off the pages
# What a reader says with each answer (`tables.VERDICTS`), in other words.
MEANINGS = {
    "herkenbaar": "zo ken ik het ook",
    "niet_herkenbaar": "zo ken ik het niet",
    "mist_iets": "er hoort nog iets bij",
    "anders_bedoeld": "het is verkeerd begrepen",
    "te_herleidbaar": "ik weet wie dit zei",
}
CLAIMS = {"opzet": "Wat we deden en met wie", "zekerheid": "Hoe zeker we zijn"}


def target_of(kind: str, name: str) -> str:
    """Return the stable name of something on the site, such as `citaat:B01-004`."""
    return f"{kind}:{_NO_NAME.sub('-', name).strip('-')[:80]}"


def theme_target(words: list[str], cluster: str) -> str:
    """Name a theme after its words: themes are numbered anew each time they are sought, their words say which it was."""
    return target_of("thema", "-".join(words) or cluster)


def study_mark(study_id: str) -> str:
    """Return what tells the answers to one study from those to another, without telling which study it is."""
    return hashlib.sha256(f"kennis-reacties:{study_id}".encode()).hexdigest()[:12]
