"""Word classes: a linear-chain CRF whose weights are looked up, not computed.

`train` made the weights; the scores of a word type are added up once and kept, so that a sentence
costs a few array look-ups and one Viterbi pass. Text in capitals is tagged as if in lower case.
"""

from __future__ import annotations

import bisect
import functools
import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
from spacy.attrs import ORTH, POS, TAG
from spacy.language import Language
from spacy.parts_of_speech import IDS as UPOS
from spacy.tokens import Doc
from spacy.util import minibatch

from kennis.errors import KennisError
from kennis.language.features import BORDER, CALENDAR, word_key
from kennis.language.paradigm import paradigm
from kennis.language.tokens import keep_column, kept_column, set_columns
from kennis.language.treebank import refine_label
from kennis.language.type_scores import GAP, TypeScores

WEIGHTS = Path(__file__).parent / "data" / "tagger.npz"
_SUBJECTS = frozenset({"ik", "hij", "we", "wij", "zij", "ze", "jij", "je"})
_TAKEN_FOR = frozenset({"NOUN", "NOUN_Plur", "ADJ"})
_OPENERS = ("PUNCT", "CCONJ", "SCONJ")
_AT_ONCE = 256  # texts tagged together
_BETWEEN = [BORDER] * GAP  # between texts that are tagged together
NO_LABEL = -1  # of what is between texts


class Tagger:
    """Give every token its word class (`pos_`) and a finer label (`tag_`: NOUN_Plur, VERB_Fin, ADP_Fin …)."""

    def __init__(self, path: Path = WEIGHTS) -> None:
        """Load the weights.

        Raises:
            KennisError: the file with weights is missing.
        """
        if not path.exists():
            raise KennisError(
                f"{path.name}: het taalmodel ontbreekt in deze installatie. Installeer kennis opnieuw, "
                "of train het model met: python -m kennis.language.train"
            )
        with np.load(path) as stored:
            self.labels = [str(label) for label in stored["labels"]]
            names = stored["names"].tobytes().decode("utf-8").split("\n")
            weights = stored["weights"].astype(np.float32)
            self._steps = stored["transitions"].astype(np.float32)
        self._number = {label: place for place, label in enumerate(self.labels)}
        self._types = TypeScores(names, weights)

    def __call__(self, doc: Doc) -> Doc:
        """Tag a document."""
        return next(self.pipe([doc]))

    def pipe(self, docs: Iterable[Doc], batch_size: int = _AT_ONCE) -> Iterator[Doc]:
        """Tag documents, some at a time: much faster than one by one."""
        for batch in minibatch(docs, min(batch_size, _AT_ONCE)):
            # Whole arrays at once: asking spaCy for every token costs more than finding its label.
            add = batch[0].vocab.strings.add
            known = np.array([(add(label), UPOS[label.partition("_")[0]]) for label in self.labels], dtype=np.uint64)
            for doc, path in zip(batch, self._paths([kept_column(doc, ORTH) for doc in batch]), strict=True):
                if len(doc):
                    set_columns(doc, [TAG, POS], known[path])
                    keep_column(doc, TAG, [self.labels[place] for place in path.tolist()])
            yield from batch

    def tag(self, forms: list[str]) -> list[str]:
        """Return the label of every word of a text."""
        return self.tag_all([forms])[0]

    def tag_all(self, texts: Sequence[list[str]]) -> list[list[str]]:
        """Return the label of every word of every text."""
        return [[self.labels[place] for place in path.tolist()] for path in self._paths(texts)]

    def _paths(self, texts: Sequence[list[str]]) -> list[np.ndarray]:
        """Return the places in `labels` of the labels of all words, a row a text."""
        forms: list[str] = []  # of all texts behind each other, with borders after each
        keys: list[str] = []
        starts = []
        texts = [_readable(text) for text in texts]
        for text in texts:
            starts.append(len(forms))
            forms += [*text, *_BETWEEN]
            keys += [*(word_key(form, is_first=True) for form in text[:1]), *text[1:], *_BETWEEN]
        scores = self._types.score(keys)
        found = best_paths(scores, starts, list(map(len, texts)), self._steps)
        self._mend_names(texts, starts, found, scores)
        find_missed_verbs(forms, found, self._number)
        return [found[start : start + len(text)] for start, text in zip(starts, texts, strict=True)]

    def _mend_names(self, texts: Sequence[list[str]], starts: list[int], found: np.ndarray, scores: np.ndarray) -> None:
        """Give a word in lower case another label than PROPN, where the writer did use capitals for names.

        Only rare words without a capital get it: *drankenconcern* is none the tagger ever saw.
        """
        name = self._number["PROPN"]
        has_capitals = functools.cache(lambda text: _has_capitals(texts[text]))
        for place in (found == name).nonzero()[0].tolist():
            text = bisect.bisect_right(starts, place) - 1
            if not _is_no_name(texts[text][place - starts[text]]) or not has_capitals(text):
                continue
            before, after = found[place - 1] if place else NO_LABEL, found[place + 1]
            if before == after == name:  # *Voor God en Vaderland*
                continue
            options = scores[place].copy()
            options += self._steps[before] if before != NO_LABEL else 0
            options += self._steps[:, after] if after != NO_LABEL else 0
            options[name] = -np.inf
            found[place] = options.argmax()


def _readable(forms: list[str]) -> list[str]:
    """Return a text in capitals in lower case."""
    return forms if any(letter.islower() for form in forms for letter in form) else [form.lower() for form in forms]


def _is_no_name(form: str) -> bool:
    return form.islower() and len(form) > 3 and form.replace("-", "").isalpha() and form not in CALENDAR


def _has_capitals(forms: list[str]) -> bool:
    """Tell whether a word other than a sentence's first has a capital."""
    return any(forms[at][:1].isupper() and forms[at - 1][:1].isalnum() for at in range(1, len(forms)))


def best_paths(scores: np.ndarray, starts: list[int], sizes: list[int], steps: np.ndarray) -> np.ndarray:
    """Return the likeliest labels of texts (Viterbi), all texts one word on at a time.

    Args:
        scores: the scores of every word (rows) of all texts and label (columns).
        starts: the row of the first word of every text.
        sizes: how many words every text has.
        steps: what it brings to go from a label (rows) to another (columns).

    Returns:
        The label of every row; `NO_LABEL` for rows between texts.
    """
    found = np.full(len(scores), NO_LABEL)
    if not any(sizes):
        return found
    order = np.argsort(sizes, kind="stable")[::-1]  # the longest first
    first = np.array(starts, dtype=np.int64)[order]
    counts = (np.array(sizes)[order, None] > np.arange(max(sizes))).sum(axis=0).tolist()  # texts that long
    # The first words of all texts, then the second ones, and so on: `ends` says where those of each place end.
    rows = np.concatenate([first[:count] + place for place, count in enumerate(counts)])
    ends = [0, *itertools.accumulate(counts)]
    best = np.ascontiguousarray(scores[rows].T)  # will be: the score of the best path up to there
    for count, before, here in zip(counts[1:], ends, ends[1:], strict=False):
        best[:, here : here + count] += (best[:, None, before : before + count] + steps[:, :, None]).max(axis=0)
    path = np.empty(len(rows), dtype=np.int64)
    for here, after, count in zip(ends[-2::-1], ends[:0:-1], [0, *counts[:0:-1]], strict=True):
        # Back along the labels that were chosen.
        best[:, here : here + count] += steps[:, path[after : after + count]]
        path[here:after] = best[:, here:after].argmax(axis=0)
    found[rows] = path
    return found


def find_missed_verbs(forms: Sequence[str], labels: np.ndarray, number: Mapping[str, int]) -> None:
    """Make a verb of what the tagger took for a noun after *ik*, *hij* or *we* (*ik klap dicht*).

    The treebank is newspaper and encyclopaedia: it hardly ever says *ik*.

    Args:
        forms: the words of texts behind each other, with at least two other items after each.
        labels: the numbers of their labels, which are changed; `NO_LABEL` between texts.
        number: the number of each label.
    """
    # Nothing follows it: no preposition with a noun. Speech has no full stop to show that.
    is_last = (labels[2:] == number["PUNCT"]) | (labels[2:] == NO_LABEL)
    is_loose = (labels[1:-1] == number["ADP"]) & (labels[:-2] != NO_LABEL) & is_last
    labels[1:-1][is_loose] = number["ADP_Fin"]
    taken_for, openers = ([number[label] for label in own] for own in (_TAKEN_FOR, _OPENERS))
    after_pronoun = np.isin(labels[1:], taken_for) & (labels[:-1] == number["PRON"])
    for place in (after_pronoun.nonzero()[0] + 1).tolist():
        subject = forms[place - 1].lower()
        opens = place == 1 or labels[place - 2] in (NO_LABEL, *openers)
        if not (subject == "ik" or (opens and subject in _SUBJECTS)):
            continue
        if {"v", "i"} & set(paradigm(forms[place].lower())[0]):
            labels[place] = number["VERB_Fin"]


@Language.component("kennis_labels", assigns=["token.tag"])
def relabel(doc: Doc) -> Doc:
    """Give the tokens of another pipeline our labels: its own fine tags are not what `split_verbs` reads."""
    for token in doc:
        token.tag_ = refine_label(token.pos_, token.tag_ or "_", str(token.morph), token.dep_)
    return doc


@Language.factory("kennis_tagger", assigns=["token.tag", "token.pos"])
def make_tagger(nlp: Language, name: str) -> Tagger:
    """Make the component for a pipeline."""
    return Tagger()
