"""A codebook file edited in place: comments, order, quotation marks, indentation and line ends stay as its writers left them."""

from __future__ import annotations

from io import StringIO
from typing import Any

from kennis.coding.codebook import parse_codebook, read_codebook
from kennis.study import Study
from kennis.tables import KennisError

NAME = "codeboek.yaml"
RETIRED = "vervallen"  # codes that are no longer given: kept in the file with their definition, read by nobody else
_INDENTS = ((2, 4, 2), (2, 2, 0))


class CodebookFile:
    """The codebook of a study, to change; `save` checks it first."""

    def __init__(self, study: Study) -> None:
        """Read the file.

        Raises:
            KennisError: it is missing, cannot be read or is no codebook.
        """
        path = study.find(NAME)
        if path is None:
            raise KennisError(f"{NAME}: dit bestand bestaat niet. Kopieer een codeboek naar de map van de studie.")
        raw = read_codebook(path)
        self._line_end = "\r\n" if "\r\n" in raw else "\n"
        raw = raw.replace("\r\n", "\n")
        self.codebook = parse_codebook(raw, NAME)
        self._yaml, self._tree = _load(raw)
        self._study = study

    def place(self, slug: str) -> int:
        """Return where a code stands.

        Raises:
            KennisError: there is no such code.
        """
        self.codebook.code(slug)
        return next(place for place, entry in enumerate(self._tree["codes"]) if entry["slug"] == slug)

    def check_free(self, slug: str) -> None:
        """Refuse a slug that a code has, or had before it was retired.

        Raises:
            KennisError: the slug is taken.
        """
        if slug in self.codebook.slugs:
            raise KennisError(f"Code '{slug}' staat al in het codeboek. Kies een andere naam.")
        if any(entry.get("slug") == slug for entry in self._tree.get(RETIRED) or []):
            raise KennisError(
                f"Code '{slug}' heeft eerder bestaan en is vervallen. Kies een andere naam, zodat oude coderingen niet meetellen."
            )

    def add(self, entry: dict[str, Any]) -> None:
        """Put a code behind the last one of its insight."""
        from ruamel.yaml.comments import CommentedMap

        codes = self._tree["codes"]
        own = [place for place, other in enumerate(codes) if other["inzicht"] == entry["inzicht"]]
        codes.insert(own[-1] + 1 if own else len(codes), CommentedMap(entry))

    def set(self, slug: str, /, **values: str) -> None:
        """Change values of a code, its slug among them."""
        self._tree["codes"][self.place(slug)].update({name: value for name, value in values.items() if value})

    def take_over(self, slug: str, into: str) -> None:
        """Give a code the patterns of another one, behind its own; what is missed only where it can be missed too."""
        from ruamel.yaml.comments import CommentedMap
        from ruamel.yaml.scalarstring import LiteralScalarString

        given = self._tree["codes"][self.place(slug)].get("patronen") or {}
        entry = self._tree["codes"][self.place(into)]
        kept = ["aanwezig", "zwak", "niet", *(["afwezig"] if self.codebook.code(into).polar else [])]
        if not any(given.get(kind) for kind in kept):
            return
        own = entry.setdefault("patronen", CommentedMap())
        for kind in kept:
            if given.get(kind):
                both = [str(part).rstrip() for part in (own.get(kind), given[kind]) if part]
                own[kind] = LiteralScalarString("\n".join(both) + "\n")

    def retire(self, slug: str) -> None:
        """Move a code to the codes that are no longer given."""
        if len(self._tree["codes"]) == 1:
            raise KennisError(f"'{slug}' is de enige code. Voeg eerst een andere code toe.")
        entry = self._tree["codes"].pop(self.place(slug))
        self._tree.setdefault(RETIRED, []).append(entry)
        self.codebook = parse_codebook(self._text(), NAME)

    def save(self) -> None:
        """Check the codebook and write it.

        Raises:
            KennisError: something in it is wrong now (with its line).
        """
        text = self._text()
        self.codebook = parse_codebook(text, NAME)
        self._study.write_text(NAME, text.replace("\n", self._line_end))

    def _text(self) -> str:
        return _dump(self._yaml, self._tree)


def _load(raw: str) -> tuple[Any, Any]:
    """Load YAML in the indentation in which writing it again changes nothing; else in that of kennis."""
    loaded = (_load_with(raw, indent) for indent in _INDENTS)
    return next((pair for pair in loaded if _dump(*pair) == raw), None) or _load_with(raw, _INDENTS[0])


def _load_with(raw: str, indent: tuple[int, int, int]) -> tuple[Any, Any]:
    from ruamel.yaml import YAML

    yaml = YAML(typ="rt")
    yaml.preserve_quotes = True
    yaml.width = 100_000
    yaml.indent(mapping=indent[0], sequence=indent[1], offset=indent[2])
    return yaml, yaml.load(raw)


def _dump(yaml: Any, tree: Any) -> str:
    out = StringIO()
    yaml.dump(tree, out)
    return out.getvalue()
