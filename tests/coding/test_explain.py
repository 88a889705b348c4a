"""Why not, and what next."""

import pandas as pd
import pytest

import kennis as kn
from kennis.coding.codebook import parse_codebook
from kennis.tables import KennisError


def test_a_look_alike_is_named():
    why = kn.why_not("Dat durf ik niet met zekerheid te zeggen.", "moed")
    assert why["reason"].iloc[0] == "Besluit"
    assert "Lijkt erop" in set(why["reason"])


def test_what_was_suggested_after_all_is_said():
    assert (
        "wél" in kn.why_not("Ik heb totaal geen vertrouwen meer in die gemeente.", "vertrouwen")["explanation"].iloc[0]
    )


def test_the_codebook_says_when_not():
    assert kn.why_not("De zaal is open.", "moed")["explanation"].str.startswith("Wanneer niet").any()


def test_an_empty_text_is_explained_too():
    assert len(kn.why_not("", "moed"))


def test_an_unknown_code_is_refused():
    with pytest.raises(KennisError, match="staat niet in het codeboek"):
        kn.why_not("Ja.", "geluk")


TURNS = pd.DataFrame(
    {
        "utterance_id": ["B01-001", "B01-002", "B01-003", "B01-004", "B01-005"],
        "text": [
            "Hij kreeg een bureau op de gang.",
            "Hij kreeg een bureau, op de gang!",
            "Ja, precies.",
            "De wethouder kwam naar het buurthuis en vroeg wat wij ervan vonden.",
            "Morgen is het buurthuis dicht.",
        ],
    }
)


def coded(*ids):
    return pd.DataFrame({"utterance_id": list(ids), "coder": "ans"})


def test_what_a_person_saw_and_what_says_nothing_is_left_out():
    chosen = set(kn.next_to_code(coded("B01-005"), TURNS)["utterance_id"])
    assert chosen == {"B01-001", "B01-002", "B01-004"}


def test_two_turns_that_say_the_same_are_not_both_first():
    first = kn.next_to_code(coded("B01-005"), TURNS, most=2)["utterance_id"]
    assert set(first) != {"B01-001", "B01-002"}


def test_nothing_left_gives_an_empty_table():
    assert kn.next_to_code(coded("B01-001"), TURNS.head(1)).empty


OWN_BOOK = """
titel: zorg
inzichten: {zorgen: {label: Zorgen voor elkaar}}
codes:
  - {slug: moe, label: Moe worden, inzicht: zorgen, definitie: Iemand is moe.}
"""


def test_only_themes_of_the_codebook_are_doubted_about():
    book = parse_codebook(OWN_BOOK, "codeboek.yaml")
    row = {"start": 0, "stop": 5, "code": "moe", "polarity": "", "status": "geaccepteerd"}
    unknown = kn.next_to_code(
        coded("B01-005").assign(score=1.0, evidence="", memo="", at="", **row | {"status": "afgewezen"}),
        TURNS,
        codebook=book,
    )
    assert set(unknown["reason"]) == {"de computer kent de codes van dit codeboek nog niet"}
    learned = kn.next_to_code(
        coded("B01-005").assign(score=1.0, evidence="", memo="", at="", **row), TURNS, codebook=book
    )
    assert set(learned["theme"]) == {"zorgen"}
    assert set(learned["reason"]) == {"de computer twijfelt of dit over zorgen voor elkaar gaat"}
