"""What a word tells by itself: points in `data/woorden.csv`, readable and editable.

Invented sentences teach a coder the words that stand in them. These points tell it what it should think of the
many it never saw. They were given by meaning, word by word, by language models (see the model card). After a change in
the table, train again (`train`, `train_polarity`): what is learned rests on it.
"""

from __future__ import annotations

import functools
from pathlib import Path
from typing import NamedTuple

from kennis.tables import parse_csv

RATED = Path(__file__).parent / "data" / "woorden.csv"
_WORD, _TONE = "woord", "toon"


class Rating(NamedTuple):
    """How much a word points to themes, or away from them (`theme=points`), and how it sounds.

    `tone` is from -3 (what is good is missing) to 3 (it is there); 0 tells nothing.
    """

    themes: tuple[str, ...] = ()
    tone: int = 0


_NOTHING = Rating()


def rating_of(lemma: str) -> Rating:
    """Return what a lemma tells; most tell nothing."""
    return _ratings().get(lemma, _NOTHING)


@functools.cache
def _ratings() -> dict[str, Rating]:
    table = parse_csv(RATED.read_text(encoding="utf-8"), source=RATED.name)
    themes = [name for name in table.columns if name not in (_WORD, _TONE)]
    rows = zip(table[_WORD], table[_TONE], table[themes].itertuples(index=False), strict=True)
    return {
        word: Rating(
            tuple(f"{name}={points}" for name, points in zip(themes, own, strict=True) if points), int(tone or 0)
        )
        for word, tone, own in rows
    }
