"""What the model's weights add up to for a word: worked out once for every word, then only added."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from kennis.privacy.crf import LABELS, Weights, weights
from kennis.privacy.features import EDGE, REACH, Word, beside, itself, known_as, letters, of_class, pairs
from kennis.privacy.text import Token

if TYPE_CHECKING:
    import numpy as np

_MOST = 50_000  # words that are remembered; then it begins anew
_OTHERS = [place for place in range(2 * REACH + 1) if place != REACH]  # the words around, itself in the middle
Rows = tuple[int, ...]
Key = tuple[str, bool, str, str]  # the word, whether it opens a sentence, how the text is written, and its class if given


class _Scorer:
    """The sums of a model, by what was asked before."""

    def __init__(self, model: Weights) -> None:
        import numpy as np

        self.weights = model.weights
        self.nought = len(model.weights) - 1
        self._row = model.rows.get
        self._at: dict[Key, int] = {}
        self._sums = np.zeros((1024, 1 + len(_OTHERS), len(LABELS)))
        self._nothing = self._sums[0].copy()
        self._plain = {name.partition("w=")[2] for name in model.rows if name.lstrip("-123").startswith("w=")}
        self._words: dict[Word, np.ndarray] = {}
        self.seen: list[Word] = []
        self._classes: dict[tuple[str, str, str], np.ndarray] = {}
        self._pairs: dict[tuple[str, str, str, str], tuple[Rows, Rows]] = {}
        self._beside: dict[tuple[str, str], Rows] = {}

    def places(self, keys: Sequence[Key]) -> list[int]:
        """Return where the sums of words are kept."""
        at = self._at
        try:
            return [at[key] for key in keys]
        except KeyError:
            if len(at) > _MOST:
                for memory in (at, self.seen, self._words, self._pairs, self._beside):
                    memory.clear()
            for key in keys:
                if key not in at:
                    at[key] = self._add(key)
            return [at[key] for key in keys]

    def sums(self, places: list[int]) -> np.ndarray:
        """Return the sums of words: what each is by itself, and what it is to those from three before to three behind."""
        return self._sums[places]

    def _add(self, key: Key) -> int:
        import numpy as np

        place = len(self.seen)
        if place == len(self._sums):
            self._sums = np.concatenate([self._sums, np.zeros_like(self._sums)])
        word, shape = known_as(*key)
        self.seen.append(word)
        np.add(self._of_class(word[1], shape, key[2]), self._of_word(word), out=self._sums[place])
        return place

    def _of_word(self, word: Word) -> np.ndarray:
        sums = self._words.get(word)
        if sums is None:
            sums = self._words[word] = self._nothing.copy()
            for row in self.rows(letters(word[2])):
                sums[0] += self.weights[row]
            for part, name in enumerate(itself(word[0])) if word[0] in self._plain else ():
                if (row := self._row(name)) is not None:
                    sums[part] += self.weights[row]
        return sums

    def _of_class(self, kind: str, shape: str, case: str) -> np.ndarray:
        import numpy as np

        key = (kind, shape, case)
        if key not in self._classes:
            lists = [self.rows(names) for names in of_class(kind, shape, case)]
            self._classes[key] = np.array([self.weights[list(rows)].sum(axis=0) for rows in lists])
        return self._classes[key]

    def rows(self, names: Iterable[str]) -> Rows:
        """Return the rows of the features that the model knows."""
        row = self._row
        return tuple([found for name in names if (found := row(name)) is not None])

    def of_pair(self, left: Word, right: Word) -> tuple[Rows, Rows]:
        """Return the rows of what two neighbours are together."""
        key = (left[0], left[1], right[0], right[1])
        found = self._pairs.get(key)
        if found is None:
            of_right, of_left = pairs(left, right)
            found = self._pairs[key] = (self.rows(of_right), self.rows(of_left))
        return found

    def of_sides(self, before: Word, after: Word) -> Rows:
        """Return the row of what the words on either side are together."""
        key = (before[0], after[0])
        found = self._beside.get(key)
        if found is None:
            found = self._beside[key] = self.rows((beside(before, after),))
        return found


@lru_cache(maxsize=1)
def _scorer() -> _Scorer:
    model = weights()
    assert model is not None  # noqa: S101
    return _Scorer(model)


def scores_of(
    tokens: Sequence[Token], case: str, start: int, stop: int, named: Mapping[str, str] | None = None
) -> np.ndarray:
    """Return what the model gives every label for the words `start:stop` of a text: one row a word.

    Args:
        tokens: the words and marks of the text.
        case: how it is written.
        start, stop: half-open.
        named: the class of words of which more is known than the lists say.
    """
    import numpy as np

    scorer = _scorer()
    first, last, size = max(start - REACH, 0), min(stop + REACH, len(tokens)), stop - start
    edge, get = (*EDGE, case, ""), (named or {}).get
    keys = [edge] * (first - start + REACH)
    keys += [(token.text, token.opens, case, get(token.base, "")) for token in tokens[first:last]]
    keys += [edge] * (stop + REACH - last)
    places = scorer.places(keys)
    sums = scorer.sums(places)
    seen = [scorer.seen[place] for place in places[REACH - 1 : REACH + size + 1]]
    two = [scorer.of_pair(left, right) for left, right in pairwise(seen)]
    flat: list[int] = []
    starts = []
    for place in range(size):
        starts.append(len(flat))
        flat.append(scorer.nought)
        flat += two[place][0]
        flat += two[place + 1][1]
        flat += scorer.of_sides(seen[place], seen[place + 2])
    scores = sums[REACH : REACH + size, 0] + np.add.reduceat(scorer.weights[flat], starts, axis=0)
    for part, place in enumerate(_OTHERS, start=1):
        scores += sums[place : place + size, part]
    return scores
