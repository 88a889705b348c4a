"""Is this really a Word or Excel file? Broken, locked and misnamed files get their own sentence."""

from __future__ import annotations

import zipfile
from pathlib import Path

from kennis.intake.errors import cannot_read

MOST_BYTES = 100_000_000  # of one part, unpacked: a hundred thick books
MOST_ALTOGETHER = 4 * MOST_BYTES
TOO_BIG = "het is uitgepakt veel te groot (meer dan 100 MB in één deel, of 400 MB samen)"
_ZIP = b"PK"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def open_package(path: Path, what: str) -> None:
    """Check that a docx or xlsx is a sound zip.

    Raises:
        KennisError: it has a password, is an old Office file under a new name, is broken, or is huge once unpacked.
    """
    data = path.read_bytes()
    if data.startswith(_OLE):
        # Office keeps a locked file in the old container, under this name.
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise cannot_read(
                path, "het bestand heeft een wachtwoord", "Sla het op zonder wachtwoord en probeer het opnieuw"
            )
        raise cannot_read(
            path,
            "het is een oud Office-bestand met een nieuwe naam",
            f"Open het en sla het opnieuw op als {path.suffix.lstrip('.')}",
        )
    if not data.startswith(_ZIP):
        suffix = path.suffix.lower().lstrip(".")
        raise cannot_read(
            path, f"het is geen {what}, al eindigt de naam op {suffix}", f"Open het en sla het op als {suffix}"
        )
    if not zipfile.is_zipfile(path):
        raise _broken(path, what)
    try:
        with zipfile.ZipFile(path) as package:
            if any(entry.flag_bits & 1 for entry in package.infolist()):
                raise cannot_read(
                    path, "het bestand heeft een wachtwoord", "Sla het op zonder wachtwoord en probeer het opnieuw"
                )
            # A small file may unpack to gigabytes. That what it says of its sizes is true, is tested next.
            sizes = [entry.file_size for entry in package.infolist()]
            if max(sizes, default=0) > MOST_BYTES or sum(sizes) > MOST_ALTOGETHER:
                raise cannot_read(path, TOO_BIG, "Haal er grote afbeeldingen, film en geluid uit, of splits het")
            damaged = package.testzip()
    except (zipfile.BadZipFile, OSError, ValueError, EOFError, NotImplementedError, zipfile.zlib.error) as error:  # type: ignore[attr-defined]
        raise _broken(path, what) from error
    if damaged:
        raise _broken(path, what)


def _broken(path: Path, what: str) -> Exception:
    program = "Word" if path.suffix.lower() == ".docx" else "Excel"
    return cannot_read(
        path, f"het {what} is beschadigd", f"Open het in {program}, sla het opnieuw op en probeer het nog eens"
    )
