"""Words for roles → slugs."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from kennis.intake.roles import is_role_label, match_role, role_slug, says_own_role
from kennis.tables import ROLES

CASES = list(csv.DictReader((Path(__file__).parents[1] / "cases" / "intake_roles.csv").open(encoding="utf-8")))


@pytest.mark.parametrize("case", CASES, ids=[case["tekst"] for case in CASES])
def test_a_word_for_a_role_becomes_its_slug(case):
    assert role_slug(case["tekst"]) == case["rol"]


@pytest.mark.parametrize(
    "case", [case for case in CASES if case["rol"]], ids=[case["tekst"] for case in CASES if case["rol"]]
)
def test_the_organisation_behind_a_role_is_found(case):
    found = match_role(case["tekst"].replace("_", " "))
    assert found is not None
    assert found.organisation == case["organisatie"]


def test_every_role_of_the_study_is_reached():
    assert {case["rol"] for case in CASES} - {""} == set(ROLES) - {"anders"}


@pytest.mark.parametrize(
    ("label", "is_role"),
    [
        ("Uitvoerder 2", True),
        ("Inwoner A", True),
        ("Interviewer", True),
        ("Uitvoerder Werkkracht", False),
        ("Kees", False),
    ],
)
def test_a_whole_label_is_a_role_when_only_a_number_follows(label, is_role):
    assert is_role_label(label) is is_role


@pytest.mark.parametrize(
    ("said", "own"),
    [
        ("Mag ik daar als kritische vriend iets over zeggen?", True),
        ("Ik ben zelf al jaren kritische vriend.", True),
        ("Ben ik een kritische vriend of niet?", True),
        ("De kritische vrienden zijn er niet.", False),
        ("Als uitvoerder weet je dat.", False),
    ],
)
def test_who_says_their_own_role_is_heard(said, own):
    assert says_own_role(said, "kritische_vriend") is own
