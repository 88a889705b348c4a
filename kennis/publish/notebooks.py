"""Notebooks: found, executed against a study, and stored clean."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from kennis.study import Study
from kennis.tables import KennisError, write_text

if TYPE_CHECKING:
    from nbformat import NotebookNode

SECONDS = 300
KEPT_METADATA = ("kernelspec", "language_info")
_KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}


def template_notebooks() -> Path:
    """Return the folder with the notebooks that come with the toolkit (installed, or in the repository)."""
    package = Path(__file__).resolve().parents[1]
    shipped = package / "_notebooks"
    return shipped if shipped.is_dir() else package.parent / "notebooks"


def find_notebooks(study: Study) -> list[Path]:
    """List the notebooks of a study, in reading order: its own, else those of the toolkit."""
    own = sorted((study.path / "notebooks").glob("[0-9][0-9]_*.ipynb"))
    return own or sorted(template_notebooks().glob("[0-9][0-9]_*.ipynb"))


def execute_notebook(path: Path, study: Study) -> NotebookNode:
    """Run a notebook top to bottom against a study and return it with fresh outputs.

    Args:
        path: the notebook; the file itself is not changed.
        study: what `kn.open_study()` gives inside the notebook.

    Raises:
        KennisError: the notebook cannot be read, or a cell fails: which notebook, which cell, and why.
    """
    import zmq
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

    notebook = _read(path)
    try:
        try:
            _execute(notebook, path, study)
        except (zmq.ZMQError, RuntimeError) as error:
            if isinstance(error, DeadKernelError):  # it had started
                raise
            # Another process took a port between choosing and using it: a new kernel chooses new ones.
            notebook = _read(path)
            _execute(notebook, path, study)
    except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
        raise KennisError(_failure(path, notebook, error)) from error
    except (zmq.ZMQError, RuntimeError) as error:
        raise KennisError(
            f"'{path.name}' kon twee keer niet beginnen: Python startte niet op. Sluit wat je niet nodig hebt en probeer het opnieuw."
        ) from error
    return clean_notebook(notebook)


def _read(path: Path) -> NotebookNode:
    import nbformat

    try:
        return nbformat.read(path, as_version=4)
    except (OSError, ValueError) as error:
        raise KennisError(
            f"'{path.name}' is niet als notebook te lezen. Open het in JupyterLab en sla het opnieuw op."
        ) from error


def _execute(notebook: NotebookNode, path: Path, study: Study) -> None:
    import zmq
    from nbclient import NotebookClient
    from traitlets.config import Config

    where = {"metadata": {"path": str(path.parent)}}
    # What is said in a kernel travels over a local port: encrypted, where the machine can.
    private = Config({"KernelManager": {"transport_encryption": "auto" if zmq.has("curve") else "disabled"}})
    client = NotebookClient(
        notebook, timeout=SECONDS, kernel_manager_class=_kernel_manager(), resources=where, config=private
    )
    environment = os.environ | {"KENNIS_STUDIE": str(study.path), "PYTHONWARNINGS": "ignore", "MPLBACKEND": "agg"}
    client.execute(env=environment)


def clean_notebook(notebook: NotebookNode) -> NotebookNode:
    """Take out of a notebook what differs between runs or machines: times, versions, widget state, warnings."""
    notebook.metadata = {k: v for k, v in notebook.metadata.items() if k in KEPT_METADATA}
    notebook.metadata["kernelspec"] = _KERNEL
    notebook.metadata["language_info"] = {"name": "python"}
    for number, cell in enumerate(notebook.cells):
        cell["id"] = f"cel-{number:02d}"
        cell["metadata"] = {k: v for k, v in cell.metadata.items() if k == "tags"}
        if cell.cell_type == "code":
            cell["outputs"] = [output for output in cell.outputs if output.get("name") != "stderr"]
            for output in cell["outputs"]:
                # A widget lives as long as its kernel: what stays is the sentence beside it.
                output.get("data", {}).pop("application/vnd.jupyter.widget-view+json", None)
    return notebook


def without_empty_sections(notebook: NotebookNode) -> NotebookNode:
    """Leave out of a notebook each section of which all code cells gave nothing: heading, text and all.

    A section is a heading (`##` or deeper) with what stands below it, up to the next heading of its level or above. So
    a notebook can ask `if len(…)`, and its page shows no heading for what the study does not have.
    """
    levels = [_heading_level(cell) for cell in notebook.cells]
    left_out: set[int] = set()
    for start, level in enumerate(levels):
        if level < 2:
            continue
        stop = next((at for at in range(start + 1, len(levels)) if 0 < levels[at] <= level), len(levels))
        code = [cell for cell in notebook.cells[start:stop] if cell.cell_type == "code"]
        if code and not any(cell.outputs for cell in code):
            left_out.update(range(start, stop))
    notebook.cells = [cell for at, cell in enumerate(notebook.cells) if at not in left_out]
    return notebook


def _heading_level(cell: NotebookNode) -> int:
    """Return the level of the heading a cell begins with, 0 if it begins with none."""
    found = re.match(r"(#{1,6})\s", cell.source) if cell.cell_type == "markdown" else None
    return len(found[1]) if found else 0


def store_notebooks(folder: str | Path, study: Study) -> list[Path]:
    """Execute the notebooks of a folder and store them with their outputs, for readers and for the tests."""
    import nbformat

    paths = sorted(Path(folder).glob("[0-9][0-9]_*.ipynb"))
    for path in paths:
        write_text(path, nbformat.writes(execute_notebook(path, study)).rstrip("\n") + "\n")
    return paths


def copy_notebooks(target: Path) -> None:
    """Copy the toolkit's notebooks, without outputs, into a new study."""
    import nbformat

    target.mkdir(parents=True, exist_ok=True)
    for path in sorted(template_notebooks().glob("[0-9][0-9]_*.ipynb")):
        notebook = clean_notebook(nbformat.read(path, as_version=4))
        for cell in notebook.cells:
            if cell.cell_type == "code":
                cell["outputs"], cell["execution_count"] = [], None
        write_text(target / path.name, nbformat.writes(notebook).rstrip("\n") + "\n")


def is_as_shipped(path: Path) -> bool:
    """Tell whether a notebook in a study is the toolkit's own and was never run: then it holds nobody's words."""
    import nbformat

    shipped = template_notebooks() / path.name
    if path.suffix != ".ipynb" or not shipped.is_file():
        return False
    try:
        own, ours = (nbformat.read(file, as_version=4).cells for file in (path, shipped))
    except (OSError, ValueError):
        return False
    same = [cell.source for cell in own] == [cell.source for cell in ours]
    return same and not any(cell.get("outputs") for cell in own)


def _failure(path: Path, notebook: NotebookNode, error: Exception) -> str:
    for number, cell in enumerate(notebook.cells, start=1):
        for output in cell.get("outputs", []):
            if output.get("output_type") == "error":
                # Only our own messages are safe to repeat: other errors may quote what somebody said.
                reason = f": {output.evalue}" if output.ename.endswith("KennisError") else f" ({output.ename})."
                return f"'{path.name}', cel {number} loopt vast{reason} Open het notebook in JupyterLab om te zien waar het misgaat."
    return f"'{path.name}' kwam niet op tijd klaar ({type(error).__name__}). Probeer het opnieuw, of open het in JupyterLab."


def _kernel_manager() -> type:
    """Return a manager that starts the kernel of this very Python, whatever kernels the machine knows."""
    from ipykernel.kernelspec import get_kernel_dict
    from jupyter_client.kernelspec import KernelSpec
    from jupyter_client.manager import AsyncKernelManager

    class ThisPython(AsyncKernelManager):
        @property
        def kernel_spec(self) -> KernelSpec:
            return KernelSpec(**get_kernel_dict())

    return ThisPython
