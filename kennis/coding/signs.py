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
| turned             | *ik durfde niet, maar deed het toch*, *eerst niet, nu wel*     | there   |

A word reaches the hits in its own clause (`language.borders`), and never undoes what the pattern holds itself
(*weinig vertrouwen* is a pattern of its own).
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, NamedTuple

from kennis.coding.lexicon import Hit

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

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
_DENIALS = frozenset({"niet", "niets", "niks", "geen", "nergens", "nooit", "niemand", "onmogelijk"})
_CALLS = frozenset(
    {("tijd", "dat"), ("tijd", "voor"), ("hoog", "tijd"), ("tijd", "is"), ("wordt", "tijd"), ("is", "tijd")}
)
_NEEDS = frozenset({"moeten", "nodig", "willen", "zou", "zouden", "wensen", "behoefte"})
_UNREAL = frozenset({"zou", "zouden", "had", "hadden", "was", "waren", "mocht"})
_WOULD = frozenset({"zou", "zouden"})
_HAD = frozenset({"had", "hadden"})
_ASKING = frozenset({"hoe", "wie", "waarom", "wanneer"})
_NO_LONGER = frozenset({"nog", "nou", "ooit"})
_ONE_WORD = 2
_WHEN = frozenset({"als", "wanneer", "met", "zodra"})
_SO_CALLED = frozenset({"zogenaamd", "zogenaamde", "zogezegd", "hoezo"})
_CALLED = frozenset({("noemen", "ze"), ("noemen", "zij"), ("noemt", "men"), ("heet", "dat"), ("heet", "het")})
_SAYING = frozenset({"zeggen", "beweren", "roepen", "beloven"})
_LOVELY = frozenset({"mooi", "fijn", "goed", "prettig", "helpen", "schelen", "sieren"})
_TURNS = frozenset({"toch", "uiteindelijk", "wel", "alsnog"})
_RATHER = frozenset({"liever", "eerder", "beter", "meer", "verder"})
_AT_LAST = frozenset({"beter", "eindelijk"})
_MUST = frozenset({"moet", "moeten"})
_HARD = frozenset({"lastig", "moeilijk", "onmogelijk", "ondoenlijk"})
_USED_UP = frozenset({"op", "weg", "zoek"})
_IS = frozenset({"zijn", "raken"})
_NEAR = 6  # words between *dan* or *om* and a hit


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
        `aanwezig` or `afwezig`; one of `ontkend`, `minder`, `gevraagd`, `betwijfeld`, `voorbij`, `nodig`,
        `omslag`, `liever` or nothing; and the word that denies, lessens or ends it.
    """
    says = MISSING if hit.kind == "afwezig" else THERE
    if compared := _compared(doc, hit):
        return Sign(says) if compared == "most" else Sign(THERE if says == MISSING else MISSING, "liever")
    if hit.reversed:  # *niemand durfde … maar nu wel* ends in a yes, and so does the value
        own = {doc[place].lower_ for place in hit.places}
        return Sign(says if _DENIALS.isdisjoint(own) else THERE, "omslag")
    return _of_missing(doc, hit) if says == MISSING else _of_there(doc, hit)


def _of_there(doc: Doc, hit: Hit) -> Sign:
    if _is_needed(doc, hit):
        return Sign(THERE, "nodig")
    if reach := _reach(doc, hit):
        far = reach == "far" and not _turns(doc, hit)
        return Sign(MISSING, "betwijfeld") if far else Sign(THERE)
    if hit.negated:
        return Sign(THERE, "omslag") if _turns(doc, hit) else Sign(MISSING, "ontkend", _denial(doc, hit))
    if less := _one_of(_LESS, doc, hit):
        return Sign(MISSING, "minder", less)
    if gone := _used_up(doc, hit):
        return Sign(MISSING, "minder", gone)
    if _is_asked_for(doc, hit):
        return Sign(MISSING, "gevraagd")
    return Sign(MISSING, "betwijfeld") if _is_doubted(doc, hit) or _in_name_only(doc, hit) else Sign(THERE)


def _of_missing(doc: Doc, hit: Hit) -> Sign:
    own = {doc[place].lower_ for place in hit.places}
    if hit.negated:
        return Sign(THERE, "ontkend", _denial(doc, hit))
    if hit.code == "moed" and _turns(doc, hit):
        return Sign(THERE, "omslag")
    if "hersteld" in own and _NEEDS.isdisjoint(token.lemma_ for token in _around(doc, hit)):
        return Sign(THERE, "voorbij", "hersteld")
    # *zonder neer te kijken*, but not *over ons zonder ons*: without what follows
    without = any(token.lower_ == "zonder" and token.i < hit.places[0] for token in _around(doc, hit))
    if _DENIALS.isdisjoint(own) and (end := _one_of(_ENDING, doc, hit) or "zonder" * without):
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
    return next((t.text for t in _around(doc, hit) if t.lower_ in words or t.lemma_.lower() in words), "")


def _around(doc: Doc, hit: Hit) -> list[Token]:
    """Return the words in the clauses of a hit, without its own."""
    from kennis.language.borders import clause_numbers

    clauses = clause_numbers(doc)
    own = {clauses[place] for place in hit.places}
    near = [token for token in doc[hit.places[0]].sent if clauses[token.i] in own and token.i not in hit.places]
    return [token for token in near if not token.lower_.endswith("ste")]  # *het laagste verzuim* is not little


def _turns(doc: Doc, hit: Hit) -> bool:
    """Tell *ik durfde niet, maar deed het toch*: behind the hit a *maar* with a word that turns it soon after."""
    rest = [token.lower_ for token in doc[hit.places[0] + 1 : doc[hit.places[-1]].sent.end]]
    if "maar" not in rest:
        return False
    after = rest[rest.index("maar") + 1 :][:6]
    return not _TURNS.isdisjoint(after) and "niet" not in after


def _compared(doc: Doc, hit: Hit) -> str:
    """Return `most` for *niets zo mooi als vertrouwen*, `rather` for *liever controle dan vertrouwen*, else nothing."""
    before = doc[doc[hit.places[0]].sent.start : hit.places[0]]
    words = [token.lower_ for token in before]
    for place in range(len(words) - 1, max(-1, len(words) - _NEAR - 1), -1):
        if words[place] not in {"dan", "als"}:
            continue
        measures = [
            word == "zo" if words[place] == "als" else word.endswith(("er", "ers")) and token.pos_ == "ADJ"
            for word, token in zip(words[:place], before, strict=False)
        ]
        if any(measures) and not _DENIALS.isdisjoint(words[: measures.index(True)]):
            return "most"
        # *Dan* may also say what follows: *als ik meer weet, dan durf ik*.
        follows = words[place - 1 : place] == [","] or doc[before.start + place + 1].pos_ in {"VERB", "AUX"}
        return "rather" if words[place] == "dan" and not follows and not _RATHER.isdisjoint(words[:place]) else ""
    return ""


def _reach(doc: Doc, hit: Hit) -> str:
    """Return `far` for *te bang om iets te zeggen*, `near` for *niet te trots om te luisteren*, else nothing."""
    before = doc[doc[hit.places[0]].sent.start : hit.places[0]]
    words = [token.lower_ for token in before]
    if "om" not in words[-_NEAR:]:
        return ""
    start = max(place for place, word in enumerate(words) if word == "om")
    for place in range(start - 1, max(-1, start - _NEAR), -1):
        too = words[place] == "te" and before[place + 1].pos_ == "ADJ" and place + 1 < start
        if too or words[place] in _HARD:
            return "far" if _DENIALS.isdisjoint(words[max(0, place - 2) : place]) else "near"
    return ""


def _used_up(doc: Doc, hit: Hit) -> str:
    """Return the word that says so in *toen was het vertrouwen op*: the last one of its clause."""
    near = [token for token in _around(doc, hit) if token.is_alpha]
    last = near[-1] if near and near[-1].i > hit.places[-1] else None
    ends = last is not None and last.lower_ in _USED_UP and any(token.lemma_ in _IS for token in near)
    return last.lower_ if last is not None and ends else ""


def _is_needed(doc: Doc, hit: Hit) -> bool:
    """Tell *zonder vertrouwen begin je niets* and *gelijkwaardiger kan het niet*."""
    sentence = doc[hit.places[0]].sent
    rest = {token.lower_ for token in doc[hit.places[-1] + 1 : sentence.end]}
    word = doc[hit.places[0]]
    if word.tag_.startswith("ADJ") and word.lower_.endswith("er") and word.lower_ != word.lemma_.lower():
        return hit.negated and "niet" in rest
    before = [token.lower_ for token in doc[max(sentence.start, hit.places[0] - 3) : hit.places[0]]]
    return "zonder" in before and not _DENIALS.isdisjoint(rest)


def _is_asked_for(doc: Doc, hit: Hit) -> bool:
    """Tell *het wordt tijd dat ze luisteren*, *we hebben meer vertrouwen nodig* and *hadden ze maar lef*."""
    from kennis.language.tokens import marks

    sentence = doc[hit.places[0]].sent
    words = [token.lower_ for token in sentence]
    place = hit.places[0] - sentence.start
    if not _CALLS.isdisjoint(zip(words[:place], words[1:place], strict=False)):
        return True
    low = {token.lower_ for token in _around(doc, hit)}
    lemmas = {token.lemma_.lower() for token in _around(doc, hit)}
    if not _WOULD.isdisjoint(words[:place]) and not _LOVELY.isdisjoint(words[:place]) and "als" in words[:place]:
        return True
    stance = {kind for other in hit.places for kind in marks(doc, "stance")[other]}
    if not _MUST.isdisjoint(low) and not _AT_LAST.isdisjoint(low) and "ik" not in low:
        return True
    if words[0] == "als" and not _UNREAL.isdisjoint(words[:place]) and not _WOULD.isdisjoint(low):
        return True
    if "meer" in words[max(0, place - 2) : place] and not _NEEDS.isdisjoint(low | lemmas):
        return True
    return ("wished" in stance and not _UNREAL.isdisjoint(words)) or ("supposed" in stance and not _HAD.isdisjoint(low))


def _is_doubted(doc: Doc, hit: Hit) -> bool:
    """Tell *hoe kan ik u nog vertrouwen?*, *vertrouwen? kom nou* and *ik durf pas als ik weg ben*."""
    sentence = doc[hit.places[0]].sent
    words = [token.lower_ for token in sentence]
    if "?" in words[-2:]:
        asks = not _ASKING.isdisjoint(words[:2]) and not _NO_LONGER.isdisjoint(words)
        return asks or sum(token.is_alpha for token in sentence) <= _ONE_WORD
    if "pas" not in words[1:] or "pas" not in {
        token.lower_ for token in _around(doc, hit)
    }:  # *Pas als je meedenkt, tel je mee* only says when
        return False
    place = words.index("pas", 1)
    return not _WHEN.isdisjoint(words[place + 1 : place + 5])


def _in_name_only(doc: Doc, hit: Hit) -> bool:
    """Tell *op papier zijn we gelijkwaardig*, *hoezo serieus genomen*, *ze zeggen dat ze ons vertrouwen, maar …*."""
    sentence = doc[hit.places[0]].sent
    before = [token.lower_ for token in doc[sentence.start : hit.places[0]]]
    after = [token.lower_ for token in doc[hit.places[-1] + 1 : sentence.end]]
    near = _around(doc, hit)
    on_paper = any((one.lower_, two.lower_) == ("op", "papier") for one, two in itertools.pairwise(near))
    written = any(token.lemma_ == "zetten" for token in near)  # *iets op papier zetten* is writing it down
    if (on_paper and not written) or not _SO_CALLED.isdisjoint(token.lower_ for token in sentence):
        return True
    if not _CALLED.isdisjoint(zip(after, after[1:], strict=False)):
        return True
    says = any(
        token.lemma_.lower() in _SAYING and "dat" in before[token.i - sentence.start + 1 :][:3]
        for token in doc[sentence.start : hit.places[0]]
    )
    return says and "maar" in after
