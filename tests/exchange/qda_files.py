"""What the tests of REFI-QDA share: a small study that two people coded, and files as other programs would write them."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from kennis.coding import MACHINES, current_codings
from kennis.study import Study, create_study, open_study
from kennis.tables import CODINGS

BOOK = """
titel: proef
inzichten:
  waarden: {label: Waarden, samenvatting: Wat telt.}
  samen: {label: Samen doen}
codes:
  - {slug: moed, label: Moed, inzicht: waarden, polair: ja, definitie: Durven., wanneer_wel: Bij lef., wanneer_niet: Bij zeker weten.}
  - {slug: delen, label: Ervaring delen, inzicht: samen, definitie: Vertellen.}
"""
SAID = {
    "B01-001": "Ik durfde het eerst niet te zeggen 🙂 aan tafel.",
    "B01-002": "Ja.",
    "B01-003": "Nee, dat snap ik wel: eerlijk gezegd\nvond ik het ook spannend.",
    "B01-004": "Ja.",
    "B01-005": "Maar nu deel ik het, met de hele groep erbij.",
    "C001": "Los gezegd: wij durven meer dan vroeger.",
}
AT = "2026-02-03T09:30:00"


def make_study(folder: Path, *, book: str = BOOK) -> Study:
    """Make a study with one meeting of five turns and a loose quote."""
    study = create_study(folder, title="Proef", codebook=book)
    # A copy of a study keeps its id.
    settings = folder / "studie.toml"
    settings.write_text(settings.read_text("utf-8").replace(study.settings.study_id, "proef-vast"), "utf-8")
    study = open_study(folder)
    texts = list(SAID.values())
    turns = pd.DataFrame({"turn": range(1, 6), "speaker": ["P01", "P02", "P02", "P01", "P01"], "text": texts[:5]})
    turns = turns.assign(role=["inwoner", "uitvoerder", "uitvoerder", "inwoner", "inwoner"])
    study.add_transcript(turns, meeting={"title": "Aan tafel", "date": "2026-01-05", "group": "Eik"}, fingerprint="x")
    study.add_quotes(turns.tail(1).assign(text=texts[5], speaker=""), fingerprint="y")
    return study


def give(
    study: Study, coder: str, *rows: tuple[str, str, str, str], status: str = "geaccepteerd", memo: str = ""
) -> None:
    """Let a coder give codes: turn, words in it ("" for all), code, polarity."""
    made = []
    for turn, words, code, polarity in rows:
        start = SAID[turn].index(words)
        stop = start + len(words) if words else len(SAID[turn])
        made.append((turn, start, stop, code, polarity, coder, status, "", "", memo, AT))
    study.add_rows(f"coderingen/{coder}.csv", pd.DataFrame(made, columns=list(CODINGS.names)), CODINGS)


def code(study: Study) -> None:
    """Let two people code the study."""
    give(
        study,
        "an",
        ("B01-001", "durfde het eerst niet", "moed", "afwezig"),
        ("B01-001", "durfde het eerst niet", "delen", ""),
        ("B01-002", "", "geen", ""),
        ("B01-005", "nu deel ik het", "delen", ""),
        ("C001", "durven meer", "moed", "aanwezig"),
    )
    give(study, "bo", ("B01-001", "durfde het eerst niet", "moed", "gemengd"), ("B01-003", "", "moed", ""))


def given(study: Study) -> set[tuple[object, ...]]:
    """Return what stands in the logs of people."""
    now = current_codings(study.codings)
    now = now[~now["coder"].isin(MACHINES)]
    columns = ["coder", "utterance_id", "start", "stop", "code", "polarity", "status", "at"]
    return set(now[columns].itertuples(index=False, name=None))


def rewrite(
    path: Path,
    to: Path,
    *,
    qde: Callable[[str], str] = lambda text: text,
    source: Callable[[str], bytes] = lambda text: text.encode("utf-8"),
    name: Callable[[str], str] = lambda name: name,
) -> Path:
    """Write a project again as another program would: another `project.qde`, other texts, other names of files."""
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(to, "w") as new:
        for entry in old.namelist():
            text = old.read(entry).decode("utf-8")
            data = qde(text).encode("utf-8") if entry.endswith(".qde") else source(text)
            new.writestr(name(entry), data)
    return to
