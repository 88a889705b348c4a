"""What a file gives away: every piece of text in it, seen and unseen, with the place where it stands."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from kennis.intake.decode import decode_text
from kennis.intake.errors import DAMAGED_PDF, DAMAGED_ZIP, silence
from kennis.intake.office import MOST_BYTES
from kennis.privacy.page_pieces import GUID, JOINTS, Piece, pieces_of_html
from kennis.tables import KennisError

_OFFICE_ATTRIBUTES = set(
    "author name title descr lastModifiedBy initials text prompt promptTitle error errorTitle displayName display "
    "tooltip userName userId Target".split()
)
_XP_TAGS = range(0x9C9B, 0x9CA0)  # title, comment, author, keywords and subject as Windows writes them
_EXIF_PARTS = (0x8769, 0x8825)
_MOST_UNPACKED = 50_000_000
_NOTHING = b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"  # what an empty file may hold, a mark of its encoding among it
_PRINT_CODES = re.compile(r"""&(?:"[^"]*"|\d+|[A-Z])""")  # how a sheet says: left, middle, bold
_DRAWN = re.compile(rb"(?<!\S)(?:Do|BI|sh|[cvy])(?!\S)")  # what draws a picture, a shade or a curve in a pdf
_ANSI = re.compile(r"\x1b\[[0-9;]*m")


def read_pieces(path: Path) -> list[Piece]:
    """Return all text of a file: what a reader sees, and what travels along unseen (properties, alt texts, tracebacks).

    Args:
        path: a file of any kind; of a font only the name is looked at.

    Returns:
        The pieces; the first is the name of the file itself. What could not be read is a piece too (`unread`), and so
        is each picture, in a document or a page too (`picture`): what can be seen on it is not read.
    """
    pieces, pictures = [], 0
    for piece in _pieces(path):
        pictures += piece.picture
        number = f"afbeelding {pictures}"
        pieces.append(replace(piece, where=", ".join(filter(None, (piece.where, number)))) if piece.picture else piece)
    return pieces


def _pieces(path: Path) -> list[Piece]:
    name = Piece("bestandsnaam", "" if GUID.fullmatch(path.name) else JOINTS.sub(" ", path.stem))
    reader = _READERS.get(path.suffix.lower(), _read_lines)
    return [name, *(piece for piece in reader(path) if piece.unread or piece.picture or piece.text.strip())]


def _unread(where: str = "bestand") -> Piece:
    return Piece(where, "", unread=True)


def _text_of(path: Path) -> str | None:
    """Return the text of a file in whatever encoding it has, "" for an empty one, None for one that is no text."""
    if path.stat().st_size > _MOST_UNPACKED:  # a recording may be far too big to read in
        with path.open("rb") as file:
            if b"\0" in file.read(4096):
                return None
    data = path.read_bytes()
    try:
        return decode_text(data, path) if data.strip(_NOTHING) else ""
    except KennisError:
        return None


def _read_html(path: Path) -> Iterator[Piece]:
    text = _text_of(path)
    yield from [_unread()] if text is None else pieces_of_html(text)


def _read_lines(path: Path) -> Iterator[Piece]:
    text = _text_of(path)
    if text is None:
        yield _unread()
    else:
        yield from _lines(text)


def _lines(text: str) -> Iterator[Piece]:
    yield from (Piece(f"regel {number}", line) for number, line in enumerate(text.splitlines(), start=1))


def _read_font(_: Path) -> Iterator[Piece]:
    yield from ()


def _read_csv(path: Path) -> Iterator[Piece]:
    lines = _text_of(path)
    if lines is None:
        yield _unread()
        return
    heading = lines.split("\n", 1)[0]
    reader = csv.reader(io.StringIO(lines, newline=""), delimiter=max(",;\t", key=heading.count))
    try:
        for cells in reader:
            for number, cell in enumerate(cells, start=1):
                yield Piece(f"regel {reader.line_num}, kolom {number}", cell)
    except csv.Error:
        yield from _lines(lines)


def _read_notebook(path: Path) -> Iterator[Piece]:
    text = _text_of(path)
    try:
        notebook = json.loads(text or "")
    except ValueError:
        yield from _read_lines(path)
        return
    yield from _strings(notebook.get("metadata", {}), "gegevens van het notebook")
    for number, cell in enumerate(notebook.get("cells", []), start=1):
        for line in _joined(cell.get("source", "")).splitlines():
            yield Piece(f"cel {number}", line)
        yield from _strings(cell.get("metadata", {}), f"cel {number}, gegevens")
        yield from _strings(list(cell.get("attachments", {})), f"cel {number}, bijlage")
        for attached in cell.get("attachments", {}).values():
            yield from (Piece(f"cel {number}, bijlage", "", picture=True) for kind in attached if _is_picture(kind))
        for output in cell.get("outputs", []):
            yield from pieces_of_output(output, f"cel {number}, uitvoer")


def pieces_of_output(output: dict[str, Any], where: str) -> Iterator[Piece]:
    """Return the pieces of what a notebook cell gave: text, pages, tracebacks and what goes with a picture."""
    for line in _ANSI.sub("", "\n".join(output.get("traceback", []))).splitlines():
        yield Piece(f"{where} (foutmelding)", line)
    yield Piece(f"{where} (foutmelding)", f"{output.get('ename', '')} {output.get('evalue', '')}")
    for line in _joined(output.get("text", "")).splitlines():
        yield Piece(where, line)
    yield from _strings(output.get("metadata", {}), f"{where}, gegevens")
    for kind, data in output.get("data", {}).items():
        if kind == "text/html":
            yield from (replace(piece, where=where) for piece in pieces_of_html(_joined(data)))
        elif _is_picture(kind):
            yield Piece(where, "", picture=True)
        else:
            yield from _strings(data if isinstance(data, dict) else _joined(data).splitlines(), where)


def _is_picture(kind: str) -> bool:
    return kind.startswith("image/") and not kind.endswith("svg+xml")


def _read_office(path: Path) -> Iterator[Piece]:
    from xml.etree import ElementTree

    try:
        archive = zipfile.ZipFile(path)
    except zipfile.BadZipFile:  # no office file at all, or one with a password
        yield from _read_lines(path)
        return
    with archive, TemporaryDirectory() as folder:
        for number, part in enumerate(archive.infolist()):
            name = part.filename
            if not name.endswith((".xml", ".rels", ".vml")):
                if Path(name).suffix.lower() in _READERS or "embeddings/" in name:
                    yield from _pieces_inside(archive, part, Path(folder, f"{number}"), "in het document")
                continue
            try:
                data = _unpacked(archive, part, MOST_BYTES)
                # The parts of a document of the researcher's own.
                tree = None if data is None else ElementTree.fromstring(data)  # noqa: S314
            except ElementTree.ParseError:
                tree = None
            yield from [_unread(_office_place(name))] if tree is None else _xml_pieces(tree, _office_place(name))


def _unpacked(archive: zipfile.ZipFile, part: zipfile.ZipInfo, most: int) -> bytes | None:
    """Return what a part of an archive holds; None if it is damaged, has a password, or is huge once unpacked."""
    if part.file_size > most:
        return None
    try:
        with archive.open(part) as file:
            data = file.read(most + 1)  # what an archive says of its sizes need not be true
    except DAMAGED_ZIP:
        return None
    return data if len(data) <= most else None


def _pieces_inside(archive: zipfile.ZipFile, part: zipfile.ZipInfo, folder: Path, around: str) -> Iterator[Piece]:
    """Return the pieces of a file in an archive; `folder` is new, and is where it may lie for a moment."""
    folder.mkdir()
    inside = folder / Path(part.filename).name
    told = _unpacked(archive, part, _MOST_UNPACKED)
    inside.write_bytes(told or b"")
    for piece in [*_pieces(inside), *([_unread()] if told is None else [])]:
        yield piece if piece.picture else replace(piece, where=f"{around}, {piece.where}")


def _xml_pieces(tree: Any, where: str) -> Iterator[Piece]:
    blocks = [element for element in tree.iter() if _local(element.tag) in {"p", "si"}]
    inside = {id(child) for block in blocks for child in block.iter()}
    for block in blocks:
        yield Piece(where, "".join(block.itertext()))
    for element in tree.iter():
        if id(element) not in inside and element.text:
            text = (
                _PRINT_CODES.sub(" ", element.text)
                if _local(element.tag).endswith(("Header", "Footer"))
                else element.text
            )
            yield Piece(f"{where} {_local(element.tag)}" if "eigenschap" in where else where, text)
        for name, value in element.attrib.items():
            if _local(name) in _OFFICE_ATTRIBUTES:
                yield Piece(f"{where}, {_local(name)}", value)


def _office_place(part: str) -> str:
    if part.startswith("docProps/"):
        return "eigenschap"
    names = {
        "comments": "opmerking",
        "chart": "grafiek",
        "header": "kopregel",
        "footer": "voetregel",
        "footnotes": "voetnoot",
    }
    stem = re.sub(r"\d+$", "", Path(part).stem)
    return names.get(stem, "tekst")


def _read_pdf(path: Path) -> Iterator[Piece]:
    from pypdf import PdfReader
    from pypdf.errors import DependencyError, PyPdfError

    silence("pypdf")
    try:
        reader = PdfReader(path)
        for name, value in (reader.metadata or {}).items():
            yield Piece(f"eigenschap {str(name).lstrip('/')}", str(value))
        for number, page in enumerate(reader.pages, start=1):
            for note in page.annotations or []:
                told = note.get_object()
                yield Piece(f"bladzijde {number}, opmerking", f"{told.get('/T', '')}: {told.get('/Contents', '')}")
        known: set[int] = set()
        for number, page in enumerate(reader.pages, start=1):
            text = page.extract_text()
            for line in text.splitlines():
                yield Piece(f"bladzijde {number}", line)
            pictures = _drawn_pictures(page, known)
            drawing = page.get_contents()
            if text.strip():
                yield from [Piece(f"bladzijde {number}", "", picture=True)] * pictures
            elif drawing is not None and _DRAWN.search(drawing.get_data()):
                yield _unread(f"bladzijde {number}")  # a page that was scanned: a picture of text
    except (PyPdfError, DependencyError, OSError, *DAMAGED_PDF):
        yield _unread()


def _drawn_pictures(part: Any, known: set[int]) -> int:
    """Count the pictures on a page of a pdf, those in what it draws too; one that comes back on each page counts once."""
    resources = part.get("/Resources")
    drawings = resources.get_object().get("/XObject") if resources is not None else None
    count = 0
    for drawn in drawings.get_object().values() if drawings is not None else ():
        number = getattr(drawn, "idnum", 0)
        if number in known:
            continue
        known.add(number)
        inner = drawn.get_object()
        count += 1 if inner.get("/Subtype") == "/Image" else _drawn_pictures(inner, known)
    return count


def _read_image(path: Path) -> Iterator[Piece]:
    from PIL import Image, UnidentifiedImageError

    silence("PIL")
    try:
        with Image.open(path) as image:
            exif = image.getexif()
            parts = [exif, *(exif.get_ifd(part) for part in _EXIF_PARTS)]
            told = [*image.info.items(), *(item for part in parts for item in part.items())]
    except (UnidentifiedImageError, OSError, SyntaxError):
        yield _unread()
        return
    yield Piece("", "", picture=True)
    for name, value in told:
        text = _decoded(name, value)
        # What the reader of pictures unpacked from the exif block stands under its own number.
        if text and name not in ("exif", "icc_profile"):
            yield Piece(f"eigenschap {name}", text)


def _decoded(name: object, value: object) -> str:
    if isinstance(value, bytes):
        coding = "utf-16-le" if name in _XP_TAGS else "utf-8"
        return value.decode(coding, errors="ignore").replace("\0", " ")
    return value if isinstance(value, str) else ""


def _read_json(path: Path) -> Iterator[Piece]:
    """Read JSON as what it means: a letter may be written as a number."""
    lines = _text_of(path)
    if lines is None:
        yield _unread()
        return
    for number, part in [(1, lines)] if path.suffix.lower() == ".json" else enumerate(lines.splitlines(), start=1):
        try:
            yield from _strings(json.loads(part), f"regel {number}" if number > 1 else "inhoud")
        except ValueError:
            yield Piece(f"regel {number}", part)


def _read_mail(path: Path) -> Iterator[Piece]:
    """Read a saved mail as what it means: its text may be written in a code that no eye can read."""
    from email import message_from_bytes, policy

    for part in message_from_bytes(path.read_bytes(), policy=policy.default).walk():
        yield from (Piece(f"kop {name}", str(value)) for name, value in part.items())
        kind = part.get_content_type()
        if part.is_multipart():
            continue
        try:
            text = part.get_content() if kind.startswith("text/") else None
        except LookupError:  # an encoding Python does not know
            text = None
        if text is None:
            yield _unread("bijlage")
        else:
            yield from pieces_of_html(text) if kind == "text/html" else _lines(text)


def _read_zip(path: Path) -> Iterator[Piece]:
    try:
        archive = zipfile.ZipFile(path)
    except zipfile.BadZipFile:
        yield _unread()
        return
    with archive, TemporaryDirectory() as folder:
        for number, part in enumerate(archive.infolist()):
            if not part.is_dir():
                yield from _pieces_inside(archive, part, Path(folder, f"{number}"), "in het zip-bestand")


def _strings(value: Any, where: str) -> Iterator[Piece]:
    if isinstance(value, str):
        yield Piece(where, value)
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield Piece(where, JOINTS.sub(" ", str(key)))
            yield from _strings(inner, where)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner, where)


def _joined(text: Any) -> str:
    return "".join(text) if isinstance(text, list) else str(text)


def _local(tag: Any) -> str:
    return str(tag).rsplit("}", 1)[-1]


_READERS: dict[str, Callable[[Path], Iterator[Piece]]] = {}
for _reader, _suffixes in (
    (_read_html, ".html .htm .xhtml .svg .xml .opf .ncx .qde .qdc"),
    (_read_json, ".json .jsonl"),
    (_read_zip, ".zip .epub .qdpx"),
    (_read_mail, ".eml"),
    (
        _read_office,
        ".docx .docm .dotx .dotm .xlsx .xlsm .xltx .xltm .pptx .pptm .potx .ppsx .odt .ott .ods .ots .odp .odg",
    ),
    (_read_image, ".png .jpg .jpeg .tif .tiff .webp .gif .bmp .ico .emf .wmf"),
    (_read_font, ".woff .woff2 .ttf .otf"),
    (_read_csv, ".csv .tsv"),
    (_read_notebook, ".ipynb"),
    (_read_pdf, ".pdf"),
):
    _READERS.update(dict.fromkeys(_suffixes.split(), _reader))
