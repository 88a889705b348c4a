"""The keys of the coding widget, as real keyboards send them: the panel in a real browser, on the answers of Python."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd
import pytest

from kennis.coding import accepted_codings
from kennis.lab.coder import CodingWidget
from kennis.study import Study

pytestmark = pytest.mark.browser

CODEBOOK = """
titel: proef
inzichten: {waarden: {label: Waarden}, delen: {label: Delen}}
codes:
  - {slug: gelijkwaardigheid, label: Even hoog staan, inzicht: waarden, polair: ja, definitie: Samen.}
  - {slug: vertrouwen, label: Vertrouwen, inzicht: waarden, polair: ja, definitie: Rekenen op.}
  - {slug: moed, label: Moed, inzicht: waarden, polair: ja, definitie: Durven.}
  - {slug: plek, label: Plek, inzicht: waarden, definitie: Waar iemand werkt.}
  - {slug: drempel, label: Drempel, inzicht: delen, definitie: Het kost moeite.}
  - {slug: respect, label: Respect, inzicht: waarden, definitie: Ontzag.}
"""
# The panel asks Python through the model of a widget; here that is one function.
OPEN = """async (code) => {
  const { default: widget } = await import(URL.createObjectURL(new Blob([code], { type: "text/javascript" })));
  let hear;
  const model = { on: (_, listen) => { hear = listen; }, off: () => {}, send: async (message) => hear(await window.python(message)) };
  widget.render({ model, el: document.body });
}"""
PRESS = "keys => document.querySelector('.kn-coder').dispatchEvent(new KeyboardEvent('keydown', { bubbles: true, ...keys }))"


class Coder:
    """The widget in a browser page."""

    def __init__(self, page: Any, study: Study) -> None:
        self.page, self.study = page, study

    def press(self, *keys: str | dict[str, Any]) -> None:
        for key in keys:
            if isinstance(key, str):
                self.page.keyboard.press(key)
            else:
                self.page.evaluate(PRESS, key)
            self.page.wait_for_function("() => !document.querySelector('.kn-coder').matches('[aria-busy=true]')")

    @property
    def said(self) -> str:
        return str(self.page.locator(".kn-said").inner_text())

    @property
    def given(self) -> list[tuple[str, str]]:
        rows = accepted_codings(self.study.codings)
        return list(rows[["code", "polarity"]].itertuples(index=False, name=None))


@pytest.fixture
def coder(browser: Any, study: Study, turns: pd.DataFrame) -> Iterator[Coder]:
    (study.path / "codeboek.yaml").write_text(CODEBOOK, "utf-8")
    study.add_transcript(turns, meeting={}, fingerprint="a")
    widget = CodingWidget(study, coder="ana")
    context = browser.new_context()
    page = context.new_page()
    page.expose_function("python", lambda message: {**widget.answer(message), "n": message["n"]})
    page.set_content("<!doctype html><body></body>")
    page.evaluate(OPEN, CodingWidget._esm)
    page.locator(".kn-turn").wait_for()
    page.locator(".kn-coder").focus()
    yield Coder(page, study)
    context.close()
    widget.close()


def test_shift_makes_a_given_code_missing_instead_of_taking_it_away(coder: Coder) -> None:
    coder.press("3", "Shift+3")
    assert coder.given == [("moed", "afwezig")]
    assert coder.said == "Moed, ontbreekt gegeven bij de hele beurt."
    coder.press("Shift+3")
    assert (coder.given, coder.said) == ([], "Moed weggehaald.")


def test_a_code_that_cannot_be_missing_stays_and_says_so(coder: Coder) -> None:
    coder.press("4", "Shift+4")
    assert coder.given == [("plek", "")]
    assert "kan niet ontbreken" in coder.page.locator(".kn-error").inner_text()


@pytest.mark.parametrize(
    ("keys", "polarity"),
    [
        ({"code": "Digit3", "key": "#", "shiftKey": True}, "afwezig"),
        ({"code": "Digit3", "key": "Dead", "shiftKey": True}, "afwezig"),
        ({"code": "Numpad3", "key": "3", "modifierNumLock": True}, "aanwezig"),
        ({"code": "Numpad3", "key": "3", "shiftKey": True}, "afwezig"),  # a Mac has no NumLock
        ({"code": "Numpad3", "key": "PageDown", "shiftKey": True, "modifierNumLock": True}, "afwezig"),  # Linux
        ({"code": "Numpad3", "key": "PageDown", "modifierNumLock": True}, "afwezig"),  # Windows hides Shift
    ],
)
def test_a_digit_is_known_by_its_place(coder: Coder, keys: dict[str, Any], polarity: str) -> None:
    coder.press(keys)
    assert coder.given == [("moed", polarity)]


def test_the_numeric_pad_moves_without_numlock_and_codes_with_it(coder: Coder) -> None:
    coder.press({"code": "Numpad1", "key": "End"})
    assert coder.said.startswith("Gekozen: ‘zeggen’")
    coder.press("Escape", {"code": "Numpad1", "key": "End", "modifierNumLock": True})
    assert coder.given == [("gelijkwaardigheid", "afwezig")]


def test_each_insight_has_one_heading(coder: Coder) -> None:
    assert coder.page.locator(".kn-insight").all_inner_texts() == ["Waarden", "Delen"]
    assert "Respect" in coder.page.locator(".kn-group").first.inner_text()
