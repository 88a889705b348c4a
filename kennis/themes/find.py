"""Emergent themes: which turns belong together, and in which words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from kennis.tables import CLUSTERS, require_columns
from kennis.themes.vectors import lemma_table, make_vectors

if TYPE_CHECKING:
    from spacy.language import Language

FEWEST_TURNS = 80
MOST_THEMES = 14
TURNS_A_THEME = 50  # on average at least: a theme of a handful of turns is soon chance
FEWEST_LEMMAS = 3
WORDS_SHOWN = 8
TOO_LITTLE = "Te weinig materiaal: met zo weinig beurten zijn geen thema's te onderscheiden."


@dataclass(frozen=True)
class Themes:
    """What clustering gave.

    Attributes:
        clusters: `utterance_id, cluster, strength`; `cluster` is "" for turns set aside (too short, or without
            words that carry content); `strength` (0–1) is the likeness to the theme's middle.
        words: `cluster, word, weight`, the most distinctive words first.
        summary: `cluster, name, turns`, the largest first.
        set_aside: how many turns were set aside.
        sentence: plain Dutch on how much this can carry.
    """

    clusters: pd.DataFrame
    words: pd.DataFrame
    summary: pd.DataFrame
    set_aside: int
    sentence: str


def find_themes(utterances: pd.DataFrame, *, nlp: Language | None = None, seed: int = 20, min_words: int = 4) -> Themes:
    """Bring utterances together that speak of the same thing.

    Args:
        utterances: needs `utterance_id` and `text`.
        nlp: the pipeline; without it the built-in one.
        seed: fixes what chance decides; the same turns give the same themes in any order.
        min_words: shorter turns are set aside (and counted).

    Returns:
        The themes; none at all where there are fewer than `FEWEST_TURNS` usable turns.

    Raises:
        KennisError: a column is missing.
    """
    from threadpoolctl import threadpool_limits

    require_columns(utterances, ["utterance_id", "text"], table="utterances")
    table = lemma_table(utterances, nlp=nlp)
    words = table["utterance_id"].map(utterances.set_index("utterance_id")["text"].str.split().str.len())
    distinct = table["lemmas"].map(lambda lemmas: len(set(lemmas)))
    usable = (words >= min_words) & (distinct >= FEWEST_LEMMAS)
    kept = table[usable].reset_index(drop=True)
    aside = int((~usable).sum())
    if len(kept) < FEWEST_TURNS:
        return _no_themes(table)
    # One thread: faster at this size, and the same sums in the same order on every machine.
    with threadpool_limits(1):
        vectors = make_vectors(list(kept["lemmas"]), seed=seed)
        labels, strength = _cluster(vectors, seed=seed)
    placed = kept.assign(cluster=labels, strength=strength.round(4))
    clusters = table[["utterance_id"]].merge(placed[["utterance_id", "cluster", "strength"]], how="left")
    distinctive = distinctive_words(placed)
    sentence = (
        f"We verdeelden {len(kept)} beurten over {placed['cluster'].nunique()} thema's. "
        f"{aside} beurten bleven apart: er staan te weinig woorden in om te vergelijken."
    )
    summary = _summarise(placed, distinctive)
    return Themes(clusters.fillna({"cluster": ""}), distinctive, summary, aside, sentence)


def distinctive_words(placed: pd.DataFrame, *, count: int = WORDS_SHOWN) -> pd.DataFrame:
    """Find the words that set each theme apart.

    Log-odds with an informative Dirichlet prior (Monroe, Colaresi & Quinn 2008, “Fightin' Words”), over turns
    in which a word stands, so that one turn that repeats a word does not name a theme.

    Args:
        placed: needs `cluster` and `lemmas` (lists).
        count: how many words a theme.

    Returns:
        `cluster, word, weight` (z-score), the most distinctive first.
    """
    rows = placed[["cluster", "lemmas"]].explode("lemmas").dropna()
    rows = rows.reset_index(names="turn").drop_duplicates()
    counts = rows.groupby(["cluster", "lemmas"]).size().unstack(fill_value=0)
    counts = counts.loc[:, counts.sum() >= 3]
    prior = counts.sum() * 0.5 + 0.01
    total = counts.sum().sum()
    out = []
    for cluster, here in counts.iterrows():
        there = counts.sum() - here
        odds = np.log((here + prior) / (here.sum() + prior.sum() - here - prior))
        odds -= np.log((there + prior) / (total - here.sum() + prior.sum() - there - prior))
        score = odds / np.sqrt(1 / (here + prior) + 1 / (there + prior))
        best = score[here >= 3].sort_index().sort_values(ascending=False, kind="stable").head(count)
        out.append(pd.DataFrame({"cluster": cluster, "word": best.index, "weight": best.to_numpy().round(3)}))
    return pd.concat(out, ignore_index=True)


def typical_quotes(
    clusters: pd.DataFrame, utterances: pd.DataFrame, *, count: int = 3, most_words: int = 60
) -> pd.DataFrame:
    """Pick each theme's most typical turns, of one voice no more than one where there is a choice.

    Returns:
        The columns of `utterances` with `cluster` and `strength`, the most typical first.
    """
    rows = clusters[clusters["cluster"] != ""].merge(utterances, on="utterance_id")
    rows = rows[rows["text"].str.split().str.len().between(6, most_words)]
    rows = rows.sort_values(["cluster", "strength", "utterance_id"], ascending=[True, False, True])
    again = rows.groupby(["cluster", "speaker"]).cumcount() * rows["speaker"].ne("")
    rows = rows.assign(again=again).sort_values(["cluster", "again"], kind="stable")
    return rows.groupby("cluster").head(count).drop(columns="again").reset_index(drop=True)


def _cluster(vectors: np.ndarray, *, seed: int) -> tuple[np.ndarray, np.ndarray]:
    from sklearn.cluster import KMeans
    from sklearn.metrics import silhouette_score

    best: tuple[float, KMeans] | None = None
    for k in range(4, max(4, min(MOST_THEMES, len(vectors) // TURNS_A_THEME)) + 1):
        model = KMeans(k, n_init=5, random_state=seed).fit(vectors)
        fit = float(silhouette_score(vectors, model.labels_, metric="cosine", sample_size=4000, random_state=seed))
        if best is None or fit > best[0]:
            best = (fit, model)
    assert best is not None  # noqa: S101 - FEWEST_TURNS leaves at least one k
    labels, centres = best[1].labels_, best[1].cluster_centers_
    sizes = np.bincount(labels, minlength=len(centres))
    order = {int(old): f"T{new:02d}" for new, old in enumerate(np.argsort(-sizes, kind="stable"), start=1)}
    unit = centres / np.maximum(np.linalg.norm(centres, axis=1, keepdims=True), 1e-12)
    strength = np.clip((vectors * unit[labels]).sum(axis=1), 0, 1)
    return np.array([order[int(label)] for label in labels]), strength


def _summarise(placed: pd.DataFrame, words: pd.DataFrame) -> pd.DataFrame:
    names = words.groupby("cluster")["word"].apply(lambda group: " · ".join(group.head(3)))
    sizes = placed.groupby("cluster").size()
    return pd.DataFrame(
        {"cluster": sizes.index, "name": names.reindex(sizes.index).to_numpy(), "turns": sizes.to_numpy()}
    )


def _no_themes(table: pd.DataFrame) -> Themes:
    clusters = table[["utterance_id"]].assign(cluster="", strength=float("nan"))
    return Themes(
        clusters[list(CLUSTERS.names)],
        pd.DataFrame(columns=["cluster", "word", "weight"]),
        pd.DataFrame(columns=["cluster", "name", "turns"]),
        len(table),
        TOO_LITTLE,
    )
