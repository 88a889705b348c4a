"""A real JupyterLab on a folder, as it is after installing kennis: without news and updates."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Any

import nbformat


def start_lab(home: Path) -> tuple[subprocess.Popen[bytes], str]:
    """Start a JupyterLab that serves a folder; gives the process and its address."""
    log = home / "lab.log"
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root"]
    command += ["--ServerApp.ip=127.0.0.1", "--ServerApp.port=0", "--IdentityProvider.token="]
    command += [f"--ServerApp.root_dir={home}"]
    with log.open("w") as out:
        server = subprocess.Popen(
            command, stdout=out, stderr=out, env=os.environ | {"HOME": str(home), "JUPYTER_CONFIG_DIR": str(home)}
        )
    return server, _address(log)


def read_saved(path: Path) -> Any:
    """Read a notebook that JupyterLab may just be writing; None as long as it is not whole."""
    try:
        return nbformat.read(path, as_version=4)
    except (nbformat.reader.NotJSONError, nbformat.ValidationError, UnicodeDecodeError, OSError):
        return None


def forget_results(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    nbformat.write(notebook, path)


def run_all(page: Any) -> None:
    """Run the cells; a kernel that is only just there may not hear it the first time."""
    for _ in range(10):
        page.locator("li.lm-MenuBar-item:has-text('Run')").first.click()
        page.get_by_text("Run All Cells", exact=True).click()
        page.wait_for_timeout(1000)
        if page.locator(".jp-CodeCell .jp-InputPrompt").first.inner_text().strip() != "[ ]:":
            return


def wait_until_run(page: Any, path: Path) -> list[Any]:
    """Save until the file on disk holds a result of every code cell, or a failure.

    Once in many times JupyterLab loses a run that was asked for while it settled in: then it is asked for again.
    """
    for seconds in range(0, 240, 2):
        page.wait_for_timeout(1000)
        answer_dialog(page)
        page.locator(".jp-NotebookPanel-toolbar [data-jp-item-name=save]").first.click(timeout=60_000)
        page.wait_for_timeout(1000)
        notebook = read_saved(path)
        if notebook is None:
            continue
        cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
        failed = any(output.output_type == "error" for cell in cells for output in cell.outputs)
        if failed or all(cell.execution_count for cell in cells):
            return cells
        if seconds and seconds % 60 == 0 and not any(cell.execution_count for cell in cells):
            run_all(page)
    raise AssertionError(
        f"{path.name} did not finish; JupyterLab says: {page.locator('.jp-Dialog, .jp-Notification').all_inner_texts()}"
    )


def answer_dialog(page: Any) -> None:
    """On a busy machine a save may meet the one before it; JupyterLab then asks whether the file on disk may go."""
    for name in ("Overwrite", "Select"):
        button = page.locator(".jp-Dialog button").get_by_text(name, exact=True)
        if button.count():
            button.first.click()


def _address(log: Path) -> str:
    for _ in range(240):
        found = re.search(r"http://127\.0\.0\.1:\d+", log.read_text("utf-8"))
        if found:
            try:
                urllib.request.urlopen(f"{found[0]}/api", timeout=2).close()
                return found[0]
            except OSError:
                pass
        time.sleep(0.25)
    raise AssertionError(log.read_text("utf-8")[-2000:])
