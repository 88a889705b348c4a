"""The name model at work: marginal probabilities of a linear chain, from weights that python-crfsuite trained.

crfsuite's own tagger takes every feature of every word as text, each time anew. Here the features of a word are looked up
once, as rows of one table of weights; the probabilities are the same (forward-backward, see `tests/privacy/test_crf.py`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib.resources import as_file, files
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import numpy as np

MODEL = "namen.npz"
LABELS = ("O", "B-PER", "I-PER", "B-LOC", "I-LOC", "B-ORG", "I-ORG", "B-MISC", "I-MISC")
_RESCALE = 16  # steps after which numbers are brought back to size


class Weights(NamedTuple):
    """A trained model: the row of every feature, the weights of the rows (labels across), and of going from label to label."""

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
        names = kept["features"].tobytes().decode("utf-8").split("\n")
        found = np.zeros((len(names), len(LABELS)))
        found[kept["row"], kept["label"]] = kept["weight"]
        passing = kept["steps"]
    both = np.zeros((2 * len(LABELS), 2 * len(LABELS)))  # forward and backward in one multiplication
    passing = np.exp(passing - passing.max())
    both[: len(LABELS), : len(LABELS)], both[len(LABELS) :, len(LABELS) :] = passing, passing.T
    return Weights({name: row for row, name in enumerate(names)}, found, both)


def arrays_of(states: Mapping[tuple[str, str], float], passing: Mapping[tuple[str, str], float]) -> dict[str, np.ndarray]:
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


def marginals(model: Weights, rows: Sequence[Sequence[int]]) -> np.ndarray:
    """Return the probability of every label for every word of a stretch.

    Args:
        model: the weights.
        rows: the rows of the features of each word (at least one each).

    Returns:
        One row a word, one column a label (see `LABELS`).
    """
    import numpy as np

    flat: list[int] = []
    starts = []
    for row in rows:
        starts.append(len(flat))
        flat += row
    scores = np.add.reduceat(model.weights[flat], starts, axis=0)
    scores -= scores.max(axis=1, keepdims=True)
    fit = np.exp(scores)
    both = np.hstack([fit, fit[::-1]])
    walked = _walk(both, model.steps)
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
