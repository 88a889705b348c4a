"""Attendee lists → people, and the roster of a file: each person once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from kennis.intake.initials import meant_by_initials
from kennis.intake.labels import (
    first_names,
    is_chorus,
    is_generic,
    known_keys,
    label_key,
    looks_like_name,
    without_address,
)
from kennis.intake.roles import is_role_label, match_role
from kennis.intake.source import Parsed, Person
from kennis.intake.spelling import is_word

if TYPE_CHECKING:
    import pandas as pd

# `ik ben Ank Zwartjes`; in lower case the surname must be no ordinary word.
_OWN_NAME = re.compile(
    r"(?i:\b(?:ik ben|ik heet|mijn naam is|m'n naam is|je spreekt met|dit is))[, ]+(?:(?i:eh|dus|trouwens)[, ]+)?"
    r"(?P<name>[^\W\d_][\w'’-]+(?: (?:van|de|der|den|het|ten|ter|el|al|ait|ben|'t))*(?: [^\W\d_][\w'’-]+))(?=[\s,.!?]|$)"
)
_CHORUS_NOTE = "Wat meer mensen tegelijk zeiden, heeft geen spreker gekregen."
_SPLIT = re.compile(r"\s*[,;]\s*(?![^()]*\))|\s+(?:en|&|and)\s+(?![^()]*\))")

_WORD = r"[A-ZÀ-Þ][\w’'-]+"
# `dhr. A. (Arend) Kuipers`, `Abdelkarim "Karim" Ouali`: what stands apart is how somebody is called.
_CALLED = re.compile(
    rf"^(?:[a-z]+\.? )?(?P<formal>(?:[A-Z]\.\s?)+|{_WORD} )\s?[(\"“‘'](?P<called>{_WORD})[)\"”’'] "
    rf"(?P<last>(?:[a-zà-ÿ’'.]+ )*{_WORD}(?: {_WORD})*)(?P<rest>.*)$",
    re.DOTALL,
)
# `Abdelkarim Ouali (roepnaam Karim)`, and without that word where it is a first name.
_CALLED_BEHIND = re.compile(
    rf"^(?P<formal>{_WORD}) (?P<last>(?:[\w’'.-]+ )*{_WORD}) ?[(\"“‘'](?P<told>roepnaam |zeg maar )?(?P<called>{_WORD})[)\"”’'](?P<rest>.*)$",
    re.DOTALL,
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
        return [replace(p, role=p.role or (role.slug if role else "")) for p in named]
    people: list[Person] = []
    parts = [part for part in _SPLIT.split(text.strip().strip(".")) if part.strip()]
    if _is_last_alone(parts):  # `Latifa, Ton de Wit, Interviewer`: who asks has no name here
        role = match_role(parts[-1])
        return [*parse_people(", ".join(parts[:-1])), Person(parts[-1].strip(), role.slug if role else "")]
    for place, part in enumerate(parts):
        part, also = called_name(part.strip())
        name, detail = _name_and_detail(part)
        role = match_role(name)
        if people and role and not detail:
            last = people[-1]
            people[-1] = replace(last, role=last.role or role.slug, organisation=last.organisation or role.organisation)
        elif people and place and (one_a_line or _is_organisation(name)):
            people[-1] = replace(people[-1], organisation=people[-1].organisation or name)
        elif any(char.isalpha() for char in name):
            people.append(replace(_person(name, detail), also=also))
    return people


def _is_last_alone(parts: Sequence[str]) -> bool:
    """Tell whether a list of several names ends with a role that is nobody's of them: the only one, with a capital."""
    roles = [part for part in parts if match_role(part)]
    return (
        len(parts) > 2 and roles == [parts[-1]] and is_role_label(parts[-1].strip()) and parts[-1].strip()[:1].isupper()
    )


def called_name(text: str) -> tuple[str, str]:
    """Put how somebody is called before their surname: `Abdelkarim (Karim) Ouali` → `Karim Ouali`, `Abdelkarim Ouali`.

    Returns:
        The text, what follows the name included, and the name in full; "" where nobody is called otherwise.
    """
    found = _CALLED.match(text)
    if not found:
        found = _CALLED_BEHIND.match(text)
        if found and not found["told"] and found["called"].casefold() not in first_names():
            found = None
    if not found or match_role(found["called"]):
        return text, ""
    return f"{found['called']} {found['last']}{found['rest']}", f"{found['formal'].strip()} {found['last']}"


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


def without_chorus(parsed: Parsed) -> Parsed:
    """Leave turns of more people at once (`Allen`, `Kees/Fatma`) without a speaker: they are nobody's alone."""
    speakers = known_keys(parsed.people)
    chorus = {turn.speaker for turn in parsed.turns if turn.speaker and is_chorus(turn.speaker, speakers)}
    if not chorus:
        return parsed
    turns = [replace(turn, speaker="", role="") if turn.speaker in chorus else turn for turn in parsed.turns]
    people = [person for person in parsed.people if person.name not in chorus]
    return replace(parsed, turns=turns, people=people, notes=(*parsed.notes, _CHORUS_NOTE))


def introduced(turns: pd.DataFrame) -> list[Person]:
    """Return who tells their whole name, where only the first name is their label: `Ank: Ik ben Ank Zwartjes.`

    Args:
        turns: `speaker, text`.
    """
    found = []
    for label, text in turns[["speaker", "text"]].itertuples(index=False):
        if not label or len(label.split()) > 1 or is_generic(label_key(label)):
            continue
        for told in _OWN_NAME.finditer(text):
            words = told["name"].split()
            if label_key(words[0]) == label_key(label) and (
                words[-1][0].isupper() or not is_word(words[-1].casefold())
            ):
                found.append(Person(told["name"]))
    return list(dict.fromkeys(found))


def find_person(label: str, roster: Sequence[Person]) -> Person | None:
    """Return the one person on the roster a label can mean (whole name, first name, surname, initials), or None."""
    found = _meant(label, [(person.name, person) for person in roster])
    return found[0] if len(found) == 1 else _known_as(label, roster) if not found else None


def own_name(label: str, roster: Sequence[Person]) -> str:
    """Return the name on the roster of who is known by another name too (`R1`, `Abdelkarim`, `JPdK`); other labels stay."""
    person = find_person(label, roster)
    if person is None:
        return meant_by_initials(label, [person.name for person in roster]) or label
    return person.name if not _meant(label, [(person.name, person)]) else label


def _known_as(label: str, roster: Sequence[Person]) -> Person | None:
    found = _meant(label, [(person.also, person) for person in roster if person.also])
    return found[0] if len(found) == 1 else None


def _meant(label: str, named: Sequence[tuple[str, Person]]) -> list[Person]:
    """Return who a label can mean: who has that very name, else all of whose name it may be a part."""
    key = label_key(label)
    exact = [person for name, person in named if label_key(name) == key]
    if exact:
        return exact[:1]
    if is_generic(key) or is_role_label(label) or not key:
        return []
    key = without_address(key)
    return [person for name, person in named if _may_be(key, without_address(label_key(name)))]


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
    roster[place] = replace(
        same,
        role=same.role or person.role,
        organisation=same.organisation or person.organisation,
        also=same.also or person.also,
    )


def _name_and_detail(part: str) -> tuple[str, str]:
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
            r"(?i)(?:online|digitaal|telefonisch|gedeeltelijk|later|tot|vanaf|deels|verslag|notulen|via|afgemeld|ziek|gast|guest|host|extern|external|"
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
