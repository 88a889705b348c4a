"""Learn which word is the particle of which verb: logistic regression on pairs from the treebank."""

from __future__ import annotations

from collections.abc import Sequence

from kennis.language.lemmas import Lemmatizer
from kennis.language.particles import Sentence, find_pairs, pair_features
from kennis.language.treebank import Word

_RELATIONS = frozenset({"compound:prt", "compound"})  # UD 2, and UD 1 (there of verbs only)


def particle_examples(
    sentences: Sequence[list[Word]], labels: Sequence[list[str]], separable: dict[str, dict[str, str]]
) -> tuple[list[list[str]], list[bool]]:
    """Return the features of every pair of a possible particle and verb, and whether it is one.

    Args:
        sentences: the treebank.
        labels: labels of the tagger for these sentences; better not those of the treebank, so that the
            weights reckon with its mistakes (see `train_tagger.jackknife`).
        separable: particle → base verb → whole verb.
    """
    lemmatizer = Lemmatizer()
    rows, truth = [], []
    for words, tags in zip(sentences, labels, strict=True):
        lemmas = [lemmatizer.find_lemma(word.form, tag) for word, tag in zip(words, tags, strict=True)]
        sentence = Sentence([word.form.lower() for word in words], tags, lemmas)
        for pair in find_pairs(sentence, separable):
            rows.append(pair_features(sentence, pair))
            truth.append(_is_pair(words, pair.words, pair.verb))
    return rows, truth


def _is_pair(words: list[Word], places: tuple[int, ...], verb: int) -> bool:
    # Of an expression the treebank marks one word, now the preposition, now the noun.
    return any(words[place].relation in _RELATIONS and words[place].head == verb + 1 for place in places)


def learn_weights(
    rows: list[list[str]], truth: list[bool], *, least: int = 3, strength: float = 0.25
) -> dict[str, float]:
    """Return the weight of every feature seen at least `least` times."""
    from sklearn.feature_extraction.text import CountVectorizer
    from sklearn.linear_model import LogisticRegression

    vectors = CountVectorizer(analyzer=list, min_df=least, binary=True)
    model = LogisticRegression(C=strength, max_iter=2000, fit_intercept=False).fit(vectors.fit_transform(rows), truth)
    names = vectors.get_feature_names_out()
    return {
        str(name): round(float(weight), 3)
        for name, weight in zip(names, model.coef_[0], strict=True)
        if abs(weight) >= 0.01
    }


def read_separable(found: dict[str, list[str]]) -> dict[str, dict[str, str]]:
    """Return the list of `derive.separable` as the pipeline reads it."""
    return {particle: {base: particle + base for base in bases} for particle, bases in found.items()}
