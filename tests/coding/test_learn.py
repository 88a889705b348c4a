"""Learning from a study's own codings, and checking it per meeting."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import kennis as kn
from kennis.coding import load_codebook, suggest_codings
from kennis.coding.check import _advice
from kennis.coding.train import fit_ridge
from kennis.coding.weights import load_weights
from kennis.tables import KennisError

BOOK = load_codebook()
WORDS = ["de rode stoel", "het grote raam", "de oude fiets", "de lange tafel", "het blauwe kopje", "de kleine tuin"]


@pytest.fixture(scope="module")
def study():
    """Turns in six meetings in which *flierefluiten* stands for courage, a word nothing that ships knows."""
    rows = [
        (f"B0{meeting}-{n:03}", f"B0{meeting}", text, code)
        for meeting in range(1, 7)
        for n, (text, code) in enumerate(
            [
                *((f"Zij flierefluitte bij {thing}.", "moed") for thing in WORDS),
                *((f"Hij stond bij {thing}.", "geen") for thing in WORDS),
            ]
        )
    ]
    turns = pd.DataFrame(rows, columns=["utterance_id", "meeting_id", "text", "code"])
    codings = turns[["utterance_id", "code"]].assign(
        polarity=["aanwezig" if code == "moed" else "" for code in turns["code"]],
        coder="ans", status="geaccepteerd", start=0, stop=5, score="", evidence="", memo="", at="",
    )  # fmt: skip
    return turns, codings


def test_what_people_coded_is_learned(study):
    turns, codings = study
    new = pd.DataFrame({"utterance_id": ["x"], "text": ["Ze flierefluitte bij de deur van ons huis daar."]})
    before = suggest_codings(new, BOOK)
    after = suggest_codings(new, BOOK, weights=kn.learn_from(codings, turns, BOOK))
    assert "moed" not in set(before["code"])
    assert "moed" in set(after["code"])


def test_what_ships_is_not_forgotten(study):
    turns, codings = study
    old = pd.DataFrame({"utterance_id": ["x"], "text": ["Ik heb totaal geen vertrouwen meer in die gemeente."]})
    after = suggest_codings(old, BOOK, weights=kn.learn_from(codings, turns, BOOK))
    assert "vertrouwen" in set(after["code"])


def test_a_study_in_which_little_is_coded_does_not_make_the_coder_shy(study):
    turns, codings = study
    learned = kn.learn_from(codings[codings["code"] == "geen"], turns, BOOK)
    assert (learned.offsets >= load_weights().offsets).all()


def test_patterns_keep_the_say_they_have(study):
    turns, codings = study
    learned, ships = kn.learn_from(codings, turns, BOOK), load_weights()
    before, after = ships.vocabulary.places["hits"], learned.vocabulary.places["hits"]
    for hit in before:
        assert np.allclose(learned.coefficients[:, after[hit]], ships.coefficients[:, before[hit]])


def test_a_code_of_the_study_itself_is_learned(study):
    turns, codings = study
    own = replace(BOOK.code("moed"), slug="eigen", label="Eigen", patterns={})
    book = replace(BOOK, codes=(*BOOK.codes, own))
    learned = kn.learn_from(codings.replace({"code": {"moed": "eigen"}}), turns, book)
    new = pd.DataFrame(
        {
            "utterance_id": ["x", "y"],
            "text": ["Ze flierefluitte bij de deur van ons huis daar.", "Hij stond bij de deur van ons huis daar."],
        }
    )
    found = suggest_codings(new, book, weights=learned)
    assert found.loc[found["code"] == "eigen", "utterance_id"].tolist() == ["x"]


def test_without_codings_there_is_nothing_to_learn(study):
    turns, codings = study
    with pytest.raises(KennisError, match="nog geen coderingen"):
        kn.learn_from(codings.assign(coder="lexicon"), turns, BOOK)


def test_a_check_sees_that_coding_more_helps(study):
    turns, codings = study
    check = kn.check_coder(codings, turns, BOOK, folds=2)
    moed = check.themes.set_index("theme").loc["moed"]
    assert moed["people"] == 36
    assert moed["low"] <= moed["f1"] <= moed["high"]
    assert check.curve["f1"].iloc[-1] > check.curve["f1"].iloc[0]
    assert check.confusion["label"].iloc[-1] == "geen thema"
    assert check.advice


def test_one_meeting_is_too_few_to_check(study):
    turns, codings = study
    one = turns[turns["meeting_id"] == "B01"]
    assert "twee bijeenkomsten" in kn.check_coder(codings, one, BOOK).advice


def test_the_ridge_gives_what_the_formula_gives():
    from scipy import sparse

    rng = np.random.default_rng(1)
    rows, goals = rng.normal(size=(40, 6)).astype(np.float32), rng.normal(size=(40, 2)).astype(np.float32)
    known = np.ones(goals.shape, dtype=bool)
    known[:10, 1] = False
    found, offsets = fit_ridge(sparse.csr_matrix(rows), goals, known, penalty=2.0)
    for place in range(2):
        own = rows[known[:, place]]
        left = goals[known[:, place], place] - offsets[place]
        wanted = np.linalg.solve(own.T @ own + 2 * np.eye(6), own.T @ left)
        assert np.allclose(found[place], wanted, atol=0.05)


@pytest.mark.parametrize(
    ("scores", "told"),
    [
        ([0.66, 0.59, 0.59], "De score daalde"),
        ([0.6, 0.61, 0.61], "niet beter"),
        ([0.5, 0.6, 0.61], "weinig beter"),
        ([0.4, 0.5, 0.6], "duidelijk beter"),
    ],
)
def test_the_advice_says_whether_the_score_fell_stood_or_rose(scores, told):
    assert told in _advice(pd.DataFrame({"f1": scores}), 139, 9)
    assert "Let op: maar 4 bijeenkomsten" in _advice(pd.DataFrame({"f1": scores}), 139, 4)
