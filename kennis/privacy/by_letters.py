"""Recogniser: names given letter by letter (`A B D E L`, `K-A-R-A-T-A-S`) and by initials alone (`A.B. de L.`, `MdK`)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kennis.intake.initials import meant_by_initials
from kennis.privacy.hints import INITIALS, LETTER, LETTERS, Hints, asks, hinted
from kennis.privacy.lists import NATIONAL
from kennis.privacy.roster import OF_TALK, Roster
from kennis.privacy.spans import Span, make_span
from kennis.privacy.text import Token
from kennis.privacy.words import word_set

_SPELT = re.compile(r"[^\W\d_](?:-[^\W\d_]){2,}")
_CUE = re.compile(r"spel|naam|heet|letter|schrijf|geschreven")
_BETWEEN = frozenset(["-", ",", ".", "eh", "dubbel", "dan", "en"])
_INITIALS = re.compile(
    r"(?<![\w.])(?:[A-Z]\.\s?){2,4}(?:(?:van|de|der|den|el|ter)\s){0,2}(?:[A-Z]\.)?(?=[\s,;:!?)\"]|$)|"
    r"(?<!\w)[A-Z](?:d|v|vd|vdr|el|tr)[A-Z](?!\w)"
)
_SIGNED = re.compile(r"\b(?:groet(?:en|jes)?|mvg|gr)\b\W{1,3}((?:[a-z]\.\s?){1,3}[a-z]\.)", re.I)  # Groet, M.B.
_SHORT_FORMS = word_set("by_letters_short_forms")
_AT_LEAST = 4  # letters in a row are a name; three only where somebody spells


@asks(LETTER)
def _is_spelt(low: str, base: str) -> bool:
    return (len(low) == 1 and low.isalpha()) or low[1:2] == "-" and _SPELT.fullmatch(low) is not None


@asks(INITIALS)
def _has_initials(low: str, base: str) -> bool:
    return 2 < len(low) < 6 and low[1:-1] in ("d", "v", "vd", "vdr", "el", "tr")


def find_letters(text: str, tokens: Sequence[Token], hints: Hints, *, case: str, roster: Roster) -> list[Span]:
    """Return names that are spelt, and names of which only the first letters stand.

    Args:
        text: the text.
        tokens: its words and marks.
        hints: those of every token.
        case: how it is written; initials without a surname are seen only where capitals count.
        roster: who is known; initials of somebody on it (`WS`) may be that somebody's: a question (`MT` is a team too), until
            the file shows that it calls people so (see `memory`).
    """
    letters = hinted(hints, LETTER)
    spans = [
        make_span(text, tokens[first].start, tokens[last - 1].stop, "persoon", "gespeld", 0.8)
        for first, last in _spelt(tokens, letters)
    ]
    if letters:
        spans += [
            make_span(text, found.start(1), found.end(1), "persoon", "initialen", 0.7)
            for found in _SIGNED.finditer(text)
        ]
    if case != "cased":
        return spans
    if hints.together & LETTERS:
        spans += _without_surname(text)
    names = [person.name for person in roster.people if OF_TALK not in person.name]
    return spans + [
        make_span(text, token.start, token.stop, "persoon", "initialen", 0.45 if token.text.isupper() else 0.9, name)
        for token in (tokens if names else ())
        if token.low not in NATIONAL and (name := meant_by_initials(token.text, names))
    ]


def _without_surname(text: str) -> list[Span]:
    return [
        make_span(text, found.start(), found.end(), "persoon", "initialen", 0.6)
        for found in _INITIALS.finditer(text)
        if (letters := _letters(found[0])) not in _SHORT_FORMS and letters not in NATIONAL
    ]


def _letters(written: str) -> str:
    return "".join(char for char in written.lower() if char.isalpha())


def _spelt(tokens: Sequence[Token], begins: Sequence[int]) -> Iterator[tuple[int, int]]:
    last = 0
    for place in begins:
        if place < last:
            continue
        last = _run_end(tokens, place)
        letters = "".join(token.low for token in tokens[place:last] if _is_letter(token)).replace("-", "")
        if len(letters) > 2 and letters not in NATIONAL and len(set(letters)) > 1 and letters not in "abcdefgh":
            if letters[:3] in _SHORT_FORMS and place + 1 < len(tokens) and tokens[place + 1].text == ".":
                continue  # t.n.v.
            near = " ".join(token.low for token in tokens[max(0, place - 8) : place])
            if len(letters) >= _AT_LEAST or _CUE.search(near):
                yield place, last


def _run_end(tokens: Sequence[Token], place: int) -> int:
    """Return where a row of letters that begins here ends (`place`: none does)."""
    last = place
    while place < len(tokens):
        if _is_letter(tokens[place]):
            last = place + 1
        elif last == 0 or tokens[place].low not in _BETWEEN or place > last or not _is_letter(tokens[place - 1]):
            break
        place += 1
    return last


def _is_letter(token: Token) -> bool:
    return (len(token.low) == 1 and token.low.isalpha()) or bool(_SPELT.fullmatch(token.low))
