"""Train what `builtin` ships with, in one command.

    python -m kennis.language.train ../shared/ud ../shared/odwn/synonyms.tsv

Reads the treebank, trains the tagger on it (cased and lower-cased), derives the lists of lemmas,
separable verbs and compound parts, writes them to `kennis/language/data/` and prints the scores.
The treebank itself stays outside the package.
"""

from __future__ import annotations

import argparse
import gzip
import itertools
import json
import tempfile
from collections import Counter
from pathlib import Path

import numpy as np

from kennis.language.derive import compound_lists, lemma_lexicon, separable, verb_forms
from kennis.language.features import (
    BORDER,
    far_features,
    neighbour_features,
    pair_feature,
    word_features,
    word_key,
)
from kennis.language.treebank import Word, read_sentences

DATA = Path(__file__).parent / "data"
TRAIN_FILES = ("train.conllu", "extra-2017.conllu")


def main() -> None:
    """Train, write the data files and print the scores on the development set."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("treebank", type=Path, help="folder with train.conllu, extra-2017.conllu, dev.conllu")
    parser.add_argument("synonyms", type=Path, help="synonyms.tsv of Open Dutch WordNet")
    parser.add_argument("--iterations", type=int, default=150)
    parser.add_argument("--only-lists", action="store_true", help="leave the tagger as it is")
    options = parser.parse_args()
    sentences = [words for name in TRAIN_FILES for words in read_sentences(options.treebank / name)]
    print(f"lijsten: {write_lists(sentences, options.synonyms)}")
    if not options.only_lists:
        print(f"tagger: {train_tagger(sentences, DATA / 'tagger.npz', iterations=options.iterations)}")


def write_lists(sentences: list[list[Word]], synonyms: Path) -> dict[str, int]:
    """Write the lists of lemmas, separable verbs and compound parts; return how much each holds."""
    from ruamel.yaml import YAML

    known = [line.split("\t", 1)[0] for line in synonyms.read_text(encoding="utf-8").splitlines()[1:]]
    own = YAML(typ="safe").load((DATA / "delen.yaml").read_text(encoding="utf-8"))
    verbs = {word.lemma for words in sentences for word in words if word.upos == "VERB"}
    lemmas = verb_forms(sorted(verbs | {word for word in known if word.endswith("en")})) | lemma_lexicon(sentences)
    split = separable(sentences, known)
    parts = compound_lists(sentences, known, own)
    write_json(lemmas, DATA / "lemmas.json.gz")
    write_json(split, DATA / "scheidbaar.json.gz")
    write_json(parts, DATA / "delen.json.gz")
    return {"lemmas": len(lemmas), "scheidbaar": sum(map(len, split.values()))} | {k: len(v) for k, v in parts.items()}


def train_tagger(
    sentences: list[list[Word]], path: Path, *, iterations: int = 150, l1: float = 0.08, l2: float = 0.05
) -> dict[str, int]:
    """Train a linear-chain CRF and write its weights as plain arrays.

    Args:
        sentences: the treebank; every sentence counts twice, as it stands and in lower case.
        path: where the weights go (`numpy.savez_compressed`).
        iterations: rounds of L-BFGS.
        l1: strength of the penalty that empties features.
        l2: strength of the penalty that keeps weights small.

    Returns:
        The number of labels and of features kept.
    """
    import pycrfsuite

    trainer = pycrfsuite.Trainer(verbose=False)
    trainer.set_params({"c1": l1, "c2": l2, "max_iterations": iterations, "feature.possible_transitions": True})
    pairs = _frequent_pairs(sentences)
    for words in sentences:
        labels = [word.label for word in words]
        forms = [word.form for word in words]
        for version in (forms, [form.lower() for form in forms]):
            trainer.append(sentence_features(version, pairs), labels)
    with tempfile.NamedTemporaryFile(suffix=".crf") as file:
        trainer.train(file.name)
        return _write_weights(file.name, path)


def sentence_features(forms: list[str], pairs: set[str]) -> list[list[str]]:
    """Return the features of every word of a sentence, with those its neighbours lend it."""
    keys = [BORDER, BORDER] + [word_key(form, is_first=place == 0) for place, form in enumerate(forms)] + [BORDER] * 2
    rows = []
    for place in range(2, len(keys) - 2):
        before, key, after = keys[place - 1], keys[place], keys[place + 1]
        row = word_features(key) + neighbour_features(before, "-1") + neighbour_features(after, "+1")
        row += far_features(keys[place - 2], "-2") + far_features(keys[place + 2], "+2")
        both = (pair_feature(before, key, "-"), pair_feature(key, after, "+"))
        rows.append(row + [pair for pair in both if pair in pairs])
    return rows


def _frequent_pairs(sentences: list[list[Word]], *, least: int = 3) -> set[str]:
    counts: Counter[str] = Counter()
    for words in sentences:
        forms = [word.form for word in words]
        keys = [BORDER] + [word_key(form, is_first=place == 0) for place, form in enumerate(forms)] + [BORDER]
        for left, right in itertools.pairwise(keys):
            counts[pair_feature(left, right, "-")] += 1
            counts[pair_feature(left, right, "+")] += 1
    return {pair for pair, count in counts.items() if count >= least}


def _write_weights(model: str, path: Path) -> dict[str, int]:
    import pycrfsuite

    tagger = pycrfsuite.Tagger()
    tagger.open(model)
    info = tagger.info()
    labels = sorted(info.labels)
    number = {label: place for place, label in enumerate(labels)}
    names = sorted({feature for feature, _ in info.state_features})
    row = {name: place for place, name in enumerate(names)}
    weights = np.zeros((len(names), len(labels)), dtype=np.float32)
    for (feature, label), weight in info.state_features.items():
        weights[row[feature], number[label]] = weight
    steps = np.zeros((len(labels), len(labels)), dtype=np.float32)
    for (left, right), weight in info.transitions.items():
        steps[number[left], number[right]] = weight
    np.savez_compressed(
        path,
        labels=np.array(labels),
        names=np.frombuffer("\n".join(names).encode("utf-8"), dtype=np.uint8),
        weights=weights.astype(np.float16),
        transitions=steps,
    )
    return {"labels": len(labels), "features": len(names)}


def write_json(data: object, path: Path) -> None:
    """Write data as compressed JSON, byte for byte the same every time."""
    raw = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8")
    path.write_bytes(gzip.compress(raw, mtime=0))


if __name__ == "__main__":
    main()
