"""Recogniser: organisations that only the sentence tells (`ik werk bij X`, `directeur van X`, `ze ligt in het X`)."""

from __future__ import annotations

from collections.abc import Sequence

from kennis.privacy.by_organisations import capitals_end, is_head
from kennis.privacy.context import TITLES
from kennis.privacy.features import word_class
from kennis.privacy.hints import WORKS, Hints, hinted, listed
from kennis.privacy.lists import NATIONAL, NEVER, PARTICLES, is_ordinary, is_written, led_surnames, name_lists
from kennis.privacy.spans import Span, make_span
from kennis.privacy.text import Token
from kennis.privacy.words import word_set

_AT = frozenset(["bij", "bie", "voor"])
_WORKS = word_set("by_employers_works")  # somebody does so at an employer
_STAFF = word_set("by_employers_staff")  # somebody is so of an employer
_STAYS = word_set("by_employers_stays")  # somebody does so in a house
_LIES = frozenset(["lig", "ligt", "lag", "lagen"])  # in hospital
_ARTICLES = frozenset(["de", "het", "'t"])
_PEOPLE = frozenset("ik hij ze zij wij we".split())
_WHERE = frozenset("in op aan bij te".split())
_THINGS = word_set("lists_things")  # one may work at a shop that everybody knows
_BODIES = word_set("by_model_local")  # every town has one
_NEAR = 6  # words between what somebody does and where
_NEARER = 4  # of a house
_SCORE = 1.0  # a capitalised name here is rather an employer than somebody
_STRANGE = frozenset(["unknown", "near"])

listed(WORKS, _WORKS | _STAFF | _STAYS | _LIES)


def find_employers(text: str, tokens: Sequence[Token], hints: Hints, *, case: str) -> list[Span]:
    """Return where somebody works, learns, lives or is treated, by the words before it: any name will do.

    In text without capitals only a word nobody knows is one; a first name or town of the lists is left to who looks for those.
    """
    found: dict[int, tuple[int, float]] = {}
    for place in hinted(hints, WORKS):
        for first in _behind(tokens, place):
            last, score = _named(tokens, first, case, place)
            if last > first:
                found[first] = (last, score)
    return [
        make_span(text, tokens[first].start, tokens[last - 1].stop, "organisatie", "werkplek", score)
        for first, (last, score) in found.items()
    ]


def _behind(tokens: Sequence[Token], place: int) -> list[int]:
    """Return where a name may begin that belongs to the word at `place`: behind `bij`, `van` or `in het`, in the same clause."""
    low, firsts = tokens[place].low, []
    of = place + 1
    while low in _STAFF and of < len(tokens) and of - place < 4 and tokens[of].text[0].isupper():
        of += 1  # dokter Kroonen van het RLZ
    if low in _STAFF and of + 1 < len(tokens) and tokens[of].text == "van":
        firsts += (
            [of + 1] if low not in TITLES or tokens[of + 1].low in _ARTICLES else []
        )  # the doctor of Jansen is of somebody
    for at in range(max(0, place - _NEAR), min(len(tokens), place + _NEAR)):
        between = tokens[min(at, place) + 1 : max(at, place)]
        if not all(token.is_word for token in between) or at == place:
            continue
        if low in _WORKS and tokens[at].low in _AT and (tokens[at].low != "voor" or 0 < at - place < 3):
            firsts.append(at + 1)
        inside = tokens[at].low in ("in", "op") or (low in _STAYS and tokens[at].low in _AT)
        if low in _STAYS | _LIES and inside and tokens[at].low != "voor" and abs(at - place) < _NEARER:
            firsts.append(at + 1)
    return [
        first + (tokens[first].low in _ARTICLES and tokens[first].text.islower())
        for first in firsts
        if first < len(tokens)
    ]


def _named(tokens: Sequence[Token], first: int, case: str, place: int) -> tuple[int, float]:
    """Return where the name ends that begins here (`first`: there is none), and how sure that is."""
    if first >= len(tokens):
        return first, 0.0
    if case != "cased" and tokens[place].low in _STAYS | _LIES and tokens[first - 1].low not in _ARTICLES:
        return first, 0.0
    return _capitals(tokens, first, place) if case == "cased" else _strange(tokens, first)


def _capitals(tokens: Sequence[Token], first: int, place: int) -> tuple[int, float]:
    token, said, before = tokens[first], tokens[place].low, tokens[first - 1].low
    if not token.text[0].isupper() or token.opens or _is_general(tokens, first, place):
        return first, 0.0
    led = first
    while led + 1 < len(tokens) and led - first < 3 and tokens[led].low in PARTICLES:
        led += 1  # bij Van den Berg Bouw
    last = max(capitals_end(tokens, led), first + 1)
    last = next((at for at in range(first + 1, last) if tokens[at].low in _WHERE), last)  # Xerox in Venray
    lists = name_lists()
    if token.base in lists.first:
        return first, 0.0
    if last == first + 1:
        if token.low in NEVER or token.low in PARTICLES or lists.places.get(token.base) is False:
            return first, 0.0
        written = is_written(token.low)
        if (written and before in _ARTICLES) or (said in _STAYS and (written or token.text.isupper())):
            return first, 0.0  # bij de Politie, in de Bijstand, in de WSNP
    loose = before == "in" or word_class(token.low, token.base) not in _STRANGE
    if said in _STAYS | _LIES and before not in _ARTICLES and loose:
        return first, 0.0  # hij zit bij Sanders, ze zit in Bergen
    short = all(word.text.isupper() and len(word.text) < 3 for word in tokens[first:last])
    return (first, 0.0) if short and said not in _LIES else (last, _SCORE)


def _is_general(tokens: Sequence[Token], first: int, place: int) -> bool:
    """Tell whether what stands here says no more than what kind of body it is; a shop is one, unless somebody works there."""
    token = tokens[first]
    who = {other.low for other in tokens[max(0, place - 2) : place + 2]}
    works = tokens[place].low in _WORKS and not _PEOPLE.isdisjoint(who)
    if token.low in NATIONAL:
        return not (works and token.low in _THINGS)
    return token.low in TITLES or token.low in _BODIES or (is_head(token) and not _is_name(tokens, first + 1))


def _is_name(tokens: Sequence[Token], place: int) -> bool:
    """Tell whether what is named goes on with a capital."""
    return place < len(tokens) and tokens[place].text[0].isupper() and not tokens[place].opens


def _strange(tokens: Sequence[Token], first: int) -> tuple[int, float]:
    led = first
    while led < len(tokens) and led - first < 2 and tokens[led].low in PARTICLES:
        led += 1
    if led >= len(tokens):
        return first, 0.0
    token = tokens[led]
    lists = name_lists()
    strange = word_class(token.low, token.base) in _STRANGE
    if led > first:
        surname = strange or token.base in lists.last or token.base in led_surnames()
        lead = tokens[first].low
        named = surname and (lead in ("ten", "ter") or (lead == "van" and not is_ordinary(token.low)))
        return (led + 1, 0.95) if named else (first, 0.0)
    known = token.low in NATIONAL or token.base in lists.first or token.base in lists.places
    if known or len(token.low) < 4 or not strange:
        return first, 0.0
    return led + 1, 0.95
