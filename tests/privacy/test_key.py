"""The key lies outside the study, is whole or not there, and never shows a name by accident."""

import os
import stat
from pathlib import Path

import pytest

from kennis.privacy import Key, KeyPerson, key_path, load_key, save_key
from kennis.tables import KennisError

KEY = Key({"P01": KeyPerson("Kees Vos", ("Kees",), "uitvoerder")}, {"plaats": {"zwolle": "A"}}, 3)


def test_a_key_comes_back_as_it_was_saved(tmp_path: Path) -> None:
    save_key(KEY, tmp_path / "sleutels" / "proef.json")
    assert load_key(tmp_path / "sleutels" / "proef.json") == KEY


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
def test_only_the_owner_can_read_a_key(tmp_path: Path) -> None:
    save_key(KEY, tmp_path / "proef.json")
    assert stat.S_IMODE((tmp_path / "proef.json").stat().st_mode) == 0o600


def test_a_key_that_is_not_there_yet_is_empty(tmp_path: Path) -> None:
    assert load_key(tmp_path / "geen.json") == Key()


def test_a_key_inside_a_study_is_refused(tmp_path: Path) -> None:
    (tmp_path / "studie.toml").touch()
    with pytest.raises(KennisError, match="studie"):
        save_key(KEY, tmp_path / "map" / "proef.json")
    assert not (tmp_path / "map").exists()


def test_a_key_inside_a_git_work_tree_is_refused(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    with pytest.raises(KennisError, match="git"):
        save_key(KEY, tmp_path / "diep" / "proef.json")


def test_a_broken_key_says_so_without_its_contents(tmp_path: Path) -> None:
    (tmp_path / "kapot.json").write_text('{"people": "Kees Vos"', encoding="utf-8")
    with pytest.raises(KennisError, match="geen leesbare sleutel") as refusal:
        load_key(tmp_path / "kapot.json")
    assert "Kees" not in str(refusal.value)
    assert refusal.value.__cause__ is None


def test_a_save_that_fails_leaves_the_old_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save_key(KEY, tmp_path / "proef.json")

    def refuse(*_: object) -> None:
        raise OSError("vol")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(KennisError, match="niet op te slaan"):
        save_key(Key(), tmp_path / "proef.json")
    monkeypatch.undo()
    assert load_key(tmp_path / "proef.json") == KEY
    assert [path.name for path in tmp_path.iterdir()] == ["proef.json"]


def test_the_folder_of_keys_can_be_chosen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KENNIS_SLEUTELS", str(tmp_path))
    assert key_path("Mijn Studie / 2025") == tmp_path / "mijn-studie-2025.json"


def test_without_a_choice_the_key_lies_in_the_users_own_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KENNIS_SLEUTELS", raising=False)
    assert "kennis" in key_path("proef").parts


def test_a_key_does_not_show_names_when_printed() -> None:
    assert "Kees" not in repr(KEY)


def test_one_pseudonym_is_looked_up_on_purpose() -> None:
    assert KEY.name_of("P01") == "Kees Vos"


def test_an_unknown_pseudonym_says_so() -> None:
    with pytest.raises(KennisError, match="kent 'P99' niet"):
        KEY.name_of("P99")
