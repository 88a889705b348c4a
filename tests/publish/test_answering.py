"""Answering on the readers' pages in a real browser: what is kept, what a file brings back, and what is said about it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from small_study import on_a_phone, render_small

from kennis.publish.answer_file import LONGEST, read_answer_file
from kennis.publish.site import TEMPLATES
from kennis.publish.targets import TARGET_KINDS

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the small study, for looking at only."""
    return render_small(tmp_path_factory.mktemp("site"))


@pytest.fixture
def page(browser: Any, site: Path) -> Iterator[Any]:
    with on_a_phone(browser, site, width=360, height=740) as page:
        yield page


def at(page: Any, section: str) -> Any:
    page.goto(f"{page.url.partition('#')[0]}#{section}")
    page.wait_for_selector(f".page.current[id='{section}']", state="attached")
    return page


def saved(page: Any, to: Path) -> Path:
    at(page, "antwoorden")
    with page.expect_download() as download:
        page.click("#opslaan")
    download.value.save_as(to)
    return to


def opened(page: Any, path: Path, **file: Any) -> str:
    """Open a file of answers and give what the page says about it."""
    told = {
        "kennis_reacties": 1, "study": page.get_attribute("body", "data-study"), "version": "0" * 12, "token": "a" * 12,
        "reader": "", "answers": [],
    } | file  # fmt: skip
    path.write_text(json.dumps(told), "utf-8")
    at(page, "antwoorden")
    page.evaluate("document.getElementById('melding').textContent = ''")
    page.set_input_files("#openen", path)
    page.wait_for_selector("#melding:not(:empty)")
    return str(page.inner_text("#melding"))


def kept(page: Any) -> dict[str, Any]:
    return dict(page.evaluate("JSON.parse(localStorage.getItem(Object.keys(localStorage)[0]))"))


GOOD = {"target": "code:moed", "verdict": "mist_iets", "text": "Angst.", "at": "2026-01-01T10:00:00"}


def test_the_page_and_the_package_know_the_same_kinds_and_limit() -> None:
    script = (TEMPLATES / "reader.js").read_text("utf-8")
    assert f'"{"|".join(TARGET_KINDS)}"' in script
    assert f"LONGEST = {LONGEST}" in script


def test_an_answer_keeps_the_version_it_was_given_on_and_new_pages_take_it_along(page: Any, tmp_path: Path) -> None:
    gone = {"target": "vraag:weg", "verdict": "", "text": "Oud antwoord", "at": "2026-01-01T10:00:00"}
    opened(page, tmp_path / "oud.json", answers=[gone])
    at(page, "vragen").locator("#vragen textarea").first.fill("Nieuw antwoord")
    told = {one.text: one.version for one in read_answer_file(saved(page, tmp_path / "terug.json")).answers}
    assert told == {"Oud antwoord": "0" * 12, "Nieuw antwoord": page.get_attribute("body", "data-version")}
    assert "Staat niet meer op deze pagina" in page.inner_text("#overzicht")


def test_pasted_signs_that_nobody_sees_do_not_come_along(page: Any, tmp_path: Path) -> None:
    at(page, "vragen").locator("#vragen textarea").first.fill("\u202aGeplakt\u202c uit\u200e Word.\u2028Echt 😀")
    assert next(iter(kept(page)["answers"].values()))["text"] == "Geplakt uit Word.\nEcht 😀"
    told = opened(page, tmp_path / "oud.json", answers=[GOOD | {"text": "Een\u202a file"}])
    assert told == "Je antwoorden staan er weer."
    assert kept(page)["answers"]["code:moed"]["text"] == "Een file"


@pytest.mark.parametrize(
    "damage",
    [
        {"token": 5},
        {"reader": ["a"]},
        {"answers": [GOOD, {"target": "code:drempel"}]},
        {"answers": [GOOD, GOOD | {"target": "../weg"}]},
        {"answers": [GOOD, GOOD | {"target": "code:drempel", "text": 7}]},
        {"answers": [GOOD, GOOD | {"target": "code:drempel", "verdict": "weg"}]},
        {"answers": [GOOD, None]},
    ],
)
def test_a_damaged_file_breaks_nothing_and_what_is_right_of_it_comes_back(
    page: Any, tmp_path: Path, damage: dict[str, Any]
) -> None:
    told = opened(page, tmp_path / "kapot.json", **({"answers": [GOOD]} | damage))
    assert ("1 antwoord was niet meer te lezen" in told) == ("answers" in damage)
    file = read_answer_file(saved(page, tmp_path / "terug.json"))
    assert [one.target for one in file.answers] == ["code:moed"]
    page.reload()
    assert page.locator("#overzicht li").count() == 1


def test_what_was_kept_wrongly_before_does_not_stop_saving(page: Any, tmp_path: Path) -> None:
    at(page, "vragen").locator("#vragen textarea").first.fill("Goed.")
    broken = kept(page) | {"token": 5}
    broken["answers"]["code:moed"] = {}
    page.evaluate("told => localStorage.setItem(Object.keys(localStorage)[0], told)", json.dumps(broken))
    page.reload()
    assert [one.text for one in read_answer_file(saved(page, tmp_path / "terug.json")).answers] == ["Goed."]


def test_who_writes_to_the_limit_hears_it(page: Any) -> None:
    box = at(page, "vragen").locator("#vragen textarea").first
    room = page.locator("#vragen .room").first
    box.fill("a" * 3000)
    assert room.inner_text() == ""
    box.fill("a" * 3900)
    assert room.inner_text() == "Je hebt nog ruimte voor 100 tekens."
    box.fill("a" * 4000)
    assert "komt er niet bij" in room.inner_text()


def test_too_traceable_is_offered_at_quotes_only(page: Any) -> None:
    at(page, "code-moed")
    for target, there in (("code:moed", 0), ("citaat:B01-001", 1)):
        slot = page.locator(f".page.current .answer[data-target='{target}']")
        slot.locator(".react").click()
        assert slot.get_by_text("ik weet wie dit zei").count() == there
        boxes = "e => { dispatchEvent(new Event('beforeprint')); return e.dataset.boxes.includes('te herleidbaar') }"
        assert slot.evaluate(boxes) == bool(there)


def test_who_wiped_everything_after_saving_can_say_so(page: Any, tmp_path: Path) -> None:
    at(page, "vragen").locator("#vragen textarea").first.fill("Van mij.")
    token = read_answer_file(saved(page, tmp_path / "een.json")).token
    page.locator("#overzicht button").click()
    assert "stuur ze nog een keer" in page.inner_text("#melding")
    file = read_answer_file(saved(page, tmp_path / "twee.json"))
    assert (file.token, file.answers) == (token, ())


def test_on_paper_no_names_is_said_where_people_write(page: Any) -> None:
    from io import BytesIO

    from pypdf import PdfReader

    for section, lines in (("vragen", 3), ("code-moed", 3)):
        at(page, section)
        told = " ".join(sheet.extract_text() for sheet in PdfReader(BytesIO(page.pdf())).pages)
        assert told.count("Schrijf geen namen op:") >= lines


@pytest.mark.parametrize("width", [320, 360])
def test_the_form_fits_a_phone_with_letters_twice_as_large(page: Any, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 740})
    for section in ("code-moed", "vragen"):
        at(page, section)
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        for button in page.locator(".page.current .react").all():
            button.click()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        out = "e => [...document.querySelectorAll('.sheet, .sheet *')].filter(s => s.getBoundingClientRect().right > innerWidth).length"
        assert page.evaluate(out) == 0
