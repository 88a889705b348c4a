"""Is a value there or missed: what the words around a hit do to it."""

import csv
from pathlib import Path

import pytest

from kennis.coding import load_codebook
from kennis.coding.lexicon import Lexicon
from kennis.coding.polarity import load_polarity, save_polarity
from kennis.coding.rules import find_codes
from kennis.language import load_pipeline
from kennis.tables import KennisError

CASES = list(csv.DictReader((Path(__file__).parent.parent / "cases" / "polarity.csv").open(encoding="utf-8")))


@pytest.fixture(scope="module")
def polarity_of():
    book, nlp = load_codebook(), load_pipeline()
    lexicon = Lexicon(book)

    def polarity(text: str, code: str) -> str:
        return next((found.polarity for found in find_codes(nlp(text), lexicon, book) if found.code.slug == code), "")

    return polarity


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"])
def test_the_words_around_a_hit_decide_whether_a_value_is_there(case, polarity_of):
    right = polarity_of(case["text"], case["code"]) == case["polarity"]
    assert right == (not case["known_failure"]), polarity_of(case["text"], case["code"])


def test_what_was_learned_about_values_comes_back_from_its_file(tmp_path):
    model = load_polarity()
    save_polarity(model, tmp_path / "polarity.npz")
    again = load_polarity(tmp_path / "polarity.npz")
    texts = [
        {name: [] for name in model.vocabulary.places} | {"lemma": ["bang", "gemeente"], "hits": ["moed gevonden"]}
    ]
    assert (again.sums(texts) == model.sums(texts)).all()
    assert set(again.codes) == {"moed", "vertrouwen", "gelijkwaardigheid"}


def test_a_missing_file_says_how_to_make_it(tmp_path):
    with pytest.raises(KennisError, match="train_polarity"):
        load_polarity(tmp_path / "weg.npz")
