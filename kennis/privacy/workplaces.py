"""`X van Y`: a first name and where somebody works (`Gijsbert van Werk en Inkomen`), and no surname."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from kennis.privacy.lists import is_ordinary, led_surnames, name_lists
from kennis.privacy.spans import Span, make_span
from kennis.privacy.text import fold

_VAN = re.compile(r"(?P<given>[^\s,]+)\s+van(?:\s+(?:de|het|den|'t|’t))?\s+(?P<place>\S.*)", re.IGNORECASE | re.DOTALL)
# What a part of an organisation is called, as a whole word or as the end of one.
_DEPARTMENTS = frozenset(
    "werk inkomen zorg jeugd beleid wonen participatie schulden communicatie leerplicht onderwijs sport cultuur veiligheid "
    "personeelszaken administratie uitvoering nazorg maatwerk terugvordering minima".split()
)
_ENDS = ("zaken", "zorg", "hulpverlening", "handhaving", "welzijn", "beheer", "bureau", "dienst", "belastingen", "voorziening", "werken")  # fmt: skip
_BEHIND = re.compile(r"\s+(?:kerk|kerkgenootschap|school|moskee|groep|gemeente|stichting)\b")


def without_workplaces(spans: Sequence[Span], text: str, known: Collection[str] = ()) -> list[Span]:
    """Return the spans, those of a first name without the organisation behind `van`.

    Args:
        spans: what was found.
        text: where.
        known: words that are organisations elsewhere in the talk, folded.
    """
    places = [span for span in spans if span.kind == "organisatie"]
    return [_given_alone(span, text, places, known) for span in spans]


def _given_alone(span: Span, text: str, places: Sequence[Span], known: Collection[str]) -> Span:
    found = _VAN.fullmatch(span.text) if span.kind == "persoon" and not span.person and " " in span.text else None
    if found is None or span.recogniser == "altijd" or not _is_work(span, text, found, places, known):
        return span
    return make_span(text, span.start, span.start + found.end("given"), "persoon", span.recogniser, span.score)


def _is_work(span: Span, text: str, found: re.Match[str], places: Sequence[Span], known: Collection[str]) -> bool:
    words = fold(found["place"]).split()
    if words[-1] in name_lists().last or words[-1] in led_surnames():
        return False
    at = span.start + found.start("place")
    if any(other.start <= at < other.stop and other.start > span.start for other in places):
        return True
    department = words[-1] in _DEPARTMENTS or (words[-1].endswith(_ENDS) and is_ordinary(words[-1]))
    return department or words[-1] in known or bool(_BEHIND.match(text[span.stop :]))
