"""Coefficients against the worked examples in print, against other implementations, and against counting by hand."""

from __future__ import annotations

from itertools import product

import krippendorff
import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import cohen_kappa_score

from kennis.coding import measure_agreement, measure_pairs, measure_reliability, measure_spans
from kennis.coding.alpha import (
    MISSING,
    AlphaSums,
    coefficient,
    masi_distances,
    nominal,
    share_agreeing,
    sum_alpha,
    sum_fleiss,
    sum_kappa,
)
from kennis.coding.bootstrap import draw_turns, interval
from kennis.coding.reliability import OVERALL
from kennis.coding.units import Pooled, count_shared, join_spans, sum_units

# Fleiss (1971): thirty patients, the diagnoses (1-5) that six psychiatrists gave each.
PATIENTS = """444444 222555 233335 555555 222444 113333 333355 113334 114444 555555 144444 124444 222333 144444 224445
333335 111455 111112 224444 133555 555555 244444 224555 114444 144445 222224 111155 224444 133333 555555"""
# Krippendorff (2011): four observers, twelve units.
FOUR = ["1 2 3 3 2 1 4 1 2 . . .", "1 2 3 3 2 2 4 1 2 5 . 3", ". 3 3 3 2 3 4 2 2 5 1 .", "1 2 3 3 2 4 4 1 2 5 1 ."]


def column(*parts: tuple[int, int]) -> list[int]:
    """Repeat values: (1, 20) is twenty times 1."""
    return [value for value, times in parts for _ in range(times)]


def one_meeting(values: list[list[int]]) -> tuple[np.ndarray, np.ndarray]:
    rows = np.array(values)
    return rows, np.zeros(len(rows), dtype=int)


def log(*rows: tuple[str, str, str, int, int], polarity: str = "", status: str = "geaccepteerd") -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["coder", "utterance_id", "code", "start", "stop"])
    return frame.assign(polarity=polarity, status=status, score=1.0, evidence="", memo="", at="")


def turns(count: int, *, meetings: int = 1, text: str = "Zo was het toen ook bij ons thuis.") -> pd.DataFrame:
    ids = [f"t{number:02d}" for number in range(count)]
    return pd.DataFrame(
        {"utterance_id": ids, "meeting_id": [f"B{n % meetings:02d}" for n in range(count)], "text": text}
    )


def test_cohens_kappa_is_that_of_his_second_table() -> None:
    # Cohen (1960), table 2: 200 patients, three diagnoses; po .70, pc .41, kappa .492.
    table = [[88, 14, 18], [10, 40, 10], [2, 6, 12]]
    values = [[a, b] for a, b in product(range(3), repeat=2) for _ in range(table[a][b])]
    kappa = sum_kappa(*one_meeting(values), kinds=3)
    observed, expected = kappa.disagreement(np.ones((1, 1)))
    assert (1 - observed[0], 1 - expected[0]) == (pytest.approx(0.70), pytest.approx(0.41))
    assert coefficient(kappa)[0] == pytest.approx(0.492, abs=0.0005)
    first, second = zip(*values, strict=True)
    assert coefficient(kappa)[0] == pytest.approx(cohen_kappa_score(first, second))


def test_the_chances_are_added_where_qualcoder_multiplies_them() -> None:
    # QualCoder 3 (report_compare_coder_file) takes, of the text that somebody coded, Pe = P(yes) x P(no), and leaves out
    # what neither coded. Of 100 characters: both 5, only A 5, only B 5, neither 85. That way kappa seems 0.30; it is 0.44.
    both, only_a, only_b, neither = 5, 5, 5, 85
    coded = both + only_a + only_b
    wrong_chance = ((both + only_a) * (both + only_b) / coded**2) * (only_b * only_a / coded**2)
    assert (both / coded - wrong_chance) / (1 - wrong_chance) == pytest.approx(0.30, abs=0.005)
    a = column((1, both + only_a), (0, only_b + neither))
    b = column((1, both), (0, only_a), (1, only_b), (0, neither))
    values = [[x, y] for x, y in zip(a, b, strict=True)]
    assert coefficient(sum_kappa(*one_meeting(values), kinds=2))[0] == pytest.approx(0.44, abs=0.005)
    assert cohen_kappa_score(a, b) == pytest.approx(0.44, abs=0.005)
    # And so says the table a researcher sees.
    rows = [
        (coder, f"t{number:02d}", "moed" if gave else "geen", 0, 5)
        for coder, given in (("a", a), ("b", b))
        for number, gave in enumerate(given)
    ]
    assert measure_agreement(log(*rows)).iloc[0]["kappa"] == pytest.approx(0.44, abs=0.005)
    assert measure_reliability(log(*rows), turns(100)).set_index("code").loc["moed", "kappa"] == pytest.approx(
        0.4444, abs=1e-4
    )


def test_fleiss_kappa_is_that_of_his_psychiatrists() -> None:
    values = [[int(digit) - 1 for digit in patient] for patient in PATIENTS.split()]
    fleiss = sum_fleiss(*one_meeting(values), kinds=5)
    observed, expected = fleiss.disagreement(np.ones((1, 1)))
    assert (1 - observed[0], 1 - expected[0]) == (pytest.approx(0.555, abs=0.001), pytest.approx(0.220, abs=0.001))
    assert coefficient(fleiss)[0] == pytest.approx(0.430, abs=0.0005)


def four_observers() -> np.ndarray:
    rows = [[MISSING if mark == "." else int(mark) - 1 for mark in row.split()] for row in FOUR]
    return np.array(rows).T


def test_alpha_is_that_of_krippendorffs_four_observers() -> None:
    values = four_observers()
    alpha = sum_alpha(*one_meeting(values.tolist()), nominal(5))
    assert coefficient(alpha)[0] == pytest.approx(0.743, abs=0.0005)
    theirs = krippendorff.alpha(np.where(values == MISSING, np.nan, values).T, level_of_measurement="nominal")
    assert coefficient(alpha)[0] == pytest.approx(theirs)


def test_alpha_takes_any_distance_as_the_package_does() -> None:
    values = four_observers()
    squared = (np.arange(5)[:, None] - np.arange(5)[None, :]).astype(float) ** 2
    theirs = krippendorff.alpha(np.where(values == MISSING, np.nan, values).T, level_of_measurement="interval")
    # Krippendorff (2011) prints 0.849 for the interval distance.
    assert coefficient(sum_alpha(*one_meeting(values.tolist()), squared))[0] == pytest.approx(theirs)
    assert theirs == pytest.approx(0.849, abs=0.0005)


@pytest.mark.parametrize(
    ("one", "other", "masi"),
    [("ab", "ab", 1.0), ("ab", "abc", 4 / 9), ("a", "ab", 1 / 3), ("ab", "bc", 1 / 9), ("ab", "cd", 0.0),
     ("", "", 1.0), ("", "a", 0.0)],
)  # fmt: skip
def test_masi_is_jaccard_times_monotonicity(one: str, other: str, masi: float) -> None:
    # Passonneau (2006): 1 for equal sets, 2/3 for a subset, 1/3 for an overlap, 0 for nothing shared.
    sets = np.array([[letter in kind for letter in "abcd"] for kind in (one, other)])
    assert 1 - masi_distances(sets)[0, 1] == pytest.approx(masi)


def test_alpha_with_masi_agrees_with_the_package_on_sets() -> None:
    chances = np.random.default_rng(4)
    sets = np.unique(chances.random((9, 4)) < 0.4, axis=0)
    distance = masi_distances(sets)
    values = chances.integers(0, len(sets), (40, 3))
    values[chances.random((40, 3)) < 0.2] = MISSING
    theirs = krippendorff.alpha(
        np.where(values == MISSING, np.nan, values).T,
        level_of_measurement=lambda v1, v2, **_: distance[np.asarray(v1, int), np.asarray(v2, int)],
        value_domain=list(range(len(sets))),
    )
    assert coefficient(sum_alpha(values, np.zeros(40, dtype=int), distance))[0] == pytest.approx(theirs)


def test_alpha_for_unitizing_is_that_of_the_published_text() -> None:
    # Krippendorff (2004), a continuum from 150 to 450, observers i and j: D_o .0144 and .0000, D_e .0532 and .0490,
    # alpha .7286 for c and 1 for k, together .8591 when rounded on the way (.8587 when not).
    c = sum_units([300], [[(75, 145), (220, 250)]], [[(70, 150), (205, 225), (250, 270)]])
    k = sum_units([300], [[(30, 90), (150, 200)]], [[(30, 90), (150, 200)]])
    observed, expected = (float(part[0]) for part in c.disagreement(np.ones((1, 1))))
    assert (observed, expected) == (pytest.approx(0.0144, abs=5e-5), pytest.approx(0.0532, abs=5e-5))
    observed, expected = (float(part[0]) for part in k.disagreement(np.ones((1, 1))))
    assert (observed, expected) == (0.0, pytest.approx(0.0490, abs=5e-5))
    assert coefficient(c)[0] == pytest.approx(0.7286, abs=5e-5)
    assert coefficient(k)[0] == 1
    assert coefficient(Pooled((c, k)))[0] == pytest.approx(0.8587, abs=5e-5)


def test_meetings_apart_are_one_continuum_when_they_weigh_alike() -> None:
    # Units without gaps around them: then it does not matter where one meeting ends and the next begins.
    whole = sum_units([40], [[(0, 10), (10, 40)]], [[(0, 20), (20, 40)]])
    apart = sum_units([20, 20], [[(0, 10), (10, 20)], [(0, 20)]], [[(0, 20)], [(0, 20)]])
    twice = sum_units([20, 20, 20], [[(0, 10)], [(0, 10)], [(5, 9)]], [[(0, 20)], [(0, 20)], [(5, 9)]])
    once = sum_units([20, 20], [[(0, 10)], [(5, 9)]], [[(0, 20)], [(5, 9)]])
    assert whole.groups == 1
    assert apart.groups == 2
    weighed = coefficient(once, np.array([[2.0, 1.0]]))[0]
    assert coefficient(twice)[0] == pytest.approx(weighed)


def test_spans_of_one_coder_that_overlap_are_one_unit() -> None:
    assert join_spans([(4, 9), (0, 5), (9, 12)]) == [(0, 9), (9, 12)]
    assert count_shared([(0, 10)], [(5, 15)]) == (5, 15)


def test_weighing_meetings_is_counting_their_turns_again() -> None:
    chances = np.random.default_rng(1)
    values, meetings = chances.integers(0, 2, (30, 3)), np.repeat([0, 1, 2], 10)
    values[:, 2] = np.where(chances.random(30) < 0.3, MISSING, values[:, 2])
    weights = np.array([[2.0, 0.0, 1.0]])
    drawn = np.concatenate([values[:10], values[:10], values[20:]])
    for summed in (
        lambda rows, at: sum_alpha(rows, at, nominal(2)),
        lambda rows, at: sum_fleiss(rows, at, kinds=2),
        lambda rows, at: sum_kappa(rows[:, :2], at, kinds=2),
    ):
        again = coefficient(summed(drawn, np.zeros(30, dtype=int)))[0]
        assert coefficient(summed(values, meetings), weights)[0] == pytest.approx(again)


def test_an_interval_needs_four_meetings_and_repeats_itself() -> None:
    chances = np.random.default_rng(2)
    values = chances.integers(0, 2, (60, 2))
    each = sum_alpha(values, np.arange(60), nominal(2))
    low, high = interval(each, draw_turns(np.repeat(range(4), 15), seed=7))
    assert low < coefficient(each)[0] < high
    assert (low, high) == interval(each, draw_turns(np.repeat(range(4), 15), seed=7))
    assert np.isnan(interval(each, draw_turns(np.repeat(range(3), 20), seed=7))).all()


def test_the_interval_holds_the_true_value_about_as_often_as_it_says() -> None:
    # Twenty meetings of fifteen turns, two coders who each mistake one turn in ten: alpha of the process is 0.64.
    chances, inside = np.random.default_rng(3), 0
    for _ in range(120):
        truth = chances.random(300) < 0.5
        values = np.stack([truth ^ (chances.random(300) < 0.1) for _ in range(2)], axis=1).astype(int)
        weights = draw_turns(np.repeat(range(20), 15), seed=0, draws=300)
        low, high = interval(sum_alpha(values, np.arange(300), nominal(2)), weights)
        inside += low <= 0.64 <= high
    assert 105 <= inside <= 120


def test_meetings_that_look_alike_do_not_make_a_few_codings_certain() -> None:
    # Four meetings of the same make-up: drawing meetings alone would give an interval of no width.
    values = np.array([[1, 1]] * 4 + [[1, 0]] + [[0, 0]] * 20)
    four = np.concatenate([values] * 4)
    low, high = interval(sum_alpha(four, np.arange(100), nominal(2)), draw_turns(np.repeat(range(4), 25), seed=0))
    assert high - low > 0.2


def test_nobody_can_agree_by_chance_where_nothing_varies() -> None:
    alike = AlphaSums(np.zeros(1), np.array([[20.0, 0.0]]), nominal(2))
    assert np.isnan(coefficient(alike)[0])
    assert share_agreeing(np.zeros((4, 2), dtype=int), kinds=2) == 1


def test_a_coder_has_looked_at_a_turn_with_any_row_about_it() -> None:
    # c only rejected a suggestion in t00, and never saw t01: t00 counts for three coders, t01 for two.
    given = log(
        ("a", "t00", "moed", 0, 4), ("b", "t00", "geen", 0, 9), ("a", "t01", "moed", 0, 4), ("b", "t01", "moed", 0, 4)
    )
    rejected = log(("c", "t00", "moed", 0, 4), status="afgewezen")
    row = measure_reliability(pd.concat([given, rejected]), turns(2)).set_index("code").loc["moed"]
    assert (row["turns"], row["given"]) == (2, 3)
    # Pairs: t00 has three, of which b and c agree; t01 has one, which agrees.
    assert row["agreement"] == pytest.approx(2 / 4)
    theirs = krippendorff.alpha([[1, 1], [0, 1], [0, np.nan]], level_of_measurement="nominal")
    assert row["alpha"] == pytest.approx(theirs)


def test_what_cannot_be_computed_is_said_with_the_reason() -> None:
    rows = log(*[(coder, f"t0{n}", "plek", 0, 4) for coder in "ab" for n in range(3)])
    codes = pd.DataFrame({"code": ["moed", "plek"]})
    table = measure_reliability(rows, turns(3), codes=codes).set_index("code")
    assert pd.isna(table.loc["moed", "alpha"])
    assert "niemand gaf deze code" in table.loc["moed", "note"]
    assert pd.isna(table.loc["plek", "alpha"])
    assert "aan elke beurt" in table.loc["plek", "note"]
    assert "één bijeenkomst" in table.loc[OVERALL, "note"]
    spans = measure_spans(rows, turns(3), codes=codes).set_index("code")
    assert "niemand gaf deze code" in spans.loc["moed", "note"]


def test_a_code_of_one_coder_alone_and_a_rare_code_say_so() -> None:
    rows = log(
        ("a", "t00", "moed", 0, 4), ("b", "t00", "geen", 0, 9), ("a", "t01", "geen", 0, 9), ("b", "t01", "geen", 0, 9)
    )
    note = measure_reliability(rows, turns(2)).set_index("code").loc["moed", "note"]
    assert "alleen a gaf deze code" in note
    assert "maar één keer gegeven" in note


@pytest.mark.parametrize(("given", "told"), [(3, "maar 6 keer gegeven"), (8, "nergens een verschil")])
def test_no_interval_rather_than_one_that_looks_certain(given: int, told: str) -> None:
    said = turns(40, meetings=5)
    rows = log(*[(coder, f"t{n:02d}", "moed" if n < given else "geen", 0, 4) for coder in "ab" for n in range(40)])
    for row in (measure_reliability(rows, said).iloc[1], measure_spans(rows, said).iloc[1]):
        assert row["alpha"] == 1
        assert row[["low", "high"]].isna().all()
        assert told in row["note"]


def test_coders_who_never_share_all_turns_have_an_alpha_but_no_fleiss() -> None:
    rows = log(
        ("a", "t00", "moed", 0, 4), ("b", "t00", "moed", 0, 4), ("b", "t01", "geen", 0, 9), ("c", "t01", "geen", 0, 9),
    )  # fmt: skip
    row = measure_reliability(rows, turns(2)).set_index("code").loc[OVERALL]
    assert row["alpha"] == 1
    assert pd.isna(row["fleiss"])
    assert "Fleiss" in row["note"]


def test_without_a_second_coder_there_is_nothing_to_measure_yet() -> None:
    alone = log(("a", "t00", "moed", 0, 4))
    assert measure_reliability(alone, turns(1)).empty
    assert measure_spans(alone, turns(1)).empty
    assert "alpha" in measure_reliability(alone, turns(1))


def test_what_was_settled_together_is_no_coder_to_compare() -> None:
    rows = log(("a", "t00", "moed", 0, 4), ("b", "t00", "geen", 0, 9), ("samen", "t00", "moed", 0, 4))
    assert measure_agreement(rows)[["coder_a", "coder_b"]].to_numpy().tolist() == [["a", "b"]]


def test_the_computer_is_one_coder_compared_on_what_people_looked_at() -> None:
    people = log(("a", "t00", "moed", 0, 4), ("a", "t01", "geen", 0, 9), ("a", "t02", "plek", 0, 4))
    machine = log(
        ("lexicon", "t00", "moed", 0, 4), ("model", "t02", "plek", 0, 4), ("lexicon", "t03", "moed", 0, 4),
        status="voorstel",
    )  # fmt: skip
    pairs = measure_pairs(pd.concat([people, machine]), turns(4))
    assert pairs[["coder_a", "coder_b", "kind", "turns", "agreement"]].to_numpy().tolist() == [
        ["a", "computer", "mens en computer", 3, 1.0]
    ]
    spans = measure_spans(pd.concat([people, machine]), turns(4), machines=True)
    assert spans["alpha"].tolist() == [1, 1, 1]


def test_the_same_words_marked_and_words_apart() -> None:
    same = log(
        ("a", "t00", "moed", 0, 9), ("b", "t00", "moed", 0, 9), ("a", "t01", "geen", 0, 9), ("b", "t01", "geen", 0, 9)
    )
    assert measure_spans(same, turns(2)).set_index("code").loc["moed", ["alpha", "overlap"]].tolist() == [1, 1]
    apart = log(("a", "t00", "moed", 0, 9), ("b", "t00", "moed", 20, 29))
    row = measure_spans(apart, turns(1)).set_index("code").loc["moed"]
    assert row["overlap"] == 0
    assert row["alpha"] < 0.1


def test_the_sample_is_what_independent_implementations_say(sample) -> None:
    codings, utterances = sample.codings, sample.utterances
    table = measure_reliability(codings, utterances).set_index("code")
    now = codings[codings["coder"].isin(["codeur_a", "codeur_b"])]
    looked = {coder: set(rows["utterance_id"]) for coder, rows in now.groupby("coder")}
    shared = sorted(looked["codeur_a"] & looked["codeur_b"])
    for code in ("moed", "vertrouwen", "drempel"):
        gave = {coder: set(rows.loc[rows["code"] == code, "utterance_id"]) for coder, rows in now.groupby("coder")}
        a, b = ([turn in gave[coder] for turn in shared] for coder in ("codeur_a", "codeur_b"))
        assert table.loc[code, "kappa"] == pytest.approx(cohen_kappa_score(a, b))
        theirs = krippendorff.alpha(np.array([a, b]).astype(int), level_of_measurement="nominal")
        assert table.loc[code, "alpha"] == pytest.approx(theirs)
        assert table.loc[code, "agreement"] == pytest.approx(np.mean(np.array(a) == np.array(b)))


def test_a_loose_quote_is_not_called_a_meeting() -> None:
    said = turns(6, meetings=2).assign(meeting_id=["B01", "B01", "B02", "B02", "", ""])
    rows = [(coder, turn, "moed", 0, 5) for coder in "ab" for turn in said["utterance_id"]]
    rows.append(("a", "t00", "plek", 0, 5))
    note = "maar 2 bijeenkomsten en 2 losse citaten: de marge is een ruwe schatting"
    assert note in measure_reliability(log(*rows), said)["note"].iloc[0]
    assert note in measure_spans(log(*rows), said)["note"].iloc[0]


def directed(one: str, other: str) -> pd.DataFrame:
    """Give both coders the code in ten turns, each in a direction of their own; a third of the other turns have another."""
    parts = []
    for coder, way in (("a", one), ("b", other)):
        parts.append(log(*[(coder, f"t{n:02d}", "moed", 0, 4) for n in range(10)], polarity=way))
        parts.append(log(*[(coder, f"t{n:02d}", "plek" if n % 3 else "geen", 0, 4) for n in range(10, 40)]))
    return pd.concat(parts)


def test_the_same_code_in_the_opposite_direction_is_no_agreement() -> None:
    same, apart = (
        measure_reliability(directed("aanwezig", way), turns(40, meetings=4)).set_index("code")
        for way in ("aanwezig", "afwezig")
    )
    assert same.loc[[OVERALL, "moed"], "direction"].tolist() == ["10 van 10", "10 van 10"]
    assert same.loc[OVERALL, "alpha"] == 1
    assert apart.loc[[OVERALL, "moed"], "direction"].tolist() == ["0 van 10", "0 van 10"]
    assert apart.loc[OVERALL, "agreement"] == pytest.approx(30 / 40)
    assert apart.loc[OVERALL, "alpha"] < 0.8
    assert apart.loc["moed", "alpha"] == 1  # which turns it is about, they agree on
    assert apart.loc["plek", "direction"] == ""
    pair = measure_agreement(directed("aanwezig", "afwezig")).set_index("code")
    assert pair.loc["moed", ["kappa", "direction"]].tolist() == [1, "0 van 10"]
    assert pair.loc["moed", "kappa_directed"] < 0.7
    assert pair.loc["plek", "kappa_directed"] == pair.loc["plek", "kappa"]


def test_a_direction_that_was_left_open_is_no_difference() -> None:
    row = measure_reliability(directed("aanwezig", ""), turns(40, meetings=4)).iloc[0]
    assert (row["alpha"], row["direction"]) == (1, "")


def test_two_directions_of_one_coder_in_one_turn_are_both() -> None:
    twice = pd.concat(
        [log(("a", "t00", "moed", 0, 4), polarity="aanwezig"), log(("a", "t00", "moed", 5, 9), polarity="afwezig")]
    )
    both = log(("b", "t00", "moed", 0, 9), polarity="gemengd")
    assert (
        measure_reliability(pd.concat([twice, both]), turns(1)).set_index("code").loc["moed", "direction"] == "1 van 1"
    )
