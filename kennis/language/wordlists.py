"""The small lists that ship with `builtin`, read once.

`lemmas.json.gz`, `scheidbaar.json.gz` and `delen.json.gz` are made by `train`; this module only reads.
"""

from __future__ import annotations

import functools
import gzip
import json
from pathlib import Path

DATA = Path(__file__).parent / "data"


@functools.cache
def separable_verbs() -> dict[str, dict[str, str]]:
    """Return per particle the verbs it goes with: base verb → whole verb (`uit` → `steken` → `uitsteken`)."""
    found: dict[str, dict[str, str]] = {}
    for particle, bases in _read("scheidbaar.json.gz").items():
        found[particle] = {base: particle + base for base in bases}
    return found


@functools.cache
def compound_parts() -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """Return the words that can open a compound, those that can close one, and words that are none."""
    parts = _read("delen.json.gz")
    return frozenset(parts["voor"]), frozenset(parts["achter"]), frozenset(parts["heel"])


def _read(name: str) -> dict[str, list[str]]:
    return json.loads(gzip.decompress((DATA / name).read_bytes()))
