"""The texts of a study as another program gets them: one a meeting and one for the loose quotes, with the place of each turn.

A turn is a paragraph, `P07 (Inwoner): …`, with an empty line below it: it reads as a conversation, and programs that look
for who speaks know the form. Words that may not leave the team stand there as `[niet getoond]`, so that the talk goes on.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from kennis.insights.words import role_label
from kennis.privacy import HIDDEN, AgreedStudy
from kennis.tables import MEETING_KINDS, with_shown_roles

QUOTES = "citaten"


@dataclass(frozen=True)
class Document:
    """A text: `key` is a `meeting_id` or `QUOTES`, `places` says where the words of each turn begin and end."""

    key: str
    name: str
    date: str
    text: str
    places: dict[str, tuple[int, int]]


def study_documents(study: AgreedStudy) -> list[Document]:
    """Return the texts of a study that have a turn whose words may leave the team."""
    turns, meetings = with_shown_roles(study.utterances), study.meetings
    known = meetings.set_index("meeting_id")
    documents = []
    for key, own in turns.groupby("meeting_id", sort=True):
        meeting = known.loc[key] if key in known.index else None
        documents.append(_document(str(key), own, meeting))
    documents.sort(key=lambda one: one.key == QUOTES)
    return [one for one in documents if one.places]


def _document(key: str, turns: pd.DataFrame, meeting: pd.Series | None) -> Document:
    places, parts, at = {}, [], 0
    for turn in turns.itertuples():
        label = _label(turn.speaker, turn.role)
        words = turn.text if turn.may_quote else HIDDEN
        if turn.may_quote:
            places[turn.utterance_id] = (at + len(label), at + len(label) + len(words))
        parts.append(f"{label}{words}\n")
        at += len(parts[-1]) + 1
    name = key or QUOTES.capitalize()
    if meeting is not None:
        name = f"{key} {meeting['title'] or MEETING_KINDS.get(meeting['kind'], meeting['kind'])}"
    return Document(key or QUOTES, name, "" if meeting is None else meeting["date"], "\n".join(parts), places)


def _label(speaker: str, role: str) -> str:
    told = role_label(role) if role else ""
    if speaker and told:
        return f"{speaker} ({told}): "
    return f"{speaker or told}: " if speaker or told else ""
