import pandas as pd
import pytest

from kennis.coding import compare_with_people, measure_agreement
from kennis.tables import KennisError


def codings(given: dict[str, list[str]], code: str = "moed") -> pd.DataFrame:
    """For each coder a letter a turn: j (gave the code), n (looked, gave nothing), - (did not look)."""
    rows = [
        {"coder": coder, "utterance_id": f"t{n:03d}", "code": code if answer == "j" else "geen"}
        for coder, answers in given.items()
        for n, answer in enumerate(answers)
        if answer != "-"
    ]
    return pd.DataFrame(rows).assign(start=0, stop=1, polarity="", status="geaccepteerd", score=1.0, evidence="")


def test_kappa_is_that_of_the_published_grant_example() -> None:
    # Fifty proposals, two readers: both yes 20, only A 5, only B 10, both no 15: po 0.7, pe 0.5, kappa 0.4.
    table = codings({"a": list("j" * 25 + "n" * 25), "b": list("j" * 20 + "n" * 5 + "j" * 10 + "n" * 15)})
    row = measure_agreement(table).iloc[0]
    assert (row["both"], row["only_a"], row["only_b"], row["turns"]) == (20, 5, 10, 50)
    assert row["agreement"] == pytest.approx(0.7)
    assert row["kappa"] == pytest.approx(0.4)


def test_only_turns_that_both_looked_at_count() -> None:
    row = measure_agreement(codings({"a": list("jj-n"), "b": list("j-jn")})).iloc[0]
    assert row["turns"] == 2
    assert row["kappa"] == pytest.approx(1)


def test_a_code_that_one_coder_never_used_says_so() -> None:
    row = measure_agreement(codings({"a": list("jn"), "b": list("nn")})).iloc[0]
    assert row["kappa"] == 0
    assert "nooit" in row["note"]


def test_a_code_on_every_turn_has_no_kappa_and_says_why() -> None:
    row = measure_agreement(codings({"a": list("jj"), "b": list("jj")})).iloc[0]
    assert pd.isna(row["kappa"])
    assert "elke beurt" in row["note"]


def test_one_coder_cannot_agree_with_anybody() -> None:
    with pytest.raises(KennisError, match="twee codeurs"):
        measure_agreement(codings({"a": list("jn")}), coders=["a"])


def test_coders_without_a_shared_turn_are_told_so() -> None:
    with pytest.raises(KennisError, match="geen beurt die twee van hen bekeken"):
        measure_agreement(codings({"a": list("j-"), "b": list("-j")}), coders=["a", "b"])


def test_a_study_without_two_coders_has_no_agreement_yet_and_that_is_no_mistake() -> None:
    alone = codings({"a": list("jn")})
    assert measure_agreement(alone).empty
    assert "kappa" in measure_agreement(alone)


def test_a_third_coder_takes_nothing_away_from_the_other_two() -> None:
    two = codings({"a": list("jjn-"), "b": list("jnn-")})
    three = measure_agreement(pd.concat([two, codings({"c": list("---j")})]))
    pd.testing.assert_frame_equal(three, measure_agreement(two))
    assert three["turns"].tolist() == [3]


def test_pairs_are_measured_on_the_codes_and_turns_of_their_own() -> None:
    other = codings({"b": list("-nj"), "c": list("-jj")}, "plek")
    table = measure_agreement(pd.concat([codings({"a": list("jn-")}), codings({"b": list("jn-")}), other]))
    told = table[["coder_a", "coder_b", "code", "turns", "note"]].to_numpy().tolist()
    nobody = "een van beiden gebruikte deze code nooit"
    assert told == [
        ["a", "b", "moed", 2, ""],
        ["a", "c", "plek", 1, nobody],
        ["b", "c", "plek", 2, ""],
    ]


def test_the_machine_is_judged_on_every_turn_a_person_looked_at() -> None:
    people = codings({"a": list("jjn-")})
    machine = codings({"lexicon": list("j-jj")})
    row = compare_with_people(pd.concat([people, machine])).set_index("code").loc["moed"]
    assert (row["people"], row["computer"], row["both"]) == (2, 2, 1)
    assert (row["precision"], row["recall"]) == (0.5, 0.5)
