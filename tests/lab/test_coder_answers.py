"""What the coding widget answers, without a browser."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from conftest import ONE_CODE

from kennis.lab import code_by_hand
from kennis.lab.coder import CodingWidget
from kennis.privacy import Key, KeyPerson, key_path, save_key
from kennis.study import Study, create_study
from kennis.tables import KennisError


@pytest.fixture
def told(tmp_path: Path, turns: pd.DataFrame) -> Study:
    study = create_study(tmp_path / "studie", title="Proef", codebook=ONE_CODE)
    study.add_transcript(turns, meeting={"kind": "interview"}, fingerprint="a")
    return study


def opened(study: Study, **wishes: object) -> CodingWidget:
    widget = code_by_hand(study, coder="ana", **wishes)  # type: ignore[arg-type]
    widget.answer({"do": "open"})
    return widget


def test_who_codes_is_asked_once_and_remembered(told: Study) -> None:
    widget = code_by_hand(told)
    assert widget.answer({"do": "open"}) == {"ask": "name"}
    assert "geen naam van een codeur" in widget.answer({"do": "name", "name": "../x"})["error"]
    assert widget.answer({"do": "name", "name": " ana "})["book"]["coder"] == "ana"
    assert code_by_hand(told).answer({"do": "open"})["book"]["coder"] == "ana"


def test_a_notebook_that_runs_without_a_browser_writes_nothing(told: Study) -> None:
    before = sorted(told.path.rglob("*"))
    data = code_by_hand(told, coder="ana")._repr_mimebundle_()[0]
    assert data["text/html"].startswith("<p>Hier kun je")
    assert sorted(told.path.rglob("*")) == before


def test_no_state_that_a_notebook_could_keep_holds_a_turn_or_a_person(told: Study) -> None:
    widget = opened(told)
    widget.answer({"do": "code", "code": "moed"})
    widget.answer({"do": "memo", "text": "geheim"})
    state = json.dumps({k: v for k, v in widget.get_state().items() if k not in ("_esm", "_css")}, default=str)
    assert [said for said in ("durfde", "P01", "B01", "geheim") if said in state] == []


def test_only_the_turn_in_front_and_those_one_key_away_go_to_the_browser(told: Study, turns: pd.DataFrame) -> None:
    told.add_transcript(turns.assign(text="Ver weg."), meeting={"kind": "interview"}, fingerprint="b")
    sent = json.dumps(opened(told).answer({"do": "open"}), allow_nan=False)
    assert "durfde" in sent and "dat snap ik" in sent
    assert "Ver weg" not in sent


def test_where_a_key_leads_is_sent_along_as_it_will_look(told: Study) -> None:
    widget = opened(told)
    sight = widget.answer({"do": "next"})["sight"]
    assert sight["ahead"]["moves"] == {
        "finish": "B01-003",
        "open_turn": "B01-003",
        "next": "B01-003",
        "back": "B01-001",
    }
    for key in ("finish", "back", "back"):
        coming = sight["ahead"]["sights"][sight["ahead"]["moves"][key]]
        sight = widget.answer({"do": key, "turn": sight["turn"]["id"]})["sight"]
        same = ("turn", "before", "after", "given", "memo", "suggestions", "others", "flagged")
        assert {name: coming[name] for name in same} == {name: sight[name] for name in same}


def test_a_key_that_was_meant_for_another_turn_writes_nothing(told: Study) -> None:
    widget = opened(told)
    widget.answer({"do": "finish", "turn": "B01-001"})
    said = widget.answer({"do": "finish", "turn": "B01-001"})
    assert (said["said"], said["sight"]["turn"]["id"]) == (
        "Je was al verder. Dit is de beurt waar je nu bent.",
        "B01-002",
    )
    assert list(told.codings["utterance_id"]) == ["B01-001"]


def test_a_mistake_is_told_and_never_raised(told: Study) -> None:
    widget = opened(told)
    assert "Geef eerst een code" in widget.answer({"do": "polarity"})["error"]
    assert "staat niet in het codeboek" in widget.answer({"do": "code", "code": "liefde"})["error"]
    assert "staan niet in de beurt" in widget.answer({"do": "code", "code": "moed", "span": [3, 999]})["error"]
    assert "ging mis" in widget.answer({"do": "code", "code": "moed", "span": ["x"]})["error"]
    assert told.codings.empty


def test_shift_gives_the_code_as_missing_and_says_so(told: Study) -> None:
    said = opened(told).answer({"do": "code", "code": "moed", "polarity": "afwezig", "span": [3, 9]})
    assert said["said"] == "Moed, ontbreekt gegeven bij de gekozen woorden."
    assert said["sight"]["given"][0]["said"] == "durfde"


def test_a_round_is_blind_and_counts_its_own_turns(told: Study) -> None:
    answer = opened(told, round=2).answer({"do": "open"})
    assert (answer["book"]["blind"], answer["sight"]["progress"]) == (True, "0 van 2 beurten bekeken")
    with pytest.raises(KennisError, match="minstens één beurt"):
        code_by_hand(told, coder="ana", round=0)


def test_only_the_turns_asked_for_are_walked_through(told: Study) -> None:
    widget = opened(told, only=["B01-002"])
    assert widget.answer({"do": "finish"})["said"].startswith("Alles in deze selectie is bekeken")
    assert list(told.codings["utterance_id"]) == ["B01-002"]


def test_a_turn_number_that_is_wrong_is_named(told: Study) -> None:
    answer = code_by_hand(told, coder="ana", only=["B01-001", "B77-001"]).answer({"do": "open"})
    assert answer["error"].startswith("Beurt 'B77-001' is er niet")


@pytest.mark.parametrize("name", ["model", "lexicon", "samen"])
def test_a_reserved_name_says_that_it_is_taken(told: Study, name: str) -> None:
    with pytest.raises(KennisError, match=f"De naam '{name}' is al van de computer"):
        code_by_hand(told, coder=name)


def test_a_study_without_turns_says_so(study: Study) -> None:
    (study.path / "codeboek.yaml").write_text(ONE_CODE, "utf-8")
    assert "nog geen beurt" in code_by_hand(study, coder="ana").answer({"do": "open"})["error"]


def test_somebody_else_can_code_on_the_same_computer(told: Study) -> None:
    widget = code_by_hand(told)
    assert widget.answer({"do": "name", "name": "ana"})["book"]["shared"]
    widget.answer({"do": "code", "code": "moed"})
    assert widget.answer({"do": "other"}) == {"ask": "name"}
    assert widget.answer({"do": "name", "name": "bo"})["book"]["coder"] == "bo"
    widget.answer({"do": "code", "code": "moed"})
    assert set(told.codings["coder"]) == {"ana", "bo"}


def test_who_is_named_in_the_notebook_stays(told: Study) -> None:
    widget = opened(told)
    assert not widget.answer({"do": "open"})["book"]["shared"]
    widget.answer({"do": "other"})
    widget.answer({"do": "code", "code": "moed"})
    assert set(told.codings["coder"]) == {"ana"}


def test_a_name_that_a_participant_has_is_refused_where_the_key_knows_it(told: Study) -> None:
    save_key(Key({"P01": KeyPerson("Sanne Blekkinga")}), key_path(told.settings.study_id))
    widget = code_by_hand(told)
    for name in ("sanne", "Blekkinga_2", "P01", "p7"):
        assert "Kies een andere" in widget.answer({"do": "name", "name": name})["error"]
    with pytest.raises(KennisError, match="kan een deelnemer herkenbaar maken"):
        code_by_hand(told, coder="sanne")
    assert widget.answer({"do": "name", "name": "codeur_a"})["book"]["coder"] == "codeur_a"


def test_a_memo_that_names_somebody_is_saved_with_a_warning(told: Study) -> None:
    widget = opened(told)
    widget.answer({"do": "code", "code": "moed"})
    said = widget.answer({"do": "memo", "text": "Karel zegt dit vaker"})["said"]
    assert said.startswith("Memo bewaard. Let op: ‘Karel’ kan iemand herkenbaar maken.")
    assert widget.answer({"do": "memo", "text": "P01 zegt dit vaker"})["said"] == "Memo bewaard."


@pytest.mark.parametrize("many", ["tachtig", 0, 2.5])
def test_a_round_that_is_no_number_is_refused_in_dutch(told: Study, many: object) -> None:
    with pytest.raises(KennisError, match="heel getal, zoals 80"):
        code_by_hand(told, coder="ana", round=many)  # type: ignore[arg-type]
