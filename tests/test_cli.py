"""The command line as an outside script sees it: columns, exit statuses, one Dutch sentence."""

from __future__ import annotations

import errno
import io
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
import typer
from conftest import RAW

from kennis.cli import run_cli
from kennis.study import Study, create_study, open_study
from kennis.tables import UTTERANCES

TRANSCRIPT = """Soort: interview
Datum: 3 juni 2025
Aanwezig: Fatma El Amrani (ervaringsdeskundige), Kees Vos (uitvoerder)

Kees: Goedemorgen Fatma, fijn dat je er bent.
Fatma: Dank je Kees. Ik durfde eerst niet te komen, eerlijk gezegd.
Kees: Dat snap ik. Vertrouwen moet groeien, ook bij ons.
Fatma: Bel me anders op 06-12345678.
"""


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "gesprek.txt"
    path.write_text(TRANSCRIPT, "utf-8")
    return path


def test_read_gives_the_columns_of_utterances(source: Path, tmp_path: Path) -> None:
    assert run_cli(["read", str(source), "--out", str(tmp_path / "t.csv")]) == 0
    table = pd.read_csv(tmp_path / "t.csv", keep_default_na=False)
    assert list(table.columns)[: len(UTTERANCES.names)] == list(UTTERANCES.names)
    assert table["speaker"].tolist() == ["Kees", "Fatma", "Kees", "Fatma"]
    assert table["role"].tolist() == ["uitvoerder", "ervaringsdeskundige"] * 2


def test_anonymise_leaves_no_name_and_logs_without_the_original(source: Path, tmp_path: Path) -> None:
    assert run_cli(["anonymise", str(source), "--out", str(tmp_path / "uit")]) == 0
    written = "".join(path.read_text("utf-8") for path in (tmp_path / "uit").iterdir())
    assert [name for name in ("Fatma", "Amrani", "Kees", "Vos", "12345678") if name in written] == []
    table = pd.read_csv(tmp_path / "uit" / "gesprek.csv", keep_default_na=False)
    assert table["speaker"].tolist() == ["P01", "P02", "P01", "P02"]
    assert table["text"].iloc[0] == "Goedemorgen [P02], fijn dat je er bent."
    log = pd.read_csv(tmp_path / "uit" / "gesprek.log.csv", keep_default_na=False)
    first = log.iloc[0]
    text = table.set_index("utterance_id").loc[first["utterance_id"], "text"]
    assert text[first["start"] : first["stop"]] == first["replacement"] == "[P02]"


def test_a_table_keeps_its_rows_and_its_ids(tmp_path: Path) -> None:
    rows = pd.DataFrame(
        {"utterance_id": ["q7", "q3"], "text": ["Bel Jan de Vries even.", "Dat klopt."], "thema": ["a", "b"]}
    )
    rows.to_csv(tmp_path / "tabel.csv", index=False)
    assert run_cli(["anonymise", str(tmp_path / "tabel.csv"), "--out", str(tmp_path / "uit")]) == 0
    table = pd.read_csv(tmp_path / "uit" / "tabel.csv", keep_default_na=False)
    assert table["utterance_id"].tolist() == ["q7", "q3"]
    assert "Vries" not in table["text"].iloc[0]
    assert table["text"].iloc[1] == "Dat klopt."


def test_a_table_keeps_its_rows_without_text(tmp_path: Path) -> None:
    rows = {"id": ["q7", "q3", "q9", "q1"], "text": ["Bel Jan de Vries even.", "", "  ", "Dat klopt."]}
    pd.DataFrame(rows).to_csv(tmp_path / "tabel.csv", index=False)
    assert run_cli(["anonymise", str(tmp_path / "tabel.csv"), "--out", str(tmp_path / "uit")]) == 0
    table = pd.read_csv(tmp_path / "uit" / "tabel.csv", keep_default_na=False)
    assert table["utterance_id"].tolist() == ["q7", "q3", "q9", "q1"]
    assert table["text"].iloc[1:].tolist() == ["", "", "Dat klopt."]
    assert "Vries" not in table["text"].iloc[0]


def test_two_tables_with_the_same_ids_stay_apart(tmp_path: Path) -> None:
    for name in ("een", "twee"):
        pd.DataFrame({"utterance_id": ["1"], "text": [f"Dit is tabel {name}."]}).to_csv(
            tmp_path / f"{name}.csv", index=False
        )
    both = [str(tmp_path / "een.csv"), str(tmp_path / "twee.csv")]
    assert run_cli(["anonymise", *both, "--out", str(tmp_path / "uit")]) == 0
    table = pd.read_csv(tmp_path / "uit" / "twee.csv", keep_default_na=False)
    assert (
        table[["utterance_id", "text"]].to_numpy().tolist() == [["1", "Dit is tabel twee."]]
        or table["utterance_id"].iloc[0] == 1
    )


def test_code_gives_the_agreed_columns_and_spans_in_the_text_as_it_stands(tmp_path: Path) -> None:
    said = "  We hadden totaal geen\u00a0vertrouwen in de gemeente 😀, en ik durfde niks te zeggen."
    pd.DataFrame({"text": [said, "De koffie is op."]}).to_csv(tmp_path / "t.csv", index=False)
    assert run_cli(["code", str(tmp_path / "t.csv"), "--out", str(tmp_path / "c.csv")]) == 0
    table = pd.read_csv(tmp_path / "c.csv", keep_default_na=False, dtype={"utterance_id": str})
    assert list(table.columns) == [
        "utterance_id",
        "start",
        "stop",
        "code",
        "insight",
        "polarity",
        "coder",
        "score",
        "evidence",
    ]
    trust = table[table["code"] == "vertrouwen"].iloc[0]
    assert (trust["utterance_id"], trust["insight"], trust["polarity"]) == ("1", "waarden", "afwezig")
    assert "vertrouwen" in said[trust["start"] : trust["stop"]]
    assert trust["evidence"]
    assert "2" not in set(table["utterance_id"])
    origin = json.loads((tmp_path / "c.herkomst.json").read_text("utf-8"))
    assert origin["taalmodel"].startswith("builtin")


def test_cluster_gives_each_text_a_row(tmp_path: Path) -> None:
    pd.DataFrame({"utterance_id": ["a", "b"], "text": ["Dit is te weinig.", "Ja."]}).to_csv(
        tmp_path / "t.csv", index=False
    )
    assert run_cli(["cluster", str(tmp_path / "t.csv"), "--out", str(tmp_path / "k.csv")]) == 0
    table = pd.read_csv(tmp_path / "k.csv", keep_default_na=False)
    assert list(table.columns) == ["utterance_id", "cluster", "strength"]
    assert sorted(table["utterance_id"]) == ["a", "b"]


def test_cluster_gives_as_many_themes_as_asked_for_or_says_why_not(tmp_path: Path) -> None:
    pairs = ["bus halte", "soep lepel", "tuin schoffel", "fiets zadel", "koor piano", "hond riem", "trui wol"]
    texts = [f"Toen ging het over de {pair.split()[0]} en ook over de {pair.split()[1]}." for pair in pairs] * 15
    table, out = tmp_path / "t.csv", tmp_path / "k.csv"
    pd.DataFrame({"utterance_id": [f"z{n:03d}" for n in range(105)], "text": texts}).to_csv(table, index=False)
    assert run_cli(["cluster", str(table), "--out", str(out), "--count", "3"]) == 0
    assert pd.read_csv(out)["cluster"].nunique() == 3
    assert run_cli(["cluster", str(table), "--out", str(out), "--count", "41"]) != 0


def test_new_makes_a_study_that_opens(tmp_path: Path) -> None:
    assert run_cli(["new", str(tmp_path / "mijn"), "--title", "Mijn studie"]) == 0
    names = {path.name for path in (tmp_path / "mijn").iterdir()}
    assert {"studie.toml", "codeboek.yaml", "notebooks", "LEESMIJ.md", "ruw"} <= names
    assert run_cli(["new", str(tmp_path / "mijn")]) == 2


BROKEN = {
    "leeg.txt": b"",
    "binair.txt": bytes(range(256)) * 40,
    "kapot.docx": b"PK\x03\x04 dit is geen word-bestand",
    "kapot.xlsx": b"geen excel",
    "kapot.pdf": b"%PDF-1.7 kapot",
    "foto.jpg": b"\xff\xd8\xff\xe0 plaatje",
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_cannot_be_read_gives_one_dutch_sentence_and_status_two(
    tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / name).write_bytes(BROKEN[name])
    assert run_cli(["read", str(tmp_path / name), "--out", str(tmp_path / "t.csv")]) == 2
    complaint = capsys.readouterr().err.strip()
    assert name in complaint
    assert "\n" not in complaint
    assert not (tmp_path / "t.csv").exists()


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (["read", "bestaat-niet.docx", "--out", "t.csv"], "bestaat-niet.docx"),
        (["run", "--study", "nergens"], "geen studie"),
        (["read"], "ontbreekt"),
        (["vertaal"], "opdracht"),
        (["code", "x.csv", "--uit", "y"], "--uit"),
        (["render", "--study", "nergens"], "geen studie"),
    ],
)
def test_wrong_use_is_explained_in_dutch(
    arguments: list[str], part: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run_cli(arguments) == 2
    assert part in capsys.readouterr().err


def test_a_slip_in_the_name_of_a_study_begins_no_study_and_names_the_one_that_is_there(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run_cli(["new", "moestuin"]) == 0
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "index.html").write_text("de oude pagina", "utf-8")
    assert run_cli(["run", str(source), "--study", "moestuinn"]) == 2
    told = capsys.readouterr().err.strip()
    assert told == (
        "Er is geen studie 'moestuinn'. Bedoelde je 'moestuin'? Een nieuwe studie begin je met: kennis new moestuinn"
    )
    assert not (tmp_path / "moestuinn").exists()
    assert (tmp_path / "site" / "index.html").read_text("utf-8") == "de oude pagina"
    assert run_cli(["render", "--study", "iets-heel-anders"]) == 2
    assert "Bedoelde" not in capsys.readouterr().err


def test_help_is_dutch(capsys: pytest.CaptureFixture[str]) -> None:
    answer = subprocess.run([sys.executable, "-m", "kennis.cli", "--help"], capture_output=True, text=True, check=False)
    assert "Gebruik:" in answer.stdout
    assert "Opdrachten" in answer.stdout
    assert [word for word in ("Usage", "Options", "Show this") if word in answer.stdout] == []


def test_a_codebook_that_lies_there_is_not_written_over(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "codeboek.yaml").write_text("van mij", encoding="utf-8")
    assert run_cli(["new", str(tmp_path)]) == 2
    assert "staat al een codeboek.yaml" in capsys.readouterr().err
    assert (tmp_path / "codeboek.yaml").read_text(encoding="utf-8") == "van mij"


def test_the_list_of_what_is_always_replaced_may_have_any_encoding(source: Path, tmp_path: Path) -> None:
    (source.parent / "altijd_vervangen.txt").write_bytes("Béatrice\r\n".encode("cp1252"))
    assert run_cli(["anonymise", str(source), "--out", str(tmp_path / "uit")]) == 0


def test_what_is_left_in_doubt_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = tmp_path / "gesprek.txt"
    said.write_text("a: ze is gehaald van de regenboogschool hoor.\nb: ja.\n", encoding="utf-8")
    assert run_cli(["anonymise", str(said), "--out", str(tmp_path / "uit")]) == 0
    assert "Bij 1 stukje tekst twijfelt de computer" in capsys.readouterr().out


def test_a_check_without_the_key_does_not_say_it_looked_for_people(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    run_cli(["new", str(tmp_path / "studie")])
    monkeypatch.setenv("KENNIS_SLEUTELS", str(tmp_path / "nergens"))
    (tmp_path / "leeg.txt").write_text("Hier staat niets.\n", encoding="utf-8")
    capsys.readouterr()
    assert run_cli(["check", str(tmp_path / "leeg.txt"), "--study", str(tmp_path / "studie")]) == 0
    told = capsys.readouterr().out
    assert "staat niet op deze computer" in told
    assert "mensen uit de sleutel" not in told


def test_a_table_gets_no_name_of_another_kind_of_file(
    source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_cli(["read", str(source), "--out", str(tmp_path / "t.xlsx")]) == 2
    assert "Kies een naam op .csv" in capsys.readouterr().err


def test_a_folder_is_read_whole(tmp_path: Path) -> None:
    assert run_cli(["read", str(RAW), "--out", str(tmp_path / "t.csv")]) == 0
    assert len(pd.read_csv(tmp_path / "t.csv")) > 1500


def test_a_result_never_overwrites_what_it_is_made_of(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "t.csv"
    path.write_text("text\nIk durfde het niet.\n", "utf-8")
    for command in ("code", "cluster", "read"):
        assert run_cli([command, str(path), "--out", str(path)]) == 2
    assert path.read_text("utf-8") == "text\nIk durfde het niet.\n"
    assert "overschreven" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["code", "cluster"])
def test_an_id_that_stands_twice_is_told_with_its_row(
    tmp_path: Path, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "t.csv").write_text("utterance_id,text\nx,Ja.\nx,Nee.\n", "utf-8")
    assert run_cli([command, str(tmp_path / "t.csv"), "--out", str(tmp_path / "u.csv")]) == 2
    assert "t.csv, rij 3" in capsys.readouterr().err


def test_text_in_another_script_is_text(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("text\nشكرا جزيلا لكم جميعا 😀😀😀\nDank je wel.\n", "utf-8")
    assert run_cli(["read", str(tmp_path / "t.csv"), "--out", str(tmp_path / "u.csv")]) == 0
    assert "شكرا" in (tmp_path / "u.csv").read_text("utf-8")


def test_a_mistake_in_a_command_names_the_help_of_that_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_cli(["run", "--wat"]) == 2
    assert capsys.readouterr().err == "De optie --wat bestaat niet. Bekijk de uitleg met: kennis run --help\n"
    assert run_cli(["key"]) == 2
    assert capsys.readouterr().err == "Hier hoort nog een opdracht achter. Bekijk de uitleg met: kennis key --help\n"


def test_a_fault_of_kennis_itself_is_told_without_what_was_said(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(paths: object) -> None:
        raise ValueError("Fatma durfde eerst niet te komen")

    monkeypatch.setattr("kennis.sources.list_sources", fail)
    assert run_cli(["read", str(source), "--out", str(tmp_path / "t.csv")]) == 2
    told = capsys.readouterr().err
    assert "Fatma" not in told and "ValueError, sources.py regel" in told
    monkeypatch.setenv("KENNIS_TRACEBACK", "1")
    with pytest.raises(ValueError, match="Fatma"):
        run_cli(["read", str(source), "--out", str(tmp_path / "t.csv")])


def test_one_file_that_cannot_be_read_holds_up_the_others_and_says_so(
    source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "leeg.txt").touch()
    assert run_cli(["read", str(source), str(tmp_path / "leeg.txt"), "--out", str(tmp_path / "t.csv")]) == 2
    told = capsys.readouterr().err
    assert "'leeg.txt'" in told and "nog niets ingelezen" in told and not (tmp_path / "t.csv").exists()


def test_sources_in_the_folder_of_a_study_begin_no_second_one(
    source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_cli(["new", str(tmp_path / "wmo")]) == 0
    inside = tmp_path / "wmo" / "ruw" / "gesprek.txt"
    inside.parent.mkdir(exist_ok=True)
    inside.write_bytes(source.read_bytes())
    assert run_cli(["run", str(inside.parent), "--out", str(tmp_path / "site")]) == 2
    assert f"--study {tmp_path / 'wmo'}" in capsys.readouterr().err
    assert not (tmp_path / "site").exists()


def test_check_is_not_done_when_a_file_could_not_be_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "gesprek.doc").write_bytes(b"\xd0\xcf\x11\xe0" + b"\0" * 600)
    assert run_cli(["check", str(tmp_path)]) == 1
    told = capsys.readouterr().out
    assert "Niets gevonden" not in told
    assert "gesprek.doc" in told
    assert "niet te lezen" in told
    (tmp_path / "a.txt").write_text("Bel 06-12345678.", "utf-8")
    assert run_cli(["check", str(tmp_path)]) == 1
    told = capsys.readouterr().out
    assert "Gevonden op 1 plaats" in told
    assert "gesprek.doc" in told


def anonymised(folder: Path, *sources: str) -> list[str]:
    assert run_cli(["anonymise", *sources, "--out", str(folder)]) == 0
    return sorted(path.name for path in folder.iterdir() if not path.name.endswith(".log.csv"))


def test_a_table_named_after_its_source_holds_no_name(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ruw = tmp_path / "ruw"
    ruw.mkdir()
    for name in ("a gesprek", "interview Latifa El Bouazzati", "zelda_later"):
        (ruw / f"{name}.txt").write_text("Zelda: Ik was er ook bij.\nKees: Dat weet ik nog goed.\n" * 2, "utf-8")
    assert anonymised(tmp_path / "uit", str(ruw)) == ["a gesprek.csv", "bron-02.csv", "bron-03.csv"]
    told = capsys.readouterr().out
    assert "bron-02.csv is gemaakt van " in told
    assert "Latifa El Bouazzati.txt'" in told
    assert "a gesprek.csv" not in told


def test_a_name_says_nothing_because_it_is_the_name_of_the_source(tmp_path: Path) -> None:
    (tmp_path / "gesprek twee.txt").write_text("Spreker 1: Dat klopt.\nSpreker 2: Ja, zeker.\n" * 3, "utf-8")
    assert anonymised(tmp_path / "uit", str(tmp_path / "gesprek twee.txt")) == ["gesprek twee.csv"]


def test_sources_with_one_name_each_get_a_table(tmp_path: Path) -> None:
    for folder in "ab":
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "verslag.txt").write_text(TRANSCRIPT + f"Kees: Dit was {folder}.\n", "utf-8")
    (tmp_path / "b" / "verslag.log.txt").write_text(TRANSCRIPT, "utf-8")
    anonymised(tmp_path / "uit", str(tmp_path / "a"), str(tmp_path / "b"))
    assert len(list((tmp_path / "uit").iterdir())) == 6


def test_anonymising_again_renews_its_own_tables(source: Path, tmp_path: Path) -> None:
    anonymised(tmp_path / "uit", str(source))
    source.write_text(TRANSCRIPT + "Kees: Tot morgen.\n", "utf-8")
    anonymised(tmp_path / "uit", str(source))
    assert "Tot morgen." in (tmp_path / "uit" / "gesprek.csv").read_text("utf-8")


@pytest.mark.parametrize("given", ["gesprek.csv", "gesprek.txt"])
def test_anonymising_writes_over_no_source_and_no_neighbour(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], given: str
) -> None:
    (tmp_path / "gesprek.txt").write_text(TRANSCRIPT, "utf-8")
    (tmp_path / "gesprek.csv").write_text("spreker;tekst\nKees;Dat was een mooie dag.\n", "utf-8")
    before = (tmp_path / "gesprek.csv").read_bytes()
    assert run_cli(["anonymise", str(tmp_path / given), "--out", str(tmp_path)]) == 2
    assert "--out een andere map" in capsys.readouterr().err
    assert (tmp_path / "gesprek.csv").read_bytes() == before
    assert not (tmp_path / "gesprek.log.csv").exists()


def test_a_project_goes_out_and_comes_back(sample: Study, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    copy, project = tmp_path / "studie", tmp_path / "uit.qdpx"
    shutil.copytree(sample.path, copy)
    assert run_cli(["export", "--study", str(copy), "--out", str(project)]) == 0
    told = capsys.readouterr().out
    assert "codeur_b 492." in told
    assert "Niet mee: " in told
    assert run_cli(["export", "--study", str(copy), "--out", str(project), "--suggestions"]) == 0
    assert "van de codeur ‘computer’" in capsys.readouterr().out
    (copy / "coderingen" / "codeur_b.csv").unlink()
    assert run_cli(["import", str(project), "--study", str(copy)]) == 0
    assert "492 coderingen erbij: codeur_b 492." in capsys.readouterr().out
    assert run_cli(["export", "--study", str(copy), "--out", str(tmp_path / "uit.docx")]) == 2
    assert run_cli(["import", str(tmp_path / "weg.qdpx"), "--study", str(copy)]) == 2


def test_a_folder_for_the_pages_that_is_a_file_is_refused_before_anything_is_read(
    source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_cli(["run", str(source), "--out", str(source)]) == 2
    assert f"In '{source}' kan niets komen te staan" in capsys.readouterr().err


def kennis(*arguments: str, **how: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "kennis.cli", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, **how)  # type: ignore[call-overload, no-any-return]


def test_a_sign_that_the_terminal_cannot_show_stops_nothing(source: Path) -> None:
    told = source.with_name("verslag→1.txt")
    source.rename(told)
    answer = kennis("review", str(told), env={**os.environ, "PYTHONIOENCODING": "cp1252"}, encoding="cp1252")
    assert (answer.returncode, answer.stderr) == (0, "")
    assert "verslag?1.txt: " in answer.stdout


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-"])
def test_a_closed_stream_stops_nothing(source: Path, closed: str) -> None:
    command = f'exec "$0" -m kennis.cli review "$1" {closed}'
    answer = subprocess.run(["/bin/sh", "-c", command, sys.executable, str(source)], capture_output=True, check=False)
    assert (answer.returncode, answer.stderr) == (0, b"")


def test_output_that_cannot_be_written_is_told_in_dutch(source: Path) -> None:
    with Path("/dev/full").open("w") as full:
        command = [sys.executable, "-m", "kennis.cli", "review", str(source)]
        answer = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert answer.returncode == 2
    assert answer.stderr.count("de schijf is vol") == answer.stderr.count("\n") == 1


class Interrupted(io.StringIO):
    def readline(self, *_: object) -> str:
        raise KeyboardInterrupt


@pytest.mark.parametrize("typed", [Interrupted(), io.StringIO()])  # Ctrl-C, and the end of what is typed
def test_who_stops_at_a_question_reads_what_is_kept(
    sample: Study,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    typed: io.StringIO,
) -> None:
    study = shutil.copytree(sample.path, tmp_path / "studie", ignore=shutil.ignore_patterns("voorbeeld_ruw"))
    monkeypatch.setattr("kennis.cli_privacy.is_answering", lambda: True)
    monkeypatch.setattr(sys, "stdin", typed)
    assert run_cli(["recheck", "--study", str(study)]) == 1
    assert capsys.readouterr().err.strip() == (
        "Afgebroken. Wat al af was, is bewaard; de rest niet. Geef dezelfde opdracht opnieuw om verder te gaan."
    )


def test_ctrl_c_during_the_work_says_what_is_kept(
    source: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("kennis.sources.read_sources", stopped)
    assert run_cli(["review", str(source)]) == 1
    assert capsys.readouterr().err.startswith("Afgebroken. Wat al af was, is bewaard")


def test_what_was_decided_before_ctrl_c_is_kept(source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source.write_text(
        "a: ze is gehaald van de regenboogschool hoor.\nb: ik zat op de vlinderschool.\na: ja.\n", "utf-8"
    )
    answers = iter(["a"])

    def prompt(*_: object, **__: object) -> str:
        if answer := next(answers, ""):
            return answer
        raise typer.Abort

    monkeypatch.setattr("kennis.cli_privacy.is_answering", lambda: True)
    monkeypatch.setattr(typer, "prompt", prompt)
    assert run_cli(["review", str(source)]) == 1
    assert (source.parent / "altijd_vervangen.txt").read_text("utf-8").splitlines()[1:] == ["regenboogschool"]


def test_a_new_study_needs_a_folder_of_its_own(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("vol").mkdir()
    Path("vol/brief.txt").write_text("x", "utf-8")
    run_cli(["new", "er-al"])
    before = sorted(tmp_path.rglob("*"))
    for name, sentence in {
        "": "Een naam in deze opdracht is leeg.",
        "/": "Geef de nieuwe studie een map met een naam",
        "vol": "De map 'vol' is niet leeg.",
        "vol/brief.txt": "'brief.txt' is een bestand en geen map.",
        "vol/brief.txt/x": "een map erboven is geen map maar een bestand",
        "er-al": "In 'er-al' staat al een studie.",
        "er-al/ruw/nog": "Hier ligt de studie 'er-al' al omheen.",
        "x" * 300: "want de naam is te lang",
    }.items():
        assert run_cli(["new", name]) == 2
        assert sentence in capsys.readouterr().err
    assert sorted(tmp_path.rglob("*")) == before


def test_a_study_begins_here_beside_its_raw_sources_and_keeps_what_git_ignores(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("ruw").mkdir()
    Path(".gitignore").write_text("prive/", "utf-8")
    assert run_cli(["new", "."]) == 0
    assert "staat in deze map." in capsys.readouterr().out
    assert Path(".gitignore").read_text("utf-8").split()[:2] == ["prive/", "ruw/"]
    assert open_study(tmp_path).settings.title == tmp_path.name


def test_numbers_of_an_earlier_time_are_nobody_elses_beside_sources_with_names(tmp_path: Path) -> None:
    """Two runs of `kennis anonymise` both begin at P01: taken together they must not be one person."""
    raw, out = tmp_path / "ruw", tmp_path / "uit"
    raw.mkdir()
    (raw / "a.txt").write_text("Kees Vos: Hoi Roos.\nRoos Dam: Dag Kees.\nKees Vos: Ja.\nRoos Dam: Nou.\n", "utf-8")
    (raw / "tabel.csv").write_text("utterance_id,meeting_id,turn,speaker,text\nx-1,x,1,P01,Hoi [P02].\n", "utf-8")
    assert run_cli(["anonymise", str(raw), "--out", str(out)]) == 0
    table = pd.read_csv(out / "tabel.csv")
    assert [table["speaker"][0], table["text"][0]] == ["P03", "Hoi [P04]."]
    assert run_cli(["anonymise", str(raw / "tabel.csv"), "--out", str(tmp_path / "los")]) == 0
    assert pd.read_csv(tmp_path / "los" / "tabel.csv")["speaker"][0] == "P01"


@pytest.mark.parametrize("out", ["ruw", "ruw/uit"])
def test_results_do_not_come_among_the_sources(tmp_path: Path, out: str, capsys: pytest.CaptureFixture[str]) -> None:
    raw = tmp_path / "ruw"
    raw.mkdir()
    (raw / "gesprek.txt").write_text(TRANSCRIPT, "utf-8")
    assert run_cli(["anonymise", str(raw), "--out", str(tmp_path / out)]) == 2
    assert "is de map met bronnen of ligt daarin" in capsys.readouterr().err
    assert [path.name for path in raw.iterdir()] == ["gesprek.txt"]


def test_results_of_before_among_the_sources_are_refused_and_a_log_is_no_source(
    source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    raw = tmp_path / "ruw"
    assert run_cli(["anonymise", str(source), "--out", str(raw)]) == 0
    shutil.copy(source, raw / "nog een gesprek.txt")
    before = {path.name: path.read_bytes() for path in raw.iterdir()}
    assert run_cli(["anonymise", str(raw), "--out", str(tmp_path / "uit")]) == 2
    assert "'gesprek.log.csv' met de tabel erbij" in capsys.readouterr().err
    assert not (tmp_path / "uit").exists()
    assert run_cli(["read", str(raw), "--out", str(tmp_path / "t.csv")]) == 0
    assert "'gesprek.log.csv' is een lijst van wat er vervangen is" in capsys.readouterr().out
    assert len(pd.read_csv(tmp_path / "t.csv")) == 8  # the table and the talk
    assert {path.name: path.read_bytes() for path in raw.iterdir()} == before


def test_a_disk_that_is_full_leaves_no_table_without_its_log(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    written: list[bytes] = []

    def full(descriptor: int) -> None:
        written.append(b"")
        if len(written) > 1:
            raise OSError(errno.ENOSPC, "full")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        assert run_cli(["anonymise", str(source), "--out", str(tmp_path / "uit")]) == 2
    assert "de schijf is vol" in capsys.readouterr().err
    assert list((tmp_path / "uit").iterdir()) == []
    assert run_cli(["anonymise", str(source), "--out", str(tmp_path / "uit")]) == 0
    assert sorted(path.name for path in (tmp_path / "uit").iterdir()) == ["gesprek.csv", "gesprek.log.csv"]


def test_what_is_given_for_something_else_is_told_as_what_it_is(
    tmp_path: Path, source: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    study = str(create_study(tmp_path / "studie", title="Leeg", codebook="titel: x\n").path)
    for name in ("nep.docx", "nep.xlsx", "nep.pdf"):
        (tmp_path / name).write_text("hoi", "utf-8")
    (tmp_path / "map.qdpx").mkdir()
    out = ["--out", str(tmp_path / "u.csv")]
    for arguments, sentence in (
        (["read", str(tmp_path / "nep.docx"), *out], "het is geen Word-document, al eindigt de naam op docx."),
        (["read", str(tmp_path / "nep.xlsx"), *out], "het is geen rekenblad, al eindigt de naam op xlsx."),
        (["read", str(tmp_path / "nep.pdf"), *out], "het is geen pdf, al heet het zo."),
        (["import", str(tmp_path / "map.qdpx"), "--study", study], "het is een map."),
        (["render", "--study", str(source)], "'gesprek.txt' is een bestand en geen studie."),
        (["recheck", "--study", study], "Deze studie is nog leeg."),
        (["read", str(source), "--out", "/proc/u.csv"], "Lezen of schrijven van 'u.csv' lukt niet, want"),
    ):
        assert run_cli(arguments) == 2
        assert sentence in capsys.readouterr().err
