"""What is denied: negation cues and the words they reach.

A cue reaches the words of its own clause: *geen* and *zonder* those behind them, *niet* and *nooit*
those before as well (*ik vertrouw hem niet*). *Niet alleen … maar ook* denies nothing, two denials
make a yes (*niet dat ik het niet vertrouw*), and *eerst niet, maar nu wel* ends in a yes (`reversed`).
"""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc, Token

FORWARD = frozenset({"geen", "zonder", "noch"})
AROUND = frozenset(
    {"niet", "nooit", "niemand", "nergens", "amper", "nauwelijks", "niets", "niks", "nie", "nimmer", "evenmin"}
)
# Not a denial, but it takes the quality away all the same.
LACKING = frozenset(
    {"gebrek", "weinig", "tekort", "ontbreken", "missen", "kwijt", "kwijtraken", "verliezen", "verdwijnen"}
)
_BORDERS_TEXT = (
    "omdat terwijl hoewel toen maar want zodat doordat om nadat voordat totdat tenzij mits dus waardoor waarin wanneer"
)
_BORDERS = frozenset(_BORDERS_TEXT.split())
_SUBJECTS = frozenset({"ik", "je", "jij", "hij", "ze", "zij", "we", "wij", "jullie", "u", "het"})
_ONLY = frozenset({"alleen", "slechts", "enkel", "zomaar", "zozeer", "voor"})
# In *zonder vertrouwen kom je nergens* the second cue strengthens the first; it does not undo it.
_CONCORD = frozenset({"nergens", "niets", "niks", "niemand", "nooit"})


@Language.component("kennis_negation")
def mark_negation(doc: Doc) -> Doc:
    """Mark cues, denied words and reversed ones on the tokens of a text."""
    cues = [token for token in doc if token.lower_ in FORWARD or token.lower_ in AROUND or token.lemma_ in LACKING]
    if not cues:
        return doc
    clauses = _number_clauses(doc)
    counts = dict.fromkeys(range(len(doc)), 0)
    for cue in cues:
        if _denies_nothing(doc, cue):
            continue
        cue._.negation = "cue"
        for place in _reach(doc, cue, clauses):
            if not (counts[place] and cue.lower_ in _CONCORD):
                counts[place] += 1
    for place, count in counts.items():
        if count and not doc[place]._.negation:
            doc[place]._.negation = "negated" if count % 2 else ""
    _mark_reversals(doc, clauses)
    return doc


def _number_clauses(doc: Doc) -> list[int]:
    numbers, number = [], 0
    for token in doc:
        if token.is_sent_start or _opens_clause(doc, token):
            number += 1
        numbers.append(number)
    return numbers


def _opens_clause(doc: Doc, token: Token) -> bool:
    if not token.i:
        return False
    before, low = doc[token.i - 1], token.lower_
    if before.text in (",", ";", ":", "–"):
        return not _in_list(doc, token)
    if low in ("dat", "als"):
        return token.pos_ == "SCONJ"
    if low in ("die", "wie", "waar"):
        return before.pos_ in ("NOUN", "PROPN")  # a relative clause
    if low in ("en", "of"):
        subject = token.i + 1 < len(doc) and doc[token.i + 1].lower_ in _SUBJECTS
        return token.pos_ == "SCONJ" or subject or _verb_follows(doc, token)
    return low in _BORDERS


def _in_list(doc: Doc, token: Token) -> bool:
    """Tell whether the comma before a token only separates two words of a kind (*lef, durf en moed*)."""
    return token.i >= 2 and token.pos_ == doc[token.i - 2].pos_ and token.pos_ in ("NOUN", "ADJ")


def _verb_follows(doc: Doc, token: Token) -> bool:
    return any(word.tag_ in ("VERB_Fin", "AUX_Fin") for word in doc[token.i + 1 : token.i + 4])


def _denies_nothing(doc: Doc, cue: Token) -> bool:
    follows = doc[cue.i + 1].lower_ if cue.i + 1 < len(doc) else ""
    if cue.lower_ == "niet" and follows in _ONLY:
        return True
    # *of niet?*, *toch niet?*, *waarom niet*: a tag, no denial
    before = doc[cue.i - 1].lower_ if cue.i else ""
    return cue.lower_ == "niet" and before in ("of", "waarom") and (not follows or follows in ("?", ".", "!"))


def _reach(doc: Doc, cue: Token, clauses: list[int]) -> list[int]:
    same = [place for place in range(len(doc)) if clauses[place] == clauses[cue.i] and place != cue.i]
    follows = doc[cue.i + 1].lower_ if cue.i + 1 < len(doc) else ""
    opens = cue.i == 0 or clauses[cue.i - 1] != clauses[cue.i]
    if cue.lower_ == "niet" and follows == "dat" and opens:  # *niet dat ik het niet vertrouw*
        return [place for place in range(cue.i + 1, len(doc)) if clauses[place] == clauses[cue.i + 1]]
    if cue.lower_ in FORWARD or cue.lemma_ in ("gebrek", "weinig", "tekort"):
        return [place for place in same if place > cue.i]
    return same


def _mark_reversals(doc: Doc, clauses: list[int]) -> None:
    """Turn *eerst niet … nu wel* into a yes, and *eerst wel … nu niet meer* into a no."""
    words = [token.lower_ for token in doc]
    for token in doc:
        if token.lower_ != "wel" or token.i < 2:
            continue
        near = words[max(0, token.i - 4) : token.i]
        if "maar" in near or {"nu", "later", "uiteindelijk", "inmiddels", "daarna"} & set(near):
            for other in doc[: token.i]:
                if other._.negation == "negated" and clauses[token.i] - clauses[other.i] <= 2:
                    other._.negation = "reversed"
