"""The coding widget: a researcher codes turns in JupyterLab, by keyboard or mouse.

The log is held from the moment a browser opens the widget, not before: running a notebook without a browser
writes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from kennis.coding import NO_CODE
from kennis.coding.append import check_new_coder
from kennis.coding.decisions import Key, Step
from kennis.coding.desk import Desk, open_desk
from kennis.coding.queue import check_round
from kennis.lab.panel import Message, Panel, script
from kennis.lab.sight import book_of, label_of, sight_of
from kennis.lab.who import remember_coder, remembered_coder, warn_of_names
from kennis.study import Study
from kennis.tables import POLARITIES

_INSTEAD = "Hier kun je in JupyterLab zelf coderen. Staat hier geen scherm met knoppen? Voer deze cel uit."
_BARRED = "Verder terug kan niet: daarvoor veranderde het codeboek, of kwamen codes uit een ander bestand."


class CodingWidget(Panel):
    """Coding by hand; see `code_by_hand`. `desk` is there once a browser opened it and a coder is known."""

    _esm = script("coder.js")
    instead = _INSTEAD

    def __init__(self, study: Study, *, coder: str = "", **wishes: Any) -> None:
        super().__init__()
        self._study, self._coder, self._wishes = study, coder, wishes
        self._told = bool(coder)  # the notebook says who codes: then nobody is asked
        self.desk: Desk | None = None

    def close(self) -> None:
        """Let go of the log and close the widget."""
        if self.desk:
            self.desk.close()
        super().close()

    def _answer(self, message: Message) -> Message:
        if message.get("do") in ("open", "name"):
            return self._open(message)
        if message.get("do") == "other" and not self._told:
            return self._make_room()
        if self.desk is None:
            return {"ask": "name"}
        return self._do(self.desk, message)

    def _after_error(self) -> Message:
        return {"ask": "name"} if self.desk is None and not self._coder else {}

    def _open(self, message: dict[str, Any]) -> dict[str, Any]:
        if message["do"] == "name":
            name = str(message.get("name", "")).strip()
            remember_coder(self._study, name)
            self._coder = name
        self._coder = self._coder or remembered_coder(self._study)
        if not self._coder:
            return {"ask": "name"}
        if self.desk is None or not self.desk.log.held:
            self.desk = open_desk(self._study, self._coder, **self._wishes)
        return {"book": self._book(self.desk), **_front(self.desk), "said": ""}

    def _book(self, desk: Desk) -> Message:
        return book_of(desk) | {"shared": not self._told}

    def _make_room(self) -> Message:
        """Let go of the log: somebody else codes on this computer now."""
        if self.desk:
            self.desk.close()
        self.desk, self._coder = None, ""
        return {"ask": "name"}

    def _do(self, desk: Desk, message: dict[str, Any]) -> dict[str, Any]:
        anew = {"book": self._book(desk)} if desk.refresh() else {}
        if message.get("turn", desk.here) != desk.here:  # about a turn that is no longer in front: nothing is done
            why = "De studie is intussen veranderd." if anew else "Je was al verder."
            return {**anew, **_front(desk), "said": f"{why} Dit is de beurt waar je nu bent."}
        action = ACTIONS.get(str(message.get("do")))
        said = action(desk, message) if action else ""
        return {**anew, **_front(desk), "said": said}


def code_by_hand(
    study: Study, *, coder: str = "", blind: bool = False, round: int | None = None, only: Iterable[str] = ()
) -> CodingWidget:
    """Code turns by hand in JupyterLab; every decision is on disk before the next one is taken.

    The next turn may show while a decision is being written: the panel then says *bewaren …*, and goes back when writing fails.

    Args:
        study: the study; what participants did not agree to is not shown.
        coder: who codes (`coderingen/<coder>.csv`). Without it the widget asks once, and this computer remembers.
        blind: hide what others gave and what the computer suggests.
        round: draw so many turns by meeting and role, the same for every coder of the same study. A round is
            always blind: it is there to measure agreement.
        only: just these turns (`utterance_id`), such as those on which coders differ.

    Returns:
        The widget. It shows itself; a notebook that is run without a browser shows one sentence instead.

    Raises:
        KennisError: the coder's name cannot be one, or `round` is no whole number of at least 1.
    """
    if coder:
        check_new_coder(study, coder)
    if round is not None:
        check_round(round)
    return CodingWidget(study, coder=coder, blind=blind or round is not None, round=round, only=tuple(only))


def _front(desk: Desk) -> dict[str, Any]:
    return (
        {"sight": sight_of(desk)}
        if desk.here
        else {"error": "Er is nog geen beurt om te coderen. Lees eerst een bron in."}
    )


def _key(message: dict[str, Any]) -> Key | None:
    key = message.get("key")
    return (str(key[0]), int(key[1]), int(key[2]), str(key[3])) if key else None


def _code(desk: Desk, message: dict[str, Any]) -> str:
    span = message.get("span")
    slug, polarity = str(message["code"]), str(message.get("polarity") or "")
    if polarity and polarity not in POLARITIES:
        polarity = ""
    label = label_of(desk, slug)
    given = desk.give(slug, span=(int(span[0]), int(span[1])) if span else None, polarity=polarity)
    where = "bij de gekozen woorden" if span else "bij de hele beurt"
    lacks = ", ontbreekt" if polarity == "afwezig" and desk.codebook.code(slug).polar else ""
    return f"{label}{lacks} gegeven {where}." if given else f"{label} weggehaald."


def _remove(desk: Desk, message: dict[str, Any]) -> str:
    return f"{label_of(desk, str(desk.remove(_key(message))['code']))} weggehaald."


def _polarity(desk: Desk, message: dict[str, Any]) -> str:
    row = desk.turn_polarity(_key(message))
    return f"{label_of(desk, str(row['code']))}: {POLARITIES[str(row['polarity'])]}."


def _memo(desk: Desk, message: dict[str, Any]) -> str:
    text = str(message.get("text", ""))
    desk.note(text, _key(message))
    return f"Memo bewaard.{warn_of_names(desk.study, text)}"


def _hold(desk: Desk, message: dict[str, Any]) -> str:
    key = _key(message)
    desk.active = key if key in desk.decisions.now else desk.active
    return ""


def _accept(desk: Desk, message: dict[str, Any]) -> str:
    return f"Voorstel overgenomen: {label_of(desk, str(desk.accept(int(message.get('place', 0)))['code']))}."


def _reject(desk: Desk, message: dict[str, Any]) -> str:
    return f"Voorstel afgewezen: {label_of(desk, str(desk.reject(int(message.get('place', 0)))['code']))}."


def _finish(desk: Desk, message: dict[str, Any]) -> str:
    before = desk.here
    desk.finish()
    return "Alles in deze selectie is bekeken. Je werk is bewaard." if desk.here == before else ""


def _undo(desk: Desk, message: dict[str, Any]) -> str:
    step = desk.undo()
    if step:
        return f"Ongedaan gemaakt: {_what(desk, step)}"
    return _BARRED if desk.decisions.barred else "Er is niets om ongedaan te maken."


def _redo(desk: Desk, message: dict[str, Any]) -> str:
    step = desk.redo()
    return f"Opnieuw gedaan: {_what(desk, step)}" if step else "Er is niets om opnieuw te doen."


def _what(desk: Desk, step: Step) -> str:
    codes = dict.fromkeys(key[3] for key, _, _ in step.changes)
    names = [label_of(desk, code) for code in codes if code != NO_CODE] or ["geen code"]
    return f"{', '.join(names)} bij {step.turn}."


def _flag(desk: Desk, message: dict[str, Any]) -> str:
    return "Gemeld voor de privacycontrole." if desk.flag() else "Melding weggehaald."


def _select(desk: Desk, message: dict[str, Any]) -> str:
    desk.select(**{name: str(message.get(name) or "") for name in ("meeting", "role", "code")})
    return f"{len(desk.queue)} beurten gekozen."


def _moved(there: bool, otherwise: str) -> str:
    return "" if there else otherwise


ACTIONS: dict[str, Callable[[Desk, dict[str, Any]], str]] = {
    "code": _code,
    "remove": _remove,
    "polarity": _polarity,
    "memo": _memo,
    "hold": _hold,
    "accept": _accept,
    "reject": _reject,
    "finish": _finish,
    "undo": _undo,
    "redo": _redo,
    "flag": _flag,
    "select": _select,
    "next": lambda desk, _: _moved(desk.step(1), "Dit is de laatste beurt."),
    "back": lambda desk, _: _moved(desk.step(-1), "Dit is de eerste beurt."),
    "open_turn": lambda desk, _: _moved(desk.next_open(), "Er is geen andere open beurt meer."),
    "doubt": lambda desk, _: _moved(desk.next_doubt(), "Er is geen andere twijfel van de computer meer."),
}
