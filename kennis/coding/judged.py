"""Who looked at which turn, and what each gave it: the grid that every measure of agreement reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from kennis.coding.alpha import MISSING
from kennis.coding.log import COMPUTER, MACHINES, NO_CODE, SETTLED, current_codings, thought_apart
from kennis.tables import POLARITIES, KennisError, in_order, require_columns, require_known

WAYS = ("", *POLARITIES)  # the directions, in the order of their numbers in `Judged.ways`, from 1
NO_DIRECTION = 1
_MARKS = {"": 8, "aanwezig": 9, "afwezig": 10, "gemengd": 12}  # bits, so that all of one coder in one turn add up
_WAY_OF = np.array([0] * 8 + [NO_DIRECTION, 2, 3] + [4] * 5)  # more than one direction is `gemengd`


@dataclass(frozen=True)
class Judged:
    """Turns × coders × codes.

    `looked` (turns × coders) tells who looked at a turn: a person with any row about it, `NO_CODE` included; a machine
    at every turn. `ways` (turns × coders × codes) tells who gave which code in which direction: 0 did not give it,
    `NO_DIRECTION` left open whether it is there or missing, else see `WAYS`; who gave a code in two directions within
    one turn gave it `gemengd`. `meetings` numbers each turn's meeting.
    """

    turns: tuple[str, ...]
    coders: tuple[str, ...]
    codes: tuple[str, ...]
    looked: np.ndarray
    ways: np.ndarray
    meetings: np.ndarray

    @property
    def groups(self) -> int:
        """Return the number of meetings."""
        return int(self.meetings.max()) + 1 if len(self.meetings) else 0

    @property
    def given(self) -> np.ndarray:
        """Tell who gave which code, in whatever direction (turns × coders × codes)."""
        return np.asarray(self.ways > 0)

    def values_of(self, code: int) -> np.ndarray:
        """Return turns × coders: 1 gave the code, 0 did not, `MISSING` did not look."""
        return np.where(self.looked, self.given[:, :, code].astype(int), MISSING)

    def sets(self) -> tuple[np.ndarray, np.ndarray]:
        """Return the different sets of codes, and turns × coders with the number of the set given.

        The same code in another direction is another member of a set (sets × codes with a direction).
        """
        flat = self.decisions().reshape(-1, len(self.codes))
        kinds, numbers = np.unique(flat, axis=0, return_inverse=True)
        members = (kinds[:, :, None] == np.arange(1, len(WAYS) + 1)).reshape(len(kinds), -1)
        return members, np.where(self.looked, numbers.reshape(self.looked.shape), MISSING)

    def decisions(self) -> np.ndarray:
        """Return `ways` as decisions to compare.

        Who left a direction open decided nothing else about it than the others: where they name one direction, it counts
        as that one.
        """
        highest, lowest = self._extremes()
        alone = np.where(highest == lowest, highest, NO_DIRECTION)[:, None, :]
        return np.where(self.ways == NO_DIRECTION, alone, self.ways)

    def directions(self) -> tuple[np.ndarray, np.ndarray]:
        """Tell (turns × codes) where at least two coders gave a code with a direction, and where all those agree on it."""
        highest, lowest = self._extremes()
        return (self.ways > NO_DIRECTION).sum(axis=1) > 1, highest == lowest

    def _extremes(self) -> tuple[np.ndarray, np.ndarray]:
        """Return the highest and lowest number of the directions named (turns × codes); never the same where none is."""
        said = self.ways > NO_DIRECTION
        return np.where(said, self.ways, 0).max(axis=1), np.where(said, self.ways, len(WAYS) + 1).min(axis=1)

    def only(self, code: int) -> Judged:
        """Return the same for one of the codes."""
        return replace(self, codes=(self.codes[code],), ways=self.ways[:, :, [code]])

    def take(self, turns: np.ndarray) -> Judged:
        """Return the same for some of the turns (a mask)."""
        return Judged(
            tuple(np.array(self.turns, dtype=object)[turns]), self.coders, self.codes,
            self.looked[turns], self.ways[turns], self.meetings[turns],
        )  # fmt: skip


def list_coders(codings: pd.DataFrame, *, machines: bool = False) -> list[str]:
    """List who coded apart from the others: people, and `COMPUTER` if asked; never what was settled together."""
    names = {str(name) for name in codings["coder"].unique()}
    people = sorted(names - {*MACHINES, COMPUTER, SETTLED})
    return [*people, COMPUTER] if machines and names & {*MACHINES, COMPUTER} else people


def as_one_machine(codings: pd.DataFrame) -> pd.DataFrame:
    """Let the machines be one coder: what a pattern carries is the suggestion of one, all else that of the other."""
    return codings.assign(coder=codings["coder"].replace(dict.fromkeys(MACHINES, COMPUTER)))


def current_judgments(codings: pd.DataFrame, coders: Sequence[str]) -> pd.DataFrame:
    """Return what coders think now, the machines together where they count as one, and each for himself."""
    return thought_apart(current_codings(as_one_machine(codings) if COMPUTER in coders else codings))


def lay_out(
    codings: pd.DataFrame,
    utterances: pd.DataFrame | None = None,
    *,
    coders: list[str],
    codes: list[str] | None = None,
) -> Judged:
    """Lay out who gave which code to which turn, of the turns that at least two coders looked at.

    Args:
        codings: logs of codings (`tables.CODINGS`).
        utterances: for the order of the turns and their meetings; without it turns are in order of id, as one meeting.
        coders: the coders to compare; `COMPUTER` stands for the machines together.
        codes: which codes, in which order; without it those that were given.

    Raises:
        KennisError: fewer than two coders, or one who coded nothing.
    """
    if len(coders) < 2:
        raise KennisError("Overeenstemming meten kan pas met twee codeurs. Voeg een tweede bestand toe in coderingen/.")
    require_known("codeur", coders, [*codings["coder"].unique(), COMPUTER])
    now = current_judgments(codings, coders)
    now = now[now["coder"].isin(coders)]
    turns, meetings = _order(_of_people(now, utterances, coders), utterances)
    rows, looked = now[now["utterance_id"].isin(turns)], _looked(now, turns, coders)
    gave = rows[(rows["status"] != "afgewezen") & (rows["code"] != NO_CODE)]
    names = list(codes) if codes is not None else sorted(map(str, gave["code"].unique()))
    gave = gave[gave["code"].isin(names)]
    ways = _ways(gave, (turns, coders, names)) * looked[:, :, None]
    whole = Judged(tuple(turns), tuple(coders), tuple(names), looked, ways, meetings)
    shared = whole.take(looked.sum(axis=1) > 1)
    return Judged(
        shared.turns, shared.coders, shared.codes, shared.looked, shared.ways, _renumber(shared.meetings)
    )  # fmt: skip


def _ways(gave: pd.DataFrame, labels: tuple[list[str], list[str], list[str]]) -> np.ndarray:
    """Number the direction in which each coder gave each code to each turn (see `Judged`)."""
    columns = [gave[name] for name in ("utterance_id", "coder", "code")]
    places = [pd.Index(own).get_indexer(pd.Index(column)) for own, column in zip(labels, columns, strict=True)]
    marks = np.zeros([len(names) for names in labels], dtype=int)
    np.bitwise_or.at(marks, tuple(places), gave["polarity"].map(_MARKS).fillna(_MARKS[""]).to_numpy(dtype=int))
    return np.asarray(_WAY_OF[marks])


def _of_people(now: pd.DataFrame, utterances: pd.DataFrame | None, coders: list[str]) -> set[str]:
    """Return the turns that can be compared: those a person looked at; among machines alone, every turn."""
    people = [name for name in coders if name not in (*MACHINES, COMPUTER)]
    if not people and utterances is not None:
        return set(utterances["utterance_id"])
    return set(now.loc[now["coder"].isin(people or coders), "utterance_id"])


def _order(coded: set[str], utterances: pd.DataFrame | None) -> tuple[list[str], np.ndarray]:
    if utterances is None:
        return sorted(coded), np.zeros(len(coded), dtype=int)
    require_columns(utterances, ["utterance_id", "meeting_id"], table="utterances")
    rows = in_order(utterances[utterances["utterance_id"].isin(coded)])
    # A loose quote comes from no meeting that we know: each counts by itself.
    meetings = rows["meeting_id"].where(rows["meeting_id"] != "", rows["utterance_id"])
    return list(rows["utterance_id"]), pd.factorize(meetings)[0]


def _looked(now: pd.DataFrame, turns: list[str], coders: list[str]) -> np.ndarray:
    looked = np.zeros((len(turns), len(coders)), dtype=bool)
    places = pd.Index(turns).get_indexer(pd.Index(now["utterance_id"]))
    own = pd.Index(coders).get_indexer(pd.Index(now["coder"]))
    looked[places[places >= 0], own[places >= 0]] = True
    # A machine goes over every turn, so it has also looked at the ones it says nothing about.
    looked[:, [name in (*MACHINES, COMPUTER) for name in coders]] = True
    return looked


def _renumber(meetings: np.ndarray) -> np.ndarray:
    return pd.factorize(meetings)[0]
