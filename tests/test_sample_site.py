"""The site of the sample study, as a critical friend opens it: from a folder, offline, on a desktop and a phone."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from conftest import MEANT

from kennis import run
from kennis.privacy.page_pieces import pieces_of_html
from kennis.publish.factsheet_file import PROPOSAL
from kennis.study import Study

ALIKE = "#lijst .item:nth-child(n + 5), [id^=code-]:not(#code-moed, #code-plek), [id^=thema-]:not(#thema-T01)"


@pytest.fixture(scope="module")
def site(sample: Study, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The rendered sample; rendering changes nothing in the study."""
    before = stored(sample)
    index = run.render_study(sample, tmp_path_factory.mktemp("site"))
    assert stored(sample) == before
    return index.parent


def stored(study: Study) -> dict[Path, bytes]:
    """Return all that is in a study, but for the proposal of its factsheet: that is made anew each time."""
    return {path: path.read_bytes() for path in study.path.rglob("*.*") if path.name != PROPOSAL}


def test_there_is_a_page_a_notebook_and_an_opening_page(site: Path) -> None:
    names = sorted(path.name for path in site.iterdir())
    assert names[0].startswith("00_begin_hier")
    notebooks = [name for name in names if name[:2].isdigit()]
    assert [name[:2] for name in notebooks] == [
        "00",
        "01",
        "02",
        "03",
        "04",
        "05",
        "06",
    ]  # the others are for researchers
    assert set(names) - set(notebooks) == {"index.html", "factsheet.html", "factsheet.pdf"}


def test_no_planted_number_address_or_full_name_is_on_a_page(site: Path) -> None:
    planted = pd.read_csv(MEANT / "geplant.csv", dtype=str, keep_default_na=False)
    telling = planted.loc[(planted["kind"] != "org") & (planted["text"].str.len() > 7), "text"]
    told = {name.casefold() for name in telling if re.search(r"\d|@|\w \w", name)}
    shown = " \n ".join(piece.text for page in site.glob("*.html") for piece in pieces_of_html(page.read_text("utf-8")))
    assert len(told) > 100
    said = shown.casefold()  # `voor de leeuwen` names nobody
    assert [name for name in told if name in said and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", said)] == []


def test_every_figure_says_what_it_shows_and_is_answered_in_a_sentence(site: Path) -> None:
    html = (site / "05_inzichten.html").read_text("utf-8")
    alts = re.findall(r'<img[^>]*alt="([^"]+)"', html)
    assert len(alts) == html.count("<img") >= 4
    assert all(len(alt) > 60 for alt in alts)
    assert html.count("Wat zien we?") >= len(alts)


@pytest.mark.browser
@pytest.mark.parametrize("width", [360, 1280])
def test_every_page_opens_offline_without_an_error_and_is_accessible(site: Path, browser: Any, width: int) -> None:
    from axe_playwright_python.sync_playwright import Axe

    context = browser.new_context(offline=True, viewport={"width": width, "height": 900})
    page, problems = context.new_page(), []
    page.on("console", lambda told: problems.append(told.text) if told.type in ("error", "warning") else None)
    page.on("requestfailed", lambda asked: problems.append(asked.url[:80]))
    page.on("pageerror", lambda error: problems.append(str(error)))
    violations = []
    for path in sorted(site.glob("*.html")):
        page.goto(path.as_uri())
        assert page.locator("h1:visible").count() == 1, path.name
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path.name
        assert page.evaluate("[...document.images].every(i => i.complete && i.naturalWidth > 0)"), path.name
        # All readers' pages below each other, as without a script; of what is all alike only the first.
        page.evaluate("document.documentElement.classList.remove('js')")
        page.evaluate("alike => document.querySelectorAll(alike).forEach((one) => one.remove())", ALIKE)
        found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
        violations += [f"{path.name}: {one['id']}: {one['nodes'][0]['html'][:200]}" for one in found]
    context.close()
    assert problems == []
    assert violations == []


@pytest.mark.browser
def test_the_keyboard_reaches_every_page(site: Path, browser: Any) -> None:
    page = browser.new_page()
    page.goto((site / "index.html").as_uri())
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Naar de inhoud"
    reached = set()
    for _ in range(35):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.getAttribute('href')"))
        if page.evaluate("document.activeElement.matches('summary') && !document.activeElement.parentElement.open"):
            page.keyboard.press("Enter")
    page.close()
    assert {path.name for path in site.glob("*.html")} - {"index.html"} <= reached
    assert {"#start", "#inzichten", "#themas", "#antwoorden"} <= reached
