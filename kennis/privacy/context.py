"""Is this word a name here? What the words around it say, for names that are ordinary words as well."""

from __future__ import annotations

from collections.abc import Sequence

from kennis.privacy.lists import ALSO_SURNAMES, NEVER, PARTICLES, is_verb, name_lists
from kennis.privacy.lists import lemma_of as _lemma
from kennis.privacy.text import Token
from kennis.privacy.words import word_set

TITLES = word_set("context_titles")
SPEECH = word_set("context_speech")
AFTER = SPEECH | word_set("context_after")  # what stands behind somebody who does or says something
WITH_SURNAME = word_set("context_with_surname")  # behind these stands a surname
# Behind these stands a given name: `mijn zoon Storm`.
KIN = frozenset(
    "zoon zoontje dochter dochtertje broer broertje zus zusje kind kleinzoon kleindochter kleinkind neef neefje nicht "
    "nichtje man vrouw partner vriend vriendin vader moeder opa oma oom ome tante stiefzoon stiefdochter pleegzoon "
    "pleegdochter schoonzoon schoondochter zwager schoonzus baby".split()
)
# Behind these stands a name too, where it is one of the lists: `wijkagent Bos`, but not `directeur Financiën`.
OFFICES = frozenset(
    "wijkagent agent politieagent buurtagent hoofdagent inspecteur brigadier officier kapitein sergeant wijkzuster "
    "wijkverpleegkundige verpleegkundige verloskundige huisarts tandarts arts dokter chirurg psychiater psycholoog therapeut "
    "fysiotherapeut apotheker dierenarts notaris advocaat rechter buurman buurvrouw meester juf leraar lerares directeur "
    "directrice rector mentor trainer coach boer kapper conciërge huismeester opzichter voorman baas chef kastelein koster imam "
    "rabbijn deurwaarder curator bewindvoerder gezinsvoogd voogd jeugdwerker jongerenwerker opbouwwerker buurtwerker".split()
)
_BEFORE = SPEECH | TITLES | word_set("context_before")
DETERMINERS = word_set("context_determiners")
_SUBJECTS = word_set("context_subjects")
_ASKED = word_set("context_asked")
_CALLS = _BEFORE | frozenset(["", "en", ",", "nou", "tegen", "aan"])  # before somebody who is spoken to or of
_WHO = _SUBJECTS - frozenset("maar dan nou nog er".split())
_SUBORDINATE = frozenset("als omdat toen zoals terwijl voordat totdat".split())
_WITH = frozenset(["", "die", "en", "of", "zijn", "waren", "hebben", "samen", "allebei", ",", ".", "?", "!"])
_RUNS = frozenset("loopt liep lopen gelopen gaat ging".split())  # het loopt storm
_VERBS = frozenset(["wil", "mark", "storm", "bas", "joke", "hoop", "kan", "mag", "moet", "ren", "doe", "kom"])


def name_evidence(tokens: Sequence[Token], first: int, last: int, case: str) -> float:
    """Return how much says that `tokens[first:last]` is a name here, 0–1 (0.5 = as likely as not).

    Args:
        tokens: the words and marks of the text.
        first, last: the candidate, half-open.
        case: `cased`, `lower` or `upper` (see `text.case_of`).
    """
    capital = any(token.text[:1].isupper() for token in tokens[first:last] if token.low not in PARTICLES)
    if case == "cased":
        if not capital:
            return 0.02
        if not tokens[first].opens:
            return 0.95
    return min(max(_from_neighbours(tokens, first, last) + (0.15 if case == "cased" else 0.0), 0.0), 1.0)


def _from_neighbours(tokens: Sequence[Token], first: int, last: int) -> float:
    before = tokens[first - 1].low if first else ""
    after = tokens[last].low if last < len(tokens) else ""
    word = tokens[first].low
    score = 0.35
    score += 0.35 * (before in _BEFORE) + 0.3 * (after in AFTER) + 0.15 * (before == "en" or after == "en")
    score += 0.15 * (after in (",", "?", "!") and before in ("", ",", "ja", "nee", "nou"))
    score -= 0.5 * (before in DETERMINERS or _is_adjective(before))
    score -= 0.5 * (word == "storm" and before in _RUNS)
    if word in _VERBS:
        score -= 0.35 * (before in _SUBJECTS or after in _SUBJECTS or not before)
    return score


def _is_adjective(low: str) -> bool:
    """Tell whether a word is an adjective with its ending: what follows `vorige` or `warme` is a thing."""
    return low.endswith("e") and len(low) > 4 and low not in NEVER and _lemma(low) in (low[:-1], low[:-2])


def is_verb_here(tokens: Sequence[Token], place: int, case: str) -> bool:
    """Tell whether `wil` is the verb here: without a capital it is, unless something says that somebody is meant."""
    token = tokens[place]
    if token.low != "wil" or (case == "cased" and token.text[0].isupper() and not token.opens):
        return False
    before = tokens[place - 1].low if place else ""
    after = tokens[place + 1].low if place + 1 < len(tokens) else ""
    if after in _ASKED or _is_infinitive(after):
        return True
    if before in _SUBORDINATE:
        return False  # `als wil iets wil`
    if before in TITLES and place > 1 and tokens[place - 2].low in DETERMINERS:
        return True  # de huisarts wil
    if _is_surname(tokens, place + 1):
        return False  # `maar wil verstappen vertaalde alles`
    if before in ("en", "of") and not (case == "cased" and token.text[0].isupper()):
        # `ze had honger en wil daar niet voor weten`, but `marga en wil die waren er`
        return after not in _WITH and after not in AFTER and not is_finite(after)
    if after in AFTER or is_finite(after):
        return before in _WHO  # `wil zegt`, `pieter wil zoekt uit`, `maar wil vertaalde`
    if case == "cased" and token.opens:
        return before in _SUBJECTS
    return not (before in _CALLS or before in AFTER or is_finite(before))


def _is_surname(tokens: Sequence[Token], place: int) -> bool:
    """Tell whether a surname that is no other word stands here."""
    if place == len(tokens):
        return False
    lists, token = name_lists(), tokens[place]
    return token.low not in PARTICLES and all(
        lists.last.get(part) is False and part not in lists.first for part in token.base.split("-")
    )


def _is_infinitive(low: str) -> bool:
    return low.endswith("n") and _lemma(low) == low and low not in _SUBJECTS


def is_finite(low: str) -> bool:
    """Tell whether a word is a verb in the third person or the past: `zoekt`, `gaat`, `vertaalde`."""
    return low.endswith(("t", "de", "te")) and low not in NEVER and is_verb(low)


def is_word_as_surname(tokens: Sequence[Token], place: int, case: str) -> bool:
    """Tell whether a word that is never a name by itself is a surname behind a first name or title (`Kees Moed zei`).

    It has a capital that means something, and is all that is said: no sentence begins with it (`Dag meneer Goed dat`).
    """
    token = tokens[place]
    if case != "cased" or token.low not in ALSO_SURNAMES or token.opens or not token.text[0].isupper():
        return False
    after = tokens[place + 1] if place + 1 < len(tokens) else None
    return after is None or not after.is_word or after.low in AFTER or is_finite(after.low) or after.low in ("en", "of")
