"""The learned coder: trained on the starter set, combined with the patterns."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from kennis.coding import load_codebook, suggest_codings
from kennis.coding.model import code_with_model
from kennis.language import load_pipeline
from kennis.tables import CODINGS, check


@pytest.fixture(scope="module")
def found():
    texts = [
        "Ik heb totaal geen vertrouwen meer in die gemeente.",
        "De sociale recherche controleerde bij ons thuis of ik niet loog.",
        "Het zwembad is tijdens de kerstvakantie gesloten.",
    ]
    frame = pd.DataFrame({"utterance_id": ["B01-001", "B01-002", "B01-003"], "text": texts})
    return suggest_codings(frame, load_codebook(), coder="model")


def test_suggestions_are_a_table_of_codings(found):
    assert len(check(found, CODINGS)) == len(found)
    assert set(found["coder"]) <= {"model", "lexicon"}


def test_a_text_with_the_plain_words_is_found(found):
    assert ("B01-001", "vertrouwen", "afwezig") in set(
        zip(found["utterance_id"], found["code"], found["polarity"], strict=True)
    )


def test_the_score_is_a_probability(found):
    assert found["score"].between(0, 1).all()


def test_a_text_without_a_theme_is_left_alone(found):
    assert "B01-003" not in set(found["utterance_id"])


def test_every_suggestion_has_evidence(found):
    assert (found["evidence"].str.len() > 0).all()


def test_one_sentence_in_a_long_turn_is_found():
    small_talk = "De zaal was die avond goed gevuld en er was koffie met koek voor iedereen die wilde. " * 6
    text = small_talk + "Ik heb totaal geen vertrouwen meer in die gemeente. " + small_talk
    found = suggest_codings(pd.DataFrame({"utterance_id": ["x"], "text": [text]}), load_codebook())
    kept = found[found["code"] == "vertrouwen"].iloc[0]
    assert text[kept["start"] : kept["stop"]] == "Ik heb totaal geen vertrouwen meer in die gemeente."


def test_a_long_text_is_cut_at_sentences_and_loses_nothing():
    from kennis.coding.model import pieces_of

    doc = load_pipeline()("Dit is een zin van zeven woorden. " * 30)
    pieces = pieces_of(doc)
    assert len(pieces) > 1
    assert "".join(piece.text_with_ws for piece in pieces) == doc.text
    assert all(piece[0].is_sent_start for piece in pieces)


@pytest.mark.parametrize(
    ("text", "polarity"),
    [
        ("Ik vertrouw haar helemaal.", "aanwezig"),
        ("Ik vertrouw haar niet.", "afwezig"),
        ("Eerst vertrouwde ik haar niet, maar nu wel.", "aanwezig"),
        ("Er is veel wantrouwen tussen de gemeente en de buurt.", "afwezig"),
    ],
)
def test_the_polarity_of_a_value_is_told(text, polarity):
    found = suggest_codings(pd.DataFrame({"utterance_id": ["x"], "text": [text]}), load_codebook())
    assert list(found.loc[found["code"] == "vertrouwen", "polarity"]) == [polarity]


@pytest.mark.parametrize(
    "text",
    [
        "Van mijn begeleider neem ik alles aan, maar die andere daar, die geloof ik voor geen cent.",
        "Mijn buurvrouw laat ik zo binnen met de sleutel, van haar zoon moet ik niks hebben, die kijk ik na tot hij de straat uit is.",
    ],
)
def test_what_is_both_there_and_missed_is_mixed(text: str) -> None:
    found = suggest_codings(pd.DataFrame({"utterance_id": ["x"], "text": [text]}), load_codebook())
    assert list(found.loc[found["code"] == "vertrouwen", "polarity"]) == ["gemengd"]


@pytest.mark.parametrize(("heard", "polarity", "told"), [(20.0, "aanwezig", True), (-20.0, "afwezig", False)])
def test_words_and_polarity_that_differ_are_explained(monkeypatch, heard, polarity, told) -> None:
    class Heard:
        """Hears one thing in every text."""

        codes = ("vertrouwen",)

        def sums(self, texts):
            return np.full((len(texts), 1), heard), np.full(len(texts), -20.0)

    monkeypatch.setattr("kennis.coding.model.load_polarity", Heard)
    texts = pd.DataFrame({"utterance_id": ["a"], "text": ["De gemeente heeft mijn vertrouwen beschaamd."]})
    row = code_with_model(texts, load_codebook()).set_index("code").loc["vertrouwen"]
    assert row["polarity"] == polarity
    assert row["evidence"].endswith("; de hele tekst klinkt alsof het er wel is") == told


@pytest.mark.parametrize(
    "text",
    ["Welke?", "Serieus?", "Wat zei je?", "Samen.", "Allebei. Mag allebei, [P31].", "Alsof je bij de tandarts zat."],
)
def test_a_few_words_tell_nothing_without_a_pattern(text: str) -> None:
    assert code_with_model(pd.DataFrame({"utterance_id": ["a"], "text": [text]}), load_codebook()).empty


def test_one_plain_word_is_enough() -> None:
    found = code_with_model(pd.DataFrame({"utterance_id": ["a"], "text": ["Vertrouwen, ja."]}), load_codebook())
    assert list(found["code"]) == ["vertrouwen"]


def test_a_code_of_the_study_itself_changes_nothing_about_the_others() -> None:
    texts = pd.DataFrame(
        {"utterance_id": ["a"], "text": ["Zij mogen zelf met de brief naar de wethouder, vinden wij."]}
    )
    book = load_codebook()
    own = replace(
        book.code("adviseren"), slug="eigen", label="Eigen", patterns={"aanwezig": ("brief naar de wethouder",)}
    )
    before = code_with_model(texts, book)
    after = code_with_model(texts, replace(book, codes=(*book.codes, own), fingerprint="own"))
    assert "eigen" in set(after["code"])
    pd.testing.assert_frame_equal(after[after["code"] != "eigen"].reset_index(drop=True), before)
