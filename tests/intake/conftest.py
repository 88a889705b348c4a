"""Fixtures that write a file and read it back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kennis.intake import Source, read_source

Reader = Callable[..., Source]


@pytest.fixture
def read(tmp_path: Path) -> Reader:
    """Write text (or bytes) under a name and read it as a source."""

    def write_and_read(content: str | bytes, name: str = "gesprek.txt", *, encoding: str = "utf-8") -> Source:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return read_source(path)

    return write_and_read


@pytest.fixture
def data() -> Path:
    """The folder with the invented factsheets."""
    return Path(__file__).parent / "data"
