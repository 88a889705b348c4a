"""The gate: nothing leaves that names somebody, in what a reader sees or in what travels along unseen."""

from __future__ import annotations

import getpass
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

import pandas as pd

from kennis.privacy.find import find_spans
from kennis.privacy.key import Key
from kennis.privacy.lists import PARTICLES, is_first_name, is_ordinary
from kennis.privacy.naming import PLACEHOLDER
from kennis.privacy.page_pieces import JOINTS
from kennis.privacy.pieces import read_pieces
from kennis.privacy.roster import Person, Roster, name_words, names_nobody
from kennis.privacy.text import fold
from kennis.tables import KennisError

# What a pattern or a check digit proves. Names and places without a key are judged while anonymising, by a person.
PROVEN = frozenset("telefoon email bsn iban kenteken postcode geboortedatum".split())
_MACHINE = re.compile(r"(?<![\w.])(?:/home/|/Users/|/root/|[A-Za-z]:\\+Users\\+)[\w.-]+", re.IGNORECASE)
_SHARED_USERS = frozenset("root user admin runner jovyan ubuntu debian vagrant gebruiker".split())
# What is longer is looked at in parts: some patterns take far more time for twice as long a run of signs. The overlap
# is longer than anything that is found, so nothing is lost at a cut.
_PART = 5_000
_OVERLAP = 500
UNREAD = "niet te lezen"
PICTURE = "afbeelding"
_PLACES = 3  # so many are named of each file
_OUR_NUMBERS = re.compile(r"\b(?:P\d{2,}|[BC]\d{2,}(?:-\d{3,})?|T\d{2})\b")


def find_leaks(paths: Iterable[str | Path], *, key: Key | None = None, pictures: bool = False) -> pd.DataFrame:
    """Look through files for what identifies somebody: text, outputs, tracebacks, alt texts, properties, file names.

    Args:
        paths: files and folders.
        key: who is who in the study, so that known people are recognised.
        pictures: give a row of the kind `PICTURE` for each picture too: what can be seen on it, nobody looked at.

    Returns:
        One row a place and kind: `file, where, kind, found_by`; never what was found. What could not be read is a row
        of the kind `UNREAD`: nobody knows what stands there.

    Raises:
        KennisError: a path does not exist.
    """
    roster = Roster(people=_people(key))
    names = _by_first_word(_full_names(key))

    @cache  # a page says many things more than once
    def look(text: str) -> list[tuple[str, str]]:
        return list(_look(text, roster, names))

    rows = [
        (str(shown), piece.where, kind, found_by)
        for path, shown in _files(paths)
        for piece in read_pieces(path)
        for kind, found_by in (
            [(UNREAD, "")]
            if piece.unread
            else [(PICTURE, "")] * pictures
            if piece.picture
            else (hit for part in _parts(piece.text) for hit in look(part))
        )
    ]
    found = pd.DataFrame(rows, columns=["file", "where", "kind", "found_by"])
    places = found.groupby(["file", "where", "kind"], sort=False)["found_by"]
    return places.agg(lambda names: ", ".join(sorted(set(names)))).reset_index()


def describe_leaks(leaks: pd.DataFrame, *, most: int = 10) -> str:
    """Say in Dutch where something stands that must not leave, without repeating it: a line a file and kind.

    So that a file with many hits does not hide the others. `most` lines; the first places of each are named.
    """
    found = leaks.groupby(["file", "kind"], sort=False)["where"].agg(list)
    lines = [f"  {file}, {_places(where)}: {kind}" for (file, kind), where in found.head(most).items()]
    rest = sum(map(len, found[most:]))
    return "\n".join([*lines, *([f"  … en nog {rest} plaatsen in andere bestanden"] if rest > 0 else [])])


def _places(where: list[str]) -> str:
    rest = len(where) - _PLACES
    return ", ".join(where[:_PLACES]) + (f" en nog {rest} {'plaats' if rest == 1 else 'plaatsen'}" if rest > 0 else "")


def named_in(text: str, *, key: Key | None = None) -> list[str]:
    """Return the words of a note that may tell who somebody is, as the recognisers and the key know them.

    Numbers of participants, turns and meetings tell nobody. It is for whoever typed the note: the words are repeated.
    """
    bare = _OUR_NUMBERS.sub("…", PLACEHOLDER.sub("…", text))
    return list(dict.fromkeys(span.text for span in find_spans(bare, roster=Roster(people=_people(key)))))


def is_known_name(name: str, *, key: Key) -> bool:
    """Tell whether a word of a name is (a part of) the name of somebody in the key, in any case."""
    labels = [label for person in key.people.values() for label in (person.name, *person.labels)]
    known = {word for label in labels if not names_nobody(label) for word in _words(label) if len(word) > 2}
    return bool((known - PARTICLES) & set(re.findall(r"[^\W\d_]+", fold(name))))


def tells_somebody(name: str, *, key: Key) -> bool:
    """Tell whether the name of a file may hold the name of a person or a place; a doubt counts.

    Args:
        name: the name, without what follows the last point.
        key: who is who in what was read: they are known in small letters too.
    """
    text = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", JOINTS.sub(" ", name))
    if find_spans(text, roster=Roster(people=_people(key))):
        return True
    named = [*(person.name for person in _people(key)), *key.letters.get("persoon", {})]
    known = {word for one in named for word in _words(one) if len(word) > 2}
    words = re.findall(r"[^\W\d_]+", fold(text))
    return any((word in known or is_first_name(word)) and not is_ordinary(word) for word in words)


def small_cells(
    speakers: pd.DataFrame, utterances: pd.DataFrame, meetings: pd.DataFrame, *, least: int
) -> pd.DataFrame:
    """Find roles that so few people hold in a group that the role gives away who speaks.

    Args:
        speakers: see `tables.SPEAKERS`.
        utterances, meetings: see `tables`; they tell who spoke in which group.
        least: with fewer people than this a cell is small.

    Returns:
        One row a small cell: `group, role, people`.
    """
    placed = utterances[["meeting_id", "speaker"]].merge(meetings[["meeting_id", "group"]], on="meeting_id")
    placed = placed[(placed["group"] != "") & (placed["speaker"] != "")].drop_duplicates(["group", "speaker"])
    placed = placed.merge(speakers[["speaker", "role"]], on="speaker")
    counted = placed[placed["role"] != ""].groupby(["group", "role"]).size().rename("people").reset_index()
    return counted[counted["people"] < least].reset_index(drop=True)


def _look(text: str, roster: Roster, names: Mapping[str, Collection[tuple[str, ...]]]) -> Iterator[tuple[str, str]]:
    text = PLACEHOLDER.sub(" … ", text)
    for span in find_spans(text, roster=roster):
        if span.kind in PROVEN or (span.kind == "persoon" and span.person and not _is_just_a_word(span.text)):
            yield span.kind, span.recogniser
    words = tuple(re.findall(r"[^\W_]+", fold(text)))
    if any(words[at : at + len(name)] == name for at, word in enumerate(words) for name in names.get(word, ())):
        yield "persoon", "sleutel"
    if _MACHINE.search(text):
        yield "pad van een computer", "patroon"
    user = getpass.getuser().casefold()
    if len(user) > 3 and user not in _SHARED_USERS and re.search(rf"\b{re.escape(user)}\b", text.casefold()):
        yield "gebruikersnaam", "computer"


def _parts(text: str) -> Iterator[str]:
    """Cut a long text into parts that overlap, between words where there are any."""
    start = 0
    while len(text) - start > _PART:
        stop = start + _PART
        yield text[start : _word_end(text, stop)]
        start = _word_end(text, stop - _OVERLAP)
    yield text[start:]


def _word_end(text: str, at: int) -> int:
    """Return the last place before `at` between two words, or else `at` itself: half a number may look like another one."""
    begin = at - _OVERLAP // 2
    between = [space.start() + 1 for space in re.finditer(r"[^\W\d]\s[^\W\d]", text[begin:at])]
    return begin + between[-1] if between else at


def _is_just_a_word(found: str) -> bool:
    """Tell whether what looks like a known person may as well be an ordinary word: `wil`, `mark`, `vos`."""
    return found.islower() and all(is_ordinary(word) for word in fold(found).split())


def _people(key: Key | None) -> tuple[Person, ...]:
    """List who is known by name: `Spreker 1` is in the key too, but no page names anybody by saying 1."""
    people = key.people.values() if key else ()
    return tuple(Person(person.name, person.role) for person in people if not names_nobody(person.name))


def _full_names(key: Key | None) -> frozenset[tuple[str, ...]]:
    """Names of at least two words: wherever these stand together, in any case, somebody is named.

    Of people who are no participants the recognisers may have taken ordinary words for a name once; those
    would close the gate for every page on which the words stand.
    """
    if key is None:
        return frozenset()
    named = [name for person in key.people.values() for name in (person.name, *person.labels)]
    told = {_words(name) for name in named if not names_nobody(name)}
    others = {_words(name) for name in key.letters.get("persoon", {})}
    told |= {words for words in others if not all(is_ordinary(word) or word in PARTICLES for word in words)}
    return frozenset(words for words in told if len(words) > 1)


def _by_first_word(names: Iterable[tuple[str, ...]]) -> dict[str, list[tuple[str, ...]]]:
    """Return names by their first word: a page has far more words than a study has people, and few begin a name."""
    by_first: dict[str, list[tuple[str, ...]]] = {}
    for name in names:
        by_first.setdefault(name[0], []).append(name)
    return by_first


def _words(name: str) -> tuple[str, ...]:
    return tuple(word for part in name_words(name) for word in re.findall(r"\w+", part))


def _files(paths: Iterable[str | Path]) -> Iterator[tuple[Path, Path]]:
    for given in map(Path, paths):
        if given.is_dir():
            inside = (
                p
                for p in sorted(given.rglob("*"))
                if p.is_file() and not {".git", "ruw"} & set(p.relative_to(given).parts)
            )
            yield from ((path, path.relative_to(given)) for path in inside)
        elif given.is_file():
            yield given, Path(given.name)
        else:
            raise KennisError(f"'{given.name}' bestaat niet. Geef een bestand of map om na te kijken.")
