"""A study as a REFI-QDA project: valid, whole, and only what may leave."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree as ET

import pandas as pd
import pytest
from conftest import ROOT
from qda_files import AT, SAID, code, give, make_study

from kennis.coding import add_memo
from kennis.exchange import describe_qda, export_qda, export_qda_codebook
from kennis.study import Study
from kennis.tables import KennisError

SPACE = {"q": "urn:QDA-XML:project:1.0"}
SCHEMAS = ROOT.parent / "shared" / "refi"
GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@pytest.fixture
def coded(tmp_path: Path) -> Study:
    study = make_study(tmp_path / "studie")
    code(study)
    return study


def opened(path: Path) -> tuple[ET.Element, dict[str, str]]:
    with zipfile.ZipFile(path) as archive:
        files = {name: archive.read(name).decode("utf-8") for name in archive.namelist()}
    return ET.fromstring(files.pop("project.qde")), files


def words_by_code(path: Path) -> set[tuple[str, str, str]]:
    """Return who gave which code to which words, as any reader of the file would find them."""
    root, files = opened(path)
    users = {one.get("guid"): one.get("name") for one in root.iterfind(".//q:User", SPACE)}
    codes = {one.get("guid"): one.get("name") for one in root.iterfind(".//q:Code", SPACE)}
    found = set()
    for source in root.iterfind(".//q:TextSource", SPACE):
        text = files[source.get("plainTextPath", "").replace("internal://", "sources/")]
        for selection in source.iterfind("q:PlainTextSelection", SPACE):
            words = text[int(selection.get("startPosition", "")) : int(selection.get("endPosition", ""))]
            for coding in selection.iterfind("q:Coding", SPACE):
                target = coding.find("q:CodeRef", SPACE)
                assert target is not None
                found.add((users[coding.get("creatingUser")], codes[target.get("targetGUID")], words))
    return found


def test_every_decision_is_at_its_own_words(coded: Study, tmp_path: Path) -> None:
    give(coded, "an", ("B01-004", "", "delen", ""))
    give(coded, "an", ("B01-004", "", "delen", ""), status="ingetrokken")
    give(coded, "lexicon", ("B01-004", "Ja", "delen", ""), status="voorstel")
    path = export_qda(coded, tmp_path / "uit.qdpx")
    decided = {
        ("an", "Moed: ontbreekt", "durfde het eerst niet"),
        ("an", "Ervaring delen", "durfde het eerst niet"),
        ("an", "Niets gevonden", "Ja."),
        ("an", "Ervaring delen", "nu deel ik het"),
        ("an", "Moed: aanwezig", "durven meer"),
        ("bo", "Moed: allebei", "durfde het eerst niet"),
        ("bo", "Moed", SAID["B01-003"]),
    }
    assert words_by_code(path) == decided
    assert words_by_code(export_qda(coded, path, suggestions=True)) == decided | {("computer", "Ervaring delen", "Ja")}


def test_a_project_has_the_order_and_the_form_the_standard_asks(coded: Study, tmp_path: Path) -> None:
    path = export_qda(coded, tmp_path / "uit.qdpx")
    root, files = opened(path)
    assert [one.tag.rpartition("}")[2] for one in root] == [
        "Users",
        "CodeBook",
        "Variables",
        "Cases",
        "Sources",
        "Description",
    ]
    guids = [one.get("guid") for one in root.iter() if one.get("guid")]
    assert len(guids) == len(set(guids))
    assert all(GUID.fullmatch(guid or "") for guid in guids)
    targets = {one.get("targetGUID") for one in root.iter() if one.get("targetGUID")}
    assert targets <= set(guids)
    assert not any(
        len(one) == 0 for one in root.iter() if one.tag.rpartition("}")[2] in ("Cases", "Variables", "Codes")
    )
    assert all(re.fullmatch("#[0-9a-fA-F]{6}", one.get("color", "")) for one in root.iterfind(".//q:Code", SPACE))
    assert all("\r" not in text and not text.startswith("\ufeff") for text in files.values())
    times = {one.get("creationDateTime") for one in root.iterfind(".//q:Coding", SPACE)}
    assert times == {AT}
    told = root.find(".//q:Code[@name='Moed']/q:Description", SPACE)
    assert told is not None
    assert told.text == "Durven.\nWanneer wel: Bij lef.\nWanneer niet: Bij zeker weten."


def test_a_text_reads_as_a_conversation(coded: Study, tmp_path: Path) -> None:
    _, files = opened(export_qda(coded, tmp_path / "uit.qdpx"))
    assert any(
        text.startswith("P01 (Deelnemer): Ik durfde het") and "\n\nP02 (Deelnemer): Ja.\n\n" in text
        for text in files.values()
    )
    assert any(text == f"Deelnemer: {SAID['C001']}\n" for text in files.values())


def test_the_same_study_gives_the_same_bytes(coded: Study, tmp_path: Path) -> None:
    one, two = export_qda(coded, tmp_path / "a.qdpx"), export_qda(coded, tmp_path / "b.qdpx")
    assert one.read_bytes() == two.read_bytes()


def test_words_that_may_not_leave_and_notes_of_the_team_stay(coded: Study, tmp_path: Path) -> None:
    coded.add_speakers(pd.DataFrame({"speaker": ["P02", "P03"], "consent_publication": [False, True]}))
    give(coded, "an", ("B01-005", "Maar nu", "delen", ""), memo="alleen voor ons")
    add_memo(coded, "moed", "over moed", by="an")
    add_memo(coded, "B01", "over de middag", by="an")
    add_memo(coded, "B01-001", "over deze beurt", by="an")
    path = export_qda(coded, tmp_path / "uit.qdpx")
    root, files = opened(path)
    told = "\n".join([ET.tostring(root, encoding="unicode"), *files.values()])
    assert "snap ik" not in told
    assert "): [niet getoond]\n" in told
    memos = ("alleen voor ons", "over moed", "over de middag", "over deze beurt")
    assert not any(memo in told for memo in memos)
    root, _ = opened(export_qda(coded, path, memos=True))
    told = ET.tostring(root, encoding="unicode")
    assert all(memo in told for memo in memos)


def test_a_role_that_would_tell_who_speaks_is_not_named(coded: Study, tmp_path: Path) -> None:
    coded.add_speakers(
        pd.DataFrame(
            {"speaker": ["P01", "P02"], "role": ["inwoner", "uitvoerder"], "organisation_kind": ["", "gemeente"]}
        )
    )
    root, files = opened(export_qda(coded, tmp_path / "uit.qdpx"))
    told = "\n".join([ET.tostring(root, encoding="unicode"), *files.values()])
    assert "Uitvoerder" not in told
    assert "gemeente" not in told


def test_it_is_told_what_goes_along_and_what_stays(coded: Study, tmp_path: Path) -> None:
    add_memo(coded, "moed", "over moed", by="an")
    coded.add_speakers(pd.DataFrame({"speaker": ["P02"], "consent_publication": [False]}))
    here, hidden, memos = describe_qda(coded)
    assert here.startswith("Mee: 2 teksten en 2 codes van het codeboek, en 5 coderingen van mensen: an 4, bo 1.")
    assert hidden.startswith("Niet mee: 2 coderingen bij woorden die niet naar buiten mogen")
    assert memos == "Niet mee: 1 memo van het team."


def test_suggestions_go_along_when_asked_as_one_coder(tmp_path: Path) -> None:
    study = make_study(tmp_path / "studie")
    give(study, "lexicon", ("B01-004", "Ja", "delen", ""), status="voorstel")
    give(study, "model", ("B01-004", "Ja", "delen", ""), ("B01-005", "hele", "delen", ""), status="voorstel")
    without, waiting = describe_qda(study)
    assert "0 coderingen van mensen." in without
    assert "Niet mee: 2 voorstellen van de computer" in waiting
    assert "--suggestions" in waiting
    assert describe_qda(study, suggestions=True)[1].startswith("Ook mee: 2 voorstellen van de computer")
    found = words_by_code(export_qda(study, tmp_path / "uit.qdpx", suggestions=True))
    assert found == {("computer", "Ervaring delen", "Ja"), ("computer", "Ervaring delen", "hele")}


def test_a_study_without_codings_gives_a_project_too(tmp_path: Path) -> None:
    root, files = opened(export_qda(make_study(tmp_path / "studie"), tmp_path / "uit.qdpx"))
    assert root.find("q:Users", SPACE) is None
    assert len(files) == 2


def test_a_time_that_was_typed_by_hand_is_no_time(coded: Study, tmp_path: Path) -> None:
    log = coded.path / "coderingen" / "bo.csv"
    log.write_text(log.read_text("utf-8").replace(AT, "3-2-2026 9:30"), "utf-8")
    root, _ = opened(export_qda(coded, tmp_path / "uit.qdpx"))
    assert {one.get("creationDateTime") for one in root.iterfind(".//q:Coding", SPACE)} == {AT, None}
    assert all("T" in one.get("creationDateTime", "T") for one in root.iter())


def test_the_schemas_of_the_standard_agree(coded: Study, sample: Study, tmp_path: Path) -> None:
    if not SCHEMAS.is_dir():
        pytest.skip("De schema's van REFI-QDA staan niet naast deze map.")
    etree = pytest.importorskip("lxml.etree")
    project = etree.XMLSchema(etree.parse(SCHEMAS / "Project-mrt2019.xsd"))
    codebook = etree.XMLSchema(etree.parse(SCHEMAS / "Codebook-mrt2019.xsd"))
    for memo in ("moed", "B01", "B01-001"):
        add_memo(coded, memo, "een memo", by="an")
    empty = make_study(tmp_path / "leeg")
    for study in (coded, sample, empty):
        for told in ({}, {"memos": True, "suggestions": True}):
            with zipfile.ZipFile(export_qda(study, tmp_path / "uit.qdpx", **told)) as archive:
                project.assertValid(etree.fromstring(archive.read("project.qde")))
        codebook.assertValid(etree.parse(export_qda_codebook(study, tmp_path / "uit.qdc")))


def test_a_project_or_codebook_of_another_program_is_not_written_over(coded: Study, tmp_path: Path) -> None:
    project = export_qda(coded, tmp_path / "uit.qdpx")
    export_qda(coded, project)
    with zipfile.ZipFile(project, "w") as archive:
        archive.writestr("project.qde", '<Project name="x" origin="ATLAS.ti"/>')
    with pytest.raises(KennisError, match=r"'uit.qdpx' is er al"):
        export_qda(coded, project)
    book = export_qda_codebook(coded, tmp_path / "uit.qdc")
    export_qda_codebook(coded, book)
    book.write_text('<CodeBook origin="NVivo"/>', encoding="utf-8")
    with pytest.raises(KennisError, match=r"'uit.qdc' is er al"):
        export_qda_codebook(coded, book)
