"""The name model at work: marginal probabilities of a linear chain, from weights that python-crfsuite trained.

crfsuite's own tagger takes every feature of every word as text, each time anew. Here features are numbers (`scores`), and
many stretches of text are gone through side by side; the probabilities are the same (forward-backward;
`tests/privacy/test_crf.py` holds them against crfsuite's).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib.resources import as_file, files
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import numpy as np

MODEL = "namen.npz"
LABELS = ("O", "B-PER", "I-PER", "B-LOC", "I-LOC", "B-ORG", "I-ORG", "B-MISC", "I-MISC")
_SIZE = len(LABELS)
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


def marginals(scores: np.ndarray, sizes: Sequence[int], steps: np.ndarray) -> np.ndarray:
    """Return the probability of every label for every word of stretches of text.

    Args:
        scores: one row a word, one column a label: the sum of the weights of its features; stretch behind stretch.
        sizes: how many words each stretch has.
        steps: see `Weights`.

    Returns:
        The same shape as `scores`; every row adds up to 1.
    """
    import numpy as np

    fit = np.exp(scores - scores.max(axis=1, keepdims=True))
    stops = list(accumulate(sizes))
    # The longest first: who is done, drops off at the end.
    parts = sorted(zip(sizes, stops, strict=True), reverse=True)
    both = np.zeros((parts[0][0], len(parts), 2 * _SIZE))
    for column, (size, stop) in enumerate(parts):
        own = fit[stop - size : stop]
        both[:size, column, :_SIZE] = own
        both[:size, column, _SIZE:] = own[::-1]
    _walk(both, [size for size, _ in parts], steps)
    shares = np.empty_like(fit)
    for column, (size, stop) in enumerate(parts):
        walked = both[:size, column]
        np.multiply(walked[:, :_SIZE], walked[::-1, _SIZE:], out=shares[stop - size : stop])
    shares /= fit
    shares /= shares.sum(axis=1, keepdims=True)
    return shares


def _walk(both: np.ndarray, sizes: Sequence[int], steps: np.ndarray) -> None:
    """Make of the fits the forward and backward sums, place by place in all stretches at once (each up to a factor)."""
    at = both[0]
    going = len(sizes)
    for place in range(1, len(both)):
        while sizes[going - 1] <= place:
            going -= 1
        at = at[:going].dot(steps)
        at *= both[place, :going]
        if place % _RESCALE == 0:
            at[:, :_SIZE] /= at[:, :_SIZE].sum(axis=1, keepdims=True)
            at[:, _SIZE:] /= at[:, _SIZE:].sum(axis=1, keepdims=True)
        both[place, :going] = at
