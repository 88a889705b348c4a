"""Particles and fixed expressions point at their verb; the small parts of the pipeline on their own."""

import numpy as np
import pytest

from kennis.language import content_lemmas, load_pipeline
from kennis.language.lemmas import Lemmatizer
from kennis.language.paradigm import paradigm, verb_stem
from kennis.language.tagger import NO_LABEL, Tagger, find_missed_verbs


@pytest.mark.parametrize(
    ("text", "word", "verb"),
    [
        ("Dat heeft met vertrouwen te maken.", "maken", "heeft"),
        ("We brengen het plan samen tot stand.", "stand", "brengen"),
        ("Zij stelde het probleem aan de orde.", "orde", "stelde"),
        ("Hij houdt rekening met ons.", "rekening", "houdt"),
        ("Ze nam de telefoon niet op.", "op", "nam"),
    ],
)
def test_a_particle_or_expression_points_at_its_verb(text, word, verb):
    doc = load_pipeline()(text)
    place = next(token._.verb_at for token in doc if token.text == word)
    assert place >= 0
    assert doc[place].text == verb


def test_a_word_that_is_no_particle_points_nowhere():
    doc = load_pipeline()("Het kopje staat op de tafel.")
    assert [token._.verb_at for token in doc] == [-1] * len(doc)


def test_a_fixed_expression_keeps_its_words_as_content():
    found = content_lemmas(load_pipeline()("We brengen een akkoord tot stand."))
    assert "stand" in found or "akkoord" in found


@pytest.mark.parametrize(
    ("words", "labels", "mended"),
    [
        ("ik klap dicht", "PRON NOUN ADJ", "PRON VERB_Fin ADJ"),
        ("dan hij klap dicht", "ADV PRON NOUN ADJ", "ADV PRON NOUN ADJ"),
        ("de klap kwam", "DET NOUN VERB_Fin", "DET NOUN VERB_Fin"),
        ("ik loop mee", "PRON VERB_Fin ADP", "PRON VERB_Fin ADP_Fin"),
        ("loop mee , ja", "VERB_Fin ADP PUNCT INTJ", "VERB_Fin ADP_Fin PUNCT INTJ"),
        ("mee naar huis", "ADP ADP NOUN", "ADP ADP NOUN"),
    ],
)
def test_only_a_noun_after_ik_or_a_clause_opener_is_a_missed_verb(words, labels, mended):
    names = Tagger().labels
    numbers = np.array([*map(names.index, labels.split()), NO_LABEL, NO_LABEL])
    find_missed_verbs([*words.split(), "", ""], numbers, {name: place for place, name in enumerate(names)})
    assert [names[number] for number in numbers[:-2]] == mended.split()


def test_the_paradigm_tells_a_known_word_from_an_unknown_one():
    assert paradigm("fiets")[0].startswith("k")
    assert paradigm("zwrkbl")[0].startswith("-")


@pytest.mark.parametrize(
    ("verb", "stem"), [("lopen", "loop"), ("zeggen", "zeg"), ("leven", "leef"), ("werken", "werk")]
)
def test_the_stem_of_a_verb_follows_dutch_spelling(verb, stem):
    assert verb_stem(verb) == stem


@pytest.mark.parametrize(
    ("form", "tag", "lemma"),
    [("gesteld", "VERB_Part", "stellen"), ("19de", "ADJ", "19"), ("marmersculpturen", "NOUN_Plur", "marmersculptuur")],
)
def test_a_difficult_form_gets_its_lemma(form, tag, lemma):
    assert Lemmatizer().find_lemma(form, tag) == lemma


def test_a_particle_at_the_end_is_found_without_a_full_stop():
    assert "uitsteken" in [token.lemma_ for token in load_pipeline()("ik steek daar mijn nek voor uit")]
