"""The key lies outside the study, is whole or not there, and never shows a name by accident."""

import json
import os
import stat
import unicodedata
from pathlib import Path

import pytest

from kennis.privacy import Key, KeyPerson, key_path, load_key, passphrase_of, save_key
from kennis.privacy.key import without_person
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


SECRET = "zeven natte eénden"


@pytest.fixture
def sealed(tmp_path: Path) -> Path:
    path = tmp_path / "proef.json"
    save_key(KEY, path, passphrase=SECRET)
    return path


def never(_: str) -> str:
    raise AssertionError("nobody should be asked")


def test_an_encrypted_key_opens_with_its_passphrase_however_it_is_typed(sealed: Path) -> None:
    assert load_key(sealed, passphrase=SECRET) == KEY
    assert load_key(sealed, passphrase=unicodedata.normalize("NFD", SECRET)) == KEY


def test_an_encrypted_key_is_readable_as_json_but_holds_no_name(sealed: Path) -> None:
    content = json.loads(sealed.read_bytes())
    assert (content["version"], content["kdf"]["name"]) == (2, "scrypt")
    assert [word for word in (b"Kees", b"Vos", b"zwolle", b"P01") if word in sealed.read_bytes()] == []


def test_two_keys_with_one_passphrase_differ(sealed: Path, tmp_path: Path) -> None:
    save_key(KEY, tmp_path / "twee.json", passphrase=SECRET)
    assert (tmp_path / "twee.json").read_bytes() != sealed.read_bytes()


@pytest.mark.parametrize("wrong", ["zeven natte eenden", "", "Zeven natte eénden"])
def test_a_wrong_passphrase_says_so_and_damages_nothing(sealed: Path, wrong: str) -> None:
    before = sealed.read_bytes()
    with pytest.raises(KennisError, match="wachtwoord past niet"):
        load_key(sealed, passphrase=wrong)
    assert sealed.read_bytes() == before


def test_a_key_that_was_tampered_with_does_not_open(sealed: Path) -> None:
    content = json.loads(sealed.read_bytes())
    data = content["data"]
    content["data"] = data[:40] + ("A" if data[40] != "A" else "B") + data[41:]
    sealed.write_text(json.dumps(content))
    with pytest.raises(KennisError, match="beschadigd"):
        load_key(sealed, passphrase=SECRET)


def test_a_file_that_asks_for_all_memory_is_refused(sealed: Path) -> None:
    content = json.loads(sealed.read_bytes())
    content["kdf"]["n"] = 2**30
    sealed.write_text(json.dumps(content))
    with pytest.raises(KennisError, match="geen leesbare sleutel"):
        load_key(sealed, passphrase=SECRET)


def test_an_encrypted_key_is_never_replaced_by_an_open_one(sealed: Path) -> None:
    before = sealed.read_bytes()
    with pytest.raises(KennisError, match="heeft een wachtwoord"):
        save_key(Key(), sealed, passphrase="")
    assert sealed.read_bytes() == before


def test_without_anybody_to_ask_an_encrypted_key_says_where_the_passphrase_goes(sealed: Path) -> None:
    with pytest.raises(KennisError, match="KENNIS_WACHTWOORD"):
        load_key(sealed)


def test_the_passphrase_of_the_environment_goes_first(sealed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KENNIS_WACHTWOORD", SECRET)
    assert passphrase_of(sealed, ask=never) == SECRET
    assert load_key(sealed) == KEY


def test_a_new_key_asks_twice_and_an_open_one_never(tmp_path: Path) -> None:
    answers = iter(["eend", "eend"])
    assert passphrase_of(tmp_path / "nieuw.json", ask=lambda _: next(answers)) == "eend"
    save_key(KEY, tmp_path / "open.json", passphrase="")
    assert passphrase_of(tmp_path / "open.json", ask=never) == ""


def test_two_different_answers_are_refused(tmp_path: Path) -> None:
    answers = iter(["eend", "ent"])
    with pytest.raises(KennisError, match="niet hetzelfde"):
        passphrase_of(tmp_path / "nieuw.json", ask=lambda _: next(answers))


def test_who_withdrew_is_out_of_the_key_and_their_number_stays_given_away() -> None:
    key = Key(dict(KEY.people), {"persoon": {"kees vos": "A", "petra": "B"}, "plaats": {"zwolle": "A"}}, 1)
    left = without_person(key, "P01")
    assert (left.people, left.last_number) == ({}, 1)
    assert left.letters == {"persoon": {"#A": "A", "petra": "B"}, "plaats": {"zwolle": "A"}}
