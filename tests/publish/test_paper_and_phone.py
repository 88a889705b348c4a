"""The readers' pages on paper, on a phone with large letters, and where the browser keeps nothing."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from small_study import make_study, on_a_phone, render, render_small

from kennis.privacy import Key, KeyPerson, find_leaks
from kennis.publish import write_pages
from kennis.publish.material import gather
from kennis.publish.pages import reader_values
from kennis.study import Study
from kennis.tables import Refused


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the small study, for looking at only."""
    return render_small(tmp_path_factory.mktemp("site"))


@pytest.fixture
def page(browser: Any, site: Path) -> Iterator[Any]:
    with on_a_phone(browser, site, width=390, height=850) as page:
        yield page


def at(page: Any, site: Path, section: str) -> Any:
    page.goto(f"{site.as_uri()}#{section}")
    page.wait_for_selector(f".page.current[id='{section}']", state="attached")
    return page


def paper(page: Any) -> str:
    return " ".join(" ".join(sheet.extract_text().split()) for sheet in PdfReader(BytesIO(page.pdf())).pages)


@pytest.mark.browser
def test_what_was_filled_in_stands_on_paper(page: Any, site: Path) -> None:
    slot = at(page, site, "code-moed").locator(".page.current .answer").first
    slot.get_by_role("button", name="Reageer").click()
    slot.get_by_label("Mist iets", exact=False).first.check()
    slot.get_by_role("textbox").fill("Er was ook angst.")
    slot.get_by_role("button", name="Klaar").click()
    at(page, site, "vragen").locator("#vragen textarea").first.fill("Dat het zo lang duurt.")
    at(page, site, "antwoorden").select_option("#lezer", "inwoner")
    told = paper(at(page, site, "vragen"))
    assert "Dat het zo lang duurt." in told and "☒ Inwoner" in told and "☐ Uitvoerder" in told
    told = paper(at(page, site, "code-moed"))
    assert "☐ niet herkenbaar ☒ mist iets" in told and "Er was ook angst." in told
    assert "citaat:" not in told and "code:" not in told


@pytest.mark.browser
def test_on_paper_nobody_is_asked_to_press_or_save(page: Any, site: Path) -> None:
    for section in ("start", "vragen", "antwoorden"):
        told = paper(at(page, site, section))
        assert [
            word for word in ("Reageer", "Sla ", "blijft op dit apparaat", "Open mijn bestand") if word in told
        ] == []


@pytest.mark.browser
@pytest.mark.parametrize("file", ["index.html", "factsheet.html"])
def test_large_letters_on_a_phone_need_no_sideways_scrolling(page: Any, site: Path, file: str) -> None:
    from kennis.privacy import open_study
    from kennis.publish import make_factsheet, write_factsheet

    study = open_study(site.parent.parent / "klein")
    write_factsheet(make_factsheet(study), site.parent, made_with="", study=study.path)
    sections = (
        ["start", "inzicht-waarden", "citaten", "ladder", "woorden", "antwoorden"] if file == "index.html" else [""]
    )
    for section in sections:
        page.goto(f"{(site.parent / file).as_uri()}#{section}")
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, section
        out = "e => [...document.querySelectorAll('.numbers span, .tiles span')].filter(s => s.scrollWidth > s.clientWidth + 1).length"
        assert page.evaluate(out) == 0


@pytest.mark.browser
def test_where_the_browser_keeps_nothing_it_says_so_where_people_type(page: Any, site: Path) -> None:
    warning = page.get_by_text("Deze browser kan niets bewaren").locator("visible=true")
    at(page, site, "vragen")
    assert warning.count() == 0 and page.get_by_text("Wat je schrijft, blijft op dit apparaat").is_visible()
    page.context.add_init_script("Object.defineProperty(window, 'localStorage', {get() { throw new Error('no') }})")
    page.reload()
    assert warning.count() == 1 and not page.get_by_text("Wat je schrijft, blijft op dit apparaat").is_visible()
    at(page, site, "code-moed").locator(".page.current .react").first.click()
    assert warning.count() == 1


@pytest.mark.browser
def test_wiping_everything_asks_again_and_forgets_that_it_asked(page: Any, site: Path) -> None:
    page.clock.install()
    at(page, site, "vragen").locator("#vragen textarea").first.fill("Van mij.")
    at(page, site, "antwoorden")
    for back in (
        lambda: page.click("#toch-niet"),
        lambda: page.clock.run_for(11000),
        lambda: (at(page, site, "start"), at(page, site, "antwoorden")),
    ):
        page.click("#wissen")
        assert page.inner_text("#wissen") == "Weet je het zeker? Klik nog een keer"
        back()
        assert page.inner_text("#wissen") == "Wis al mijn antwoorden"
        assert not page.is_visible("#toch-niet")
        assert page.locator("#overzicht li button").count() == 1


@pytest.mark.browser
def test_a_figure_on_a_phone_says_its_title_and_that_it_can_be_moved(page: Any, site: Path) -> None:
    at(page, site, "inzicht-waarden")
    hint = page.get_by_text("Veeg de figuur opzij").locator("visible=true").first
    picture = page.locator(".page.current .plate").first
    assert hint.bounding_box()["y"] < picture.bounding_box()["y"]
    assert page.locator(".swipe strong:visible").first.inner_text() == "Is het er, of ontbreekt het juist?"


def test_a_quote_below_a_value_says_whether_it_is_there_or_missing(site: Path) -> None:
    html = site.read_text("utf-8")
    here = html[html.index('id="inzicht-waarden"') : html.index('id="inzicht-ervaringsdeler"')]
    missing = here[here.index("Wij hielden allemaal onze mond") :]
    assert missing.index("hier ontbreekt het") < missing.index("</figure>")
    there = here[here.index("Ik durfde het eerst niet") :]
    assert there.index("hier is het er") < there.index("</figure>")


def test_a_choice_of_one_is_no_filter_and_links_beside_this_page_are_called_that(site: Path) -> None:
    html = site.read_text("utf-8")
    assert 'id="zoek-rol"' in html and 'id="zoek-soort"' not in html
    assert "Kreeg je alleen deze pagina? Dan werken die links niet." in html


def test_our_own_words_name_nobody_and_what_others_wrote_does(tmp_path: Path) -> None:
    study, key = make_study(tmp_path / "klein"), Key({"P01": KeyPerson("Vraag JF", "uitvoerder")})

    def written() -> Path:
        return write_pages(study, reader_values(gather(study)), [], tmp_path / "uit", made_with="", key=key)

    assert "<strong>Vraag:</strong>" in written().read_text("utf-8")
    assert len(find_leaks([tmp_path / "uit"], key=key))  # as the page stands our word reads like the name
    (study.path / "vragen.yaml").write_text("vragen: [{id: een, vraag: Wat zei Vraag JF daarvan?}]", "utf-8")
    with pytest.raises(Refused, match=r"index\.html, regel") as refused:
        written()
    assert f'kennis check "{study.path}" --study "{study.path}"' in str(refused.value)


def test_a_changed_target_in_the_answers_is_no_crash(tmp_path: Path) -> None:
    study: Study = make_study(tmp_path / "klein")
    row = {
        "response_id": "R1",
        "target": "zomaar",
        "verdict": "herkenbaar",
        "text": "",
        "decision": "aangepast",
        "reason": "Ja.",
    }
    (study.path / "reacties" / "R1.csv").write_text("response_id,target\nR1,code:moed\n", "utf-8")
    (study.path / "antwoorden.csv").write_text(",".join(row) + "\n" + ",".join(row.values()) + "\n", "utf-8")
    assert "staat niet meer op deze pagina’s" in render(study, tmp_path / "site").read_text("utf-8")
