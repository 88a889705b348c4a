"""The learned coder and the lexicon together: what the patterns miss, learned from invented sentences.

The lexicon's hits are among the features, so one calibrated chance a theme weighs both. A suggestion
is the lexicon's where a pattern carries it and the model's where only the learned words do; both say
in plain Dutch which words counted. Codes the model never learned stay with the lexicon.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from kennis.coding.codebook import Code, Codebook
from kennis.coding.features import read_features, token_features
from kennis.coding.lexicon import Lexicon
from kennis.coding.rules import CODER as LEXICON
from kennis.coding.rules import COLUMNS, Found, Progress, as_row, find_codes
from kennis.coding.themes import theme_of
from kennis.coding.weights import Weights, load_weights
from kennis.tables import require_columns

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc, Span

CODER = "model"
_BATCH = 500
_SHOWN = 3  # words shown as evidence
_SIGN_OF_PATTERN = 2.0  # how many units of the polarity classifier a pattern's own polarity is worth


def code_with_model(
    utterances: pd.DataFrame,
    codebook: Codebook,
    *,
    nlp: Language | None = None,
    progress: Progress | None = None,
    weights: Weights | None = None,
) -> pd.DataFrame:
    """Suggest codings by patterns and the learned model together.

    Args:
        utterances: needs `utterance_id` and `text`.
        codebook: what to look for.
        nlp: a pipeline from `language.load_pipeline`; `builtin` when left out.
        progress: called with (done, total) after every batch.
        weights: what to code with; the weights that ship when left out (see `train.learn_from`).

    Returns:
        Columns of `tables.CODINGS` and `insight`; `coder` is `lexicon` where a pattern carries the
        suggestion, else `model`; status `voorstel`; `score` is the calibrated chance of the theme.
    """
    from kennis.language import analyse, load_pipeline

    require_columns(utterances, ["utterance_id", "text"], table="utterances")
    pipeline = nlp or load_pipeline()
    decider = Decider(codebook, pipeline, weights or load_weights())
    rows: list[tuple[object, ...]] = []
    for start in range(0, len(utterances), _BATCH):
        batch = utterances.iloc[start : start + _BATCH]
        docs = list(analyse(batch["text"], pipeline))
        for utterance_id, found in zip(batch["utterance_id"], decider.find(docs), strict=True):
            rows += [as_row(utterance_id, entry, coder=LEXICON if entry.hits else CODER) for entry in found]
        if progress:
            progress(start + len(batch), len(utterances))
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype({"start": "int64", "stop": "int64", "score": "float64"})


class Decider:
    """Decides which codes are suggested for analysed texts."""

    def __init__(self, codebook: Codebook, nlp: Language, weights: Weights) -> None:
        """Keep what is needed; `nlp` is the pipeline the texts are analysed with."""
        self._codebook = codebook
        self._lexicon = Lexicon(codebook, nlp)
        self._weights = weights

    def find(self, docs: list[Doc]) -> Iterator[list[Found]]:
        """Yield what is suggested for every text, strongest first."""
        hits = [self._lexicon.find(doc) for doc in docs]
        matched = [
            find_codes(doc, self._lexicon, self._codebook, hits=own) for doc, own in zip(docs, hits, strict=True)
        ]
        features = [read_features(*each) for each in zip(docs, hits, matched, strict=True)]
        themes, codes, present = self._weights.chances(features)
        for row, doc in enumerate(docs):
            found = self._decide(doc, matched[row], themes[row], codes[row], float(present[row]))
            yield sorted(found, key=lambda entry: -entry.score)

    def _decide(
        self, doc: Doc, matched: list[Found], themes: np.ndarray, codes: np.ndarray, present: float
    ) -> Iterator[Found]:
        by_code = {entry.code.slug: entry for entry in matched}
        with_pattern = {theme_of(entry.code) for entry in matched}
        for theme, chance in zip(self._weights.themes, themes, strict=True):
            least = self._weights.least_with if theme in with_pattern else self._weights.least_alone
            if chance < least:
                continue
            for slug in self._likely_codes(theme, codes):
                entry = by_code.get(slug) or self._guess(doc, self._codebook.code(slug))
                yield replace(entry, score=float(chance), polarity=_polarity(entry, present))
        # A code the model never learned (a study's own) is the lexicon's alone.
        yield from (entry for entry in matched if entry.code.slug not in self._weights.codes)

    def _likely_codes(self, theme: str, codes: np.ndarray) -> list[str]:
        """Return the likeliest code of a theme, and those that are likely by themselves."""
        own = [
            (float(chance), slug)
            for slug, name, chance in zip(self._weights.codes, self._weights.code_themes, codes, strict=True)
            if name == theme and slug in self._codebook.slugs
        ]
        if not own:
            return []
        best = max(own)
        return [slug for chance, slug in own if (chance, slug) == best or chance >= self._weights.code_share]

    def _guess(self, doc: Doc, code: Code) -> Found:
        """Make a suggestion that rests on the model alone: the sentence and the words that told most."""
        sums = [self._weights.weigh_token(token_features(token), code.slug) for token in doc]
        sentence = max(doc.sents, key=lambda sent: sum(sums[token.i] for token in sent))
        start, stop = _trimmed(sentence)
        words = " · ".join(f"“{word}”" for word in _telling(sentence, sums)) or "de zin als geheel"
        evidence = f"{words} — deze woorden wogen het zwaarst; de zin lijkt op voorbeelden bij {code.label.lower()}"
        return Found(code, (), "", 0.0, start, stop, evidence)


def _polarity(entry: Found, present: float) -> str:
    """Weigh the patterns' polarity and the classifier's; what patterns call mixed stays mixed."""
    if not entry.code.polar or entry.polarity == "gemengd":
        return entry.polarity
    own = {"aanwezig": _SIGN_OF_PATTERN, "afwezig": -_SIGN_OF_PATTERN}.get(entry.polarity, 0.0)
    return "aanwezig" if np.log(present + 1e-9) - np.log(1 - present + 1e-9) + own > 0 else "afwezig"


def _telling(sentence: Span, sums: list[float]) -> list[str]:
    """Return the words that speak most for a code, in the order of the sentence."""
    from kennis.language.content import stop_lemmas

    stops = stop_lemmas()
    kept = [
        token
        for token in sentence
        if sums[token.i] > 0 and token.is_alpha and token.lower_ not in stops and token.lemma_.lower() not in stops
    ]
    best = {token.i for token in sorted(kept, key=lambda token: -sums[token.i])[:_SHOWN]}
    return list(dict.fromkeys(token.text for token in kept if token.i in best))


def _trimmed(sentence: Span) -> tuple[int, int]:
    """Return the offsets of a sentence without the white space around it."""
    text = sentence.text
    return sentence.start_char + len(text) - len(text.lstrip()), sentence.end_char - (len(text) - len(text.rstrip()))
