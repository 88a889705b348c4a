"""Where sentences end: at a full stop, a question or exclamation mark, an ellipsis or the end of a line."""

from __future__ import annotations

import numpy as np
from spacy.attrs import ORTH, SENT_START
from spacy.language import Language
from spacy.tokens import Doc

from kennis.language.tokens import kept_column, set_columns

ENDS = frozenset({".", "!", "?", "…", "...", "?!", "!?", "!!", "??", "...."})
_CLOSERS = frozenset({"'", '"', "’", "”", ")", "»", "]"})

_NOT = np.uint64(2**64 - 1)  # -1 as spaCy stores it: no sentence begins here


@Language.component("kennis_sentences", assigns=["token.is_sent_start"])
def mark_sentences(doc: Doc) -> Doc:
    """Mark the first token of every sentence; quotation marks that close stay with their sentence."""
    words = kept_column(doc, ORTH)
    if not words:
        return doc
    starts = np.full(len(words), _NOT)
    starts[0] = 1
    for place in [place for place, word in enumerate(words) if word in ENDS or "\n" in word]:
        following = place + 1
        while following < len(words) and _belongs_before(words[following]):
            following += 1
        if following < len(words):
            starts[following] = 1
    set_columns(doc, [SENT_START], starts[:, None])
    return doc


def _belongs_before(word: str) -> bool:
    return word in ENDS or word in _CLOSERS or word.isspace()
