"""Turns as points: the words that carry content, joined with what the coder sees in them.

Short spoken turns share few words, so words alone place them badly (see `docs/modelkaart-themas.md`). How likely the
coder finds each theme is a second set of coordinates. Where it finds none likely, a turn is placed by its words: that
is how a theme the codebook does not know still shows. In a conversation a turn is heard with what was said shortly
before and after it, as far as that is like it: people stay on a subject for some turns, and then move on.
"""

from __future__ import annotations

import zlib
from collections import Counter
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from spacy.language import Language
    from spacy.tokens import Doc

    from kennis.coding import Codebook

# Chosen by measuring (`benchmarks/themes.py`); synonym classes and background frequencies did not help, and are left out.
DIMENSIONS = (30, 40)  # the SVD is cut where the gap between two singular values is widest
MEANING = 3.0  # the weight of what the coder is sure of against 1 for the words
NEARBY = 6  # turns before and after it in the same conversation with which a turn is heard
_HEARD = 0.4  # what the next one counts at least, against 1 for the turn; one further on half of that, and so on
GRAIN = 1024  # steps in which a coordinate is counted: whole numbers add up to the same sum on every machine
_COMMON = 0.2  # a word in more than this share of the turns tells none apart
_BATCH = 500
_MOST_FITTED = 20_000  # turns the SVD is fitted on


def lemma_table(
    utterances: pd.DataFrame,
    *,
    nlp: Language | None = None,
    codebook: Codebook | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> pd.DataFrame:
    """List the content lemmas of each utterance, and how likely the coder finds each theme in it.

    Args:
        utterances: needs `utterance_id` and `text`.
        nlp: the pipeline; without it the built-in one.
        codebook: with it, the coder looks too.
        progress: called with (done, total) now and then.

    Returns:
        `utterance_id, lemmas` (a list of strings), with a codebook `chances` (an array, 0–1, one a theme of the
        codebook), sorted by text, then `utterance_id`, so that what follows does not depend on the order in which
        the turns came in.
    """
    from kennis.language import analyse, content_lemmas, load_pipeline

    pipeline = nlp or load_pipeline()
    see = _seer(codebook) if codebook else None
    ordered = utterances.sort_values(["text", "utterance_id"], kind="stable").reset_index(drop=True)
    lemmas: list[list[str]] = []
    chances: list[np.ndarray] = []
    for start in range(0, len(ordered), _BATCH):
        docs = list(analyse(ordered["text"].iloc[start : start + _BATCH], pipeline))
        lemmas += [content_lemmas(doc) for doc in docs]
        chances += see(docs) if see else []
        if progress:
            progress(len(lemmas), len(ordered))
    table = pd.DataFrame({"utterance_id": ordered["utterance_id"], "lemmas": lemmas})
    return table.assign(chances=chances) if codebook else table


def _seer(codebook: Codebook) -> Callable[[list[Doc]], list[np.ndarray]]:
    """Return what tells how likely the learned coder finds each theme of a codebook: the likeliest piece of a text counts."""
    from kennis.coding.model import Decider
    from kennis.coding.themes import themes_of
    from kennis.coding.weights import load_weights

    weights = load_weights()
    decider, wanted = Decider(codebook, weights), themes_of(codebook)
    learned = {theme: place for place, theme in enumerate(weights.themes)}

    def see(docs: list[Doc]) -> list[np.ndarray]:
        nothing = [np.zeros(len(learned))]
        best = [np.max([piece.themes for piece in pieces] or nothing, axis=0) for pieces in decider.score(docs)]
        # A theme the coder never learned (a study's own) is left to the suggestions.
        return [
            np.array([round(float(row[learned[name]]), 4) if name in learned else 0.0 for name in wanted])
            for row in best
        ]

    return see


def make_vectors(
    lemmas: Sequence[list[str]],
    meaning: np.ndarray | None = None,
    *,
    weight: float = MEANING,
    conversations: Sequence[np.ndarray] = (),
) -> np.ndarray:
    """Give each turn a place: by its words (`place_words`), beside what the coder sees (`join_meaning`).

    Returns:
        One row a turn; see `join_meaning`, also for the arguments.
    """
    return join_meaning(place_words(lemmas), meaning, weight=weight, conversations=conversations)


def join_meaning(
    words: np.ndarray,
    meaning: np.ndarray | None = None,
    *,
    weight: float = MEANING,
    conversations: Sequence[np.ndarray] = (),
) -> np.ndarray:
    """Put what the coder sees beside the words, and hear each turn in its conversation.

    The rows are brought to length one at most and rounded to whole steps of 1/`GRAIN`: sums and
    products of such numbers are exact, whatever the processor and the order of adding.

    Args:
        words: one row a turn (see `place_words`).
        meaning: one row a turn (see `meaning_rows`); without it words alone.
        weight: how much the meaning counts against the words.
        conversations: of each conversation the rows of its turns, in the order they were said; a row in none of them
            stands by itself.

    Returns:
        One row a turn of whole numbers (float32), of length at most about `GRAIN`; a turn that shares nothing is all zero.
    """
    whole = words if meaning is None else np.hstack([words, weight * meaning])
    heard, shares = _with_nearby(whole, conversations)
    width = words.shape[1]
    # A mean, not a sum: where many turns are heard the coder counts no heavier against the words than where one is.
    joined = np.hstack([_to_length_one(heard[:, :width]), heard[:, width:] / shares])
    # Where neither words nor coder say much, a turn stays near the centre, where it is like no theme.
    length = np.maximum(np.linalg.norm(joined, axis=1, keepdims=True), 1.0)
    return (np.rint(joined / length * GRAIN) + 0.0).astype(np.float32)


def meaning_rows(
    codings: pd.DataFrame, ids: pd.Series, codebook: Codebook, chances: Sequence[np.ndarray] | None = None
) -> np.ndarray:
    """Lay out what the coder sees, one row a turn: how likely it finds each theme.

    Args:
        codings: what it suggests: `utterance_id, code, score` (the chance of the code's theme, 0–1).
        ids: the turns, in the order of the rows wanted.
        codebook: the codebook the codes belong to.
        chances: how likely each theme is, suggested or not (see `lemma_table`).

    Returns:
        One column a theme.
    """
    from kennis.coding.themes import theme_of, themes_of

    themes = themes_of(codebook)
    row_of = {identity: row for row, identity in enumerate(ids)}
    rows = np.zeros((len(ids), len(themes))) if chances is None else np.array(list(chances))
    known = codings[codings["code"].isin(codebook.slugs) & codings["utterance_id"].isin(row_of)]
    for identity, code, score in known[["utterance_id", "code", "score"]].itertuples(index=False):
        chance = 0.5 if score != score else min(1.0, float(score))
        row, theme = rows[row_of[identity]], themes.index(theme_of(codebook.code(code)))
        row[theme] = max(row[theme], chance)
    return rows


def sample_rows(texts: Sequence[str], most: int, *, seed: int) -> np.ndarray:
    """Choose rows by what they say, so that the choice depends neither on order nor on what else there is.

    Returns:
        Row numbers, ascending; all of them where there are no more than `most`.
    """
    if len(texts) <= most:
        return np.arange(len(texts))
    marks = np.array([zlib.crc32(text.encode("utf-8"), seed) for text in texts])
    return np.sort(np.argsort(marks, kind="stable")[:most])


def place_words(lemmas: Sequence[list[str]]) -> np.ndarray:
    """Return the place of each turn by its words alone: one row a turn, of length one or zero.

    TF-IDF over lemmas and compound parts, reduced by an exact SVD (latent semantic analysis, Deerwester et al. 1990).

    Args:
        lemmas: one list a turn.
    """
    weights = _weigh_words(lemmas)
    size = min(DIMENSIONS[1], min(weights.shape) - 2)
    if size < 2:
        return np.asarray(weights.toarray())
    fitted = weights[sample_rows([" ".join(own) for own in lemmas], _MOST_FITTED, seed=0)]
    basis = _main_directions(fitted, size)
    return _to_length_one(np.asarray(weights @ basis))


def _to_length_one(rows: np.ndarray) -> np.ndarray:
    length = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.where(length > 1e-6, length, np.inf))


def _with_nearby(rows: np.ndarray, conversations: Sequence[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """Add to each turn what was said shortly before and after it, as far as that is like it or near it.

    A bilateral filter (Tomasi & Manduchi 1998): where the talk moves on to something else, what lies beyond the turn
    counts little. People stay on a subject for some turns, often in other words.

    Returns:
        The sums, and of how many turns' worth each of them is.
    """
    heard, whole, shares = rows.copy(), _to_length_one(rows), np.ones((len(rows), 1))
    for places in conversations:
        said, seen = rows[places], whole[places]
        for step in range(1, min(NEARBY, len(places) - 1) + 1):
            before, after = places[:-step], places[step:]
            share = np.maximum((seen[step:] * seen[:-step]).sum(axis=1, keepdims=True), _HEARD / step)
            heard[after] += share * said[:-step]
            heard[before] += share * said[step:]
            shares[after] += share
            shares[before] += share
    return heard, shares


def _weigh_words(lemmas: Sequence[list[str]]) -> Any:
    """Return TF-IDF rows of length one, of words in at least two turns and at most a fifth of them."""
    from scipy import sparse

    counts = Counter(word for own in lemmas for word in set(own))
    most = max(2, int(_COMMON * len(lemmas)))
    places = {word: place for place, word in enumerate(sorted(w for w, n in counts.items() if 2 <= n <= most))}
    rarity = np.array([np.log((1 + len(lemmas)) / (1 + counts[word])) + 1 for word in places])
    columns: list[int] = []
    values: list[np.ndarray] = []
    ends = [0]
    for own in lemmas:
        known = Counter(places[word] for word in own if word in places)
        columns += known.keys()
        weighed = (1 + np.log(list(known.values()))) * rarity[list(known)] if known else np.zeros(0)
        values.append(weighed / (np.linalg.norm(weighed) or 1.0))
        ends.append(len(columns))
    flat = np.concatenate(values) if values else np.zeros(0)
    return sparse.csr_matrix((flat, columns, ends), shape=(len(lemmas), len(places)))


def _main_directions(weights: Any, size: int) -> np.ndarray:
    """Return the singular vectors of the largest singular values: exact, with fixed signs, cut at the widest gap."""
    from scipy.sparse.linalg import svds

    start = np.ones(min(weights.shape)) / np.sqrt(min(weights.shape))
    _, values, rows = svds(weights, k=size, v0=start, tol=0)
    order = np.argsort(-values, kind="stable")
    values, rows = values[order], rows[order]
    # What is left beyond the rank is rounding, and differs from run to run.
    filled = values > 1e-8 * values[0]
    values, rows = values[filled], rows[filled]
    gaps = values[:-1] - values[1:]
    first = min(DIMENSIONS[0], len(values) - 1)
    kept = first + int(np.argmax(np.round(gaps[first - 1 :], 9))) if len(gaps) >= first else len(values)
    rows = rows[:kept]
    largest = np.abs(np.round(rows, 6)).argmax(axis=1)
    return np.asarray((rows * np.sign(rows[np.arange(len(rows)), largest])[:, None]).T)
