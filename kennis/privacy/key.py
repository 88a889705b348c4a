"""The key: who is behind a pseudonym, and which letter a place or a stranger got. It never lies in the study.

The key is what makes anonymous text personal again, so it lives in the user's own data folder, readable by
the owner alone, and is refused inside a git work tree or a study.
"""

from __future__ import annotations

import json
import os
import re
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from kennis.tables import KennisError

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


def save_key(key: Key, path: Path) -> None:
    """Write a key whole or not at all, readable by its owner alone.

    Raises:
        KennisError: the place lies inside a study or a git work tree, or cannot be written.
    """
    path = Path(path)
    check_key_place(path)
    data = _seal(_to_json(key))
    name = ""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".sleutel-")  # mkstemp makes it 0600
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException as error:
        if name:
            Path(name).unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise KennisError(
                f"De sleutel '{path.name}' is niet op te slaan. Kijk na of je in die map mag schrijven."
            ) from None
        raise


def load_key(path: Path) -> Key:
    """Read a key; a key that is not there yet is an empty one.

    Raises:
        KennisError: the file is no key.
    """
    path = Path(path)
    if not path.exists():
        return Key()
    try:
        return _from_json(_unseal(path.read_bytes()))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        # `from None`: the cause may hold names from the file.
        raise KennisError(
            f"'{path.name}' is geen leesbare sleutel. Zet een reservekopie terug of kies een ander bestand."
        ) from None


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


# The seam for encryption: everything that reaches or leaves the disk goes through these two.
def _seal(data: bytes) -> bytes:
    return data


def _unseal(data: bytes) -> bytes:
    return data


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
