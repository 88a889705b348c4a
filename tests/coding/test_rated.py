"""What words tell by themselves, and how patterns and words share the say in what is suggested."""

import csv

import pytest

from kennis.coding import load_codebook
from kennis.coding.features import read_features
from kennis.coding.lexicon import Lexicon
from kennis.coding.rated import RATED, rating_of
from kennis.coding.rules import find_codes
from kennis.coding.themes import themes_of
from kennis.coding.train import fit_weights, read_material
from kennis.language import load_pipeline

BOOK = load_codebook()


@pytest.fixture(scope="module")
def features_of():
    nlp, lexicon = load_pipeline(), Lexicon(BOOK)

    def read(text):
        doc = nlp(text)
        hits = lexicon.find(doc)
        return read_features(doc, hits, find_codes(doc, lexicon, BOOK, hits=hits))

    return read


def test_every_word_stands_in_the_table_once_with_points_that_can_be():
    rows = list(csv.DictReader(RATED.open(encoding="utf-8")))
    words = [row["woord"] for row in rows]
    assert words == sorted(set(words))
    assert set(rows[0]) == {"woord", "toon", *themes_of(BOOK)}
    assert {row["toon"] for row in rows} <= {"", *"123", "-1", "-2", "-3"}
    assert {row[theme] for row in rows for theme in themes_of(BOOK)} <= {"", *"123", "-1", "-2"}
    assert all(any(points for name, points in row.items() if name != "woord") for row in rows)


def test_a_word_that_is_not_rated_tells_nothing():
    assert rating_of("flierefluiter") == ((), 0)


def test_a_rated_word_tells_its_theme_once_and_a_part_of_a_word_tells_it_too(features_of):
    assert features_of("Wantrouwen, niets dan wantrouwen.")["rated"].count("vertrouwen=3") == 1
    assert "vertrouwen=3" in features_of("Er hangt een wantrouwencultuur.")["rated"]


def test_a_denied_word_sounds_the_other_way(features_of):
    assert {"+2", ">=2"} <= set(features_of("Zij is betrouwbaar.")["tone"])
    denied = features_of("Zij is niet betrouwbaar.")["tone"]
    assert "!+2" in denied
    assert ">=0" not in denied


def test_patterns_have_a_say_that_no_sentence_teaches():
    """Where a pattern stands in nothing but sentences without a code, it still speaks for its code."""
    import pandas as pd

    texts = [f"Ik heb vertrouwen in {who}." for who in ("haar", "hem", "hen", "jullie")]
    rows = pd.DataFrame({"text": texts, "codes": "geen", "polarity": "", "pass": "1"})
    weights = fit_weights(read_material(rows, BOOK, load_pipeline()), BOOK)
    column = weights.vocabulary.places["hits"]["vertrouwen gevonden"]
    code = len(weights.themes) + weights.codes.index("vertrouwen")
    assert weights.coefficients[code, column] > 0
    other = len(weights.themes) + weights.codes.index("moed")
    assert weights.coefficients[other, column] == 0
