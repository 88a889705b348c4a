"""The pipeline as others use it: lemmas, placeholders, content words, and what it says about itself."""

import subprocess
import sys

import pytest

from kennis.language import analyse, content_lemmas, describe_pipeline, load_pipeline
from kennis.tables import KennisError


@pytest.fixture(scope="module")
def nlp():
    return load_pipeline()


def lemmas(nlp, text):
    return [token.lemma_ for token in nlp(text)]


def test_loading_twice_gives_the_same_pipeline():
    assert load_pipeline() is load_pipeline()


def test_an_unknown_pipeline_says_what_is_there_and_how_to_get_it():
    with pytest.raises(KennisError, match=r"builtin.*spacy download nl_core_news_xl"):
        load_pipeline("nl_core_news_xl")


def test_the_description_names_the_pipeline_and_its_version(nlp):
    assert describe_pipeline(nlp).startswith("builtin 0.")


@pytest.mark.parametrize(
    ("text", "lemma"),
    [
        ("Wij durfden het te zeggen.", "durven"),
        ("Zij vertrouwde hem.", "vertrouwen"),
        ("De bewoners losten het samen op.", "oplossen"),
        ("Wij kregen steun van de directie.", "steun"),
        ("WIJ DURFDEN HET TE ZEGGEN", "durven"),
        ("wij durfden het te zeggen", "durven"),
    ],
)
def test_a_word_gets_its_lemma(nlp, text, lemma):
    assert lemma in [found.lower() for found in lemmas(nlp, text)]


@pytest.mark.parametrize("placeholder", ["[P03]", "[gemeente A]", "[telefoonnummer]"])
def test_a_placeholder_stays_one_token(nlp, placeholder):
    doc = nlp(f"Toen zei {placeholder} dat het mocht.")
    assert placeholder in [token.text for token in doc]


@pytest.mark.parametrize(
    "text", ["[P01][P02]", "[P01],[P02]", "[P01]-[gemeente B].", "[gemeente A]/[P02]'s", "([P01]/[P02])"]
)
def test_placeholders_against_each_other_stay_apart(nlp, text):
    assert sum(token._.is_placeholder for token in nlp(text)) == 2


def test_the_text_of_a_document_is_never_changed(nlp):
    text = "  [P01]'s  vraag…  \n ja, eh, [gemeente A] dus "
    assert nlp(text).text == text


def test_content_lemmas_leave_out_what_carries_no_content(nlp):
    found = content_lemmas(nlp("Eh, ja, [P03] heeft toen 3 keer de gemeente gebeld."))
    assert found == ["gemeente", "bellen"]


def test_content_lemmas_hold_a_compound_and_its_parts(nlp):
    assert {"vertrouwensband", "vertrouwen", "band"} <= set(content_lemmas(nlp("Er groeide een vertrouwensband.")))


def test_content_lemmas_hold_a_split_verb_once(nlp):
    found = content_lemmas(nlp("Ik steek daar mijn nek voor uit."))
    assert found == ["uitsteken", "nek"]


def test_a_text_leaves_the_pipeline_without_what_its_components_kept(nlp):
    doc = nlp("[P01] steekt zijn nek niet uit.")
    assert not [key for key, kept in doc.user_data.items() if isinstance(kept, dict)]


def test_texts_come_back_in_order_with_empty_ones_in_place(nlp):
    texts = ["een", "", "twee"]
    assert [doc.text for doc in analyse(texts, nlp)] == texts


def test_a_line_end_ends_a_sentence(nlp):
    assert len(list(nlp("Eerst dit.\nDan dat").sents)) == 2


def test_importing_the_room_loads_no_spacy():
    code = "import sys, kennis.language, kennis.coding; sys.exit('spacy' in sys.modules or 'sklearn' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.fixture
def other_model(tmp_path):
    """A pipeline of somebody else, saved to a folder: it only splits sentences."""
    import spacy

    blank = spacy.blank("nl", meta={"name": "klein", "version": "1.2.3"})
    blank.add_pipe("sentencizer")
    blank.to_disk(tmp_path / "model")
    return str(tmp_path / "model")


def test_a_model_in_a_folder_is_loaded_and_gets_what_it_lacks(other_model):
    doc = load_pipeline(other_model)("Ik steek mijn nek uit voor [gemeente A].")
    assert "uitsteken" in [token.lemma_ for token in doc]
    assert "[gemeente A]" in [token.text for token in doc]


def test_the_description_of_another_model_is_its_own(other_model):
    assert describe_pipeline(load_pipeline(other_model)).startswith("nl_klein 1.2.3")


def test_a_model_for_another_language_is_refused(tmp_path):
    import spacy

    spacy.blank("en").to_disk(tmp_path / "model")
    with pytest.raises(KennisError, match="niet Nederlands maar 'en'"):
        load_pipeline(str(tmp_path / "model"))


def test_labels_of_another_pipeline_become_ours():
    from spacy.tokens import Doc

    from kennis.language.tagger import relabel

    words = ["Ik", "steek", "uit"]
    doc = Doc(
        load_pipeline().vocab,
        words=words,
        pos=["PRON", "VERB", "ADP"],
        tags=["VNW|pers", "WW|pv|tgw|ev", "VZ|fin"],
        morphs=["", "VerbForm=Fin", ""],
    )
    assert [token.tag_ for token in relabel(doc)] == ["PRON", "VERB_Fin", "ADP_Fin"]


def test_texts_tagged_together_get_the_labels_they_get_alone():
    from kennis.language.tagger import Tagger

    texts = ["Wij laten de controle los .".split(), [], "ik steek mijn nek uit".split(), ["Ja"]]
    tagger = Tagger()
    assert tagger.tag_all(texts) == [tagger.tag(forms) for forms in texts]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Mail (d.w.z. bel) ons.", ["Mail", "(", "d.w.z.", "bel", ")", "ons", "."]),
        ("Hij zei 't, bijv.", ["Hij", "zei", "'t", ",", "bijv."]),
    ],
)
def test_an_abbreviation_stays_one_word(text, words):
    assert [token.text for token in load_pipeline().make_doc(text)] == words


def test_the_columns_of_a_piece_are_read_where_a_word_is_new(monkeypatch: pytest.MonkeyPatch) -> None:
    from spacy.attrs import LEMMA, LOWER

    from kennis.language import tokens

    doc = load_pipeline()("Zij keek liever weg van de flierefluiterij.")
    monkeypatch.setattr(tokens, "_texts", {0: ""})  # as if no text was read before
    assert tokens.columns(doc[1:3], LOWER, LEMMA) == [["keek", "liever"], ["wegkijken", "liever"]]
