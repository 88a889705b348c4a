"""Recogniser: exact ages of children and of whoever is named (`mijn dochter van zes`, `Lieke (12)`, `toen ik achttien werd`)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kennis.privacy.by_dates import BORN_BEFORE, MONTHS
from kennis.privacy.context import WITH_SURNAME, is_finite
from kennis.privacy.hints import AGE, DIGIT, NUMBER, Hints, hinted
from kennis.privacy.lists import NEVER, PARTICLES, is_ordinary, is_verb, lemma_of, name_lists
from kennis.privacy.spans import Span, make_span
from kennis.privacy.spoken import number_words, year_of
from kennis.privacy.text import Token, fold
from kennis.privacy.words import word_set

_YOUNG = word_set("by_ages_young")
_GROWN = word_set("by_ages_grown")
_RANKED = word_set("by_ages_ranked")  # `de oudste van drie` is no age, `de oudste is drie` is
_WHO = frozenset("ik hij ie ze zij jij ich".split())
_BE = frozenset("is was waas bin ben bent wordt werd word waren zijn geworden".split())
_BECAME = frozenset("was werd wordt word ben is waren zijn".split())
_WHEN = frozenset("toen als omdat dat tot voordat nadat totdat sinds zodra terwijl".split())
_NOW = frozenset(
    "nu net pas al ook bijna nog maar inmiddels toen zelf zeker ongeveer intussen vandaag morgen eh ehm uh uhm euh".split()
)
_BECOMES = frozenset("wordt werd word".split())
# What may stand between `hij wordt` and his age: `in het voorjaar`, `volgende maand`, `over een week`.
_SOON = frozenset("in op over aan dit deze volgende volgend vorige vorig straks binnenkort komende komend".split())
_FAR = 4  # words of that
_TEN = 10  # a bare number below it counts things more often than years
_NUMBERED = word_set("by_streets_numbered")  # `zaal Beatrix 12`
_ENDS = word_set("by_ages_ends")
_NEAR = 3  # words before an age that are looked at
_SINCE = frozenset("op vanaf sinds tot na rond voor".split())
_SCHOOLED = 5  # `op mijn tweede` is not said of an age
_ON = frozenset("in bij van uit naar op al met door".split())
_SEXES = frozenset("v m x man vrouw".split())
_BUSY = frozenset("zit is gaat woont heeft doet zat ging was woonde had werkt".split())
_MINE = [["die", "van", who] for who in ("mij", "ons", "haar", "hem")]  # `die van mij is acht`
_SEASONS = frozenset("voorjaar najaar zomer winter lente herfst".split())
_COUNTED = word_set("by_ages_counted")
_NO_ONE = frozenset(["wil", "mark"])  # verbs and money, before a number
_UNITS = frozenset(["jaar", "jaren", "jr", "maanden", "maand", "weken", "dagen"])
_LISTED = frozenset([",", "en", "of"])
_OWN = frozenset("mijn m'n zijn z'n haar d'r je hun ons uw".split())
_GONE = frozenset("geleden lang later terug ervaring eerder werk dienst getrouwd samen zwanger bezig gewerkt".split())
_SCORE = 0.9
_JUST = frozenset(["net", "pas"])
_CENTURY = 100
_LOOKED_BACK = 12  # words
_OF_AGE = 18


def find_ages(text: str, tokens: Sequence[Token], hints: Hints) -> list[Span]:
    """Return ages said of a child or of somebody who is named; what is counted (`drie keer`, `zes scholen`) is none."""
    found: list[Span] = []
    last = -9  # where the age before ended
    for place in hinted(hints, AGE | DIGIT | NUMBER):
        if _is_aged(tokens, place):
            found.append(make_span(text, tokens[place].start, tokens[place].stop, "leeftijd", "leeftijden", _SCORE))
            continue
        if _is_birth_year(tokens, place):
            first = place - (not tokens[place - 1].is_word)  # van '74
            found.append(
                make_span(text, tokens[first].start, tokens[place].stop, "geboortedatum", "leeftijden", _SCORE)
            )
            continue
        age = _value(tokens[place].low)
        if not age:
            continue
        stop = _end(tokens, place)
        listed = last <= place and place - last < 4 and all(_goes_on(token) for token in tokens[last:place])
        if (listed and not is_counted(tokens, stop)) or _is_age(tokens, place, stop, age):
            found.append(make_span(text, tokens[place].start, tokens[stop - 1].stop, "leeftijd", "leeftijden", _SCORE))
            last = stop
    return found


_ANSWER = re.compile(
    r"(?:(?:ja|jawel|nee|bijna|net|pas|al|nu|wel|eh|uh|hij is|ze is|zij is|die is|ik ben|gewoon)[,.!]? )*([\w]+)(?: jaar| jr)?(?: oud)?(?=[,!?;…]|\.$|\.\.|(?<!\d)\.|$)",
    re.I,
)
_HOW_OLD = re.compile(r"\b(?:hoe oud|leeftijd|wat voor jaar)\b", re.I)
_BEFORE = 2  # turns


def find_answered(texts: Sequence[str], found: Sequence[Sequence[Span]]) -> list[list[Span]]:
    """Return the ages that are all a turn begins with, after an age or the question for one (`Elf?` `Ja. Elf.`).

    Args:
        texts: the turns of one file.
        found: the spans of each.
    """
    answers: list[list[Span]] = []
    for place, text in enumerate(texts):
        said = _ANSWER.match(text)
        if not said or _value(fold(said[1])) <= 1:
            answers.append([])
            continue
        aged = [
            any(span.kind == "leeftijd" for span in (*found[at], *answers[at])) or bool(_HOW_OLD.search(texts[at]))
            for at in range(max(0, place - _BEFORE), place)
        ]
        # Who was asked something else answers that: `Heeft u kinderen?` `Drie.`
        asked = any(aged) and (aged[-1] or not texts[place - 1].rstrip().endswith("?"))
        answers.append([make_span(text, *said.span(1), "leeftijd", "leeftijden", _SCORE)] if asked else [])
    return answers


def _is_aged(tokens: Sequence[Token], place: int) -> bool:
    """Tell whether a word says how old a child is (`als zestienjarige`, `een tienjarig meisje`), and no plan or party."""
    low = tokens[place].low
    if not low.endswith(("jarig", "jarige")) or not _value(
        low.removesuffix("e").removesuffix("jarig").removesuffix("-")
    ):
        return False
    after = tokens[place + 1].low if place + 1 < len(tokens) else ""
    return after in _YOUNG or (place > 0 and tokens[place - 1].low == "als")


def _is_birth_year(tokens: Sequence[Token], place: int) -> bool:
    """Tell whether a number says when somebody was born: `hij is van '74`, `ik ben van 67`, `mijn moeder is van 1952`."""
    short = place > 0 and tokens[place - 1].text in ("'", "’", "‘")
    led = place - 1 - short
    if led < 2 or tokens[led].low != "van" or tokens[led - 1].low not in _BE or not _closes(tokens, place + 1):
        return False
    year, low = year_of([tokens[place].low]), tokens[place].low
    if short and len(low) == 2 and low.isdigit():
        year = int(low)  # '05
    if year is None or year >= BORN_BEFORE or not _is_subject(tokens, led - 2):
        return False
    # Of a law or a car one says `hij` and `die` too, and a whole year.
    return tokens[led - 2].low != "die" and (len(low) != len("1952") or tokens[led - 2].low not in _WHO - {"ik"})


def _goes_on(token: Token) -> bool:
    """Tell whether a word may stand between the ages of brothers and sisters (`van elf, negen en Sagal vier`)."""
    return token.low in _LISTED or _is_only_a_name(token)


def _value(low: str) -> int:
    """Return the age a word says (`zes`, `drieentachtig`, `12`, `16e`, `drieenvijftigste`), or 0."""
    if low in ("een", "nul"):
        return 0
    for word in (low, low.removesuffix("ste"), low.removesuffix("de"), low.removesuffix("e")):
        value = int(word) if word.isdigit() and len(word) < 4 else number_words().get(word, 0)
        if value:
            return value if value < 110 else 0
    return 1 if low == "anderhalf" else 0


def _end(tokens: Sequence[Token], place: int) -> int:
    stop = place + 1
    if stop < len(tokens) and tokens[stop].low in _UNITS:
        stop += 1
        if stop < len(tokens) and tokens[stop].low == "oud":
            stop += 1
    return stop


def _is_age(tokens: Sequence[Token], place: int, stop: int, age: int) -> bool:
    before = [token.low for token in tokens[max(0, place - _NEAR) : place]]
    after = tokens[stop].low if stop < len(tokens) else ""
    ordinal = not tokens[place].low.isdigit() and tokens[place].low not in number_words() and age > 1
    if ordinal:
        since = len(before) > 1 and before[-2] in _SINCE and before[-1] in _OWN
        return since and _is_birthday(tokens, stop, age, before[-2])
    if not before or not tokens[place - 1].is_word:  # `twaalf was ik toen`
        turned = [token.low for token in tokens[stop : stop + 2]]
        if len(turned) > 1 and turned[0] in _BE and turned[1] in _WHO:
            return _closes(tokens, stop + 2) or tokens[stop + 2].low in _NOW
        if turned == ["en", "ik"] and _OF_AGE <= age < _CENTURY and tokens[place].low in number_words():
            return True  # `Zevenenzestig en ik werk nog`
    if is_counted(tokens, stop) or not before:
        return False
    if tokens[stop - 1].low == "jr" and not tokens[place - 1].is_word and after in (";", ",", ")", ".", ""):
        return age > 1  # klas 2; 13 jr; nieuw
    if before[-1] == "jarig":
        return after == "geworden" or _closes(tokens, stop)  # `die was jarig veertig geworden`
    if before[-1] in _JUST and tokens[place - 1].opens and _OF_AGE <= age < _CENTURY:
        return _ends_sentence(tokens, stop) and _was_somebody(tokens, place - 1)
    if before[-1] == "van":
        return after not in ("tot", "t", "-") and _is_of_somebody(tokens, place - 2 - (before[-2:-1] == [","]), age)
    if before[-2:] == ["jaar", "of"]:  # `een jongen van een jaar of tien`, `ik was een jaar of tien`
        return place > _NEAR and before[0] == "een" and tokens[place - 4].low in _BE | {"van"} and _closes(tokens, stop)
    if before[-2:-1] == ["met"] and before[-1] in _OWN:
        return stop > place + 1  # `met mijn zestig jaar`
    if before[-1] == "," and len(before) == _NEAR and before[0] == "(" and before[1] in _SEXES:
        return after == ")"
    if before[-1] == "(":
        return after in (")", "en", ",") and _is_somebody(tokens, place - 2)
    years = place + 1 < stop and tokens[place + 1].low in ("jaar", "jaren", "jr")
    if before[-1] == "," or years:
        commas = before[-1] == ","
        if _is_somebody(tokens, place - 1 - commas) and (after in (",", ".", ")", "") or not commas):
            return True
    if tokens[place - 1].low in _WHO or _is_somebody(tokens, place - 1):
        when = before[-2:-1] != [] and before[-2] in _WHEN
        child = place > 1 and tokens[place - 2].low in _YOUNG and tokens[place - 1].low not in _WHO
        if (when and after in _BECAME) or child:
            return True
    return _is_said_of(tokens, place, stop) or _will_be(tokens, place, stop) or _stands_bare(tokens, place, stop, age)


def _is_of_somebody(tokens: Sequence[Token], place: int, age: int) -> bool:
    """Tell whether whom `van` belongs to is a child, somebody named, or a grown-up of a grown-up's age."""
    if place < 0:
        return False
    low = tokens[place].low
    if low in _RANKED:
        return False
    if low in _GROWN or _is_titled(tokens, place):
        return age >= _OF_AGE  # a mother of four has four children
    return low in _YOUNG or _is_named(tokens, place)


def _is_birthday(tokens: Sequence[Token], place: int, age: int, since: str) -> bool:
    """Tell whether `op mijn zesde` is said of an age, by what stands behind it at `place`.

    The fourth is more often of a row: only `op` leads it, and what follows is a verb and no noun (`op mijn vierde verzoek`).
    """
    after = tokens[place].low if place < len(tokens) else ""
    if age >= _SCHOOLED:
        return _closes(tokens, place) or after in _ON or is_verb(after) or _is_past(after)
    asked = place + 1 < len(tokens) and tokens[place + 1].low in _WHO and is_verb(after)
    goes_on = _closes(tokens, place) or after == "naar" or is_finite(after) or _is_past(after) or asked
    return age == _SCHOOLED - 1 and since == "op" and goes_on


def _is_past(low: str) -> bool:
    """Tell whether a word is a verb of several people in the past (`verhuisden`)."""
    return low.endswith(("den", "ten")) and (lemma := lemma_of(low)) != low and lemma.endswith("en")


def _is_titled(tokens: Sequence[Token], place: int) -> bool:
    """Tell whether a form of address leads the word here, with its tussenvoegsels (`mevrouw de wit`)."""
    first = place - 1
    while first > 0 and tokens[first].low in PARTICLES:
        first -= 1
    return first >= 0 and tokens[place].is_word and tokens[first].low in WITH_SURNAME


def _ends_sentence(tokens: Sequence[Token], place: int) -> bool:
    return place >= len(tokens) or tokens[place].text in (".", "!", "…")


def _was_somebody(tokens: Sequence[Token], place: int) -> bool:
    """Tell whether shortly before `place` was said what or how somebody is (`Hij is van '74. Net vijftig.`)."""
    near = range(max(1, place - _LOOKED_BACK), place)
    return any(tokens[at].low in _BE and _is_subject(tokens, at - 1) for at in near)


def _is_called_first(tokens: Sequence[Token], verb: int) -> bool:
    """Tell whether a name that is a word too stands before `is` at the beginning (`Bloem was toen acht`), or between marks."""
    if verb > 2 and tokens[verb - 1].text == "," and tokens[verb - 3].text == ",":
        return tokens[verb - 2].text[0].isupper()  # mijn kind, Quinty, is drie
    name = tokens[verb - 1] if verb else tokens[0]
    first = name_lists().first
    joined = verb > 2 and tokens[verb - 2].low == "en" and tokens[verb - 3].base in first
    begins = name.opens or verb == 1 or tokens[verb - 2].low in (",", "en") and (joined or name.text[0].isupper())
    return verb > 0 and bool(begins) and name.base in first and name.low not in NEVER and name.low not in _NO_ONE


def _is_said_of(tokens: Sequence[Token], place: int, stop: int) -> bool:
    """Tell whether somebody is or becomes as old (`hij is nu elf`, `mijn dochtertje nova was zes`, `wordt ze zeven`)."""
    verb = place - 1
    become = stop < len(tokens) and tokens[stop].low == "geworden"
    if verb > 1 and [tokens[verb - 1].low, tokens[verb].low] == ["nog", "geen"]:
        verb -= 2  # `Sofie was nog geen twee`
    while verb > 0 and (tokens[verb].low in _NOW or become and tokens[verb].low in ("er", "gisteren")):
        verb -= 1
    soon = tokens[verb].low in _BECOMES and _is_season(tokens, stop)
    if not (become or soon or _closes(tokens, stop)):
        return False
    if tokens[verb].low in _BE:
        mine = [token.low for token in tokens[max(0, verb - 3) : verb]] in _MINE
        return mine or _is_subject(tokens, verb - 1) or _is_called_first(tokens, verb)
    return tokens[verb].low in _WHO and verb > 0 and tokens[verb - 1].low in _BE


def _is_season(tokens: Sequence[Token], place: int) -> bool:
    """Tell whether a time of the year stands here (`in juni`, `in het voorjaar`)."""
    words = [token.low for token in tokens[place : place + 3]]
    return words[:1] == ["in"] and any(word in MONTHS or word in _SEASONS for word in words[1:])


def _will_be(tokens: Sequence[Token], place: int, stop: int) -> bool:
    """Tell whether somebody becomes as old at some time (`hij wordt in het voorjaar zestien`)."""
    verb = next((at for at in range(place - 1, max(0, place - _FAR - 2), -1) if tokens[at].low in _BECOMES), 0)
    if not verb or not _closes(tokens, stop) or not all(token.is_word for token in tokens[verb:place]):
        return False
    first = verb + 1
    if tokens[first].low in _WHO:
        return first + 1 == place or tokens[first + 1].low in _SOON
    return tokens[first].low in _SOON and (_is_subject(tokens, verb - 1) or _is_called_first(tokens, verb))


def _stands_bare(tokens: Sequence[Token], place: int, stop: int, age: int) -> bool:
    """Tell whether a number right behind a name is an age, without any sign of it (`de oudste yara dertien tolkt`)."""
    after = tokens[stop].low if stop < len(tokens) else ""
    if after in ("tot", "t", "plus", "-", "/", ":") or after in (".", ",") and _is_number(tokens, stop + 1):
        return False  # a time, a date, an amount, a group of ages
    if tokens[place - 1].low in _YOUNG:
        return tokens[place].low.isdigit()  # `twee dochters 6 en 14`
    if tokens[place - 1].low in _RANKED:
        return age > 2 and after in _BUSY  # `de jongste vier zit nog thuis`
    kin = place > 1 and tokens[place - 2].low in _YOUNG | _GROWN | _RANKED
    if kin and not is_ordinary(tokens[place - 1].low):
        return True
    return (
        _is_only_a_name(tokens[place - 1])
        and tokens[place - 1].low not in NEVER
        and not (place > 1 and tokens[place - 2].low in _NUMBERED)
        and age >= _TEN
        and (after == "uit" or _closes(tokens, stop))
    )


def _is_number(tokens: Sequence[Token], place: int) -> bool:
    return place < len(tokens) and tokens[place].low[:1].isdigit()


def _closes(tokens: Sequence[Token], place: int) -> bool:
    """Tell whether a clause ends here, so that what stands before counts nothing."""
    return place >= len(tokens) or not tokens[place].is_word or tokens[place].low in _ENDS


def _is_subject(tokens: Sequence[Token], place: int) -> bool:
    """Tell whether whoever is or becomes as old stands here: *ik*, *die*, or somebody."""
    return place >= 0 and (tokens[place].low in _WHO or tokens[place].low == "die" or _is_somebody(tokens, place))


def _is_somebody(tokens: Sequence[Token], place: int) -> bool:
    """Tell whether a child, a grown-up or somebody named stands here; behind a child any name of the list will do."""
    if place > 0 and tokens[place - 1].low in _YOUNG and tokens[place].base in name_lists().first:
        return True
    return place >= 0 and (
        tokens[place].low in _YOUNG
        or tokens[place].low in _GROWN
        or tokens[place].low in _RANKED
        or _is_named(tokens, place)
    )


def _is_named(tokens: Sequence[Token], place: int) -> bool:
    """Tell whether a name of the list stands here, or with a capital a word nobody knows."""
    token, lists = tokens[place], name_lists()
    if token.low in NEVER:
        return False  # ben
    if _is_only_a_name(token):
        return True
    capital = token.text[0].isupper() and not token.text.isupper()
    listed = token.base in lists.first or token.base in lists.last
    return capital and not token.opens and (listed or not is_ordinary(token.low)) and token.base not in lists.places


def _is_only_a_name(token: Token) -> bool:
    """Tell whether a word is a first name of the list, and no other word."""
    return name_lists().first.get(token.base) is False


def is_counted(tokens: Sequence[Token], place: int) -> bool:
    """Tell whether a number counts what stands behind it (`drie keer`, `zes scholen`, `vijf jaar geleden`)."""
    if place >= len(tokens) or not tokens[place].is_word:
        return False
    low = tokens[place].low
    if low in _COUNTED or low in _GONE or low in _UNITS or low[0].isdigit():
        return True
    lemma = lemma_of(low)
    return lemma != low and low.endswith(("en", "s", "jes")) and not lemma.endswith("en")
