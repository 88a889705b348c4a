"""Recogniser: places and streets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from kennis.privacy.by_organisations import is_head
from kennis.privacy.hints import ADJECTIVE, COUNTRY, GEMEENTE, PLACE, PLACES, QUARTER, STREET, TOWNLIKE, asks, hinted
from kennis.privacy.lists import (
    COUNTRIES,
    NATIONAL,
    NEVER,
    NOT_NAMES,
    PARTICLES,
    PLACE_ENDS,
    is_common,
    is_ordinary,
    is_written,
    name_lists,
)
from kennis.privacy.spans import Span, make_span
from kennis.privacy.spoken import number_words
from kennis.privacy.text import Token
from kennis.privacy.words import line_list, word_list, word_set

_BEFORE_PLACE = word_set("by_places_before_place")
_BEFORE_TOWN = frozenset(["in", "uit", "naar", "bij", "richting", "rond", "vanuit"])
_HOME = frozenset(("nederland", "belgie", "europa", "holland"))
_STRONG_LEFT = frozenset(["gemeente", "regio", "richting", "vanuit"])
_LIVES = word_set("by_places_lives")
_STREET_ENDS = word_list("by_places_street_ends")
_SURE_ENDS = (
    "straat",
    "laan",
    "plein",
    "gracht",
    "singel",
    "kade",
    "steeg",
    "plantsoen",
    "dreef",
    "straatje",
    "laantje",
    "burgwal",
    "straatweg",
)
_OLD_FIELDS = ("kamp", "donk", "brink", "akker")  # what ends in these and is in no dictionary is a street
_ABBREVIATED = frozenset("ds dr mr prof burg st past pres jhr ir jan".split())
_GENERIC = word_set("by_places_generic") - {"kerkplein", "stationsplein", "marktplein", "dorpsplein"}
_COMPASS = frozenset(["noord", "oost", "west", "zuid", "zuidoost", "nieuw-west"])
_AT_COMPASS = frozenset(["in", "op", "uit", "naar", "van", "vanuit"])
_ADJECTIVE_ENDS = ("se", "sche", "er", "ers", "aar", "aars", "e")
_TOWN_WORDS = dict(line.rsplit(maxsplit=1)[::-1] for line in line_list("by_places_town_words"))
_QUARTER_ENDS = ("wijk", "buurt", "kwartier")
_GENERAL_QUARTERS = word_set("by_places_general_quarters")
_GENERAL_ENDS = ("nieuwbouwwijk", "stadswijk", "volkswijk", "woonwijk", "volksbuurt")
_STREET_LEADS = word_set("by_places_street_leads")
_NOT_PLACES = frozenset(["noord", "oost", "west", "zuid", "centrum", "binnenstad"])


@asks(PLACE)
def _may_be_place(low: str, base: str) -> bool:
    return low == "'s" or low in name_lists().place_starts or _listed_form(base) != ""


@asks(GEMEENTE)
def _is_gemeente(low: str, base: str) -> bool:
    return low == "gemeente"


@asks(TOWNLIKE)
def _is_townlike(low: str, base: str) -> bool:
    return len(low) > 6 and low.endswith(PLACE_ENDS) and not is_ordinary(low)


@asks(ADJECTIVE)
def _is_of_town(low: str, base: str) -> bool:
    return town_of(low) != ""


@asks(QUARTER)
def _is_quarter(low: str, base: str) -> bool:
    return low in _COMPASS or (low.endswith(_QUARTER_ENDS) and len(low) > 8)


@asks(STREET)
def _is_street(low: str, base: str) -> bool:
    return base.endswith(_STREET_ENDS) and low not in NEVER


@asks(COUNTRY)
def _is_country(low: str, base: str) -> bool:
    return base in COUNTRIES


def find_places(text: str, tokens: Sequence[Token], hints: list[int], *, case: str) -> list[Span]:
    """Return places and streets."""
    at = {bit: [] for bit in (PLACE, GEMEENTE, TOWNLIKE, ADJECTIVE, QUARTER, STREET)}
    for place in hinted(hints, PLACES):
        for bit, places in at.items():
            if hints[place] & bit:
                places.append(place)
    found = [
        *_places(tokens, at[PLACE], case),
        *_municipalities(tokens, at[GEMEENTE], case),
        *_unlisted(tokens, at[TOWNLIKE], case),
        *_streets(tokens, at[STREET], case),
        *_adjectives(tokens, at[ADJECTIVE], case),
        *_quarters(tokens, at[QUARTER], case),
    ]
    return [
        make_span(text, tokens[first].start, tokens[last - 1].stop, kind, recogniser, score)
        for first, last, kind, recogniser, score in found
    ]


def find_countries(text: str, tokens: Sequence[Token], hints: list[int], *, wanted: bool) -> list[Span]:
    """Return countries: replaced if `wanted`, else doubtful (a country says little, but in a small group much)."""
    named = COUNTRIES if wanted else COUNTRIES - _HOME
    score = 0.95 if wanted else 0.4
    return [
        make_span(text, tokens[place].start, tokens[place].stop, "plaats", "landen", score)
        for place in hinted(hints, COUNTRY)
        if tokens[place].base in named
    ]


Found = Iterator[tuple[int, int, str, str, float]]


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
    if tokens[place].low in lists.place_starts:
        for length in (4, 3, 2):
            if " ".join(
                token.base for token in tokens[place : place + length]
            ) in lists.places and place + length <= len(tokens):
                return length
    if tokens[place].low == "'s" and place + 2 < len(tokens) and tokens[place + 1].text == "-":
        return 3 if "'s-" + tokens[place + 2].base in lists.places else 0
    word = tokens[place].base
    return int(_listed_form(word) != "")


@lru_cache(maxsize=20_000)
def _listed_form(word: str) -> str:
    places = name_lists().places
    bare = word[:-1] if word.endswith("s") and len(word) > 5 and not is_ordinary(word) else ""
    for form in (word, bare, "-".join(word.split("-")[:-1])):
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
        return 0.4 if case != "cased" and token.low in ("de", "het") and is_common(word) else 0.95
    before = tokens[first - 1].low if first else ""
    sure = not name_lists().places[_listed_form(token.base)]
    if sure:
        return 0.95 if before in _BEFORE_PLACE else 0.8
    if case == "cased":
        return 0.9 if before in _BEFORE_PLACE else (0.55 if not token.opens else 0.2)
    return _loose_score(tokens, first, before)


def _loose_score(tokens: Sequence[Token], first: int, before: str) -> float:
    """Score an ordinary word that is a place too (`best`, `houten`) in text without capitals."""
    if before in _STRONG_LEFT:
        return 0.7
    near = {token.low for token in tokens[max(0, first - 6) : first + 3]}
    return 0.6 if before in ("in", "uit", "naar", "te") and near & _LIVES else 0.2


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
        if case != "cased" or (text[0].isupper() and not text.isupper()):
            yield place, place + 1, "plaats", "plaatsenlijst", 0.6


@lru_cache(maxsize=20_000)
def town_of(low: str) -> str:
    """Return the town that an adjective or inhabitant is called after (`haagse` → `den haag`), or ""."""
    lists = name_lists()
    if (
        len(low) < 5
        or low in NATIONAL
        or low in lists.first
        or low in lists.last
        or low in lists.places
        or is_common(low)
    ):
        return ""
    if low in _TOWN_WORDS:
        return _TOWN_WORDS[low]
    for end in _ADJECTIVE_ENDS:
        if low.endswith(end) and len(stem := low.removesuffix(end)) > 2:
            forms = [stem, stem + "e", stem + "en", stem + "a", stem + stem[-1] + "e"]
            forms += [stem[:-1]] if end[0] in "ea" and stem[-1] == stem[-2] else []  # Amsterdamm-er
            forms += [stem[:-2] + stem[-1] + "e"] if stem[-2] == stem[-3] else []  # Almeer-se
            forms += [stem[:-1] + stem[-2:]] if end[0] == "e" else []  # Hoogeven-er
            found = next((form for form in forms if len(form) > 3 and lists.places.get(form) is False), "")
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
            yield place, place + 1, "plaats", "aankondiging", 0.6


def _goes_on(tokens: Sequence[Token], place: int, case: str) -> bool:
    """Tell whether a point of the compass is only the beginning: `in Noord en Zuid`, `West Friesland`, `zuid van hier`."""
    if place == len(tokens):
        return False
    after = tokens[place]
    return after.low in ("van", "en", "of") or (case == "cased" and after.text[0].isupper() and not after.opens)


def _streets(tokens: Sequence[Token], at: Sequence[int], case: str) -> Found:
    for place in at:
        token = tokens[place]
        ending = next(end for end in _STREET_ENDS if token.base.endswith(end))
        numbered = _number_end(tokens, place + 1)
        start = _street_start(tokens, place, case)
        score = _street_score(tokens, place, ending, numbered > place + 1, case)
        if not score and case != "cased" and start < place and ending in _SURE_ENDS and not is_written(token.low):
            score = 0.7  # marco pololaan
        if score:
            yield start, numbered, "straat", "straat", score
    yield from _laan_van(tokens, at, case)


def _street_score(tokens: Sequence[Token], place: int, ending: str, numbered: bool, case: str) -> float:
    token = tokens[place]
    if is_head(token):
        return 0.0  # het werkplein
    alone = token.base == ending
    if alone and case == "cased" and token.text[0].isupper() and not token.opens and _at_street(tokens, place):
        return 0.8
    if alone and not (
        case == "cased"
        and token.text[0].isupper()
        and place
        and tokens[place - 1].text[0].isupper()
        and not tokens[place - 1].opens
    ):
        return 0.0
    capital = token.text[0].isupper() and not token.opens and case == "cased"
    sure = ending in (*_SURE_ENDS, *_OLD_FIELDS) and _at_street(tokens, place)
    stem_known = token.low in _GENERIC or (is_written(token.low) if sure else is_ordinary(token.low))
    if case == "cased" and token.text[0].islower():
        return 0.7 if numbered and ending in _SURE_ENDS and not stem_known else 0.0
    if capital and (ending in _SURE_ENDS or numbered or _at_street(tokens, place)):
        return 0.95
    if ending in _SURE_ENDS:
        return 0.9 if numbered or (token.low not in _GENERIC and (not stem_known or _at_street(tokens, place))) else 0.0
    if token.low not in _GENERIC and len(token.low) > 7 and _at_street(tokens, place) and not stem_known:
        return 0.7
    return (
        0.85
        if numbered
        and (not is_ordinary(token.low) or ending in ("weg", "hof", "dijk", "pad", "park", "haven"))
        and token.low not in _GENERIC
        else 0.0
    )


def _at_street(tokens: Sequence[Token], place: int) -> bool:
    before = [token.low for token in tokens[max(0, place - 2) : place]]
    return bool(before) and (
        before[-1] in ("op", "aan")
        or before
        in (
            ["langs", "de"],
            ["langs", "het"],
            ["onder", "de"],
            ["over", "de"],
            ["aan", "de"],
            ["op", "de"],
            ["in", "de"],
            ["op", "het"],
            ["aan", "het"],
            ["van", "de"],
            ["naar", "de"],
            ["van", "het"],
            ["naar", "het"],
            ["rond", "het"],
            ["bij", "het"],
            ["bij", "de"],
            ["tot", "de"],
            ["door", "de"],
            ["uit", "de"],
            ["over", "het"],
        )
    )


def _number_end(tokens: Sequence[Token], place: int) -> int:
    """Return where a house number that begins at `place` ends (`place` if there is none)."""
    words = number_words()
    if [token.low for token in tokens[place : place + 2]] in ([",", "nummer"], [",", "nr"]):
        place += 1
    if (
        place < len(tokens)
        and tokens[place].low in ("nummer", "nr")
        and place + 1 < len(tokens)
        and _is_house_number(tokens[place + 1], words)
    ):
        place += 1
    if place < len(tokens) and _is_house_number(tokens[place], words):
        place += 1
        if (
            place < len(tokens)
            and len(tokens[place].low) == 1
            and tokens[place].low in "abcdefgh"
            and tokens[place].start - tokens[place - 1].stop <= 1
        ):
            place += 1
        if place < len(tokens) and tokens[place].low in ("bis", "hs", "ii", "iii"):
            place += 1
    return place


def _is_house_number(token: Token, words: dict[str, int]) -> bool:
    low = token.low
    digits = low.rstrip("abcdefgh").split("-")[0]
    return (
        (digits.isdigit() and len(digits) < 5)
        or (low in words and low != "een")
        or low.startswith(("honderd", "tweehonderd"))
    )


def _street_start(tokens: Sequence[Token], place: int, case: str) -> int:
    """Take along the capitalised words before a street (`Burgemeester van Dijkstraat`)."""
    start = place
    if case != "cased":
        # `prinses irenestraat`, `titus brandsmaplein`: whom a street is called after.
        first = name_lists().first
        while (
            start
            and place - start < 3
            and (
                tokens[start - 1].low in _STREET_LEADS
                or first.get(tokens[start - 1].low) is False
                or (start > 1 and tokens[start - 2].low in ("de", "het", "op") and not is_ordinary(tokens[start - 1].low))
            )
        ):
            start -= 1
            if start and tokens[start - 1].text == ".":
                start -= 1
        return start
    ahead = place - 1
    while ahead >= 0 and place - ahead < 5:
        word = tokens[ahead]
        if word.text == "." and ahead and tokens[ahead - 1].low in _ABBREVIATED:  # Ds. Talmastraat
            start = ahead - 1
        elif word.text[0].isupper() and _goes_along(tokens, ahead):
            start = ahead
        elif word.low not in PARTICLES:
            break
        ahead -= 1
    return start


def _goes_along(tokens: Sequence[Token], place: int) -> bool:
    """Tell whether a capitalised word before a street belongs to it: a sentence may begin there (`Sta op de Kerkstraat`)."""
    word = tokens[place]
    if word.low in NEVER:
        return False
    title = tokens[place - 1].text == "." and place > 1 and tokens[place - 2].low in _ABBREVIATED if place else False
    return not word.opens or title or (word.low in name_lists().first and name_lists().first[word.low] is False)


def _laan_van(tokens: Sequence[Token], at: Sequence[int], case: str) -> Found:
    if case != "cased":
        return
    for place in at:
        if place + 2 < len(tokens) and tokens[place].text in ("Laan", "Plein", "Weg", "Hof") and tokens[place + 1].low in ("van", "der", "de"):
            last = place + 2
            while last < len(tokens) and (tokens[last].text[0].isupper() or tokens[last].low in PARTICLES):
                last += 1
            if tokens[last - 1].text[0].isupper():
                yield place, _number_end(tokens, last), "straat", "straat", 0.9
