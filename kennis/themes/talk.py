"""Talk about the talk: coffee, screens, and what leads a conversation. It is counted, and kept out of the themes."""

from __future__ import annotations

import functools
from collections import Counter
from pathlib import Path

import numpy as np
import pandas as pd

from kennis.themes.evidence import single_words

_FILE = Path(__file__).parent / "data" / "vergaderwoorden.txt"
_LEADS = "begeleider"
_HALF = 0.5  # of its words of content a turn about the meeting itself has this share or more; of who leads it, more
_A_SUBJECT = 0.03  # a word in more than this share of the turns is what the study is about


def is_about_the_talk(table: pd.DataFrame, coded: np.ndarray, roles: pd.Series | None) -> np.ndarray:
    """Tell which turns are about the meeting itself: small talk, and what a facilitator says to lead it.

    A word that is said often is a subject of the study, not small talk. What the coder recognises is not either, but
    in the words of who leads the talk it recognises the question, not an answer.

    Args:
        table: `lemmas` (see `vectors.lemma_table`).
        coded: of each turn whether the coder suggests anything.
        roles: the role of who said it; without it nobody leads the talk.

    Returns:
        True for each such turn. A turn without words of content is one only if a facilitator said it.
    """
    leads = np.zeros(len(table), dtype=bool) if roles is None else roles.eq(_LEADS).to_numpy()
    words, leading = _meeting_words()
    said = [set(single_words(own)) for own in table["lemmas"]]
    often = Counter(word for own, lead in zip(said, leads, strict=True) if not lead for word in own)
    everyone = {word for word in words if often[word] <= _A_SUBJECT * (~leads).sum()}
    about = []
    for own, lead, seen in zip(said, leads, coded, strict=True):
        known = len(own & ((everyone | leading) if lead else everyone))
        # *Vertel eens over de bus* asks about a subject.
        mostly = (known > _HALF * len(own) if lead else known >= _HALF * len(own)) if own else lead and not seen
        about.append(mostly and (lead or not seen))
    return np.array(about, dtype=bool)


@functools.cache
def _meeting_words() -> tuple[frozenset[str], frozenset[str]]:
    """Return the words of everybody, and those that count only for who leads a conversation."""
    lines = [line for line in _FILE.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    split = lines.index(f"[{_LEADS}]")
    first, then = (frozenset(" ".join(part).split()) for part in (lines[:split], lines[split + 1 :]))
    return first, then
