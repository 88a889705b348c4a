"""A codebook goes out as `.qdc`, and one of another program becomes a `codeboek.yaml`."""

from __future__ import annotations

import zipfile
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from qda_files import make_study

from kennis.coding import DEFAULT_CODEBOOK, load_codebook
from kennis.coding.codebook import parse_codebook
from kennis.exchange import export_qda, export_qda_codebook, import_qda_codebook
from kennis.tables import KennisError


def foreign(to: Path, codes: str, sets: str = "") -> str:
    """Make a codebook of another program and read it."""
    sets = f"<Sets>{sets}</Sets>" if sets else ""
    to.write_text(f'<CodeBook xmlns="urn:QDA-XML:codebook:0:4"><Codes>{codes}</Codes>{sets}</CodeBook>', "utf-8")
    return import_qda_codebook(to)


def codable(name: str, inner: str = "", *, guid: str = "x", yes: str = "true") -> str:
    return f'<Code guid="{guid}" name="{name}" isCodable="{yes}" color="#ff0000">{inner}</Code>'


def test_our_own_codebook_comes_back_whole(tmp_path: Path) -> None:
    study = make_study(tmp_path / "studie", book=DEFAULT_CODEBOOK.read_text("utf-8"))
    text = import_qda_codebook(export_qda_codebook(study, tmp_path / "codes.qdc"))
    ours, back = load_codebook(study.codebook_path), parse_codebook(text, "codeboek.yaml")

    def told(book: object) -> list[tuple[object, ...]]:
        return [
            (code.label, book.insight_of(code.slug).label, code.definition, code.when, code.when_not, code.polar)  # type: ignore[attr-defined]
            for code in sorted(book.codes, key=lambda code: code.label)  # type: ignore[attr-defined]
        ]

    assert told(back) == told(ours)
    assert import_qda_codebook(export_qda(study, tmp_path / "uit.qdpx")).split("\n", 3)[3] == text.split("\n", 3)[3]


def test_codes_have_the_numbers_they_have_in_a_project(tmp_path: Path) -> None:
    study = make_study(tmp_path / "studie")
    root = ET.fromstring(export_qda_codebook(study, tmp_path / "codes.qdc").read_bytes())
    names = [one.get("name") for one in root.iter() if one.get("name")]
    assert names == [
        "Waarden",
        "Moed",
        "Moed: aanwezig",
        "Moed: ontbreekt",
        "Moed: allebei",
        "Samen doen",
        "Ervaring delen",
    ]
    project = export_qda(study, tmp_path / "uit.qdpx")
    whole = zipfile.ZipFile(project).read("project.qde").decode("utf-8")
    assert all(one.get("guid", "") in whole for one in root.iter())


def test_groups_become_insights_and_nothing_goes_lost_untold(tmp_path: Path) -> None:
    codes = (
        codable(
            "Thuis",
            "<Description>Om het huis.</Description>"
            + codable("Slapen", guid="ab-5")
            + codable("Map", codable("Eten &amp; drinken"), yes="false"),
        )
        + codable("Los", guid="{AB-1}")
        + codable("Ook los", guid="ab-2")
        + codable("Los", guid="ab-3")
        + codable("Geen", guid="ab-4")
    )
    sets = '<Set guid="s" name="Groep één"><Description>Bij elkaar.</Description><MemberCode guid="ab-1"/></Set>'
    sets += '<Set guid="t" name="Groep twee"><MemberCode guid="{AB-1}"/><MemberCode guid="ab-5"/></Set>'
    text = foreign(tmp_path / "ander.qdc", codes, sets)
    book = parse_codebook(text, "codeboek.yaml")
    assert [(code.slug, code.label, book.insight_of(code.slug).label) for code in book.codes] == [
        ("thuis_2", "Thuis", "Thuis"),
        ("slapen", "Slapen", "Thuis"),
        ("eten_drinken", "Eten & drinken", "Thuis"),
        ("los", "Los", "Groep één"),
        ("ook_los", "Ook los", "Zonder groep"),
        ("los_2", "Los", "Zonder groep"),
        ("geen_2", "Geen", "Zonder groep"),
    ]
    assert book.insights["groep_een"].summary == "Bij elkaar."
    head = text[: text.index("titel:")]
    assert "De laag 'Map'" in head
    assert "'Los' hoorde ook bij de groep 'Groep twee'." in head
    assert "'Slapen' hoorde ook bij de groep 'Groep twee'." in head
    assert "Kleuren" in head


@pytest.mark.parametrize(
    "text",
    [
        "geen xml",
        "<CodeBook/>",
        "<CodeBook><Codes/></CodeBook>",
        '<!DOCTYPE CodeBook [<!ENTITY a SYSTEM "geheim.txt">]><CodeBook><Codes><Code name="&a;"/></Codes></CodeBook>',
    ],
)
def test_what_is_no_codebook_is_refused_in_one_sentence(tmp_path: Path, text: str) -> None:
    path = tmp_path / "codes.qdc"
    path.write_text(text, "utf-8")
    with pytest.raises(KennisError, match=r"^Kan 'codes\.qdc' niet inlezen: [^\n]+\.$"):
        import_qda_codebook(path)
    with pytest.raises(KennisError, match="bestaat niet"):
        import_qda_codebook(tmp_path / "weg.qdc")
