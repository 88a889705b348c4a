"""What the learned coder has learned, as arrays in one small file (no pickle): loaded in a moment."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from kennis.coding.features import GROUPS, Features, Vocabulary
from kennis.tables import KennisError

WEIGHTS = Path(__file__).parent / "data" / "coder.npz"
# How long a group of features of a usual text is before it is brought to length one: what is not brought to one counts
# so many times as much beside it.
_USUAL_LENGTH = 22.0
_SEPARATOR = "\n"  # no feature holds a line end: white space is no word


@dataclass(frozen=True)
class Dense:
    """What embeddings of whole texts say, where a researcher has a model for them (see `embeddings`)."""

    encode: Callable[[Sequence[str]], np.ndarray]
    coefficients: np.ndarray
    offsets: np.ndarray


@dataclass(frozen=True)
class Weights:
    """A trained coder.

    `coefficients` has a row per theme, then per code; `slopes` and `shifts` turn the sums of themes into calibrated chances. `least` is the chance from which each theme is suggested;
    a second code of a theme needs a chance of `code_share`.
    """

    vocabulary: Vocabulary
    themes: tuple[str, ...]
    codes: tuple[str, ...]
    code_themes: tuple[str, ...]
    coefficients: np.ndarray
    offsets: np.ndarray
    slopes: np.ndarray
    shifts: np.ndarray
    least: np.ndarray
    code_share: float
    dense: Dense | None = None

    def sums(self, texts: list[Features]) -> np.ndarray:
        """Return the raw sum of every output (columns) for every text (rows)."""
        own = np.asarray(self.vocabulary.transform(texts) @ self.coefficients.T + self.offsets)
        if self.dense is None or not texts:
            return own
        vectors = self.dense.encode([features["text"][0] for features in texts])
        return (own + vectors @ self.dense.coefficients.T + self.dense.offsets) / 2

    def chances(self, texts: list[Features]) -> tuple[np.ndarray, np.ndarray]:
        """Return the chances of the themes and of the codes."""
        sums = self.sums(texts)
        themes, codes = blend(sums, self.themes, self.code_themes)
        themes = squash(themes * self.slopes + self.shifts)
        return themes, squash(codes)

    def weigh_word(self, features: Features) -> dict[str, float]:
        """Return how much a word speaks for every theme and code by itself."""
        total = np.zeros(len(self.offsets))
        for name, own in features.items():
            places = self.vocabulary.places[name]
            if known := [places[feature] for feature in own if feature in places]:
                scaled = self.vocabulary.rarity[known] / len(known) ** 0.5
                values = scaled if GROUPS[name].scaled else np.full(len(known), _USUAL_LENGTH)
                total += GROUPS[name].weight * (self.coefficients[:, known] @ values)
        outputs = list(zip((*self.themes, *self.codes), total.tolist(), strict=False))
        return dict(reversed(outputs))  # of a name that is both (*moed*) the theme's


def blend(sums: np.ndarray, themes: tuple[str, ...], code_themes: tuple[str, ...]) -> tuple[np.ndarray, np.ndarray]:
    """Let a theme's own classifier and that of its likeliest code each have half a say.

    Returns:
        The blended sums of the themes, and the sums of the codes.
    """
    codes = sums[:, len(themes) : len(themes) + len(code_themes)]
    best = np.column_stack([codes[:, [own == theme for own in code_themes]].max(axis=1) for theme in themes])
    half = (squash(sums[:, : len(themes)]) + squash(best)) / 2
    return np.log(half + 1e-6) - np.log(1 - half + 1e-6), codes


def squash(sums: np.ndarray) -> np.ndarray:
    """Return the logistic function: sums → chances."""
    return np.asarray(1 / (1 + np.exp(-np.clip(sums, -30, 30))))


def save_weights(weights: Weights, path: Path = WEIGHTS) -> None:
    """Write a trained coder to a file."""
    facts = {
        "themes": weights.themes, "codes": weights.codes, "code_themes": weights.code_themes,
        "least": weights.least.round(3).tolist(),
        "code_share": weights.code_share,
        "sizes": [len(weights.vocabulary.places[name]) for name in GROUPS], "groups": list(GROUPS),
    }  # fmt: skip
    np.savez_compressed(
        path,
        facts=as_bytes(json.dumps(facts)),
        **pack_vocabulary(weights.vocabulary),
        coefficients=_squeeze(weights.coefficients)[0],
        scales=_squeeze(weights.coefficients)[1],
        offsets=weights.offsets.astype(np.float32),
        slopes=weights.slopes.astype(np.float32),
        shifts=weights.shifts.astype(np.float32),
    )


@functools.lru_cache(maxsize=2)
def load_weights(path: Path = WEIGHTS) -> Weights:
    """Read a trained coder; asking twice gives the same one.

    Raises:
        KennisError: the file is missing or is no trained coder of this version.
    """
    try:
        with np.load(path, allow_pickle=False) as stored:
            return _unpack({name: stored[name] for name in stored.files})
    except FileNotFoundError as error:
        raise KennisError(f"{path.name}: dit model is er niet. Maak het met: python -m kennis.coding.train") from error
    except (ValueError, KeyError, OSError) as error:
        raise KennisError(
            f"{path.name}: dit is geen model van deze versie. Maak het opnieuw met: python -m kennis.coding.train"
        ) from error


def _unpack(stored: dict[str, Any]) -> Weights:
    facts = json.loads(stored["facts"].tobytes())
    if facts["groups"] != list(GROUPS):
        raise ValueError("other groups of features")
    return Weights(
        unpack_vocabulary(stored, dict(zip(GROUPS, facts["sizes"], strict=True))),
        tuple(facts["themes"]), tuple(facts["codes"]), tuple(facts["code_themes"]),
        _stretch(stored["coefficients"], stored["scales"]), stored["offsets"], stored["slopes"], stored["shifts"],
        np.array(facts["least"]), facts["code_share"],
    )  # fmt: skip


def pack_vocabulary(vocabulary: Vocabulary) -> dict[str, Any]:
    """Return a vocabulary as arrays to store; the number of features of each group is to be stored beside them."""
    features = _SEPARATOR.join(feature for name in GROUPS for feature in vocabulary.places[name])
    return {"features": as_bytes(features), "rarity": vocabulary.rarity.astype(np.float16)}


def unpack_vocabulary(stored: Mapping[str, np.ndarray], sizes: Mapping[str, int]) -> Vocabulary:
    """Return a vocabulary that `pack_vocabulary` packed; a group without a size is empty."""
    features = stored["features"].tobytes().decode("utf-8").split(_SEPARATOR)
    places: dict[str, dict[str, int]] = {name: {} for name in GROUPS}
    start = 0
    for name, size in sizes.items():
        places[name] = {feature: start + place for place, feature in enumerate(features[start : start + size])}
        start += size
    return Vocabulary(places, stored["rarity"].astype(np.float32))


def as_stored(coefficients: np.ndarray) -> np.ndarray:
    """Return coefficients as they come back from the file, so that what is measured is what ships."""
    return _stretch(*_squeeze(coefficients))


def _squeeze(coefficients: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Write coefficients in one byte each: the sign and the square root, so that small ones keep their detail."""
    scales = np.maximum(1e-9, np.abs(coefficients).max(axis=1)).astype(np.float32)
    roots = np.sqrt(np.abs(coefficients) / scales[:, None])
    return np.rint(127 * np.sign(coefficients) * roots).astype(np.int8), scales


def _stretch(bytes_: np.ndarray, scales: np.ndarray) -> np.ndarray:
    roots = bytes_.astype(np.float32) / 127
    return np.asarray(np.sign(roots) * roots**2 * scales[:, None], dtype=np.float32)


def as_bytes(text: str) -> np.ndarray:
    """Return a text as an array, to store beside numbers."""
    return np.frombuffer(text.encode("utf-8"), dtype=np.uint8)
