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
from kennis.coding.bootstrap import describe_meetings, interval
from kennis.coding.judged import Judged, current_judgments, lay_out, list_coders
from kennis.coding.log import COMPUTER, NO_CODE
from kennis.coding.units import Pooled, Span, UnitSums, count_shared, sum_units
from kennis.tables import require_columns

OVERALL = "Alle codes samen"
TURN_COLUMNS = ["code", "turns", "given", "agreement", "kappa", "fleiss", "alpha", "low", "high", "note"]
SPAN_COLUMNS = ["code", "turns", "spans", "overlap", "alpha", "low", "high", "note"]
_NOBODY = "niemand gaf deze code: dan valt er niets te vergelijken"
_RARE = 5  # under so many codings a coefficient says little
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

    Args:
        codings: logs of codings (`tables.CODINGS`).
        utterances: needs `utterance_id` and `meeting_id`.
        coders: whom to compare; without it all people in the log.
        machines: compare the computer too, as one coder (without `coders`).
        codes: the codebook as a table: then its codes come in its order, unused ones too.
        seed: of the bootstrap.

    Returns:
        The first row is `OVERALL` (a turn's whole set of codes), then one row a code: `code, turns` (looked at by at
        least two), `given` (how often somebody gave it), `agreement` (share of pairs of judgments that are the same,
        0–1), `kappa` (1960; two coders only), `fleiss` (1971), `alpha` (Krippendorff; nominal for a code, MASI distance
        for the whole set), `low, high` (95 % bootstrap interval of alpha over meetings), `note` (why a value is empty,
        in Dutch). Without two coders who share a turn: no rows.
    """
    names = coders or list_coders(codings, machines=machines)
    if len(names) < 2 and not coders:
        return pd.DataFrame(columns=TURN_COLUMNS)
    judged = lay_out(codings, utterances, coders=names, codes=None if codes is None else list(codes["code"]))
    if not judged.turns:
        return pd.DataFrame(columns=TURN_COLUMNS)
    kinds, sets = judged.sets()
    rows = [_overall(judged, kinds, sets, seed, loose=_loose(judged, utterances))]
    rows += [_one_code(judged, place, seed) for place in range(len(judged.codes))]
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
    """Measure how far coders mark the same words: overall and code by code.

    Args:
        codings: see `measure_reliability`; all arguments are the same, `utterances` needs `text` too.

    Returns:
        The first row is `OVERALL`, then one row a code: `code, turns, spans` (how many were marked), `overlap` (of the
        characters that one of a pair marked, the share that both marked, 0–1), `alpha` (Krippendorff's alpha for
        unitizing, see `units`), `low, high` (95 % bootstrap interval over meetings), `note`.
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
    whole = _span_row(OVERALL, sum(counts.values()), parts, shared, seed)
    whole["note"] = _joined(str(whole["note"]), describe_meetings(judged.groups, loose=_loose(judged, utterances)))
    rows = [whole, *(_span_row(code, counts[code], *own, seed) for code, own in sums.items())]
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


def _overall(judged: Judged, kinds: np.ndarray, sets: np.ndarray, seed: int, *, loose: int) -> dict[str, object]:
    own = {"code": OVERALL, "turns": len(judged.turns), "given": int(judged.given.sum())}
    if not judged.given.any():
        return own | _empty("niemand gaf een code: dan valt er niets te vergelijken")
    row = own | _measures(judged, sets, masi_distances(kinds), seed)
    note = "" if judged.looked.all(axis=1).any() else "geen beurt werd door iedereen bekeken: Fleiss kan niet"
    return row | {"note": _joined(note, describe_meetings(judged.groups, loose=loose))}


def _one_code(judged: Judged, place: int, seed: int) -> dict[str, object]:
    values, given = judged.values_of(place), int(judged.given[:, :, place].sum())
    own = {"code": judged.codes[place], "turns": len(judged.turns), "given": given}
    if not given:
        return own | _empty(_NOBODY)
    if given == judged.looked.sum():
        return own | _empty("iedereen gaf deze code aan elke beurt: toeval is dan niet te berekenen")
    givers = judged.given[:, :, place].any(axis=0)
    only = f"alleen {judged.coders[int(givers.argmax())]} gaf deze code" if givers.sum() == 1 else ""
    return own | _measures(judged, values, nominal(2), seed) | {"note": _joined(only, _rare(given))}


def _measures(judged: Judged, values: np.ndarray, distance: np.ndarray, seed: int) -> dict[str, object]:
    kinds, meetings = len(distance), judged.meetings
    alpha = sum_alpha(values, meetings, distance)
    low, high = interval(alpha, seed=seed)
    complete = bool(judged.looked.all(axis=1).any())
    two = len(judged.coders) == 2
    return {
        "agreement": share_agreeing(values, kinds=kinds),
        "kappa": _value(sum_kappa(values, meetings, kinds=kinds)) if two else float("nan"),
        "fleiss": _value(sum_fleiss(values, meetings, kinds=kinds)) if complete else float("nan"),
        "alpha": _value(alpha),
        "low": low,
        "high": high,
    }


def _rare(given: int) -> str:
    return "" if given >= _RARE else "maar één keer gegeven" if given == 1 else f"maar {given} keer gegeven"


def _joined(*notes: str) -> str:
    return "; ".join(note for note in notes if note)


def _empty(note: str) -> dict[str, object]:
    return dict.fromkeys(TURN_COLUMNS[3:-1], float("nan")) | {"note": note}


def _value(measure: Measure) -> float:
    return float(coefficient(measure)[0])


class _Continua:
    """What two coders both read, meeting by meeting, strung together into running text."""

    def __init__(self, judged: Judged, codings: pd.DataFrame, utterances: pd.DataFrame) -> None:
        self.judged = judged
        self._sizes = utterances.set_index("utterance_id")["text"].str.len().reindex(judged.turns).to_numpy(dtype=int)
        now = current_judgments(codings, judged.coders)
        now = now[(now["status"] != "afgewezen") & (now["code"] != NO_CODE) & now["utterance_id"].isin(judged.turns)]
        columns = ["coder", "code", "utterance_id", "start", "stop"]
        self._spans: dict[tuple[str, str], list[tuple[str, int, int]]] = {}
        for coder, code, turn, start, stop in now[columns].itertuples(index=False):
            self._spans.setdefault((coder, code), []).append((turn, int(start), int(stop)))
        self._pairs = [(pair, *self._strung(pair)) for pair in combinations(range(len(judged.coders)), 2)]

    def sums(self, code: str) -> tuple[list[UnitSums], np.ndarray]:
        """Sum up a code for every pair; also the characters that both of a pair marked, and that one of them did."""
        parts, shared = [], np.zeros(2, dtype=int)
        for pair, lengths, starts in self._pairs:
            marked = [self._placed(self.judged.coders[own], code, starts, len(lengths)) for own in pair]
            parts.append(sum_units(lengths, *marked))
            for one, other in zip(*marked, strict=True):
                shared += count_shared(one, other)
        return parts, shared

    def count(self, code: str) -> int:
        """Count the spans with a code."""
        return sum(len(self._spans.get((coder, code), ())) for coder in self.judged.coders)

    def _strung(self, pair: tuple[int, int]) -> tuple[list[int], dict[str, tuple[int, int]]]:
        """Return the length of each meeting's text, and for each turn its meeting and where it begins in there."""
        lengths, starts = [0] * self.judged.groups, {}
        for place in np.flatnonzero(self.judged.looked[:, list(pair)].all(axis=1)):
            meeting = int(self.judged.meetings[place])
            starts[self.judged.turns[place]] = (meeting, lengths[meeting])
            lengths[meeting] += int(self._sizes[place])
        return lengths, starts

    def _placed(self, coder: str, code: str, starts: dict[str, tuple[int, int]], groups: int) -> list[list[Span]]:
        placed: list[list[Span]] = [[] for _ in range(groups)]
        for turn, start, stop in self._spans.get((coder, code), ()):
            if turn in starts:
                meeting, begin = starts[turn]
                placed[meeting].append((begin + start, begin + stop))
        return placed


def _span_row(name: str, spans: int, parts: list[UnitSums], shared: np.ndarray, seed: int) -> dict[str, object]:
    own: dict[str, object] = {"code": name, "spans": spans}
    if not spans:
        empty = dict.fromkeys(("overlap", "alpha", "low", "high"), float("nan"))
        return own | empty | {"note": _NOBODY}
    pooled = Pooled(tuple(parts))
    low, high = interval(pooled, seed=seed)
    overlap = float(shared[0] / shared[1]) if shared[1] else float("nan")
    return own | {"overlap": overlap, "alpha": _value(pooled), "low": low, "high": high, "note": _rare(spans)}
