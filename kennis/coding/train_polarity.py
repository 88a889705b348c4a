"""Train what tells *aanwezig*, *afwezig* and *gemengd* apart: `python -m kennis.coding.train_polarity` writes `data/polarity.npz`.

Only sentences with a value teach it. Same data, same file.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from kennis.coding.codebook import load_codebook
from kennis.coding.features import Features, learn_vocabulary
from kennis.coding.polarity import Polarity, own_groups, save_polarity
from kennis.coding.train import MARGIN, fit_ridge, passes_apart, read_starter, read_texts

# Chosen on talk of one writer while the others taught (see `docs/modelkaart-coderen.md`): lighter than for themes, because
# what makes a value missed is told by many rare words, and sentences of many writers now outweigh what one of them leans on.
_PENALTY = 1.0
_SIGNS = {"aanwezig": 1.0, "afwezig": -1.0}


def polarity_of(written: str, code: str) -> float:
    """Return 1 for *aanwezig*, -1 for *afwezig*, 0 for neither (`moed:aanwezig|vertrouwen:afwezig` names each)."""
    if ":" in written:
        written = dict(part.split(":") for part in written.split("|")).get(code, "")
    return _SIGNS.get(written, 0.0)


def read_signs(rows: pd.DataFrame, codes: tuple[str, ...]) -> np.ndarray:
    """Return for every sentence (rows) and value (columns) 1, -1, or 0 where it teaches nothing."""
    pairs = rows[["codes", "polarity"]].itertuples(index=False)
    return np.array(
        [[polarity_of(sign, code) if code in own.split("|") else 0.0 for code in codes] for own, sign in pairs]
    )


def read_mixed(rows: pd.DataFrame) -> np.ndarray:
    """Return 1 for every sentence in which a value is both there and missed, else -1."""
    return np.where(rows["polarity"].str.contains("gemengd"), 1.0, -1.0)


def fit_polarity(texts: list[Features], signs: np.ndarray, mixed: np.ndarray, codes: tuple[str, ...]) -> Polarity:
    """Fit a ridge regression a value, one for all values together and one for what is mixed."""
    vocabulary = learn_vocabulary(texts)
    goals = np.column_stack([signs, np.sign(signs.sum(axis=1)), mixed])
    known = np.abs(goals).astype(np.float32)
    coefficients, offsets = fit_ridge(
        vocabulary.transform(texts), (MARGIN * goals).astype(np.float32), known, penalty=_PENALTY
    )
    return Polarity(vocabulary, codes, coefficients, offsets)


def right_by_pass(
    texts: list[Features], signs: np.ndarray, mixed: np.ndarray, passes: np.ndarray, codes: tuple[str, ...]
) -> np.ndarray:
    """Return for every value the share that is right in passes the model did not see."""
    sums = np.zeros_like(signs)
    for apart in passes_apart(passes):
        seen = fit_polarity(
            [text for text, out in zip(texts, apart, strict=True) if not out], signs[~apart], mixed[~apart], codes
        )
        sums[apart], _ = seen.sums([text for text, out in zip(texts, apart, strict=True) if out])
    return np.array(
        [float((signs[own, place] * sums[own, place] > 0).mean()) for place, own in enumerate((signs != 0).T)]
    )


def main() -> None:
    """Train, write the model, and print what came of it."""
    from kennis.language import load_pipeline

    codebook = load_codebook()
    codes = tuple(code.slug for code in codebook.codes if code.polar)
    rows = read_starter()
    rows = rows[rows["polarity"] != ""].reset_index(drop=True)
    signs, read = read_signs(rows, codes), read_texts(rows["text"], codebook, load_pipeline())
    texts = [own_groups(features) for features, _ in read]
    mixed = read_mixed(rows)
    model = fit_polarity(texts, signs, mixed, codes)
    save_polarity(model)
    right = right_by_pass(texts, signs, mixed, rows["pass"].to_numpy(dtype=str), codes)
    told = ", ".join(f"{code} {share:.3f}" for code, share in zip(codes, right, strict=True))
    print(f"right on passes left out: {told}; features {len(model.vocabulary):,}")


if __name__ == "__main__":
    main()
