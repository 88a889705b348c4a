"""What readers answered, listed and counted for the researcher."""

from __future__ import annotations

import pandas as pd

from kennis.insights.words import role_label
from kennis.privacy import HIDDEN, quotable
from kennis.publish.material import gather
from kennis.publish.replies import lost_decisions, standing_decisions
from kennis.publish.targets import TARGET_KINDS, TOO_TRACEABLE
from kennis.study import Study
from kennis.tables import VERDICTS


def list_responses(study: Study) -> pd.DataFrame:
    """List what readers answered, with what it is about and what the researcher decided.

    Args:
        study: as `kn.open_study()` gives it; a quote that may not be shown is not named here either.

    Returns:
        One row a response, in the order in which they were given: `response_id, target, target_kind, about, reader,
        verdict, text, decision, reason`; `about` and `reader` as a reader sees them, `verdict` empty for an answer to
        a general question, `text` a reader's words, cleaned of names.
    """
    told = study.responses.sort_values(["at", "response_id"], kind="stable").reset_index(drop=True)
    told = told.merge(standing_decisions(study)[["response_id", "decision", "reason"]], on="response_id", how="left")
    told = told.fillna({"decision": "", "reason": ""}).assign(
        **_about(told["target"], study),
        # Who changed their role is one reader, of the role they gave last.
        reader=told.groupby(_reader_of(told))["reader"]
        .transform("last")
        .map(lambda role: role_label(role) if role else "Niet gezegd"),
    )
    columns = ["response_id", "target", "target_kind", "about", "reader", "verdict", "text", "decision", "reason"]
    return told[columns]


def list_lost_decisions(study: Study) -> pd.DataFrame:
    """List the decisions that are on no page any more, because the reader changed or took back what they are about.

    Args:
        study: as `kn.open_study()` gives it.

    Returns:
        One row a decision: `target_kind, about, verdict, decision, reason`; `verdict` is the reader's earlier one.
    """
    lost = lost_decisions(study)
    return lost.assign(**_about(lost["target"], study))[["target_kind", "about", "verdict", "decision", "reason"]]


def list_traceable(study: Study) -> pd.DataFrame:
    """List the quotes readers found too traceable, with where the words are: for the researcher alone, to decide.

    Turns the computer doubted when it took names out (`reported` 0) come last.

    Args:
        study: as `kn.open_study()` gives it.

    Returns:
        One row a quote: `utterance_id, meeting_id, text, note, reported, decision, reason`; `text` is what was said, or
        `[niet getoond]` where the participant does not want that; `note` what readers wrote about it, a line each.
    """
    turns = study.utterances
    may = quotable(turns, study.speakers, on=study.on)["utterance_id"]
    turns = turns.assign(text=turns["text"].where(turns["utterance_id"].isin(may), HIDDEN))
    given = study.responses
    said = given[given["verdict"].eq(TOO_TRACEABLE) & given["text"].ne("")]
    notes = said.groupby(said["target"].str.removeprefix("citaat:"))["text"].agg("\n".join)
    told = study.traceable.merge(turns[["utterance_id", "meeting_id", "text"]], on="utterance_id", how="left")
    told = told.assign(note=told["utterance_id"].map(notes)).fillna({"meeting_id": "", "text": HIDDEN, "note": ""})
    told = told.sort_values("reported", ascending=False, kind="stable", ignore_index=True)
    return told[["utterance_id", "meeting_id", "text", "note", "reported", "decision", "reason"]]


def count_responses(responses: pd.DataFrame) -> pd.DataFrame:
    """Count what readers thought of each thing on the pages.

    Args:
        responses: see `list_responses`.

    Returns:
        One row a thing that got a verdict, the most answered first: `target_kind, about` and a column for each verdict.
    """
    told = responses[responses["verdict"] != ""]
    keys = ["target_kind", "about", "target"]
    if told.empty:
        return pd.DataFrame(columns=[*keys[:2], *VERDICTS])
    counted = (
        told.groupby([*keys, "verdict"]).size().unstack(fill_value=0).reindex(columns=list(VERDICTS), fill_value=0)
    )
    order = counted.sum(axis=1).sort_index().sort_values(ascending=False, kind="stable").index
    return counted.loc[order].reset_index().drop(columns="target")


def responses_by_reader(responses: pd.DataFrame) -> pd.DataFrame:
    """Count readers and what they thought, by their role.

    Args:
        responses: see `list_responses`.

    Returns:
        One row a role: `reader, readers` and a column for each verdict.
    """
    told = responses.assign(token=_reader_of(responses))
    if told.empty:
        return pd.DataFrame(columns=["reader", "readers", *VERDICTS])
    counted = pd.crosstab(told["reader"], told["verdict"]).reindex(columns=list(VERDICTS), fill_value=0)
    return told.groupby("reader")["token"].nunique().rename("readers").to_frame().join(counted).reset_index()


def _about(targets: pd.Series, study: Study) -> dict[str, pd.Series]:
    """Say what answers are about, as a reader sees it."""
    labels = gather(study).labels if len(targets) else {}
    return {
        "target_kind": targets.map(lambda target: TARGET_KINDS.get(target.partition(":")[0], "Iets anders")),
        "about": targets.map(lambda target: labels.get(target, "staat niet meer op de pagina’s")),
    }


def _reader_of(responses: pd.DataFrame) -> pd.Series:
    return responses["response_id"].map(lambda name: name.partition("-")[0])
