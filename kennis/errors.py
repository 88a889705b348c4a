"""The errors a user sees. Apart from `tables`, so that reading text does not wait for pandas to load."""

from __future__ import annotations

import errno

_FULL = {getattr(errno, name, None) for name in ("ENOSPC", "EFBIG", "EDQUOT")}


class KennisError(Exception):
    """A mistake a user can mend. The message is Dutch: what, where, and what to do now."""

    def _render_traceback_(self) -> list[str]:
        """Show the sentence alone in a notebook: IPython asks an error for this before it makes a traceback."""
        return [str(self)]


class Refused(KennisError):
    """Something was found that must not go on, such as a name on a page. The message says where and what kind."""


def not_written(name: str, error: OSError) -> KennisError:
    """Say that a file could not be written, under the name the user knows, with the likely cause."""
    cause = (
        "Staat het nog open, bijvoorbeeld in Excel, of is het alleen-lezen? Sluit het, of maak het weer beschrijfbaar,"
    )
    if error.errno in _FULL:
        cause = "De schijf is vol. Maak ruimte,"
    return KennisError(f"{name}: bewaren lukt niet. {cause} en probeer het opnieuw.")
