"""The factsheet in the hands of a researcher: slips in the file, and what stands beside a quote."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

import pandas as pd
import pytest
from pypdf import PdfReader
from small_study import make_study, render

from kennis.coding import DEFAULT_CODEBOOK
from kennis.privacy import AgreedStudy, open_study
from kennis.publish import make_factsheet
from kennis.publish.factsheet_file import OWN
from kennis.publish.factsheet_pages import factsheet_html, factsheet_pdf
from kennis.study import create_study
from kennis.tables import KennisError

SELF = "Ze zeiden tegen mij: [P01], jij hoeft niets te zeggen. Maar [P02] wilde dat ik durfde."


@pytest.fixture
def told(tmp_path: Path) -> AgreedStudy:
    study = make_study(tmp_path / "studie")
    make_factsheet(AgreedStudy(study.path, study.settings))
    return AgreedStudy(study.path, study.settings)


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        (r"inzichten:\n(.|\n)*?\nladder", "inzichten: [waarden]\nladder", "elk onderdeel van 'inzichten' heeft eigen regels"),
        (r"\nstappen:\n(.|\n)*?\nstappen_uitleg", "\nstappen: [plek]\nstappen_uitleg", "elk onderdeel van 'stappen'"),
        (r"goed_voorbeeld: ''", "goed_voorbeeld: {tekst: Begin met koffie.}", "bij een citaat of goed voorbeeld staat geen nummer"),
    ],
)  # fmt: skip
def test_a_slip_in_the_file_is_told_in_a_sentence(told: AgreedStudy, before: str, after: str, message: str) -> None:
    own = told.path / OWN
    text, changed = re.subn(before, after, own.read_text("utf-8"), count=1)
    assert changed == 1
    own.write_text(text, "utf-8")
    with pytest.raises(KennisError, match=re.escape(message)):
        make_factsheet(told)


def test_an_empty_part_is_the_whole_quote(told: AgreedStudy) -> None:
    own = told.path / OWN
    own.write_text(own.read_text("utf-8").replace("- B01-001", '- {beurt: B01-001, deel: ""}'), "utf-8")
    assert make_factsheet(told).insights[0].quotes[0].text.startswith("Ik durfde het eerst niet")


def test_a_quote_says_whether_the_value_is_there_or_missing(told: AgreedStudy) -> None:
    sheet = make_factsheet(told)
    shows = {quote.utterance_id: quote.shows for block in sheet.insights for quote in block.quotes}
    assert "Moed om te groeien: ontbreekt" in shows.values() or "Vertrouwen: ontbreekt" in shows.values()
    missing = next(told for told in shows.values() if "ontbreekt" in told)
    assert missing in factsheet_html(sheet, made_with="")
    pdf = " ".join(
        " ".join(page.extract_text().split()) for page in PdfReader(BytesIO(factsheet_pdf(sheet, made_with=""))).pages
    )
    assert missing in pdf


def test_the_highest_rung_stands_on_top_as_on_the_pages(told: AgreedStudy) -> None:
    sheet = make_factsheet(told)
    html = factsheet_html(sheet, made_with="")
    pdf = " ".join(page.extract_text() for page in PdfReader(BytesIO(factsheet_pdf(sheet, made_with=""))).pages)
    for text in (html, pdf):
        assert text.index("5. Meebeslissen") < text.index("4. Coproduceren") < text.index("1. Informeren")


def test_the_number_of_who_speaks_stands_in_no_quote_that_readers_get(tmp_path: Path) -> None:
    study = create_study(tmp_path / "studie", title="Proef", codebook=DEFAULT_CODEBOOK.read_text("utf-8"))
    turns = pd.DataFrame({"turn": [1], "speaker": ["P01"], "role": ["uitvoerder"], "text": [SELF]})
    study.add_transcript(turns, meeting={"group": "Eik"}, fingerprint="een")
    study.add_speakers(pd.DataFrame({"speaker": ["P01", "P02", "P03"], "role": "uitvoerder"}))
    settings = study.path / "studie.toml"
    settings.write_text(settings.read_text("utf-8").replace("kleine_groep = 3", "kleine_groep = 1"), "utf-8")
    row = {
        "utterance_id": "B01-001",
        "start": 0,
        "stop": len(SELF),
        "code": "moed",
        "coder": "a",
        "status": "geaccepteerd",
    }
    study.save_codings(pd.DataFrame([row]), coder="a")
    agreed = open_study(study.path)
    html = render(agreed, tmp_path / "site").read_text("utf-8")
    sheet = make_factsheet(agreed)
    for text in (html, factsheet_html(sheet, made_with="")):
        assert "[naam], jij hoeft niets te zeggen. Maar [P02] wilde" in text
        assert "[P01]" not in text
    assert agreed.utterances["text"].item() == SELF
    own = study.path / OWN
    for part in ("tegen mij: [P01], jij", "tegen mij: [naam], jij"):  # from the study, or from the page
        own.write_text(
            own.read_text("utf-8").replace("- B01-001", f'- {{beurt: B01-001, deel: "{part}"}} #', 1), "utf-8"
        )
        assert make_factsheet(agreed).insights[0].quotes[0].text == "tegen mij: [naam], jij"
        own.unlink()
        make_factsheet(agreed)
