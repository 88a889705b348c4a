"""What the browser gets to see: only the turn in front and what hangs on it, as plain values; the browser makes text of it."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from typing import Any

from kennis.coding.decisions import key_of
from kennis.coding.desk import Desk
from kennis.coding.log import NO_CODE
from kennis.coding.words import pieces_of, split_words, words_in
from kennis.insights.words import role_label, thousands
from kennis.privacy import MAY_QUOTE
from kennis.tables import MEETING_KINDS, POLARITIES

KEYS = "123456789abcdeghiklqrstvw"  # for codes; the other letters are commands
Row = dict[str, Any]
_ONWARDS: dict[str, Callable[[Desk], bool]] = {
    "finish": Desk.next_open,
    "open_turn": Desk.next_open,
    "doubt": Desk.next_doubt,
    "next": lambda desk: desk.step(1),
    "back": lambda desk: desk.step(-1),
}


def book_of(desk: Desk) -> dict[str, Any]:
    """Return the codebook and the choices of the filters: what stays the same from turn to turn."""
    codes = [
        {
            "slug": code.slug,
            "label": code.label,
            "key": KEYS[place] if place < len(KEYS) else "",
            "insight": desk.codebook.insights[code.insight].label,
            "definition": code.definition,
            "when": code.when,
            "whenNot": code.when_not,
            "examples": [
                {"text": example.text, "polarity": POLARITIES.get(example.polarity, "")}
                for example in code.examples[:2]
            ],
            "polar": code.polar,
        }
        for place, code in enumerate(desk.codebook.codes)
    ]
    return {
        "coder": desk.coder,
        "blind": desk.blind,
        "invented": desk.study.settings.invented,
        "codes": codes,
        "meetings": _meetings(desk),
        "roles": [[role, role_label(role)] for role in dict.fromkeys(t["role"] for t in desk.turns.values()) if role],
        "notes": desk.notes,
    }


def sight_of(desk: Desk, *, ahead: bool = True) -> dict[str, Any]:
    """Return the turn in front, its neighbours, its codes, suggestions and progress.

    With `ahead` also where each key that moves on would bring the coder, so that the browser can show that turn while
    the decision about this one is being written down.
    """
    words = split_words(str(desk.turn["text"]))
    before, after = desk.around()
    total = len(desk.queue)
    return {
        "turn": shown_turn(desk.turn),
        "before": [neighbour_of(other) for other in before],
        "after": [neighbour_of(other) for other in after],
        "given": [_given(desk, row, words) for row in desk.decisions.given(desk.here)],
        "nothing": not desk.decisions.given(desk.here) and desk.decisions.decided(desk.here),
        "memo": _memo(desk),
        "suggestions": [_suggestion(desk, row, words) for row in desk.suggestions],
        "others": [f"{row['coder']}: {_told(desk, row)}" for row in desk.others],
        "flagged": desk.flagged,
        "done": desk.done,
        "total": total,
        "progress": f"{thousands(desk.done)} van {thousands(total)} beurten bekeken",
        "filters": desk.filters,
        "canUndo": bool(desk.decisions.done),
        "canRedo": bool(desk.decisions.undone),
        **({"ahead": _ahead(desk)} if ahead else {}),
    }


def _ahead(desk: Desk) -> dict[str, Any]:
    stands = {}
    for name, move in _ONWARDS.items():
        other = copy(desk)  # shares everything but where it stands
        if move(other) and other.here != desk.here:
            stands[name] = other
    sights = {other.here: sight_of(other, ahead=False) for other in stands.values()}
    return {"moves": {name: other.here for name, other in stands.items()}, "sights": sights}


def shown_turn(turn: Row) -> Row:
    """Return a turn (a row of an `AgreedStudy`'s utterances) as words, with where Python counts them."""
    text = str(turn["text"])
    return {
        "id": str(turn["utterance_id"]),
        "role": role_label(str(turn["role"])),
        "speaker": turn["speaker"],
        "pieces": pieces_of(text),
        "spans": split_words(text),
        "mayQuote": bool(turn[MAY_QUOTE]),
    }


def label_of(desk: Desk, slug: str) -> str:
    """Return what a code is called; a code that left the codebook by its slug."""
    return desk.codebook.code(slug).label if slug in desk.codebook.slugs else slug


def _meetings(desk: Desk) -> list[list[str]]:
    meetings = desk.study.meetings
    told = [
        [
            row["meeting_id"],
            " · ".join(filter(None, [row["meeting_id"], row["date"], MEETING_KINDS.get(row["kind"], "")])),
        ]
        for row in meetings.to_dict("records")
    ]
    return [pair for pair in told if any(turn["meeting_id"] == pair[0] for turn in desk.turns.values())]


def neighbour_of(turn: Row) -> dict[str, str]:
    """Return who said something beside the turn in front, and what."""
    return {"who": _who(turn), "text": str(turn["text"])}


def _who(turn: Row) -> str:
    return " · ".join(filter(None, [role_label(str(turn["role"])), str(turn["speaker"])]))


def _given(desk: Desk, row: Row, words: list[tuple[int, int]]) -> dict[str, Any]:
    key = key_of(row)
    text = str(desk.turn["text"])
    whole = (row["start"], row["stop"]) == (0, len(text))
    return {
        "key": list(key),
        "code": row["code"],
        "label": label_of(desk, str(row["code"])),
        "polarity": row["polarity"],
        "told": POLARITIES.get(str(row["polarity"]), ""),
        "words": None if whole else words_in(words, row["start"], row["stop"]),
        "said": "" if whole else text[row["start"] : row["stop"]],
        "memo": row["memo"],
        "active": key == desk.active,
    }


def _suggestion(desk: Desk, row: Row, words: list[tuple[int, int]]) -> dict[str, Any]:
    return {
        "code": row["code"],
        "label": _told(desk, row),
        "evidence": row["evidence"],
        "words": words_in(words, int(row["start"]), int(row["stop"])),
        "sure": "zeker" if float(row["score"]) >= 0.75 else "twijfel" if float(row["score"]) < 0.55 else "",
    }


def _told(desk: Desk, row: Row) -> str:
    polarity = POLARITIES.get(str(row["polarity"]), "")
    return f"{label_of(desk, str(row['code']))} – {polarity}" if polarity else label_of(desk, str(row["code"]))


def _memo(desk: Desk) -> str:
    """Return the memo of the code in hand, or of the turn without codes."""
    if desk.active and (row := desk.decisions.find(desk.active)):
        return str(row["memo"])
    rows = desk.decisions.of_turn.get(desk.here, {})
    return next((str(row["memo"]) for key, row in rows.items() if key[3] == NO_CODE), "")
