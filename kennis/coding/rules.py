"""The rule coder: patterns of the codebook → suggestions with their evidence.

Each suggestion is one code for one utterance. It stays a suggestion until a person accepts it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from kennis.coding.codebook import Code, Codebook
from kennis.coding.lexicon import Hit, Lexicon
from kennis.coding.signs import MIXED, read_sign
from kennis.coding.telling import hit_evidence
from kennis.tables import CODINGS, require_columns

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

CODER = "lexicon"
COLUMNS = (*CODINGS.names, "insight")
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Found:
    """What speaks for one code in one text."""

    code: Code
    hits: tuple[Hit, ...]
    polarity: str
    score: float
    start: int
    stop: int
    evidence: str


def find_codes(doc: Doc, lexicon: Lexicon, codebook: Codebook, *, hits: Iterable[Hit] | None = None) -> list[Found]:
    """Find the codes a text speaks of, strongest first.

    Args:
        doc: a text analysed with the pipeline the lexicon was made with.
        lexicon: the codebook's patterns.
        codebook: the codebook itself.
        hits: what `lexicon.find` returned, when it was already asked.

    Returns:
        One `Found` a code; none when nothing was found.
    """
    by_code: dict[str, list[Hit]] = defaultdict(list)
    for hit in lexicon.find(doc) if hits is None else hits:
        by_code[hit.code].append(hit)
    found = [_weigh(doc, codebook.code(slug), hits) for slug, hits in by_code.items()]
    return sorted(
        (entry for entry in found if entry), key=lambda entry: (-entry.score, codebook.slugs.index(entry.code.slug))
    )


def code_with_rules(
    utterances: pd.DataFrame, codebook: Codebook, *, nlp: Language | None = None, progress: Progress | None = None
) -> pd.DataFrame:
    """Suggest codings by the patterns of the codebook.

    Args:
        utterances: needs `utterance_id` and `text`.
        codebook: what to look for.
        nlp: a pipeline from `language.load_pipeline`; `builtin` when left out.
        progress: called with (done, total) now and then.

    Returns:
        Columns of `tables.CODINGS` and `insight`; coder `lexicon`, status `voorstel`.
    """
    from kennis.language import analyse, load_pipeline

    require_columns(utterances, ["utterance_id", "text"], table="utterances")
    pipeline = nlp or load_pipeline()
    lexicon = Lexicon(codebook)
    docs = analyse(utterances["text"], pipeline)
    rows = _rows(zip(utterances["utterance_id"], docs, strict=True), lexicon, codebook, len(utterances), progress)
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype({"start": "int64", "stop": "int64", "score": "float64"})


def _rows(
    docs: Iterable[tuple[str, Doc]], lexicon: Lexicon, codebook: Codebook, total: int, progress: Progress | None
) -> Iterator[tuple[object, ...]]:
    for done, (utterance_id, doc) in enumerate(docs, start=1):
        for entry in find_codes(doc, lexicon, codebook):
            yield as_row(utterance_id, entry, coder=CODER)
        if progress and (done % 200 == 0 or done == total):
            progress(done, total)


def as_row(utterance_id: str, entry: Found, *, coder: str) -> tuple[object, ...]:
    """Return a row of `COLUMNS` for what was found."""
    code = entry.code
    return (
        utterance_id, entry.start, entry.stop, code.slug, entry.polarity, coder, "voorstel",
        round(entry.score, 3), entry.evidence, "", "", code.insight,
    )  # fmt: skip


def _weigh(doc: Doc, code: Code, hits: list[Hit]) -> Found | None:
    blocked = {place for hit in hits if hit.kind == "niet" for place in hit.places}
    strong = [hit for hit in hits if hit.kind in ("aanwezig", "afwezig") and not blocked & set(hit.places)]
    weak = [hit for hit in hits if hit.kind == "zwak" and not blocked & set(hit.places)]
    if not strong:
        weak = _weak_together(doc, weak)
    if not strong and not weak:
        return None
    kept = _widest(strong) or _widest(weak)
    score = min(0.95, 0.6 + 0.08 * (len(kept) - 1) + 0.04 * len(weak) + 0.03 * max(len(hit.places) for hit in kept))
    start, stop = _span(doc, kept)
    return Found(code, tuple(kept), _polarity(doc, code, kept), score, start, stop, hit_evidence(doc, code, kept))


def _weak_together(doc: Doc, weak: list[Hit]) -> list[Hit]:
    """Keep weak hits that stand in one sentence with at least one other weak pattern."""
    by_sentence: dict[int, list[Hit]] = defaultdict(list)
    for hit in weak:
        by_sentence[doc[hit.places[0]].sent.start].append(hit)
    best = max(by_sentence.values(), key=lambda hits: len({hit.pattern for hit in hits}), default=[])
    return best if len({hit.pattern for hit in best}) >= 2 else []


def _widest(hits: list[Hit]) -> list[Hit]:
    """Drop hits whose words all belong to a wider hit (*durven* inside *niet durven zeggen*)."""
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda hit: -len(hit.places)):
        if not any(set(hit.places) <= set(other.places) for other in kept):
            kept.append(hit)
    return sorted(kept, key=lambda hit: hit.places)


def _polarity(doc: Doc, code: Code, hits: list[Hit]) -> str:
    if not code.polar:
        return ""
    signs = {read_sign(doc, hit).says for hit in hits}
    return signs.pop() if len(signs) == 1 else MIXED


def _span(doc: Doc, hits: list[Hit]) -> tuple[int, int]:
    """Return the offsets of the sentences the hits stand in, without the white space around them."""
    sentences = [doc[hit.places[0]].sent for hit in hits]
    start, stop = min(s.start_char for s in sentences), max(s.end_char for s in sentences)
    text = doc.text[start:stop]
    return start + len(text) - len(text.lstrip()), stop - (len(text) - len(text.rstrip()))
