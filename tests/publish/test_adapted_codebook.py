"""A researcher changes the codebook, or brings one of their own: the notebooks go along."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import nbformat
import pandas as pd
import pytest
from small_study import make_study

from kennis.coding import load_codebook, rename_code, retire_code
from kennis.publish import execute_notebook
from kennis.publish.notebooks import template_notebooks, without_empty_sections
from kennis.study import Study, create_study

NOTEBOOKS = sorted(template_notebooks().glob("[0-9][0-9]_*.ipynb"))
OWN_CODEBOOK = """
titel: proef
inzichten: {tuin: {label: In de tuin}}
codes:
  - {slug: wachten, label: Lang wachten, inzicht: tuin, definitie: Iemand wacht lang.}
"""


def adapted(folder: Path) -> Study:
    study = make_study(folder)
    rename_code(study, "moed", "lef", label="Lef", by="lies", why="korter")
    for code in ("vertrouwen", "leefwereld_systeemwereld"):
        retire_code(study, code, by="lies", why="te breed")
    return study


def with_own_codebook(folder: Path) -> Study:
    study = create_study(folder, title="Tuin", codebook=OWN_CODEBOOK)
    said = ["Ik wachtte zes weken op een plek in de tuin.", "Wij zaaien elke maandag samen de bonen."]
    turns = pd.DataFrame({"turn": [1, 2], "speaker": ["P01", "P02"], "role": "inwoner", "text": said})
    study.add_transcript(turns, meeting={}, fingerprint="een")
    return study


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_no_notebook_names_a_code_of_the_codebook_that_ships(path: Path) -> None:
    cells = [cell.source for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
    named = {word for source in cells for word in re.findall(r'"(\w+)"', source)}
    assert named & set(load_codebook().slugs) == set()


@pytest.mark.parametrize(
    ("make", "name"), [(adapted, "03_clusteren"), (adapted, "05_inzichten"), (with_own_codebook, "02_coderen")]
)
def test_notebooks_that_show_a_code_run_with_any_codebook(
    tmp_path: Path, make: Callable[[Path], Study], name: str
) -> None:
    execute_notebook(template_notebooks() / f"{name}.ipynb", make(tmp_path / "studie"))


def test_the_page_of_insights_has_the_insights_of_the_codebook_and_no_empty_heading(tmp_path: Path) -> None:
    study = with_own_codebook(tmp_path / "studie")
    row = {"utterance_id": "B01-001", "start": 0, "stop": 10, "code": "wachten", "coder": "a"}
    study.save_codings(pd.DataFrame([row | {"polarity": "", "status": "geaccepteerd"}]), coder="a")
    made = without_empty_sections(execute_notebook(template_notebooks() / "05_inzichten.ipynb", study))
    headings = [cell.source.split("\n")[0] for cell in made.cells if cell.source.startswith("##")]
    assert headings == [
        "## Wie praat, en wie horen we terug?",
        "## Wie draagt een onderwerp?",
        "## De inzichten één voor één",
        "## Horen we nog nieuwe codes?",
        "## Zelf zoeken",
    ]
    shown = nbformat.writes(made)
    assert "In de tuin" in shown and "kennis-none" not in shown and "nog niets" not in shown


def test_a_section_that_gave_nothing_leaves_the_page_with_all_that_stands_below_it() -> None:
    def markdown(text: str) -> nbformat.NotebookNode:
        return nbformat.v4.new_markdown_cell(text)

    def code(*said: str) -> nbformat.NotebookNode:
        return nbformat.v4.new_code_cell(outputs=[nbformat.v4.new_output("stream", text=text) for text in said])

    cells = [
        markdown("# Titel"),
        code(),
        markdown("## Leeg"),
        code(),
        markdown("Uitleg"),
        markdown("### Dieper"),
        code(),
    ]
    cells += [markdown("## Vol"), code(), markdown("### Leeg"), code(), markdown("### Ook vol"), code("iets")]
    cells += [markdown("## Alleen tekst")]
    made = without_empty_sections(nbformat.v4.new_notebook(cells=cells))
    left = [cell.source for cell in made.cells if cell.cell_type == "markdown"]
    assert left == ["# Titel", "## Vol", "### Ook vol", "## Alleen tekst"]
