"""The codebook as `.qdc`, and a `codeboek.yaml` made of the codebook of another program."""

from __future__ import annotations

import re
import unicodedata
import zipfile
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from kennis.coding import NO_CODE, load_codebook
from kennis.coding.codebook import parse_codebook
from kennis.exchange.qda_archive import open_archive, parse_xml
from kennis.exchange.qda_codes import (
    CODEBOOK_SPACE,
    HEAD,
    ORIGIN,
    WHEN,
    WHEN_NOT,
    add_codes,
    as_xml,
    code_tree,
    is_from_us,
    polar_name,
)
from kennis.exchange.qda_read import child_text, found, local, plain_guid
from kennis.intake.errors import cannot_read
from kennis.study import Study
from kennis.tables import POLARITIES, KennisError, write_export

NO_GROUP = "Zonder groep"
NO_DEFINITION = "Nog geen omschrijving."


def export_qda_codebook(study: Study, path: str | Path) -> Path:
    """Write the codebook as a `.qdc`: insights with their codes below them, definitions and when (not) to use them.

    Patterns, examples and questions stay behind: the format has no place for them. Codes have the numbers they have in
    `export_qda`.

    Args:
        study: the study.
        path: the file to write, whole or not at all.

    Returns:
        The path.

    Raises:
        KennisError: the codebook cannot be read, or there is a file that is not ours.
    """
    root = ET.Element("CodeBook", origin=ORIGIN)
    add_codes(ET.SubElement(root, "Codes"), code_tree(load_codebook(study.codebook_path), study.settings.study_id), {})
    write_export(Path(path), as_xml(root, CODEBOOK_SPACE), ours=_is_ours)
    return Path(path)


def _is_ours(path: Path) -> bool:
    with path.open("rb") as file:
        return is_from_us(file.read(HEAD))


def import_qda_codebook(path: str | Path) -> str:
    """Make the text of a `codeboek.yaml` of the codebook of another program (`.qdc`, or the one in a `.qdpx`).

    Groups become insights: a code with codes below it, or a set of codes. Codes without a group get one. What does not
    fit is told at the top of the text, in lines that begin with `#`.

    Args:
        path: the file.

    Returns:
        The text, which is a sound codebook. Look through it, and save it in a folder as `codeboek.yaml`.

    Raises:
        KennisError: the file is no codebook, or has no codes.
    """
    path = Path(path)
    if not path.is_file():
        raise KennisError(f"'{path.name}' bestaat niet. Geef een codeboek dat je als REFI-QDA (.qdc) hebt opgeslagen.")
    root = open_archive(path).project() if zipfile.is_zipfile(path) else parse_xml(path.read_bytes(), path)
    whole = next((one for one in root.iter() if local(one) == "Codes"), None)
    tops = [one for one in whole if local(one) == "Code"] if whole is not None else []
    if not tops:
        raise cannot_read(
            path, "er staan geen codes in", "Sla het codeboek in het andere programma op als REFI-QDA (.qdc)"
        )
    book = _Book(_sets(root))
    for top in tops:
        book.take_top(top)
    text = book.text(path.stem)
    parse_codebook(text, "codeboek.yaml")
    return text


@dataclass(frozen=True)
class _Set:
    name: str
    told: str
    members: frozenset[str]


def _sets(root: ET.Element) -> list[_Set]:
    sets = []
    for one in found(root, "Set"):
        members = {plain_guid(m.get("guid") or m.get("targetGUID")) for m in one if local(m) == "MemberCode"}
        if members:
            sets.append(_Set(one.get("name", ""), child_text(one, "Description"), frozenset(members)))
    return sets


class _Book:
    """A codebook that is being made: `insights` and `codes` as YAML has them, `lost` what does not fit."""

    def __init__(self, sets: list[_Set]) -> None:
        self.lost: list[str] = []
        self._sets = sets
        self._insights: dict[str, dict[str, str]] = {}
        self._codes: list[dict[str, Any]] = []
        self._taken = {NO_CODE}

    def take_top(self, top: ET.Element) -> None:
        """Take a code that stands at the top, and all below it."""
        below = _below(top)
        if below and not _polar(top):
            insight = self._insight(_name(top), child_text(top, "Description"))
            if _codable(top):
                self._add(top, insight)
            for one in below:
                self._take(one, insight)
        else:
            groups = self._groups(top)
            insight = self._insight(groups[0].name, groups[0].told) if groups else self._insight(NO_GROUP, "")
            self._add(top, insight)

    def text(self, title: str) -> str:
        """Return the codebook as YAML, with what was lost above it."""
        from ruamel.yaml import YAML

        yaml = YAML()
        yaml.width = 100_000
        yaml.indent(mapping=2, sequence=4, offset=2)
        out = StringIO()
        yaml.dump({"titel": title, "versie": "1.0", "inzichten": self._insights, "codes": self._codes}, out)
        told = [
            "Gemaakt van een codeboek uit een ander programma. Kijk het na. Kleuren kennen we hier niet.",
            *self.lost,
        ]
        lines = [f"# {' '.join(one.split())}" for one in told]
        return "\n".join(lines) + "\n\n" + out.getvalue()

    def _take(self, element: ET.Element, insight: str) -> None:
        below = [] if _polar(element) else _below(element)
        if below and not _codable(element):
            told = child_text(element, "Description")
            self.lost.append(
                f"De laag '{_name(element)}' is weg; de codes eronder staan nu direct onder het inzicht. {told}"
            )
        else:
            self._add(element, insight)
        if below and _codable(element):
            self.lost.append(f"De codes onder '{_name(element)}' staan nu ernaast.")
        for one in below:
            self._take(one, insight)

    def _groups(self, element: ET.Element) -> list[_Set]:
        return [one for one in self._sets if plain_guid(element.get("guid")) in one.members]

    def _add(self, element: ET.Element, insight: str) -> None:
        told = [line.strip() for line in child_text(element, "Description").splitlines() if line.strip()]
        when, when_not = _after(told, WHEN), _after(told, WHEN_NOT)
        definition = " ".join(line for line in told if not line.startswith((WHEN.strip(), WHEN_NOT.strip())))
        code = {"slug": self._slug(_name(element)), "label": _name(element), "inzicht": insight}
        code |= {"polair": "ja"} if _polar(element) else {}
        code |= {"definitie": definition or NO_DEFINITION}
        others = [one for one in self._groups(element) if one.name != self._insights[insight]["label"]]
        self.lost += [f"'{_name(element)}' hoorde ook bij de groep '{one.name}'." for one in others]
        self._codes.append(
            code | ({"wanneer_wel": when} if when else {}) | ({"wanneer_niet": when_not} if when_not else {})
        )

    def _insight(self, name: str, told: str) -> str:
        """Return the slug of an insight; groups of one name are one insight."""
        for slug, insight in self._insights.items():
            if insight["label"] == name:
                return slug
        slug = self._slug(name)
        told = " ".join(told.split())
        self._insights[slug] = {"label": name} | ({"samenvatting": told} if told else {})
        return slug

    def _slug(self, name: str) -> str:
        bare = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
        slug = first = re.sub(r"[^a-z0-9]+", "_", bare).strip("_")[:40] or "code"
        number = 2
        while slug in self._taken:
            slug, number = f"{first}_{number}", number + 1
        self._taken.add(slug)
        return slug


def _below(element: ET.Element) -> list[ET.Element]:
    return [one for one in element if local(one) == "Code"]


def _name(element: ET.Element) -> str:
    return " ".join((element.get("name") or "").split()) or "Zonder naam"


def _codable(element: ET.Element) -> bool:
    return element.get("isCodable", "true").strip().lower() in ("true", "1")


def _polar(element: ET.Element) -> bool:
    """Tell whether what stands below a code is only whether it is there or missing, as in our own files."""
    names = {_name(one) for one in _below(element)}
    return bool(names) and names <= {polar_name(_name(element), one) for one in POLARITIES}


def _after(lines: list[str], start: str) -> str:
    return " ".join(line.removeprefix(start) for line in lines if line.startswith(start))
