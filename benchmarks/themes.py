"""How well themes are found, how steady they are, who is left out, and what it costs: ours beside the usual tools.

    python benchmarks/themes.py                      agreement and steadiness
    python benchmarks/themes.py --scale 1000 10000   time and memory as well, at these numbers of turns
    python benchmarks/themes.py --real FILE.csv …    also on sentences of your own (`text, codes`, or `codes1, codes2`: rows on which they agree)

Materials: invented sentences of one theme each, never trained on (*pas 6*, *pas 13*), and the sample study: all of its
turns are grouped, and the turns count to which people gave codes of one theme. The other tools are told how many
themes there are (six) where they can be; ours has to find that out. Tools that take vectors get ours and, apart, those
of the words alone. What a tool leaves out counts as a group of its own. V grows with the number of groups, also where
these are chance; AMI is corrected for that.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
import warnings
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.metrics import adjusted_mutual_info_score, adjusted_rand_score, v_measure_score
from theme_peers import BOOK, GIVEN, THEMES, Group, find_peers

from kennis.coding import accepted_codings, suggest_codings
from kennis.coding.themes import STARTER_NAMES, theme_of
from kennis.language import load_pipeline
from kennis.study import open_study
from kennis.themes import find_themes, lemma_table, make_vectors
from kennis.themes.find import conversations_of, group_points
from kennis.themes.vectors import meaning_rows

warnings.filterwarnings("ignore")
HERE = Path(__file__).parent


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
    files = {"pas 6": HERE / "data" / "coding_pass6.csv", "pas 13": HERE / "data" / "coding_pass13.csv"}
    files |= {Path(path).stem: Path(path) for path in asked.real}
    print(
        f"{'materiaal':10} {'zinnen':>6} {'wie':24} {'V':>6} {'ARI':>6} {'AMI':>6} {'B3-F1':>6} {'themas':>6} {'apart':>6} {'vast':>6}"
    )
    if not asked.scale:
        for name, path in files.items():
            measure(name, *read_single(path), peers)
        measure("studie", *read_sample(), peers)
    for count in asked.scale:
        measure_cost(count, peers)


def read_single(path: Path) -> tuple[pd.DataFrame, np.ndarray]:
    """Read the sentences of exactly one theme: `utterance_id, text`, and their themes."""
    rows = pd.read_csv(path, dtype=str, keep_default_na=False)
    columns = [name for name in ("codes", "codes1", "codes2") if name in rows]
    own = [[_themes(codes) for codes in given] for given in zip(*(rows[name] for name in columns), strict=True)]
    kept = np.array([len(given[0]) == 1 and all(themes == given[0] for themes in given) for given in own])
    table = pd.DataFrame({"utterance_id": [f"s{n:05d}" for n in np.flatnonzero(kept)], "text": rows["text"][kept]})
    return table.reset_index(drop=True), np.array(
        [given[0].pop() for given, keep in zip(own, kept, strict=True) if keep]
    )


def read_sample() -> tuple[pd.DataFrame, np.ndarray]:
    """Read all turns of the sample study, and the theme of those to which people gave codes of one theme ("" for others)."""
    study = open_study(HERE.parent / "corpus")
    coded = accepted_codings(study.codings)
    coded = coded[coded["code"].isin(BOOK.slugs)]
    themes = coded["code"].map(lambda code: theme_of(BOOK.code(code))).groupby(coded["utterance_id"]).agg(set)
    single = themes[themes.map(len) == 1].map(min)
    turns = study.utterances[["utterance_id", "meeting_id", "turn", "role", "text"]].reset_index(drop=True)
    return turns, turns["utterance_id"].map(single).fillna("").to_numpy()


def _themes(codes: str) -> set[str]:
    names = {part.split(":")[0].strip() for part in codes.replace(";", "|").replace(",", "|").split("|")}
    names = {STARTER_NAMES.get(name, name) for name in names}
    return {theme_of(BOOK.code(name)) if name in BOOK.slugs else name for name in names} & set(THEMES)


def measure(name: str, table: pd.DataFrame, gold: np.ndarray, peers: dict[str, Group]) -> None:
    """Print how well each tool finds the known themes, over seeds and orders."""
    nlp = load_pipeline()
    codings = suggest_codings(table, BOOK, nlp=nlp)
    runs = []
    for seed in range(3):
        themes = find_themes(table.sample(frac=1, random_state=seed), codings=codings, codebook=BOOK, nlp=nlp)
        runs.append(table[["utterance_id"]].merge(themes.clusters, on="utterance_id")["cluster"].to_numpy())
    show(name, "kennis", gold, runs)
    read = lemma_table(table, nlp=nlp, codebook=BOOK).set_index("utterance_id").loc[table["utterance_id"]]
    meaning = meaning_rows(codings, table["utterance_id"], BOOK, read["chances"])
    lemmas = list(read["lemmas"])
    vectors = make_vectors(lemmas, meaning, conversations=conversations_of(table["utterance_id"], table))
    for label, group in peers.items():
        show(name, label, gold, _try_seeds(group, lemmas, vectors))


def _try_seeds(group: Group, lemmas: list[list[str]], vectors: np.ndarray) -> list[np.ndarray]:
    runs = []
    for seed in range(3):
        order = np.random.default_rng(seed).permutation(len(lemmas))
        try:
            labels = np.asarray(group([lemmas[row] for row in order], vectors[order], seed))
        except Exception as error:  # a tool that cannot do it is no reason to stop
            print(f"  ging niet: {type(error).__name__}: {str(error)[:90]}")
            return []
        back = np.empty(len(order), dtype=object)
        back[order] = ["" if str(label) == "-1" else str(label) for label in labels]
        runs.append(back)
    return runs


def show(material: str, name: str, gold: np.ndarray, runs: Sequence[np.ndarray]) -> None:
    """Print a row: the mean over runs; what was left out counts as one group of its own."""
    if not runs:
        return
    known = gold != ""
    scores = []
    for run in runs:
        pair = gold[known], run[known]
        agreed = [
            measure(*pair) for measure in (v_measure_score, adjusted_rand_score, adjusted_mutual_info_score, bcubed)
        ]
        scores.append((*agreed, len(set(run) - {""}), np.mean(run == "")))
    v, ari, ami, b3, count, apart = np.mean(scores, axis=0)
    steady = np.mean([adjusted_rand_score(runs[0], run) for run in runs[1:]])
    print(
        f"{material:10} {known.sum():6} {name:24} {v:6.3f} {ari:6.3f} {ami:6.3f} {b3:6.3f} {count:6.1f} {apart:6.3f} {steady:6.3f}",
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
