"""How sure the themes are: is there anything to find at all, how many groups, and which of them come back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from kennis.themes.groups import TREE_ROWS, cut_tree, grow_tree, move_together, separation, settle

if TYPE_CHECKING:
    from spacy.language import Language

    from kennis.coding import Codebook

_SHUFFLES = 12
_LEAST_PAIRS = 4.0  # standard deviations above shuffled words
_LEAST_CODED = 3.0  # and the same for the share of turns in which a pattern finds something
_MOST_COMPARED = 1500
_MOST_RECODED = 600
_DEALINGS = 3
_DRAWS = 10
_DRAWN = 800
_DRAWS_TO_CHOOSE = 5
_LARGE = (
    1 / 3
)  # a theme of more than this share of the turns is seldom of use: what it has more counts against it, twice
_AS_GOOD = 0.03  # of numbers that do about as well the finest is taken
_COME_BACK = 0.75  # where its groups come back so well: without that, finer is only more chance


def words_belong_together(lemmas: Sequence[list[str]], *, seed: int) -> float:
    """Tell how far word pairs come back more often than if the words were dealt out anew over the turns.

    Pairs in two or more turns count, rare words most: n² / (n₁ · n₂). Half the reason to trust themes.

    Returns:
        Standard deviations above shuffled turns of the same lengths; about 0 for shuffled text.
    """
    chance = np.random.default_rng(seed)
    turns = [single_words(own) for own in lemmas[:_MOST_COMPARED]]
    dealt = [_pairs_again(_deal(turns, chance)) for _ in range(_SHUFFLES)]
    spread = max(float(np.std(dealt)), 0.5)
    return float((_pairs_again(turns) - np.mean(dealt)) / spread)


def patterns_recognise(texts: Sequence[str], codebook: Codebook, *, nlp: Language | None, seed: int) -> float:
    """Tell how far the codebook's patterns find more in the turns than in the same words dealt out anew.

    Patterns alone: what the coder learned of single words it finds in words dealt out anew as well.

    Args:
        texts: the turns.
        codebook: what to look for.
        nlp: the pipeline.
        seed: fixes the dealing.

    Returns:
        Standard deviations of the difference between the two shares; about 0 for shuffled text.
    """
    from kennis.coding import suggest_codings

    chance = np.random.default_rng(seed)
    rows = np.sort(chance.permutation(len(texts))[:_MOST_RECODED])
    said = [texts[row] for row in rows]
    dealt = [" ".join(words) for _ in range(_DEALINGS) for words in _deal([text.split() for text in said], chance)]

    def share(read: list[str]) -> float:
        table = pd.DataFrame({"utterance_id": [str(row) for row in range(len(read))], "text": read})
        return suggest_codings(table, codebook, coder="lexicon", nlp=nlp)["utterance_id"].nunique() / len(read)

    found, by_chance = share(said), share(dealt)
    middle = (found + _DEALINGS * by_chance) / (1 + _DEALINGS)
    return float((found - by_chance) / np.sqrt(max(middle * (1 - middle), 1e-6) * (1 + 1 / _DEALINGS) / len(rows)))


def is_enough(pairs: float, recognised: float = 0.0) -> bool:
    """Tell whether there is anything to find: see `words_belong_together` and `patterns_recognise`."""
    return pairs >= _LEAST_PAIRS or recognised >= _LEAST_CODED


def choose_count(
    points: np.ndarray, near: np.ndarray, rows: np.ndarray, counts: Sequence[int], *, seed: int
) -> np.ndarray:
    """Choose how many groups: the number at which they lie apart and come back best, both taken together.

    A few huge groups come back as well, and tell a researcher little: a huge one counts against its number, and of
    numbers that do about as well the finest is taken of which the groups come back.

    Args:
        points: see `vectors.make_vectors`.
        near: the same, moved together (see `groups.move_together`).
        rows: which of them the tree is grown from.
        counts: the numbers to try.
        seed: fixes the draws.

    Returns:
        The middles of the chosen groups, settled on all points moved together.
    """
    tree = grow_tree(near[rows])
    tried = {}
    for count in counts:
        labels, middles = settle(near, cut_tree(tree, near[rows], count))
        filled = np.unique(labels)
        labels, middles = np.searchsorted(filled, labels), middles[filled]
        tried[count] = (float(separation(near, middles, labels).mean()), labels, middles)
    steady = steadiness([labels for _, labels, _ in tried.values()], points, seed=seed, draws=_DRAWS_TO_CHOOSE)
    scores, back = {}, {}
    for (count, (apart, labels, _)), own in zip(tried.items(), steady, strict=True):
        largest = np.bincount(labels).max() / len(labels)
        # The share of the turns that come back together, so that one small group does not decide.
        back[count] = round(float(own[labels].mean()), 3)
        scores[count] = round(apart + back[count] - 2 * max(0.0, largest - _LARGE), 3)
    best = max(scores, key=lambda count: (scores[count], -count))
    finer = [count for count in scores if scores[count] >= scores[best] - _AS_GOOD and back[count] >= _COME_BACK]
    return np.asarray(tried[max([best, *finer])][2])


def steadiness(
    groupings: Sequence[np.ndarray], points: np.ndarray, *, seed: int, draws: int = _DRAWS
) -> list[np.ndarray]:
    """Tell for each group how well it comes back when some turns are left out.

    The mean of the best Jaccard overlap over draws of turns (Hennig 2007, *Cluster-wise assessment of cluster
    stability*): each draw moves its turns together, grows its own tree and settles anew.

    Args:
        groupings: one or more ways to group the points, each a group number a point.
        points: see `vectors.make_vectors`.
        seed: fixes the draws.
        draws: how many.

    Returns:
        For each grouping a number a group, 0–1; below 0.5 a group falls apart, from 0.75 it is steady.
    """
    chance = np.random.default_rng(seed)
    overlaps: list[list[np.ndarray]] = [[] for _ in groupings]
    for _ in range(draws):
        rows = np.sort(chance.permutation(len(points))[: min(2 * _DRAWN, int(0.8 * len(points)))])
        drawn = np.sort(chance.permutation(len(rows))[:_DRAWN])
        near = move_together(points[rows], drawn)
        tree = grow_tree(near[drawn])
        for labels, found in zip(groupings, overlaps, strict=True):
            count = int(labels.max()) + 1
            own, _ = settle(near, cut_tree(tree, near[drawn], count))
            found.append(_best_overlaps(labels[rows], own, count))
    return [_mean_of_known(np.array(found)) for found in overlaps]


def _mean_of_known(overlaps: np.ndarray) -> np.ndarray:
    known = ~np.isnan(overlaps)
    return np.asarray(np.where(known, overlaps, 0).sum(axis=0) / np.maximum(1, known.sum(axis=0)))


def tree_rows(marks: Sequence[str], *, seed: int) -> np.ndarray:
    """Return the rows a tree is grown from."""
    from kennis.themes.vectors import sample_rows

    return sample_rows(marks, TREE_ROWS, seed=seed)


def _best_overlaps(labels: np.ndarray, own: np.ndarray, count: int) -> np.ndarray:
    both = np.zeros((count, int(own.max()) + 1))
    np.add.at(both, (labels, own), 1)
    here, there = both.sum(axis=1, keepdims=True), both.sum(axis=0, keepdims=True)
    overlap = (both / np.maximum(here + there - both, 1)).max(axis=1)
    return np.where(here[:, 0] > 0, overlap, np.nan)


def single_words(lemmas: list[str]) -> list[str]:
    """Leave out the parts that follow a compound: they come with it by themselves."""
    from kennis.language.compounds import split_compound

    kept: list[str] = []
    parts: list[str] = []
    for lemma in lemmas:
        if lemma in parts:
            parts.remove(lemma)
            continue
        kept.append(lemma)
        parts = list(split_compound(lemma))
    return kept


def _deal(turns: list[list[str]], chance: np.random.Generator) -> list[list[str]]:
    words = [word for turn in turns for word in turn]
    order = iter(chance.permutation(len(words)))
    return [[words[next(order)] for _ in turn] for turn in turns]


def _pairs_again(turns: list[list[str]]) -> float:
    from scipy import sparse

    turns = [sorted(set(turn)) for turn in turns]
    counts = Counter(word for turn in turns for word in turn)
    places = {word: place for place, word in enumerate(sorted(word for word, n in counts.items() if n > 1))}
    known = [[places[word] for word in turn if word in places] for turn in turns]
    ends = np.concatenate([[0], np.cumsum([len(own) for own in known])])
    flat = [place for own in known for place in own]
    held = sparse.csr_matrix((np.ones(len(flat)), flat, ends), shape=(len(turns), len(places)))
    often = np.asarray(held.sum(axis=0)).ravel()
    pairs = (held.T @ held).tocoo()
    kept = (pairs.row < pairs.col) & (pairs.data >= 2)
    return float((pairs.data[kept] ** 2 / (often[pairs.row[kept]] * often[pairs.col[kept]])).sum())
