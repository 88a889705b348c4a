"""The hand-made lists of 300 compounds and 300 other words: a share, because no list splits them all."""

import csv
from pathlib import Path

from kennis.language.compounds import split_compound

CASES = Path(__file__).parent.parent / "cases"


def read(name):
    with (CASES / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_most_compounds_of_the_list_are_split_as_a_person_would():
    rows = read("compounds_300")
    right = sum("+".join(split_compound(row["word"])) == row["parts"] for row in rows)
    assert len(rows) == 300
    assert right / len(rows) >= 0.85  # the target is 0.90: see the model card


def test_words_that_only_look_like_compounds_stay_whole():
    rows = read("compounds_whole")
    whole = sum(not split_compound(row["word"]) for row in rows)
    assert len(rows) == 300
    assert whole / len(rows) >= 0.95
