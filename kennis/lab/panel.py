"""What the panels in JupyterLab share: a widget that answers the browser and keeps nothing a notebook could hold.

No turn is ever a synced trait: what is shown travels in messages, so that no notebook and no saved widget state can
hold it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import anywidget

from kennis.tables import KennisError

_HERE = Path(__file__).parent
Message = dict[str, Any]


def script(name: str) -> str:
    """Return a panel's script: what panels share, and its own; one text, because the browser asks nothing of anywhere."""
    return "\n".join((_HERE / part).read_text("utf-8") for part in ("panel.js", name))


class Panel(anywidget.AnyWidget):  # type: ignore[misc,unused-ignore]
    """A panel that answers messages; `instead` stands where there is no browser."""

    _css = _HERE / "coder.css"
    instead = ""

    def __init__(self) -> None:
        super().__init__()
        self.on_msg(self._hear)

    def __repr__(self) -> str:
        return self.instead

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        bundle = super()._repr_mimebundle_(**kwargs)
        data, *rest = bundle if isinstance(bundle, tuple) else (bundle,)
        data = {**(data or {}), "text/plain": self.instead, "text/html": f"<p>{self.instead}</p>"}
        return (data, *rest) if rest else data

    def _hear(self, _: object, message: Message, __: object) -> None:
        self.send({**self.answer(message), "n": message.get("n")})

    def answer(self, message: Message) -> Message:
        """Do what the browser asks and return what it should show now.

        A user's mistake is told in `error`; nothing is ever raised, or the message would stand in the notebook.
        """
        try:
            return self._answer(message)
        except KennisError as error:
            return {"error": str(error)} | self._after_error()
        except Exception as error:
            # The text of a strange error may hold what somebody said: it stays here, its kind is told.
            return {
                "error": f"Dit ging mis ({type(error).__name__}). Je eerdere keuzes zijn bewaard. Voer de cel opnieuw uit."
            }

    def _answer(self, message: Message) -> Message:
        raise NotImplementedError

    def _after_error(self) -> Message:
        return {}
