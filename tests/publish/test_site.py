import re
from pathlib import Path
from typing import Any

import nbformat
import pandas as pd
import pytest
import zmq

from kennis import run
from kennis.coding import DEFAULT_CODEBOOK
from kennis.publish import copy_notebooks, execute_notebook, refuse_unwritable, render_site
from kennis.study import Study, create_study, open_study
from kennis.tables import KennisError, Refused

CELLS = [
    ("markdown", "# Proefpagina: wat zien we\n\nDit is de eerste zin. En een tweede."),
    (
        "code",
        "import kennis as kn\nstudy = kn.open_study()\nkn.show_table(study.utterances, 'Beurten', columns=['role', 'text'])",
    ),
    (
        "code",
        "import pandas as pd\nkn.plot_themes(pd.DataFrame({'cluster': ['T01'], 'name': ['brief'], 'turns': [3]}))",
    ),
]


def add_notebook(study: Study, *cells: tuple[str, str], name: str = "00_proef") -> Path:
    notebook = nbformat.v4.new_notebook()
    make = {"markdown": nbformat.v4.new_markdown_cell, "code": nbformat.v4.new_code_cell}
    notebook.cells = [make[kind](source) for kind, source in cells or CELLS]
    path = study.path / "notebooks" / f"{name}.ipynb"
    path.parent.mkdir(exist_ok=True)
    nbformat.write(notebook, path)
    return path


@pytest.fixture
def study(tmp_path: Path) -> Study:
    """An empty study with a real codebook."""
    return create_study(tmp_path / "studie", title="Proefstudie", codebook=DEFAULT_CODEBOOK.read_text("utf-8"))


@pytest.fixture
def told(study: Study, turns: pd.DataFrame) -> Study:
    text = ["<script>alert('x')</script> zei ik.", "=HYPERLINK(1)", "😀 ok & klaar"]
    study.add_transcript(turns.assign(text=text), meeting={"kind": "interview"}, fingerprint="een")
    add_notebook(study)
    return study


def test_a_page_has_no_code_no_script_one_heading_and_its_language(told: Study, tmp_path: Path) -> None:
    render_site(told, tmp_path / "site", made_with="Gemaakt met kennis.")
    html = (tmp_path / "site" / "00_proef.html").read_text("utf-8")
    assert '<html lang="nl">' in html
    assert len(re.findall(r"<h1\b", html)) == 1
    assert "import kennis" not in html
    assert "<script" not in html
    assert "&lt;script&gt;alert" in html
    assert "<title>Proefpagina: wat zien we · Proefstudie</title>" in html
    assert "Staafdiagram van 1 thema" in html


def test_no_page_names_an_address_outside(told: Study, tmp_path: Path) -> None:
    render_site(told, tmp_path / "site", made_with="Gemaakt met kennis.")
    pages = sorted((tmp_path / "site").glob("*.html"))
    assert {"00_proef.html", "index.html"} <= {page.name for page in pages}
    for page in pages:
        found = re.findall(
            r"""(?:src|href)\s*=\s*["'](?!data:|#|[\w-]+\.html)[^"']*|https?://[^\s"'<]+""", page.read_text("utf-8")
        )
        assert found == []


def test_the_opening_page_leads_to_every_page(told: Study, tmp_path: Path) -> None:
    index = render_site(told, tmp_path / "site", made_with="Gemaakt met kennis.")
    html = index.read_text("utf-8")
    assert 'href="00_proef.html"' in html
    assert "Gemaakt met kennis." in html


def test_the_same_study_gives_the_same_bytes(told: Study, tmp_path: Path) -> None:
    for name in ("een", "twee"):
        render_site(told, tmp_path / name, made_with="Gemaakt met kennis.")
    pages = sorted(path.name for path in (tmp_path / "een").iterdir())
    assert [p for p in pages if (tmp_path / "een" / p).read_bytes() != (tmp_path / "twee" / p).read_bytes()] == []


def test_a_page_that_is_no_longer_made_goes_and_other_files_stay(told: Study, tmp_path: Path) -> None:
    old = add_notebook(told, ("markdown", "# Oud"), name="09_oud")
    site = tmp_path / "site"
    render_site(told, site, made_with="")
    old.unlink()
    (site / "eigen.html").write_text("<p>van mij</p>")
    render_site(told, site, made_with="")
    assert not (site / "09_oud.html").exists()
    assert (site / "eigen.html").exists()


def test_an_invented_study_says_so_on_every_page(told: Study, tmp_path: Path) -> None:
    settings = told.path / "studie.toml"
    settings.write_text(settings.read_text("utf-8").replace("fictief = false", "fictief = true"), "utf-8")
    render_site(open_study(told.path), tmp_path / "site", made_with="")
    pages = sorted((tmp_path / "site").glob("*.html"))
    assert {"00_proef.html", "index.html"} <= {page.name for page in pages}
    assert [page.name for page in pages if "Fictief." not in page.read_text("utf-8")] == []


def test_a_failing_cell_names_notebook_and_cell_but_not_what_was_said(study: Study, tmp_path: Path) -> None:
    add_notebook(study, ("markdown", "# Fout"), ("code", "raise ValueError('Fatima zei het')"), name="01_fout")
    with pytest.raises(KennisError) as error:
        render_site(study, tmp_path / "site", made_with="")
    assert "'01_fout.ipynb', cel 2 loopt vast (ValueError)" in str(error.value)
    assert "Fatima" not in str(error.value)
    assert not (tmp_path / "site").exists()


def test_an_executed_notebook_holds_no_times_and_no_paths(told: Study) -> None:
    notebook = execute_notebook(told.path / "notebooks" / "00_proef.ipynb", told)
    text = nbformat.writes(notebook)
    assert "iopub" not in text
    assert str(told.path) not in text
    assert notebook.cells[1]["outputs"]


def test_a_new_study_gets_the_notebooks_without_anybody_elses_results(tmp_path: Path) -> None:
    copy_notebooks(tmp_path)
    notebooks = [nbformat.read(path, as_version=4) for path in sorted(tmp_path.glob("*.ipynb"))]
    assert len(notebooks) >= 6
    assert [c for n in notebooks for c in n.cells if c.get("outputs")] == []


@pytest.mark.browser
@pytest.mark.parametrize("width", [360, 1280])
def test_pages_open_offline_without_an_error_and_fit_the_screen(
    told: Study, tmp_path: Path, browser: Any, width: int
) -> None:
    index = render_site(told, tmp_path / "site", made_with="")
    context = browser.new_context(offline=True, viewport={"width": width, "height": 800}, locale="nl-NL")
    page, problems = context.new_page(), []
    page.on("console", lambda message: problems.append(message.text) if message.type in ("error", "warning") else None)
    page.on("requestfailed", lambda request: problems.append(request.url[:80]))
    page.on("pageerror", lambda error: problems.append(str(error)))
    for path in (index, index.parent / "00_proef.html"):
        page.goto(path.as_uri())
        page.wait_for_load_state()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate("[...document.images].every(i => i.complete && i.naturalWidth > 0 && i.alt)")
        assert page.evaluate("document.fonts.check('16px \"Atkinson Next\"')")
    context.close()
    assert problems == []


def test_a_cell_for_the_researcher_stays_off_the_page(study: Study, tmp_path: Path) -> None:
    path = add_notebook(
        study, ("markdown", "# Open"), ("markdown", "Alleen voor de onderzoeker."), ("code", "print('ook dit')")
    )
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells[1:]:
        cell.metadata["tags"] = ["niet_delen"]
    nbformat.write(notebook, path)
    render_site(study, tmp_path / "site", made_with="")
    html = (tmp_path / "site" / "00_proef.html").read_text("utf-8")
    assert "Open" in html
    assert "Alleen voor de onderzoeker" not in html
    assert "ook dit" not in html


def test_a_factsheet_that_may_not_be_made_leaves_the_old_pages_as_they_were(told: Study, tmp_path: Path) -> None:
    site = tmp_path / "site"
    run.render_study(told, site)
    before = {path.name: path.read_bytes() for path in site.iterdir()}
    assert {"index.html", "factsheet.html", "factsheet.pdf"} <= set(before)
    sheet = told.path / "factsheet.yaml"
    sheet.write_text(sheet.read_text("utf-8").replace("titel: Proefstudie", "titel: Bel 06-12345678"), "utf-8")
    settings = told.path / "studie.toml"
    settings.write_text(settings.read_text("utf-8").replace('"Proefstudie"', '"Anders"'), "utf-8")
    with pytest.raises(Refused, match="De factsheet is niet gemaakt"):
        run.render_study(open_study(told.path), site)
    assert {path.name: path.read_bytes() for path in site.iterdir()} == before


def test_a_folder_that_cannot_be_written_in_is_refused_before_the_work_and_named_as_typed(
    told: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "map").write_text("geen map", "utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("kennis.publish.site.execute_notebook", lambda *_: pytest.fail("the long work began"))
    with pytest.raises(KennisError, match="In 'map/site' kan niets komen te staan: 'map' is een bestand"):
        render_site(told, Path("map/site"), made_with="")
    refuse_unwritable(tmp_path / "nieuw" / "site")
    assert not (tmp_path / "nieuw").exists()


def test_a_kernel_that_finds_its_port_taken_is_started_once_more(told: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    failing = [RuntimeError("Kernel died before replying to kernel_info")]
    begun = []

    def start(notebook: object, path: Path, study: Study) -> None:
        begun.append(path.name)
        if failing:
            raise failing.pop()

    monkeypatch.setattr("kennis.publish.notebooks._execute", start)
    path = told.path / "notebooks" / "00_proef.ipynb"
    execute_notebook(path, told)
    assert len(begun) == 2
    failing += [RuntimeError("Kernel died"), zmq.ZMQError(98)]
    with pytest.raises(KennisError, match=r"'00_proef\.ipynb' kon twee keer niet beginnen"):
        execute_notebook(path, told)
