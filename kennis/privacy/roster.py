"""Who is known by name: the roster, and the person behind a speaker label."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from kennis.errors import KennisError
from kennis.intake.roles import is_role_label, match_role
from kennis.intake.words import BY_LOOKS, BY_RELATION
from kennis.privacy.lists import PARTICLES, name_lists
from kennis.privacy.text import fold, without_genitive
from kennis.privacy.words import word_set

if TYPE_CHECKING:
    import pandas as pd

_NUMBERED = re.compile(
    r"(?:spreker|speaker|spk|deelnemer|respondent|persoon|stem|onbekend|interviewer|geinterviewde|moderator|[prs])[\s_.-]*\d*\w?"
    # What Teams and others call whoever is not signed in.
    r"|(?:onbekende spreker|unknown(?: speaker)?|gast|guest)(?:[\s_.-]*\d+|\s*\([^)]*\))?",
    re.I,
)
_TITLES = word_set("roster_titles")
_ANY = frozenset(
    "de het een 'n mijn zijn haar hun onze ons eerste tweede derde vierde andere oude oudere jonge jongere onbekende nog "
    "oudste jongste".split()
)
OF_TALK = (
    " · "  # between the name of somebody who is known by less than a whole name, and the talk or group they are of
)
_WITH = word_set("roster_with")  # behind a role: `inwoner met uitkering`


@dataclass(frozen=True)
class Person:
    """A participant known by name."""

    name: str
    role: str = ""
    organisation: str = ""


@dataclass(frozen=True)
class Roster:
    """What is known beforehand: participants, the study's own places and organisations, and the researcher's lists.

    Args:
        people: everyone known by name.
        places, organisations: those of the study; found in every spelling by case and accents.
        always: words or phrases that are replaced wherever they stand.
        never: words or phrases that are left alone, whoever recognises them.
        countries: replace countries too (as a rule they do not identify by themselves).
        elsewhere: participants of other talks: looked for by what is no ordinary word, for here nobody may be called so.
    """

    people: tuple[Person, ...] = ()
    places: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    always: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    countries: bool = False
    elsewhere: tuple[Person, ...] = ()

    def __post_init__(self) -> None:
        for name in ("people", "places", "organisations", "always", "never", "elsewhere"):
            object.__setattr__(self, name, tuple(getattr(self, name)))

    def of_talk(self, near: frozenset[str] | None) -> Roster:
        """Return the roster of one talk, of the names of who belongs to it; None: everybody does."""
        if near is None:
            return self
        everybody = (*self.people, *self.elsewhere)
        here = tuple(person for person in everybody if person.name in near)
        return replace(self, people=here, elsewhere=tuple(p for p in everybody if p.name not in near))


def make_roster(
    people: pd.DataFrame | None = None,
    *,
    labels: Iterable[str] = (),
    places: Iterable[str] = (),
    always: Iterable[str] = (),
    never: Iterable[str] = (),
) -> Roster:
    """Make a roster of an attendee list and the speaker labels of a transcript.

    Args:
        people: columns `name` and perhaps `role`, `organisation`; one row a participant.
        labels: speaker labels; a label that belongs to nobody on the list becomes a person of its own.
        places, always, never: see `Roster`.

    Raises:
        KennisError: `people` has no column `name`.
    """
    listed = _listed(people)
    # Full names first, so that `Kees` finds `Kees Vos` whatever the order in which they spoke.
    for label in sorted(dict.fromkeys(label for label in labels if label), key=lambda label: -len(label.split())):
        if not names_nobody(label) and person_of(label, listed) is None:
            listed.append(Person(bare_label(label)))
    organisations = {person.organisation for person in listed if _is_named(person.organisation)}
    return Roster(
        tuple(dict.fromkeys(listed)),
        tuple(places),
        tuple(sorted(organisations)),
        tuple(word for word in always if word),
        tuple(word for word in never if word),
    )


def _listed(people: pd.DataFrame | None) -> list[Person]:
    if people is None or not len(people):
        return []
    if "name" not in people.columns:
        raise KennisError("De lijst van deelnemers heeft geen kolom 'name'. Geef de kolom met namen de kop 'name'.")
    rows = people.fillna("").astype(str)
    blank = [""] * len(rows)
    values = zip(rows["name"], rows.get("role", blank), rows.get("organisation", blank), strict=True)
    return [
        Person(bare_label(name), role.strip(), organisation.strip())
        for name, role, organisation in values
        if name.strip() and not names_nobody(name)
    ]


def _is_named(organisation: str) -> bool:
    """Tell whether an organisation has a name of its own (`gemeente` has not)."""
    return len(organisation) > 2 and any(char.isupper() for char in organisation)


def label_of_source(label: str, source: str) -> str:
    """Return a label as one of its source or group alone: `R1` of one interview is not `R1` of another, nor is `Anouk`."""
    return f"{label}{OF_TALK}{source}"


def said_of(name: str) -> str:
    """Return the name of somebody without the talk or group they are of."""
    return name.partition(OF_TALK)[0]


@lru_cache(maxsize=10_000)  # it is asked for every turn, and a study has few speakers
def names_nobody(label: str) -> bool:
    """Tell whether a speaker label holds no name (`SPREKER_01`, `Respondent 3`, `De voorzitter`, `I`)."""
    label = said_of(label)
    # No name has a digit in it: `Vergaderzaal 3` is a device.
    digits = any(char.isdigit() for char in label)
    letters = sum(map(str.isalpha, label))
    return digits or letters < 2 or bool(_NUMBERED.fullmatch(label.strip())) or _is_anybody(label) or _is_role(label)


def _is_anybody(label: str) -> bool:
    """Tell whether a label says no more than what somebody is to others, or looks like (`Moeder`, `De oude man`, `Tweede vrouw`)."""
    *before, last = re.sub(r"\(.*?\)|[:|].*$", " ", label).split() or [""]
    # `De Man` may be a surname, `De man` is none.
    small = not before or last.islower() or label.isupper()
    return small and fold(last) in BY_RELATION | BY_LOOKS and all(fold(word) in _ANY for word in before)


def _is_role(label: str) -> bool:
    """Tell whether a label says what somebody is and not who: a role, with perhaps small words (`inwoner met uitkering`)."""
    found = match_role(label)
    lists = name_lists()
    # `Ed` and `Burger` are roles, and people are called so.
    if found is None or any(word in lists.first or word in lists.last for word in fold(found.label).split()):
        return False
    if is_role_label(label):
        return True
    first, *rest = label.strip()[len(found.label) :].split() or [""]
    return first in _WITH and all(word.islower() and word not in lists.first for word in rest)


def bare_label(label: str) -> str:
    """Return a speaker label without a role in brackets, a colon or a form of address."""
    said, *of = label.partition(OF_TALK)
    words = re.sub(r"\(.*?\)|\[.*?\]|[:|].*$", " ", said).split()
    while len(words) > 1 and fold(words[0]).rstrip(".") in _TITLES - {"de"}:
        words = words[1:]
    name = " ".join(words)
    # An attendee list may have it the other way round: "Vos, Kees" or "Boer, Wil de".
    if name.count(",") == 1:
        last, first = (part.strip() for part in name.split(","))
        firsts = first.split()
        behind = [word for word in firsts if fold(word) in PARTICLES]
        name = " ".join([word for word in firsts if word not in behind] + behind + [last])
    return "".join((name or said.strip(), *of))


def person_of(label: str, people: Iterable[Person]) -> Person | None:
    """Return the one person a speaker label can mean, or None (nobody, or more than one).

    `Kees`, `Kees Vos`, `K. Vos`, `Vos (uitvoerder)` are one person if only one on the list fits.
    Names must be equal by letter (accents and case apart): `Jan` and `Jon` never meet. Who is known as somebody of one
    group or talk alone (`Anouk · Eik`) is meant by that very label only.
    """
    everybody = list(people)
    if same := next((person for person in everybody if person.name == label), None):
        return same
    if OF_TALK in label:
        return None
    by_name = {person.name: person for person in everybody if OF_TALK not in person.name}
    meant = names_meant(label, by_name)
    return by_name[meant[0]] if len(meant) == 1 else None


def names_meant(label: str, names: Iterable[str]) -> list[str]:
    """Return the names a speaker label can mean, with or without a group behind them; those that say just that, if any do."""
    words = name_words(bare_label(label))
    fitting = [name for name in names if _fits(words, name_words(name))]
    return [name for name in fitting if name_words(name) == words] or fitting


@lru_cache(maxsize=10_000)
def _words_of_name(name: str) -> tuple[str, ...]:
    return tuple(part for word in fold(said_of(name)).split() for part in _initials(word))


def name_words(name: str) -> list[str]:
    """Return the folded words of a name, without the group or talk they are of; initials lose their dots."""
    return list(_words_of_name(name))


def is_whole(name: str) -> bool:
    """Tell whether a name is a first name (or initials) and a surname, which tells somebody from others."""
    return len([word for word in name_words(name) if word not in PARTICLES]) > 1


def _initials(word: str) -> list[str]:
    return [part for part in word.split(".") if part] if "." in word else [word]


def split_name(words: list[str]) -> tuple[list[str], list[str]]:
    """Split the words of a name into first names and surname (from the first tussenvoegsel on, else the last word)."""
    for place, word in enumerate(words):
        if word in PARTICLES:
            return words[:place], words[place:]
    return (words[:-1], words[-1:]) if len(words) > 1 else (words, [])


def is_whole_name(said: str, name: str) -> bool:
    """Tell whether somebody is called here by first name (or initial) and surname together."""
    words = set(name_words(without_genitive(" ".join(fold(said).split()))))
    _, last = split_name(name_words(name))
    return bool(words - set(last)) and any(word in words for word in last if word not in PARTICLES)


def _fits(label: list[str], name: list[str]) -> bool:
    if not label or not name:
        return False
    first, last = split_name(name)
    bare = [word for word in last if word not in PARTICLES]
    given, family = split_name(label)
    if not family or not last:
        # One word (or a list without surnames): the first name or the surname.
        return (
            label in (first, first[:1], last, bare)
            or (not last and given[:1] == first[:1] and not family)
            or (not last and bool(family) and given == first)
        )
    same_family = family == last or [word for word in family if word not in PARTICLES] == bare
    if not same_family:
        return False
    return (
        not given
        or given[:1] == first[:1]
        or (len(given[0]) == 1 and first[:1] != [] and first[0].startswith(given[0]))
    )
