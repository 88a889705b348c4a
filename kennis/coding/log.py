"""The log of codings replayed: what counts now, whose it is, and what it hangs on.

A log only grows. The last row of a coder about the same words and code is what that coder thinks
now; `WITHDRAWN` says that it is as if the coder never said it (undo is a row too); `NO_CODE` says that a
coder looked at a turn and found nothing.
"""

from __future__ import annotations

import pandas as pd

from kennis.tables import CODINGS, require_columns

NO_CODE = "geen"
WITHDRAWN = "ingetrokken"
MACHINES = ("lexicon", "model")
COMPUTER = "computer"  # the machines as one coder: each suggests what the other does not
SETTLED = "samen"  # the coder of what people decided together about a code in a turn: it wins over what each thought
FROM_THEME = "uit thema "  # evidence of codings that came with a theme made a code (`themes.promote_theme`)


def current_codings(codings: pd.DataFrame) -> pd.DataFrame:
    """Keep each coder's last word about each span and code; what was undone is gone.

    Args:
        codings: one or more logs, oldest row first (`tables.CODINGS`).

    Returns:
        The same columns, one row per coder, utterance, span and code, in the order of the log.
    """
    require_columns(codings, list(CODINGS.names[:8]), table="codings")
    last = codings.drop_duplicates(["coder", "utterance_id", "start", "stop", "code"], keep="last")
    return last[last["status"] != WITHDRAWN].reset_index(drop=True)


def accepted_codings(codings: pd.DataFrame) -> pd.DataFrame:
    """Keep what people decided: the current codings with status `geaccepteerd`, without the code `geen`.

    Where people settled together whether a turn has a code (coder `samen`), that stands, whatever each of them
    thought, before or after.

    Args:
        codings: logs of codings (`study.codings`).

    Returns:
        The same columns, one row per coder, utterance, span and code, in the order of the log.
    """
    now = current_codings(codings)
    now = now[~overruled(now)]
    return now[(now["status"] == "geaccepteerd") & (now["code"] != NO_CODE)].reset_index(drop=True)


def thought_apart(now: pd.DataFrame) -> pd.DataFrame:
    """Keep current codings that a coder gave while reading: what agreement is measured on.

    The first codings of a theme that was made a code are no such judgment: nobody else could have given them.
    """
    return now[~now["evidence"].str.startswith(FROM_THEME, na=False)] if "evidence" in now else now


def overruled(now: pd.DataFrame) -> pd.Series:
    """Tell which current codings (`current_codings`) no longer count, because people settled it together."""
    about = pd.MultiIndex.from_frame(now[["utterance_id", "code"]])
    together = (now["coder"] == SETTLED).to_numpy()
    return pd.Series(about.isin(about[together]) & ~together, index=now.index, dtype=bool)


def open_suggestions(codings: pd.DataFrame) -> pd.DataFrame:
    """Keep the machine's suggestions on turns where no person has decided anything yet."""
    now = current_codings(codings)
    looked_at = now.loc[~now["coder"].isin(MACHINES), "utterance_id"]
    waiting = (now["status"] == "voorstel") & ~now["utterance_id"].isin(looked_at)
    return now[waiting].reset_index(drop=True)


def supported_codings(codings: pd.DataFrame) -> pd.DataFrame:
    """Bring people's codings and open suggestions together, each marked as what it is.

    Returns:
        One row per utterance and code: `utterance_id, code, polarity, start, stop, spans, basis, coders, evidence`;
        `spans` says which words were coded (`0-9 20-31`, in order, without overlap; see `spans_of`), `start` and `stop` where
        the first and the last of them are; `basis` is `mens` (a person accepted it) or `computer` (a suggestion nobody has looked at yet).
        Where people differ on the polarity it is `gemengd`.
    """
    people = accepted_codings(codings).assign(basis="mens")
    machine = open_suggestions(codings).assign(basis="computer")
    both = pd.concat([people, machine], ignore_index=True)
    columns = ["utterance_id", "code", "polarity", "start", "stop", "spans", "basis", "coders", "evidence"]
    if both.empty:
        return pd.DataFrame(columns=columns).astype({"start": "int64", "stop": "int64"})
    both["spans"] = list(zip(both["start"], both["stop"], strict=True))
    grouped = both.groupby(["utterance_id", "code"], sort=False)
    return grouped.agg(
        polarity=("polarity", _one_polarity),
        start=("start", "min"),
        stop=("stop", "max"),
        spans=("spans", _merged),
        basis=("basis", "first"),
        coders=("coder", lambda names: ", ".join(sorted(set(names)))),
        evidence=("evidence", "first"),
    ).reset_index()[columns]


def spans_of(spans: str) -> list[tuple[int, int]]:
    """Return where coded words stand, from what `supported_codings` says of it: half-open, in code points."""
    return [(int(start), int(stop)) for start, _, stop in (span.partition("-") for span in spans.split())]


def founded_codings(codings: pd.DataFrame) -> pd.DataFrame:
    """Choose what insights may stand on: what people decided; only where nobody decided anything yet, suggestions.

    Returns:
        The columns of `supported_codings`.
    """
    both = supported_codings(codings)
    people = both[both["basis"] == "mens"].reset_index(drop=True)
    return people if len(people) else both


def founded_turns(codings: pd.DataFrame, utterances: pd.DataFrame) -> pd.DataFrame:
    """Choose the turns that insights are about: those a person looked at; all where they stand on suggestions.

    Without it silence and not having been read look the same.

    Args:
        codings: the logs (`study.codings`), the code `geen` included.
        utterances: see `tables.UTTERANCES`.

    Returns:
        The rows of `utterances` that `founded_codings` can speak of.
    """
    if accepted_codings(codings).empty:
        return utterances
    now = current_codings(codings)
    return utterances[utterances["utterance_id"].isin(now.loc[~now["coder"].isin(MACHINES), "utterance_id"])]


def describe_basis(codings: pd.DataFrame) -> str:
    """Say in Dutch what insights stand on (see `founded_codings`)."""
    turns = codings["utterance_id"].nunique()
    if codings.empty:
        return "Er zijn nog geen codes."
    if (codings["basis"] == "mens").all():
        return f"Deze pagina staat op {len(codings)} codes die mensen gaven aan {turns} beurten."
    return f"Let op: dit zijn {len(codings)} voorstellen van de computer bij {turns} beurten. Nog niemand heeft ze bekeken."


def _merged(spans: pd.Series) -> str:
    """Write spans in order, those that touch or overlap as one."""
    whole: list[list[int]] = []
    for start, stop in sorted(spans):
        if whole and start <= whole[-1][1]:
            whole[-1][1] = max(stop, whole[-1][1])
        else:
            whole.append([start, stop])
    return " ".join(f"{start}-{stop}" for start, stop in whole)


def _one_polarity(values: pd.Series) -> str:
    known = {value for value in values if value}
    return known.pop() if len(known) == 1 else "gemengd" if known else ""
