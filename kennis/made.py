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
    return mark_of(*(_room_mark(room) for room in rooms))


def folder_mark(folder: Path) -> str:
    """Return a mark of all files in a folder, by their names and what is in them."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix != ".pyc":
            digest.update(path.relative_to(folder).as_posix().encode("utf-8"))
            with path.open("rb") as file:
                digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()


@functools.cache
def _room_mark(room: str) -> str:
    return folder_mark(_PACKAGE / room)
