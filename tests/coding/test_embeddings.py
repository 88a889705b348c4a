"""Embeddings from a folder of the researcher: optional, offline."""

import numpy as np
import pandas as pd
import pytest

import kennis.coding.embeddings as embeddings
from kennis.coding import load_codebook
from kennis.coding.model import Decider
from kennis.coding.weights import load_weights
from kennis.language import load_pipeline
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
    with_them = Decider(BOOK, embeddings.with_embeddings(Standin(), BOOK))
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
