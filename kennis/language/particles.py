"""Which words could be the loose part of which verb, and what speaks for each pair.

Training and the pipeline share this file, so that they cannot drift apart. It works on plain lists
(one sentence at a time), not on spaCy objects: the treebank has no `Doc`.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass

from kennis.language.lemmas import Lemmatizer
from kennis.language.paradigm import known_forms
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
# The tagger may take a verb for one of these, and these can be a particle whose verb it took for a noun.
_TAKEN_FOR = frozenset({"NOUN", "NOUN_Plur", "ADJ", "PROPN"})
_LOOSE = frozenset({"ADP_Fin", "ADP", "ADV", "ADJ"})
# Adverbs that hardly do anything but belong to a verb (*terug*): also with verbs no list has them with.
_LOOSE_ADVERBS = frozenset(
    "terug tegemoet weg omhoog omlaag vooruit achteruit tevoorschijn uiteen bijeen overeen teniet teweeg tekeer "
    "vandoor omver overboord achterna voorbij voort ineen".split()
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
    expressions = fixed_expressions()
    for place, form in enumerate(sentence.forms):
        tag = sentence.tags[place]
        may_be = form in separable or tag == "ADP_Fin" or form in _LOOSE_ADVERBS
        if not (may_be or form in expressions or form in _OPENERS) or not form[:1].isalpha():
            continue  # most words: neither a particle nor the first of an expression
        near = [verb for verb in verbs if -_BEHIND <= place - verb <= _BEFORE and verb != place]
        particles: list[Pair] = []
        if may_be and not tag.startswith(("PROPN", "AUX")):
            particles = _particles(sentence, place, near, separable.get(form, {}))
        listed = {pair.verb for pair in particles if pair.evidence == "list"}
        # *deel* + *nemen* is one verb (*deelnemen*) before it is an expression of two words.
        phrases = _expressions(sentence, place, near)
        pairs += particles + [pair for pair in phrases if len(pair.words) > 1 or pair.verb not in listed]
    return pairs


def _particles(sentence: Sentence, place: int, verbs: list[int], bases: dict[str, str]) -> list[Pair]:
    found = [Pair(place, verb, (place,), "list") for verb in verbs if sentence.lemmas[verb] in bases]
    if sentence.tags[place] not in _LOOSE:
        return found
    if bases:
        # *stappen de ministers op*: the tagger may take the verb for a noun.
        found += [
            Pair(place, other, (place,), "noun")
            for other in range(max(0, place - _BEFORE), min(len(sentence.forms), place + 3))
            if sentence.tags[other] in _TAKEN_FOR and other != place and verb_of(sentence.forms[other]) in bases
        ]
    # A stranded preposition whose verb no list knows.
    if sentence.tags[place] == "ADP_Fin" or sentence.forms[place] in _LOOSE_ADVERBS:
        known = {pair.verb for pair in found}
        found += [
            Pair(place, verb, (place,), "loose")
            for verb in verbs
            if verb not in known and sentence.tags[verb].startswith("VERB")
        ]
    return found


@functools.lru_cache(maxsize=50_000)
def verb_of(form: str) -> str:
    """Return the verb a form would be of if it were a finite verb: *stegen* → stijgen."""
    return _lemmatizer().find_lemma(form, "VERB_Fin")


@functools.cache
def _lemmatizer() -> Lemmatizer:
    return Lemmatizer()


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
    before = _word_at(sentence, pair.place - 1)
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
    apart = f"{min(finite, 1)}{min(stops, 1)}{min(joins, 1)}"
    lemma = verb_of(forms[pair.verb]) if evidence == "noun" else sentence.lemmas[pair.verb]
    features = [
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
        f"{e} {verb_tag} {apart}",
        f"{e} {verb_tag} far={distance} {min(finite + stops + joins, 1)}",
        f"{e} after={after}",
        f"{e} {tag} after={after}",
        f"{e} {tag} {verb_tag} {apart} after={_kind(after)}",
        f"{e} next={after} {_word_at(sentence, last + 2)}",
        f"{e} {tag} nextword={_form_at(sentence, last + 1)}",
        f"{evidence} word={form}",
        f"{evidence} word={form} {tag}",
        f"{e} word={form}",
        f"{e} word={form} after={_kind(after)}",
        f"{evidence} verb={lemma}",
        f"{e} before={before}",
        f"{e} {tag} before={before}",
        f"{evidence} er={er} {tag}",
        f"{evidence} er={er} {form}",
        f"{e} size={len(pair.words)}",
        f"{evidence} both={form} {lemma}",
        f"{e} both={form} {lemma}",
    ]
    if len(pair.words) > 1:
        return [*features, f"{evidence} phrase={forms[pair.words[1]]}"]
    opener = _opener(sentence, pair.verb)
    follows = _kind(_word_at(sentence, pair.verb + 1))
    return [
        *features,
        f"{e} {verb_tag} opener={opener} {apart}",
        f"{e} {verb_tag} follows={follows} {apart}",
        f"way={way} {tag} {verb_tag} {apart}",
        f"way={way} {tag} nextword={_form_at(sentence, last + 1)}",
        f"way={way} {tag} word={form} after={_kind(after)}",
        f"both={form} {lemma}",
        f"{evidence} known={_strength(form + lemma)}",
        f"{e} {tag} known={_strength(form + lemma)}",
    ]


def _form_at(sentence: Sentence, place: int) -> str:
    return sentence.forms[place] if place < len(sentence.forms) else "."


def _kind(word: str) -> str:
    """Return a coarser name of a neighbour: whether a clause or a noun phrase goes on there."""
    if word in (".", ",", "PUNCT", "CCONJ", "SCONJ"):
        return "end"
    if word in ("DET", "PROPN", "NOUN", "NOUN_Plur", "NUM", "ADJ"):
        return "noun"
    return word.partition("_")[0]


def _opener(sentence: Sentence, verb: int) -> str:
    """Return how the clause of a verb begins: with `SCONJ` the verb stands last, and its particle is joined to it."""
    for place in range(verb - 1, max(-1, verb - 15), -1):
        tag, form = sentence.tags[place], sentence.forms[place]
        if tag == "SCONJ" or form in ("die", "om"):
            return "sub"
        if tag == "CCONJ" or form in _CLAUSE_ENDS:
            return f"main{min(verb - place, 3)}"
    return f"start{min(verb, 3)}"


@functools.lru_cache(maxsize=20_000)
def _strength(whole: str) -> int:
    """Return how many forms of the whole verb a word list knows: 2 is a verb for sure."""
    forms = known_forms()
    return min(2, sum(form in forms for form in (whole, whole.removesuffix("en") + "t", whole[:-1])))


def belongs_to_er(sentence: Sentence, pair: Pair) -> bool:
    """Tell whether a stranded preposition goes with *er*, *daar*, *hier* or *waar* (*er … over*), not with a verb."""
    if not pair.is_separable or sentence.forms[pair.place] not in _STRANDED or sentence.tags[pair.place] != "ADP_Fin":
        return False
    for place in range(pair.place - 1, max(-1, pair.place - 12), -1):
        if sentence.forms[place] in _ER and sentence.tags[place] != "ADJ":  # *waar maken*
            return True
        # *wat er gebeurt en neemt hem mee*: another clause.
        if sentence.forms[place] in _CLAUSE_ENDS or sentence.tags[place] in ("CCONJ", "SCONJ"):
            return False
    return False


def _word_at(sentence: Sentence, place: int) -> str:
    if place >= len(sentence.tags):
        return "."  # speech leaves the full stop out
    if place < 0:
        return "-"
    form, tag = sentence.forms[place], sentence.tags[place]
    return form if form in ("te", "om", "er", ",", ".") else tag
