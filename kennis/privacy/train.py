"""Train the name model: `python -m kennis.privacy.train --ud ../shared/ud [--marked training/privacy]`.

Repeatable: the seed is fixed, the files are read in order. About five minutes on one core.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from kennis.privacy.augment import capitals, dialect, exchange_names, speech
from kennis.privacy.crf import MODEL, arrays_of
from kennis.privacy.features import features_of
from kennis.privacy.marked import read_marked
from kennis.privacy.text import case_of, tokens_of
from kennis.privacy.ud import read_sentences

LABELS = {"persoon": "PER", "plaats": "LOC", "organisatie": "ORG", "anders": "MISC"}
Example = tuple[str, tuple[tuple[int, int, str], ...]]
_COPIES = 4  # of every spoken sentence, with other names


def main() -> None:
    """Read, multiply, train, and write `data/namen.npz`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ud", type=Path, default=Path("../shared/ud"))
    parser.add_argument("--marked", type=Path, default=Path("training/privacy"))
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "data" / MODEL)
    parser.add_argument("--seed", type=int, default=20261124)
    parser.add_argument("--iterations", type=int, default=90)
    options = parser.parse_args()
    train(options.ud, options.marked, options.out, seed=options.seed, iterations=options.iterations)


def train(ud: Path, marked: Path, out: Path, *, seed: int, iterations: int) -> None:
    """Train on UD (`train`, `extra-2017`) and the marked transcripts of a folder, and write the model.

    Args:
        ud: folder with the UD files.
        marked: folder with marked transcripts (`*.txt`).
        out: the model file.
        seed: what fixes every choice made by chance.
        iterations: at most so many steps of the optimiser.
    """
    import pycrfsuite

    from kennis.language.train_tagger import save_arrays

    trainer = pycrfsuite.Trainer(algorithm="lbfgs", verbose=False)
    for text, gold in examples(ud, marked, seed=seed):
        tokens = tokens_of(text)
        if tokens:
            trainer.append(features_of(tokens, case_of(text), [(0, len(tokens))])[0], labels_of(text, gold))
    trainer.set_params(
        {
            "c1": 0.25,
            "c2": 0.02,
            "max_iterations": iterations,
            "feature.minfreq": 2,
            "feature.possible_transitions": True,
        }
    )
    with TemporaryDirectory() as folder:
        written = str(Path(folder) / "namen.crfsuite")
        trainer.train(written)
        tagger = pycrfsuite.Tagger()
        tagger.open(written)
        learnt = tagger.info()
        tagger.close()
    save_arrays(arrays_of(learnt.state_features, learnt.transitions), out)


def examples(ud: Path, marked: Path, *, seed: int) -> Iterator[Example]:
    """Give every training text with its names: written text in two or three forms, spoken text with other names too."""
    chance = random.Random(seed)
    for name in ("train", "extra-2017"):
        for number, sentence in enumerate(read_sentences(ud / f"{name}.conllu")):
            example = (sentence.text, sentence.names)
            yield example
            yield speech(example)
            if number % 4 == 0:
                yield capitals(example)
            if number % 8 == 1:
                yield dialect(example, chance)
                yield speech(dialect(example, chance))
    for path in sorted(marked.glob("*.txt")):
        for turn in read_marked(path):
            original = (turn.text, turn.gold)
            for example in [original, *(exchange_names(original, chance) for _ in range(_COPIES if turn.gold else 0))]:
                yield from (example, speech(example), capitals(example))
            yield from (dialect(original, chance), speech(dialect(exchange_names(original, chance), chance)))


def labels_of(text: str, gold: tuple[tuple[int, int, str], ...]) -> list[str]:
    """Return a label a token (`B-PER`, `I-PER`, … `O`); only names are learnt, patterns find the rest."""
    labels = []
    for token in tokens_of(text):
        inside = next((mark for mark in gold if mark[0] <= token.start < mark[1] and mark[2] in LABELS), None)
        labels.append("O" if inside is None else f"{'B' if token.start == inside[0] else 'I'}-{LABELS[inside[2]]}")
    return labels


if __name__ == "__main__":
    main()
