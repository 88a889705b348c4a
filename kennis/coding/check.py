"""How good is the computer in this study, and does it help to code more? Measured on meetings it did not learn from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from kennis.coding.bootstrap import describe_meetings
from kennis.coding.codebook import Codebook
from kennis.coding.learn import adapt, coded_rows
from kennis.coding.themes import themes_of
from kennis.coding.train import Material, f1_scores, macro_f1, read_material
from kennis.coding.weights import Weights, blend, load_weights, squash
from kennis.tables import require_columns

if TYPE_CHECKING:
    from spacy.language import Language

_PARTS = (0.0, 0.5, 1.0)  # of the meetings that may be learned from
_DRAWS = 300
_BANDS = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
_LITTLE = 0.02  # an F1 that grows less than this over the last half of the codings hardly grows
_FEW = 100  # coded turns below which nothing can be said
_CALIBRATION = ["said", "guesses", "right", "share"]
_THEMES = ["theme", "label", "people", "agreed", "found", "precision", "recall", "f1", "low", "high"]


@dataclass(frozen=True)
class CoderCheck:
    """What a check of the coder found; every table is about turns of meetings that were not learned from.

    `themes`: one row a theme: `theme, label, people, agreed, found, precision, recall, f1, low, high`; `people` is
    the number of turns people gave it, `low` and `high` hold 95 of 100 F1 scores when whole meetings are drawn again.
    `curve`: `turns, f1, alone`: macro-F1 and share of turns without a theme left alone, after learning from so many turns.
    `calibration`: `said, guesses, right, share`: of the chances in a band, how many were right; each turn has one chance a theme.
    `confusion`: one row a theme people gave: `label`, and a column per theme the computer gave, and `niets`.
    `advice`: one Dutch sentence on coding more.
    """

    themes: pd.DataFrame
    curve: pd.DataFrame
    calibration: pd.DataFrame
    confusion: pd.DataFrame
    advice: str


def check_coder(
    codings: pd.DataFrame,
    utterances: pd.DataFrame,
    codebook: Codebook,
    *,
    nlp: Language | None = None,
    weights: Weights | None = None,
    folds: int = 3,
    seed: int = 20,
) -> CoderCheck:
    """Measure the coder in grouped folds: a meeting is learned from or measured on, never both.

    Args:
        codings: logs of codings; what people accepted is the measure (`geen` = looked at, nothing found).
        utterances: `utterance_id, meeting_id, text`.
        codebook: the study's codebook.
        nlp: a pipeline from `language.load_pipeline`; `builtin` when left out.
        weights: what to start from; what ships when left out.
        folds: in how many parts the meetings are divided.
        seed: the same number draws the same meetings.

    Returns:
        The tables of `CoderCheck`; with fewer than two coded meetings they are empty and `advice` says so.

    Raises:
        KennisError: a column is missing.
    """
    from kennis.language import load_pipeline

    require_columns(utterances, ["utterance_id", "meeting_id", "text"], table="utterances")
    rows = coded_rows(codings, utterances)
    meetings = rows["meeting_id"].to_numpy(dtype=str)
    names = np.random.default_rng(seed).permutation(np.unique(meetings))
    if len(names) < 2:
        return _nothing_yet()
    shipped = weights or load_weights()
    material = read_material(rows, codebook, nlp or load_pipeline())
    parts = [np.isin(meetings, part) for part in np.array_split(names, min(folds, len(names)))]
    chances = {share: np.zeros(material.themes.shape) for share in _PARTS}
    found = {share: np.zeros(material.themes.shape, dtype=bool) for share in _PARTS}
    for apart in parts:
        for share in _PARTS:
            learned = _learn_part(shipped, material, codebook, _some(~apart, meetings, names, share))
            own = theme_chances(learned, material.take(apart))
            chances[share][apart] = own
            found[share][apart] = own >= learned.least
    curve = _curve(material, found, len(rows) * (1 - 1 / len(parts)))
    return CoderCheck(
        _by_theme(material, found[1.0], meetings, codebook, seed), curve, _calibration(material, chances[1.0]),
        _confusion(material, found[1.0], codebook), _advice(curve, len(rows), len(names)),
    )  # fmt: skip


def theme_chances(weights: Weights, material: Material) -> np.ndarray:
    """Return the calibrated chances of the themes for coded texts."""
    sums = weights.sums(material.features)
    raw, _ = blend(sums, weights.themes, weights.code_themes)
    return squash(raw * weights.slopes + weights.shifts)


def _learn_part(shipped: Weights, material: Material, codebook: Codebook, rows: np.ndarray) -> Weights:
    return adapt(shipped, material.take(rows), codebook)


def _some(allowed: np.ndarray, meetings: np.ndarray, names: np.ndarray, share: float) -> np.ndarray:
    """Choose whole meetings that hold about a share of the turns that may be learned from."""
    chosen = np.zeros(len(meetings), dtype=bool)
    for name in names:
        if chosen.sum() >= share * allowed.sum():
            break
        chosen |= allowed & (meetings == name)
    return chosen


def _by_theme(
    material: Material, found: np.ndarray, meetings: np.ndarray, codebook: Codebook, seed: int
) -> pd.DataFrame:
    wanted, both = material.themes, material.themes & found
    draws = _draw_scores(wanted, found, meetings, seed)
    given, made = wanted.sum(axis=0), found.sum(axis=0)
    return pd.DataFrame(
        {
            "theme": themes_of(codebook),
            "label": _labels(codebook),
            "people": given,
            "agreed": [f"{b} van {n}" if n else "geen voorstel" for b, n in zip(both.sum(axis=0), made, strict=True)],
            "found": [f"{b} van {n}" if n else "niet gebruikt" for b, n in zip(both.sum(axis=0), given, strict=True)],
            "precision": both.sum(axis=0) / np.where(made, made, np.nan),
            "recall": both.sum(axis=0) / np.where(given, given, np.nan),
            "f1": np.where(given, f1_scores(wanted, found), np.nan),
            "low": np.percentile(draws, 2.5, axis=0),
            "high": np.percentile(draws, 97.5, axis=0),
        }
    )[_THEMES]


def _draw_scores(wanted: np.ndarray, found: np.ndarray, meetings: np.ndarray, seed: int) -> np.ndarray:
    """Return F1 a theme for meetings drawn again with replacement (cluster bootstrap; Field & Welsh 2007)."""
    names = np.unique(meetings)
    both, total = (
        np.array([part[meetings == name].sum(axis=0) for name in names])
        for part in ((wanted & found).astype(int), wanted.astype(int) + found)
    )
    drawn = np.random.default_rng(seed).integers(0, len(names), (_DRAWS, len(names)))
    return np.asarray(2 * both[drawn].sum(axis=1) / np.maximum(1, total[drawn].sum(axis=1)))


def _curve(material: Material, found: dict[float, np.ndarray], most: float) -> pd.DataFrame:
    empty = ~material.themes.any(axis=1)
    return pd.DataFrame(
        {
            "turns": [round(share * most) for share in _PARTS],
            "f1": [macro_f1(material.themes, found[share]) for share in _PARTS],
            "alone": [1 - found[share][empty].any(axis=1).mean() if empty.any() else np.nan for share in _PARTS],
        }
    )


def _calibration(material: Material, chances: np.ndarray) -> pd.DataFrame:
    flat, right = chances.ravel(), material.themes.ravel()
    rows = []
    for low, high in zip(_BANDS, _BANDS[1:], strict=False):
        inside = (flat >= low) & ((flat < high) | (high == _BANDS[-1]))
        guesses, good = int(inside.sum()), int(right[inside].sum())
        said = f"{round(100 * low)} tot {round(100 * high)} van de 100"
        rows.append((said, guesses, good, good / guesses if guesses else float("nan")))
    return pd.DataFrame(rows, columns=_CALIBRATION)


def _confusion(material: Material, found: np.ndarray, codebook: Codebook) -> pd.DataFrame:
    labels = _labels(codebook)
    nothing = ~found.any(axis=1)
    table = pd.DataFrame((material.themes.astype(int).T @ found.astype(int)), columns=labels)
    table["niets"] = material.themes[nothing].sum(axis=0)
    table.insert(0, "label", labels)
    without = ~material.themes.any(axis=1)
    last = ["geen thema", *found[without].sum(axis=0), int((without & nothing).sum())]
    return pd.concat([table, pd.DataFrame([last], columns=table.columns)], ignore_index=True)


def _labels(codebook: Codebook) -> list[str]:
    return [
        codebook.code(theme).label if theme in codebook.slugs else codebook.insights[theme].label
        for theme in themes_of(codebook)
    ]


def _advice(curve: pd.DataFrame, coded: int, meetings: int) -> str:
    gain = float(curve["f1"].iloc[-1] - curve["f1"].iloc[-2])
    if coded < _FEW:
        return f"Er zijn {coded} beurten gecodeerd. Dat is te weinig om te zien of de computer ervan leert. Codeer er eerst {_FEW}."
    note = describe_meetings(meetings)
    sure = f" Let op: {note}." if note else ""
    if curve["f1"].iloc[-1] < curve["f1"].iloc[0] - _LITTLE:
        return f"De score daalde door wat er gecodeerd is. Dat kan toeval zijn. Codeer beurten uit meer bijeenkomsten, en kijk dan opnieuw.{sure}"
    told = "nog duidelijk beter. Meer coderen helpt."
    if gain < _LITTLE:
        told = f"{'weinig' if gain > 0 else 'niet'} beter. Nog meer coderen helpt de computer nu niet veel."
    return f"De laatste helft van de gecodeerde beurten maakte de computer {told}{sure}"


def _nothing_yet() -> CoderCheck:
    return CoderCheck(
        pd.DataFrame(columns=_THEMES),
        pd.DataFrame(columns=["turns", "f1", "alone"]),
        pd.DataFrame(columns=_CALIBRATION),
        pd.DataFrame(columns=["label", "niets"]),
        "Codeer eerst beurten uit minstens twee bijeenkomsten. Dan is te meten hoe goed de computer is.",
    )
