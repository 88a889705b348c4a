"""What else a passage is: which knowledge speaks, how far it has come, and what the passage is good for.

The patterns stand in `data/soorten.yaml`, written like those of the codebook. These are suggestions of
the rules alone; they never enter the log of codings.
"""

from __future__ import annotations

import functools
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from kennis.coding.codebook import Codebook, load_codebook
from kennis.coding.rules import Progress, code_with_rules

if TYPE_CHECKING:
    from spacy.language import Language

KINDS_BOOK = Path(__file__).parent / "data" / "soorten.yaml"
_COLUMNS = ["utterance_id", "start", "stop", "kind", "label", "score", "evidence"]
_FORM_COLUMNS = ["utterance_id", "start", "stop", "dimension", "form", "label", "score", "evidence"]


@functools.cache
def kinds_book() -> Codebook:
    """Return the patterns for kinds, forms of knowledge and steps, as a codebook."""
    return load_codebook(KINDS_BOOK)


def tell_kind(
    utterances: pd.DataFrame, *, nlp: Language | None = None, progress: Progress | None = None
) -> pd.DataFrame:
    """Suggest what a passage is good for: a quote, a prompt to reflect, a good example, a definition, a finding.

    Args:
        utterances: needs `utterance_id` and `text`.
        nlp: a pipeline from `language.load_pipeline`; `builtin` when left out.
        progress: called with (done, total) now and then.

    Returns:
        One row a suggestion: `utterance_id, start, stop, kind, label, score, evidence`; `kind` is `citaat`,
        `reflectievraag`, `goed_voorbeeld`, `begrip` or `inzicht`, `start` and `stop` are the sentence
        (code points), `evidence` says in Dutch which words counted. A passage can be of several kinds or none.

    Raises:
        KennisError: a column is missing.
    """
    found = _find(utterances, nlp, progress)
    return found[found["insight"] == "soort"].rename(columns={"code": "kind"})[_COLUMNS].reset_index(drop=True)


def knowledge_forms(
    utterances: pd.DataFrame, *, nlp: Language | None = None, progress: Progress | None = None
) -> pd.DataFrame:
    """Suggest which knowledge speaks in a passage, and how far it is on the way to expertise.

    Args:
        utterances: needs `utterance_id` and `text`.
        nlp: a pipeline from `language.load_pipeline`; `builtin` when left out.
        progress: called with (done, total) now and then.

    Returns:
        One row a suggestion: `utterance_id, start, stop, dimension, form, label, score, evidence`. `dimension` is
        `kennisvorm` (`form` is `ervaringskennis`, `praktijkkennis` or `wetenschappelijke_kennis`) or `stap`
        (`ervaring`, `ervaringskennis` or `ervaringsdeskundigheid`: of the steps found in a passage only the last).

    Raises:
        KennisError: a column is missing.
    """
    found = _find(utterances, nlp, progress)
    forms = found[found["insight"] != "soort"].rename(columns={"insight": "dimension"})
    order = {slug: place for place, slug in enumerate(kinds_book().slugs)}
    steps = forms[forms["dimension"] == "stap"].sort_values("code", key=lambda codes: codes.map(order))
    kept = pd.concat([forms[forms["dimension"] == "kennisvorm"], steps.drop_duplicates("utterance_id", keep="last")])
    return kept.sort_index().assign(form=kept["code"].str.removeprefix("stap_"))[_FORM_COLUMNS].reset_index(drop=True)


def _find(utterances: pd.DataFrame, nlp: Language | None, progress: Progress | None) -> pd.DataFrame:
    found = code_with_rules(utterances, kinds_book(), nlp=nlp, progress=progress)
    labels = {code.slug: code.label for code in kinds_book().codes}
    return found.assign(label=found["code"].map(labels))
