"""Train the tagger: a linear-chain CRF on two treebanks that do not quite agree.

The newer one (`train.conllu`) sets the rules. Words of the older one carry a second set of features
(`features.source_features`), which learn its habits (*zijn broer*: DET, not PRON; *moet*: VERB, not
AUX) and are thrown away. Correcting its labels with a model of the newer one helped less.
"""

from __future__ import annotations

import io
import itertools
import tempfile
import zipfile
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from kennis.language.features import (
    BORDER,
    SOURCE,
    far_features,
    neighbour_features,
    pair_feature,
    source_features,
    word_features,
    word_key,
)
from kennis.language.treebank import Word

_SETTINGS = {"c1": 0.08, "c2": 0.05, "feature.possible_transitions": True}
Sentences = Sequence[list[Word]]


def train_tagger(newer: Sentences, older: Sentences, path: Path, *, iterations: int = 150) -> dict[str, int]:
    """Train on both treebanks and write the weights as plain arrays.

    Args:
        newer: sentences that set the rules; every one counts twice, as it stands and in lower case.
        older: sentences whose habits are kept apart.
        path: where the weights go (a `numpy` archive, the same bytes every time).
        iterations: rounds of L-BFGS.

    Returns:
        The number of labels and of features kept.
    """
    pairs = _frequent_pairs([*newer, *older])
    with tempfile.NamedTemporaryFile(suffix=".crf") as file:
        return _write_weights(fit_model(newer, older, file.name, pairs=pairs, iterations=iterations), path)


def fit_model(newer: Sentences, older: Sentences, file: str, *, pairs: set[str], iterations: int) -> Any:
    """Return a trained `pycrfsuite.Tagger` (it keeps its weights in `file`)."""
    import pycrfsuite

    trainer = pycrfsuite.Trainer(verbose=False)
    trainer.set_params(_SETTINGS | {"max_iterations": iterations})
    for words, is_older in [(words, False) for words in newer] + [(words, True) for words in older]:
        labels = [word.label for word in words]
        forms = [word.form for word in words]
        for version in (forms, [form.lower() for form in forms]):
            rows = sentence_features(version, pairs)
            trainer.append([row + source_features(row) for row in rows] if is_older else rows, labels)
    trainer.train(file)
    tagger = pycrfsuite.Tagger()
    tagger.open(file)
    return tagger


def sentence_features(forms: list[str], pairs: set[str]) -> list[list[str]]:
    """Return the features of every word of a sentence, with those its neighbours lend it."""
    keys = [BORDER, BORDER] + [word_key(form, is_first=place == 0) for place, form in enumerate(forms)] + [BORDER] * 2
    rows = []
    for place in range(2, len(keys) - 2):
        before, key, after = keys[place - 1], keys[place], keys[place + 1]
        row = word_features(key) + neighbour_features(before, "-1") + neighbour_features(after, "+1")
        row += far_features(keys[place - 2], "-2") + far_features(keys[place + 2], "+2")
        both = (pair_feature(before.lower(), key.lower(), "-"), pair_feature(key.lower(), after.lower(), "+"))
        rows.append(row + [pair for pair in both if pair in pairs])
    return rows


def _frequent_pairs(sentences: Iterable[list[Word]], *, least: int = 3) -> set[str]:
    counts: Counter[str] = Counter()
    for words in sentences:
        forms = [word.form for word in words]
        keys = [BORDER] + [word_key(form, is_first=place == 0) for place, form in enumerate(forms)] + [BORDER]
        for left, right in itertools.pairwise(key.lower() for key in keys):
            counts[pair_feature(left, right, "-")] += 1
            counts[pair_feature(left, right, "+")] += 1
    return {pair for pair, count in counts.items() if count >= least}


def jackknife(sentences: Sentences, *, iterations: int = 60) -> list[list[str]]:
    """Return labels as the tagger would give them to sentences it has not seen (two halves, each tags the other)."""
    halves = [sentences[0::2], sentences[1::2]]
    labels: list[list[list[str]]] = []
    with tempfile.NamedTemporaryFile(suffix=".crf") as file:
        for mine, other in (halves, halves[::-1]):
            pairs = _frequent_pairs(other)
            model = fit_model(other, (), file.name, pairs=pairs, iterations=iterations)
            labels.append([model.tag(sentence_features([word.form for word in words], pairs)) for words in mine])
    return [labels[place % 2][place // 2] for place in range(len(sentences))]


def _write_weights(model: Any, path: Path) -> dict[str, int]:
    info = model.info()
    labels = sorted(info.labels)
    number = {label: place for place, label in enumerate(labels)}
    state = {pair: weight for pair, weight in info.state_features.items() if not pair[0].startswith(SOURCE)}
    names = sorted({feature for feature, _ in state})
    row = {name: place for place, name in enumerate(names)}
    weights = np.zeros((len(names), len(labels)), dtype=np.float32)
    for (feature, label), weight in state.items():
        weights[row[feature], number[label]] = weight
    steps = np.zeros((len(labels), len(labels)), dtype=np.float32)
    for (left, right), weight in info.transitions.items():
        steps[number[left], number[right]] = weight
    text = np.frombuffer("\n".join(names).encode("utf-8"), dtype=np.uint8)
    arrays = {"labels": np.array(labels), "names": text, "weights": weights.astype(np.float16), "transitions": steps}
    save_arrays(arrays, path)
    return {"labels": len(labels), "features": len(names)}


def save_arrays(arrays: dict[str, np.ndarray], path: Path) -> None:
    """Write a `.npz` file without times in it, and only when it is complete."""
    part = path.with_suffix(".part")
    with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, array in arrays.items():
            stream = io.BytesIO()
            np.save(stream, array)
            archive.writestr(zipfile.ZipInfo(f"{name}.npy"), stream.getvalue(), zipfile.ZIP_DEFLATED)
    part.replace(path)
