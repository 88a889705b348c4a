"""Attendee lists → people, and the roster of a file: each person once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from kennis.intake.labels import is_generic, label_key, looks_like_name, without_address
from kennis.intake.roles import is_role_label, match_role
from kennis.intake.source import Person

_SPLIT = re.compile(r"\s*[,;]\s*(?![^()]*\))|\s+(?:en|&|and)\s+(?![^()]*\))")

_CALLED = re.compile(
    r"^(?:[a-z]+\.? )?(?:[A-Z]\.\s?)+ ?\((?P<first>[A-ZÀ-Þ][\w’'-]+)\) (?P<last>(?:[\w’'.-]+ )*[A-ZÀ-Þ][\w’'-]+)$"
)


def parse_people(text: str, *, one_a_line: bool = False) -> list[Person]:
    """Read an attendee list: `Marieke Hoekstra (begeleider), Kees Vos (uitvoerder, Werkkracht) en Ali`.

    Args:
        text: the list, without its heading.
        one_a_line: the text is about one person: what follows a comma is role and organisation.
    """
    group = re.match(r"^(?P<role>[^:()]{3,40}):\s*(?P<rest>.+)$", text)
    if group:
        role = match_role(group["role"])
        named = parse_people(group["rest"])
        return [Person(p.name, p.role or (role.slug if role else ""), p.organisation) for p in named]
    people: list[Person] = []
    parts = [part for part in _SPLIT.split(text.strip().strip(".")) if part.strip()]
    for place, part in enumerate(parts):
        name, detail = _name_and_detail(part.strip())
        role = match_role(name)
        if people and role and not detail:
            people[-1] = Person(
                people[-1].name, people[-1].role or role.slug, people[-1].organisation or role.organisation
            )
        elif people and place and (one_a_line or _is_organisation(name)):
            people[-1] = Person(people[-1].name, people[-1].role, people[-1].organisation or name)
        elif any(char.isalpha() for char in name):
            people.append(_person(name, detail))
    return people


def split_names(text: str) -> list[str]:
    """Return the names of an attendee list, without roles and organisations."""
    return [person.name for person in parse_people(text)]


def merge_people(listed: Iterable[Person], labelled: Iterable[Person]) -> list[Person]:
    """Make the roster: people of the attendee list, then speakers that are nobody on it, each once.

    `Kees` is `Kees Vos` only when exactly one person on the list can be meant.
    """
    roster: list[Person] = []
    for person in listed:
        _add(roster, person, exact=True)
    for person in labelled:
        _add(roster, person, exact=False)
    return roster


def find_person(label: str, roster: Sequence[Person]) -> Person | None:
    """Return the one person on the roster a label can mean (whole name, first name, surname, initials), or None."""
    key = label_key(label)
    exact = [person for person in roster if label_key(person.name) == key]
    if exact:
        return exact[0]
    if is_generic(key) or is_role_label(label) or not key:
        return None
    key = without_address(key)
    close = [person for person in roster if _may_be(key, without_address(label_key(person.name)))]
    return close[0] if len(close) == 1 else None


def _may_be(key: str, name: str) -> bool:
    words, wanted = name.split(), key.split()
    if len(words) < 2 or len(wanted) > len(words):
        return False
    if wanted == words[: len(wanted)] or wanted == words[-len(wanted) :]:
        return True
    initial = re.fullmatch(r"[a-z]\.?", wanted[0])
    if initial and wanted[0][0] == words[0][0] and len(wanted) > 1 and wanted[1:] == words[-len(wanted) + 1 :]:
        return True
    # `Kees V.`: a first name with the first letter of what follows.
    last = re.fullmatch(r"[a-z]\.?", wanted[-1])
    return (
        bool(last) and len(wanted) == 2 and wanted[0] == words[0] and any(word[0] == wanted[1][0] for word in words[1:])
    )


def _add(roster: list[Person], person: Person, *, exact: bool) -> None:
    key = label_key(person.name)
    if not key:
        return
    # An attendee list has everybody once, but who chairs may stand above it: `Arend Kuipers` there, `dhr. A. Kuipers` here.
    exact = exact and not re.match(r"[a-z]\. ?[a-z]", without_address(key))
    same = next((p for p in roster if label_key(p.name) == key), None) if exact else find_person(person.name, roster)
    if same is None:
        roster.append(person)
        return
    place = roster.index(same)
    roster[place] = Person(same.name, same.role or person.role, same.organisation or person.organisation)


def _name_and_detail(part: str) -> tuple[str, str]:
    called = _CALLED.match(part)
    if called:  # `dhr. A. (Arend) Kuipers`
        return f"{called['first']} {called['last']}", ""
    paren = re.match(r"^(?P<name>[^()]*?)\s*\((?P<detail>[^()]*)\)?\s*(?P<more>.*)$", part)
    if paren and paren["name"]:
        return paren["name"].strip(), ", ".join(filter(None, (paren["detail"].strip(), paren["more"].strip(" -–,"))))
    dash = re.match(r"^(?P<name>.+?)\s+(?:[-–—|]|namens|van de gemeente|bij)\s+(?P<detail>.+)$", part)
    if dash and looks_like_name(dash["name"], cased=False):
        return dash["name"].strip(), dash["detail"].strip()
    tab = re.match(r"^(?P<name>[^\t]+)\t+(?P<detail>.+)$", part)
    return (tab["name"].strip(), tab["detail"].replace("\t", ", ").strip()) if tab else (part, "")


def _person(name: str, detail: str) -> Person:
    role = match_role(detail) if detail else None
    if role:
        return Person(name, role.slug, role.organisation)
    parts = [part.strip() for part in re.split(r"[,;/|]", detail) if part.strip()]
    # `(Werkkracht, uitvoerder)`: the organisation may come first.
    roles = [(place, match_role(part)) for place, part in enumerate(parts)]
    known = next(((place, found) for place, found in roles if found), None)
    if known:
        place, found = known
        rest = [part for at, part in enumerate(parts) if at != place]
        return Person(name, found.slug if found else "", ", ".join(rest))
    return Person(name, "", ", ".join(parts) if parts and not is_aside(detail) else "")


def is_aside(detail: str) -> bool:
    """Tell whether what stands behind a name is no organisation: how somebody joined, or how they are called."""
    return bool(
        re.match(
            r"(?i)(?:online|digitaal|later|tot|vanaf|deels|verslag|notulen|via|afgemeld|ziek|gast|guest|host|extern|external|"
            r"niet geverifieerd|unverified|(?:hij|zij|ze|die|hen|he|she|they)\s*/\s*\w+)\b",
            detail,
        )
    )


def _is_organisation(name: str) -> bool:
    return bool(
        re.match(
            r"(?i)(gemeente|stichting|werkplein|uwv|vereniging|sociale dienst|provincie|ministerie|hogeschool|"
            r"universiteit)\b",
            name,
        )
    )
