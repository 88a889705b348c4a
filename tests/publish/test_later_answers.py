"""What happens to answers after the first file: changed, wiped, out of date, among bad files, and decided about."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from small_study import make_study, render
from test_responses import answer, sent

from kennis import show_table
from kennis.cli import run_cli
from kennis.privacy import AgreedStudy, open_study
from kennis.publish import (
    check_replies,
    count_responses,
    find_in_replies,
    list_lost_decisions,
    list_responses,
    list_traceable,
    responses_by_reader,
    take_in_responses,
)
from kennis.publish.material import gather
from kennis.study import Study
from kennis.tables import RESPONSES, check

EARLY, LATE = "2026-03-01T12:00:00", "2026-03-02T12:00:00"
MARKUP = '<script>alert(1)</script> <img src=x onerror="a()"> Zie <link> en <form>; onderwerp = "geld"'


@pytest.fixture
def study(tmp_path: Path) -> Study:
    return make_study(tmp_path / "klein")


def decide(study: Study, **columns: Any) -> None:
    study.write("antwoorden.csv", study.replies.assign(**columns))


def test_what_looks_like_markup_comes_in_as_text_and_is_shown_as_text(study: Study, tmp_path: Path) -> None:
    take_in_responses(
        study, [sent(study, tmp_path, answer("code:moed", text=MARKUP), answer("vraag:mist", "", MARKUP))]
    )
    assert set(study.responses["text"]) == {MARKUP}
    decide(study, decision="aangepast", reason=MARKUP)
    agreed = open_study(study.path)
    shown = [show_table(list_responses(agreed), "x").html, render(study, tmp_path / "site").read_text("utf-8")]
    for html in shown:
        assert "<script>alert" not in html and "<img src=x" not in html and "<link>" not in html
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


def test_a_formula_opens_as_text_in_a_spreadsheet(study: Study, tmp_path: Path) -> None:
    take_in_responses(study, [sent(study, tmp_path, answer(text="=SUM(1)"))])
    for file in (study.path / "antwoorden.csv", *(study.path / "reacties").glob("*.csv")):
        assert "'=SUM(1)" in file.read_text("utf-8") and ",=SUM" not in file.read_text("utf-8")


def test_signs_nobody_sees_are_taken_out_and_block_nothing(study: Study, tmp_path: Path) -> None:
    pasted = "\u202aDit\u202c is\u200e van\u200b mij.\x0bEcht \ud83d\ude00, ook dit\ud83d"
    nothing = answer("code:moed", "", "\u200e")
    assert take_in_responses(study, [sent(study, tmp_path, answer(text=pasted), nothing)]).new == 1
    assert study.responses["text"].tolist() == ["Dit is van mij.\nEcht 😀, ook dit"]


def test_an_answer_about_what_is_gone_blocks_nothing_and_says_on_which_version_it_was_given(
    study: Study, tmp_path: Path
) -> None:
    old = answer("vraag:weg", "", "Oud antwoord", version="000000000000")
    taken = take_in_responses(study, [sent(study, tmp_path, old, answer("code:moed"))])
    assert taken.new == 2
    assert "1 antwoord is gegeven op een andere versie" in taken.notes[0]
    unstamped = sent(study, tmp_path, answer("vraag:weg", "", "Oud"), answer("code:moed"), token="ba9876543210")
    assert "gaat over iets dat nu niet op de pagina's staat" in take_in_responses(study, [unstamped]).notes[0]


def test_what_a_reader_wiped_goes_and_the_researcher_hears_which(study: Study, tmp_path: Path) -> None:
    three = [answer(text="Over een citaat."), answer("code:moed", text="Neem ik terug."), answer("code:drempel")]
    first = sent(study, tmp_path, *three, saved=EARLY)
    take_in_responses(study, [first])
    decide(study, decision=["", "", "aangepast"], reason=["", "", "De uitleg is anders."])
    page = "De uitleg is anders."
    assert page in render(study, tmp_path / "site").read_text("utf-8")
    taken = take_in_responses(study, [sent(study, tmp_path, three[2], name="b.json", saved=LATE)])
    assert (taken.new, taken.changed, taken.gone, taken.known) == (0, 0, 2, 1)
    assert "2 antwoorden staan niet meer in het nieuwe bestand" in taken.notes[0]
    assert "citaat B01-001" in taken.notes[0] and "Moed om te groeien" in taken.notes[0]
    assert "1 besluit gaat over een antwoord" in taken.notes[1]
    assert study.responses["target"].tolist() == ["code:drempel"]
    assert "Neem ik terug" not in "".join(path.read_text("utf-8") for path in study.path.rglob("*.csv"))
    assert page not in render(study, tmp_path / "site").read_text("utf-8")
    lost = list_lost_decisions(open_study(study.path))
    assert lost[["about", "reason"]].values.tolist() == [["Moed om te groeien", page]]
    earlier = take_in_responses(study, [first])
    assert "van deze lezer is er een later bestand" in earlier.notes[0]
    assert study.responses["target"].tolist() == ["code:drempel"]


def test_a_reader_can_take_everything_back(study: Study, tmp_path: Path) -> None:
    take_in_responses(study, [sent(study, tmp_path, saved=EARLY)])
    path = sent(study, tmp_path, name="leeg.json", saved=LATE)
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | {"answers": []}), "utf-8")
    assert take_in_responses(study, [path]).gone == 1
    assert study.responses.empty and study.replies.empty
    assert list_responses(open_study(study.path)).empty and responses_by_reader(study.responses).empty


def test_pages_and_notebook_tell_the_same_decisions(study: Study, tmp_path: Path) -> None:
    take_in_responses(study, [sent(study, tmp_path, answer(), answer("code:moed"), saved=EARLY)])
    decide(study, decision="aangepast", reason="Gedaan.")
    changed = sent(study, tmp_path, answer(verdict="mist_iets"), answer("code:moed"), saved=LATE)
    take_in_responses(study, [changed])
    agreed = open_study(study.path)
    told = list_responses(agreed).query("decision != ''")["response_id"].tolist()
    assert told == gather(agreed).changes["response_id"].tolist() and len(told) == 1
    assert list_lost_decisions(agreed)["verdict"].tolist() == ["herkenbaar"]


def test_good_files_of_a_folder_come_in_and_the_bad_one_is_told(
    study: Study, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "post"
    folder.mkdir()
    sent(study, folder, name="a.json", token="ba9876543210")
    (folder / "b.json").write_text("{", "utf-8")
    sent(study, folder, name="c.json")
    assert run_cli(["responses", str(folder), "--study", str(study.path)]) == 2
    told = capsys.readouterr()
    assert "2 nieuwe reacties" in told.out
    assert "'b.json' is beschadigd" in told.err and "De rest wel." in told.err
    (tmp_path / "leeg").mkdir()
    assert run_cli(["responses", str(tmp_path / "leeg"), "--study", str(study.path)]) == 2
    assert "geen bestand met reacties (.json)" in capsys.readouterr().err


def test_the_same_file_twice_is_one_and_of_two_files_the_last_counts(study: Study, tmp_path: Path) -> None:
    first, copy = (sent(study, tmp_path, answer(), saved=EARLY, name=name) for name in ("a.json", "kopie.json"))
    taken = take_in_responses(study, [first, copy])
    assert (taken.new, taken.notes) == (1, ())
    first = sent(study, tmp_path, answer(), saved=EARLY, name="a.json", token="ba9876543210")
    later = sent(study, tmp_path, answer(verdict="mist_iets"), saved=LATE, name="0.json", token="ba9876543210")
    taken = take_in_responses(study, [later, first])
    assert (taken.new, len(taken.notes)) == (1, 1)
    assert "a.json: van deze lezer is er een later bestand" in taken.notes[0]


def test_names_are_counted_where_they_come_in_and_not_again(study: Study, tmp_path: Path) -> None:
    path = sent(study, tmp_path, answer(text="Bel mevrouw Jansen, 06-12345678."))
    assert take_in_responses(study, [path]).replaced == 2
    stored = study.responses
    assert take_in_responses(study, [path]).replaced == 0
    assert study.responses.equals(stored)


def test_too_traceable_of_what_is_no_quote_is_told(study: Study, tmp_path: Path) -> None:
    taken = take_in_responses(study, [sent(study, tmp_path, answer("code:moed", "te_herleidbaar"))])
    assert taken.traceable == 0
    assert "noemt iets anders dan een citaat te herleidbaar" in taken.notes[0]


def test_a_name_in_the_reason_is_told_with_its_row(
    study: Study, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    take_in_responses(study, [sent(study, tmp_path, answer(), answer("code:moed"))])
    decide(study, decision="aangepast", reason=["Dat zei mevrouw Jansen ook.", ""])
    notes = check_replies(study)
    assert "rij 2, kolom 'reason'" in notes[0] and "persoon" in notes[0]
    assert "rij 3: er staat een besluit, maar niet waarom" in notes[1]
    assert not any("Jansen" in note for note in notes)
    assert len(find_in_replies([study.path])) == 1
    assert run_cli(["check", str(study.path / "antwoorden.csv")]) == 1
    assert "antwoorden.csv, rij 2, kolom 'reason': persoon" in capsys.readouterr().out
    decide(study, reason="De uitleg is korter.")
    assert check_replies(study) == [] and find_in_replies([study.path]).empty


def test_a_quote_that_was_adapted_without_a_reason_says_so_once(study: Study, tmp_path: Path) -> None:
    take_in_responses(study, [sent(study, tmp_path)])
    decide(study, decision="aangepast")
    html = render(study, tmp_path / "site").read_text("utf-8")
    assert '<span class="note done">aangepast na een reactie</span>' in html


def test_one_reader_who_changed_their_role_is_one(study: Study, tmp_path: Path) -> None:
    rows = [
        {"response_id": f"R0123456789ab-{n}-x", "target": target, "reader": role, "verdict": "herkenbaar", "at": at}
        for n, (target, role, at) in enumerate([("code:moed", "inwoner", EARLY), ("code:drempel", "uitvoerder", LATE)])
    ]
    import pandas as pd

    study.write("reacties/R0123456789ab.csv", check(pd.DataFrame(rows), RESPONSES))
    listed = list_responses(open_study(study.path))
    assert responses_by_reader(listed)[["reader", "readers"]].values.tolist() == [["Uitvoerder", 1]]
    assert len(count_responses(listed)) == 2


def test_the_researcher_sees_the_words_to_decide_about(study: Study, tmp_path: Path) -> None:
    take_in_responses(study, [sent(study, tmp_path, answer(verdict="te_herleidbaar", text="Zo praat er maar één."))])
    row = list_traceable(open_study(study.path)).iloc[0]
    assert (row["utterance_id"], row["meeting_id"], row["note"]) == ("B01-001", "B01", "Zo praat er maar één.")
    assert "durfde het eerst niet" in show_table(list_traceable(open_study(study.path)), "x").html
    study.write("deelnemers.csv", study.speakers.assign(consent_quote=False))
    assert list_traceable(AgreedStudy(study.path, study.settings))["text"].tolist() == ["[niet getoond]"]
