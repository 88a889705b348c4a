"""How far coders agree, as one table: per code and overall, per turn and per span, with how sure that is."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd

from kennis.coding.alpha import (
    Measure,
    coefficient,
    masi_distances,
    nominal,
    share_agreeing,
    sum_alpha,
    sum_fleiss,
    sum_kappa,
)
from kennis.coding.bootstrap import describe_meetings, draw_turns, interval
from kennis.coding.judged import Judged, current_judgments, lay_out, list_coders
from kennis.coding.log import COMPUTER, NO_CODE
from kennis.coding.units import Pooled, Span, UnitSums, count_shared, sum_units
from kennis.tables import require_columns

OVERALL = "Alle codes samen"
_MEASURES = ["agreement", "kappa", "fleiss", "alpha", "low", "high"]
_DIRECTION = ["directed", "alike", "direction"]
TURN_COLUMNS = ["code", "turns", "given", *_MEASURES, *_DIRECTION, "note"]
SPAN_COLUMNS = ["code", "turns", "spans", "overlap", "alpha", "low", "high", "note"]
_NOBODY = "niemand gaf deze code: dan valt er niets te vergelijken"
_RARE = 10  # under so many codings how sure a coefficient is cannot be said
PAIR_COLUMNS = ["coder_a", "coder_b", "kind", "turns", "agreement", "alpha", "low", "high", "note"]


def measure_reliability(
    codings: pd.DataFrame,
    utterances: pd.DataFrame,
    *,
    coders: list[str] | None = None,
    machines: bool = False,
    codes: pd.DataFrame | None = None,
    seed: int = 0,
) -> pd.DataFrame:
    """Measure how far coders agree on turns: overall and code by code.

    Any number of coders; a turn counts for those who looked at it (any row about it, `geen` included), and for as many
    pairs as there are. Fleiss' kappa needs everybody, so it only takes turns that all of them looked at.

    What counts as the same decision: in the row of a code, that both gave it or both did not, in whatever direction
    (polarity); whether they agree on the direction stands beside it. In the row of all codes together, that both gave
    the same codes in the same direction. Who left a direction open does not differ in it.

    Args:
        codings: logs of codings (`tables.CODINGS`).
        utterances: needs `utterance_id` and `meeting_id`.
        coders: whom to compare; without it all people in the log.
        machines: compare the computer too, as one coder (without `coders`).
        codes: the codebook as a table: then its codes come in its order, unused ones too.
        seed: of the bootstrap.

    Returns:
        The first row is *Alle codes samen* (a turn's whole set of codes), then one row a code: `code, turns` (looked at by at
        least two), `given` (how often somebody gave it), `agreement` (share of pairs of judgments that are the same,
        0–1), `kappa` (1960; two coders only), `fleiss` (1971), `alpha` (Krippendorff; nominal for a code, MASI distance
        for the whole set), `low, high` (95 % interval of alpha, see `bootstrap`; empty where there are too few meetings
        or codings to tell, or no difference at all), `directed` (turns to which at least two gave the code with a
        direction; of all codes together the sum), `alike` (those on which they all gave the same one), `direction`
        (the same in words: `21 van 23`, or nothing), `note` (why a value is empty, in Dutch). Without two coders who
        share a turn: no rows.
    """
    names = coders or list_coders(codings, machines=machines)
    if len(names) < 2 and not coders:
        return pd.DataFrame(columns=TURN_COLUMNS)
    judged = lay_out(codings, utterances, coders=names, codes=None if codes is None else list(codes["code"]))
    if not judged.turns:
        return pd.DataFrame(columns=TURN_COLUMNS)
    weights = draw_turns(judged.meetings, seed=seed)
    rows = [_overall(judged, weights, loose=_loose(judged, utterances))]
    rows += [_one_code(judged, place, weights) for place in range(len(judged.codes))]
    rows = [row | direction for row, direction in zip(rows, _directions(judged), strict=True)]
    return pd.DataFrame(rows, columns=TURN_COLUMNS)


def measure_spans(
    codings: pd.DataFrame,
    utterances: pd.DataFrame,
    *,
    coders: list[str] | None = None,
    machines: bool = False,
    codes: pd.DataFrame | None = None,
    seed: int = 0,
) -> pd.DataFrame:
    """Measure how far coders mark the same words with a code, in whatever direction: overall and code by code.

    Args:
        codings: see `measure_reliability`; all arguments are the same, `utterances` needs `text` too.

    Returns:
        The first row is *Alle codes samen*, then one row a code: `code, turns, spans` (how many were marked), `overlap` (of the
        characters that one of a pair marked, the share that both marked, 0–1), `alpha` (Krippendorff's alpha for
        unitizing, see `units`), `low, high, note` (see `measure_reliability`).
    """
    require_columns(utterances, ["utterance_id", "text"], table="utterances")
    names = coders or list_coders(codings, machines=machines)
    if len(names) < 2 and not coders:
        return pd.DataFrame(columns=SPAN_COLUMNS)
    judged = lay_out(codings, utterances, coders=names, codes=None if codes is None else list(codes["code"]))
    if not judged.turns:
        return pd.DataFrame(columns=SPAN_COLUMNS)
    texts = _Continua(judged, codings, utterances)
    counts = {code: texts.count(code) for code in judged.codes}
    sums = {code: texts.sums(code) for code in judged.codes}
    parts = [part for own, _ in sums.values() for part in own]
    shared = sum((own for _, own in sums.values()), np.zeros(2, dtype=int))
    weights = draw_turns(judged.meetings, seed=seed)
    whole = _span_row(OVERALL, sum(counts.values()), parts, shared, weights)
    whole["note"] = _joined(str(whole["note"]), describe_meetings(judged.groups, loose=_loose(judged, utterances)))
    rows = [whole, *(_span_row(code, counts[code], *own, weights) for code, own in sums.items())]
    return pd.DataFrame(rows, columns=SPAN_COLUMNS).assign(turns=len(judged.turns))


def measure_pairs(
    codings: pd.DataFrame, utterances: pd.DataFrame, *, machines: bool = True, seed: int = 0
) -> pd.DataFrame:
    """Measure for every two coders how far their sets of codes agree, the machines among them.

    For the computer only turns count that the person of the pair looked at.

    Returns:
        One row a pair: `coder_a, coder_b, kind` (`mensen` or `mens en computer`), `turns, agreement, alpha, low, high,
        note` (see the first row of `measure_reliability`).
    """
    names = list_coders(codings, machines=machines)
    rows = []
    for pair in combinations(names, 2):
        table = measure_reliability(codings, utterances, coders=list(pair), seed=seed)
        if len(table):
            kind = "mens en computer" if COMPUTER in pair else "mensen"
            rows.append({"coder_a": pair[0], "coder_b": pair[1], "kind": kind} | dict(table.iloc[0]))
    return pd.DataFrame(rows, columns=PAIR_COLUMNS)


def _loose(judged: Judged, utterances: pd.DataFrame) -> int:
    """Count the loose quotes among the turns that are compared: they come from no meeting that we know."""
    loose = utterances.loc[utterances["meeting_id"].eq(""), "utterance_id"]
    return int(loose.isin(judged.turns).sum())


def _overall(judged: Judged, weights: np.ndarray, *, loose: int) -> dict[str, object]:
    given = int(judged.given.sum())
    own = {"code": OVERALL, "turns": len(judged.turns), "given": given}
    if not given:
        return own | _empty("niemand gaf een code: dan valt er niets te vergelijken")
    kinds, sets = judged.sets()
    row = own | _measures(judged, sets, masi_distances(kinds), weights, given)
    note = "" if judged.looked.all(axis=1).any() else "geen beurt werd door iedereen bekeken: Fleiss kan niet"
    return row | {"note": _joined(note, str(row["note"]), describe_meetings(judged.groups, loose=loose))}


def _one_code(judged: Judged, place: int, weights: np.ndarray) -> dict[str, object]:
    values, given = judged.values_of(place), int(judged.given[:, :, place].sum())
    own = {"code": judged.codes[place], "turns": len(judged.turns), "given": given}
    if not given:
        return own | _empty(_NOBODY)
    if given == judged.looked.sum():
        return own | _empty("iedereen gaf deze code aan elke beurt: toeval is dan niet te berekenen")
    givers = judged.given[:, :, place].any(axis=0)
    only = f"alleen {judged.coders[int(givers.argmax())]} gaf deze code" if givers.sum() == 1 else ""
    row = own | _measures(judged, values, nominal(2), weights, given)
    return row | {"note": _joined(only, str(row["note"]))}


def _measures(
    judged: Judged, values: np.ndarray, distance: np.ndarray, weights: np.ndarray, given: int
) -> dict[str, object]:
    kinds, each = len(distance), np.arange(len(values))
    complete = bool(judged.looked.all(axis=1).any())
    two = len(judged.coders) == 2
    return {
        "agreement": share_agreeing(values, kinds=kinds),
        "kappa": _value(sum_kappa(values, each, kinds=kinds)) if two else float("nan"),
        "fleiss": _value(sum_fleiss(values, each, kinds=kinds)) if complete else float("nan"),
    } | _alpha(sum_alpha(values, each, distance), weights, given)


def _alpha(measure: Measure, weights: np.ndarray, given: int) -> dict[str, object]:
    """Return `alpha, low, high, note`; the interval only where draws can tell how sure it is."""
    alpha = _value(measure)
    times = "één keer" if given == 1 else f"{given} keer"
    note = f"maar {times} gegeven: te weinig voor een marge" if given < _RARE else ""
    if not note and alpha == 1:  # every draw is alike, which says nothing of how sure it is
        note = "nergens een verschil: een marge is dan niet te berekenen"
    low, high = (float("nan"), float("nan")) if note else interval(measure, weights)
    return {"alpha": alpha, "low": low, "high": high, "note": note}


def _directions(judged: Judged) -> list[dict[str, object]]:
    """Tell on how many turns coders agree about the direction: of all codes together, and of each."""
    directed, alike = judged.directions()
    counts = [(int(own.sum()), int(same.sum())) for own, same in zip(directed.T, (directed & alike).T, strict=True)]
    return [
        {"directed": own, "alike": same, "direction": f"{same} van {own}" if own else ""}
        for own, same in [(int(directed.sum()), int((directed & alike).sum())), *counts]
    ]


def _joined(*notes: str) -> str:
    return "; ".join(note for note in notes if note)


def _empty(note: str) -> dict[str, object]:
    return dict.fromkeys(_MEASURES, float("nan")) | {"note": note}


def _value(measure: Measure) -> float:
    return float(coefficient(measure)[0])


class _Continua:
    """What two coders both read; the turns of a meeting, strung together, are running text."""

    def __init__(self, judged: Judged, codings: pd.DataFrame, utterances: pd.DataFrame) -> None:
        self.judged = judged
        self._sizes = utterances.set_index("utterance_id")["text"].str.len().reindex(judged.turns).to_numpy(dtype=int)
        now = current_judgments(codings, judged.coders)
        now = now[(now["status"] != "afgewezen") & (now["code"] != NO_CODE) & now["utterance_id"].isin(judged.turns)]
        columns = ["coder", "code", "utterance_id", "start", "stop"]
        self._spans: dict[tuple[str, str], list[tuple[str, int, int]]] = {}
        for coder, code, turn, start, stop in now[columns].itertuples(index=False):
            self._spans.setdefault((coder, code), []).append((turn, int(start), int(stop)))
        self._places = {turn: place for place, turn in enumerate(judged.turns)}

    def sums(self, code: str) -> tuple[list[UnitSums], np.ndarray]:
        """Sum up a code for every pair; also the characters that both of a pair marked, and that one of them did."""
        parts, shared = [], np.zeros(2, dtype=int)
        for pair in combinations(range(len(self.judged.coders)), 2):
            read = np.asarray(self.judged.looked[:, list(pair)].all(axis=1))
            marked = [self._marked(self.judged.coders[own], code, read) for own in pair]
            lengths = [int(size) for size in self._sizes * read]
            parts.append(sum_units(lengths, *marked, continua=self.judged.meetings))
            for one, other in zip(*marked, strict=True):
                shared += count_shared(one, other)
        return parts, shared

    def count(self, code: str) -> int:
        """Count the spans with a code."""
        return sum(len(self._spans.get((coder, code), ())) for coder in self.judged.coders)

    def _marked(self, coder: str, code: str, read: np.ndarray) -> list[list[Span]]:
        """Return for each turn what a coder marked, of the turns that both of the pair read."""
        marked: list[list[Span]] = [[] for _ in self.judged.turns]
        for turn, start, stop in self._spans.get((coder, code), ()):
            if read[self._places[turn]]:
                marked[self._places[turn]].append((start, stop))
        return marked


def _span_row(
    name: str, spans: int, parts: list[UnitSums], shared: np.ndarray, weights: np.ndarray
) -> dict[str, object]:
    own: dict[str, object] = {"code": name, "spans": spans}
    if not spans:
        empty = dict.fromkeys(("overlap", "alpha", "low", "high"), float("nan"))
        return own | empty | {"note": _NOBODY}
    overlap = float(shared[0] / shared[1]) if shared[1] else float("nan")
    return own | {"overlap": overlap} | _alpha(Pooled(tuple(parts)), weights, spans)
