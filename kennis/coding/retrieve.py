"""From codings back to what was said: every coded passage with its place and what was said around it."""

from __future__ import annotations

import pandas as pd

from kennis.coding.codebook import load_codebook
from kennis.coding.log import accepted_codings, current_codings
from kennis.privacy import MAY_QUOTE, SHOWING
from kennis.tables import ROLES, in_order, require_columns, require_known

COLUMNS = [
    "utterance_id",
    "meeting_id",
    "role",
    "code",
    "polarity",
    "coder",
    "quote",
    "before",
    "text",
    "after",
    "memo",
]


def find_codings(
    codings: pd.DataFrame,
    utterances: pd.DataFrame,
    *,
    code: str = "",
    coder: str = "",
    role: str = "",
    meeting: str = "",
    words: str = "",
    suggestions: bool = False,
) -> pd.DataFrame:
    """Find coded passages, each with its context.

    Args:
        codings: logs of codings (`tables.CODINGS`).
        utterances: the turns of the study (`tables.UTTERANCES`), in their order.
        code, coder, role, meeting: keep only what has this value; nothing keeps all.
        words: keep turns in which these words stand, in any case.
        suggestions: the machine's suggestions too, not only what people decided.

    Returns:
        One row a coding, in the order of the turns: `utterance_id, meeting_id, role, code, polarity, coder, quote,
        before, text, after, memo, start, stop`, and `may_quote` and `role_shown` where `utterances` has them. `quote` are the coded words;
        `before` and `after` are the turns around it in the same meeting.

    Raises:
        KennisError: a column is missing, or a code, coder, role or meeting occurs nowhere: a slip of the pen must not
            look like "nobody said this".
    """
    require_columns(utterances, ["utterance_id", "meeting_id", "role", "text"], table="utterances")
    shipped = load_codebook().slugs if code else ()
    require_known("code", [code], [*codings["code"].unique(), *shipped])
    require_known("codeur", [coder], codings["coder"].unique())
    require_known("rol", [role], [*ROLES, *utterances["role"].unique()], many="rollen")
    require_known("bijeenkomst", [meeting], utterances["meeting_id"].unique(), many="bijeenkomsten")
    now = accepted_codings(codings)
    if suggestions:
        every = current_codings(codings)
        now = pd.concat([now, every[every["status"].eq("voorstel")]], ignore_index=True)
    found = now.merge(_with_neighbours(utterances), on="utterance_id")
    for name, wish in {"code": code, "coder": coder, "role": role, "meeting_id": meeting}.items():
        found = found[found[name].eq(wish)] if wish else found
    if words:
        found = found[found["text"].str.casefold().str.contains(words.casefold(), regex=False)]
    spans = zip(found["text"], found["start"], found["stop"], strict=True)
    found = found.assign(quote=[text[start:stop] for text, start, stop in spans])
    kept = [*COLUMNS, "start", "stop", *(name for name in SHOWING if name in found)]
    return found.sort_values(["place", "start"], kind="stable")[kept].reset_index(drop=True)


def _with_neighbours(utterances: pd.DataFrame) -> pd.DataFrame:
    """Give each turn the ones around it; who may not be quoted is not quoted as a neighbour either."""
    columns = ["utterance_id", "meeting_id", "role", "text", *(name for name in SHOWING if name in utterances)]
    turns = in_order(utterances[columns]).assign(place=range(len(utterances)))
    shown = turns["text"].where(turns[MAY_QUOTE].eq(True), "") if MAY_QUOTE in turns else turns["text"]
    for name, by in (("before", 1), ("after", -1)):
        same = turns["meeting_id"].ne("") & turns["meeting_id"].eq(turns["meeting_id"].shift(by))
        turns[name] = shown.shift(by).where(same, "").fillna("").astype("str")
    return turns
