"""The words that carry content, for keywords and themes."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_FILE = Path(__file__).parent / "data" / "stopwoorden.txt"
_CLASSES = frozenset({"NOUN", "VERB", "ADJ", "PROPN", "ADV", ""})


def content_lemmas(doc: Doc) -> list[str]:
    """Return the lemmas of a text that say what it is about.

    Args:
        doc: a text analysed with `analyse`.

    Returns:
        Lemmas in lower case, in order. Left out: stop words, hesitations, turn-taking words,
        punctuation, numbers, pseudonyms and loose particles. A split verb is one lemma (*uitsteken*);
        a compound is followed by its parts (*vertrouwensband*, *vertrouwen*, *band*).
    """
    stops = stop_lemmas()
    found: list[str] = []
    for token in doc:
        if not _carries_content(token):
            continue
        found.append(token.lemma_.lower())
        found += [part for part in token._.parts if part not in stops]
    return found


@functools.cache
def stop_lemmas() -> frozenset[str]:
    """Return the words that carry no content: spaCy's, and those of spoken Dutch in `stopwoorden.txt`."""
    from spacy.lang.nl.stop_words import STOP_WORDS

    lines = _FILE.read_text(encoding="utf-8").splitlines()
    return frozenset(STOP_WORDS | {word for line in lines if not line.startswith("#") for word in line.split()})


def _carries_content(token: Token) -> bool:
    low = token.lower_
    if token._.is_placeholder or token._.is_particle or not any(letter.isalpha() for letter in low):
        return False
    if len(low) < 2 or any(letter.isdigit() for letter in low):
        return False
    if token.pos_ not in _CLASSES:
        return False
    return low not in stop_lemmas() and token.lemma_.lower() not in stop_lemmas()
