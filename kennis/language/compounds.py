"""Compounds split into their parts: *vertrouwensband* → vertrouwen + band.

A split needs two words of the list that can open and close a compound, with -s-, -en- or -e- between
them where Dutch has it. Of several splits the one with the longest closing word wins.
"""

from __future__ import annotations

import functools

from spacy.language import Language
from spacy.tokens import Doc

from kennis.language.wordlists import compound_parts

_LINKS = ("", "s", "en", "e", "n", "-", "s-")
_SHORTEST = 3
_CLASSES = frozenset({"NOUN", "ADJ", "X", ""})


@Language.component("kennis_compounds")
def mark_compounds(doc: Doc) -> Doc:
    """Mark the parts of every compound on its token."""
    for token in doc:
        lemma = token.lemma_
        if len(lemma) >= 2 * _SHORTEST and token.pos_ in _CLASSES and (parts := split_compound(lemma.lower())):
            token._.parts = parts
    return doc


@functools.lru_cache(maxsize=200_000)
def split_compound(word: str) -> tuple[str, ...]:
    """Return the parts of a compound, or nothing for a word that is none.

    Args:
        word: a lemma in lower case.

    Returns:
        Two or more parts without their linking letters (`("vertrouwen", "band")`), or `()`.
    """
    opening, closing, whole = compound_parts()
    if word in whole or len(word) < 2 * _SHORTEST or not word.replace("-", "").isalpha():
        return ()
    for size in range(_SHORTEST, len(word) - _SHORTEST + 1):
        head = word[size:]
        if head not in closing:
            continue
        modifier = _modifier(word[:size], opening)
        if modifier:
            return (*(split_compound(modifier) or (modifier,)), head)
    return ()


def _modifier(text: str, opening: frozenset[str]) -> str:
    for link in _LINKS:
        stem = text.removesuffix(link)
        if (link and stem == text) or len(stem) < _SHORTEST:
            continue
        if stem in opening or (len(stem) >= 2 * _SHORTEST and split_compound(stem)):
            return stem
    return ""
