"""Who codes on this computer, asked once a study and remembered outside it."""

from __future__ import annotations

from pathlib import Path

from kennis.coding import check_coder_name
from kennis.privacy import key_path
from kennis.study import Study
from kennis.tables import KennisError, write_text


def remembered_coder(study: Study) -> str:
    """Return who coded this study on this computer; "" if nobody was asked yet."""
    path = _file(study)
    name = path.read_text(encoding="utf-8").strip() if path.exists() else ""
    try:
        check_coder_name(name)
    except KennisError:
        return ""
    return name


def remember_coder(study: Study, coder: str) -> None:
    """Remember who codes, for the next time.

    Raises:
        KennisError: the name cannot be a coder's.
    """
    check_coder_name(coder)
    write_text(_file(study), f"{coder}\n")


def _file(study: Study) -> Path:
    return key_path(study.settings.study_id).with_suffix(".codeur")
