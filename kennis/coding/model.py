"""The learned coder and the lexicon together: what the patterns miss, learned from invented sentences.

The lexicon's hits are among the features, so one calibrated chance a theme weighs both. A suggestion
is the lexicon's where a pattern carries it and the model's where only the learned words do; both say
in plain Dutch which words counted. Codes the model never learned stay with the lexicon.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from kennis.coding.codebook import Code, Codebook
from kennis.coding.features import Features, pair_features, read_features, read_words, word_features
from kennis.coding.lexicon import Hit, Lexicon
from kennis.coding.polarity import load_polarity
from kennis.coding.rules import CODER as LEXICON
from kennis.coding.rules import COLUMNS, Found, Progress, as_row, find_codes
from kennis.coding.telling import doubt_evidence, example_evidence
from kennis.coding.themes import theme_of
from kennis.coding.weights import Weights, load_weights
from kennis.tables import require_columns

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc, Span

CODER = "model"
_BATCH = 500
_LONG, _BREATH = 60, 25  # words: a longer turn is weighed in pieces of at least a breath
# How many units of what was learned a pattern's own polarity is worth. On invented sentences, which avoid the plain
# words, it makes little difference; on real ones the patterns are right far more often than the rest of the words.
_SIGN_OF_PATTERN = {"aanwezig": 1.5, "afwezig": -1.5}
_FEWEST_WORDS = 8  # *Alsof je bij de tandarts zat*: in less than this only a pattern tells something
# From here on what was learned calls a text mixed; against patterns that say it is there or missed (*eerst niet, nu wel*)
# it must be surer.
_MIXED, _MIXED_STILL = -0.3, 1.0
_DOUBT = 0.5  # how near the middle patterns that contradict each other are believed


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
        weights: what to code with; the weights that ship when left out (see `learn.learn_from`).

    Returns:
        Columns of `tables.CODINGS` and `insight`; `coder` is `lexicon` where a pattern carries the
        suggestion, else `model`; status `voorstel`; `score` is the calibrated chance of the theme.
    """
    from kennis.language import analyse, load_pipeline

    require_columns(utterances, ["utterance_id", "text"], table="utterances")
    pipeline = nlp or load_pipeline()
    decider = Decider(codebook, weights or load_weights())
    rows: list[tuple[object, ...]] = []
    for start in range(0, len(utterances), _BATCH):
        batch = utterances.iloc[start : start + _BATCH]
        docs = list(analyse(batch["text"], pipeline))
        for utterance_id, found in zip(batch["utterance_id"], decider.find(docs), strict=True):
            rows += [as_row(utterance_id, entry, coder=LEXICON if entry.hits else CODER) for entry in found]
        if progress:
            progress(start + len(batch), len(utterances))
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype({"start": "int64", "stop": "int64", "score": "float64"})


@dataclass(frozen=True)
class Scored:
    """A text, or a piece of it, with what speaks for each theme and code."""

    span: Span
    hits: list[Hit]
    matched: list[Found]
    themes: np.ndarray
    codes: np.ndarray
    there: dict[str, float]  # for every value: above zero it is there, below it is missed
    mixed: float  # above zero: it is both


class Decider:
    """Decides which codes are suggested for analysed texts."""

    def __init__(self, codebook: Codebook, weights: Weights) -> None:
        """Keep what is needed."""
        self.codebook = codebook
        self.weights = weights
        self._lexicon = Lexicon(codebook)
        self._polarity = load_polarity()
        self._weigh_word = functools.lru_cache(maxsize=20_000)(lambda word: weights.weigh_word(word_features(word)))

    def find(self, docs: list[Doc]) -> Iterator[list[Found]]:
        """Yield what is suggested for every text, strongest first."""
        for pieces in self.score(docs):
            yield sorted(self._decide(pieces), key=lambda entry: -entry.score)

    def score(self, docs: list[Doc]) -> list[list[Scored]]:
        """Weigh texts: a long turn in pieces, because one sentence in it can be about something."""
        read = [piece for doc in docs for piece in self._read(doc)]
        texts = [self._features(*piece) for piece in read]
        chances, (there, mixed) = self.weights.chances(texts), self._polarity.sums(texts)
        signs = [dict(zip(self._polarity.codes, own, strict=True)) for own in there.tolist()]
        scored = [Scored(*piece, *known) for piece, *known in zip(read, *chances, signs, mixed.tolist(), strict=True)]
        grouped: dict[int, list[Scored]] = {id(doc): [] for doc in docs}
        for piece in scored:
            grouped[id(piece.span.doc)].append(piece)
        return [grouped[id(doc)] for doc in docs]

    def _features(self, span: Span, hits: list[Hit], found: list[Found]) -> Features:
        """Read the features of a piece; a code the model never learned says nothing about the codes it did learn."""
        learned = self.weights.codes
        return read_features(
            span, [hit for hit in hits if hit.code in learned], [entry for entry in found if entry.code.slug in learned]
        )

    def weigh_words(self, span: Span, slug: str) -> dict[int, float]:
        """Return how much each word speaks for a theme or code by itself, by its place in the text."""
        return {place: self._weigh_word(word)[slug] for place, word in read_words(span).items()}

    def _weigh_pairs(self, span: Span, slug: str) -> dict[int, float]:
        """Return how much each word with the next one speaks for a code, by the place of the first."""
        words = list(read_words(span).items())
        return {
            place: self.weights.weigh_word(pair_features(one, two))[slug]
            for (place, one), (_, two) in itertools.pairwise(words)
        }

    def _read(self, doc: Doc) -> Iterator[tuple[Span, list[Hit], list[Found]]]:
        hits = self._lexicon.find(doc)
        for span in pieces_of(doc):
            own = [hit for hit in hits if span.start <= hit.places[0] < span.end]
            yield span, own, find_codes(doc, self._lexicon, self.codebook, hits=own)

    def _decide(self, pieces: list[Scored]) -> Iterator[Found]:
        margins = np.array([piece.themes - self.weights.least for piece in pieces])
        for place, theme in enumerate(self.weights.themes):
            best = int(margins[:, place].argmax()) if pieces else 0
            if not pieces or margins[best, place] < 0:
                continue
            piece = pieces[best]
            for entry in self._entries(piece, theme):
                yield _weighed(entry, score=float(piece.themes[place]), piece=piece)
        # A code the model never learned (a study's own) is the lexicon's alone.
        seen = {entry.code.slug: entry for piece in pieces for entry in piece.matched}
        yield from (entry for slug, entry in seen.items() if slug not in self.weights.codes)

    def _entries(self, piece: Scored, theme: str) -> list[Found]:
        """Return what is suggested of a theme in a piece: of a few words only what patterns found."""
        if sum(token.is_alpha for token in piece.span) < _FEWEST_WORDS:
            return [entry for entry in piece.matched if theme_of(entry.code) == theme]
        by_code = {entry.code.slug: entry for entry in piece.matched}
        slugs = self._likely_codes(theme, piece.codes)
        return [by_code.get(slug) or self._guess(piece.span, self.codebook.code(slug)) for slug in slugs]

    def _likely_codes(self, theme: str, codes: np.ndarray) -> list[str]:
        """Return the likeliest code of a theme, and those that are likely by themselves."""
        own = [
            (float(chance), slug)
            for slug, name, chance in zip(self.weights.codes, self.weights.code_themes, codes, strict=True)
            if name == theme and slug in self.codebook.slugs
        ]
        if not own:
            return []
        best = max(own)
        return [slug for chance, slug in own if (chance, slug) == best or chance >= self.weights.code_share]

    def _guess(self, span: Span, code: Code) -> Found:
        """Make a suggestion that rests on the model alone: the sentence and the words that told most."""
        sums = self.weigh_words(span, code.slug)
        sentence = max(
            _sentences(span), key=lambda sent: sum(sums.get(place, 0.0) for place in range(sent.start, sent.end))
        )
        start, stop = _trimmed(sentence)
        evidence = example_evidence(sentence, code, sums, self._weigh_pairs(sentence, code.slug))
        return Found(code, (), "", 0.0, start, stop, evidence)


def pieces_of(doc: Doc) -> list[Span]:
    """Cut a long text at its sentences into pieces of about a breath; a short text stays whole."""
    if len(doc) <= _LONG:
        return [doc[:]] if len(doc) else []
    pieces, start = [], 0
    sentences = list(doc.sents)
    for number, sentence in enumerate(sentences):
        last = number == len(sentences) - 1
        if last or sentence.end - start >= _BREATH and doc[sentence.end :].end - sentence.end >= _BREATH:
            pieces.append(doc[start : sentence.end])
            start = sentence.end
    return pieces


def _sentences(span: Span) -> list[Span]:
    return [sentence for sentence in span.doc.sents if span.start <= sentence.start < span.end] or [span]


def _weighed(entry: Found, *, score: float, piece: Scored) -> Found:
    """Give a suggestion its chance and polarity; where the whole text outweighs the words that were found, say so."""
    polarity = _polarity(entry, piece.there.get(entry.code.slug, 0.0), piece.mixed)
    evidence = entry.evidence
    if entry.hits and entry.polarity and polarity != entry.polarity:
        evidence += f"; {doubt_evidence(polarity)}"
    return replace(entry, score=score, polarity=polarity, evidence=evidence)


def _polarity(entry: Found, there: float, mixed: float) -> str:
    """Weigh the patterns' polarity and what was learned; mixed is also what patterns call mixed and the other doubts."""
    if not entry.code.polar:
        return entry.polarity
    total = there + _SIGN_OF_PATTERN.get(entry.polarity, 0.0)
    border = _MIXED_STILL if entry.polarity in _SIGN_OF_PATTERN else _MIXED
    if mixed > border or entry.polarity == "gemengd" and abs(total) < _DOUBT:
        return "gemengd"
    return "aanwezig" if total > 0 else "afwezig"


def _trimmed(sentence: Span) -> tuple[int, int]:
    """Return the offsets of a sentence without the white space around it."""
    text = sentence.text
    return sentence.start_char + len(text) - len(text.lstrip()), sentence.end_char - (len(text) - len(text.rstrip()))
