"""What the researcher hears about sources: which cannot be read, and what they do not tell."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from conftest import ONE_CODE

from kennis import run
from kennis.cli import run_cli
from kennis.journal import one_at_a_time
from kennis.privacy import key_path, load_key, open_study, save_key, withdraw
from kennis.sources import anonymise_sources
from kennis.study import Study, create_study
from kennis.tables import KennisError


def take_in_one(folder: Path, said: str) -> tuple[Path, Study]:
    """A study of one conversation, and the file it came from."""
    raw = folder / "ruw" / "gesprek.txt"
    raw.parent.mkdir()
    raw.write_text(said, "utf-8")
    study = create_study(folder / "studie", title="Proef", codebook="")
    run.take_in(study, run.read_sources([raw]))
    return raw, study


def test_every_file_that_cannot_be_read_is_named_at_once(tmp_path: Path) -> None:
    for name in ("een.docx", "twee.pdf"):
        (tmp_path / name).write_bytes(b"\x00\x01\x02")
    (tmp_path / "goed.txt").write_text("Kees: Hoi.\nRoos: Dag.\n", "utf-8")
    with pytest.raises(KennisError, match=r"(?s)een\.docx.*twee\.pdf") as told:
        run.read_sources([tmp_path])
    assert "goed.txt" not in str(told.value)


def test_what_a_source_does_not_tell_is_said_with_where_to_fill_it_in(tmp_path: Path) -> None:
    raw = tmp_path / "ruw" / "gesprek.txt"
    raw.parent.mkdir()
    raw.write_text("Kees (uitvoerder): Hoi.\nRoos: Dag, hoe is het?\nKees: Goed.\nRoos: Mooi.\n", "utf-8")
    study = create_study(tmp_path / "studie", title="Proef", codebook="")
    notes = " ".join(run.take_in(study, run.read_sources([raw])).notes)
    assert "Bij 1 gesprek staat niet" in notes
    assert "Van 1 van de 2 deelnemers weten we de rol niet" in notes
    assert run.take_in(study, run.read_sources([raw])).notes == ()


def test_a_numbered_respondent_is_somebody_else_in_every_interview_and_who_asks_is_not(tmp_path: Path) -> None:
    raw = tmp_path / "ruw"
    raw.mkdir()
    for name in ("een.txt", "twee.txt"):
        asked = ["Interviewer: Hoe was dat?\nR1: Het was spannend, maar het ging goed.\n"] * 4
        (raw / name).write_text(
            f"Interviewer: Fijn dat je er bent, dit is gesprek {name[:-4]}.\n" + "".join(asked), "utf-8"
        )
    study = create_study(tmp_path / "studie", title="Proef", codebook="")
    run.take_in(study, run.read_sources([raw]))
    voices = study.utterances.groupby("meeting_id")["speaker"].agg(set)
    first, second = voices
    assert len(first) == len(second) == 2
    assert len(first & second) == 1
    before = study.utterances
    run.take_in(study, run.read_sources([raw]))
    assert study.utterances.equals(before)


def test_numbered_respondents_of_two_lists_are_different_people_also_when_they_lead_groups(tmp_path: Path) -> None:
    raw = tmp_path / "ruw"
    raw.mkdir()
    for name, word in (("een", "moestuin"), ("twee", "schuldhulp")):
        rows = [f"Ik leid de groep van de {word} nu {n} jaar;begeleider" for n in (2, 3)]
        (raw / f"{name}.csv").write_text("\n".join(["tekst;rol", *rows]), "utf-8")
    study = create_study(tmp_path / "studie", title="Proef", codebook="")
    run.take_in(study, run.read_sources([raw]))
    voices = [speaker for speaker in study.utterances["speaker"] if speaker]
    assert len(voices) == len(set(voices))


def test_a_file_that_is_there_twice_counts_once_and_is_named(tmp_path: Path) -> None:
    raw = tmp_path / "ruw"
    raw.mkdir()
    for name in ("gesprek.txt", "kopie van gesprek.txt"):
        (raw / name).write_text("Kees: Hoi allemaal.\nRoos: Dag, hoe is het?\n", "utf-8")
    study = create_study(tmp_path / "studie", title="Proef", codebook="")
    taken = run.take_in(study, run.read_sources([raw]))
    assert (taken.new, len(study.utterances)) == (1, 2)
    assert any(
        note.startswith("'kopie van gesprek.txt' is precies hetzelfde als 'gesprek.txt'") for note in taken.notes
    )
    assert run.take_in(study, run.read_sources([raw])).new == 0


def test_one_talk_in_all_formats_of_speech_recognition_counts_once(tmp_path: Path) -> None:
    pieces = [(0, 4, "Ik vond het spannend.", "SPEAKER_00"), (6, 8, "En toch heb je het gezegd.", "SPEAKER_01")]
    stamp = "00:00:0{}{}000".format
    raw = tmp_path / "ruw"
    raw.mkdir()
    written = [{"start": start, "end": end, "text": f" {text}", "speaker": who} for start, end, text, who in pieces]
    (raw / "opname.json").write_text(json.dumps({"segments": written}), "utf-8")
    (raw / "opname.txt").write_text("".join(f"{text}\n" for _, _, text, _ in pieces), "utf-8")
    (raw / "opname.tsv").write_text(
        "start\tend\ttext\n" + "".join(f"{start}000\t{end}000\t{text}\n" for start, end, text, _ in pieces), "utf-8"
    )
    cues = [f"{stamp(start, ',')} --> {stamp(end, ',')}\n{text}\n" for start, end, text, _ in pieces]
    (raw / "opname.srt").write_text("\n".join(f"{n}\n{cue}" for n, cue in enumerate(cues, 1)), "utf-8")
    (raw / "opname.vtt").write_text("WEBVTT\n\n" + "\n".join(cues).replace(",", "."), "utf-8")
    study = create_study(tmp_path / "studie", title="Proef", codebook="")
    taken = run.take_in(study, run.read_sources([raw]))
    assert taken.new == 1
    assert study.utterances["speaker"].nunique() == 2  # of the file that tells who speaks
    assert sum("staan dezelfde woorden als in 'opname.json'" in note for note in taken.notes) == 4
    again = run.take_in(study, run.read_sources([raw / "opname.json", raw / "opname.txt"]))
    assert (again.new, len(study.utterances)) == (0, 2)


def test_turns_that_would_be_anonymised_otherwise_are_named(tmp_path: Path) -> None:
    said = "Kees: Hoi allemaal.\nRoos: Wij kwamen altijd bij het blauwe zeepaard samen.\n"
    raw, study = take_in_one(tmp_path, said)
    (raw.parent / "altijd_vervangen.txt").write_text("het blauwe zeepaard\n", "utf-8")
    (note,) = (note for note in run.take_in(study, run.read_sources([raw])).notes if "eerder ingelezen" in note)
    assert note.startswith("In 1 eerder ingelezen beurt (B01-002) zou kennis nu iets anders vervangen.")
    (done,) = (n for n in run.take_in(study, run.read_sources([raw]), refresh=True).notes if "eerder ingelezen" in n)
    assert "is nu anders vervangen" in done


def test_tables_are_checked_before_the_long_work(
    study: Study, turns: pd.DataFrame, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (study.path / "codeboek.yaml").write_text(ONE_CODE, "utf-8")
    study.add_transcript(turns, meeting={}, fingerprint="een")
    (study.path / "bijeenkomsten.csv").write_text("meeting_id,kind,date\nB01,interview,30-2-2026\n", "utf-8")
    monkeypatch.setattr(run, "code_study", lambda *_, **__: pytest.fail("er is al gecodeerd"))
    assert run_cli(["run", "--study", str(study.path)]) == 2
    assert "bijeenkomsten.csv, rij 2, kolom 'date': '30-2-2026' is geen datum" in capsys.readouterr().err


@pytest.mark.parametrize("coder", ["anna", "lexicon"])
def test_a_log_that_is_not_right_is_told_with_its_row_before_any_page(
    study: Study, turns: pd.DataFrame, coder: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (study.path / "codeboek.yaml").write_text(ONE_CODE, "utf-8")
    study.add_transcript(turns, meeting={}, fingerprint="een")
    log = f"utterance_id,start,stop,code,coder,status\nB01-001,0,vijf,moed,{coder},voorstel\n"
    (study.path / f"coderingen/{coder}.csv").write_text(log, "utf-8")
    monkeypatch.setattr(run, "render_site", lambda *_, **__: pytest.fail("er is al een pagina gemaakt"))
    assert run_cli(["render", "--study", str(study.path), "--out", str(study.path.parent / "site")]) == 2
    assert f"{coder}.csv, rij 2, kolom 'stop': 'vijf' is geen eindplaats" in capsys.readouterr().err


def test_a_participant_without_a_turn_is_named(study: Study, turns: pd.DataFrame) -> None:
    (study.path / "codeboek.yaml").write_text(ONE_CODE, "utf-8")
    study.add_transcript(turns, meeting={}, fingerprint="een")
    study.add_speakers(pd.DataFrame({"speaker": ["P01", "P02", "P44"], "role": ["", "", "inwoner"]}))
    assert run.check_study(study) == [
        "deelnemers.csv: P44 heeft geen enkele beurt, maar telt wel mee bij de deelnemers. "
        "Klopt het nummer? Haal de rij anders weg."
    ]


def test_the_part_of_a_path_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(KennisError, match="'mostuin' bestaat niet"):
        run.read_sources([tmp_path / "mostuin" / "ruw"])


def test_a_name_that_a_participant_of_another_group_has_is_somebody_else_here(tmp_path: Path) -> None:
    raw = tmp_path / "ruw"
    raw.mkdir()
    said = {"Berk": ("Gerrit Bol", "Dat deed ik zo."), "Eik": ("Fatma Demir", "Gerrit was mijn baas toen.")}
    for group, (who, text) in said.items():
        (raw / f"{group}.txt").write_text(
            f"Groep: {group}\nAanwezig: Kees Vos, {who}\n\nKees Vos: Hoi.\n{who}: {text}\n", "utf-8"
        )
    study = create_study(tmp_path / "studie", title="Proef", codebook="")
    run.take_in(study, run.read_sources([raw]))
    told = dict(zip(study.utterances["text"], study.utterances["meeting_id"], strict=True))
    assert "[persoon A] was mijn baas toen." in told
    later = raw / "later.txt"
    later.write_text(
        "Groep: Berk\nAanwezig: Kees Vos\n\nKees Vos: Gerrit is er vandaag niet.\nKees Vos: Jammer.\n", "utf-8"
    )
    run.take_in(study, run.read_sources([later]))
    number = study.utterances.set_index("text").loc["Dat deed ik zo.", "speaker"]
    assert f"[{number}] is er vandaag niet." in set(study.utterances["text"])


def test_who_says_their_whole_name_is_known_by_it(tmp_path: Path) -> None:
    raw = tmp_path / "gesprek.txt"
    raw.write_text(
        "Ank: Ik ben Ank Zwartjes, hallo.\nBart: Dag.\nAnk: Ja.\nBart: Mevrouw Zwartjes zei het al.\n", "utf-8"
    )
    study = create_study(tmp_path / "studie", title="Proef", codebook="")
    run.take_in(study, run.read_sources([raw]))
    one, _, _, last = study.utterances.itertuples()
    assert one.text == f"Ik ben [{one.speaker}], hallo."
    assert last.text == f"Mevrouw [{one.speaker}] zei het al."


def test_a_transcript_that_was_taken_away_by_hand_is_told(study: Study, turns: pd.DataFrame) -> None:
    (study.path / "codeboek.yaml").write_text(ONE_CODE, "utf-8")
    study.add_speakers(pd.DataFrame({"speaker": ["P01", "P02"], "role": "", "organisation_kind": ""}))
    for number in "12":
        study.add_transcript(turns, meeting={}, fingerprint=number)
    (study.path / "transcripten" / "B01.csv").unlink()
    (note,) = run.check_study(study)
    assert note.startswith("transcripten/B01.csv is er niet meer")


def test_a_list_of_people_beside_the_sources_tells_who_they_are(tmp_path: Path) -> None:
    raw = tmp_path / "ruw"
    raw.mkdir()
    (raw / "deelnemers.csv").write_text("Naam;Rol\nAnk Zwartjes;inwoner\nBart Bol;uitvoerder\n", "cp1252")
    (raw / "gesprek.txt").write_text("Ank: Hoi.\nBart: Dag, mevrouw Zwartjes.\nAnk: Ja.\nBart: Fijn.\n", "utf-8")
    study = create_study(tmp_path / "studie", title="Proef", codebook="")
    assert run.take_in(study, run.read_sources([raw])).new == 1
    turns = study.utterances
    assert turns["role"].tolist() == ["inwoner", "uitvoerder"] * 2
    assert turns["text"][1] == f"Dag, mevrouw [{turns['speaker'][0]}]."
    with pytest.raises(KennisError, match="alleen lijsten"):
        run.read_sources([raw / "deelnemers.csv"])


def test_a_turn_that_may_tell_who_somebody_is_shows_on_no_page_until_a_person_decides(tmp_path: Path) -> None:
    said = "Kees: Hoi, hoe is het?\nRoos: ze is gehaald van de regenboogschool hoor.\nKees: Goed.\nRoos: Mooi.\n"
    raw, study = take_in_one(tmp_path, said)
    assert study.traceable[["utterance_id", "reported"]].to_numpy().tolist() == [["B01-002", 0]]
    agreed = open_study(study.path).utterances.set_index("utterance_id")["may_quote"]
    assert agreed.to_dict() == {"B01-001": True, "B01-002": False, "B01-003": True, "B01-004": True}
    (raw.parent / "altijd_vervangen.txt").write_text("regenboogschool\n", "utf-8")
    run.take_in(study, run.read_sources([raw]), refresh=True)
    assert study.traceable.empty


def test_what_a_person_decided_about_a_doubted_turn_stays(tmp_path: Path) -> None:
    said = "Kees: Hoi daar.\nRoos: ze is gehaald van de regenboogschool hoor.\nKees: Goed.\n"
    raw, study = take_in_one(tmp_path, said)
    study.write("privacylijst.csv", study.traceable.assign(decision="tonen"))
    run.take_in(study, run.read_sources([raw]), refresh=True)
    assert study.traceable["decision"].tolist() == ["tonen"]
    assert open_study(study.path).utterances["may_quote"].all()


def group_talk(group: str, opening: str) -> str:
    """A talk of a group in which an Anouk speaks, who opens with these words."""
    return (
        f"Groep: {group}\nActieleerbijeenkomst\n\nKarin (begeleider): Welkom bij {group.lower()}.\nAnouk: {opening}\n"
        f"Kees: Hoi Anouk, fijn.\nAnouk: Ja, dat vind ik ook.\nKees: Anouk zegt het goed.\n"
    )


@pytest.mark.parametrize("surnames", [("Berends", "Claes"), ("", "")])
def test_a_first_name_as_label_is_somebody_of_that_group_also_when_it_is_read_again(
    tmp_path: Path, surnames: tuple[str, str]
) -> None:
    raw = tmp_path / "ruw"
    raw.mkdir()
    for group, surname in zip(("Eik", "Linde"), surnames, strict=True):
        told = f"Ik ben Anouk {surname}." if surname else f"Wij zijn van {group.lower()}."
        (raw / f"{group}.txt").write_text(group_talk(group, told), "utf-8")
    study = create_study(tmp_path / "studie", title="Proef", codebook="")
    run.take_in(study, run.read_sources([raw]))
    first = study.utterances
    who = {meeting: list(rows["speaker"]) for meeting, rows in first.groupby("meeting_id")}
    assert not set(who["B01"][1:]) & set(who["B02"][1:])  # and who leads is the same
    assert who["B01"][0] == who["B02"][0]
    for meeting, rows in first.groupby("meeting_id"):
        assert rows["text"].iloc[2] == f"Hoi [{who[meeting][1]}], fijn."
        assert rows["text"].iloc[4] == f"[{who[meeting][1]}] zegt het goed."
    assert set(who["B01"] + who["B02"]) == set(study.speakers["speaker"])
    (raw / "Linde 2.txt").write_text(group_talk("Linde", "Ik zat in de tuin."), "utf-8")
    (raw / "Wilg.txt").write_text(group_talk("Wilg", "Ik zat in de auto."), "utf-8")
    notes = run.take_in(study, run.read_sources([raw]), refresh=True).notes
    assert not [note for note in notes if "anders vervangen" in note or "zou kennis" in note]
    assert study.utterances.head(len(first)).equals(first)
    later = {meeting: set(rows["speaker"]) for meeting, rows in study.utterances.groupby("meeting_id")}
    assert later["B03"] == set(who["B02"])
    assert not (later["B04"] - {who["B01"][0]}) & set(who["B01"] + who["B02"])


def test_who_had_a_first_name_alone_keeps_the_number_when_the_group_tells_the_surname(tmp_path: Path) -> None:
    raw = tmp_path / "ruw"
    raw.mkdir()
    for group in ("Eik", "Linde"):
        (raw / f"{group}.txt").write_text(group_talk(group, f"Wij zijn van {group.lower()}."), "utf-8")
    study = create_study(tmp_path / "studie", title="Proef", codebook="")
    run.take_in(study, run.read_sources([raw]))
    anouk = study.utterances.set_index("utterance_id")["speaker"]["B02-002"]
    (raw / "Linde 2.txt").write_text(group_talk("Linde", "Voor de band: ik ben Anouk Claes."), "utf-8")
    run.take_in(study, run.read_sources([raw]))
    assert study.utterances.set_index("utterance_id")["speaker"]["B03-002"] == anouk
    assert load_key(key_path(study.settings.study_id)).name_of(anouk) == "Anouk Claes"


def test_namesakes_of_two_groups_are_told(tmp_path: Path) -> None:
    raw = tmp_path / "ruw"
    raw.mkdir()
    for group in ("Eik", "Linde"):
        (raw / f"{group}.txt").write_text(group_talk(group, f"Wij zijn van {group.lower()}."), "utf-8")
    study = create_study(tmp_path / "studie", title="Proef", codebook="")
    notes = run.take_in(study, run.read_sources([raw])).notes
    assert any("P02 en P04" in note and "tellen als verschillende mensen" in note for note in notes)
    assert not any("verschillende mensen" in note for note in run.take_in(study, run.read_sources([raw])).notes)


ANONYMISED = (
    "utterance_id,meeting_id,turn,speaker,role,text\n"
    "B01-001,B01,1,P02,,Hoi [P01].\n"
    'B01-002,B01,2,P01,,"Dag [P02]. [persoon A] belde uit [plaats A]. Dat was [P01 of P09]."\n'
    "B01-003,B01,3,P02,,Ja [P01].\n"
)
NAMED = "Kees Vos: Hoi Roos.\nRoos Dam: Dag Kees, Henk Storm uit Zwolle zei dat.\nKees Vos: Ja.\nRoos Dam: Nou.\n"


def test_a_table_that_was_made_anonymous_elsewhere_gets_numbers_of_its_own(tmp_path: Path) -> None:
    raw = tmp_path / "ruw"
    raw.mkdir()
    (raw / "a.txt").write_text(NAMED, "utf-8")
    (raw / "tabel.csv").write_text(ANONYMISED, "utf-8")
    study = create_study(tmp_path / "studie", title="Proef", codebook="")
    notes = run.take_in(study, run.read_sources([raw])).notes
    assert any(note.startswith("'tabel.csv': hier staan al nummers") for note in notes)
    before = study.utterances
    later = before[before["meeting_id"] == "B02"]
    assert list(later["speaker"]) == ["P03", "P04", "P03"]
    assert list(later["text"]) == [
        "Hoi [P04].",
        "Dag [P03]. [persoon A] belde uit [plaats A]. Dat was [P04 of P05].",
        "Ja [P04].",
    ]
    assert before["text"].iloc[1] == "Dag [P01], [persoon B] uit [plaats B] zei dat."
    key = load_key(key_path(study.settings.study_id))
    assert [key.name_of(number) for number in ("P03", "P04", "P05")] == [f"P0{n} · tabel.csv" for n in (2, 1, 9)]
    (raw / "tabel.csv").rename(raw / "zelfde.csv")
    (raw / "b.txt").write_text("Eef Bos: Hoi.\nCor Tak: Dag Eef.\nEef Bos: Ja.\nCor Tak: Nou.\n", "utf-8")
    run.take_in(study, run.read_sources([raw]), refresh=True)
    assert study.utterances.head(len(before)).equals(before)
    assert set(study.utterances["speaker"].iloc[len(before) :]) == {"P06", "P07"}


def test_a_study_that_took_numbers_of_elsewhere_as_its_own_keeps_them(tmp_path: Path) -> None:
    raw = tmp_path / "ruw"
    raw.mkdir()
    (raw / "tabel.csv").write_text(ANONYMISED, "utf-8")
    study = create_study(tmp_path / "studie", title="Proef", codebook="")
    source = run.read_sources([raw])
    cleaned, key = anonymise_sources(source)  # as it went before
    study.add_transcript(cleaned[0].turns, meeting={}, fingerprint=run.fingerprint(source[0].path))
    save_key(key, key_path(study.settings.study_id))
    before = study.utterances
    assert run.take_in(study, source, refresh=True).notes == ()
    assert study.utterances.equals(before)


TAKING = """
import sys, time
from pathlib import Path
from kennis import run
from kennis.study import open_study
from kennis.tables import KennisError
clean = run.anonymise_sources
def slow(*args, **kwargs):
    done = clean(*args, **kwargs)
    time.sleep(1.5)
    return done
run.anonymise_sources = slow
try:
    run.take_in(open_study(sys.argv[1]), run.read_sources([Path(sys.argv[2])]))
except KennisError as error:
    sys.exit(str(error))
"""


def test_two_runs_at_once_give_one_key_in_which_everybody_is(tmp_path: Path) -> None:
    study = create_study(tmp_path / "studie", title="Proef", codebook="")
    (tmp_path / "een.txt").write_text("Kees Vos: Hoi.\nRoos Dam: Dag.\nKees Vos: Ja.\nRoos Dam: Nou.\n", "utf-8")
    (tmp_path / "twee.txt").write_text("Eef Bos: Mooi.\nCor Tak: Zeker.\nEef Bos: Goh.\nCor Tak: Ja.\n", "utf-8")
    both = [
        subprocess.Popen([sys.executable, "-c", TAKING, study.path, tmp_path / name], stderr=subprocess.PIPE)
        for name in ("een.txt", "twee.txt")
    ]
    assert [(job.communicate()[1], job.returncode) for job in both] == [(b"", 0)] * 2
    key = load_key(key_path(study.settings.study_id))
    assert sorted(person.name for person in key.people.values()) == ["Cor Tak", "Eef Bos", "Kees Vos", "Roos Dam"]
    assert set(study.speakers["speaker"]) == set(study.utterances["speaker"]) == set(key.people)


def test_a_run_that_another_one_keeps_waiting_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    raw, study = take_in_one(tmp_path, "Kees Vos: Hoi.\nRoos Dam: Dag.\n")
    monkeypatch.setattr("kennis.journal._PATIENCE_S", 0.1)
    with one_at_a_time(study.path, "studie.toml"):
        with pytest.raises(KennisError, match="Een andere opdracht leest nu bronnen in"):
            run.take_in(study, run.read_sources([raw]))
        study.save_recheck("B01-001", missed=0, at="2026-01-01")  # coding goes on meanwhile


def test_who_withdraws_while_sources_are_read_does_not_come_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw, study = take_in_one(tmp_path, "Kees Vos: Hoi.\nRoos Dam: Dag.\n")
    (raw.parent / "nog.txt").write_text("Kees Vos: En.\nRoos Dam: Toen.\nKees Vos: Ja.\n", "utf-8")
    clean, path = run.anonymise_sources, key_path(study.settings.study_id)

    def meanwhile(*args: Any, **kwargs: Any) -> Any:
        withdraw(study, "P02", on=date(2026, 1, 1), key_file=path)
        return clean(*args, **kwargs)

    monkeypatch.setattr(run, "anonymise_sources", meanwhile)
    with pytest.raises(KennisError, match="veranderde terwijl"):
        run.take_in(study, run.read_sources([raw.parent]))
    assert set(load_key(path).people) == {"P01"}


def test_without_the_key_it_is_said_what_is_not_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(run, "render_site", lambda _, out, **__: Path(out) / "index.html")
    monkeypatch.setattr(run, "factsheet_files", lambda *_, **__: {})
    _, study = take_in_one(tmp_path, "Kees Vos: Hoi.\nRoos Dam: Dag.\n")
    (study.path / "codeboek.yaml").write_text(ONE_CODE, "utf-8")
    told: list[str] = []
    run.render_study(study, tmp_path / "site", tell=told.append)
    assert not any("sleutel" in note for note in told)
    key_path(study.settings.study_id).unlink()
    run.render_study(study, tmp_path / "site", tell=told.append)
    assert any("Op namen van deelnemers is dus niet nagekeken" in note for note in told)
    (tmp_path / "leeg.txt").write_text("Niets.", "utf-8")
    assert run_cli(["check", str(tmp_path / "leeg.txt"), "--study", str(study.path)]) == 0
    said = capsys.readouterr().out
    assert "Zet de sleutel terug en kijk opnieuw" in said
    assert "niet op namen, want de sleutel is hier niet" in said


def test_an_invented_study_or_an_empty_one_asks_for_no_key(tmp_path: Path, sample: Study) -> None:
    assert run.without_key_note(sample) == ()  # a new machine has no key of the sample
    assert run.without_key_note(create_study(tmp_path / "studie", title="Proef", codebook="")) == ()
