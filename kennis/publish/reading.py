"""How plain our own Dutch is: words in a sentence, and the reading ease of Douma, for the researcher to see."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd

from kennis.insights.words import decimal

PLAIN = 60.0  # from here on Douma (1960) calls a text ordinary: what B1 aims at
MOST_WORDS = 15.0  # words a sentence on average, our house rule
# What others said or what is no sentence: quotes, tables, menus, buttons, numbers.
_SKIPPED = {
    "blockquote",
    "figcaption",
    "table",
    "nav",
    "header",
    "footer",
    "form",
    "script",
    "style",
    "option",
    "select",
}
_BLOCKS = {"p", "li", "h1", "h2", "h3", "dd", "dt", "summary", "legend", "label"}
# One group of vowels is one syllable; signs above a letter (`ë`) begin a new one.
_VOWELS = re.compile(r"ij|[ëïöü]|[aeiouyáéíóúàèêîôâû]+", re.IGNORECASE)


def measure_reading(page: str | Path) -> pd.DataFrame:
    """Measure how hard our own sentences on the readers' pages are; what participants said is left out.

    Args:
        page: the `index.html` of a site.

    Returns:
        One row a page, the hardest first: `title, sentences, words_per_sentence, ease, longest`. `ease` is the reading
        ease of Douma (1960), Flesch's formula for Dutch: 206.84 − 0.93 · words a sentence − 77 · syllables a word; from
        60 on ordinary, from 70 on rather easy. `longest` is the number of words in the longest sentence.
    """
    reader = _Reader()
    reader.feed(Path(page).read_text(encoding="utf-8"))
    reader.close()
    rows = []
    for title, blocks in reader.pages:
        # A heading or a name in a list is no sentence.
        told = (sentence for block in blocks for sentence in _sentences(block) if sentence.endswith((".", "?", "!")))
        sentences = [words for sentence in told if len(words := _words(sentence)) > 1]
        if sentences:
            rows.append((title, len(sentences), *reading_of(sentences), max(map(len, sentences))))
    out = pd.DataFrame(rows, columns=["title", "sentences", "words_per_sentence", "ease", "longest"])
    return out.sort_values("ease", kind="stable").reset_index(drop=True)


def describe_reading(page: str | Path) -> str:
    """Say in Dutch how plain our own sentences are, and on which page they are hardest."""
    measured = measure_reading(page)
    if measured.empty:
        return "Er zijn geen zinnen van onszelf om te meten."
    weight = measured["sentences"] / measured["sentences"].sum()
    words, ease = (float((measured[name] * weight).sum()) for name in ("words_per_sentence", "ease"))
    hardest = measured.iloc[0]
    return (
        f"Onze eigen zinnen: gemiddeld {decimal(words, 1)} woorden per zin, leesgemak {decimal(ease, 0)} (Flesch-Douma; vanaf 60 gewoon Nederlands). "
        f"Het moeilijkst is ‘{hardest['title']}’ ({decimal(float(hardest['ease']), 0)})."
    )


def reading_of(sentences: list[list[str]]) -> tuple[float, float]:
    """Return the words a sentence and the reading ease of Douma."""
    words = [word for sentence in sentences for word in sentence]
    length = len(words) / len(sentences)
    syllables = sum(map(count_syllables, words)) / len(words)
    return round(length, 1), round(206.84 - 0.93 * length - 77 * syllables, 1)


def count_syllables(word: str) -> int:
    """Count the syllables of a Dutch word, by its groups of vowels."""
    return max(1, len(_VOWELS.findall(word)))


def _sentences(text: str) -> list[str]:
    return re.split(r"(?<=[.!?])\s+", text.strip())


def _words(sentence: str) -> list[str]:
    return re.findall(r"[^\W\d_]+(?:['’-][^\W\d_]+)*", sentence)


class _Reader(HTMLParser):
    """Collects the blocks of our own text, page by page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pages: list[tuple[str, list[str]]] = []
        self._skip = 0
        self._text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        title = dict(attrs).get("data-title")
        if title:
            self._flush()
            self.pages.append((title, []))
        self._skip += tag in _SKIPPED
        if tag in _BLOCKS:
            self._flush()

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self._flush()
        self._skip -= tag in _SKIPPED

    def handle_data(self, data: str) -> None:
        if not self._skip:
            self._text.append(data)

    def close(self) -> None:
        super().close()
        self._flush()

    def _flush(self) -> None:
        text = " ".join("".join(self._text).split())
        self._text = []
        if text and self.pages:
            self.pages[-1][1].append(text)
