"""What the other forms of a word say about its class: *fietsen* has *gefietst*, *fiets* has *fietsje*.

The word list of simplemma (370,000 forms, no word classes) knows which forms exist. A word with a
comparative is an adjective, one with a participle a verb: that helps most with words the treebank
never saw, and in lower case, where a capital cannot help.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from kennis.language.forms import WordForms

if TYPE_CHECKING:
    import simplemma

_MOST = 200_000


class _OurForms:
    """Lets simplemma look words up in our copy of its list, which is read in pieces."""

    def get_dictionary(self, lang: str) -> Mapping[str, str]:
        return known_forms()


@functools.cache
def _lemmatizer() -> simplemma.Lemmatizer:
    import simplemma
    from simplemma.strategies import DefaultStrategy

    strategy = DefaultStrategy(greedy=False, dictionary_factory=_OurForms())
    return simplemma.Lemmatizer(lemmatization_strategy=strategy)


@functools.cache
def known_forms() -> WordForms:
    """Return simplemma's Dutch word list: form → lemma."""
    return WordForms()


@functools.lru_cache(maxsize=_MOST)
def simple_lemma(form: str) -> str:
    """Return simplemma's lemma of a word form, in lower case and without its compound marks.

    simplemma writes compounds and separable verbs with `_` (*op_lossen*); readers do not.
    """
    low = form.lower()
    if not low:
        return low
    return _lemmatizer().lemmatize(low, lang="nl").replace("_", "").lower() if low.isalpha() or "-" in low else low


def verb_stem(infinitive: str) -> str:
    """Return the stem of an infinitive in -en: *lopen* → loop, *zeggen* → zeg, *leven* → leef."""
    base = infinitive[:-2]
    if re.search(r"(?<![aeiou])[aou][bcdfghklmnprstvz]$", base) or re.search(r"(?<![aeiou])e[bcdfghkmpstvz]$", base):
        base = base[:-1] + base[-2] + base[-1]
    if re.search(r"([bdfgklmnprst])\1$", base):
        base = base[:-1]
    return re.sub("v$", "f", re.sub("z$", "s", base))


@functools.lru_cache(maxsize=_MOST)
def paradigm(low: str) -> tuple[str, str]:
    """Return which forms a word has, and how it differs from its lemma.

    Args:
        low: a word form in lower case.

    Returns:
        A mask of eight signs (`-` for no): known `k`, inflected -e `e`, comparative or superlative `r`,
        plural -s `s`, plural -en `n`, diminutive `j`, weak verb forms `v`, an infinitive on top of this form `i`;
        and the change from lemma to form (`en>t`).
    """
    lemma = simple_lemma(low)
    last = lemma[-1:]
    mask = (
        ("k", _is_known(low)),
        ("e", _belongs(lemma, lemma + "e", lemma[:-1] + last * 2 + "e")),
        ("r", not lemma.endswith("en") and any(_is_known(lemma + end) for end in ("er", "st", "ste"))),
        ("s", _belongs(lemma, lemma + "s")),
        ("n", _belongs(lemma, lemma + "en", lemma + last + "en")),
        ("j", _belongs(lemma, lemma + "je", lemma + "tje", lemma + "jes")),
        ("v", lemma.endswith("en") and _is_weak_verb(lemma)),
        ("i", len(low) > 3 and any(map(_is_known, _infinitives(low)))),
    )
    return "".join(sign if holds else "-" for sign, holds in mask), _change(lemma, low)


def _is_known(form: str) -> bool:
    """Tell whether the word list has a form (`in` would raise and catch an error for every form it has not)."""
    return known_forms().get(form) is not None


def _belongs(lemma: str, *others: str) -> bool:
    forms = known_forms()
    return any((found := forms.get(form)) is not None and found.replace("_", "") == lemma for form in others)


def _is_weak_verb(lemma: str) -> bool:
    stem = verb_stem(lemma) if len(lemma) >= 5 else lemma
    return _belongs(lemma, stem, stem + "t", stem + "de", stem + "te", f"ge{stem}d", f"ge{stem}t")


def _infinitives(low: str) -> set[str]:
    return {low + "en", low + low[-1:] + "en", low[:-1] + "en", low[:-2] + "en"} - {low}


def _change(lemma: str, low: str) -> str:
    same = 0
    while same < min(len(lemma), len(low)) and lemma[same] == low[same]:
        same += 1
    return f"{lemma[same:][-4:]}>{low[same:][-4:]}"
