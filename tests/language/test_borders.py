"""Sentences and clauses in speech without capitals or full stops, and text nobody expects."""

import sys

import pytest

from kennis.language import load_pipeline
from kennis.language.border_features import border_features, pack_weights, read_weights
from kennis.language.train_borders import clause_starts, strip_marks
from kennis.language.train_tagger import save_arrays
from kennis.language.treebank import Word


@pytest.fixture(scope="module")
def nlp():
    return load_pipeline()


@pytest.mark.parametrize(
    "text",
    [
        "we gingen doen wat was afgesproken en er gebeurde niks | ik heb mijn nek uitgestoken en niemand volgde",
    ],
)
def test_a_new_sentence_is_found_without_a_full_stop(nlp, text):
    doc = nlp(text.replace(" | ", " "))
    assert [sentence.text for sentence in doc.sents] == text.split(" | ")


@pytest.mark.parametrize(
    "text",
    [
        "nou ja ja ik ik durfde dus uh niet te bellen",
        "we laten de controle los",
        "Een nette zin, met komma's, al staat er geen punt achter",
        "Eerst dit. dan dat en dat ik er niks van wist zei ik ook en toen ging ik naar huis",
    ],
)
def test_a_line_is_not_cut_more_than_its_marks_allow(nlp, text):
    assert len(list(nlp(text).sents)) == text.count(".") + 1


def test_clauses_have_numbers_that_never_fall(nlp):
    doc = nlp("ik denk dat ze komt maar ik weet het niet")
    numbers = [token._.clause for token in doc]
    assert numbers == sorted(numbers)
    assert [numbers[0], numbers[2]] == [numbers[1], numbers[1] + 1]


def test_a_denial_stays_in_its_sentence_without_full_stop(nlp):
    doc = nlp("ik vertrouwde ze niet dat zeg ik eerlijk ze hadden me al drie keer een brief gestuurd")
    marks = {token.text: token._.negation for token in doc}
    assert (marks["vertrouwde"], marks["gestuurd"]) == ("negated", "")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "\n\n",
        "😀😀 ik 👍🏽 vertrouw\u200d je",
        "مرحبا ik vertrouw je",
        "!!!???",
        "x" * 5000,
        "[P01]",
        "\ufffd\x00 ja",
    ],
)
def test_odd_input_comes_back_whole(nlp, text):
    doc = nlp(text)
    assert doc.text == text
    assert len([token._.clause for token in doc]) == len(doc)


def test_a_turn_of_ten_thousand_words_takes_no_more_than_its_share(nlp):
    words = "nou ja ik vertrouwde ze niet en toen zei ze dat het misschien wel kon uh dus ik ben gegaan ".split() * 60
    nlp(" ".join(words))  # what is remembered does not count
    assert _lines_run(nlp, words * 4) < 5 * _lines_run(nlp, words)


def _lines_run(nlp, words):
    """How many lines of Python this text takes: the work done, whatever else the machine is doing."""
    lines = 0

    def count(frame, event, argument):
        nonlocal lines
        lines += event == "line"
        return count

    before = sys.gettrace()
    sys.settrace(count)
    try:
        nlp(" ".join(words))
    finally:
        sys.settrace(before)
    return lines


def _word(form, head, relation, label):
    return Word(form, form, label.partition("_")[0], label, head, relation, True)


def test_the_tree_says_where_a_clause_begins():
    words = [
        _word("Ik", 2, "nsubj", "PRON"),
        _word("denk", 0, "root", "VERB_Fin"),
        _word("dat", 5, "mark", "SCONJ"),
        _word("ze", 5, "nsubj", "PRON"),
        _word("komt", 2, "ccomp", "VERB_Fin"),
        _word(".", 2, "punct", "PUNCT"),
    ]
    assert clause_starts(words) == [True, False, True, False, False, False]


def test_a_border_before_a_mark_moves_to_the_word_behind_it():
    assert strip_marks(["Ja", ",", "maar"], [True, True, False]) == (["ja", "maar"], [True, True])


def test_scores_are_the_sums_of_the_weights_of_the_named_features(tmp_path):
    forms, tags = "ik zag dat ze \n kwam".split(" "), ["PRON", "VERB_Fin", "SCONJ", "PRON", "", "VERB_Fin"]
    rows = border_features(forms, tags)
    names = sorted({name for row in rows for name in row if "\n" not in name})
    weights = {name: place % 7 / 10 - 0.25 for place, name in enumerate(names[::2])}
    save_arrays(pack_weights({"zin": weights, "deelzin": {"b": 0.5}}), tmp_path / "grenzen.npz")
    stored = read_weights(tmp_path / "grenzen.npz")
    sums = [sum(weights.get(name, 0.0) for name in row) for row in rows]
    assert stored["zin"].score(forms, tags)[1:] == pytest.approx(sums[1:])
    assert stored["deelzin"].score(["onbekend", "woord"], ["NOUN", "NOUN"])[1:] == [0.5]
