"""The one place that makes a spaCy pipeline for Dutch, and says which one it was."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator
from importlib.metadata import version
from typing import TYPE_CHECKING

from kennis.errors import KennisError

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

BUILTIN = "builtin"
BUILTIN_VERSION = "0.6.0"
_SUGGESTED = "nl_core_news_md"


@functools.cache
def load_pipeline(name: str = BUILTIN) -> Language:
    """Load a pipeline for Dutch; asking twice gives the same one.

    Args:
        name: `builtin` (ships with kennis, needs no download), an installed Dutch spaCy model such as
            `nl_core_news_md`, or a folder with one.

    Returns:
        A spaCy pipeline whose documents carry lemmas, sentence starts and the marks of `tokens`.

    Raises:
        KennisError: there is no such pipeline here, or it is not Dutch.
    """
    from kennis.language import (  # noqa: F401
        borders,
        compounds,
        lemmas,
        negation,
        sentences,
        split_verbs,
        stance,
        tagger,
        tokens,
    )

    nlp = _make_builtin() if name == BUILTIN else _load_installed(name)
    nlp.add_pipe("kennis_split_verbs")
    nlp.add_pipe("kennis_compounds")
    nlp.add_pipe("kennis_negation")
    nlp.add_pipe("kennis_stance")
    return nlp


def describe_pipeline(nlp: Language) -> str:
    """Say in one line which pipeline this is, to record beside a result."""
    if nlp.meta.get("name") == BUILTIN:
        return f"{BUILTIN} {BUILTIN_VERSION} (spacy {version('spacy')}, simplemma {version('simplemma')})"
    return f"{nlp.meta['lang']}_{nlp.meta['name']} {nlp.meta['version']} (spacy {version('spacy')})"


def analyse(texts: Iterable[str], nlp: Language | None = None) -> Iterator[Doc]:
    """Analyse texts one after the other, in order and in constant memory.

    Args:
        texts: Dutch texts of any length; an empty text gives an empty document.
        nlp: a pipeline from `load_pipeline`; `builtin` when left out.

    Returns:
        One spaCy document a text.
    """
    return (nlp or load_pipeline()).pipe(texts)


def _make_builtin() -> Language:
    from kennis.language.tokens import blank_dutch

    nlp = blank_dutch({"name": BUILTIN, "version": BUILTIN_VERSION})
    for component in ("kennis_placeholders", "kennis_sentences", "kennis_tagger", "kennis_speech", "kennis_lemmas"):
        nlp.add_pipe(component)
    return nlp


def _load_installed(name: str) -> Language:
    import spacy

    from kennis.language.tokens import split_at_brackets

    try:
        nlp = spacy.load(name, exclude=["ner"])
    except (OSError, ValueError) as error:
        raise KennisError(_not_here(name)) from error
    if nlp.lang != "nl":
        raise KennisError(
            f"Taalmodel '{name}' is niet Nederlands maar '{nlp.lang}'. Kies een Nederlands model of 'builtin'."
        )
    split_at_brackets(nlp)
    nlp.add_pipe("kennis_placeholders", first=True)
    if not {"parser", "senter", "sentencizer"} & set(nlp.pipe_names):
        nlp.add_pipe("kennis_sentences")
    if not {"tagger", "morphologizer"} & set(nlp.pipe_names):
        nlp.add_pipe("kennis_tagger")
    else:
        nlp.add_pipe("kennis_labels")
    if not {"lemmatizer", "trainable_lemmatizer"} & set(nlp.pipe_names):
        nlp.add_pipe("kennis_lemmas")
    return nlp


def _not_here(name: str) -> str:
    from spacy.util import get_installed_models

    installed = sorted(model for model in get_installed_models() if model.startswith("nl_"))
    choices = ", ".join([BUILTIN, *installed])
    advice = f" Installeer het zo: python -m spacy download {name}" if name.startswith("nl_") else ""
    return (
        f"Taalmodel '{name}' is hier niet gevonden. Beschikbaar: {choices}.{advice or ' Kies een van deze, of '}"
        f"{'' if advice else f'bijvoorbeeld {_SUGGESTED} na: python -m spacy download {_SUGGESTED}'}."
    )
