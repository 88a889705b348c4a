"""The notebooks as a researcher opens them: in a real JupyterLab, in a real browser, cut off from the world."""

from __future__ import annotations

import json
import shutil
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import CORPUS, ROOT
from labserver import forget_results, run_all, start_lab, wait_until_run

NAMES = sorted(path.name for path in (ROOT / "notebooks").glob("[0-9][0-9]_*.ipynb"))


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """A JupyterLab on a copy of the notebooks and the sample study; gives its address and its folder."""
    home = tmp_path_factory.mktemp("lab")
    shutil.copytree(ROOT / "notebooks", home / "notebooks")
    shutil.copytree(CORPUS, home / "corpus", ignore=shutil.ignore_patterns("voorbeeld_ruw"))
    server, address = start_lab(home)
    try:
        yield address, home
    finally:
        server.terminate()
        server.wait(20)


@pytest.mark.browser
@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_runs_from_top_to_bottom_in_jupyterlab(lab: tuple[str, Path], browser: Any, name: str) -> None:
    address, home = lab
    path = home / "notebooks" / name
    forget_results(path)
    context = browser.new_context(viewport={"width": 1400, "height": 1000})
    page, outside = context.new_page(), []
    page.on("request", lambda asked: outside.append(asked.url) if "127.0.0.1" not in asked.url[:30] else None)
    page.goto(f"{address}/lab/tree/notebooks/{name}?reset")
    page.wait_for_url(lambda url: "reset" not in url, timeout=60_000)
    page.locator(".jp-NotebookPanel-toolbar").get_by_text("Python 3 (ipykernel)").wait_for(timeout=60_000)
    run_all(page)
    cells = wait_until_run(page, path)
    context.close()
    assert [output for cell in cells for output in cell.outputs if output.output_type == "error"] == []
    assert [output for cell in cells for output in cell.outputs if output.get("name") == "stderr"] == []
    assert any("text/html" in output.get("data", {}) for cell in cells for output in cell.outputs)
    assert [url for url in outside if url.startswith("http")] == []


def test_jupyterlab_asks_nobody_for_news_or_updates(lab: tuple[str, Path]) -> None:
    with urllib.request.urlopen(f"{lab[0]}/lab") as answer:
        page = answer.read().decode("utf-8")
    config = json.loads(page.split('id="jupyter-config-data"')[1].split(">", 1)[1].split("</script>")[0])
    assert "@jupyterlab/apputils-extension:announcements" in json.dumps(config["disabledExtensions"])
