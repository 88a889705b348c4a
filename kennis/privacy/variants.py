"""How a participant's name is said and written: first name, surname, initials, diminutives, nicknames, near misses."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from kennis.privacy.features import word_class
from kennis.privacy.lists import COUNTRIES, NOT_NAMES, PARTICLES, is_ordinary, is_written, name_lists, spoken_words
from kennis.privacy.roster import Person, Roster, name_words, split_name
from kennis.privacy.text import tokens_of
from kennis.privacy.words import line_list

_NO_SHORTS = NOT_NAMES | PARTICLES | COUNTRIES
_SHORTEST = 4  # of three letters, too many are words of some dialect (`nie` is not short for Niels)
_SMALL_K = "kie"  # `henkie` is in the dictionary as well, and still Henk's
# Usual short forms that no rule of spelling gives: `hendrik: henk hein`, or spellings of one name: `hassan hasan`.
# Both ways: a Mohamed is called Mo, a Mo may be written Mohamed.
_NICKNAMES = line_list("variants_nicknames")  # fmt: skip


@dataclass(frozen=True)
class Variant:
    """One way to say a participant's name: the tokens, whose it can be, and whether it is an ordinary word too.

    Of a short form (`Güls`) that is a word as well, only its capital tells that it is no word here.
    """

    words: tuple[str, ...]
    people: tuple[str, ...]
    ordinary: bool
    short: bool = False


@dataclass(frozen=True)
class Variants:
    """All variants of a roster, for looking up: by first word, and near misses by what a deletion leaves."""

    by_first: dict[str, list[Variant]]
    near: dict[str, list[str]]
    exact: dict[str, tuple[str, ...]]


@lru_cache(maxsize=8)
def variants_of(roster: Roster) -> Variants:
    """Return every way in which the people of a roster can be named; a way two people share names both."""
    owners: dict[tuple[str, ...], set[str]] = defaultdict(set)
    derived: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for person in roster.people:
        for words in _said(person):
            owners[words].add(person.name)
        for words in _nicknames(person):
            derived[words].add(person.name)
    shortened: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for person in roster.people:
        for word in _shortened(person):
            shortened[(word,)].add(person.name)
    # A nickname that is somebody's real name is that somebody's.
    owners.update({words: people for words, people in derived.items() if words not in owners})
    shorts = {words for words in shortened if words not in owners}
    owners.update({words: shortened[words] for words in shorts})
    here = set(owners)
    for person in roster.elsewhere:
        for words in _said(person):
            if words not in here and not _is_ordinary_name(words):
                owners[words].add(person.name)
    by_first: dict[str, list[Variant]] = defaultdict(list)
    for words, people in owners.items():
        ordinary = _is_ordinary_name(words) and not (words in derived and words[0].endswith(_SMALL_K))
        by_first[words[0]].append(Variant(words, tuple(sorted(people)), ordinary, words in shorts))
    for variants in by_first.values():
        variants.sort(key=lambda variant: -len(variant.words))
    exact = {words[0]: tuple(sorted(p)) for words, p in owners.items() if len(words) == 1 and words not in shorts}
    return Variants(dict(by_first), _near(exact), exact)


@lru_cache(maxsize=8)
def words_of(roster: Roster) -> dict[str, str]:
    """Return the names of participants that the lists know as ordinary words only, and the class of name they are."""
    found = {}
    for person in roster.people:
        first, last = split_name(name_words(person.name))
        for words, kind in ((last[-1:], "l*"), (first[:1], "f*")):
            found.update({word: kind for word in words if len(word) > 2 and word_class(word, word) == "word"})
    return found


def _said(person: Person) -> Iterator[tuple[str, ...]]:
    """Give the names proper: first name(s), surname, and the two together, with initials."""
    words = [word for word in name_words(person.name) if word not in (",", "-")]
    first, last = split_name(words)
    firsts = set(_first_forms(first))
    lasts = set(_last_forms(last))
    for form in firsts | lasts:
        yield form
        if len(form[-1]) > 2 and form[-1][-1] not in "sxz":
            yield (*form[:-1], form[-1] + "s")  # Jans moeder
    for family in lasts:
        for given in firsts:
            yield (*given, *family)
        if first:
            yield (first[0][0], *family)
            yield (first[0][0], ".", *family)


def _first_forms(first: list[str]) -> Iterator[tuple[str, ...]]:
    if not first:
        return
    if len(first[0]) > 1:
        yield (first[0],)
    if len(first) > 1:
        yield tuple(first)
    parts = first[0].split("-")
    if len(parts) > 1:
        yield tuple(parts)
        yield ("".join(parts),)


def _last_forms(last: list[str]) -> Iterator[tuple[str, ...]]:
    """Give a surname with and without tussenvoegsel, its halves, and written as one word."""
    if not last:
        return
    particles = [word for word in last if word in PARTICLES]
    bare = [word for word in last if word not in PARTICLES] or last
    whole = tuple(token.low for token in tokens_of(" ".join(last)))
    yield whole
    yield tuple(bare)
    yield ("".join(last).replace("'", ""),)
    for half in "-".join(bare).split("-"):
        if len(half) > 2:
            yield (half,)
            yield (*particles, half)
    if "-" in " ".join(bare):
        spread = "-".join(bare).replace("-", " ").split()
        yield (*particles, *spread)


def _nicknames(person: Person) -> Iterator[tuple[str, ...]]:
    first, _ = split_name(name_words(person.name))
    if not first or len(first[0]) < 3:
        return
    name = first[0]
    for row in _NICKNAMES:
        formal, _, shorts = row.partition(":")
        names = [*formal.split(), *shorts.split()]
        if name not in names:
            continue
        # A Hendrik may be called Henk or Hein, but Henk is not Hein.
        others = formal.split() if name in shorts.split() else names
        yield from ((other,) for other in others if other != name and not is_ordinary(other))
    for form in _diminutives(name):
        # `Jantje` is in the dictionary and still Jan's; `janke` is a verb.
        if (form.endswith(("je", _SMALL_K)) or not is_ordinary(form)) and form not in name_lists().last:
            yield (form,)


def _shortened(person: Person) -> Iterator[str]:
    """Give the beginnings of a first name (`shar` of Sharmila) that are nobody's name and no place."""
    first, _ = split_name(name_words(person.name))
    lists = name_lists()
    for size in range(_SHORTEST, len(first[0])) if first else ():
        form = first[0][:size]
        if not (form in lists.first or form in lists.last or form in lists.places or form in _NO_SHORTS):
            yield form


def _diminutives(name: str) -> Iterable[str]:
    stem = name.rstrip("e") if len(name) > 4 else name
    return (
        name + "je",
        name + "tje",
        name + "etje",
        name + "pje",
        stem + "ie",
        stem + "ke",
        name + "y",
        name + name[-1] + "ie",
        name + name[-1] + "etje",
    )


def _is_ordinary_name(words: tuple[str, ...]) -> bool:
    """Tell whether a name reads as ordinary words in lower case (`roos`, `de boer`), so that it needs its context."""
    if len(words) > 1:
        return words[0] in PARTICLES and all(word in PARTICLES or is_ordinary(word) for word in words)
    # What is only a word in some dialect (`beppe`) is the name of somebody who is known to be here.
    return is_ordinary(words[0]) and (is_written(words[0]) or words[0] not in spoken_words())


def _near(exact: dict[str, tuple[str, ...]]) -> dict[str, list[str]]:
    index: dict[str, list[str]] = defaultdict(list)
    for name in exact:
        if len(name) > 4:
            for key in {name, *_deletions(name)}:
                index[key].append(name)
    return dict(index)


def is_surname_of(words: tuple[str, ...], name: str) -> bool:
    """Tell whether somebody has these words as surname (`storms` is no surname of Storm Prins), or has one name only."""
    first, last = split_name(name_words(name))
    forms = set(_last_forms(last)) if first else {words}
    return not last or words in forms or (*words[:-1], words[-1].removesuffix("s")) in forms


def is_only_surname_of(words: tuple[str, ...], name: str) -> bool:
    """Tell whether somebody has these words as surname and not as first name (`storm` of Wil Storm)."""
    first, last = split_name(name_words(name))
    return words in set(_last_forms(last)) and words not in set(_first_forms(first))


def near_people(word: str, variants: Variants, *, surname: bool = False) -> tuple[str, ...]:
    """Return whose name is one slip away from `word` (a letter more, less, other or swapped), or nobody.

    A word that is itself a name (of anyone) or an ordinary word is no slip. `surname`: first names do not count.
    """
    lists = name_lists()
    if (
        len(word) < 5
        or word in variants.exact
        or word in lists.first
        or word in lists.last
        or word in lists.places
        or is_ordinary(word)
    ):
        return ()
    names = {name for key in (word, *_deletions(word)) for name in variants.near.get(key, ()) if _is_slip(word, name)}
    people = {(name, person) for name in names for person in variants.exact[name]}
    return tuple(sorted({person for name, person in people if not surname or is_surname_of((name,), person)}))


def _deletions(word: str) -> list[str]:
    return [word[:place] + word[place + 1 :] for place in range(len(word))]


def _is_slip(left: str, right: str) -> bool:
    """Tell whether two words differ by one letter added, dropped, changed, or two neighbours swapped."""
    if abs(len(left) - len(right)) > 1 or left[0] != right[0]:
        return False
    if len(left) != len(right):
        long, short = sorted((left, right), key=len, reverse=True)
        return short in _deletions(long)
    other = [place for place in range(len(left)) if left[place] != right[place]]
    swapped = (
        len(other) == 2
        and other[1] == other[0] + 1
        and left[other[0]] == right[other[1]]
        and left[other[1]] == right[other[0]]
    )
    return len(other) == 1 or swapped
