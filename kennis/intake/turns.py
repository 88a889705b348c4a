"""The shared turn-splitter: lines of any running text → turns with their speaker."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from kennis.intake.accept import ASKS, accept_labels, doubtful_labels
from kennis.intake.head import Head, parse_head
from kennis.intake.initials import are_minutes
from kennis.intake.interview import label_questions
from kennis.intake.labels import Candidate, Line, find_candidate, find_time, is_generic, label_key
from kennis.intake.marks import is_date_line
from kennis.intake.people import find_person, is_aside, merge_people, own_name
from kennis.intake.roles import is_role_label, match_role
from kennis.intake.slips import mend_labels
from kennis.intake.source import Parsed, Person, Turn
from kennis.intake.spelling import join_lines
from kennis.intake.times import CLOCK, range_seconds, to_seconds
from kennis.intake.words import REPORTING, TYPED
from kennis.numbers import first_few

_ENDS = '.?!…:”"'
LONG_PARAGRAPH = 150  # words; a longer paragraph without speakers is split at sentence ends
_RULE = re.compile(r"[-=_*~#]{3,}")
_NUMBERED_HEADING = re.compile(r"\d{1,2}[.)]\s+[^\W\d_][^.!?:,]{0,50}")
_END_TIME = re.compile(r"\s*#(\d\d:\d\d:\d\d)-\d#")
_TIME_BEHIND = re.compile(rf"(?<=\S)\s*[\[(]({CLOCK})[\])]$")
_ITEM = re.compile(r"\d{1,2}\.\d{1,2}\.?\s+[A-ZÀ-Þ]")
_WHOLE_NAME = r"(?!(?:Mevrouw|Meneer|De|Het|Mijn|Oma|Opa|Tante|Oom|En|Maar|Toen|Dus|Want) )[A-ZÀ-Þ][\w'’-]+(?: (?:van|de|der|den|het|ten|ter|el|al|’t|'t))*(?: [A-ZÀ-Þ][\w'’-]+){1,2}"
_TYPED_LINE = re.compile(rf"[-–•*(\[]?\s*(?:{TYPED})\s*(?::\s|[\])]?$|[\[(]\d)", re.IGNORECASE)
# In minutes: who writes tells what somebody did. In speech nobody begins so, with a whole name.
_REPORTED = re.compile(rf"(?:(?:[Dd]e heer|[Mm]evrouw|[Dd]hr\.|[Mm]w\.|[Mm]evr\.) )?{_WHOLE_NAME} (?:{REPORTING})\b")
_PAGE = re.compile(
    r"(?:-\s*)?(?:(?:pagina|page|blz\.?)\s*)?\d{1,3}(?:\s*(?:van|of|/)\s*\d{1,3})?(?:\s*-)?", re.IGNORECASE
)

_RECORDER = re.compile(
    r".{2,60} (?:(?:started|stopped) transcription|heeft (?:de )?transcriptie (?:gestart|gestopt|beëindigd))\.?|"
    r"Transcription ended after .*|This editable transcript was computer generated.*"
)


@dataclass
class _Open:
    """A turn that is still being filled."""

    label: str = ""
    detail: str = ""
    time: str = ""
    lines: list[str] = field(default_factory=list)


def split_turns(lines: Sequence[Line], *, head: Head | None = None) -> Parsed:
    """Split running text into turns.

    Args:
        lines: the lines or paragraphs, head included.
        head: the head when it was read already (its `stop` lines are skipped); else it is read here.

    Returns:
        A "transcript": turns, roster, meeting and notes. Without speakers every paragraph is a turn.
    """
    head = head or parse_head(lines)
    body = _with_end_times(_without_marks(label_questions(lines[head.stop :], head), head.notes))
    candidates = _find_candidates(body)
    accepted = accept_labels(_with_text_below(candidates, body), head.people, [line.text for line in body])
    body, candidates = _split_inside(body, candidates, accepted)
    if accepted:
        candidates, accepted = mend_labels(body, candidates, accepted)
    if not any(candidate and candidate.key in accepted for candidate in candidates):
        turns = [*_paragraph_turns(body)]
        if turns:
            head.notes.append(
                "In het bestand staan geen sprekers. Elke alinea is nu een beurt. Is het een verslag? Dan zijn dit de "
                "woorden van wie het schreef. Is het een gesprek? Zet dan voor elke beurt een naam en een dubbele punt."
            )
        return Parsed("transcript", turns, merge_people(head.people, ()), head.meeting, tuple(head.notes))
    opened = _without_preamble(
        _collect(
            body,
            candidates,
            accepted,
            minutes=are_minutes([line.text for line in body], [one.name for one in head.people]),
        ),
        head.notes,
    )
    opened = [replace(turn, label=own_name(turn.label, head.people)) for turn in opened]
    roster = merge_people(head.people, [_speaker(turn) for turn in opened if turn.label])
    initials = _initial_roles(accepted - {""}, head)
    roster = [
        replace(one, role=one.role or _role_by(initials, one.name) or _role_by(initials, one.also)) for one in roster
    ]
    turns = [turn for one in opened if join_lines(one.lines) for turn in _turns(one, roster)]
    head.notes += _doubt_note(turns, doubtful_labels(candidates, accepted))
    return Parsed("transcript", turns, roster, head.meeting, tuple(head.notes))


def _doubt_note(turns: Sequence[Turn], labels: Collection[str]) -> list[str]:
    """Say in which turns somebody else may be speaking; the label is not repeated, for it can be a name."""
    starts = tuple(f"{label}:" for label in labels)
    places = [
        number
        for number, turn in enumerate(turns, start=1)
        if starts and any(line.lstrip("-–•*> ").startswith(starts) for line in turn.original.split("\n"))
    ]
    if not places:
        return []
    return [f"Begint hier een andere spreker? Dat was niet zeker, kijk het na in de bron: beurt {first_few(places)}."]


def _role_by(roles: Mapping[str, str], label: str) -> str:
    return roles.get(label_key(label), "")


def _initial_roles(accepted: set[str], head: Head) -> dict[str, str]:
    """Return the roles of initials: as the head tells, else of who asks where a pair asks and answers (`I:`, `R:`)."""
    asks = {asker: "begeleider" for asker, answers in ASKS.items() if asker in accepted and answers & accepted}
    if "i" in accepted and all(re.fullmatch(r"i|[a-z]{1,2}\d{1,2}", key) for key in accepted):  # `I:`, `B1:` and `B2:`
        asks["i"] = "begeleider"
    if len(accepted) == 2 and "i" in accepted:  # `I:` and `H:`, of whom the title says: interview met inwoner Hanneke
        other = next(iter(accepted - {"i"}))
        whom = re.match(r"(?i)(?:interview|gesprek) met (?:een )?([^\W\d_]+)", head.meeting.get("title", ""))
        told = match_role(whom.group(1)) if whom else None
        asks |= {"i": "begeleider"} | ({other: told.slug} if told else {})
    return asks | head.roles


def set_apart(lines: Sequence[Line]) -> list[Line]:
    """Put an empty line between the paragraphs of a document, as running text has; not where lines are hard-wrapped."""
    if _is_wrapped([line.text for line in lines if line.text.strip()]):
        return list(lines)
    return [one for line in lines for one in (line, Line(""))]


def count_labels(lines: Sequence[Line]) -> int:
    """Return how many lines start with an accepted speaker label (evidence that the text is a transcript)."""
    head = parse_head(lines)
    body = list(lines[head.stop :])
    candidates = _find_candidates(body)
    accepted = accept_labels(_with_text_below(candidates, body), head.people, [line.text for line in body])
    return sum(1 for candidate in candidates if candidate and candidate.key in accepted)


def split_paragraph(text: str, *, longest: int = LONG_PARAGRAPH) -> list[str]:
    """Split a paragraph of more than `longest` words at sentence ends, into parts of at most that many words.

    A paragraph without sentence ends (speech recognition) stays whole.
    """
    if len(text.split()) <= longest:
        return [text]
    parts: list[str] = []
    for sentence in re.split(r"(?<=[.!?…])[\"”’)]?\s+(?=[\"“‘(]?[^\W\d_a-z])", text):
        if parts and len(parts[-1].split()) + len(sentence.split()) <= longest:
            parts[-1] += " " + sentence
        else:
            parts.append(sentence)
    return parts


def role_of(label: str, detail: str, roster: Sequence[Person]) -> str:
    """Return the role of a speaker: from the label's own words, else from the roster."""
    told = match_role(detail) if detail else None
    if not told and is_role_label(label):
        told = match_role(label)
    if told:
        return told.slug
    person = find_person(label, roster)
    return person.role if person else ""


def _without_marks(lines: Sequence[Line], notes: list[str]) -> list[Line]:
    """Drop rules and page numbers, and empty headings: they are marks of the document, not speech.

    An empty `heading` line stays behind, because what follows a heading is no part of the turn above it.
    """
    kept: list[Line] = []
    for place, line in enumerate(lines):
        text = line.text.strip()
        if text and any(mark.fullmatch(text) for mark in (_RULE, _PAGE, _RECORDER)):
            continue
        if (
            _is_numbered_heading(lines, place)
            or is_date_line(text)
            or (line.heading and not (find_candidate(line) and text.endswith(":")))
        ):
            kept.append(Line("", heading=True))
        else:
            kept.append(line)
    if any(line.heading and not line.text for line in kept):
        notes.append("Kopjes in het document zijn niet als beurt overgenomen.")
    return kept


def _with_end_times(lines: Sequence[Line]) -> list[Line]:
    """Write a time behind what was said as f4 does, where most turns have one: `Ja, dat klopt. (00:01:23)`."""
    candidates = [find_candidate(line) for line in lines]
    found = [
        None if candidate and _is_timed_name(candidate) else _TIME_BEHIND.search(line.text.rstrip())
        for line, candidate in zip(lines, candidates, strict=True)
    ]
    spoken = sum(map(bool, candidates))
    if sum(map(bool, found)) < max(3, spoken / 2):
        return list(lines)
    return [
        replace(line, text=f"{line.text.rstrip()[: mark.start()]} #{_hours(mark[1])}-0#") if mark else line
        for line, mark in zip(lines, found, strict=True)
    ]


def _is_timed_name(candidate: Candidate) -> bool:
    """Tell `Spreker 1 [00:00:02]` above what is said from `Ja. (00:00:12)`."""
    return bool(candidate.time) and not candidate.text and not candidate.label.endswith(".")


def _hours(clock: str) -> str:
    seconds = int(to_seconds(clock) or 0)
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


def _is_numbered_heading(lines: Sequence[Line], place: int) -> bool:
    """Tell `2. Rondje` in minutes from a list that somebody sums up: above it is empty, and no number stands next to it."""
    right_above = lines[place - 1].text.strip() if place else ""
    # From a pdf come no empty lines: there the line above ends a sentence.
    if not _NUMBERED_HEADING.fullmatch(lines[place].text.strip()) or (right_above and right_above[-1] not in _ENDS):
        return False
    below = next((line.text.strip() for line in lines[place + 1 :] if line.text.strip()), "")
    above = next((line.text.strip() for line in reversed(lines[:place]) if line.text.strip()), "")
    return not any(re.match(r"\d{1,2}[.)]\s", text) for text in (above, below))


def _find_candidates(body: Sequence[Line]) -> list[Candidate | None]:
    """Find the label each line may start with; a name alone right below a time has that time."""
    found: list[Candidate | None] = []
    for place, line in enumerate(body):
        candidate = find_candidate(line)
        time, rest = find_time(body[place - 1].text) if place else ("", "")
        if candidate and candidate.form == "alone" and time and not rest:
            candidate = replace(candidate, form="header", time=time)
        found.append(candidate)
    return found


def _with_text_below(candidates: Sequence[Candidate | None], body: Sequence[Line]) -> list[Candidate | None]:
    """A name alone on a line is only a label when text stands below it."""
    kept: list[Candidate | None] = []
    for place, candidate in enumerate(candidates):
        below = next((line.text.strip() for line in body[place + 1 : place + 3] if line.text.strip()), "")
        above = body[place - 1].text.strip() if place else ""
        alone = candidate is not None and candidate.form == "alone"
        # In running text the line above does not end in mid-sentence.
        loose = not above or not above[-1:].isalpha() or (candidate is not None and is_generic(candidate.key))
        kept.append(None if alone and (not below or not loose) else candidate)
    return kept


def _split_inside(
    body: list[Line], candidates: list[Candidate | None], accepted: set[str]
) -> tuple[list[Line], list[Candidate | None]]:
    """Split a line in which a next speaker starts: `Kees: Dat klopt. Fatma: Ja, precies.`"""
    names = [
        candidate.label
        for candidate in candidates
        if candidate and candidate.key in accepted and candidate.form != "alone"
    ]
    wanted = sorted({name for name in names if len(name) > 1}, key=len, reverse=True)
    if not wanted:
        return body, candidates
    pattern = re.compile(rf"(?:(?<=[.?!…”\"])|\n)\s+(?=(?:{'|'.join(map(re.escape, wanted))})(?:\s*\([^()]*\))?:\s)")
    lines: list[Line] = []
    for line in body:
        first, *rest = pattern.split(line.text) if ":" in line.text else [line.text]
        lines += [Line(first, line.bold, line.heading), *(Line(part) for part in rest)]
    return (lines, _find_candidates(lines)) if len(lines) > len(body) else (body, candidates)


def _collect(
    body: Sequence[Line], candidates: Sequence[Candidate | None], accepted: set[str], *, minutes: bool = False
) -> list[_Open]:
    """Walk the lines: an accepted label opens a turn, any other line continues the turn above.

    In minutes a label is of its own paragraph: what others said stands below it without one.
    """
    opened: list[_Open] = []
    above = ""  # the text of the line above
    fresh = False  # a heading stood above: what follows without a label is nobody's
    items = sum(1 for line in body if _ITEM.match(line.text.strip())) > 1  # minutes: so does what is numbered `3.1`
    for line, candidate in zip(body, candidates, strict=True):
        text = line.text.strip()
        if candidate and candidate.key in accepted:
            opened.append(
                _Open(candidate.label, candidate.detail, candidate.time, [candidate.text] if candidate.text else [])
            )
            fresh, above = False, text
            continue
        fresh = fresh or line.heading or (items and bool(_ITEM.match(text))) or bool(_TYPED_LINE.match(text))
        fresh = fresh or (
            not above and (bool(_REPORTED.match(text)) or (minutes and bool(opened and opened[-1].label)))
        )
        above = text
        if not text:
            if opened and not opened[-1].label:
                opened[-1].lines.append("")  # what nobody says apart is split at its paragraphs
            continue
        time, rest = find_time(text)
        if time and not rest:
            # A time on a line of its own belongs to the label above it (for the one below, see `_find_candidates`).
            if opened and not opened[-1].time and not opened[-1].lines:
                opened[-1].time = time
            continue
        if fresh or not opened:
            opened.append(_Open(time=time))
            fresh = False
        opened[-1].lines.append(rest)
    return opened


def _without_preamble(opened: list[_Open], notes: list[str]) -> list[_Open]:
    """Drop what a tool puts above the first speaker: a few loose lines (title, keywords, who spoke), no sentences."""
    first = next((at for at, turn in enumerate(opened) if turn.label), 0)
    lines = [line for turn in opened[:first] for line in turn.lines if line.strip()]
    said = [turn.lines[-1].rstrip() for turn in opened[first:] if turn.lines and turn.lines[-1].strip()]
    if sum(line[-1] in _ENDS for line in said) < len(said) / 2:
        return opened  # nobody writes points here: what stands above may be said as well
    if not lines or len(lines) > 12 or any(map(_is_said, lines)):
        return opened
    notes.append(f"{len(lines)} regels boven de eerste spreker zijn geen zinnen. Die zijn niet overgenomen.")
    return opened[first:]


def _is_said(line: str) -> bool:
    """Tell what somebody said (a sentence, something between quotation marks) from a title, keywords, who spoke."""
    return line.rstrip(" *_)”\"’'")[-1:] in ".?!…" or len(line.split()) > 15 or line.lstrip(" -*•")[:1] in "\"“‘'„"


def _speaker(turn: _Open) -> Person:
    told = match_role(turn.detail) if turn.detail else match_role(turn.label) if is_role_label(turn.label) else None
    nothing = told or is_generic(label_key(turn.label)) or is_aside(turn.detail)
    organisation = told.organisation if told and turn.detail else "" if nothing else turn.detail
    return Person(turn.label, told.slug if told else "", organisation)


def _turns(turn: _Open, roster: Sequence[Person]) -> list[Turn]:
    """Make one turn of what somebody says; of what stands there without a speaker, one for each paragraph."""
    if turn.label:
        return [_turn(turn, roster)]
    parts = [part.split("\n") for part in re.split(r"\n{2,}", "\n".join(turn.lines).strip("\n"))]
    return [_turn(replace(turn, lines=part, time="" if at else turn.time), roster) for at, part in enumerate(parts)]


def _turn(turn: _Open, roster: Sequence[Person]) -> Turn:
    start, end = range_seconds(turn.time)
    lines, end = _without_end_times(turn.lines, end)
    role = role_of(turn.label, turn.detail, roster)
    return Turn(join_lines(lines), turn.label, role, start, end, "\n".join(lines))


def _without_end_times(lines: Sequence[str], end: float | None) -> tuple[list[str], float | None]:
    """Take off what f4 writes behind a turn (`… #00:01:23-4#`): its end, where no other is told."""
    marks = _END_TIME.findall("\n".join(lines))
    told = to_seconds(marks[-1]) if marks and end is None else end
    return [_END_TIME.sub("", line) for line in lines], told


def _paragraph_turns(body: Sequence[Line]) -> list[Turn]:
    turns = []
    for paragraph in _paragraphs([line.text for line in body]):
        time, first = find_time(paragraph[0])
        start, end = range_seconds(time)
        lines = [first, *(find_time(line)[1] for line in paragraph[1:])]
        lines, end = _without_end_times(lines, end)
        parts = split_paragraph(join_lines(lines))
        for place, part in enumerate(parts):
            whole = len(parts) == 1
            turns.append(
                Turn(
                    part,
                    start_s=None if place else start,
                    end_s=end if whole else None,
                    original="\n".join(lines) if whole else part,
                )
            )
    return [turn for turn in turns if turn.text]


def _paragraphs(lines: Sequence[str]) -> list[list[str]]:
    """Group lines: by empty lines where there are any; else every line is one, unless the text is hard-wrapped."""
    lines = "\n".join(lines).strip("\n").split("\n")
    filled = [line for line in lines if line.strip()]
    blank = len(lines) - len(filled)
    wrapped = _is_wrapped(filled)
    if not wrapped and blank < len(filled) / 4:
        return [[line] for line in filled]
    groups: list[list[str]] = [[]]
    for line in lines:
        if not line.strip() or (groups[-1] and re.match(r"^[\[(]?\d{1,2}:\d\d", line.strip())):
            groups.append([])
        if line.strip():
            groups[-1].append(line)
    # Minutes with an empty line between the items only: every line that ends as a sentence does is a paragraph.
    above = [line for group in groups for line in group[:-1]]
    if not wrapped and sum(line.rstrip()[-1:] in _ENDS for line in above) >= 0.75 * len(above) > 0:
        return [[line] for line in filled]
    return [group for group in groups if group]


def _is_wrapped(lines: Sequence[str]) -> bool:
    """Hard-wrapped text: most lines nearly as long as the longest, and sentences that run on below."""
    if len(lines) < 4:
        return False
    longest = max(map(len, lines))
    full = sum(1 for line in lines[:-1] if len(line) > 0.75 * longest)
    broken = sum(1 for line in lines[:-1] if line.rstrip()[-1:] not in _ENDS)
    inside = any(re.search(r"[.?!]\s+[^\W\d_a-z]", line) for line in lines)
    return 40 <= longest <= 160 and full >= 0.6 * (len(lines) - 1) and broken >= 0.5 * (len(lines) - 1) and inside
