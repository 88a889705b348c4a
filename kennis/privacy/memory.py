"""What one turn gives away helps in the next: names found somewhere in a file are looked for in all of it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from kennis.privacy.features import word_class
from kennis.privacy.lists import NOT_NAMES, PARTICLES, is_ordinary
from kennis.privacy.spans import Span, make_span
from kennis.privacy.text import Token, case_of, tokens_of

_KINDS = ("persoon", "plaats", "organisatie")
_SURE = 0.55
_SHARE = 0.34  # a word must have been found in at least this share of its places to be looked for in the others


def learn_names(texts: Sequence[str], found: Sequence[Sequence[Span]]) -> Mapping[str, str]:
    """Return the words (folded) that proved to be names in some of the texts, with their kind.

    A word that is an ordinary word as well is learnt only for its capitalised form (marked by a capital first letter).

    Args:
        texts: the turns of one file.
        found: the spans of each.
    """
    seen: Counter[str] = Counter()
    kinds: dict[str, Counter[str]] = defaultdict(Counter)
    for text, spans in zip(texts, found, strict=True):
        case = case_of(text)
        sure = [span for span in spans if span.kind in _KINDS and span.score >= _SURE and not span.person]
        for token in tokens_of(text):
            key = _key(token, case)
            if not key:
                continue
            seen[key] += 1
            owner = next((span for span in sure if span.start <= token.start < span.stop), None)
            if owner:
                kinds[key][owner.kind] += 1
    return {key: counts.most_common(1)[0][0] for key, counts in kinds.items() if counts.total() >= _SHARE * seen[key]}


def find_again(text: str, tokens: Sequence[Token], names: Mapping[str, str]) -> list[Span]:
    """Return where learnt names stand."""
    case = case_of(text)
    return [
        make_span(text, token.start, token.stop, names[key], "herhaling", 0.6)
        for token in tokens
        if (key := _key(token, case)) in names
    ]


def _key(token: Token, case: str) -> str:
    """Return under what a word is remembered, or "" for a word that is not worth remembering."""
    if (
        not token.is_word
        or len(token.base) < 3
        or token.low in NOT_NAMES
        or token.low in PARTICLES
        or token.low[0].isdigit()
    ):
        return ""
    capital = case == "cased" and token.text[0].isupper()
    if is_ordinary(token.low) or word_class(token.low, token.base).endswith("*"):
        return token.base.capitalize() if capital and not token.opens else ""
    return token.base if capital or case != "cased" else ""
