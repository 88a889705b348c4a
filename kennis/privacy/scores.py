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
_PARTS = [0, *range(1, 2 * REACH + 1)]  # of a word's sums: for itself, and for the words three places on to three back
_AROUND = [REACH, *[place for place in range(2 * REACH + 1) if place != REACH]]  # which word of seven each comes from
_SHIFT = 24  # two numbers of words in one key
Rows = tuple[int, ...]


class _Scorer:
    """The sums of a model, by what was asked before."""

    def __init__(self, model: Weights) -> None:
        import numpy as np

        self.weights = model.weights
        self.nought = len(model.weights) - 1
        self._row = model.rows.get
        self._at: dict[tuple[str, bool, str], dict[str, int]] = {}  # by class if given, opening and case, then by word
        self._sums = np.zeros((1024, len(_PARTS), len(LABELS)))
        self._nothing = self._sums[0].copy()
        self._plain = {name.partition("w=")[2] for name in model.rows if name.lstrip("-123").startswith("w=")}
        self._words: dict[Word, np.ndarray] = {}
        self._numbers: dict[tuple[str, str], int] = {}  # words that are alike to their neighbours have one number
        self._alike: list[Word] = []
        self.seen: list[int] = []
        self._classes: dict[tuple[str, str, str], np.ndarray] = {}
        self._pairs: dict[int, tuple[Rows, Rows]] = {}
        self._beside: dict[int, Rows] = {}

    def places(self, tokens: Sequence[Token], case: str, named: Mapping[str, str]) -> list[int]:
        """Return where the sums of words are kept."""
        if len(self.seen) > _MOST:
            for memory in (self._at, self.seen, self._words, self._pairs, self._beside, self._numbers, self._alike):
                memory.clear()
        inside, opening = (self._at.setdefault(("", opens, case), {}) for opens in (False, True))
        found = []
        for token in tokens:
            known = opening if token.opens else inside
            if named and token.base in named:
                known = self._at.setdefault((named[token.base], token.opens, case), {})
            place = known.get(token.text)
            if place is None:
                place = known[token.text] = self._add(token.text, token.opens, case, named.get(token.base, ""))
            found.append(place)
        return found

    def edge(self, case: str) -> int:
        """Return where the sums of what lies outside a text are kept."""
        known = self._at.setdefault(("", False, case), {})
        if EDGE[0] not in known:
            known[EDGE[0]] = self._add(*EDGE, case, "")
        return known[EDGE[0]]

    def sums(self, places: list[int], size: int) -> np.ndarray:
        """Return what `size` words and the words around them add up to (`places`: three more on either side)."""
        import numpy as np

        return np.asarray(self._sums[np.array(places)[_windows(size)], _PARTS].sum(axis=1))

    def _add(self, text: str, opens: bool, case: str, kind: str) -> int:
        import numpy as np

        place = len(self.seen)
        if place == len(self._sums):
            self._sums = np.concatenate([self._sums, np.zeros_like(self._sums)])
        word, shape = known_as(text, opens, case, kind)
        number = self._numbers.setdefault(word[:2], len(self._alike))
        if number == len(self._alike):
            self._alike.append(word)
        self.seen.append(number)
        np.add(self._of_class(word[1], shape, case), self._of_word(word), out=self._sums[place])
        return place

    def _of_word(self, word: Word) -> np.ndarray:
        sums = self._words.get(word)
        if sums is None:
            sums = self._words[word] = self._nothing.copy()
            for row in self.rows(letters(word[2])):
                sums[0] += self.weights[row]
            for part, name in enumerate(itself(word[0])) if word[0] in self._plain else ():
                known = self._row(name)
                if known is not None:
                    sums[part] += self.weights[known]
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

    def of_pair(self, left: int, right: int) -> tuple[Rows, Rows]:
        """Return the rows of what two neighbours are together."""
        found = self._pairs.get(left << _SHIFT | right)
        if found is None:
            of_right, of_left = pairs(self._alike[left], self._alike[right])
            found = self._pairs[left << _SHIFT | right] = (self.rows(of_right), self.rows(of_left))
        return found

    def of_sides(self, before: int, after: int) -> Rows:
        """Return the row of what the words on either side are together."""
        found = self._beside.get(before << _SHIFT | after)
        if found is None:
            names = (beside(self._alike[before], self._alike[after]),)
            found = self._beside[before << _SHIFT | after] = self.rows(names)
        return found


@lru_cache(maxsize=256)
def _windows(size: int) -> np.ndarray:
    """Return for every word of a stretch which words its sums come from."""
    import numpy as np

    return np.arange(size)[:, None] + np.array(_AROUND)


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
    inside = scorer.places(tokens[first:last], case, named or {})
    edge = [scorer.edge(case)]
    places = edge * (first - start + REACH) + inside + edge * (stop + REACH - last)
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
    return np.asarray(scorer.sums(places, size) + np.add.reduceat(scorer.weights[flat], starts, axis=0))
