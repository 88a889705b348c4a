"""One door to the coders: rules by the codebook's patterns, or rules and the learned model together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from kennis.coding.codebook import Codebook
from kennis.coding.rules import Progress, code_with_rules
from kennis.tables import KennisError

if TYPE_CHECKING:
    from spacy.language import Language

    from kennis.coding.weights import Weights


def suggest_codings(
    utterances: pd.DataFrame,
    codebook: Codebook,
    *,
    coder: str = "model",
    nlp: Language | None = None,
    progress: Progress | None = None,
    weights: Weights | None = None,
) -> pd.DataFrame:
    """Suggest codings for utterances; a person decides about every one.

    Args:
        utterances: needs `utterance_id` and `text`.
        codebook: the codes and their patterns.
        coder: `model` (patterns and what was learned from examples, together) or `lexicon` (patterns
            alone: every suggestion points at words of the codebook; finds less).
        nlp: a pipeline from `language.load_pipeline`; `builtin` when left out.
        progress: called with (done, total) now and then.
        weights: for `model`: what to code with, from `learn.learn_from`; what ships when left out.

    Returns:
        Columns of `tables.CODINGS` and `insight`, at most one row per utterance and code, the strongest
        first; `start` and `stop` are the sentence, `evidence` the words in it that count and why (Dutch),
        `coder` is `lexicon` where a pattern carries the suggestion and `model` where only what was
        learned does; `status` is `voorstel`, `at` is empty.

    Raises:
        KennisError: a column is missing, or there is no such coder.
    """
    if coder == "model":
        from kennis.coding.model import code_with_model

        return code_with_model(utterances, codebook, nlp=nlp, progress=progress, weights=weights)
    if coder != "lexicon":
        raise KennisError(f"Codeur '{coder}' bestaat niet. Kies 'lexicon' of 'model'.")
    return code_with_rules(utterances, codebook, nlp=nlp, progress=progress)
