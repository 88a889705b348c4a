"""A file of another program opened with distrust: nothing of it is written to disk, and no more is read than is asked for."""

from __future__ import annotations

import zipfile
from pathlib import Path, PurePosixPath
from urllib.parse import unquote
from xml.etree import ElementTree as ET
from xml.parsers import expat

from kennis.errors import KennisError, why
from kennis.intake.errors import DAMAGED_ZIP, cannot_read
from kennis.intake.office import MOST_ALTOGETHER, MOST_BYTES, TOO_BIG

_DEEPEST = 200
_AGAIN = "Sla het project in het andere programma opnieuw op als REFI-QDA (.qdpx) en probeer het nog eens"


class Archive:
    """A `.qdpx`, open for reading; made by `open_archive`."""

    def __init__(self, path: Path, archive: zipfile.ZipFile) -> None:
        self._path, self._archive, self._read = path, archive, 0
        self._entries = [entry for entry in archive.infolist() if not entry.is_dir()]

    def project(self) -> ET.Element:
        """Return the root of the project, `project.qde` or whatever its name is.

        Raises:
            KennisError: there is none, or it is no sound XML.
        """
        found = [entry for entry in self._entries if entry.filename.lower().endswith(".qde")]
        if not found:
            raise cannot_read(self._path, "er zit geen project (.qde) in", _AGAIN)
        found.sort(key=lambda entry: (PurePosixPath(entry.filename).name.lower() != "project.qde", entry.filename))
        return parse_xml(self._bytes(found[0]), self._path)

    def find(self, address: str) -> bytes | None:
        """Return a source by its address (`internal://…`, `relative://…`), whatever folder it lies in; None if it is not there."""
        name = _file_name(address)
        entry = next((one for one in self._entries if _file_name(one.filename) == name), None)
        return self._bytes(entry) if entry and name else None

    def _bytes(self, entry: zipfile.ZipInfo) -> bytes:
        broken = cannot_read(self._path, "het bestand is beschadigd of heeft een wachtwoord", _AGAIN)
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise broken
        try:
            with self._archive.open(entry) as part:
                data = part.read(MOST_BYTES + 1)  # what an archive says of its sizes need not be true
        except DAMAGED_ZIP as error:
            raise broken from error
        self._read += len(data)
        if len(data) > MOST_BYTES or self._read > MOST_ALTOGETHER:
            raise cannot_read(self._path, TOO_BIG, "Neem alleen de teksten mee, zonder film of geluid")
        return data


def open_archive(path: Path) -> Archive:
    """Open a `.qdpx`.

    Raises:
        KennisError: there is no such file, it is no archive, or an entry points outside it.
    """
    if path.is_dir():
        raise cannot_read(path, "het is een map", "Geef een project dat je als REFI-QDA (.qdpx) hebt opgeslagen")
    if not path.is_file():
        raise KennisError(f"'{path.name}' bestaat niet. Geef een project dat je als REFI-QDA (.qdpx) hebt opgeslagen.")
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise cannot_read(path, "het is geen REFI-QDA-project (.qdpx)", _AGAIN) from error
    except OSError as error:
        raise cannot_read(path, *why(error)) from error
    if any(_leads_out(entry.filename) for entry in archive.infolist()):
        raise cannot_read(
            path, "er zitten bestanden in die buiten het project willen komen", "Vertrouw dit bestand niet"
        )
    return Archive(path, archive)


def parse_xml(data: bytes, path: Path) -> ET.Element:
    """Read XML that came from elsewhere: no document type, so no entities, and nothing fetched.

    Raises:
        KennisError: it has a document type, is nested beyond reason, or is no sound XML.
    """

    def refuse(*_: object) -> None:
        raise cannot_read(path, "er staat een documenttype (DTD) in, en dat hoort niet", _AGAIN)

    depth = 0

    def deeper(*_: object) -> None:
        nonlocal depth
        depth += 1
        if depth > _DEEPEST:
            raise cannot_read(path, "het is veel te diep genest", _AGAIN)

    def back(*_: object) -> None:
        nonlocal depth
        depth -= 1

    scan = expat.ParserCreate()
    scan.StartDoctypeDeclHandler = refuse
    scan.StartElementHandler, scan.EndElementHandler = deeper, back
    try:
        scan.Parse(data, True)
        return ET.fromstring(data)  # noqa: S314  what was looked through above has no document type
    except (expat.ExpatError, ET.ParseError, ValueError, LookupError) as error:
        raise cannot_read(path, "het is geen geldige XML", _AGAIN) from error


def decode(data: bytes) -> str:
    """Return the text of a source as it stands, a mark before it included: places are counted in it."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "\ufeff" + data.decode("utf-16", errors="replace")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = ""
    if text and "\x00" not in text:
        return text
    even, odd = data[0::2].count(0), data[1::2].count(0)
    if max(even, odd) > len(data) // 5:  # Latin text in UTF-16 has a zero in every second byte
        return data.decode("utf-16-be" if even > odd else "utf-16-le", errors="replace")
    return data.decode("cp1252", errors="replace")


def _file_name(address: str) -> str:
    return PurePosixPath(unquote(address).replace("\\", "/")).name.casefold()


def _leads_out(name: str) -> bool:
    path = PurePosixPath(name.replace("\\", "/"))
    return path.is_absolute() or ".." in path.parts or ":" in path.parts[0] if path.parts else False
