"""Base forms by word class and ending, names without a capital, and the word list that is read in pieces."""

import subprocess
import sys

import pytest

from kennis.language.forms import WordForms, pack_forms
from kennis.language.lemmas import Lemmatizer
from kennis.language.particles import Sentence, belongs_to_er, find_pairs, pair_features, pair_score
from kennis.language.tagger import Tagger
from kennis.language.wordlists import particle_weights, separable_verbs


@pytest.fixture(scope="module")
def lemmatizer():
    return Lemmatizer()


@pytest.mark.parametrize(
    ("form", "tag", "lemma"),
    [
        ("kweken", "VERB_Inf", "kweken"),
        ("liften", "VERB_Fin", "liften"),
        ("geïnitieerde", "VERB_Part", "initiëren"),
        ("gecontroleerd", "VERB_Part", "controleren"),
        ("overweldigend", "VERB_Part", "overweldigen"),
        ("onderzoeker", "NOUN", "onderzoeker"),
        ("touwtjes", "NOUN_Plur", "touw"),
        ("kantjes", "NOUN_Plur", "kant"),
        ("mannetje", "NOUN", "man"),
        ("potje", "NOUN", "pot"),
        ("bonnetje", "NOUN", "bon"),
        ("maatjes", "NOUN_Plur", "maatje"),
        ("praatje", "NOUN", "praatje"),
        ("meisjes", "NOUN_Plur", "meisje"),
        ("diploma's", "NOUN_Plur", "diploma"),
        ("kroonbuizen", "NOUN_Plur", "kroonbuis"),
        ("vage", "ADJ", "vaag"),
        ("bewaarbare", "ADJ", "bewaarbaar"),
        ("oranje", "ADJ", "oranje"),
        ("Noord-Ierse", "ADJ", "Noord-Iers"),
        ("Grieken", "PROPN", "Griek"),
        ("Egyptenaren", "PROPN", "Egyptenaar"),
        ("Bergen", "PROPN", "Bergen"),
        ("NIJMEGEN", "PROPN", "Nijmegen"),
        ("UNESCO", "PROPN", "UNESCO"),
        ("Donderdag", "PROPN", "donderdag"),
    ],
)
def test_a_form_gets_the_base_form_of_its_word_class(lemmatizer, form, tag, lemma):
    assert lemmatizer.find_lemma(form, tag) == lemma


@pytest.mark.parametrize("word", ["je", "etje", "en", "'s", "s", "e", "ge", "end", "ës", "tje", "eer", "-"])
@pytest.mark.parametrize("tag", ["NOUN", "NOUN_Plur", "ADJ", "VERB_Fin", "VERB_Part", "VERB_Inf", "PROPN"])
def test_a_piece_of_a_word_has_a_lemma_too(lemmatizer, word, tag):
    assert isinstance(lemmatizer.find_lemma(word, tag), str)


def test_a_rare_word_without_a_capital_is_no_name_where_names_have_capitals():
    forms = "Gisteren kocht Jansen het drankenconcern van De Vries .".split()
    labels = Tagger().tag(forms)
    assert labels[forms.index("drankenconcern")] == "NOUN"
    assert labels[forms.index("Jansen")] == "PROPN"


def test_a_name_in_speech_without_capitals_may_stay_a_name():
    tagger = Tagger()
    forms = "volgens mij zei jansen dat gisteren".split()
    assert tagger.tag(forms) == tagger.tag_all([forms, ["Ja"]])[0]
    assert tagger.tag(forms)[3] == "PROPN"


def test_the_word_list_in_pieces_holds_what_went_in(tmp_path):
    words = {f"woord{number}": f"lemma{number}" for number in range(1500)} | {"één": "één", "Joden": "Jood"}
    path = tmp_path / "vormen.bin"
    path.write_bytes(pack_forms(words))
    forms = WordForms(path)
    assert forms.get("woord700") == "lemma700"
    assert "Joden" in forms
    assert "aaa" not in forms
    assert "zzz" not in forms
    assert forms.get("woord700x", "niets") == "niets"
    assert dict(forms.items()) == words
    with pytest.raises(KeyError):
        forms["woord"]


def test_our_word_list_is_that_of_simplemma():
    from simplemma.strategies.dictionaries.dictionary_factory import DefaultDictionaryFactory

    assert dict(WordForms().items()) == dict(DefaultDictionaryFactory().get_dictionary("nl").items())


def test_loading_the_pipeline_does_not_unpack_the_whole_word_list():
    code = (
        "from kennis.language import load_pipeline; from kennis.language.paradigm import known_forms;"
        "load_pipeline()('Wij laten de controle los.'); read = known_forms()._pieces; assert 0 < sum(map(bool, read)) < len(read) / 4"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def _sentence(forms, tags, lemmas):
    return Sentence(forms.split(), tags.split(), lemmas.split())


def test_er_of_another_clause_does_not_claim_a_particle():
    sentence = _sentence(
        "hij zag wat er was en nam hem mee",
        "PRON VERB_Fin PRON ADV AUX_Fin CCONJ VERB_Fin PRON ADP_Fin",
        "hij zien wat er zijn en nemen hem mee",
    )
    pair = next(pair for pair in find_pairs(sentence, separable_verbs()) if pair.verb == 6)
    assert not belongs_to_er(sentence, pair)


def test_er_of_the_same_clause_does_claim_it():
    sentence = _sentence("we praten er morgen over", "PRON VERB_Fin ADV ADV ADP_Fin", "we praten er morgen over")
    pair = next(pair for pair in find_pairs(sentence, separable_verbs()) if pair.place == 4)
    assert belongs_to_er(sentence, pair)


def test_the_score_of_a_pair_is_the_sum_of_its_features():
    sentence = _sentence("ik steek mijn nek uit", "PRON VERB_Fin PRON NOUN ADP_Fin", "ik steken mijn nek uit")
    weights = particle_weights()
    for pair in find_pairs(sentence, separable_verbs()):
        expected = sum(weights.get(name, 0.0) for name in pair_features(sentence, pair))
        assert pair_score(sentence, pair) == pytest.approx(expected)
