"""A look before it counts: what was found in its context, and decisions that are remembered."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from kennis.cli import run_cli
from kennis.privacy import anonymise, append_always, decide, describe_finding, key_path, list_findings, load_key
from kennis.settings import SETTINGS_FILE, add_never
from kennis.sources import read_always
from kennis.study import Study, open_study
from kennis.tables import KennisError

PEOPLE = pd.DataFrame({"name": ["Kees Vos"], "role": ["uitvoerder"]})
TEXTS = ["Toen zei Kees dat Petra Lammers in Almelo woont.", "Bel 06-12345678 en vraag naar Petra Lammers."]


@pytest.fixture
def findings() -> pd.DataFrame:
    ids = ["a", "b"]
    rows = pd.DataFrame({"utterance_id": ids, "turn": [1, 2], "speaker": "", "role": "", "text": TEXTS})
    return list_findings(anonymise(rows, people=PEOPLE), dict(zip(ids, TEXTS, strict=True)))


def test_each_finding_stands_in_the_text_as_it_came_in(findings: pd.DataFrame) -> None:
    texts = dict(zip("ab", TEXTS, strict=True))
    assert [texts[row.utterance_id][row.start : row.stop] for row in findings.itertuples()] == list(findings["said"])
    assert {"Kees", "Petra Lammers", "Almelo", "06-12345678"} <= set(findings["said"])
    assert all(row.before + row.said + row.after in texts[row.utterance_id] for row in findings.itertuples())


def test_a_finding_is_said_in_its_context(findings: pd.DataFrame) -> None:
    told = describe_finding(findings.iloc[0].to_dict())
    assert "Toen zei ‹Kees› dat" in told
    assert "wordt [P01]" in told


def test_a_name_is_asked_about_once_and_a_participant_or_number_never(findings: pd.DataFrame) -> None:
    asked: list[str] = []
    decide(findings, lambda question: asked.append(question) or "")
    assert sum("‹Petra Lammers›" in question for question in asked) == 1
    assert [q for q in asked if "‹Kees›" in q or "‹06-" in q] == []


def test_answers_become_entries_of_the_lists(findings: pd.DataFrame) -> None:
    doubtful = findings.assign(doubtful=findings["said"].eq("Almelo"))
    answers = {"Almelo": "h", "Petra Lammers": "n"}
    decided = decide(doubtful, lambda q: next((a for word, a in answers.items() if f"‹{word}›" in q), ""))
    assert decided.always == ("in [Almelo] woont",)
    assert decided.never == ("Petra Lammers",)


def test_a_slip_of_the_finger_is_asked_again_and_decides_nothing(findings: pd.DataFrame) -> None:
    answers, asked = iter(["x", "a", "n", "s"]), []
    decided = decide(findings, lambda question: asked.append(question) or next(answers))
    assert (decided.always, len(decided.never), len(asked)) == ((), 1, 4)
    assert asked[1].strip() == "'x' kan hier niet. Kies uit: Enter, n, s:"


def test_stopping_keeps_what_was_decided(findings: pd.DataFrame) -> None:
    answers = iter(["n", "s"])
    assert len(decide(findings, lambda _: next(answers)).never) == 1


def test_the_list_of_always_grows_and_keeps_its_remarks(tmp_path: Path) -> None:
    path = tmp_path / "altijd_vervangen.txt"
    path.write_text("# van ons\nzwart\n", "utf-8")
    append_always(path, ["zwart", "meneer [wit] aan", "meneer [wit] aan"])
    assert path.read_text("utf-8") == "# van ons\nzwart\nmeneer [wit] aan\n"


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16", "utf-8-sig"])
def test_the_list_of_always_may_have_any_encoding(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "altijd_vervangen.txt"
    path.write_text("# van ons, geschreven in een oud programma\nZoë\nAndré\n", encoding=encoding)
    append_always(path, ["André", "Renée"])
    assert read_always([tmp_path]) == ("Zoë", "André", "Renée")


def test_never_goes_into_the_settings_and_the_rest_stays_to_the_letter(study: Study) -> None:
    path = study.path / SETTINGS_FILE
    before = path.read_text("utf-8")
    add_never(path, ["De Brug", 'het "huis"', "De Brug"])
    assert open_study(study.path).settings.never == ("De Brug", 'het "huis"')
    add_never(path, ["Eik"])
    assert open_study(study.path).settings.never == ("De Brug", 'het "huis"', "Eik")
    assert path.read_text("utf-8") == before.replace("nooit = []", 'nooit = ["De Brug", "het \\"huis\\"", "Eik"]')


@pytest.mark.parametrize("text", ['titel = "x"\n', 'titel = "x"\n[privacy]\nkleine_groep = 3\n[themas]\nseed = 1\n'])
def test_never_finds_a_place_in_settings_without_the_list(tmp_path: Path, text: str) -> None:
    (tmp_path / SETTINGS_FILE).write_text(text, "utf-8")
    add_never(tmp_path / SETTINGS_FILE, ["Eik"])
    assert open_study(tmp_path).settings.never == ("Eik",)


def test_a_list_that_cannot_be_changed_safely_is_left_alone(tmp_path: Path) -> None:
    text = '[privacy]\nnooit = [\n  "a]b",\n]\n'
    (tmp_path / SETTINGS_FILE).write_text(text, "utf-8")
    with pytest.raises(KennisError, match="zelf"):
        add_never(tmp_path / SETTINGS_FILE, ["Eik"])
    assert (tmp_path / SETTINGS_FILE).read_text("utf-8") == text


SOURCE = "Aanwezig: Fatma El Amrani, Kees Vos\n\nKees: Dag Fatma.\nFatma: Ik ken Petra Lammers uit Almelo.\n"


@pytest.fixture
def source(tmp_path: Path) -> Path:
    (tmp_path / "gesprek.txt").write_text(SOURCE, "utf-8")
    return tmp_path / "gesprek.txt"


def test_review_without_a_terminal_only_prints(source: Path, study: Study, capsys: pytest.CaptureFixture[str]) -> None:
    files = sorted(path.name for path in source.parent.rglob("*"))
    assert run_cli(["review", str(source), "--study", str(study.path)]) == 0
    told = capsys.readouterr().out
    assert "gesprek.txt:" in told
    assert "‹Petra Lammers›" in told
    assert sorted(path.name for path in source.parent.rglob("*")) == files
    assert not key_path(study.settings.study_id).exists()


def test_without_a_study_never_cannot_be_chosen(findings: pd.DataFrame) -> None:
    doubtful = findings.assign(doubtful=findings["said"].eq("Almelo"))
    answers, asked = iter(["n", "a"]), []
    decided = decide(doubtful, lambda question: asked.append(question) or next(answers), with_never=False)
    assert (decided.always, decided.never) == (("Almelo",), ())
    assert "--study" in asked[0]
    assert asked[1].strip() == "'nooit' kan alleen met een studie (--study MAP). Kies uit: Enter, a, h, s:"


def test_review_works_without_a_study(
    source: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(source.parent)
    monkeypatch.setattr("kennis.cli_privacy.is_answering", lambda: True)
    monkeypatch.setattr("typer.prompt", lambda *_, **__: "a")
    source.write_text(SOURCE + "Kees: Ik ben de enige wethouder in het dorp.\n", "utf-8")
    assert run_cli(["review", "gesprek.txt"]) == 0
    told = capsys.readouterr().out
    assert "‹Petra Lammers›" in told
    assert read_always([source.parent]) == ("de enige wethouder",)


def test_the_command_to_review_can_be_typed_as_it_is_named(
    source: Path, study: Study, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from kennis.terminal import say_doubts

    say_doubts(2, [Path("mijn ruw")], "Daarna.", study=Path("studie"))
    assert "kennis review 'mijn ruw' --study studie\n" in capsys.readouterr().out
    say_doubts(2, [Path("a")] * 9, "Daarna.")
    assert "kennis review BRON\n" in capsys.readouterr().out


@pytest.fixture
def known(source: Path, study: Study) -> Study:
    assert run_cli(["review", str(source), "--study", str(study.path)]) == 0
    from kennis import run

    run.take_in(study, run.read_sources([source]))
    return study


def test_one_person_is_looked_up_on_purpose(known: Study, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert run_cli(["key", "show", "P01", "--study", str(known.path)]) == 0
    assert capsys.readouterr().out.strip() == "Kees Vos"
    assert run_cli(["key", "show", "P77", "--study", str(known.path)]) == 2
    capsys.readouterr()
    assert run_cli(["key", "show", "Kees", "--study", str(known.path)]) == 2
    assert capsys.readouterr().err.strip() == "'Kees' is geen nummer van een deelnemer. Geef een nummer, zoals P07."


def test_a_passphrase_is_set_and_rotated(known: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    path = key_path(known.settings.study_id)
    people = load_key(path).people
    for old, new in (("", "eend"), ("eend", "gans")):
        monkeypatch.setenv("KENNIS_WACHTWOORD", old)
        monkeypatch.setenv("KENNIS_WACHTWOORD_NIEUW", new)
        # The first time the key is open, and an environment passphrase does not stand in its way.
        assert run_cli(["key", "passphrase", "--study", str(known.path)]) == 0
        assert load_key(path, passphrase=new).people == people
    assert b"Kees" not in path.read_bytes()


def test_without_a_terminal_a_new_passphrase_must_be_told(known: Study, capsys: pytest.CaptureFixture[str]) -> None:
    before = key_path(known.settings.study_id).read_bytes()
    assert run_cli(["key", "passphrase", "--study", str(known.path)]) == 2
    assert "KENNIS_WACHTWOORD_NIEUW" in capsys.readouterr().err
    assert key_path(known.settings.study_id).read_bytes() == before


def test_a_wrong_passphrase_is_one_dutch_sentence(
    known: Study, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("KENNIS_WACHTWOORD", "eend")
    monkeypatch.setenv("KENNIS_WACHTWOORD_NIEUW", "eend")
    run_cli(["key", "passphrase", "--study", str(known.path)])
    monkeypatch.setenv("KENNIS_WACHTWOORD", "gans")
    capsys.readouterr()
    assert run_cli(["key", "show", "P01", "--study", str(known.path)]) == 2
    told = capsys.readouterr()
    assert "wachtwoord past niet" in told.err
    assert "Kees" not in told.out + told.err


def test_without_a_key_there_is_nothing_to_look_up(study: Study, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_cli(["key", "show", "P01", "--study", str(study.path)]) == 2
    assert "staat niet op deze computer" in capsys.readouterr().err
