"""Pdf: its text, then the same doors as plain text (factsheet or transcript)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from kennis.intake.decode import normalise_text
from kennis.intake.errors import DAMAGED_PDF, cannot_read, silence
from kennis.intake.source import Parsed
from kennis.intake.text import parse_running_text


def parse_pdf(path: Path) -> Parsed:
    """Read a `.pdf` that holds text.

    Raises:
        KennisError: the file is broken, has a password, or holds only pictures of text.
    """
    pages = [normalise_text(page) for page in _read_pages(path)]
    if sum(char.isalpha() for page in pages for char in page) < 20:
        raise cannot_read(
            path,
            "er zit geen tekst in de pdf, waarschijnlijk zijn het gescande bladzijden",
            "Laat de tekst eerst herkennen (OCR) en sla de pdf opnieuw op",
        )
    return parse_running_text("\n\n".join(_drop_margins(pages)))


def _read_pages(path: Path) -> list[str]:
    from pypdf import PdfReader
    from pypdf.errors import DependencyError, FileNotDecryptedError, PyPdfError

    silence("pypdf")
    locked = cannot_read(
        path, "het bestand heeft een wachtwoord", "Sla het op zonder wachtwoord en probeer het opnieuw"
    )
    broken = cannot_read(path, "de pdf is beschadigd", "Maak de pdf opnieuw en probeer het nog eens")
    if b"%PDF" not in path.read_bytes()[:1024]:
        raise cannot_read(path, "het is geen pdf, al heet het zo", "Geef het de juiste uitgang, of maak de pdf opnieuw")
    try:
        reader = PdfReader(path)
        if reader.is_encrypted and not reader.decrypt(""):
            raise locked
        return [page.extract_text() or "" for page in reader.pages]
    except (FileNotDecryptedError, DependencyError) as error:
        raise locked from error
    except (PyPdfError, *DAMAGED_PDF) as error:
        if type(error).__name__ == "LimitReachedError":  # older versions of pypdf know no such error
            raise cannot_read(path, "een bladzijde is uitgepakt veel te groot", "Maak de pdf opnieuw") from error
        # pypdf answers damage with many kinds of errors; to the user they are one.
        raise broken from error


def _drop_margins(pages: Sequence[str]) -> list[str]:
    """Drop the running head and foot: first and last lines that come back on most pages, and page numbers."""
    split = [page.strip("\n").split("\n") for page in pages]
    edges = Counter(edge for lines in split for edge in {_edge(lines[0]), _edge(lines[-1])})
    repeated = {edge for edge, count in edges.items() if edge and count >= 3 and count > len(pages) / 2}
    kept = []
    for lines in split:
        while lines and _edge(lines[0]) in repeated | {"#"}:
            lines = lines[1:]
        while lines and _edge(lines[-1]) in repeated | {"#"}:
            lines = lines[:-1]
        kept.append("\n".join(lines))
    return kept


def _edge(line: str) -> str:
    """Return a line with its numbers made alike, so that `pagina 2` is `pagina 3`."""
    return re.sub(r"\d+", "#", line.strip())
