"""Word classes: a linear-chain CRF whose weights are looked up, not computed.

`train` made the weights; the scores of a word type are added up once and kept, so that a sentence
costs a few array look-ups and one Viterbi pass. Text in capitals is tagged as if in lower case.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
from spacy.attrs import ORTH, POS, TAG
from spacy.language import Language
from spacy.parts_of_speech import IDS as UPOS
from spacy.tokens import Doc
from spacy.util import minibatch

from kennis.errors import KennisError
from kennis.language.features import (
    BORDER,
    CALENDAR,
    far_features,
    neighbour_features,
    split_pair,
    word_features,
    word_key,
)
from kennis.language.paradigm import paradigm
from kennis.language.tokens import column, set_columns
from kennis.language.treebank import refine_label

WEIGHTS = Path(__file__).parent / "data" / "tagger.npz"
_SUBJECTS = frozenset({"ik", "hij", "we", "wij", "zij", "ze", "jij", "je"})
_TAKEN_FOR = frozenset({"NOUN", "NOUN_Plur", "ADJ"})
_ROOM = 4096  # word types a memory starts with
_MOST = 120_000  # word types kept before the memory is emptied
_AT_ONCE = 256  # texts tagged together
_BETWEEN = 2  # empty places between texts tagged together: as far as words look around


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
            self._weights = stored["weights"].astype(np.float32)
            self._steps = stored["transitions"].astype(np.float32)
        self._row = {name: place for place, name in enumerate(names)}
        self._pairs = {
            place: {split_pair(name): row for name, row in self._row.items() if name.startswith(f"b{place}=")}
            for place in "-+"
        }
        self._name = self.labels.index("PROPN")
        self._place: dict[str, int] = {}
        self._parts = np.zeros((_ROOM, 5, len(self.labels)), dtype=np.float32)
        self._learn(BORDER)

    def __call__(self, doc: Doc) -> Doc:
        """Tag a document."""
        return next(self.pipe([doc]))

    def pipe(self, docs: Iterable[Doc], batch_size: int = _AT_ONCE) -> Iterator[Doc]:
        """Tag documents, some at a time: much faster than one by one."""
        for batch in minibatch(docs, min(batch_size, _AT_ONCE)):
            # Whole arrays at once: asking spaCy for every token costs more than finding its label.
            for doc, labels in zip(batch, self.tag_all([column(doc, ORTH) for doc in batch]), strict=True):
                add = doc.vocab.strings.add
                known = {label: (add(label), UPOS[label.partition("_")[0]]) for label in set(labels)}
                if labels:
                    set_columns(doc, [TAG, POS], [known[label] for label in labels])
            yield from batch

    def tag(self, forms: list[str]) -> list[str]:
        """Return the label of every word of a text."""
        return self.tag_all([forms])[0]

    def tag_all(self, texts: Sequence[list[str]]) -> list[list[str]]:
        """Return the label of every word of every text."""
        texts = [_readable(forms) for forms in texts]
        if len(self._place) > _MOST:
            self._forget()
        keys = [[word_key(form, is_first=place == 0) for place, form in enumerate(forms)] for forms in texts]
        scores = self._scores(keys)
        starts = list(itertools.accumulate((len(own) + _BETWEEN for own in keys), initial=0))[: len(texts)]
        paths = best_paths(scores, starts, [len(own) for own in keys], self._steps)
        found = [scores[start : start + len(own)] for start, own in zip(starts, keys, strict=True)]
        for forms, path, own in zip(texts, paths, found, strict=True):
            self._mend_names(forms, path, own)
        return [
            find_missed_verbs(forms, [self.labels[place] for place in path])
            for forms, path in zip(texts, paths, strict=True)
        ]

    def _mend_names(self, forms: list[str], path: list[int], scores: np.ndarray) -> None:
        """Give a word in lower case another label than PROPN, where the writer did use capitals for names.

        Only rare words without a capital get it: *drankenconcern* is none the tagger ever saw.
        """
        name = self._name
        if name not in path:
            return
        wrong = [place for place, label in enumerate(path) if label == name and _is_no_name(forms[place])]
        if not wrong or not _has_capitals(forms):
            return
        for place in wrong:
            before, after = path[place - 1] if place else -1, path[place + 1] if place + 1 < len(path) else -1
            if before == after == name:  # *Voor God en Vaderland*
                continue
            options = scores[place].copy()
            options += self._steps[before] if before >= 0 else 0
            options += self._steps[:, after] if after >= 0 else 0
            options[name] = -np.inf
            path[place] = int(options.argmax())

    def _scores(self, texts: list[list[str]]) -> np.ndarray:
        """Return the scores of all words of all texts, in one table with two empty rows between texts."""
        known = self._place
        border, gap = known[BORDER], [BORDER] * _BETWEEN
        keys = [key for own in texts for key in (*own, *gap)]
        rows = [known[key] if key in known else self._learn(key) for key in keys]
        around = np.array([border, border, *rows, border, border], dtype=np.int64)
        parts, size = self._parts, len(keys)
        # A word's score: its own features, and what the two words on either side lend it.
        scores = parts[around[2 : size + 2], 2] + parts[around[1 : size + 1], 1] + parts[around[3 : size + 3], 3]
        scores += parts[around[:size], 0] + parts[around[4 : size + 4], 4]
        self._add_pairs(scores, [key.lower() for key in keys])
        return scores

    def _add_pairs(self, scores: np.ndarray, low: list[str]) -> None:
        pairs = list(itertools.pairwise([BORDER, *low, BORDER]))
        for table, own in ((self._pairs["-"], pairs[:-1]), (self._pairs["+"], pairs[1:])):
            hits = [(at, row) for at, pair in enumerate(own) if (row := table.get(pair)) is not None]
            places, rows = (list(part) for part in zip(*hits, strict=True)) if hits else ([], [])
            scores[places] += self._weights[rows]

    def _learn(self, key: str) -> int:
        place = len(self._place)
        if place >= len(self._parts):
            self._parts = np.concatenate((self._parts, np.zeros_like(self._parts)))
        # What the word lends to: two on, the next, itself, the one before, two back.
        self._parts[place, 0] = self._sum(far_features(key, "-2"))
        self._parts[place, 1] = self._sum(neighbour_features(key, "-1"))
        self._parts[place, 2] = self._sum(word_features(key))
        self._parts[place, 3] = self._sum(neighbour_features(key, "+1"))
        self._parts[place, 4] = self._sum(far_features(key, "+2"))
        self._place[key] = place
        return place

    def _sum(self, features: list[str]) -> np.ndarray:
        rows = [row for feature in features if (row := self._row.get(feature)) is not None]
        return self._weights[rows].sum(axis=0)

    def _forget(self) -> None:
        self._place = {}
        self._parts = np.zeros((_ROOM, 5, len(self.labels)), dtype=np.float32)
        self._learn(BORDER)


def _readable(forms: list[str]) -> list[str]:
    """Return a text in capitals in lower case."""
    return forms if any(letter.islower() for form in forms for letter in form) else [form.lower() for form in forms]


def _is_no_name(form: str) -> bool:
    return form.islower() and len(form) > 3 and form.replace("-", "").isalpha() and form not in CALENDAR


def _has_capitals(forms: list[str]) -> bool:
    """Tell whether a word other than a sentence's first has a capital."""
    return any(forms[at][:1].isupper() and forms[at - 1][:1].isalnum() for at in range(1, len(forms)))


def best_paths(scores: np.ndarray, starts: list[int], sizes: list[int], steps: np.ndarray) -> list[list[int]]:
    """Return the likeliest labels of texts (Viterbi), all texts one word on at a time.

    Args:
        scores: the scores of every word (rows) of all texts and label (columns).
        starts: the row of the first word of every text.
        sizes: how many words every text has.
        steps: what it brings to go from a label (rows) to another (columns).
    """
    order = sorted(range(len(sizes)), key=lambda text: -sizes[text])  # the longest first
    longest = sizes[order[0]] if order else 0
    counts = (np.array(sizes)[order, None] > np.arange(longest)).sum(axis=0).tolist()  # texts that long
    first = np.array(starts, dtype=np.int64)[order]
    best: list[np.ndarray] = []  # per place, of every text that long and every label: the best path up to there
    for place, count in enumerate(counts):
        own = scores[first[:count] + place]
        if best:
            own += (best[-1][:count, :, None] + steps).max(axis=1)
        best.append(own)
    path = np.zeros((longest + 1, len(sizes)), dtype=np.int64)  # and a last row that leads nowhere
    for place in range(longest - 1, -1, -1):  # back along the labels that were chosen
        goes_on = counts[place + 1] if place + 1 < longest else 0
        path[place, goes_on : counts[place]] = best[place][goes_on:].argmax(axis=1)
        path[place, :goes_on] = (best[place][:goes_on] + steps.T[path[place + 1, :goes_on]]).argmax(axis=1)
    found: list[list[int]] = [[] for _ in sizes]
    for column_, text in enumerate(order):
        found[text] = path[: sizes[text], column_].tolist()
    return found


def find_missed_verbs(forms: list[str], labels: list[str]) -> list[str]:
    """Return the labels with a verb after *ik*, *hij* or *we* where the tagger saw a noun (*ik klap dicht*).

    The treebank is newspaper and encyclopaedia: it hardly ever says *ik*.
    """
    for place in range(1, len(labels)):
        # Nothing follows it: no preposition with a noun. Speech has no full stop to show that.
        if labels[place] == "ADP" and (place + 1 == len(labels) or labels[place + 1] == "PUNCT"):
            labels[place] = "ADP_Fin"
        subject = forms[place - 1].lower()
        if subject in _SUBJECTS and labels[place] in _TAKEN_FOR and labels[place - 1] == "PRON":
            opens = place == 1 or labels[place - 2] in ("PUNCT", "CCONJ", "SCONJ")
            if (opens or subject == "ik") and {"v", "i"} & set(paradigm(forms[place].lower())[0]):
                labels[place] = "VERB_Fin"
    return labels


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
