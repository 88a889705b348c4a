"""What a Dutch ending says about the base form, for words whose lemma no list knows or a list has wrong.

simplemma's list has no word classes: *kweken* is there as *kweek*, *vage* as *vagen*, *onderzoeker* as
*onderzoekster*. With the word class known, spelling rules do better.
"""

from __future__ import annotations

import re

from kennis.language.paradigm import known_forms, simple_lemma, verb_stem

_VOICED = {"f": "v", "s": "z"}
_DIAERESIS = str.maketrans("ëïöü", "eiou")
_LONG = re.compile(r"([aeou])\1[bcdfghjklmnpqrstvwxz]$")
_INFINITIVE = ("en", "aan", "ien", "oen", "zijn")
# Diminutives that mean something else than the word they come from, or have none.
_NO_DIMINUTIVES = frozenset(
    "meisje beetje sprookje toetje ootje akkefietje rietje sneetje onsje dubbeltje kwartje watje uitje geeltje manusje "
    "bedankje praatje maatje".split()
)
_ALSO_AT_THE_END = ("meisje", "sprookje", "suitje", "praatje")  # *schoolmeisje*, *personeelsuitje*


def verb_lemma(low: str, lemma: str, tag: str) -> str:
    """Return the infinitive of a verb form.

    Args:
        low: the form in lower case.
        lemma: what the word list says.
        tag: label of the tagger (`VERB_Fin`, `AUX_Inf` …).
    """
    kind = tag.partition("_")[2]
    if kind == "Inf" and low.endswith("n"):
        return low
    is_infinitive = lemma.endswith(_INFINITIVE)
    if kind == "Part" and (lemma == low or not is_infinitive):
        return _of_participle(low)
    if kind == "Fin" and not is_infinitive:
        return _of_finite(low)
    return lemma


def _of_participle(low: str) -> str:
    """Return the verb of a participle: *geblokkeerd*, *geïnformeerde*, *begeleidend(e)*."""
    base = low.removesuffix("s") if low.endswith("ends") else low.removesuffix("e")
    if base.endswith("end"):
        return base.removesuffix("d")
    if not base.endswith(("d", "t")):
        return low
    stem = base.removeprefix("ge")
    stem = stem[:1].translate(_DIAERESIS) + stem[1:] if stem != base else stem
    return known_infinitive(stem[:-1]) or known_infinitive(stem) or _loan_verb(stem[:-1]) or low


def _of_finite(low: str) -> str:
    if low.endswith("en"):  # *liften*, or of a strong verb the past: *lagen* (lag → liggen)
        past = simple_lemma(verb_stem(low))
        return past if past.endswith("en") else low
    for ending in ("", "t", "de", "te", "den", "ten"):
        stem = low.removesuffix(ending)
        if len(stem) > 2 and (not ending or stem != low) and (verb := known_infinitive(stem) or _loan_verb(stem)):
            return verb
    return low


def known_infinitive(stem: str) -> str:
    """Return the infinitive of a stem that the word list has as a verb (*blokkeer* → blokkeren), else nothing."""
    voiced = stem[:-1] + _VOICED.get(stem[-1:], stem[-1:])
    found = [voiced + "en", stem + stem[-1:] + "en", stem + "en"]
    found.insert(0 if _LONG.search(stem) else 2, stem[:-2] + voiced[-1:] + "en")  # *loop* → lopen
    for verb in found:
        if known_forms().get(verb) is not None and simple_lemma(verb) == verb:
            return verb
    return ""


def _loan_verb(stem: str) -> str:
    """Return the infinitive of a stem in -eer: new loans all end so (*initieer* → initiëren)."""
    if len(stem) < 6 or not stem.endswith("eer"):
        return ""
    return stem[:-3] + ("ëren" if stem[-4] in "ie" else "eren")


def noun_lemma(low: str, lemma: str, tag: str) -> str:
    """Return the singular of a noun, of a diminutive the word it is made from (*touwtjes* → touw)."""
    singular = low.removesuffix("s") if tag == "NOUN_Plur" else low
    if singular.endswith("je") and len(singular) > 4:
        return _of_diminutive(singular, lemma)
    if tag != "NOUN_Plur":
        return low
    if low.endswith(("'s", "’s")):
        return low[:-2]
    is_of_verb = lemma.endswith("en") and lemma != low
    if is_of_verb or (lemma == low and low not in known_forms()):
        return _of_compound(low) or _of_plural(low)
    return lemma


def _of_compound(low: str) -> str:
    """Return the singular of a compound: its last part bends (*marmer* + *sculpturen*)."""
    for size in range(2, len(low) - 3):
        head = low[size:]
        if head in known_forms() and (lemma := simple_lemma(head)) != head and not lemma.endswith("en"):
            return low[:size] + lemma
    return ""


def _of_plural(low: str) -> str:
    if low.endswith("en") and len(low) > 4:
        return verb_stem(low)  # nouns lose their -en as verbs do: *kroonbuizen* → kroonbuis
    return low.removesuffix("s") if len(low) > 3 and not low.endswith("ss") else low


def _of_diminutive(low: str, lemma: str) -> str:
    if low in _NO_DIMINUTIVES or low.endswith(_ALSO_AT_THE_END):
        return low
    found = [low[:-2]]  # *boekje*
    if low.endswith("nkje"):
        found.append(low[:-3] + "g")  # *koninkje*
    if low.endswith(("tje", "pje")):
        found.append(low[:-3])  # *stoeltje*, *raampje*
    if low.endswith("etje") or low[-4:-3] == low[-5:-4]:
        found.append(low[:-4])  # *bloemetje*, *fotootje*
    if low.endswith("etje") and low[-5:-4] == low[-6:-5]:
        found.insert(0, low[:-5])  # *mannetje*
    for word in found:
        if known_forms().get(word) is not None and simple_lemma(word) == word:
            return word
    for word in found:
        if _is_compound_of_known(word):
            return word
    if lemma != low and not lemma.endswith("je"):
        return lemma
    for word in found:
        if known_forms().get(word) is not None:
            return word
    if low.endswith("etje") and low[-5:-4] == low[-6:-5]:
        return low[:-5]
    return low[:-3] if re.search(r"([aeiouylnrw]t|mp)je$", low) else low[:-2]


def _is_compound_of_known(word: str) -> bool:
    """Tell whether a word ends in one that the list knows as a base form: *bus* + *kaart*."""
    tails = (word[size:] for size in range(3, len(word) - 3))
    return any(known_forms().get(tail) is not None and simple_lemma(tail) == tail for tail in tails)


def adjective_lemma(low: str, lemma: str) -> str:
    """Return an adjective without its -e (*vage* → vaag, *bewaarbare* → bewaarbaar)."""
    is_known = lemma != low or low in known_forms()
    is_verb = lemma.endswith("en") and not low.endswith("en")
    if (is_known and not is_verb) or not low.endswith("e") or low.endswith("zelfde") or len(low) < 4:
        return low if is_verb else lemma
    if low.endswith(("iële", "uele", "nele", "riele", "tiele")):
        return low[:-2].replace("ië", "ie") + "el"
    return verb_stem(low + "n")
