"""Find the codebook's patterns in an analysed text.

A codebook has thousands of patterns and a turn holds a few words of it at most. So every place of a
pattern (an `Element`) gets a number, every word of a text is turned into the numbers it can stand for
(once for each different word), and every pattern is filed under its rarest place: only patterns of
which all places have a word in the text are looked at any closer. The cost of a text is about its length.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kennis.coding.codebook import Code, Codebook
from kennis.coding.patterns import LITERAL, PART, Element, Pattern, parse_pattern

if TYPE_CHECKING:
    from spacy.tokens import Doc

_MOST_BETWEEN = 2
_MOST_WORDS = 200_000  # different words remembered before the memory is emptied
# Words too common to file a pattern under when it has another one.
_COMMON_TEXT = """
de het een ik je jij we wij ze zij hij in op van voor met aan bij naar om uit te tot zijn hebben worden kunnen
moeten willen zullen mogen doen gaan komen maken laten zeggen weten niet geen niemand dat die er ook wel al
zelf eigen mens iets alles samen goed mijn hun onze onder over zonder elkaar ander nooit altijd
"""
_COMMON = frozenset(_COMMON_TEXT.split())


@dataclass(frozen=True)
class Hit:
    """A pattern found: where (token places), for which code, from which list, and which words."""

    code: str
    kind: str  # aanwezig · afwezig · zwak · niet
    pattern: str
    places: tuple[int, ...]
    negated: bool = False
    reversed: bool = False


_Step = tuple[int, bool]  # the number of an element, and whether it follows the one before at once
_Word = tuple[str, str, tuple[str, ...], bool]  # form, lemma, parts, whether it is a noun


@dataclass(frozen=True)
class _Filed:
    """A parsed pattern in numbers, with what it is for; a segment holds the orders its words may stand in."""

    code: str
    kind: str
    source: str
    denies: bool  # the pattern holds its own denial (*niet durven*)
    segments: tuple[tuple[tuple[_Step, ...], ...], ...]
    needed: frozenset[int]


@dataclass(frozen=True)
class _Text:
    """What patterns are looked for in: per place the elements its word can stand for, and its sentence."""

    words: list[frozenset[int]]
    sentence: list[int]
    is_break: list[bool]  # punctuation and white space: no pattern runs across them


class Lexicon:
    """The patterns of a codebook, ready to be looked for."""

    def __init__(self, codebook: Codebook) -> None:
        """File the patterns of a codebook under their words."""
        self._numbers: dict[frozenset[str], int] = {}
        by_element: dict[int, list[_Filed]] = defaultdict(list)
        for code in codebook.codes:
            for kind, pattern in _patterns_of(code):
                by_element[self._number(_anchor(pattern))].append(self._file(code.slug, kind, pattern))
        self._by_element, self._anchors = dict(by_element), frozenset(by_element)
        self._by_key: dict[str, list[int]] = defaultdict(list)
        for keys, number in self._numbers.items():
            for key in keys:
                self._by_key[key].append(number)
        self._known: dict[_Word, frozenset[int]] = {}

    def find(self, doc: Doc) -> list[Hit]:
        """Return every pattern found in a text, in the order of its words."""
        text = self._read(doc)
        here = frozenset().union(*text.words)
        filed = [entry for number in here & self._anchors for entry in self._by_element[number] if entry.needed <= here]
        if not filed:
            return []
        from kennis.language.tokens import marks

        negation = marks(doc, "negation")
        hits = {_hit(entry, places, text, negation) for entry in filed for places in _places(text, entry)}
        return sorted(hits, key=lambda hit: (hit.places, hit.code, hit.pattern, hit.kind))

    def _number(self, element: Element) -> int:
        return self._numbers.setdefault(element.keys, len(self._numbers))

    def _file(self, code: str, kind: str, pattern: Pattern) -> _Filed:
        segments = tuple(
            tuple(tuple((self._number(element), element.adjacent) for element in order) for order in _orders(segment))
            for segment in pattern.segments
        )
        needed = frozenset(map(self._number, pattern.elements))
        return _Filed(code, kind, pattern.source, _holds_denial(pattern), segments, needed)

    def _read(self, doc: Doc) -> _Text:
        """Turn a text into numbers."""
        from spacy.attrs import IS_PUNCT, IS_SPACE, LEMMA, LOWER, POS, SENT_START
        from spacy.symbols import NOUN

        from kennis.language.tokens import columns, marks

        numbers = doc.to_array([POS, IS_PUNCT, IS_SPACE, SENT_START])
        words = zip(*columns(doc, LOWER, LEMMA), marks(doc, "parts"), (numbers[:, 0] == NOUN).tolist(), strict=True)
        return _Text(
            [self._known[word] if word in self._known else self._elements_of(word) for word in words],
            list(itertools.accumulate((numbers[:, 3] == 1).tolist())),
            [bool(is_punct or is_space) for _, is_punct, is_space, _ in numbers.tolist()],
        )

    def _elements_of(self, word: _Word) -> frozenset[int]:
        """Return the numbers of the elements a word can stand for."""
        if len(self._known) >= _MOST_WORDS:
            self._known.clear()
        low, lemma, parts, is_noun = word
        keys = _keys(low, lemma.lower(), () if low in _COMMON else parts, is_noun)
        self._known[word] = frozenset(number for key in keys for number in self._by_key.get(key, ()))
        return self._known[word]


def _hit(entry: _Filed, places: tuple[int, ...], text: _Text, negation: list[str]) -> Hit:
    marks = [negation[place] for place in places]
    begins = marks[0] == "negated" and negation[max(0, places[0] - 1)] == "cue"  # *niet bang om fouten te maken*
    # *vertrouwen … kwijt*; in *mij niet laten vallen* the word that denies is none of the pattern's own
    cues = [place for place, mark in zip(places, marks, strict=True) if mark == "cue"]
    denies = entry.denies or (entry.kind == "afwezig" and any(text.words[place] & entry.needed for place in cues))
    negated = not denies and (begins or 2 * marks.count("negated") >= len(marks))
    return Hit(entry.code, entry.kind, entry.source, places, negated, "reversed" in marks)


def _places(text: _Text, entry: _Filed) -> Iterator[tuple[int, ...]]:
    """Yield the places of a pattern's words, at most once a sentence."""
    by_segment = [_runs(text, orders) for orders in entry.segments]
    for sentence in sorted(set.intersection(*map(set, by_segment))):
        yield tuple(sorted({place for runs in by_segment for place in range(*runs[sentence])}))


def _runs(text: _Text, orders: tuple[tuple[_Step, ...], ...]) -> dict[int, tuple[int, int]]:
    """Return for every sentence the shortest run of words that fits one of the orders, the first of equals."""
    best: dict[int, tuple[int, int]] = {}
    for (first, _), *rest in orders:
        for start in [place for place, word in enumerate(text.words) if first in word]:
            if stop := _end_of(text, start, rest):
                run, sentence = (start, stop), text.sentence[start]
                best[sentence] = min(best.get(sentence, run), run, key=lambda own: (own[1] - own[0], own[0]))
    return best


def _end_of(text: _Text, start: int, steps: list[_Step]) -> int:
    """Return where the shortest run ends that begins at a place and takes these steps; 0 if there is none."""
    ends = {start}
    for number, adjacent in steps:
        ends = {place for end in ends for place in _reach(text, end, adjacent) if number in text.words[place]}
        if not ends:
            return 0
    return min(ends) + 1


def _reach(text: _Text, place: int, adjacent: bool) -> Iterator[int]:
    """Yield where the next word of a pattern may stand."""
    for other in range(place + 1, min(len(text.words), place + (2 if adjacent else 2 + _MOST_BETWEEN))):
        if text.sentence[other] != text.sentence[place]:
            return
        yield other
        if text.is_break[other]:
            return


def _keys(low: str, lemma: str, parts: tuple[str, ...], is_noun: bool) -> set[str]:
    """Return what a word can be found by: lemma, form, and the parts of a compound."""
    from kennis.language.lemmas import simple_lemma

    keys = {lemma, low, LITERAL + low, *(PART + part for part in parts)}
    if low.endswith("jes"):  # *hokjes* has the lemma *hok*; a pattern may say *hokje*
        keys.add(low[:-1])
    if lemma == low and not is_noun:  # a verb the tagger did not see
        keys.add(simple_lemma(low))
    if lemma == low and low.endswith(("en", "s")):  # the plural of a compound no list knows: *klankbordgroepen*
        keys.update(low[:place] + simple_lemma(low[place:]) for place in range(3, len(low) - 3))
    return keys


def _patterns_of(code: Code) -> Iterator[tuple[str, Pattern]]:
    for kind, sources in code.patterns.items():
        for source in sources:
            for pattern in parse_pattern(source):
                yield kind, pattern


def _holds_denial(pattern: Pattern) -> bool:
    from kennis.language.negation import AROUND, FORWARD, LACKING

    cues = AROUND | FORWARD | LACKING | {"minder"}
    # Of a choice at least half: *bang om (zeggen|falen|verliezen)* denies nothing.
    return any(
        2 * sum(key.lstrip(LITERAL + PART) in cues for key in element.keys) >= len(element.keys)
        for element in pattern.elements
    )


def _anchor(pattern: Pattern) -> Element:
    """Return the element to file a pattern under: of those with uncommon words the longest."""

    def rarity(element: Element) -> tuple[bool, int]:
        words = [key.lstrip(LITERAL + PART) for key in element.keys]
        return not any(word in _COMMON for word in words), min(map(len, words))

    return max(pattern.elements, key=rarity)


def _orders(segment: tuple[Element, ...]) -> list[tuple[Element, ...]]:
    """Return the orders the words of a segment may stand in: a verb at the end can also come first."""
    verb_last = any(key.endswith("n") and len(key) > 4 for key in segment[-1].keys)
    turns = len(segment) > 1 and verb_last and not segment[-1].adjacent
    return [segment, (segment[-1], *segment[:-1])] if turns else [segment]
