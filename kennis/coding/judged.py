"""Who looked at which turn, and what each gave it: the grid that every measure of agreement reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from kennis.coding.alpha import MISSING
from kennis.coding.log import COMPUTER, MACHINES, NO_CODE, SETTLED, current_codings, thought_apart
from kennis.tables import KennisError, require_columns


@dataclass(frozen=True)
class Judged:
    """Turns × coders × codes.

    `looked` (turns × coders) tells who looked at a turn: a person with any row about it, `NO_CODE` included; a machine
    at every turn. `given` (turns × coders × codes) tells who gave which code. `meetings` numbers each turn's meeting.
    """

    turns: tuple[str, ...]
    coders: tuple[str, ...]
    codes: tuple[str, ...]
    looked: np.ndarray
    given: np.ndarray
    meetings: np.ndarray

    @property
    def groups(self) -> int:
        """Return the number of meetings."""
        return int(self.meetings.max()) + 1 if len(self.meetings) else 0

    def values_of(self, code: int) -> np.ndarray:
        """Return turns × coders: 1 gave the code, 0 did not, `MISSING` did not look."""
        return np.where(self.looked, self.given[:, :, code].astype(int), MISSING)

    def sets(self) -> tuple[np.ndarray, np.ndarray]:
        """Return the different sets of codes (sets × codes), and turns × coders with the number of the set given."""
        flat = self.given.reshape(-1, len(self.codes))
        kinds, numbers = np.unique(flat, axis=0, return_inverse=True)
        return kinds, np.where(self.looked, numbers.reshape(self.looked.shape), MISSING)

    def take(self, turns: np.ndarray) -> Judged:
        """Return the same for some of the turns (a mask)."""
        return Judged(
            tuple(np.array(self.turns, dtype=object)[turns]), self.coders, self.codes,
            self.looked[turns], self.given[turns], self.meetings[turns],
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
        KennisError: fewer than two coders.
    """
    if len(coders) < 2:
        raise KennisError("Overeenstemming meten kan pas met twee codeurs. Voeg een tweede bestand toe in coderingen/.")
    now = current_judgments(codings, coders)
    now = now[now["coder"].isin(coders)]
    turns, meetings = _order(_of_people(now, utterances, coders), utterances)
    rows, looked = now[now["utterance_id"].isin(turns)], _looked(now, turns, coders)
    gave = rows[(rows["status"] != "afgewezen") & (rows["code"] != NO_CODE)]
    names = list(codes) if codes is not None else sorted(map(str, gave["code"].unique()))
    gave = gave[gave["code"].isin(names)]
    given = np.zeros((len(turns), len(coders), len(names)), dtype=bool)
    axes = ((gave["utterance_id"], turns), (gave["coder"], coders), (gave["code"], names))
    given[tuple(pd.Index(labels).get_indexer(pd.Index(column)) for column, labels in axes)] = True
    whole = Judged(tuple(turns), tuple(coders), tuple(names), looked, given & looked[:, :, None], meetings)
    shared = whole.take(looked.sum(axis=1) > 1)
    return Judged(
        shared.turns, shared.coders, shared.codes, shared.looked, shared.given, _renumber(shared.meetings)
    )  # fmt: skip


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
    rows = utterances[utterances["utterance_id"].isin(coded)]
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
