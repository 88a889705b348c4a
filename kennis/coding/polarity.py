"""What was learned about values that are there or missed, for each value by itself, in one small file.

Fear speaks of missing courage and not of missing trust: one model for all values mixes them up (0.849 right on
passes left out; with one for each value beside it 0.875). It knows words in their order and what the patterns
found, no letter groups: on real sentences those only told what a text is about.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from kennis.coding.features import GROUPS, Features, Vocabulary
from kennis.tables import KennisError

POLARITY = Path(__file__).parent / "data" / "polarity.npz"
OWN_GROUPS = ("lemma", "lemmas", "words", "denied", "hits")
_SEPARATOR = "\n"


@dataclass(frozen=True)
class Polarity:
    """A model a value: a row of `coefficients` and an offset each."""

    vocabulary: Vocabulary
    codes: tuple[str, ...]
    coefficients: np.ndarray
    offsets: np.ndarray

    def sums(self, texts: Sequence[Features]) -> np.ndarray:
        """Return for every text (rows) and value (columns) how much it is there: above zero *aanwezig*."""
        own = [{name: features[name] for name in OWN_GROUPS} for features in texts]
        return np.asarray(self.vocabulary.transform(own) @ self.coefficients.T + self.offsets)


def save_polarity(model: Polarity, path: Path = POLARITY) -> None:
    """Write a trained model to a file."""
    places = {name: list(model.vocabulary.places[name]) for name in OWN_GROUPS}
    facts = {"codes": model.codes, "sizes": {name: len(own) for name, own in places.items()}}
    features = _SEPARATOR.join(feature for own in places.values() for feature in own)
    np.savez_compressed(
        path,
        facts=_as_bytes(json.dumps(facts)),
        features=_as_bytes(features),
        rarity=model.vocabulary.rarity.astype(np.float16),
        coefficients=model.coefficients.astype(np.float16),
        offsets=model.offsets.astype(np.float32),
    )


@functools.lru_cache(maxsize=2)
def load_polarity(path: Path = POLARITY) -> Polarity:
    """Read the trained model; asking twice gives the same one.

    Raises:
        KennisError: the file is missing or is no such model.
    """
    try:
        with np.load(path, allow_pickle=False) as stored:
            facts = json.loads(stored["facts"].tobytes())
            features = iter(stored["features"].tobytes().decode("utf-8").split(_SEPARATOR))
            rarity, coefficients = (stored[name].astype(np.float32) for name in ("rarity", "coefficients"))
            offsets = stored["offsets"]
    except (ValueError, KeyError, OSError) as error:
        raise KennisError(
            f"{path.name}: dit model is er niet of is van een andere versie. "
            "Maak het met: python -m kennis.coding.train_polarity"
        ) from error
    places: dict[str, dict[str, int]] = {name: {} for name in GROUPS}
    number = 0
    for name, size in facts["sizes"].items():
        places[name] = {next(features): number + place for place in range(size)}
        number += size
    return Polarity(Vocabulary(places, rarity), tuple(facts["codes"]), coefficients, offsets)


def _as_bytes(text: str) -> np.ndarray:
    return np.frombuffer(text.encode("utf-8"), dtype=np.uint8)
