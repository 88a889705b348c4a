"""What the name model looks at: the words around, name lists, and (only where it means something) capitals."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from kennis.privacy.context import SPEECH, TITLES
from kennis.privacy.hints import CAPITAL, SMALL, STRANGE, WEAK, WHERE, WORD, asks, listed
from kennis.privacy.lists import COUNTRIES, NATIONAL, NEVER, PARTICLES, is_ordinary, name_lists, sounds_like_a_name
from kennis.privacy.text import Token, forms_of

EDGE = ("", False)  # as `look` takes it
REACH = 3  # so far the model sees
STEPS = (-3, -2, -1, 1, 2, 3)


# Words of these classes are no name by themselves; far from any other word the model need not look at them.
_PLAIN = frozenset(["mark", "number", "particle", "title", "never", "speech", "national", "word"])
_MARGIN = 4


@asks(STRANGE)
def _is_strange(low: str, base: str) -> bool:
    return word_class(low, base) not in _PLAIN


@asks(WORD)
def _is_word(low: str, base: str) -> bool:
    return word_class(low, base) == "word"


@asks(WEAK)
def _is_weak(low: str, base: str) -> bool:
    return word_class(low, base).endswith(("unknown", "near", "*"))


listed(WHERE, ["in", "uit", "naar", "te"])  # behind these, any word may be a town


def stretches(tokens: Sequence[Token], hints: Sequence[int], case: str) -> list[tuple[int, int]]:
    """Return the parts of a text that may hold a name (half-open), each with some words around it."""
    found: list[tuple[int, int]] = []
    cased = case == "cased"
    before, first, last = 0, 0, -1  # `first:last` is the part under way
    for place, hint in enumerate(hints):
        where = hint & WORD and before & WHERE
        before = hint
        if not hint & STRANGE and not where and not (cased and hint & CAPITAL and not tokens[place].opens):
            continue
        if cased and hint & WEAK and hint & SMALL:
            continue  # a name that is a word, or nobody knows, has a capital here
        if place - _MARGIN > last:
            if last > 0:
                found.append((first, last))
            first = max(place - _MARGIN, 0)
        last = place + _MARGIN + 1
    if last > 0:
        found.append((first, min(last, len(tokens))))
    return found


def features_of(tokens: Sequence[Token], case: str, parts: Sequence[tuple[int, int]]) -> list[list[list[str]]]:
    """Return the features of every token of the parts of a text.

    Args:
        tokens: the words and marks of one text.
        case: `cased`, `lower` or `upper`; capitals count only in `cased` text.
        parts: the parts wanted (half-open, see `stretches`).
    """
    gathered = []
    for start, stop in parts:
        first, last = max(start - REACH, 0), min(stop + REACH, len(tokens))
        keys = [EDGE] * (first - start + REACH)
        keys += [(token.text, token.opens) for token in tokens[first:last]]
        keys += [EDGE] * (stop + REACH - last)
        seen = [_look(*key, case) for key in keys]
        gathered.append(
            [_together(seen[place - REACH : place + REACH + 1]) for place in range(REACH, len(seen) - REACH)]
        )
    return gathered


Word = tuple[str, str, str]
Seen = tuple[Word, tuple[tuple[str, ...], ...]]


def known_as(text: str, opens: bool, case: str, kind: str = "") -> tuple[Word, str]:
    """Return a word as the model sees it (the word unless it is a name, its class, its letters), and its shape.

    `EDGE` is what lies before the first and behind the last word. `kind` is the class of a word that is known to be
    somebody's name here, whatever the lists say.
    """
    if not text:
        return ("", "edge", ""), "edge"
    low, base = forms_of(text)[:2]
    return (low, kind, base) if kind else _word(low, base), _shape(text, opens, case)


@lru_cache(maxsize=20_000)
def _look(text: str, opens: bool, case: str) -> Seen:
    word, shape = known_as(text, opens, case)
    parts = [(name, *names) for name, names in zip(itself(word[0]), of_class(word[1], shape, case), strict=True)]
    parts[0] += letters(word[2])
    return word, tuple(parts)


def _together(seen: Sequence[Seen]) -> list[str]:
    """Return all features of the word in the middle."""
    (before, _), (here, parts), (after, _) = seen[REACH - 1 : REACH + 2]
    others = [one[1] for place, one in enumerate(seen) if place != REACH]
    features = [*parts[0], *(name for step, names in enumerate(others, start=1) for name in names[step])]
    return [*features, *pairs(before, here)[0], *pairs(here, after)[1], beside(before, after)]


def pairs(left: Word, right: Word) -> tuple[list[str], list[str]]:
    """Return what two neighbours are together: features of the right one, and of the left one."""
    of_right = [f"-1w.k={left[0]}.{right[1]}", f"-1k.k={left[1]}.{right[1]}"]
    of_left = [f"k.+1w={left[1]}.{right[0]}", f"k.+1k={left[1]}.{right[1]}"]
    if right[0]:
        of_right.append(f"-1w.w={left[0]}.{right[0]}")
    if left[0]:
        of_left.append(f"w.+1w={left[0]}.{right[0]}")
    return of_right, of_left


def beside(before: Word, after: Word) -> str:
    """Return the feature of a word between two others."""
    return f"-1w.+1w={before[0]}.{after[0]}"


def letters(base: str) -> tuple[str, str, str]:
    """Return the features of a word's own letters."""
    return f"end={base[-3:]}", f"end4={base[-4:]}", f"begin={base[:3]}"


def itself(plain: str) -> tuple[str, ...]:
    """Return what a word that is no name is: by itself, and to the words three places on to three places back."""
    return (f"w={plain}", *[f"{step}w={plain}" for step in STEPS])


def of_class(kind: str, shape: str, case: str) -> list[tuple[str, ...]]:
    """Return what a word's class and shape are: by itself, and to the words three places on to three places back."""
    own = ("bias", f"case={case}", f"k={kind}", f"s={shape}", f"s.k={shape}.{kind}")
    return [own, *((f"{step}k={kind}", f"{step}s={shape}") if abs(step) < REACH else () for step in STEPS)]


def _word(low: str, base: str) -> tuple[str, str, str]:
    """Return a word as the model sees it, its class, its letters; names by class only: it must learn contexts."""
    kind = word_class(low, base)
    plain = (
        low
        if kind in ("mark", "never", "particle", "title", "speech", "word", "national")
        or (kind.islower() and kind.endswith("*"))
        else ""
    )
    return plain, kind, base


_FIXED = {
    word: name
    for words, name in (
        (NATIONAL, "national"),
        (COUNTRIES, "country"),
        (SPEECH, "speech"),
        (NEVER, "never"),
        (TITLES, "title"),
        (PARTICLES, "particle"),
    )
    for word in words
}


def _listed(form: str) -> str:
    lists = name_lists()
    return form if form in lists.first or form in lists.last or form in lists.places else ""


@lru_cache(maxsize=50_000)
def word_class(low: str, base: str) -> str:
    """Return what the lists say of a word: a star behind it means that it is an ordinary word as well."""
    if not low[0].isalnum() and len(low) == 1:
        return "mark"
    if low.isdigit():
        return "number"
    if low in _FIXED:
        return _FIXED[low]
    lists = name_lists()
    form = _listed(low) or (_listed(base) if base != low else "")
    if not form and base.endswith("s") and len(base) > 3 and not is_ordinary(low):
        form = _listed(base[:-1])
    if not form and "-" in base:
        form = base.split("-")[0]
    by_letter = (("f", lists.first), ("l", lists.last), ("p", lists.places)) if form else ()
    kinds = [letter for letter, names in by_letter if form in names]
    if not kinds:
        return "word" if is_ordinary(low) else ("near" if sounds_like_a_name(low) else "unknown")
    ordinary = any(names.get(form, False) for names in (lists.first, lists.last, lists.places))
    return "".join(kinds) + ("*" if ordinary else "")


def _shape(text: str, opens: bool, case: str) -> str:
    if not (text[0].isalnum() or len(text) > 1):
        return "mark"
    if text[0].isdigit():
        return "digit"
    if case != "cased":
        return "?"
    if text.islower():
        return "lower"
    if text[0].isupper():
        return ("Opens" if opens else "Upper") if not (text.isupper() and len(text) > 1) else "ALL"
    return "mixed" if any(char.isupper() for char in text) else "lower"
