"""One door for every file: `list_sources` and `read_source`."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from types import MappingProxyType

from kennis.errors import KennisError, why
from kennis.intake.decode import empty_file
from kennis.intake.errors import cannot_read
from kennis.intake.head import meeting_from_name
from kennis.intake.interview import with_asker, with_names
from kennis.intake.people import without_chorus
from kennis.intake.source import Parsed, Source, people_frame, turns_frame

SUPPORTED: Mapping[str, str] = MappingProxyType(
    {
        ".txt": "tekst",
        ".md": "tekst met opmaak (Markdown)",
        ".vtt": "ondertiteling (WebVTT)",
        ".srt": "ondertiteling (SubRip)",
        ".docx": "Word-document",
        ".csv": "tabel (CSV)",
        ".tsv": "tabel (tabs)",
        ".xlsx": "Excel-werkmap",
        ".pdf": "pdf met tekst",
        ".eml": "opgeslagen mail",
        ".json": "uitgeschreven opname (Whisper)",
    }
)
_AS_DOCX = "Open het in je tekstverwerker en sla het op als docx"
_TRANSCRIBE = "Laat de opname eerst uitschrijven en lees dan het uitgeschreven gesprek in"
_DOCUMENTS = (".doc", ".odt", ".rtf", ".pages", ".wps", ".docm", ".dotx")
_SHEETS = (".xls", ".ods", ".numbers", ".xlsb", ".xlsm")
_MAIL = (".msg", ".mbox")
_PACKED = (".zip", ".7z", ".rar", ".gz")
_PAPERS = frozenset(_DOCUMENTS + _SHEETS + _MAIL + _PACKED)
_HIDDEN = (".", "~$", "__MACOSX")
_MOST_NAMED = 3
_REMEDIES = {
    **dict.fromkeys(
        _DOCUMENTS,
        ("dit soort document kunnen we niet lezen", _AS_DOCX),
    ),
    **dict.fromkeys(
        _SHEETS,
        ("dit soort rekenblad kunnen we niet lezen", "Open het in je rekenprogramma en sla het op als xlsx of csv"),
    ),
    **dict.fromkeys(
        (
            ".mp3",
            ".m4a",
            ".wav",
            ".ogg",
            ".opus",
            ".flac",
            ".aac",
            ".wma",
            ".amr",
            ".mp4",
            ".mov",
            ".mkv",
            ".avi",
            ".webm",
        ),
        ("het is een opname en geen tekst", _TRANSCRIBE),
    ),
    **dict.fromkeys(
        (".jpg", ".jpeg", ".png", ".gif", ".tif", ".tiff", ".heic", ".bmp", ".webp"),
        ("het is een afbeelding en geen tekst", "Zet de afbeelding eerst om naar tekst"),
    ),
    **dict.fromkeys(
        _MAIL,
        ("dit soort mail kunnen we niet lezen", "Sla de mail in je mailprogramma op als eml of als tekst"),
    ),
    **dict.fromkeys(
        _PACKED,
        ("het is een ingepakt bestand", "Pak het uit en lees de bestanden die erin zitten"),
    ),
}


def read_source(path: str | Path, *, keep_empty: bool = False) -> Source:
    """Read one file: a transcript, captions, a document, a table or a factsheet.

    Args:
        path: the file; its suffix (see `SUPPORTED`) tells the format.
        keep_empty: keep the rows of a table that have no text, so that every row comes back.

    Returns:
        A `Source`: turns, roster, what the file says about its meeting, and notes.

    Raises:
        KennisError: one Dutch sentence on what is wrong and what to do; never what is in the file.
    """
    path = Path(path)
    reader = _reader_for(path, keep_empty=keep_empty)
    try:
        if path.stat().st_size == 0:
            raise empty_file(path)
        parsed = reader(path)
    except KennisError:
        raise
    except OSError as error:
        raise cannot_read(path, *why(error)) from error
    if not parsed.turns:
        raise cannot_read(path, "er staan geen uitspraken in", "Controleer of dit het juiste bestand is")
    meeting = meeting_from_name(path, parsed.meeting)
    parsed = with_names(with_asker(without_chorus(parsed)))
    return Source(
        path,
        parsed.kind,
        meeting,
        turns_frame(parsed.turns),
        people_frame(parsed.people),
        tuple(dict.fromkeys(parsed.notes)),
    )


def list_sources(paths: Iterable[str | Path]) -> list[Path]:
    """Return the files to read: folders opened (subfolders too), in natural order, each file once.

    Hidden and temporary files (`~$…`, `.DS_Store`) are skipped. In a folder only files we can read count;
    a file you name yourself always counts, so that `read_source` can tell what is wrong with it.

    Raises:
        KennisError: a path does not exist, or a folder holds nothing to read.
    """
    found: list[Path] = []
    for path in [paths] if isinstance(paths, str | Path) else paths:
        path = Path(path)
        if not path.exists():
            missing = next(part for part in (*reversed(path.parents), path) if not part.exists())
            raise KennisError(f"'{missing.name}' bestaat niet. Controleer de naam en de map.")
        if not path.is_dir():
            found.append(path)
            continue
        inside = [file for file in _visible_in(path) if file.is_file() and _counts(file)]
        if not inside:
            raise KennisError(f"In de map '{path.name}' staat niets om in te lezen. We lezen: {_supported()}.")
        found += sorted(inside, key=lambda file: _natural(file.relative_to(path)))
    return list(dict.fromkeys(found))


def passed_over(paths: Iterable[str | Path]) -> str:
    """Say which documents in folders were passed over because we cannot read their kind; "" for none.

    Recordings and pictures often lie beside their transcripts, so about those nothing is said.
    """
    folders = [folder for path in paths if (folder := Path(path)).is_dir()]
    names = [file.name for folder in folders for file in _visible_in(folder) if file.suffix.lower() in _PAPERS]
    if not names:
        return ""
    shown = ", ".join(f"'{name}'" for name in sorted(names)[:_MOST_NAMED])
    more = f" en nog {len(names) - _MOST_NAMED}" if len(names) > _MOST_NAMED else ""
    return f"Niet ingelezen, want dit soort bestand kunnen we niet lezen: {shown}{more}. {_AS_DOCX} (een rekenblad als xlsx), of als tekst. Pak een zip eerst uit."


def _reader_for(path: Path, *, keep_empty: bool) -> Callable[[Path], Parsed]:
    if path.is_dir():
        raise cannot_read(path, "het is een map", "Kies de bestanden in de map, of geef de hele map op")
    if not path.exists():
        raise cannot_read(path, "het bestand bestaat niet", "Controleer de naam en de map")
    suffix = path.suffix.lower()
    if suffix in _REMEDIES:
        raise cannot_read(path, *_REMEDIES[suffix])
    # Readers are imported when needed: their libraries are heavy.
    if suffix in (".txt", ".md"):
        from kennis.intake.text import parse_text

        return parse_text
    if suffix in (".vtt", ".srt"):
        from kennis.intake.captions import parse_captions

        return parse_captions
    if suffix == ".json":
        from kennis.intake.captions import parse_recognised

        return parse_recognised
    if suffix == ".docx":
        from kennis.intake.word import parse_word

        return parse_word
    if suffix in (".csv", ".tsv", ".xlsx"):
        from kennis.intake.sheets import parse_sheet

        return partial(parse_sheet, keep_empty=keep_empty)
    if suffix == ".pdf":
        from kennis.intake.pdf import parse_pdf

        return parse_pdf
    if suffix == ".eml":
        from kennis.intake.eml import parse_eml

        return parse_eml
    raise cannot_read(path, "dit soort bestand kennen we niet", f"Sla het op als een van deze: {_supported()}")


def _supported() -> str:
    return ", ".join(suffix.lstrip(".") for suffix in SUPPORTED)


def _counts(file: Path) -> bool:
    """Tell whether a file in a folder is one to read: much is saved as json besides speech."""
    suffix = file.suffix.lower()
    if suffix != ".json":
        return suffix in SUPPORTED
    from kennis.intake.captions import parse_recognised

    try:
        return bool(parse_recognised(file).turns)
    except KennisError:
        return False
    except OSError:
        return True  # `read_source` tells what is wrong with it


def _visible_in(folder: Path) -> Iterator[Path]:
    """Yield the files in a folder and its subfolders, except what is hidden or temporary.

    Raises:
        KennisError: a folder cannot be opened: what lies in it would be missed without a word.
    """
    for home, folders, files in os.walk(folder, onerror=_refuse_closed):
        folders[:] = [name for name in folders if not name.startswith(_HIDDEN)]
        yield from (Path(home, name) for name in files if not name.startswith(_HIDDEN) and not name.endswith("~"))


def _refuse_closed(error: OSError) -> None:
    cause, remedy = why(error)
    raise KennisError(f"De map '{Path(error.filename).name}' is niet te lezen, want {cause}. {remedy}.") from error


def _natural(path: Path) -> list[tuple[int, int, str]]:
    """Sort `deel 2` before `deel 10`."""
    pieces = re.split(r"(\d+)", path.as_posix().casefold())
    return [(0, int(piece), "") if piece.isdigit() else (1, 0, piece) for piece in pieces]
