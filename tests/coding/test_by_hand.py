"""Coding by hand without a screen: what a coder does, what stands on disk, and what is left after a crash."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest

from kennis.coding import accepted_codings, current_codings, open_suggestions, rename_code
from kennis.coding.desk import Desk, open_desk
from kennis.coding.queue import draw_round
from kennis.coding.words import pieces_of, split_words
from kennis.study import Study
from kennis.tables import CODINGS, KennisError, check

CODEBOOK = """
titel: proef
inzichten:
  waarden: {label: Waarden, dimensie: cultuur}
codes:
  - {slug: moed, label: Moed, inzicht: waarden, polair: ja, definitie: Durven.}
  - {slug: vertrouwen, label: Vertrouwen, inzicht: waarden, polair: ja, definitie: Op elkaar rekenen.}
  - {slug: plek, label: Plek, inzicht: waarden, definitie: Waar iemand werkt.}
"""


@pytest.fixture
def told(study: Study, turns: pd.DataFrame) -> Study:
    """A study with two short meetings and one suggestion of the computer."""
    (study.path / "codeboek.yaml").write_text(CODEBOOK, "utf-8")
    study.add_speakers(pd.DataFrame({"speaker": ["P01", "P02"], "role": ["ervaringsdeskundige", "uitvoerder"]}))
    for print_ in ("a", "b"):
        study.add_transcript(turns, meeting={"kind": "interview"}, fingerprint=print_)
    study.save_codings(suggestion("B01-001"), coder="lexicon")
    return study


def suggestion(turn: str, **values: object) -> pd.DataFrame:
    row = {"utterance_id": turn, "start": 3, "stop": 9, "code": "moed", "polarity": "afwezig", "coder": "lexicon"}
    return check(pd.DataFrame([row | {"status": "voorstel", "score": 0.8, "evidence": "“durfde”"} | values]), CODINGS)


@pytest.fixture
def desk(told: Study) -> Desk:
    return open_desk(told, "ana")


def on_disk(study: Study, coder: str = "ana") -> pd.DataFrame:
    return study.codings[study.codings["coder"] == coder]


def given(study: Study) -> list[tuple[str, str, str]]:
    rows = accepted_codings(on_disk(study))
    return list(zip(rows["utterance_id"], rows["code"], rows["polarity"], strict=True))


def test_a_code_is_on_disk_before_anything_else_happens(desk: Desk, told: Study) -> None:
    desk.give("vertrouwen", polarity="afwezig")
    assert given(told) == [("B01-001", "vertrouwen", "afwezig")]


def test_a_turn_without_a_code_is_remembered_as_looked_at(desk: Desk, told: Study) -> None:
    desk.finish()
    row = on_disk(told).iloc[0]
    assert (row["utterance_id"], row["code"], row["stop"]) == ("B01-001", "geen", 35)
    assert desk.here == "B01-002"


def test_a_code_on_words_keeps_their_place_in_code_points(desk: Desk, told: Study) -> None:
    desk.give("moed", span=(3, 9))
    row = on_disk(told).iloc[0]
    assert desk.turn["text"][row["start"] : row["stop"]] == "durfde"


def test_the_same_code_again_takes_it_away_as_if_never_given(desk: Desk, told: Study) -> None:
    desk.give("plek")
    desk.give("plek")
    assert given(told) == []
    assert list(on_disk(told)["status"]) == ["geaccepteerd", "ingetrokken"]
    assert not desk.decisions.decided("B01-001")


def test_undo_and_redo_are_rows_of_the_log_and_go_back_to_the_turn(desk: Desk, told: Study) -> None:
    desk.give("moed")
    desk.turn_polarity()
    desk.finish()
    desk.undo()
    assert (desk.here, given(told)) == ("B01-001", [("B01-001", "moed", "aanwezig")])
    desk.undo()
    assert given(told) == []
    desk.redo()
    desk.redo()
    assert given(told) == [("B01-001", "moed", "afwezig")]
    assert len(on_disk(told)) == 6


def test_undo_goes_on_where_it_was_after_opening_again(desk: Desk, told: Study) -> None:
    desk.give("moed")
    desk.give("plek")
    desk.undo()
    again = open_desk(told, "ana")
    assert len(again.decisions.undone) == 1
    again.redo()
    again.undo()
    again.undo()
    assert given(told) == []
    assert again.undo() is None


def test_no_code_makes_room_for_a_code_and_its_memo_comes_along(desk: Desk, told: Study) -> None:
    desk.note("Wat bedoelt ze?")
    assert list(current_codings(on_disk(told))["code"]) == ["geen"]
    desk.give("moed")
    rows = current_codings(on_disk(told))
    assert list(zip(rows["code"], rows["memo"], strict=True)) == [("moed", "Wat bedoelt ze?")]
    desk.undo()
    assert list(current_codings(on_disk(told))["code"]) == ["geen"]


def test_a_suggestion_is_taken_over_with_its_words_and_why(desk: Desk, told: Study) -> None:
    desk.accept()
    row = on_disk(told).iloc[0]
    assert (row["start"], row["stop"], row["polarity"], row["evidence"]) == (3, 9, "afwezig", "“durfde”")
    assert desk.suggestions == []
    assert open_suggestions(told.codings).empty


def test_a_suggestion_that_is_turned_down_comes_back_with_undo(desk: Desk, told: Study) -> None:
    desk.reject()
    assert (desk.suggestions, list(on_disk(told)["status"])) == ([], ["afgewezen"])
    assert not desk.decisions.decided("B01-001")
    desk.undo()
    assert len(desk.suggestions) == 1


def test_who_codes_blind_sees_no_suggestion_and_nobody_elses_code(told: Study) -> None:
    first = open_desk(told, "bo")
    first.give("plek")
    assert open_desk(told, "ana").others[0]["coder"] == "bo"
    blind = open_desk(told, "ana", blind=True)
    assert (blind.suggestions, blind.others, blind.next_doubt()) == ([], [], False)


def test_polarity_is_only_for_codes_that_can_be_missing(desk: Desk) -> None:
    desk.give("plek", polarity="afwezig")
    assert desk.decisions.given(desk.here)[0]["polarity"] == ""
    with pytest.raises(KennisError, match="kan niet ontbreken"):
        desk.turn_polarity()


def test_opened_again_it_stands_at_the_next_open_turn(desk: Desk, told: Study) -> None:
    desk.finish()
    desk.step(1)
    desk.finish()
    assert open_desk(told, "ana").here == "B02-001"


def test_filters_keep_what_fits_and_a_filter_without_turns_lets_go(desk: Desk) -> None:
    desk.select(meeting="B02", role="uitvoerder")
    assert desk.queue == [desk.here] == ["B02-002"]
    desk.select(code="moed")
    assert desk.queue == ["B01-001"]
    with pytest.raises(KennisError, match="geen enkele beurt"):
        desk.select(code="plek")
    assert len(desk.queue) == 6


def test_doubt_goes_from_the_least_sure_suggestion_to_the_surest(told: Study) -> None:
    rows = [suggestion("B01-002", score=0.9), suggestion("B02-001", score=0.45), suggestion("B02-003", score=0.6)]
    told.save_codings(pd.concat(rows), coder="lexicon")
    desk = open_desk(told, "ana")
    seen = []
    for _ in range(3):
        desk.next_doubt()
        seen.append(desk.here)
    assert seen == ["B02-001", "B02-003", "B01-002"]


def test_a_flag_goes_to_the_study_as_a_response_and_can_be_taken_back(desk: Desk, told: Study) -> None:
    assert desk.flag()
    row = told.flags.iloc[0]
    assert (row["target"], row["verdict"], row["reader"]) == ("B01-001", "te_herleidbaar", "ana")
    assert open_desk(told, "ana").flagged
    assert not desk.flag()
    assert told.flags.empty


def test_who_does_not_want_to_be_analysed_is_not_shown(told: Study) -> None:
    told.write("deelnemers.csv", told.speakers.assign(consent_analysis=[False, True]))
    assert open_desk(told, "ana").queue == ["B01-002", "B02-002"]


def test_a_withdrawal_meanwhile_is_noticed_and_the_log_kept_whole(desk: Desk, told: Study) -> None:
    from datetime import date

    from kennis.privacy import withdraw

    desk.give("plek")
    desk.finish()
    desk.give("moed")
    withdraw(told, "P01", on=date(2026, 1, 1))
    assert desk.refresh()
    assert desk.queue == ["B01-002", "B02-002"]
    desk.go("B02-002")
    desk.give("plek")
    assert [turn for turn, _, _ in given(told)] == ["B01-002", "B02-002"]


# ---- when the codebook changes under way


def rename(study: Study) -> None:
    rename_code(study, "moed", "durf", by="bo", why="duidelijker")


def test_undo_never_takes_back_a_change_of_the_codebook(desk: Desk, told: Study) -> None:
    desk.give("moed")
    rename(told)
    assert desk.refresh()
    before = given(told)
    assert before == [("B01-001", "durf", "aanwezig")]
    assert (desk.undo(), desk.redo(), given(told), desk.decisions.barred) == (None, None, before, True)
    desk.give("plek")  # what was done after the change can be undone, and no more than that
    assert desk.undo()
    assert (desk.undo(), given(told)) == (None, before)
    desk.close()
    assert open_desk(told, "ana").undo() is None


@pytest.mark.parametrize("deed", ["undo", "polarity", "finish"])
def test_a_codebook_that_changes_at_the_very_moment_of_a_decision_wins(
    desk: Desk, told: Study, monkeypatch: pytest.MonkeyPatch, deed: str
) -> None:
    desk.give("moed")
    if deed == "finish":
        desk.step(1)
    stood, moment = desk.here, desk.decisions._moment

    def meanwhile() -> str:
        """The other window comes between thinking up a row and writing it."""
        monkeypatch.setattr(desk.decisions, "_moment", moment)
        rename(told)
        return moment()

    monkeypatch.setattr(desk.decisions, "_moment", meanwhile)
    with pytest.raises(KennisError, match="Op ditzelfde moment"):
        {"undo": desk.undo, "polarity": desk.turn_polarity, "finish": desk.finish}[deed]()
    assert given(told) == [("B01-001", "durf", "aanwezig")]
    assert desk.here == stood
    assert desk.refresh()
    desk.give("plek")
    assert {code for _, code, _ in given(told)} == {"durf", "plek"}


def test_undo_leaves_rows_that_came_in_another_file_alone(told: Study) -> None:
    rows = suggestion("B01-001", coder="ana", status="geaccepteerd", at="2026-02-03T09:30:23")
    told.save_codings(pd.concat([rows, rows.assign(code="plek")]), coder="ana")
    assert open_desk(told, "ana").undo() is None


# ---- the file


@pytest.mark.parametrize("cut", [1, 5, 30, 57])
def test_a_torn_last_row_is_mended_and_told(told: Study, cut: int) -> None:
    desk = open_desk(told, "ana")
    desk.give("moed")
    desk.note("met een, komma en ‘aanhaling’")
    path = told.path / "coderingen/ana.csv"
    whole = path.read_bytes()
    desk.close()
    path.write_bytes(whole + whole.splitlines(keepends=True)[-1][:-cut][:-20])
    again = open_desk(told, "ana")
    assert path.read_bytes() == whole
    assert "half geschreven" in again.notes[0]


def test_a_last_row_that_only_lacks_its_line_break_is_kept(told: Study) -> None:
    open_desk(told, "ana").give("moed")
    path = told.path / "coderingen/ana.csv"
    path.write_bytes(path.read_bytes()[:-1])
    desk = open_desk(told, "ana")
    desk.give("plek")
    assert [code for _, code, _ in given(told)] == ["moed", "plek"]


def test_a_heading_that_was_torn_is_no_log_yet(told: Study) -> None:
    path = told.path / "coderingen/ana.csv"
    path.write_text("utterance_id,sta", "utf-8")
    desk = open_desk(told, "ana")
    desk.give("plek")
    assert len(on_disk(told)) == 1


def test_a_log_that_a_spreadsheet_saved_is_written_our_way_again(told: Study) -> None:
    open_desk(told, "ana").give("moed")
    path = told.path / "coderingen/ana.csv"
    path.write_text("\ufeff" + path.read_text("utf-8").replace(",", ";").replace("\n", "\r\n"), "utf-8")
    desk = open_desk(told, "ana")
    desk.give("plek")
    assert len(on_disk(told)) == 2


def test_a_memo_with_line_breaks_and_formulas_stays_one_row_and_text(desk: Desk, told: Study) -> None:
    desk.note('=HYPERLINK("x")\nen, "meer"')
    assert on_disk(told).iloc[0]["memo"] == '=HYPERLINK("x") en, "meer"'
    assert (told.path / "coderingen/ana.csv").read_text("utf-8").count("\n") == 2


def test_the_same_cell_run_again_takes_over(desk: Desk, told: Study) -> None:
    newer = open_desk(told, "ana")
    newer.give("moed")
    with pytest.raises(KennisError, match="Dit venster is oud"):
        desk.give("plek")
    assert len(on_disk(told)) == 1


HOLDER = """
import sys, time
from kennis.coding.desk import open_desk
from kennis.study import open_study
desk = open_desk(open_study(sys.argv[1]), "ana")
while True:
    desk.give("moed"); print(len(desk.log.rows), flush=True); time.sleep(0.002)
"""


def test_another_process_is_refused_and_a_killed_one_leaves_everything_it_confirmed(told: Study) -> None:
    other = subprocess.Popen([sys.executable, "-c", HOLDER, str(told.path)], stdout=subprocess.PIPE, text=True)
    assert other.stdout
    other.stdout.readline()
    with pytest.raises(KennisError, match=rf"al in gebruik.*proces {other.pid}"):
        open_desk(told, "ana")
    open_desk(told, "bo").give("plek")  # another coder has another file
    os.kill(other.pid, signal.SIGKILL)
    confirmed = int(other.stdout.read().split()[-1])
    other.wait()
    desk = open_desk(told, "ana")
    assert len(desk.log.rows) >= confirmed > 10


def test_a_hold_of_another_computer_is_believed_for_half_a_day(told: Study) -> None:
    path = told.path / "coderingen/.ana.bezet"
    now = time.strftime("%Y-%m-%dT%H:%M:%S")
    path.write_text(f'{{"proces": 1, "computer": "laptop-x", "sinds": "{now}"}}')
    with pytest.raises(KennisError, match="laptop-x"):
        open_desk(told, "ana")
    path.write_text('{"proces": 1, "computer": "laptop-x", "sinds": "2020-01-01T09:00:00"}')
    assert open_desk(told, "ana").here


@pytest.mark.parametrize("name", ["", "../x", "a b", "x" * 41])
def test_a_name_that_cannot_be_a_file_is_refused(told: Study, name: str) -> None:
    with pytest.raises(KennisError, match="geen naam van een codeur"):
        open_desk(told, name)


@pytest.mark.parametrize(("number", "cause"), [(errno.EPERM, "geen rechten"), (errno.ENOSPC, "de schijf is vol")])
def test_a_log_that_cannot_be_written_is_named_with_its_cause(
    desk: Desk, told: Study, monkeypatch: pytest.MonkeyPatch, number: int, cause: str
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(number, "Operation not permitted")

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(
        KennisError, match=rf"^coderingen/ana\.csv: bewaren lukt niet, want .*{cause}.*staat er niet in\.$"
    ) as said:
        desk.give("moed")
    assert "Operation" not in str(said.value)


def test_a_log_from_a_study_with_other_texts_is_noticed(told: Study) -> None:
    rows = suggestion("B01-003", coder="ana", status="geaccepteerd", start=0, stop=99)
    told.save_codings(rows, coder="ana")
    assert "andere kopie" in open_desk(told, "ana").notes[0]


# ---- words and rounds


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Ik durfde het, eerst niet.", ["Ik", "durfde", "het", "eerst", "niet"]),
        ("😀 ja 👩‍👧 en e\u0301e\u0301n", ["😀", "ja", "👩‍👧", "en", "e\u0301e\u0301n"]),
        ("שלום, [P07] zei ‘nee’", ["שלום", "[P07]", "zei", "nee"]),
        ("<script>alert(1)</script> =HYPERLINK(", ["<script>alert(1)</script>", "=HYPERLINK"]),
        ("… zo", ["…", "zo"]),
    ],
)
def test_words_are_where_python_counts_them(text: str, words: list[str]) -> None:
    assert [text[start:stop] for start, stop in split_words(text)] == words
    assert "".join(gap + word for gap, word in pieces_of(text)) == text


def test_a_round_is_the_same_for_everybody_and_spread_over_meetings_and_roles(sample: Study) -> None:
    turns = sample.utterances
    drawn = draw_round(turns, turns=80, seed=20)
    assert drawn == draw_round(turns.sample(frac=1, random_state=1).sort_index(), turns=80, seed=20)
    assert len(drawn) == 80
    chosen = turns[turns["utterance_id"].isin(drawn)]
    share = chosen["role"].value_counts(normalize=True) - turns["role"].value_counts(normalize=True)
    assert share.abs().max() < 0.06
    assert chosen["meeting_id"].nunique() >= 0.8 * turns["meeting_id"].nunique()


def test_a_turn_that_goes_moves_few_others_in_a_round(sample: Study) -> None:
    turns = sample.utterances
    drawn = draw_round(turns, turns=80, seed=20)
    less = draw_round(turns[turns["utterance_id"] != drawn[0]], turns=80, seed=20)
    assert len(set(drawn) & set(less)) >= 77


def test_a_key_costs_little_at_ten_thousand_turns(told: Study, tmp_path: Path) -> None:
    many = pd.DataFrame(
        {"turn": range(10_000), "speaker": "P01", "role": "uitvoerder", "text": "Ik durf het wel aan. " * 10}
    )
    told.add_transcript(many, meeting={"kind": "interview"}, fingerprint="c")
    desk = open_desk(told, "ana")
    from kennis.lab.sight import sight_of

    times = []
    for _ in range(30):
        began = time.perf_counter()
        desk.refresh()
        desk.finish()
        sight_of(desk)
        times.append(time.perf_counter() - began)
    assert min(times) < 0.05
    shutil.rmtree(tmp_path / "studie")
