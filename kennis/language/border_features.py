"""What the models of sentence and clause borders look at, and their weights as one table.

Training asks for the names of the features of every place (`border_features`). Scoring looks the same
features up as numbers, for a whole text at once (`BorderWeights.score`): that is ten times as fast.
Both follow `_TEMPLATES`, so they cannot drift apart.
"""

from __future__ import annotations

import functools
import math
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np

FINITE = frozenset({"VERB_Fin", "AUX_Fin"})
_NO_FINITE = 9
# How near a finite verb is by the number of words between, without and with a conjunction there (`o`).
_NEAR = [[f"{gap}{sign}" for gap in (0, 1, 2, 3, 4, 4, 5, 5, 5, 6)] for sign in "-o"]
_FAR = 10  # words looked at on the way to a finite verb
_LETTER = {
    "DET": "D", "ADJ": "J", "NUM": "J", "NOUN": "N", "NOUN_Plur": "N", "PROPN": "N", "PRON": "R", "ADP": "P",
    "ADP_Fin": "p", "ADV": "A", "SCONJ": "S", "CCONJ": "C", "VERB_Inf": "V", "AUX_Inf": "V", "VERB_Part": "V",
    "AUX_Part": "V", "VERB_Fin": "F", "AUX_Fin": "F", "PUNCT": ",", "INTJ": "I",
}  # fmt: skip
_NOMINAL = re.compile(r"[DJ]*J?N+|DR|D")
_PREPOSITIONAL = re.compile(r"P[NR]")
_STRETCH = re.compile(r"[^F]*F|[^F]+")
# Words (`w-2` … `w2`) and labels (`t-3` … `t2`) around a place, how near the finite verbs are (`near`), and
# the word groups between them (`behind`, `ahead`). A feature's name is the first item and its values.
_TEMPLATES = (
    ("b",),
    ("w-2", "w-2"),
    ("w-1", "w-1"),
    ("w0", "w0"),
    ("w1", "w1"),
    ("w2", "w2"),
    ("t-1", "t-1"),
    ("t0", "t0"),
    ("t1", "t1"),
    ("t-21", "t-2", "t-1"),
    ("t-10", "t-1", "t0"),
    ("t01", "t0", "t1"),
    ("t-210", "t-2", "t-1", "t0"),
    ("t-101", "t-1", "t0", "t1"),
    ("t012", "t0", "t1", "t2"),
    ("t-321", "t-3", "t-2", "t-1"),
    ("w-10", "w-1", "w0"),
    ("w01", "w0", "w1"),
    ("wt", "w-1", "t0"),
    ("tw", "t-1", "w0"),
    ("wu", "w0", "t1"),
    ("n", "near"),
    ("nt", "near", "t0"),
    ("ns", "near", "t-1"),
    ("nx", "near", "w0"),
    ("nst", "before", "t-1", "t0"),
    ("ntu", "after", "t0", "t1"),
    ("a", "ahead"),
    ("p", "behind"),
    ("at", "ahead", "t-1"),
    ("pt", "behind", "t0"),
    ("pa", "behind2", "ahead3"),
    ("aw", "ahead3", "w-1"),
    ("px", "behind3", "w0"),
)
_WORDS = tuple(f"w{at}" for at in (-2, -1, 0, 1, 2))
_LABELS = tuple(f"t{at}" for at in (-3, -2, -1, 0, 1, 2))
_BETWEEN = ("before", "after", "near", "behind", "behind2", "behind3", "ahead", "ahead3")
_COLUMNS = (*_WORDS, *_LABELS, *_BETWEEN)
# Per template the rows of its values in a table of columns; the last row of that table is empty (0).
_ROWS = np.array([[*map(_COLUMNS.index, names), *[len(_COLUMNS)] * (3 - len(names))] for _, *names in _TEMPLATES]).T
_NUMBER = np.arange(len(_TEMPLATES), dtype=np.int64)[:, None]
_OWN = np.arange(3 * len(_TEMPLATES), dtype=np.int64).reshape(3, -1, 1)  # of the first, second and third values
_PRECISION = 100  # weights have two decimals


def border_features(forms: list[str], tags: list[str]) -> list[list[str]]:
    """Return what stands around every place, as names of features.

    Args:
        forms: word forms in lower case.
        tags: labels of the tagger.
    """
    size, words, labels = len(forms), *_with_edges(forms, tags)
    columns = {name: words[at : at + size] for at, name in enumerate(_WORDS)}
    columns |= {name: labels[at : at + size] for at, name in enumerate(_LABELS)}
    pieces = [_between(letters, is_first) for letters, is_first in _stretches(tags)]
    columns |= {name: [value for own in pieces for value in own[at]] for at, name in enumerate(_BETWEEN)}
    filled = [
        [name + " ".join(values) for values in zip(*(columns[c] for c in own), strict=True)]
        if own
        else [name] * len(forms)
        for name, *own in _TEMPLATES
    ]
    return [list(row) for row in zip(*filled, strict=True)]


def _with_edges(forms: list[str], tags: list[str]) -> tuple[list[str], list[str]]:
    return ["<", "<", *forms, ">", ">"], ["<", "<", "<", *tags, ">", ">"]


def _stretches(tags: list[str]) -> Iterator[tuple[str, bool]]:
    """Yield the letters of the labels up to and with each finite verb, and whether they are the first ones."""
    letters = "".join([_LETTER.get(tag, "X") for tag in tags])
    return ((found[0], not found.start()) for found in _STRETCH.finditer(letters))


def _between(letters: str, is_first: bool) -> list[list[str]]:
    """Return what stands between every place of a stretch and the finite verbs on either side (`_BETWEEN`)."""
    places, end, has_verb = range(len(letters)), len(letters.removesuffix("F")), letters.endswith("F")
    opens, last = letters.find("S"), max(letters.rfind("S"), letters.rfind("C"))
    before = [_NEAR[-1 < opens < at][_NO_FINITE if is_first else min(at, _NO_FINITE)] for at in places]
    after = [_NEAR[at <= last][min(end - at, _NO_FINITE) if has_verb else _NO_FINITE] for at in places]
    behind = ["<" if is_first else _groups(letters[max(0, at - _FAR) : at])[-4:] for at in places]
    ahead = [_groups(letters[at : min(end, at + _FAR)])[:4] + ("" if has_verb else ">") for at in places]
    near = list(map(str.__add__, before, after))
    paths = (behind, [path[-2:] for path in behind], [path[-3:] for path in behind])
    return [before, after, near, *paths, ahead, [path[:3] for path in ahead]]


class BorderWeights:
    """The weights of the features of one kind of border, each at a place of its own in one long row.

    A template has room for every pair or triple of its known values; most of that room stays empty (0). Where
    a feature stands is the sum of a step for the template and each of its values: nothing is searched for.
    """

    def __init__(self, values: dict[str, int], keys: np.ndarray, weights: np.ndarray) -> None:
        """Lay the weights out (see `pack_weights`).

        Args:
            values: the number of every value, from 1; a value that is not known has the number 0.
            keys: numbers of features.
            weights: the weight of each, in hundredths.
        """
        self._values = values
        template, own = _split_numbers(keys, len(values))
        steps = np.zeros((3, len(_TEMPLATES), len(values) + 1), dtype=np.int32)
        end = 0
        for row in range(len(_TEMPLATES)):
            start, size = end, 1
            for at in (2, 1, 0):
                known = np.unique(own[at][(template == row) & (own[at] > 0)])
                steps[at, row, known] = size * np.arange(1, len(known) + 1)
                size *= len(known) + 1
            steps[0, row] += start
            end += size
        self._steps, self._weights = steps.ravel(), np.zeros(end, dtype=np.int16)
        self._weights[steps[np.arange(3)[:, None], template, own].sum(axis=0)] = weights
        self._between = functools.lru_cache(maxsize=20_000)(self._number_between)

    def score(self, forms: list[str], tags: list[str]) -> list[float]:
        """Return the sum of the weights at every place; the first place begins for sure (-inf: no need to ask)."""
        if not forms:
            return []
        values = self._numbers(forms, tags)[_ROWS]
        places = self._steps.take(values + _OWN * (len(self._values) + 1)).sum(axis=0)
        found = self._weights.take(places) / _PRECISION
        return [-math.inf, *found.sum(axis=0)[1:].tolist()]

    def _numbers(self, forms: list[str], tags: list[str]) -> np.ndarray:
        """Return the numbers of all values: a row a column of `_COLUMNS`, and an empty one."""
        size, find = len(forms), self._values.get
        words, labels = (np.array([find(value, 0) for value in row]) for row in _with_edges(forms, tags))
        between = [self._between(letters, is_first) for letters, is_first in _stretches(tags)]
        rows = [words[at : at + size] for at in range(len(_WORDS))]
        rows += [labels[at : at + size] for at in range(len(_LABELS))]
        return np.concatenate((rows, np.concatenate(between, axis=1), np.zeros((1, size), dtype=np.int64)))

    def _number_between(self, letters: str, is_first: bool) -> np.ndarray:
        return np.array([[self._values.get(value, 0) for value in row] for row in _between(letters, is_first)])


def _feature_numbers(values: np.ndarray, known: int) -> np.ndarray:
    """Return one number for a feature: of its template and of its three values (0: no value, or not a known one)."""
    first, second, third = values
    return ((_NUMBER * (known + 1) + first) * (known + 1) + second) * (known + 1) + third


def _split_numbers(numbers: np.ndarray, known: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the templates of feature numbers, and their three values as rows."""
    rest, third = np.divmod(numbers, known + 1)
    rest, second = np.divmod(rest, known + 1)
    template, first = np.divmod(rest, known + 1)
    return template, np.array([first, second, third])


def pack_weights(weights: dict[str, dict[str, float]]) -> dict[str, np.ndarray]:
    """Return the weights of all kinds of borders as arrays to store (see `read_weights`).

    Args:
        weights: per kind the weight of every feature, with two decimals.
    """
    parsed = {kind: {_parse(name): weight for name, weight in own.items()} for kind, own in weights.items()}
    values = sorted({value for own in parsed.values() for _, names in own for value in names})
    number = {value: place for place, value in enumerate(values, start=1)}
    arrays = {"values": np.frombuffer("\n".join(values).encode("utf-8"), dtype=np.uint8)}
    for kind, own in parsed.items():
        rows = np.zeros((3, len(_TEMPLATES), len(own)), dtype=np.int64)
        for at, (template, names) in enumerate(own):
            rows[: len(names), template, at] = [number[value] for value in names]
        keys = _feature_numbers(rows, len(values))[[template for template, _ in own], np.arange(len(own))]
        order = keys.argsort()
        arrays[f"{kind}_keys"] = np.diff(keys[order], prepend=0)  # differences: they compress well
        arrays[f"{kind}_weights"] = np.rint(np.array(list(own.values()))[order] * _PRECISION).astype(np.int16)
    return arrays


def _parse(name: str) -> tuple[int, tuple[str, ...]]:
    """Return which template made a name, and of which values."""
    spaces = name.count(" ")
    for place, (start, *values) in enumerate(_TEMPLATES):
        if not values and name == start:
            return place, ()
        if values and name.startswith(start) and spaces == len(values) - 1:
            return place, tuple(name.removeprefix(start).split(" "))
    raise ValueError(f"no template makes {name!r}")


def read_weights(path: Path) -> dict[str, BorderWeights]:
    """Return what `pack_weights` made: the weights of sentence (`zin`) and clause (`deelzin`) borders."""
    with np.load(path) as stored:
        values = stored["values"].tobytes().decode("utf-8").split("\n")
        number = dict(zip(values, range(1, len(values) + 1), strict=True))
        return {kind: BorderWeights(number, *_table(stored, kind)) for kind in ("zin", "deelzin")}


def _table(stored: Mapping[str, np.ndarray], kind: str) -> tuple[np.ndarray, np.ndarray]:
    return stored[f"{kind}_keys"].cumsum(), stored[f"{kind}_weights"]


@functools.lru_cache(maxsize=100_000)
def _groups(letters: str) -> str:
    """Return letters of word classes with noun groups as one: `DJN` → N, `PDN` → P."""
    return _PREPOSITIONAL.sub("P", _NOMINAL.sub("N", letters))
