"""Lemmas: the treebank's lexicon first, then simplemma, then what the word class allows.

The lexicon holds only what simplemma gets wrong (see `train`). Dutch forms are ambiguous between
noun and verb (*steun*, *vertrouwen*), so the word class decides; without a tagger simplemma does.
"""

from __future__ import annotations

import functools
import gzip
import json
import re
from pathlib import Path

from spacy.attrs import LEMMA, ORTH, TAG
from spacy.language import Language
from spacy.tokens import Doc

from kennis.language.paradigm import known_forms, simple_lemma
from kennis.language.tokens import columns, set_columns

__all__ = ["Lemmatizer", "simple_lemma"]

LEXICON = Path(__file__).parent / "data" / "lemmas.json.gz"
_KEPT_AS_THEY_STAND = {"PUNCT", "SYM", "X"}
_PEOPLE = ("anen", "ingen", "ers")  # *Italianen*, *Vlamingen*, *Nederlanders*
_ORDINAL = re.compile(r"(\d+)(?:e|de|ste)")


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
        if not len(doc):
            return doc
        add = doc.vocab.strings.add
        lemmas = [add(lemma) for lemma in map(self._lemma, *columns(doc, ORTH, TAG))]
        set_columns(doc, [LEMMA], lemmas)
        return doc

    def find_lemma(self, form: str, tag: str = "") -> str:
        """Return the lemma of a word form with this tag (`""` when the word class is not known)."""
        upos = tag.partition("_")[0]
        low = form.lower()
        if form.startswith("["):  # a pseudonym
            return form
        if (known := self._lexicon.get(f"{low}\t{upos}")) is not None:
            return known
        if upos == "PROPN":
            return _name(form)
        if upos in _KEPT_AS_THEY_STAND:
            return form
        lemma = _shaped(low, simple_lemma(low), tag)
        if lemma == low and low not in known_forms():
            lemma = _unknown(low, tag)
        # *Amsterdamse*: no list has it in lower case, so the capital belongs to it.
        if upos == "ADJ" and form.istitle() and low not in known_forms():
            return lemma.capitalize()
        return lemma


def _name(form: str) -> str:
    """Return a name as it stands, less a possessive *'s*; of a people the singular."""
    if form.endswith(("'s", "’s")) and len(form) > 3:
        return form[:-2]
    low = form.lower()
    if form.istitle() and low.endswith(_PEOPLE) and (lemma := simple_lemma(low)) != low:
        return lemma.capitalize()
    return form


def _shaped(low: str, lemma: str, tag: str) -> str:
    """Keep simplemma's lemma only where it can belong to the word class."""
    upos = tag.partition("_")[0]
    if upos == "NOUN" and tag != "NOUN_Plur" and lemma.endswith("en") and not low.endswith("en"):
        return low  # *steun*, *groei*: the noun, not the verb
    if upos == "ADJ" and lemma.endswith("en") and not low.endswith("en"):
        return low.removesuffix("e") if low.endswith(("de", "te")) else low  # *gemotiveerde*
    return lemma


def _unknown(low: str, tag: str) -> str:
    """Return the lemma of a word no list has, from its ending."""
    if ordinal := _ORDINAL.fullmatch(low):
        return ordinal[1]
    if tag == "VERB_Part":
        return _infinitive(low)
    if tag == "NOUN_Plur":
        for size in range(2, len(low) - 3):  # the last part of a compound bends: *marmer* + *sculpturen*
            head = low[size:]
            if head in known_forms() and (lemma := simple_lemma(head)) != head and not lemma.endswith("en"):
                return low[:size] + lemma
    if tag == "ADJ" and low.endswith(("lijke", "ige", "achtige", "gerichte")):
        return low[:-1]
    return low


def _infinitive(low: str) -> str:
    """Return the verb of a participle: *geblokkeerd*, *begeleidende*."""
    present = low.removesuffix("e").removesuffix("d")
    if present.endswith("en") and present != low:
        return present
    stem = low.removesuffix("e").removeprefix("ge")
    if not stem.endswith(("d", "t")):
        return low
    for base in (stem[:-1], stem):
        voiced = base[:-1] + {"f": "v", "s": "z"}.get(base[-1:], base[-1:])
        for form in (voiced + "en", base + base[-1:] + "en", base[:-2] + voiced[-1:] + "en", base + "en"):
            if form in known_forms() and simple_lemma(form) == form:
                return form
    return low


@Language.factory("kennis_lemmas", assigns=["token.lemma"], requires=[])
def make_lemmatizer(nlp: Language, name: str) -> Lemmatizer:
    """Make the component for a pipeline."""
    return Lemmatizer()
