"""Difficult cases from the tables in tests/cases; a known failure must still fail, so that a gain shows."""

import csv
from pathlib import Path

import pytest

from kennis.language import load_pipeline
from kennis.language.compounds import split_compound

CASES = Path(__file__).parent.parent / "cases"


def read(name):
    with (CASES / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("case", read("split_verbs"), ids=lambda case: case["text"])
def test_a_particle_joins_its_verb_or_is_left_alone(case):
    doc = load_pipeline()(case["text"])
    joined = [token.lemma_ for token in doc if any(o._.is_particle and token.lemma_.startswith(o.lower_) for o in doc)]
    right = case["verb"] in joined if case["verb"] else not any(token._.is_particle for token in doc)
    assert right == (not case["known_failure"])


@pytest.mark.parametrize("case", read("compounds"), ids=lambda case: case["word"])
def test_a_compound_is_split_and_another_word_stays_whole(case):
    assert ("+".join(split_compound(case["word"])) == case["parts"]) == (not case["known_failure"])


@pytest.mark.parametrize("case", read("negation"), ids=lambda case: case["text"])
def test_negation_reaches_the_words_it_denies(case):
    doc = load_pipeline()(case["text"])
    mark = next(token._.negation for token in doc if token.text == case["word"])
    assert (mark == case["mark"]) == (not case["known_failure"])


@pytest.mark.parametrize("case", read("stance"), ids=lambda case: case["text"])
def test_stance_reaches_the_words_that_are_not_simply_said_to_be_so(case):
    doc = load_pipeline()(case["text"])
    marks = next(token._.stance for token in doc if token.text == case["word"])
    assert ("|".join(marks) == case["marks"]) == (not case["known_failure"])
