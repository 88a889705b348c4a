"""Text in capitals between other columns: which words of a line belong to a quote, and which do not."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kennis.intake.spelling import is_dictionary_word, is_word
from kennis.intake.words import ACRONYMS, FACTSHEET_HEADINGS

CLOSE = re.compile(r"(?<=[^\s“„(])\s?(?:[”“»]|\"|[’']{2})(?=[\s.,;:!?)|]|$)|(?<=[.?!A-Z])[’'](?=[.,]?\s*(?:$|\|))")
BULLET = re.compile(r"^\s*(?:[-–—•*+·▪■►✓=°§¢©®>o]|«|»|\.|e(?=\s[A-Z])|\d{1,2}[.)])\s+")


def is_capital(token: str) -> bool:
    """Tell whether a word stands in capitals; one stray small letter of OCR in a longer word is forgiven."""
    letters = [char for char in token if char.isalpha()]
    upper = sum(char.isupper() for char in letters)
    return bool(letters) and (
        upper == len(letters)
        or (len(letters) >= 4 and upper >= len(letters) - 1 and letters[-1].islower() and "’" in token)
        or bool(re.fullmatch(r"\W*l[A-Z]+\W*", token))
    )


def find_headings(lines: Sequence[str]) -> list[str]:
    """Return headings in capitals, longest first: the usual ones, and lines in capitals that come back."""
    counts: dict[str, int] = {}
    for line in lines:
        text = line.strip(" :.-–•*+«")
        if (
            3 <= len(text) <= 50
            and all(is_capital(token) for token in text.split())
            and not re.search(r"[“”\"|]", line)
        ):
            counts[text] = counts.get(text, 0) + 1
    # One word that comes back may well be a word of a quote; two words or more are a heading.
    repeated = {text for text, count in counts.items() if count > 1 and " " in text}
    return sorted({*FACTSHEET_HEADINGS, *repeated}, key=len, reverse=True)


def capital_runs(line: str) -> list[tuple[int, int]]:
    """Return the stretches of capitals in a line; a token without letters does not break one, small letters do."""
    runs: list[tuple[int, int]] = []
    start = stop = -1
    for token in re.finditer(r"\S+", line):
        text = token.group()
        if is_capital(text):
            start = token.start() if start < 0 else start
            stop = token.end()
        elif any(char.isalpha() for char in text):
            if start >= 0:
                runs.append((start, stop))
            start = -1
        elif start >= 0 and (re.search(r"[”\"»]|[\d&?!…]|^[.,;:–—-]+$", text)):
            stop = token.end()
    if start >= 0:
        runs.append((start, stop))
    return runs


def skip_acronym(line: str, start: int, stop: int) -> int:
    """An acronym that ends a sentence in small letters (`bij HR. ER NODIG IS`) is no part of the capitals behind it."""
    if not re.search(r"[a-zà-ÿ]", line[:start]):
        return start
    acronym = re.match(r"([A-Z]{2,6})[.,;:!?)]+\s+(?=\S)", line[start:stop])
    return start + acronym.end() if acronym and not is_dictionary_word(acronym.group(1).casefold()) else start


def capital_stop(line: str, start: int) -> int:
    """Return where the capitals that start at a column stop."""
    for first, last in capital_runs(line[start:]):
        return start + last if first < 3 else start
    return start


def weight(text: str) -> int:
    """Return the number of words in a stretch."""
    return len(re.findall(r"[^\W\d_]+", text))


def behind_bullet(line: str, start: int, stop: int, pieces: Sequence[str]) -> int | None:
    """Where a quote goes on in a line that looks like a bullet; None if the line is a bullet of another column."""
    text = line[start:stop]
    broken = re.search(r"([^\W\d_]+)-$", pieces[-1]) if pieces else None
    first = re.search(r"[^\W\d_]+", text)
    if broken and first and is_word(broken.group(1) + first.group()):
        return start
    stain = re.search(r"\s[\"“”|‘]\s+(?=[^\W\d_])|\s{3,}(?=[^\W\d_])", text)
    if stain:
        return start + stain.end()
    return start if CLOSE.search(text) or weight(text) >= 5 else None


def single_fits(text: str, pieces: Sequence[str], closes: bool) -> bool:
    """One word in capitals among small letters: part of the quote, or an acronym in running text?"""
    word = re.sub(r"[\W\d_]+", "", text)
    if closes or (pieces and pieces[-1].endswith("-")):
        return True
    return len(word) >= 4 and word not in ACRONYMS and is_word(word)


def clean(piece: str) -> str:
    """Take stray marks out of a piece in capitals: bars, loose quotation marks, stars."""
    kept = [
        token for token in piece.split() if re.search(r"\w", token) or re.fullmatch(r"[–—&…?!]|\.\.\.|[.,;:]", token)
    ]
    text = re.sub(r"\s+([.,;:?!])", r"\1", " ".join(kept))
    return re.sub(r"^[“”\"„‘'|*_~.,;:»«>\\]+(?=\s?[^\W_])|(?<=\s)[“”\"„*|_~]+|[“”\"„|*_~]+(?=\s|$)", "", text).strip()
