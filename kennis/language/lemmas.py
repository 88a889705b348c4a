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

import numpy as np
from spacy.attrs import LEMMA, ORTH, TAG
from spacy.language import Language
from spacy.tokens import Doc

from kennis.language.features import CALENDAR
from kennis.language.inflection import adjective_lemma, noun_lemma, verb_lemma
from kennis.language.paradigm import known_forms, simple_lemma
from kennis.language.tokens import keep_column, kept_column, set_columns

__all__ = ["Lemmatizer", "simple_lemma"]

LEXICON = Path(__file__).parent / "data" / "lemmas.json.gz"
_KEPT_AS_THEY_STAND = {"PUNCT", "SYM", "X"}
CASED = frozenset({"PROPN", "X"})  # word classes whose capitals the lexicon heeds
_ORDINAL = re.compile(r"(\d+)(?:e|de|ste)")
_PEOPLE = ("ingen", "ers")  # *Vlamingen*, *Nederlanders*
# Endings no town or family name has: *Italianen*, *Egyptenaren*, *Arabieren*, *Byzantijnen*, *Armenen*.
_PEOPLES = {"ianen": "iaan", "kanen": "kaan", "banen": "baan", "aren": "aar", "ieren": "ier", "tijnen": "tijn"}
_PLACE_ENDINGS = ("aans", "ees", "talig", "iaans")  # *Vaticaans*, *Oegandees*, *Vlaamstalig*


class Lemmatizer:
    """Set `lemma_` of every token that has none yet."""

    def __init__(self, path: Path = LEXICON) -> None:
        """Load the lexicon; without one simplemma does all the work."""
        self._lexicon: dict[str, str] = {}
        if path.exists():
            self._lexicon = json.loads(gzip.decompress(path.read_bytes()))
        # *Joods*, *Mongools*: adjectives of places and peoples, which keep their capital.
        self._places = {
            lemma.lower() for key, lemma in self._lexicon.items() if key.endswith("\tADJ") and not lemma.islower()
        }
        self._lemma = functools.lru_cache(maxsize=200_000)(self.find_lemma)

    def __call__(self, doc: Doc) -> Doc:
        """Give every token its lemma."""
        if not len(doc):
            return doc
        lemmas = list(map(self._lemma, kept_column(doc, ORTH), kept_column(doc, TAG)))
        numbers = np.array(list(map(doc.vocab.strings.add, lemmas)), dtype=np.uint64)
        set_columns(doc, [LEMMA], numbers[:, None])
        keep_column(doc, LEMMA, lemmas)
        return doc

    def find_lemma(self, form: str, tag: str = "") -> str:
        """Return the lemma of a word form with this tag (`""` when the word class is not known)."""
        upos = tag.partition("_")[0]
        low = form.lower()
        if form.startswith("["):  # a pseudonym
            return form
        if (known := self._lexicon.get(f"{form if upos in CASED else low}\t{upos}")) is not None:
            return known
        if upos == "PROPN":
            return _name(form)
        if upos in _KEPT_AS_THEY_STAND:
            return form
        lemma = _shaped(low, tag)
        if upos == "ADJ" and not form.islower() and not form.isupper():
            # No list has *amsterdamse* or *amsterdams* in lower case, so the capital belongs to it.
            is_place = lemma in self._places or lemma.endswith(_PLACE_ENDINGS)
            if is_place or (low not in known_forms() and lemma not in known_forms()):
                return _with_capitals(form, lemma)
        return lemma


def _name(form: str) -> str:
    """Return a name as it stands, less a possessive *'s*; of a people the singular."""
    low = form.lower()
    if low in CALENDAR:
        return low
    if form.endswith(("'s", "’s")) and len(form) > 3:
        return form[:-2]
    if form.isupper() and len(form) > 6 and form.replace("-", "").isalpha():
        return form.title()  # *NIJMEGEN*; shorter ones are abbreviations
    if not form[:1].isupper() or not form[1:2].islower():
        return form
    if form.endswith(("en", "s")) and (listed := known_forms().get(form, form)) != form:
        return listed  # *Grieken* → Griek
    if form.endswith("ës"):
        return form[:-1]
    for plural, singular in _PEOPLES.items():
        if low.endswith(plural) and len(low) > len(plural) + 1:
            return form.removesuffix(plural) + singular
    if low.endswith(_PEOPLE) and (lemma := simple_lemma(low)) != low:
        return _with_capitals(form, lemma)
    return form


def _with_capitals(form: str, lemma: str) -> str:
    """Give the parts of a lemma the capitals its form has: *Noord-Ierse*, noord-iers → Noord-Iers."""
    own = form.split("-")
    parts = lemma.split("-")
    if len(own) != len(parts):
        return lemma[:1].upper() + lemma[1:]
    return "-".join(
        part[:1].upper() + part[1:] if mine[:1].isupper() else part for mine, part in zip(own, parts, strict=True)
    )


def _shaped(low: str, tag: str) -> str:
    """Return the lemma of simplemma where it can belong to the word class, else what the ending says."""
    lemma, upos = simple_lemma(low), tag.partition("_")[0]
    if upos in ("VERB", "AUX"):
        return verb_lemma(low, lemma, tag)
    if upos == "NOUN":
        return noun_lemma(low, lemma, tag)
    if upos == "ADJ":
        return ordinal[1] if (ordinal := _ORDINAL.fullmatch(low)) else adjective_lemma(low, lemma)
    return lemma


@Language.factory("kennis_lemmas", assigns=["token.lemma"], requires=[])
def make_lemmatizer(nlp: Language, name: str) -> Lemmatizer:
    """Make the component for a pipeline."""
    return Lemmatizer()
