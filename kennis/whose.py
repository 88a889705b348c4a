"""Whose a speaker label is: somebody of that talk or group, never silently a namesake of another one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from kennis.intake import Person, Source, find_person, introduced, merge_people
from kennis.privacy import PSEUDONYM, Key, is_whole, label_of_source, names_meant, names_nobody, said_of
from kennis.privacy.roster import OF_TALK, bare_label

_LEADS = "begeleider"


@dataclass(frozen=True)
class Whose:
    """Who is meant in sources that are read together.

    Args:
        labels: for each source, the name that goes with a speaker label of one word (`Anouk`): a whole name that is
            known there, or the label with its group or file behind it.
        people: everybody, each once.
        near: for each source, who belongs to its talk: who speaks or is listed in it, or in another one of its group. To a
            talk of no group (an interview, a day for all groups) belong the groups of whoever is there; None where nobody
            there is of a group: then it may be anybody.
        around: for each source of no group, which groups those are.
        files: for each source, what stands behind a label that is its own: its name, or the name it had when it came in.
        key: the key, in which who had one word for a name may have a whole one by now.
    """

    labels: list[dict[str, str]]
    people: list[Person]
    near: list[frozenset[str] | None]
    around: list[list[str]]
    files: list[str]
    key: Key


def tell_whose(
    sources: Sequence[Source],
    *,
    key: Key,
    met: Mapping[str, frozenset[str]],
    spoke: Sequence[Mapping[str, str]],
) -> Whose:
    """Find out who is meant by the speaker labels of sources.

    A whole name is one person in all of the study. A label of one word is who was found to be meant by it before
    (`spoke`); else the one it can mean in this talk; else in other talks of the group; else on the list beside the file.
    In a talk of no group, and of who leads a talk, it is the one it can mean in all of the study. Where nobody or more
    than one fits, it is somebody of this group, or of this file.

    Args:
        sources: what was read.
        key: who is who already.
        met: for a group that met before, the names of who was there.
        spoke: for each source, which pseudonym the study gave a label.
    """
    groups = [source.meeting.get("group", "") for source in sources]
    told = [[Person(*row) for row in source.people.itertuples(index=False)] for source in sources]
    beside = [(*source.listed, *introduced(source.turns)) for source in sources]
    everyone = [person for people in (*told, *beside) for person in people]
    whole = merge_people([person for person in everyone if is_whole(bare_label(person.name))], [])
    said = [
        dict.fromkeys([*source.turns["speaker"].str.strip().unique(), *source.people["name"]]) for source in sources
    ]
    own = [
        set(_whole_names((*labels, *(person.name for person in introduced(source.turns))), whole))
        for source, labels in zip(sources, said, strict=True)
    ]
    members = {group: set(met.get(group, ())) for group in {*groups, *met} - {""}}
    for group, names, numbers in zip(groups, own, spoke, strict=True):
        if group:
            members[group] |= names | {key.people[number].name for number in numbers.values() if number in key.people}
    key, members = _grown(key, members)
    at_all = {person.name for person in whole}.union(
        *members.values(), (person.name for person in key.people.values() if not names_nobody(person.name))
    )
    leads = {person.name for person in whole if person.role == _LEADS}
    leads |= {person.name for person in key.people.values() if person.role == _LEADS}
    files = [_file(source, key, before) for source, before in zip(sources, spoke, strict=True)]
    labels: list[dict[str, str]] = [{} for _ in sources]
    for place in sorted(
        range(len(sources)), key=lambda place: not groups[place]
    ):  # groups tell who is there on a day for all
        source, group = sources[place], groups[place]
        theirs = members[group] if group else set()
        others = set().union(*(names for name, names in members.items() if name != group))
        listed = set(_whole_names((person.name for person in source.listed), whole))
        leading = _leading(source)
        for label in filter(_is_bare, said[place]):
            before = key.people.get(spoke[place].get(label, ""))
            known = [own[place], theirs, listed - others]
            if not group:
                known.append(at_all)
            elif label in leading:
                known.append({name for name in at_all if name in leads or not (is_whole(name) or OF_TALK in name)})
            name = before.name if before else _meant(label, known)
            if name is None:
                name = label_of_source(bare_label(label), files[place])
            elif not name:
                alone = group and label not in leading
                name = label_of_source(bare_label(label), group) if alone else bare_label(label)
            labels[place][label] = name
            for names in (own[place], theirs, at_all):
                names.add(name)
    near, around = _near(own, groups, members)
    return Whose(labels, _roster(told, beside, whole, labels), near, around, files, key)


def _is_bare(label: str) -> bool:
    """Tell whether a label is a name of one word, which others may have too."""
    return (
        bool(label) and not names_nobody(label) and not PSEUDONYM.fullmatch(label) and not is_whole(bare_label(label))
    )


def _whole_names(labels: Iterable[str], whole: Sequence[Person]) -> Iterator[str]:
    """Give the whole names among labels, as the roster has them."""
    for label in labels:
        if label and not names_nobody(label) and is_whole(bare_label(label)):
            found = find_person(label, whole)
            yield found.name if found else bare_label(label)


def _file(source: Source, key: Key, spoke: Mapping[str, str]) -> str:
    """Return the name under which a file came in, as the key tells by who has no name in it; else the one it has."""
    names = (key.people[number].name for number in spoke.values() if number in key.people)
    return next(
        (name.partition(OF_TALK)[2] for name in names if OF_TALK in name and names_nobody(name)), source.path.name
    )


def _leading(source: Source) -> set[str]:
    """Return the labels of who leads a talk: as a rule the same in every group."""
    turns, people = source.turns, source.people
    return {*turns.loc[turns["role"] == _LEADS, "speaker"], *people.loc[people["role"] == _LEADS, "name"]}


def _meant(label: str, known: Iterable[set[str]]) -> str | None:
    """Return whom a label means: by the first of these that know somebody of that name. "": nobody; None: more than one."""
    for names in known:
        fitting = names_meant(label, sorted(names))
        if len(plain := [name for name in fitting if not (is_whole(name) or OF_TALK in name)]) == 1:
            return plain[0]
        if fitting:
            everybody = (
                names_meant(label, sorted(name for name in names if is_whole(name))) if len(fitting) == 1 else []
            )
            return fitting[0] if len({*fitting, *everybody}) == 1 else None
    return ""


def _grown(key: Key, members: Mapping[str, set[str]]) -> tuple[Key, dict[str, set[str]]]:
    """Give who has one word for a name in the key the whole name that the group told since, or else the group behind it."""
    held = {person.name for person in key.people.values()}
    now: dict[str, str] = {}
    for person in key.people.values():
        of = person.name.partition(OF_TALK)[2]
        groups = [group for group, names in members.items() if group == of or person.name in names]
        if is_whole(person.name) or names_nobody(person.name) or len(groups) != 1:
            continue
        wholes = names_meant(said_of(person.name), sorted(filter(is_whole, members[groups[0]])))
        if len(wholes) == 1 and wholes[0] not in held:
            now[person.name] = wholes[0]
        elif not of and person.role != _LEADS and label_of_source(person.name, groups[0]) not in held:
            now[person.name] = label_of_source(person.name, groups[0])
    people = {number: replace(person, name=now.get(person.name, person.name)) for number, person in key.people.items()}
    return replace(key, people=people), {
        group: {now.get(name, name) for name in names} for group, names in members.items()
    }


def _near(
    own: Sequence[set[str]], groups: Sequence[str], members: Mapping[str, set[str]]
) -> tuple[list[frozenset[str] | None], list[list[str]]]:
    """Return who belongs to each talk, and for each talk of no group the groups of who is there (see `Whose`)."""
    groups_of = [
        [group] if group else [name for name, others in members.items() if others & mine]
        for mine, group in zip(own, groups, strict=True)
    ]
    near = [
        frozenset(mine.union(*(members[name] for name in theirs))) if theirs or not members else None
        for mine, theirs in zip(own, groups_of, strict=True)
    ]
    return near, [[] if group else theirs for group, theirs in zip(groups, groups_of, strict=True)]


def _roster(
    told: Sequence[Sequence[Person]],
    beside: Sequence[Sequence[Person]],
    whole: Sequence[Person],
    labels: Sequence[Mapping[str, str]],
) -> list[Person]:
    """List everybody once: under a whole name, under the name found for one word, or as a list or a label has it."""
    # A role is not part of who somebody is: one list may give it where another does not.
    found = [
        replace(person, name=names[person.name])
        for people, names in zip(told, labels, strict=True)
        for person in people
        if person.name in names
    ]
    rest = [
        person
        for people, names in zip(told, labels, strict=True)
        for person in people
        if person.name not in names and not is_whole(bare_label(person.name))
    ]
    rest += [person for people in beside for person in people if not is_whole(bare_label(person.name))]
    return merge_people([*merge_people(whole, rest), *found], [])
