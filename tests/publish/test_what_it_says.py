"""What pages and factsheet say: what was looked for and what was said, both sides of it; what was learned is for people."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pandas as pd
import pytest
from pypdf import PdfReader
from small_study import make_study, render

from kennis.coding import load_codebook
from kennis.privacy import AgreedStudy, open_study
from kennis.publish import make_factsheet
from kennis.publish.factsheet_file import OWN
from kennis.publish.factsheet_pages import factsheet_html, factsheet_pdf
from kennis.publish.factsheet_quotes import show_both_sides
from kennis.study import Study

LEARNED = "Vertrouwen komt pas als iemand doet wat hij belooft."


@pytest.fixture
def agreed(tmp_path: Path) -> AgreedStudy:
    study = make_study(tmp_path / "studie")
    return AgreedStudy(study.path, study.settings)


def write_learned(study: Study, text: str, which: int = 1) -> None:
    """Let the researcher write what was learned, of the first insight or of more."""
    make_factsheet(study)
    own = study.path / OWN
    own.write_text(own.read_text("utf-8").replace("samenvatting: ''", f"samenvatting: {text}", which), "utf-8")


def text_of(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(pdf)).pages)


def test_the_factsheet_says_how_often_a_value_was_there_and_how_often_it_was_missed(agreed: AgreedStudy) -> None:
    rows = agreed.codings
    trust = rows["code"] == "vertrouwen"
    agreed.save_codings(rows.assign(polarity=rows["polarity"].where(~trust, "afwezig")), coder="a")
    support = make_factsheet(agreed).insights[0].support
    assert "Vertrouwen: nul keer is het er, twee keer ontbreekt het juist." in support
    assert "Moed om te groeien: één keer is het er, één keer ontbreekt het juist." in support
    assert "ontbreekt" not in make_factsheet(agreed).insights[1].support


def test_until_somebody_wrote_what_was_learned_it_says_what_was_looked_for(agreed: AgreedStudy, tmp_path: Path) -> None:
    sheet = make_factsheet(agreed)
    assert sheet.insights[0].summary == "We zochten naar ‘Gelijkwaardigheid’, ‘Vertrouwen’ en ‘Moed om te groeien’."
    told = "Wat we ervan leerden, schrijven we nog op."
    html, index = factsheet_html(sheet, made_with=""), render(agreed, tmp_path / "site").read_text("utf-8")
    assert told in html and told in text_of(factsheet_pdf(sheet, made_with="")) and told in index
    summary = load_codebook(agreed.codebook_path).insights["waarden"].summary
    assert summary not in html and index.count(summary) == index.count(f"Met dit idee begonnen we: {summary}") == 1
    assert "Dit leerden we" not in index and "leerden samen" not in html
    assert any("nog niet wat jullie leerden. " in note and "'samenvatting'" in note for note in sheet.notes)
    assert "samenvatting: ''  # nog te schrijven" in (agreed.path / OWN).read_text("utf-8")


def test_what_the_researcher_wrote_is_on_the_factsheet_and_on_the_pages(agreed: AgreedStudy, tmp_path: Path) -> None:
    write_learned(agreed, LEARNED)
    sheet = make_factsheet(agreed)
    assert sheet.insights[0].summary == LEARNED and sheet.insights[1].summary.startswith("We zochten naar")
    assert sheet.unwritten == "Wat we ervan leerden, schrijven we bij drie van de vier onderdelen nog op."
    assert not any("Waarden" in note for note in sheet.notes)
    assert render(agreed, tmp_path / "een").read_text("utf-8").count(LEARNED) == 2
    write_learned(agreed, LEARNED, 3)
    sheet, index = make_factsheet(agreed), render(agreed, tmp_path / "alle").read_text("utf-8")
    assert sheet.unwritten == "" and not any("leerden" in note for note in sheet.notes)
    assert "Dit leerden we van de gesprekken." in index and "schrijven we nog op" not in index


def test_the_summary_of_the_codebook_is_no_finding(agreed: AgreedStudy) -> None:
    summary = load_codebook(agreed.codebook_path).insights["waarden"].summary
    write_learned(agreed, summary)
    assert make_factsheet(agreed).insights[0].summary.startswith("We zochten naar")


def give(*rows: tuple[str, str, str]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["utterance_id", "code", "polarity"])
    return frame.assign(insight="waarden", speaker="", role="", text=frame["utterance_id"], group="", base=1.0)


def test_a_value_shown_from_one_side_gets_one_quote_of_the_other() -> None:
    rows = give(
        ("a", "trust", "aanwezig"), ("b", "trust", "aanwezig"), ("c", "trust", "afwezig"), ("d", "trust", "afwezig")
    )
    assert show_both_sides(rows, rows, {"waarden": ["a", "b"]}) == ({"waarden": ["a"]}, {"waarden": ["c"]})
    assert show_both_sides(rows, rows, {"waarden": ["a", "b"]}, placed=["a", "b"])[0] == {"waarden": ["a", "b"]}
    assert show_both_sides(rows, rows, {"waarden": ["a", "c"]}) == ({"waarden": ["a", "c"]}, {"waarden": []})


def test_nothing_is_made_up_where_nobody_said_the_other_thing() -> None:
    missed = give(("a", "trust", "afwezig"), ("b", "trust", "afwezig"))
    plain = give(("a", "pay", ""), ("b", "pay", ""))
    both = give(("a", "trust", "gemengd"), ("b", "trust", "afwezig"))
    for rows in (missed, plain, both):
        assert show_both_sides(rows, rows, {"waarden": ["a"]}) == ({"waarden": ["a"]}, {"waarden": []})


def test_the_other_side_stands_under_a_heading_of_its_own(agreed: AgreedStudy, tmp_path: Path) -> None:
    rows = agreed.codings
    agreed.save_codings(
        rows.assign(
            polarity=["aanwezig", "afwezig", *["aanwezig"] * 3, *[""] * 7],
            code=["moed"] * 5 + rows["code"].tolist()[5:],
        ),
        coder="a",
    )
    sheet = make_factsheet(agreed)
    first = sheet.insights[0]
    assert {quote.shows for quote in (*first.quotes, *first.others)} == {
        "Moed om te groeien: aanwezig",
        "Moed om te groeien: ontbreekt",
    }
    index = render(agreed, tmp_path / "site").read_text("utf-8")
    for start, end in (("inzicht-waarden", "inzicht-ervaringsdeler"), ("code-moed", "code-ervaring_delen")):
        page = index[index.index(f'id="{start}"') : index.index(f'id="{end}"')]
        assert page.count("Ook gezegd") == 1
        assert page.index("Ook gezegd") < page.index("Wij hielden allemaal onze mond")


def test_a_factsheet_that_names_not_every_role_says_why(agreed: AgreedStudy) -> None:
    why = "Hebben weinig mensen dezelfde rol? Dan noemen we die rol niet bij het citaat."
    sheet = make_factsheet(agreed)
    assert why in factsheet_html(sheet, made_with="") and why in text_of(factsheet_pdf(sheet, made_with=""))
    settings = agreed.path / "studie.toml"
    settings.write_text(settings.read_text("utf-8").replace("kleine_groep = 3", "kleine_groep = 1"), "utf-8")
    assert make_factsheet(open_study(agreed.path)).about_roles == ""
