"""Who holds it to be so: hedges, what others are said to have said, wishes, and what is only supposed.

| `token._.stance` holds | example                                                       |
|------------------------|---------------------------------------------------------------|
| `hedged`               | *misschien vertrouwen ze me*, *ik denk dat het vertrouwen er is* |
| `reported`             | *zij zei dat ze ons vertrouwde*, *volgens de wethouder*         |
| `wished`               | *ik zou willen dat ze me vertrouwden*, *hadden ze maar lef*     |
| `supposed`             | *als ze me hadden vertrouwd, was ik gebleven*                   |

A cue reaches its own clause; a verb that takes a clause (*ik hoop dat …*) reaches that one too, up to a
clause that starts anew (*maar*, *want*, *dus*).
"""

from __future__ import annotations

from collections.abc import Iterator

from spacy.attrs import LEMMA, LOWER
from spacy.language import Language
from spacy.tokens import Doc

from kennis.language.borders import clause_numbers, clause_places
from kennis.language.tokens import forget_columns, kept_column, marks

_HEDGES = frozenset(
    "misschien wellicht mogelijk waarschijnlijk vermoedelijk enigszins ergens hopelijk kennelijk blijkbaar "
    "schijnbaar".split()
)
_HEDGE_PHRASES = (
    "volgens mij",
    "denk ik",
    "geloof ik",
    "vermoed ik",
    "lijkt me",
    "lijkt mij",
    "zeg maar",
    "soort van",
    "een soort",
    "een beetje",
    "naar mijn idee",
    "voor mijn gevoel",
    "als het ware",
    "of zo",
    "zou kunnen",
    "kan zijn",
    "zou best",
)
_THINKING = frozenset("denken geloven vermoeden aannemen inschatten lijken schijnen betwijfelen afvragen".split())
_SAYING = frozenset(
    "zeggen vertellen beweren schrijven roepen melden stellen beloven vinden antwoorden verwijten uitleggen "
    "aangeven claimen volhouden noemen".split()
)
_WISHING = frozenset("hopen wensen dromen verlangen".split())
_LIKE_TO = frozenset({"willen", "graag", "liefst", "wensen", "mogen"})
_WOULD = frozenset({"zou", "zouden", "zou'n"})
_WERE = frozenset({"had", "hadden", "was", "waren", "mocht", "mochten", "kon", "konden", "durfde", "deed", "deden"})
_SELF = frozenset({"ik", "we", "wij", "'k"})
_SUBJECTS = frozenset(
    {"ik", "je", "jij", "hij", "ze", "zij", "we", "wij", "jullie", "u", "het", "er", "iemand", "mensen"}
)
_ANEW = frozenset({"maar", "want", "dus"})
_IF = frozenset({"als", "wanneer", "indien", "stel"})
_TAKES_CLAUSE = frozenset({"dat", "of", "hoe", "wat", "waarom", ":"})
# Per first word the words behind it.
_PHRASES: dict[str, list[list[str]]] = {}
for _first, *_rest in map(str.split, _HEDGE_PHRASES):
    _PHRASES.setdefault(_first, []).append(_rest)
_VERBS = _THINKING | _SAYING | _WISHING | {"willen"}
_MAY_BE = _HEDGES | _WOULD | _IF | _WERE | {"volgens", "zogenaamd", "hopelijk", "liefst"}
_MAY_BE |= set(_PHRASES)


@Language.component("kennis_stance")
def mark_stance(doc: Doc) -> Doc:
    """Mark the words of a text that are hedged, reported, wished or only supposed."""
    words, lemmas = kept_column(doc, LOWER), kept_column(doc, LEMMA)
    forget_columns(doc)
    if _MAY_BE.isdisjoint(words) and _VERBS.isdisjoint(lemmas):
        return doc
    both = enumerate(zip(words, lemmas, strict=True))
    maybe = [place for place, (word, lemma) in both if word in _MAY_BE or lemma in _VERBS]
    cues = [place for place in maybe if _is_cue(words, lemmas, place)]
    if not cues:
        return doc
    clauses = clause_numbers(doc)
    stance = marks(doc, "stance")
    for place in cues:
        for kind, reached in _find(doc, words, lemmas, clauses, place):
            for other in reached:
                if kind not in stance[other]:
                    stance[other] = tuple(sorted((*stance[other], kind)))
    return doc


def _is_cue(words: list[str], lemmas: list[str], place: int) -> bool:
    """Tell whether a word can mark anything: most forms of *zijn*, *zeggen* and *als* do not."""
    word = words[place]
    if word in _HEDGES or word in _WOULD or word in ("volgens", "zogenaamd", "hopelijk", "liefst", "stel"):
        return True
    near = words[place + 1 : place + 20]
    if word in _IF:
        return not (_WOULD | {"had", "hadden"}).isdisjoint(near)
    if lemmas[place] in _VERBS and not _TAKES_CLAUSE.isdisjoint(near):
        return True
    return (word in _WERE and "maar" in near[1:4]) or _phrase_at(words, place)


def _find(
    doc: Doc, words: list[str], lemmas: list[str], clauses: list[int], place: int
) -> Iterator[tuple[str, list[int]]]:
    word, own = words[place], _clause(clauses, place)
    following = words[place + 1] if place + 1 < len(words) else ""
    if word in _HEDGES or _phrase_at(words, place):
        yield "hedged", own
    if word in ("hopelijk", "liefst"):
        yield "wished", own
    if word == "zogenaamd" or (word == "volgens" and following not in ("mij", "ons", "")):
        yield "reported", own
    if word in _IF and (word != "als" or doc[place].pos_ == "SCONJ") and _is_unreal(doc, words, place):
        yield "supposed", own + (_complement(doc, words, clauses, place) if word == "stel" else [])
    if word in _WOULD and _LIKE_TO & {lemmas[other] for other in own}:
        yield "wished", own + _complement(doc, words, clauses, place)
    elif doc[place].pos_ in ("VERB", "AUX"):
        yield from _of_verb(doc, words, lemmas, clauses, place)


def _of_verb(
    doc: Doc, words: list[str], lemmas: list[str], clauses: list[int], place: int
) -> Iterator[tuple[str, list[int]]]:
    lemma, own = lemmas[place], _clause(clauses, place)
    complement = _complement(doc, words, clauses, place)
    speaks_self = bool(_SELF & {words[other] for other in own})
    if lemma in _SAYING and complement and not speaks_self and words[place] not in _IF:
        yield "reported", complement
    if lemma in _THINKING and complement:
        yield ("hedged" if speaks_self or lemma in ("lijken", "schijnen") else "reported"), complement
    if complement and (lemma in _WISHING or (lemma == "willen" and _is_that(doc, words, complement[0]))):
        yield "wished", complement
    near = words[place + 1 : place + 5]
    # *hadden ze maar lef*: the verb opens the clause
    opens = place == 0 or clauses[place - 1] != clauses[place] or doc[place].is_sent_start
    if words[place] in _WERE and opens and "maar" in near[1:]:
        yield "wished", sorted({*own, *_clause(clauses, place + 1 + near.index("maar"))})


def _is_that(doc: Doc, words: list[str], place: int) -> bool:
    """Tell *ik wil dat ze komt* from *ik wil dat boek*."""
    following = words[place + 1] if place + 1 < len(words) else ""
    return words[place] == "dat" and (doc[place].pos_ == "SCONJ" or following in _SUBJECTS)


def _complement(doc: Doc, words: list[str], clauses: list[int], place: int) -> list[int]:
    """Return the places of the clause a verb takes: it opens with *dat*, *of*, a question word or a colon."""
    found: list[int] = []
    number = clauses[place]
    for other in range(place + 1, len(words)):
        if doc[other].is_sent_start:
            break
        if clauses[other] == number and not found and words[other] not in _TAKES_CLAUSE:
            continue
        opens = clauses[other] != clauses[other - 1] or words[other - 1] in (",", "'", '"', "‘", "“")
        if not found and words[other] not in _TAKES_CLAUSE and words[other] not in (",", "'", '"', "‘", "“"):
            break
        if found and opens and words[other] in _ANEW:
            break
        found.append(other)
    return found if any(words[other] in _TAKES_CLAUSE for other in found[:2]) else []


def _clause(clauses: list[int], place: int) -> list[int]:
    return list(clause_places(clauses, clauses[place]))


def _phrase_at(words: list[str], place: int) -> bool:
    after = place + 1
    return any(words[after : after + len(rest)] == rest for rest in _PHRASES.get(words[place], ()))


def _is_unreal(doc: Doc, words: list[str], place: int) -> bool:
    """Tell whether a condition is a thought only: *zou* or *had* in it or in what follows."""
    if words[place] == "stel":
        return True
    sentence = doc[place].sent
    later = {words[other] for other in range(place, sentence.end)}
    return bool(later & _WOULD) or bool(later & {"had", "hadden"})
