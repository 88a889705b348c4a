"""Known Dutch words, words broken at line ends, and readable case for text in capitals."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import product

from kennis.intake.words import ACRONYMS, HYPHENATED, PROPER_NAMES

_ACCENTS = {
    "ee": ("eë", "éé"),
    "ie": ("ië",),
    "ei": ("eï",),
    "oo": ("oö",),
    "oe": ("oë",),
    "ue": ("uë",),
    "ai": ("aï",),
    "ii": ("iï",),
    "ea": ("eä",),
    "e": ("é", "è", "ê"),
}


@lru_cache(maxsize=50_000)
def is_word(word: str) -> bool:
    """Tell whether a word is known Dutch: in the dictionary, or a compound of two dictionary words."""
    word = word.casefold()
    return is_dictionary_word(word) or _is_compound(word)


def join_lines(lines: Iterable[str]) -> str:
    """Join lines to running text; a word broken with a hyphen at a line end becomes whole again.

    A hyphen that belongs there stays: `ervarings-` before `en`, `HR-` before `afdeling`, `niet-`.
    """
    text = ""
    for line in lines:
        line = " ".join(line.split())
        if not line:
            continue
        text = join_pieces(text, line)
    return text


def join_pieces(text: str, line: str) -> str:
    """Put `line` behind `text`, mending a broken word; see `join_lines`."""
    if not text:
        return line
    broken = re.search(r"([^\W\d_]+)[-¬‐]$", text)
    follows = re.match(r"[^\W\d_]+", line)
    if not broken or not follows:
        return f"{text} {line}"
    first, second = broken.group(1), follows.group()
    if second.casefold() in {"en", "of", "tot", "dan"} and not is_word(first + second):
        return f"{text} {line}"
    if _keeps_hyphen(first, second):
        return text + line
    return text[:-1] + line


def mend_word(word: str) -> str:
    """Mend a lower-cased word that OCR or capitals spoiled: `ziun` → zijn, `creeren` → creëren.

    Only an unknown word changes, and only into exactly one known word.
    """
    if len(word) < 3 or is_word(word):
        return word
    slips = _variants(word, r"(iu|lj|uj|1j|fj)")
    for fits in (
        _dictionary(slips),
        _compounds(slips),
        _dictionary(_accented(word)),
        # Last, because least certain: IJ read as a single U.
        _dictionary(_variants(word, "(u)")),
    ):
        if len(fits) == 1:
            return fits.pop()
    return word


def read_case(text: str, *, names: Iterable[str] = ()) -> str:
    """Turn text in capitals into readable case: sentences start with a capital, names and acronyms keep theirs.

    Args:
        text: joined text in capitals.
        names: words that carry a capital elsewhere in the document, as written there.
    """
    proper = {name.casefold(): name for name in (*PROPER_NAMES, *ACRONYMS, *names)}
    cased = re.sub(r"[^\W\d_]+(?:['’][^\W\d_]+)?", lambda hit: _case_word(hit.group(), proper), text)
    return _capitalise_sentences(cased)


def _capitalise_sentences(text: str) -> str:
    text = re.sub(
        r"(?<!\bbijv)(?<!\benz)(?<!\bd\.w\.z)(?<!\bo\.a)([.!?…]['’”\")]*\s+[‘“\"(]*)([^\W\d_])",
        lambda hit: hit.group(1) + hit.group(2).upper(),
        text,
    )
    head = re.match(r"(?:['’][snt] )?[^\w'’]*([^\W\d_])(j?)", text)
    if not head:
        return text
    place = head.start(1)
    # In Dutch the IJ at the start of a sentence is one capital letter.
    stop = place + 2 if text[place : place + 2] == "ij" else place + 1
    return text[:place] + text[place:stop].upper() + text[stop:]


def _case_word(word: str, proper: dict[str, str]) -> str:
    lower = word.casefold()
    return proper[lower] if lower in proper else mend_word(lower)


@lru_cache(maxsize=50_000)
def is_dictionary_word(word: str) -> bool:
    """Tell whether a lower-cased word is in the Dutch dictionary itself (of simplemma)."""
    import simplemma

    return bool(simplemma.is_known(word, lang="nl"))


def _is_compound(word: str) -> bool:
    for cut in range(4, len(word) - 3):
        head, tail = word[:cut], word[cut:]
        if (
            len(tail) >= 4
            and is_dictionary_word(tail)
            and (is_dictionary_word(head) or (head.endswith("s") and len(head) > 5 and is_dictionary_word(head[:-1])))
        ):
            return True
    return False


def _keeps_hyphen(first: str, second: str) -> bool:
    joined = (first + second).casefold()
    if first.upper() in ACRONYMS and not is_dictionary_word(joined):
        return True
    return first.casefold() in HYPHENATED and not is_dictionary_word(joined)


def _dictionary(words: Iterable[str]) -> set[str]:
    return {word for word in words if is_dictionary_word(word)}


def _compounds(words: Iterable[str]) -> set[str]:
    return {word for word in words if is_word(word)}


def _variants(word: str, slip: str) -> set[str]:
    """Return the word with some or all slips read as `ij`."""
    parts = re.split(slip, word)
    if len(parts) == 1 or len(parts) > 9:
        return set()
    choices = [(part, "ij") if place % 2 else (part,) for place, part in enumerate(parts)]
    return {"".join(choice) for choice in product(*choices)} - {word}


def _accented(word: str) -> set[str]:
    found = set()
    for plain, marked in _ACCENTS.items():
        for place in range(len(word)):
            if word.startswith(plain, place):
                found |= {word[:place] + mark + word[place + len(plain) :] for mark in marked}
    return found
