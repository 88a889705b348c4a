"""Recogniser: organisations and small teams, by the word that says what they are (`wijkteam`, `stichting`, `kredietbank`)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from kennis.privacy.context import SPEECH, TITLES, is_finite
from kennis.privacy.features import word_class
from kennis.privacy.hints import ABBREVIATION, HEAD, Hints, asks, hinted
from kennis.privacy.lists import NATIONAL, NEVER, PARTICLES, is_ordinary, is_written, lemma_of, name_lists
from kennis.privacy.spans import Span, make_span
from kennis.privacy.text import Token
from kennis.privacy.words import word_list, word_set

_HEADS = word_set("by_organisations_heads")
_ENDS = word_list("by_organisations_ends")
_NO_HEADS = word_set("by_organisations_no_heads")
_NAMED = word_set("by_organisations_named")  # behind these, `de brug` is a name
_SCHOOLS = word_list("by_organisations_schools")
_NO_SCHOOLS = word_set("by_organisations_no_schools")
_CHURCHES = word_list("by_organisations_churches")
_CLUBS = word_set("by_organisations_clubs")  # what a sports club has before its name
_SAINT = frozenset(["sint", "st"])
_ENDS_OR_GENITIVE = (*_ENDS, *_SCHOOLS, "s")
_PLACED = ("daar", "hier", "waar", "ach", "boven")  # `het college daaronder`
_PLAINLY_NAMED = frozenset(["stichting", "bureau", "team", "vereniging", "basisschool", "obs"])
_ARTICLES = frozenset(["de", "het", "'t", "ons", "onze"])
_DETERMINERS = _ARTICLES | {
    "een",
    "dat",
    "die",
    "deze",
    "dit",
    "elk",
    "elke",
    "ieder",
    "jullie",
    "mijn",
    "zijn",
    "haar",
}
_SOME = frozenset(["een", "geen", "elke", "iedere", "welke"])  # een garage Necmi een bestelwagen
_IN = frozenset(["in", "op", "bij", "naar", "van", "uit"])
_AT = _IN | {"door", "van", "aan", "met", "via", "heet", "heette", "namens", "achter", "naast", "tegenover"}
_BUILDINGS = frozenset(
    "basisschool buurthuis wijkcentrum inloophuis dorpshuis verzorgingshuis zorgcentrum camping".split()
)
_COMPASS = frozenset("noord oost zuid west centrum noordoost noordwest zuidoost zuidwest".split())
_STRANGE = frozenset(["unknown", "near", "p", "fp", "lp", "flp"])


@asks(HEAD)
def _may_begin(low: str, base: str) -> bool:
    return (
        low in _HEADS
        or base in _HEADS
        or low in ("huis", "plein")
        or low in _CLUBS
        or low.endswith(_CHURCHES)
        or (len(base) > 7 and low.endswith(_ENDS_OR_GENITIVE))
    )


def find_organisations(text: str, tokens: Sequence[Token], hints: Hints, *, case: str) -> list[Span]:
    """Return organisations and teams, with the word that says what they are (`Wijkteam Noord`, `stichting de brug`)."""
    spans = []
    done = 0
    capitals = case == "cased"
    for place in hinted(hints, HEAD | ABBREVIATION if capitals else HEAD):
        if place < done:
            continue
        last, score = _found(tokens, place, case)
        if last > place:
            first = _first(tokens, place, case)
            start, stop = tokens[first].start, tokens[last - 1].stop
            spans.append(make_span(text, start, stop, "organisatie", "organisaties", score))
        done = max(last, place + 1)
    if capitals and (" De " in text or " Het " in text):
        spans += [
            make_span(text, tokens[first].start, tokens[last - 1].stop, "organisatie", "organisaties", 0.6)
            for first, last in _with_article(tokens)
        ]
    return spans


def _first(tokens: Sequence[Token], place: int, case: str) -> int:
    """Return where an organisation of which the head stands at `place` begins (`Sociaal Team`, `de Sjalom kerk`)."""
    before = tokens[place - 1].low if place else ""
    if before in ("sociaal", "sociale") or (before in _SAINT and tokens[place].low.endswith(_CHURCHES)):
        return place - 1
    if tokens[place].low in _CHURCHES:
        return _church_start(tokens, place, case)
    return _named_before(tokens, place) if case == "cased" and is_head(tokens[place]) else place


def _named_before(tokens: Sequence[Token], place: int) -> int:
    """Return where the name before a head with a capital of its own begins (`Cambria College`; `place`: there is none)."""
    first = place
    while (
        first
        and tokens[place].text[0].isupper()
        and _is_capital(tokens[first - 1])
        and tokens[first - 1].low not in NATIONAL
    ):
        first -= 1
    named = [token for token in tokens[first:place] if token.low not in TITLES and token.low not in PARTICLES]
    return first if len(named) == place - first < 3 else place


def _church_start(tokens: Sequence[Token], place: int, case: str) -> int:
    """Return where the name before a loose *kerk* or *moskee* begins, which nobody knows as a word (`place`: there is none)."""
    first = place
    while first and place - first < 3 and _names_church(tokens[first - 1], case):
        first -= 1
    led = first and tokens[first - 1].low in ("de", "het", "een", "onze", "van", "der", "'t")
    return first if led else place


def _names_church(token: Token, case: str) -> bool:
    if not token.is_word or token.low in NATIONAL:
        return False
    if case == "cased":
        return token.text[0].isupper() and not token.opens
    return word_class(token.low, token.base) in ("unknown", "near")


def _with_article(tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """Give what has an article with a capital in the middle of a sentence (`bij De Heuvelhof`), unless it is a surname or town."""
    lists = name_lists()
    for place in range(1, len(tokens) - 1):
        if tokens[place].text not in ("De", "Het") or tokens[place].opens or tokens[place - 1].low not in _AT:
            continue
        name = tokens[place + 1]
        town = f"{tokens[place].low} {name.base}" in lists.places
        if name.text[0].isupper() and not town and name.base not in lists.last and name.low not in NATIONAL:
            yield place, max(capitals_end(tokens, place + 1), place + 2)


def _found(tokens: Sequence[Token], place: int, case: str) -> tuple[int, float]:
    """Return where an organisation that begins here ends (`place`: there is none), and how sure that is."""
    if is_school(tokens[place].low) and (case != "cased" or tokens[place].text[0].isupper()):
        return place + 1, 0.7
    if tokens[place].low in _CLUBS:
        return _club(tokens, place, case)
    if tokens[place].low in _CHURCHES and _church_start(tokens, place, case) < place:
        return place + 1, 0.8
    if is_church(tokens[place].low) and (case != "cased" or tokens[place].text[0].isupper()):
        return place + 1, 0.7
    led = case != "cased" and place > 1 and tokens[place - 1].low == "de" and tokens[place - 2].low in _IN
    if led and _called_after(tokens[place].low) is not None:
        return place + 1, 0.4  # op de regenboogschool, or some kind of school: for a person to decide
    if case == "cased":
        last = capitals_end(tokens, place + 1) if is_head(tokens[place]) else place
        if last == place + 1 and _named_before(tokens, place) < place:
            return last, 0.8
        if last > place + 1:
            return last, 0.85
        return _phrase(tokens, place)
    if not is_head(tokens[place]):
        return place, 0.0
    last = _strange_end(tokens, place + 1)
    if last > place + 1 and not (place and tokens[place - 1].low in _SOME):
        return last, 0.7
    bare = not place or tokens[place - 1].low not in _DETERMINERS
    named = bare and (tokens[place].low in _NAMED or (place > 0 and tokens[place - 1].low in _AT))
    article = tokens[place + 1].low if place + 1 < len(tokens) else ""
    before = [token.low for token in tokens[max(0, place - 2) : place]]
    # op de basisschool de regenboog
    located = tokens[place].low in _BUILDINGS and before[1:] in (["de"], ["het"]) and before[0] in _IN
    named = named or (tokens[place].low in _NAMED and (article in ("ons", "onze") or located))
    if named and place + 2 < len(tokens) and article in _ARTICLES and _is_name_word(tokens[place + 2]):
        more = _is_adjective(tokens[place + 2].low) and place + 3 < len(tokens) and _is_name_word(tokens[place + 3])
        return place + 3 + more, 0.6
    if bare and tokens[place].low in _PLAINLY_NAMED:
        last = _words_end(tokens, place + 1)
        if last > place + 1:
            return last, 0.6  # bij stichting groene vingers
    aan = [token.low for token in tokens[place + 1 : place + 3]] in (["aan", "de"], ["aan", "het"])
    if tokens[place].low in _NAMED and aan and place + 3 < len(tokens) and not is_ordinary(tokens[place + 3].low):
        return place + 4, 0.6  # voedselbank aan de maas
    return place, 0.0


def _club(tokens: Sequence[Token], place: int, case: str) -> tuple[int, float]:
    """Give a sports club with its short form before it: `vv Noordwind`, `bij sv heuveldorp`."""
    if case == "cased":
        last = capitals_end(tokens, place + 1)
        return (last, 0.8) if last > place + 1 and tokens[place + 1].low not in _ARTICLES else (place, 0.0)
    at = place > 0 and tokens[place - 1].low in _AT
    named = place + 1 < len(tokens) and _is_name_word(tokens[place + 1]) and not is_finite(tokens[place + 1].low)
    return (place + 2, 0.7) if at and named else (place, 0.0)


def _words_end(tokens: Sequence[Token], place: int) -> int:
    """Return where the word from `place` on ends that may be an organisation's name, with an adjective before it."""
    more = place < len(tokens) and _is_adjective(tokens[place].low)
    last = place + more
    if last >= len(tokens) or not _is_name_word(tokens[last]):
        return place
    low = tokens[last].low
    said = is_finite(low) or low in SPEECH or word_class(low, tokens[last].base) != "word"
    return place if said else last + 1


def _is_adjective(low: str) -> bool:
    return low in ("gouden", "zilveren", "houten") or (low.endswith("e") and lemma_of(low) == low[:-1])


def is_head(token: Token) -> bool:
    """Tell whether a word says what an organisation is: `stichting`, `wijkteam`, `kredietbank`."""
    low = token.base
    if low in _NO_HEADS or low in NATIONAL:
        return False
    return low in _HEADS or (len(low) > 7 and low.endswith(_ENDS))


def _called_after(low: str) -> str | None:
    """Return what stands before *school* or *college* in a word no dictionary has; None for any other, and a kind of school."""
    end = next((end for end in _SCHOOLS if low.endswith(end)), "")
    return low.removesuffix(end) if end and not is_written(low) and low not in _NO_SCHOOLS else None


@lru_cache(maxsize=10_000)
def is_school(low: str) -> bool:
    """Tell whether a word is a school or clinic that is called after something (`lorentzcollege`), and no kind of school."""
    after = _called_after(low)
    if after is None or len(after) < 4:
        return False
    stem = after.removesuffix("s")
    return not low.endswith("school") or not is_written(stem) or stem in name_lists().first or stem in name_lists().last


@lru_cache(maxsize=10_000)
def is_church(low: str) -> bool:
    """Tell whether a word is a church, mosque or convent that is called after somebody (`bonifatiuskerk`), and no kind of one."""
    end = next((end for end in _CHURCHES if low.endswith(end)), "")
    stem = low.removesuffix(end).rstrip("-")
    lists = name_lists()
    if not end or len(stem) < 3 or is_written(low) or low in lists.places or low in lists.last or low in lists.first:
        return False
    bare = stem.removesuffix("s")
    return not (is_written(stem) or is_written(bare)) or stem in lists.first or bare in lists.first


def capitals_end(tokens: Sequence[Token], place: int) -> int:
    """Return where the capitalised words from `place` on end; articles and particles between them go along."""
    last = place
    while last < len(tokens):
        ahead = last
        while ahead < len(tokens) and ahead - last < 2 and _joins(tokens[ahead], first=ahead == place):
            ahead += 1
        if ahead == len(tokens) or not _is_capital(tokens[ahead]):
            break
        last = ahead + 1
    return last


def _joins(token: Token, *, first: bool) -> bool:
    """Tell whether a small word belongs to a name: `De` in Buurthuis De Wiel, but not `van` in a group of somebody's."""
    if first:
        return token.low in _ARTICLES
    return token.low in _ARTICLES or token.low in PARTICLES or token.low in ("en", "&")


def _is_capital(token: Token) -> bool:
    return token.is_word and token.text[0].isupper() and not token.opens and token.low not in NEVER


def _phrase(tokens: Sequence[Token], place: int) -> tuple[int, float]:
    """Give `Huis van de Wijk Noord`, `ISD Kempen` and a capitalised `Taalhuis` in the middle of a sentence."""
    token = tokens[place]
    if not token.is_word or not token.text[0].isupper() or token.low in NATIONAL:
        return place, 0.0
    if token.low in ("huis", "plein") and [other.low for other in tokens[place + 1 : place + 3]] in (
        ["van", "de"],
        ["van", "het"],
    ):
        last = capitals_end(tokens, place + 3)
        return (last, 0.85) if last > place + 3 else (place, 0.0)
    if token.text.isupper() and 2 < len(token.text) < 6:
        last = capitals_end(tokens, place + 1)
        known = last > place + 1 and word_class(tokens[place + 1].low, tokens[place + 1].base)
        return (last, 0.6) if known in _STRANGE | {"word"} else (place, 0.0)
    if token.opens or token.low in _NO_HEADS or token.low in _NO_SCHOOLS or token.low == "ziekenhuis":
        return place, 0.0  # `het Ziekenhuis` may be any
    alone = len(token.low) > 7 and token.low.endswith(_ENDS)
    # The Regenboogschool: with a capital also if what it is called after is a plain word.
    school = token.low.endswith((*_SCHOOLS, *_CHURCHES)) and not is_written(token.low)
    alone = alone or (
        token.low in _CHURCHES and token.low != "kerk" and tokens[place - 1].low in _ARTICLES
    )  # in het Klooster
    listed = token.base in name_lists().last or token.base in name_lists().places  # Nieuwerkerk
    if school and listed and not alone:
        return place, 0.0
    return (place + 1, 0.55) if alone or school else (place, 0.0)


def _strange_end(tokens: Sequence[Token], place: int) -> int:
    """Return where words that are no ordinary ones end, in text without capitals (`wijkteam noord`, `team zandwijk`)."""
    last = place
    while last < len(tokens) and last - place < 2 and tokens[last].is_word:
        low, kind = tokens[last].low, word_class(tokens[last].low, tokens[last].base)
        joined = (
            kind == "word" and len(low) > 7 and not is_written(low) and not low.startswith(_PLACED)
        )  # `buurtkamer admiraalsplein`
        if not (low in _COMPASS or kind in _STRANGE or joined):
            break
        last += 1
    return last


def _is_name_word(token: Token) -> bool:
    return token.is_word and token.low not in NEVER and token.low not in PARTICLES and len(token.low) > 2
