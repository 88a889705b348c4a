"""The widget for settling differences: people sit together, see who gave what, and write down what they decide and why."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from kennis.coding.settle_desk import SettleDesk, open_settling
from kennis.coding.words import split_words, words_in
from kennis.insights.words import thousands
from kennis.lab.panel import Message, Panel, script
from kennis.lab.sight import neighbour_of, shown_turn
from kennis.lab.who import warn_of_names
from kennis.study import Study
from kennis.tables import POLARITIES

_INSTEAD = "Hier kun je in JupyterLab samen beslissen. Staat hier geen scherm met knoppen? Voer deze cel uit."


class SettlingWidget(Panel):
    """Settling differences; see `settle_by_hand`. `desk` is there once a browser opened it."""

    _esm = script("settler.js")
    instead = _INSTEAD

    def __init__(self, study: Study, **wishes: Any) -> None:
        super().__init__()
        self._study, self._wishes = study, wishes
        self.desk: SettleDesk | None = None

    def _answer(self, message: Message) -> Message:
        if self.desk is None or message.get("do") == "open":
            if self.desk is None or not self.desk.pairs:
                self.desk = open_settling(self._study, **self._wishes)
            return {"book": _book(self.desk), "sight": sight_of(self.desk), "said": ""}
        about = (message.get("turn", self.desk.pair[0]), message.get("code", self.desk.pair[1]))
        if about != self.desk.pair:  # meant for another difference: nothing is done
            return {"sight": sight_of(self.desk), "said": "Je was al verder. Dit is het verschil waar je nu bent."}
        action = ACTIONS.get(str(message.get("do")))
        said = action(self.desk, message) if action else ""
        return {"sight": sight_of(self.desk), "said": said}


def settle_by_hand(study: Study, *, coders: Iterable[str] = (), most: int = 20) -> SettlingWidget:
    """Go through the turns coders differ about, and write down what they decide together, by keyboard or mouse.

    Each decision is a row in `coderingen/samen.csv` (see `settle`), on disk before the next difference shows.

    Args:
        study: the study.
        coders: who settle their differences; without it all people who coded.
        most: how many turns to begin with, those most worth talking about; then it goes on to as many again.

    Returns:
        The widget. It shows itself; a notebook that is run without a browser shows one sentence instead.
    """
    return SettlingWidget(study, coders=tuple(coders), most=most)


def sight_of(desk: SettleDesk) -> dict[str, Any]:
    """Return the difference in front as plain values: the turn, who gave what, and what was decided."""
    before, after = desk.around()
    words = split_words(str(desk.turn["text"]))
    code, decided, total = desk.code, desk.decided, len(desk.pairs)
    return {
        "turn": shown_turn(desk.turn),
        "before": [neighbour_of(other) for other in before],
        "after": [neighbour_of(other) for other in after],
        "code": {
            "slug": code.slug,
            "label": code.label,
            "definition": code.definition,
            "when": code.when,
            "whenNot": code.when_not,
            "polar": code.polar,
        },
        "sides": [_side(desk, coder, rows, words) for coder, rows in desk.sides()],
        "decided": decided and _decided(decided),
        "done": desk.done,
        "total": total,
        "progress": f"{thousands(desk.done)} van {thousands(total)} verschillen besloten"
        + (f", daarna {_wait(desk.waiting)}" if desk.waiting else ""),
    }


def _book(desk: SettleDesk) -> dict[str, Any]:
    return {"coders": desk.coders, "invented": desk.study.settings.invented}


def _side(desk: SettleDesk, coder: str, rows: list[dict[str, Any]], words: list[tuple[int, int]]) -> dict[str, Any]:
    text = str(desk.turn["text"])
    parts = [row for row in rows if (row["start"], row["stop"]) != (0, len(text))]
    return {
        "coder": coder,
        "gave": bool(rows),
        "told": " en ".join(dict.fromkeys(POLARITIES[row["polarity"]] for row in rows if row["polarity"])),
        "said": [text[row["start"] : row["stop"]] for row in parts],
        "words": [words_in(words, row["start"], row["stop"]) for row in parts],
        "memo": "; ".join(str(row["memo"]) for row in rows if row["memo"]),
    }


def _decided(row: dict[str, Any]) -> dict[str, Any]:
    polarity = POLARITIES.get(str(row["polarity"]), "")
    told = f"{row['decided']} deze code" + (f", {polarity}" if polarity else "")
    return {"told": told, "why": row["why"], "by": row["by"]}


def _decide(desk: SettleDesk, message: Message) -> str:
    code, turn = desk.code, desk.pair[0]
    given, polarity = bool(message.get("given")), str(message.get("polarity") or "")
    why = str(message.get("why", ""))
    desk.decide(given=given, why=why, polarity=polarity)
    how = f", {POLARITIES[polarity]}" if given and polarity in POLARITIES else "" if given else " niet"
    said = f"Besloten: {turn} krijgt de code ‘{code.label}’{how}."
    said += warn_of_names(desk.study, why)
    if desk.done < len(desk.pairs):
        return said
    done = thousands(desk.done)
    if more := desk.go_on():
        return f"{said} De eerste {done} verschillen zijn besloten. Nu {_wait(more)}: hier is het volgende."
    return f"{said} Alle verschillen zijn besloten."


def _wait(many: int) -> str:
    return "wacht er nog 1" if many == 1 else f"wachten er nog {thousands(many)}"


def _reopen(desk: SettleDesk, _: Message) -> str:
    return "Het besluit is weggehaald." if desk.reopen() else "Hier is nog niets besloten."


ACTIONS: dict[str, Callable[[SettleDesk, Message], str]] = {
    "decide": _decide,
    "reopen": _reopen,
    "next": lambda desk, _: "" if desk.step(1) else "Dit is het laatste verschil.",
    "back": lambda desk, _: "" if desk.step(-1) else "Dit is het eerste verschil.",
}
