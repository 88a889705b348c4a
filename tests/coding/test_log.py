import pandas as pd

from kennis.coding import (
    accepted_codings,
    count_coded,
    current_codings,
    describe_basis,
    founded_codings,
    open_suggestions,
    supported_codings,
)


def log(*rows: tuple[str, str, str, str]) -> pd.DataFrame:
    names = ["coder", "utterance_id", "code", "status"]
    frame = pd.DataFrame(rows, columns=names).assign(
        start=0, stop=5, polarity="", score=1.0, evidence="", memo="", at=""
    )
    return frame


def test_the_last_word_of_a_coder_counts() -> None:
    codings = log(("ada", "a", "moed", "geaccepteerd"), ("ada", "a", "moed", "afgewezen"))
    assert current_codings(codings)["status"].tolist() == ["afgewezen"]
    assert accepted_codings(codings).empty


def test_two_coders_do_not_overwrite_each_other() -> None:
    codings = log(("ada", "a", "moed", "geaccepteerd"), ("bob", "a", "moed", "afgewezen"))
    assert accepted_codings(codings)["coder"].tolist() == ["ada"]


def test_a_turn_with_nothing_in_it_was_looked_at_but_is_no_coding() -> None:
    codings = log(("ada", "a", "geen", "geaccepteerd"), ("lexicon", "a", "moed", "voorstel"))
    assert accepted_codings(codings).empty
    assert open_suggestions(codings).empty


def test_a_suggestion_stays_a_suggestion_until_a_person_decides() -> None:
    codings = log(("ada", "a", "moed", "geaccepteerd"), ("lexicon", "b", "moed", "voorstel"))
    supported = supported_codings(codings)
    assert dict(zip(supported["utterance_id"], supported["basis"], strict=True)) == {"a": "mens", "b": "computer"}


def test_people_who_differ_on_polarity_make_it_mixed() -> None:
    codings = log(("ada", "a", "moed", "geaccepteerd"), ("bob", "a", "moed", "geaccepteerd"))
    codings["polarity"] = ["aanwezig", "afwezig"]
    assert supported_codings(codings)["polarity"].tolist() == ["gemengd"]


def test_what_is_settled_together_is_nobodys_own_work() -> None:
    rows = log(
        ("ada", "a", "moed", "geaccepteerd"),
        ("samen", "a", "moed", "geaccepteerd"),
        ("lexicon", "b", "moed", "voorstel"),
    )
    turns = pd.DataFrame({"utterance_id": ["a", "b"]})
    assert count_coded(rows, turns).to_numpy().tolist() == [["ada", 1, 1]]


def test_an_empty_log_gives_an_empty_table_with_columns() -> None:
    empty = supported_codings(log())
    assert list(empty.columns)[:2] == ["utterance_id", "code"]
    assert empty.empty


def test_insights_stand_on_people_where_people_decided() -> None:
    mixed = log(("ada", "a", "moed", "geaccepteerd"), ("lexicon", "b", "plek", "voorstel"))
    assert founded_codings(mixed)["code"].tolist() == ["moed"]
    assert "codes die mensen gaven" in describe_basis(founded_codings(mixed))


def test_insights_on_suggestions_alone_say_that_nobody_looked_yet() -> None:
    alone = founded_codings(log(("lexicon", "b", "plek", "voorstel")))
    assert alone["basis"].tolist() == ["computer"]
    assert "Nog niemand heeft ze bekeken" in describe_basis(alone)
