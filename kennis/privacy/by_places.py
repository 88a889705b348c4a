"""Recogniser: places and streets."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache

from kennis.privacy.by_streets import Found, find_numbered, find_streets, house_number_end
from kennis.privacy.context import TITLES
from kennis.privacy.hints import (
    ADJECTIVE,
    COUNTRY,
    DIGIT,
    GEMEENTE,
    NUMBER,
    PLACE,
    QUARTER,
    STREET,
    TOWNLIKE,
    Hints,
    asks,
    hinted,
    listed,
)
from kennis.privacy.lists import (
    COUNTRIES,
    NATIONAL,
    NEVER,
    NOT_NAMES,
    PARTICLES,
    PLACE_ENDS,
    is_common,
    is_ordinary,
    is_verb,
    name_lists,
)
from kennis.privacy.spans import Span, make_span
from kennis.privacy.text import Token
from kennis.privacy.words import line_list, word_set

_BEFORE_PLACE = word_set("by_places_before_place")
_BEFORE_TOWN = frozenset(["in", "uit", "naar", "bij", "richting", "rond", "vanuit", "vanaf"])
_HOME = frozenset(("nederland", "belgie", "europa", "holland"))
_STRONG_LEFT = frozenset(["gemeente", "regio", "richting", "vanuit", "vanaf"])
_LIVES = word_set("by_places_lives")
_COMPASS = frozenset(["noord", "oost", "west", "zuid", "zuidoost", "nieuw-west"])
_AT_COMPASS = frozenset(["in", "op", "uit", "naar", "van", "vanuit"])
_ADJECTIVE_ENDS = (
    "se", "sche", "er", "ers", "aar", "aars", "e", "enaar", "enaars", "enaren", "naar", "naars", "naren", "ster", "sters",
)  # fmt: skip
_INTO = frozenset(["in", "uit", "naar", "vanuit"])
_KNOWN_LED = frozenset(
    ["gooi", "koog", "bilt", "lier", "harde", "goy", "haan", "panne", "krim", "rips", "loo", "hogeland"]
)
_NO_ADJECTIVES = word_set("by_places_no_adjectives")
_TOWN_WORDS = dict(line.rsplit(maxsplit=1)[::-1] for line in line_list("by_places_town_words"))
_QUARTER_ENDS = ("wijk", "buurt", "kwartier")
_GENERAL_QUARTERS = word_set("by_places_general_quarters")
_GENERAL_ENDS = ("nieuwbouwwijk", "stadswijk", "volkswijk", "woonwijk", "volksbuurt")
_OFFICES = word_set("by_indirect_offices") | {"kamer"}
_NOT_PLACES = frozenset(["noord", "oost", "west", "zuid", "centrum", "binnenstad"])


@asks(PLACE)
def _may_be_place(low: str, base: str) -> bool:
    return low == "'s" or low in name_lists().place_starts or _listed_form(base) != ""


listed(GEMEENTE, ["gemeente"])


@asks(TOWNLIKE)
def _is_townlike(low: str, base: str) -> bool:
    return len(low) > 6 and low.endswith(PLACE_ENDS) and not is_ordinary(low)


@asks(ADJECTIVE)
def _is_of_town(low: str, base: str) -> bool:
    return town_of(low) != ""


@asks(QUARTER)
def _is_quarter(low: str, base: str) -> bool:
    return low in _COMPASS or (low.endswith(_QUARTER_ENDS) and len(low) > 8)


@asks(COUNTRY)
def _is_country(low: str, base: str) -> bool:
    return base in COUNTRIES


def find_places(text: str, tokens: Sequence[Token], hints: Hints, *, case: str) -> list[Span]:
    """Return places and streets."""
    finders = (
        (PLACE, _places),
        (GEMEENTE, _municipalities),
        (TOWNLIKE, _unlisted),
        (STREET, find_streets),
        (DIGIT | NUMBER, find_numbered),
        (ADJECTIVE, _adjectives),
        (QUARTER, _quarters),
    )
    found = [one for bit, find in finders if hints.together & bit for one in find(tokens, hinted(hints, bit), case)]
    return [
        make_span(text, tokens[first].start, tokens[last - 1].stop, kind, recogniser, score)
        for first, last, kind, recogniser, score in found
    ]


def find_countries(text: str, tokens: Sequence[Token], hints: Hints, *, wanted: bool) -> list[Span]:
    """Return countries: replaced if `wanted`, else doubtful (a country says little, but in a small group much)."""
    named = COUNTRIES if wanted else COUNTRIES - _HOME
    score = 0.95 if wanted else 0.4
    return [
        make_span(text, tokens[place].start, tokens[place].stop, "plaats", "landen", score)
        for place in hinted(hints, COUNTRY)
        if tokens[place].base in named
    ]


def _places(tokens: Sequence[Token], at: Sequence[int], case: str) -> Found:
    done = 0
    for place in at:
        if place < done:
            continue
        length = _place_length(tokens, place)
        small = tokens[place].low in ("de", "het") and not (case == "cased" and tokens[place].text[0].isupper())
        if length > 1 and small and _listed_form(_joined(tokens, place + 1, place + length)):
            continue  # of `de biesbosch` the article stays
        score = _place_score(tokens, place, place + length, case) if length else 0.0
        if score >= 0.3:
            yield place, place + length, "plaats", "plaatsenlijst", score
            done = place + length


def _joined(tokens: Sequence[Token], first: int, last: int) -> str:
    return " ".join(token.base for token in tokens[first:last])


def _place_length(tokens: Sequence[Token], place: int) -> int:
    """Return how many tokens of a listed place begin here (the longest), or 0."""
    lists = name_lists()
    if place + 1 < len(tokens) and tokens[place + 1].base in _followers().get(tokens[place].base, ()):
        for length in (4, 3, 2):
            if _joined(tokens, place, place + length) in lists.places and place + length <= len(tokens):
                return length
    if tokens[place].low == "'s" and place + 2 < len(tokens) and tokens[place + 1].text == "-":
        return 3 if "'s-" + tokens[place + 2].base in lists.places else 0
    word = tokens[place].base
    return int(_listed_form(word) != "")


@lru_cache(maxsize=1)
def _followers() -> dict[str, set[str]]:
    """Return the second words of listed places by their first words."""
    found: dict[str, set[str]] = defaultdict(set)
    for name in name_lists().places:
        if " " in name:
            first, second, *_ = name.split(" ")
            found[first].add(second)
    return dict(found)


@lru_cache(maxsize=20_000)
def _listed_form(word: str) -> str:
    places = name_lists().places
    bare = word[:-1] if word.endswith("s") and len(word) > 5 and not is_ordinary(word) else ""
    for form in (word, bare, word.rpartition("-")[0]):
        if form in places:
            return form
    return ""


def _place_score(tokens: Sequence[Token], first: int, last: int, case: str) -> float:
    token = tokens[first]
    if (token.low in NEVER and last - first == 1) or token.low in NATIONAL or token.low in _NOT_PLACES:
        return 0.0
    capital = any(word.text[0].isupper() for word in tokens[first:last])
    if case == "cased" and not capital:
        return 0.0
    if last - first > 1:
        word = tokens[last - 1].low
        # In lower case `de wijk` and `het veld` are no villages.
        led = case != "cased" and token.low in ("de", "het", "'t") and is_common(word)
        return 0.95 if not led or (first and tokens[first - 1].low in _INTO and word in _KNOWN_LED) else 0.4
    before = tokens[first - 1].low if first else ""
    sure = not name_lists().places[_listed_form(token.base)]
    if sure:
        return 0.95 if before in _BEFORE_PLACE else 0.8
    if case == "cased":
        return 0.9 if before in _BEFORE_PLACE else (0.55 if not token.opens else 0.2)
    return _loose_score(tokens, first, before)


def _loose_score(tokens: Sequence[Token], first: int, before: str) -> float:
    """Score an ordinary word that is a place too (`best`, `houten`) in text without capitals."""
    if (before in _STRONG_LEFT and not (before == "gemeente" and is_verb(tokens[first].low))) or (
        before in ("en", "of", ",") and _is_town(tokens, first - 2)
    ):
        return 0.7
    if before == "het" and first > 1 and tokens[first - 2].low in _INTO and tokens[first].base in _KNOWN_LED:
        return 0.7  # in het gooi
    if before in ("in", "uit", "naar") and any(
        _is_town(tokens, place) for place in range(max(0, first - 6), first - 1)
    ):
        return 0.6  # `drie uit hellendoorn, twee uit wierden`
    near = {token.low for token in tokens[max(0, first - 5) : first + 2]}
    return 0.6 if before in ("in", "uit", "naar", "te") and near & _LIVES else 0.2


def _is_town(tokens: Sequence[Token], place: int) -> bool:
    """Tell whether a town of the list stands here that is nothing else, behind a word that says where."""
    lists, name = name_lists(), tokens[place].base
    before = tokens[place - 1].low if place > 0 else ""
    return place > 0 and lists.places.get(name) is False and (before in _BEFORE_PLACE or name not in lists.last)


def _municipalities(tokens: Sequence[Token], at: Sequence[int], case: str) -> Found:
    """Give the word after `gemeente` (small or invented places are on no list)."""
    for place in (before + 1 for before in at if before + 1 < len(tokens)):
        token = tokens[place]
        if not token.is_word or token.low in NOT_NAMES or token.low in PARTICLES:
            continue
        if token.text[0].isupper() if case == "cased" else not is_ordinary(token.low) and len(token.low) > 3:
            yield place, place + 1, "plaats", "aankondiging", 0.9


def _unlisted(tokens: Sequence[Token], at: Sequence[int], case: str) -> Found:
    """Give words nobody knows that end like a town and stand where a town stands (`in zandermeer`)."""
    if case == "cased":
        return  # there the capital tells more
    for place in at:
        if place and tokens[place - 1].low in _BEFORE_TOWN:
            yield place, place + 1, "plaats", "aankondiging", 0.6


def _adjectives(tokens: Sequence[Token], at: Sequence[int], case: str) -> Found:
    """Give what is named after a town (`Rotterdamse`, `een Amsterdammer`): it says as much as the town."""
    for place in at:
        text = tokens[place].text
        if case == "cased" and tokens[place].low.endswith("e") and _names_house(tokens, place + 1):
            yield place, place + 2, "organisatie", "plaatsenlijst", 0.6  # de Gorcumse Huiskamer
        elif case != "cased" or (text[0].isupper() and not text.isupper()):
            yield place, place + 1, "plaats", "plaatsenlijst", 0.6


def _names_house(tokens: Sequence[Token], place: int) -> bool:
    """Tell whether a plain word with a capital stands here that is part of a name (`Huiskamer`), and no office or body."""
    token = tokens[place] if place < len(tokens) else None
    if token is None or token.opens or not token.text[0].isupper() or token.text.isupper():
        return False
    return is_common(token.low) and token.low not in NOT_NAMES and token.low not in TITLES and token.low not in _OFFICES


@lru_cache(maxsize=20_000)
def town_of(low: str) -> str:
    """Return the town that an adjective or inhabitant is called after (`haagse` → `den haag`), or ""."""
    lists = name_lists()
    if low in _TOWN_WORDS:
        return _TOWN_WORDS[low]
    if (
        len(low) < 5
        or not low.endswith(_ADJECTIVE_ENDS)
        or low in NATIONAL
        or low in lists.first
        or low in lists.last
        or low in lists.places
        or low in _NO_ADJECTIVES
        or (is_common(low) and not low.endswith("se"))
    ):
        return ""
    for end in _ADJECTIVE_ENDS:
        if low.endswith(end) and len(stem := low.removesuffix(end)) > 2:
            forms = [stem, stem + "e", stem + "en", stem + "a", stem + stem[-1] + "e"]
            forms += [stem[:-1]] if end[0] in "ea" and stem[-1] == stem[-2] else []  # Amsterdamm-er
            forms += [stem[:-2] + stem[-1] + more for more in ("e", "en")] if stem[-2] == stem[-3] else []  # Almeer-se
            forms += [stem[:-1] + stem[-2:]] if end[0] == "e" else []  # Hoogeven-er
            found = next((form for form in forms if len(form) > 3 and lists.places.get(form) is False), "")
            if found and len(found) < 5 and is_common(low):
                found = ""
            if found and found not in COUNTRIES:
                return found
    return ""


def _quarters(tokens: Sequence[Token], at: Sequence[int], case: str) -> Found:
    """Give parts of a town: `in Zuid`, `op zuid`, and what ends in -wijk, -buurt or -kwartier and is no general word."""
    for place in at:
        token, before = tokens[place], tokens[place - 1].low if place else "."
        capital = token.text[0].isupper()
        if case == "cased" and not capital:
            continue
        if (
            token.low in _COMPASS
            and before in _AT_COMPASS
            and not _goes_on(tokens, place + 1, case)
            or (
                token.low.endswith(_QUARTER_ENDS)
                and len(token.low) > 8
                and token.low not in _GENERAL_QUARTERS
                and (before in ("de", "het", "in") or capital)
                and not token.low.endswith(_GENERAL_ENDS)
            )
        ):
            last = house_number_end(tokens, place + 1)
            kind = "straat" if last > place + 1 and token.low.endswith(_QUARTER_ENDS) else "plaats"  # Kerkebuurt 14
            yield place, last if kind == "straat" else place + 1, kind, "aankondiging", 0.6


def _goes_on(tokens: Sequence[Token], place: int, case: str) -> bool:
    """Tell whether a point of the compass is only the beginning: `in Noord en Zuid`, `West Friesland`, `zuid van hier`."""
    if place == len(tokens):
        return False
    after = tokens[place]
    return after.low in ("van", "en", "of") or (case == "cased" and after.text[0].isupper() and not after.opens)
