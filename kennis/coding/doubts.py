"""What a sentence says against a value it names: asked for, doubted, in name only, out of reach, or rather something else.

`signs.py` says what that makes of the value.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from kennis.coding.lexicon import Hit

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

DENIALS = frozenset({"niet", "niets", "niks", "geen", "nergens", "nooit", "niemand", "onmogelijk"})
_CALLS = frozenset(
    {("tijd", "dat"), ("tijd", "voor"), ("hoog", "tijd"), ("tijd", "is"), ("wordt", "tijd"), ("is", "tijd")}
)
NEEDS = frozenset({"moeten", "nodig", "willen", "zou", "zouden", "wensen", "behoefte"})
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
_RATHER = frozenset({"liever", "eerder", "beter", "meer", "verder"})
_AT_LAST = frozenset({"beter", "eindelijk"})
_MUST = frozenset({"moet", "moeten"})
_HARD = frozenset({"lastig", "moeilijk", "onmogelijk", "ondoenlijk"})
_USED_UP = frozenset({"op", "weg", "zoek"})
_IS = frozenset({"zijn", "raken"})
_WRITTEN = frozenset(
    "brief kaart poster posters muur folder website site beleidsplan beleid visie jaarverslag rapport banner bord nota "
    "handboek boekje mok stuk stukken flyer nieuwsbrief plan vacature vacaturetekst".split()
)
_STANDS = frozenset("staat staan stond stonden hangt hangen hing hingen".split())
_SCORN = frozenset({"jaja", "ammehoela", "ahum", "ha", "haha"})
_SHORT = 3  # words of a sentence that does no more than scorn
_BUT = frozenset({"maar", "alleen"})
_UNDER = frozenset({"zodra", "toen", "als", "wanneer", "daarna", "komt", "moet", "moeten"})
_SOON = 4  # words behind *maar*
_OVER = frozenset({"over", "gedaan", "klaar"})
_CAN_GET = frozenset({"krijgen", "kunnen", "vinden", "bestaan"})
_NEAR = 6  # words between *dan* or *om* and a hit


def around(doc: Doc, hit: Hit) -> list[Token]:
    """Return the words in the clauses of a hit, without its own."""
    from kennis.language.borders import clause_numbers

    clauses = clause_numbers(doc)
    own = {clauses[place] for place in hit.places}
    near = [token for token in doc[hit.places[0]].sent if clauses[token.i] in own and token.i not in hit.places]
    return [token for token in near if not token.lower_.endswith("ste")]  # *het laagste verzuim* is not little


def compared(doc: Doc, hit: Hit) -> str:
    """Return `most` for *niets zo mooi als vertrouwen*, `rather` for *liever controle dan vertrouwen*, else nothing."""
    before = doc[doc[hit.places[0]].sent.start : hit.places[0]]
    words = [token.lower_ for token in before]
    if words[-1:] == ["meer"] and DENIALS.isdisjoint(words):  # *meer vertrouwen krijg je niet*
        after = doc[hit.places[0] : doc[hit.places[0]].sent.end]
        gets = any(token.lemma_ in _CAN_GET for token in after)
        return "most" if gets and any(token.lower_ in {"niet", "nergens"} for token in after) else ""
    if ("in", "plaats", "van") in zip(words[-_NEAR:], words[-_NEAR + 1 :], words[-_NEAR + 2 :], strict=False):
        return "rather"
    for place in range(len(words) - 1, max(-1, len(words) - _NEAR - 1), -1):
        if words[place] not in {"dan", "als"}:
            continue
        measures = [
            word == "zo" if words[place] == "als" else word.endswith(("er", "ers")) and token.pos_ == "ADJ"
            for word, token in zip(words[:place], before, strict=False)
        ]
        if any(measures) and not DENIALS.isdisjoint(words[: measures.index(True)]):
            return "most"
        # *Dan* may also say what follows: *als ik meer weet, dan durf ik*.
        follows = words[place - 1 : place] == [","] or doc[before.start + place + 1].pos_ in {"VERB", "AUX"}
        return "rather" if words[place] == "dan" and not follows and not _RATHER.isdisjoint(words[:place]) else ""
    return ""


def out_of_reach(doc: Doc, hit: Hit) -> str:
    """Return `far` for *te bang om iets te zeggen*, `near` for *niet te trots om te luisteren*, else nothing."""
    before = doc[doc[hit.places[0]].sent.start : hit.places[0]]
    words = [token.lower_ for token in before]
    if "om" not in words[-_NEAR:]:
        return ""
    start = max(place for place, word in enumerate(words) if word == "om")
    for place in range(start - 1, max(-1, start - _NEAR), -1):
        too = words[place] == "te" and before[place + 1].pos_ == "ADJ" and place + 1 < start
        if too or words[place] in _HARD:
            return "far" if DENIALS.isdisjoint(words[max(0, place - 2) : place]) else "near"
    return ""


def used_up(doc: Doc, hit: Hit) -> str:
    """Return the word that says so in *toen was het vertrouwen op* and *het was over met het vertrouwen*."""
    near = [token for token in around(doc, hit) if token.is_alpha]
    for one, two in itertools.pairwise(near):
        if one.lower_ in _OVER and two.lower_ == "met" and any(token.lemma_ in _IS for token in near):
            return one.lower_
    last = near[-1] if near and near[-1].i > hit.places[-1] else None
    ends = last is not None and last.lower_ in _USED_UP and any(token.lemma_ in _IS for token in near)
    return last.lower_ if last is not None and ends else ""


def is_asked_for(doc: Doc, hit: Hit) -> bool:
    """Tell *het wordt tijd dat ze luisteren*, *we hebben meer vertrouwen nodig* and *hadden ze maar lef*."""
    from kennis.language.tokens import marks

    sentence = doc[hit.places[0]].sent
    words = [token.lower_ for token in sentence]
    place = hit.places[0] - sentence.start
    if not _CALLS.isdisjoint(zip(words[:place], words[1:place], strict=False)):
        return True
    near = around(doc, hit)
    low, lemmas = {token.lower_ for token in near}, {token.lemma_.lower() for token in near}
    if not _WOULD.isdisjoint(words[:place]) and not _LOVELY.isdisjoint(words[:place]) and "als" in words[:place]:
        return True
    stance = {kind for other in hit.places for kind in marks(doc, "stance")[other]}
    if not _MUST.isdisjoint(low) and not _AT_LAST.isdisjoint(low) and "ik" not in low:
        return True
    if words[0] == "als" and not _UNREAL.isdisjoint(words[:place]) and not _WOULD.isdisjoint(low):
        return True
    if "meer" in words[max(0, place - 2) : place] and not NEEDS.isdisjoint(low | lemmas):
        return True
    return ("wished" in stance and not _UNREAL.isdisjoint(words)) or ("supposed" in stance and not _HAD.isdisjoint(low))


def is_doubted(doc: Doc, hit: Hit) -> bool:
    """Tell *hoe kan ik u nog vertrouwen?*, *vertrouwen? kom nou* and *ik durf pas als ik weg ben*."""
    sentence = doc[hit.places[0]].sent
    words = [token.lower_ for token in sentence]
    if "?" in words[-2:]:
        asks = not _ASKING.isdisjoint(words[:2]) and not _NO_LONGER.isdisjoint(words)
        return asks or sum(token.is_alpha for token in sentence) <= _ONE_WORD
    if "pas" not in words[1:] or "pas" not in {
        token.lower_ for token in around(doc, hit)
    }:  # *Pas als je meedenkt, tel je mee* only says when
        return False
    place = words.index("pas", 1)
    return not _WHEN.isdisjoint(words[place + 1 : place + 5])


def is_in_name_only(doc: Doc, hit: Hit) -> bool:
    """Tell *op papier zijn we gelijkwaardig*, *hoezo serieus genomen*, *ze zeggen dat ze ons vertrouwen, maar …*."""
    sentence = doc[hit.places[0]].sent
    before = [token.lower_ for token in doc[sentence.start : hit.places[0]]]
    after = [token.lower_ for token in doc[hit.places[-1] + 1 : sentence.end]]
    near = around(doc, hit)
    on_paper = any((one.lower_, two.lower_) == ("op", "papier") for one, two in itertools.pairwise(near))
    written = any(token.lemma_ == "zetten" for token in near)  # *iets op papier zetten* is writing it down
    if (on_paper and not written) or not _SO_CALLED.isdisjoint(token.lower_ for token in sentence):
        return True
    if not _CALLED.isdisjoint(zip(after, after[1:], strict=False)) or _is_scorned(doc, hit):
        return True
    says = any(
        token.lemma_.lower() in _SAYING and "dat" in before[token.i - sentence.start + 1 :][:5]
        for token in doc[sentence.start : hit.places[0]]
    )
    talks = [word for word in before if word in {"het", "over", "altijd", "steeds", "mond", "vol"}]
    says |= talks[-2:] == ["mond", "vol"] or (talks[-1:] == ["over"] and not {"altijd", "steeds"}.isdisjoint(talks))
    return says and ("maar" in after or "vol" in talks)


def _is_scorned(doc: Doc, hit: Hit) -> bool:
    """Tell *gelijkwaardig overleg, ja ja* and *vertrouwen, stond er boven die brief*, also in the sentence behind it."""
    sentence = doc[hit.places[0]].sent
    words = [token.lower_ for token in doc[hit.places[-1] + 1 : sentence.end] if token.is_alpha]
    if words[-2:] in (["ja", "ja"], ["ho", "maar"]) or not _SCORN.isdisjoint(words[-2:]):
        return True
    following = doc[sentence.end].sent if sentence.end < len(doc) else doc[0:0]
    short = [token.lower_ for token in following if token.is_alpha]
    if len(short) <= _SHORT and (short == ["ja", "ja"] or not _SCORN.isdisjoint(short)):
        return True
    says_so = following and following[0].lower_ in {"dat", "het", "zo"}
    return _is_written([token.lower_ for token in sentence]) or bool(
        says_so and _is_written([token.lower_ for token in following])
    )


def _is_written(words: list[str]) -> bool:
    """Tell whether a sentence says that something stands somewhere in writing: *stond er boven die brief*."""
    places = [place for place, word in enumerate(words) if word in _WRITTEN]
    led = any(not {"op", "in", "boven"}.isdisjoint(words[max(0, place - 3) : place]) for place in places)
    return led and not _STANDS.isdisjoint(words)


def is_limited(doc: Doc, hit: Hit) -> bool:
    """Tell *ik vertrouw haar, maar zodra haar baas erbij is …*: behind it a *maar* that names when it does not hold."""
    rest = [token.lower_ for token in doc[hit.places[-1] + 1 :]]
    place = next((place for place, word in enumerate(rest) if word in _BUT), None)
    return place is not None and not _UNDER.isdisjoint(rest[place + 1 : place + 1 + _SOON])
