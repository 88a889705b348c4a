"""How results were made, noted beside them: package, pipeline, codebook, and a mark of what they were made of."""

from __future__ import annotations

import json
from importlib.metadata import version

from kennis.coding import Codebook
from kennis.language import describe_pipeline, load_pipeline
from kennis.study import Study

ORIGIN_FILE = "herkomst.json"


def describe_origin(pipeline: str, codebook: Codebook | None = None) -> dict[str, str]:
    """Tell with what a result was made: package, pipeline and codebook, each with its version."""
    origin = {"kennis": version("kennis"), "taalmodel": describe_pipeline(load_pipeline(pipeline))}
    return origin | ({"codeboek": codebook.fingerprint} if codebook else {})


def read_origin(study: Study) -> dict[str, str]:
    """Return what a study notes of how its results were made (see `note_origin`)."""
    path = study.find(ORIGIN_FILE)
    try:
        noted = json.loads(path.read_text(encoding="utf-8")) if path else {}
    except ValueError:
        return {}
    return noted if isinstance(noted, dict) else {}


def note_origin(study: Study, origin: dict[str, str]) -> None:
    """Note in a study how results were made, beside what is noted already."""
    study.write_text(ORIGIN_FILE, origin_text(read_origin(study) | origin))


def origin_text(origin: dict[str, str]) -> str:
    """Write an origin as JSON text."""
    return json.dumps(origin, indent=2, ensure_ascii=False) + "\n"
