from pathlib import Path

import pandas as pd
import pytest
from openpyxl import load_workbook

from kennis.exchange import export_workbook
from kennis.tables import KennisError


def test_a_workbook_has_a_sheet_a_table_and_text_stays_text(tmp_path: Path) -> None:
    said = '=HYPERLINK("http://voorbeeld.nl")'
    path = export_workbook({"citaten": pd.DataFrame({"text": [said, "gewoon"], "n": [1, 2]})}, tmp_path / "uit.xlsx")
    sheet = load_workbook(path)["citaten"]
    assert [cell.value for cell in sheet["A"]] == ["text", said, "gewoon"]
    assert sheet["A2"].data_type == "s"
    assert sheet["B3"].value == 2


def test_nothing_to_write_is_told(tmp_path: Path) -> None:
    with pytest.raises(KennisError, match="geen tabel"):
        export_workbook({}, tmp_path / "uit.xlsx")


def test_headings_errors_and_signs_of_no_meaning_are_text_too(tmp_path: Path) -> None:
    path = export_workbook({"a": pd.DataFrame({"=1+1": ["#N/A", "een\x07twee"]})}, tmp_path / "uit.xlsx")
    cells = load_workbook(path)["a"]["A"]
    assert [(cell.value, cell.data_type) for cell in cells] == [("=1+1", "s"), ("#N/A", "s"), ("eentwee", "s")]


def test_what_names_the_rows_goes_along(tmp_path: Path) -> None:
    turns = pd.DataFrame({"role": ["inwoner", "inwoner", "naaste"], "n": [1, 2, 3]})
    tables = {"som": turns.groupby("role").sum(), "reeks": turns["role"].value_counts(), "rijen": turns[turns["n"] > 1]}
    book = load_workbook(export_workbook(tables, tmp_path / "uit.xlsx"))
    assert list(book["som"].values) == [("role", "n"), ("inwoner", 3), ("naaste", 3)]
    assert list(book["reeks"].values) == [("role", "count"), ("inwoner", 2), ("naaste", 1)]
    assert list(book["rijen"].values) == [("role", "n"), ("inwoner", 2), ("naaste", 3)]


def test_an_export_of_ours_is_replaced_and_anything_else_is_not(tmp_path: Path) -> None:
    path = export_workbook({"a": pd.DataFrame({"n": [1]})}, tmp_path / "uit.xlsx")
    export_workbook({"a": pd.DataFrame({"n": [2]})}, path)
    book = load_workbook(path)
    assert book["a"]["A2"].value == 2
    book["a"]["B2"] = "zelf erbij geschreven"
    book.save(path)
    with pytest.raises(KennisError, match=r"'uit.xlsx' is er al"):
        export_workbook({"a": pd.DataFrame({"n": [3]})}, path)
    path.write_text("iets van iemand anders", encoding="utf-8")
    with pytest.raises(KennisError, match=r"'uit.xlsx' is er al"):
        export_workbook({"a": pd.DataFrame({"n": [3]})}, path)
    assert path.read_text(encoding="utf-8") == "iets van iemand anders"


@pytest.mark.parametrize(
    ("tables", "name", "said"),
    [
        ({"a": pd.DataFrame({"n": [1]})}, "uit.csv", "eindigt op .xlsx"),
        ({"a/b": pd.DataFrame({"n": [1]})}, "uit.xlsx", "geen naam van een werkblad"),
        ({"a" * 32: pd.DataFrame({"n": [1]})}, "uit.xlsx", "geen naam van een werkblad"),
        ({"a": pd.DataFrame({"n": [1]}), "A": pd.DataFrame()}, "uit.xlsx", "twee werkbladen"),
        ({"a": [1, 2]}, "uit.xlsx", "'a' is geen tabel"),
        ({"a": pd.DataFrame({"n": ["x" * 40_000]})}, "uit.xlsx", "een cel met meer tekst"),
    ],
)
def test_what_no_workbook_can_hold_is_told(
    tables: dict[str, pd.DataFrame], name: str, said: str, tmp_path: Path
) -> None:
    with pytest.raises(KennisError, match=said):
        export_workbook(tables, tmp_path / name)
    assert not list(tmp_path.iterdir())


def test_a_map_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "uit.xlsx").mkdir()
    with pytest.raises(KennisError, match="is een map"):
        export_workbook({"a": pd.DataFrame({"n": [1]})}, tmp_path / "uit.xlsx")
