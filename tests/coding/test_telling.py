"""Evidence: one short Dutch sentence that points at the words that count."""

import pandas as pd
import pytest

from kennis.coding import load_codebook, suggest_codings
from kennis.coding.telling import telling_words
from kennis.language import load_pipeline

PIPELINE = load_pipeline()


@pytest.mark.parametrize(
    ("text", "code", "evidence"),
    [
        ("Ik heb alle vertrouwen in haar.", "vertrouwen", "“vertrouwen” staat er letterlijk"),
        ("Ik vertrouw haar niet.", "vertrouwen", "“vertrouw” past bij vertrouwen, maar er staat “niet” bij"),
        (
            "Het respect is broos.",
            "gelijkwaardigheid",
            "“respect” past bij gelijkwaardigheid, maar er staat “broos” bij",
        ),
        ("Ze kleineren ons.", "gelijkwaardigheid", "“kleineren” laat zien dat gelijkwaardigheid ontbreekt"),
        (
            "Hoe kan ik die man nog vertrouwen?",
            "vertrouwen",
            "“vertrouwen” past bij vertrouwen, maar de zin trekt het in twijfel",
        ),
    ],
)
def test_evidence_says_which_words_count_and_what_is_done_to_them(text, code, evidence):
    found = suggest_codings(
        pd.DataFrame({"utterance_id": ["x"], "text": [text]}), load_codebook(), coder="lexicon"
    ).set_index("code")
    assert found.loc[code, "evidence"] == evidence


def test_hits_that_share_a_word_are_one_quote():
    text = "Door te luisteren, door angst serieus te nemen."
    found = suggest_codings(pd.DataFrame({"utterance_id": ["x"], "text": [text]}), load_codebook(), coder="lexicon")
    evidence = found.set_index("code").loc["gelijkwaardigheid", "evidence"]
    assert evidence.count("serieus") == 1
    assert "luisteren… " not in evidence


def test_a_quote_ends_in_no_loose_word():
    text = "Hij gaf me de sleutel van het pand."
    found = suggest_codings(pd.DataFrame({"utterance_id": ["x"], "text": [text]}), load_codebook(), coder="lexicon")
    assert "van”" not in " ".join(found["evidence"])


def test_pale_words_are_no_reason_and_a_split_verb_is_shown_whole():
    doc = PIPELINE("De man staat er en steekt zijn nek uit.")
    verb = next(token.i for token in doc if token.text == "steekt")
    sums = dict.fromkeys(range(len(doc)), 1.0) | {1: 20.0, 2: 20.0, verb: 18.0}
    assert telling_words(doc[:], sums) == ["steekt … uit"]


def test_a_word_that_hardly_counts_is_not_named():
    doc = PIPELINE("Het spaargeld was voor de begrafenis.")
    places = {token.text: token.i for token in doc}
    assert telling_words(doc[:], {places["spaargeld"]: 20.0, places["begrafenis"]: 2.0}) == ["spaargeld"]
