"""The three panels in a real browser, on the answers of Python: when Python is gone, and when it is slow."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd
import pytest

from kennis.coding import settlements
from kennis.coding.desk import open_desk
from kennis.lab import code_by_hand, read_codings, settle_by_hand
from kennis.lab.panel import Panel
from kennis.study import Study

pytestmark = pytest.mark.browser

CODEBOOK = """
titel: proef
inzichten: {waarden: {label: Waarden}}
codes:
  - {slug: moed, label: Moed, inzicht: waarden, polair: ja, definitie: Durven.}
  - {slug: plek, label: Plek, inzicht: waarden, definitie: Waar iemand werkt.}
"""
# `window.gone`: sending throws, as after a restart of the kernel. `window.late`: answers wait until `window.free()`.
OPEN = """async (code) => {
  const { default: widget } = await import(URL.createObjectURL(new Blob([code], { type: "text/javascript" })));
  let hear;
  const send = (message) => {
    if (window.gone) throw new Error("Cannot send");
    const late = window.late ? new Promise((go) => { window.free = go; }) : null;
    window.python(message).then(async (answer) => { await late; hear(answer); });
  };
  widget.render({ model: { on: (_, listen) => { hear = listen; }, off: () => {}, send }, el: document.body });
}"""


class Shown:
    """A panel in a browser page."""

    def __init__(self, page: Any) -> None:
        self.page = page

    def open(self, panel: Panel) -> None:
        self.page.expose_function("python", lambda message: {**panel.answer(message), "n": message["n"]})
        self.page.set_content("<!doctype html><body></body>")
        self.page.evaluate(OPEN, panel._esm)
        self.page.locator(".kn-coder progress, .kn-item").first.wait_for()
        self.page.wait_for_timeout(200)  # it comes in by itself, a moment later

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def rest(self) -> None:
        self.page.wait_for_function("() => !document.querySelector('.kn-coder').matches('[aria-busy=true]')")

    def text(self, selector: str) -> str:
        return str(self.page.locator(selector).inner_text())


@pytest.fixture
def coded(study: Study, turns: pd.DataFrame) -> Study:
    (study.path / "codeboek.yaml").write_text(CODEBOOK, "utf-8")
    study.add_transcript(turns, meeting={"kind": "interview"}, fingerprint="a")
    for name in ("ana", "bo"):
        desk = open_desk(study, name)
        for _ in range(3):
            if name == "ana":
                desk.give("moed")
                desk.give("plek")
            desk.finish()
        desk.close()
    return study


@pytest.fixture
def shown(browser: Any) -> Iterator[Shown]:
    context = browser.new_context()
    yield Shown(context.new_page())
    context.close()


def test_a_memo_that_cannot_be_sent_is_not_lost_and_the_desk_says_so(shown: Shown, coded: Study) -> None:
    shown.open(code_by_hand(coded, coder="cas"))
    shown.page.evaluate("window.gone = true")
    shown.press("m")
    shown.page.keyboard.type("wat bedoelt ze")
    shown.press("Enter", "Enter")
    assert "De verbinding met Python is weg." in shown.text(".kn-error")
    assert "‘wat bedoelt ze’" in shown.text(".kn-error")
    assert shown.text(".kn-saved") != "● bewaard"
    assert shown.page.locator(".kn-memo input").input_value() == "wat bedoelt ze"
    shown.page.evaluate("window.gone = false")
    shown.press("m", "!", "Enter")
    shown.rest()
    assert (shown.text(".kn-saved"), shown.text(".kn-said")) == ("● bewaard", "Memo bewaard.")


def test_a_reason_that_cannot_be_sent_is_not_lost(shown: Shown, coded: Study) -> None:
    shown.open(settle_by_hand(coded))
    shown.page.evaluate("window.gone = true")
    shown.press("n")
    shown.page.keyboard.type("gaat over iets anders")
    shown.press("Enter")
    assert "‘gaat over iets anders’" in shown.text(".kn-error")
    assert shown.text(".kn-saved") == "○ niet bewaard"
    assert shown.page.locator(".kn-why input").input_value() == "gaat over iets anders"


def test_reading_back_says_that_python_is_gone(shown: Shown, coded: Study) -> None:
    shown.open(read_codings(coded, code="moed"))
    shown.page.evaluate("window.gone = true")
    shown.press("ArrowDown")
    assert "De verbinding met Python is weg." in shown.text(".kn-error")
    shown.page.evaluate("window.gone = false")
    shown.press("ArrowDown")
    shown.rest()
    assert shown.page.locator(".kn-error").is_hidden()


def test_what_is_typed_while_a_decision_is_saved_decides_nothing(shown: Shown, coded: Study) -> None:
    shown.open(settle_by_hand(coded))
    shown.press("n")
    shown.page.keyboard.type("eerste")
    shown.page.evaluate("window.late = true")
    shown.press("Enter", "j")
    shown.page.keyboard.type("samen")
    shown.page.evaluate("window.late = false; window.free()")
    shown.rest()
    shown.page.keyboard.type(" besproken")
    shown.press("Enter")
    assert "‘jsamen besproken’" in shown.text(".kn-said")
    assert shown.page.locator(".kn-why input").is_disabled()
    assert list(settlements(coded.codings)["why"]) == ["eerste"]
    shown.page.wait_for_timeout(1100)  # a pause: a key is a key again
    shown.press("1")
    shown.page.keyboard.type("tweede")
    shown.press("Enter")
    shown.rest()
    told = settlements(coded.codings)[["decided", "why"]].to_numpy().tolist()
    assert told == [["niet", "eerste"], ["wel", "tweede"]]


def test_a_word_typed_before_choosing_decides_nothing(shown: Shown, coded: Study) -> None:
    shown.open(settle_by_hand(coded))
    shown.page.keyboard.type("samen besproken")
    shown.press("Enter")
    assert shown.page.locator(".kn-why input").is_disabled()
    assert "kies eerst" in shown.text(".kn-said")
    assert settlements(coded.codings).empty


def test_after_the_first_turns_it_goes_on_to_those_that_wait(shown: Shown, coded: Study) -> None:
    shown.open(settle_by_hand(coded, most=2))
    assert shown.text(".kn-told") == "0 van 4 verschillen besloten, daarna wachten er nog 2"
    for _ in range(4):
        shown.press("n")
        shown.page.keyboard.type("nee")
        shown.press("Enter")
        shown.rest()
    assert "Nu wachten er nog 2" in shown.text(".kn-said")
    assert shown.text(".kn-told") == "4 van 6 verschillen besloten"
