"""How well themes are found, how steady they are, who is left out, and what it costs: ours beside the usual tools.

    python benchmarks/themes.py                      agreement and steadiness
    python benchmarks/themes.py --scale 1000 10000   time and memory as well, at these numbers of turns
    python benchmarks/themes.py --real FILE.csv …    also on sentences of your own (`text, codes`); nothing is kept

Materials: invented sentences of one theme each. *pas 6* and *eigen* were never trained on. The other tools are told
how many themes there are (six); ours has to find that out. BERTopic and k-means get our vectors (the words' part and the whole).
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.metrics import adjusted_rand_score, v_measure_score

from kennis.coding import load_codebook, suggest_codings
from kennis.coding.themes import STARTER_NAMES, theme_of, themes_of
from kennis.language import load_pipeline
from kennis.themes import find_themes, lemma_table, make_vectors
from kennis.themes.find import group_points
from kennis.themes.vectors import meaning_rows

warnings.filterwarnings("ignore")
HERE = Path(__file__).parent
BOOK = load_codebook()
THEMES = themes_of(BOOK)
GIVEN = len(THEMES)
PEERS = {"bertopic": "BERTopic", "corextopic": "CorEx (anchored)", "top2vec": "Top2Vec"}
Group = Callable[[list[list[str]], np.ndarray, int], np.ndarray]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--real", nargs="*", default=[])
    parser.add_argument("--scale", nargs="*", type=int, default=[])
    parser.add_argument("--one", nargs=2)
    asked = parser.parse_args()
    if asked.one:
        print(run_one(asked.one[0], int(asked.one[1])))
        return
    peers = find_peers()
    materials = {"pas 6": HERE / "data" / "coding_pass6.csv", "eigen": HERE / "data" / "coding_eigen.csv"}
    materials |= {Path(path).stem: Path(path) for path in asked.real}
    print(
        f"{'materiaal':14} {'zinnen':>6} {'wie':22} {'V':>6} {'ARI':>6} {'B3-F1':>6} {'themas':>6} {'apart':>6} {'vast':>6}"
    )
    for name, path in materials.items():
        measure(name, *read_single(path), peers)
    for count in asked.scale:
        measure_cost(count, peers)


def find_peers() -> dict[str, Group]:
    """Return the tools that are here; print which are missing."""
    found: dict[str, Group] = {
        "k-means on words": kmeans_words, "k-means on ours": kmeans_ours, "NMF": nmf, "LDA": lda,
    }  # fmt: skip
    more = {"bertopic": bertopic, "corextopic": corex, "top2vec": top2vec}
    for package, label in PEERS.items():
        try:
            __import__(package)
            found[label] = more[package]
        except Exception as error:
            print(f"niet hier: {label} ({type(error).__name__})")
    return found


def read_single(path: Path) -> tuple[pd.DataFrame, np.ndarray]:
    """Read the sentences of exactly one theme: `utterance_id, text`, and their themes."""
    rows = pd.read_csv(path, dtype=str, keep_default_na=False)
    column = next(name for name in ("codes", "codes_a", "thema", "theme", "themes", "code") if name in rows)
    own = [_themes(codes) for codes in rows[column]]
    kept = np.array([len(names) == 1 for names in own])
    table = pd.DataFrame({"utterance_id": [f"s{n:05d}" for n in np.flatnonzero(kept)], "text": rows["text"][kept]})
    return table.reset_index(drop=True), np.array([names.pop() for names in own if len(names) == 1])


def _themes(codes: str) -> set[str]:
    names = {part.split(":")[0].strip() for part in codes.replace(";", "|").replace(",", "|").split("|")}
    names = {STARTER_NAMES.get(name, name) for name in names}
    return {theme_of(BOOK.code(name)) if name in BOOK.slugs else name for name in names} & set(THEMES)


def measure(name: str, table: pd.DataFrame, gold: np.ndarray, peers: dict[str, Group]) -> None:
    """Print how well each tool finds the known themes, over seeds and orders."""
    codings = suggest_codings(table, BOOK)
    runs = []
    for seed in range(3):
        shuffled = table.sample(frac=1, random_state=seed)
        themes = find_themes(shuffled, codings=codings, codebook=BOOK)
        runs.append(table.merge(themes.clusters, on="utterance_id")["cluster"].to_numpy())
    show(name, "kennis", gold, runs)
    words = lemma_table(table).set_index("utterance_id")["lemmas"]
    lemmas = [words[identity] for identity in table["utterance_id"]]
    vectors = make_vectors(lemmas, meaning_rows(codings, table["utterance_id"], BOOK))
    for label, group in peers.items():
        show(name, label, gold, _try_seeds(group, lemmas, vectors))


def _try_seeds(group: Group, lemmas: list[list[str]], vectors: np.ndarray) -> list[np.ndarray]:
    runs = []
    for seed in range(3):
        order = np.random.default_rng(seed).permutation(len(lemmas))
        labels = np.asarray(group([lemmas[row] for row in order], vectors[order], seed))
        back = np.empty(len(order), dtype=object)
        back[order] = ["" if str(label) == "-1" else str(label) for label in labels]
        runs.append(back)
    return runs


def show(material: str, name: str, gold: np.ndarray, runs: Sequence[np.ndarray]) -> None:
    """Print a row: the mean over runs; what was left out counts as one group of its own."""
    scores = [
        (v_measure_score(gold, run), adjusted_rand_score(gold, run), bcubed(gold, run), len(set(run) - {""}), np.mean(run == ""))
        for run in runs
    ]  # fmt: skip
    v, ari, b3, count, apart = np.mean(scores, axis=0)
    steady = np.mean([adjusted_rand_score(runs[0], run) for run in runs[1:]])
    print(
        f"{material:14} {len(gold):6} {name:22} {v:6.3f} {ari:6.3f} {b3:6.3f} {count:6.1f} {apart:6.3f} {steady:6.3f}",
        flush=True,
    )


def bcubed(gold: np.ndarray, found: np.ndarray) -> float:
    """Return B-cubed F1 (Bagga & Baldwin 1998)."""
    both = pd.crosstab(gold, found).to_numpy().astype(float)
    precision = (both**2 / both.sum(axis=0, keepdims=True)).sum() / both.sum()
    recall = (both**2 / both.sum(axis=1, keepdims=True)).sum() / both.sum()
    return float(2 * precision * recall / (precision + recall))


def ours(lemmas: list[list[str]], vectors: np.ndarray, seed: int) -> np.ndarray:
    """Group with kennis, on vectors that are there."""
    marks = [" ".join(own) for own in lemmas]
    return group_points(vectors, marks, pd.Series("", index=range(len(marks))), seed=20)[0]


def kmeans_words(lemmas: list[list[str]], vectors: np.ndarray, seed: int) -> np.ndarray:
    """K-means on TF-IDF and SVD of the words."""
    return kmeans_ours(lemmas, make_vectors(lemmas), seed)


def kmeans_ours(lemmas: list[list[str]], vectors: np.ndarray, seed: int) -> np.ndarray:
    """MiniBatchKMeans on our vectors."""
    from sklearn.cluster import MiniBatchKMeans

    return MiniBatchKMeans(GIVEN, random_state=seed, n_init=3).fit_predict(vectors)


def nmf(lemmas: list[list[str]], vectors: np.ndarray, seed: int) -> np.ndarray:
    """Non-negative matrix factorisation of TF-IDF."""
    from sklearn.decomposition import NMF
    from sklearn.feature_extraction.text import TfidfVectorizer

    rows = TfidfVectorizer(analyzer=lambda own: own, min_df=2, max_df=0.2).fit_transform(lemmas)
    return NMF(GIVEN, random_state=seed, init="nndsvda").fit_transform(rows).argmax(axis=1)


def lda(lemmas: list[list[str]], vectors: np.ndarray, seed: int) -> np.ndarray:
    """Latent Dirichlet allocation on counts."""
    from sklearn.decomposition import LatentDirichletAllocation
    from sklearn.feature_extraction.text import CountVectorizer

    rows = CountVectorizer(analyzer=lambda own: own, min_df=2, max_df=0.2).fit_transform(lemmas)
    return LatentDirichletAllocation(GIVEN, random_state=seed).fit_transform(rows).argmax(axis=1)


def bertopic(lemmas: list[list[str]], vectors: np.ndarray, seed: int) -> np.ndarray:
    """BERTopic as it comes, on our vectors; only its chance is fixed."""
    from bertopic import BERTopic
    from umap import UMAP

    reduce = UMAP(n_neighbors=15, n_components=5, min_dist=0.0, metric="cosine", random_state=seed)
    texts = [" ".join(own) or "leeg" for own in lemmas]
    return np.array(BERTopic(umap_model=reduce, language="multilingual").fit_transform(texts, vectors)[0])


def corex(lemmas: list[list[str]], vectors: np.ndarray, seed: int) -> np.ndarray:
    """Anchored CorEx, with single words of the codebook's patterns as anchors."""
    from corextopic import corextopic
    from sklearn.feature_extraction.text import CountVectorizer

    counter = CountVectorizer(analyzer=lambda own: own, min_df=2, max_df=0.2, binary=True)
    rows, known = counter.fit_transform(lemmas), set(counter.get_feature_names_out())
    patterns = {theme: set() for theme in THEMES}
    for code in BOOK.codes:
        for kind in ("aanwezig", "afwezig"):
            patterns[theme_of(code)] |= {word for word in code.patterns.get(kind, ()) if word in known}
    model = corextopic.Corex(n_hidden=GIVEN, seed=seed)
    anchors = [sorted(words)[:30] for words in patterns.values() if words]
    model.fit(rows, words=list(counter.get_feature_names_out()), anchors=anchors, anchor_strength=3)
    return model.p_y_given_x.argmax(axis=1)


def top2vec(lemmas: list[list[str]], vectors: np.ndarray, seed: int) -> np.ndarray:
    """Top2Vec with vectors it learns itself."""
    from top2vec import Top2Vec

    model = Top2Vec([" ".join(own) for own in lemmas], min_count=2, speed="learn", workers=1)
    return np.asarray(model.doc_top)


def measure_cost(count: int, peers: dict[str, Group]) -> None:
    """Print seconds and memory of each tool on the same vectors, each in a process of its own."""
    for name in ("kennis", *peers):
        done = subprocess.run(
            [sys.executable, __file__, "--one", name, str(count)], capture_output=True, text=True, env=os.environ
        )
        print(done.stdout.strip() or f"{name}: {done.stderr.strip().splitlines()[-1:]}", flush=True)


def run_one(name: str, count: int) -> str:
    """Group many turns with one tool; the seconds are without reading and placing them, the memory is all."""
    import resource

    lemmas, vectors = many_turns(count)
    group = ours if name == "kennis" else find_peers()[name]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    started, used = time.perf_counter(), time.process_time()
    labels = np.asarray(group(lemmas, vectors, 0))
    seconds, used = time.perf_counter() - started, time.process_time() - used
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    apart = np.mean([str(label) == "-1" for label in labels])
    return f"{count:7,} beurten  {name:22} {seconds:7.1f} s ({used:7.1f} s rekentijd)  {most:6.0f} MB (vooraf {before:.0f})  apart {apart:.3f}"


def many_turns(count: int) -> tuple[list[list[str]], np.ndarray]:
    """Make many turns of the invented sentences by leaving words out, so that hardly two are the same."""
    from kennis.coding.train import STARTER

    rows = pd.read_csv(STARTER, dtype=str, keep_default_na=False)
    table = pd.DataFrame({"utterance_id": [f"z{n:05d}" for n in range(len(rows))], "text": rows["text"]})
    words = lemma_table(table, nlp=load_pipeline())["lemmas"]
    chance = np.random.default_rng(1)
    lemmas = []
    for row in range(count):
        own = words.iloc[row % len(words)]
        lemmas.append([word for word, keep in zip(own, chance.random(len(own)) > 0.25, strict=True) if keep])
    # The known themes stand in for the coder's suggestions: what is measured here is time, not agreement.
    wide = [_themes(codes) for codes in rows.loc[lemma_rows(table), "codes"]]
    meaning = np.zeros((count, GIVEN))
    for row in range(count):
        for theme in wide[row % len(wide)]:
            meaning[row, THEMES.index(theme)] = 0.7
    return lemmas, make_vectors(lemmas, meaning)


def lemma_rows(table: pd.DataFrame) -> list[int]:
    """Return the rows in the order of `lemma_table`."""
    return list(table.sort_values(["text", "utterance_id"], kind="stable").index)


if __name__ == "__main__":
    main()
