"""Texts → numbers for the learned coder: words, lemmas, compound parts, letter groups, denials, the lexicon's hits.

Every group of features is weighed by rarity and brought to length one, so that a long turn weighs no
more than a short one and the many letter groups do not drown the words.
"""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from kennis.coding.lexicon import Hit
from kennis.coding.rules import Found
from kennis.coding.themes import theme_of

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

Features = dict[str, list[str]]


@dataclass(frozen=True)
class Group:
    """How a group of features counts: its weight, and in how many texts a feature must stand."""

    weight: float
    least: int
    scaled: bool = True  # weighed by rarity and brought to length one


# Chosen by leaving out one pass of the starter set at a time. Synonyms of Open Dutch WordNet, word
# triples, word pairs, word classes and the lexicon's single patterns were tried, and did not help.
GROUPS = {
    "word": Group(1.0, 2),
    "lemma": Group(1.0, 2),
    "part": Group(0.7, 2),
    "letters": Group(1.0, 4),
    "words": Group(0.7, 2),
    "lemmas": Group(0.7, 2),
    "denied": Group(0.7, 2),
    "hits": Group(0.2, 2, scaled=False),
}
_SHORTEST, _LONGEST = 2, 5


def read_features(doc: Doc | Span, hits: Sequence[Hit], found: Sequence[Found]) -> Features:
    """Return the features of an analysed text or a piece of it, by group.

    Args:
        doc: the text.
        hits: what the lexicon matched in it.
        found: what the rules made of those hits.
    """
    tokens = [token for token in doc if not token.is_space]
    forms = [_plain(token, token.lower_) for token in tokens]
    lemmas = [_plain(token, token.lemma_.lower()) for token in tokens]
    spoken = [place for place, token in enumerate(tokens) if not token.is_punct]
    form_row = ["^", *("," if token.is_punct else form for token, form in zip(tokens, forms, strict=True)), "$"]
    lemma_row = ["," if token.is_punct else lemma for token, lemma in zip(tokens, lemmas, strict=True)]
    return {
        "text": [doc.text],  # for embeddings, where there are any
        "word": [forms[place] for place in spoken],
        "lemma": [lemmas[place] for place in spoken],
        "part": [part for token in tokens for part in token._.parts],
        "letters": [piece for place in spoken for piece in letter_groups(forms[place])],
        "words": [f"{one} {two}" for one, two in zip(form_row, form_row[1:], strict=False)],
        "lemmas": [f"{one} {two}" for one, two in zip(lemma_row, lemma_row[1:], strict=False)],
        "denied": [mark for place in spoken if (mark := _denied(tokens[place], lemmas[place]))],
        "hits": _hit_features(hits, found),
    }


def token_features(token: Token) -> Features:
    """Return the features one word brings by itself: to tell which words counted."""
    form, lemma = _plain(token, token.lower_), _plain(token, token.lemma_.lower())
    mark = _denied(token, lemma)
    return {
        "word": [form],
        "lemma": [lemma],
        "part": list(token._.parts),
        "letters": list(letter_groups(form)),
        "denied": [mark] if mark else [],
    }


@functools.lru_cache(maxsize=100_000)
def letter_groups(word: str) -> tuple[str, ...]:
    """Return the groups of two to five letters in a word, with its borders marked."""
    marked = f"<{word}>"
    sizes = range(_SHORTEST, _LONGEST + 1)
    return tuple(marked[start : start + size] for size in sizes for start in range(len(marked) - size + 1))


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

        ends, columns, values = [0], [], []
        for features in texts:
            for name, group in GROUPS.items():
                own_columns, own_values = self._weigh(name, group, features.get(name, []))
                columns.append(own_columns)
                values.append(own_values)
            ends.append(ends[-1] + sum(map(len, columns[-len(GROUPS) :])))
        flat = np.concatenate(columns) if columns else np.zeros(0, dtype=np.int64)
        numbers = np.concatenate(values) if values else np.zeros(0, dtype=np.float32)
        return sparse.csr_matrix((numbers, flat, ends), shape=(len(ends) - 1, len(self)), dtype=np.float32)

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

    def _weigh(self, name: str, group: Group, features: list[str]) -> tuple[np.ndarray, np.ndarray]:
        places = self.places[name]
        counts = Counter(places[feature] for feature in features if feature in places)
        columns = np.fromiter(counts.keys(), dtype=np.int64, count=len(counts))
        values = 1 + np.log(np.fromiter(counts.values(), dtype=np.float32, count=len(counts)))
        if group.scaled and len(columns):
            values = values * self.rarity[columns]
            values = values / np.linalg.norm(values)
        return columns, group.weight * values


def learn_vocabulary(texts: Sequence[Features]) -> Vocabulary:
    """Return the features that stand in enough texts, in a fixed order."""
    places: dict[str, dict[str, int]] = {}
    rarity: list[float] = []
    for name, group in GROUPS.items():
        counts = Counter(feature for features in texts for feature in set(features.get(name, [])))
        kept = sorted(feature for feature, count in counts.items() if count >= group.least)
        places[name] = {feature: len(rarity) + place for place, feature in enumerate(kept)}
        rarity += [float(np.log((1 + len(texts)) / (1 + counts[feature]))) + 1 for feature in kept]
    # Half precision is what is stored: use the same numbers from the start.
    return Vocabulary(places, np.asarray(rarity, dtype=np.float16).astype(np.float32))


def _plain(token: Token, word: str) -> str:
    """Return a word as it counts: pseudonyms and numbers are all the same."""
    if token._.is_placeholder:
        return "<naam>"
    return "<getal>" if any(letter.isdigit() for letter in word) else word


def _denied(token: Token, lemma: str) -> str:
    mark = token._.negation
    return lemma + ("!" if mark == "negated" else "~") if mark in ("negated", "reversed") else ""


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
