"""The learned coder: what the patterns miss, learned from invented sentences.

Words, lemmas, letter groups and the lexicon's own hits go into one calibrated logistic regression a
theme (see `themes`). It is trained when it is first needed, in a few seconds, on the starter set and
the codebook's examples: so it always fits the codebook at hand, and no stored model has to be trusted.
The lexicon stays in charge of *which* code; the model decides whether a theme is there at all.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from kennis.coding.codebook import Code, Codebook
from kennis.coding.lexicon import Lexicon
from kennis.coding.rules import COLUMNS, Found, Progress, as_row, find_codes
from kennis.coding.themes import STARTER_NAMES, theme_of, themes_of
from kennis.tables import parse_csv, require_columns

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

CODER = "model"
STARTER = Path(__file__).parent / "data" / "zinnen.csv"
# Chosen by cross-validation on the starter set: best macro-F1 that leaves 84 % of the texts without a theme alone.
ENOUGH_WITH_PATTERN = 0.2
ENOUGH_ALONE = 0.4
_BATCH = 1000
_SHOWN = 3  # words shown as evidence
_KINDS = ("aanwezig", "afwezig", "zwak", "niet")


@dataclass(frozen=True)
class ThemeModel:
    """A trained coder: how texts become numbers, one classifier a theme, and the codebook's own words."""

    codebook: Codebook
    lexicon: Lexicon
    themes: tuple[str, ...]
    words: Any
    letters: Any
    classifiers: tuple[Any, ...]
    code_vectors: Any

    def features(self, docs: list[Doc]) -> Any:
        """Return the features of analysed texts, one row a text."""
        words = self.words.transform([_lemma_text(doc) for doc in docs])
        return _stack(words, self.letters.transform([doc.text for doc in docs]), self._hits(docs))

    def probabilities(self, docs: list[Doc]) -> np.ndarray:
        """Return the calibrated probability of every theme (columns) for every text (rows)."""
        rows = self.features(docs)
        return np.column_stack([classifier.predict_proba(rows)[:, 1] for classifier in self.classifiers])

    def likely_code(self, doc: Doc, theme: str) -> Code:
        """Return the code of a theme whose definition, examples and patterns are nearest in words."""
        codes = [place for place, code in enumerate(self.codebook.codes) if theme_of(code) == theme]
        nearness = self.words.transform([_lemma_text(doc)]) @ self.code_vectors[codes].T
        return self.codebook.codes[codes[int(nearness.toarray()[0].argmax())]]

    def telling_words(self, doc: Doc, theme: str) -> list[str]:
        """Return the words of a text that speak most for a theme."""
        from kennis.language.content import stop_lemmas

        weights = _word_weights(self.classifiers[self.themes.index(theme)], len(self.words.vocabulary_))
        scored = {}
        for token in doc:
            place = self.words.vocabulary_.get(token.lemma_.lower())
            if place is not None and weights[place] > 0 and token.lemma_.lower() not in stop_lemmas():
                scored[token.text] = weights[place]
        best = set(sorted(scored, key=lambda word: -scored[word])[:_SHOWN])
        return [word for word in dict.fromkeys(token.text for token in doc) if word in best]

    def _hits(self, docs: list[Doc]) -> np.ndarray:
        return np.vstack([_hit_row(doc, self.lexicon, self.codebook, self.themes) for doc in docs])


def code_with_model(
    utterances: pd.DataFrame, codebook: Codebook, *, nlp: Language | None = None, progress: Progress | None = None
) -> pd.DataFrame:
    """Suggest codings by patterns and the learned model together.

    Args:
        utterances: needs `utterance_id` and `text`.
        codebook: what to look for.
        nlp: a pipeline from `language.load_pipeline`; `builtin` when left out.
        progress: called with (done, total) after every batch.

    Returns:
        Columns of `tables.CODINGS` and `insight`; coder `model`, status `voorstel`; `score` is the
        calibrated probability of the theme.
    """
    from kennis.language import analyse, load_pipeline

    require_columns(utterances, ["utterance_id", "text"], table="utterances")
    pipeline = nlp or load_pipeline()
    model = train_model(codebook, pipeline)
    rows: list[tuple[object, ...]] = []
    for start in range(0, len(utterances), _BATCH):
        batch = utterances.iloc[start : start + _BATCH]
        docs = list(analyse(batch["text"], pipeline))
        rows += _rows(list(batch["utterance_id"]), docs, model)
        if progress:
            progress(start + len(batch), len(utterances))
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype({"start": "int64", "stop": "int64", "score": "float64"})


@functools.lru_cache(maxsize=4)
def train_model(codebook: Codebook, nlp: Language) -> ThemeModel:
    """Train the model for a codebook and a pipeline; asking twice gives the same one."""
    texts, themes = _training_set(codebook)
    return fit_model(list(nlp.pipe(texts)), themes, codebook, nlp)


def fit_model(docs: list[Doc], themes: list[set[str]], codebook: Codebook, nlp: Language) -> ThemeModel:
    """Train on texts of your own.

    Args:
        docs: analysed texts.
        themes: per text the themes it has (see `themes_of`); an empty set for none.
        codebook: the codebook the themes belong to.
        nlp: the pipeline the texts were analysed with.

    Returns:
        The trained model.
    """
    from sklearn.feature_extraction.text import TfidfVectorizer

    names = tuple(name for name in themes_of(codebook) if any(name in own for own in themes))
    lexicon = Lexicon(codebook, nlp)
    words = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True, token_pattern=r"\S+")  # noqa: S106
    letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), min_df=3, sublinear_tf=True)
    rows = words.fit_transform([_lemma_text(doc) for doc in docs])
    hits = np.vstack([_hit_row(doc, lexicon, codebook, names) for doc in docs])
    features = _stack(rows, letters.fit_transform([doc.text for doc in docs]), hits)
    classifiers = tuple(_classifier().fit(features, [name in own for own in themes]) for name in names)
    described = words.transform([_lemma_text(doc) for doc in nlp.pipe(_describe(code) for code in codebook.codes)])
    return ThemeModel(codebook, lexicon, names, words, letters, classifiers, described)


def _training_set(codebook: Codebook) -> tuple[list[str], list[set[str]]]:
    starter = parse_csv(STARTER.read_text(encoding="utf-8"), source=STARTER.name)
    texts = list(starter["text"])
    known = set(themes_of(codebook))
    themes = [{STARTER_NAMES.get(name, name) for name in codes.split(";")} & known for codes in starter["codes"]]
    for code in codebook.codes:
        texts += [example.text for example in code.examples]
        themes += [{theme_of(code)} for _ in code.examples]
    return texts, themes


def _classifier() -> Any:
    from sklearn.calibration import CalibratedClassifierCV
    from sklearn.linear_model import LogisticRegression

    return CalibratedClassifierCV(LogisticRegression(C=4.0, solver="liblinear", random_state=0), cv=4, method="sigmoid")


def _rows(ids: list[str], docs: list[Doc], model: ThemeModel) -> Iterator[tuple[object, ...]]:
    for utterance_id, doc, chances in zip(ids, docs, model.probabilities(docs), strict=True):
        found: dict[str, list[Found]] = {}
        for entry in find_codes(doc, model.lexicon, model.codebook):
            found.setdefault(theme_of(entry.code), []).append(entry)
        for theme, chance in zip(model.themes, chances, strict=True):
            if theme in found and chance >= ENOUGH_WITH_PATTERN:
                for entry in found[theme]:
                    yield as_row(utterance_id, replace(entry, score=float(chance)), coder=CODER)
            elif chance >= ENOUGH_ALONE:
                yield as_row(utterance_id, _guess(doc, theme, float(chance), model), coder=CODER)


def _guess(doc: Doc, theme: str, chance: float, model: ThemeModel) -> Found:
    """Make a suggestion that rests on the model alone: the whole text, and the words that told most."""
    code = model.likely_code(doc, theme)
    words = " · ".join(f"“{word}”" for word in model.telling_words(doc, theme)) or "de tekst als geheel"
    evidence = f"{words} — lijkt op voorbeelden bij {code.label.lower()}; geen vast patroon gevonden"
    denied = any(token._.negation for token in doc)
    polarity = ("afwezig" if denied else "aanwezig") if code.polar else ""
    return Found(code, (), polarity, chance, 0, len(doc.text), evidence)


def _lemma_text(doc: Doc) -> str:
    lemmas = [token.lemma_.lower() for token in doc if not token.is_punct and not token.is_space]
    return " ".join(lemmas + [f"+{part}" for token in doc for part in token._.parts])


def _hit_row(doc: Doc, lexicon: Lexicon, codebook: Codebook, themes: tuple[str, ...]) -> np.ndarray:
    """Return how often each kind of pattern was found, per code and (for what counts) per theme."""
    slugs = codebook.slugs
    by_code = np.zeros((len(slugs), len(_KINDS)))
    by_theme = np.zeros((len(themes), 2))
    for hit in lexicon.find(doc):
        by_code[slugs.index(hit.code), _KINDS.index(hit.kind)] += 1
        theme = theme_of(codebook.code(hit.code))
        if hit.kind != "niet" and theme in themes:
            by_theme[themes.index(theme), int(hit.kind == "zwak")] += 1
    return np.log1p(np.concatenate((by_code.ravel(), by_theme.ravel())))


def _stack(words: Any, letters: Any, hits: np.ndarray) -> Any:
    from scipy import sparse

    # Letter groups are many: unweighted they drown the words. The lexicon counts half, lest the model only repeats it.
    return sparse.hstack([words, 0.7 * letters, sparse.csr_matrix(0.5 * hits)]).tocsr()


def _word_weights(classifier: Any, size: int) -> np.ndarray:
    parts = [part.estimator.coef_[0, :size] for part in classifier.calibrated_classifiers_]
    return np.mean(parts, axis=0)


def _describe(code: Code) -> str:
    patterns = " ".join(pattern for kind, own in code.patterns.items() if kind != "niet" for pattern in own)
    examples = " ".join(example.text for example in code.examples)
    return (
        f"{code.label} {code.definition} {code.when} {examples} {''.join(c if c.isalpha() else ' ' for c in patterns)}"
    )
