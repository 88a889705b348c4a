"""Change several files as one: killed at any moment, a study is as it was or as it will be, never half.

New files are written beside (`.wijziging/`), then one marker says that all are there, then they take their places.
Without the marker the change never happened; with it, whoever opens the study next finishes the work.
"""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from kennis.errors import KennisError, not_written
from kennis.tables import write_bytes

FOLDER = ".wijziging"
MARKER = "klaar.json"
_PATIENCE_S = 10.0


class Change:
    """Files that are going to change together; made by `changing`."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._staged: dict[str, Path | None] = {}
        self._elsewhere: list[Path] = []
        self._written = 0

    def write(self, name: str, data: bytes) -> None:
        """Stage the new contents of a file; `name` is its path inside the study, with `/`."""
        self._written += 1
        staged = self.root / FOLDER / f"{self._written:05d}"
        try:
            write_bytes(staged, data)
        except OSError as error:
            raise not_written(name, error) from error
        self._staged[name] = staged

    def remove(self, name: str) -> None:
        """Stage the removal of a file."""
        self._staged[name] = None

    def move_in(self, target: Path) -> None:
        """Let a file outside the study (a key), written beside its place (`beside`), take that place with the rest."""
        self._elsewhere.append(target)

    def find(self, name: str) -> Path | None:
        """Return where the newest contents of a file are; None if there is no such file."""
        if name in self._staged:
            return self._staged[name]
        path = self.root / name
        return path if path.exists() else None

    def names(self, folder: str) -> set[str]:
        """Return the file names this change writes in a folder of the study."""
        return {Path(name).name for name in self._staged if Path(name).parent.as_posix() == folder}

    def commit(self) -> None:
        """Put everything in its place; from the marker on there is no way back, only forward.

        Raises:
            KennisError: a file is open elsewhere or read-only; nothing has changed then.
        """
        if not self._staged and not self._elsewhere:
            return
        for name in self._staged:
            _refuse_locked(self.root / name, name)
        for target in self._elsewhere:
            _refuse_locked(target, target.name)
        plan = {
            "files": {name: staged.name if staged else None for name, staged in self._staged.items()},
            "elsewhere": [str(target.absolute()) for target in self._elsewhere],
        }
        write_bytes(self.root / FOLDER / MARKER, json.dumps(plan).encode())
        _apply(self.root)


@contextmanager
def holding(root: Path) -> Iterator[None]:
    """Keep others from changing the study for a moment, as when a line is added to one of its files.

    Raises:
        KennisError: somebody else goes on changing the same study.
    """
    with _alone(root) as alone:
        if not alone:
            raise KennisError(
                "Een ander venster is deze studie aan het bewaren. Wacht tot het klaar is en probeer het opnieuw."
            )
        _settle(root)
        yield


@contextmanager
def one_at_a_time(root: Path, settings: str) -> Iterator[None]:
    """Keep a second long job (taking in sources) off a study, while others can go on saving what they code in it.

    Args:
        root: the study.
        settings: the name of the file in it that is held; nothing is written there.

    Raises:
        KennisError: another process goes on with such a job.
    """
    with _alone(root / settings) as alone:
        if not alone:
            raise KennisError(
                "Een andere opdracht leest nu bronnen in voor deze studie. Er is niets ingelezen. Wacht tot die opdracht klaar is en "
                "geef deze dan opnieuw."
            )
        yield


@contextmanager
def changing(root: Path) -> Iterator[Change]:
    """Begin a change of several files: all of it happens at the end of the block, or nothing at all.

    Raises:
        KennisError: somebody else goes on changing the same study.
    """
    with holding(root):
        change = Change(root)
        try:
            yield change
            change.commit()
        finally:
            # After a mistake before the marker this forgets the change; after one behind it there is work to finish.
            if not (root / FOLDER / MARKER).exists():
                shutil.rmtree(root / FOLDER, ignore_errors=True)


def beside(target: Path) -> Path:
    """Return where the new contents of a file outside the study wait."""
    return target.with_name(f".{target.name}.nieuw")


def finish_changes(root: Path) -> None:
    """Finish or forget what a killed process left behind; a change that is still being made is left alone."""
    if (root / FOLDER).exists():
        marked = (root / FOLDER / MARKER).exists()
        with _alone(root, patience_s=None if marked else 0) as alone:
            if alone:
                _settle(root)


def _settle(root: Path) -> None:
    if (root / FOLDER / MARKER).exists():
        _apply(root)
    elif (root / FOLDER).exists():
        shutil.rmtree(root / FOLDER, ignore_errors=True)


def _apply(root: Path) -> None:
    """Carry out a marked change; doing it twice does no harm."""
    folder = root / FOLDER
    plan = json.loads((folder / MARKER).read_bytes())
    for name, staged in plan["files"].items():
        # A study may come from somebody else: whatever its marker says, nothing outside it is touched.
        if ".." in Path(name).parts or Path(name).is_absolute():
            continue
        try:
            if staged is None:
                (root / name).unlink(missing_ok=True)
            else:
                _place(folder / Path(staged).name, root / name)
        except OSError as error:
            raise not_written(name, error) from error
    for target in map(Path, plan["elsewhere"]):
        try:
            _place(beside(target), target)
        except OSError as error:
            raise not_written(target.name, error) from error
    # The staged files are gone by now; the marker goes last.
    (folder / MARKER).unlink(missing_ok=True)
    shutil.rmtree(folder, ignore_errors=True)


def _refuse_locked(path: Path, name: str) -> None:
    """Refuse a file that another program holds or that is read-only, before anything took its place."""
    if path.exists():
        try:
            path.open("r+b").close()
        except OSError as error:
            raise not_written(name, error) from error


def _place(staged: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    with suppress(FileNotFoundError):  # it took its place before the process was killed
        if target.exists():
            staged.chmod(target.stat().st_mode & 0o777)
        staged.replace(target)


@contextmanager
def _alone(root: Path, *, patience_s: float | None = None) -> Iterator[bool]:
    """Hold the study for one process; the system lets go of it when the process dies. Tells whether that worked."""
    try:
        import fcntl
    except ImportError:  # Windows cannot lock a folder: there, one window at a time is the user's care
        yield True
        return
    handle = os.open(root, os.O_RDONLY)
    try:
        until = time.monotonic() + (_PATIENCE_S if patience_s is None else patience_s)
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except OSError:
                if time.monotonic() >= until:
                    yield False
                    return
                time.sleep(0.05)
        yield True
    finally:
        os.close(handle)
