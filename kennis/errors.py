"""The errors a user sees. Apart from `tables`, so that reading text does not wait for pandas to load."""

from __future__ import annotations

import errno
import os

# What the system answers, by its number: the cause, and what to do. A number that a system does not know is left out.
_CAUSES: dict[int, tuple[str, str]] = {
    number: told
    for names, told in {
        "ENOENT": ("het bestaat niet (meer)", "Controleer de naam en de map"),
        "EACCES EPERM": ("je hebt er geen rechten voor", "Vraag toegang, of kies een eigen map"),
        "EROFS": ("deze schijf is alleen-lezen", "Kies een map op een andere schijf"),
        "EISDIR": ("het is een map en geen bestand", "Geef een bestand op, of kies een andere naam"),
        "ENOTDIR": ("een map erboven is geen map maar een bestand", "Kies een andere map"),
        "EEXIST ENOTEMPTY": ("er staat al een bestand met die naam", "Kies een andere naam"),
        "ENOSPC EDQUOT": ("de schijf is vol", "Maak ruimte"),
        "EFBIG": ("het wordt te groot voor deze schijf", "Kies een andere schijf"),
        "ENAMETOOLONG": ("de naam is te lang", "Kies een kortere naam"),
        "EBUSY ETXTBSY EAGAIN": ("een ander programma houdt het vast", "Sluit dat programma"),
        "EIO": ("de schijf geeft een fout", "Probeer het vanaf een andere schijf"),
        "EMFILE ENFILE": ("er staan te veel bestanden tegelijk open", "Sluit andere programma's"),
        "ELOOP": ("snelkoppelingen wijzen naar elkaar", "Verwijs naar het bestand zelf"),
        "ESTALE ENETDOWN ENETUNREACH EHOSTDOWN EHOSTUNREACH ETIMEDOUT": (
            "de netwerkschijf is niet bereikbaar",
            "Kijk of je verbinding hebt",
        ),
    }.items()
    for name in names.split()
    if (number := getattr(errno, name, None)) is not None
}
_HELD = (32, 33)  # what Windows answers where another program holds a file
# A file that is open in Excel often gets the number of one that may not be written: which of both, nobody tells.
_BARRED_OR_HELD = ("je hebt er geen rechten voor, of het staat nog open, bijvoorbeeld in Excel", "Sluit het daar")
_WINDOWS = os.name == "nt"


class KennisError(Exception):
    """A mistake a user can mend. The message is Dutch: what, where, and what to do now."""

    def _render_traceback_(self) -> list[str]:
        """Show the sentence alone in a notebook: IPython asks an error for this before it makes a traceback."""
        return [str(self)]


class Refused(KennisError):
    """Something was found that must not go on, such as a name on a page. The message says where and what kind."""


def why(error: OSError) -> tuple[str, str]:
    """Return the cause of an error of the system, and what to do: `de schijf is vol`, `Maak ruimte` (both Dutch).

    Only what the system told; where it told nothing we know, its number, so that somebody can look it up.
    """
    if getattr(error, "winerror", None) in _HELD:
        return _CAUSES[errno.EBUSY]
    if _WINDOWS and error.errno == errno.EACCES:
        return _BARRED_OR_HELD
    known = _CAUSES.get(error.errno or 0)
    number = f"het systeem meldt fout {error.errno}" if error.errno else "het systeem zegt niet waarom"
    return known or (number, "Kijk of de map en de schijf nog bereikbaar zijn")


def not_written(name: str, error: OSError) -> KennisError:
    """Say that a file could not be written, under the name the user knows, with the cause the system gave."""
    cause, remedy = why(error)
    return KennisError(f"{name}: bewaren lukt niet, want {cause}. {remedy} en probeer het opnieuw.")
