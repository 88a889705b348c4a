"""What people agreed to: whose words count, whose may be quoted, whose may leave the team; and until when.

`deelnemers.csv` says it in `consent_analysis`, `consent_quote`, `consent_publication` and `consent_until`. An empty
cell limits nothing: asking is the researcher's work, and a study of before these columns stays what it was.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd

from kennis.intake.roles import says_own_role
from kennis.people import withholding
from kennis.study import Study
from kennis.study import open_study as open_whole_study
from kennis.tables import CODINGS, ROLE_SHOWN, UTTERANCES, require_columns

MAY_QUOTE = "may_quote"  # the column by which what shows words knows whose it may show
HIDDEN = "[niet getoond]"  # what stands in the place of such words
SHOWING = (MAY_QUOTE, ROLE_SHOWN)  # all that know what may be shown: a table made of turns keeps them


def analysable(utterances: pd.DataFrame, speakers: pd.DataFrame, *, on: date) -> pd.DataFrame:
    """Keep what may be counted, coded and clustered.

    Args:
        utterances: needs `speaker`; a loose quote without a speaker is nobody's to withhold.
        speakers: see `tables.SPEAKERS`.
        on: the day; consent lasts to the end of `consent_until`.

    Returns:
        The rows of `utterances` of people who did not say no.
    """
    return _keep(utterances, speakers, ["consent_analysis"], on)


def quotable(utterances: pd.DataFrame, speakers: pd.DataFrame, *, on: date) -> pd.DataFrame:
    """Keep what may be shown word for word within the team; see `analysable`."""
    return _keep(utterances, speakers, ["consent_analysis", "consent_quote"], on)


def publishable(utterances: pd.DataFrame, speakers: pd.DataFrame, *, on: date) -> pd.DataFrame:
    """Keep what may be shown word for word outside the team, on pages and in exports; see `analysable`."""
    return _keep(utterances, speakers, ["consent_analysis", "consent_quote", "consent_publication"], on)


def only_quotable(frame: pd.DataFrame) -> pd.DataFrame:
    """Drop rows whose words may not be shown, where a table says so (`may_quote`); everything that shows words asks this."""
    return frame[frame[MAY_QUOTE].eq(True)] if MAY_QUOTE in frame.columns else frame


@dataclass(frozen=True)
class AgreedStudy(Study):
    """A study as its participants agreed to: the tables hold nothing of those who said no.

    `utterances` has a column `may_quote`: false for people who may be counted but not shown, and for quotes a reader
    or coder could trace to somebody until the researcher decides (`tonen` in `privacylijst.csv`), and in which somebody
    tells the role that is not shown. Notebooks become pages, so that asks for consent to publication as well.
    """

    @property
    def utterances(self) -> pd.DataFrame:
        """Return the turns that may be analysed, with `may_quote`."""
        whole, speakers = super().utterances, self.speakers
        counted = analysable(whole, speakers, on=self.on).reset_index(drop=True)
        reported = self.traceable
        decided = set(reported.loc[reported["decision"] == "tonen", "utterance_id"])
        held = {*reported["utterance_id"], *self.flags["target"], *self._telling_role(counted)} - decided
        shown = {*publishable(whole, speakers, on=self.on)["utterance_id"]} - held
        return counted.assign(**{MAY_QUOTE: counted["utterance_id"].isin(shown)})

    @staticmethod
    def _telling_role(turns: pd.DataFrame) -> list[str]:
        """Return the turns in which somebody says the role that is not shown because too few people have it."""
        hidden = turns[turns["role"].ne("") & turns[ROLE_SHOWN].ne(turns["role"])]
        return [turn.utterance_id for turn in hidden.itertuples() if says_own_role(turn.text, turn.role)]

    @property
    def codings(self) -> pd.DataFrame:
        """Return the codings of turns that may be analysed."""
        return self._agreed(super().codings)

    @property
    def clusters(self) -> pd.DataFrame:
        """Return the place in a theme of turns that may be analysed."""
        return self._agreed(super().clusters)

    @property
    def memos(self) -> pd.DataFrame:
        """Return the team's notes, without those on turns that may not be analysed."""
        rows = super().memos
        return rows[~rows["target"].isin(self._withheld())].reset_index(drop=True)

    def save_codings(self, codings: pd.DataFrame, *, coder: str) -> None:
        """Save the log of one coder; what the coder was not shown stays in it."""
        before = Study.codings.fget(self)  # type: ignore[attr-defined]
        hidden = before[before["utterance_id"].isin(self._withheld()) & before["coder"].eq(coder)]
        parts = [part for part in (codings, hidden) if len(part)]
        whole = pd.concat(parts, ignore_index=True) if parts else CODINGS.empty()
        super().save_codings(whole, coder=coder)

    def _agreed(self, rows: pd.DataFrame) -> pd.DataFrame:
        return rows[~rows["utterance_id"].isin(self._withheld())].reset_index(drop=True)

    def _withheld(self) -> set[str]:
        whole = self._all(UTTERANCES)
        return {*whole["utterance_id"]} - {*analysable(whole, self.speakers, on=self.on)["utterance_id"]}


def open_study(path: str | Path | None = None) -> AgreedStudy:
    """Open a study for analysis: only what its participants agree to, today.

    Args:
        path: as for `study.open_study`, which opens the study whole (for taking in, withdrawing and mending).

    Raises:
        KennisError: there is no study there, or its settings cannot be read.
    """
    return as_agreed(open_whole_study(path))


def as_agreed(study: Study) -> AgreedStudy:
    """Return a study as its participants agreed to; one that is so already stays as it is, its day and all."""
    return study if isinstance(study, AgreedStudy) else AgreedStudy(study.path, study.settings)


def _keep(utterances: pd.DataFrame, speakers: pd.DataFrame, asked: list[str], on: date) -> pd.DataFrame:
    require_columns(utterances, ["speaker"], table="utterances")
    return utterances[~utterances["speaker"].isin(withholding(speakers, on=on, asked=asked))]
