"""Recognise and resolve: every recogniser looks at a text, and one list of spans comes out."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import NamedTuple

from kennis.privacy.against import weigh
from kennis.privacy.by_ages import find_ages, find_answered
from kennis.privacy.by_clubs import find_clubs
from kennis.privacy.by_contact import find_contacts
from kennis.privacy.by_dates import find_dates
from kennis.privacy.by_employers import find_employers
from kennis.privacy.by_indirect import find_indirect
from kennis.privacy.by_initials import find_initialled
from kennis.privacy.by_letters import find_letters
from kennis.privacy.by_marks import find_called, find_named_between_marks, find_pets
from kennis.privacy.by_model import Chances, chances_of, find_by_model, find_unknown_capitals
from kennis.privacy.by_names import find_names
from kennis.privacy.by_numbers import find_numbers
from kennis.privacy.by_organisations import find_organisations
from kennis.privacy.by_places import find_countries, find_places
from kennis.privacy.by_roster import find_listed, find_participants, is_never
from kennis.privacy.companions import with_companions
from kennis.privacy.context import is_verb_here
from kennis.privacy.hints import (
    AGE,
    COUNTRY,
    DIGIT,
    LETTERS,
    NUMBER,
    PLACES,
    STRANGE,
    WIL,
    WORKS,
    Hints,
    hinted,
    hints_of,
    listed,
)
from kennis.privacy.idioms import without_idioms
from kennis.privacy.lists import COUNTRIES, PARTICLES, is_ordinary, name_lists
from kennis.privacy.memory import Learnt, find_again, learn_names, made_sure, without_strangers
from kennis.privacy.name_edges import with_neighbours, with_particles, with_side
from kennis.privacy.roster import Roster, is_whole_name
from kennis.privacy.spans import Span, outside, resolve
from kennis.privacy.spoken import digit_runs
from kennis.privacy.text import Token, case_of, fold, tokens_of
from kennis.privacy.variants import words_of
from kennis.privacy.workplaces import without_workplaces

THRESHOLD = 0.5  # from this score on a span is replaced
_NAMED_WIL = 0.9  # from this probability on `wil` is somebody
DOUBT = 0.3  # from this score on a person is asked to look
_AT_ONCE = 200  # texts: more are no quicker, and take memory


listed(WIL, ["wil"])


def find_spans(text: str, *, roster: Roster | None = None) -> list[Span]:
    """Return what identifies somebody in a text, without overlaps, in order.

    Args:
        text: one turn (or any piece of text), in any case.
        roster: who and what is known beforehand.
    """
    return find_each([text], roster=roster)[0]


def find_each(texts: Sequence[str], *, roster: Roster | None = None) -> list[list[Span]]:
    """Return what `find_spans` returns for every text: many texts at once take half the time.

    Args:
        texts: pieces that have nothing to do with each other (for the turns of a file see `find_in_file`).
        roster: who and what is known beforehand.
    """
    roster = roster or Roster()
    with _no_collecting():
        return [
            [span for span in spans if span.score >= THRESHOLD]
            for first in range(0, len(texts), _AT_ONCE)
            for spans in _candidates(texts[first : first + _AT_ONCE], roster)
        ]


def find_candidates(text: str, *, roster: Roster | None = None) -> list[Span]:
    """Return the sure spans and the doubtful ones (scores from `DOUBT` to `THRESHOLD`); those never hide a sure one."""
    return _candidates([text], roster or Roster())[0]


def _candidates(texts: Sequence[str], roster: Roster) -> list[list[Span]]:
    looked = _look(texts, roster)
    return [_settled(_recognise(text, look, roster), text) for text, look in zip(texts, looked, strict=True)]


@contextmanager
def _no_collecting() -> Iterator[None]:
    """Let Python look for rings of objects later: none are made here, and looking takes a tenth of the time."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


def find_in_file(texts: Sequence[str], *, roster: Roster | None = None) -> list[list[Span]]:
    """Return the sure and doubtful spans of every turn of a file: a name found in one turn is looked for in all.

    Args:
        texts: the turns.
        roster: who and what is known beforehand.
    """
    return find_in_talks([(texts, roster or Roster())])[0]


def find_in_talks(talks: Sequence[tuple[Sequence[str], Roster]]) -> list[list[list[Span]]]:
    """Return the spans of every turn of talks that are read together (see `find_in_file`).

    A name found in one talk is looked for in all, unless it is an ordinary word as well: then only in its own.

    Args:
        talks: the turns of each, and who and what is known beforehand there.
    """
    talks = list(talks)
    first = [_first_round(texts, roster) for texts, roster in talks]
    for place, ((texts, roster), (_, _, settled)) in enumerate(zip(list(talks), first, strict=True)):
        if met := _met_by_name(settled, roster):
            talks[place] = texts, roster.of_talk(met.union(person.name for person in roster.people))
            first[place] = _first_round(*talks[place])
    learnt = [learn_names(texts, settled) for (texts, _), (_, _, settled) in zip(talks, first, strict=True)]
    if len(talks) > 1:
        said = [text for texts, _ in talks for text in texts]
        everywhere = learn_names(said, [spans for _, _, settled in first for spans in settled])
        learnt = [own.with_others(everywhere) for own in learnt]
    return [
        _second_round(texts, roster, *found, own)
        for (texts, roster), found, own in zip(talks, first, learnt, strict=True)
    ]


def _first_round(texts: Sequence[str], roster: Roster) -> tuple[list[_Look], list[list[Span]], list[list[Span]]]:
    with _no_collecting():
        looked = _look(texts, roster)
        found = [_recognise(text, look, roster) for text, look in zip(texts, looked, strict=True)]
        return looked, found, [_settled(spans, text) for spans, text in zip(found, texts, strict=True)]


def _met_by_name(found: Sequence[Sequence[Span]], roster: Roster) -> frozenset[str]:
    """Return who of other talks is called by the whole name: from then on the surname alone is theirs too."""
    elsewhere = {person.name for person in roster.elsewhere}
    spans = (span for spans in found for span in spans if span.person in elsewhere) if elsewhere else ()
    return frozenset(span.person for span in spans if is_whole_name(span.text, span.person))


def _second_round(
    texts: Sequence[str],
    roster: Roster,
    looked: Sequence[_Look],
    found: Sequence[Sequence[Span]],
    settled: Sequence[list[Span]],
    learnt: Learnt,
) -> list[list[Span]]:
    """Look for what a talk gave away in all its turns."""
    answered = find_answered(texts, settled)
    if not learnt:
        return [_settled([*done, *ages], text) for text, done, ages in zip(texts, settled, answered, strict=True)]
    again = [
        [*_again(text, look, learnt, roster), *made_sure(done, learnt), *ages]
        for text, look, done, ages in zip(texts, looked, settled, answered, strict=True)
    ]
    bodies = {fold(name) for name, kind in learnt.names.items() if kind == "organisatie"}
    strangers = [
        without_workplaces(without_strangers(spans, text, learnt), text, bodies)
        for spans, text in zip(found, texts, strict=True)
    ]
    return [
        _settled([*mine, *more], text) if more or mine != spans else done
        for spans, mine, more, done, text in zip(found, strangers, again, settled, texts, strict=True)
    ]


class _Look(NamedTuple):
    """What every recogniser needs of a text: its words, how it is written, and what the model makes of it."""

    tokens: list[Token]
    hints: Hints
    case: str
    chances: Chances


def _look(texts: Sequence[str], roster: Roster) -> list[_Look]:
    named = words_of(roster) if roster.people else {}
    seen = [_see(text, named) for text in texts]
    return [_Look(*text, chances) for text, chances in zip(seen, chances_of(seen, named), strict=True)]


def _see(text: str, named: Mapping[str, str]) -> tuple[list[Token], Hints, str]:
    """Return the words of a text, what each may mean, and how it is written."""
    tokens = tokens_of(text)
    hints = hints_of(tokens)
    if named:
        found = zip(tokens, hints, strict=True)
        hints = Hints([hint | STRANGE if token.base in named else hint for token, hint in found])
    return tokens, hints, case_of(text)


def _verbs(look: _Look) -> set[int]:
    """Return where `wil` is the verb and nobody's name."""
    tokens, hints, case, chances = look
    return {
        tokens[place].start
        for place in hinted(hints, WIL)
        if is_verb_here(tokens, place, case) and chances.of(place, "persoon") < _NAMED_WIL
    }


def _again(text: str, look: _Look, learnt: Learnt, roster: Roster) -> list[Span]:
    tokens, _, case, chances = look
    verbs = _verbs(look)
    again = without_idioms(find_again(text, tokens, learnt, chances), text)
    found = [span for span in again if not is_never(span.text, roster) and span.start not in verbs]
    places = _starts(tokens) if found else {}
    if case == "cased":
        found = [_whole(span, text, tokens, places.get(span.start, -1), case) for span in found]
    return weigh(found, tokens, places, chances, case=case) if found else []


def _settled(found: Sequence[Span], text: str) -> list[Span]:
    spans = [span for span in found if span.score >= DOUBT]
    if not spans:
        return []
    sure = resolve((span for span in spans if span.score >= THRESHOLD), text)
    doubtful = [
        left
        for span in spans
        if span.score < THRESHOLD
        for left in ([span] if not any(_overlap(span, other) for other in sure) else _beside(span, sure, text))
    ]
    return sorted([*sure, *resolve(doubtful, text)], key=lambda span: span.start)


def _recognise(text: str, look: _Look, roster: Roster) -> list[Span]:
    tokens, hints, case, chances = look
    if not tokens:
        return []
    together = hints.together
    runs = digit_runs(tokens, hints) if together & (NUMBER | DIGIT) else []
    spans = [
        *find_listed(text, roster=roster),
        *find_participants(text, tokens, chances, roster=roster, case=case),
        *find_contacts(text, tokens, runs, together),
        *find_numbers(text, tokens, runs, together),
        *find_dates(text, together),
        *(find_ages(text, tokens, hints) if together & (AGE | DIGIT | NUMBER) else ()),
        *(find_places(text, tokens, hints, case=case) if together & (PLACES | DIGIT | NUMBER) else ()),
        *find_organisations(text, tokens, hints, case=case),
        *(find_employers(text, tokens, hints, case=case) if together & WORKS else ()),
        *(find_clubs(text) if case == "cased" else ()),
        *(find_countries(text, tokens, hints, wanted=roster.countries) if together & COUNTRY else ()),
        *find_names(text, tokens, hints, chances, case=case),
        *(find_named_between_marks(text) if case == "cased" else ()),
        *(find_pets(text) if case != "cased" else ()),
        *(find_called(text) if " heet" in text else ()),
        *find_initialled(text, tokens, chances, case=case),
        *(find_letters(text, tokens, hints, case=case, roster=roster) if together & LETTERS or roster.people else ()),
        *(find_by_model(text, tokens, chances, case=case) if chances.places else ()),
        *(find_unknown_capitals(text, tokens, chances, case=case) if chances.places else ()),
    ]
    spans = without_idioms(spans, text)
    spans += find_indirect(text, [span for span in spans if span.kind in ("plaats", "straat", "organisatie")], together)
    if not spans:
        return []
    verbs = _verbs(look)
    places = _starts(tokens)
    spans = [
        _whole(span, text, tokens, places.get(span.start, -1), case)
        for span in spans
        if not is_never(span.text, roster)
        and (span.recogniser == "landen" or fold(span.text) not in COUNTRIES)
        and not (span.start in verbs and _is_words(span.text))
    ]
    spans = without_workplaces(spans, text)
    weighed = weigh(spans, tokens, places, chances, case=case)
    return without_idioms(with_companions(weighed, text, tokens, places, chances, case=case), text)


def _starts(tokens: Sequence[Token]) -> dict[int, int]:
    """Return which token begins where."""
    return {token.start: place for place, token in enumerate(tokens)}


def _whole(span: Span, text: str, tokens: Sequence[Token], here: int, case: str) -> Span:
    """Return a name with what belongs to it on either side; `here` is where its first token stands (-1: on no token)."""
    if here < 0 or span.kind not in ("persoon", "plaats"):
        return span
    if span.kind == "plaats":
        span = with_side(span, text, tokens, here, case=case)
    led = with_particles(span, text, tokens, here, case=case)
    while tokens[here].start > led.start:
        here -= 1
    return with_neighbours(led, text, tokens, here, case=case)


def _is_words(said: str) -> bool:
    """Tell whether a span that begins with the verb `wil` holds no name: `wil`, `wil 't eigenlijk`."""
    behind = [token for token in tokens_of(said)[1:] if token.is_word]
    return all(token.low in PARTICLES or is_ordinary(token.low) for token in behind) and (
        not behind or behind[-1].base not in name_lists().last
    )


def _beside(span: Span, sure: Sequence[Span], text: str) -> list[Span]:
    """Return what is left of a description that a sure span hides in part: `de enige rechter van [Ede]` still tells who."""
    return outside(span, sure, text)[:1] if span.kind == "indirect" else []


def _overlap(left: Span, right: Span) -> bool:
    return left.start < right.stop and right.start < left.stop
