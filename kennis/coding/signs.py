"""Is a value there, or is it missed? What the words around a hit do to what it says by itself.

| what is done to it | example                                                        | says    |
|--------------------|----------------------------------------------------------------|---------|
| denied             | *ik vertrouw hem niet*                                         | missing |
| less of it         | *het vertrouwen is gedaald*, *dat schaadt het vertrouwen*      | missing |
| asked for          | *het wordt tijd dat de gemeente eens luistert*                 | missing |
| doubted            | *hoe kan ik hem nog vertrouwen?*, *ik durf pas als ik weg ben* | missing |
| an end to the lack | *de angstcultuur is doorbroken*, *zonder neer te kijken*       | there   |
| cannot do without  | *zonder vertrouwen begin je niets*                             | there   |
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
    "minder weinig laag gering broos wankel onvoldoende gebrek tekort deuk knauw afbreuk breuk nihil nulpunt kwijt geschaad "
    "beschadigd geschonden beschaamd verlies ontbreken missen kwijtraken verliezen verdwijnen schaden beschadigen "
    "ondermijnen ondergraven aantasten afnemen dalen verminderen zakken slinken schenden beschamen afbrokkelen "
    "verspelen verbreken uithollen wegvallen kelderen wegebben slecht funest schadelijk dodelijk".split()
)
# … and what makes an end to a lack of it (*wantrouwen wegnemen*).
_ENDING = frozenset(
    "verminderen wegnemen overwinnen doorbreken tegengaan bestrijden voorkomen afnemen afbreken verkleinen opheffen "
    "verdwijnen wegwerken uitbannen overbruggen zonder".split()
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
_LOVELY = frozenset({"mooi", "fijn", "goed", "prettig", "helpen", "schelen", "sieren"})
_TURNS = frozenset({"toch", "uiteindelijk", "wel", "alsnog"})


def read_sign(doc: Doc, hit: Hit) -> tuple[str, str]:
    """Return what a hit says of its value, and what was done to it (empty when nothing was).

    Args:
        doc: the text, analysed.
        hit: a hit of a strong or weak pattern.

    Returns:
        `aanwezig` or `afwezig`, and one of `ontkend`, `minder`, `gevraagd`, `betwijfeld`, `voorbij`, `nodig`, `omslag` or nothing.
    """
    says = MISSING if hit.kind == "afwezig" else THERE
    if hit.reversed:
        return says, "omslag"
    low, lemmas = _around(doc, hit)
    if says == THERE and _is_needed(doc, hit):
        return THERE, "nodig"
    if hit.negated:
        return (THERE, "omslag") if says == THERE and _turns(doc, hit) else (_FLIPPED[says], "ontkend")
    if says == MISSING and _turns(doc, hit) and hit.code == "moed":
        return THERE, "omslag"
    if says == THERE and (low | lemmas) & _LESS:
        return MISSING, "minder"
    if says == THERE and _is_asked_for(doc, hit):
        return MISSING, "gevraagd"
    if says == THERE and _is_doubted(doc, hit):
        return MISSING, "betwijfeld"
    if says == MISSING and "hersteld" in {doc[place].lower_ for place in hit.places} and _NEEDS.isdisjoint(lemmas):
        return THERE, "voorbij"
    if says == MISSING and (low | lemmas) & _ENDING and _DENIALS.isdisjoint(doc[place].lower_ for place in hit.places):
        return THERE, "voorbij"
    return says, ""


def _around(doc: Doc, hit: Hit) -> tuple[set[str], set[str]]:
    """Return the forms and lemmas in the clauses of a hit, without its own."""
    from kennis.language.borders import clause_numbers

    clauses = clause_numbers(doc)
    own = {clauses[place] for place in hit.places}
    sentence = doc[hit.places[0]].sent
    near = [token for token in sentence if clauses[token.i] in own and token.i not in hit.places]
    near = [token for token in near if not token.lower_.endswith("ste")]  # *het laagste verzuim* is not little
    return {token.lower_ for token in near}, {token.lemma_.lower() for token in near}


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
    return "zonder" in before and not _DENIALS.isdisjoint(rest)


def _is_asked_for(doc: Doc, hit: Hit) -> bool:
    """Tell *het wordt tijd dat ze luisteren*, *we hebben meer vertrouwen nodig* and *hadden ze maar lef*."""
    from kennis.language.tokens import marks

    sentence = doc[hit.places[0]].sent
    words = [token.lower_ for token in sentence]
    place = hit.places[0] - sentence.start
    if not _CALLS.isdisjoint(zip(words[:place], words[1:place], strict=False)):
        return True
    low, lemmas = _around(doc, hit)
    if not _WOULD.isdisjoint(words[:place]) and not _LOVELY.isdisjoint(words[:place]) and "als" in words[:place]:
        return True
    stance = {kind for other in hit.places for kind in marks(doc, "stance")[other]}
    if "meer" in words[max(0, place - 2) : place] and not _NEEDS.isdisjoint(low | lemmas):
        return True
    return ("wished" in stance and not _UNREAL.isdisjoint(words)) or ("supposed" in stance and not _HAD.isdisjoint(low))


def _is_doubted(doc: Doc, hit: Hit) -> bool:
    """Tell *hoe kan ik u nog vertrouwen?*, *vertrouwen? kom nou* and *ik durf pas als ik weg ben*."""
    sentence = doc[hit.places[0]].sent
    words = [token.lower_ for token in sentence]
    if "?" in words[-2:]:
        asks = not _ASKING.isdisjoint(words[:2]) and not _NO_LONGER.isdisjoint(words)
        return asks or "hoezo" in words[:2] or sum(token.is_alpha for token in sentence) <= _ONE_WORD
    if "pas" not in words[1:] or "pas" not in _around(doc, hit)[0]:  # *Pas als je meedenkt, tel je mee* only says when
        return False
    place = words.index("pas", 1)
    return not _WHEN.isdisjoint(words[place + 1 : place + 5])
