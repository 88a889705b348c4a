"""Texts → numbers for the learned coder: words, lemmas, compound parts, denials, the lexicon's hits.

Every group of features is weighed by rarity and brought to length one, so that a long turn weighs no
more than a short one and the many pairs of words do not drown the words.
"""

from __future__ import annotations

import functools
import itertools
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from kennis.coding.lexicon import Hit
from kennis.coding.rated import rating_of
from kennis.coding.rules import Found
from kennis.coding.themes import theme_of

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span

Features = dict[str, list[str]]


@dataclass(frozen=True)
class Group:
    """How a group of features counts."""

    weight: float
    scaled: bool = True  # weighed by rarity and brought to length one


# Chosen by leaving out one pass of the starter set at a time. What hits add to a theme or code is not learned (see
# `train.fit_coder`). Synonyms of Open Dutch WordNet, word triples, word classes, groups of letters and the lexicon's single
# patterns were tried, and did not help.
GROUPS = {
    "word": Group(1.0),
    "lemma": Group(1.0),
    "part": Group(0.7),
    "words": Group(0.7),
    "lemmas": Group(0.7),
    "denied": Group(0.7),
    "rated": Group(0.4, scaled=False),
    "tone": Group(0.4, scaled=False),
    "hits": Group(0.5, scaled=False),
}
_TONES = (-6, -4, -3, -2, -1, 0, 1, 2, 3, 4, 6)  # what the tones of a text add up to, at least
_LEAST = 2  # texts a feature must stand in
_DENIED = {"negated": "!", "reversed": "~"}


class Word(NamedTuple):
    """A word of a text as it counts: pseudonyms and numbers are all the same."""

    form: str
    lemma: str
    parts: tuple[str, ...]
    denied: str  # the lemma with a mark where it is denied, else empty
    is_punct: bool


_OTHER = Word("<anders>", "<anders>", (), "", True)


def read_words(doc: Doc | Span) -> dict[int, Word]:
    """Return the words of an analysed text or a piece of it, by their place in the text; white space is none."""
    from spacy.attrs import IS_PUNCT, IS_SPACE, LEMMA, LOWER

    from kennis.language.tokens import columns, marks

    span: Any = doc[:]  # a piece of itself, or the whole as a piece
    own = [marks(span.doc, name)[span.start : span.end] for name in ("parts", "negation", "is_placeholder")]
    flags = span.to_array([IS_PUNCT, IS_SPACE]).tolist()
    rows = zip(*columns(span, LOWER, LEMMA), *own, flags, strict=True)
    return {
        place: _word(form, lemma.lower(), parts, negation, is_placeholder, bool(is_punct))
        for place, (form, lemma, parts, negation, is_placeholder, (is_punct, is_space)) in enumerate(rows, span.start)
        if not is_space
    }


@functools.lru_cache(maxsize=100_000)
def _word(form: str, lemma: str, parts: tuple[str, ...], negation: str, is_placeholder: bool, is_punct: bool) -> Word:
    form, lemma = ("<naam>", "<naam>") if is_placeholder else (_plain(form), _plain(lemma))
    return Word(form, lemma, parts, lemma + _DENIED[negation] if negation in _DENIED else "", is_punct)


def read_features(doc: Doc | Span, hits: Sequence[Hit], found: Sequence[Found]) -> Features:
    """Return the features of an analysed text or a piece of it, by group.

    Args:
        doc: the text.
        hits: what the lexicon matched in it.
        found: what the rules made of those hits.
    """
    # What only looks like a code (a pattern under `niet`: *gelijk heb je*, *ik geloof dat …*) says nothing by its words.
    apart = {place for hit in hits if hit.kind == "niet" for place in hit.places}
    words = [_OTHER if place in apart else word for place, word in read_words(doc).items()]
    spoken = [word for word in words if not word.is_punct]
    form_row = ["^", *("," if word.is_punct else word.form for word in words), "$"]
    lemma_row = ["," if word.is_punct else word.lemma for word in words]
    return {
        "text": [doc.text],  # for embeddings, where there are any
        "word": [word.form for word in spoken],
        "lemma": [word.lemma for word in spoken],
        "part": [part for word in words for part in word.parts],
        "words": [f"{one} {two}" for one, two in itertools.pairwise(form_row)],
        "lemmas": [f"{one} {two}" for one, two in itertools.pairwise(lemma_row)],
        "denied": [word.denied for word in spoken if word.denied],
        **_rated_features(spoken),
        "hits": _hit_features(hits, found),
    }


def word_features(word: Word) -> Features:
    """Return the features one word brings by itself: to tell which words counted."""
    return {
        "word": [word.form],
        "lemma": [word.lemma],
        "part": list(word.parts),
        "denied": [word.denied] if word.denied else [],
        **_rated_features([word]),
    }


def _rated_features(words: Iterable[Word]) -> Features:
    """Return what words tell by themselves; one that stands twice tells it once, and a denied tone turns."""
    ratings = {name: (rating_of(name), word.denied[-1:]) for word in words for name in (word.lemma, *word.parts)}
    tones = [(rating.tone, mark) for rating, mark in ratings.values() if rating.tone]
    total = sum(-tone if mark else tone for tone, mark in tones)
    return {
        "rated": [told for rating, _ in ratings.values() for told in rating.themes],
        "tone": [f"{mark}{tone:+d}" for tone, mark in tones]
        + [f">={step}" for step in _TONES if tones and total >= step],
    }


def pair_features(one: Word, two: Word) -> Features:
    """Return the features two words that follow each other bring together."""
    return {"words": [f"{one.form} {two.form}"], "lemmas": [f"{one.lemma} {two.lemma}"]}


@dataclass(frozen=True)
class Vocabulary:
    """The features that count, and how rare each is. `places` maps group and feature to a column."""

    places: dict[str, dict[str, int]]
    rarity: np.ndarray

    def __len__(self) -> int:
        return len(self.rarity)

    def transform(self, texts: Iterable[Features]) -> Any:
        """Return a sparse matrix, one row a text."""
        from scipy import sparse

        rows = list(texts)
        blocks = [
            self._weigh(group, [_known(features.get(name, ()), self.places[name]) for features in rows])
            for name, group in GROUPS.items()
        ]
        row, column, value = (np.concatenate(parts) for parts in zip(*blocks, strict=True))
        return sparse.csr_matrix((value, (row, column)), shape=(len(rows), len(self)), dtype=np.float32)

    def widened(self, texts: Sequence[Features]) -> tuple[Vocabulary, np.ndarray]:
        """Add the features of new texts that were not known yet.

        Returns:
            The wider vocabulary, and for each column of this one its place in the wider one.
        """
        own = learn_vocabulary(texts)
        places: dict[str, dict[str, int]] = {}
        rarity: list[np.ndarray] = []
        moved = np.zeros(len(self), dtype=np.int64)
        start = 0
        for name in GROUPS:
            old = self.places[name]
            added = [feature for feature in own.places[name] if feature not in old]
            places[name] = {feature: start + place for place, feature in enumerate([*old, *added])}
            columns = np.fromiter(old.values(), dtype=np.int64, count=len(old))
            moved[columns] = start + np.arange(len(old))
            rarity += [self.rarity[columns], own.rarity[[own.places[name][feature] for feature in added]]]
            start += len(old) + len(added)
        return Vocabulary(places, np.concatenate(rarity)), moved

    def _weigh(self, group: Group, texts: Sequence[list[int]]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return the rows, columns and values of one group of features (as columns) in all texts."""
        row = np.repeat(np.arange(len(texts)), [len(own) for own in texts])
        found = np.fromiter(itertools.chain.from_iterable(texts), dtype=np.int64, count=len(row))
        both, counts = np.unique(row * len(self) + found, return_counts=True)
        row, column = np.divmod(both, max(1, len(self)))
        values = 1 + np.log(counts)
        if group.scaled:
            values = values * self.rarity[column]
            values /= np.sqrt(np.bincount(row, values**2, minlength=len(texts)))[row]
        return row, column, (group.weight * values).astype(np.float32)


def learn_vocabulary(texts: Sequence[Features]) -> Vocabulary:
    """Return the features that stand in enough texts, in a fixed order."""
    places: dict[str, dict[str, int]] = {}
    rarity: list[float] = []
    for name in GROUPS:
        counts = Counter(feature for features in texts for feature in set(features.get(name, ())))
        kept = sorted(feature for feature, count in counts.items() if count >= _LEAST)
        places[name] = {feature: len(rarity) + place for place, feature in enumerate(kept)}
        rarity += [float(np.log((1 + len(texts)) / (1 + counts[feature]))) + 1 for feature in kept]
    # Half precision is what is stored: use the same numbers from the start.
    return Vocabulary(places, np.asarray(rarity, dtype=np.float16).astype(np.float32))


def _known(features: Iterable[str], places: dict[str, int]) -> list[int]:
    return [place for feature in features if (place := places.get(feature)) is not None]


def _plain(word: str) -> str:
    return "<getal>" if any(letter.isdigit() for letter in word) else word


def _hit_features(hits: Sequence[Hit], found: Sequence[Found]) -> list[str]:
    blocked: dict[str, set[int]] = {}
    for hit in hits:
        if hit.kind == "niet":
            blocked.setdefault(hit.code, set()).update(hit.places)
    features = []
    for hit in hits:
        stopped = hit.kind != "niet" and bool(blocked.get(hit.code, set()) & set(hit.places))
        features.append(f"{hit.code} {'gestopt' if stopped else hit.kind}")
    for entry in found:
        features += [f"{entry.code.slug} gevonden", f"{theme_of(entry.code)} thema gevonden"]
        if entry.polarity:
            features += [f"polariteit {entry.polarity}", f"{entry.code.slug} {entry.polarity} gevonden"]
    return features
