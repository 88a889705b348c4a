"""The name and place lists as sets, read once; and what counts as an ordinary Dutch word."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from kennis.language.paradigm import known_forms
from kennis.privacy.text import fold
from kennis.privacy.words import word_list, word_set

# Tussenvoegsels and the like: they belong to a surname, never stand for one.
PARTICLES = word_set("lists_particles")
# Words that are never a name, whatever a list or a model says: hesitations, days, months, forms of address,
# and the words that open a spoken sentence.
NEVER = word_set("lists_never")
# Of these, what somebody may be called all the same: only behind a first name or a form of address.
ALSO_SURNAMES = word_set("lists_also_surnames")
# National bodies, laws, countries, brands and feasts do not point at a person.
NATIONAL = (word_set("lists_national") | word_set("lists_things")) - PARTICLES  # the `van` of Raad van State

NOT_NAMES = NEVER | NATIONAL
COUNTRIES = word_set("lists_countries")


@dataclass(frozen=True)
class NameLists:
    """Folded names; the value tells whether the name is an ordinary word as well."""

    first: Mapping[str, bool]
    last: Mapping[str, bool]
    places: Mapping[str, bool]
    place_starts: frozenset[str]  # first words of places of more than one word


@lru_cache(maxsize=1)
def name_lists() -> NameLists:
    """Return the lists of `data/` (read at the first call, 30 ms)."""
    first, last, places = (_read(f"{name}.txt") for name in ("voornamen", "achternamen", "plaatsen"))
    # What is said in some dialect (`mar` for `maar`) is a word as well.
    for names in (first, last, places):
        names.update({word: True for word in spoken_words() if word in names})
    return NameLists(
        first,
        last,
        places,
        frozenset(name.split()[0] for name in places if " " in name),
    )


# What speech recognition and haste make of a name: Yassir and Jasir, Noorcan and Nurcan, Zuzanna and Susana sound alike.
_SOUNDS = [
    pair.split(">")
    for pair in (
        "-> '> ou>u oe>u oo>u ij>i ei>i y>i j>i ie>i ee>i ce>se ci>si z>s ch>g kh>k ck>k q>k c>k "
        "ph>f v>f w>f th>t dh>d gh>g h>"
    ).split(" ")
]
_DOUBLED = re.compile(r"(.)(?=\1)")
_LAST_D = re.compile(r"d$", re.M)


def _sound(low: str) -> str:
    for written, sound in _SOUNDS:
        low = low.replace(written, sound)
    return _LAST_D.sub("t", _DOUBLED.sub("", low))


@lru_cache(maxsize=1)
def _sounds_of_names() -> frozenset[str]:
    names = [name for name, ordinary in name_lists().first.items() if not ordinary and len(name) > 4]
    return frozenset(_sound("\n".join(names)).split("\n"))  # all at once is ten times as fast


@lru_cache(maxsize=20_000)
def sounds_like_a_name(low: str) -> bool:
    """Tell whether a word sounds like a first name of the list (also with a genitive: `naouals`)."""
    return len(low) > 4 and any(_sound(form) in _sounds_of_names() for form in {low, low.removesuffix("s")})


_DOTTED = {"e": "ë", "i": "ï", "o": "ö", "u": "ü"}
_TWO_VOWELS = re.compile(r"([aeiou])(?=([eiou]))")


@lru_cache(maxsize=20_000)
def lemma_of(low: str) -> str:
    """Return the dictionary form of a lower-case word (itself, if it is in no dictionary)."""
    return str(known_forms().get(low, low))


def is_verb(low: str) -> bool:
    """Tell whether a word is a form of a verb other than the infinitive (`leest`, `gevraagd`)."""
    return (lemma := lemma_of(low)) != low and lemma.endswith("n") and not low.endswith("en")


_CLITICS = frozenset(["ie", "tie", "ze", "je", "t", "m", "r", "n", ""])
# A word nobody knows that ends like a town is rather a town than a compound.
PLACE_ENDS = word_list("lists_place_ends")  # fmt: skip


@lru_cache(maxsize=50_000)
def is_ordinary(low: str) -> bool:
    """Tell whether a lower-case word is an ordinary Dutch word: known itself, or a compound of known words."""
    if _known(low) or ("-" in low and all(part in _CLITICS or _known(part) for part in low.split("-"))):
        return True
    before, _, thing = low.rpartition("-")
    if (before in NATIONAL or len(before) == 1) and len(thing) > 3 and _known(thing):
        return True  # het Wlz-loket, een V-nummer
    if low.endswith("s") and len(low) > 6 and _known(low[:-1]):
        return True  # iets suffigs
    return len(low) > 7 and not low.endswith(PLACE_ENDS) and any(_joins(low, cut) for cut in range(4, len(low) - 3))


def is_common(low: str) -> bool:
    """Tell whether a lower-case word is an ordinary word by itself and on no list of names but as such."""
    return _known(low) and not any(names.get(low) is False for names in (name_lists().last, name_lists().places))


@lru_cache(maxsize=50_000)
def _known(low: str) -> bool:
    return low in spoken_words() or is_written(low)


def is_written(low: str) -> bool:
    """Tell whether a lower-case word stands in a dictionary of written Dutch."""
    return low in _more_words() or _is_lemma(low) or any(map(_is_lemma, _accented(low)))


def _is_lemma(form: str) -> bool:
    lemma = known_forms().get(form)
    return lemma is not None and str(lemma)[:1].islower()


def _accented(low: str) -> list[str]:
    """Return how a folded word may stand in the dictionary: `clienten` → `cliënten`."""
    return [low[: found.start(2)] + _DOTTED[found[2]] + low[found.end(2) :] for found in _TWO_VOWELS.finditer(low)]


@lru_cache(maxsize=1)
def spoken_words() -> frozenset[str]:
    """Return colloquial words, cries, and what is said in the dialects (`ewa`, `mar`, `hoe'st`)."""
    text = files("kennis.privacy").joinpath("data", "spreektaal.txt").read_text(encoding="utf-8")
    return frozenset(fold(text.partition("\n")[2]).split())


@lru_cache(maxsize=1)
def led_surnames() -> frozenset[str]:
    """Return the surnames that go with a tussenvoegsel (`gerwen` of Van Gerwen)."""
    text = files("kennis.privacy").joinpath("data", "met_tussenvoegsel.txt").read_text(encoding="utf-8")
    return frozenset(text.split("\n")[1:-1])


@lru_cache(maxsize=1)
def _more_words() -> frozenset[str]:
    """Return the OpenTaal words that the dictionary lacks (none while the list is being made)."""
    path = files("kennis.privacy").joinpath("data", "gewone_woorden.txt")
    return frozenset(path.read_text(encoding="utf-8").split("\n")[1:-1]) if path.is_file() else frozenset()


def _joins(low: str, cut: int) -> bool:
    left, right = low[:cut], low[cut:]
    return _known(right) and (_known(left) or (left.endswith("s") and cut > 4 and _known(left[:-1])))


def _read(name: str) -> dict[str, bool]:
    text = files("kennis.privacy").joinpath("data", name).read_text(encoding="utf-8")
    return {line.rstrip("*"): line.endswith("*") for line in text.splitlines()[1:]}


def is_first_name(word: str) -> bool:
    """Tell whether somebody may be called this."""
    return fold(word) in name_lists().first


@lru_cache(maxsize=20_000)
def is_countable(low: str) -> bool:
    """Tell whether a word is a noun that has a plural (`bos`, `bossen`; `hoop` has none): it seldom stands without an article."""
    if len(low) < 3:
        return False
    ends = {low, low + low[-1], low[:-1] + {"s": "z", "f": "v"}.get(low[-1], low[-1])}
    short = {end[:-3] + end[-2:] for end in ends if len(end) > 3 and end[-3] == end[-2]}  # roos, rozen
    return any(lemma_of(plural) == low for plural in [low + "s", *(end + "en" for end in ends | short)])
