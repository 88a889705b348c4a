"""Which words could be the loose part of which verb, and what speaks for each pair.

Training and the pipeline share this file, so that they cannot drift apart. It works on plain lists
(one sentence at a time), not on spaCy objects: the treebank has no `Doc`.
"""

from __future__ import annotations

from dataclasses import dataclass

from kennis.language.wordlists import fixed_expressions

_BEFORE, _BEHIND = 30, 6  # how far a verb may stand before and behind its particle
_ER = frozenset({"er", "d'r", "daar", "hier", "waar"})
# Prepositions that *er* takes more often than a verb does.
_STRANDED = frozenset({"aan", "over", "van", "mee", "voor", "in", "bij", "tegen", "door", "onder", "naar", "om"})
_CLAUSE_ENDS = frozenset({",", ";", ":", "(", ")", "–", "-", "?", "!", "."})
# Verbs that make a fixed expression with almost any bare noun (*in aanvaring komen*).
_LIGHT = frozenset(
    "nemen brengen komen gaan staan stellen krijgen houden raken zetten liggen vallen leggen treden blijven "
    "roepen slaan hebben geven doen maken".split()
)
_OPENERS = frozenset("in op tot ter ten te onder uit buiten van voor".split())


@dataclass(frozen=True)
class Sentence:
    """The words of one sentence: forms in lower case, labels of the tagger, lemmas."""

    forms: list[str]
    tags: list[str]
    lemmas: list[str]


@dataclass(frozen=True)
class Pair:
    """A word that may be the particle of a verb (places in the sentence)."""

    place: int
    verb: int
    words: tuple[int, ...]  # all words of the expression; of a separable verb only the particle
    evidence: str  # `list`, `loose`, `noun`, `fixed` or `bare`

    @property
    def is_separable(self) -> bool:
        """Tell whether the two are one verb (*uit* + *steken*), not an expression of several words."""
        return self.evidence in ("list", "loose", "noun")


def find_pairs(sentence: Sentence, separable: dict[str, dict[str, str]]) -> list[Pair]:
    """Return every pair of a possible particle and a possible verb.

    Args:
        sentence: the sentence.
        separable: per particle the base verbs it makes a verb with (see `wordlists.separable_verbs`).

    Returns:
        Pairs in the order of the particles; most of them are none (see `split_verbs.choose_pairs`).
    """
    verbs = [place for place, tag in enumerate(sentence.tags) if tag.startswith(("VERB", "AUX"))]
    pairs = []
    for place, form in enumerate(sentence.forms):
        if not form[:1].isalpha():
            continue
        near = [verb for verb in verbs if -_BEHIND <= place - verb <= _BEFORE and verb != place]
        particles: list[Pair] = []
        if not sentence.tags[place].startswith(("PROPN", "AUX")):
            particles = _particles(sentence, place, near, separable.get(form, {}))
        listed = {pair.verb for pair in particles if pair.evidence == "list"}
        # *deel* + *nemen* is one verb (*deelnemen*) before it is an expression of two words.
        phrases = _expressions(sentence, place, near)
        pairs += particles + [pair for pair in phrases if len(pair.words) > 1 or pair.verb not in listed]
    return pairs


def _particles(sentence: Sentence, place: int, verbs: list[int], bases: dict[str, str]) -> list[Pair]:
    found = [Pair(place, verb, (place,), "list") for verb in verbs if sentence.lemmas[verb] in bases]
    if sentence.tags[place] == "ADP_Fin":
        # *optreden* as *treden … op*: the tagger may take the verb for a noun.
        found += [
            Pair(place, other, (place,), "noun")
            for other in range(max(0, place - _BEFORE), min(len(sentence.forms), place + 3))
            if sentence.forms[other] in bases and sentence.tags[other] in ("NOUN_Plur", "NOUN", "ADJ")
        ]
    # A stranded preposition whose verb no list knows.
    if sentence.tags[place] == "ADP_Fin":
        known = {pair.verb for pair in found}
        found += [
            Pair(place, verb, (place,), "loose")
            for verb in verbs
            if verb not in known and sentence.tags[verb].startswith("VERB")
        ]
    return found


def _expressions(sentence: Sentence, place: int, verbs: list[int]) -> list[Pair]:
    found = []
    starting = fixed_expressions().get(sentence.forms[place])
    if starting and verbs:
        # Most sentences hold *de* or *in* and none of the second words: look those up, do not try each.
        seconds = ["", *sentence.forms[place + 1 : place + 3]]
        for words, bases in [phrase for second in seconds for phrase in starting.get(second, ())]:
            places = _match(sentence, place, words)
            if places:
                hits = [v for v in verbs if sentence.lemmas[v] in bases and v not in places]
                found += [Pair(place, verb, places, "fixed") for verb in hits]
    if not found and _is_bare_phrase(sentence, place):
        hits = [verb for verb in verbs if sentence.lemmas[verb] in _LIGHT]
        found = [Pair(place, verb, (place, place + 1), "bare") for verb in hits]
    return found


def _match(sentence: Sentence, place: int, words: tuple[str, ...]) -> tuple[int, ...]:
    """Return the places of the words of an expression; one determiner or adjective may stand between."""
    places = [place]
    for word in words[1:]:
        after = places[-1] + 1
        if after < len(sentence.forms) and sentence.forms[after] == word:
            places.append(after)
        elif (
            after + 1 < len(sentence.forms)
            and sentence.forms[after + 1] == word
            and sentence.tags[after] in ("DET", "PRON", "ADJ", "PROPN")
        ):
            places.append(after + 1)
        else:
            return ()
    return tuple(places)


def _is_bare_phrase(sentence: Sentence, place: int) -> bool:
    if sentence.forms[place] not in _OPENERS or place + 1 >= len(sentence.forms):
        return False
    return sentence.tags[place + 1] == "NOUN"


def pair_features(sentence: Sentence, pair: Pair) -> list[str]:
    """Return what speaks for or against a pair, as names of features."""
    forms, tags = sentence.forms, sentence.tags
    form, evidence = forms[pair.place], pair.evidence
    last = pair.words[-1]
    after = _word_at(sentence, last + 1)
    way = "v" if pair.verb < pair.place else "a"
    low, high = sorted((last if way == "v" else pair.place, pair.verb))
    between = range(low + 1, high)
    e = f"{evidence}{way}"
    tag, verb_tag = tags[pair.place], tags[pair.verb]
    finite = sum(tags[i] in ("VERB_Fin", "AUX_Fin") for i in between)
    other = sum(tags[i] in ("VERB_Inf", "VERB_Part") for i in between)
    stops = sum(forms[i] in _CLAUSE_ENDS for i in between)
    joins = sum(tags[i] in ("CCONJ", "SCONJ") for i in between)
    er = any(forms[i] in _ER for i in range(max(0, pair.place - 12), pair.place))
    distance = min(high - low, 4) + (high - low > 8) + (high - low > 15)
    return [
        "bias",
        e,
        f"{e} tag={tag}",
        f"{e} verb={verb_tag}",
        f"{e} {tag} {verb_tag}",
        f"{e} far={distance}",
        f"{e} finite={min(finite, 2)}",
        f"{e} other={min(other, 2)}",
        f"{e} stops={min(stops, 2)}",
        f"{e} joins={min(joins, 2)}",
        f"{e} {verb_tag} finite={min(finite, 1)} stops={min(stops, 1)} joins={min(joins, 1)}",
        f"{e} after={after}",
        f"{e} {tag} after={after}",
        f"{evidence} word={form}",
        f"{evidence} word={form} {tag}",
        f"{e} word={form}",
        f"{evidence} verb={sentence.lemmas[pair.verb]}",
        f"{e} before={_word_at(sentence, pair.place - 1)}",
        f"{evidence} er={er} {tag}",
        f"{evidence} er={er} {form}",
        f"{e} size={len(pair.words)}",
        f"{evidence} both={form} {sentence.lemmas[pair.verb]}",
        *([f"{evidence} phrase={forms[pair.words[1]]}"] if len(pair.words) > 1 else []),
    ]


def belongs_to_er(sentence: Sentence, pair: Pair) -> bool:
    """Tell whether a stranded preposition goes with *er*, *daar*, *hier* or *waar* (*er … over*), not with a verb."""
    if not pair.is_separable or sentence.forms[pair.place] not in _STRANDED or sentence.tags[pair.place] != "ADP_Fin":
        return False
    for place in range(pair.place - 1, max(-1, pair.place - 12), -1):
        if sentence.forms[place] in _ER:
            return True
        if sentence.forms[place] in _CLAUSE_ENDS:
            return False
    return False


def _word_at(sentence: Sentence, place: int) -> str:
    if place >= len(sentence.tags):
        return "."  # speech leaves the full stop out
    if place < 0:
        return "-"
    form, tag = sentence.forms[place], sentence.tags[place]
    return form if form in ("te", "om", "er", ",", ".") else tag
