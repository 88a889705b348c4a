"""Recogniser: a small sequence model (conditional random field) of our own; see docs/modelkaart-privacy.md."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from kennis.privacy.by_organisations import is_head
from kennis.privacy.context import AFTER, TITLES, is_finite
from kennis.privacy.crf import marginals, weights
from kennis.privacy.features import stretches, word_class
from kennis.privacy.lists import NATIONAL, NEVER, NOT_NAMES, PARTICLES, name_lists
from kennis.privacy.name_edges import is_town_behind
from kennis.privacy.scores import Stretch, scores_of
from kennis.privacy.spans import Span, make_span
from kennis.privacy.text import Token
from kennis.privacy.words import word_set

KINDS = {"PER": "persoon", "LOC": "plaats", "ORG": "organisatie", "MISC": ""}
# By how much a name is favoured (measured on the sample's meetings of which nothing was learnt).
_CAUTION = {"cased": 2.5, "lower": 2.0, "upper": 2.0}
_DERIVED = ("se", "sche", "isch", "ist", "isten", "isme", "ers", "aars")  # `Deventerse`, `Marxist`: no names

_ALL = tuple(kind or "anders" for kind in KINDS.values())  # in the order of the labels, two of each: B- and I-
_NONE: dict[str, float] = {}  # what an ordinary word has; never written to
_LOOSE = PARTICLES | NEVER  # no name ends in these
_STREETS = ("straat", "laan", "plein", "gracht", "singel", "kade", "weg")
_SIDES = frozenset(["moeders", "vaders"])  # `oma riet van moeders kant`
_HEADS = word_set("by_names_relations") | {"op"}  # what stands before a name and is none
_BODIES = word_set("by_organisations_ends") - {"huis", "centrum", "werkplaats"}
_LOCAL = word_set("by_model_local")  # of a town, as a rule
_A_LITTLE = 0.1
_SURNAME = 0.7
_BATCH = 100  # stretches that are worked out side by side
_LEAST = 0.004  # below this probability a word is not worth remembering


class Chances:
    """For every token how likely it belongs to a person, place, organisation or other name, and begins one."""

    def __init__(self, size: int, *, known: bool = True) -> None:
        self.kinds = [_NONE] * size
        self.names = [0.0] * size  # how likely a token is part of any name
        self.begins = [0.0] * size
        self.known = known  # False: there is no model
        self.places: list[int] = []  # where a name may stand

    def add(self, place: int, kinds: Sequence[float], begins: float) -> None:
        """Set how likely a token is of every kind (see `_ALL`) and begins a name; in the order of the text."""
        self.kinds[place] = dict(zip(_ALL, kinds, strict=True))
        self.names[place] = sum(kinds)
        self.begins[place] = begins
        self.places.append(place)

    def name(self, place: int) -> float:
        """Return how likely a token is part of any name."""
        return self.names[place]

    def kind(self, places: Sequence[int]) -> str:
        """Return of which kind tokens are together likeliest: `persoon`, `plaats`, `organisatie` or `anders`."""
        told = [self.kinds[place] for place in places if self.kinds[place]] or [dict.fromkeys(_ALL, 0.0)]
        total = told[0] if len(told) == 1 else {kind: sum(one[kind] for one in told) for kind in _ALL}
        return max(_ALL, key=total.__getitem__)

    def boosted(self, first: int, last: int, factor: float) -> float:
        """Return how likely the surest of `first:last` is a name, with its odds multiplied by `factor`."""
        chance = min(max(self.names[first:last]), 0.999)
        return factor * chance / (1 - chance + factor * chance)

    def of(self, place: int, kind: str) -> float:
        """Return how likely a token is part of a `persoon`, `plaats` or `organisatie`."""
        return self.kinds[place].get(kind, 0.0)


Text = tuple[Sequence[Token], Sequence[int], str]  # its words and marks, the hints of each, and how it is written


def chances_of(texts: Sequence[Text], named: Mapping[str, str] | None = None) -> list[Chances]:
    """Return what the model makes of the tokens of every text (nothing, if there is no model).

    Args:
        texts: the more at once, the quicker.
        named: words that are somebody's name here though the lists know them as ordinary words only, and their class.
    """
    model = weights()
    chances = [Chances(len(tokens), known=model is not None) for tokens, _, _ in texts]
    if model is None:
        return chances
    parts = [
        (of, Stretch(text[0], text[2], *part))
        for of, text in zip(chances, texts, strict=True)
        for part in stretches(*text)
    ]
    for first in range(0, len(parts), _BATCH):
        batch = parts[first : first + _BATCH]
        asked = [stretch for _, stretch in batch]
        sizes = [stretch.stop - stretch.start for stretch in asked]
        shares = marginals(scores_of(asked, named), sizes, model.steps)
        likely = (shares[:, 0] <= 1 - _LEAST).nonzero()[0]
        part = done = 0
        begin, inside = shares[likely, 1::2], shares[likely, 2::2]  # in the order of the kinds
        told = zip(likely.tolist(), (begin + inside).tolist(), begin.sum(axis=1).tolist(), strict=True)
        for word, kinds, begins in told:
            while word >= done + sizes[part]:
                done += sizes[part]
                part += 1
            of, stretch = batch[part]
            of.add(stretch.start + word - done, kinds, begins)
    return chances


def find_by_model(text: str, tokens: Sequence[Token], chances: Chances, *, case: str) -> list[Span]:
    """Return the names the model sees; the score is the model's probability, lowered for organisations."""
    spans: list[Span] = []
    done = 0
    for place in chances.places:
        if place < done:
            continue
        last = _end(tokens, chances, place)
        for first, stop in _pieces(tokens, chances, place, last, case) if last > place else ():
            spans += _span(text, tokens, chances, first, stop, case)
        done = max(last, place + 1)
    return spans


def _pieces(tokens: Sequence[Token], chances: Chances, first: int, last: int, case: str) -> list[tuple[int, int]]:
    """Return a stretch of names without what parts them: a form of address, a national body, a word like `stichting`."""
    if chances.of(first, "organisatie") > chances.of(first, "persoon"):
        while case != "cased" and last > first + 1 and is_finite(tokens[last - 1].low):
            last -= 1  # `woonzorgpark catharinenberg zorgt voor`
        return [(first, last)]
    parts = [
        place
        for place in range(first, last)
        if _parts(tokens[place])
        or _is_stop(tokens, place)
        or (case != "cased" and place > first and _is_office(tokens, place))
    ]
    edges = [first - 1, *parts, last]
    pieces = [_bare(tokens, chances, left + 1, right, case) for left, right in pairwise(edges)]
    return [(start, stop) for start, stop in pieces if start < stop]


def _is_stop(tokens: Sequence[Token], place: int) -> bool:
    """Tell whether a sentence ends here (`een mooie trui. groen.`), and no initial or short form does."""
    before = tokens[place - 1] if place else tokens[place]
    return tokens[place].text in ("?", "!") or (
        tokens[place].text == "." and len(before.low) > 2 and before.low not in TITLES
    )


def _is_office(tokens: Sequence[Token], place: int) -> bool:
    """Tell whether a word behind a tussenvoegsel is too short for a surname (`sjaak van ict`)."""
    low = tokens[place].low
    return (
        1 < len(low) < 4
        and low not in PARTICLES
        and tokens[place - 1].low in PARTICLES
        and low not in name_lists().last
    )


def _parts(token: Token) -> bool:
    street = token.low.endswith(_STREETS) and token.base not in name_lists().last
    return street or token.low in TITLES or token.low in NATIONAL or token.low in _SIDES or is_head(token)


def _bare(tokens: Sequence[Token], chances: Chances, first: int, last: int, case: str) -> tuple[int, int]:
    """Return a stretch without loose words at its end, and where capitals count, without ordinary words at either end."""
    capitals = [place for place in range(first, last) if _has_capital(tokens[place])] if case == "cased" else []
    if capitals:
        last = capitals[-1] + 1
        while first < capitals[0] and tokens[first].low not in PARTICLES:
            first += 1
    while last > first and (tokens[last - 1].low in _LOOSE or not tokens[last - 1].is_word):
        last -= 1
    if case != "cased":
        while last > first + 1 and _is_word(tokens[last - 1]) and _is_loose(tokens, chances, last - 1):
            last -= 1  # `kom naar ede drink koffie`, `meryem van communicatie`
        while last > first and (tokens[last - 1].low in _LOOSE or not tokens[last - 1].is_word):
            last -= 1
        while last > first + 1 and tokens[last - 1].low == "wil":
            last -= 1  # `oma helmond wil ook niet`
        while first < last - 1 and (tokens[first].text.isdigit() or tokens[first].low in _HEADS):
            first += 1  # `bewindvoerder van dalen`
    return first, last


def _is_loose(tokens: Sequence[Token], chances: Chances, place: int) -> bool:
    """Tell whether a word only happens to stand behind a name: no tussenvoegsel leads it, or it is hardly a surname."""
    return tokens[place - 1].low not in PARTICLES or chances.of(place, "persoon") < _SURNAME


def _is_word(token: Token) -> bool:
    return word_class(token.low, token.base) == "word"


def _has_capital(token: Token) -> bool:
    # A name of the list without its capital is a slip of the pen.
    return any(char.isupper() for char in token.text) or (
        len(token.low) > 3 and name_lists().first.get(token.base) is False
    )


def _end(tokens: Sequence[Token], chances: Chances, place: int) -> int:
    last = place
    while last < len(tokens) and chances.names[last] >= 0.25 and (last == place or chances.begins[last] < 0.5):
        last += 1
    while last > place and (tokens[last - 1].low in _LOOSE or not tokens[last - 1].is_word):
        last -= 1
    return last


def _span(text: str, tokens: Sequence[Token], chances: Chances, first: int, last: int, case: str) -> list[Span]:
    named = [
        place
        for place in range(first, last)
        if tokens[place].is_word and tokens[place].low not in NOT_NAMES and not tokens[place].low.isdigit()
    ]
    if not named:
        return []
    while tokens[first].low in NOT_NAMES and tokens[first].low not in PARTICLES:
        first += 1  # `gemeente Ede` is `Ede`: one town, one letter
    # Leaving a name costs more than losing a word: the odds are weighed in favour of a name.
    surest = max(named, key=chances.name)
    score = chances.boosted(surest, surest + 1, _CAUTION.get(case, 1.0))
    kind = chances.kind(named)
    if kind == "persoon" and (_comes_from(tokens, first, last) or is_town_behind(tokens, first, last, case)):
        first, kind = first + 1, "plaats"  # `hij kwam van wolvega`
    if last - first > 1 and tokens[first].base in name_lists().places and tokens[last - 1].low in _BODIES:
        kind = "organisatie"  # Friesland Bank
    if kind == "persoon" and first > 1 and tokens[first - 1].low == "van" and tokens[first - 2].low in _LOCAL:
        kind = "plaats"  # OCMW van Lokerveld
    if kind == "plaats":
        first = _without_article(tokens, first, last)
    if kind == "anders":
        people = sum(chances.of(place, "persoon") for place in named)
        return (
            [
                make_span(
                    text, tokens[first].start, tokens[last - 1].stop, "persoon", "model", min(people / len(named), 1.0)
                )
            ]
            if people > 0.1
            else []
        )
    return [make_span(text, tokens[first].start, tokens[last - 1].stop, kind, "model", min(score, 1.0))]


def _comes_from(tokens: Sequence[Token], first: int, last: int) -> bool:
    """Tell whether somebody comes from a town of the list here."""
    coming = first and tokens[first - 1].low in ("kwam", "kom", "komt", "komen", "kwamen")
    return (
        bool(coming)
        and tokens[first].low == "van"
        and name_lists().places.get(" ".join(token.base for token in tokens[first + 1 : last])) is False
    )


def _without_article(tokens: Sequence[Token], first: int, last: int) -> int:
    """Return where a place begins behind its article (`de bijlmer`, but `De Meern`)."""
    whole = " ".join(token.base for token in tokens[first:last]) in name_lists().places
    bare = (
        not whole
        and first + 1 < last
        and tokens[first].low in ("de", "het", "'t", "van")
        and tokens[first].text.islower()
    )
    return first + 1 if bare else first


def find_unknown_capitals(text: str, tokens: Sequence[Token], chances: Chances, *, case: str) -> list[Span]:
    """Return words nobody knows with a capital in the middle of a sentence: names; the model guesses of which kind."""
    if case != "cased":
        return []
    return [
        make_span(text, token.start, token.stop, _likeliest(chances, place), "hoofdletter", 0.55)
        for place, token in ((place, tokens[place]) for place in chances.places)
        if token.is_word
        and (not token.opens or _acts(tokens, chances, place))
        and token.text[0].isupper()
        and not token.text.isupper()
        and word_class(token.low, token.base) in ("unknown", "near")
        and not token.low.endswith(_DERIVED)
        and any(chances.of(place, kind) >= _LEAST for kind in ("persoon", "plaats", "organisatie"))
    ]


def _acts(tokens: Sequence[Token], chances: Chances, place: int) -> bool:
    """Tell whether a word that opens a sentence may be somebody, who is or does something (`Yamen is ziek`)."""
    after = tokens[place + 1].low if place + 1 < len(tokens) else ""
    return chances.of(place, "persoon") >= _A_LITTLE and (after in AFTER or is_finite(after))


def _likeliest(chances: Chances, place: int) -> str:
    return max(("persoon", "plaats", "organisatie"), key=lambda kind: chances.of(place, kind))
