"""Where coders differ: by code, by role, by kind of sentence; and the turns most worth talking about."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from kennis.coding.judged import WAYS, Judged, lay_out, list_coders
from kennis.coding.log import SETTLED, current_codings
from kennis.privacy import HIDDEN
from kennis.tables import POLARITIES, KennisError, require_columns, with_shown_roles

KINDS = {
    "vraag": "een vraag",
    "ontkenning": "met niet, geen of nooit",
    "kort": "kort (minder dan 8 woorden)",
    "lang": "lang (meer dan 40 woorden)",
}
_NEGATIONS = r"\b(?:niet|geen|nooit|niks|niets|nergens|niemand)\b"
_SHORT, _LONG = 8, 40
_COLUMNS = ["name", "turns", "differing", "share"]
_TURN_COLUMNS = ["utterance_id", "role", "differences", "differs", "text"]


def differences_by(
    codings: pd.DataFrame,
    utterances: pd.DataFrame,
    *,
    by: str,
    coders: list[str] | None = None,
    machines: bool = False,
) -> pd.DataFrame:
    """Count where coders differ most.

    Args:
        codings: logs of codings (`tables.CODINGS`).
        utterances: needs `utterance_id, meeting_id, role, text`.
        by: `code`, `role` or `kind` (of sentence: a question, with a negation, short, long; a turn can be of more kinds).
        coders: whom to compare; without it all people.
        machines: the computer too, as one coder.

    Returns:
        One row a code, role or kind, most differences first: `name, turns, differing, share` (0–1). `turns`: where the
        question came up (for a code: at least one coder gave it; else: somebody gave any code); `differing`: where
        coders do not agree on that; the same code in another direction (polarity) is no agreement.

    Raises:
        KennisError: `by` is something else.
    """
    if by not in ("code", "role", "kind"):
        raise KennisError(f"Verschillen tellen per '{by}' kan niet. Kies uit: code, role, kind.")
    judged = _judged(codings, utterances, coders, machines)
    if judged is None:
        return pd.DataFrame(columns=_COLUMNS)
    came_up, differ = _came_up(judged), _differ(judged)
    if by == "code":
        rows = [(code, int(came_up[:, n].sum()), int(differ[:, n].sum())) for n, code in enumerate(judged.codes)]
    else:
        turns = utterances.set_index("utterance_id").loc[list(judged.turns)]
        groups = _roles(turns) if by == "role" else _kinds(turns)
        any_code, any_difference = came_up.any(axis=1), differ.any(axis=1)
        rows = [(name, int((any_code & own).sum()), int((any_difference & own).sum())) for name, own in groups]
    table = pd.DataFrame([row for row in rows if row[1]], columns=_COLUMNS[:3])
    table = table.assign(share=table["differing"] / table["turns"])
    return table.sort_values(["differing", "share", "name"], ascending=[False, False, True], ignore_index=True)


def turns_to_discuss(
    codings: pd.DataFrame,
    utterances: pd.DataFrame,
    *,
    codes: pd.DataFrame | None = None,
    coders: list[str] | None = None,
    machines: bool = False,
    most: int = 20,
) -> pd.DataFrame:
    """Choose the turns that are most worth talking about: where coders differ on most codes, most evenly.

    A code that some gave and others did not counts, most when the coders are split in half; so does one that they all
    gave with another polarity. What was settled together (`settle`) is no longer asked.

    Args:
        codings: logs of codings (`tables.CODINGS`).
        utterances: needs `utterance_id, meeting_id, role, text`; with `may_quote` other texts are left out.
        codes: the codebook as a table: codes are then named by their label.
        coders: whom to compare; without it all people.
        machines: the computer too, as one coder.
        most: how many turns at most.

    Returns:
        One row a turn: `utterance_id, role, differences` (on how many codes), `differs` (who gave what, in Dutch), `text`.
    """
    require_columns(utterances, ["utterance_id", "role", "text"], table="utterances")
    judged = _judged(codings, utterances, coders, machines)
    if judged is None:
        return pd.DataFrame(columns=_TURN_COLUMNS)
    labels = {} if codes is None else codes.set_index("code")["label"].to_dict()
    table = _open_differences(codings, judged)
    table["differs"] = [
        f"{labels.get(code, code)}: {told}" for code, told in zip(table["code"], table["told"], strict=True)
    ]
    chosen = _by_weight(table, most, differences=("code", "size"), differs=("differs", "; ".join))
    return chosen.merge(_shown(utterances), on="utterance_id", how="left")[_TURN_COLUMNS]


def list_differences(
    codings: pd.DataFrame,
    utterances: pd.DataFrame,
    *,
    coders: list[str] | None = None,
    machines: bool = False,
    most: int = 20,
) -> list[tuple[str, str]]:
    """List what is still to be settled, in the order of `turns_to_discuss`: pairs of `utterance_id` and code."""
    judged = _judged(codings, utterances, coders, machines)
    if judged is None:
        return []
    chosen = _by_weight(_open_differences(codings, judged), most, codes=("code", list))
    return [
        (str(turn), str(code))
        for turn, codes in zip(chosen["utterance_id"], chosen["codes"], strict=True)
        for code in codes
    ]


def _by_weight(table: pd.DataFrame, most: int, **told: tuple[str, object]) -> pd.DataFrame:
    """Put the turns most worth talking about first: `utterance_id`, what is asked of each (`told`), and `weight`."""
    found = table.groupby("utterance_id", sort=False).agg(**told, weight=("weight", "sum"))
    return (
        found.sort_values(["weight", "utterance_id"], ascending=[False, True], kind="stable").head(most).reset_index()
    )


def _open_differences(codings: pd.DataFrame, judged: Judged) -> pd.DataFrame:
    """Lay out the differences nobody settled yet: `utterance_id, code, told, weight`."""
    now = current_codings(codings)
    settled = set(now.loc[now["coder"] == SETTLED, ["utterance_id", "code"]].itertuples(index=False, name=None))
    rows = list(_differences(judged, settled))
    return pd.DataFrame(rows, columns=["utterance_id", "code", "told", "weight"])


def _judged(codings: pd.DataFrame, utterances: pd.DataFrame, coders: list[str] | None, machines: bool) -> Judged | None:
    names = coders or list_coders(codings, machines=machines)
    if len(names) < 2 and not coders:
        return None
    judged = lay_out(codings, utterances, coders=names)
    return judged if judged.turns else None


def _came_up(judged: Judged) -> np.ndarray:
    return np.asarray(judged.given.any(axis=1))


def _differ(judged: Judged) -> np.ndarray:
    gave, looked = judged.given.sum(axis=1), judged.looked.sum(axis=1)[:, None]
    directed, alike = judged.directions()
    return np.asarray(((gave > 0) & (gave < looked)) | (directed & ~alike))


def _roles(turns: pd.DataFrame) -> Iterator[tuple[str, np.ndarray]]:
    for role in turns["role"].unique():
        yield str(role), turns["role"].eq(role).to_numpy()


def _kinds(turns: pd.DataFrame) -> Iterator[tuple[str, np.ndarray]]:
    words = turns["text"].str.split().str.len()
    tests = {
        "vraag": turns["text"].str.contains("?", regex=False),
        "ontkenning": turns["text"].str.contains(_NEGATIONS, case=False, regex=True),
        "kort": words < _SHORT,
        "lang": words > _LONG,
    }
    for name, own in tests.items():
        yield KINDS[name], own.to_numpy()
    yield "iets anders", ~np.any([own.to_numpy() for own in tests.values()], axis=0)


def _differences(judged: Judged, settled: set[tuple[str, str]]) -> Iterator[tuple[str, str, str, float]]:
    """Give each difference: the turn, the code, who gave what, and how much it weighs (0–1)."""
    for row, place in zip(*np.nonzero(_differ(judged)), strict=True):
        turn, code = judged.turns[row], judged.codes[place]
        if (turn, code) in settled:
            continue
        looked, gave = judged.looked[row], judged.given[row, :, place]
        names = np.array(judged.coders)
        yes, no = list(names[gave]), list(names[looked & ~gave])
        if no:
            share = len(yes) / (len(yes) + len(no))
            yield turn, code, f"wel {', '.join(yes)}, niet {', '.join(no)}", 4 * share * (1 - share)
        else:
            said = [POLARITIES.get(WAYS[way - 1], "geen keuze") for way in judged.ways[row, gave, place]]
            yield turn, code, ", ".join(f"{way} volgens {name}" for way, name in zip(said, yes, strict=True)), 1.0


def _shown(utterances: pd.DataFrame) -> pd.DataFrame:
    """Return turns with their words, or with a notice where the words may not be shown."""
    rows = with_shown_roles(utterances)[["utterance_id", "role", "text"]]
    if "may_quote" not in utterances:
        return rows
    return rows.assign(text=rows["text"].where(utterances["may_quote"].eq(True), HIDDEN))
