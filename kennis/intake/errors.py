"""The one sentence a user gets when a file cannot be read."""

from __future__ import annotations

from pathlib import Path

from kennis.tables import KennisError


def cannot_read(path: Path, reason: str, remedy: str) -> KennisError:
    """Return the error `Kan '<file>' niet inlezen: <reason>. <remedy>.` (name only: no paths of a machine)."""
    return KennisError(f"Kan '{path.name}' niet inlezen: {reason}. {remedy}.")
