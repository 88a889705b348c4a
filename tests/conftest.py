"""What the tests share: the sample study, a small study of their own, and a browser where there is one."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from kennis.study import Study, create_study, open_study

ROOT = Path(__file__).resolve().parents[1]
CORPUS = ROOT / "corpus"
RAW = CORPUS / "voorbeeld_ruw"
MEANT = ROOT / "tests" / "sample"
ONE_CODE = """
titel: proef
inzichten: {waarden: {label: Waarden}}
codes:
  - {slug: moed, label: Moed, inzicht: waarden, polair: ja, definitie: Durven.}
"""


@pytest.fixture(autouse=True)
def _keys_apart(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test touches the keys of whoever runs it."""
    monkeypatch.setenv("KENNIS_SLEUTELS", str(tmp_path_factory.mktemp("sleutels")))
    monkeypatch.delenv("KENNIS_STUDIE", raising=False)
    monkeypatch.delenv("KENNIS_WACHTWOORD", raising=False)


@pytest.fixture(scope="session")
def sample() -> Study:
    """The invented sample study; only for reading."""
    return open_study(CORPUS)


@pytest.fixture
def study(tmp_path: Path) -> Study:
    """An empty study."""
    return create_study(tmp_path / "studie", title="Proefstudie", codebook="titel: proef\n")


@pytest.fixture
def turns() -> pd.DataFrame:
    """Three anonymised turns."""
    return pd.DataFrame(
        {
            "turn": [1, 2, 3],
            "speaker": ["P01", "P02", "P01"],
            "role": ["ervaringsdeskundige", "uitvoerder", "ervaringsdeskundige"],
            "text": ["Ik durfde het eerst niet te zeggen.", "Nee, dat snap ik wel, eerlijk gezegd.", "Maar nu wel."],
        }
    )


@pytest.fixture(scope="session")
def browser() -> Iterator[object]:
    """A headless Chromium that can reach nothing outside this machine."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("Er is geen Chromium op deze machine.")
    from playwright.sync_api import sync_playwright

    flags = ["--no-sandbox", "--disable-background-networking", "--disable-gpu"]
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=flags)
        yield running
        running.close()
