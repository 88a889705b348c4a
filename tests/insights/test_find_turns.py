"""Finding turns again, words in their context, and who carries a code."""

from __future__ import annotations

import pandas as pd
import pytest

from kennis.coding import DEFAULT_CODEBOOK
from kennis.insights import (
    codes_over_time,
    count_new_codes,
    describe_transitions,
    find_turns,
    keyword_in_context,
    plot_codes_over_time,
    plot_transitions,
    step_transitions,
    who_carries,
)
from kennis.study import Study, create_study
from kennis.tables import CODINGS, KennisError

SAID = [
    ("P01", "inwoner", "Ik durfde het eerst niet te zeggen.", "moed", "afwezig"),
    ("P02", "uitvoerder", "Zij sprak zich eindelijk uit, tegen iedereen.", "moed", "aanwezig"),
    ("P01", "inwoner", "De vertrouwensband met haar is er nu wel.", "vertrouwen", "aanwezig"),
    ("P01", "inwoner", "Ik vertrouw ze voor geen cent.", "vertrouwen", "afwezig"),
]


@pytest.fixture
def told(tmp_path: object) -> Study:
    study = create_study(f"{tmp_path}/studie", title="Proef", codebook=DEFAULT_CODEBOOK.read_text("utf-8"))
    speakers, roles, texts, codes, polarity = (list(column) for column in zip(*SAID, strict=True))
    turns = pd.DataFrame({"turn": range(1, 5), "speaker": speakers, "role": roles, "text": texts})
    study.add_transcript(turns, meeting={"kind": "interview", "group": "Eik"}, fingerprint="een")
    rows = pd.DataFrame({"utterance_id": [f"B01-{n:03d}" for n in range(1, 5)], "start": 0, "code": codes})
    rows = rows.assign(stop=[len(t) for t in texts], polarity=polarity, coder="anna", status="geaccepteerd")
    study.save_codings(rows.reindex(columns=CODINGS.names), coder="anna")
    return study


def test_questions_narrow_each_other(told: Study) -> None:
    assert find_turns(told, code="moed")["utterance_id"].tolist() == ["B01-001", "B01-002"]
    assert find_turns(told, code="moed", polarity="afwezig")["utterance_id"].tolist() == ["B01-001"]
    assert find_turns(told, polarity="afwezig")["utterance_id"].tolist() == ["B01-001", "B01-004"]
    assert find_turns(told, role="inwoner", without="moed")["utterance_id"].tolist() == ["B01-003", "B01-004"]
    assert find_turns(told, text="SPRAK ZICH")["codes"].tolist() == ["moed"]
    assert find_turns(told, text="/ver\\w+band/", kind="interview", group="Eik")["utterance_id"].tolist() == ["B01-003"]
    assert find_turns(told, text="zonder (haakje")["utterance_id"].tolist() == []
    assert find_turns(told, text=" ")["utterance_id"].tolist() == [f"B01-{n:03d}" for n in range(1, 5)]


@pytest.mark.parametrize(
    ("question", "told_back"),
    [
        ({"code": "mod"}, "'mod' is geen code"),
        ({"role": "baas"}, "'baas' is geen rol"),
        ({"meeting": "B99"}, "'B99' is geen gesprek van deze studie"),
        ({"group": "Maan"}, "'Maan' is geen groep van deze studie"),
        ({"text": "/(/"}, "zoekpatroon"),
    ],
)
def test_a_question_that_cannot_be_answered_says_why(told: Study, question: dict[str, str], told_back: str) -> None:
    with pytest.raises(KennisError, match=told_back):
        find_turns(told, **question)  # type: ignore[arg-type]


def test_a_word_is_found_in_every_form_and_in_compounds(told: Study) -> None:
    found = keyword_in_context(told.utterances, "vertrouwen")
    assert found["word"].tolist() == ["vertrouwensband", "vertrouw"]
    assert found["after"].tolist() == ["met haar is er nu wel.", "ze voor geen cent."]


@pytest.mark.parametrize(
    "word", ["vertrouwen", "durven", "uitspreken", "uit", "band", "niet", '"vertrouw"', "“Durfde”"]
)
def test_turns_with_a_word_are_those_where_it_is_found_in_context(told: Study, word: str) -> None:
    found = keyword_in_context(told.utterances, word)["utterance_id"].unique().tolist()
    assert found
    assert find_turns(told, text=word)["utterance_id"].tolist() == found


def test_words_after_each_other_are_found_in_every_form_too(told: Study) -> None:
    assert find_turns(told, text="ik durf")["utterance_id"].tolist() == ["B01-001"]
    assert find_turns(told, text="durf ik")["utterance_id"].tolist() == []
    assert find_turns(told, text="eindelijk uit, tegen")["utterance_id"].tolist() == ["B01-002"]


def test_between_quotation_marks_a_word_is_found_as_it_stands(told: Study) -> None:
    assert find_turns(told, text='"vertrouwen"')["utterance_id"].tolist() == []
    assert find_turns(told, text='"vertrouw ze"')["utterance_id"].tolist() == ["B01-004"]


def test_a_split_verb_is_found_by_its_whole(told: Study) -> None:
    found = keyword_in_context(told.utterances, "uitspreken")
    assert found[["utterance_id", "word"]].to_numpy().tolist() == [["B01-002", "sprak"]]


def test_who_may_not_be_quoted_is_not_in_a_concordance(told: Study) -> None:
    hidden = told.utterances.assign(may_quote=[True, True, True, False])
    assert keyword_in_context(hidden, "vertrouwen")["utterance_id"].tolist() == ["B01-003"]


def test_a_code_that_one_voice_carries_is_marked(told: Study) -> None:
    codes = pd.DataFrame({"code": ["moed", "vertrouwen", "plek"], "label": ["Moed", "Vertrouwen", "Plek"]})
    given = told.codings[["utterance_id", "code"]]
    carried = who_carries(given, told.utterances.assign(speaker=["P01", "P02", "P01", "P01"]), codes)
    assert carried["code"].tolist() == ["moed", "vertrouwen"]
    assert carried["top_share"].tolist() == [0.5, 1.0]
    assert carried["note"].tolist() == ["", "Eén persoon draagt dit."]
    alone = who_carries(given.query("utterance_id == 'B01-001'"), told.utterances.assign(speaker="P01"), codes)
    assert (alone["turns"].tolist(), alone["note"].tolist()) == ([1], ["Eén persoon draagt dit."])
    three = pd.concat([given, pd.DataFrame({"utterance_id": ["B01-003"], "code": ["moed"]})])
    spread = who_carries(three, told.utterances.assign(speaker=["P01", "P02", "P03", "P01"]), codes)
    assert spread.loc[spread["code"] == "moed", "note"].tolist() == [""]
    most = who_carries(three, told.utterances.assign(speaker=["P01", "P02", "P01", "P01"]), codes)
    assert most.loc[most["code"] == "moed", ["voices", "note"]].to_numpy().tolist() == [
        [2, "Eén persoon zei meer dan de helft."]
    ]


ORDER = pd.DataFrame(
    {
        "group": ["A", "A", "A", "B", "B", "C", "C"],
        "code": ["scan", "plek", "geld", "scan", "plek", "plek", "scan"],
        "label": ["Scan", "Plek", "Geld", "Scan", "Plek", "Plek", "Scan"],
        "place": [1, 2, 3, 1, 2, 1, 2],
        "meeting_id": "B01",
    }
)


def test_transitions_count_groups_and_the_sentence_says_what_most_did() -> None:
    found = step_transitions(ORDER)
    assert found[["code_from", "code_to", "groups"]].to_numpy().tolist() == [
        ["scan", "plek", 2], ["plek", "geld", 1], ["plek", "scan", 1],
    ]  # fmt: skip
    assert describe_transitions(found, ORDER).startswith(
        "Bij meer dan de helft van de 3 groepen ging het van scan naar"
    )
    mixed = pd.concat([ORDER[ORDER["group"] != "B"], ORDER.iloc[[2, 0]].assign(group="D", place=[1, 2])])
    assert "geen vaste volgorde" in describe_transitions(step_transitions(mixed), mixed)
    few = ORDER[(ORDER["group"] != "B") | (ORDER["place"] == 1)]  # of the third group one step is known
    assert "te weinig groepen" in describe_transitions(step_transitions(few), few)
    chart = plot_transitions(found, ORDER)
    assert "na scan kwam plek bij 2 van de 3 groepen" in chart.alt


def test_codes_over_time_keep_every_meeting_in_order_of_date(told: Study) -> None:
    meetings = pd.DataFrame({"meeting_id": ["B02", "B01"], "date": ["2025-01-01", "2025-02-01"]})
    codes = pd.DataFrame({"code": ["moed"], "label": ["Moed"]})
    table = codes_over_time(told.codings, told.utterances, meetings, codes)
    assert table[["meeting_id", "turns", "share"]].to_numpy().tolist() == [["B02", 0, 0.0], ["B01", 2, 0.5]]
    assert "Moed: 2 beurten in een gesprek" in plot_codes_over_time(table).alt


def test_over_time_a_value_that_is_missing_is_not_counted_as_there() -> None:
    meetings = pd.DataFrame({"meeting_id": ["B01", "B02"], "date": ["2025-01-01", "2025-02-01"]})
    turns = pd.DataFrame({"utterance_id": [*"abcdef"], "meeting_id": ["B01"] * 3 + ["B02"] * 3})
    codes = pd.DataFrame({"code": ["trust", "pay"], "label": ["Vertrouwen", "Beloning"]})
    rows = [("a", "afwezig"), ("b", "afwezig"), ("c", "aanwezig"), ("d", "aanwezig"), ("e", "gemengd")]
    codings = pd.DataFrame(rows, columns=["utterance_id", "polarity"]).assign(code="trust")
    codings = pd.concat([codings, pd.DataFrame({"utterance_id": ["f"], "code": "pay", "polarity": ""})])
    table = codes_over_time(codings, turns, meetings, codes)
    trust = table.loc[table["code"] == "trust", ["turns", "present", "absent"]]
    assert trust.to_numpy().tolist() == [[3, 1, 2], [2, 1, 0]]
    chart = plot_codes_over_time(table)
    assert chart.told == (
        "Vertrouwen: 5 beurten in twee gesprekken (B01 1 en 2, B02 1 en 0)",
        "Beloning: 1 beurt in een gesprek",
    )
    assert "eerst hoe vaak het er is, dan hoe vaak het ontbreekt" in chart.alt


def test_new_codes_are_counted_in_order_of_date() -> None:
    meetings = pd.DataFrame(
        {"meeting_id": ["B01", "B02", "B03", "B04"], "date": ["2025-03-01", "2025-01-01", "", "2025-02-01"]}
    )
    turns = pd.DataFrame({"utterance_id": list("abcdef"), "meeting_id": ["B01", "B01", "B02", "B02", "B03", ""]})
    rows = [("a", "moed"), ("b", "plek"), ("c", "moed"), ("d", "moed"), ("e", "plek"), ("e", "scan"), ("f", "lef")]
    table = count_new_codes(pd.DataFrame(rows, columns=["utterance_id", "code"]), turns, meetings)
    assert table[["meeting_id", "new", "known", "heard"]].to_numpy().tolist() == [
        ["B02", 1, 0, 1], ["B04", 0, 0, 1], ["B01", 1, 1, 2], ["B03", 1, 1, 3],
    ]  # fmt: skip
    assert count_new_codes(pd.DataFrame(columns=["utterance_id", "code"]), turns, meetings)["heard"].tolist() == [0] * 4
