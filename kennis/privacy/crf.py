"""The name model at work: marginal probabilities of a linear chain, from weights that python-crfsuite trained.

crfsuite's own tagger takes every feature of every word as text, each time anew. Here what a word brings is added up once
(`scores`); the probabilities are the same (forward-backward; `tests/privacy/test_crf.py` holds them against crfsuite's).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import as_file, files
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import numpy as np

MODEL = "namen.npz"
LABELS = ("O", "B-PER", "I-PER", "B-LOC", "I-LOC", "B-ORG", "I-ORG", "B-MISC", "I-MISC")
_RESCALE = 16  # steps after which numbers are brought back to size


class Weights(NamedTuple):
    """A trained model.

    `rows` is the row of every feature in `weights` (labels across; the last row is nought), `steps` what it is worth to go
    from label to label: forwards in one quarter, backwards in another, so that one multiplication does both.
    """

    rows: Mapping[str, int]
    weights: np.ndarray
    steps: np.ndarray


@lru_cache(maxsize=1)
def weights() -> Weights | None:
    """Return the model of `data/`, or None if there is none."""
    import numpy as np

    source = files("kennis.privacy").joinpath("data", MODEL)
    if not source.is_file():
        return None
    with as_file(source) as path, np.load(path) as kept:
        return weights_of(dict(kept))


def weights_of(kept: Mapping[str, np.ndarray]) -> Weights:
    """Return the model that was kept in arrays (see `arrays_of`)."""
    import numpy as np

    names = kept["features"].tobytes().decode("utf-8").split("\n")
    found = np.zeros((len(names) + 1, len(LABELS)))
    found[kept["row"], kept["label"]] = kept["weight"]
    both = np.zeros((2 * len(LABELS), 2 * len(LABELS)))
    passing = np.exp(kept["steps"] - kept["steps"].max())
    both[: len(LABELS), : len(LABELS)], both[len(LABELS) :, len(LABELS) :] = passing, passing.T
    return Weights({name: row for row, name in enumerate(names)}, found, both)


def arrays_of(
    states: Mapping[tuple[str, str], float], passing: Mapping[tuple[str, str], float]
) -> dict[str, np.ndarray]:
    """Return what is kept of a model.

    Args:
        states: (feature, label) → weight.
        passing: (label, next label) → weight.
    """
    import numpy as np

    names = sorted({name for name, _ in states})
    rows = {name: row for row, name in enumerate(names)}
    entries = sorted((rows[name], LABELS.index(label), weight) for (name, label), weight in states.items())
    steps = np.array([[passing.get((left, right), 0.0) for right in LABELS] for left in LABELS])
    return {
        "features": np.frombuffer("\n".join(names).encode("utf-8"), dtype=np.uint8),
        "row": np.array([entry[0] for entry in entries], dtype=np.int32),
        "label": np.array([entry[1] for entry in entries], dtype=np.int8),
        "weight": np.array([entry[2] for entry in entries], dtype=np.float32),
        "steps": steps,
    }


def marginals(scores: np.ndarray, steps: np.ndarray) -> np.ndarray:
    """Return the probability of every label for every word of a stretch.

    Args:
        scores: one row a word, one column a label: the sum of the weights of its features.
        steps: see `Weights`.

    Returns:
        The same shape; every row adds up to 1.
    """
    import numpy as np

    fit = np.exp(scores - scores.max(axis=1, keepdims=True))
    walked = _walk(np.concatenate([fit, fit[::-1]], axis=1), steps)
    size = len(LABELS)
    shares = walked[:, :size] * walked[::-1, size:] / fit
    return np.asarray(shares / shares.sum(axis=1, keepdims=True))


def _walk(both: np.ndarray, steps: np.ndarray) -> np.ndarray:
    """Return the forward and backward sums, place by place (each up to a factor)."""
    walked = both
    at = walked[0]
    for place in range(1, len(walked)):
        at = at.dot(steps)
        at *= walked[place]
        if place % _RESCALE == 0:
            at[: len(LABELS)] /= at[: len(LABELS)].sum()
            at[len(LABELS) :] /= at[len(LABELS) :].sum()
        walked[place] = at
    return walked
