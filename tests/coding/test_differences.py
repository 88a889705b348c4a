"""Where coders differ, and what is worth talking about."""

from __future__ import annotations

import pandas as pd
import pytest

from kennis.coding import differences_by, turns_to_discuss
from kennis.coding.differences import KINDS
from kennis.insights import plot_differences, plot_pairs, plot_reliability
from kennis.tables import KennisError

CODES = pd.DataFrame({"code": ["moed", "plek"], "label": ["Moed om te groeien", "Plek"]})


def beurten() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "utterance_id": ["B01-001", "B01-002", "B02-001", "B02-002"],
            "meeting_id": ["B01", "B01", "B02", "B02"],
            "role": ["inwoner", "uitvoerder", "inwoner", ""],
            "text": [
                "Durf jij dat?",
                "Nee, dat durf ik niet, want dan krijg ik het op mijn bord.",
                "woord " * 50,
                "Ja ja.",
            ],
        }
    )


def log(*rows: tuple[str, str, str], polarity: str = "", status: str = "geaccepteerd") -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["coder", "utterance_id", "code"])
    return frame.assign(start=0, stop=5, polarity=polarity, status=status, score=1.0, evidence="", memo="", at="")


def apart() -> pd.DataFrame:
    return log(
        ("a", "B01-001", "moed"), ("b", "B01-001", "geen"), ("a", "B01-002", "moed"), ("b", "B01-002", "plek"),
        ("a", "B02-001", "plek"), ("b", "B02-001", "plek"), ("a", "B02-002", "geen"), ("b", "B02-002", "geen"),
    )  # fmt: skip


def test_differences_are_counted_where_the_code_came_up() -> None:
    table = differences_by(apart(), beurten(), by="code")
    assert table[["name", "turns", "differing"]].to_numpy().tolist() == [["moed", 2, 2], ["plek", 2, 1]]
    roles = differences_by(apart(), beurten(), by="role")
    assert roles[["name", "turns", "differing"]].to_numpy().tolist() == [["uitvoerder", 1, 1], ["inwoner", 2, 1]]


def test_a_turn_can_be_of_more_kinds() -> None:
    table = differences_by(apart(), beurten(), by="kind").set_index("name")[["turns", "differing"]]
    found = {name: tuple(row) for name, row in zip(table.index, table.to_numpy().tolist(), strict=True)}
    assert found == {KINDS["vraag"]: (1, 1), KINDS["kort"]: (1, 1), KINDS["ontkenning"]: (1, 1), KINDS["lang"]: (1, 0)}


def test_counting_by_something_else_says_what_can_be() -> None:
    with pytest.raises(KennisError, match="Kies uit: code, role, kind"):
        differences_by(apart(), beurten(), by="speaker")


def test_the_turn_with_most_differences_comes_first_and_tells_who_gave_what() -> None:
    table = turns_to_discuss(apart(), beurten(), codes=CODES)
    assert table["utterance_id"].tolist() == ["B01-002", "B01-001"]
    assert table["differences"].tolist() == [2, 1]
    assert table["differs"].iloc[0] == "Moed om te groeien: wel a, niet b; Plek: wel b, niet a"
    assert turns_to_discuss(apart(), beurten(), most=1)["utterance_id"].tolist() == ["B01-002"]


def test_the_same_code_with_another_polarity_is_a_difference_too() -> None:
    both = pd.concat(
        [log(("a", "B01-001", "moed"), polarity="aanwezig"), log(("b", "B01-001", "moed"), polarity="afwezig")]
    )
    assert turns_to_discuss(both, beurten())["differs"].tolist() == ["moed: aanwezig volgens a, ontbreekt volgens b"]
    assert differences_by(both, beurten(), by="code")["differing"].tolist() == [1]


def test_a_split_in_half_weighs_more_than_one_against_all() -> None:
    rows = log(*[(coder, "B01-001", "moed" if coder == "a" else "geen") for coder in "abcd"],
               *[(coder, "B01-002", "moed" if coder in "ab" else "geen") for coder in "abcd"])  # fmt: skip
    assert turns_to_discuss(rows, beurten())["utterance_id"].tolist() == ["B01-002", "B01-001"]


def test_what_was_settled_is_no_longer_asked() -> None:
    settled = pd.concat(
        [apart(), log(("samen", "B01-002", "moed"), status="afgewezen"), log(("samen", "B01-002", "plek"))]
    )
    assert turns_to_discuss(settled, beurten())["utterance_id"].tolist() == ["B01-001"]


def test_words_that_may_not_be_quoted_are_not_shown_but_their_turn_can_be_talked_about() -> None:
    table = turns_to_discuss(apart(), beurten().assign(may_quote=[True, False, True, True])).set_index("utterance_id")
    assert table.loc["B01-002", "text"] == "[niet getoond]"
    assert table.loc["B01-001", "text"] == "Durf jij dat?"


def test_the_computer_is_one_of_the_coders_where_asked() -> None:
    rows = pd.concat([log(("a", "B01-001", "geen")), log(("model", "B01-001", "moed"), status="voorstel")])
    assert turns_to_discuss(rows, beurten()).empty
    assert turns_to_discuss(rows, beurten(), machines=True)["differs"].tolist() == ["moed: wel computer, niet a"]


def test_without_a_second_coder_there_is_nothing_to_differ_about_yet() -> None:
    alone = log(("a", "B01-001", "moed"))
    assert turns_to_discuss(alone, beurten()).empty
    assert differences_by(alone, beurten(), by="code").empty
    assert "nog niets" in plot_differences(differences_by(alone, beurten(), by="code")).alt


def test_the_figures_say_what_they_show() -> None:
    table = pd.DataFrame({"code": ["Alle codes samen", "moed", "plek"], "alpha": [0.5, 0.7, float("nan")],
                          "low": [0.3, float("nan"), float("nan")], "high": [0.6, float("nan"), float("nan")],
                          "direction": ["", "3 van 4", ""]})  # fmt: skip
    alt = plot_reliability(table, CODES).alt
    assert "Alle codes samen 0,50 (van 0,30 tot 0,60)" in alt
    assert "Moed om te groeien 0,70 (zelfde richting 3 van 4 keer)" in alt
    assert "Niet te zeggen is hoe zeker dit is: Moed om te groeien." in alt
    assert "Plek" not in alt
    pairs = pd.DataFrame(
        {
            "coder_a": ["a"],
            "coder_b": ["computer"],
            "kind": ["mens en computer"],
            "alpha": [0.2],
            "low": [0.1],
            "high": [0.3],
        }
    )
    assert "a en computer 0,20 (van 0,10 tot 0,30)" in plot_pairs(pairs).alt
    drawn = plot_differences(differences_by(apart(), beurten(), by="kind"), title="Bij welk soort zin?")
    assert "met niet, geen of nooit: 1 van 1" in drawn.alt
    assert "Bij welk soort zin?" in drawn.alt
