"""A list of people beside the sources."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from kennis.intake import Person, read_people
from kennis.intake.roles import HOW_TO_FILL_IN
from kennis.sources import read_sources

LIST = [
    ["Naam", "Rol", "Organisatie", "E-mail"],
    ["Zoë de Boer", "ervaringsdeskundige", "", "zoe@voorbeeld.nl"],
    ["Kees Vos", "klantmanager", "Gemeente Beekdal, afdeling Werk en Inkomen", ""],
]
PEOPLE = [
    Person("Zoë de Boer", "ervaringsdeskundige", ""),
    Person("Kees Vos", "uitvoerder", "Gemeente Beekdal, afdeling Werk en Inkomen"),
]


def written(path: Path, rows: list[list[str]], *, separator: str = ";", encoding: str = "utf-8") -> Path:
    quoted = [[f'"{cell}"' if separator in cell else cell for cell in row] for row in rows]
    path.write_text("".join(separator.join(row) + "\n" for row in quoted), encoding=encoding)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_a_list_is_read_in_any_encoding_and_with_any_separator(tmp_path: Path, separator: str, encoding: str) -> None:
    path = written(tmp_path / "deelnemers.csv", LIST, separator=separator, encoding=encoding)
    assert read_people(path)
    assert read_people(path) == PEOPLE


def test_a_workbook_may_have_a_title_above_the_list(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in [["Project Beekdal"], [], *LIST]:
        book.active.append(row)
    book.save(tmp_path / "deelnemerslijst.xlsx")
    assert read_people(tmp_path / "deelnemerslijst.xlsx") == PEOPLE


def test_a_name_in_parts_is_put_together_and_a_code_is_another_name(tmp_path: Path) -> None:
    rows = [["Code", "Voornaam", "Tussenvoegsel", "Achternaam", "Functie"], ["R1", "Zoë", "de", "Boer", "inwoner"]]
    assert read_people(written(tmp_path / "wie.csv", rows)) == [Person("Zoë de Boer", "inwoner", "", "R1")]


def test_names_alone_are_a_list_where_the_file_says_so(tmp_path: Path) -> None:
    rows = [["Naam"], ["Zoë de Boer"], ["Kees Vos"]]
    assert [person.name for person in read_people(written(tmp_path / "aanwezigen.csv", rows))] == [
        "Zoë de Boer",
        "Kees Vos",
    ]
    assert not read_people(written(tmp_path / "iets.csv", rows))


def test_remarks_in_a_list_of_people_are_nobodys_words(tmp_path: Path) -> None:
    rows = [
        ["Naam", "Rol", "Opmerkingen"],
        ["Zoë", "inwoner", "Komt een half uur later"],
        ["Kees", "uitvoerder", "Belt in vanuit huis, en blijft kort"],
    ]
    assert len(read_people(written(tmp_path / "deelnemers.csv", rows))) == 2
    assert not read_people(written(tmp_path / "uitkomsten.csv", rows))


@pytest.mark.parametrize(
    "rows",
    [
        [["spreker", "rol", "tekst"], ["Zoë", "inwoner", "Ik durfde het eerst niet."]],
        [["naam", "functie", "Wat neem je mee?"], ["Zoë", "inwoner", "Dat ik het gewoon mag zeggen."], ["Kees", "uitvoerder", "Dat we eerder moeten bellen."]],
        [["id", "waarde"], ["1", "2"]],
    ],
)  # fmt: skip
def test_a_table_in_which_people_speak_is_no_list(tmp_path: Path, rows: list[list[str]]) -> None:
    assert not read_people(written(tmp_path / "deelnemers.csv", rows))


def test_what_cannot_be_read_is_no_list(tmp_path: Path) -> None:
    (tmp_path / "deelnemers.xlsx").write_bytes(b"niets")
    (tmp_path / "deelnemers.csv").write_bytes(b"")
    (tmp_path / "deelnemers.txt").write_text("Naam, rol")
    assert [path.name for path in tmp_path.iterdir() if read_people(path)] == []


def test_a_role_on_a_list_that_is_none_of_ours_is_told_with_the_roles_there_are(tmp_path: Path) -> None:
    rows = [["naam", "rol"], ["Kees Vos", "inwoner"], ["Roos Tak", "imker"], ["Ali Kaya", "beleid"]]
    written(tmp_path / "deelnemers.csv", rows)
    (tmp_path / "gesprek.txt").write_text("Kees: Ik durfde het.\nRoos: Goed zo.\n", "utf-8")
    (note,) = [note for note in read_sources([tmp_path])[0].notes if "rol" in note]
    assert note == f"In 'deelnemers.csv': 1 mens met een rol die we niet kennen (‘imker’): {HOW_TO_FILL_IN}"
