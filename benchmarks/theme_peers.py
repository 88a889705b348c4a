"""The usual tools that `themes.py` puts beside ours. Each takes lemmas, our vectors and a seed, and gives a label a turn.

They are told how many themes there are, where they can be told. A label of -1 is what a tool calls an outlier.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from kennis.coding import load_codebook
from kennis.coding.themes import theme_of, themes_of
from kennis.themes import make_vectors

BOOK = load_codebook()
THEMES = themes_of(BOOK)
GIVEN = len(THEMES)
Group = Callable[[list[list[str]], np.ndarray, int], np.ndarray]


def find_peers() -> dict[str, Group]:
    """Return the tools that are here; print which are missing."""
    found: dict[str, Group] = {
        "k-means op onze punten": kmeans, "HDBSCAN op onze punten": hdbscan, "k-means op woorden": on_words(kmeans),
        "HDBSCAN op woorden": on_words(hdbscan), "NMF": nmf, "LDA": lda,
    }  # fmt: skip
    more = {
        "bertopic": {"BERTopic op onze punten": bertopic, "BERTopic op woorden": on_words(bertopic)},
        "corextopic": {"CorEx": corex, "CorEx met ankers": partial(corex, anchored=True)},
        "top2vec": {"Top2Vec": top2vec, "Top2Vec op onze punten": partial(top2vec, given=True)},
    }
    for package, tools in more.items():
        try:
            __import__(package)
            found |= tools
        except Exception as error:
            print(f"niet hier: {package} ({type(error).__name__})")
    return found


def on_words(group: Group) -> Group:
    """Let a tool group by the words alone: TF-IDF and SVD."""
    return lambda lemmas, vectors, seed: group(lemmas, make_vectors(lemmas), seed)


def kmeans(lemmas: list[list[str]], vectors: np.ndarray, seed: int) -> np.ndarray:
    """MiniBatchKMeans."""
    from sklearn.cluster import MiniBatchKMeans

    return MiniBatchKMeans(GIVEN, random_state=seed, n_init=3).fit_predict(vectors)


def hdbscan(lemmas: list[list[str]], vectors: np.ndarray, seed: int) -> np.ndarray:
    """HDBSCAN of scikit-learn."""
    from sklearn.cluster import HDBSCAN

    return HDBSCAN(min_cluster_size=10).fit_predict(vectors)


def nmf(lemmas: list[list[str]], vectors: np.ndarray, seed: int) -> np.ndarray:
    """Non-negative matrix factorisation of TF-IDF."""
    from sklearn.decomposition import NMF
    from sklearn.feature_extraction.text import TfidfVectorizer

    rows = TfidfVectorizer(analyzer=_as_it_is, min_df=2, max_df=0.2).fit_transform(lemmas)
    return NMF(GIVEN, random_state=seed, init="nndsvda").fit_transform(rows).argmax(axis=1)


def lda(lemmas: list[list[str]], vectors: np.ndarray, seed: int) -> np.ndarray:
    """Latent Dirichlet allocation on counts."""
    from sklearn.decomposition import LatentDirichletAllocation
    from sklearn.feature_extraction.text import CountVectorizer

    rows = CountVectorizer(analyzer=_as_it_is, min_df=2, max_df=0.2).fit_transform(lemmas)
    return LatentDirichletAllocation(GIVEN, random_state=seed).fit_transform(rows).argmax(axis=1)


def bertopic(lemmas: list[list[str]], vectors: np.ndarray, seed: int) -> np.ndarray:
    """BERTopic as it comes, on given vectors; only its chance is fixed."""
    from bertopic import BERTopic
    from umap import UMAP

    reduce = UMAP(n_neighbors=15, n_components=5, min_dist=0.0, metric="cosine", random_state=seed)
    texts = [" ".join(own) or "leeg" for own in lemmas]
    return np.array(BERTopic(umap_model=reduce, language="multilingual").fit_transform(texts, vectors)[0])


def corex(lemmas: list[list[str]], vectors: np.ndarray, seed: int, *, anchored: bool = False) -> np.ndarray:
    """CorEx; anchored with single words of the codebook's patterns."""
    from corextopic import corextopic
    from sklearn.feature_extraction.text import CountVectorizer

    counter = CountVectorizer(analyzer=_as_it_is, min_df=2, max_df=0.2, binary=True)
    rows, known = counter.fit_transform(lemmas), set(counter.get_feature_names_out())
    patterns: dict[str, set[str]] = {theme: set() for theme in THEMES}
    for code in BOOK.codes:
        for kind in ("aanwezig", "afwezig"):
            patterns[theme_of(code)] |= {word for word in code.patterns.get(kind, ()) if word in known}
    model = corextopic.Corex(n_hidden=GIVEN, seed=seed)
    anchors = [sorted(words)[:30] for words in patterns.values() if words] if anchored else None
    model.fit(rows, words=list(counter.get_feature_names_out()), anchors=anchors, anchor_strength=3)
    return model.p_y_given_x.argmax(axis=1)


def top2vec(lemmas: list[list[str]], vectors: np.ndarray, seed: int, *, given: bool = False) -> np.ndarray:
    """Top2Vec: its own doc2vec, or our vectors (words then lie at the mean of their turns)."""
    from top2vec import Top2Vec

    texts = [" ".join(own) or "leeg" for own in lemmas]
    cut: dict[str, Any] = {"tokenizer": str.split, "min_count": 2, "workers": 1, "split_documents": False}
    if not given:
        return np.asarray(
            Top2Vec(texts, embedding_model="doc2vec", speed="learn", umap_args=_top2vec_umap(seed), **cut).doc_top
        )
    places = dict(zip(texts, vectors, strict=True))
    words = {word: vectors[[word in own for own in lemmas]].mean(axis=0) for word in {w for own in lemmas for w in own}}
    blank = np.full(vectors.shape[1], 1e-3)

    def embed(asked: list[str]) -> np.ndarray:
        rows = np.array([places.get(text, words.get(text, blank)) for text in asked])
        return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)

    return np.asarray(Top2Vec(texts, embedding_model=embed, umap_args=_top2vec_umap(seed), **cut).doc_top)


def _top2vec_umap(seed: int) -> dict[str, Any]:
    return {"n_neighbors": 15, "n_components": 5, "metric": "cosine", "random_state": seed}


def _as_it_is(own: list[str]) -> list[str]:
    return own
