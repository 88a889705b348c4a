"""A span: one identifying piece of a text, found by one recogniser; and how overlapping spans are resolved."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kennis.errors import KennisError

# What a span can be, with the word a reader sees. The order is the order of trust: where two spans overlap
# and are equally long, the kind that stands first wins (a number with a check digit beats a guessed name).
KINDS = {
    "email": "e-mailadres",
    "url": "webadres",
    "iban": "rekeningnummer",
    "bsn": "bsn",
    "geboortedatum": "geboortedatum",
    "telefoon": "telefoonnummer",
    "kenteken": "kenteken",
    "kenmerk": "kenmerk",
    "postcode": "postcode",
    "straat": "straat",
    "datum": "datum",
    "leeftijd": "leeftijd",
    "persoon": "persoon",
    "plaats": "plaats",
    "organisatie": "organisatie",
    "indirect": "herkenbaar zonder naam",
}
_TRUST = {
    kind: min(place, list(KINDS).index("persoon")) for place, kind in enumerate(KINDS)
}  # the three kinds of names are equals
# Between recognisers: what the researcher said, who is known by name, then the rest.
_RECOGNISERS = {"altijd": 0, "deelnemers": 1}


@dataclass(frozen=True)
class Span:
    """An identifying piece of a text; it checks itself.

    Args:
        start, stop: code points, half-open.
        kind: one of `KINDS`.
        text: the piece itself, as it stands in the text.
        recogniser: who found it.
        score: how sure, 0–1.
        person: the roster's name of the participant, or "" (several names joined by `|`: one of these).
    """

    start: int
    stop: int
    kind: str
    text: str
    recogniser: str
    score: float
    person: str = ""

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.stop:
            raise KennisError(
                f"Een vindplaats loopt van {self.start} tot {self.stop}: het begin moet voor het eind staan."
            )
        if len(self.text) != self.stop - self.start:
            raise KennisError(
                f"Een vindplaats ({self.start}-{self.stop}) past niet bij zijn tekst ({len(self.text)} tekens)."
            )
        if self.kind not in KINDS:
            raise KennisError(f"'{self.kind}' is geen soort vindplaats. Kies uit: {', '.join(KINDS)}.")
        if not 0 <= self.score <= 1:
            raise KennisError(f"Een vindplaats heeft score {self.score}: dat moet tussen 0 en 1 liggen.")


def make_span(text: str, start: int, stop: int, kind: str, recogniser: str, score: float, person: str = "") -> Span:
    """Return the span of `text[start:stop]`."""
    return Span(start, stop, kind, text[start:stop], recogniser, score, person)


def resolve(spans: Iterable[Span], text: str) -> list[Span]:
    """Resolve overlaps and return sorted spans that do not overlap.

    The rules, in this order: what the researcher always wants replaced; what has a form of its own (a number,
    an address, a date) before a name; the longer span; a participant before a stranger; the kind that can be
    checked; the higher score. A loser that sticks out of the
    winner is not thrown away but cut: what somebody took for identifying must not stay behind.
    """
    found = list(spans)
    if len(found) < 2:
        return found
    kept: list[Span] = []
    for span in sorted(found, key=_rank):  # of equals the first covers the others
        kept.extend(outside(span, kept, text))
    return sorted(kept, key=lambda span: span.start)


def _rank(span: Span) -> tuple[int, int, int, int, float, int]:
    always = 0 if span.recogniser == "altijd" else 1
    return (
        always,
        span.start - span.stop,
        _RECOGNISERS["deelnemers"] if span.person else _RECOGNISERS.get(span.recogniser, 2),
        _TRUST[span.kind],
        -span.score,
        span.start,
    )


def outside(span: Span, kept: Sequence[Span], text: str) -> list[Span]:
    """Return the parts of `span` that no kept span covers, as spans of their own (words only)."""
    covered = [(other.start, other.stop) for other in kept if other.start < span.stop and span.start < other.stop]
    if not covered:
        return [span]
    if span.kind not in ("persoon", "straat", "organisatie", "plaats", "indirect"):
        return []
    parts = []
    at = span.start
    for start, stop in [*sorted(covered), (span.stop, span.stop)]:
        if at < start:
            parts.extend(_trimmed(span, at, start, text))
        at = max(at, stop)
    return parts


def _trimmed(span: Span, start: int, stop: int, text: str) -> list[Span]:
    while start < stop and not text[start].isalnum():
        start += 1
    while start < stop and not text[stop - 1].isalnum():
        stop -= 1
    # One or two letters left over are a genitive or a joint, not a name.
    return [make_span(text, start, stop, span.kind, span.recogniser, span.score)] if stop - start > 2 else []
