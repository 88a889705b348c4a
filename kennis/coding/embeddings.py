"""Optional: the meaning of whole sentences, by a sentence-transformers model in a folder on this machine.

Needs `pip install kennis[embeddings]` and a model folder, which `studie.toml` names (`taalmodel_map`). Nothing is ever
downloaded: the folder is all that is read. What the embeddings say and what ships with kennis each have half a say.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from kennis.coding.codebook import load_codebook
from kennis.coding.train import fit_ridge, goals_of, read_goals, read_starter
from kennis.coding.weights import Dense, Weights, load_weights
from kennis.tables import KennisError

_PENALTY = 1.0


class Encoder(Protocol):
    """Anything that turns texts into vectors of one length, as sentence-transformers does."""

    def encode(self, sentences: Sequence[str]) -> Any:
        """Return an array with a row a sentence."""


def load_encoder(folder: Path | str) -> Encoder:
    """Load a sentence-transformers model from a folder, offline.

    Args:
        folder: where the model lies on this machine.

    Raises:
        KennisError: the folder or the package is not there, or the folder holds no model.
    """
    path = Path(folder)
    if not path.is_dir():
        raise KennisError(
            f"'{path.name}': deze map is er niet. Geef de map waarin het taalmodel staat (taalmodel_map in studie.toml)."
        )
    os.environ["HF_HUB_OFFLINE"] = os.environ["TRANSFORMERS_OFFLINE"] = "1"
    try:
        from sentence_transformers import SentenceTransformer
    except ImportError as error:
        raise KennisError(
            "Hiervoor is een extra pakket nodig. Installeer het met: pip install 'kennis[embeddings]'"
        ) from error
    try:
        return SentenceTransformer(str(path), device="cpu", local_files_only=True)
    except (OSError, ValueError, KeyError) as error:
        raise KennisError(f"'{path.name}': in deze map staat geen model van sentence-transformers.") from error


def with_embeddings(encoder: Encoder, *, weights: Weights | None = None) -> Weights:
    """Let embeddings have half a say in what is suggested, about the codes that ship with kennis.

    Args:
        encoder: from `load_encoder`, or anything with `.encode`.
        weights: what has the other half; what ships when left out.

    Returns:
        Weights for `suggest_codings(..., weights=…)`. Making them takes as long as encoding the sentences that ship (some
        minutes with a usual model on a laptop).

    Raises:
        KennisError: `weights` learned codes of a study.
    """
    start, codebook = weights or load_weights(), load_codebook()
    if start.codes != codebook.slugs:
        raise KennisError(
            "Dit model leerde ook eigen codes. Laat embeddings meedoen zonder wat in de studie is geleerd."
        )
    rows = read_starter()
    goals, known = goals_of(read_goals(rows, codebook, []))
    from scipy import sparse

    vectors = encode(list(rows["text"]), encoder)
    coefficients, offsets = fit_ridge(sparse.csr_matrix(vectors), goals, known, penalty=_PENALTY)
    return replace(start, dense=Dense(lambda texts: encode(texts, encoder), coefficients, offsets))


def encode(texts: Sequence[str], encoder: Encoder) -> np.ndarray:
    """Return vectors of length one, a row a text."""
    vectors = np.asarray(encoder.encode(list(texts)), dtype=np.float32)
    return vectors / np.maximum(1e-9, np.linalg.norm(vectors, axis=1, keepdims=True))
