"""Lemmas: the treebank's lexicon first, then simplemma, then what the word class allows.

The lexicon holds only what simplemma gets wrong (see `train`). Dutch forms are ambiguous between
noun and verb (*steun*, *vertrouwen*), so the word class decides; without a tagger simplemma does.
"""

from __future__ import annotations

import functools
import gzip
import json
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc

LEXICON = Path(__file__).parent / "data" / "lemmas.json.gz"
_KEPT_AS_THEY_STAND = {"PROPN", "PUNCT", "SYM", "X"}
_CLASSES_WITH_LEMMAS = {"NOUN", "VERB", "AUX", "ADJ"}


def simple_lemma(form: str) -> str:
    """Return simplemma's lemma of a word form, in lower case and without its compound marks.

    simplemma writes compounds and separable verbs with `_` (*op_lossen*); readers do not.
    """
    from simplemma import lemmatize

    low = form.lower()
    return lemmatize(low, lang="nl").replace("_", "").lower() if low.isalpha() or "-" in low else low


class Lemmatizer:
    """Set `lemma_` of every token that has none yet."""

    def __init__(self, path: Path = LEXICON) -> None:
        """Load the lexicon; without one simplemma does all the work."""
        self._lexicon: dict[str, str] = {}
        if path.exists():
            self._lexicon = json.loads(gzip.decompress(path.read_bytes()))
        self._lemma = functools.lru_cache(maxsize=200_000)(self.find_lemma)

    def __call__(self, doc: Doc) -> Doc:
        """Give every token its lemma."""
        for token in doc:
            token.lemma_ = self._lemma(token.text, token.tag_)
        return doc

    def find_lemma(self, form: str, tag: str = "") -> str:
        """Return the lemma of a word form with this tag (`""` when the word class is not known)."""
        upos = tag.partition("_")[0]
        low = form.lower()
        if form.startswith("["):  # a pseudonym
            return form
        if (known := self._lexicon.get(f"{low}\t{upos}")) is not None:
            return known
        if upos in _KEPT_AS_THEY_STAND:
            return form
        return _shaped(low, simple_lemma(low), tag)


def _shaped(low: str, lemma: str, tag: str) -> str:
    """Keep simplemma's lemma only where it can belong to the word class."""
    upos = tag.partition("_")[0]
    if upos == "NOUN" and tag != "NOUN_Plur" and lemma.endswith("en") and not low.endswith("en"):
        return low  # *steun*, *groei*: the noun, not the verb
    if upos == "ADJ" and lemma.endswith("en") and not low.endswith("en"):
        return low.removesuffix("e") if low.endswith(("de", "te")) else low  # *gemotiveerde*
    return lemma


@Language.factory("kennis_lemmas", assigns=["token.lemma"], requires=[])
def make_lemmatizer(nlp: Language, name: str) -> Lemmatizer:
    """Make the component for a pipeline."""
    return Lemmatizer()
