"""What the name model looks at: the words around, name lists, and (only where it means something) capitals."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Generic, NamedTuple, TypeVar

from kennis.privacy.context import SPEECH, TITLES
from kennis.privacy.crf import weights
from kennis.privacy.lists import COUNTRIES, NATIONAL, NEVER, PARTICLES, is_ordinary, name_lists, sounds_like_a_name
from kennis.privacy.text import Token

_EDGE = ("", "edge", "")
_REACH = 3


# Words of these classes are no name by themselves; far from any other word the model need not look at them.
_PLAIN = frozenset(["mark", "number", "particle", "title", "never", "speech", "national", "word"])
_WHERE = frozenset(["in", "uit", "naar", "te"])  # behind these, any word may be a town
_MARGIN = 4


def stretches(tokens: Sequence[Token], case: str) -> list[tuple[int, int]]:
    """Return the parts of a text that may hold a name (half-open), each with some words around it."""
    found: list[tuple[int, int]] = []
    cased = case == "cased"
    for place, token in enumerate(tokens):
        kind = word_class(token.low, token.base)
        where = place and kind == "word" and tokens[place - 1].low in _WHERE
        if kind in _PLAIN and not where and not (cased and token.text[0].isupper() and not token.opens):
            continue
        start, stop = max(place - _MARGIN, 0), min(place + _MARGIN + 1, len(tokens))
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], stop)
        else:
            found.append((start, stop))
    return found


def features_of(tokens: Sequence[Token], case: str, parts: Sequence[tuple[int, int]]) -> list[list[list[str]]]:
    """Return the features of every token of the parts of a text.

    Args:
        tokens: the words and marks of one text.
        case: `cased`, `lower` or `upper`; capitals count only in `cased` text.
        parts: the parts wanted (half-open, see `stretches`).
    """
    return _gathered(tokens, case, parts, _named, _pairs)


def rows_of(tokens: Sequence[Token], case: str, parts: Sequence[tuple[int, int]]) -> list[list[list[int]]]:
    """Return the same features by their row in the model; those that it does not know are left out."""
    return _gathered(tokens, case, parts, _numbered, _pair_rows)


Word = tuple[str, str, str]
F = TypeVar("F", str, int)


class _Seen(NamedTuple, Generic[F]):
    """What a word is to the model, by itself and to the words around it."""

    word: Word
    own: tuple[F, ...]
    around: tuple[tuple[F, ...], ...]


def _gathered(
    tokens: Sequence[Token],
    case: str,
    parts: Sequence[tuple[int, int]],
    look: Callable[[str, str, str, bool, str], _Seen[F]],
    pairs: Callable[[Word, Word, Word], list[F]],
) -> list[list[list[F]]]:
    edge = look("", "", "", False, case)
    gathered = []
    for start, stop in parts:
        first, last = max(start - _REACH, 0), min(stop + _REACH, len(tokens))
        seen = [look(token.text, token.low, token.base, token.opens, case) for token in tokens[first:last]]
        seen = [edge] * (first - start + _REACH) + seen + [edge] * (stop + _REACH - last)
        gathered.append(
            [
                [
                    *here.own,
                    *left3.around[0],
                    *left2.around[1],
                    *left.around[2],
                    *right.around[3],
                    *right2.around[4],
                    *right3.around[5],
                    *pairs(left.word, here.word, right.word),
                ]
                for left3, left2, left, here, right, right2, right3 in zip(
                    seen, seen[1:], seen[2:], seen[3:], seen[4:], seen[5:], seen[6:], strict=False
                )
            ]
        )
    return gathered


@lru_cache(maxsize=20_000)
def _named(text: str, low: str, base: str, opens: bool, case: str) -> _Seen[str]:
    if not text:
        return _Seen(_EDGE, (), _around(*_EDGE[:2], "edge"))
    word, shape = _word(low, base), _shape(text, opens, case)
    return _Seen(word, _own(*word, shape, case), _around(*word[:2], shape))


@lru_cache(maxsize=50_000)
def _numbered(text: str, low: str, base: str, opens: bool, case: str) -> _Seen[int]:
    named = _named.__wrapped__(text, low, base, opens, case)
    return _Seen(named.word, _rows(named.own), tuple(_rows(names) for names in named.around))


def _rows(names: Iterable[str]) -> tuple[int, ...]:
    get = model.rows.get if (model := weights()) else {}.get
    return tuple([row for name in names if (row := get(name)) is not None])


def _pair_rows(before: Word, here: Word, after: Word) -> list[int]:
    get = model.rows.get if (model := weights()) else {}.get
    return [row for name in _pairs(before, here, after) if (row := get(name)) is not None]


def _pairs(before: Word, here: Word, after: Word) -> list[str]:
    """Return what a word and its neighbours are together."""
    found = [
        f"-1w.k={before[0]}.{here[1]}",
        f"k.+1w={here[1]}.{after[0]}",
        f"-1k.k={before[1]}.{here[1]}",
        f"k.+1k={here[1]}.{after[1]}",
        f"-1w.+1w={before[0]}.{after[0]}",
    ]
    if here[0]:
        found += (f"-1w.w={before[0]}.{here[0]}", f"w.+1w={here[0]}.{after[0]}")
    return found


def _own(plain: str, kind: str, base: str, shape: str, case: str) -> tuple[str, ...]:
    """Return what a word is by itself."""
    return (
        "bias",
        f"case={case}",
        f"w={plain}",
        f"k={kind}",
        f"s={shape}",
        f"s.k={shape}.{kind}",
        f"end={base[-3:]}",
        f"end4={base[-4:]}",
        f"begin={base[:3]}",
    )


@lru_cache(maxsize=20_000)
def _around(plain: str, kind: str, shape: str) -> tuple[tuple[str, ...], ...]:
    """Return what a word is to the words up to three places from it: to the one three places back first."""
    return tuple(
        (f"{step}w={plain}", f"{step}k={kind}", f"{step}s={shape}") if abs(step) < _REACH else (f"{step}w={plain}",)
        for step in (-3, -2, -1, 1, 2, 3)
    )


@lru_cache(maxsize=20_000)
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


@lru_cache(maxsize=50_000)
def word_class(low: str, base: str) -> str:
    """Return what the lists say of a word: a star behind it means that it is an ordinary word as well."""
    if not low[0].isalnum() and len(low) == 1:
        return "mark"
    if low.isdigit():
        return "number"
    for words, name in (
        (PARTICLES, "particle"),
        (TITLES, "title"),
        (NEVER, "never"),
        (SPEECH, "speech"),
        (COUNTRIES, "country"),
        (NATIONAL, "national"),
    ):
        if low in words:
            return name
    lists = name_lists()
    form = next(
        (
            form
            for form in (
                low,
                base,
                base[:-1] if base.endswith("s") and len(base) > 3 and not is_ordinary(low) else base,
            )
            if form in lists.first or form in lists.last or form in lists.places
        ),
        "",
    )
    if not form and "-" in base:
        form = base.split("-")[0]
    kinds = [letter for letter, names in (("f", lists.first), ("l", lists.last), ("p", lists.places)) if form in names]
    ordinary = any(names.get(form, False) for names in (lists.first, lists.last, lists.places)) or (
        is_ordinary(low) and form == low and not kinds
    )
    if not kinds:
        return "word" if is_ordinary(low) else ("near" if sounds_like_a_name(low) else "unknown")
    return "".join(kinds) + ("*" if ordinary else "")


@lru_cache(maxsize=50_000)
def _shape(text: str, opens: bool, case: str) -> str:
    if not (text[0].isalnum() or len(text) > 1):
        return "mark"
    if text[0].isdigit():
        return "digit"
    if case != "cased":
        return "?"
    if text[0].isupper():
        return ("Opens" if opens else "Upper") if not (text.isupper() and len(text) > 1) else "ALL"
    return "mixed" if any(char.isupper() for char in text) else "lower"
