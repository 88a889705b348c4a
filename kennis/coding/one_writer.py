"""One writer a file: a log of codings is held by one process, and others hear by whom.

The system lets go of the hold when a process dies, however it dies. Across computers (a shared folder) such a hold does
not reach; there the file tells who is working and since when, and is believed for half a day.
"""

from __future__ import annotations

import json
import os
import socket
import time
from datetime import datetime, timedelta
from pathlib import Path

from kennis.tables import KennisError

_BELIEVED = timedelta(hours=12)
_FAR = 1 << 20  # Windows hides the byte it locks: one that holds nothing
_held: dict[Path, Hold] = {}


class Hold:
    """A file held for writing by this process; made by `hold`."""

    def __init__(self, path: Path, handle: int) -> None:
        self.path = path
        self._handle: int | None = handle

    @property
    def held(self) -> bool:
        """Tell whether this process still writes here; a newer window in the same process takes over."""
        return self._handle is not None

    def release(self) -> None:
        """Let go; who comes next finds nobody."""
        if self._handle is not None:
            os.ftruncate(self._handle, 0)
            os.close(self._handle)
            self._handle = None
            _held.pop(self.path, None)


def hold(path: Path, *, patience_s: float = 3.0) -> Hold:
    """Hold a file for this process, and write down who holds it.

    Args:
        path: a small file beside what is written (`.codeur.bezet`).
        patience_s: how long to wait for a process that is just dying.

    Raises:
        KennisError: another process, here or on another computer, holds it.
    """
    path = path.resolve()
    if path in _held:  # the same cell run again: the newest window has it
        _held[path].release()
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
    try:
        _wait_for(handle, path, time.monotonic() + patience_s)
        _refuse_elsewhere(path)
        _sign(handle)
    except BaseException:
        os.close(handle)
        raise
    _held[path] = Hold(path, handle)
    return _held[path]


def _wait_for(handle: int, path: Path, until: float) -> None:
    while not _lock(handle):
        if time.monotonic() >= until:
            raise KennisError(_busy(path))
        time.sleep(0.05)


def _lock(handle: int) -> bool:
    try:
        try:
            import fcntl
        except ImportError:  # Windows
            import msvcrt

            os.lseek(handle, _FAR, os.SEEK_SET)
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        else:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _sign(handle: int) -> None:
    who = {"proces": os.getpid(), "computer": socket.gethostname(), "sinds": datetime.now().isoformat("T", "seconds")}
    os.lseek(handle, 0, os.SEEK_SET)
    os.ftruncate(handle, 0)
    os.write(handle, json.dumps(who).encode())
    os.fsync(handle)


def _signed(path: Path) -> dict[str, str]:
    try:
        found = json.loads(path.read_bytes())
        return {name: str(found[name]) for name in ("proces", "computer", "sinds")}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def _refuse_elsewhere(path: Path) -> None:
    who = _signed(path)
    if not who or who["computer"] == socket.gethostname():
        return  # we hold it, so whoever signed on this computer is gone
    try:
        old = datetime.now() - datetime.fromisoformat(who["sinds"]) > _BELIEVED
    except (ValueError, TypeError):
        old = True
    if not old:
        raise KennisError(
            f"{_busy(path)} Weet je zeker dat daar niets meer openstaat? Haal dan het bestand {path.name} weg uit coderingen/."
        )


def _busy(path: Path) -> str:
    who = _signed(path)
    coder = path.name.strip(".").removesuffix(".bezet")
    where = f" op computer '{who['computer']}' (proces {who['proces']}, sinds {who['sinds'][11:16]})" if who else ""
    return (
        f"coderingen/{coder}.csv is al in gebruik{where}. Codeer verder in dat venster, "
        "of sluit het en stop daar de kernel. Probeer het dan hier opnieuw."
    )
