"""The learned coder: trained on the starter set, combined with the patterns."""

import pandas as pd
import pytest

from kennis.coding import load_codebook, suggest_codings
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
