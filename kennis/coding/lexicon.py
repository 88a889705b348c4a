"""Find the codebook's patterns in an analysed text.

Patterns become spaCy Matchers. A codebook has well over a thousand of them and a turn holds a few
words of it at most, so every pattern is filed under its rarest word and only those whose word
stands in the text are tried: that keeps the cost of a text about equal to its length.
"""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from kennis.coding.codebook import Code, Codebook
from kennis.coding.patterns import LITERAL, PART, Element, Pattern, parse_pattern

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.matcher import Matcher
    from spacy.tokens import Doc, Span, Token
    from spacy.vocab import Vocab

_MOST_BETWEEN = 2
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


@dataclass
class _Filed:
    """A parsed pattern with what it is for; its Matchers are made when it is first needed."""

    code: str
    kind: str
    pattern: Pattern
    denies: bool = False  # the pattern holds its own denial (*niet durven*)
    matchers: dict[int, Matcher] = field(default_factory=dict)

    @property
    def is_single(self) -> bool:
        """True when no segment has more than one word: then no Matcher is needed."""
        return all(len(segment) == 1 for segment in self.pattern.segments)

    def matcher(self, number: int, vocab: Vocab) -> Matcher:
        """Return the Matcher of one segment."""
        if number not in self.matchers:
            self.matchers[number] = _make_matcher(vocab, self.pattern.segments[number])
        return self.matchers[number]

    def can_match(self, present: set[str]) -> bool:
        """Tell whether every element has a word in the text: a quick look before the Matcher's slow one."""
        return not any(element.keys.isdisjoint(present) for element in self.pattern.elements)


class Lexicon:
    """The patterns of a codebook, ready to be looked for."""

    def __init__(self, codebook: Codebook, nlp: Language) -> None:
        """File the patterns of a codebook under their words; `nlp` lends its vocabulary."""
        _register_keys()
        self._vocab = nlp.vocab
        self._by_key: dict[str, list[_Filed]] = defaultdict(list)
        for code in codebook.codes:
            for kind, pattern in _patterns_of(code):
                filed = _Filed(code.slug, kind, pattern, denies=_holds_denial(pattern))
                for key in _anchor(pattern).keys:
                    self._by_key[key].append(filed)

    def find(self, doc: Doc) -> list[Hit]:
        """Return every pattern found in a text, in the order of its words."""
        keys = [token_keys(token) for token in doc]
        present = set().union(*keys)
        filed = [entry for key in present for entry in self._by_key.get(key, ())]
        filed = [entry for entry in {id(entry): entry for entry in filed}.values() if entry.can_match(present)]
        if any(not entry.is_single for entry in filed):
            for token, own in zip(doc, keys, strict=True):
                token._.coding_keys = own
        sentences = list(doc.sents)
        hits = [self._hit(doc, entry, places) for entry in filed for places in self._places(sentences, entry, keys)]
        return sorted(set(hits), key=lambda hit: (hit.places, hit.code, hit.pattern))

    def _places(self, sentences: list[Span], entry: _Filed, keys: list[tuple[str, ...]]) -> Iterator[tuple[int, ...]]:
        """Yield the places of a pattern's words, at most once a sentence."""
        for sentence in sentences:
            found = []
            for number, segment in enumerate(entry.pattern.segments):
                places = _one_word(sentence, segment[0], keys) if len(segment) == 1 else ()
                if len(segment) > 1:
                    places = _first_match(sentence, entry.matcher(number, self._vocab))
                if not places:
                    break
                found.append(places)
            else:
                yield tuple(sorted({place for places in found for place in places}))

    def _hit(self, doc: Doc, entry: _Filed, places: tuple[int, ...]) -> Hit:
        marks = [doc[place]._.negation for place in places]
        negated = not entry.denies and any(mark == "negated" for mark in marks)
        return Hit(entry.code, entry.kind, entry.pattern.source, places, negated, "reversed" in marks)


def token_keys(token: Token) -> tuple[str, ...]:
    """Return what a token can be found by: lemma, form, and the parts of a compound."""
    parts = token._.parts if token.lower_ not in _COMMON else ()
    return _keys(token.lower_, token.lemma_.lower(), parts, token.pos_ == "NOUN")


@functools.lru_cache(maxsize=100_000)
def _keys(low: str, lemma: str, parts: tuple[str, ...], is_noun: bool) -> tuple[str, ...]:
    from kennis.language.lemmas import simple_lemma

    keys = {lemma, low, LITERAL + low, *(PART + part for part in parts)}
    if lemma == low and not is_noun:  # a verb the tagger did not see
        keys.add(simple_lemma(low))
    return tuple(sorted(keys))


def _patterns_of(code: Code) -> Iterator[tuple[str, Pattern]]:
    for kind, sources in code.patterns.items():
        for source in sources:
            for pattern in parse_pattern(source):
                yield kind, pattern


def _holds_denial(pattern: Pattern) -> bool:
    from kennis.language.negation import AROUND, FORWARD, LACKING

    cues = AROUND | FORWARD | LACKING
    return any(key.lstrip(LITERAL + PART) in cues for element in pattern.elements for key in element.keys)


def _anchor(pattern: Pattern) -> Element:
    """Return the element to file a pattern under: of those with uncommon words the longest."""

    def rarity(element: Element) -> tuple[bool, int]:
        words = [key.lstrip(LITERAL + PART) for key in element.keys]
        return not any(word in _COMMON for word in words), min(map(len, words))

    return max(pattern.elements, key=rarity)


def _make_matcher(vocab: Vocab, segment: tuple[Element, ...]) -> Matcher:
    from spacy.matcher import Matcher

    matcher = Matcher(vocab)
    orders = [segment, (segment[-1], *segment[:-1])] if _turns_around(segment) else [segment]
    matcher.add("pattern", [_specify(order) for order in orders])
    return matcher


def _turns_around(segment: tuple[Element, ...]) -> bool:
    """Tell whether the verb at the end can also come first: *mond houden*, *hij houdt zijn mond*."""
    verb_last = any(key.endswith("n") and len(key) > 4 for key in segment[-1].keys)
    return len(segment) > 1 and verb_last and not segment[-1].adjacent


def _specify(segment: tuple[Element, ...]) -> list[dict[str, Any]]:
    specification: list[dict[str, Any]] = []
    for element in segment:
        if specification and not element.adjacent:
            specification.append({"IS_PUNCT": False, "IS_SPACE": False, "OP": f"{{0,{_MOST_BETWEEN}}}"})
        specification.append({"_": {"coding_keys": {"INTERSECTS": sorted(element.keys)}}})
    return specification


def _one_word(sentence: Span, element: Element, keys: list[tuple[str, ...]]) -> tuple[int, ...]:
    for place in range(sentence.start, sentence.end):
        if not element.keys.isdisjoint(keys[place]):
            return (place,)
    return ()


def _first_match(sentence: Span, matcher: Matcher) -> tuple[int, ...]:
    matches = matcher(sentence)
    if not matches:
        return ()
    _, start, stop = min(matches, key=lambda match: (match[2] - match[1], match[1]))
    first = sentence.start
    return tuple(range(first + start, first + stop))


def _register_keys() -> None:
    from spacy.tokens import Token

    if not Token.has_extension("coding_keys"):
        Token.set_extension("coding_keys", default=())
