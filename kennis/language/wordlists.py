"""The small lists that ship with `builtin`, read once.

`lemmas.json.gz`, `scheidbaar.json.gz` and `delen.json.gz` are made by `train`; this module only reads.
"""

from __future__ import annotations

import functools
import gzip
import json
from pathlib import Path
from typing import Any, NamedTuple

from kennis.language.border_features import BorderWeights, read_weights

DATA = Path(__file__).parent / "data"


@functools.cache
def separable_verbs() -> dict[str, dict[str, str]]:
    """Return per particle the verbs it goes with: base verb → whole verb (`uit` → `steken` → `uitsteken`)."""
    found: dict[str, dict[str, str]] = {}
    for particle, bases in _read("scheidbaar.json.gz").items():
        found[particle] = {base: particle + base for base in bases}
    return found


class CompoundParts(NamedTuple):
    """The parts of compounds (see `compounds`)."""

    opening: dict[str, tuple[str, float]]  # form → its lemma, and how common it is (logarithm)
    closing: dict[str, float]
    words: frozenset[str]  # words that are not split further inside a compound
    whole: frozenset[str]  # words that are no compound
    stems: frozenset[str]  # of verbs: they may open a compound too
    weights: dict[str, float]


@functools.cache
def compound_parts() -> CompoundParts:
    """Return the words that open and close compounds, words that are none, and the weights of a division."""
    parts = _read("delen.json.gz")
    return CompoundParts(
        opening={form: (lemma, common) for form, (lemma, common) in parts["voor"].items()},
        closing=parts["achter"],
        words=frozenset(parts["woorden"]),
        whole=frozenset(parts["heel"]),
        stems=frozenset(parts["stammen"]),
        weights=parts["gewichten"],
    )


@functools.cache
def particle_weights() -> dict[str, float]:
    """Return the weight of every feature of a particle and a verb (see `particles.pair_features`)."""
    return _read("deeltjes.json.gz")


@functools.cache
def border_weights() -> dict[str, BorderWeights]:
    """Return what speaks for the beginning of a sentence (`zin`) and of a clause (`deelzin`), see `borders`."""
    return read_weights(DATA / "grenzen.npz")


Phrase = tuple[tuple[str, ...], frozenset[str]]


@functools.cache
def fixed_expressions() -> dict[str, dict[str, dict[str, list[Phrase]]]]:
    """Return the fixed expressions per first, second and third word (`""` for none): their words and their verbs."""
    verbs_of: dict[tuple[str, ...], set[str]] = {}
    for line in (DATA / "vaste_verbindingen.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            left, _, verbs = line.partition(":")
            verbs_of.setdefault(tuple(left.split()), set()).update(verbs.split())
    found: dict[str, dict[str, dict[str, list[Phrase]]]] = {}
    for words, bases in sorted(verbs_of.items(), key=lambda item: -len(item[0])):
        first, second, third, *_ = (*words, "", "")
        found.setdefault(first, {}).setdefault(second, {}).setdefault(third, []).append((words, frozenset(bases)))
    return found


def _read(name: str) -> dict[str, Any]:
    return json.loads(gzip.decompress((DATA / name).read_bytes()))
