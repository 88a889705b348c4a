"""What was made of the same turns is not made twice; what was made of anything else is never shown as if it still held."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from conftest import CORPUS

from kennis import run
from kennis.coding import suggest_codings
from kennis.study import KEPT_THEMES, Study, open_study
from kennis.tables import UTTERANCES
from kennis.themes import study as themes_of_studies
from kennis.themes import study_themes


class MadeAnewError(Exception):
    pass


def refuse(*_: object, **__: object) -> None:
    raise MadeAnewError


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A study of three meetings, coded and clustered."""
    path = tmp_path_factory.mktemp("gemaakt") / "studie"
    shutil.copytree(CORPUS, path, ignore=shutil.ignore_patterns("voorbeeld_*", "coderingen", "themas*.*", "herkomst*"))
    for meeting in sorted((path / "transcripten").glob("*.csv"))[3:]:
        meeting.unlink()
    study = open_study(path)
    run.code_study(study)
    run.cluster_study(study)
    return path


@pytest.fixture
def again(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Study:
    """A copy of that study, in which nothing can be made anew without being noticed."""
    shutil.copytree(made, tmp_path / "studie")
    monkeypatch.setattr(run, "suggest_codings", refuse)
    monkeypatch.setattr(themes_of_studies, "find_themes", refuse)
    return open_study(tmp_path / "studie")


def test_a_short_question_of_who_guides_the_talk_gets_no_suggestion(
    again: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    utterances = again.utterances.copy()
    asks = utterances.index[utterances["role"] == "begeleider"][:2]
    utterances.loc[asks, "text"] = [
        "En de vergoeding, hoe zit dat?",
        "De vergoeding voor vrijwilligers is te laag, vind ik.",
    ]
    monkeypatch.setattr(run, "analysable_turns", lambda _: utterances)
    monkeypatch.setattr(run, "suggest_codings", suggest_codings)
    found = run.code_study(again)["utterance_id"]
    assert list(utterances.loc[asks, "utterance_id"].isin(found)) == [False, True]


def test_a_second_run_gives_the_same_without_making_it(again: Study) -> None:
    before = again.codings
    assert len(run.code_study(again)) == len(before) > 10
    pd.testing.assert_frame_equal(again.codings, before)
    first, second = run.cluster_study(again), study_themes(again)
    assert first.sentence == second.sentence
    assert len(first.summary) > 1
    for name in ("clusters", "words", "summary", "changes", "places", "middles"):
        pd.testing.assert_frame_equal(getattr(first, name), getattr(second, name))


def change_a_turn(study: Study) -> None:
    name, rows = study.files_of(UTTERANCES)[0]
    study.write(name, rows.assign(text=[rows["text"].iloc[0] + " Dat durfde ik niet.", *rows["text"].iloc[1:]]))


def change_the_codebook(study: Study) -> None:
    study.codebook_path.write_text(study.codebook_path.read_text("utf-8") + "\n# nieuw\n", encoding="utf-8")


def change_a_suggestion(study: Study) -> None:
    name = f"coderingen/{study.coders[0]}.csv"
    study.write(name, study.codings.query("coder == @study.coders[0]").iloc[1:])


def tear_both(study: Study) -> None:
    for name in (KEPT_THEMES, "herkomst.json"):
        path = study.path / name
        path.write_bytes(path.read_bytes()[:20])


@pytest.mark.parametrize("change", [change_a_turn, change_the_codebook, change_a_suggestion, tear_both])
def test_whatever_changed_it_is_made_anew(again: Study, change: Callable[[Study], None]) -> None:
    change(again)
    with pytest.raises(MadeAnewError):
        run.code_study(again)
    with pytest.raises(MadeAnewError):
        study_themes(again)


def test_themes_moved_by_hand_are_not_passed_off_as_kept(again: Study) -> None:
    clusters = again.clusters
    again.save_clusters(clusters.assign(cluster=clusters["cluster"].replace("T01", "T02")))
    with pytest.raises(MadeAnewError):
        study_themes(again)
