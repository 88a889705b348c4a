"""Recogniser: names between marks, where only a name can stand (`mijn man, Luk, wil`; `(Shurendy, 23)` behind a quote)."""

from __future__ import annotations

import re

from kennis.privacy.lists import NEVER
from kennis.privacy.spans import Span, make_span
from kennis.privacy.words import word_set

_BETWEEN = (
    re.compile(
        r"\b(?:[Mm]ijn|m'n|[Oo]nze|ons|haar|zijn|z'n|d'r|jouw|je|hun|[Dd]e|[Ee]en) (?:\w+ )?(?:"
        + "|".join(sorted(word_set("by_names_relations")))
        + r"), ([A-Z][\w’'-]+)(?=[,.!?;)])"
    ),
    re.compile(r"\(([A-Z][\w’'-]+(?: [A-Z]\.?)?), ?\d\d\)"),
)


def find_named_between_marks(text: str) -> list[Span]:
    """Return names that stand between marks where only a name can stand, on a list or not."""
    return [
        make_span(text, found.start(1), found.end(1), "persoon", "aankondiging", 0.85)
        for pattern in _BETWEEN
        for found in pattern.finditer(text)
        if found[1].lower() not in NEVER
    ]
