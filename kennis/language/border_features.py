"""What the models of sentence and clause borders look at, and their weights as one table.

Training asks for the names of the features of every place (`border_features`). Scoring looks the same
features up as numbers, for a whole text at once (`BorderWeights.score`): that is ten times as fast.
Both follow `_TEMPLATES`, so they cannot drift apart.
"""

from __future__ import annotations

import functools
import math
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar

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
_COLUMNS = tuple(dict.fromkeys(name for template in _TEMPLATES for name in template[1:]))
# Per template the rows of its values in a table of columns; the last row of that table is empty (0).
_ROWS = np.array([[*map(_COLUMNS.index, names), *[len(_COLUMNS)] * (3 - len(names))] for _, *names in _TEMPLATES]).T
_PLACE = {name: place for place, name in enumerate(_COLUMNS)}
_NUMBER = np.arange(len(_TEMPLATES), dtype=np.int64)[:, None]
_Row = TypeVar("_Row", list[str], np.ndarray)
_PRECISION = 100  # weights have two decimals


def border_features(forms: list[str], tags: list[str]) -> list[list[str]]:
    """Return what stands around every place, as names of features.

    Args:
        forms: word forms in lower case.
        tags: labels of the tagger.
    """
    columns = _beside(["<", "<", *forms, ">", ">"], ["<", "<", "<", *tags, ">", ">"]) | _between(tags)
    filled = [
        [name + " ".join(values) for values in zip(*(columns[c] for c in own), strict=True)]
        if own
        else [name] * len(forms)
        for name, *own in _TEMPLATES
    ]
    return [list(row) for row in zip(*filled, strict=True)]


def _beside(words: _Row, labels: _Row) -> dict[str, _Row]:
    """Return the words and labels beside every place (as text or as numbers); the edges are in the lists."""
    size = len(words) - 4
    columns = {f"w{at}": words[at + 2 : at + 2 + size] for at in (-2, -1, 0, 1, 2)}
    return columns | {f"t{at}": labels[at + 3 : at + 3 + size] for at in (-3, -2, -1, 0, 1, 2)}


def _between(tags: list[str]) -> dict[str, list[str]]:
    """Return what stands between every place and the finite verbs on either side."""
    before, after = _finite_verbs(tags)
    behind, ahead = _paths(tags)
    columns = {"before": before, "after": after, "near": list(map(str.__add__, before, after))}
    columns |= {"behind": behind, "behind2": [path[-2:] for path in behind], "behind3": [path[-3:] for path in behind]}
    return columns | {"ahead": ahead, "ahead3": [path[:3] for path in ahead]}


class BorderWeights:
    """The weights of the features of one kind of border: numbers of features in order, and a weight each."""

    def __init__(self, values: Numbers, keys: np.ndarray, weights: np.ndarray) -> None:
        """Keep the table (see `pack_weights`)."""
        self._values, self._keys, self._weights = values, keys, weights

    def score(self, forms: list[str], tags: list[str]) -> list[float]:
        """Return the sum of the weights at every place; the first place begins for sure (-inf: no need to ask)."""
        if not forms:
            return []
        keys = _feature_numbers(self._numbers(forms, tags)[_ROWS], len(self._values))
        places = self._keys.searchsorted(keys)
        found = np.where(self._keys[places] == keys, self._weights[places], 0.0)
        return [-math.inf, *found.sum(axis=0)[1:].tolist()]

    def _numbers(self, forms: list[str], tags: list[str]) -> np.ndarray:
        """Return the numbers of all values: a row a column, and an empty one."""
        number = self._values.__getitem__
        table = np.zeros((len(_COLUMNS) + 1, len(forms)), dtype=np.int64)
        words = np.array(list(map(number, ["<", "<", *forms, ">", ">"])))
        labels = np.array(list(map(number, ["<", "<", "<", *tags, ">", ">"])))
        beside = _beside(words, labels)
        for name, row in (beside | _between(tags)).items():
            if (place := _PLACE.get(name)) is not None:
                table[place] = row if name in beside else list(map(number, row))
        return table


class Numbers(dict[str, int]):
    """Values and their numbers; 0 for a value that is not known."""

    def __missing__(self, value: str) -> int:
        """Return 0."""
        return 0


def _feature_numbers(values: np.ndarray, known: int) -> np.ndarray:
    """Return one number for a feature: of its template and of its three values (0: no value, or not a known one)."""
    first, second, third = values
    return ((_NUMBER * (known + 1) + first) * (known + 1) + second) * (known + 1) + third


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
        number = Numbers(zip(values, range(1, len(values) + 1), strict=True))
        return {kind: BorderWeights(number, *_table(stored, kind)) for kind in ("zin", "deelzin")}


def _table(stored: Mapping[str, np.ndarray], kind: str) -> tuple[np.ndarray, np.ndarray]:
    keys, weights = stored[f"{kind}_keys"].cumsum(), stored[f"{kind}_weights"] / _PRECISION
    # A last row that is never found, so that a search never ends outside the table.
    return np.append(keys, np.iinfo(np.int64).max), np.append(weights, 0.0)


def _finite_verbs(tags: list[str]) -> tuple[list[str], list[str]]:
    """Return how far the last and the next finite verb are, and whether a conjunction stands between."""
    before, gap, opened = [], _NO_FINITE, False
    for tag in tags:
        before.append(_NEAR[opened][gap if gap < _NO_FINITE else _NO_FINITE])
        gap, opened = (0, False) if tag in FINITE else (gap + 1, opened or tag == "SCONJ")
    after, gap, opened = [], _NO_FINITE, False
    for tag in reversed(tags):
        gap, opened = (0, False) if tag in FINITE else (gap + 1, opened or tag in ("SCONJ", "CCONJ"))
        after.append(_NEAR[opened][gap if gap < _NO_FINITE else _NO_FINITE])
    return before, after[::-1]


def _paths(tags: list[str]) -> tuple[list[str], list[str]]:
    """Return the word groups since the last finite verb, and those up to the next (*N* in *de man gaat*)."""
    letters = "".join(_LETTER.get(tag, "X") for tag in tags)
    ends = [place for place, letter in enumerate(letters) if letter == "F"]
    behind, ahead, last, coming = [], [], -1, 0
    for place in range(len(tags)):
        behind.append(_groups(letters[max(last + 1, place - _FAR) : place])[-4:] if last >= 0 else "<")
        while coming < len(ends) and ends[coming] < place:
            coming += 1
        stop = ends[coming] if coming < len(ends) else len(tags)
        ahead.append(_groups(letters[place : min(stop, place + _FAR)])[:4] + ("" if coming < len(ends) else ">"))
        if letters[place] == "F":
            last = place
    return behind, ahead


@functools.lru_cache(maxsize=100_000)
def _groups(letters: str) -> str:
    """Return letters of word classes with noun groups as one: `DJN` → N, `PDN` → P."""
    return _PREPOSITIONAL.sub("P", _NOMINAL.sub("N", letters))
