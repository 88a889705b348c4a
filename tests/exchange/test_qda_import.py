"""Codings of another program, back in the study: the same ones, whatever way the program counts and writes."""

from __future__ import annotations

import re
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from qda_files import AT, SAID, code, give, given, make_study, rewrite

from kennis.coding import rename_code
from kennis.exchange import export_qda, import_qda
from kennis.exchange.qda_import import MACHINE_MADE, PARTLY, STRANGE_TEXT, TAKEN_BACK, WRONG_PLACE
from kennis.privacy import open_study
from kennis.study import Study
from kennis.tables import KennisError

POSITION = re.compile(r'(startPosition|endPosition)="(\d+)"')


@pytest.fixture
def coded(tmp_path: Path) -> Study:
    study = make_study(tmp_path / "studie")
    code(study)
    return study


@pytest.fixture
def empty(tmp_path: Path) -> Study:
    """The same study before anybody coded it."""
    return make_study(tmp_path / "leeg")


@pytest.fixture
def project(coded: Study, tmp_path: Path) -> Path:
    return export_qda(coded, tmp_path / "uit.qdpx")


def test_what_went_out_comes_back_exactly_and_once(coded: Study, empty: Study, project: Path) -> None:
    told = import_qda(empty, project)
    assert told.added == {"an": 5, "bo": 2}
    assert (told.named, told.right, told.left, told.unknown_codes) == (7, 7, {}, {})
    assert given(empty) == given(coded)
    logs = empty.codings
    again = import_qda(empty, project)
    assert (again.added, again.known) == ({}, 7)
    assert empty.codings.equals(logs)


def test_the_sample_comes_back_exactly(sample: Study, tmp_path: Path) -> None:
    project = export_qda(sample, tmp_path / "uit.qdpx")
    copy = Study(tmp_path / "kopie", sample.settings)
    shutil.copytree(sample.path, copy.path)
    for name in ("codeur_a", "codeur_b"):
        (copy.path / "coderingen" / f"{name}.csv").unlink()
    told = import_qda(copy, project)
    agreed = open_study(sample.path)
    shown = set(agreed.utterances.loc[agreed.utterances["may_quote"], "utterance_id"])
    assert given(copy) == {row for row in given(sample) if row[1] in shown}
    assert not told.left


def counted(
    project: Path, to: Path, *, breaks: int = 1, mark: int = 0, wide: bool = False, written: str = "\n", bom: str = ""
) -> Path:
    """Write a project as a program that counts a line break, a mark before the text or an emoji in its own way."""
    with zipfile.ZipFile(project) as archive:
        texts = {name: archive.read(name).decode("utf-8") for name in archive.namelist()}

    def qde(whole: str) -> str:
        def in_source(part: str) -> str:
            name = re.search(r'internal://([^"]+)"', part)
            if not name:
                return part
            text = texts[f"sources/{name[1]}"]

            def place(hit: re.Match[str]) -> str:
                before = text[: int(hit[2])]
                count = len(before) + (breaks - 1) * before.count("\n") + mark
                return f'{hit[1]}="{count + (sum(ord(one) > 0xFFFF for one in before) if wide else 0)}"'

            return POSITION.sub(place, part)

        return "<TextSource".join(in_source(part) for part in whole.split("<TextSource"))

    return rewrite(project, to, qde=qde, source=lambda text: (bom + text.replace("\n", written)).encode("utf-8"))


@pytest.mark.parametrize("named", [True, False])
@pytest.mark.parametrize(
    "way",
    [
        {"written": "\r\n", "breaks": 2},
        {"written": "\r\n", "breaks": 1},
        {"written": "\n", "breaks": 2},
        {"written": "\r", "breaks": 1},
        {"bom": "\ufeff", "mark": 1},
        {"bom": "\ufeff", "mark": 0},
        {"bom": "", "mark": 1, "breaks": 2, "written": "\r\n"},
        {"wide": True},
        {"wide": True, "bom": "\ufeff", "mark": 1, "breaks": 2, "written": "\r\n"},
    ],
)
def test_every_way_to_count_is_found_out(
    coded: Study, empty: Study, project: Path, tmp_path: Path, way: dict[str, object], named: bool
) -> None:
    path = counted(project, tmp_path / "in.qdpx", **way)  # type: ignore[arg-type]
    if not named:
        path = rewrite(
            path,
            tmp_path / "zonder.qdpx",
            qde=lambda text: re.sub(r'(Selection guid="[^"]+") name="[^"]*"', r"\1", text),
        )
    told = import_qda(empty, path)
    assert given(empty) == given(coded)
    assert not told.left


def prefixed(text: str) -> str:
    text = re.sub(r"<(/?)(\w)", r"<\1q:\2", text)
    return text.replace("xmlns=", "xmlns:q=").replace("QDA-XML:project:1.0", "QDA-XML:project:1:0")


@pytest.mark.parametrize(
    "changed",
    [
        {"name": lambda name: name.replace("sources/", "Sources/").replace("project.qde", "Mijn studie.qde")},
        {"name": lambda name: f"map/{name}", "qde": lambda text: text.replace("internal://", "relative:///teksten/")},
        {"qde": lambda text: text.replace("plainTextPath", 'richTextPath="internal://er-niet.docx" plainTextPath')},
        {"qde": prefixed},
        {"qde": lambda text: re.sub(r'"([0-9a-f]{8}-[0-9a-f-]{27})"', lambda hit: f'"{{{hit[1].upper()}}}"', text)},
        {
            "qde": lambda text: re.sub(
                r'<TextSource guid="([^"]+)" name="[^"]*"', r'<TextSource guid="\1" name="gesprek"', text
            )
        },
        {"qde": lambda text: text.replace('name="Moed: ontbreekt"', 'name="Iets anders"')},
        {"qde": lambda text: text.replace(AT, f"{AT}.1234567")},
        {"source": lambda text: text.encode("utf-16")},
        {"source": lambda text: text.encode("utf-16-le")},
        {"source": lambda text: text.replace(" ik ", "\u00a0ik\u00a0").encode("utf-8")},
    ],
)
def test_files_as_other_programs_write_them(
    coded: Study, empty: Study, project: Path, tmp_path: Path, changed: dict[str, Callable[..., object]]
) -> None:
    told = import_qda(empty, rewrite(project, tmp_path / "in.qdpx", **changed))  # type: ignore[arg-type]
    assert given(empty) == given(coded)
    assert not told.left


TEXT = "\n".join(f"Iemand: {words}" for turn, words in SAID.items() if turn != "C001")
GUIDS = {
    name: f"00000000-0000-4000-8000-{place:012d}"
    for place, name in enumerate(["An B", "An_B", "model", "Moed", "Eigen code"])
}


def foreign(to: Path, *marks: str, text: str = TEXT, inside: bool = False) -> Path:
    """Write a project of another program: each mark is `user|code|words`, the first time those words are said."""
    users = "".join(
        f'<User guid="{GUIDS[one]}" name="{one}"/>'
        for one in dict.fromkeys(mark.split("|")[0] for mark in marks)
        if one
    )
    codes = "".join(f'<Code guid="{GUIDS[one]}" name="{one}" isCodable="true"/>' for one in ("Moed", "Eigen code"))
    selections = ""
    for user, given_code, words in (mark.split("|") for mark in marks):
        start = text.index(words)
        by = f' creatingUser="{GUIDS[user]}"' if user else ""
        selections += f'<PlainTextSelection guid="x" startPosition="{start}" endPosition="{start + len(words)}">'
        selections += f'<Coding guid="x"{by}><CodeRef targetGUID="{GUIDS[given_code]}"/></Coding></PlainTextSelection>'
    content = f"<PlainTextContent>{text}</PlainTextContent>" if inside else ""
    address = "" if inside else ' plainTextPath="internal://t.txt"'
    source = f'<TextSource guid="x" name="gesprek"{address}>{content}{selections}</TextSource>'
    whole = f'<Project name="p" origin="Ander" xmlns="urn:QDA-XML:project:1.0"><Users>{users}</Users><CodeBook><Codes>{codes}</Codes></CodeBook><Sources>{source}</Sources></Project>'
    with zipfile.ZipFile(to, "w") as archive:
        archive.writestr("project.qde", whole)
        if not inside:
            archive.writestr("sources/t.txt", text.replace("\n", "\r\n") if "\r" in text else text)
    return to


def spans(study: Study) -> set[tuple[object, ...]]:
    return {(row[0], row[4], SAID[str(row[1])][int(str(row[2])) : int(str(row[3]))]) for row in given(study)}


@pytest.mark.parametrize("inside", [True, False])
def test_a_text_of_ones_own_is_known_by_its_words(empty: Study, tmp_path: Path, inside: bool) -> None:
    path = foreign(tmp_path / "in.qdpx", "An B|Moed|durfde het eerst", "An_B|Moed|durfde het eerst", inside=inside)
    told = import_qda(empty, path)
    assert spans(empty) == {("An_B", "moed", "durfde het eerst"), ("An_B_2", "moed", "durfde het eerst")}
    assert import_qda(empty, path).added == {}
    assert told.added == {"An_B": 1, "An_B_2": 1}
    assert all(empty.codings["evidence"] == "ingelezen uit Ander")


def test_words_over_two_turns_are_a_coding_in_each_and_a_label_is_no_word(empty: Study, tmp_path: Path) -> None:
    path = foreign(
        tmp_path / "in.qdpx",
        "An B|Moed|aan tafel.\nIemand: Ja",
        "An B|Moed|mand: Nee, dat snap",
        "An B|Moed|ook spannend.\nIe",
    )
    told = import_qda(empty, path)
    assert spans(empty) == {("An_B", "moed", words) for words in ("aan tafel.", "Ja", "Nee, dat snap", "ook spannend.")}
    assert not told.left


def test_words_within_a_label_or_of_nobody_in_the_study_are_told(empty: Study, tmp_path: Path) -> None:
    text = TEXT.replace("Iemand: Maar", "Iemand anders: Er kwam iets bij.\nIemand: Maar")
    path = foreign(
        tmp_path / "in.qdpx", "An B|Moed|mand", "An B|Moed|kwam iets", "An B|Moed|bij.\nIemand: Maar nu", text=text
    )
    told = import_qda(empty, path)
    assert spans(empty) == {("An_B", "moed", "Maar nu")}
    assert told.left == {STRANGE_TEXT: 2, PARTLY: 1}
    assert "kwam iets" not in str(told)


def test_a_code_the_study_does_not_have_is_told_and_can_be_mapped(empty: Study, tmp_path: Path) -> None:
    path = foreign(tmp_path / "in.qdpx", "An B|Eigen code|durfde het", "An B|Eigen code|deel ik", "An B|Moed|snap ik")
    told = import_qda(empty, path)
    assert told.unknown_codes == {"Eigen code": 2}
    assert "“Eigen code” (2)" in str(told)
    assert import_qda(empty, path, codes={"Eigen code": "delen"}).added == {"An_B": 2}
    assert {row[4] for row in given(empty)} == {"delen", "moed"}
    assert import_qda(empty, path, codes={"Moed": "moed: aanwezig"}).added == {}
    with pytest.raises(KennisError, match="staat niet in dit bestand"):
        import_qda(empty, path, codes={"Eigen kode": "delen"})
    with pytest.raises(KennisError, match="staat niet in het codeboek"):
        import_qda(empty, path, codes={"Eigen code": "deelen"})


def test_who_gave_a_code_can_be_said_and_the_computer_never_does(empty: Study, tmp_path: Path) -> None:
    path = foreign(tmp_path / "in.qdpx", "An B|Moed|durfde het", "model|Moed|snap ik", "|Moed|deel ik")
    with pytest.raises(KennisError, match="wie ze gaf"):
        import_qda(empty, path)
    with pytest.raises(KennisError, match="al van de computer"):
        import_qda(empty, path, by="model")
    told = import_qda(empty, path, by="codeur_c")
    assert told.added == {"codeur_c": 2}
    assert told.left == {MACHINE_MADE: 1}


def test_a_coder_is_known_by_number_when_the_name_changed(coded: Study, project: Path, tmp_path: Path) -> None:
    path = rewrite(project, tmp_path / "in.qdpx", qde=lambda text: text.replace('name="an"', 'name="Anna de Wit"'))
    told = import_qda(coded, path, by="ander")
    assert (told.added, told.known) == ({}, 7)


def test_a_file_without_times_gives_the_same_codings_of_now(
    coded: Study, empty: Study, project: Path, tmp_path: Path
) -> None:
    path = rewrite(project, tmp_path / "in.qdpx", qde=lambda text: re.sub(r' creationDateTime="[^"]*"', "", text))
    import_qda(empty, path)
    assert {row[:6] for row in given(empty)} == {row[:6] for row in given(coded)}
    assert import_qda(empty, path).added == {}
    assert import_qda(coded, path).added == {}


def test_what_was_undone_here_later_stays_undone(coded: Study, project: Path) -> None:
    give(coded, "bo", ("B01-003", "", "moed", ""), status="ingetrokken")
    told = import_qda(coded, project)
    assert told.added == {}
    assert told.left == {TAKEN_BACK: 1}


def test_a_polarity_that_was_changed_there_later_is_the_last_word(coded: Study, project: Path, tmp_path: Path) -> None:
    later = "2026-03-01T10:00:00"

    def qde(text: str) -> str:
        absent, present = (re.search(rf'guid="([^"]+)" name="Moed: {one}"', text) for one in ("ontbreekt", "aanwezig"))
        assert absent
        assert present
        old = re.search(rf'<Coding [^>]*>\s*<CodeRef targetGUID="{absent[1]}"', text)
        assert old
        return text.replace(old[0], old[0].replace(AT, later).replace(absent[1], present[1]))

    told = import_qda(coded, rewrite(project, tmp_path / "in.qdpx", qde=qde))
    assert told.added == {"an": 1}
    assert ("an", "B01-001", 3, 24, "moed", "aanwezig", "geaccepteerd", later) in given(coded)
    assert import_qda(coded, project).added == {}


def test_who_gave_a_code_did_not_find_nothing(empty: Study, tmp_path: Path) -> None:
    give(empty, "An_B", ("B01-003", "", "geen", ""))
    path = foreign(tmp_path / "in.qdpx", "An B|Moed|snap ik")
    assert import_qda(empty, path).added == {"An_B": 1}
    assert spans(empty) == {("An_B", "moed", "snap ik")}
    assert import_qda(empty, path).added == {}


def test_a_code_that_was_renamed_here_is_still_known(coded: Study, project: Path) -> None:
    rename_code(coded, "delen", "vertellen", why="beter woord", by="an")
    told = import_qda(coded, project)
    assert (told.added, told.unknown_codes) == ({}, {})


def test_a_place_that_does_not_fit_its_words_is_not_taken_over(empty: Study, project: Path, tmp_path: Path) -> None:
    def qde(text: str) -> str:
        return re.sub(
            r'(name="durfde het eerst niet" startPosition)="\d+" endPosition="\d+"', r'\1="3" endPosition="9"', text
        )

    told = import_qda(empty, rewrite(project, tmp_path / "in.qdpx", qde=qde))
    assert told.left == {WRONG_PLACE: 3}
    assert (told.named, told.right) == (7, 4)


def test_what_is_no_coding_of_words_is_told(empty: Study, project: Path, tmp_path: Path) -> None:
    def qde(text: str) -> str:
        ref = re.search(r'<CodeRef targetGUID="[^"]+" />', text)
        assert ref
        coding = f'<Coding guid="x">{ref[0]}</Coding>'
        picture = f'<PictureSource guid="p"><PictureSelection guid="s">{coding}</PictureSelection></PictureSource>'
        return text.replace("</TextSource>", f"{coding}</TextSource>", 1).replace("</Sources>", f"{picture}</Sources>")

    told = import_qda(empty, rewrite(project, tmp_path / "in.qdpx", qde=qde))
    assert sum(told.left.values()) == 2
    assert sum(told.added.values()) == 7


def test_turns_of_who_said_no_are_no_part_of_it(empty: Study, project: Path) -> None:
    import pandas as pd

    empty.add_speakers(pd.DataFrame({"speaker": ["P01", "P09"], "consent_analysis": [False, True]}))
    told = import_qda(empty, project)
    assert told.left[STRANGE_TEXT] == 4
    assert not {"B01-001", "B01-005"} & {row[1] for row in given(empty)}


ENTITY = '<!DOCTYPE Project [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><Project name="&b;"/>'
HOSTILE = {
    "entity": {"project.qde": ENTITY},
    "outside": {"project.qde": "<Project/>", "../../weg.txt": "x"},
    "root": {"project.qde": "<Project/>", "/etc/weg.txt": "x"},
    "drive": {"project.qde": "<Project/>", "C:\\weg.txt": "x"},
    "no project": {"lees.txt": "x"},
    "other root": {"project.qde": "<html/>"},
    "no xml": {"project.qde": "<Project"},
    "deep": {"project.qde": "<Project>" + "<Code>" * 5000 + "</Code>" * 5000 + "</Project>"},
    "bomb": {"project.qde": "<Project>" + " " * 101_000_000},
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_file_is_refused_in_one_sentence(empty: Study, tmp_path: Path, kind: str) -> None:
    path = tmp_path / "in.qdpx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in HOSTILE[kind].items():
            archive.writestr(name, data)
    with pytest.raises(KennisError, match=r"^Kan 'in\.qdpx' niet inlezen: [^\n]+\.$"):
        import_qda(empty, path)
    assert empty.codings.empty


def test_what_is_no_archive_or_not_there_is_refused(empty: Study, tmp_path: Path) -> None:
    path = tmp_path / "in.qdpx"
    with pytest.raises(KennisError, match="bestaat niet"):
        import_qda(empty, path)
    path.write_bytes(b"PK\x03\x04 toch niet")
    with pytest.raises(KennisError, match="geen REFI-QDA-project"):
        import_qda(empty, path)
