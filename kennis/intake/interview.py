"""Who asks and who answers in an interview: by the questions in bold above the answers, or by who does all the asking."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from kennis.intake.head import Head
from kennis.intake.labels import Line, find_candidate
from kennis.intake.source import Parsed

_NUMBER = re.compile(r"^(?:(?:vraag\s*)?\d{1,2}[a-z]?[.):]\s*)", re.IGNORECASE)
_BARE = frozenset("v a i r vraag antwoord interviewer respondent geïnterviewde onderzoeker".split())
_ASKER_NOTE = "Van de twee sprekers stelt er een bijna alleen vragen: die telt als begeleider. Klopt dat niet? Verander het in deelnemers.csv."


def with_asker(parsed: Parsed) -> Parsed:
    """Give who asks in a conversation of two the role of `begeleider`, where neither has a role.

    The one asks in at least three turns and three quarters of them, the other in less than a quarter, and says more.
    """
    speakers = {turn.speaker for turn in parsed.turns}
    if len(speakers) != 2 or "" in speakers or any(turn.role for turn in parsed.turns):
        return parsed
    said = {one: [turn.text.rstrip() for turn in parsed.turns if turn.speaker == one] for one in speakers}
    asked = {one: sum(text.endswith("?") for text in texts) for one, texts in said.items()}
    share = {one: asked[one] / len(texts) for one, texts in said.items()}
    words = {one: sum(len(text.split()) for text in texts) for one, texts in said.items()}
    asker, other = sorted(speakers, key=lambda one: (-share[one], one))
    if asked[asker] < 3 or share[asker] < 0.75 or share[other] >= 0.25 or words[asker] >= words[other]:
        return parsed
    turns = [replace(turn, role="begeleider") if turn.speaker == asker else turn for turn in parsed.turns]
    people = [replace(one, role=one.role or "begeleider") if one.name == asker else one for one in parsed.people]
    return replace(parsed, turns=turns, people=people, notes=(*parsed.notes, _ASKER_NOTE))


def with_names(parsed: Parsed) -> Parsed:
    """Give who asks and who answers in an interview (`V:`, `A:`) the names that the head gives them.

    Else somebody who also speaks elsewhere would be two people. Only where one such name is left over.
    """
    speakers = {turn.speaker for turn in parsed.turns}
    roles = {turn.speaker: turn.role for turn in parsed.turns}
    silent = [person for person in parsed.people if person.name not in speakers]
    names = {}
    for label in speakers:
        asks = roles[label] == "begeleider"
        fitting = [person.name for person in silent if (person.role == "begeleider") == asks]
        if len(speakers) == 2 and label.lower() in _BARE and len(fitting) == 1:
            names[label] = fitting[0]
    turns = [replace(turn, speaker=names.get(turn.speaker, turn.speaker)) for turn in parsed.turns]
    return replace(parsed, turns=turns, people=[one for one in parsed.people if one.name not in names])


def label_questions(lines: Sequence[Line], head: Head) -> list[Line]:
    """Say who asks and who answers, where questions in bold (or as headings) stand above answers.

    Only of an interview: with more people than one to answer, nobody can tell who did.

    Args:
        lines: the text below the head.
        head: what the head told: the kind of meeting and who was there.

    Returns:
        The lines, with the speaker of each question and answer; unchanged where the text is no such interview.
    """
    asker, answerer = _who(head)
    asked = [_is_question(line) for line in lines]
    marked = sum(1 for line in lines if line.heading or _is_bold(line))
    if not answerer or sum(asked) < 2 or sum(asked) < marked / 2 or _has_labels(lines):
        return list(lines)
    told: list[Line] = []
    answering = opens = False
    for line, question in zip(lines, asked, strict=True):
        if question:
            told.append(Line(_NUMBER.sub("", line.text.strip()), speaker=asker))
            answering = opens = True
        elif line.heading or (_is_bold(line) and line.text.strip()):
            told.append(replace(line, heading=True))
            answering = False
        elif answering and opens and line.text.strip():
            told.append(replace(line, speaker=answerer))
            opens = False
        else:
            told.append(line)
    return told


def _who(head: Head) -> tuple[str, str]:
    """Return who asks and who answers, by name where the head tells; "" where several people may have answered."""
    asking = [person.name for person in head.people if person.role == "begeleider"]
    others = [person.name for person in head.people if person.role != "begeleider"]
    if len(others) > 1 or (not others and head.meeting.get("kind") != "interview"):
        return "", ""
    return (asking[0] if asking else "Interviewer"), (others[0] if others else "Respondent")


def _is_bold(line: Line) -> bool:
    return bool(line.bold) and line.bold.strip() == line.text.strip()


def _is_question(line: Line) -> bool:
    text = line.text.strip()
    return text.endswith("?") and (line.heading or _is_bold(line))


def _has_labels(lines: Sequence[Line]) -> bool:
    """Tell whether answers begin with a word and a colon: then the text itself may say who speaks."""
    listed = re.compile(r"\s*[-–*•]\s")  # `- Koffie: elke dag` sums up
    found = [
        find_candidate(line)
        for line in lines
        if line.text.strip() and not _is_question(line) and not listed.match(line.text)
    ]
    return sum(1 for one in found if one and one.form in ("colon", "tab", "header", "given")) > len(found) / 3
