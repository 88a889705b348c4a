"""Somebody, or a conversation, leaves a study: taken out, pages made again, and told what lost support."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd

from kennis.coding import supported_codings
from kennis.privacy import Withdrawn, find_traces, key_path, telling_words, turns_of, withdraw
from kennis.publish import is_as_shipped, is_ours, mark_as_ours
from kennis.run import Say, render_study
from kennis.study import Study
from kennis.tables import KennisError


@dataclass(frozen=True)
class Goodbye:
    """What a withdrawal took out, which codes and themes lost turns (`kind, name, before, after`), and the files that
    still hold words of theirs, such as raw sources: those are for the researcher to deal with."""

    taken: Withdrawn
    lost: pd.DataFrame
    traces: tuple[Path, ...]


def withdraw_from(
    study: Study, who: str, *, out: Path | None = None, passphrase: str | None = None, say: Say | None = None
) -> Goodbye:
    """Withdraw a participant or a conversation from a study, make its pages again, and tell what lost support.

    Args:
        study: the study.
        who: the pseudonym, such as `P07`, or the number of a conversation, such as `B02`.
        out: the folder of the site; without it no page is touched.
        passphrase: of the key.
        say: called with a Dutch line for each finished page.

    Raises:
        KennisError: the study does not know the participant, the key does not open, or the pages cannot be made again
            (the study is done by then; the same command does the rest).
    """
    turns, before, follows = study.utterances, _support(study), is_ours(study)
    said = turns_of(turns, who)
    gone = study.gone
    taken = withdraw(study, who, on=date.today(), key_file=key_path(study.settings.study_id), passphrase=passphrase)
    if follows:  # what went from it was no choice of the researcher
        mark_as_ours(study)
    ids = {*said["utterance_id"], *(gone.loc[gone["kind"] == "beurt", "id"] if taken.already else ())}
    if out:
        try:
            render_study(study, out, say=say, passphrase=passphrase)
        except KennisError as error:
            raise type(error)(
                f"{who} is uit de studie, maar de pagina's in '{out.name}' zijn nog de oude. {error}"
            ) from error
    places = [study.path, *([out] if out else [])]
    found = find_traces(places, speaker=who, said=ids, shingles=telling_words(said["text"]))
    traces = [path for path in found if not is_as_shipped(path)]  # our own examples name turns and numbers too
    both = before.merge(_support(study), on=["kind", "name"], how="left", suffixes=("_before", "_after")).fillna(0)
    both = both.rename(columns={"turns_before": "before", "turns_after": "after"}).astype({"before": int, "after": int})
    return Goodbye(taken, both[both["after"] < both["before"]].reset_index(drop=True), tuple(traces))


def _support(study: Study) -> pd.DataFrame:
    """Count the turns behind each code and each theme: `kind, name, turns`."""
    codings, clusters = supported_codings(study.codings), study.clusters
    codes = codings[codings["code"] != "geen"].groupby("code")["utterance_id"].nunique()
    themes = clusters[clusters["cluster"] != ""].groupby("cluster")["utterance_id"].nunique()
    return pd.concat(
        [
            counts.rename_axis("name").rename("turns").reset_index().assign(kind=kind)
            for kind, counts in (("code", codes), ("thema", themes))
        ]
    )[["kind", "name", "turns"]]
