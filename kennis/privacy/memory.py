"""What one turn gives away helps in the next: names found somewhere in a file are looked for in all of it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from kennis.intake.words import ACRONYMS
from kennis.privacy.by_model import Chances
from kennis.privacy.context import AFTER, DETERMINERS, KIN, OFFICES, SPEECH, TITLES, WITH_SURNAME, is_finite
from kennis.privacy.features import word_class
from kennis.privacy.lists import NOT_NAMES, PARTICLES, is_countable, is_ordinary, name_lists, spoken_words
from kennis.privacy.roster import name_words
from kennis.privacy.spans import Span, make_span
from kennis.privacy.text import Token, case_of, fold, tokens_of, without_genitive
from kennis.privacy.variants import is_only_surname_of
from kennis.privacy.words import word_set

_KINDS = ("persoon", "plaats", "organisatie")
_SURE = 0.55
_SHARE = 0.34  # a word must have been found in at least this share of its places to be looked for in the others
_KNOWN = 3.0  # by how much the odds of an ordinary word being a name grow when somebody in the file has that name
_CALLED = TITLES | OFFICES | word_set("by_names_relations")
_OURS = frozenset(["onze", "ons", "mijn", "m'n"])
_INDEFINITE = frozenset(["een", "geen", "elke", "welke", "het", "zo'n", "de"])


@dataclass(frozen=True)
class Learnt:
    """What a file gave away.

    Args:
        names: names with their kind.
        surnames: surnames with a tussenvoegsel.
        words: names that are words as well.
        addressed: names that are words, of whom was addressed by them (`mevrouw Zwart`): with a capital they are that somebody.
        initials: letters by which somebody on the list is called (`WS vraagt`, `WS:`).
        given: what somebody's relatives are called (`mijn zoon Storm`): no surname of a participant.
    """

    names: Mapping[str, str]
    surnames: frozenset[str]
    words: frozenset[str]
    addressed: frozenset[str] = frozenset()
    given: frozenset[str] = frozenset()
    initials: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.names or self.surnames or self.words or self.addressed or self.given or self.initials)

    def with_others(self, others: Learnt) -> Learnt:
        """Return this with the names of other talks that are no ordinary words (`Hoop is geen huur` where nobody is called so)."""
        names = {key: kind for key, kind in others.names.items() if key == fold(key)}
        surnames = {name for name in others.surnames if not is_ordinary(name.split()[-1])}
        return replace(self, names={**names, **self.names}, surnames=self.surnames | surnames)


def learn_names(texts: Sequence[str], found: Sequence[Sequence[Span]]) -> Learnt:
    """Return what proved to be names in some of the texts.

    A word that is an ordinary word as well is learnt for its capitalised form (marked by a capital first letter); in text
    without capitals it only becomes likelier where the words around it fit.

    Args:
        texts: the turns of one file.
        found: the spans of each.
    """
    seen: Counter[str] = Counter()
    kinds: dict[str, Counter[str]] = defaultdict(Counter)
    addressed: set[str] = set()
    given: set[str] = set()
    whole: set[str] = set()
    for text, spans in zip(texts, found, strict=True):
        case = case_of(text)
        sure = [span for span in spans if span.kind in _KINDS and span.score >= _SURE and not span.person]
        tokens = tokens_of(text)
        people_at = {span.start for span in sure if span.kind == "persoon"}
        given.update(_relatives(tokens, people_at | {span.start for span in spans if span.person}))
        addressed.update(_addressed(tokens, people_at, case) if people_at else ())
        for token in tokens:
            key = _key(token, case)
            if not key:
                continue
            seen[key] += 1
            owner = next((span for span in sure if span.start <= token.start < span.stop), None)
            if owner:
                if key[0].isupper() and owner.kind == "persoon" and " " in owner.text and owner.stop == token.stop:
                    # Of Peter Zwart, `Zwart` is somebody wherever it has a capital: `Zwart is oké`.
                    whole.add(key)
                    addressed.update(_last_word([other.base for other in tokens_of(owner.text)]))
                # What stands behind `van` (`Marieke van Lentis`) may as well be where she works: other places tell.
                led = owner.kind == "persoon" and " van " in fold(text[owner.start : token.start])
                kinds[key]["" if led else owner.kind] += 1
    names = {
        key: _kind(counts) for key, counts in kinds.items() if counts.total() >= _SHARE * seen[key] or key in whole
    }
    people = [
        [token.base for token in tokens_of(span.text)]
        for spans in found
        for span in spans
        if span.kind == "persoon" and span.score >= _SURE and not span.person
    ]
    addressed.update(_given(people))
    return Learnt(
        names,
        frozenset(_surnames(people)),
        frozenset(_words(people)),
        frozenset(addressed),
        frozenset(given),
        _called_by_initials(texts, found),
    )


def _called_by_initials(texts: Sequence[str], found: Sequence[Sequence[Span]]) -> frozenset[str]:
    """Return the initials of somebody on the list that do or say something (`WS vraagt`), and are no thing (`het MT`)."""
    people, things = set(), set(ACRONYMS)
    for text, spans in zip(texts, found, strict=True):
        starts = {span.start for span in spans if span.recogniser == "initialen" and span.person}
        tokens = tokens_of(text) if starts else []
        for place, token in enumerate(tokens):
            if token.start in starts and _acts(tokens, place):
                people.add(token.text)
            elif token.start in starts and place and tokens[place - 1].low in DETERMINERS:
                things.add(token.text)
    return frozenset(people - things)


def _kind(counts: Counter[str]) -> str:
    """Return the kind of name that a word mostly is; "" counts for somebody where nothing else does."""
    if counts["organisatie"] >= max(counts["persoon"], 1) and counts[""]:
        return "organisatie"
    return next((kind for kind, _ in counts.most_common() if kind), "persoon")


def _given(people: Sequence[Sequence[str]]) -> Iterator[str]:
    """Give rare given names before a tussenvoegsel and surname that are words of a dialect only (`vrouwke de jonge`)."""
    for words in people:
        if len(words) > 2 and words[0] not in PARTICLES and words[1] in PARTICLES and words[0] in spoken_words():
            yield words[0]


def _addressed(tokens: Sequence[Token], starts: Container[int], case: str) -> Iterator[str]:
    """Give the names that begin at `starts` right behind a form of address; where capitals count, behind an office too."""
    titles = _CALLED if case == "cased" else TITLES
    for place, token in enumerate(tokens):
        if place and token.start in starts and token.low not in PARTICLES:
            before = tokens[place - 2 : place - 1] if tokens[place - 1].text == "." else tokens[place - 1 : place]
            if before and before[0].low in titles:
                yield token.base


def _relatives(tokens: Sequence[Token], starts: Container[int]) -> Iterator[str]:
    """Give the names that begin at `starts` right behind what somebody is to others (`zoon Storm`, `onze Storm`)."""
    for before, token in pairwise(tokens):
        if token.start in starts and before.low in KIN | _OURS:
            yield token.base


def _acts(tokens: Sequence[Token], place: int) -> bool:
    """Tell whether initials open a sentence as somebody who does or says something (`WS vraagt`, `WS: ja`)."""
    after = tokens[place + 1].low if place + 1 < len(tokens) else ""
    return tokens[place].opens and (after == ":" or after in AFTER or is_finite(after))


def _last_word(words: Sequence[str]) -> Iterator[str]:
    """Give the surname that is a word of who is called by first name and surname (`Peter Bos`: `Bos is top`)."""
    listed = len(words) == 2 and words[0] in name_lists().first and words[1] in name_lists().last
    if listed and is_ordinary(words[1]):
        yield words[1]


def _surnames(people: Sequence[Sequence[str]]) -> Iterator[str]:
    """Give surnames with their tussenvoegsel: `van gerwen` is somebody, wherever it stands, though `gerwen` is a word."""
    for words in people:
        lead = next((place for place, word in enumerate(words) if word in PARTICLES), len(words))
        if len(words) - lead in (2, 3) and words[-1] not in PARTICLES and words[-1] not in NOT_NAMES:
            yield " ".join(words[lead:])


def _words(people: Sequence[Sequence[str]]) -> Iterator[str]:
    """Give the names that are ordinary words too, first names and surnames (`samira zomers` → `zomers`)."""
    lists = name_lists()
    for words in people:
        for word in {words[0], words[-1], *(word.split("-")[0] for word in words if "-" in word)}:
            listed = word in lists.first or word in lists.last
            if listed and len(word) > 2 and word not in NOT_NAMES and word not in PARTICLES and is_ordinary(word):
                yield word


def find_again(text: str, tokens: Sequence[Token], learnt: Learnt, chances: Chances) -> list[Span]:
    """Return where learnt names stand."""
    case = case_of(text)
    found = []
    for place, token in enumerate(tokens):
        key = _key(token, case)
        if key in learnt.names:
            found.append(make_span(text, token.start, token.stop, learnt.names[key], "herhaling", 0.6))
        elif _is_called(tokens, place, learnt, case) or (key and _of_known(token.base, learnt.names)):
            found.append(make_span(text, token.start, token.stop, "persoon", "herhaling", 0.6))
        elif (
            (case != "cased" or (token.opens and token.text[0].isupper()))
            and token.base in learnt.words
            and tokens[place - 1 if place else 0].low not in _INDEFINITE
        ):
            score = chances.boosted(place, place + 1, _KNOWN)
            if score >= _SURE:
                found.append(make_span(text, token.start, token.stop, "persoon", "herhaling", score))
        for last in (place + 2, place + 3) if token.low in PARTICLES else ():
            words = tokens[place:last]
            if _is_written(words, case) and " ".join(word.base for word in words) in learnt.surnames:
                found.append(make_span(text, token.start, words[-1].stop, "persoon", "herhaling", 0.6))
    return found


def made_sure(spans: Sequence[Span], learnt: Learnt) -> list[Span]:
    """Return the doubtful names that somebody in the file was addressed by, as sure ones (`wit`, in a file of mevrouw Wit).

    And initials by which the file calls somebody on the list.
    """
    lettered = [
        replace(span, score=0.9)
        for span in spans
        if span.recogniser == "initialen" and span.person and span.text in learnt.initials
    ]
    return lettered + [
        replace(span, score=_SURE, recogniser="herhaling")
        for span in spans
        if span.kind == "persoon"
        and span.score < _SURE
        and not span.person
        and without_genitive(fold(span.text)) in learnt.addressed
    ]


def without_strangers(spans: Sequence[Span], text: str, learnt: Learnt) -> list[Span]:
    """Return the spans, without a participant where somebody else is meant.

    A surname of the file only reads as the genitive of a name (`Storms`); a surname is a given name here (`zoon Storm`).
    """
    return [
        replace(span, person="", recogniser="herhaling")
        if span.person and (_is_surname(span, learnt) or _is_given(span, text, learnt))
        else span
        for span in spans
    ]


def _is_surname(span: Span, learnt: Learnt) -> bool:
    said = fold(span.text).split()[-1]
    return said in learnt.addressed and said not in name_words(span.person)


def _is_given(span: Span, text: str, learnt: Learnt) -> bool:
    said = without_genitive(fold(span.text))
    if said not in learnt.given or fold(text[: span.start]).rstrip(". ").endswith(tuple(WITH_SURNAME)):
        return False
    return all(is_only_surname_of((said,), name) for name in span.person.split("|"))


def _is_called(tokens: Sequence[Token], place: int, learnt: Learnt, case: str) -> bool:
    """Tell whether somebody who was addressed by a surname is named here (`Zwart, kom erin`, but not `Zwart geld`)."""
    if case != "cased" or tokens[place].base not in learnt.addressed or not tokens[place].text[0].isupper():
        return False
    after = tokens[place + 1] if place + 1 < len(tokens) else None
    if not tokens[place].opens or after is None or after.low in SPEECH:
        return True
    # `Moed moet je hebben` in the file of meneer Moed; `Zwart.` by itself may be how somebody takes coffee.
    again = sum(token.text == tokens[place].text for token in tokens) > 1  # `Moed. Zo heet ik echt. Moed.`
    ends = not after.is_word and (after.text[0] in ",?!" or again)
    # `Hoop is wat we hadden` may be the word, `Bos is top` is not: a bos is one of many.
    bare = after.low in ("is", "was") and is_countable(tokens[place].low)
    named = ends or bare or after.low in AFTER or is_finite(after.low)
    return named and tokens[place].low not in NOT_NAMES


_SMALL = ("etje", "tje", "pje", "je", "ke", "ie")


def _of_known(word: str, names: Mapping[str, str]) -> bool:
    """Tell whether a word nobody knows is a small or short form of somebody's name: `sjorsje` of Sjors, `zuza` of Zuzanna."""
    if is_ordinary(word) or word_class(word, word) != "unknown":
        return False
    if any(word.endswith(end) and names.get(word.removesuffix(end)) == "persoon" for end in _SMALL):
        return True
    return len(word) > 3 and any(
        kind == "persoon" and name.startswith(word) and len(name) > len(word) + 1 for name, kind in names.items()
    )


def _is_written(words: Sequence[Token], case: str) -> bool:
    """Tell whether words are written as a surname: where capitals count, the last has one."""
    return case != "cased" or words[-1].text[0].isupper()


def _key(token: Token, case: str) -> str:
    """Return under what a word is remembered, or "" for a word that is not worth remembering."""
    if (
        not token.is_word
        or len(token.base) < 3
        or token.low in NOT_NAMES
        or token.low in PARTICLES
        or token.low[0].isdigit()
    ):
        return ""
    capital = case == "cased" and token.text[0].isupper()
    if is_ordinary(token.low) or word_class(token.low, token.base).endswith("*"):
        return token.base.capitalize() if capital and not token.opens else ""
    return token.base if capital or case != "cased" else ""
