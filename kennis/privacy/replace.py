"""Replace: utterances with names go in, utterances with pseudonyms come out, with a log and a key."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from kennis.privacy.carry import MOVES
from kennis.privacy.find import THRESHOLD, find_in_talks
from kennis.privacy.key import Key
from kennis.privacy.naming import PLACEHOLDER, PSEUDONYM, Namer
from kennis.privacy.roster import Person, Roster, make_roster, names_nobody
from kennis.privacy.spans import Span
from kennis.privacy.text import fold
from kennis.tables import ROLES, UTTERANCES, check

LOG = ["utterance_id", "start", "stop", "kind", "replacement", "recogniser", "score", "column"]
DOUBTFUL = ["utterance_id", "start", "stop", "kind", "recogniser", "score", "column", "context"]
_GUESSES = ("model", "organisaties")  # recognisers that go by the look of a text
_KEPT = ("utterance_id", "meeting_id", "speaker", "role")  # text columns that are no speech


@dataclass(frozen=True)
class Anonymised:
    """What comes out of `anonymise`.

    Args:
        utterances: pseudonyms in `speaker`, cleaned text.
        log: one row a replacement, `start, stop` in the new text; never the original.
        key: who is who from now on; save it with `save_key`.
        doubtful: one row a piece that was left standing and deserves a look: `start, stop` in the new text, and its
            `context`. It holds what may be a name: for the researcher's eyes, not for the study.
        moves: old and new offsets in `text` of every replacement, for `carry_offsets`.
    """

    utterances: pd.DataFrame
    log: pd.DataFrame
    key: Key
    doubtful: pd.DataFrame
    moves: pd.DataFrame


@dataclass(frozen=True)
class Cleaned:
    """One cleaned text, what was replaced (span, new start, replacement), and what is doubtful (span, new start)."""

    text: str
    replaced: tuple[tuple[Span, int, str], ...]
    doubtful: tuple[tuple[Span, int], ...]


def anonymise(
    utterances: pd.DataFrame,
    *,
    people: pd.DataFrame | None = None,
    key: Key | None = None,
    always: Iterable[str] = (),
    never: Iterable[str] = (),
    places: Iterable[str] = (),
    near: Sequence[frozenset[str] | None] | None = None,
    talks: Sequence[str] | None = None,
    around: Mapping[str, Collection[str]] | None = None,
    foreign: Sequence[str] | None = None,
) -> Anonymised:
    """Replace what identifies people in utterances, the same way as in earlier files of the study.

    Args:
        utterances: as `tables.UTTERANCES`, with raw labels in `speaker`; extra columns with text are cleaned too.
        people: the attendee list, `name` and perhaps `role, organisation`; one row a participant.
        key: the key of the study so far.
        always, never: words that are always or never replaced.
        places: the study's own places.
        near: for each utterance, the labels and listed names of who belongs to its talk. A bare first name means one of
            them: in another group `Jan` is another Jan. None, or left out: it may mean anybody of the study.
        talks: for each utterance, the group or file it is of: names that are words are learnt there alone, and a stranger
            is somebody else in another one, unless the whole name is said. Left out: all is one talk.
        around: for a talk of no group, the groups of who is there: a stranger of one of them can be meant.
        foreign: for each utterance, the file it is of where that was made anonymous elsewhere, else "": the numbers and
            letters in its text are of that file alone (as are those in `speaker`: see `roster.label_of_source`).

    Returns:
        See `Anonymised`. Ids, order and number of rows stay; nothing that came in is changed.

    Raises:
        KennisError: `utterances` is no such table, or `people` has no `name`.
    """
    rows = check(utterances, UTTERANCES)
    roster = _study_roster(rows, people, key or Key(), always=always, never=never, places=places)
    namer = Namer(key or Key(), roster, around=around)
    rows["speaker"] = [namer.pseudonym_of_label(label.strip()) for label in rows["speaker"]]
    rows["role"] = [
        role or _role_slug(namer.role_of(speaker)) for role, speaker in zip(rows["role"], rows["speaker"], strict=True)
    ]
    if foreign and any(foreign):
        for column in _speech_columns(rows):
            told = zip(rows[column], foreign, strict=True)
            rows[column] = [namer.renumbered(text, of) if of and isinstance(text, str) else text for text, of in told]
    log: list[dict[str, object]] = []
    doubtful: list[dict[str, object]] = []
    moves: list[dict[str, object]] = []
    said = list(rows["text"])
    named = {labels: namer.people_of(labels) for labels in set(near or ()) if labels is not None}
    who = [None if labels is None else named[labels] for labels in near or [None] * len(rows)]
    places_of: dict[tuple[str, frozenset[str] | None], list[int]] = {}
    for place, talk in enumerate(zip(talks or [""] * len(rows), who, strict=True)):
        places_of.setdefault(talk, []).append(place)
    parts = [(name, here, at) for (name, here), at in places_of.items()]
    for column in _speech_columns(rows):
        read = list(said) if column == "original" else []
        cleaned = _clean_column(list(rows[column]), roster, namer, parts, read=read)
        rows[column] = [old if new is None else new.text for old, new in zip(rows[column], cleaned, strict=True)]
        for identity, new in zip(rows["utterance_id"], cleaned, strict=True):
            if new is not None:
                log += _log_rows(identity, column, new)
                doubtful += _doubtful_rows(identity, column, new)
                moves += _move_rows(identity, new) if column == "text" else []
    return Anonymised(
        rows,
        pd.DataFrame(log, columns=LOG),
        namer.key(),
        pd.DataFrame(doubtful, columns=DOUBTFUL),
        pd.DataFrame(moves, columns=MOVES),
    )


def _clean_column(
    values: list[object],
    roster: Roster,
    namer: Namer,
    parts: Sequence[tuple[str, frozenset[str] | None, Sequence[int]]],
    *,
    read: Sequence[str] = (),
) -> list[Cleaned | None]:
    """Clean the texts of a column together, by talk: a name found in one row is looked for in the others.

    `parts` are the talks: the name, who belongs to it, and its rows. `read` is the readable form of the same texts
    (`original` has words broken at line ends, and bits of a page in between): what is a name by its looks counts only
    if it is one there as well.
    """
    texts = [value if isinstance(value, str) else "" for value in values]
    beside = [form if text else "" for form, text in zip(read, texts, strict=True)] if read else []
    talks = [[column[at] for column in (beside, texts) if column for at in places] for _, _, places in parts]
    looked = find_in_talks([(talk, roster.of_talk(near)) for talk, (_, near, _) in zip(talks, parts, strict=True)])
    cleaned: list[Cleaned | None] = [None] * len(values)
    found = [_read_too(both, len(places)) for both, (_, _, places) in zip(looked, parts, strict=True)]
    for rows, (talk, _, _) in zip(found, parts, strict=True):
        namer.meet((span for row in rows for span in row if span.score >= THRESHOLD), talk=talk)
    row_of = {
        at: (spans, near, talk)
        for rows, (talk, near, places) in zip(found, parts, strict=True)
        for at, spans in zip(places, rows, strict=True)
    }
    for at, (text, value) in enumerate(zip(texts, values, strict=True)):
        if isinstance(value, str):
            spans, near, talk = row_of[at]
            cleaned[at] = clean_text(text, spans, namer, near, talk=talk)
    return cleaned


def _read_too(both: Sequence[list[Span]], count: int) -> list[list[Span]]:
    """Return the spans of the last `count` texts, without guesses at what is no name in the readable form of them before."""
    known = {_letters(span.text) for spans in both[:-count] for span in spans}
    return [
        [
            span
            for span in spans
            if len(both) == count or span.recogniser not in _GUESSES or _letters(span.text) in known
        ]
        for spans in both[-count:]
    ]


def _letters(text: str) -> str:
    """Return the letters of a name alone: it may be broken at a line end."""
    return "".join(char for char in fold(text) if char.isalpha())


def clean_text(
    text: str, spans: Iterable[Span], namer: Namer, near: frozenset[str] | None = None, *, talk: str = ""
) -> Cleaned:
    """Return a text with its spans replaced; placeholders of an earlier round stay as they are.

    `near` are the names of who a first name can mean here (see `Namer.people_of`; None: anybody), `talk` is where it was said.
    """
    guarded = [found.span() for found in PLACEHOLDER.finditer(text)]
    spans = [span for span in spans if not any(start < span.stop and span.start < stop for start, stop in guarded)]
    pieces: list[str] = []
    replaced: list[tuple[Span, int, str]] = []
    doubtful: list[tuple[Span, int]] = []
    done = length = 0
    for span in spans:
        pieces.append(text[done : span.start])
        length += span.start - done
        if span.score < THRESHOLD:
            doubtful.append((span, length))
            new = span.text
        else:
            new = namer.replacement(span, behind=text[span.stop :], near=near, talk=talk)
            replaced.append((span, length, new))
        pieces.append(new)
        length += len(new)
        done = span.stop
    return Cleaned("".join([*pieces, text[done:]]), tuple(replaced), tuple(doubtful))


def _study_roster(
    rows: pd.DataFrame,
    people: pd.DataFrame | None,
    key: Key,
    *,
    always: Iterable[str],
    never: Iterable[str],
    places: Iterable[str],
) -> Roster:
    """Return the roster of this file and of everyone the key knows: people of one meeting are named in another."""
    labels = [label.strip() for label in rows["speaker"] if not PSEUDONYM.fullmatch(label.strip())]
    known = [person.name for person in key.people.values() if not names_nobody(person.name)]
    roster = make_roster(people, labels=[*labels, *known], places=places, always=always, never=never)
    roles = {person.name: person.role for person in key.people.values()}
    persons = tuple(
        Person(person.name, person.role or roles.get(person.name, ""), person.organisation) for person in roster.people
    )
    return Roster(persons, roster.places, roster.organisations, roster.always, roster.never, roster.countries)


def _role_slug(role: str) -> str:
    """Return the role as the tables want it, or "" for a role they do not know."""
    low = fold(role.strip())
    for slug, label in ROLES.items():
        if low in (slug, fold(label), slug.replace("_", " "), fold(label) + "s", fold(label) + "n"):
            return slug
    return "begeleider" if low in ("onderzoeker", "begeleider / onderzoeker") else ""


def _speech_columns(rows: pd.DataFrame) -> list[str]:
    return [
        name
        for name in rows.columns
        if name not in _KEPT and any(isinstance(value, str) and value for value in rows[name])
    ]


def _log_rows(identity: str, column: str, cleaned: Cleaned) -> list[dict[str, object]]:
    return [
        dict(zip(LOG, (identity, *_place(start, new), span.kind, new, *_source(span), column), strict=True))
        for span, start, new in cleaned.replaced
    ]


def _doubtful_rows(identity: str, column: str, cleaned: Cleaned) -> list[dict[str, object]]:
    return [
        dict(
            zip(
                DOUBTFUL,
                (
                    identity,
                    *_place(start, span.text),
                    span.kind,
                    *_source(span),
                    column,
                    _around(cleaned.text, start, span),
                ),
                strict=True,
            )
        )
        for span, start in cleaned.doubtful
    ]


def _place(start: int, text: str) -> tuple[int, int]:
    return start, start + len(text)


def _source(span: Span) -> tuple[str, float]:
    return span.recogniser, round(span.score, 3)


def _around(text: str, start: int, span: Span) -> str:
    return text[max(0, start - 40) : start + len(span.text) + 40]


def _move_rows(identity: str, cleaned: Cleaned) -> list[dict[str, object]]:
    return [
        dict(zip(MOVES, (identity, span.start, span.stop, *_place(start, new)), strict=True))
        for span, start, new in cleaned.replaced
    ]
