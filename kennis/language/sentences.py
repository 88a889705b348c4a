"""Where sentences end: at a full stop, a question or exclamation mark, an ellipsis or the end of a line."""

from __future__ import annotations

from spacy.attrs import ORTH, SENT_START
from spacy.language import Language
from spacy.tokens import Doc

from kennis.language.tokens import column, set_columns

ENDS = frozenset({".", "!", "?", "…", "...", "?!", "!?", "!!", "??", "...."})
_CLOSERS = frozenset({"'", '"', "’", "”", ")", "»", "]"})

_NOT = 2**64 - 1  # -1 as spaCy stores it: no sentence begins here


@Language.component("kennis_sentences", assigns=["token.is_sent_start"])
def mark_sentences(doc: Doc) -> Doc:
    """Mark the first token of every sentence; quotation marks that close stay with their sentence."""
    ended, starts = False, []
    for place, word in enumerate(column(doc, ORTH)):
        belongs_before = word in ENDS or word in _CLOSERS or word.isspace()
        starts.append(1 if place == 0 or (ended and not belongs_before) else _NOT)
        if starts[-1] == 1:
            ended = False
        if word in ENDS or "\n" in word:
            ended = True
    if starts:
        set_columns(doc, [SENT_START], starts)
    return doc
