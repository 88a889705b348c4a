"""Find back what was coded: a code's quotes with what was said around them."""

from __future__ import annotations

import pandas as pd

from kennis.coding.log import spans_of
from kennis.insights.shown import showable
from kennis.insights.words import role_label
from kennis.privacy import HIDDEN, MAY_QUOTE
from kennis.tables import in_order, require_columns, require_known, with_shown_roles

COLUMNS = [
    "code",
    "label",
    "utterance_id",
    "meeting_id",
    "role",
    "quote",
    "polarity",
    "basis",
    "coders",
    "before",
    "text",
    "after",
]


def quotes_by_code(
    codings: pd.DataFrame,
    utterances: pd.DataFrame,
    *,
    codes: pd.DataFrame,
    code: str = "",
    around: int = 1,
) -> pd.DataFrame:
    """List all that was coded, code by code, each with the words it is about, its turn, and the turns around it.

    Args:
        codings: one row an utterance and code (see `coding.founded_codings`).
        utterances: all turns, in order (`tables.UTTERANCES`); of one with `may_quote` only those that may be quoted are
            listed, and others around them stay hidden.
        codes: the codebook as a table; quotes come in its order.
        code: only this one.
        around: how many turns before and after.

    Returns:
        One row a coding: `code, label, utterance_id, meeting_id, role, quote` (the coded words, ` … ` where others stand between), `polarity, basis, coders,
        before, text` (the whole turn), `after` (turns of the same meeting, each with its role, one a line).

    Raises:
        KennisError: there is no such code.
    """
    require_columns(utterances, ["utterance_id", "meeting_id", "role", "text"], table="utterances")
    require_known("code", [code], codes["code"])
    wanted = codes[codes["code"] == code] if code else codes
    rows = wanted[["code", "label"]].merge(codings, on="code")
    rows = rows.merge(showable(utterances)[["utterance_id", "meeting_id", "role", "text"]], on="utterance_id")
    said, context = _lines(utterances), _Context(utterances, around)
    return rows.assign(
        quote=[_coded(text, spans) for text, spans in zip(rows["text"], rows["spans"], strict=True)],
        before=[context.told(turn, said, back=True) for turn in rows["utterance_id"]],
        after=[context.told(turn, said, back=False) for turn in rows["utterance_id"]],
    )[COLUMNS]


def _coded(text: str, spans: str) -> str:
    return " … ".join(text[start:stop] for start, stop in spans_of(spans))


class _Context:
    """Which turns stand before and after a turn in its meeting."""

    def __init__(self, utterances: pd.DataFrame, around: int) -> None:
        self._around = around
        self._order = {
            str(name): list(rows) for name, rows in in_order(utterances).groupby("meeting_id")["utterance_id"] if name
        }
        self._places = {turn: (name, n) for name, turns in self._order.items() for n, turn in enumerate(turns)}

    def told(self, turn: str, said: dict[str, str], *, back: bool) -> str:
        """Return the turns before (`back`) or after a turn; a loose quote has none."""
        if turn not in self._places:
            return ""
        meeting, place = self._places[turn]
        first, last = (max(0, place - self._around), place) if back else (place + 1, place + 1 + self._around)
        return "\n".join(said[other] for other in self._order[meeting][first:last])


def _lines(utterances: pd.DataFrame) -> dict[str, str]:
    may = utterances[MAY_QUOTE].eq(True) if MAY_QUOTE in utterances else pd.Series(True, index=utterances.index)
    texts = utterances["text"].where(may, HIDDEN)
    return {
        turn: f"{role_label(role)}: {text}"
        for turn, role, text in zip(
            utterances["utterance_id"], with_shown_roles(utterances)["role"], texts, strict=True
        )
    }
