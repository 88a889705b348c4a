"""Who codes on this computer, asked once a study and remembered outside it."""

from __future__ import annotations

from pathlib import Path

from kennis.coding.append import check_new_coder
from kennis.privacy import key_at_hand, key_path, named_in
from kennis.study import Study
from kennis.tables import KennisError, write_text


def remembered_coder(study: Study) -> str:
    """Return who coded this study on this computer; "" if nobody was asked yet."""
    path = _file(study)
    name = path.read_text(encoding="utf-8").strip() if path.exists() else ""
    try:
        check_new_coder(study, name)
    except KennisError:
        return ""
    return name


def remember_coder(study: Study, coder: str) -> None:
    """Remember who codes, for the next time.

    Raises:
        KennisError: the name cannot be a coder's.
    """
    check_new_coder(study, coder)
    write_text(_file(study), f"{coder}\n")


def warn_of_names(study: Study, text: str) -> str:
    """Say which words of a note may tell who somebody is, to whoever just typed them; "" where there are none."""
    words = named_in(text, key=key_at_hand(study.settings.study_id))
    if not words:
        return ""
    return (
        f" Let op: {' en '.join(f'‘{word}’' for word in words)} kan iemand herkenbaar maken. "
        "Schrijf liever het nummer, zoals P07, of een rol."
    )


def _file(study: Study) -> Path:
    return key_path(study.settings.study_id).with_suffix(".codeur")
