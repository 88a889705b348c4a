"""What the researcher hears about sources: which cannot be read, and what they do not tell."""

from __future__ import annotations

from pathlib import Path

import pytest

from kennis import run
from kennis.study import create_study
from kennis.tables import KennisError


def test_every_file_that_cannot_be_read_is_named_at_once(tmp_path: Path) -> None:
    for name in ("een.docx", "twee.pdf"):
        (tmp_path / name).write_bytes(b"\x00\x01\x02")
    (tmp_path / "goed.txt").write_text("Kees: Hoi.\nRoos: Dag.\n", "utf-8")
    with pytest.raises(KennisError, match=r"(?s)een\.docx.*twee\.pdf") as told:
        run.read_sources([tmp_path])
    assert "goed.txt" not in str(told.value)


def test_what_a_source_does_not_tell_is_said_with_where_to_fill_it_in(tmp_path: Path) -> None:
    raw = tmp_path / "ruw" / "gesprek.txt"
    raw.parent.mkdir()
    raw.write_text("Kees (uitvoerder): Hoi.\nRoos: Dag, hoe is het?\nKees: Goed.\nRoos: Mooi.\n", "utf-8")
    study = create_study(tmp_path / "studie", title="Proef", codebook="")
    notes = " ".join(run.take_in(study, run.read_sources([raw])).notes)
    assert "Bij 1 gesprek staat niet" in notes
    assert "Van 1 van de 2 deelnemers weten we de rol niet" in notes
    assert run.take_in(study, run.read_sources([raw])).notes == ()
