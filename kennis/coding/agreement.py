"""How far two coders agree, code by code, on the turns that both of them looked at; and the computer with people."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd

from kennis.coding.alpha import coefficient, sum_kappa
from kennis.coding.judged import WAYS, Judged, lay_out, list_coders
from kennis.coding.log import MACHINES, accepted_codings, current_codings
from kennis.tables import KennisError, require_known

_COLUMNS = [
    "coder_a", "coder_b", "code", "turns", "both", "only_a", "only_b", "same", "agreement", "kappa", "kappa_directed",
    "direction", "note",
]  # fmt: skip


def measure_agreement(codings: pd.DataFrame, *, coders: list[str] | None = None) -> pd.DataFrame:
    """Measure how far coders agree, code by code and pair by pair.

    Args:
        codings: logs of codings (`tables.CODINGS`).
        coders: whom to compare; without it all people in the log, and nothing where no two of them share a turn.

    Returns:
        One row a pair and code that one of the two gave: `coder_a, coder_b, code, turns, both, only_a, only_b, same,
        agreement, kappa, kappa_directed, direction, note`. `turns`: those that both looked at, whoever else did;
        `agreement` is the share of them (0–1) on which they do the same; `kappa` is Cohen's (1960), empty where it is not
        defined, with the reason in `note`. These are about giving the code, in whatever direction (polarity). In
        `kappa_directed` another direction is another decision; `direction` says on how many of the turns to which both
        gave it with a direction that is the same one (`21 van 23`; else empty).

    Raises:
        KennisError: fewer than two `coders`, or no turn that two of them looked at.
    """
    names = coders or list_coders(codings)
    if coders and not lay_out(codings, coders=coders).turns:
        raise KennisError(
            f"{', '.join(coders)}: er is geen beurt die twee van hen bekeken. Laat hen dezelfde beurten coderen."
        )
    pairs = [lay_out(codings, coders=list(pair)) for pair in combinations(names, 2)]
    rows = [_compare(judged.only(place)) for judged in pairs if judged.turns for place in range(len(judged.codes))]
    return pd.DataFrame([row for row in rows if row["both"] or row["only_a"] or row["only_b"]], columns=_COLUMNS)


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

    Raises:
        KennisError: `machine` coded nothing.
    """
    require_known("codeur", [machine], codings["coder"].unique())
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


def _compare(judged: Judged) -> dict[str, object]:
    """Compare two coders on one code."""
    a, b = judged.given[:, :, 0].T
    both, only_a, only_b = int((a & b).sum()), int((a & ~b).sum()), int((~a & b).sum())
    directed, alike = judged.directions()
    note = "" if a.any() and b.any() else "een van beiden gebruikte deze code nooit"
    if len(a) == both:
        note = "beiden gaven deze code aan elke beurt: dan is kappa niet te berekenen"
    return {
        "coder_a": judged.coders[0],
        "coder_b": judged.coders[1],
        "code": judged.codes[0],
        "turns": len(a),
        "both": both,
        "only_a": only_a,
        "only_b": only_b,
        "same": f"{int((a == b).sum())} van {len(a)}",
        "agreement": float((a == b).mean()),
        "kappa": _kappa(judged, judged.values_of(0)),
        "kappa_directed": _kappa(judged, judged.decisions()[:, :, 0]),
        "direction": f"{int((directed & alike).sum())} van {int(directed.sum())}" if directed.any() else "",
        "note": note,
    }


def _kappa(judged: Judged, values: np.ndarray) -> float:
    return float(coefficient(sum_kappa(values, judged.meetings, kinds=len(WAYS) + 1))[0])
