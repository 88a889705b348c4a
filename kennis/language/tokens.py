"""The marks our components put on tokens, and the pseudonyms that stay one token.

| `token._.`     | meaning                                                              |
|----------------|----------------------------------------------------------------------|
| `is_particle`  | the loose part of a separable verb (*uit* in *steek … uit*)           |
| `verb_at`      | place of the verb a particle or fixed expression belongs to, else -1  |
| `parts`        | the parts of a compound (*vertrouwen*, *band*); empty for other words |
| `negation`     | `""`, `negated`, `cue`, or `reversed` (*eerst niet, maar nu wel*)     |
| `stance`        | `hedged`, `reported`, `wished`, `supposed` (see `stance`); empty for plain words |
| `clause`        | number of the clause it stands in (see `borders`)                     |
| `is_placeholder` | a pseudonym or another mark of what was taken out: `[P03]`, `[gemeente A]` |
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from spacy.attrs import ORTH
from spacy.lang.nl import Dutch, DutchDefaults
from spacy.language import Language
from spacy.tokens import Doc, Span, Token
from spacy.util import compile_infix_regex, filter_spans

PLACEHOLDER = re.compile(r"\[[^\[\]\n]{1,40}\]")


_NOTHING: dict[str, Any] = {
    "is_particle": False, "verb_at": -1, "parts": (), "negation": "", "stance": (), "is_placeholder": False,
}  # fmt: skip


def marks(doc: Doc, name: str) -> list[Any]:
    """Return one mark of all tokens, to read or to change: a list that stays with the text.

    Ten times as fast as `token._.name`, which reads the same list.
    """
    key = "kennis_" + name
    found = doc.user_data.get(key)
    if found is None or len(found) != len(doc):
        found = doc.user_data[key] = [_NOTHING[name]] * len(doc)
    return found


def register_marks() -> None:
    """Declare the marks of this module; doing it twice does no harm."""
    for name in _NOTHING:
        if not Token.has_extension(name):
            Token.set_extension(name, getter=_reader(name))


def _reader(name: str) -> Callable[[Token], Any]:
    return lambda token: marks(token.doc, name)[token.i]


_BRACKETS = r"[\[\]]"


class _DutchDefaults(DutchDefaults):
    infixes: ClassVar[list] = [*(Dutch.Defaults.infixes or ()), _BRACKETS]  # type: ignore[misc]
    tokenizer_exceptions: ClassVar[dict] = {}  # type: ignore[misc]


class _Dutch(Dutch):
    Defaults = _DutchDefaults


def blank_dutch(meta: dict[str, str]) -> Language:
    """Make an empty Dutch pipeline that breaks words at square brackets.

    The same tokenizer as `spacy.blank` and `split_at_brackets` give, in a fifth of the time: nearly all of
    spaCy's 4,670 exceptions only say that a word is one (*a.u.b.*), and a set can tell that as well. Only
    abbreviations glued to another by a sign (*a.u.b./s.v.p.*) may come out otherwise.
    """
    nlp = _Dutch(meta=meta)
    exceptions = Dutch.Defaults.tokenizer_exceptions or {}
    whole = frozenset(text for text, tokens in exceptions.items() if text[0].isalnum() and len(tokens) == 1)
    tokenizer: Any = nlp.tokenizer
    suffix_search = tokenizer.suffix_search
    tokenizer.token_match = whole.__contains__
    tokenizer.suffix_search = lambda text: None if text in whole else suffix_search(text)
    for text in sorted(exceptions.keys() - whole):
        tokenizer.add_special_case(text, exceptions[text])
    return nlp


def split_at_brackets(nlp: Language) -> None:
    """Let the tokenizer break words at square brackets, so that `[P01],[P02]` is no single token."""
    infixes = [*(nlp.Defaults.infixes or ()), _BRACKETS]
    nlp.tokenizer.infix_finditer = compile_infix_regex(infixes).finditer  # type: ignore[union-attr]


_KEPT = "kennis_columns"
_texts: dict[int, str] = {0: ""}  # what spaCy's numbers stand for: the same number is the same text in every pipeline


def column(doc: Doc, attribute: int) -> list[str]:
    """Return one attribute (`LOWER`, `LEMMA`, `TAG`) of all tokens as text: ten times as fast as token by token."""
    found: Any = doc.to_array([attribute])
    keys: list[int] = found.reshape(-1).tolist()  # of a piece of a text even one attribute makes a table
    try:
        return [_texts[key] for key in keys]
    except KeyError:
        strings = doc.vocab.strings
        _texts.update((key, strings[key]) for key in set(keys).difference(_texts))
        return [_texts[key] for key in keys]


def columns(doc: Doc, *attributes: int) -> list[list[str]]:
    """Return several attributes of all tokens as text, a list for each."""
    keys = doc.to_array(list(attributes)).T.tolist()
    try:
        return [[_texts[key] for key in row] for row in keys]
    except KeyError:
        return [column(doc, attribute) for attribute in attributes]


def set_columns(doc: Doc, attributes: list[Any], table: Any) -> None:
    """Set attributes of all tokens at once (`table`: a row of numbers a token)."""
    doc.from_array(attributes, table)


def keep_column(doc: Doc, attribute: int, values: list[str]) -> list[str]:
    """Keep one attribute of all tokens as text for the components that follow, and return it."""
    doc.user_data.setdefault(_KEPT, {})[attribute] = values
    return values


def kept_column(doc: Doc, attribute: int) -> list[str]:
    """Return one attribute of all tokens as text, kept since the first time a component asked (see `forget_columns`).

    Who changes the attribute must change the list too; only components of this room ask here.
    """
    found = doc.user_data.get(_KEPT, {}).get(attribute)
    if found is not None and len(found) == len(doc):
        return found
    return keep_column(doc, attribute, column(doc, attribute))


def forget_columns(doc: Doc) -> None:
    """Forget what was kept: the text leaves the pipeline, and others may change it."""
    doc.user_data.pop(_KEPT, None)


@Language.component("kennis_placeholders", retokenizes=True)
def merge_placeholders(doc: Doc) -> Doc:
    """Make one token of every `[P03]` or `[gemeente A]`."""
    if "[" not in kept_column(doc, ORTH):  # the tokenizer breaks words at brackets
        return doc
    found = list(PLACEHOLDER.finditer(doc.text))
    with doc.retokenize() as retokenizer:
        for span in _placeholders(doc, found):
            if len(span) > 1:
                retokenizer.merge(span)
    forget_columns(doc)
    is_placeholder = marks(doc, "is_placeholder")
    for span in _placeholders(doc, found):
        for place in range(span.start, span.end):
            is_placeholder[place] = True
    return doc


def _placeholders(doc: Doc, found: Sequence[re.Match[str]]) -> list[Span]:
    spans = [doc.char_span(*match.span(), alignment_mode="expand") for match in found]
    return filter_spans([span for span in spans if span is not None])


register_marks()
