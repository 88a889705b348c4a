"""How well `builtin` reads Dutch: word classes, lemmas, split verbs, compounds, speed.

    python benchmarks/language.py ../shared/ud/test.conllu [--pipeline builtin]

Prints one table. Gold tokens go in, so that only the analysis is measured, not the tokeniser.
"""

from __future__ import annotations

import argparse
import csv
import resource
import time
from collections.abc import Callable
from pathlib import Path

import spacy
from spacy.tokens import Doc

from kennis.language import load_pipeline
from kennis.language.borders import clause_numbers, spoken_starts
from kennis.language.compounds import split_compound
from kennis.language.tagger import Tagger
from kennis.language.train_borders import Marked, clause_turns, sentence_turns
from kennis.language.treebank import Word, read_sentences

CASES = Path(__file__).parent.parent / "tests" / "cases"
CONTENT = ("NOUN", "VERB", "ADJ")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("treebank", type=Path)
    parser.add_argument("--pipeline", default="builtin")
    options = parser.parse_args()
    started = time.process_time()
    nlp = load_pipeline(options.pipeline)
    nlp("Wij laten de controle los.")
    print(f"{'laden (zonder spaCy zelf)':32} {time.process_time() - started:.2f} s")
    sentences = list(read_sentences(options.treebank))
    for name, change in (("zoals geschreven", str), ("kleine letters", str.lower), ("HOOFDLETTERS", str.upper)):
        for measure, value in score(nlp, sentences, change).items():
            print(f"{measure:32} {name:18} {value:.4f}")
    for measure, value in (score_particles(nlp, sentences) | score_compounds() | score_borders(nlp, sentences)).items():
        print(f"{measure:32} {'':18} {value:.4f}")
    print(f"{'woorden per seconde':32} {'':18} {speed(nlp, sentences):,.0f}")
    print(f"{'geheugen (MB)':32} {'':18} {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f}")


def score(nlp: spacy.language.Language, sentences: list[list[Word]], change) -> dict[str, float]:
    """Return UPOS and lemma accuracy, over all words and over nouns, verbs and adjectives.

    The treebank writes a compound's lemma as its parts, without the linking letters (`verkiezing_programma`); we
    write *verkiezingsprogramma* and mark its parts. `lemma, compounds by parts` counts that as right.
    """
    right = total = lemma = content = content_right = by_parts = 0
    for words in sentences:
        for token, word in zip(_analyse(nlp, words, change), words, strict=True):
            total += 1
            right += token.pos_ == word.upos
            same = token.lemma_ == (word.lemma if change is str else word.lemma.lower())
            same = same or (change is not str and token.lemma_.lower() == word.lemma.lower())
            lemma += same
            by_parts += same or (len(word.parts) > 1 and "".join(token._.parts).lower() == word.lemma.lower())
            if word.upos in CONTENT:
                content += 1
                content_right += same
    return {
        "UPOS": right / total,
        "lemma": lemma / total,
        "lemma, compounds by parts": by_parts / total,
        "lemma NOUN/VERB/ADJ": content_right / content,
    }


def score_particles(nlp: spacy.language.Language, sentences: list[list[Word]]) -> dict[str, float]:
    """Return how many of all particles (`compound:prt`) point at the right verb, and how sound the joins are.

    `all`: every particle, also of fixed expressions (*tot stand brengen*), pointing at its verb. `separable`:
    those the treebank writes as one verb, and the verb's lemma must be joined too.
    """
    gold = right = separable = joined = found = sound = 0
    for words in sentences:
        doc = _analyse(nlp, words, str)
        for token, word in zip(doc, words, strict=True):
            found += token._.is_particle
            if word.relation != "compound:prt":
                continue
            verb = word.head - 1
            points = token._.verb_at == verb
            gold += 1
            right += points
            is_separable = words[verb].lemma.startswith(word.form.lower())
            separable += is_separable
            joined += is_separable and points and doc[verb].lemma_.startswith(token.lower_)
            sound += points and token._.is_particle
    return {
        "particles: all at their verb": right / gold,
        "particles: separable joined": joined / separable,
        "particles: joins that are right": sound / max(1, found),
    }


def score_borders(nlp: spacy.language.Language, sentences: list[list[Word]]) -> dict[str, float]:
    """Return how well sentences and clauses are found, F1 of their beginnings.

    `bare`: turns of one to eight sentences in lower case without punctuation; `written`: as they stand.
    """
    tagger = Tagger()
    turns = list(sentence_turns([word.form for word in words] for words in sentences))
    clauses = list(clause_turns(sentences))
    found = {"sentences without punctuation": _f1(turns, lambda forms: spoken_starts(forms, tagger.tag(forms)))}
    for name, part in (("written", clauses[: len(sentences)]), ("bare", clauses[len(sentences) :])):
        found[f"clauses, {name}"] = _f1(part, lambda forms: _clause_starts(nlp, forms))
    return found


def _clause_starts(nlp: spacy.language.Language, forms: list[str]) -> list[int]:
    doc = nlp.get_pipe("kennis_tagger")(Doc(nlp.vocab, words=forms))
    numbers = clause_numbers(doc)
    return [place for place in range(1, len(forms)) if numbers[place] != numbers[place - 1]]


def _f1(turns: list[Marked], find: Callable[[list[str]], list[int]]) -> float:
    right = guessed = real = 0
    for forms, starts in turns:
        found = {place for place in find(forms) if place}
        true = {place for place, start in enumerate(starts) if start and place}
        right, guessed, real = right + len(found & true), guessed + len(found), real + len(true)
    return 2 * right / (guessed + real)


def score_compounds() -> dict[str, float]:
    """Return the share of 300 hand-split compounds split so, and of 300 other words left whole."""
    return {
        "compounds: split right": _share(
            "compounds_300", lambda row: "+".join(split_compound(row["word"])) == row["parts"]
        ),
        "compounds: left whole": _share("compounds_whole", lambda row: not split_compound(row["word"])),
    }


def _share(name: str, test: Callable[[dict[str, str]], bool]) -> float:
    with (CASES / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        found = [test(row) for row in csv.DictReader(file)]
    return sum(found) / len(found)


def speed(nlp: spacy.language.Language, sentences: list[list[Word]]) -> float:
    """Return words a second of one core (processor time, so that a busy machine matters less) over plain text."""
    texts = [" ".join(word.form for word in words) for words in sentences] * 4
    started = time.process_time()
    return sum(len(doc) for doc in nlp.pipe(texts)) / (time.process_time() - started)


def _analyse(nlp: spacy.language.Language, words: list[Word], change) -> Doc:
    doc = Doc(nlp.vocab, words=[change(word.form) for word in words], spaces=[word.space_after for word in words])
    for _, component in nlp.pipeline:
        doc = component(doc)
    return doc


if __name__ == "__main__":
    main()
