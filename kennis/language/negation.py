"""What is denied: negation cues and the words they reach.

A cue reaches the words of its own clause: *geen* and *zonder* those behind them, *niet* and *nooit*
those before as well (*ik vertrouw hem niet*). What is set against it is not denied (*niet praten maar doen*,
*als collega, niet als klant*), nor is a reason (*uit angst zegt niemand iets*). *Niet alleen … maar ook* denies
nothing, two denials make a yes (*niet dat ik het niet vertrouw*), and *eerst niet, maar nu wel* ends in a yes (`reversed`).
"""

from __future__ import annotations

from collections import Counter

from spacy.attrs import LEMMA, LOWER
from spacy.language import Language
from spacy.tokens import Doc, Token

from kennis.language.borders import clause_numbers, clause_places
from kennis.language.tokens import kept_column, marks

FORWARD = frozenset({"geen", "zonder", "noch"})
AROUND = frozenset(
    {"niet", "nooit", "niemand", "nergens", "amper", "nauwelijks", "niets", "niks", "nie", "nimmer", "evenmin"}
)
# Not a denial, but it takes the quality away all the same.
LACKING = frozenset(
    {"gebrek", "weinig", "tekort", "ontbreken", "missen", "kwijt", "kwijtraken", "verliezen", "verdwijnen"}
)
_CUES = FORWARD | AROUND
_ONLY = frozenset({"alleen", "slechts", "enkel", "zomaar", "zozeer"})
_FOR_NOTHING = frozenset({"niet voor niets", "niet voor niks"})
# *geen idee, ik vertrouw haar*: an answer by itself, that denies nothing of what follows.
_BY_ITSELF = frozenset({"idee", "probleem", "punt", "zorgen", "wonder"})
# *van vertrouwen is geen sprake*, *geen van hen durft*: denies what stands before it as well.
_NONE_OF = frozenset({"sprake", "van", "enkele"})
# What is denied of these is denied of the clause they take: *ik denk niet dat ze me vertrouwt*.
_RAISING = frozenset({"denken", "geloven", "vinden", "verwachten", "zeggen", "gevoel", "idee", "indruk", "zo", "waar"})
# *gewantrouwd en niet gehoord*: what stands before these is not what *niet* is about.
_ADDING = frozenset({"en", "én", ","})
_NEAR = 3  # words between *geen* and *die*
_LATER = frozenset("nu later uiteindelijk inmiddels daarna tegenwoordig ondertussen gaandeweg sindsdien".split())
# In *zonder vertrouwen kom je nergens* the second cue strengthens the first; it does not undo it.
_CONCORD = frozenset({"nergens", "niets", "niks", "niemand", "nooit"})


@Language.component("kennis_negation")
def mark_negation(doc: Doc) -> Doc:
    """Mark cues, denied words and reversed ones on the tokens of a text."""
    words, lemmas = kept_column(doc, LOWER), kept_column(doc, LEMMA)
    if _CUES.isdisjoint(words) and LACKING.isdisjoint(lemmas):
        return doc
    both = enumerate(zip(words, lemmas, strict=True))
    cues = [doc[place] for place, (low, lemma) in both if low in _CUES or lemma in LACKING]
    clauses = clause_numbers(doc)
    counts: Counter[int] = Counter()
    negation = marks(doc, "negation")
    for cue in cues:
        if _denies_nothing(doc, cue):
            continue
        negation[cue.i] = "cue"
        for place in _reach(doc, cue, clauses):
            if not (counts[place] and cue.lower_ in _CONCORD):
                counts[place] += 1
    for place, count in counts.items():
        if count % 2 and not negation[place]:
            negation[place] = "negated"
    _mark_reversals(doc, words, clauses, negation)
    return doc


def _denies_nothing(doc: Doc, cue: Token) -> bool:
    follows = doc[cue.i + 1].lower_ if cue.i + 1 < len(doc) else ""
    if cue.lower_ == "niet" and (follows in _ONLY or _next_but_one(doc, cue) == "dan"):  # *niet anders dan*
        return True
    if any(doc[max(0, start) : start + 3].text.lower() in _FOR_NOTHING for start in (cue.i - 2, cue.i)):
        return True
    if cue.lower_ == "geen" and follows in _BY_ITSELF and (cue.i + 2 >= len(doc) or doc[cue.i + 2].is_punct):
        return True
    # *of niet?*, *toch niet?*, *waarom niet*: a tag, no denial
    before = doc[cue.i - 1].lower_ if cue.i else ""
    return cue.lower_ == "niet" and before in ("of", "waarom") and (not follows or follows in ("?", ".", "!"))


def _next_but_one(doc: Doc, token: Token) -> str:
    return doc[token.i + 2].lower_ if token.i + 2 < len(doc) else ""


def _reach(doc: Doc, cue: Token, clauses: list[int]) -> list[int]:
    same = [place for place in clause_places(clauses, clauses[cue.i]) if place != cue.i]
    follows = doc[cue.i + 1].lower_ if cue.i + 1 < len(doc) else ""
    opens = cue.i == 0 or clauses[cue.i - 1] != clauses[cue.i]
    if cue.lower_ == "niet" and follows == "dat" and opens:  # *niet dat ik het niet vertrouw*
        return [place for place in clause_places(clauses, clauses[cue.i + 1]) if place > cue.i]
    if cue.lower_ in FORWARD or cue.lemma_ in ("gebrek", "weinig", "tekort") or _adds(doc, cue, follows):
        kept = cue.lower_ == "geen" and follows in _NONE_OF
        same = [place for place in same if kept or place > cue.i or _takes_object(doc[place], cue)]
    same = _without_contrast(doc, cue, same)
    same = [place for place in same if not _is_reason(doc, place)]
    return same + _denied_clause(doc, cue, clauses) + _described(doc, cue, clauses)


def _adds(doc: Doc, cue: Token, follows: str) -> bool:
    """Tell *vertrouwen, niet controle* and *gewantrouwd en niet gehoord*: nothing before it is denied."""
    before = doc[cue.i - 1].lower_ if cue.i else ""
    return cue.lower_ == "niet" and before in _ADDING and follows not in ("", ".", ",", "!", "?")


def _is_reason(doc: Doc, place: int) -> bool:
    """Tell *uit angst* in *uit angst zegt niemand iets*."""
    pairs = (place, place + 1), (place - 1, place)
    return any(
        one >= 0 and two < len(doc) and doc[one].lower_ == "uit" and doc[two].pos_ == "NOUN" for one, two in pairs
    )


def _without_contrast(doc: Doc, cue: Token, places: list[int]) -> list[int]:
    """Leave out what is set against the denied: *zonder regels maar met vertrouwen*, *niet praten maar doen*."""
    ends = [place for place in places if place > cue.i + 1 and doc[place].lower_ == "maar"]
    return [place for place in places if place < ends[0]] if ends else places


def _takes_object(verb: Token, cue: Token) -> bool:
    """Tell *zij durven geen melding te doen*: what the verb asks for is denied, and so is the verb."""
    return cue.lower_ == "geen" and verb.tag_.startswith("VERB_Fin")


def _described(doc: Doc, cue: Token, clauses: list[int]) -> list[int]:
    """Return the places of the clause that tells who is meant by *niemand*, *geen …* and the like: *niemand die durft*."""
    later = list(clause_places(clauses, clauses[cue.i] + 1))
    if not later or doc[later[0]].lower_ != "die":
        return []
    is_near = later[0] - cue.i <= _NEAR and (cue.lower_ == "geen" or cue.lemma_ == "weinig")
    nobody = cue.lower_ == "niemand" or (cue.lower_ == "niet" and doc[cue.i + 1].lower_ == "iemand")
    return later if is_near or nobody else []


def _denied_clause(doc: Doc, cue: Token, clauses: list[int]) -> list[int]:
    """Return the places of a clause with *dat* whose denial stands before it (*ik geloof niet dat …*)."""
    own = [doc[place] for place in clause_places(clauses, clauses[cue.i])]
    if not any(token.lemma_ in _RAISING or token.lower_ in _RAISING for token in own):
        return []
    later = list(clause_places(clauses, clauses[cue.i] + 1))
    opens = [doc[place].lower_ for place in later[:2]]
    return later if "dat" in opens else []


def _mark_reversals(doc: Doc, words: list[str], clauses: list[int], negation: list[str]) -> None:
    """Turn *eerst niet … nu wel* into a yes, and *eerst wel … nu niet meer* into a no."""
    for place, word in enumerate(words):
        near = words[max(0, place - 4) : place]
        if word != "wel" or not ("maar" in near or _LATER & set(near)):
            continue
        first = max(clause_places(clauses, clauses[place] - 2).start, doc[place].sent.start)
        for other in range(first, place):
            if negation[other] == "negated":
                negation[other] = "reversed"
