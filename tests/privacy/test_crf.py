"""The name model at work: the same probabilities as crfsuite's own tagger gives, and every feature counted once."""

from pathlib import Path

import numpy as np
import pycrfsuite
import pytest

from kennis.privacy.crf import LABELS, Weights, arrays_of, marginals, weights, weights_of
from kennis.privacy.features import features_of
from kennis.privacy.marked import parse_marks
from kennis.privacy.scores import Stretch, scores_of
from kennis.privacy.text import case_of, tokens_of
from kennis.privacy.train import labels_of

SENTENCES = [
    "Dat zei {p|Kees Vos} tegen {p|Marieke} in {pl|Ede}.",
    "We zaten bij {org|Stichting Thuis} en {p|Fatma} zette thee.",
    "Het regende de hele dag en niemand kwam.",
    "Ik ga met {p|Tesfaye} naar {pl|Den Bosch}, zei {p|Roos}.",
]
OTHER = ("We keken naar Koot en Bie samen.", ((14, 25, "anders"),))  # so that every label is learnt


def _summed(model: Weights, features: list[list[str]]) -> np.ndarray:
    rows = [[model.rows[name] for name in names if name in model.rows] for names in features]
    return np.array([model.weights[row].sum(axis=0) for row in rows])


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("model") / "proef.crfsuite"
    trainer = pycrfsuite.Trainer(algorithm="lbfgs", verbose=False)
    for text, gold in [*map(parse_marks, SENTENCES), OTHER]:
        tokens = tokens_of(text)
        trainer.append(features_of(tokens, "cased", [(0, len(tokens))])[0], labels_of(text, gold))
    trainer.set_params({"c1": 0.1, "max_iterations": 30, "feature.possible_transitions": True})
    trainer.train(str(path))
    return path


@pytest.mark.parametrize("text", ["Kees zat in Ede.", "dat zei roos vos", "Nee.", "en dan " * 40 + "Fatma"])
def test_the_probabilities_are_those_of_crfsuite(trained: Path, text: str) -> None:
    tagger = pycrfsuite.Tagger()
    tagger.open(str(trained))
    learnt = tagger.info()
    model = weights_of(arrays_of(learnt.state_features, learnt.transitions))
    tokens = tokens_of(text)
    features = features_of(tokens, case_of(text), [(0, len(tokens))])[0]
    tagger.set(features)
    theirs = [[tagger.marginal(label, place) for label in LABELS] for place in range(len(tokens))]
    assert np.allclose(marginals(_summed(model, features), [len(tokens)], model.steps), theirs, atol=1e-4)


@pytest.mark.parametrize(
    "text",
    ["Dat zei Kees tegen Marieke's zus.", "ik woon in zandermeer bij de markt", "VRAAG HET AAN WIL. OF AAN MOHAMED."],
)
def test_the_sums_of_a_word_are_those_of_its_features(text: str) -> None:
    model = weights()
    assert model is not None
    tokens, case = tokens_of(text), case_of(text)
    start, stop = 1, len(tokens) - 1
    features = features_of(tokens, case, [(start, stop)])[0]
    assert np.allclose(scores_of([Stretch(tokens, case, start, stop)]), _summed(model, features))


def test_sums_stay_the_same_when_words_are_forgotten_and_new_ones_come(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "Dat zei Kees tegen Marieke's zus in Zutphen, en die wist van niets."
    whole = Stretch(tokens_of(text), case_of(text), 0, len(tokens_of(text)))
    other = Stretch(tokens_of("een heel andere zin met Fatma erin"), "cased", 0, 7)
    before = scores_of([whole])
    monkeypatch.setattr("kennis.privacy.scores._MOST", 1)
    scores_of([other])
    assert np.allclose(scores_of([other, whole])[7:], before)


def test_a_word_known_to_be_a_name_is_one_to_the_model() -> None:
    tokens = tokens_of("zeg maar tegen faith dat het morgen kan")
    place = [token.low for token in tokens].index("faith")
    whole = Stretch(tokens, "lower", 0, len(tokens))
    model = weights()
    assert model is not None
    plain, named = (
        marginals(scores_of([whole], known), [len(tokens)], model.steps)[place, LABELS.index("B-PER")]
        for known in ({}, {"faith": "f*"})
    )
    assert named >= plain
