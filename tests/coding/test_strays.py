"""A colleague's log comes back: codings go along with codes that were renamed, and what points at nothing is told."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from kennis.coding import accepted_codings, add_code, founded_codings, mend_codings, merge_codes, rename_code
from kennis.coding.desk import open_desk
from kennis.renames import renamed_codes
from kennis.study import Study, create_study
from kennis.tables import CODINGS

CODEBOOK = """
titel: proef
inzichten: {waarden: {label: Waarden}}
codes:
  - {slug: moed, label: Moed, inzicht: waarden, polair: ja, definitie: Durven.}
  - {slug: eigen_regels, label: Eigen regels, inzicht: waarden, definitie: Zelf kiezen.}
  - {slug: plek, label: Plek, inzicht: waarden, definitie: Erbij horen.}
"""
WHO = {"by": "lies", "why": "korter"}


@pytest.fixture
def shared(tmp_path: Path, turns: pd.DataFrame) -> Study:
    """A study in which `eigen_regels` was renamed twice, and a colleague's file that does not know of it."""
    study = create_study(tmp_path / "studie", title="Proef", codebook=CODEBOOK)
    study.add_transcript(turns, meeting={}, fingerprint="x")
    rename_code(study, "eigen_regels", "regels", **WHO)
    rename_code(study, "regels", "zelfgemaakte_regels", **WHO)
    copy_in(study, ("B01-001", 0, 9, "eigen_regels", ""), ("B01-002", 0, 9, "moed", "aanwezig"))
    return study


def copy_in(study: Study, *rows: tuple[str, int, int, str, str], status: str = "geaccepteerd") -> None:
    frame = pd.DataFrame(rows, columns=["utterance_id", "start", "stop", "code", "polarity"])
    at = "2026-01-05T10:00:00.000"
    frame = frame.assign(coder="karim", status=status, score="", evidence="", memo="", at=at)
    frame[list(CODINGS.names)].to_csv(study.path / "coderingen" / "karim.csv", index=False)


def given(study: Study) -> list[tuple[str, str]]:
    rows = accepted_codings(study.codings)
    return sorted(rows[["utterance_id", "code"]].itertuples(index=False, name=None))


def test_a_coding_under_the_old_name_of_a_code_counts_under_the_new_one(shared: Study) -> None:
    assert given(shared) == [("B01-001", "zelfgemaakte_regels"), ("B01-002", "moed")]
    assert "zelfgemaakte_regels" in set(founded_codings(shared.codings)["code"])


def test_the_file_follows_once_and_only_grows(shared: Study) -> None:
    path = shared.path / "coderingen" / "karim.csv"
    before = path.read_bytes()
    assert mend_codings(shared) == [
        "coderingen/karim.csv: 1 codering had nog de oude naam van een code. Dat is bijgewerkt: eigen_regels heet nu zelfgemaakte_regels."
    ]
    assert path.read_bytes().startswith(before)
    assert given(shared) == [("B01-001", "zelfgemaakte_regels"), ("B01-002", "moed")]
    assert mend_codings(shared) == []


def test_the_coding_widget_goes_on_under_the_new_name_and_says_so(shared: Study) -> None:
    desk = open_desk(shared, "karim")
    assert "eigen_regels heet nu zelfgemaakte_regels" in " ".join(desk.notes)
    desk.go("B01-001")
    desk.remove(desk.active)
    desk.close()
    rename_code(shared, "zelfgemaakte_regels", "onze_regels", **WHO)
    assert given(shared) == [("B01-002", "moed")]


def test_a_code_that_went_up_in_another_takes_its_codings_along(shared: Study) -> None:
    merge_codes(shared, ["zelfgemaakte_regels"], "plek", **WHO)
    assert given(shared) == [("B01-001", "plek"), ("B01-002", "moed")]


def test_an_old_name_that_is_given_out_again_means_the_new_code(shared: Study) -> None:
    add_code(shared, "eigen_regels", label="Nieuw", insight="waarden", definition="Iets anders.", **WHO)
    assert shared.renamed == {"regels": "zelfgemaakte_regels"}
    assert ("B01-001", "eigen_regels") in given(shared)


def test_renaming_back_makes_no_circle() -> None:
    rows = [("hernoemd", "a", "b"), ("hernoemd", "b", "a"), ("hernoemd", "a", "c"), ("hernoemd", "c", "c")]
    assert renamed_codes(pd.DataFrame(rows, columns=["kind", "code", "to"])) == {"a": "c", "b": "c"}


def test_what_points_at_nothing_is_told_with_numbers(shared: Study) -> None:
    strays = [
        ("B01-001", 0, 9, "moedigg", ""),
        ("B77-021", 0, 9, "moed", "aanwezig"),
        ("B77-021", 0, 9, "geen", ""),
        ("B01-002", 0, 9999, "moed", "aanwezig"),
    ]
    copy_in(shared, *strays, ("B01-003", 0, 5, "moed", "aanwezig"))
    said = (
        "coderingen/karim.csv: coderingen die niet (goed) meetellen: 1 met een code die niet in het codeboek staat (moedigg); "
        "2 bij een beurt die niet bestaat (B77-021); 1 met een begin of einde buiten de beurt (B01-002). Verbeter ze in dit bestand. "
        "Komt het uit een andere kopie van de studie? Vergelijk ze met kn.compare_copies."
    )
    assert mend_codings(shared) == [said]
    desk = open_desk(shared, "karim")
    assert said in desk.notes
    desk.close()
    copy_in(shared, *strays, status="afgewezen")
    assert mend_codings(shared) == []
