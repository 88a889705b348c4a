"""What belongs to a name on either side of it: tussenvoegsels, and capitalised words that stand against it."""

from __future__ import annotations

from collections.abc import Sequence

from kennis.privacy.by_organisations import is_head
from kennis.privacy.context import SPEECH, TITLES
from kennis.privacy.features import word_class
from kennis.privacy.lists import (
    COUNTRIES,
    NATIONAL,
    NEVER,
    NOT_NAMES,
    PARTICLES,
    is_ordinary,
    led_surnames,
    name_lists,
    spoken_words,
)
from kennis.privacy.spans import Span, make_span
from kennis.privacy.text import Token
from kennis.privacy.words import word_set

_RELATIONS = word_set("by_names_relations")
_COMPASS = frozenset("noord oost zuid west centrum noordoost noordwest zuidoost zuidwest binnenstad".split())
_WATERS = frozenset("maas rijn ijssel amstel zaan lek vecht waal schelde merwede linge zee rotte vliet".split())
_LEADS = ("van der", "van den", "van 't", "von der", "el", "ait", "ter")


def with_particles(span: Span, text: str, tokens: Sequence[Token], here: int, *, case: str) -> Span:
    """Return a person's span with the tussenvoegsels before it: `van der`, `el`, and in cased text `Van`, `De`.

    A single `van` or `de` in lower case is left: `de fiets van Jansen`. `here` is the place of its first token.
    """
    if span.kind not in ("persoon", "plaats") or span.recogniser == "altijd":
        return span
    first = last = here
    while first and tokens[first - 1].low in PARTICLES:
        first -= 1
    while last < len(tokens) and tokens[last].start < span.stop:
        last += 1
    if tokens[first].low == "op" and tokens[first].opens and last < len(tokens) and tokens[last].low[0].isdigit():
        return span  # `Op de Hei 3`: an address
    if span.recogniser == "hoofdletter":  # nobody knows the word: only what has a capital itself goes along
        while first < here and (tokens[first].opens or not tokens[first].text[0].isupper()):
            first += 1
    given = given_before(tokens, here) if case == "cased" and _is_surname(tokens[here]) else -1
    if given >= 0:
        return make_span(text, tokens[given].start, span.stop, "persoon", span.recogniser, span.score, span.person)
    while first < here and not _leads(tokens, first, here, case, span.kind):
        first += 1
    if first == here or is_town_behind(tokens, first, here + 1, case):
        return span
    # `Van Ommen` in the middle of a sentence is somebody, not the town.
    return make_span(text, tokens[first].start, span.stop, "persoon", span.recogniser, span.score, span.person)


def _is_surname(token: Token) -> bool:
    return token.text[0].isupper() and (token.base in name_lists().last or token.base in led_surnames())


def _leads(tokens: Sequence[Token], first: int, last: int, case: str, kind: str) -> bool:
    words = " ".join(token.low for token in tokens[first:last])
    if words in _LEADS and kind == "persoon":
        return True
    opens_with_het = tokens[first].low == "het" and tokens[first].opens
    if case != "cased" or not tokens[first].text[0].isupper() or opens_with_het:
        return False
    behind = tokens[last + 1].low if last + 1 < len(tokens) else ""
    # A sentence may begin with `Van`: it is somebody's if a name follows, or a word that says what somebody does.
    return (
        not tokens[first].opens
        or behind in SPEECH
        or (kind == "persoon" and tokens[last].low not in name_lists().first)
    )


def given_before(tokens: Sequence[Token], place: int) -> int:
    """Return where a given name stands before the tussenvoegsels that lead `place` (`Vrouwke de Jonge`), or -1.

    A sentence may begin there: then it is no word of written Dutch (`Volgens de Jonge`).
    """
    first = place
    while first and tokens[first - 1].low in PARTICLES and tokens[first - 1].text[0].islower():
        first -= 1
    given = tokens[first - 1] if 0 < first < place else None
    if given is None or not given.is_word or not given.text[0].isupper() or given.text.isupper() or is_head(given):
        return -1
    named = given.low not in NOT_NAMES and given.low not in TITLES and given.low == given.base
    strange = given.base in name_lists().first or given.low in spoken_words() or not is_ordinary(given.low)
    return first - 1 if named and strange else -1


def is_town_behind(tokens: Sequence[Token], place: int, last: int, case: str) -> bool:
    """Tell whether `van` leads a town with a tussenvoegsel of its own: `excuses van Den Haag`, but not `meneer van den Haag`."""
    before = tokens[place - 1] if place else None
    if tokens[place].text != "van" or last - place < 3 or (case == "cased" and tokens[place + 1].text.islower()):
        return False
    if before and (before.low in TITLES or before.base in name_lists().first):
        return False
    return name_lists().places.get(" ".join(token.base for token in tokens[place + 1 : last])) is False


def with_neighbours(span: Span, text: str, tokens: Sequence[Token], here: int, *, case: str) -> Span:
    """Return a person's span with the capitalised words that stand against it (`Ching Man Lau`, `Hsu Li-Wen`)."""
    if case != "cased" or span.kind != "persoon" or span.recogniser not in ("namenlijst", "model", "hoofdletter"):
        return span
    first = last = here
    while last < len(tokens) and tokens[last].stop <= span.stop:
        last += 1
    if last == first or not _writes_name(tokens[last - 1]):
        return span
    while last < len(tokens) and _writes_name(tokens[last]) and _joined(tokens, last, strange=last + 1 == len(tokens)):
        last += 1
    while tokens[last - 1].low in NEVER and tokens[last - 1].stop > span.stop:
        last -= 1
    while (
        first
        and _writes_name(tokens[first - 1])
        and _joined(tokens, first - 1, strange=True)
        and tokens[first].text[0].isupper()
    ):
        first -= 1
    if tokens[first].start == span.start and tokens[last - 1].stop == span.stop:
        return span
    return make_span(
        text, tokens[first].start, tokens[last - 1].stop, "persoon", span.recogniser, span.score, span.person
    )


def with_side(span: Span, text: str, tokens: Sequence[Token], here: int, *, case: str) -> Span:
    """Return a town's span with the side of it or the water it lies at (`Zwolle Zuid`, `alphen aan de maas`)."""
    last = here
    while last < len(tokens) and tokens[last].stop <= span.stop:
        last += 1
    ahead = [token.low for token in tokens[last : last + 4]]
    more = 0
    if ahead[:1] and ahead[0] in _COMPASS and ahead[1:2] not in (["van"], ["voor"]):
        more = 1
    elif (
        ahead[:1] == ["aan"] and ahead[1:2] and ahead[1] in ("de", "den", "het") and ahead[2:3] and ahead[2] in _WATERS
    ):
        more = 3
    capital = case != "cased" or (more and tokens[last + more - 1].text[0].isupper())
    if not more or not capital or last == here:
        return span
    stop = tokens[last + more - 1].stop
    return make_span(text, span.start, stop, span.kind, span.recogniser, span.score, span.person)


def _writes_name(token: Token) -> bool:
    return token.text[0].isupper() and not (token.text.isupper() and len(token.text) > 1) and token.low == token.base


def _joined(tokens: Sequence[Token], place: int, *, strange: bool) -> bool:
    """Tell whether a capitalised word beside a name belongs to it: no office, body or day, no beginning of a sentence."""
    token = tokens[place]
    if (
        token.low in NATIONAL
        or token.low in TITLES
        or token.low in COUNTRIES
        or is_head(token)
        or token.low in PARTICLES
    ):
        return False
    kind = word_class(token.low, token.base)
    if token.opens:
        return kind in ("unknown", "near")
    if kind == "word" and strange and place + 1 < len(tokens) and token.low not in _RELATIONS:
        return name_lists().last.get(tokens[place + 1].base) is False  # Dolf Seegers
    return kind in ("unknown", "near") or kind[:1] in "fl" or (token.low in NEVER and not strange)
