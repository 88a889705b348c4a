"""Recogniser: people who are not on the list, by name lists and by the words that announce a name."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from kennis.privacy.by_model import Chances
from kennis.privacy.by_organisations import is_head
from kennis.privacy.context import OFFICES, TITLES, is_finite, is_word_as_surname, name_evidence
from kennis.privacy.features import word_class
from kennis.privacy.hints import (
    ANY,
    CALL,
    CAPITAL,
    LEAD,
    LEAD_ON,
    LED,
    NAME,
    NAMED,
    PARTICLE,
    STRANGE,
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
    is_ordinary,
    led_surnames,
    name_lists,
)
from kennis.privacy.name_edges import given_before
from kennis.privacy.name_ends import LIKE_NAMES, name_end
from kennis.privacy.spans import Span, make_span
from kennis.privacy.text import Token
from kennis.privacy.words import word_set

_FORMS = word_set("by_names_forms")
_DOTTED = _FORMS | {"zr", "br", "pr"}  # zuster, broeder and pater only with a dot: pr is an office too
_NAMED = frozenset("heet heette heten noemde noem genaamd bijgenaamd zekere ene".split())
_NAME = frozenset("naam achternaam voornaam meisjesnaam familienaam roepnaam doopnaam bijnaam".split())
_SOME = frozenset(["zekere", "ene"])
_NO_SURNAMES = NEVER | TITLES | word_set("by_indirect_offices") | {"voorzitter", "minister", "president", "secretaris"}
_CALL = frozenset(["noemen", "noemden", "noemde", "noemt"])  # die noemen we X
_DETERMINERS = frozenset("die een de deze dat dit geen elke welke".split())
_ANY_DETERMINERS = _DETERMINERS - {"een"}
_NO_NAMES = NEVER - LIKE_NAMES
_LED_ONLY = PARTICLES - {"de", "het", "den", "op"}
_RELATIONS = word_set("by_names_relations")
_WHO_IS = [[that, who] for that in ("dat", "omdat", "als", "die") for who in ("hij", "ze", "zij", "ik")]
_HOW = word_set("by_names_how")
_HOT = frozenset("is het te zo erg heel lekker water thee soep koffie was bloed eten niet nog wordt dat".split())
_IN = frozenset(["in", "uit", "naar", "te", "richting", "gemeente", "regio", "vanuit", "rond"])
_POLITE = frozenset("mevrouw mevr mw mvr meneer mijnheer dhr juffrouw juf tante oom frou dr drs mr ir ing prof".split())
_FAMILY = frozenset(["tante", "oom", "opa", "oma"])
_ANNOUNCERS = _FORMS | _NAMED | _SOME | _RELATIONS | OFFICES | {".", "heer", "is"}
_LEAD_ON = frozenset(
    [".", "is"]
)  # these announce a name only if the word before them does (`mevr. X`, `mijn naam is X`)
_BEFORE_ANY = frozenset(
    ["is", "die", "dat", "heet", "heette", "hij", "ze", "zij", "ik"]
)  # before a name that may be any word
_ONLY_NAMES = frozenset(["van", "van der", "van den", "van 't", "ter", "ten", "el"])  # `van de` may lead a word too
_LISTED = 3.0  # by how much the odds grow because a word is on a list of names,
_CAPITAL = 8.0  # and because it has a capital in the middle of a sentence too


@asks(NAME)
def _may_be_name(low: str, base: str) -> bool:
    key = _key(low, base)
    return key != "" and key not in PARTICLES and (key not in NOT_NAMES or key in name_lists().first)


listed(LEAD, _ANNOUNCERS - _LEAD_ON)
listed(LEAD_ON, _LEAD_ON)
listed(LED, _DOTTED | _NAME)
listed(ANY, _BEFORE_ANY)
listed(NAMED, ["naam", "heet", "heette"])
listed(PARTICLE, ["van", "von", "ter"])
listed(CALL, _CALL)


def find_names(text: str, tokens: Sequence[Token], hints: Hints, chances: Chances, *, case: str) -> list[Span]:
    """Return names of people found by list or by announcement (`mevrouw X`, `ik heet X`)."""
    spans: list[Span] = []
    place = 0
    introduced = ANY if hints.together & NAMED else 0  # then a name may be any word
    for begin in _begins(hints, introduced, case):
        if begin < place:
            continue
        place = begin
        hint, before = hints[place], hints[place - 1] if place else 0
        announced = before & (LEAD | LEAD_ON) or (place > 1 and hints[place - 2] & CALL)
        score = max(
            _listed_score(tokens, place, chances, case) if hint & NAME else 0.0,
            _announced_score(tokens, place, case) if announced else 0.0,
            _led_score(tokens, place, case) if hint & PARTICLE else 0.0,
            _strange_score(tokens, place, case) if hint & STRANGE else 0.0,
        )
        if score < 0.7 and before & introduced and _introduced(tokens, place, case):
            spans.append(make_span(text, tokens[place].start, tokens[place].stop, "persoon", "aankondiging", 0.7))
            place += 1
        elif score >= 0.3:
            last = name_end(tokens, place, chances, case)
            if case != "cased" and tokens[place].low in PARTICLES:
                last = max(last, _led_end(tokens, place))  # `meneer de hond`, `de heer van dun`
            spans.append(
                make_span(
                    text,
                    tokens[place].start,
                    tokens[last - 1].stop,
                    "persoon",
                    "namenlijst",
                    min(score + 0.05 * (last - place - 1), 0.94),
                )
            )
            place = last
    return spans


def _led_end(tokens: Sequence[Token], place: int) -> int:
    """Return where the word ends that tussenvoegsels from `place` on lead (`place`: none does)."""
    last = place
    while last < len(tokens) and tokens[last].low in PARTICLES:
        last += 1
    return last + 1 if last < len(tokens) and tokens[last].is_word and tokens[last].low not in _NO_NAMES else place


def _begins(hints: Hints, introduced: int, case: str) -> list[int]:
    """Return where a name may begin: at one of the lists, or behind a word that announces one (`introduced`: more such)."""
    found = set(hinted(hints, NAME | PARTICLE | STRANGE))
    if case == "cased":  # only behind such a word a name may begin without its capital: `mevrouw van der Berg`
        found = {place for place in found if hints[place] & CAPITAL}
    for place in hinted(hints, LEAD | LEAD_ON | CALL | introduced):
        hint = hints[place]
        if hint & (LEAD | introduced) or (hint & LEAD_ON and place and hints[place - 1] & LED):
            found.add(place + 1)
        if hint & CALL:
            found.add(place + 2)
    return sorted(place for place in found if place < len(hints))


def _listed_score(tokens: Sequence[Token], place: int, chances: Chances, case: str) -> float:
    token = tokens[place]
    key = _key(token.low, token.base)
    if not key or key in PARTICLES or (case == "cased" and not token.text[0].isupper()):
        return 0.0
    if key in NOT_NAMES:
        # Frans van Dal is somebody, Frans a language
        language = key in NATIONAL and key in name_lists().first
        return 0.8 if language and _surname_follows(tokens, place + 1, case) else 0.0
    lists = name_lists()
    before = tokens[place - 1].low if place else ""
    if key in lists.places and before in _IN:
        return 0.0
    if before not in _DETERMINERS and _is_called_behind(tokens, place):
        return 0.7
    if case == "cased" and before == "die" and not token.opens and _goes_on(tokens, place):
        return 0.6  # `een andere agent, die Prins, die …`
    first, last = lists.first.get(key), lists.last.get(key)
    if first is None and last is None:
        return 0.0
    if first is False or (last is False and not is_ordinary(key)):
        return 0.9 if first is False else 0.75
    if first is not None and _sure_surname(tokens, place + 1):
        return 0.8
    if case == "cased" and last is not None and given_before(tokens, place) >= 0:
        return 0.8  # Vrouwke de Jonge
    if (
        first is None
        and case != "cased"
        and place + 1 < len(tokens)
        and lists.first.get(tokens[place + 1].base) is False
    ):
        return 0.0  # `tom heeft griep esther zit op een zitting`
    if chances.known:
        capital = case == "cased" and not token.opens
        return min(chances.boosted(place, place + 1, _CAPITAL if capital else _LISTED), 0.85)
    return name_evidence(tokens, place, place + 1, case) * (0.9 if first is not None else 0.75)


def _is_called_behind(tokens: Sequence[Token], place: int) -> bool:
    """Tell whether it is said behind a word that somebody is called so (`timmer heet hij`)."""
    behind = [token.low for token in tokens[place + 1 : place + 3]]
    return behind[:1] in (["heet"], ["heette"]) and behind[1:] in (["hij"], ["ze"], ["zij"], ["ie"], ["die"])


def _goes_on(tokens: Sequence[Token], place: int) -> bool:
    """Tell whether what stands at `place` is told about: a comma follows, or `die`."""
    return place + 1 < len(tokens) and tokens[place + 1].low in (",", "die")


def _surname_follows(tokens: Sequence[Token], place: int, case: str) -> bool:
    """Tell whether tussenvoegsels and a capitalised word stand at `place`, or a surname that is no other word."""
    led = place
    while led < len(tokens) and tokens[led].low in PARTICLES:
        led += 1
    if led == len(tokens) or tokens[led].base not in name_lists().last:
        return False
    capital = case != "cased" or (tokens[led].text[0].isupper() and not tokens[led].opens)
    return capital and (led > place or name_lists().last[tokens[led].base] is False)


def _sure_surname(tokens: Sequence[Token], place: int) -> bool:
    """Tell whether a surname that is no other word stands at `place` (`mark terpstra`, `roos van terpstra`)."""
    while place < len(tokens) and tokens[place].low in PARTICLES:
        place += 1
    return (
        place < len(tokens)
        and name_lists().last.get(tokens[place].base) is False
        and tokens[place].base not in name_lists().first
    )


@lru_cache(maxsize=20_000)
def _key(low: str, base: str) -> str:
    """Return how a word stands in the lists: itself, or without its genitive."""
    lists = name_lists()
    # `Henks` is Henk's, but `niks` is not Nik's.
    bare = base[:-1] if base.endswith("s") and len(base) > 3 and not is_ordinary(low) else ""
    for form in (low, base, bare):
        if form in lists.first or form in lists.last:
            return form
    parts = base.split("-") if "-" in base else ()
    return parts[0] if parts and all(part in lists.first or part in lists.last for part in parts) else ""


def _led_score(tokens: Sequence[Token], place: int, case: str) -> float:
    """Score tussenvoegsels that lead a surname of the list, though it is a word as well (`die van der velde`)."""
    return 0.7 if case != "cased" and is_led_surname(tokens, place) else 0.0


def _strange_score(tokens: Sequence[Token], place: int, case: str) -> float:
    """Score a word nobody knows before a surname with its tussenvoegsel (`annechien ten have`)."""
    token = tokens[place]
    if case == "cased" or len(token.low) < 4 or word_class(token.low, token.base) not in ("unknown", "near"):
        return 0.0
    led = place + 1 < len(tokens) and tokens[place + 1].low in _LED_ONLY
    return 0.7 if led and _surname_follows(tokens, place + 1, case) else 0.0


def is_led_surname(tokens: Sequence[Token], place: int) -> bool:
    """Tell whether `van der` and a surname of the list stand here (`ter` only behind a form of address)."""
    last = _led_end(tokens, place) - 1
    if last <= place:
        return False
    name, words = tokens[last].base, " ".join(token.low for token in tokens[place:last])
    if name not in name_lists().last:
        return name in led_surnames() and _leads_only_names(words, name)
    return (
        words in ("van der", "von der")
        or (words == "ter" and place > 0 and tokens[place - 1].low in TITLES)
        or (name in led_surnames() and _leads_only_names(words, name))
    )


def _leads_only_names(words: str, name: str) -> bool:
    """Tell whether these tussenvoegsels before a surname that has them say that it is one (`van gerwen`, `van den berg`)."""
    if words in ("van der", "van den", "von der"):
        return True
    known = is_ordinary(name) or name in name_lists().places or name in name_lists().first
    return words in ("van", "van de", "van 't", "ter", "ten") and not known


def _announced_score(tokens: Sequence[Token], place: int, case: str) -> float:
    """Score a word after `mevrouw`, `ik heet`, `mijn naam is`."""
    if place == 0 or (tokens[place - 1].low not in _ANNOUNCERS and tokens[place - 2].low not in _CALL):
        return 0.0
    token = tokens[place]
    if tokens[place - 1].low == "heer" and len(token.low) == 1:
        return 0.0  # de heer A.
    if tokens[place - 1].low == "dr" and is_ordinary(token.low) and token.text[0].islower():
        return 0.0  # om dr nek
    if (
        token.low in TITLES
        or not token.is_word
        or token.low in NATIONAL
        or (token.low in NEVER and token.low not in PARTICLES and not is_word_as_surname(tokens, place, case))
    ):
        return 0.0
    capital = token.text[0].isupper()
    if case == "cased" and not capital and token.low not in PARTICLES:
        return 0.0
    before = [other.low for other in tokens[max(0, place - 3) : place]]
    if before[-1] in _FORMS or (before[-1] == "." and before[-2:-1] and before[-2] in _DOTTED) or _is_sir(before):
        if token.low == "van" and _is_office_of(tokens, place, case):
            return 0.0
        if token.low == "de" and case != "cased" and _is_named_de(tokens, place):
            return 0.6
        asked = before[-2:-1] == [] or before[-2] not in _ANY_DETERMINERS or _is_sir(before)
        follows = token.low in PARTICLES and _names_follow(tokens, place, case, titled=asked)
        if asked and case != "cased" and token.base in name_lists().last and not is_finite(token.low):
            return 0.7  # mevrouw post
        if asked and before[-1] in _FAMILY and token.base in name_lists().first:
            return 0.8  # tante mien
        return (
            0.9
            if (capital and case == "cased" and token.low not in PARTICLES)
            or follows
            or (token.low not in PARTICLES and not is_ordinary(token.low))
            else 0.0
        )
    listed = token.base in name_lists().first or token.base in name_lists().last
    if before[-1] in OFFICES - _RELATIONS and listed and case == "cased" and not token.opens:
        return 0.8
    if before[-1] in _RELATIONS and token.low not in PARTICLES:
        return 0.8 if (case == "cased" and not token.opens) or not is_ordinary(token.low) else 0.0
    if before[-1] in _RELATIONS and token.low in ("van", "ter", "ten") and _is_stranger(tokens, place, case):
        return 0.8  # zijn bewindvoerder van kuyk
    if before[-1] in _SOME and token.low in PARTICLES and _names_follow(tokens, place, case):
        return 0.8  # een zekere Van Oosterom
    named = (
        before[-1] in _NAMED
        or (before[-2:-1] and before[-2] in _NAME and before[-1] == "is")
        or (before[-2:-1] and before[-2] in _CALL)
    )
    if not named or token.low in PARTICLES:
        return 0.0
    return 0.85 if (capital and case == "cased") or not is_ordinary(token.low) else 0.0


def _is_stranger(tokens: Sequence[Token], place: int, case: str) -> bool:
    """Tell whether tussenvoegsels lead a word that is a surname that has them (and no town)."""
    last = _led_end(tokens, place) - 1
    if last <= place:
        return False
    word = tokens[last]
    if case == "cased":
        return tokens[place].text[0].isupper() and word.text[0].isupper()
    lists = name_lists()
    return word.base in led_surnames() and word.base not in lists.places and word.base not in lists.first


def _is_office_of(tokens: Sequence[Token], place: int, case: str) -> bool:
    """Tell whether `van` leads a town: `de burgemeester van Ede`, but not `burgemeester Van Ede`."""
    sir = _is_sir([token.low for token in tokens[max(0, place - 2) : place]])
    if tokens[place - 1].low in _POLITE or sir or place + 1 == len(tokens):
        return False
    small = tokens[place].text[0].islower()
    return small if case == "cased" else name_lists().places.get(tokens[place + 1].base) is False


def _is_sir(before: Sequence[str]) -> bool:
    """Tell whether `de heer` stands before."""
    return before[-1] == "heer" and before[-2:-1] != [] and before[-2] in ("de", "den", "beste", "geachte")


def _introduced(tokens: Sequence[Token], place: int, case: str) -> bool:
    """Tell whether somebody says the name here, so that it may be any word (`mijn naam is hoop`, `die mees heet`)."""
    token = tokens[place]
    if (
        not place
        or tokens[place - 1].low not in _BEFORE_ANY
        or not token.is_word
        or token.low in NOT_NAMES
        or token.low in PARTICLES
        or token.low in COUNTRIES
        or len(token.low) < 3
    ):
        return False
    before = [other.low for other in tokens[max(0, place - 3) : place]]
    if case == "cased":
        # `eigenlijk heet hij Dolf`: nobody writes another word with a capital there
        said = before[-2:] in [["heet", "hij"], ["heet", "ze"], ["heet", "zij"], ["heette", "hij"], ["heette", "ze"]]
        return token.text[0].isupper() and not token.opens and (said or before[-1] in ("heet", "heette"))
    if before[-2:] == ["naam", "is"] and before[:1] != ["de"]:
        return True
    if before[-2:] in _WHO_IS and token.low not in _HOW and tokens[place + 1 : place + 2] != []:
        return tokens[place + 1].low in ("heet", "heette")  # `hij zei dat hij spike heet`
    after = tokens[place + 1].low if place + 1 < len(tokens) else ""
    listed = token.base in name_lists().first or token.base in name_lists().last
    return listed and (
        (
            after in ("heet", "heette")
            and before[-1:] in (["die"], ["dat"])
            and before[-2:-1] != []
            and before[-2] in _RELATIONS
        )
        or before[-2:]
        in (["ik", "heet"], ["hij", "heet"], ["ze", "heet"], ["zij", "heet"], ["die", "heet"], ["heet", "hij"])
        or (before[-1:] in (["heette"], ["heet"]) and before[-2:-1] != [] and before[-2] not in _HOT)
    )


def _is_named_de(tokens: Sequence[Token], place: int) -> bool:
    """Tell whether `de` begins a surname behind a form of address: `meneer de hond`, but not `die meneer de deur`."""
    before = tokens[place - 2].low if place > 1 else ""
    return (
        before not in _DETERMINERS
        and place + 1 < len(tokens)
        and tokens[place + 1].is_word
        and len(tokens[place + 1].low) > 2
        and tokens[place + 1].low not in _NO_SURNAMES
    )


def _names_follow(tokens: Sequence[Token], place: int, case: str, *, titled: bool = False) -> bool:
    start = place
    while place < len(tokens) and tokens[place].low in PARTICLES:
        place += 1
    if place == len(tokens) or not tokens[place].is_word:
        return False
    word = tokens[place]
    if titled and case != "cased" and " ".join(token.low for token in tokens[start:place]) in _ONLY_NAMES:
        common = word_class(word.low, word.base) == "word" and word.base not in led_surnames()
        if common and place == start + 1:
            return False  # mevrouw van communicatie
        return len(word.low) > 1 and not is_head(word) and word.low not in _NO_NAMES  # meneer van gerwen
    return word.text[0].isupper() if case == "cased" else (word.base in name_lists().last or not is_ordinary(word.low))
