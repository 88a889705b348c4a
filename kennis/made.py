"""What a result was made of, in one short mark: the same mark means that making it again gives the same."""

from __future__ import annotations

import functools
import hashlib
from pathlib import Path

import pandas as pd

from kennis.tables import to_csv

_PACKAGE = Path(__file__).parent


def mark_of(*parts: pd.DataFrame | str) -> str:
    """Return a mark of tables and texts together."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update((part if isinstance(part, str) else to_csv(part)).encode("utf-8"))
        digest.update(b"\0")
    return digest.hexdigest()[:16]


def code_mark(*rooms: str) -> str:
    """Return a mark of the code and data of rooms of the package: a better coder makes what it made before out of date."""
    return mark_of(*map(_room_mark, rooms))


@functools.cache
def _room_mark(room: str) -> str:
    digest = hashlib.sha256()
    for path in sorted((_PACKAGE / room).rglob("*")):
        if path.is_file() and path.suffix != ".pyc":
            digest.update(path.relative_to(_PACKAGE).as_posix().encode("utf-8"))
            digest.update(path.read_bytes())
    return digest.hexdigest()
