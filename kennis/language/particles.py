"""Which words could be the loose part of which verb, and what speaks for each pair.

Training and the pipeline share this file, so that they cannot drift apart. It works on plain lists
(one sentence at a time), not on spaCy objects: the treebank has no `Doc`.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from kennis.language.lemmas import Lemmatizer
from kennis.language.paradigm import known_forms
from kennis.language.wordlists import Phrase, fixed_expressions, particle_weights

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
_VERBS = frozenset({"VERB_Fin", "VERB_Inf", "VERB_Part", "AUX_Fin", "AUX_Inf", "AUX_Part"})
_OPENERS = frozenset("in op tot ter ten te onder uit buiten van voor".split())


_Group = tuple[Callable[..., list[str]], tuple[Any, ...]]


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
    forms, tags = sentence.forms, sentence.tags
    verbs = [place for place, tag in enumerate(tags) if tag in _VERBS]
    openers = _first_words()
    pairs: list[Pair] = []
    for place, (form, tag) in enumerate(zip(forms, tags, strict=True)):
        if form not in openers and form not in separable and tag != "ADP_Fin":
            continue  # most words: neither a particle nor the first of an expression
        particles: list[Pair] = []
        bases = separable.get(form, {})
        may_be = bases or tag == "ADP_Fin" or form in _LOOSE_ADVERBS
        if may_be and form[:1].isalpha() and not tag.startswith(("PROPN", "AUX")):
            particles = _particles(sentence, place, _near(place, verbs), bases)
            pairs += particles
        if verbs and form in openers and (phrases := _expressions(sentence, place, verbs)):
            # *deel* + *nemen* is one verb (*deelnemen*) before it is an expression of two words.
            listed = {pair.verb for pair in particles if pair.evidence == "list"}
            pairs += [pair for pair in phrases if len(pair.words) > 1 or pair.verb not in listed]
    return pairs


@functools.cache
def _first_words() -> frozenset[str]:
    return frozenset(fixed_expressions()) | _OPENERS | _LOOSE_ADVERBS


def _near(place: int, verbs: list[int]) -> list[int]:
    return [verb for verb in verbs if -_BEHIND <= place - verb <= _BEFORE and verb != place]


def _particles(sentence: Sentence, place: int, verbs: list[int], bases: dict[str, str]) -> list[Pair]:
    forms, tags, lemmas = sentence.forms, sentence.tags, sentence.lemmas
    found = [Pair(place, verb, (place,), "list") for verb in verbs if lemmas[verb] in bases]
    if tags[place] not in _LOOSE:
        return found
    if bases:
        # *stappen de ministers op*: the tagger may take the verb for a noun.
        start, end = max(0, place - _BEFORE), place + 3
        near = enumerate(zip(tags[start:end], forms[start:end], strict=True), start)
        taken = [other for other, (tag, form) in near if tag in _TAKEN_FOR and verb_of(form) in bases]
        found += [Pair(place, other, (place,), "noun") for other in taken if other != place]
    # A stranded preposition whose verb no list knows.
    if tags[place] == "ADP_Fin" or forms[place] in _LOOSE_ADVERBS:
        known = {pair.verb for pair in found}
        others = [verb for verb in verbs if verb not in known and tags[verb].startswith("VERB")]
        found += [Pair(place, verb, (place,), "loose") for verb in others]
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
    for words, bases in _phrases(sentence.forms, place):
        if places := _match(sentence, place, words):
            hits = [v for v in _near(place, verbs) if sentence.lemmas[v] in bases and v not in places]
            found += [Pair(place, verb, places, "fixed") for verb in hits]
    if not found and sentence.forms[place] in _OPENERS and sentence.tags[place + 1 : place + 2] == ["NOUN"]:
        hits = [verb for verb in _near(place, verbs) if sentence.lemmas[verb] in _LIGHT]
        found = [Pair(place, verb, (place, place + 1), "bare") for verb in hits]
    return found


def _phrases(forms: list[str], place: int) -> list[Phrase]:
    """Return the expressions that may begin at a place: one other word may stand between the first three."""
    starting = fixed_expressions().get(forms[place])
    if not starting:
        return []
    found = [*starting[""][""]] if "" in starting else []
    for at in (place + 1, place + 2):
        if at < len(forms) and (second := starting.get(forms[at])):
            # Most sentences hold *in de* and none of the words behind it: look those up, do not try each.
            for third in ("", *forms[at + 1 : at + 3]):
                found += second.get(third, ())
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


def pair_features(sentence: Sentence, pair: Pair) -> list[str]:
    """Return what speaks for or against a pair, as names of features."""
    return [name for group, values in _groups(sentence, pair) for name in group(*values)]


def pair_score(sentence: Sentence, pair: Pair) -> float:
    """Return the sum of the weights of the features of a pair; sums of groups that came before are kept."""
    return sum(_group_score(group, values) for group, values in _groups(sentence, pair))


@functools.lru_cache(maxsize=100_000)
def _group_score(group: Callable[..., list[str]], values: tuple[Any, ...]) -> float:
    weights = particle_weights()
    return sum(weights.get(name, 0.0) for name in group(*values))


def _groups(sentence: Sentence, pair: Pair) -> list[_Group]:
    """Return the features of a pair in groups: what makes their names, and from which values."""
    forms, tags = sentence.forms, sentence.tags
    place, verb, evidence, last = pair.place, pair.verb, pair.evidence, pair.words[-1]
    form, tag, verb_tag = forms[place], tags[place], tags[verb]
    way = "v" if verb < place else "a"
    low, high = (verb, last) if way == "v" else (place, verb)
    finite, other, stops, joins = _between(forms[low + 1 : high], tags[low + 1 : high])
    apart = f"{min(finite, 1)}{min(stops, 1)}{min(joins, 1)}"
    gap = high - low
    distance = min(gap, 4) + (gap > 8) + (gap > 15)
    counts = (min(finite, 2), min(other, 2), min(stops, 2), min(joins, 2))
    after, next_form = _word_at(sentence, last + 1), _form_at(sentence, last + 1)
    lemma = verb_of(forms[verb]) if evidence == "noun" else sentence.lemmas[verb]
    er = not _ER.isdisjoint(forms[max(0, place - 12) : place])
    groups: list[_Group] = [
        (_of_distance, (evidence, way, tag, verb_tag, distance, apart, counts, len(pair.words))),
        (_of_following, (evidence, way, tag, verb_tag, apart, after, _word_at(sentence, last + 2), next_form)),
        (_of_words, (evidence, way, tag, form, lemma, _kind(after))),
        (_of_preceding, (evidence, way, tag, form, _word_at(sentence, place - 1), er)),
    ]
    if len(pair.words) > 1:
        return [*groups, (_of_phrase, (evidence, forms[pair.words[1]]))]
    follows = _kind(_word_at(sentence, verb + 1))
    return [
        *groups,
        (_of_clause, (evidence, way, tag, verb_tag, apart, _opener(sentence, verb), follows)),
        (_of_particle, (evidence, way, tag, form, lemma, _kind(after), next_form)),
    ]


def _between(forms: list[str], tags: list[str]) -> tuple[int, int, int, int]:
    """Count what stands between particle and verb: finite verbs, other verbs, clause ends, conjunctions."""
    finite = tags.count("VERB_Fin") + tags.count("AUX_Fin")
    other = tags.count("VERB_Inf") + tags.count("VERB_Part")
    joins = tags.count("CCONJ") + tags.count("SCONJ")
    return finite, other, len([form for form in forms if form in _CLAUSE_ENDS]), joins


def _of_distance(
    evidence: str, way: str, tag: str, verb: str, far: int, apart: str, counts: tuple[int, int, int, int], size: int
) -> list[str]:
    finite, other, stops, joins = counts
    e = f"{evidence}{way}"
    return [
        "bias",
        e,
        f"{e} tag={tag}",
        f"{e} verb={verb}",
        f"{e} {tag} {verb}",
        f"{e} far={far}",
        f"{e} finite={finite}",
        f"{e} other={other}",
        f"{e} stops={stops}",
        f"{e} joins={joins}",
        f"{e} {verb} {apart}",
        f"{e} {verb} far={far} {min(finite + stops + joins, 1)}",
        f"{e} size={size}",
    ]


def _of_following(
    evidence: str, way: str, tag: str, verb: str, apart: str, after: str, second: str, form: str
) -> list[str]:
    e = f"{evidence}{way}"
    return [
        f"{e} after={after}",
        f"{e} {tag} after={after}",
        f"{e} {tag} {verb} {apart} after={_kind(after)}",
        f"{e} next={after} {second}",
        f"{e} {tag} nextword={form}",
    ]


def _of_words(evidence: str, way: str, tag: str, form: str, lemma: str, after: str) -> list[str]:
    e = f"{evidence}{way}"
    return [
        f"{evidence} word={form}",
        f"{evidence} word={form} {tag}",
        f"{e} word={form}",
        f"{e} word={form} after={after}",
        f"{evidence} verb={lemma}",
        f"{evidence} both={form} {lemma}",
        f"{e} both={form} {lemma}",
    ]


def _of_preceding(evidence: str, way: str, tag: str, form: str, before: str, er: bool) -> list[str]:
    e = f"{evidence}{way}"
    return [
        f"{e} before={before}",
        f"{e} {tag} before={before}",
        f"{evidence} er={er} {tag}",
        f"{evidence} er={er} {form}",
    ]


def _of_phrase(evidence: str, second: str) -> list[str]:
    return [f"{evidence} phrase={second}"]


def _of_clause(evidence: str, way: str, tag: str, verb: str, apart: str, opener: str, follows: str) -> list[str]:
    e = f"{evidence}{way}"
    return [
        f"{e} {verb} opener={opener} {apart}",
        f"{e} {verb} follows={follows} {apart}",
        f"way={way} {tag} {verb} {apart}",
    ]


def _of_particle(evidence: str, way: str, tag: str, form: str, lemma: str, after: str, next_form: str) -> list[str]:
    known = _strength(form + lemma)
    return [
        f"way={way} {tag} nextword={next_form}",
        f"way={way} {tag} word={form} after={after}",
        f"both={form} {lemma}",
        f"{evidence} known={known}",
        f"{evidence}{way} {tag} known={known}",
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
