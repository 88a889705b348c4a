"""Turns as points: content lemmas, weighted, and brought together by what they share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from spacy.language import Language

DIMENSIONS = 100


def lemma_table(utterances: pd.DataFrame, *, nlp: Language | None = None) -> pd.DataFrame:
    """List the content lemmas of each utterance.

    Args:
        utterances: needs `utterance_id` and `text`.
        nlp: the pipeline; without it the built-in one.

    Returns:
        `utterance_id, lemmas` (a list of strings), sorted by `utterance_id`, so that what follows
        does not depend on the order in which the turns came in.
    """
    from kennis.language import analyse, content_lemmas

    ordered = utterances.sort_values("utterance_id", kind="stable").reset_index(drop=True)
    lemmas = [content_lemmas(doc) for doc in analyse(ordered["text"], nlp)]
    return pd.DataFrame({"utterance_id": ordered["utterance_id"], "lemmas": lemmas})


def make_vectors(lemmas: list[list[str]], *, seed: int) -> np.ndarray:
    """Give each list of lemmas a place: TF-IDF, reduced by SVD (latent semantic analysis, Deerwester et al. 1990).

    Args:
        lemmas: one list an utterance.
        seed: fixes the SVD.

    Returns:
        One row an utterance, at most `DIMENSIONS` columns, each row of length 1 (or 0 where no word is shared).
    """
    from sklearn.decomposition import TruncatedSVD
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.preprocessing import normalize

    weigh = TfidfVectorizer(analyzer=_unchanged, min_df=2, max_df=0.2, sublinear_tf=True)
    weights = weigh.fit_transform(lemmas)
    size = min(DIMENSIONS, min(weights.shape) - 1)
    if size < 2:
        return normalize(weights).toarray()
    return normalize(TruncatedSVD(size, random_state=seed).fit_transform(weights))


def _unchanged(lemmas: list[str]) -> list[str]:
    return lemmas
