"""Give names their replacement, the same one all through a study: `[P03]`, `[persoon B]`, `[plaats A]`."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping

from kennis.privacy.by_dates import age_of, month_of
from kennis.privacy.by_places import town_of
from kennis.privacy.key import Key, KeyPerson
from kennis.privacy.lists import NEVER, PARTICLES, is_ordinary, is_verb, lemma_of, name_lists
from kennis.privacy.roster import (
    OF_TALK,
    Person,
    Roster,
    is_whole,
    is_whole_name,
    label_of_source,
    name_words,
    names_nobody,
    person_of,
    said_of,
)
from kennis.privacy.spans import Span
from kennis.privacy.text import fold, without_genitive
from kennis.privacy.words import word_set

_FIXED = {
    "straat": "[straat]",
    "postcode": "[postcode]",
    "telefoon": "[telefoonnummer]",
    "email": "[e-mailadres]",
    "url": "[webadres]",
    "bsn": "[bsn]",
    "iban": "[rekeningnummer]",
    "kenteken": "[kenteken]",
    "kenmerk": "[kenmerk]",
    "geboortedatum": "[geboortedatum]",
}
_LETTERED = {"persoon": "persoon", "plaats": "plaats", "organisatie": "organisatie"}
_RELATIONS = word_set("by_names_relations")
PSEUDONYM = re.compile(r"P\d{2,}")
PLACEHOLDER = re.compile(
    r"\[(?:P\d{2,}(?: of P\d{2,})*|(?:persoon|plaats|organisatie) [A-Z]+|\d+-\d+ jaar|datum|leeftijd|deelnemer|"
    + "|".join(word.strip("[]") for word in _FIXED.values())
    + r")\]"
)


_FOREIGN = "#"  # a letter whose name nobody here knows


def knows_foreign(key: Key, source: str) -> bool:
    """Tell whether numbers or letters that a file brought along from elsewhere have got their own here."""
    people = (person.name for person in key.people.values())
    letters = (name for names in key.letters.values() for name in names if name.startswith(_FOREIGN))
    return any(
        of == source and (said.startswith(_FOREIGN) or PSEUDONYM.fullmatch(said) is not None)
        for said, _, of in (name.partition(OF_TALK) for name in (*people, *letters))
    )


class Namer:
    """Hands out pseudonyms and letters while a study is anonymised; starts from a key and ends in one."""

    def __init__(self, key: Key, roster: Roster, *, around: Mapping[str, Collection[str]] | None = None) -> None:
        self._people = dict(key.people)
        self._letters = {kind: dict(key.letters.get(kind, {})) for kind in _LETTERED}
        self._last = key.last_number
        self._roster = roster
        # Asked for every turn and every name in it, of hundreds of people.
        self._numbers: dict[str, str] = {}
        for pseudonym, known in self._people.items():
            self._numbers.setdefault(known.name, pseudonym)
        self._persons: dict[str, Person] = {}
        for person in roster.people:
            self._persons.setdefault(person.name, person)
        self._labels: dict[str, Person] = {}
        # A key of before talks were told apart knows a stranger by a bare name, all through the study: it keeps that.
        self._before = {name for name in self._letters["persoon"] if OF_TALK not in name and not is_whole(name)}
        self._met: dict[str, set[str]] = {}
        self._around = around or {}

    def key(self) -> Key:
        """Return what must be remembered."""
        return Key(dict(self._people), {kind: dict(names) for kind, names in self._letters.items()}, self._last)

    def pseudonym_of_label(self, label: str) -> str:
        """Return the pseudonym of a speaker label; a label that is a pseudonym already stays."""
        if not label:
            return ""
        if PSEUDONYM.fullmatch(label):
            self._last = max(self._last, int(label[1:]))
            return label
        if label not in self._labels:
            person = None if names_nobody(label) else person_of(label, self._roster.people)
            self._labels[label] = person or Person(label)
        pseudonym = self._pseudonym(self._labels[label])
        known = self._people[pseudonym]
        if label not in known.labels:
            self._people[pseudonym] = KeyPerson(known.name, (*known.labels, label), known.role)
        return pseudonym

    def renumbered(self, text: str, source: str) -> str:
        """Return a text that was made anonymous elsewhere, its numbers and letters now those of one file of this study."""
        return PLACEHOLDER.sub(lambda found: self._renumbered(found[0], source), text)

    def _renumbered(self, placeholder: str, source: str) -> str:
        if numbers := PSEUDONYM.findall(placeholder):
            own = {self.pseudonym_of_label(label_of_source(number, source)) for number in numbers}
            return f"[{' of '.join(sorted(own))}]"
        kind, _, letter = placeholder.strip("[]").partition(" ")
        if kind not in _LETTERED:
            return placeholder
        letters, name = self._letters[kind], label_of_source(f"{_FOREIGN}{letter}", source)
        if name not in letters:
            letters[name] = _letters_for(len(set(letters.values())))
        return f"[{kind} {letters[name]}]"

    def people_of(self, labels: frozenset[str]) -> frozenset[str]:
        """Return the names, as the roster has them, of the people with these labels."""
        found = [person_of(label, self._roster.people) for label in labels if label and not names_nobody(label)]
        return frozenset(person.name for person in found if person)

    def role_of(self, pseudonym: str) -> str:
        """Return the role in the key, or ""."""
        return self._people[pseudonym].role if pseudonym in self._people else ""

    def meet(self, spans: Iterable[Span], *, talk: str) -> None:
        """Take note of the names in a talk, before any of it is replaced: `Petra` may be said before `Petra Lammers`."""
        met = self._met.setdefault(talk, set())
        for span in (span for span in spans if span.kind == "persoon"):
            if not span.person:
                met.add(_base_name(span))
            elif is_whole_name(span.text, span.person):
                met.add(span.person)

    def replacement(self, span: Span, *, behind: str = "", near: frozenset[str] | None = None, talk: str = "") -> str:
        """Return what is read instead of a span; a genitive stays one.

        Args:
            span: the piece.
            behind: the text behind it, which tells `Jans moeder` from `Jans, die`.
            near: who a first name or surname alone can mean; somebody else of that name is a stranger here. None: anybody.
            talk: where it was said: a stranger without a whole name is somebody else in another talk. "": one for all.
        """
        if span.kind in _FIXED:
            return _FIXED[span.kind]
        if span.kind == "datum":
            return month_of(span.text) or "[datum]"
        if span.kind == "leeftijd":
            return _decade(span.text)
        known = [name for name in span.person.split("|") if name]
        meant = [name for name in known if near is None or name in near]
        meant = meant or [n for n in known if is_whole_name(span.text, n) or n in self._met.get(talk, ())]
        if meant:
            numbers = [self._pseudonym(self._person(name)) for name in meant]
            return f"[{' of '.join(sorted(numbers))}]" + _genitive(
                span.text, [word for name in span.person.split("|") for word in name_words(name)], behind
            )
        owns = span.kind == "persoon" or fold(span.text).endswith(("'s", "'"))  # `Leger des Heils` owns nothing
        return f"[{_LETTERED[span.kind]} {self._letter(span, talk)}]" + (
            _genitive(span.text, (), behind) if owns else ""
        )

    def _person(self, name: str) -> Person:
        return self._persons.get(name) or Person(name)

    def _pseudonym(self, person: Person) -> str:
        found = self._numbers.get(person.name, "")
        if not found:
            merged = self._grown(person)
            self._last += not merged
            found = merged or f"P{self._last:02d}"
        known = self._people.get(found, KeyPerson(person.name))
        self._people[found] = KeyPerson(person.name, known.labels, person.role or known.role)
        if known.name != person.name:  # who had less of a name is called by the whole one from now on
            self._numbers.pop(known.name, None)
        self._numbers[person.name] = found
        return found

    def _grown(self, person: Person) -> str:
        """Return the pseudonym of somebody known by less of the name so far (`Kees` became `Kees Vos`), or ""."""
        known = {
            pseudonym: Person(entry.name) for pseudonym, entry in self._people.items() if not names_nobody(entry.name)
        }
        fits = [
            pseudonym
            for pseudonym, entry in known.items()
            if person_of(entry.name, self._roster.people) == person
            and person_of(person.name, [entry])
            and not (person.role and self._people[pseudonym].role not in ("", person.role))
        ]
        return fits[0] if len(fits) == 1 else ""

    def _letter(self, span: Span, talk: str) -> str:
        letters, name = self._letters[span.kind], _base_name(span)
        if span.kind == "persoon" and talk and name not in self._before:
            return self._letter_in(name, talk)
        if name not in letters:
            same = _namesakes(name, letters) if span.kind == "persoon" else set()
            clash = len(same) != 1 or _clashes(name, min(same), letters)
            letters[name] = _letters_for(len(set(letters.values()))) if clash else same.pop()
        return letters[name]

    def _letter_in(self, name: str, talk: str) -> str:
        """Return the letter of a stranger in a talk: by a whole name the same one as in other talks, else of this talk alone."""
        letters = self._letters["persoon"]
        own = name + OF_TALK + talk
        if own in letters:
            return letters[own]
        if is_whole(name) and name in letters:
            letters[own] = letters[name]
            return letters[own]
        words = name.split()
        met = self._met.get(talk, ())
        whole = {other for other in met if is_whole(other) and _same_start(words, other.split())}
        if len(whole) == 1 and not is_whole(name):
            letters[own] = self._letter_in(whole.pop(), talk)
            return letters[own]
        groups = [group for group in self._around.get(talk, ()) if self._is_known(name, group)]
        if len(groups) == 1 and not whole:
            letters[own] = self._letter_in(name, groups[0])
            return letters[own]
        here = {
            said_of(other): letter
            for other, letter in letters.items()
            if other.endswith(OF_TALK + talk) or other in self._before
        }
        same = _namesakes(name, here)
        clash = len(same) != 1 or _clashes(name, min(same), here)
        letters[own] = _letters_for(len(set(letters.values()))) if clash else same.pop()
        if is_whole(name):
            letters[name] = letters[own]
        return letters[own]

    def _is_known(self, name: str, talk: str) -> bool:
        """Tell whether a stranger of this name is spoken of in a talk, now or before."""
        return name in self._met.get(talk, ()) or name + OF_TALK + talk in self._letters["persoon"]


def _namesakes(name: str, letters: dict[str, str]) -> set[str]:
    """Return the letters of strangers whose name begins or ends like this one (`Petra`, `Petra Lammers`)."""
    words = name.split()
    return {letter for other, letter in letters.items() if _same_start(words, other.split())}


def _clashes(name: str, letter: str, letters: dict[str, str]) -> bool:
    """Tell whether a letter is already that of another whole name: Henk Storm is not Storm Francke, though both are Storm."""
    whole = [other.split() for other, own in letters.items() if own == letter and " " in other]
    words = name.split()
    return len(words) > 1 and any(other != words and not _same_start(words, other) for other in whole)


def _same_start(left: list[str], right: list[str]) -> bool:
    short, long = sorted((left, right), key=len)
    return len(short) < len(long) and (long[: len(short)] == short or long[-len(short) :] == short)


def _base_name(span: Span) -> str:
    low = without_genitive(" ".join(fold(span.text).split()))
    lists = name_lists()
    known = lists.first if span.kind == "persoon" else lists.places
    if span.kind == "plaats" and low not in known and (town := town_of(low)):
        return town  # Rotterdamse is Rotterdam
    return low[:-1] if low.endswith("s") and low not in known and low[:-1] in known else low


def _genitive(text: str, names: Iterable[str], behind: str) -> str:
    """Return `'s` if a name is a genitive: written so, or an -s that is not the name's own before what somebody has."""
    low = fold(text)
    if low.endswith(("'s", "'")):
        return "'s"
    words = low.split()
    own, lists = set(names), name_lists()
    known = own or (lists.last if len(words) > 1 else lists.first)
    last = words[-1]
    if not last.endswith("s") or last in known or last[:-1] not in (own or {*lists.first, *lists.last}):
        return ""
    return "'s" if _had(behind) else ""


def _had(behind: str) -> bool:
    """Tell whether the text goes on with a word for what somebody may have (`moeder`), no verb or small word."""
    word = re.match(r"\s+([^\W\d_]+)", fold(behind))
    if word is None or word[1] in _RELATIONS:
        return word is not None
    if word[1] in NEVER | PARTICLES or not is_ordinary(word[1]):
        return False
    # `fiets` and `werk` are what one does and has.
    return not is_verb(word[1]) or lemma_of(word[1]) == word[1] + "en"


def _decade(text: str) -> str:
    age = age_of(text)
    if age is None:
        return "[leeftijd]"
    return f"[{age // 10 * 10}-{age // 10 * 10 + 9} jaar]"


def _letters_for(number: int) -> str:
    """Return the letters of a number: A … Z, AA, AB …"""
    letters = chr(ord("A") + number % 26)
    return letters if number < 26 else _letters_for(number // 26 - 1) + letters
