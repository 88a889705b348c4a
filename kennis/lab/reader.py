"""The widget for reading back: a list of coded passages, and one click brings each to its place in the conversation."""

from __future__ import annotations

from typing import Any

import pandas as pd

from kennis.coding import accepted_codings, codebook_table, current_codings, find_codings, load_codebook
from kennis.coding.log import MACHINES, NO_CODE, overruled
from kennis.insights.words import role_label, thousands
from kennis.lab.found import given_by_all
from kennis.lab.panel import Message, Panel, script
from kennis.privacy import MAY_QUOTE, as_agreed
from kennis.study import Study
from kennis.tables import MEETING_KINDS, POLARITIES, KennisError

_INSTEAD = (
    "Hier kun je in JupyterLab citaten teruglezen op hun plek. Staat hier geen scherm met knoppen? Voer deze cel uit."
)
_AROUND = 60  # turns before and after the one in sight: a conversation can be very long
Row = dict[str, Any]


class ReadingWidget(Panel):
    """Reading back; see `read_codings`. Nothing is read before a browser opens it."""

    _esm = script("reader.js")
    instead = _INSTEAD

    def __init__(self, study: Study, *, most: int, **wishes: Any) -> None:
        super().__init__()
        self._study, self._most, self._wishes = study, most, wishes
        self._passages: list[Row] = []

    def _answer(self, message: Message) -> Message:
        if message.get("do") == "open" or not self._passages:
            return self._open()
        return {"sight": self._place(int(message.get("at", 0))), "said": ""}

    def _open(self) -> Message:
        study = as_agreed(self._study)
        codings, self._turns = study.codings, study.utterances
        codes = codebook_table(load_codebook(study.codebook_path))
        self._labels: dict[str, str] = codes.set_index("code")["label"].to_dict()
        meetings = study.meetings.set_index("meeting_id")
        self._meetings: dict[str, str] = {str(name): _meeting(str(name), row) for name, row in meetings.iterrows()}
        found = given_by_all(find_codings(codings, self._turns, **self._wishes))
        self._passages = found.head(self._most).to_dict("records")
        if not self._passages and accepted_codings(codings).empty:
            raise KennisError(
                "Nog niemand heeft gecodeerd. Begin met notebook 07, of zoek met suggestions=True in de voorstellen van de computer."
            )
        if not self._passages:
            raise KennisError("Er zijn geen stukken met deze code. Kies een andere code, of laat de keuze leeg.")
        self._codes = _by_turn(codings, suggestions=bool(self._wishes.get("suggestions")))
        several = found["code"].nunique() > 1
        items = [_item(row, self._labels if several else {}) for row in self._passages]
        told = f"{thousands(len(items))} van {thousands(len(found))} stukken"
        book = {"items": items, "told": told, "invented": study.settings.invented}
        return {"book": book, "sight": self._place(0), "said": ""}

    def _place(self, at: int) -> Row:
        """Return the conversation around a passage; the passage itself is marked apart."""
        if not 0 <= at < len(self._passages):
            raise KennisError("Dit stuk staat niet in de lijst. Kies een ander stuk.")
        passage = self._passages[at]
        here = str(passage["utterance_id"])
        near = _near(self._turns, here)
        return {
            "turn": {"id": here},
            "at": at,
            "where": self._meetings.get(str(passage["meeting_id"]), "Los citaat"),
            "turns": [self._turn(row, passage) for row in near.to_dict("records")],
        }

    def _turn(self, row: Row, passage: Row) -> Row:
        text, own = str(row["text"]), self._codes.get(str(row["utterance_id"]), [])
        here = row["utterance_id"] == passage["utterance_id"]
        chosen = (int(passage["start"]), int(passage["stop"])) if here else (0, 0)
        return {
            "id": str(row["utterance_id"]),
            "who": " · ".join(filter(None, [role_label(str(row["role"])), str(row["speaker"])])),
            "pieces": mark_pieces(text, [(one["start"], one["stop"]) for one in own], chosen),
            "codes": list(dict.fromkeys(_told(one, self._labels) for one in own)),
            "mayQuote": bool(row[MAY_QUOTE]),
            "here": here,
        }


def read_codings(
    study: Study,
    *,
    code: str = "",
    coder: str = "",
    role: str = "",
    meeting: str = "",
    words: str = "",
    suggestions: bool = False,
    most: int = 500,
) -> ReadingWidget:
    """Read coded passages back in JupyterLab: one click, or ↓, shows a passage in its conversation.

    Args:
        study: the study; what participants did not agree to is not shown.
        code, coder, role, meeting, words, suggestions: which passages, as in `find_codings`.
        most: how many passages at most.

    Returns:
        The widget. It shows itself; a notebook that is run without a browser shows one sentence instead.
    """
    wishes = {"code": code, "coder": coder, "role": role, "meeting": meeting, "words": words}
    return ReadingWidget(study, most=most, suggestions=suggestions, **wishes)


def mark_pieces(text: str, spans: list[tuple[int, int]], chosen: tuple[int, int]) -> list[tuple[str, str]]:
    """Cut a text where marks begin and end: (words, mark), with mark `chosen`, `coded` or nothing.

    Spans are code points, half-open. All pieces put together are the text.
    """
    ends = {0, len(text)} | {min(max(place, 0), len(text)) for span in [*spans, chosen] for place in span}
    cuts = sorted(ends)

    def mark(start: int, stop: int) -> str:
        if chosen[0] <= start and stop <= chosen[1]:
            return "chosen"
        return "coded" if any(a <= start and stop <= b for a, b in spans) else ""

    return [(text[a:b], mark(a, b)) for a, b in zip(cuts, cuts[1:], strict=False)]


def _near(turns: pd.DataFrame, here: str) -> pd.DataFrame:
    at = int(turns["utterance_id"].eq(here).to_numpy().argmax())
    meeting = turns["meeting_id"].iloc[at]
    near = turns.iloc[max(0, at - _AROUND) : at + _AROUND + 1]
    return near[near["meeting_id"].eq(meeting) if meeting else near["utterance_id"].eq(here)]


def _by_turn(codings: pd.DataFrame, *, suggestions: bool) -> dict[str, list[Row]]:
    now = current_codings(codings)
    now = now[~overruled(now) & now["code"].ne(NO_CODE)]
    counts = now["status"].eq("geaccepteerd") | (now["status"].eq("voorstel") if suggestions else False)
    found: dict[str, list[Row]] = {}
    for row in now[counts].to_dict("records"):
        found.setdefault(str(row["utterance_id"]), []).append({str(k): v for k, v in row.items()})
    return found


def _by(row: Row) -> str:
    return "voorstel van de computer" if row["coder"] in MACHINES else str(row["coder"])


def _item(row: Row, labels: dict[str, str]) -> Row:
    """Return a passage for the list; without labels it says no code: then it is the same one for all."""
    who = " · ".join(filter(None, [role_label(str(row["role"])), str(row["utterance_id"])]))
    polarity = POLARITIES.get(str(row["polarity"]), "")
    told = _told(row, labels) if labels else " · ".join(filter(None, [polarity, _by(row)]))
    return {"quote": str(row["quote"]), "who": who, "told": told}


def _told(row: Row, labels: dict[str, str]) -> str:
    polarity = POLARITIES.get(str(row["polarity"]), "")
    who = _by(row)
    return f"{labels.get(row['code'], row['code'])}{f' – {polarity}' if polarity else ''} ({who})"


def _meeting(name: str, row: Row) -> str:
    return " · ".join(
        filter(None, [name, str(row["date"]), MEETING_KINDS.get(str(row["kind"]), ""), str(row["title"])])
    )
