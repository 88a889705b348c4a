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
