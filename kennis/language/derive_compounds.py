"""Derive from word lists which words open and close compounds, and learn when a split is to be trusted.

Nobody marked the compounds among the 125,000 lemmas of simplemma. But *ervarings-* stands before
forty words of that list and *tra-* before one: how many words a part makes compounds with, counted
twice over, tells parts from coincidence (*tra+sport*). The treebank, which does mark compounds,
sets how much each sign weighs.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from kennis.language.compounds import LEAST, divide, division_features
from kennis.language.paradigm import known_forms, paradigm, simple_lemma, verb_stem
from kennis.language.treebank import Word
from kennis.language.wordlists import CompoundParts

_ER_PLURALS = frozenset("kind ei lied blad been rund volk lam hoen kalf rad gemoed".split())
_ROUNDS = 3
# The treebank leaves many a compound unmarked (*hoofdstad*): the border is lower than its count alone would set it.
BORDER = 2.5
_OWN = 1.1  # the weight of a part that stands in two words


@dataclass
class Parts:
    """What is known of the parts: opening form → lemma, and in how many words each part stands."""

    lemma: dict[str, str] = field(default_factory=dict)
    opening: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    closing: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))


def noun_lemmas(treebank: Mapping[str, Counter[str]], synonyms: Iterable[str]) -> set[str]:
    """Return lemmas that are (or may well be) nouns.

    Args:
        treebank: lemma → word class → count.
        synonyms: the lemmas of Open Dutch WordNet (nouns, verbs and adjectives).
    """
    found = {w for w, c in treebank.items() if w.isalpha() and c.most_common(1)[0][0] == "NOUN"}
    other = {w for w, c in treebank.items() if not any(c[upos] for upos in ("NOUN", "X", "PROPN"))}
    for form in {*known_forms().values(), *synonyms}:
        word = form.replace("_", "")
        if word.isalpha() and word.islower() and len(word) >= LEAST and word not in other:
            mask = paradigm(word)[0]
            is_verb = word.endswith("en") and ("v" in mask or "s" not in mask and "j" not in mask)
            is_adjective = "e" in mask and "r" in mask and "j" not in mask and "s" not in mask
            if not is_verb and not is_adjective and ({"s", "n", "j"} & set(mask) or word in synonyms):
                found.add(word)
    # *leraren* is a form of *leraar*, though WordNet has it as a word.
    return {word for word in found if not (word.endswith("en") and simple_lemma(word) in found - {word})}


def opening_forms(
    nouns: set[str], verbs: Iterable[str], adjectives: Iterable[str], own: Iterable[str]
) -> dict[str, str]:
    """Return every form a word can have at the head of a compound: `ervarings` → ervaring, `woon` → wonen's stem."""
    forms: dict[str, str] = {}
    for word in adjectives:
        forms[word] = word
    for verb in verbs:
        if len(verb) >= 5 and verb.endswith("en"):
            forms[verb_stem(verb)] = verb_stem(verb)
    for noun in nouns:
        forms[noun] = noun
    fixed = set(forms) - nouns
    for noun in nouns:
        for form in _linked(noun):
            # *staats* is a form of *staat*, though a list has it as a word; *huis* is none of *hui*, *oefen* of *oef*.
            if form not in fixed and (form not in nouns or not {"s", "n", "j"} & set(paradigm(form)[0])):
                forms[form] = noun
    forms.update((word, word) for word in own)
    for word in own:  # by hand before by rule: *boven-* is no plural of *bof*
        forms.update((word + link, word) for link in ("s", "en") if (word + link) in forms)
    return forms


def _linked(noun: str) -> set[str]:
    last = noun[-1:]
    found = {noun + "s", noun + "en", noun + "e", noun + last + "en", noun + last + "e", noun + "-"}
    if noun.endswith("e"):
        found.add(noun + "n")
    if noun.endswith(("f", "s")):
        voiced = noun[:-1] + {"f": "v", "s": "z"}[last]
        found |= {voiced + "en", voiced + "e"}
        if len(noun) > 3 and noun[-2] == noun[-3]:
            found.add(voiced[:-2] + voiced[-1] + "en")
    if len(noun) > 3 and noun[-2] == noun[-3] and noun[-2] in "aoue":
        found |= {noun[:-2] + last + "en", noun[:-2] + last + "e"}
    if noun in _ER_PLURALS:
        found.add(noun + "er")
    return found


def count_parts(nouns: set[str], forms: dict[str, str], bad_closing: set[str]) -> Parts:
    """Count in how many words each part stands; a word with several divisions counts a bit for each."""
    divisions = {}
    for word in nouns:
        found = [
            (word[:size], word[size:])
            for size in range(LEAST, len(word) - LEAST + 1)
            if word[size:] in nouns and word[:size] in forms and word[size:] not in bad_closing
        ]
        if found:
            divisions[word] = found
    parts = Parts(lemma=forms)
    shares = {word: [1 / len(found)] * len(found) for word, found in divisions.items()}
    for _ in range(_ROUNDS):
        parts.opening, parts.closing = defaultdict(float), defaultdict(float)
        for word, found in divisions.items():
            for (left, right), share in zip(found, shares[word], strict=True):
                parts.opening[left] += share
                parts.closing[right] += share
        for word, found in divisions.items():
            strengths = [parts.opening[left] * parts.closing[right] for left, right in found]
            shares[word] = [strength / sum(strengths) for strength in strengths]
    return parts


def learn_divisions(marked: Mapping[str, tuple[str, ...]], known: CompoundParts) -> dict[str, float]:
    """Learn how much each sign weighs, from words whose parts the treebank marks (one part: no compound)."""
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression

    rows, truth = [], []
    for word, parts in marked.items():
        for size in range(LEAST, len(word) - LEAST + 1):
            division = divide(word[:size], word[size:], known, deep=False)
            if division is not None:
                rows.append(division_features(division, known.words))
                truth.append(len(parts) > 1 and _is_border(division.left, division.right, parts))
    vectors = DictVectorizer()
    model = LogisticRegression(max_iter=2000).fit(vectors.fit_transform(rows), truth)
    weights = zip(vectors.feature_names_, model.coef_[0], strict=True)
    learned = {name: round(float(weight), 4) for name, weight in weights}
    return learned | {"bias": round(float(model.intercept_[0]), 4), "border": BORDER}


def _is_border(left: str, right: str, parts: tuple[str, ...]) -> bool:
    """Tell whether the word ends in the marked last parts and begins with the first ones."""
    return any(
        right == "".join(parts[place:]) and left.startswith("".join(parts[:place])[:LEAST])
        for place in range(1, len(parts))
    )


def as_tables(parts: Parts) -> tuple[dict[str, tuple[str, float]], dict[str, float]]:
    """Return the counts as logarithms, for parts seen often enough to matter."""
    opening = {
        form: (parts.lemma[form], round(math.log1p(count), 2)) for form, count in parts.opening.items() if count >= 0.5
    }
    closing = {word: round(math.log1p(count), 2) for word, count in parts.closing.items() if count >= 0.5}
    return opening, closing


def compound_tables(
    marking: Iterable[list[Word]], other: Iterable[list[Word]], synonyms: Iterable[str], own: dict[str, Any]
) -> dict[str, Any]:
    """Return all that the pipeline needs to split compounds.

    Args:
        marking: the treebank that marks compounds.
        other: the treebank that does not; it only adds words.
        synonyms: the lemmas of Open Dutch WordNet.
        own: hand-made additions per list (`voor`, `achter`, `heel`, `niet_voor`, `niet_achter`), and `vormen`:
            opening form → its word.

    Returns:
        `voor`: opening form → lemma and weight; `achter`: closing word → weight; `woorden`, `heel`, `stammen`: lists;
        `gewichten`: what `compounds.division_features` weighs.
    """
    classes, marked = _read_treebank(marking)
    for word, counts in _read_treebank(other)[0].items():
        classes.setdefault(word, Counter()).update(counts)
    known = {word for word in synonyms if word.isalpha() and word.islower()}
    nouns = (noun_lemmas(classes, known) | set(own["achter"])) - set(own["niet_achter"])
    verbs = {w for w in known | set(known_forms().values()) if w.endswith("en") and "v" in paradigm(w)[0]}
    adjectives = {w for w, c in classes.items() if c.most_common(1)[0][0] == "ADJ" and w.isalpha()}
    forms = opening_forms(nouns, verbs, adjectives, own["voor"])
    forms |= own["vormen"]
    forms = {form: lemma for form, lemma in forms.items() if len(form) >= LEAST and form not in own["niet_voor"]}
    opening, closing = as_tables(count_parts(nouns, forms, set(own["niet_achter"])))
    # What is listed by hand is a part, however few words a list has with it.
    opening |= {form: (lemma, _OWN) for form, lemma in own["vormen"].items() if form not in opening}
    tables = (opening, closing)
    words = {word for word in nouns if word in known_forms() or word in known} | set(own["achter"])
    stems = {verb_stem(verb) for verb in verbs | {w for w, c in classes.items() if c["VERB"]} if len(verb) >= 6}
    stems = {stem for stem in stems - words - set(tables[0]) - set(own["niet_voor"]) if len(stem) >= LEAST + 1}
    listed = CompoundParts(*tables, frozenset(words), frozenset(own["heel"]), frozenset(stems), {})
    weights = learn_divisions(marked, listed)
    return {
        "voor": {form: list(value) for form, value in tables[0].items()},
        "achter": tables[1],
        "woorden": sorted(words),
        "heel": sorted(set(own["heel"])),
        "stammen": sorted(stems),
        "gewichten": weights,
    }


def _read_treebank(
    sentences: Iterable[list[Word]],
) -> tuple[dict[str, Counter[str]], dict[str, tuple[str, ...]]]:
    """Return the word classes of every lemma, and the nouns with the parts the treebank marks in them."""
    classes: dict[str, Counter[str]] = {}
    marked: dict[str, tuple[str, ...]] = {}
    for words in sentences:
        for word in words:
            low = word.form.lower()
            parts = tuple(word.parts)
            # The lemma of a compound lacks the linking letters (*verkiezing_programma*): then the form is the word.
            written = word.lemma.lower() if len(parts) == 1 else low
            classes.setdefault(written, Counter())[word.upos] += 1
            if word.upos == "NOUN" and written.isalpha() and (len(parts) == 1 or low.endswith(parts[-1])):
                marked[written] = parts
    return classes, marked
