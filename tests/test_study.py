from pathlib import Path

import pandas as pd
import pytest

from kennis.study import Study, create_study, open_study
from kennis.tables import KennisError


def test_a_new_study_opens_empty(study: Study) -> None:
    again = open_study(study.path)
    assert again.settings.title == "Proefstudie"
    assert again.utterances.empty
    assert again.meetings.empty


def test_two_studies_with_one_title_never_share_a_key(tmp_path: Path) -> None:
    first = create_study(tmp_path / "a", title="Studie", codebook="")
    second = create_study(tmp_path / "b", title="Studie", codebook="")
    assert first.settings.study_id != second.settings.study_id


def test_a_second_study_in_one_folder_is_refused(study: Study) -> None:
    with pytest.raises(KennisError, match="staat al een studie"):
        create_study(study.path, title="Nog een", codebook="")


def test_adding_a_meeting_renames_nothing(study: Study, turns: pd.DataFrame) -> None:
    first = study.add_transcript(turns, meeting={"kind": "interview", "date": "2025-06-01"}, fingerprint="een")
    before = study.utterances
    second = study.add_transcript(turns, meeting={"kind": "interview", "date": "2025-01-01"}, fingerprint="twee")
    assert (first, second) == ("B01", "B02")
    pd.testing.assert_frame_equal(study.utterances.head(3), before)
    assert study.utterances["utterance_id"].tolist()[3:] == ["B02-001", "B02-002", "B02-003"]


def test_a_meeting_that_was_taken_out_leaves_its_number_unused(study: Study, turns: pd.DataFrame) -> None:
    study.add_transcript(turns, meeting={}, fingerprint="een")
    (study.path / "transcripten" / "B01.csv").unlink()
    (study.path / "bijeenkomsten.csv").unlink()
    assert study.add_transcript(turns, meeting={}, fingerprint="twee") == "B02"


def test_quotes_get_numbers_of_their_own(study: Study, turns: pd.DataFrame) -> None:
    study.add_quotes(turns.head(1), fingerprint="een")
    assert study.add_quotes(turns, fingerprint="twee") == ["C002", "C003", "C004"]
    assert study.quotes["utterance_id"].tolist() == ["C001", "C002", "C003", "C004"]


def test_known_speakers_keep_their_row(study: Study) -> None:
    study.add_speakers(pd.DataFrame({"speaker": ["P01"], "role": ["inwoner"], "organisation_kind": [""]}))
    study.add_speakers(
        pd.DataFrame({"speaker": ["P01", "P02"], "role": ["uitvoerder", ""], "organisation_kind": ["", ""]})
    )
    assert study.speakers["role"].tolist() == ["inwoner", ""]


def test_an_unchanged_log_keeps_its_times(study: Study) -> None:
    row = {"utterance_id": "B01-001", "start": 0, "stop": 3, "code": "moed", "coder": "lexicon", "status": "voorstel"}
    study.save_codings(pd.DataFrame([row | {"at": "2026-01-01"}]), coder="lexicon")
    study.save_codings(pd.DataFrame([row | {"at": "2026-02-02"}]), coder="lexicon")
    assert study.codings["at"].tolist() == ["2026-01-01"]


@pytest.mark.parametrize("name", ["../anders", "a/b", "", "a b"])
def test_a_coders_name_cannot_lead_out_of_the_study(study: Study, name: str) -> None:
    with pytest.raises(KennisError, match="kan geen naam van een codeur zijn"):
        study.save_codings(pd.DataFrame(), coder=name)


def test_somebody_elses_rows_are_refused_in_a_log(study: Study) -> None:
    row = {"utterance_id": "a", "start": 0, "stop": 1, "code": "moed", "coder": "ada", "status": "voorstel"}
    with pytest.raises(KennisError, match="rijen van een andere codeur"):
        study.save_codings(pd.DataFrame([row]), coder="bob")


def test_a_wrong_setting_names_its_line(study: Study) -> None:
    (study.path / "studie.toml").write_text('titel = "ok"\nid = zonder aanhalingstekens\n')
    with pytest.raises(KennisError, match=r"studie\.toml, regel 2"):
        open_study(study.path)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('fictief = "nee"', "bij 'fictief' hoort true of false"),
        ("titel = 2026-01-01", "bij 'titel' hoort tekst tussen aanhalingstekens"),
        ('[privacy]\nnooit = "Berk"', r"bij 'nooit' hoort een lijst, zoals \["),
        ("[privacy]\nplaatsen = [1]", "bij 'plaatsen' hoort een lijst"),
        ("[privacy]\nkleine_groep = true", "bij 'kleine_groep' hoort een heel getal"),
        ("[themas]\nseed = -1", "bij 'seed' hoort een heel getal"),
        ("[privacy]\nkleine_groepen = 10", r"'kleine_groepen' is hier geen.*Bedoel je 'kleine_groep'\? Die hoort onder \[privacy\]"),
        ("kleine_groep = 10", r"'kleine_groep' is hier geen instelling. Die hoort onder \[privacy\]"),
        ("[privasy]\nkleine_groep = 10", r"'privasy' is hier geen instelling. Bedoel je \[privacy\]"),
        ("zomaar = 1", "'zomaar' is hier geen instelling. Haal de regel weg"),
    ],
)  # fmt: skip
def test_a_setting_of_the_wrong_kind_or_name_is_told_and_never_guessed(study: Study, text: str, message: str) -> None:
    (study.path / "studie.toml").write_text(text)
    with pytest.raises(KennisError, match=rf"studie\.toml: {message}"):
        open_study(study.path)


def test_no_study_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(KennisError, match="kennis new"):
        open_study(tmp_path)


def test_a_notebook_finds_its_study_upwards(study: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    (study.path / "notebooks").mkdir()
    monkeypatch.chdir(study.path / "notebooks")
    assert open_study().path == study.path.resolve()


def test_the_environment_names_the_study_first(study: Study, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KENNIS_STUDIE", str(study.path))
    assert open_study().path == study.path.resolve()


def test_a_role_filled_in_by_the_researcher_is_the_role_of_the_turns(study: Study, turns: pd.DataFrame) -> None:
    study.add_transcript(turns.assign(speaker="P01", role=""), meeting={}, fingerprint="een")
    study.add_speakers(pd.DataFrame({"speaker": ["P01"], "role": [""]}))
    filled = study.speakers.assign(role="inwoner")
    study.write("deelnemers.csv", filled)
    assert set(open_study(study.path).utterances["role"]) == {"inwoner"}


def test_a_date_that_excel_saved_is_iso_in_what_is_written_next(study: Study, turns: pd.DataFrame) -> None:
    study.add_transcript(turns, meeting={"date": "2026-02-18"}, fingerprint="een")
    path = study.path / "bijeenkomsten.csv"
    path.write_text("\ufeffmeeting_id;kind;group;date;title\nB01;Interview;;25-2-2026;\n", "utf-8")
    study.add_transcript(turns, meeting={}, fingerprint="twee")
    assert path.read_text("utf-8").splitlines()[1] == "B01,interview,,2026-02-25,"
