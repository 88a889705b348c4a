"""YAML front matter: what stands between two lines of `---` on top of a file."""

from __future__ import annotations

from collections.abc import Sequence

from kennis.intake.people import parse_people
from kennis.intake.roles import match_role
from kennis.intake.source import Person

_MOST_LINES = 80


def read_front_matter(lines: Sequence[str]) -> tuple[int, dict[str, object]]:
    """Return the number of the first line behind it (0 where there is none), and what it says."""
    first = next((place for place, line in enumerate(lines) if line.strip()), 0)
    if not lines or lines[first].strip() != "---":
        return 0, {}
    inside = range(first + 1, min(len(lines), first + _MOST_LINES))
    last = next((place for place in inside if lines[place].strip() in ("---", "...")), None)
    if last is None:
        return 0, {}
    return last + 1, _load_yaml("\n".join(lines[first + 1 : last]))


def people_of(value: object) -> list[Person]:
    """Return the people in a list of names, or of names with a role and an organisation."""
    if isinstance(value, str):
        return parse_people(value)
    people: list[Person] = []
    for item in value if isinstance(value, list) else []:
        if isinstance(item, dict):
            fields = {str(key).casefold(): str(text) for key, text in item.items()}
            role = match_role(fields.get("rol", fields.get("role", "")))
            name = fields.get("naam", fields.get("name", ""))
            people.append(Person(name, role.slug if role else "", fields.get("organisatie", "")))
        else:
            people += parse_people(str(item), one_a_line=True)
    return [person for person in people if person.name]


def _load_yaml(text: str) -> dict[str, object]:
    from ruamel.yaml import YAML, YAMLError

    try:
        data = YAML(typ="safe").load(text)
    except YAMLError:
        data = dict(line.split(":", 1) for line in text.splitlines() if ":" in line)
    return {str(key): value for key, value in data.items()} if isinstance(data, dict) else {}
