"""How well `builtin` reads Dutch: word classes, lemmas, split verbs, compounds, speed.

    python benchmarks/language.py ../shared/ud/test.conllu [--pipeline builtin]

Prints one table. Gold tokens go in, so that only the analysis is measured, not the tokeniser.
"""

from __future__ import annotations

import argparse
import resource
import time
from pathlib import Path

import spacy
from spacy.tokens import Doc

from kennis.language import load_pipeline
from kennis.language.treebank import Word, read_sentences

CASES = Path(__file__).parent.parent / "tests" / "cases"
CONTENT = ("NOUN", "VERB", "ADJ")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("treebank", type=Path)
    parser.add_argument("--pipeline", default="builtin")
    options = parser.parse_args()
    started = time.perf_counter()
    nlp = load_pipeline(options.pipeline)
    nlp("Wij laten de controle los.")
    print(f"{'laden (zonder spaCy zelf)':32} {time.perf_counter() - started:.2f} s")
    sentences = list(read_sentences(options.treebank))
    for name, change in (("zoals geschreven", str), ("kleine letters", str.lower), ("HOOFDLETTERS", str.upper)):
        for measure, value in score(nlp, sentences, change).items():
            print(f"{measure:32} {name:18} {value:.4f}")
    for measure, value in score_particles(nlp, sentences).items():
        print(f"{measure:32} {'':18} {value:.4f}")
    print(f"{'woorden per seconde':32} {'':18} {speed(nlp, sentences):,.0f}")
    print(f"{'geheugen (MB)':32} {'':18} {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f}")


def score(nlp: spacy.language.Language, sentences: list[list[Word]], change) -> dict[str, float]:
    """Return UPOS and lemma accuracy, over all words and over nouns, verbs and adjectives."""
    right = total = lemma = content = content_right = 0
    for words in sentences:
        for token, word in zip(_analyse(nlp, words, change), words, strict=True):
            total += 1
            right += token.pos_ == word.upos
            same = token.lemma_ == (word.lemma if change is str else word.lemma.lower())
            same = same or (change is not str and token.lemma_.lower() == word.lemma.lower())
            lemma += same
            if word.upos in CONTENT:
                content += 1
                content_right += same
    return {"UPOS": right / total, "lemma": lemma / total, "lemma NOUN/VERB/ADJ": content_right / content}


def score_particles(nlp: spacy.language.Language, sentences: list[list[Word]]) -> dict[str, float]:
    """Return how many particles are joined to the right verb, and how many joins are right."""
    gold = found = good = 0
    for words in sentences:
        doc = _analyse(nlp, words, str)
        for token, word in zip(doc, words, strict=True):
            is_gold = word.relation == "compound:prt" and words[word.head - 1].lemma.startswith(word.form.lower())
            gold += is_gold
            found += token._.is_particle
            if is_gold and token._.is_particle:
                good += doc[word.head - 1].lemma_.startswith(token.lower_)
    return {"split verbs: found": good / gold, "split verbs: right": good / max(1, found)}


def speed(nlp: spacy.language.Language, sentences: list[list[Word]]) -> float:
    """Return words a second over plain text, one process."""
    texts = [" ".join(word.form for word in words) for words in sentences] * 4
    started = time.perf_counter()
    return sum(len(doc) for doc in nlp.pipe(texts)) / (time.perf_counter() - started)


def _analyse(nlp: spacy.language.Language, words: list[Word], change) -> Doc:
    doc = Doc(nlp.vocab, words=[change(word.form) for word in words], spaces=[word.space_after for word in words])
    for _, component in nlp.pipeline:
        doc = component(doc)
    return doc


if __name__ == "__main__":
    main()
