"""Learn from what people in a study coded, on top of what ships with kennis.

What ships keeps its say, and what the study's own codings teach is added to it: a second ridge regression, on the
words of these texts alone. That takes seconds, and works on the study's machine alone. Learning only what the shipped
coder still gets wrong (adaptation with a prior; Chelba & Acero 2006) did worse wherever it was measured: most of what
that coder gets wrong has no cause in single words, and a model that must explain it learns noise.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from kennis.coding.codebook import Codebook
from kennis.coding.log import MACHINES, NO_CODE, current_codings
from kennis.coding.themes import theme_of, themes_of
from kennis.coding.train import Material, fit_ridge, goals_of, mean_of, read_material
from kennis.coding.weights import Weights, load_weights
from kennis.tables import KennisError, require_columns

if TYPE_CHECKING:
    from spacy.language import Language

_PENALTY = 10.0
# A code the starter set does not know has the study alone: it is unlikely until that says otherwise, and learned faster.
_UNSEEN, _PENALTY_UNSEEN = -3.0, 3.0


def learn_from(
    codings: pd.DataFrame,
    utterances: pd.DataFrame,
    codebook: Codebook,
    *,
    nlp: Language | None = None,
    weights: Weights | None = None,
) -> Weights:
    """Train on what people coded, on top of the sentences that ship with kennis.

    Args:
        codings: logs of codings (`tables.CODINGS`): what people accepted counts, what computers suggested does not;
            `geen` = looked at, nothing found.
        utterances: needs `utterance_id` and `text`.
        codebook: the study's codebook; codes of its own are learned as well.
        nlp: a pipeline from `language.load_pipeline`; `builtin` when left out.
        weights: what to start from; what ships when left out.

    Returns:
        New weights for `suggest_codings(..., weights=…)`; the borders of a suggestion stay as they were.

    Raises:
        KennisError: a column is missing, or nobody coded anything yet.
    """
    from kennis.language import load_pipeline

    rows = coded_rows(codings, utterances)
    if rows.empty:
        raise KennisError("Er zijn nog geen coderingen om van te leren. Codeer eerst een aantal uitspraken.")
    return adapt(weights or load_weights(), read_material(rows, codebook, nlp or load_pipeline()), codebook)


def coded_rows(codings: pd.DataFrame, utterances: pd.DataFrame) -> pd.DataFrame:
    """Return the turns people looked at, with what they gave them: columns for `train.read_material`.

    Returns:
        One row a turn: `utterance_id, text, codes, pass`, and `meeting_id` if `utterances` has it.
    """
    require_columns(codings, ["utterance_id", "code", "coder"], table="codings")
    require_columns(utterances, ["utterance_id", "text"], table="utterances")
    now = current_codings(codings) if "status" in codings else codings.assign(status="geaccepteerd")
    now = now[(now["status"] == "geaccepteerd") & ~now["coder"].isin(MACHINES)]
    rows = now.groupby("utterance_id", sort=False)["code"].agg(_joined).rename("codes")
    kept = [name for name in ("utterance_id", "text", "meeting_id") if name in utterances]
    return utterances[kept].merge(rows.reset_index(), on="utterance_id").assign(**{"pass": "studie"})


def adapt(weights: Weights, material: Material, codebook: Codebook) -> Weights:
    """Move weights towards coded texts.

    Args:
        weights: the starting point.
        material: coded texts of the study.
        codebook: the study's codebook; themes and codes it shares with `weights` start from there.

    Returns:
        Weights with the codebook's themes and codes; a theme that is new has neutral borders.

    Raises:
        KennisError: embeddings have a say in `weights`, and the codebook has codes of its own.
    """
    if weights.dense is not None and weights.codes != codebook.slugs:
        raise KennisError(
            "Dit codeboek heeft eigen codes. Embeddings doen alleen mee met het codeboek dat bij kennis hoort."
        )
    vocabulary, moved = weights.vocabulary.widened(material.features)
    start, offsets = _start(weights, codebook, len(vocabulary), moved)
    matrix = vocabulary.transform(material.features)
    goals, known = goals_of(material)
    used = np.unique(matrix.indices)  # only what stands in these texts can move
    new = offsets == _UNSEEN
    start[np.ix_(new, used)], shift = fit_ridge(
        matrix[:, used], goals[:, new] - _UNSEEN, known[:, new], penalty=_PENALTY_UNSEEN
    )
    offsets[new] += shift
    # Patterns have their say already, and would take it all (see `train.fit_coder`).
    words = used[~np.isin(used, list(vocabulary.places["hits"].values()))]
    change, _ = fit_ridge(matrix[:, words], goals[:, ~new], known[:, ~new], penalty=_PENALTY)
    if weights.dense is not None:  # embeddings have half a say: what is added here counts for half as well
        change *= 2
    start[np.ix_(~new, words)] += change
    # It may grow readier to suggest, not shyer: what people passed over in a long talk is mostly not what they denied.
    missed = mean_of(goals - (matrix @ start.T + offsets), known)
    offsets[~new] += np.maximum(0, missed[~new])
    themes = themes_of(codebook)
    old = weights.themes
    return replace(
        weights, vocabulary=vocabulary, coefficients=start, offsets=offsets, themes=themes,
        codes=codebook.slugs, code_themes=tuple(theme_of(code) for code in codebook.codes),
        slopes=_by_theme(weights.slopes, old, themes, 1.0), shifts=_by_theme(weights.shifts, old, themes, 0.0),
        least=_by_theme(weights.least, old, themes, 0.5),
    )  # fmt: skip


def _start(weights: Weights, codebook: Codebook, width: int, moved: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Lay the rows of trained weights out in the order of the codebook, in the wider vocabulary."""
    old = {("theme", name): row for row, name in enumerate(weights.themes)}
    old |= {("code", name): len(weights.themes) + row for row, name in enumerate(weights.codes)}
    names = [("theme", name) for name in themes_of(codebook)] + [("code", name) for name in codebook.slugs]
    rows = [old.get(name, -1) for name in names]
    start = np.zeros((len(rows), width), dtype=np.float32)
    offsets = np.full(len(rows), _UNSEEN, dtype=np.float32)
    for place, row in enumerate(rows):
        if row >= 0:
            start[place, moved] = weights.coefficients[row]
            offsets[place] = weights.offsets[row]
    return start, offsets


def _by_theme(values: np.ndarray, old: tuple[str, ...], new: tuple[str, ...], neutral: float) -> np.ndarray:
    known = dict(zip(old, values, strict=True))
    return np.array([known.get(name, neutral) for name in new], dtype=np.float32)


def _joined(names: pd.Series) -> str:
    """Join names, each once; `geen` only where nobody gave anything else."""
    own = [name for name in dict.fromkeys(names) if name]
    return "|".join([name for name in own if name != NO_CODE] or own)
