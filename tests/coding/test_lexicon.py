"""The rule coder: what it finds, what it leaves alone, and how it explains itself."""

import csv
from pathlib import Path

import pandas as pd
import pytest

from kennis.coding import load_codebook, suggest_codings
from kennis.tables import CODINGS, KennisError, check

CASES = Path(__file__).parent.parent / "cases" / "lexicon.csv"


def suggest(*texts, **options):
    frame = pd.DataFrame({"utterance_id": [f"B01-{place:03}" for place in range(len(texts))], "text": texts})
    return suggest_codings(frame, load_codebook(), **({"coder": "lexicon"} | options))


def read_cases():
    with CASES.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("case", read_cases(), ids=lambda case: case["text"])
def test_a_sentence_gets_its_code_and_another_is_left_alone(case):
    found = suggest(case["text"])
    if case["code"]:
        right = (case["code"], case["polarity"]) in zip(found["code"], found["polarity"], strict=True)
    else:
        right = found.empty
    assert right == (not case["known_failure"]), found[["code", "polarity", "evidence"]].values.tolist()


def test_suggestions_are_a_table_of_codings_with_the_insight():
    found = suggest("Ik durfde het te zeggen.")
    assert list(found.columns) == [*CODINGS.names, "insight"]
    assert len(check(found, CODINGS)) == 1
    assert found.loc[0, ["coder", "status", "at", "insight"]].tolist() == ["lexicon", "voorstel", "", "waarden"]


def test_evidence_quotes_the_words_and_says_for_which_code():
    assert "“durfde” past bij moed" in suggest("Ik durfde het niet.").loc[0, "evidence"]


def test_evidence_tells_that_the_words_were_denied():
    assert "er staat “niet” bij" in suggest("Ik durfde het niet.").loc[0, "evidence"]


def test_the_span_is_the_sentence_that_holds_the_words():
    text = "Nou ja. Ik durfde het gewoon! Klaar."
    found = suggest(text).loc[0]
    assert text[found["start"] : found["stop"]] == "Ik durfde het gewoon!"


def test_offsets_count_code_points_behind_an_emoji():
    text = "👩‍👩‍👧 zo. Ik durfde het."
    found = suggest(text).loc[0]
    assert text[found["start"] : found["stop"]] == "Ik durfde het."


def test_presence_and_absence_in_one_turn_are_mixed():
    assert suggest("Zij had lef. Ik was te laf.").loc[0, "polarity"] == "gemengd"


def test_a_code_that_cannot_be_missing_has_no_polarity():
    assert suggest("Er was geen vaste buddy voor mij.").loc[0, "polarity"] == ""


def test_a_code_is_suggested_once_for_a_turn():
    assert suggest("Ik durfde. Zij had lef. Wij durfden.")["code"].tolist() == ["moed"]


def test_no_text_gives_an_empty_table_of_the_right_kinds():
    found = suggest()
    assert found.empty
    assert found["start"].dtype == "int64"


def test_progress_ends_with_the_total():
    seen = []
    suggest(*["Ja."] * 450, progress=lambda done, total: seen.append((done, total)))
    assert seen[-1] == (450, 450)


def test_a_missing_column_is_named():
    with pytest.raises(KennisError, match="'text'"):
        suggest_codings(pd.DataFrame({"utterance_id": ["a"]}), load_codebook())


def test_an_unknown_coder_is_refused():
    with pytest.raises(KennisError, match="Kies 'lexicon' of 'model'"):
        suggest("Ja.", coder="orakel")
