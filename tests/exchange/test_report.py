"""The workbook of a report, and the quotes in it."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from openpyxl import load_workbook

from kennis.coding import DEFAULT_CODEBOOK, codebook_table, founded_codings, load_codebook
from kennis.exchange import export_report
from kennis.insights import quotes_by_code
from kennis.privacy import open_study
from kennis.study import Study, create_study
from kennis.tables import CODINGS

SAID = [
    '=HYPERLINK("http://voorbeeld.nl") durfde ik niet',
    "Nee, dat snap ik <b>wel</b>.",
    "Ik durf nu wel meer 🙂 dan toen.",
]


@pytest.fixture
def coded(tmp_path: Path, turns: pd.DataFrame) -> Study:
    study = create_study(tmp_path / "studie", title="Proef", codebook=DEFAULT_CODEBOOK.read_text(encoding="utf-8"))
    study.add_transcript(turns.assign(text=SAID), meeting={}, fingerprint="x")
    study.add_quotes(turns.tail(1).assign(text="Los gezegd, met lef."), fingerprint="y")
    rows = [("B01-001", 0, 46, "moed"), ("B01-003", 3, 21, "moed"), ("C001", 0, 5, "plek")]
    frame = pd.DataFrame(rows, columns=["utterance_id", "start", "stop", "code"])
    frame = frame.assign(
        coder="a", polarity="", status="geaccepteerd", score=1.0, evidence="", memo="niet voor buiten", at=""
    )
    study.save_codings(frame[list(CODINGS.names)], coder="a")
    return study


def test_quotes_come_with_their_words_and_the_turns_around(coded: Study) -> None:
    codes = codebook_table(load_codebook(coded.codebook_path))
    table = quotes_by_code(founded_codings(coded.codings), coded.utterances, codes=codes).set_index("utterance_id")
    assert table["code"].tolist() == ["moed", "moed", "plek"]
    assert table.loc["B01-003", "quote"] == "durf nu wel meer 🙂"
    assert table.loc["B01-003", "before"] == f"Deelnemer: {SAID[1]}"  # one uitvoerder: the role would tell who
    assert table.loc["B01-003", "after"] == ""
    assert table.loc["C001", ["before", "after"]].tolist() == ["", ""]
    assert len(quotes_by_code(founded_codings(coded.codings), coded.utterances, codes=codes, code="plek")) == 1


def test_words_that_nobody_coded_are_no_coded_words(coded: Study) -> None:
    other = coded.codings.iloc[[1, 1]].assign(start=[0, 0], stop=[2, 7], coder="b")
    coded.save_codings(other, coder="b")
    rest = coded.codings.iloc[[1]].assign(start=26, stop=30, coder="c")
    coded.save_codings(rest, coder="c")
    codes = codebook_table(load_codebook(coded.codebook_path))
    table = quotes_by_code(founded_codings(coded.codings), coded.utterances, codes=codes).set_index("utterance_id")
    assert table.loc["B01-003", "quote"] == "Ik durf nu wel meer 🙂 … toen"


def test_who_may_not_be_quoted_is_no_quote_and_no_context(coded: Study) -> None:
    codes = codebook_table(load_codebook(coded.codebook_path))
    utterances = coded.utterances
    may = utterances.assign(may_quote=utterances["utterance_id"].isin(["B01-003", "C001"]))
    table = quotes_by_code(founded_codings(coded.codings), may, codes=codes, around=5)
    assert table["utterance_id"].tolist() == ["B01-003", "C001"]
    assert table["before"].iloc[0] == "Deelnemer: [niet getoond]\nDeelnemer: [niet getoond]"


def test_a_report_holds_every_table_and_nothing_of_who_said_no_or_of_the_team(coded: Study, tmp_path: Path) -> None:
    coded.add_speakers(pd.DataFrame({"speaker": ["P02"], "role": ["uitvoerder"], "consent_publication": [False]}))
    book = load_workbook(export_report(coded, tmp_path / "verslag.xlsx"))
    assert book.sheetnames == ["studie", "codes", "citaten", "overeenstemming", "woorden", "codeboek", "wijzigingen"]
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    told = "\n".join(str(cell.value) for cell in cells)
    assert SAID[0] in told
    assert SAID[1] not in told
    assert "niet voor buiten" not in told
    assert not any(cell.data_type == "f" for cell in cells)
    headings = {str(cell.value) for sheet in book for cell in sheet[1]}
    assert not headings & {"code", "label", "utterance_id", "text", "alpha", "quote", "turns"}


def test_the_sample_makes_a_report(sample: Study, tmp_path: Path) -> None:
    book = load_workbook(export_report(sample, tmp_path / "verslag.xlsx"), read_only=True)
    agreed = open_study(sample.path)
    quotable = agreed.utterances.loc[agreed.utterances["may_quote"], "utterance_id"]
    assert book["citaten"].max_row == 1 + founded_codings(agreed.codings)["utterance_id"].isin(quotable).sum()
    assert book["overeenstemming"].max_row > 20
