"""What the panels for settling and for reading back answer, without a browser."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from conftest import ONE_CODE

from kennis.coding import codebook_table, find_codings, load_codebook, settlements
from kennis.coding.desk import open_desk
from kennis.lab import read_codings, settle_by_hand, show_found
from kennis.lab.panel import Panel
from kennis.lab.reader import mark_pieces
from kennis.study import Study, create_study


@pytest.fixture
def coded(tmp_path: Path, turns: pd.DataFrame) -> Study:
    study = create_study(tmp_path / "studie", title="Proef", codebook=ONE_CODE)
    study.add_speakers(pd.DataFrame({"speaker": ["P01", "P02"], "role": ["ervaringsdeskundige", "uitvoerder"]}))
    study.add_transcript(turns, meeting={"kind": "interview", "title": "Eerste gesprek"}, fingerprint="a")
    for name in ("ana", "bo"):
        desk = open_desk(study, name)
        if name == "ana":
            desk.give("moed", span=(3, 9))
            desk.note("geheime memo")
        desk.finish()
        desk.give("moed")
        desk.close()
    return study


def test_a_difference_is_settled_and_the_reason_kept(coded: Study) -> None:
    panel = settle_by_hand(coded)
    opened = panel.answer({"do": "open"})
    sides = [(side["coder"], side["gave"], side["said"], side["memo"]) for side in opened["sight"]["sides"]]
    assert sides == [("ana", True, ["durfde"], "geheime memo"), ("bo", False, [], "")]
    assert "why" in panel.answer({"do": "decide", "given": True, "why": ""})["error"]
    said = panel.answer({"do": "decide", "given": True, "polarity": "afwezig", "why": "zij durfde niet"})
    assert said["said"] == "Besloten: B01-001 krijgt de code ‘Moed’, ontbreekt. Alle verschillen zijn besloten."
    assert said["sight"]["decided"] == {"told": "wel deze code, ontbreekt", "why": "zij durfde niet", "by": "ana, bo"}
    assert list(settlements(coded.codings)["why"]) == ["zij durfde niet"]
    assert panel.answer({"do": "reopen"})["said"] == "Het besluit is weggehaald."


def test_nothing_to_settle_is_said(coded: Study) -> None:
    settle_by_hand(coded).answer({"do": "open"})
    panel = settle_by_hand(coded)
    panel.answer({"do": "open"})
    panel.answer({"do": "decide", "given": False, "why": "nee"})
    assert "verschillen nergens meer" in settle_by_hand(coded).answer({"do": "open"})["error"]
    assert "nog niets gecodeerd" in settle_by_hand(coded, coders=["ana", "x"]).answer({"do": "open"})["error"]


def test_a_quote_opens_to_its_place_in_the_conversation(coded: Study) -> None:
    panel = read_codings(coded, code="moed")
    opened = panel.answer({"do": "open"})
    assert [item["quote"] for item in opened["book"]["items"]] == ["durfde", "Nee, dat snap ik wel, eerlijk gezegd."]
    assert opened["book"]["items"][1]["told"] == "aanwezig · ana, bo"
    sight = panel.answer({"do": "place", "at": 0})["sight"]
    assert sight["where"] == "B01 · Interview · Eerste gesprek"
    assert [turn["id"] for turn in sight["turns"]] == ["B01-001", "B01-002", "B01-003"]
    assert sight["turns"][0]["pieces"][1] == ("durfde", "chosen")
    assert "error" in panel.answer({"do": "place", "at": 9})


def test_who_does_not_want_to_be_analysed_is_not_read_back(coded: Study) -> None:
    coded.write("deelnemers.csv", coded.speakers.assign(consent_analysis=[False, True]))
    sent = json.dumps(read_codings(coded).answer({"do": "open"}))
    assert "snap ik" in sent and "durfde" not in sent


@pytest.mark.parametrize("make", [settle_by_hand, read_codings])
def test_no_panel_keeps_what_a_notebook_could_hold(coded: Study, make: type[Panel]) -> None:
    panel = make(coded)
    panel.answer({"do": "open"})
    panel.answer({"do": "place", "at": 1})
    state = json.dumps({k: v for k, v in panel.get_state().items() if k not in ("_esm", "_css")}, default=str)
    data = json.dumps(panel._repr_mimebundle_()[0], default=str)
    assert [said for said in ("durfde", "snap ik", "P01", "B01", "geheim") if said in state + data] == []


def test_marks_cut_a_text_without_losing_a_letter() -> None:
    pieces = mark_pieces("😀 Ik durf het", [(2, 9), (5, 13)], (5, 9))
    assert pieces == [("😀 ", ""), ("Ik ", "coded"), ("durf", "chosen"), (" het", "coded")]
    assert mark_pieces("kort", [(2, 99)], (0, 0)) == [("ko", ""), ("rt", "coded")]


def test_a_decision_meant_for_another_difference_writes_nothing(coded: Study) -> None:
    panel = settle_by_hand(coded)
    panel.answer({"do": "open"})
    said = panel.answer({"do": "decide", "turn": "B01-001", "code": "plek", "given": True, "why": "ja"})["said"]
    assert said == "Je was al verder. Dit is het verschil waar je nu bent."
    assert settlements(coded.codings).empty


def test_the_list_and_the_reading_desk_count_passages_in_one_way(coded: Study) -> None:
    codes = codebook_table(load_codebook(coded.codebook_path))
    told = show_found(find_codings(coded.codings, coded.utterances, code="moed"), codes).text
    assert told == "2 van 2 gevonden stukken"
    assert read_codings(coded, code="moed").answer({"do": "open"})["book"]["told"] == "2 van 2 stukken"


def test_where_nobody_coded_yet_that_is_said(coded: Study) -> None:
    for name in ("ana", "bo"):
        (coded.path / "coderingen" / f"{name}.csv").unlink()
    codes = codebook_table(load_codebook(coded.codebook_path))
    assert "Nog niemand heeft gecodeerd" in read_codings(coded, code="moed").answer({"do": "open"})["error"]
    found = find_codings(coded.codings, coded.utterances, code="moed")
    assert "Heeft nog niemand gecodeerd?" in show_found(found, codes).text
