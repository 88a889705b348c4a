"""Train the learned coder: `python -m kennis.coding.train ../shared/ud` writes the weights that ship with kennis.

Everything that is chosen (thresholds, calibration, when a second code counts) is chosen on texts of a
pass the classifiers did not see: the sentences of one writer are never on both sides. The classifiers
that ship are then trained on all passes, and on sentences of newspapers and Wikipedia (a treebank) that
stand for all there is besides the themes: invented sentences without a theme are nearly all near misses,
and a coder that learns from those alone distrusts its patterns. Same data, same file: nothing here depends on chance.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from scipy.sparse import diags_array

from kennis.coding.codebook import Codebook, load_codebook
from kennis.coding.features import GROUPS, Features, Vocabulary, learn_vocabulary, read_features
from kennis.coding.lexicon import Lexicon
from kennis.coding.log import NO_CODE
from kennis.coding.rules import Found, find_codes
from kennis.coding.themes import theme_of, themes_of
from kennis.coding.weights import Weights, as_stored, blend, save_weights, squash
from kennis.tables import parse_csv, require_columns

if TYPE_CHECKING:
    from spacy.language import Language

STARTER = Path(__file__).parent / "data" / "zinnen.csv"
THEMES_ONLY = "0"  # the pass that was coded by theme, not by code
ORDINARY = "gewoon"  # the treebank's sentences: learned from, never chosen on
_ORDINARY_WORDS = range(6, 56)  # headings and enumerations are no sentences
# Chosen on real sentences (see `docs/modelkaart-coderen.md`), which are not ours to ship. On invented ones a lighter
# penalty does a little better: what is told apart by rare words there, is not told apart by them elsewhere.
_PENALTY = 8.0
REAL_LIKE = tuple("26 27 28 29 30 31".split())  # passes whose sentences have the manner of real ones
# What patterns add to a sum: for a theme or code that `rules` finds, and for each strong or weak pattern of it. Fitted
# (logistic regression beside the sums of words, all themes alike) on passes left out of those that are like real ones.
_FOUND, _HIT = 0.6, {"aanwezig": 0.5, "afwezig": 0.5, "zwak": 0.2}
MARGIN = 3.0  # sums then lie where the logistic function is not flat
_PULL = 5.0  # texts' worth of pull of an offset towards zero: it matters for a small study only
_MOST_ROUNDS, _TOLERANCE = 30, 0.02
_FOLDS = 5
_LEAST_LEFT_ALONE = 0.91  # of sentences that are like real ones; of real and spoken ones it is up to 0.09 less
_GRID = np.arange(0.2, 0.7, 0.02)


@dataclass(frozen=True)
class Material:
    """Coded texts as the classifiers want them: features, and who has which theme and code.

    `themes` and `codes` have a row a text; `fine` marks texts with codes and not themes alone.
    """

    features: list[Features]
    themes: np.ndarray
    codes: np.ndarray
    fine: np.ndarray
    passes: np.ndarray

    def take(self, rows: np.ndarray) -> Material:
        """Return some of the texts."""
        features = [self.features[row] for row in np.flatnonzero(rows)]
        parts = (self.themes, self.codes, self.fine, self.passes)
        return Material(features, *(part[rows] for part in parts))


def read_material(rows: pd.DataFrame, codebook: Codebook, nlp: Language) -> Material:
    """Analyse coded sentences.

    Args:
        rows: `text, codes` (slugs of codes or themes, `|` between them, or `geen`), `pass`.
        codebook: the codebook the codes belong to.
        nlp: a pipeline from `language.load_pipeline`.

    Returns:
        The texts as features with what they should be found to be.
    """
    require_columns(rows, ["text", "codes", "pass"], table="zinnen")
    return read_goals(rows, codebook, [features for features, _ in read_texts(rows["text"], codebook, nlp)])


def read_goals(rows: pd.DataFrame, codebook: Codebook, features: list[Features]) -> Material:
    """Return what coded sentences should be found to be, beside their features; see `read_material`."""
    themes = themes_of(codebook)
    own = [set(codes.split("|")) for codes in rows["codes"]]
    wide = [{theme_of(codebook.code(name)) if name in codebook.slugs else name for name in names} for names in own]
    return Material(
        features,
        np.array([[theme in names for theme in themes] for names in wide]),
        np.array([[code in names for code in codebook.slugs] for names in own]),
        np.array([names <= {*codebook.slugs, NO_CODE} for names in own]) & (rows["pass"] != THEMES_ONLY).to_numpy(),
        rows["pass"].to_numpy(dtype=str),
    )


def read_texts(texts: Iterable[str], codebook: Codebook, nlp: Language) -> Iterator[tuple[Features, list[Found]]]:
    """Yield the features of texts, and what the lexicon found in them."""
    lexicon = Lexicon(codebook)
    for doc in nlp.pipe(texts):
        hits = lexicon.find(doc)
        found = find_codes(doc, lexicon, codebook, hits=hits)
        yield read_features(doc, hits, found), found


def fit_weights(material: Material, codebook: Codebook) -> Weights:
    """Train the classifiers; calibration and thresholds are neutral until `choose` sets them."""
    # A word that only stands in ordinary sentences tells no theme from another.
    vocabulary = learn_vocabulary(material.take(material.passes != ORDINARY).features)
    matrix = vocabulary.transform(material.features)
    themes = themes_of(codebook)
    coefficients, offsets = fit_coder(matrix, material, vocabulary, codebook)
    neutral = np.full(len(themes), 0.5, dtype=np.float32)
    return Weights(
        vocabulary, themes, codebook.slugs, tuple(theme_of(code) for code in codebook.codes), as_stored(coefficients), offsets,
        np.ones(len(themes), dtype=np.float32), np.zeros(len(themes), dtype=np.float32), neutral, 0.5,
    )  # fmt: skip


def fit_coder(
    matrix: Any, material: Material, vocabulary: Vocabulary, codebook: Codebook
) -> tuple[np.ndarray, np.ndarray]:
    """Learn from words what tells a theme or code, and give the patterns a say that is not learned.

    Learned together, patterns would take it all: writers of invented sentences think of what a pattern is made of,
    and the words beside it then teach nothing. On real ones patterns miss half, and there the words must carry it.
    """
    patterns = np.fromiter(vocabulary.places["hits"].values(), dtype=np.int64)
    words = np.ones(matrix.shape[1], dtype=np.float32)
    words[patterns] = 0
    coefficients, offsets = fit_ridge((matrix @ diags_array(words)).tocsr(), *goals_of(material))
    coefficients[:, patterns] = _say_of_patterns(vocabulary, codebook)
    return coefficients, offsets


def _say_of_patterns(vocabulary: Vocabulary, codebook: Codebook) -> np.ndarray:
    """Return what each kind of hit (columns) adds to each theme and code (rows)."""
    themes = themes_of(codebook)
    own = [[code.slug for code in codebook.codes if theme_of(code) == theme] for theme in themes]
    outputs = [_said(f"{theme} thema gevonden", codes) for theme, codes in zip(themes, own, strict=True)]
    outputs += [_said(f"{slug} gevonden", [slug]) for slug in codebook.slugs]
    says = [[output.get(hit, 0.0) for hit in vocabulary.places["hits"]] for output in outputs]
    return np.array(says, dtype=np.float32) / GROUPS["hits"].weight


def _said(found: str, codes: list[str]) -> dict[str, float]:
    return {found: _FOUND} | {f"{code} {kind}": share for code in codes for kind, share in _HIT.items()}


def goals_of(material: Material) -> tuple[np.ndarray, np.ndarray]:
    """Return what every output should give for every text, and how much it may learn from that text (0–1)."""
    wanted = np.hstack([material.themes, material.codes])
    known = np.ones(wanted.shape, dtype=np.float32)
    known[:, material.themes.shape[1] :] = material.fine[:, None]
    return np.where(wanted, MARGIN, -MARGIN).astype(np.float32), known


def fit_ridge(
    matrix: Any, goals: np.ndarray, known: np.ndarray, *, penalty: float = _PENALTY
) -> tuple[np.ndarray, np.ndarray]:
    """Fit a ridge regression an output, all at once.

    Conjugate gradients on the normal equations (Hestenes & Stiefel 1952), one column an output: a
    sparse matrix times many columns costs little more than times one, which is why this is not scikit-learn's.

    Args:
        matrix: sparse, a row a text.
        goals: what each output (columns) should give for each text (rows).
        known: of the same shape: how much an output learns from a text; 0 is not at all.
        penalty: how strongly coefficients are held near zero.

    Returns:
        Coefficients (a row an output) and offsets (one an output).
    """
    mask = known.astype(np.float32)
    offsets = mean_of(goals, known)
    turned = matrix.T.tocsr()
    rest = turned @ (mask * (goals - offsets).astype(np.float32))
    found, way, size = np.zeros_like(rest), rest.copy(), (rest**2).sum(axis=0)
    least = size * _TOLERANCE**2 + 1e-9
    for _ in range(_MOST_ROUNDS):
        if (size <= least).all():
            break
        image = turned @ (mask * (matrix @ way)) + penalty * way
        step = np.where(size > least, size / np.maximum(1e-9, (way * image).sum(axis=0)), 0).astype(np.float32)
        found += step * way
        rest -= step * image
        new = (rest**2).sum(axis=0)
        way = rest + (new / np.maximum(1e-9, size)).astype(np.float32) * way
        size = new
    return found.T.copy(), offsets.astype(np.float32)


def mean_of(values: np.ndarray, known: np.ndarray) -> np.ndarray:
    """Return the mean of each column, over as far as it is known, pulled a little towards zero."""
    mask = known.astype(np.float32)
    return np.asarray((values * mask).sum(axis=0) / (mask.sum(axis=0) + _PULL))


def predict_by_pass(material: Material, weights: Weights, codebook: Codebook) -> tuple[Material, np.ndarray]:
    """Return the coded texts, and the raw sums for each by classifiers that did not see its pass.

    Ordinary sentences are in no pass, so nothing is chosen or judged on them. The words that count and how
    rare they are come from all passes (`weights.vocabulary`): they say nothing of codes. Passes are left out
    three at a time, so that a fold holds several writers.
    """
    matrix = weights.vocabulary.transform(material.features)
    sums = np.zeros((len(material.features), len(weights.offsets)))
    for apart in passes_apart(material.passes):
        coefficients, offsets = fit_coder(matrix[~apart], material.take(~apart), weights.vocabulary, codebook)
        sums[apart] = matrix[apart] @ as_stored(coefficients).T + offsets
    own = material.passes != ORDINARY
    return material.take(own), sums[own]


def passes_apart(passes: np.ndarray) -> Iterator[np.ndarray]:
    """Yield, fold by fold, which texts are of passes left out; ordinary sentences never are."""
    names = sorted(set(passes) - {ORDINARY}, key=lambda name: (len(name), name))
    for first in range(_FOLDS):
        apart = np.isin(passes, names[first::_FOLDS])
        if apart.any() and not apart.all():
            yield apart


def choose(weights: Weights, material: Material, sums: np.ndarray) -> Weights:
    """Set calibration and thresholds by predictions for passes not seen (`predict_by_pass`)."""
    raw, codes = blend(sums, weights.themes, weights.code_themes)
    fits = [_calibrate(raw[:, place], material.themes[:, place]) for place in range(len(weights.themes))]
    slopes, shifts = (np.array(part, dtype=np.float32) for part in zip(*fits, strict=True))
    calibrated = replace(weights, slopes=slopes, shifts=shifts)
    chances = squash(raw * slopes + shifts)
    # One threshold for all themes: one of its own for each fits the themes of invented sentences, no more. It is chosen
    # where sentences are like real ones, of which many more have no theme than of the others.
    like = np.isin(material.passes, REAL_LIKE)
    judged = material.take(like) if like.any() else material
    own = chances[like] if like.any() else chances
    least = max(_GRID.tolist(), key=lambda tried: _judge(own >= tried, judged))
    chosen = replace(calibrated, least=np.full(len(weights.themes), least, dtype=np.float32))
    return replace(chosen, code_share=_choose_share(squash(codes), material, chosen))


def decide_codes(chances: np.ndarray, wanted: np.ndarray, weights: Weights) -> np.ndarray:
    """Tell which codes of the suggested themes are suggested: the likeliest, and what is likely by itself."""
    chosen = np.zeros(chances.shape, dtype=bool)
    for place, theme in enumerate(weights.themes):
        own = [number for number, name in enumerate(weights.code_themes) if name == theme]
        best = chances[:, own].max(axis=1, keepdims=True)
        near = chances[:, own] >= weights.code_share
        chosen[:, own] = (near | (chances[:, own] == best)) & wanted[:, [place]]
    return chosen


def read_starter() -> pd.DataFrame:
    """Return the coded sentences that ship with kennis: `text, codes, polarity, kind, register, pass`."""
    return parse_csv(STARTER.read_text(encoding="utf-8"), source=STARTER.name)


def read_ordinary(treebank: Path) -> pd.DataFrame:
    """Return sentences of newspapers and Wikipedia as rows without a code, in the columns of `read_starter` that count.

    A few of them do show a theme; coding them all would change little.

    Args:
        treebank: the folder with the files of `language.train.TRAIN_FILES`.
    """
    from kennis.language.train import TRAIN_FILES
    from kennis.language.treebank import read_sentences

    sentences = [words for name in TRAIN_FILES for words in read_sentences(treebank / name)]
    texts = [
        "".join(word.form + " " * word.space_after for word in words).strip()
        for words in sentences
        if len(words) in _ORDINARY_WORDS
    ]
    rows = pd.DataFrame({"text": texts, "codes": NO_CODE, "polarity": "", "pass": ORDINARY})
    return rows.drop_duplicates("text", ignore_index=True)


def _calibrate(sums: np.ndarray, wanted: np.ndarray) -> tuple[float, float]:
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=1000.0).fit(sums[:, None], wanted)
    return float(model.coef_[0, 0]), float(model.intercept_[0])


def _judge(found: np.ndarray, material: Material) -> float:
    """Return macro-F1, less what is taken off where texts without a theme are left alone too little."""
    score = macro_f1(material.themes, found)
    return float(score - 3 * max(0.0, _LEAST_LEFT_ALONE - left_alone(material.themes, found)))


def _choose_share(chances: np.ndarray, material: Material, weights: Weights) -> float:
    rows = material.fine
    scores = {
        share: macro_f1(
            material.codes[rows],
            decide_codes(chances[rows], material.themes[rows], replace(weights, code_share=share)),
        )
        for share in (0.5, 0.6, 0.7, 0.8, 0.9)
    }
    return max(scores, key=lambda share: scores[share])


def macro_f1(wanted: np.ndarray, found: np.ndarray) -> float:
    """Return the mean F1 over columns that have something to find."""
    return float(
        np.mean(
            [
                score
                for score, some in zip(f1_scores(wanted, found), np.atleast_1d(wanted.any(axis=0)), strict=True)
                if some
            ]
        )
    )


def f1_scores(wanted: np.ndarray, found: np.ndarray) -> list[float]:
    """Return F1 for every column."""
    both, total = (wanted & found).sum(axis=0), wanted.sum(axis=0) + found.sum(axis=0)
    return list(2 * both / np.maximum(1, total))


def left_alone(wanted: np.ndarray, found: np.ndarray) -> float:
    """Return the share of texts without a theme in which none was found."""
    empty = ~wanted.any(axis=1)
    return float(1 - found[empty].any(axis=1).mean()) if empty.any() else float("nan")


def describe_choice(weights: Weights, material: Material, sums: np.ndarray) -> list[str]:
    """Say in lines what was chosen and how well it does on passes not seen."""
    raw, codes = blend(sums, weights.themes, weights.code_themes)
    found = squash(raw * weights.slopes + weights.shifts) >= weights.least
    lines = [f"threshold {weights.least[0]:.2f}, share {weights.code_share}"]
    for name, rows in (("passes", material.fine), ("themes only", ~material.fine)):
        scores = np.round(f1_scores(material.themes[rows], found[rows]), 2)
        alone = left_alone(material.themes[rows], found[rows])
        lines.append(f"{name}: F1 {macro_f1(material.themes[rows], found[rows]):.3f}, left alone {alone:.3f}, {scores}")
    exact = decide_codes(squash(codes), found, weights)[material.fine]
    lines.append(f"codes: F1 {macro_f1(material.codes[material.fine], exact):.3f}")
    lines.append(f"features {len(weights.vocabulary):,}")
    return lines


def main(arguments: Sequence[str] | None = None) -> None:
    """Train, write the weights, and print what came of it."""
    from kennis.language import load_pipeline

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("treebank", type=Path, help="folder with train.conllu and extra-2017.conllu")
    rows = pd.concat([read_starter(), read_ordinary(parser.parse_args(arguments).treebank)], ignore_index=True)
    codebook, nlp = load_codebook(), load_pipeline()
    material = read_material(rows, codebook, nlp)
    fitted = fit_weights(material, codebook)
    coded, sums = predict_by_pass(material, fitted, codebook)
    weights = choose(fitted, coded, sums)
    save_weights(weights)
    print("\n".join(describe_choice(weights, coded, sums)))


if __name__ == "__main__":
    main()
