"""A source that comes back a little changed counts once, and can be brought up to date without losing a coding."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from conftest import ONE_CODE

from kennis import run
from kennis.sources import fingerprint
from kennis.study import Study, create_study

SAID = [
    ("Kees", "Ik vond het spannend om mijn verhaal te vertellen bij de gemeente."),
    ("Roos", "En toch heb je het gedaan, want iedereen zat daarna stil te luisteren."),
    ("Kees", "Ze zeiden dat Marieke er iets mee wilde, maar toen hoorde ik weken niks."),
    ("Roos", "Dat is bij ons net zo, en daarom bel ik tegenwoordig gewoon zelf op."),
    ("Kees", "Dan weet je tenminste waar je aan toe bent, dat scheelt al de helft."),
]


def written(path: Path, said: list[tuple[str, str]]) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_text("".join(f"{who}: {text}\n" for who, text in said), "utf-8")
    return path


@pytest.fixture
def study(tmp_path: Path) -> Study:
    made = create_study(tmp_path / "studie", title="Proef", codebook="")
    run.take_in(made, run.read_sources([written(tmp_path / "ruw" / "gesprek.txt", SAID)]))
    return made


def coded(study: Study, utterance_id: str, words: str) -> None:
    text = study.utterances.set_index("utterance_id")["text"][utterance_id]
    row = {
        "utterance_id": utterance_id, "start": text.index(words), "stop": text.index(words) + len(words), "code": "moed",
        "polarity": "aanwezig", "coder": "ana", "status": "geaccepteerd", "score": 1.0, "evidence": "", "memo": "", "at": "2026-01-01T00:00:00",
    }  # fmt: skip
    study.save_codings(pd.DataFrame([row]), coder="ana")


def test_a_mended_or_longer_source_is_not_counted_again(study: Study, tmp_path: Path) -> None:
    before = study.utterances
    mended = [(who, text.replace("helft", "HELFT")) for who, text in SAID]
    path = written(tmp_path / "ruw" / "gesprek.txt", [*mended, ("Roos", "Precies, zo denk ik er ook over.")])
    taken = run.take_in(study, run.read_sources([path]))
    assert taken.new == 0
    assert study.utterances.equals(before)
    assert any("'gesprek.txt' is een andere versie van gesprek B01" in note for note in taken.notes)
    assert any("--refresh" in note for note in taken.notes)


def test_refreshing_brings_it_up_to_date_and_codings_stay_at_their_words(study: Study, tmp_path: Path) -> None:
    coded(study, "B01-001", "mijn verhaal")
    mended = [(who, text.replace("Ik vond het spannend", "Ik vond het eerlijk gezegd spannend")) for who, text in SAID]
    path = written(tmp_path / "ruw" / "gesprek.txt", [*mended, ("Roos", "Precies, zo denk ik er ook over.")])
    taken = run.take_in(study, run.read_sources([path]), refresh=True)
    turns = study.utterances
    assert list(turns["utterance_id"]) == [f"B01-00{n}" for n in range(1, 7)]
    assert "eerlijk gezegd" in turns["text"][0]
    assert list(study.sources["fingerprint"]) == [fingerprint(path)]
    assert set(study.replacements["fingerprint"]) == {fingerprint(path)}
    assert any("1 beurten anders, 1 erbij" in note or "1 beurt anders, 1 erbij" in note for note in taken.notes)
    (row,) = study.codings.to_dict("records")
    assert turns["text"][0][row["start"] : row["stop"]] == "mijn verhaal"
    again = run.take_in(study, run.read_sources([path]))
    assert (again.new, again.known, again.notes) == (0, 1, ())


def test_turns_that_were_put_in_between_are_not_forced_in(study: Study, tmp_path: Path) -> None:
    before = study.utterances
    path = written(tmp_path / "ruw" / "gesprek.txt", [("Roos", "Zullen we maar eens beginnen dan?"), *SAID])
    taken = run.take_in(study, run.read_sources([path]), refresh=True)
    assert study.utterances.equals(before)
    assert any("de oude versie blijft staan" in note for note in taken.notes)
    assert set(study.replacements["fingerprint"]) <= set(study.sources["fingerprint"])


def test_another_talk_with_the_same_questions_is_new(study: Study, tmp_path: Path) -> None:
    other = [("Roos", SAID[0][1]), ("Piet", "Nee, dat heb ik nooit zo gevoeld, bij ons ging het heel gewoon."),
             ("Roos", "Hoe ging dat dan bij jullie in het begin van het traject?"),
             ("Piet", "We zaten met zijn drieën aan tafel en iedereen mocht iets zeggen over het plan.")]  # fmt: skip
    taken = run.take_in(study, run.read_sources([written(tmp_path / "ruw" / "ander.txt", other)]))
    assert taken.new == 1


def test_two_new_files_that_say_nearly_the_same_count_once(tmp_path: Path) -> None:
    study = create_study(tmp_path / "studie", title="Proef", codebook="")
    one = written(tmp_path / "ruw" / "een.txt", SAID)
    two = written(tmp_path / "ruw" / "twee.txt", [(who, text.replace("weken", "maanden")) for who, text in SAID])
    taken = run.take_in(study, run.read_sources([one, two]))
    assert taken.new == 1
    assert any("'twee.txt' zegt bijna hetzelfde als 'een.txt'" in note for note in taken.notes)


def test_a_mended_speaker_is_taken_over_and_told(study: Study, tmp_path: Path) -> None:
    (study.path / "codeboek.yaml").write_text(ONE_CODE, "utf-8")
    coded(study, "B01-001", "mijn verhaal")
    mended = [("Petra" if at == 3 else who, text) for at, (who, text) in enumerate(SAID)]
    path = written(tmp_path / "ruw" / "gesprek.txt", mended)
    taken = run.take_in(study, run.read_sources([path]), refresh=True)
    assert any("0 beurten anders, 1 beurt van een andere spreker, 0 erbij" in note for note in taken.notes)
    assert list(study.utterances["speaker"]) == ["P01", "P02", "P01", "P03", "P01"]
    assert list(study.speakers["speaker"]) == ["P01", "P02", "P03"]
    assert run.check_study(study) == []
    assert len(study.codings) == 1


def test_a_role_that_is_told_now_is_taken_over_and_one_a_person_gave_stays(study: Study, tmp_path: Path) -> None:
    path = tmp_path / "ruw" / "gesprek.txt"
    head = "Aanwezig: Kees (uitvoerder), Roos (inwoner)\n\n"
    people = study.speakers
    people.loc[people["speaker"] == "P02", "role"] = "beleidsmedewerker"
    study.write("deelnemers.csv", people)
    path.write_text(head + "".join(f"{who}: {text}\n" for who, text in SAID), "utf-8")
    taken = run.take_in(study, run.read_sources([path]), refresh=True)
    assert any("5 beurten met een andere rol" in note for note in taken.notes)
    assert study.utterances.groupby("speaker")["role"].first().to_dict() == {
        "P01": "uitvoerder",
        "P02": "beleidsmedewerker",
    }


def test_a_new_speaker_behind_the_end_becomes_a_participant(study: Study, tmp_path: Path) -> None:
    path = written(tmp_path / "ruw" / "gesprek.txt", [*SAID, ("Petra", "Mag ik daar nog iets aan toevoegen?")])
    run.take_in(study, run.read_sources([path]), refresh=True)
    assert list(study.speakers["speaker"]) == ["P01", "P02", "P03"]


def test_a_name_that_is_mended_takes_one_refresh_and_leaves_nobody_without_turns(tmp_path: Path) -> None:
    raw, study = tmp_path / "ruw", create_study(tmp_path / "studie", title="Proef", codebook="")
    head = "Groep: Zuid\nAanwezig: Gerda Hofman, Rik de Wit\n\n"
    early = [("Rik", "Gerda, wat vond jij van de brief die we kregen?"), ("Gerda", "Ik vond hem moeilijk te lezen.")]
    late = [(who.replace("Roos", "Rik de Wit").replace("Kees", "Gerda Hoffmann"), text) for who, text in SAID]
    path = written(raw / "1.txt", early)
    path.write_text(head + path.read_text("utf-8"), "utf-8")
    run.take_in(study, run.read_sources([raw]))
    path = written(raw / "2.txt", late)
    path.write_text("Groep: Zuid\n\n" + path.read_text("utf-8"), "utf-8")
    run.take_in(study, run.read_sources([raw]), refresh=True)
    assert study.utterances["text"].str.contains(r"\[P\d+ of P\d+\]").any()
    path.write_text(path.read_text("utf-8").replace("Hoffmann", "Hofman"), "utf-8")
    notes = run.take_in(study, run.read_sources([raw]), refresh=True).notes
    assert not study.utterances["text"].str.contains(" of P").any()
    assert set(study.speakers["speaker"]) == set(study.utterances["speaker"])
    assert any("uit deelnemers.csv gehaald" in note for note in notes)
    assert run.take_in(study, run.read_sources([raw]), refresh=True).notes == ()
