"""Is a value there, or is it missed? What the words around a hit do to what it says by itself.

| what is done to it | example                                                        | says    |
|--------------------|----------------------------------------------------------------|---------|
| denied             | *ik vertrouw hem niet*                                         | missing |
| less of it         | *het vertrouwen is gedaald*, *dat schaadt het vertrouwen*      | missing |
| asked for          | *het wordt tijd dat de gemeente eens luistert*                 | missing |
| doubted            | *hoe kan ik hem nog vertrouwen?*, *ik durf pas als ik weg ben* | missing |
| in name only       | *op papier zijn we gelijkwaardig*, *vertrouwen, noemen ze dat* | missing |
| an end to the lack | *de angstcultuur is doorbroken*, *zonder neer te kijken*       | there   |
| cannot do without  | *zonder vertrouwen begin je niets*                             | there   |
| limited                | *ik vertrouw haar, maar zodra haar baas erbij is …*            | mixed   |
| turned             | *ik durfde niet, maar deed het toch*, *eerst niet, nu wel*     | there   |

A word reaches the hits in its own clause (`language.borders`), and never undoes what the pattern holds itself
(*weinig vertrouwen* is a pattern of its own).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from kennis.coding.doubts import (
    DENIALS,
    NEEDS,
    around,
    compared,
    is_asked_for,
    is_doubted,
    is_in_name_only,
    is_limited,
    out_of_reach,
    used_up,
)
from kennis.coding.lexicon import Hit

if TYPE_CHECKING:
    from spacy.tokens import Doc

THERE, MISSING, MIXED = "aanwezig", "afwezig", "gemengd"

# Lemmas and forms. What takes a value away, or says that there is little of it …
_LESS = frozenset(
    "minder weinig laag gering broos wankel onvoldoende gebrek tekort deuk knauw afbreuk breuk nihil nulpunt kwijt geschaad "
    "beschadigd geschonden beschaamd verlies ontbreken missen kwijtraken verliezen verdwijnen schaden beschadigen "
    "ondermijnen ondergraven aantasten afnemen dalen verminderen zakken slinken schenden beschamen afbrokkelen "
    "verspelen verbreken uithollen wegvallen kelderen wegebben slecht funest schadelijk dodelijk".split()
)
# … and what makes an end to a lack of it (*wantrouwen wegnemen*).
_ENDING = frozenset(
    "verminderen wegnemen overwinnen doorbreken tegengaan bestrijden voorkomen afnemen afbreken verkleinen opheffen "
    "verdwijnen wegwerken uitbannen overbruggen".split()
)
_TURNS = frozenset({"toch", "uiteindelijk", "wel", "alsnog"})


class Sign(NamedTuple):
    """What a hit says of its value, what was done to it, and the word that did it (where there is one)."""

    says: str
    change: str = ""
    by: str = ""


def read_sign(doc: Doc, hit: Hit) -> Sign:
    """Return what a hit says of its value.

    Args:
        doc: the text, analysed.
        hit: a hit of a strong or weak pattern.

    Returns:
        `aanwezig`, `afwezig` or `gemengd`; one of `ontkend`, `minder`, `gevraagd`, `betwijfeld`, `voorbij`, `nodig`,
        `omslag`, `liever`, `toch`, `behalve` or nothing; and the word that denies, lessens or ends it.
    """
    says = MISSING if hit.kind == "afwezig" else THERE
    if found := compared(doc, hit):
        return Sign(says) if found == "most" else Sign(THERE if says == MISSING else MISSING, "liever")
    if hit.reversed:  # *niemand durfde … maar nu wel* ends in a yes, and so does the value
        own = {doc[place].lower_ for place in hit.places}
        return Sign(says if DENIALS.isdisjoint(own) else THERE, "omslag")
    return _of_missing(doc, hit) if says == MISSING else _of_there(doc, hit)


def _of_there(doc: Doc, hit: Hit) -> Sign:
    if _is_needed(doc, hit):
        return Sign(THERE, "nodig")
    if reach := out_of_reach(doc, hit):
        far = reach == "far" and not _turns(doc, hit)
        return Sign(MISSING, "betwijfeld") if far else Sign(THERE)
    if hit.negated:
        return Sign(THERE, "omslag") if _turns(doc, hit) else Sign(MISSING, "ontkend", _denial(doc, hit))
    if less := _one_of(_LESS, doc, hit):
        return Sign(MISSING, "minder", less)
    if gone := used_up(doc, hit):
        return Sign(MISSING, "minder", gone)
    if is_asked_for(doc, hit):
        return Sign(MISSING, "gevraagd")
    if is_doubted(doc, hit) or is_in_name_only(doc, hit):
        return Sign(MISSING, "betwijfeld")
    return Sign(MIXED, "behalve") if is_limited(doc, hit) else Sign(THERE)


def _of_missing(doc: Doc, hit: Hit) -> Sign:
    own = {doc[place].lower_ for place in hit.places}
    nobody = next((place for place in hit.places if doc[place].lower_ == "niemand"), 0)
    if nobody > hit.places[0] and doc[nobody - 1].lower_ in {"wat", "waar"}:  # *ik durfde te vragen wat niemand vroeg*
        return Sign(THERE, "toch")
    if hit.negated:
        return Sign(THERE, "ontkend", _denial(doc, hit))
    if hit.code == "moed" and _turns(doc, hit):
        return Sign(THERE, "omslag")
    if "hersteld" in own and NEEDS.isdisjoint(token.lemma_ for token in around(doc, hit)):
        return Sign(THERE, "voorbij", "hersteld")
    # *zonder neer te kijken*, but not *over ons zonder ons*: without what follows
    without = any(token.lower_ == "zonder" and token.i < hit.places[0] for token in around(doc, hit))
    if DENIALS.isdisjoint(own) and (end := _one_of(_ENDING, doc, hit) or "zonder" * without):
        return Sign(THERE, "voorbij", end)
    return Sign(MISSING)


def _denial(doc: Doc, hit: Hit) -> str:
    """Return the word that denies a hit: the nearest cue in its sentence."""
    from kennis.language.tokens import marks

    sentence, negation = doc[hit.places[0]].sent, marks(doc, "negation")
    cues = [token for token in sentence if negation[token.i] == "cue" and token.i not in hit.places]
    near = min(cues, key=lambda token: min(abs(token.i - place) for place in hit.places), default=None)
    return near.text.lower() if near is not None else ""


def _one_of(words: frozenset[str], doc: Doc, hit: Hit) -> str:
    """Return the first of some words that stands in the clauses of a hit, as it is written there."""
    return next((t.text for t in around(doc, hit) if t.lower_ in words or t.lemma_.lower() in words), "")


def _turns(doc: Doc, hit: Hit) -> bool:
    """Tell *ik durfde niet, maar deed het toch*: behind the hit a *maar* with a word that turns it soon after."""
    rest = [token.lower_ for token in doc[hit.places[0] + 1 : doc[hit.places[-1]].sent.end]]
    if "maar" not in rest:
        return False
    after = rest[rest.index("maar") + 1 :][:6]
    return not _TURNS.isdisjoint(after) and "niet" not in after


def _is_needed(doc: Doc, hit: Hit) -> bool:
    """Tell *zonder vertrouwen begin je niets* and *gelijkwaardiger kan het niet*."""
    sentence = doc[hit.places[0]].sent
    rest = {token.lower_ for token in doc[hit.places[-1] + 1 : sentence.end]}
    word = doc[hit.places[0]]
    if word.tag_.startswith("ADJ") and word.lower_.endswith("er") and word.lower_ != word.lemma_.lower():
        return hit.negated and "niet" in rest
    before = [token.lower_ for token in doc[max(sentence.start, hit.places[0] - 3) : hit.places[0]]]
    return "zonder" in before and not DENIALS.isdisjoint(rest)
