"""What a file gives away: every piece of text in it, seen and unseen, with the place where it stands."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

_TOLD_ATTRIBUTES = {
    "alt",
    "title",
    "content",
    "aria-label",
    "aria-description",
    "summary",
    "cite",
    "href",
    "value",
    "download",
    "datetime",
}
_OFFICE_ATTRIBUTES = {"author", "name", "title", "descr", "lastModifiedBy", "initials", "text"}
_ANSI = re.compile(r"\x1b\[[0-9;]*m")


@dataclass(frozen=True)
class Piece:
    """A piece of text in a file.

    Args:
        where: the place, in Dutch: `regel 12`, `cel 3, uitvoer`, `eigenschap creator`.
        text: what stands there.
    """

    where: str
    text: str


def read_pieces(path: Path) -> list[Piece]:
    """Return all text of a file: what a reader sees, and what travels along unseen (properties, alt texts, tracebacks).

    Args:
        path: a file of any kind; of a kind that holds no text only the name is looked at.

    Returns:
        The pieces; the first is the name of the file itself.
    """
    name = Piece("bestandsnaam", re.sub(r"[_.\-]+", " ", path.stem))
    reader = _READERS.get(path.suffix.lower(), _read_lines)
    return [name, *(piece for piece in reader(path) if piece.text.strip())]


class _Page(HTMLParser):
    """Collects the text of a page per block, and the attributes that tell something."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[Piece] = []
        self._text: list[str] = []
        self._skip = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in {"em", "strong", "span", "a", "b", "i", "mark", "code", "small"}:
            self._flush()
        self._skip += tag == "style"
        for name, value in attrs:
            if value and (name in _TOLD_ATTRIBUTES or name.startswith("data-")) and not value.startswith("data:"):
                self.pieces.append(Piece(f"regel {self.getpos()[0]}, {name}", value))

    def handle_endtag(self, tag: str) -> None:
        if tag not in {"em", "strong", "span", "a", "b", "i", "mark", "code", "small"}:
            self._flush()
        self._skip -= tag == "style"

    def handle_data(self, data: str) -> None:
        if not self._skip:
            self._text.append(data)

    def handle_comment(self, data: str) -> None:
        self.pieces.append(Piece(f"regel {self.getpos()[0]}, opmerking", data))

    def _flush(self) -> None:
        text = "".join(self._text).strip()
        self._text = []
        if text:
            self.pieces.append(Piece(f"regel {self.getpos()[0]}", text))

    def close(self) -> None:
        super().close()
        self._flush()


def pieces_of_html(html: str) -> list[Piece]:
    """Return the pieces of a page or a part of one."""
    page = _Page()
    page.feed(html)
    page.close()
    return page.pieces


def _read_html(path: Path) -> Iterator[Piece]:
    yield from pieces_of_html(path.read_text(encoding="utf-8", errors="replace"))


def _read_lines(path: Path) -> Iterator[Piece]:
    data = path.read_bytes()
    if b"\0" in data[:4096]:
        return
    for number, line in enumerate(data.decode("utf-8", errors="replace").splitlines(), start=1):
        yield Piece(f"regel {number}", line)


def _read_csv(path: Path) -> Iterator[Piece]:
    lines = path.read_text(encoding="utf-8-sig", errors="replace")
    heading = lines.split("\n", 1)[0]
    reader = csv.reader(io.StringIO(lines, newline=""), delimiter=max(",;\t", key=heading.count))
    try:
        for cells in reader:
            for number, cell in enumerate(cells, start=1):
                yield Piece(f"regel {reader.line_num}, kolom {number}", cell)
    except csv.Error:
        yield from _read_lines(path)


def _read_notebook(path: Path) -> Iterator[Piece]:
    try:
        notebook = json.loads(path.read_text(encoding="utf-8", errors="replace"))
    except ValueError:
        yield from _read_lines(path)
        return
    yield from _strings(notebook.get("metadata", {}), "gegevens van het notebook")
    for number, cell in enumerate(notebook.get("cells", []), start=1):
        for line in _joined(cell.get("source", "")).splitlines():
            yield Piece(f"cel {number}", line)
        yield from _strings(cell.get("metadata", {}), f"cel {number}, gegevens")
        yield from _strings(list(cell.get("attachments", {})), f"cel {number}, bijlage")
        for output in cell.get("outputs", []):
            yield from _output_pieces(output, f"cel {number}, uitvoer")


def _output_pieces(output: dict[str, Any], where: str) -> Iterator[Piece]:
    for line in _ANSI.sub("", "\n".join(output.get("traceback", []))).splitlines():
        yield Piece(f"{where} (foutmelding)", line)
    yield Piece(f"{where} (foutmelding)", str(output.get("evalue", "")))
    for line in _joined(output.get("text", "")).splitlines():
        yield Piece(where, line)
    yield from _strings(output.get("metadata", {}), f"{where}, gegevens")
    for kind, data in output.get("data", {}).items():
        if kind == "text/html":
            yield from (Piece(where, piece.text) for piece in pieces_of_html(_joined(data)))
        elif not kind.startswith("image/") or kind.endswith("svg+xml"):
            yield from _strings(data if isinstance(data, dict) else _joined(data).splitlines(), where)


def _read_office(path: Path) -> Iterator[Piece]:
    from xml.etree import ElementTree

    try:
        archive = zipfile.ZipFile(path)
    except zipfile.BadZipFile:
        yield from _read_lines(path)
        return
    with archive:
        for part in archive.namelist():
            if not part.endswith((".xml", ".rels", ".vml")):
                continue
            try:
                # The parts of a document of the researcher's own; bounded by its size on disk.
                tree = ElementTree.fromstring(archive.read(part))  # noqa: S314
            except ElementTree.ParseError:
                continue
            yield from _xml_pieces(tree, _office_place(part))


def _xml_pieces(tree: Any, where: str) -> Iterator[Piece]:
    blocks = [element for element in tree.iter() if _local(element.tag) in {"p", "si"}]
    inside = {id(child) for block in blocks for child in block.iter()}
    for block in blocks:
        yield Piece(where, "".join(block.itertext()))
    for element in tree.iter():
        if id(element) not in inside and element.text:
            yield Piece(f"{where} {_local(element.tag)}" if "eigenschap" in where else where, element.text)
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
    from pypdf.errors import PyPdfError

    try:
        reader = PdfReader(path)
        for name, value in (reader.metadata or {}).items():
            yield Piece(f"eigenschap {str(name).lstrip('/')}", str(value))
        for number, page in enumerate(reader.pages, start=1):
            for line in page.extract_text().splitlines():
                yield Piece(f"bladzijde {number}", line)
    except (PyPdfError, ValueError, KeyError):
        return


def _read_image(path: Path) -> Iterator[Piece]:
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(path) as image:
            told = [*image.info.items(), *image.getexif().items()]
    except (UnidentifiedImageError, OSError):
        return
    for name, value in told:
        if isinstance(value, str):
            yield Piece(f"eigenschap {name}", value)


def _strings(value: Any, where: str) -> Iterator[Piece]:
    if isinstance(value, str):
        yield Piece(where, value)
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _strings(inner, f"{where}, {key}")
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner, where)


def _joined(text: Any) -> str:
    return "".join(text) if isinstance(text, list) else str(text)


def _local(tag: Any) -> str:
    return str(tag).rsplit("}", 1)[-1]


_READERS: dict[str, Callable[[Path], Iterator[Piece]]] = {}
for _reader, _suffixes in (
    (_read_html, ".html .htm .svg .xml"),
    (_read_office, ".docx .xlsx .pptx .odt .ods"),
    (_read_image, ".png .jpg .jpeg .tif .tiff .webp .gif"),
    (_read_csv, ".csv .tsv"),
    (_read_notebook, ".ipynb"),
    (_read_pdf, ".pdf"),
):
    _READERS.update(dict.fromkeys(_suffixes.split(), _reader))
