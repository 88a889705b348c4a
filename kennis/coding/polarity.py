"""What was learned about values that are there, missed, or both, in one small file.

Fear speaks of missing courage and not of missing trust: one model for all values mixes them up. So each value has one of
its own, with a smaller say of one for all of them; a last one tells what is mixed. They know words in their order and how
they sound. What patterns found is not among what they learn from: they would learn little else, and patterns have a say of
their own (`model`).
"""

from __future__ import annotations

import functools
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from kennis.coding.features import Features, Vocabulary
from kennis.coding.weights import as_bytes, pack_vocabulary, unpack_vocabulary
from kennis.tables import KennisError

POLARITY = Path(__file__).parent / "data" / "polarity.npz"
_OWN_GROUPS = ("lemma", "lemmas", "words", "denied", "tone")
_SHARED = 0.4  # the say of what all values have in common


@dataclass(frozen=True)
class Polarity:
    """A row of `coefficients` and an offset for each value, then for all of them together, then for what is mixed."""

    vocabulary: Vocabulary
    codes: tuple[str, ...]
    coefficients: np.ndarray
    offsets: np.ndarray

    def sums(self, texts: Sequence[Features]) -> tuple[np.ndarray, np.ndarray]:
        """Return for every text (rows) and value (columns) how much it is there, and for every text how mixed it is.

        Above zero a value is more *aanwezig* than *afwezig*, and a text more mixed than not.
        """
        sums = np.asarray(self.vocabulary.transform(map(own_groups, texts)) @ self.coefficients.T + self.offsets)
        own, shared, mixed = sums[:, :-2], sums[:, -2:-1], sums[:, -1]
        return (1 - _SHARED) * own + _SHARED * shared, mixed


def own_groups(features: Features) -> Features:
    """Return the groups of features this model knows."""
    return {name: features[name] for name in _OWN_GROUPS}


def save_polarity(model: Polarity, path: Path = POLARITY) -> None:
    """Write a trained model to a file."""
    sizes = {name: len(own) for name, own in model.vocabulary.places.items() if own}
    facts = {"codes": model.codes, "sizes": sizes}
    np.savez_compressed(
        path,
        facts=as_bytes(json.dumps(facts)),
        **pack_vocabulary(model.vocabulary),
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
            vocabulary = unpack_vocabulary(stored, facts["sizes"])
            coefficients, offsets = stored["coefficients"].astype(np.float32), stored["offsets"]
    except (ValueError, KeyError, OSError) as error:
        raise KennisError(
            f"{path.name}: dit model is er niet of is van een andere versie. "
            "Maak het met: python -m kennis.coding.train_polarity"
        ) from error
    return Polarity(vocabulary, tuple(facts["codes"]), coefficients, offsets)
