"""Is a value there or missed: what the words around a hit do to it."""

import csv
from pathlib import Path

import numpy as np
import pytest

from kennis.coding import load_codebook
from kennis.coding.features import Features, learn_vocabulary
from kennis.coding.lexicon import Lexicon
from kennis.coding.polarity import Polarity, load_polarity, save_polarity
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
    texts = [{name: [] for name in model.vocabulary.places} | {"lemma": ["bang", "gemeente"], "tone": ["-2"]}]
    for read, kept in zip(again.sums(texts), model.sums(texts), strict=True):
        assert (read == kept).all()
    assert set(again.codes) == {"moed", "vertrouwen", "gelijkwaardigheid"}


def test_a_missing_file_says_how_to_make_it(tmp_path):
    with pytest.raises(KennisError, match="train_polarity"):
        load_polarity(tmp_path / "weg.npz")


def test_a_polarity_model_comes_back_from_its_file_as_it_went_in(tmp_path: Path) -> None:
    # Groups of different sizes: a pair of words read back as a pair of lemmas would weigh otherwise.
    texts: list[Features] = [
        {"lemma": ["a", "b"], "lemmas": ["a b"], "words": ["x y", "y z"], "denied": [], "tone": []},
        {"lemma": ["c"], "lemmas": ["c d"], "words": ["q r", "x y"], "denied": ["c!"], "tone": ["+2", ">=1"]},
    ]
    vocabulary = learn_vocabulary(texts * 2)
    coefficients = np.arange(3 * len(vocabulary), dtype=np.float32).reshape(3, -1)
    model = Polarity(vocabulary, ("moed",), coefficients, np.zeros(3))
    save_polarity(model, tmp_path / "p.npz")
    for again, before in zip(load_polarity(tmp_path / "p.npz").sums(texts), model.sums(texts), strict=True):
        np.testing.assert_allclose(again, before, rtol=1e-3)
