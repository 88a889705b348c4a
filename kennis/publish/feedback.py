"""What readers answered, listed and counted for the researcher."""

from __future__ import annotations

import pandas as pd

from kennis.insights.words import role_label
from kennis.publish.material import gather
from kennis.publish.targets import TARGET_KINDS
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
    told = told.merge(study.replies[["response_id", "decision", "reason"]], on="response_id", how="left")
    labels = gather(study).labels if len(told) else {}
    told = told.fillna({"decision": "", "reason": ""}).assign(
        target_kind=told["target"].str.partition(":")[0].map(TARGET_KINDS) if len(told) else "",
        about=told["target"].map(labels).fillna("staat niet meer op de pagina’s") if len(told) else "",
        reader=[role_label(role) if role else "Niet gezegd" for role in told["reader"]],
    )
    columns = ["response_id", "target", "target_kind", "about", "reader", "verdict", "text", "decision", "reason"]
    return told[columns]


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
    told = responses.assign(token=responses["response_id"].str.partition("-")[0]) if len(responses) else responses
    if told.empty:
        return pd.DataFrame(columns=["reader", "readers", *VERDICTS])
    counted = pd.crosstab(told["reader"], told["verdict"]).reindex(columns=list(VERDICTS), fill_value=0)
    return told.groupby("reader")["token"].nunique().rename("readers").to_frame().join(counted).reset_index()
