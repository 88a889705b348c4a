"""Make more of a marked text: other names, as speech recognition writes it, and in capitals."""

from __future__ import annotations

import random
import re
from functools import lru_cache

from kennis.privacy.lists import PARTICLES, name_lists
from kennis.privacy.text import fold
from kennis.privacy.words import line_list, word_list

Example = tuple[str, tuple[tuple[int, int, str], ...]]
_PREFIXES = ("van", "de", "van der", "van den", "El", "Ben", "van 't", "ter", "Al", "den", "Ait", "van de")
_WORDLIKE = word_list("augment_wordlike")
_WORDLIKE_LAST = word_list("augment_wordlike_last")

_TOWN_BEGINS = word_list("augment_town_begins")
_TOWN_ENDS = word_list("augment_town_ends")
_ORGANISATIONS = line_list("augment_organisations")  # fmt: skip

_ORG_KINDS = line_list("augment_org_kinds")
_ORG_NAMES = line_list("augment_org_names")
_MISHEARD = (
    ("u", "oe"),
    ("s", "z"),
    ("ie", "y"),
    ("k", "c"),
    ("a", "aa"),
    ("n", "nn"),
    ("i", "ie"),
    ("l", "ll"),
    ("e", "é"),
)

# How the sounds of Dutch are heard in Frisian, Low Saxon, Limburgish, Brabantian and Zeelandic, one pair each.
_DIALECT = [
    ("aa", "ao"), ("aa", "oa"), ("ui", "uu"), ("ui", "oe"), ("ij", "ie"), ("ij", "y"), ("ee(?=[a-z])", "ie"),
    ("ee(?=[a-z])", "ai"), ("oo(?=[a-z])", "eu"), ("oo(?=[a-z])", "oa"), ("oe", "ou"), ("ie(?=[a-z])", "ee"), ("g", "ch"),
    ("v", "f"), ("z", "s"), ("sch", "sk"), ("sch", "sj"), ("en$", "n"), ("en$", "e"), ("t$", ""), ("ou", "ol"),
    ("ei", "ee"), ("(?<=[a-z])e(?=[lnr]$)", ""), ("^ge", "e"), ("^ge", ""), ("e$", "en"), ("lijk", "luk"), ("o(?=[lnr])", "oo"),
    ("a(?=[nrl])", "o"), ("u(?=[nrst])", "oe"),
]  # fmt: skip


def capitals(example: Example) -> Example:
    """Return a text in capitals (letter by letter, so that places hold)."""
    text, gold = example
    return "".join(char.upper() if len(char.upper()) == 1 else char for char in text), gold


def speech(example: Example) -> Example:
    """Return a text in lower case without punctuation, as speech recognition gives it."""
    text, gold = example
    kept = [place for place, char in enumerate(text) if not _is_mark(text, place)]
    where = {place: new for new, place in enumerate(kept)}
    lowered = "".join(text[place].lower() if len(text[place].lower()) == 1 else text[place] for place in kept)
    moved = []
    for start, stop, kind in gold:
        inside = [where[place] for place in range(start, stop) if place in where]
        if inside:
            moved.append((inside[0], inside[-1] + 1, kind))
    return lowered, tuple(moved)


def _is_mark(text: str, place: int) -> bool:
    char = text[place]
    return not (char.isalnum() or char.isspace() or char in "'’-@") and not (
        0 < place < len(text) - 1 and text[place - 1].isalnum() and text[place + 1].isalnum()
    )


def dialect(example: Example, chance: random.Random) -> Example:
    """Return a text in which many ordinary words are spelt as some dialect says them: not every strange word is a name."""
    text, gold = example
    pieces: list[str] = []
    moved: list[tuple[int, int, str]] = []
    sounds = chance.sample(_DIALECT, 5)
    done = length = 0
    for start, stop, kind in [*gold, (len(text), len(text), "")]:
        before = re.sub(r"[a-z]{3,}", lambda word: _spelt(word[0], sounds, chance), text[done:start])
        pieces += [before, text[start:stop]]
        length += len(before)
        if kind:
            moved.append((length, length + stop - start, kind))
        length += stop - start
        done = stop
    return "".join(pieces), tuple(moved)


def _spelt(word: str, sounds: list[tuple[str, str]], chance: random.Random) -> str:
    if word in PARTICLES or chance.random() < 0.4:
        return word
    for heard, written in sounds:
        word = re.sub(heard, written, word)
    return word


def exchange_names(example: Example, chance: random.Random) -> Example:
    """Return a text in which most people and places have another name of the same build."""
    text, gold = example
    pieces: list[str] = []
    moved: list[tuple[int, int, str]] = []
    done = length = 0
    for start, stop, kind in gold:
        before = text[done:start]
        said = text[start:stop]
        new = _other(said, kind, chance) if chance.random() < 0.85 else said
        pieces += [before, new]
        length += len(before)
        moved.append((length, length + len(new), kind))
        length += len(new)
        done = stop
    return "".join([*pieces, text[done:]]), tuple(moved)


def _other(said: str, kind: str, chance: random.Random) -> str:
    if kind == "plaats":
        return _title(chance.choice(_names("places"))) if chance.random() < 0.7 else _invented_place(chance)
    if kind == "organisatie":
        new = chance.choice(_ORGANISATIONS) if chance.random() < 0.4 else _invented_organisation(chance)
        return new if any(char.isupper() for char in said) else new.lower()
    if kind != "persoon":
        return said
    genitive = "'s" if said.endswith("'s") else ""
    words = said.removesuffix("'s").split()
    if len(words) == 1:
        # A single word is a first name three times in four, else a surname, as in speech.
        return (_first(chance) if chance.random() < 0.8 else _last(chance)) + genitive
    if fold(words[0]) in PARTICLES:
        return _capital(f"{chance.choice(_PREFIXES)} {_last(chance)}") + genitive
    prefix = f"{chance.choice(_PREFIXES)} " if len(words) > 2 or chance.random() < 0.25 else ""
    return f"{_first(chance)} {prefix}{_last(chance)}" + genitive


def _first(chance: random.Random) -> str:
    if chance.random() < 0.28:
        return chance.choice(_WORDLIKE)
    name = _title(chance.choice(_names("first"))) if chance.random() < 0.8 else _invented(chance)
    return name if chance.random() < 0.9 else _misheard(name, chance)


def _last(chance: random.Random) -> str:
    if chance.random() < 0.25:
        return chance.choice(_WORDLIKE_LAST)
    return _title(chance.choice(_names("last"))) if chance.random() < 0.8 else _invented(chance)


def _invented(chance: random.Random) -> str:
    """Return two halves of listed names as one: a name no list holds, so that the model learns to do without."""
    left, right = chance.choice(_names("first")), chance.choice(_names("last"))
    return _title(re.sub(r"\W", "", left)[:4] + re.sub(r"\W", "", right)[-4:])


def _misheard(name: str, chance: random.Random) -> str:
    """Return a name as it is written by who only heard it."""
    heard = chance.choice(_MISHEARD)
    return name[0] + re.sub(heard[0], heard[1], name[1:])


def _invented_organisation(chance: random.Random) -> str:
    """Return a small team or club that is on no list: what it is, and a town or a word for a name."""
    kind = chance.choice(_ORG_KINDS)
    name = _title(chance.choice(_names("places"))) if chance.random() < 0.4 else chance.choice(_ORG_NAMES)
    return f"{kind} {name}" if chance.random() < 0.8 else f"{kind.lower()} {name}"


def _invented_place(chance: random.Random) -> str:
    """Return one Dutch town's beginning with another's end: small and renamed municipalities are on no list."""
    return chance.choice(_TOWN_BEGINS) + chance.choice(_TOWN_ENDS)


@lru_cache(maxsize=3)
def _names(which: str) -> list[str]:
    return sorted(name for name, ordinary in getattr(name_lists(), which).items() if not ordinary and len(name) > 2)


def _title(name: str) -> str:
    return re.sub(r"(?<![\w'])\w", lambda letter: letter.group().upper(), name)


def _capital(name: str) -> str:
    return name[0].upper() + name[1:]
