import os
import threading
from pathlib import Path

import pandas as pd
import pytest

from kennis.tables import (
    CODINGS,
    MEETINGS,
    REPLIES,
    SPEAKERS,
    TRACEABLE,
    UTTERANCES,
    KennisError,
    Table,
    check,
    parse_csv,
    read_table,
    to_csv,
    write_bytes,
)


def meeting(**values: str) -> pd.DataFrame:
    return pd.DataFrame([{"meeting_id": "B01", "kind": "interview"} | values])


def test_a_wrong_choice_names_file_row_column_and_what_is_possible() -> None:
    rows = pd.concat([meeting(), meeting(meeting_id="B02", kind="actieleer")])
    with pytest.raises(KennisError) as error:
        check(rows, MEETINGS, source="bijeenkomsten.csv")
    assert str(error.value) == (
        "bijeenkomsten.csv, rij 3, kolom 'kind': 'actieleer' is geen soort bijeenkomst. "
        "Kies uit: actieleerbijeenkomst, synergiebijeenkomst, netwerkbijeenkomst, interview."
    )


def test_a_missing_column_is_named_without_what_stands_in_its_place() -> None:
    said = "Ik durfde het niet tegen Truus te zeggen"
    with pytest.raises(KennisError, match=r"kolom 'kind' ontbreekt\. Aantal gevonden kolommen: 2\. Zet de") as error:
        check(pd.DataFrame({"meeting_id": ["B01"], said: ["interview"]}), MEETINGS)
    assert "Truus" not in str(error.value)
    with pytest.raises(KennisError, match=r"kolommen 'meeting_id', 'kind' ontbreken\. Aantal gevonden kolommen: 1\."):
        check(pd.DataFrame({said: []}), MEETINGS)


def test_an_empty_required_cell_is_refused_with_its_row() -> None:
    with pytest.raises(KennisError, match=r"rij 2, kolom 'meeting_id': is leeg"):
        check(meeting(meeting_id=" "), MEETINGS)


def test_a_date_must_be_a_real_one() -> None:
    with pytest.raises(KennisError, match=r"'2025-02-30' is geen datum"):
        check(meeting(date="2025-02-30"), MEETINGS)


@pytest.mark.parametrize("written", ["25-2-2026", "25-02-2026", "25/2/2026", " 25.2.2026 ", "2026-02-25"])
def test_a_date_as_a_dutch_spreadsheet_saves_it_becomes_iso(written: str) -> None:
    assert check(meeting(date=written), MEETINGS)["date"].tolist() == ["2026-02-25"]


@pytest.mark.parametrize("written", ["2-25-2026", "25-2-26", "30-2-2026"])
def test_a_date_that_is_none_or_can_be_two_is_refused(written: str) -> None:
    with pytest.raises(KennisError, match="is geen datum, zoals 25-2-2026"):
        check(meeting(date=written), MEETINGS)


@pytest.mark.parametrize(
    ("table", "row", "column", "meant"),
    [
        (SPEAKERS, {"speaker": "P01", "role": " Ervaringsdeskundige "}, "role", "ervaringsdeskundige"),
        (SPEAKERS, {"speaker": "P01", "role": "Kritische vriend"}, "role", "kritische_vriend"),
        (MEETINGS, {"meeting_id": "B01", "kind": "INTERVIEW"}, "kind", "interview"),
        (REPLIES, {"response_id": "R1", "target": "x", "decision": "Aangepast"}, "decision", "aangepast"),
        (REPLIES, {"response_id": "R1", "target": "x", "decision": "Niet  aangepast "}, "decision", "niet aangepast"),
        (TRACEABLE, {"utterance_id": "B01-001", "reported": 1, "decision": "Tonen"}, "decision", "tonen"),
    ],
)
def test_fixed_words_may_be_typed_in_any_case(table: Table, row: dict[str, object], column: str, meant: str) -> None:
    assert check(pd.DataFrame([row]), table)[column].tolist() == [meant]


@pytest.mark.parametrize(
    ("table", "heading", "missing"),
    [
        (SPEAKERS, "speaker,rol", "role"),
        (SPEAKERS, "speaker", "role"),
        (SPEAKERS, "speaker,role,Consent_Analyse", "consent_analysis"),
        (MEETINGS, "meeting_id,kind,titel", "title"),
        (MEETINGS, "meeting_id,kind,Group", "group"),
        (REPLIES, "response_id,target,besluit", "decision"),
    ],
)
def test_a_column_under_another_name_is_asked_for(tmp_path: Path, table: Table, heading: str, missing: str) -> None:
    path = tmp_path / "tabel.csv"
    path.write_text(f"{heading}\n", "utf-8")
    with pytest.raises(
        KennisError,
        match=rf"tabel\.csv: kolom '{missing}' ontbreekt\. Aantal gevonden kolommen: {len(heading.split(','))}\.",
    ):
        read_table(path, table)


def test_a_column_of_ones_own_is_kept_and_older_files_without_consent_still_read(tmp_path: Path) -> None:
    path = tmp_path / "deelnemers.csv"
    path.write_text("speaker,role,opmerking\nP01,inwoner,nieuw\n", "utf-8")
    assert read_table(path, SPEAKERS)["opmerking"].tolist() == ["nieuw"]


def test_an_id_that_stands_twice_is_refused_at_its_second_row() -> None:
    with pytest.raises(KennisError, match=r"rij 3: 'meeting_id' komt twee keer voor"):
        check(pd.concat([meeting(), meeting()]), MEETINGS)


def test_a_long_value_is_never_repeated_in_the_message() -> None:
    said = "Ik heb het nog nooit aan iemand verteld, maar het was die winter."
    rows = pd.DataFrame({"utterance_id": ["a"], "turn": [said], "text": ["x"]})
    with pytest.raises(KennisError) as error:
        check(rows, UTTERANCES)
    assert said not in str(error.value)
    assert "deze waarde" in str(error.value)


def test_optional_columns_are_added_and_extra_ones_kept_behind() -> None:
    checked = check(pd.DataFrame({"extra": ["e"], "utterance_id": ["a"], "turn": ["1"], "text": ["hoi"]}), UTTERANCES)
    assert list(checked.columns) == [*UTTERANCES.names, "extra"]
    assert checked["turn"].tolist() == [1]


def test_what_came_in_is_not_changed() -> None:
    rows = meeting(date="2025-01-02")
    before = rows.copy()
    check(rows, MEETINGS)
    pd.testing.assert_frame_equal(rows, before)


def test_a_decimal_comma_is_a_number() -> None:
    rows = pd.DataFrame({"utterance_id": ["a"], "turn": [1], "text": ["x"], "start_s": ["1,5"]})
    assert check(rows, UTTERANCES)["start_s"].tolist() == [1.5]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_table_from_a_dutch_spreadsheet_reads_like_any_other(tmp_path: Path, separator: str) -> None:
    path = tmp_path / "bijeenkomsten.csv"
    path.write_text("\ufeffmeeting_id,kind\nB01,interview\n".replace(",", separator), encoding="utf-8")
    assert read_table(path, MEETINGS)["kind"].tolist() == ["interview"]


def test_text_survives_writing_and_reading_to_the_letter(tmp_path: Path) -> None:
    said = ['Ja, "gewoon", zei ze;\nen toen niks.', "=HYPERLINK(1)", "NA", "Ċ 👩🏽‍🦽 عربي", " met spatie "]
    rows = pd.DataFrame({"utterance_id": list("abcde"), "turn": range(5), "text": said})
    path = tmp_path / "t.csv"
    write_bytes(path, to_csv(check(rows, UTTERANCES)).encode())
    assert read_table(path, UTTERANCES)["text"].tolist() == said


def test_a_row_with_too_many_fields_gives_one_dutch_sentence() -> None:
    with pytest.raises(KennisError, match=r"t\.csv, rij 3: deze rij heeft meer kolommen dan de kop"):
        parse_csv("a,b\n1,2\n3,4,5\n6,7,8,9\n", source="t.csv")
    with pytest.raises(KennisError, match=r"t\.csv, rij 2: deze rij heeft meer kolommen dan de kop"):
        parse_csv("a,b,c\n1,2,3,4\n5,6,7\n", source="t.csv")
    with pytest.raises(KennisError, match="niet allemaal evenveel kolommen"):
        parse_csv('a,b\n1,"2\n3,4\n', source="t.csv")


@pytest.mark.parametrize(
    "raw", ["a,b\n1,2,\n3,4,\n", "a;b\n1;2\n3;4;; ;\n", 'a,b\n1,2,\n3,"4",\n', "a\tb\n1\t2\t\n3\t4\n"]
)
def test_separators_too_many_at_the_end_of_rows_shift_nothing(raw: str) -> None:
    assert parse_csv(raw, source="t.csv").to_dict("list") == {"a": ["1", "3"], "b": ["2", "4"]}


def test_an_empty_file_gives_one_dutch_sentence() -> None:
    with pytest.raises(KennisError, match=r"t\.csv: het bestand is leeg"):
        parse_csv("", source="t.csv")


def test_a_reader_sees_the_old_file_or_the_new_one_never_half(tmp_path: Path) -> None:
    path, sizes, stop = tmp_path / "f.csv", set(), threading.Event()
    write_bytes(path, b"a" * 300_000)

    def read() -> None:
        while not stop.is_set():
            sizes.add((path.read_bytes()[:1], path.stat().st_size))

    reader = threading.Thread(target=read)
    reader.start()
    for letter in (b"b", b"a") * 20:
        write_bytes(path, letter * 300_000)
    stop.set()
    reader.join()
    assert {size for _, size in sizes} == {300_000}


def test_a_failed_write_leaves_the_old_file_and_no_rubbish(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "f.csv"
    write_bytes(path, b"oud")

    def full_disk(*_: object) -> None:
        raise OSError("vol")

    monkeypatch.setattr(os, "fsync", full_disk)
    with pytest.raises(OSError, match="vol"):
        write_bytes(path, b"nieuw")
    assert path.read_bytes() == b"oud"
    assert list(tmp_path.iterdir()) == [path]


def test_codings_know_their_statuses() -> None:
    row = {"utterance_id": "a", "start": 0, "stop": 1, "code": "moed", "coder": "x", "status": "misschien"}
    with pytest.raises(KennisError, match="'misschien' is geen status"):
        check(pd.DataFrame([row]), CODINGS)
