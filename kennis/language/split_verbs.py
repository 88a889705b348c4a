"""Separable verbs joined, wherever the particle stands (*ik steek daar mijn nek voor uit*).

The verb gets the whole verb as its lemma (`uitsteken`), the particle the mark `is_particle`. A
particle that can just as well be a preposition (*op de tafel*, *uit Zwolle*) is left alone.
"""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc, Token

from kennis.language.wordlists import separable_verbs

_VERBS = frozenset({"VERB", "AUX"})
# Adverbs and nouns that are a particle only at the end of a clause (*we gaan samen naar huis*).
_LOOSE = frozenset({"samen", "weer", "thuis", "hard", "buiten", "binnen", "boven", "goed", "verder", "gelijk"})
_CLAUSE_ENDS = frozenset({",", ";", ":", "(", ")", "–", "-"})


_ER = frozenset({"er", "d'r", "daar", "hier", "waar"})
# Prepositions that *er* takes more often than a verb does.
_STRANDED = frozenset({"aan", "over", "van", "mee", "voor", "in", "bij", "tegen", "door", "onder", "naar", "om"})


@Language.component("kennis_split_verbs")
def join_split_verbs(doc: Doc) -> Doc:
    """Join every loose particle to its verb; stranded prepositions choose before adverbs do."""
    particles = separable_verbs()
    loose = [token for token in doc if token.lower_ in particles and token.pos_ not in ("PROPN", "VERB")]
    for token in sorted(loose, key=lambda token: (token.tag_ != "ADP_Fin", -token.i)):
        bases = particles[token.lower_]
        verb = None if _belongs_to_er(doc, token) else _find_verb(doc, token, bases)
        if verb is not None:
            verb.lemma_ = bases[verb.lemma_]
            token._.is_particle = True
    return doc


def _find_verb(doc: Doc, particle: Token, bases: dict[str, str]) -> Token | None:
    return _verb_after(doc, particle, bases) or _verb_before(doc, particle, bases)


def _belongs_to_er(doc: Doc, particle: Token) -> bool:
    """Tell whether a stranded preposition goes with *er*, *daar*, *hier* or *waar* (*er … over*), not with the verb."""
    if particle.lower_ not in _STRANDED or particle.tag_ != "ADP_Fin":
        return False
    for place in range(particle.i - 1, max(-1, particle.i - 12), -1):
        if doc[place].lower_ in _ER:
            return True
        if doc[place].is_sent_start or doc[place].lower_ in _CLAUSE_ENDS:
            return False
    return False


def _verb_after(doc: Doc, particle: Token, bases: dict[str, str]) -> Token | None:
    """Find the verb in *uit te steken*, *uit zou steken*, *uit heeft gestoken*: a run of verbs and *te*."""
    place = particle.i + 1
    while place < len(doc) and (doc[place].pos_ in _VERBS or doc[place].lower_ == "te"):
        if doc[place].lemma_ in bases and doc[place].tag_ != "VERB_Fin":
            return doc[place]
        place += 1
    # *dat hij zijn nek uit steekt*, *die er deel aan namen*: written apart at the end of a clause
    follows = doc[particle.i + 1] if particle.i + 1 < len(doc) else None
    if follows is None or follows.tag_ != "VERB_Fin" or follows.lemma_ not in bases:
        return None
    return follows if particle.tag_ != "ADP" and particle.lower_ not in _LOOSE else None


def _verb_before(doc: Doc, particle: Token, bases: dict[str, str]) -> Token | None:
    """Find the finite verb of the clause the particle closes."""
    if not _closes_clause(doc, particle):
        return None
    for place in range(particle.i - 1, max(-1, particle.i - 25), -1):
        token = doc[place]
        if token.pos_ in _VERBS and token.lemma_ in bases and token.tag_ not in ("VERB_Part", "AUX_Part"):
            return token
        if token.is_sent_start:
            return None
    return None


def _closes_clause(doc: Doc, particle: Token) -> bool:
    """Tell whether a word stands where a particle stands: with no phrase of its own behind it."""
    if particle.tag_ == "ADP_Fin" or particle.i + 1 >= len(doc):
        return True
    follows = doc[particle.i + 1]
    if follows.is_sent_start or follows.is_punct:
        return True
    if particle.lower_ in _LOOSE or particle.pos_ == "ADP":
        return follows.pos_ in ("CCONJ", "SCONJ") and particle.pos_ != "ADP"
    return True
