"""The marked sentences the model learns from: read, copied in other cases, with other names."""

import random
from pathlib import Path

import pytest

from kennis.privacy.augment import capitals, exchange_names, speech
from kennis.privacy.marked import parse_marks, read_marked
from kennis.privacy.train import labels_of
from kennis.tables import KennisError

TRAINING = Path(__file__).parents[2] / "training" / "privacy"


def test_marks_are_taken_out_and_point_at_their_text() -> None:
    text, gold = parse_marks("Vraag {p|Kees} in {pl|Den Haag}.")
    assert text == "Vraag Kees in Den Haag."
    assert [(text[start:stop], kind) for start, stop, kind in gold] == [("Kees", "persoon"), ("Den Haag", "plaats")]


def test_an_unknown_mark_is_refused_with_its_place() -> None:
    with pytest.raises(KennisError, match="proef, regel 3"):
        parse_marks("{x|iets}", where="proef, regel 3")


def test_speech_has_no_capitals_and_no_marks_and_the_names_stay_in_place() -> None:
    text, gold = speech(parse_marks("Nou, {p|Marieke's} dochter woont in {pl|'s-Hertogenbosch}."))
    assert text == "nou marieke's dochter woont in 's-hertogenbosch"
    assert [text[start:stop] for start, stop, _ in gold] == ["marieke's", "'s-hertogenbosch"]


def test_capitals_keep_every_place() -> None:
    text, gold = capitals(parse_marks("Dat zei {p|Weiß} ook."))
    assert text[slice(*gold[0][:2])].lower() == "weiß"


def test_another_name_has_the_same_build_and_the_same_seed_gives_the_same_name() -> None:
    example = parse_marks("Dat zei {p|Kees Vos} tegen {p|Marieke's} zus in {pl|Ede}.")
    one, two = (exchange_names(example, random.Random(7)) for _ in range(2))
    assert one == two
    assert one[0].startswith("Dat zei ") and one[0][slice(*one[1][1][:2])].endswith("'s")


def test_a_name_of_two_words_is_labelled_as_one() -> None:
    text, gold = parse_marks("Dat zei {p|Kees Vos}.")
    assert labels_of(text, gold) == ["O", "O", "B-PER", "I-PER", "O"]


@pytest.mark.parametrize("path", sorted(TRAINING.glob("*.txt")), ids=lambda path: path.name)
def test_every_training_file_can_be_read(path: Path) -> None:
    assert sum(len(turn.text.split()) for turn in read_marked(path)) > 500


def test_held_out_meetings_are_not_trained_on() -> None:
    assert not [
        path.name
        for path in TRAINING.glob("*.txt")
        if path.stem.startswith(("eik", "wilg", "synergie", "netwerk", "interview"))
    ]
