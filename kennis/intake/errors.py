"""The one sentence a user gets when a file cannot be read, and what readers raise when one is damaged."""

from __future__ import annotations

import logging
import warnings
import zipfile
import zlib
from pathlib import Path

from kennis.tables import KennisError

# What the readers of pdf and of zip answer to a file that is damaged or has a password.
DAMAGED_PDF = (
    ValueError,
    KeyError,
    TypeError,
    IndexError,
    AttributeError,
    RecursionError,
    AssertionError,
    NotImplementedError,
)
DAMAGED_ZIP = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    RuntimeError,
    NotImplementedError,
    EOFError,
    OSError,
    zlib.error,
)


def cannot_read(path: Path, reason: str, remedy: str) -> KennisError:
    """Return the error `Kan '<file>' niet inlezen: <reason>. <remedy>.` (name only: no paths of a machine)."""
    return KennisError(f"Kan '{path.name}' niet inlezen: {reason}. {remedy}.")


def silence(library: str) -> None:
    """Let a library tell nothing in English beside our own sentence: neither in its log nor as a warning."""
    logging.getLogger(library).setLevel(logging.CRITICAL + 1)
    warnings.filterwarnings("ignore", module=rf"{library}(\.|$)")
