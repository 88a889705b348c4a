"""Derive the lists that ship with `builtin` from the treebank, simplemma and Open Dutch WordNet."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from kennis.language.lemmas import CASED, Lemmatizer
from kennis.language.paradigm import known_forms, simple_lemma, verb_stem
from kennis.language.treebank import Word

PARTICLES_TEXT = """
bekend gevangen verder dood kennis les schoon
aan achter achteraan achterna achteruit achterover af bij bijeen binnen boven buiten dicht door droog gelijk
goed hard heen in ineen kapot klaar kwijt langs leeg los mee mis na neer om omhoog omlaag omver onder op open
over overeen plaats rond samen stand stil stop stuk tegemoet tegen teleur tentoon terecht terug tevoorschijn
thuis toe uit uiteen vast vol voor vooraf voorbij vooruit voort vrij waar weer weg deel lang mede fijn bezig
bloot hoog
"""
PARTICLES = PARTICLES_TEXT.split()
# These seldom open a noun, so that compounds need not reckon with them.
_MORE_PARTICLES = "aaneen opeen overhoop overeind gereed beet plat lastig kwalijk tekort tewerk teniet teweeg".split()
_SEPARABLE = [*PARTICLES, *_MORE_PARTICLES]
# Verbs that look separable and are not (or hardly ever): the stress is on the verb.
INSEPARABLE_TEXT = """
overleggen overwegen overtuigen overleven overlijden overtreffen overtreden overdrijven overheersen
overhandigen overwinnen overbruggen ondernemen ondersteunen onderzoeken onderhouden onderscheiden ondervinden
onderbreken onderschatten onderstrepen ondervragen onderwijzen onderwerpen ondertekenen voorspellen voorzien
voltooien voldoen volbrengen volharden aanbidden aanvaarden aanschouwen doorzien doorgronden doorstaan omarmen
omvatten omringen omgeven omschrijven omsingelen weerleggen weerhouden weerspiegelen weerstaan misleiden
mislukken misbruiken mishandelen misdragen misverstaan achterhalen achtervolgen overlappen overstijgen
overbelasten overvragen onderdrukken ondergraven onderstellen doorkruisen weerklinken herinneren langdurig
"""
INSEPARABLE = set(INSEPARABLE_TEXT.split())
_ALSO_PREFIX = frozenset({"om", "onder", "over", "mis", "door", "voor", "weer", "vol", "aan"})  # *omranken*
_UNSTRESSED = ("be", "ver", "ont", "her", "ge")  # verbs without -ge- in the participle: *terugbetaald*


def lemma_lexicon(newer: Iterable[list[Word]], older: Iterable[list[Word]], known: dict[str, str]) -> dict[str, str]:
    """Return what the treebanks know better than the rules and `verb_forms` (`known`): `form\\tUPOS` → lemma.

    Where they disagree a word of the newer one counts for three of the older.
    """
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    tags: dict[str, str] = {}
    for words, weight in [*((words, 1) for words in older), *((words, 3) for words in newer)]:
        particles = {word.head: word.form.lower() for word in words if word.relation == "compound:prt"}
        for place, word in enumerate(words, start=1):
            key = f"{word.form if word.upos in CASED else word.form.lower()}\t{word.upos}"
            # The treebank gives *steekt … uit* the lemma *uitsteken*: joining is the work of `split_verbs`.
            counts[key][word.lemma.removeprefix(particles.get(place, ""))] += weight
            tags[key] = word.label
    rules = Lemmatizer(Path("none"))
    lexicon = {}
    for key, seen in counts.items():
        lemma, _ = seen.most_common(1)[0]
        if key.endswith(("\tSYM", "\tPUNCT")) or (key.endswith("\tPROPN") and lemma.islower()):
            continue
        if key.startswith("maatje"):  # once *ma* in the treebank; here a buddy
            continue
        if (known.get(key) or rules.find_lemma(key.split("\t")[0], tags[key])) != lemma:
            lexicon[key] = lemma
    return lexicon


def verb_forms(verbs: Iterable[str]) -> dict[str, str]:
    """Return the regular forms of verbs that simplemma takes for another word: `vertrouwde\\tVERB` → vertrouwen."""
    found: dict[str, str] = {}
    known = set(verbs)
    for verb in sorted(known):
        for form in regular_forms(verb):
            # *gesteld* is of *stellen*: simplemma knows, and a rule would make it of *stelen*.
            if simple_lemma(form) not in known and not _is_strong(form, verb):
                found.setdefault(f"{form}\tVERB", verb)
    return found


def _is_strong(form: str, verb: str) -> bool:
    """Tell whether simplemma has the form under another verb: then that verb knows better."""
    lemma = simple_lemma(form)
    return lemma != form and lemma.endswith("n") and lemma != verb and not form.startswith("ge")


def regular_forms(verb: str) -> list[str]:
    """Return the weak forms of a Dutch infinitive in -en (present, past, participle)."""
    if not verb.endswith("en") or len(verb) < 5:
        return []
    stem = verb_stem(verb)
    voiced = verb[:-2][-1]
    d = "t" if voiced in "tkfschpx" else "d"
    unprefixed = re.match(r"(be|ge|her|ver|ont|er)", verb)
    done = ("" if unprefixed else "ge") + (stem if stem.endswith(d) else stem + d)
    present = stem if stem.endswith("t") else stem + "t"
    return [stem, present, stem + d + "e", stem + d + "en", done]


def separable(sentences: Iterable[list[Word]], synonyms: Iterable[str]) -> dict[str, list[str]]:
    """Return per particle the base verbs it makes a separable verb with.

    Evidence: the treebank joins them, simplemma knows a participle with -ge- in between
    (*uitgestoken*) or the base has none of its own (*terugbetalen*), or WordNet has the whole verb and its base verb exists.
    """
    found: dict[str, set[str]] = defaultdict(set)
    forms = {form: lemma.replace("_", "") for form, lemma in known_forms().items()}
    verbs = {lemma for form, lemma in forms.items() if lemma.endswith("en") and form != lemma} | {
        "zijn",
        "doen",
        "gaan",
        "staan",
        "slaan",
        "zien",
    }
    for form, lemma in forms.items():
        for particle, base in _divisions(lemma):
            unstressed = base.startswith(_UNSTRESSED) and lemma not in INSEPARABLE and len(base) > 5
            if base in verbs and (form.startswith(particle + "ge") or unstressed):
                found[particle].add(base)
    for particle, base in _with_base_forms(forms, verbs):
        found[particle].add(base)
    for lemma in synonyms:
        for particle, base in _divisions(lemma):
            if base in verbs and lemma not in INSEPARABLE:
                found[particle].add(base)
    for words in sentences:
        for word in words:
            if word.relation == "compound:prt" and word.upos in ("ADP", "ADV", "ADJ", "NOUN"):
                base = _base(words[word.head - 1].lemma, word.form.lower())
                if base.endswith("n") and word.form.lower() in _SEPARABLE:
                    found[word.form.lower()].add(base)
    return {particle: sorted(bases) for particle, bases in sorted(found.items())}


def _with_base_forms(forms: dict[str, str], verbs: set[str]) -> Iterator[tuple[str, str]]:
    """Yield particles and verbs whose participle or infinitive the word list has joined (*thuiswerken*)."""
    participles: dict[str, set[str]] = defaultdict(set)
    for form, lemma in forms.items():
        is_plain = lemma in verbs and not lemma.startswith((*_UNSTRESSED, "er", *PARTICLES))
        if is_plain and form != lemma and form.startswith("ge") and form.endswith(("d", "t", "en")):
            participles[lemma].add(form)
    for particle in PARTICLES:
        for base, own in participles.items():
            whole = particle + base
            is_verb = forms.get(whole) == whole and particle not in _ALSO_PREFIX
            if whole not in INSEPARABLE and (is_verb or any(particle + form in forms for form in own)):
                yield particle, base


def _divisions(verb: str) -> list[tuple[str, str]]:
    if not verb.endswith("n") or " " in verb:
        return []
    return [(p, verb[len(p) :]) for p in _SEPARABLE if verb.startswith(p) and len(verb) - len(p) >= 4]


def _base(lemma: str, particle: str) -> str:
    return lemma.removeprefix(particle)
