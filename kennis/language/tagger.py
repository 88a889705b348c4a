"""Word classes: a linear-chain CRF whose weights are looked up, not computed.

`train` made the weights; the scores of a word type are added up once and kept, so that a sentence
costs a few array look-ups and one Viterbi pass. Text in capitals is tagged as if in lower case.
"""

from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
from spacy.attrs import ORTH, POS, TAG
from spacy.language import Language
from spacy.parts_of_speech import IDS as UPOS
from spacy.tokens import Doc

from kennis.errors import KennisError
from kennis.language.features import BORDER, far_features, neighbour_features, pair_feature, word_features, word_key
from kennis.language.paradigm import paradigm
from kennis.language.tokens import column, set_columns
from kennis.language.treebank import refine_label

WEIGHTS = Path(__file__).parent / "data" / "tagger.npz"
_SUBJECTS = frozenset({"ik", "hij", "we", "wij", "zij", "ze", "jij", "je"})
_TAKEN_FOR = frozenset({"NOUN", "NOUN_Plur", "ADJ"})
_ROOM = 4096  # word types a memory starts with
_MOST = 120_000  # word types kept before the memory is emptied


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
        self._place: dict[str, int] = {}
        self._parts = np.zeros((_ROOM, 5, len(self.labels)), dtype=np.float32)
        self._learn(BORDER)

    def __call__(self, doc: Doc) -> Doc:
        """Tag a document."""
        if not len(doc):
            return doc
        # Whole arrays at once: asking spaCy for every token costs more than finding its label.
        strings = doc.vocab.strings
        labels = self.tag(column(doc, ORTH))
        known = {label: (strings.add(label), UPOS[label.partition("_")[0]]) for label in set(labels)}
        set_columns(doc, [TAG, POS], [known[label] for label in labels])
        return doc

    def tag(self, forms: list[str]) -> list[str]:
        """Return the label of every word of a text."""
        if not forms:
            return []
        if not any(letter.islower() for form in forms for letter in form):
            forms = [form.lower() for form in forms]
        keys = [word_key(form, is_first=place == 0) for place, form in enumerate(forms)]
        return find_missed_verbs(forms, [self.labels[place] for place in self._best_path(self._scores(keys))])

    def _scores(self, keys: list[str]) -> np.ndarray:
        if len(self._place) > _MOST:
            self._forget()
        known = self._place
        rows = np.array([known[key] if key in known else self._learn(key) for key in keys], dtype=np.int64)
        border = known[BORDER]
        around = np.concatenate(([border, border], rows, [border, border]))
        parts, size = self._parts, len(keys)
        # A word's score: its own features, and what the two words on either side lend it.
        scores = parts[rows, 2] + parts[around[1 : size + 1], 1] + parts[around[3 : size + 3], 3]
        scores += parts[around[:size], 0] + parts[around[4 : size + 4], 4]
        self._add_pairs(scores, keys)
        return scores

    def _add_pairs(self, scores: np.ndarray, keys: list[str]) -> None:
        low = [key.lower() for key in (BORDER, *keys, BORDER)]
        pairs = list(itertools.pairwise(low))
        for place, own in (("-", pairs[:-1]), ("+", pairs[1:])):
            rows = [self._row.get(pair_feature(left, right, place), -1) for left, right in own]
            hits = [at for at, row in enumerate(rows) if row >= 0]
            scores[hits] += self._weights[[rows[at] for at in hits]]

    def _best_path(self, scores: np.ndarray) -> list[int]:
        best = list(scores.copy())  # of every place and label: the best path up to there
        through = np.empty_like(self._steps)  # rows: from; columns: to
        for before, own in itertools.pairwise(best):
            np.add(self._steps, before[:, None], out=through)
            own += np.maximum.reduce(through)
        path = [int(best[-1].argmax())]
        to = list(np.ascontiguousarray(self._steps.T))
        for before in best[-2::-1]:  # back along the labels that were chosen
            path.append(int((to[path[-1]] + before).argmax()))
        return path[::-1]

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
