"""What stands in a REFI-QDA project that another program wrote: users, codes, texts, and who gave which code to which words.

Only local names count, since programs write the namespace in several ways, and numbers are compared without case and braces.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from xml.etree import ElementTree as ET

from kennis.exchange.qda_archive import MOST_BYTES, Archive, decode, open_archive
from kennis.intake.errors import cannot_read

ON_WHOLE = "codes op een heel document in plaats van op woorden"
ELSEWHERE = "codes op beeld, geluid of pdf"
NO_TEXT = "codes op een tekst die niet als platte tekst in het bestand zit"
NO_PLACE = "codes zonder begin of einde"


@dataclass(frozen=True)
class Mark:
    """One code that somebody gave to some words; `name` is what the program calls the words, `at` "" if unknown."""

    start: int
    stop: int
    code: str
    user: str
    at: str
    name: str
    memo: str


@dataclass(frozen=True)
class SourceText:
    """A text with its marks; `text` is as it stands, line breaks and all."""

    guid: str
    name: str
    text: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True)
class Project:
    """What a project holds that a study can use; `left` counts what it cannot, by reason."""

    origin: str
    users: dict[str, str]
    codes: dict[str, str]
    sources: tuple[SourceText, ...]
    left: Counter[str] = field(default_factory=Counter)


def read_project(path: Path) -> Project:
    """Read a `.qdpx`.

    Raises:
        KennisError: it is no sound project; one sentence says why.
    """
    archive = open_archive(path)
    root = archive.project()
    if local(root) != "Project":
        raise cannot_read(
            path, "er zit geen REFI-QDA-project in", "Sla het in het andere programma op als REFI-QDA-project"
        )
    users = {plain_guid(one.get("guid")): one.get("name") or one.get("id") or "" for one in found(root, "User")}
    codes = {plain_guid(one.get("guid")): one.get("name", "") for one in found(root, "Code")}
    left: Counter[str] = Counter()
    sources = [
        _source(text, archive, left)
        for whole in root
        if local(whole) == "Sources"
        for text in whole.iter()
        if local(text) in ("TextSource", "Representation")
    ]
    every = sum(1 for whole in root if local(whole) == "Sources" for _ in found(whole, "Coding"))
    reached = sum(len(one.marks) for one in sources) + sum(left.values())
    left[ELSEWHERE] += every - reached
    return Project(root.get("origin", ""), users, codes, tuple(sources), +left)


def local(element: ET.Element) -> str:
    """Return the name of an element without its namespace."""
    return str(element.tag).rpartition("}")[2]


def found(root: ET.Element, name: str) -> Iterator[ET.Element]:
    """Give all elements of a name, at any depth."""
    return (element for element in root.iter() if local(element) == name)


def child_text(element: ET.Element, name: str) -> str:
    """Return the text of the first child of a name; "" if there is none."""
    return next((one.text or "" for one in element if local(one) == name), "")


def plain_guid(guid: str | None) -> str:
    """Return a number without what programs write differently: braces and case."""
    return (guid or "").strip().strip("{}").casefold()


def _source(element: ET.Element, archive: Archive, left: Counter[str]) -> SourceText:
    marks = [mark for one in element if local(one) == "PlainTextSelection" for mark in _marks(one, left)]
    left[ON_WHOLE] += sum(local(one) == "Coding" for one in element)
    text = _text(element, archive) if marks else ""
    if not text:
        left[NO_TEXT] += len(marks)
        marks = []
    return SourceText(plain_guid(element.get("guid")), element.get("name", ""), text, tuple(marks))


def _text(element: ET.Element, archive: Archive) -> str:
    if inside := child_text(element, "PlainTextContent"):
        return inside
    data = archive.find(element.get("plainTextPath", ""))
    return decode(data) if data else ""


def _marks(selection: ET.Element, left: Counter[str]) -> Iterator[Mark]:
    codings = [one for one in selection if local(one) == "Coding"]
    try:
        start, stop = int(selection.get("startPosition", "")), int(selection.get("endPosition", ""))
    except ValueError:
        start, stop = -1, -1
    if not 0 <= start < stop <= MOST_BYTES:
        left[NO_PLACE] += len(codings)
        return
    for coding in codings:
        target = next((one.get("targetGUID") for one in coding if local(one) == "CodeRef"), "")
        user = coding.get("creatingUser") or selection.get("creatingUser") or selection.get("modifyingUser")
        at = coding.get("creationDateTime") or selection.get("creationDateTime") or selection.get("modifiedDateTime")
        name, memo = selection.get("name", ""), child_text(selection, "Description")
        yield Mark(start, stop, plain_guid(target), plain_guid(user), _moment(at), name, memo)


def _moment(text: str | None) -> str:
    """Return a time as logs have it: of this place, in whole seconds; "" where it is none."""
    try:
        moment = datetime.fromisoformat(text or "")
    except ValueError:
        return ""
    if moment.tzinfo:
        moment = moment.astimezone().replace(tzinfo=None)
    return moment.isoformat(timespec="seconds")
