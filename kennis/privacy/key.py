"""The key: who is behind a pseudonym, and which letter a place or a stranger got. It never lies in the study.

The key is what makes anonymous text personal again, so it lives in the user's own data folder, readable by
the owner alone, and is refused inside a git work tree or a study. With a passphrase it is encrypted (see `seal`).
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from kennis.journal import beside
from kennis.privacy.roster import name_words, said_of
from kennis.privacy.seal import is_sealed, seal, unseal
from kennis.tables import KennisError

# Names of environment variables, not secrets.
PASSPHRASE = "KENNIS_WACHTWOORD"  # noqa: S105
NEW_PASSPHRASE = "KENNIS_WACHTWOORD_NIEUW"  # noqa: S105
_VERSION = 1


@dataclass(frozen=True)
class KeyPerson:
    """The person behind a pseudonym: the name, the speaker labels seen, and the role."""

    name: str
    labels: tuple[str, ...] = ()
    role: str = ""


@dataclass(frozen=True)
class Key:
    """What a study must remember to give the same person the same pseudonym next time.

    Args:
        people: pseudonym → person.
        letters: kind (`persoon`, `plaats`, `organisatie`) → folded name → replacement letter.
        last_number: the highest number ever given; a number is never given twice.
    """

    people: Mapping[str, KeyPerson] = field(default_factory=dict)
    letters: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    last_number: int = 0

    def name_of(self, pseudonym: str) -> str:
        """Return who is behind a pseudonym (on purpose, one at a time).

        Raises:
            KennisError: the key does not hold the pseudonym.
        """
        if pseudonym not in self.people:
            raise KennisError(f"De sleutel kent '{pseudonym[:12]}' niet. Kijk na of dit de sleutel van deze studie is.")
        return self.people[pseudonym].name

    def __repr__(self) -> str:
        # A key shows up in tracebacks and notebooks: never with names.
        return f"Key({len(self.people)} people)"


def key_path(study_id: str) -> Path:
    """Return where the key of a study belongs: the folder in `KENNIS_SLEUTELS`, else the user's data folder."""
    import platformdirs

    own = os.environ.get("KENNIS_SLEUTELS", "")
    folder = Path(own) if own else platformdirs.user_data_path("kennis", appauthor=False) / "sleutels"
    return folder.expanduser() / f"{re.sub(r'[^a-z0-9]+', '-', study_id.lower()).strip('-') or 'studie'}.json"


def passphrase_of(path: Path, *, ask: Callable[[str], str] | None = None) -> str:
    """Return the passphrase for a key: of the environment, else asked, else "" (none).

    Args:
        path: the key. Without a passphrase in the environment one is asked if the key is encrypted, or (twice, and
            nothing will do) if there is no key yet.
        ask: puts a question to the user without showing the answer; None where there is nobody to ask.

    Raises:
        KennisError: the key is encrypted and there is nobody to ask, or the two answers differ.
    """
    told = os.environ.get(PASSPHRASE, "")
    if told:
        return told
    if is_key_sealed(path):
        if ask is None:
            raise KennisError(
                f"De sleutel '{path.name}' heeft een wachtwoord. Zet het in {PASSPHRASE} of geef de opdracht in een terminal."
            )
        return ask("Wachtwoord van de sleutel: ")
    return new_passphrase(ask) if ask and not path.exists() else ""


def new_passphrase(ask: Callable[[str], str]) -> str:
    """Ask for a new passphrase twice; nothing means none.

    Raises:
        KennisError: the two answers differ.
    """
    first = ask("Kies een wachtwoord voor de sleutel (leeg: geen wachtwoord): ")
    if first and ask("Nog een keer: ") != first:
        raise KennisError("De twee wachtwoorden zijn niet hetzelfde. Er is niets veranderd; probeer het opnieuw.")
    return first


def is_key_sealed(path: Path) -> bool:
    """Tell whether there is a key that is encrypted."""
    try:
        return Path(path).is_file() and is_sealed(Path(path).read_bytes())
    except OSError:
        return False


def save_key(key: Key, path: Path, *, passphrase: str | None = None) -> None:
    """Write a key whole or not at all, readable by its owner alone.

    Args:
        key: who is who.
        path: where it belongs (see `key_path`).
        passphrase: encrypts it; "" leaves that to the permissions of the file, None looks in the environment.

    Raises:
        KennisError: the place lies inside a study or a git work tree, or cannot be written; or an encrypted key would
            be replaced by an open one.
    """
    path = Path(path)
    check_key_place(path)
    data = key_bytes(key, path, passphrase=passphrase)
    write_beside(path, data)
    try:
        beside(path).replace(path)
    except OSError:
        beside(path).unlink(missing_ok=True)
        raise _not_saved(path) from None


def key_bytes(key: Key, path: Path, *, passphrase: str | None = None) -> bytes:
    """Return what `save_key` writes."""
    passphrase = passphrase_of(path) if passphrase is None else passphrase
    if not passphrase and is_key_sealed(path):
        raise KennisError(
            f"De sleutel '{path.name}' heeft een wachtwoord. Zonder dat wachtwoord blijft hij zoals hij is."
        )
    return seal(_to_json(key), passphrase) if passphrase else _to_json(key)


def write_beside(path: Path, data: bytes) -> None:
    """Write what is to become a file, readable by its owner alone, beside its place (see `journal.beside`).

    Always under the same name: what a killed process leaves there does not lie about, the next one writes over it.

    Raises:
        KennisError: it cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        beside(path).unlink(missing_ok=True)
        with os.fdopen(os.open(beside(path), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        raise _not_saved(path) from None


def _not_saved(path: Path) -> KennisError:
    return KennisError(f"De sleutel '{path.name}' is niet op te slaan. Kijk na of je in die map mag schrijven.")


def load_key(path: Path, *, passphrase: str | None = None) -> Key:
    """Read a key; a key that is not there yet is an empty one.

    Args:
        path: where it is.
        passphrase: of an encrypted key; None looks in the environment.

    Raises:
        KennisError: the file is no key, or the passphrase is not the right one.
    """
    path = Path(path)
    if not path.exists():
        return Key()
    if passphrase is None:
        passphrase = passphrase_of(path)
    try:
        data = path.read_bytes()
        return _from_json(unseal(data, passphrase) if is_sealed(data) else data)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        # `from None`: the cause may hold names from the file.
        raise KennisError(
            f"'{path.name}' is geen leesbare sleutel. Zet een reservekopie terug of kies een ander bestand."
        ) from None


def key_at_hand(study_id: str) -> Key | None:
    """Return the key of a study if it is on this machine and opens without asking anybody; None otherwise."""
    path = key_path(study_id)
    try:
        return _opened(path, path.stat().st_mtime_ns)
    except (OSError, KennisError):
        return None


@lru_cache(maxsize=2)  # a desk asks with every memo, and opening an encrypted key takes its time
def _opened(path: Path, _: int) -> Key:
    return load_key(path)


def check_key_place(path: Path) -> None:
    """Refuse a key inside a study or a git work tree: from there it travels along unseen.

    Raises:
        KennisError: it lies there.
    """
    for folder in Path(path).resolve().parents:
        if (folder / "studie.toml").exists():
            raise KennisError(
                f"De sleutel '{path.name}' mag niet in de map van een studie staan. "
                "Kies een map daarbuiten (of stel KENNIS_SLEUTELS in)."
            )
        if (folder / ".git").exists():
            raise KennisError(
                f"De sleutel '{path.name}' mag niet in een map met versiebeheer (git) staan. "
                "Kies een map daarbuiten (of stel KENNIS_SLEUTELS in)."
            )


def without_person(key: Key, pseudonym: str, *, also: Iterable[str] = ()) -> Key:
    """Return the key without somebody who withdrew; the number and the letters of others stay what they are.

    Args:
        key: who is who.
        pseudonym: who goes.
        also: names with a letter that are theirs too (see `withdrawal.letters_alike`).
    """
    people = {name: person for name, person in key.people.items() if name != pseudonym}
    person = key.people.get(pseudonym)
    names = (person.name, *person.labels) if person else ()
    gone = {" ".join(name_words(name)) for name in (*names, *also)}
    strangers = {
        # The letter stays given away, or a stranger would get one that is in use already.
        # (Of a stranger, the talk may stand behind the name.)
        (f"#{letter}" if {" ".join(name_words(part)) for part in (name, said_of(name))} & gone else name): letter
        for name, letter in key.letters.get("persoon", {}).items()
    }
    letters = {**key.letters, **({"persoon": strangers} if strangers else {})}
    return Key(people, letters, max(key.last_number, int(pseudonym[1:])))


def _to_json(key: Key) -> bytes:
    people = {
        pseudonym: {"name": person.name, "labels": list(person.labels), "role": person.role}
        for pseudonym, person in key.people.items()
    }
    content = {
        "version": _VERSION,
        "last_number": key.last_number,
        "people": people,
        "letters": {kind: dict(names) for kind, names in key.letters.items()},
    }
    return json.dumps(content, ensure_ascii=False, indent=1).encode("utf-8")


def _from_json(data: bytes) -> Key:
    content = json.loads(data)
    if content["version"] != _VERSION:
        raise ValueError("version")
    people = {
        pseudonym: KeyPerson(str(entry["name"]), tuple(entry["labels"]), str(entry["role"]))
        for pseudonym, entry in content["people"].items()
    }
    return Key(people, {kind: dict(names) for kind, names in content["letters"].items()}, int(content["last_number"]))
