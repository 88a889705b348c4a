"""Where sentences end: at a full stop, a question or exclamation mark, an ellipsis or the end of a line."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

ENDS = frozenset({".", "!", "?", "…", "...", "?!", "!?", "!!", "??", "...."})
_CLOSERS = frozenset({"'", '"', "’", "”", ")", "»", "]"})


@Language.component("kennis_sentences", assigns=["token.is_sent_start"])
def mark_sentences(doc: Doc) -> Doc:
    """Mark the first token of every sentence; quotation marks that close stay with their sentence."""
    ended = False
    for token in doc:
        belongs_before = token.text in ENDS or token.text in _CLOSERS or token.is_space
        starts = token.i == 0 or (ended and not belongs_before)
        token.is_sent_start = starts
        if starts:
            ended = False
        if token.text in ENDS or "\n" in token.text:
            ended = True
    return doc
