"""Is a value there, or is it missed? What the words around a hit do to what it says by itself.

| what is done to it | example                                                        | says    |
|--------------------|----------------------------------------------------------------|---------|
| denied             | *ik vertrouw hem niet*                                         | missing |
| less of it         | *het vertrouwen is gedaald*, *dat schaadt het vertrouwen*      | missing |
| asked for          | *het wordt tijd dat de gemeente eens luistert*                 | missing |
| an end to the lack | *de angstcultuur is doorbroken*, *zonder neer te kijken*       | there   |
| turned             | *ik durfde niet, maar deed het toch*, *eerst niet, nu wel*     | there   |

A word reaches the hits in its own clause (`language.borders`), and never undoes what the pattern holds itself
(*weinig vertrouwen* is a pattern of its own).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kennis.coding.lexicon import Hit

if TYPE_CHECKING:
    from spacy.tokens import Doc

THERE, MISSING, MIXED = "aanwezig", "afwezig", "gemengd"
_FLIPPED = {THERE: MISSING, MISSING: THERE}

# Lemmas and forms. What takes a value away, or says that there is little of it …
_LESS = frozenset(
    "minder weinig laag gering broos wankel onvoldoende gebrek tekort twijfel deuk knauw afbreuk breuk nihil nulpunt kwijt geschaad "
    "beschadigd geschonden beschaamd verlies ontbreken missen kwijtraken verliezen verdwijnen schaden beschadigen "
    "ondermijnen ondergraven aantasten afnemen dalen verminderen zakken slinken schenden beschamen afbrokkelen "
    "verspelen verbreken uithollen wegvallen kelderen wegebben".split()
)
# … and what makes an end to a lack of it (*wantrouwen wegnemen*).
_ENDING = frozenset(
    "verminderen wegnemen overwinnen doorbreken tegengaan bestrijden voorkomen afnemen afbreken verkleinen opheffen "
    "verdwijnen wegwerken uitbannen overbruggen vermijden zonder".split()
)
_TURNS = frozenset({"toch", "uiteindelijk", "wel", "nu", "inmiddels", "tegenwoordig", "alsnog"})


def read_sign(doc: Doc, hit: Hit) -> tuple[str, str]:
    """Return what a hit says of its value, and what was done to it (empty when nothing was).

    Args:
        doc: the text, analysed.
        hit: a hit of a strong or weak pattern.

    Returns:
        `aanwezig` or `afwezig`, and one of `ontkend`, `minder`, `gevraagd`, `voorbij`, `omslag` or nothing.
    """
    says = MISSING if hit.kind == "afwezig" else THERE
    if hit.reversed:
        return says, "omslag"
    low, lemmas = _around(doc, hit)
    if hit.negated:
        return (THERE, "omslag") if says == THERE and _turns(doc, hit) else (_FLIPPED[says], "ontkend")
    if says == MISSING and _turns(doc, hit) and hit.code == "moed":
        return THERE, "omslag"
    if says == THERE and (low | lemmas) & _LESS:
        return MISSING, "minder"
    if says == THERE and _is_asked_for(doc, hit):
        return MISSING, "gevraagd"
    if says == MISSING and (low | lemmas) & _ENDING:
        return THERE, "voorbij"
    return says, ""


def _around(doc: Doc, hit: Hit) -> tuple[set[str], set[str]]:
    """Return the forms and lemmas in the clauses of a hit, without its own."""
    from kennis.language.borders import clause_numbers

    clauses = clause_numbers(doc)
    own = {clauses[place] for place in hit.places}
    sentence = doc[hit.places[0]].sent
    near = [token for token in sentence if clauses[token.i] in own and token.i not in hit.places]
    return {token.lower_ for token in near}, {token.lemma_.lower() for token in near}


def _turns(doc: Doc, hit: Hit) -> bool:
    """Tell *ik durfde niet, maar deed het toch*: behind the hit a *maar* with a word that turns it soon after."""
    rest = [token.lower_ for token in doc[hit.places[-1] + 1 : doc[hit.places[-1]].sent.end]]
    if "maar" not in rest:
        return False
    after = rest[rest.index("maar") + 1 :][:6]
    return not _TURNS.isdisjoint(after) and "niet" not in after


_CALLS = frozenset({"dat", "voor", "om"})


def _is_asked_for(doc: Doc, hit: Hit) -> bool:
    """Tell *het wordt tijd dat ze luisteren* and *er is meer vertrouwen nodig*."""
    words = [token.lower_ for token in doc[hit.places[0]].sent]
    for place, word in enumerate(words[:-1]):
        if word == "tijd" and words[place + 1] in _CALLS and place < hit.places[0]:
            return bool({"wordt", "is", "werd"} & set(words[max(0, place - 5) : place + 1]))
    return False
