"""The codebook as other programs know it: a tree of codes with numbers that stay the same, and what each stands for here.

REFI-QDA has no place for a value that is there or missing. A note at a coding is shown by some programs and dropped by
others; codes are shown, counted and given by all of them. So a code with a polarity has one below it for each
(*Moed: ontbreekt*): it survives every program, both ways, and people can give it there too.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from kennis.coding import NO_CODE, Code, Codebook
from kennis.insights.style import COLOURS
from kennis.tables import POLARITIES

PROJECT_SPACE = "urn:QDA-XML:project:1.0"
CODEBOOK_SPACE = "urn:QDA-XML:codebook:1.0"
ORIGIN = "kennis"
HEAD = 4096  # bytes of a file in which its origin stands
WHEN, WHEN_NOT = "Wanneer wel: ", "Wanneer niet: "
NOTHING_FOUND = "Niets gevonden"
_OURS = uuid.UUID("6d0f6c1e-3f0b-5d43-9a3e-7b0a5b1c2d4e")
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?")

Meaning = tuple[str, str]  # a code and its polarity, "" for none


@dataclass(frozen=True)
class Node:
    """A code as another program knows it; without `meaning` it only holds others together."""

    guid: str
    name: str
    description: str
    colour: str
    meaning: Meaning | None = None
    below: tuple[Node, ...] = ()

    def walk(self) -> Iterator[Node]:
        """Give this code and all below it."""
        yield self
        for node in self.below:
            yield from node.walk()


def guid_of(study_id: str, *parts: object) -> str:
    """Return the number of something of a study; always the same, so that a second export lands on the first."""
    return str(uuid.uuid5(_OURS, "/".join(map(str, (study_id, *parts)))))


def code_guid(study_id: str, code: str, polarity: str = "") -> str:
    """Return the number of a code, or of its polarity."""
    return guid_of(study_id, "code", code, *([polarity] if polarity else []))


def code_tree(book: Codebook, study_id: str) -> list[Node]:
    """Return the insights with their codes below them; codes have the colour of their insight."""
    tree = []
    for place, insight in enumerate(book.insights.values()):
        colour = COLOURS[place % len(COLOURS)]
        below = tuple(_code(code, study_id, colour) for code in book.codes if code.insight == insight.slug)
        if below:
            guid = guid_of(study_id, "insight", insight.slug)
            tree.append(Node(guid, insight.label, insight.summary, colour, below=below))
    return tree


def nothing_found(study_id: str) -> Node:
    """Return the code of turns a coder looked at and gave no code: else silence and absence look the same there too."""
    told = "Een codeur las deze beurt en vond er geen code bij."
    return Node(code_guid(study_id, NO_CODE), NOTHING_FOUND, told, COLOURS[-1], (NO_CODE, ""))


def polar_name(label: str, polarity: str) -> str:
    """Return the name of the code that says that a value is there, missing or both."""
    return f"{label}: {POLARITIES[polarity]}"


def add_codes(parent: ET.Element, nodes: list[Node], notes: dict[str, list[str]]) -> None:
    """Write codes below an element, in the order the schema asks.

    Args:
        parent: `Codes`.
        nodes: the codes.
        notes: the numbers of notes at codes, by number of the code.
    """
    for node in nodes:
        found = {"guid": node.guid, "name": clean(node.name), "isCodable": "true" if node.meaning else "false"}
        element = ET.SubElement(parent, "Code", found | {"color": node.colour})
        if node.description:
            ET.SubElement(element, "Description").text = clean(node.description)
        for note in notes.get(node.guid, []):
            ET.SubElement(element, "NoteRef", targetGUID=note)
        add_codes(element, list(node.below), notes)


def as_xml(root: ET.Element, space: str) -> bytes:
    """Return a tree as the bytes of a file, UTF-8 without a mark before it."""
    root.set("xmlns", space)
    ET.indent(root)
    return ('<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n").encode("utf-8")


def moment(at: str, other: str = "") -> str:
    """Return a time as the standard writes it; `other` for what somebody wrote in a log by hand in another form."""
    return at if _MOMENT.fullmatch(at) else other


def clean(text: str) -> str:
    """Return a text without what no XML file can hold."""
    return _NO_XML.sub("", text)


def _code(code: Code, study_id: str, colour: str) -> Node:
    below = tuple(
        Node(code_guid(study_id, code.slug, one), polar_name(code.label, one), "", colour, (code.slug, one))
        for one in (POLARITIES if code.polar else ())
    )
    told = [code.definition, code.when and WHEN + code.when, code.when_not and WHEN_NOT + code.when_not]
    description = "\n".join(filter(None, told))
    return Node(code_guid(study_id, code.slug), code.label, description, colour, (code.slug, ""), below)


def is_from_us(head: bytes) -> bool:
    """Tell from its first bytes whether a project or codebook was written here, and not by another program."""
    return f'origin="{ORIGIN}"'.encode() in head
