"""Train what `builtin` ships with, in one command.

    python -m kennis.language.train ../shared/ud ../shared/odwn/synonyms.tsv

Reads the treebank, trains the tagger on it (cased and lower-cased), derives the lists of lemmas,
separable verbs and compound parts, writes them to `kennis/language/data/` and prints the scores.
The treebank itself stays outside the package.
"""

from __future__ import annotations

import argparse
import gzip
import json
from pathlib import Path

from kennis.language.border_features import pack_weights
from kennis.language.derive import lemma_lexicon, separable, verb_forms
from kennis.language.derive_compounds import compound_tables
from kennis.language.forms import FORMS, pack_forms
from kennis.language.tagger import Tagger
from kennis.language.train_borders import (
    HELD_OUT,
    clause_turns,
    learn_borders,
    sentence_turns,
    shuffled,
    spoken_sentences,
)
from kennis.language.train_particles import learn_weights, particle_examples, read_separable
from kennis.language.train_tagger import jackknife, save_arrays, train_tagger
from kennis.language.treebank import Word, read_sentences

DATA = Path(__file__).parent / "data"
PARTS = ("forms", "lists", "particles", "tagger", "borders")
SPOKEN = Path(__file__).parent.parent / "coding" / "data" / "zinnen.csv"
TRAIN_FILES = ("train.conllu", "extra-2017.conllu")


def main() -> None:
    """Train, write the data files and print the scores on the development set."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("treebank", type=Path, help="folder with train.conllu, extra-2017.conllu, dev.conllu")
    parser.add_argument("synonyms", type=Path, help="synonyms.tsv of Open Dutch WordNet")
    parser.add_argument("--iterations", type=int, default=150)
    parser.add_argument("--spoken", type=Path, default=SPOKEN, help="invented utterances (column `text`)")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS, help="make these, leave the rest as it is")
    options = parser.parse_args()
    newer, older = (list(read_sentences(options.treebank / name)) for name in TRAIN_FILES)
    if "forms" in options.only:
        print(f"vormen: {write_forms()}")
    if "lists" in options.only:
        print(f"lijsten: {write_lists(newer, older, options.synonyms)}")
    if "particles" in options.only:
        print(f"deeltjes: {write_particles(newer, older, options.synonyms)}")
    if "tagger" in options.only:
        print(f"tagger: {train_tagger(newer, older, DATA / 'tagger.npz', iterations=options.iterations)}")
    if "borders" in options.only:
        print(f"grenzen: {write_borders(newer, older, options.spoken)}")


def write_forms() -> int:
    """Copy simplemma's word list into a file that is read in pieces; return the number of forms."""
    from simplemma.strategies.dictionaries.dictionary_factory import DefaultDictionaryFactory

    forms = DefaultDictionaryFactory().get_dictionary("nl")
    write_bytes(pack_forms(forms), FORMS)
    return len(forms)


def write_borders(newer: list[list[Word]], older: list[list[Word]], spoken: Path) -> dict[str, int]:
    """Learn where sentences and clauses begin without punctuation; return the number of weights."""
    tagger = Tagger()
    invented = [sentence for place, sentence in enumerate(shuffled(spoken_sentences(spoken))) if place % HELD_OUT]
    turns = [*sentence_turns([word.form for word in words] for words in [*newer, *older])]
    turns += [*sentence_turns(invented), *sentence_turns(invented, 7)]
    weights = {"zin": learn_borders(turns, tagger), "deelzin": learn_borders(clause_turns(newer), tagger)}
    save_arrays(pack_weights(weights), DATA / "grenzen.npz")
    return {kind: len(found) for kind, found in weights.items()}


def write_lists(newer: list[list[Word]], older: list[list[Word]], synonyms: Path) -> dict[str, int]:
    """Write the lists of lemmas, separable verbs and compound parts; return how much each holds."""
    from ruamel.yaml import YAML

    known = read_synonyms(synonyms)
    sentences = [*newer, *older]
    own = YAML(typ="safe").load((DATA / "delen.yaml").read_text(encoding="utf-8"))
    verbs = {word.lemma for words in sentences for word in words if word.upos == "VERB"}
    forms = verb_forms(verbs | {word for word in known if word.endswith("en")})
    lemmas = forms | lemma_lexicon(newer, older, forms)
    split = separable(sentences, known)
    parts = compound_tables(newer, older, known, own)
    write_json(lemmas, DATA / "lemmas.json.gz")
    write_json(split, DATA / "scheidbaar.json.gz")
    write_json(parts, DATA / "delen.json.gz")
    return {"lemmas": len(lemmas), "scheidbaar": sum(map(len, split.values()))} | {k: len(v) for k, v in parts.items()}


def write_particles(newer: list[list[Word]], older: list[list[Word]], synonyms: Path) -> dict[str, float]:
    """Learn which word belongs to which verb, and write the weights; return what was counted."""
    known = read_synonyms(synonyms)
    rows: list[list[str]] = []
    truth: list[bool] = []
    as_tagged = [(newer, jackknife(newer)), (older, jackknife(older))]
    as_marked = [(newer, [[word.label for word in words] for words in newer])]
    for sentences, labels in as_tagged + as_marked:
        # What a half of the treebank joins must not be known from that half.
        for half in (0, 1):
            listed = read_separable(separable(newer[1 - half :: 2], known))
            found = particle_examples(sentences[half::2], labels[half::2], listed)
            rows += found[0]
            truth += found[1]
    weights = learn_weights(rows, truth)
    write_json(weights, DATA / "deeltjes.json.gz")
    return {"pairs": len(rows), "true": sum(truth), "weights": len(weights)}


def read_synonyms(path: Path) -> list[str]:
    """Return the lemmas of Open Dutch WordNet."""
    return [line.split("\t", 1)[0] for line in path.read_text(encoding="utf-8").splitlines()[1:]]


def write_json(data: object, path: Path) -> None:
    """Write data as compressed JSON, byte for byte the same every time."""
    raw = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8")
    write_bytes(gzip.compress(raw, mtime=0), path)


def write_bytes(data: bytes, path: Path) -> None:
    """Write a file, and only when it is complete."""
    part = path.with_suffix(".part")
    part.write_bytes(data)
    part.replace(path)


if __name__ == "__main__":
    main()
