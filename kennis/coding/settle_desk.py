"""Going through differences together: which one is in front, who gave what, and what was decided. It knows no screen."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import InitVar, dataclass, field
from typing import Any

import pandas as pd

from kennis.coding.codebook import Code, Codebook, load_codebook
from kennis.coding.differences import list_differences
from kennis.coding.judged import list_coders
from kennis.coding.log import NO_CODE, SETTLED, current_codings
from kennis.coding.queue import Turn, neighbours
from kennis.coding.settle import settle, settlements, unsettle
from kennis.privacy import AgreedStudy, as_agreed
from kennis.study import Study
from kennis.tables import CODINGS, KennisError, read_table

Pair = tuple[str, str]  # a turn (`utterance_id`) and a code: one difference


@dataclass
class SettleDesk:
    """People who settle their differences. Made by `open_settling`; `pairs` are the differences, `at` the one in front.

    They are those of `most` turns; `waiting` tells how many come after them, and `go_on` takes in the next turns.
    """

    study: AgreedStudy
    coders: list[str]
    codings: InitVar[pd.DataFrame]
    most: int = 20
    at: int = 0
    pairs: list[Pair] = field(default_factory=list)

    def __post_init__(self, codings: pd.DataFrame) -> None:
        utterances = self.study.utterances
        self.codebook: Codebook = load_codebook(self.study.codebook_path)
        self.turns: dict[str, Turn] = {str(row["utterance_id"]): row for row in utterances.to_dict("records")}
        self.order = list(self.turns)
        known = set(self.codebook.slugs)
        found = list_differences(codings, utterances, coders=self.coders, most=len(utterances))
        self._later = [pair for pair in found if pair[1] in known]
        self._take_turns()
        now = current_codings(codings)
        now = now[now["coder"].isin(self.coders) & now["status"].eq("geaccepteerd") & now["code"].ne(NO_CODE)]
        self._gave: dict[tuple[str, str, str], list[dict[str, Any]]] = {}
        for row in now.to_dict("records"):
            self._gave.setdefault((row["utterance_id"], row["code"], row["coder"]), []).append(row)
        self._read_settled()

    @property
    def pair(self) -> Pair:
        """Return the difference in front."""
        if not self.pairs:
            raise KennisError("Er is niets om over te beslissen: deze codeurs verschillen nergens meer.")
        return self.pairs[self.at]

    @property
    def turn(self) -> Turn:
        """Return the turn in front (a row of `tables.UTTERANCES`)."""
        return self.turns[self.pair[0]]

    @property
    def code(self) -> Code:
        """Return the code it is about."""
        return self.codebook.code(self.pair[1])

    @property
    def done(self) -> int:
        """Return how many of the differences have been settled."""
        return sum(pair in self.settled for pair in self.pairs)

    @property
    def decided(self) -> dict[str, Any] | None:
        """Return what was decided about the difference in front (a row of `settlements`); None if it is open."""
        return self.settled.get(self.pair)

    def sides(self) -> list[tuple[str, list[dict[str, Any]]]]:
        """Return each coder with the codings they gave; none means: not this code."""
        return [(coder, self._gave.get((*self.pair, coder), [])) for coder in self.coders]

    def around(self) -> tuple[list[Turn], list[Turn]]:
        """Return the turns before and after the one in front, in the same meeting."""
        return neighbours(self.turns, self.order, self.order.index(self.pair[0]))

    def decide(self, *, given: bool, why: str, polarity: str = "") -> None:
        """Write down what was decided about the difference in front, and go to the next open one.

        Raises:
            KennisError: see `settle`.
        """
        settle(self.study, *self.pair, given=given, by=self.coders, why=why, polarity=polarity)
        self._read_settled()
        coming = [*range(self.at + 1, len(self.pairs)), *range(self.at)]
        self.at = next((place for place in coming if self.pairs[place] not in self.settled), self.at)

    @property
    def waiting(self) -> int:
        """Return how many differences come after those that are gone through now."""
        return len(self._later)

    def go_on(self) -> int:
        """Take in the differences of the next turns and go to the first; tells how many were waiting."""
        waiting = self.waiting
        if waiting:
            self.at = len(self.pairs)
            self._take_turns()
        return waiting

    def _take_turns(self) -> None:
        turns = set(list(dict.fromkeys(turn for turn, _ in self._later))[: self.most])
        self.pairs += [pair for pair in self._later if pair[0] in turns]
        self._later = [pair for pair in self._later if pair[0] not in turns]

    def reopen(self) -> bool:
        """Let the difference in front be open again; tells whether something had been decided."""
        there = unsettle(self.study, *self.pair)
        self._read_settled()
        return there

    def step(self, by: int) -> bool:
        """Go one difference on (1) or back (-1) without deciding; tells whether there was one."""
        if there := 0 <= self.at + by < len(self.pairs):
            self.at += by
        return there

    def _read_settled(self) -> None:
        path = self.study.find(f"coderingen/{SETTLED}.csv")
        rows = settlements(read_table(path, CODINGS)) if path else pd.DataFrame()
        self.settled: dict[Pair, dict[str, Any]] = {
            (str(row["utterance_id"]), str(row["code"])): {str(k): v for k, v in row.items()}
            for row in rows.to_dict("records")
        }


def open_settling(study: Study, *, coders: Iterable[str] = (), most: int = 20) -> SettleDesk:
    """Open the differences between coders to settle them together.

    Args:
        study: the study.
        coders: who settles their differences; without it all people who coded.
        most: how many turns to begin with, those most worth talking about.

    Raises:
        KennisError: there are not two coders, or somebody is named who did not code.
    """
    agreed = as_agreed(study)
    codings = agreed.codings
    people = list_coders(codings)
    names = list(dict.fromkeys(coders)) or people
    if strangers := [name for name in names if name not in people]:
        raise KennisError(
            f"'{strangers[0][:40]}' heeft nog niets gecodeerd. Kies uit: {', '.join(people) or 'niemand'}."
        )
    if len(names) < 2:
        raise KennisError("Samen beslissen kan pas als twee mensen los van elkaar codeerden.")
    return SettleDesk(agreed, names, codings, most)
