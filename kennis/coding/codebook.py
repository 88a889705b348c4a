"""The codebook: insights and codes with their definitions, examples and patterns, read from YAML.

Every mistake is told with its line, in Dutch, so that a researcher can mend it in a text editor.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from kennis.coding.log import NO_CODE
from kennis.coding.patterns import PatternError, parse_pattern, split_lines
from kennis.tables import POLARITIES, KennisError

DEFAULT_CODEBOOK = Path(__file__).parent / "data" / "codeboek.yaml"
PATTERN_LISTS = ("aanwezig", "afwezig", "zwak", "niet")
_CODE_KEYS = {
    "slug",
    "label",
    "inzicht",
    "polair",
    "trede",
    "definitie",
    "wanneer_wel",
    "wanneer_niet",
    "voorbeelden",
    "reflectie",
    "patronen",
}
_CODE_NEEDS = ("slug", "label", "inzicht", "definitie")
_INSIGHT_KEYS = {"label", "dimensie", "samenvatting"}
_SLUG = re.compile(r"[a-z][a-z0-9_]{0,39}")


@dataclass(frozen=True)
class Example:
    """An invented sentence that has the code; `polarity` only for codes that can be missing."""

    text: str
    polarity: str = ""


@dataclass(frozen=True)
class Insight:
    """One of the insights the codes add up to."""

    slug: str
    label: str
    dimension: str
    summary: str = ""


@dataclass(frozen=True)
class Code:
    """One code of the codebook.

    `patterns` holds per list (`aanwezig`, `afwezig`, `zwak`, `niet`) the patterns as written;
    `order` is the rung of the participation ladder, 0 for a code that is no rung.
    """

    slug: str
    label: str
    insight: str
    dimension: str
    definition: str
    when: str = ""
    when_not: str = ""
    examples: tuple[Example, ...] = ()
    patterns: dict[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    prompt: str = ""
    polar: bool = False
    order: int = 0


@dataclass(frozen=True)
class Codebook:
    """The codes in order, and the insights they belong to."""

    title: str
    version: str
    insights: dict[str, Insight]
    codes: tuple[Code, ...]
    fingerprint: str = ""

    def __hash__(self) -> int:
        return hash(self.fingerprint)

    @cached_property
    def _by_slug(self) -> dict[str, Code]:
        return {code.slug: code for code in self.codes}

    @cached_property
    def slugs(self) -> tuple[str, ...]:
        """The slugs of all codes, in order."""
        return tuple(code.slug for code in self.codes)

    def code(self, slug: str) -> Code:
        """Return a code by its slug.

        Raises:
            KennisError: there is no such code.
        """
        if slug not in self._by_slug:
            raise KennisError(f"Code '{slug}' staat niet in het codeboek. Kies uit: {', '.join(self._by_slug)}.")
        return self._by_slug[slug]

    def insight_of(self, slug: str) -> Insight:
        """Return the insight a code belongs to.

        Raises:
            KennisError: there is no such code.
        """
        return self.insights[self.code(slug).insight]


def load_codebook(path: Path = DEFAULT_CODEBOOK) -> Codebook:
    """Read and check a codebook.

    Args:
        path: a `codeboek.yaml`; the one that ships with kennis when left out.

    Returns:
        The codebook, with a fingerprint of the file's content to record beside results.

    Raises:
        KennisError: the file is missing, is no YAML, or something in it is wrong (with its line).
    """
    path = Path(path)
    return parse_codebook(read_codebook(path), path.name)


def read_codebook(path: Path) -> str:
    """Return the text of a codebook, its line ends as they are in the file.

    Raises:
        KennisError: the file is missing or is no UTF-8.
    """
    try:
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError as error:
        raise KennisError(
            f"{path.name}: dit bestand bestaat niet. Maak een nieuwe studie, of kopieer het codeboek erheen."
        ) from error
    except UnicodeDecodeError as error:
        raise KennisError(f"{path.name}: de tekens zijn niet te lezen. Sla het bestand op als UTF-8.") from error


def check_slug(code: str) -> None:
    """Refuse a slug that no code can have.

    Raises:
        KennisError: it is something else than small letters, digits and `_`, or it is the code that says *nothing found*.
    """
    if not _SLUG.fullmatch(code) or code == NO_CODE:
        raise KennisError(
            f"'{code[:40]}' kan geen code zijn. Gebruik kleine letters, cijfers en _, en begin met een letter, zoals eigen_regie."
        )


@lru_cache(maxsize=4)  # reading YAML takes half a second, and a desk asks for the same text with every decision
def parse_codebook(raw: str, name: str) -> Codebook:
    """Check the text of a codebook; see `load_codebook`. `name` is its file name, for the messages."""
    raw = raw.replace("\r\n", "\n")
    tree = _parse_yaml(raw, name)
    insights = _read_insights(tree, name)
    codes = tuple(_read_code(entry, insights, name) for entry in _code_entries(tree, name))
    _refuse_doubles(tree, name)
    return Codebook(
        title=str(tree.get("titel", "")),
        version=str(tree.get("versie", "")),
        insights=insights,
        codes=codes,
        fingerprint=hashlib.sha256(raw.encode("utf-8")).hexdigest()[:12],
    )


def _parse_yaml(raw: str, name: str) -> Any:
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError
    from ruamel.yaml.reader import ReaderError

    try:
        tree = YAML(typ="rt").load(raw)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = f", regel {mark.line + 1}" if mark else ""
        raise KennisError(
            f"{name}{line}: dit is geen geldige YAML. Kijk naar de inspringing, de dubbele punten "
            "en de aanhalingstekens op en boven deze regel."
        ) from error
    except ReaderError as error:
        raise KennisError(
            f"{name}, regel {raw.count(chr(10), 0, error.position) + 1}: hier staat een onzichtbaar teken dat niet kan, "
            "misschien meegekomen uit Word. Typ deze regel opnieuw."
        ) from error
    if not hasattr(tree, "get"):
        raise KennisError(f"{name}: dit is geen codeboek. Er moeten de koppen 'inzichten' en 'codes' in staan.")
    return tree


def _read_insights(tree: Any, name: str) -> dict[str, Insight]:
    entries = tree.get("inzichten")
    if not hasattr(entries, "items") or not entries:
        raise KennisError(f"{name}: de kop 'inzichten' ontbreekt of is leeg. Zet er minstens één inzicht onder.")
    insights = {}
    for slug, entry in entries.items():
        where = f"{name}, regel {_line(entries, slug)}, inzicht '{slug}'"
        if not hasattr(entry, "get") or not entry.get("label"):
            raise KennisError(f"{where}: 'label' ontbreekt. Geef het inzicht een naam.")
        _refuse_unknown(entry, _INSIGHT_KEYS, where)
        label, dimension, summary = (_text(entry, key, where) for key in ("label", "dimensie", "samenvatting"))
        insights[slug] = Insight(slug, label, dimension, summary)
    return insights


def _code_entries(tree: Any, name: str) -> list[Any]:
    entries = tree.get("codes")
    if not isinstance(entries, list) or not entries:
        raise KennisError(
            f"{name}: de kop 'codes' ontbreekt of is leeg. Zet er minstens één code onder, met '- slug:'."
        )
    return entries


def _read_code(entry: Any, insights: dict[str, Insight], name: str) -> Code:
    line = entry.lc.line + 1 if hasattr(entry, "lc") else 0
    where = f"{name}, regel {line}, code '{entry.get('slug', '?') if hasattr(entry, 'get') else entry}'"
    for key in _CODE_NEEDS:
        if not hasattr(entry, "get") or not entry.get(key):
            raise KennisError(f"{where}: '{key}' ontbreekt of is leeg. Vul het in.")
    _refuse_unknown(entry, _CODE_KEYS, where)
    slug, label, insight, definition = (_text(entry, key, where) for key in _CODE_NEEDS)
    try:
        check_slug(slug)
    except KennisError as error:
        raise KennisError(f"{name}, regel {_line(entry, 'slug')}: {error}") from error
    if insight not in insights:
        raise KennisError(
            f"{name}, regel {_line(entry, 'inzicht')}, code '{slug}': inzicht '{insight}' "
            f"bestaat niet. Kies uit: {', '.join(insights)}."
        )
    polar = _yes(entry.get("polair", False), where)
    return Code(
        slug=slug,
        label=label,
        insight=insight,
        dimension=insights[insight].dimension,
        definition=definition,
        when=_text(entry, "wanneer_wel", where),
        when_not=_text(entry, "wanneer_niet", where),
        examples=_read_examples(entry, name),
        patterns=_read_patterns(entry, polar, name),
        prompt=_text(entry, "reflectie", where),
        polar=polar,
        order=_order(entry, where),
    )


def _text(entry: Any, key: str, where: str) -> str:
    """Return what stands behind a heading as one line of text; a list or more headings are no text."""
    value = entry.get(key)
    if isinstance(value, list | dict):
        raise KennisError(f"{where}: achter '{key}' hoort gewone tekst. Begint de tekst met [ of {{? Zet er ' omheen.")
    return "" if value is None else " ".join(str(value).split())


def _read_examples(entry: Any, name: str) -> tuple[Example, ...]:
    items = entry.get("voorbeelden") or []
    code = f"code '{entry['slug']}'"
    if not isinstance(items, list):
        raise KennisError(
            f"{name}, regel {_line(entry, 'voorbeelden')}, {code}: 'voorbeelden' moet een lijst zijn. Zet elk voorbeeld op "
            "een eigen regel, met een streepje ervoor."
        )
    found = []
    for place, item in enumerate(items):
        where = f"{name}, regel {_line(items, place)}, {code}"
        told = {"tekst": item} if isinstance(item, str) else item if isinstance(item, dict) else {}
        text, polarity = (_text(told, key, where) for key in ("tekst", "polariteit"))
        if not text or polarity not in ("", *POLARITIES):
            raise KennisError(
                f"{where}: een voorbeeld heeft 'tekst' nodig, en als 'polariteit' een van: {', '.join(POLARITIES)}."
            )
        found.append(Example(text, polarity))
    return tuple(found)


def _read_patterns(entry: Any, polar: bool, name: str) -> dict[str, tuple[str, ...]]:
    lists = entry.get("patronen") or {}
    where = f"code '{entry['slug']}'"
    if not isinstance(lists, dict):
        raise KennisError(
            f"{name}, regel {_line(entry, 'patronen')}, {where}: onder 'patronen' horen de koppen "
            f"{', '.join(PATTERN_LISTS)}. Zet de patronen onder een daarvan."
        )
    for key in lists:
        at = f"{name}, regel {_line(lists, key)}, {where}"
        if key not in PATTERN_LISTS:
            raise KennisError(f"{at}: '{key}' is geen lijst met patronen. Kies uit: {', '.join(PATTERN_LISTS)}.")
        if key == "afwezig" and not polar:
            raise KennisError(
                f"{at}: alleen een code met 'polair: ja' kan patronen bij 'afwezig' hebben. "
                "Zet 'polair: ja' erbij, of verplaats ze."
            )
        if isinstance(lists[key], list | dict):
            raise KennisError(
                f"{at}: patronen hebben geen streepje. Zet '{key}: |' en daaronder elk patroon op een eigen regel."
            )
    return {key: _checked_patterns(lists, key, name, where) for key in lists}


def _checked_patterns(lists: Any, key: str, name: str, where: str) -> tuple[str, ...]:
    found = []
    for offset, pattern in split_lines(str(lists[key] or "")):
        try:
            parse_pattern(pattern)
        except PatternError as error:
            raise KennisError(f"{name}, regel {_line(lists, key) + 1 + offset}, {where}: {error}.") from error
        found.append(pattern)
    return tuple(found)


def _order(entry: Any, where: str) -> int:
    try:
        return int(entry.get("trede") or 0)
    except (TypeError, ValueError, OverflowError) as error:
        raise KennisError(f"{where}: 'trede' moet een heel getal zijn, zoals 1 of 2.") from error


def _yes(value: object, where: str) -> bool:
    words = {"ja": True, "nee": False, "true": True, "false": False}
    if str(value).lower() not in words:
        raise KennisError(f"{where}: 'polair' moet 'ja' of 'nee' zijn.")
    return words[str(value).lower()]


def _refuse_unknown(entry: Any, known: set[str], where: str) -> None:
    if strange := [key for key in entry if key not in known]:
        raise KennisError(
            f"{where}: '{strange[0]}' is hier geen kop. Bedoel je een van deze: {', '.join(sorted(known))}?"
        )


def _refuse_doubles(tree: Any, name: str) -> None:
    seen: set[str] = set()
    for entry in tree["codes"]:
        if entry["slug"] in seen:
            raise KennisError(
                f"{name}, regel {_line(entry, 'slug')}: code '{entry['slug']}' staat er twee keer in. "
                "Geef een van de twee een andere slug."
            )
        seen.add(entry["slug"])


def _line(tree: Any, key: str | int) -> int:
    places = tree.lc.data or {}
    return int(places[key][0] if key in places else tree.lc.line) + 1
