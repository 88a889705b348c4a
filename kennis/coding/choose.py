"""What to code next: the turns the computer doubts most, and of those the ones that differ most from each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from kennis.coding.codebook import Codebook, load_codebook
from kennis.coding.learn import coded_rows, learn_from
from kennis.coding.log import MACHINES
from kennis.coding.model import Decider, Scored
from kennis.coding.themes import themes_of
from kennis.coding.weights import Weights, load_weights
from kennis.tables import in_order, require_columns

if TYPE_CHECKING:
    from spacy.language import Language

COLUMNS = ["utterance_id", "text", "theme", "doubt", "reason"]
_POOL = 10  # diversity is looked for among so many times as many doubtful turns as are asked for
_SHORTEST = 4  # words: *ja, precies* teaches nothing


def next_to_code(
    codings: pd.DataFrame,
    utterances: pd.DataFrame,
    *,
    codebook: Codebook | None = None,
    most: int = 20,
    among: int = 400,
    seed: int = 20,
    nlp: Language | None = None,
    weights: Weights | None = None,
) -> pd.DataFrame:
    """Choose the turns from which the computer would learn most when a person codes them.

    Doubt is nearness of a chance to the border of a suggestion; of the most doubtful turns those are
    taken that look least like each other and like what was coded already (greedy, farthest first).

    Args:
        codings: the logs; turns a person looked at already are left out.
        utterances: `utterance_id, text`.
        codebook: the study's codebook; the one that ships when left out.
        most: how many turns at most.
        among: from how many turns, drawn by `seed`, they are chosen: that keeps the wait short.
        seed: the same number draws the same turns.
        nlp: a pipeline from `language.load_pipeline`; `builtin` when left out.
        weights: what to code with; when left out what ships, and what it learns from the codings if the codebook has
            themes that it does not know.

    Returns:
        The best turn to code first: `utterance_id, text, theme, doubt, reason`; `theme` is the theme of the codebook
        that the computer doubts about (empty if it knows none of them: then turns that differ most come first),
        `doubt` is 1 on the border and 0 when it is sure, `reason` says it in Dutch.

    Raises:
        KennisError: a column is missing.
    """
    from kennis.language import analyse, content_lemmas, load_pipeline

    require_columns(utterances, ["utterance_id", "text"], table="utterances")
    require_columns(codings, ["utterance_id", "coder"], table="codings")
    seen = set(codings.loc[~codings["coder"].isin(MACHINES), "utterance_id"])
    long_enough = utterances["text"].str.split().str.len() >= _SHORTEST
    left = in_order(utterances[~utterances["utterance_id"].isin(seen) & long_enough]).reset_index(drop=True)
    left = left.sample(min(among, len(left)), random_state=seed).sort_index().reset_index(drop=True)
    if left.empty:
        return pd.DataFrame(columns=COLUMNS)
    pipeline, book = nlp or load_pipeline(), codebook or load_codebook()
    docs = list(analyse(left["text"], pipeline))
    decider = Decider(book, weights or _weights_for(book, codings, utterances, pipeline))
    doubts = [_doubt(pieces, decider) for pieces in decider.score(docs)]
    table = left[["utterance_id", "text"]].assign(
        theme=[theme for theme, _ in doubts], doubt=[doubt for _, doubt in doubts]
    )
    pool = table.sort_values("doubt", ascending=False, kind="stable").head(most * _POOL)
    chosen = _spread([content_lemmas(docs[place]) for place in pool.index], pool["doubt"].to_numpy(), most)
    return (
        pool.iloc[chosen]
        .assign(reason=lambda rows: [_told(row.theme, book) for row in rows.itertuples()])
        .reset_index(drop=True)[COLUMNS]
    )


def _weights_for(book: Codebook, codings: pd.DataFrame, utterances: pd.DataFrame, nlp: Language) -> Weights:
    """Return what ships; of a codebook with other themes what is learned from the codings, where there are any."""
    shipped = load_weights()
    if {*themes_of(book)} <= {*shipped.themes} or coded_rows(codings, utterances).empty:
        return shipped
    return learn_from(codings, utterances, book, nlp=nlp, weights=shipped)


def _doubt(pieces: list[Scored], decider: Decider) -> tuple[str, float]:
    """Return the theme of the codebook whose chance lies nearest to its border, and how near that is."""
    ours = {*themes_of(decider.codebook)}
    own = [place for place, theme in enumerate(decider.weights.themes) if theme in ours]
    nearest = [np.abs(piece.themes - decider.weights.least) for piece in pieces]
    if not nearest or not own:
        return "", float(bool(nearest))
    distances = np.min(nearest, axis=0)
    place = min(own, key=lambda one: distances[one])
    return decider.weights.themes[place], round(float(max(0.0, 1 - 2 * distances[place])), 3)


def _spread(words: list[list[str]], doubt: np.ndarray, most: int) -> list[int]:
    """Choose places one by one: doubtful, and far from all that were chosen (cosine of TF-IDF)."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    if not any(words):
        return list(range(min(most, len(words))))
    rows = TfidfVectorizer(analyzer=list).fit_transform(words)
    chosen: list[int] = []
    likeness = np.zeros(len(words))
    for _ in range(min(most, len(words))):
        worth = doubt * (1 - likeness)
        worth[chosen] = -1
        chosen.append(int(worth.argmax()))
        likeness = np.maximum(likeness, (rows @ rows[chosen[-1]].T).toarray().ravel())
    return chosen


def _told(theme: str, book: Codebook) -> str:
    if not theme:
        return "de computer kent de codes van dit codeboek nog niet"
    label = book.code(theme).label if theme in book.slugs else getattr(book.insights.get(theme), "label", theme)
    return f"de computer twijfelt of dit over {label.lower()} gaat"
