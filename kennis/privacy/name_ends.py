"""Where a name ends: which words behind a first name or tussenvoegsel are its surname."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kennis.privacy.by_model import Chances
from kennis.privacy.by_organisations import is_head
from kennis.privacy.context import is_finite, is_word_as_surname
from kennis.privacy.features import word_class
from kennis.privacy.lists import NATIONAL, NEVER, PARTICLES, is_ordinary, is_verb, led_surnames, name_lists
from kennis.privacy.text import Token
from kennis.privacy.words import word_set

_RELATIONS = word_set("by_names_relations")
_HALF = re.compile(r".+-(?:van|de|den|der|el|al|ten|ter|te|'t)")  # `verhoeven-van den heuvel`
_STREETS = ("straat", "laan", "plein", "gracht", "singel", "kade", "weg")
_LED_WORD = 0.7
_NEXT_TO_A_NAME = 0.3  # less is needed to see a surname where a first name stands
LIKE_NAMES = frozenset(["haar", "zijn", "man", "zon", "broer"])


def name_end(tokens: Sequence[Token], place: int, chances: Chances, case: str) -> int:
    """Return where a name that begins at `place` ends: surname and tussenvoegsels go along."""
    last = place
    if tokens[place].low not in PARTICLES:
        last = place + 1
        if tokens[place].low != tokens[place].base:
            return last  # a genitive closes the name
    while last < len(tokens):
        ahead = last
        while (
            ahead < len(tokens)
            and ahead - last < 3
            and (tokens[ahead].low in PARTICLES or (ahead > place and _is_joint(tokens, ahead)))
        ):
            ahead += 1
        if ahead >= len(tokens) or not _is_surname(tokens, ahead, chances, case, led=ahead > last):
            break
        if ahead > last and _is_workplace(tokens, place, last, ahead, case):
            break
        last = ahead + 1
        if tokens[ahead].low != tokens[ahead].base:
            break
    if place < last < len(tokens) and "-" in tokens[last - 1].low and _HALF.fullmatch(tokens[last - 1].low):
        return name_end(tokens, last, chances, case)
    return max(last, place + 1)


def _is_workplace(tokens: Sequence[Token], place: int, last: int, ahead: int, case: str) -> bool:
    """Tell whether `van` leads to where somebody works: `bartelds van de rabo`, `Joep van het Kerkhof`, `Hilde van De Brug`."""
    words, name, lists = [token.low for token in tokens[last:ahead]], tokens[ahead].base, name_lists()
    if name in lists.last or name in led_surnames():
        return False
    if last == place and case == "cased":
        return is_ordinary(name)  # `mevrouw van het Loket`, but `meneer van het Reve`
    if "het" in words:
        return True
    if case == "cased":
        after = tokens[ahead + 1] if ahead + 1 < len(tokens) else None
        if after and after.text[0].isupper() and is_ordinary(name) and is_ordinary(after.low) and not after.opens:
            return True  # juf Dineke van de Lagere School
        return ahead - last > 1 and tokens[last].text[0].islower() and tokens[ahead - 1].text[0].isupper()
    surname = tokens[place].base in lists.last and tokens[place].base not in lists.first
    return surname and words[0] == "van"


def _is_joint(tokens: Sequence[Token], place: int) -> bool:
    """Tell whether `a` joins two names nobody knows (`tjin a djie`)."""
    both = [*tokens[place - 1 : place], *tokens[place + 1 : place + 2]]
    return (
        tokens[place].low == "a"
        and len(both) == 2
        and all(not is_ordinary(token.low) and token.is_word for token in both)
    )


def _is_surname(tokens: Sequence[Token], place: int, chances: Chances, case: str, *, led: bool) -> bool:
    token = tokens[place]
    lists = name_lists()
    capital = case != "cased" or token.text[0].isupper()
    if led and capital and tokens[place - 1].low in ("ter", "el") and token.low in LIKE_NAMES:
        return True  # marjolein ter haar
    if is_word_as_surname(tokens, place, case):
        return True
    if not token.is_word or token.low in NEVER or token.low in NATIONAL or token.low in PARTICLES:
        return False
    if led and lists.first.get(token.base) is False and token.base not in lists.last and case != "cased":
        return False  # `roos van bep`
    if led and case != "cased" and (_is_short_form(token) or token.low in _RELATIONS):
        return False  # `sjaak van ict`, `bote de beleidsmedewerker`
    if led and _is_street_behind(tokens, place):
        return False  # `meneer zhao van de czaar peterstraat`
    if not led and token.low.endswith(_STREETS) and token.base not in lists.last:
        return False  # `familie garritsen toldijkseweg`
    if led and (is_head(token) or (case == "cased" and token.text.isupper() and len(token.text) > 1)):
        return False  # `Henk van het Klantcontactteam`, `Henk van het UWV`
    if led and case != "cased" and tokens[place - 1].low == "al":
        return lists.last.get(token.base) is False  # `kees al helemaal`
    if case == "cased":
        return token.text[0].isupper() and not token.opens
    if (
        led
        and token.base in led_surnames()
        and tokens[place - 1].low == "de"
        and lists.first.get(tokens[place - 2].base) is False
    ):
        return True  # `bianca de groot`
    # `meryem van communicatie` is no Communicatie.
    word = word_class(token.low, token.base) == "word"
    if not led and (token.low == "wil" or (word and (is_verb(token.low) or is_finite(token.low)))):
        return False  # `wolters wil weten`, `soumaya regelt`
    loose = word and (not led or tokens[place - 1].low == "van")
    if chances.of(place, "persoon") >= (_LED_WORD if loose else _NEXT_TO_A_NAME):
        return True
    if led and (not is_ordinary(token.low) or (tokens[place - 1].low == "van" and token.base in lists.places)):
        return True  # `jeroen van aken`
    if "-" in token.base:
        parts = token.base.split("-")
        return parts[0] in PARTICLES or any(part in lists.last for part in parts)
    return lists.last.get(token.base) is False and (led or not lists.first.get(token.base, True))


def _is_short_form(token: Token) -> bool:
    """Tell whether a word is hardly a surname by itself: so short, and on no list."""
    return len(token.low) < 4 and token.base not in name_lists().last


def _is_street_behind(tokens: Sequence[Token], place: int) -> bool:
    return place + 1 < len(tokens) and tokens[place + 1].low.endswith(_STREETS)
