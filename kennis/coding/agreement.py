"""How far coders agree on the turns that all of them looked at."""

from __future__ import annotations

from itertools import combinations

import pandas as pd

from kennis.coding.judged import list_coders
from kennis.coding.log import MACHINES, NO_CODE, accepted_codings, current_codings, thought_apart
from kennis.tables import KennisError


def coding_matrix(codings: pd.DataFrame, *, coders: list[str]) -> pd.DataFrame:
    """Lay out who gave which code to which turn.

    Args:
        codings: logs of codings (`tables.CODINGS`).
        coders: the coders to compare.

    Returns:
        Boolean, one row per utterance that every one of `coders` looked at, columns (coder, code).

    Raises:
        KennisError: fewer than two coders, or no turn that all of them looked at.
    """
    if len(coders) < 2:
        raise KennisError("Overeenstemming meten kan pas met twee codeurs. Voeg een tweede bestand toe in coderingen/.")
    now = thought_apart(current_codings(codings))
    now = now[now["coder"].isin(coders)]
    # A machine goes over every turn, so it has also looked at the ones it says nothing about.
    people = [name for name in coders if name not in MACHINES]
    seen = now[now["coder"].isin(people)].groupby("utterance_id")["coder"].nunique()
    shared = sorted(seen.index[seen == len(people)])
    if not shared:
        raise KennisError(
            f"{', '.join(coders)}: er is geen beurt die zij allemaal bekeken. Laat hen dezelfde beurten coderen."
        )
    # Who rejected a suggestion looked at the turn, but did not give the code.
    now = now[now["utterance_id"].isin(shared) & (now["code"] != NO_CODE) & (now["status"] != "afgewezen")]
    codes = sorted(now["code"].unique())
    given = set(zip(now["utterance_id"], now["coder"], now["code"], strict=True))
    columns = pd.MultiIndex.from_product([coders, codes], names=["coder", "code"])
    rows = [[(turn, coder, code) in given for coder, code in columns] for turn in shared]
    return pd.DataFrame(rows, index=pd.Index(shared, name="utterance_id"), columns=columns, dtype=bool)


def measure_agreement(codings: pd.DataFrame, *, coders: list[str] | None = None) -> pd.DataFrame:
    """Measure how far coders agree, code by code and pair by pair.

    Args:
        codings: logs of codings (`tables.CODINGS`).
        coders: whom to compare; without it all people in the log, and nothing where they share no turn.

    Returns:
        One row a pair and code: `coder_a, coder_b, code, turns, both, only_a, only_b, same, agreement, kappa, note`.
        `agreement` is the share of turns (0–1) on which they do the same; `kappa` is Cohen's (1960),
        empty where it is not defined, with the reason in `note`.

    Raises:
        KennisError: see `coding_matrix`.
    """
    names, matrix = _compared(codings, coders)
    codes = matrix.columns.get_level_values("code").unique()
    rows = [
        {"coder_a": a, "coder_b": b, "code": code} | _compare(matrix[(a, code)], matrix[(b, code)])
        for a, b in combinations(names, 2)
        for code in codes
    ]
    columns = ["coder_a", "coder_b", "code", "turns", "both", "only_a", "only_b", "same", "agreement", "kappa", "note"]
    return pd.DataFrame(rows, columns=columns)


def compare_with_people(codings: pd.DataFrame, *, machine: str = "") -> pd.DataFrame:
    """Hold a machine's suggestions against what people decided, on every turn that a person looked at.

    Args:
        codings: logs of codings (`tables.CODINGS`).
        machine: the coder to judge; without it the machines together.

    Returns:
        One row a code: `code, people, computer, both, precision, recall`; a turn has a code for `people` if at
        least one of them gave it, or if they settled that together. `precision`: the share of suggestions a person agrees with; `recall`: the share of
        people's codings that was suggested; empty where there is nothing to divide by. `agreed` and `found` say the
        same in words: `9 van 20`.
    """
    now = current_codings(codings)
    by_people = now[~now["coder"].isin(MACHINES)]
    seen = set(by_people["utterance_id"])
    given = accepted_codings(by_people)[["utterance_id", "code"]].drop_duplicates()
    now = now[now["status"] != "afgewezen"]
    mine = now[now["coder"].isin([machine] if machine else MACHINES) & now["utterance_id"].isin(seen)][
        ["utterance_id", "code"]
    ].drop_duplicates()
    table = pd.DataFrame(
        {
            "people": given.groupby("code").size(),
            "computer": mine.groupby("code").size(),
            "both": given.merge(mine).groupby("code").size(),
        }
    )
    table = table.fillna(0).astype("int64").rename_axis("code").reset_index()
    precision = table["both"] / table["computer"].where(table["computer"] > 0)
    recall = table["both"] / table["people"].where(table["people"] > 0)
    told = {
        "agreed": [
            f"{b} van {n}" if n else "geen voorstel" for b, n in zip(table["both"], table["computer"], strict=True)
        ],
        "found": [
            f"{b} van {n}" if n else "niet gebruikt" for b, n in zip(table["both"], table["people"], strict=True)
        ],
    }
    return table.assign(precision=precision, recall=recall, **told)


def differing_turns(codings: pd.DataFrame, *, coders: list[str] | None = None) -> pd.DataFrame:
    """List the turns on which coders differ, most differences first.

    Returns:
        One row a turn and code: `utterance_id, code, given_by, not_by, differences`; `differences` is the number
        of codes on which the coders differ in that turn.
    """
    names, matrix = _compared(codings, coders)
    if matrix.empty:
        return pd.DataFrame(columns=["utterance_id", "code", "given_by", "not_by", "differences"])
    by_code = matrix.stack("code", future_stack=True)[names]
    votes = by_code.sum(axis=1)
    split = by_code[(votes > 0) & (votes < len(names))]
    out = pd.DataFrame(
        {
            "given_by": [", ".join(split.columns[row]) for row in split.to_numpy()],
            "not_by": [", ".join(split.columns[~row]) for row in split.to_numpy()],
        },
        index=split.index,
    ).reset_index()
    out["differences"] = out.groupby("utterance_id")["code"].transform("size")
    return out.sort_values(["differences", "utterance_id", "code"], ascending=[False, True, True]).reset_index(
        drop=True
    )


def _compared(codings: pd.DataFrame, coders: list[str] | None) -> tuple[list[str], pd.DataFrame]:
    """Lay out the coders asked for; or all people, where an agreement that cannot be measured yet is no mistake."""
    if coders:
        return coders, coding_matrix(codings, coders=coders)
    people = list_coders(codings)
    try:
        return people, coding_matrix(codings, coders=people)
    except KennisError:
        return [], pd.DataFrame(columns=pd.MultiIndex.from_arrays([[], []], names=["coder", "code"]))


def _compare(a: pd.Series, b: pd.Series) -> dict[str, object]:
    from sklearn.metrics import cohen_kappa_score

    both, only_a, only_b = int((a & b).sum()), int((a & ~b).sum()), int((~a & b).sum())
    everywhere = bool(a.all() and b.all())
    note = "beiden gaven deze code aan elke beurt: dan is kappa niet te berekenen" if everywhere else ""
    if not (a.any() and b.any()):
        note = "een van beiden gebruikte deze code nooit"
    kappa = float("nan") if everywhere else float(cohen_kappa_score(a, b))
    return {
        "same": f"{int((a == b).sum())} van {len(a)}",
        "turns": len(a),
        "both": both,
        "only_a": only_a,
        "only_b": only_b,
        "agreement": float((a == b).mean()),
        "kappa": kappa,
        "note": note,
    }
