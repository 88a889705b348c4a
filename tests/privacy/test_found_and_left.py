"""The honest report, a second look, and what is recognisable without a name."""

from __future__ import annotations

import pandas as pd
import pytest

from kennis.privacy import (
    count_decisions,
    count_found,
    describe_left,
    estimate_left,
    find_candidates,
    find_spans,
    pick_rechecks,
    tally_found,
)

TURNS = pd.DataFrame({"utterance_id": [f"B01-{n:03d}" for n in range(1, 101)], "text": "Ja."})


def checked(wrong: int, of: int) -> pd.DataFrame:
    return pd.DataFrame({"utterance_id": TURNS["utterance_id"][:of], "missed": [1] * wrong + [0] * (of - wrong)})


def test_the_interval_is_that_of_clopper_and_pearson() -> None:
    low, high = estimate_left(checked(1, 20), turns=1000)
    assert (round(low), round(high)) == (1, 249)  # 0.13 % – 24.9 %


def test_nothing_found_does_not_mean_that_nothing_is_left() -> None:
    assert "hoogstens 17 van alle" in describe_left(checked(0, 20), turns=100)
    assert "Nog niemand" in describe_left(checked(0, 0), turns=100)


def test_a_second_look_goes_on_where_it_stopped() -> None:
    first = pick_rechecks(TURNS, checked(0, 0), count=5, seed=1)
    done = first[["utterance_id"]].assign(missed=0)
    again = pick_rechecks(TURNS, done, count=5, seed=1)
    assert set(first["utterance_id"]).isdisjoint(again["utterance_id"])


def test_what_was_found_is_counted_without_what_it_was() -> None:
    log = pd.DataFrame({"kind": ["persoon", "persoon", "datum"], "recogniser": ["altijd", "model", "patroon"]})
    tally = tally_found(log, log.iloc[2:])
    assert tally[["replaced", "doubtful"]].sum().tolist() == [3, 1]
    assert sorted(count_found(tally)["kind"]) == ["datum", "persoon", "persoon"]
    decided = count_decisions(tally, checked(0, 4), never=("Roos",)).set_index("what")["count"]
    assert decided.tolist() == [1, 1, 1, 4]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Zij is de enige huisarts met een rolstoel in Zwolle.", "de enige huisarts met een rolstoel"),
        ("Dat weet de burgemeester van Almelo ook.", "burgemeester"),
        ("Mijn zoon heeft sikkelcelziekte.", "sikkelcelziekte"),
        ("We zien elkaar op 12 mei weer.", "12 mei"),
    ],
)
def test_who_is_recognisable_without_a_name_is_for_a_person_to_judge(text: str, said: str) -> None:
    assert said in [span.text for span in find_candidates(text) if span.score < 0.5]


@pytest.mark.parametrize("text", ["Dat is de enige manier in het leven.", "Dat was de eerste keer in Zwolle."])
def test_the_only_way_is_nobody(text: str) -> None:
    assert [span for span in find_candidates(text) if span.kind == "indirect"] == []


@pytest.mark.parametrize(
    ("text", "organisation"),
    [
        ("Ik zit bij Wijkteam De Hoven.", "Wijkteam De Hoven"),
        ("ik zat bij buurthuis de schakel", "buurthuis de schakel"),
        ("Bij de Kredietbank Rivierengebied was ik een nummer.", "Kredietbank Rivierengebied"),
    ],
)
def test_a_small_team_is_found_with_the_word_that_says_what_it_is(text: str, organisation: str) -> None:
    assert organisation in [span.text for span in find_spans(text) if span.kind == "organisatie"]
