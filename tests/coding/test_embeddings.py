"""Embeddings from a folder of the researcher: optional, offline."""

import numpy as np
import pandas as pd
import pytest

import kennis.coding.embeddings as embeddings
from kennis import run
from kennis.coding import DEFAULT_CODEBOOK, load_codebook
from kennis.coding.model import Decider
from kennis.coding.weights import load_weights
from kennis.language import load_pipeline
from kennis.study import open_study
from kennis.tables import KennisError

BOOK = load_codebook()
STARTER = pd.DataFrame(
    [(f"Xylofoon {word}.", "moed", "aanwezig", "1") for word in "een twee drie vier vijf".split()]
    + [(f"Tafel {word}.", "geen", "", "1") for word in "een twee drie vier vijf".split()],
    columns=["text", "codes", "polarity", "pass"],
)


class Standin:
    """Knows one thing: whether a text is about music."""

    def encode(self, sentences):
        return np.array(
            [[1.0, 0.0] if "xylof" in text.lower() or "fagot" in text.lower() else [0.0, 1.0] for text in sentences]
        )


def test_embeddings_have_half_a_say(monkeypatch):
    monkeypatch.setattr(embeddings, "read_starter", lambda: STARTER)
    new = [load_pipeline()("De fagot.")]
    with_them = Decider(BOOK, embeddings.with_embeddings(Standin()))
    without = Decider(BOOK, load_weights())
    place = with_them.weights.themes.index("moed")
    chances = [float(decider.score(new)[0][0].themes[place]) for decider in (without, with_them)]
    assert chances[0] < 0.1 < 0.3 < chances[1]


def test_a_folder_that_is_not_there_is_told(tmp_path):
    with pytest.raises(KennisError, match="deze map is er niet"):
        embeddings.load_encoder(tmp_path / "weg")


def test_a_tiny_model_is_loaded_from_a_folder(tmp_path):
    st = pytest.importorskip("sentence_transformers")
    model = st.SentenceTransformer(modules=[st.models.BoW(vocab=["moed", "vertrouwen", "tafel"])])
    model.save(str(tmp_path / "klein"))
    encoder = embeddings.load_encoder(tmp_path / "klein")
    assert embeddings.encode(["moed en tafel"], encoder).shape[0] == 1


@pytest.fixture
def coded(study, turns):
    """A study about a bassoon, with the codebook that ships."""
    study.codebook_path.write_bytes(DEFAULT_CODEBOOK.read_bytes())
    texts = ["Ik durf eindelijk met die fagot op te treden.", "Een tafel.", "Nog een tafel."]
    study.add_transcript(turns.assign(text=texts), meeting={}, fingerprint="x")
    return study


def name_model(study, folder):
    settings = study.path / "studie.toml"
    text = settings.read_text("utf-8").replace('taalmodel_map = ""', f'taalmodel_map = "{folder}"')
    settings.write_text(text, "utf-8")
    return open_study(study.path)


def test_a_study_names_the_folder_and_has_suggestions_made_with_it(coded, monkeypatch):
    loaded = []
    monkeypatch.setattr(embeddings, "read_starter", lambda: STARTER)
    monkeypatch.setattr(run, "load_encoder", lambda folder: loaded.append(folder) or Standin())
    without = run.code_study(coded).set_index("code")["score"]
    (coded.path / "model").mkdir()
    named = name_model(coded, "model")
    with_model = run.code_study(named).set_index("code")["score"]
    assert without["moed"] < with_model["moed"]
    run.code_study(named)
    assert loaded == [coded.path / "model"]  # nothing is made twice
    (coded.path / "model" / "config.json").write_text("{}")
    run.code_study(named)
    assert len(loaded) == 2


def test_a_study_that_names_a_folder_that_is_gone_is_told(coded):
    with pytest.raises(KennisError, match=r"'weg': deze map is er niet.*studie\.toml"):
        run.code_study(name_model(coded, "weg"))
