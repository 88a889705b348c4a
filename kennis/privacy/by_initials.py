"""Recogniser: people with their initials and surname (`M.J. Verhoeven`)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kennis.privacy.by_model import Chances
from kennis.privacy.lists import NOT_NAMES, is_ordinary, name_lists
from kennis.privacy.name_ends import name_end
from kennis.privacy.spans import Span, make_span
from kennis.privacy.text import Token
from kennis.privacy.words import word_set

_INITIALS = re.compile(
    r"(?<![\w.])(?:[a-z]\.\s?){1,4}(?:(?:van|de|der|den|ten|ter|te|el|al|'t|het|op|in|uit|aan|over|onder|bij|voor)\s+){0,3}([a-zà-ÿ][\w'’]+(?:-[\w'’]+)*)",
    re.I,
)
_INITIAL = re.compile(r"\.(?<=[^\W\d_]\.)(?<!\w\w\.)")  # begins with the dot: quicker to look for
_SHORT_FORMS = word_set("by_letters_short_forms")


def find_initialled(text: str, tokens: Sequence[Token], chances: Chances, *, case: str) -> list[Span]:
    """Return names that begin with initials (`M.J. Verhoeven-van den Heuvel`)."""
    if not _INITIAL.search(text):
        return []
    spans = []
    places = {token.start: place for place, token in enumerate(tokens)}
    for found in _INITIALS.finditer(text):
        place = places.get(found.start(1))
        if place is None:
            continue
        word = tokens[place]
        if _is_initialled(found, word, case):
            last = name_end(tokens, place, chances, case)
            start = found.start() + _short_form_end(found[0])
            spans.append(make_span(text, start, tokens[last - 1].stop, "persoon", "namenlijst", 0.85))
    return spans


def _short_form_end(initials: str) -> int:
    """Return how long the short form is with which initials begin by chance (`t.n.v. C. de Jager`)."""
    dots = [place + 1 for place, char in enumerate(initials) if char == "."]
    letters = [char for char in initials.lower() if char.isalpha()]
    size = next((size for size in range(len(dots) - 1, 1, -1) if "".join(letters[:size]) in _SHORT_FORMS), 0)
    return len(initials[: dots[size - 1]]) + (initials[dots[size - 1] : dots[size - 1] + 1] == " ") if size else 0


def _is_initialled(found: re.Match[str], word: Token, case: str) -> bool:
    """Tell whether initials and a surname stand here, and not the end of a sentence (`O. Ja`, `voor haar A. Ze is`)."""
    if "".join(char for char in found[0][: found.start(1) - found.start()].lower() if char.isalpha()) in _SHORT_FORMS:
        return False  # P.S. Mol, n.v.t.
    if word.low in NOT_NAMES or (
        case == "cased" and not (word.text[0].isupper() and found[0][_short_form_end(found[0])].isupper())
    ):
        return False
    if not is_ordinary(word.low):
        return True
    single = len(re.findall(r"\w\.", found[0])) == 1
    if case == "cased" and not single:
        return True
    # `O. Fijn.` is no surname, and neither is a word that is on no list.
    return word.base in name_lists().last and not (single and found[0][0] in "oO")
