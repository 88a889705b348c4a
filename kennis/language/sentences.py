"""Where sentences end: at a full stop, a question or exclamation mark, an ellipsis or the end of a line."""

from __future__ import annotations

import numpy as np
from spacy.attrs import ORTH, SENT_START
from spacy.language import Language
from spacy.tokens import Doc

ENDS = frozenset({".", "!", "?", "…", "...", "?!", "!?", "!!", "??", "...."})
_CLOSERS = frozenset({"'", '"', "’", "”", ")", "»", "]"})


@Language.component("kennis_sentences", assigns=["token.is_sent_start"])
def mark_sentences(doc: Doc) -> Doc:
    """Mark the first token of every sentence; quotation marks that close stay with their sentence."""
    ended, starts = False, []
    for place, word in enumerate(doc.vocab.strings[key] for key in doc.to_array(ORTH).tolist()):
        belongs_before = word in ENDS or word in _CLOSERS or word.isspace()
        starts.append(1 if place == 0 or (ended and not belongs_before) else -1)
        if starts[-1] == 1:
            ended = False
        if word in ENDS or "\n" in word:
            ended = True
    if starts:
        doc.from_array([SENT_START], np.array(starts, dtype=np.int64).astype(np.uint64).reshape(-1, 1))
    return doc
