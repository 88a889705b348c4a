"""Compounds split into their parts: *vertrouwensband* → vertrouwen + band.

A division needs a form that opens compounds (*vertrouwens-*, *zonne-*, *woon-*) and a word that
closes them. How trustworthy it is depends on how many other words each part is found in; the
weights come from `derive_compounds`. Parts that are words of their own are not split further
(*voetbal* + *club*).
"""

from __future__ import annotations

import functools
from typing import NamedTuple

from spacy.attrs import LEMMA, POS
from spacy.language import Language
from spacy.symbols import ADJ, NOUN, X
from spacy.tokens import Doc

from kennis.language.derive import PARTICLES
from kennis.language.paradigm import known_forms, simple_lemma
from kennis.language.tokens import kept_column, marks
from kennis.language.wordlists import CompoundParts, compound_parts

LEAST = 3  # letters of the shortest part
_LEAST_RARE = 4  # and of a part that stands in no other compound
_PREFIXES = ("be", "ge", "ver", "ont", "her")
_RARE = 0.3  # how common such a part is taken to be
_CLASSES = frozenset({NOUN, ADJ, X, 0})  # as spaCy numbers them; 0 of a word without a class


class Division(NamedTuple):
    """A word in two: the opening form, the closing word, the opening's lemma and how common both are."""

    left: str
    right: str
    lemma: str
    opening: float
    closing: float


@Language.component("kennis_compounds")
def mark_compounds(doc: Doc) -> Doc:
    """Mark the parts of every compound on its token."""
    parts = marks(doc, "parts")
    classes = doc.to_array(POS).tolist()
    for place, (lemma, upos) in enumerate(zip(kept_column(doc, LEMMA), classes, strict=True)):
        if len(lemma) >= 2 * LEAST and upos in _CLASSES:
            parts[place] = split_compound(lemma.lower())
    return doc


@functools.lru_cache(maxsize=200_000)
def split_compound(word: str) -> tuple[str, ...]:
    """Return the parts of a compound, or nothing for a word that is none.

    Args:
        word: a lemma in lower case.

    Returns:
        Two or more parts without their linking letters (`("vertrouwen", "band")`), or `()`.
    """
    known = compound_parts()
    if word in known.whole or len(word) < 2 * LEAST or not word.replace("-", "").isalpha():
        return ()
    if "-" in word:
        return _split_at_hyphen(word)
    if _is_derived(word, known):
        return ()
    best = _best_division(word, known)
    if best is None:
        return ()
    left = () if best.lemma in known.words else split_compound(best.lemma)
    right = () if best.right in known.words else split_compound(best.right)
    return (*(left or (best.lemma,)), *(right or (best.right,)))


def _split_at_hyphen(word: str) -> tuple[str, ...]:
    """Split *minister-president*; a short piece (*re-integratie*, *tv-programma*) stays with what follows."""
    opening, _, rest = word.rpartition("-")
    if len(rest) < LEAST or len(opening.replace("-", "")) < LEAST:
        parts = split_compound(rest)
        return (f"{opening}-{parts[0]}", *parts[1:]) if parts else ()
    return (*(split_compound(opening) or (opening,)), *(split_compound(rest) or (rest,)))


def _is_derived(word: str, known: CompoundParts) -> bool:
    """Tell whether a word is a shorter one with a prefix: *ver+stand*, *be+trekking*."""
    return any(word.startswith(prefix) and word.removeprefix(prefix) in known.words for prefix in _PREFIXES)


def _is_of_verb(left: str, right: str) -> bool:
    """Tell whether a word comes from a verb with a particle: *onderscheid(ing)* from *onderscheiden*."""
    if left not in PARTICLES:
        return False
    base = left + right.removesuffix("ing")
    verbs = (base + "en", base + base[-1] + "en", base[:-2] + base[-1] + "en")
    return any(known_forms().get(verb) is not None and simple_lemma(verb) == verb for verb in verbs)


def _best_division(word: str, known: CompoundParts) -> Division | None:
    best, highest = None, 0.0
    for size in range(LEAST, len(word) - LEAST + 1):
        division = divide(word[:size], word[size:], known)
        if division is None:
            continue
        score = known.weights["bias"] + known.weights["border"]
        score += sum(
            known.weights.get(name, 0.0) * value for name, value in division_features(division, known.words).items()
        )
        if score > highest:
            best, highest = division, score
    return best


def divide(left: str, right: str, known: CompoundParts, *, deep: bool = True) -> Division | None:
    """Return a division when both sides are parts: common ones, other words, or (`deep`) compounds themselves."""
    if _is_of_verb(left, right):
        return None
    closing = known.closing.get(right)
    if closing is None and len(right) >= _LEAST_RARE and (right in known.words or _is_deverbal(right)):
        closing = _RARE
    if closing is None:
        return None
    if left in known.opening:
        return Division(left, right, *known.opening[left], closing)
    if left in known.stems:  # *beslis-*, *verander-*
        return Division(left, right, left, _RARE, closing)
    for link in ("", "s", "en", "n"):
        stem = left.removesuffix(link)
        if (link and stem == left) or len(stem) < _LEAST_RARE:
            continue
        if stem in known.words or (stem.endswith("ing") and _is_deverbal(stem)) or (deep and _is_compound(stem)):
            return Division(left, right, stem, _RARE, closing)
    return None


def _is_compound(stem: str) -> bool:
    """Tell whether an opening is a compound; *rand+voor* is none: *voor* belongs to what follows (*rand+voorwaarde*)."""
    if len(stem) < 2 * LEAST + 2:
        return False
    parts = split_compound(stem)
    return bool(parts) and parts[-1] not in PARTICLES


@functools.lru_cache(maxsize=50_000)
def _is_deverbal(word: str) -> bool:
    """Tell whether a word no list has names a doer, a doing or its outcome: *mijder*, *reiking*, *opvang*."""
    for ending in ("er", "ster", "ing"):
        if word.endswith(ending) and len(word) - len(ending) >= _LEAST_RARE - 1:
            return _is_verb_stem(word.removesuffix(ending))
    has_particle = any(word.startswith(particle) and len(word) - len(particle) >= LEAST for particle in PARTICLES)
    return len(word) >= _LEAST_RARE + 1 and has_particle and _is_verb_stem(word)


def _is_verb_stem(stem: str) -> bool:
    voiced = stem[:-1] + {"f": "v", "s": "z"}.get(stem[-1], stem[-1])
    verbs = {stem + "en", voiced + "en", stem + stem[-1] + "en", stem[:-2] + voiced[-1] + "en"}
    return any(verb in known_forms() and simple_lemma(verb) == verb for verb in verbs)


def division_features(division: Division, words: frozenset[str]) -> dict[str, float]:
    """Return what speaks for or against a division, as numbers."""
    left, right = division.left, division.right
    return {
        "opening": division.opening,
        "closing": division.closing,
        "lowest": min(division.opening, division.closing),
        "both": division.opening * division.closing / 4,
        f"left={min(len(left), 7)}": 1.0,
        f"right={min(len(right), 7)}": 1.0,
        "length": min(len(left) + len(right), 16) / 4,
        f"link={_link(division)}": 1.0,
        # A short word that stands in the list itself is seldom one (*matras*); a long one no list has is bound to be.
        f"listed={left + right in words} {min((len(left) + len(right)) // 3, 5)}": 1.0,
    }


def _link(division: Division) -> str:
    if division.left == division.lemma:
        return ""
    return division.left[-2:] if division.left.endswith(("en", "er")) else division.left[-1:]
