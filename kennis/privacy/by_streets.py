"""Recogniser: streets, by how they end and by what stands before and behind them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kennis.privacy.by_ages import is_counted
from kennis.privacy.by_organisations import is_head
from kennis.privacy.features import word_class
from kennis.privacy.hints import STREET, asks
from kennis.privacy.lists import NEVER, NOT_NAMES, PARTICLES, is_ordinary, is_written, name_lists
from kennis.privacy.spoken import digits_of, number_words
from kennis.privacy.text import Token
from kennis.privacy.words import word_list, word_set

Found = Iterator[tuple[int, int, str, str, float]]
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
    "boulevard",
    "dreef",
    "straatje",
    "laantje",
    "burgwal",
    "straatweg",
    "steenweg",
)
_NUMBERED = word_set("by_streets_numbered")  # these have a number, and are no streets
_NUMBER_WORDS = frozenset(["nr", "nummer", "huisnummer"])
_LIVES = word_set("by_streets_lives")
_HOME = _LIVES | word_set("by_streets_home")
_BARE_ENDS = word_list("by_streets_bare_ends")  # of a street too, where nothing else is said
_RANKS = frozenset(["top", "klas", "jaren", "week", "groep"])  # De Top 40
_NEAR = 6  # words
_AT_NUMBERED = frozenset("op aan achter onder tussen langs naast".split())
_BEHIND_NUMBER = frozenset("en dus maar daar toen al met naast".split())  # the number of a house ends before these
_BEFORE_NUMBERED = _AT_NUMBERED | frozenset("bij in voor over boven buiten".split())
_OLD_FIELDS = ("kamp", "donk", "brink", "akker")  # what ends in these and is in no dictionary is a street
_ABBREVIATED = frozenset("ds dr mr prof burg st past pres jhr ir jan".split())
_GENERIC = word_set("by_places_generic") - {"kerkplein", "stationsplein", "marktplein", "dorpsplein"}
_STREET_LEADS = word_set("by_places_street_leads")


@asks(STREET)
def _is_street(low: str, base: str) -> bool:
    return base.endswith(_STREET_ENDS) and low not in NEVER


def find_streets(tokens: Sequence[Token], at: Sequence[int], case: str) -> Found:
    """Give streets with their house number: from which token to which, kind, recogniser and score.

    Args:
        tokens: the words and marks of a text.
        at: the tokens that end like a street.
        case: how the text is written.
    """
    for place in at:
        token = tokens[place]
        ending = next(end for end in _STREET_ENDS if token.base.endswith(end))
        numbered = house_number_end(tokens, place + 1)
        start = _street_start(tokens, place, case)
        score = _street_score(tokens, place, ending, numbered > place + 1, case)
        if not score and case != "cased" and start < place and token.base == ending and numbered > place + 1:
            score = 0.8  # nieuwe markt 8
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
    of_town = (
        token.low.removesuffix(ending).endswith(("se", "sche"))
        and token.low not in _GENERIC
        and not is_written(token.low)
    )
    stem_known = token.low in _GENERIC or (not of_town and (is_written(token.low) if sure else is_ordinary(token.low)))
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


def house_number_end(tokens: Sequence[Token], place: int) -> int:
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
    counts = place < len(tokens) and tokens[place].low in words and is_counted(tokens, place + 1)
    if place < len(tokens) and _is_house_number(tokens[place], words) and not counts:
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
        if place + 1 < len(tokens) and tokens[place].low in ("bus", "bte") and tokens[place + 1].low[0].isdigit():
            place += 2  # Belgian: behind one door
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
        start = _with_particle(tokens, place)
        # `prinses irenestraat`, `titus brandsmaplein`: whom a street is called after.
        first = name_lists().first
        while (
            start
            and place - start < 3
            and (
                tokens[start - 1].low in _STREET_LEADS
                or first.get(tokens[start - 1].low) is False
                or (
                    start > 1
                    and tokens[start - 2].low in ("de", "het", "op")
                    and not is_ordinary(tokens[start - 1].low)
                )
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
        elif word.text[0].isupper() and (_goes_along(tokens, ahead) or (word.low in PARTICLES and not word.opens)):
            start = ahead
        elif word.low not in PARTICLES or word.low in ("op", "het"):
            break  # `Albert Heijn op het Afrikaanderplein`
        if word.low in ("de", "het") and word.text[0].isupper() and ahead and tokens[ahead - 1].text.islower():
            break  # `Hilde van De Zuidpoort`
        ahead -= 1
    return start


def _with_particle(tokens: Sequence[Token], place: int) -> int:
    """Return where a street begins with its tussenvoegsel: `op de van goghlaan`, `johan de wittstraat`, `dr. schaepmanstraat`."""
    before = [token.low for token in tokens[max(0, place - 3) : place]]
    if before[-1:] == ["."] and before[-2:-1] and before[-2] in _ABBREVIATED:
        return place - 2
    led = before[-1:] and before[-1] in ("van", "de", "der", "den", "ter")
    if led and before[-2:-1] and (before[-2] in _STREET_LEADS or name_lists().first.get(before[-2]) is False):
        return place - 1
    if before[-1:] == ["van"] and before[-2:-1] and before[-2] in ("de", "op", "aan"):
        return place - 1
    if (
        before[-2:] in (["van", "de"], ["van", "der"], ["van", "den"])
        and before[:1]
        and before[0] in ("de", "op", "aan")
    ):
        return place - 2
    return place


def _goes_along(tokens: Sequence[Token], place: int) -> bool:
    """Tell whether a capitalised word before a street belongs to it: a sentence may begin there (`Sta op de Kerkstraat`)."""
    word = tokens[place]
    if word.low in NEVER and word.low not in _STREET_LEADS:
        return False
    title = tokens[place - 1].text == "." and place > 1 and tokens[place - 2].low in _ABBREVIATED if place else False
    return not word.opens or title or name_lists().first.get(word.low) is False


def find_numbered(tokens: Sequence[Token], at: Sequence[int], case: str) -> Found:
    """Give what a house number tells to be an address, whatever it ends in.

    `aan de Overtoom 300`, `Achter de Kerk 7`, `thuis, Voorhei 12a`, `de deur, nr 43`.

    Args:
        tokens: the words and marks of a text.
        at: the tokens with a digit or a number.
        case: how the text is written.
    """
    for place in at:
        if place and _is_house_number(tokens[place], number_words()) and not _goes_on_as_number(tokens, place + 1):
            first = _numbered_start(tokens, place, case)
            if first < place:
                yield first, house_number_end(tokens, place), "straat", "straat", 0.7


def _numbered_start(tokens: Sequence[Token], place: int, case: str) -> int:
    """Return where an address begins of which the house number stands at `place` (`place`: it is none)."""
    name = tokens[place - 1]
    if is_counted(tokens, place + 1):
        return place
    first = place - 1
    if name.low in _NUMBER_WORDS or (name.text == "." and place > 1 and tokens[place - 2].low == "nr"):
        first -= name.text == "."
        if not first or tokens[first - 1].low not in _HOME | {"op", "van", "bij", ","}:
            return place
        small = len(digits_of(tokens[place].low) or tokens[place].low) == 1  # of a list, more often than of a house
        return first if _is_at_home(tokens, first, _LIVES if small else _HOME) else place
    if name.low == "op" and _is_at_home(tokens, first, _LIVES) and not _is_of_floor(tokens, place + 1):
        return place - 1  # Wiebe woont op 16
    if not tokens[place].low[0].isdigit():
        return place
    bare = _bare_start(tokens, place) if case == "cased" else place
    if bare < place:
        return bare
    listed = name.low in NOT_NAMES or name.low in _NUMBERED or name.base in name_lists().first
    if case != "cased" or listed or not name.text[0].isupper() or name.opens or name.text.isupper():
        return place
    first -= first > 0 and tokens[first - 1].low in ("de", "het", "den", "'t")
    before = tokens[first - 1] if first else name
    capital = before.text[0].isupper() and not before.opens  # Ik woon Op de Hei 3
    if before.low in _AT_NUMBERED or (capital and before.low in _BEFORE_NUMBERED):
        bare = before.text.islower() or (before.opens and before.low in ("op", "aan"))
        return first + (first < place - 1 and tokens[first].text.islower()) if bare else first - 1
    lettered = not tokens[place].low.isdigit() and not tokens[place].low[-1].isdigit()
    return place - 1 if lettered or _is_at_home(tokens, place - 1, _LIVES) else place


def _bare_start(tokens: Sequence[Token], place: int) -> int:
    """Return where an address begins that is all that is said between two marks (`De Weide 22, achterom`; `Nordebocht 93.`).

    One word must be none that anybody knows, nor a name; what has an article with a capital may be any. One figure is no house.
    """
    first = place - 1
    while first and place - first < 4 and tokens[first - 1].text[0].isupper() and not tokens[first].opens:
        first -= 1
    after = tokens[place + 1].text if place + 1 < len(tokens) else "."
    begins = first == 0 or not tokens[first - 1].is_word
    low = tokens[place].low
    if (
        not begins
        or after not in (".", ",", "!", "?", ";", "…")
        or len(low) < 2
        or not low[:2].isdigit()
        or len(low) > 4
        or (low.isdigit() and len(low) > 3)
    ):
        return place
    named = tokens[first:place]
    if not all(token.is_word and token.text[0].isupper() and not token.text.isupper() for token in named):
        return place
    lists, last = name_lists(), named[-1]
    if any(token.low in _NUMBERED or token.base in lists.first or is_head(token) for token in named):
        return place
    if last.low in NOT_NAMES or last.low in _RANKS or lists.places.get(last.base) is False:
        return place
    led = len(named) > 1 and named[0].low in ("de", "het", "den", "op", "aan", "achter", "'t")
    strange = all(word_class(token.low, token.base) in ("unknown", "near") for token in named)
    unwritten = last.base not in lists.last and not is_written(last.low)
    behind = first > 0 and tokens[first - 1].text == "," and len(named) == 1  # bij hem in de schuur, Voorst 140
    return first if led or strange or (unwritten and (behind or last.low.endswith(_BARE_ENDS))) else place


def _is_of_floor(tokens: Sequence[Token], place: int) -> bool:
    """Tell whether a number goes on as something else than that of a house: `op 3 hoog`, `op 2 plekken`, `op 18 mei`."""
    return place < len(tokens) and tokens[place].is_word and tokens[place].low not in _BEHIND_NUMBER


def _is_at_home(tokens: Sequence[Token], place: int, words: frozenset[str]) -> bool:
    """Tell whether shortly before `place` somebody speaks of a house: `ik woon`, `voor de deur`."""
    return any(token.low in words for token in tokens[max(0, place - _NEAR) : place])


def _goes_on_as_number(tokens: Sequence[Token], place: int) -> bool:
    """Tell whether what stands before `place` is only the beginning of a time or an amount (`12:30`, `7,50`)."""
    ahead = tokens[place : place + 2]
    return (
        len(ahead) == 2
        and ahead[0].text in (":", ",", ".")
        and ahead[1].start == ahead[0].stop
        and ahead[1].low[0].isdigit()
    )


def _laan_van(tokens: Sequence[Token], at: Sequence[int], case: str) -> Found:
    for place in at:
        name = tokens[place + 2] if place + 2 < len(tokens) else None
        laan = case != "cased" and tokens[place].low == "laan" and tokens[place + 1 : place + 2] != []
        if laan and name and tokens[place + 1].low == "van" and name.is_word and name.low not in NEVER | PARTICLES:
            yield place, house_number_end(tokens, place + 3), "straat", "straat", 0.7  # laan van meerdervoort
        if (
            place + 2 < len(tokens)
            and case == "cased"
            and tokens[place].text in ("Laan", "Plein", "Weg", "Hof")
            and tokens[place + 1].low in ("van", "der", "de")
        ):
            last = place + 2
            while last < len(tokens) and (tokens[last].text[0].isupper() or tokens[last].low in PARTICLES):
                last += 1
            if tokens[last - 1].text[0].isupper():
                yield place, house_number_end(tokens, last), "straat", "straat", 0.9
