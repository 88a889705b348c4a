"""Coding by hand without a screen: which turn is in front, what is known about it, and what a coder may do with it.

Everything that is needed is in memory; a decision costs one row on disk. What is shown to the coder obeys consent.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path
from typing import Any

import pandas as pd

from kennis.coding.append import CoderLog, Row, log_frame
from kennis.coding.codebook import Code, Codebook, load_codebook
from kennis.coding.decisions import Decisions, Key, Step, key_of
from kennis.coding.flags import read_flags, write_flags
from kennis.coding.log import MACHINES, NO_CODE, current_codings
from kennis.coding.queue import Turn, by_doubt, draw_round, neighbours
from kennis.coding.strays import describe_strays, turn_lengths
from kennis.privacy import AgreedStudy, as_agreed
from kennis.study import Study
from kennis.tables import KennisError

_NOT_POLAR = "Deze code kan niet ontbreken: hij is er, of hij is er niet."
OPPOSITES = {"aanwezig": "afwezig", "afwezig": "gemengd", "gemengd": "aanwezig"}


@dataclass
class Desk:
    """A coder at work. Made by `open_desk`; `here` is the turn in front."""

    study: AgreedStudy
    log: CoderLog
    blind: bool = False
    round: int | None = None
    only: tuple[str, ...] = ()
    here: str = ""
    active: Key | None = None  # the coding that polarity and memo are about
    filters: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    _flags: set[str] = field(default_factory=set, init=False)

    def __post_init__(self) -> None:
        self.notes += self.log.notes
        self.decisions = Decisions(self.log)
        self._load()
        self.here = self._next_open(after=self.decisions.last_turn) or (self.queue[-1] if self.queue else "")

    # ---- what is there

    @property
    def coder(self) -> str:
        """Return who codes."""
        return self.log.coder

    @property
    def turn(self) -> dict[str, Any]:
        """Return the turn in front (a row of `tables.UTTERANCES`)."""
        if not self.here:
            raise KennisError("Er is hier geen beurt om te coderen. Kies een ander filter, of lees eerst een bron in.")
        return self.turns[self.here]

    @property
    def done(self) -> int:
        """Return how many turns of the queue have been looked at."""
        return len(self._queued & self.decisions.looked_at)

    @property
    def suggestions(self) -> list[Row]:
        """Return the machine's suggestions for the turn in front that wait for an answer, the strongest first."""
        if self.blind:
            return []
        answered = {row["code"] for row in self.decisions.of_turn.get(self.here, {}).values()}
        return [row for row in self._suggested.get(self.here, []) if row["code"] not in answered]

    @property
    def others(self) -> list[Row]:
        """Return what other people gave the turn in front."""
        return [] if self.blind else self._others.get(self.here, [])

    @property
    def flagged(self) -> bool:
        """Tell whether the coder finds that the turn in front tells too much about somebody."""
        return self.here in self._flags

    def around(self, *, before: int = 2, after: int = 1) -> tuple[list[Turn], list[Turn]]:
        """Return the turns before and after the one in front, in the same meeting."""
        return neighbours(self.turns, self.order, self._place[self.here], before=before, after=after)

    def refresh(self) -> bool:
        """Take in what something else changed on disk since (a withdrawal, a new code); tells whether it did."""
        mine, theirs = self.log.changed(), _stamps(self.study.path) != self._seen
        if mine:
            self.log.reload()
            self.decisions.replay()
        if mine or theirs:
            self._load()
            if self.here not in self.turns:
                self.here, self.active = self._next_open() or "", None
        return mine or theirs

    # ---- what a coder does; each is on disk when it returns

    def give(self, slug: str, *, span: tuple[int, int] | None = None, polarity: str = "") -> bool:
        """Give the turn, or a span of it, a code; the same again takes it away, another polarity turns it.

        Tells whether the turn has the code now.
        """
        code = self.codebook.code(slug)
        key = (self.here, *self._span(span), slug)
        if (old := self.decisions.find(key)) and old["status"] == "geaccepteerd":
            if polarity and not code.polar:
                raise KennisError(_NOT_POLAR)
            if polarity in ("", old["polarity"]):
                self._take_away(key)
                return False
            self._give(key, {**old, "polarity": polarity})
            return True
        self._give(key, _accepted(code, polarity=polarity if code.polar else ""))
        return True

    def accept(self, place: int = 0) -> Row:
        """Take over a suggestion, with the words the computer went by."""
        row = self._suggestion(place)
        self._give(
            key_of(row),
            {"status": "geaccepteerd", "polarity": row["polarity"], "evidence": row["evidence"], "memo": ""},
        )
        return row

    def reject(self, place: int = 0) -> Row:
        """Turn a suggestion down."""
        row = self._suggestion(place)
        refused: Row = {"status": "afgewezen", "polarity": row["polarity"], "evidence": row["evidence"], "memo": ""}
        self.decisions.do([(key_of(row), refused)])
        return row

    def remove(self, key: Key | None = None) -> Row:
        """Take a code away; without a key the one in hand."""
        row = self._given(key)
        self._take_away(key_of(row))
        return row

    def turn_polarity(self, key: Key | None = None) -> Row:
        """Go to the next polarity: aanwezig, afwezig, gemengd."""
        row = self._given(key)
        if not self.codebook.code(str(row["code"])).polar:
            raise KennisError(_NOT_POLAR)
        new = {**row, "polarity": OPPOSITES.get(str(row["polarity"]), "aanwezig")}
        self._give(key_of(row), new)
        return new

    def note(self, text: str, key: Key | None = None) -> None:
        """Write a memo with a code; on a turn without codes it goes with 'no code'."""
        memo = " ".join(text.split())
        if self.decisions.given(self.here):
            row = self._given(key)
        else:
            row = self.decisions.find(self._nothing()) or {"status": "geaccepteerd", "polarity": "", "evidence": ""}
        about = key_of(row) if "code" in row else self._nothing()
        if str(row.get("memo", "")) != memo:
            self.decisions.do([(about, {**row, "memo": memo})])

    def finish(self) -> None:
        """Say that the turn in front has been looked at, and go to the next open one."""
        if not self.decisions.decided(self.here):
            self.decisions.do(
                [(self._nothing(), {"status": "geaccepteerd", "polarity": "", "evidence": "", "memo": ""})]
            )
        self.go(self._next_open(after=self.here) or self.here)

    def undo(self) -> Step | None:
        """Undo the last step and go to its turn."""
        return self._travel(self.decisions.undo)

    def redo(self) -> Step | None:
        """Do the last undone step again and go to its turn."""
        return self._travel(self.decisions.redo)

    def flag(self) -> bool:
        """Ask for a look at the turn in front because it may tell who somebody is, or take that back.

        It goes to the study as a response (`reacties/codeur_….csv`, verdict `te_herleidbaar`). Tells which of the two.
        """
        flags = self._flags ^ {self.here}
        write_flags(self.study, self.coder, flags)
        self._flags = flags
        return self.here in flags

    # ---- where a coder goes

    def go(self, turn: str) -> None:
        """Put a turn in front."""
        if turn not in self.turns:
            raise KennisError("Deze beurt is er niet, of de deelnemer wil niet meedoen.")
        self.here = turn
        given = self.decisions.given(turn)
        self.active = key_of(given[-1]) if given else None

    def step(self, by: int) -> bool:
        """Go one turn on (1) or back (-1) in the queue without deciding; tells whether there was one."""
        find = bisect_right if by > 0 else bisect_left
        at = find(self.queue, self._place[self.here], key=self._place.__getitem__) - (by < 0)
        if there := 0 <= at < len(self.queue):
            self.go(self.queue[at])
        return there

    def next_open(self) -> bool:
        """Go to the next turn nobody here decided about; tells whether there was one."""
        found = self._next_open(after=self.here)
        if found:
            self.go(found)
        return bool(found)

    def next_doubt(self) -> bool:
        """Go to the open turn the computer doubts about most, and then to the one after that."""
        waiting = [i for i in self._doubts if i in self._queued and not self.decisions.decided(i)]
        if self.blind or not waiting or waiting == [self.here]:
            return False
        at = waiting.index(self.here) + 1 if self.here in waiting else 0
        self.go(waiting[at % len(waiting)])
        return True

    def select(self, *, meeting: str = "", role: str = "", code: str = "") -> None:
        """Look only at turns of a meeting, of a role, with a code (given, or suggested); nothing means all."""
        self.filters = {"meeting": meeting, "role": role, "code": code}
        self._fill_queue()
        if self.here not in self._queued:
            found = self._next_open() or (self.queue[0] if self.queue else "")
            if found:
                self.go(found)
            else:
                self.filters = {}
                self._fill_queue()
                raise KennisError("Hier hoort geen enkele beurt bij. Het filter is weer weggehaald.")

    def close(self) -> None:
        """Let another window have the log."""
        self.log.close()

    # ---- inside

    def _load(self) -> None:
        self._seen = _stamps(self.study.path)
        self.codebook: Codebook = load_codebook(self.study.codebook_path)
        utterances = self.study.utterances
        self.turns = {str(row["utterance_id"]): row for row in utterances.to_dict("records")}
        self.order = list(self.turns)
        self._place = {name: place for place, name in enumerate(self.order)}
        self._drawn = self._draw(utterances)
        self._load_codings()
        self._flags = read_flags(self.study, self.coder)
        self._fill_queue()
        self._report_strangers()

    def _draw(self, utterances: pd.DataFrame) -> list[str]:
        if self.only:
            if strange := [name for name in self.only if name not in self.turns]:
                raise KennisError(
                    f"Beurt '{strange[0][:40]}' is er niet, of de deelnemer wil niet meedoen. Kijk naar de nummers bij 'only', zoals B02-014."
                )
            return [name for name in self.order if name in set(self.only)]
        if self.round is not None:
            return draw_round(utterances, turns=self.round, seed=self.study.settings.seed)
        return self.order

    def _load_codings(self) -> None:
        now = current_codings(self.study.codings)
        now = now[now["utterance_id"].isin(self.turns) & now["coder"].ne(self.coder)]
        machine = now[now["coder"].isin(MACHINES) & now["status"].eq("voorstel")]
        machine = machine[machine["code"].isin(self.codebook.slugs)].sort_values("score", ascending=False)
        people = now[~now["coder"].isin(MACHINES) & now["status"].eq("geaccepteerd") & now["code"].ne(NO_CODE)]
        self._suggested = _by_turn(machine.drop_duplicates(["utterance_id", "code"]))
        self._others = _by_turn(people)
        self._doubts = by_doubt(machine)

    def _fill_queue(self) -> None:
        self.queue = [name for name in self._drawn if self._wanted(name)]
        self._queued = set(self.queue)

    def _wanted(self, name: str) -> bool:
        turn, wish = self.turns[name], self.filters
        if wish.get("meeting") and turn["meeting_id"] != wish["meeting"]:
            return False
        if wish.get("role") and turn["role"] != wish["role"]:
            return False
        if not wish.get("code"):
            return True
        rows = [*self.decisions.given(name), *([] if self.blind else self._suggested.get(name, []))]
        return any(row["code"] == wish["code"] for row in rows)

    def _next_open(self, *, after: str = "") -> str | None:
        place = self._place.get(after, -1)
        at = bisect_right(self.queue, place, key=self._place.__getitem__)
        coming = chain(islice(self.queue, at, None), islice(self.queue, at))
        return next((name for name in coming if name != after and not self.decisions.decided(name)), None)

    def _report_strangers(self) -> None:
        """Say which codings point at nothing; so it is if the log was made on another copy of the study."""
        rows = log_frame(self.log.rows)
        notes = describe_strays(
            f"coderingen/{self.log.path.name}", rows, turns=turn_lengths(self.study), slugs=self.codebook.slugs
        )
        self.notes += [note for note in notes if note not in self.notes]

    def _span(self, span: tuple[int, int] | None) -> tuple[int, int]:
        text = str(self.turn["text"])
        if span is None:
            return 0, len(text)
        start, stop = span
        if not 0 <= start < stop <= len(text):
            raise KennisError("Deze woorden staan niet in de beurt. Kies ze opnieuw.")
        return start, stop

    def _nothing(self) -> Key:
        return (self.here, 0, len(str(self.turn["text"])), NO_CODE)

    def _suggestion(self, place: int) -> Row:
        if not 0 <= place < len(self.suggestions):
            raise KennisError("Er is bij deze beurt geen voorstel dat op antwoord wacht.")
        return self.suggestions[place]

    def _given(self, key: Key | None) -> Row:
        given = {key_of(row): row for row in self.decisions.given(self.here)}
        found = given.get(key or self.active or ("", 0, 0, ""))
        if found is None:
            raise KennisError("Geef eerst een code.")
        return found

    def _give(self, key: Key, row: Row) -> None:
        """Give a code; 'no code' goes, and a memo that hung on it comes along."""
        nothings = [k for k in self.decisions.of_turn.get(self.here, {}) if k[3] == NO_CODE]
        memos = [str(self.decisions.now[k]["memo"]) for k in nothings]
        memo = str(row.get("memo", "")) or " ".join(filter(None, memos))
        self.decisions.do([*((k, None) for k in nothings), (key, {**row, "memo": memo})])
        self.active = key

    def _take_away(self, key: Key) -> None:
        self.decisions.do([(key, None)])
        given = self.decisions.given(self.here)
        self.active = key_of(given[-1]) if given else None

    def _travel(self, way: Callable[[], Step | None]) -> Step | None:
        step = way()
        if step and step.turn in self.turns:
            self.go(step.turn)
        return step


def open_desk(
    study: Study, coder: str, *, blind: bool = False, round: int | None = None, only: Iterable[str] = ()
) -> Desk:
    """Open a study for one coder to code by hand.

    Args:
        study: the study; what participants did not agree to is left out.
        coder: who codes; their log is `coderingen/<coder>.csv`.
        blind: hide what others gave and what the computer suggests, as in a round to measure agreement.
        round: draw so many turns (`queue.draw_round`), the same for every coder; None is all turns.
        only: just these turns, such as those coders differ about; nothing is all turns.

    Raises:
        KennisError: another window holds the coder's log, or the study cannot be read.
    """
    agreed = as_agreed(study)
    log = CoderLog(agreed, coder)
    try:
        return Desk(agreed, log, blind=blind, round=round, only=tuple(only))
    except BaseException:
        log.close()
        raise


def _accepted(code: Code, *, polarity: str) -> Row:
    told = (polarity or "aanwezig") if code.polar else ""
    return {"status": "geaccepteerd", "polarity": told, "evidence": "", "memo": ""}


def _by_turn(codings: pd.DataFrame) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in codings.to_dict("records"):
        found.setdefault(str(row["utterance_id"]), []).append({str(k): v for k, v in row.items()})
    return found


def _stamps(root: Path) -> tuple[object, ...]:
    """Return what tells that the texts, the people, the codebook or the computer's suggestions changed."""
    names: Iterable[Path] = [root / n for n in ("deelnemers.csv", "uitgetreden.csv", "citaten.csv", "codeboek.yaml")]
    machines = [root / "coderingen" / f"{name}.csv" for name in MACHINES]
    found = []
    for path in [*names, *machines, *sorted((root / "transcripten").glob("*.csv"))]:
        try:
            seen = path.stat()
            found.append((path.name, seen.st_size, seen.st_mtime_ns))
        except FileNotFoundError:
            found.append((path.name, -1, -1))
    return tuple(found)
