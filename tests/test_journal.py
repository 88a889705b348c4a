"""Files that belong together change together, whenever the process dies."""

from __future__ import annotations

import os
import random
import shutil
import signal
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from kennis import journal
from kennis.journal import FOLDER, MARKER, changing, finish_changes
from kennis.known import refresh_turns
from kennis.privacy import Key, KeyPerson, load_key, save_key, withdraw
from kennis.study import Study, create_study, open_study
from kennis.tables import KennisError

MOMENTS = 102
Files = dict[str, bytes]


def contents(folder: Path) -> Files:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


@pytest.fixture
def full(tmp_path: Path, turns: pd.DataFrame) -> Path:
    """A study of three meetings with codings and a key beside it."""
    study = create_study(tmp_path / "basis" / "studie", title="Proef", codebook="titel: proef\n")
    study.add_speakers(pd.DataFrame({"speaker": ["P01", "P02"], "role": ["", ""], "organisation_kind": ["", ""]}))
    named = turns.assign(text=["Dat zei [P02] ook al.", "Nee, dat snap ik wel.", "Maar [P02] en ik nu wel."])
    for number in range(3):
        study.add_transcript(named, meeting={}, fingerprint=str(number))
    ids = study.utterances["utterance_id"]
    codings = pd.DataFrame({"utterance_id": ids, "start": 4, "stop": 8, "code": "moed", "status": "geaccepteerd"})
    for coder in ("ada", "bob"):
        study.save_codings(codings.assign(coder=coder), coder=coder)
    people = {"P01": KeyPerson("Kees Vos"), "P02": KeyPerson("Fatma El Amrani")}
    save_key(Key(people, last_number=2), tmp_path / "basis" / "sleutel.json")
    return tmp_path / "basis"


def add(root: Path) -> None:
    study = open_study(root / "studie")
    with study.one_change() as whole:
        whole.add_speakers(pd.DataFrame({"speaker": ["P03"], "role": [""], "organisation_kind": [""]}))
        whole.add_transcript(study.utterances.head(3), meeting={"title": "Nieuw"}, fingerprint="nieuw")


def forget(root: Path) -> None:
    withdraw(open_study(root / "studie"), "P02", on=date(2026, 1, 1), key_file=root / "sleutel.json", passphrase="")


def replace_again(root: Path) -> None:
    study = open_study(root / "studie")
    turns = study.utterances[["utterance_id", "text", "original"]].assign(old_text=study.utterances["text"])
    with study.one_change() as whole:
        refresh_turns(whole, turns.assign(text=turns["text"].str.replace("[P02]", "[persoon A]")))


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.parametrize("work", [add, forget, replace_again])
def test_killed_at_any_moment_a_study_and_its_key_are_old_or_new(
    full: Path, tmp_path: Path, work: Callable[[Path], None]
) -> None:
    old, new, took = contents(full), *_done(full, tmp_path / "af", work)
    assert old != new
    chance, seen = random.Random(7), []
    for _ in range(MOMENTS // 3):
        place = shutil.copytree(full, tmp_path / "proef")
        _killed_after(chance.uniform(0, 1.1 * took), lambda at=place: work(at))
        open_study(place / "studie")
        found = {name: data for name, data in contents(place).items() if not name.endswith(".nieuw")}
        assert found in (old, new)
        seen.append(found == new)
        shutil.rmtree(place)
    assert not all(seen)


def _done(full: Path, place: Path, work: Callable[[Path], None]) -> tuple[Files, float]:
    shutil.copytree(full, place)
    began = time.perf_counter()
    work(place)
    return contents(place), time.perf_counter() - began


def _killed_after(seconds: float, work: Callable[[], None]) -> None:
    child = os.fork()
    if child == 0:
        try:
            work()
        finally:
            os._exit(0)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


@pytest.mark.parametrize("step", range(8))
def test_a_change_that_stops_halfway_after_its_marker_is_finished_by_the_next_who_opens(
    full: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    new, _ = _done(full, tmp_path / "af", forget)
    place, done = journal._place, []

    def stop(staged: Path, target: Path) -> None:
        if len(done) == step:
            raise SystemExit
        done.append(target)
        place(staged, target)

    monkeypatch.setattr(journal, "_place", stop)
    with pytest.raises(SystemExit):
        forget(full)
    monkeypatch.undo()
    assert (full / "studie" / FOLDER / MARKER).exists()
    open_study(full / "studie")
    assert contents(full) == new


def test_a_mistake_in_the_middle_leaves_the_study_as_it_was(study: Study) -> None:
    before = contents(study.path)
    with pytest.raises(ZeroDivisionError), study.one_change() as whole:
        whole.write("deelnemers.csv", pd.DataFrame({"speaker": ["P01"], "role": [""]}))
        raise ZeroDivisionError
    assert contents(study.path) == before


def test_a_study_sees_its_own_change_before_others_do(study: Study) -> None:
    with study.one_change() as whole:
        whole.add_speakers(pd.DataFrame({"speaker": ["P01"], "role": [""], "organisation_kind": [""]}))
        assert list(whole.speakers["speaker"]) == ["P01"]
        assert study.speakers.empty
    assert list(study.speakers["speaker"]) == ["P01"]


def test_opening_a_study_leaves_somebody_elses_change_alone(study: Study) -> None:
    with study.one_change() as whole:
        whole.write("deelnemers.csv", pd.DataFrame({"speaker": ["P01"], "role": [""]}))
        open_study(study.path)
    assert list(study.speakers["speaker"]) == ["P01"]


@pytest.mark.skipif(os.name == "nt", reason="Windows cannot lock a folder")
def test_two_who_change_a_study_at_once_do_not_mix(study: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal, "_PATIENCE_S", 0.0)
    with changing(study.path), pytest.raises(KennisError, match="ander venster"), changing(study.path):
        pass


def test_a_marker_from_elsewhere_touches_nothing_outside_the_study(study: Study, tmp_path: Path) -> None:
    (tmp_path / "kostbaar.txt").write_text("blijf")
    (study.path / FOLDER).mkdir()
    (study.path / FOLDER / "1").write_text("weg")
    (study.path / FOLDER / MARKER).write_text(
        '{"files": {"../kostbaar.txt": "1", "../anders.txt": null}, "elsewhere": []}'
    )
    finish_changes(study.path)
    assert (tmp_path / "kostbaar.txt").read_text() == "blijf"
    assert not (study.path / FOLDER).exists()


def test_the_key_goes_with_the_withdrawal(full: Path) -> None:
    forget(full)
    key = load_key(full / "sleutel.json")
    assert (set(key.people), key.last_number) == ({"P01"}, 2)


LOCKED = (
    "deelnemers.csv: bewaren lukt niet, want je hebt er geen rechten voor, of het staat nog open, bijvoorbeeld in "
    "Excel. Sluit het daar en probeer het opnieuw."
)


def test_a_file_that_is_open_in_excel_is_named_before_anything_changes(
    study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    study.write("deelnemers.csv", pd.DataFrame({"speaker": ["P01"], "role": [""]}))
    opened = Path.open

    def held(path: Path, mode: str = "r", *rest: object, **more: object) -> object:
        if path.name == "deelnemers.csv" and "+" in mode:
            raise PermissionError(13, "Permission denied", str(path))
        return opened(path, mode, *rest, **more)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", held)
    monkeypatch.setattr("kennis.errors._WINDOWS", True)
    with pytest.raises(KennisError) as told, study.one_change() as whole:
        whole.write("bijeenkomsten.csv", pd.DataFrame({"meeting_id": ["B01"], "kind": ["interview"]}))
        whole.write("deelnemers.csv", pd.DataFrame({"speaker": ["P02"], "role": [""]}))
    assert str(told.value) == LOCKED
    assert not (study.path / ".wijziging").exists()
    assert not (study.path / "bijeenkomsten.csv").exists()


def test_a_file_that_is_locked_at_the_last_moment_is_named_and_follows_later(
    study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    replaced = Path.replace

    def held(path: Path, target: Path) -> Path:
        if Path(target).name == "deelnemers.csv":
            raise PermissionError(13, "Permission denied", str(path), None, str(target))
        return replaced(path, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", held)
        with pytest.raises(KennisError, match=r"^deelnemers\.csv: bewaren lukt niet"):
            study.write("deelnemers.csv", pd.DataFrame({"speaker": ["P01"], "role": [""]}))
    assert open_study(study.path).speakers["speaker"].tolist() == ["P01"]
