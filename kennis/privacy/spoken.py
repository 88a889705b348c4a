"""Numbers as they are spoken: `nul zes twaalf vierendertig` → the digits `061234`, with their place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from kennis.privacy.hints import DIGIT, NUMBER, ONE, Hints, asks, hinted, listed
from kennis.privacy.text import Token
from kennis.privacy.words import word_list, word_set

_UNITS = word_list("spoken_units")
_TENS = {
    "twintig": 20,
    "dertig": 30,
    "veertig": 40,
    "vijftig": 50,
    "zestig": 60,
    "zeventig": 70,
    "tachtig": 80,
    "negentig": 90,
}
_HUNDREDS = {
    "honderd": 100,
    "duizend": 1000,
    "tweeduizend": 2000,
    "negentienhonderd": 1900,
    "achttienhonderd": 1800,
    "twintighonderd": 2000,
}
# What people say between the digits of a number.
_BETWEEN = word_set("spoken_between") - {"een"}


_GAP = 2  # so many of them may stand between two numbers


@lru_cache(maxsize=1)
def number_words() -> dict[str, int]:
    """Return the Dutch number words below 100, with the spellings and short forms that are heard."""
    words = {word: value for value, word in enumerate(_UNITS)}
    for tens, value in _TENS.items():
        words[tens] = value
        for unit in range(1, 10):
            for joint in ("en", "n", " en "):
                words[f"{_UNITS[unit]}{joint}{tens}"] = value + unit
    words.update({"nulletje": 0, "zeuven": 7, "tachentig": 80, "tweeen": 2, "eens": 1})
    del words["eens"]
    return words


def number_pattern(*, least: int = 0) -> str:
    """Return a regular expression for the number words from `least` on (`tweeëntwintig`, also without its dots)."""
    units = "|".join(_UNITS[1:10])
    low = sorted(_UNITS[least:], key=len, reverse=True) + (["nulletje", "zeuven", "twee[eë]n"] if not least else [])
    tens = "|".join([*_TENS, "tachentig"])
    return rf"(?:(?:(?:{units})(?:\ en\ |[eë]n|n))?(?:{tens})|{'|'.join(low)})"


def year_of(words: Sequence[str]) -> int | None:
    """Return the year that words or digits say (`negentienhonderd eenenzeventig`, `eenenzeventig`, `71`), or None."""
    if len(words) == 1 and words[0].strip("'").isdigit():
        value = int(words[0].strip("'"))
        return (
            value
            if 1900 <= value <= 2099
            else (1900 + value if 20 <= value <= 99 and len(words[0].strip("'")) == 2 else None)
        )
    numbers = number_words()
    joined = "".join(words)
    for head, base in {**_HUNDREDS, "negentien": 1900, "twintig": 2000}.items():
        if base >= 1800 and joined.startswith(head):
            rest = joined.removeprefix(head)
            if not rest:
                return base if head not in ("negentien", "twintig") else None
            if rest in numbers and (head not in ("negentien", "twintig") or numbers[rest] >= 10):
                return base + numbers[rest]
    return 1900 + numbers[joined] if joined in numbers and numbers[joined] >= 20 else None


@dataclass(frozen=True)
class DigitRun:
    """A row of spoken or written digits: the tokens `first:last` and what they say."""

    first: int
    last: int
    digits: str
    words: int  # how many of the tokens were number words


@lru_cache(maxsize=5_000)
def digits_of(low: str) -> str:
    """Return the digits that one word says (`vierendertig` → `34`, `nulzes` → `06`, `honderdelf` → `111`), or ""."""
    numbers = number_words()
    if low in numbers:
        return str(numbers[low])
    if low.startswith("nul") and low[3:] in numbers:
        return "0" + str(numbers[low[3:]])
    head, hundred, rest = low.partition("honderd")
    rest = rest.removeprefix("en") if rest not in numbers else rest
    if hundred and (not head or 1 < numbers.get(head, 0) < 10) and (not rest or rest in numbers):
        return str(100 * numbers.get(head, 1) + numbers.get(rest, 0))
    return ""


@asks(NUMBER)
def _is_number_word(low: str, base: str) -> bool:
    return low != "een" and digits_of(low) != ""


@asks(DIGIT)
def _has_digit(low: str, base: str) -> bool:
    return not low.isalpha() and any(map(str.isdigit, low))


listed(ONE, ["een"])


def digit_runs(tokens: Sequence[Token], hints: Hints, *, at_least: int = 3) -> list[DigitRun]:
    """Return rows of number words (digits may stand between them) of at least `at_least` digits in all.

    Args:
        tokens: the words and marks of a text.
        hints: those of every token.
        at_least: fewer digits are no row.
    """
    runs: list[DigitRun] = []
    done = 0
    begins = hinted(hints, NUMBER | ONE)
    for place in begins if len(begins) > 1 else ():
        if place < done or (hints[place] & ONE and not _is_number(tokens, place + 1)):
            continue
        run = _run_from(tokens, place)
        if len(run.digits) >= at_least and run.words >= 2:
            runs.append(run)
        done = run.last
    return runs


def _is_number(tokens: Sequence[Token], place: int) -> bool:
    return place < len(tokens) and (digits_of(tokens[place].low) != "" or tokens[place].low.isdigit())


def _is_again(tokens: Sequence[Token], place: int) -> bool:
    """Tell whether `een` says how often, and is no digit: `nog een keer`, `en nog een`."""
    if tokens[place].low != "een":
        return False
    after = tokens[place + 1].low if place + 1 < len(tokens) else ""
    return after == "keer" or (place > 0 and tokens[place - 1].low == "nog")


def _run_from(tokens: Sequence[Token], first: int) -> DigitRun:
    # Digits written before the words belong to it: "06 twaalf vierendertig".
    while first and tokens[first - 1].low.isdigit():
        first -= 1
    digits, words, place, last = "", 0, first, first
    while place < len(tokens):
        low = tokens[place].low
        said = "" if _is_again(tokens, place) else digits_of(low)
        if said or low.isdigit():
            digits += said or low
            words += said != ""
            last = place + 1
        elif low == "dubbel" and place + 1 < len(tokens):
            digits += digits_of(tokens[place + 1].low)
        elif low not in _BETWEEN or place - last > _GAP:
            break
        place += 1
    return DigitRun(first, last, digits, words)
