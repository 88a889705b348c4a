from pathlib import Path
from shutil import copytree

import pandas as pd
import pytest

from kennis.coding import compare_copies, find_codings
from kennis.lab import show_found
from kennis.study import Study
from kennis.tables import CODINGS, UTTERANCES, KennisError, check

TURNS = check(
    pd.DataFrame(
        {
            "utterance_id": ["B01-001", "B01-002", "B02-001"],
            "meeting_id": ["B01", "B01", "B02"],
            "turn": [1, 2, 1],
            "role": ["inwoner", "uitvoerder", "inwoner"],
            "text": ["Ik durf het.", "😀 <b>Wij</b> ook.", "Een ander gesprek."],
        }
    ),
    UTTERANCES,
)


def codings(*rows: tuple[str, int, int, str, str]) -> pd.DataFrame:
    names = ["utterance_id", "start", "stop", "code", "status"]
    return check(pd.DataFrame(rows, columns=names).assign(coder="ana"), CODINGS)


MADE = codings(
    ("B01-002", 2, 12, "moed", "geaccepteerd"),
    ("B01-001", 0, 12, "plek", "geaccepteerd"),
    ("B02-001", 0, 3, "moed", "geaccepteerd"),
    ("B02-001", 0, 3, "moed", "ingetrokken"),
)


def test_a_coding_is_found_with_its_words_and_what_was_said_around_it() -> None:
    found = find_codings(MADE, TURNS, code="moed")
    assert found[["utterance_id", "quote", "before", "after"]].to_numpy().tolist() == [
        ["B01-002", "<b>Wij</b>", "Ik durf het.", ""]
    ]


def test_found_codings_follow_the_turns_and_can_be_searched() -> None:
    assert list(find_codings(MADE, TURNS)["utterance_id"]) == ["B01-001", "B01-002"]
    assert list(find_codings(MADE, TURNS, words="DURF", role="inwoner")["code"]) == ["plek"]


@pytest.mark.parametrize(
    ("wish", "said"),
    [
        ({"code": "bestaatniet"}, "geen code 'bestaatniet'"),
        ({"code": "mooed"}, "geen code 'mooed'.*uit: moed"),
        ({"role": "wethouder"}, "geen rol 'wethouder'"),
        ({"meeting": "B99"}, "geen bijeenkomst 'B99'.*B01, B02"),
        ({"coder": "piet"}, "geen codeur 'piet'.*ana"),
    ],
)
def test_a_slip_of_the_pen_does_not_look_like_nobody_said_it(wish: dict[str, str], said: str) -> None:
    with pytest.raises(KennisError, match=said):
        find_codings(MADE, TURNS, **wish)  # type: ignore[arg-type]


def test_a_code_role_or_meeting_that_nothing_was_coded_in_is_no_mistake() -> None:
    assert find_codings(MADE, TURNS, code="vertrouwen").empty
    assert find_codings(MADE, TURNS, role="begeleider").empty
    assert find_codings(MADE, TURNS, meeting="B02").empty


def test_who_may_not_be_quoted_is_no_neighbour_and_is_not_shown() -> None:
    found = find_codings(MADE, TURNS.assign(may_quote=[False, True, True]))
    assert list(found["before"]) == ["", ""]
    codes = pd.DataFrame({"code": ["moed", "plek"], "label": ["Moed", "Plek"]})
    assert "durf" not in show_found(found, codes).html


def test_a_quote_opens_to_its_place_and_stays_text() -> None:
    html = show_found(find_codings(MADE, TURNS), pd.DataFrame({"code": ["moed"], "label": ["Moed"]})).html
    assert "<summary>‘&lt;b&gt;Wij&lt;/b&gt;’" in html
    assert "<blockquote>😀 <mark>&lt;b&gt;Wij&lt;/b&gt;</mark> ook.</blockquote>" in html
    assert "<script" not in html


def test_texts_that_differ_between_two_copies_are_found(study: Study, turns: pd.DataFrame, tmp_path: Path) -> None:
    study.add_transcript(turns, meeting={"kind": "interview"}, fingerprint="a")
    other = copytree(study.path, tmp_path / "kopie")
    assert compare_copies(study, other).empty
    path = other / "transcripten/B01.csv"
    path.write_text(path.read_text("utf-8").replace("Maar nu wel.", "Maar nu wel!"), "utf-8")
    study.save_codings(codings(("B01-003", 0, 12, "moed", "geaccepteerd")), coder="ana")
    study.add_transcript(turns.head(1), meeting={"kind": "interview"}, fingerprint="b")
    assert compare_copies(study, other).to_numpy().tolist() == [
        ["B01-003", "andere tekst", 1],
        ["B02-001", "alleen hier", 0],
    ]
