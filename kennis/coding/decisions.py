"""What one coder thinks now, replayed from the log, with undo and redo that are rows of the log themselves."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from kennis.coding.append import CoderLog, Row
from kennis.coding.log import NO_CODE, WITHDRAWN

Key = tuple[str, int, int, str]  # utterance_id, start, stop, code
_CONTENT = ("polarity", "status", "evidence", "memo")
_BY_HAND = re.compile(r"\.\d{3}$")  # only what a coder does by hand is timed to the millisecond


@dataclass(frozen=True)
class Step:
    """One thing a coder did: per key what was thought before and after; None is nothing."""

    changes: tuple[tuple[Key, Row | None, Row | None], ...]

    @property
    def turn(self) -> str:
        """Return the turn it was about."""
        return self.changes[-1][0][0]

    def backwards(self) -> Step:
        """Return the step that undoes this one."""
        return Step(tuple((key, after, before) for key, before, after in reversed(self.changes)))


@dataclass
class Decisions:
    """The decisions of one coder. `now` holds the current row of each key, `NO_CODE` among them."""

    log: CoderLog
    now: dict[Key, Row] = field(default_factory=dict)
    of_turn: dict[str, dict[Key, Row]] = field(default_factory=dict)
    looked_at: set[str] = field(default_factory=set)
    done: list[Step] = field(default_factory=list)
    undone: list[Step] = field(default_factory=list)
    last_turn: str = ""
    barred: bool = False  # undo can go no further back: there the codebook changed, or rows came from elsewhere

    def __post_init__(self) -> None:
        self.replay()

    def replay(self) -> None:
        """Take the state from the log; rows of one moment are one step.

        What the coder did not do here (codings carried along when a code was renamed, an imported file) is no step:
        undo would then take back what others decided, so it stops there.
        """
        self.now, self.of_turn, self.looked_at = {}, {}, set()
        self.done, self.undone, self.last_turn, self.barred = [], [], "", False
        together: list[Row] = []
        for row in self.log.rows:
            if together and row["at"] != together[-1]["at"]:
                self._take(together)
                together = []
            together.append(row)
        if together:
            self._take(together)

    def given(self, turn: str) -> list[Row]:
        """Return what the coder gave a turn, `NO_CODE` left out, in the order of giving."""
        return [row for row in self.of_turn.get(turn, {}).values() if _counts(row) and row["code"] != NO_CODE]

    def decided(self, turn: str) -> bool:
        """Tell whether the coder looked at a turn and said so: with a code, or with `NO_CODE`."""
        return turn in self.looked_at

    def find(self, key: Key) -> Row | None:
        """Return the current row of a key."""
        return self.now.get(key)

    def do(self, changes: Iterable[tuple[Key, Row | None]]) -> None:
        """Let keys have a new row (None: as if never said), on disk before this returns.

        Raises:
            KennisError: see `CoderLog.append`.
        """
        step = Step(tuple((key, self.now.get(key), row) for key, row in changes))
        self._write(step)
        self.done.append(step)
        self.undone.clear()

    def undo(self) -> Step | None:
        """Undo the last step; None if there is nothing to undo."""
        if not self.done:
            return None
        back = self.done[-1].backwards()
        self._write(back)
        self.undone.append(self.done.pop())
        return back

    def redo(self) -> Step | None:
        """Do again what was undone last; None if there is nothing."""
        if not self.undone:
            return None
        self._write(self.undone[-1])
        self.done.append(self.undone.pop())
        return self.done[-1]

    def _write(self, step: Step) -> None:
        at = self._moment()
        rows = [_stored(self.log.coder, key, after, at) for key, _, after in step.changes]
        self.log.append(rows)
        for row in rows:
            self._apply(row)

    def _moment(self) -> str:
        """Return the time to the millisecond, never that of the row before: rows of one moment are one step."""
        now = datetime.now()
        last = str(self.log.rows[-1]["at"]) if self.log.rows else ""
        same = now.isoformat("T", "milliseconds") == last
        return (now + timedelta(milliseconds=int(same))).isoformat("T", "milliseconds")

    def _take(self, rows: list[Row]) -> None:
        changes = [
            (key_of(row), self.now.get(key_of(row)), row if row["status"] != WITHDRAWN else None) for row in rows
        ]
        step = Step(tuple(changes))
        for row in rows:
            self._apply(row)
        if not _BY_HAND.search(str(rows[0]["at"])):
            self.done, self.undone, self.barred = [], [], True
        elif self.done and _same(step, self.done[-1].backwards()):
            self.undone.append(self.done.pop())
        elif self.undone and _same(step, self.undone[-1]):
            self.done.append(self.undone.pop())
        else:
            self.done.append(step)
            self.undone.clear()

    def _apply(self, row: Row) -> None:
        key, turn = key_of(row), str(row["utterance_id"])
        self.last_turn = turn
        if row["status"] == WITHDRAWN:
            self.now.pop(key, None)
            self.of_turn.get(turn, {}).pop(key, None)
        else:
            self.now[key] = self.of_turn.setdefault(turn, {})[key] = row
        counts = any(map(_counts, self.of_turn.get(turn, {}).values()))
        (self.looked_at.add if counts else self.looked_at.discard)(turn)


def key_of(row: Row) -> Key:
    """Return what a row is about."""
    return str(row["utterance_id"]), int(row["start"]), int(row["stop"]), str(row["code"])


def _counts(row: Row) -> bool:
    return row["status"] == "geaccepteerd"


def _stored(coder: str, key: Key, row: Row | None, at: str) -> Row:
    turn, start, stop, code = key
    about: Row = {
        "utterance_id": turn,
        "start": start,
        "stop": stop,
        "code": code,
        "coder": coder,
        "score": "",
        "at": at,
    }
    content = {name: row.get(name, "") for name in _CONTENT} if row else {"status": WITHDRAWN}
    return {"polarity": "", "evidence": "", "memo": ""} | about | content


def _same(one: Step, other: Step) -> bool:
    def told(step: Step) -> list[tuple[str, tuple[str, ...], tuple[str, ...]]]:
        return sorted((str(key), _content(before), _content(after)) for key, before, after in step.changes)

    return told(one) == told(other)


def _content(row: Row | None) -> tuple[str, ...]:
    return tuple(str(row.get(name, "")) for name in _CONTENT) if row else ()
