"""The readers' pages in a real browser: offline, on a desktop and a phone, by mouse and by keyboard alone."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from small_study import make_study, render, render_small

from kennis.privacy import AgreedStudy
from kennis.publish import Page, measure_reading, take_in_responses
from kennis.publish.material import gather
from kennis.publish.pages import reader_values
from kennis.publish.reading import count_syllables, reading_of
from kennis.publish.site import write_pages
from kennis.study import Study
from kennis.themes import name_themes

KINDS_OF_PAGE = [
    "start", "inzichten", "inzicht-waarden", "code-moed", "themas", "citaten", "ladder", "stappen", "woorden",
    "gemaakt", "vragen", "antwoorden", "veranderd",
]  # fmt: skip


@pytest.fixture
def small(tmp_path: Path) -> Study:
    return make_study(tmp_path / "klein")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the small study, for looking at only."""
    return render_small(tmp_path_factory.mktemp("site"))


def test_a_theme_bears_the_name_a_person_gave_it(small: Study) -> None:
    ids = small.utterances["utterance_id"]
    clusters = pd.DataFrame({"utterance_id": ids, "cluster": ["T01", "T02"] * 6, "strength": 0.5})
    words = pd.DataFrame({"cluster": ["T01", "T02"], "word": ["brief", "tuin"], "weight": 1.0})
    small.save_clusters(clusters, words)
    before = gather(small).themes
    name_themes(small, {"T02": "Lastig of moedig"})
    themes = gather(small).themes
    assert [theme.name for theme in themes] == ["brief", "Lastig of moedig"]
    assert [theme.target for theme in themes] == [theme.target for theme in before]  # answers still find it


@pytest.mark.parametrize(
    ("kappas", "told"),
    [
        (
            [0.9],
            "We keken bij één code hoe vaak zij hetzelfde vonden. Bij één code waren zij het meestal eens. Bij elke",
        ),
        ([0.9, 0.7, 0.1], "We keken bij drie codes hoe vaak zij hetzelfde vonden. Bij twee codes waren zij"),
        ([0.1], "We keken bij één code hoe vaak zij hetzelfde vonden. Bij één code vaak niet. Bij elke"),
    ],
)
def test_one_code_is_no_codes(small: Study, tmp_path: Path, kappas: list[float], told: str) -> None:
    material = gather(AgreedStudy(small.path, small.settings))
    vars(material)["agreement"] = dict(zip(("moed", "vertrouwen", "drempel"), kappas, strict=False))
    notebook = Page("00_proef.html", "Proef", "Proef", "Een zin.", "<h1>Proef</h1><p>Een zin.</p>")
    index = write_pages(small, reader_values(material), [notebook], tmp_path / "site", made_with="")
    assert told in index.read_text("utf-8")


@pytest.fixture
def problems() -> list[str]:
    return []


@pytest.fixture
def open_page(browser: Any, problems: list[str]) -> Iterator[Any]:
    """Open a page offline at a width; whatever goes wrong is remembered."""
    contexts = []

    def opened(path: Path, width: int = 1280, section: str = "", **more: Any) -> Any:
        context = browser.new_context(offline=True, viewport={"width": width, "height": 850}, locale="nl-NL", **more)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda told: problems.append(told.text) if told.type in ("error", "warning") else None)
        page.on("requestfailed", lambda asked: problems.append(asked.url[:80]))
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.goto(path.as_uri() + (f"#{section}" if section else ""))
        return page

    yield opened
    for context in contexts:
        context.close()


def test_what_is_shown_stands_on_what_people_decided_and_names_no_group(site: Path) -> None:
    html = site.read_text("utf-8")
    assert "Mensen gaven deze code aan twee beurten. Dat was in 1 van de 2 gesprekken." in html
    assert "Ik durfde het eerst niet te zeggen" in html
    figures = r'alt="[^"]*"|<p class="swipe">.*?</p>|<summary>Deze figuur in woorden.*?</details>'
    assert "Berk" not in re.sub(figures, "", html)  # a figure may tell groups apart, a quote never


def test_a_role_that_few_people_hold_is_not_named_at_a_quote(site: Path) -> None:
    html = site.read_text("utf-8")
    quote = html[html.index("We maakten de brief samen") :][:400]
    assert "Deelnemer" in quote
    assert "Beleidsmedewerker" not in quote


def test_words_of_who_does_not_want_to_be_quoted_are_nowhere(small: Study, tmp_path: Path) -> None:
    speakers = small.speakers.assign(consent_publication=lambda rows: rows["speaker"].ne("P01"))
    small.write("deelnemers.csv", speakers)
    assert "durfde het eerst niet" not in render(small, tmp_path / "site").read_text("utf-8")


def test_nothing_comes_from_outside_and_only_our_own_script_runs(site: Path) -> None:
    html = site.read_text("utf-8")
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', html)
    assert policy is not None
    assert policy[1].startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy[1]
    assert "http" not in policy[1]
    assert re.findall(r"""(?:src|href)=["'](?!data:|#|[\w-]+\.html)[^"']*|https?://[^\s"'<]+""", html) == []
    assert re.findall(r"<[^>]+\s(?:style|on\w+)=", html) == []


def test_our_own_sentences_are_plain(site: Path) -> None:
    assert count_syllables("ervaringskennis") == 5
    assert count_syllables("geïnteresseerd") == 5
    assert reading_of([["zij", "loopt", "naar", "buiten"]]) == (4.0, 106.9)  # 206.84 - 0.93 * 4 - 77 * 5 / 4
    measured = measure_reading(site)
    assert (measured["words_per_sentence"] <= 15).all()
    assert (measured["ease"] * measured["sentences"]).sum() / measured["sentences"].sum() >= 70
    # The definitions of the steps are full of long names (ervaringsdeskundigheid, organisatie): known, and said so.
    assert measured.loc[measured["ease"] < 60, "title"].tolist() == ["De stappen"]
    assert len(measured) > 30


def test_without_javascript_everything_but_search_is_there(site: Path, open_page: Any, problems: list[str]) -> None:
    page = open_page(site, java_script_enabled=False)
    assert page.locator("h1:visible").count() > 30
    assert page.locator("#zoeken:visible, #opslaan:visible").count() == 0
    assert page.get_by_text("vul hem met de pen in").last.is_visible()
    assert problems == []


@pytest.mark.browser
@pytest.mark.parametrize("width", [360, 1280])
def test_every_kind_of_page_fits_is_accessible_and_without_an_error(
    site: Path, open_page: Any, problems: list[str], width: int
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page, found = open_page(site, width), {}
    for section in KINDS_OF_PAGE if width < 500 else ["start", "code-moed", "citaten", "vragen"]:
        page.goto(f"{site.as_uri()}#{section}")
        page.wait_for_selector(f".page.current[id='{section}']", state="attached")
        if page.locator(".page.current .react").count():
            page.locator(".page.current .react").first.click()
        assert page.locator("h1:visible").count() == 1, section
        assert page.evaluate("document.documentElement.scrollWidth") <= width, section
        found |= {f"{section}: {one['id']}": one["nodes"][0]["html"] for one in Axe().run(page).response["violations"]}
    assert found == {}
    page.goto((site.parent / "00_proef.html").as_uri())
    assert Axe().run(page).response["violations"] == []
    assert problems == []


FOCUSED = """() => {
  const here = document.activeElement, ringed = here.matches('.unseen') ? here.nextElementSibling : here;
  const style = getComputedStyle(ringed), box = ringed.getBoundingClientRect();
  return here === document.body ? null : {
    name: here.id || here.getAttribute('href') || here.textContent.trim(), target: here.parentElement.dataset.target || '',
    seen: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2 && box.width > 0 && box.bottom > 0 && box.top < innerHeight,
    order: [...document.querySelectorAll('*')].indexOf(here),
  }
}"""


def tab(page: Any) -> dict[str, Any] | None:
    """Go one step on by keyboard; whoever looks must see where they are. None: past the last of the page."""
    page.keyboard.press("Tab")
    here = page.evaluate(FOCUSED)
    assert here is None or here["seen"], here
    return here


def tab_to(page: Any, name: str = "", target: str = "") -> None:
    """Go on until something has the focus, by its id, address, words or what it is about."""
    for _ in range(150):
        here = tab(page)
        if here and ((name and here["name"] == name) or (target and here["target"] == target)):
            return
    pytest.fail(f"niet te bereiken: {name or target}")


@pytest.mark.browser
@pytest.mark.parametrize("section", ["start", "code-moed", "citaten", "vragen", "antwoorden"])
def test_the_keyboard_walks_a_page_in_its_order_sees_where_it_is_and_gets_out(
    site: Path, open_page: Any, section: str
) -> None:
    page = open_page(site, 1280, section)
    page.reload()
    page.evaluate("document.querySelector('.skip').focus()")
    places = [here["order"] for here in iter(lambda: tab(page), None)]
    assert len(places) > 15
    assert places == sorted(set(places))


@pytest.mark.browser
def test_the_keyboard_alone_answers_every_kind_of_target_and_saves(
    site: Path, tmp_path: Path, open_page: Any, problems: list[str]
) -> None:
    page = open_page(site)
    keys = page.keyboard
    keys.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Naar de inhoud"
    keys.press("Enter")
    assert page.evaluate("document.activeElement.id") == "kop-start"
    asked = [
        ("start", "uitspraak:opzet", "herkenbaar"),
        ("inzicht-waarden", "inzicht:waarden", "niet_herkenbaar"),
        ("inzicht-waarden", "figuur:waarden", "mist_iets"),
        ("inzicht-waarden", "citaat:B01-001", "anders_bedoeld"),
        ("citaten", "citaat:B02-002", "te_herleidbaar"),
    ]
    for place, (section, target, _) in enumerate(asked):
        if section not in page.url and section != "start":
            tab_to(page, name=f"#{section}")
            keys.press("Enter")
            page.wait_for_selector(f"[id='kop-{section}']:focus", state="attached")
        tab_to(page, target=target)
        keys.press("Enter")
        keys.press("Space")
        for _ in range(place):
            keys.press("ArrowDown")
        tab(page)
        keys.type(f"Woorden bij {place}.")
        tab_to(page, name="Klaar")
        keys.press("Enter")
        assert page.evaluate(FOCUSED)["target"] == target
    tab_to(page, name="#vragen")
    keys.press("Enter")
    page.wait_for_selector("#kop-vragen:focus", state="attached")
    while not page.evaluate("document.activeElement.matches('textarea')"):
        tab(page)
    keys.type("Een antwoord op de vraag.")
    tab_to(page, name="#antwoorden")
    keys.press("Enter")
    page.wait_for_selector("#kop-antwoorden:focus", state="attached")
    tab_to(page, name="lezer")
    keys.type("Inw")
    tab_to(page, name="opslaan")
    with page.expect_download() as saved:
        keys.press("Enter")
    saved.value.save_as(tmp_path / "terug.json")
    told = json.loads((tmp_path / "terug.json").read_text("utf-8"))
    assert told["reader"] == "inwoner"
    answers = {one["target"]: (one["verdict"], one["text"]) for one in told["answers"]}
    assert answers.pop(next(name for name in answers if name.startswith("vraag:"))) == ("", "Een antwoord op de vraag.")
    assert answers == {name: (verdict, f"Woorden bij {n}.") for n, (_, name, verdict) in enumerate(asked)}
    tab_to(page, name="openen")
    assert problems == []


@pytest.mark.browser
def test_search_and_filters_find_quotes(site: Path, open_page: Any) -> None:
    page = open_page(site, 360, "citaten")
    shown = page.locator("#lijst .item:visible")
    assert shown.count() == 12
    page.fill("#zoek-woord", "TELDÉ verhaal")
    assert shown.count() == 1
    assert page.inner_text("#gevonden") == "1 citaat gevonden."
    page.fill("#zoek-woord", "")
    page.select_option("#zoek-code", "moed")
    page.select_option("#zoek-rol", "Uitvoerder")
    assert shown.all_inner_texts()[0].startswith("Wij hielden allemaal onze mond")
    page.goto(f"{site.as_uri()}#code-vertrouwen")
    page.get_by_text("Alle citaten met deze code").locator("visible=true").click()
    page.wait_for_selector(".page.current[id='citaten']", state="attached")
    assert shown.count() == 2


@pytest.mark.browser
def test_a_full_round_from_reading_to_what_changed(tmp_path: Path, open_page: Any, problems: list[str]) -> None:
    study = make_study(tmp_path / "klein")
    index = render(study, tmp_path / "site")
    page = open_page(index, 360, "citaten")
    verdicts = ["Herkenbaar", "Niet herkenbaar", "Mist iets", "Anders bedoeld", "Te herleidbaar"]
    for place in range(9):
        slot = page.locator("#lijst .answer").nth(place)
        slot.get_by_role("button", name="Reageer").click()
        slot.get_by_label(verdicts[place % 5], exact=False).first.check()
        if place == 1:
            slot.get_by_role("textbox").fill("Vraag het aan Fatima El Idrissi, bel 06-12345678.")
        slot.get_by_role("button", name="Klaar").click()
    page.goto(f"{index.as_uri()}#vragen")
    page.locator(".question textarea").first.fill("Dat het zo lang duurt.")
    page.goto(f"{index.as_uri()}#antwoorden")
    page.reload()  # what was answered is kept when the page is closed
    assert page.locator("#overzicht li").count() == 10
    page.select_option("#lezer", "inwoner")
    with page.expect_download() as saved:
        page.click("#opslaan")
    sent = tmp_path / "terug.json"
    saved.value.save_as(sent)
    assert sent.stat().st_size < 4000

    taken = take_in_responses(study, [sent])
    assert (taken.new, taken.traceable) == (10, 1)
    assert taken.notes == ()
    stored = study.responses
    assert set(stored["reader"]) == {"inwoner"}
    assert "Fatima" not in "".join(stored["text"])
    assert "06-" not in "".join(stored["text"])
    assert take_in_responses(study, [sent]).new == 0
    assert study.responses.equals(stored)

    replies = study.replies
    quotes = replies.index[replies["verdict"].isin(["niet_herkenbaar", "anders_bedoeld"])][:2]
    replies.loc[quotes, ["decision", "reason"]] = ["aangepast", "We legden uit wat er bedoeld is."]
    study.write("antwoorden.csv", replies)
    hidden = study.traceable["utterance_id"].item()
    text = study.utterances.set_index("utterance_id")["text"][hidden]
    assert text in index.read_text("utf-8")
    html = render(study, tmp_path / "site").read_text("utf-8")
    assert text not in html
    assert html.count("We legden uit wat er bedoeld is.") >= 4
    page.goto(f"{index.as_uri()}?#veranderd")
    page.reload()
    assert page.locator(".changes li.yes:visible").count() == 2
    assert problems == []


@pytest.mark.browser
def test_answers_go_on_from_a_saved_file_where_the_browser_keeps_nothing(
    site: Path, tmp_path: Path, open_page: Any
) -> None:
    page = open_page(site, 1280, "antwoorden")
    context = page.context
    context.add_init_script("Object.defineProperty(window, 'localStorage', {get() { throw new Error('no') }})")
    page.reload()
    assert page.get_by_text("Deze browser kan niets bewaren").locator("visible=true").count() == 1
    study, token = page.evaluate("document.body.dataset.study"), "0123456789ab"
    answer = {"target": "code:moed", "verdict": "mist_iets", "text": "<b>Dit</b>", "at": "2026-01-01T10:00:00"}
    file = {"kennis_reacties": 1, "study": study, "version": token, "token": token, "reader": "", "answers": [answer]}
    (tmp_path / "oud.json").write_text(json.dumps(file))
    page.set_input_files("#openen", tmp_path / "oud.json")
    page.get_by_text("Je antwoorden staan er weer.").wait_for()
    assert "mist iets: <b>Dit</b>" in page.inner_text("#overzicht")


@pytest.mark.browser
def test_what_is_kept_and_what_is_on_the_screen_are_one(site: Path, open_page: Any) -> None:
    page = open_page(site, 1000, "vragen")
    box = page.locator("#vragen textarea").first
    box.fill("Dit is van mij.")
    other = page.context.new_page()
    other.goto(f"{site.as_uri()}#vragen")
    assert other.locator("#vragen textarea").first.input_value() == "Dit is van mij."
    other.locator("#vragen textarea").nth(1).fill("En dit ook.")
    expect_value(page.locator("#vragen textarea").nth(1), "En dit ook.")
    page.goto(f"{site.as_uri()}#antwoorden")
    page.click("#wissen")
    assert "nog een keer" in page.inner_text("#melding")
    page.click("#wissen")
    page.goto(f"{site.as_uri()}#vragen")
    assert box.input_value() == ""
    expect_value(other.locator("#vragen textarea").first, "")


def expect_value(box: Any, value: str) -> None:
    box.page.wait_for_function("([box, value]) => box.value === value", arg=[box.element_handle(), value])


@pytest.mark.browser
def test_two_thousand_quotes_show_at_once_and_are_searched_while_typing(
    small: Study, tmp_path: Path, open_page: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kennis.publish.site._pass_the_gate", lambda *_: None)  # the same sentence 2,000 times
    values = reader_values(gather(AgreedStudy(small.path, small.settings)))
    quotes = [
        replace(quote, id=f"B{n:03d}-{m:03d}", text=f"{quote.text} Dit is nummer {n} van {m}.")
        for n in range(167)
        for m, quote in enumerate(values["quotes"])
    ]
    assert len(quotes) >= 2000
    index = write_pages(small, values | {"quotes": quotes}, [], tmp_path / "site", made_with="")
    page = open_page(index)
    painted = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
    loaded = page.evaluate("performance.timing.domContentLoadedEventEnd - performance.timing.navigationStart")
    page.goto(f"{index.as_uri()}#citaten")
    took = page.evaluate(
        """() => { const times = []; const field = document.getElementById('zoek-woord');
        for (const word of ['n', 'num', 'nummer 12', 'verhaal', '']) { field.value = word; const start = performance.now();
        field.dispatchEvent(new Event('input', {bubbles: true})); document.body.offsetHeight; times.push(performance.now() - start); }
        return Math.max(...times) }"""
    )
    print(f"eerste beeld {painted:.0f} ms, klaar {loaded:.0f} ms, zoeken hoogstens {took:.0f} ms")
    assert painted < 3000  # 300 ms and 70 ms on two free cores: here the machine may be busy
    assert took < 400
