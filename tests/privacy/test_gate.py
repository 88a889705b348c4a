"""The gate, on leaks of every kind planted in real files."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from docx import Document
from openpyxl import Workbook
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from kennis.privacy import Key, KeyPerson, find_leaks, small_cells
from kennis.tables import KennisError

KEY = Key(people={"P01": KeyPerson("Fatma El Amrani"), "P02": KeyPerson("Wil de Boer")}, last_number=2)


def notebook(cell: dict[str, object], **metadata: object) -> str:
    base = {"cell_type": "code", "metadata": {}, "source": [], "outputs": [], "execution_count": 1}
    return json.dumps({"cells": [base | cell], "metadata": metadata, "nbformat": 4, "nbformat_minor": 5})


def error(text: str) -> dict[str, object]:
    return {"outputs": [{"output_type": "error", "ename": "E", "evalue": "", "traceback": [f"\x1b[31m{text}\x1b[0m"]}]}


TEXTS = {
    "tekst.csv": "utterance_id,text\na,Toen zei Fatma El Amrani niets.\n",
    "klein.txt": "toen belde fatma el amrani weer op",
    "schreeuw.md": "# VERSLAG VAN FATMA EL AMRANI",
    "nummer.csv": "id,text\n1,bel 06-12345678\n",
    "mail.html": "<p>Mail <b>fatma@</b>voorbeeld.nl</p>",
    "alt.html": '<img src="data:," alt="Fatma El Amrani aan tafel">',
    "opmerking.html": "<p>ok</p><!-- gesprek met Wil de Boer -->",
    "gegevens.html": '<p data-bron="Wil de Boer">ok</p>',
    "meta.html": '<meta name="author" content="Wil de Boer"><p>ok</p>',
    "pad.html": "<p>gemaakt in /" + "home/iemand/studie</p>",
    "windows.txt": r"C:\Users\iemand\studie\verslag.docx",
    "bron.ipynb": notebook({"source": ["# gesprek met Fatma El Amrani"]}),
    "uitvoer.ipynb": notebook({"outputs": [{"output_type": "stream", "name": "stdout", "text": ["Wil de Boer"]}]}),
    "html.ipynb": notebook(
        {"outputs": [{"output_type": "display_data", "metadata": {}, "data": {"text/html": "<i>Wil</i> de Boer"}}]}
    ),
    "traceback.ipynb": notebook(error("KeyError: 'Fatma El Amrani'")),
    "metadata.ipynb": notebook({}, authors=[{"name": "Wil de Boer"}]),
    "celgegevens.ipynb": notebook({"metadata": {"memo": "vraag Fatma El Amrani"}}),
    "instelling.toml": 'titel = "NL91ABNA0417164300"',
    "burger.json": '{"bsn": "111222333"}',
    "Verslag_Fatma_El_Amrani.txt": "niets aan de hand",
}


@pytest.mark.parametrize("name", TEXTS)
def test_a_planted_leak_is_found(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(TEXTS[name], encoding="utf-8")
    assert len(find_leaks([tmp_path], key=KEY)) >= 1


def plant_word(path: Path) -> None:
    document = Document()
    document.core_properties.author = "Wil de Boer"
    document.save(path)


def plant_sheet(path: Path) -> None:
    book = Workbook()
    book.active.title = "Fatma El Amrani"
    book.save(path)


def plant_chart(path: Path) -> None:
    from openpyxl.chart import BarChart, Reference

    book = Workbook()
    book.active.append(["x", 1])
    chart = BarChart()
    chart.title = "Antwoorden van Wil de Boer"
    chart.add_data(Reference(book.active, min_col=2, min_row=1))
    book.active.add_chart(chart, "D2")
    book.save(path)


def plant_picture(path: Path) -> None:
    told = PngInfo()
    told.add_text("Author", "Wil de Boer")
    Image.new("RGB", (4, 4)).save(path, pnginfo=told)


def plant_pdf(path: Path) -> None:
    from fpdf import FPDF

    pdf = FPDF()
    pdf.set_author("Wil de Boer")
    pdf.add_page()
    pdf.output(str(path))


@pytest.mark.parametrize(
    ("name", "plant"),
    [
        ("a.docx", plant_word),
        ("a.xlsx", plant_sheet),
        ("b.xlsx", plant_chart),
        ("a.png", plant_picture),
        ("a.pdf", plant_pdf),
    ],
)
def test_a_leak_that_no_reader_sees_is_found(tmp_path: Path, name: str, plant) -> None:  # type: ignore[no-untyped-def]
    plant(tmp_path / name)
    found = find_leaks([tmp_path], key=KEY)
    assert found["kind"].tolist() == ["persoon"]


def test_what_is_found_is_never_repeated(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Fatma El Amrani, 06-12345678, NL91ABNA0417164300")
    told = find_leaks([tmp_path], key=KEY).to_csv()
    assert [secret for secret in ("Fatma", "Amrani", "12345678", "NL91") if secret in told] == []


def test_ordinary_words_that_are_also_names_pass(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Wil je koffie? Ik wil ook. De boer komt. [P01] zei dat [plaats AB] ver is.")
    assert find_leaks([tmp_path], key=KEY).empty


def test_raw_input_and_history_are_not_looked_at(tmp_path: Path) -> None:
    for name in ("ruw", ".git"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.txt").write_text("Fatma El Amrani")
    assert find_leaks([tmp_path], key=KEY).empty


def test_a_path_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(KennisError, match="bestaat niet"):
        find_leaks([tmp_path / "weg"])


def test_a_role_with_too_few_people_in_a_group_is_a_small_cell() -> None:
    speakers = pd.DataFrame(
        {"speaker": ["P1", "P2", "P3", "P4"], "role": ["inwoner", "uitvoerder", "uitvoerder", "uitvoerder"]}
    )
    turns = pd.DataFrame({"meeting_id": "B01", "speaker": ["P1", "P2", "P3", "P4", "P1"]})
    meetings = pd.DataFrame({"meeting_id": ["B01"], "group": ["Berk"]})
    cells = small_cells(speakers, turns, meetings, least=3)
    assert cells.to_dict("records") == [{"group": "Berk", "role": "inwoner", "people": 1}]
