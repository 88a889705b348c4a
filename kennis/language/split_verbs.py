"""Separable verbs joined, wherever the particle stands (*ik steek daar mijn nek voor uit*).

The verb gets the whole verb as its lemma (`uitsteken`), the particle the mark `is_particle`. Fixed
expressions (*tot stand brengen*, *te maken hebben*) keep their lemmas; only `verb_at` of their words
points at the verb. Which of the possible verbs it is, and whether a word is a particle at all
(*op de tafel*, *er … over*), is weighed with weights that `train_particles` learned from the treebank.
"""

from __future__ import annotations

import itertools

from spacy.attrs import LEMMA, LOWER, SENT_START, TAG
from spacy.language import Language
from spacy.tokens import Doc

from kennis.language.particles import Pair, Sentence, belongs_to_er, find_pairs, pair_score, verb_of
from kennis.language.tokens import kept_column, marks
from kennis.language.wordlists import separable_verbs

# Log-odds from which a pair is joined. Missing an expression costs more than pointing at a verb too often:
# it changes no lemma. A wrongly joined particle does.
_BORDERLINE = {"fixed": -3.0, "bare": -1.5, "list": -1.8, "loose": -1.2, "noun": -2.0}
_ER_COSTS = 3.3  # *we praten er morgen over*: the preposition is of *er* unless all else says otherwise
# Adverbs that mostly stand on their own (*we gaan samen naar huis*).
_FREE = frozenset("samen verder weer thuis boven buiten binnen hard hoog lang waar goed vrij heen langs".split())
_FREE_COSTS = 1.2


@Language.component("kennis_split_verbs")
def join_split_verbs(doc: Doc) -> Doc:
    """Join every particle and every fixed expression of a text to its verb."""
    forms, tags, lemmas = (kept_column(doc, attribute) for attribute in (LOWER, TAG, LEMMA))
    verb_at, is_particle = marks(doc, "verb_at"), marks(doc, "is_particle")
    for start, end in _sentence_bounds(doc):
        sentence = Sentence(forms[start:end], tags[start:end], lemmas[start:end])
        for pair in choose_pairs(sentence):
            verb = doc[start + pair.verb]
            for place in pair.words:
                verb_at[start + place] = verb.i
            if pair.is_separable:
                is_particle[start + pair.place] = True
                # Of two particles (*er deel aan namen*) the first that was joined gives the lemma.
                if lemmas[verb.i] == sentence.lemmas[pair.verb]:
                    verb.lemma_ = lemmas[verb.i] = _whole_verb(sentence, pair)
    return doc


def choose_pairs(sentence: Sentence) -> list[Pair]:
    """Return for every particle the verb it most likely belongs to, if any is likely enough.

    Args:
        sentence: forms, labels and lemmas of one sentence.

    Returns:
        At most one pair a word.
    """
    scored = []
    for pair in find_pairs(sentence, separable_verbs()):
        score = pair_score(sentence, pair)
        score -= _BORDERLINE[pair.evidence] + (_ER_COSTS if belongs_to_er(sentence, pair) else 0)
        score -= _FREE_COSTS if pair.is_separable and sentence.forms[pair.place] in _FREE else 0
        if score > 0:
            scored.append((score, pair))
    taken: set[int] = set()
    joined: set[int] = set()  # a verb has one particle at most
    chosen = []
    for _, pair in sorted(scored, key=lambda found: -found[0]):
        if taken.intersection(pair.words) or (pair.is_separable and pair.verb in joined):
            continue
        taken.update(pair.words)
        chosen.append(pair)
        if pair.is_separable:
            joined.add(pair.verb)
    return chosen


def _whole_verb(sentence: Sentence, pair: Pair) -> str:
    particle = sentence.forms[pair.place]
    base = verb_of(sentence.forms[pair.verb]) if pair.evidence == "noun" else sentence.lemmas[pair.verb]
    return separable_verbs().get(particle, {}).get(base, particle + base)


def _sentence_bounds(doc: Doc) -> list[tuple[int, int]]:
    starts = [place for place, opens in enumerate(doc.to_array(SENT_START).tolist()) if opens == 1]
    return list(itertools.pairwise([0, *starts[starts[:1] == [0] :], len(doc)]))
