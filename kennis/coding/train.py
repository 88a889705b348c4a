"""Train the learned coder: `python -m kennis.coding.train` writes the weights that ship with kennis.

Everything that is chosen (thresholds, calibration, when a second code counts) is chosen on texts of a
pass the classifiers did not see: the sentences of one writer are never on both sides. The classifiers
that ship are then trained on all passes. Same data, same file: nothing here depends on chance.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from kennis.coding.codebook import Codebook, load_codebook
from kennis.coding.features import Features, learn_vocabulary, read_features
from kennis.coding.lexicon import Lexicon
from kennis.coding.log import NO_CODE
from kennis.coding.rules import find_codes
from kennis.coding.themes import theme_of, themes_of
from kennis.coding.weights import Weights, blend, load_weights, save_weights, squash
from kennis.tables import KennisError, parse_csv, require_columns

if TYPE_CHECKING:
    from spacy.language import Language

STARTER = Path(__file__).parent / "data" / "zinnen.csv"
THEMES_ONLY = "0"  # the pass that was coded by theme, not by code
_C = 6.0  # between 2 and 20 it made no difference
_LEAST_LEFT_ALONE = 0.83
_GRID = np.arange(0.08, 0.8, 0.02)


@dataclass(frozen=True)
class Material:
    """Coded texts as the classifiers want them: features, and who has which theme, code and polarity.

    `themes` and `codes` have a row a text; `fine` marks texts with codes and not themes alone;
    `polarity` is 1 for *aanwezig*, 0 for *afwezig*, -1 for neither; `matched` is what the lexicon found.
    """

    features: list[Features]
    themes: np.ndarray
    codes: np.ndarray
    fine: np.ndarray
    polarity: np.ndarray
    passes: np.ndarray
    matched: np.ndarray

    def take(self, rows: np.ndarray) -> Material:
        """Return some of the texts."""
        features = [self.features[row] for row in np.flatnonzero(rows)]
        parts = (self.themes, self.codes, self.fine, self.polarity, self.passes, self.matched)
        return Material(features, *(part[rows] for part in parts))


def read_material(rows: pd.DataFrame, codebook: Codebook, nlp: Language) -> Material:
    """Analyse coded sentences.

    Args:
        rows: `text, codes` (slugs of codes or themes, `|` between them, or `geen`), `polarity`, `pass`.
        codebook: the codebook the codes belong to.
        nlp: a pipeline from `language.load_pipeline`.

    Returns:
        The texts as features with what they should be found to be.
    """
    require_columns(rows, ["text", "codes", "polarity", "pass"], table="zinnen")
    lexicon, themes = Lexicon(codebook, nlp), themes_of(codebook)
    features, matched = [], np.zeros((len(rows), len(themes)), dtype=bool)
    for row, doc in enumerate(nlp.pipe(rows["text"])):
        hits = lexicon.find(doc)
        found = find_codes(doc, lexicon, codebook, hits=hits)
        features.append(read_features(doc, hits, found))
        matched[row, [themes.index(theme_of(entry.code)) for entry in found]] = True
    own = [set(codes.split("|")) for codes in rows["codes"]]
    wide = [{theme_of(codebook.code(name)) if name in codebook.slugs else name for name in names} for names in own]
    return Material(
        features,
        np.array([[theme in names for theme in themes] for names in wide]),
        np.array([[code in names for code in codebook.slugs] for names in own]),
        (rows["pass"] != THEMES_ONLY).to_numpy(),
        rows["polarity"].map({"aanwezig": 1, "afwezig": 0}).fillna(-1).to_numpy(dtype=int),
        rows["pass"].to_numpy(dtype=str),
        matched,
    )


def fit_weights(material: Material, codebook: Codebook) -> Weights:
    """Train the classifiers; calibration and thresholds are neutral until `choose` sets them."""
    vocabulary = learn_vocabulary(material.features)
    matrix = vocabulary.transform(material.features)
    outputs = [_fit(matrix, wanted) for wanted in material.themes.T]
    outputs += [_fit(matrix[material.fine], wanted) for wanted in material.codes[material.fine].T]
    signed = material.polarity >= 0
    outputs.append(_fit(matrix[signed], material.polarity[signed] == 1))
    themes = themes_of(codebook)
    return Weights(
        vocabulary, themes, codebook.slugs, tuple(theme_of(code) for code in codebook.codes),
        np.vstack([own for own, _ in outputs]), np.array([offset for _, offset in outputs], dtype=np.float32),
        np.ones(len(themes), dtype=np.float32), np.zeros(len(themes), dtype=np.float32), 0.5, 0.5, 0.5,
    )  # fmt: skip


def predict_by_pass(material: Material, codebook: Codebook) -> np.ndarray:
    """Return the raw sums for every text, by classifiers that did not see its pass."""
    sums = np.zeros((len(material.features), material.themes.shape[1] + material.codes.shape[1] + 1))
    for name in np.unique(material.passes):
        apart = material.passes == name
        sums[apart] = fit_weights(material.take(~apart), codebook).sums(material.take(apart).features)
    return sums


def choose(weights: Weights, material: Material, sums: np.ndarray) -> Weights:
    """Set calibration and thresholds by predictions for passes not seen (`predict_by_pass`)."""
    raw, codes = blend(sums, weights.themes, weights.code_themes)
    fits = [_calibrate(raw[:, place], material.themes[:, place]) for place in range(len(weights.themes))]
    slopes, shifts = (np.array(part, dtype=np.float32) for part in zip(*fits, strict=True))
    alone, with_pattern = _choose_thresholds(squash(raw * slopes + shifts), material)
    chosen = replace(weights, slopes=slopes, shifts=shifts, least_alone=alone, least_with=with_pattern)
    return replace(chosen, code_share=_choose_share(squash(codes), material, chosen))


def decide(chances: np.ndarray, matched: np.ndarray, weights: Weights) -> np.ndarray:
    """Tell which themes are suggested: a pattern found lowers the chance that is asked for."""
    return chances >= np.where(matched, weights.least_with, weights.least_alone)


def decide_codes(chances: np.ndarray, wanted: np.ndarray, weights: Weights) -> np.ndarray:
    """Tell which codes of the suggested themes are suggested: the likeliest, and what is likely by itself."""
    chosen = np.zeros(chances.shape, dtype=bool)
    for place, theme in enumerate(weights.themes):
        own = [number for number, name in enumerate(weights.code_themes) if name == theme]
        best = chances[:, own].max(axis=1, keepdims=True)
        near = chances[:, own] >= weights.code_share
        chosen[:, own] = (near | (chances[:, own] == best)) & wanted[:, [place]]
    return chosen


def train_weights(codebook: Codebook, nlp: Language) -> Weights:
    """Train on the sentences that ship with kennis."""
    material = read_material(_read_starter(), codebook, nlp)
    return choose(fit_weights(material, codebook), material, predict_by_pass(material, codebook))


def learn_from(codings: pd.DataFrame, utterances: pd.DataFrame, codebook: Codebook, *, nlp: Language) -> Weights:
    """Train on what a person coded, on top of the sentences that ship with kennis.

    Args:
        codings: accepted codings: `utterance_id, code, polarity`; `geen` = looked at, nothing found.
        utterances: needs `utterance_id` and `text`.
        codebook: the study's codebook.
        nlp: a pipeline from `language.load_pipeline`.

    Returns:
        New weights for `suggest_codings(..., weights=…)`; thresholds stay those that ship.

    Raises:
        KennisError: a column is missing, or nothing was coded yet.
    """
    require_columns(codings, ["utterance_id", "code", "polarity"], table="codings")
    require_columns(utterances, ["utterance_id", "text"], table="utterances")
    known = codings[codings["code"].isin([*codebook.slugs, NO_CODE])]
    own = known.groupby("utterance_id").agg(codes=("code", lambda names: "|".join(dict.fromkeys(names))),
                                            polarity=("polarity", "max")).reset_index()  # fmt: skip
    own = own.merge(utterances[["utterance_id", "text"]], on="utterance_id").assign(**{"pass": "studie"})
    if own.empty:
        raise KennisError("Er zijn nog geen coderingen om van te leren. Codeer eerst een aantal uitspraken.")
    rows = pd.concat([_read_starter(), own.drop(columns="utterance_id")], ignore_index=True).fillna("")
    shipped = load_weights()
    learned = fit_weights(read_material(rows, codebook, nlp), codebook)
    calibrated = dict(zip(shipped.themes, zip(shipped.slopes, shipped.shifts, strict=True), strict=True))
    pairs = np.array([calibrated.get(theme, (1.0, 0.0)) for theme in learned.themes], dtype=np.float32)
    return replace(
        learned, slopes=pairs[:, 0], shifts=pairs[:, 1], code_share=shipped.code_share,
        least_alone=shipped.least_alone, least_with=shipped.least_with,
    )  # fmt: skip


def _read_starter() -> pd.DataFrame:
    return parse_csv(STARTER.read_text(encoding="utf-8"), source=STARTER.name)


def _fit(matrix: object, wanted: np.ndarray) -> tuple[np.ndarray, float]:
    from sklearn.linear_model import LogisticRegression

    if wanted.all() or not wanted.any():  # a code without examples is never likely by itself
        return np.zeros(matrix.shape[1], dtype=np.float32), 10.0 if wanted.size and wanted.all() else -10.0  # type: ignore[attr-defined]
    model = LogisticRegression(C=_C, class_weight="balanced", solver="liblinear", random_state=0).fit(matrix, wanted)
    # Half precision is what is stored: use the same numbers from the start.
    return model.coef_[0].astype(np.float16).astype(np.float32), float(model.intercept_[0])


def _calibrate(sums: np.ndarray, wanted: np.ndarray) -> tuple[float, float]:
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=1000.0).fit(sums[:, None], wanted)
    return float(model.coef_[0, 0]), float(model.intercept_[0])


def _choose_thresholds(chances: np.ndarray, material: Material) -> tuple[float, float]:
    """Take the best macro-F1, averaged over the two kinds of passes, that leaves texts without a theme alone."""
    kinds = [rows for rows in (material.fine, ~material.fine) if rows.any()]

    def judge(alone: float, with_pattern: float) -> tuple[float, float]:
        found = chances >= np.where(material.matched, with_pattern, alone)
        return (
            float(np.mean([macro_f1(material.themes[rows], found[rows]) for rows in kinds])),
            min(left_alone(material.themes[rows], found[rows]) for rows in kinds),
        )

    return _best(judge)


def _best(judge: Callable[[float, float], tuple[float, float]]) -> tuple[float, float]:
    tried = [(judge(one, two), one, two) for one in _GRID for two in _GRID if two <= one]
    allowed = [entry for entry in tried if entry[0][1] >= _LEAST_LEFT_ALONE] or tried
    _, alone, with_pattern = max(allowed, key=lambda entry: entry[0][0])
    return float(round(alone, 2)), float(round(with_pattern, 2))


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
    found = decide(squash(raw * weights.slopes + weights.shifts), material.matched, weights)
    lines = [f"thresholds {weights.least_alone} alone, {weights.least_with} with pattern, share {weights.code_share}"]
    for name, rows in (("passes", material.fine), ("themes only", ~material.fine)):
        scores = np.round(f1_scores(material.themes[rows], found[rows]), 2)
        alone = left_alone(material.themes[rows], found[rows])
        lines.append(f"{name}: F1 {macro_f1(material.themes[rows], found[rows]):.3f}, left alone {alone:.3f}, {scores}")
    exact = decide_codes(squash(codes), found, weights)[material.fine]
    lines.append(f"codes: F1 {macro_f1(material.codes[material.fine], exact):.3f}")
    signed = material.polarity >= 0
    right = (sums[signed, -1] > 0) == (material.polarity[signed] == 1)
    lines.append(f"polarity: {right.mean():.3f}; features {len(weights.vocabulary):,}")
    return lines


def main(arguments: Sequence[str] = ()) -> None:
    """Train, write the weights, and print what came of it."""
    from kennis.language import load_pipeline

    codebook, nlp = load_codebook(), load_pipeline()
    material = read_material(_read_starter(), codebook, nlp)
    sums = predict_by_pass(material, codebook)
    weights = choose(fit_weights(material, codebook), material, sums)
    save_weights(weights)
    print("\n".join(describe_choice(weights, material, sums)))


if __name__ == "__main__":
    main()
