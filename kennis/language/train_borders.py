"""Learn where sentences and clauses begin: the treebank without its full stops, and invented spoken Dutch.

Sentences are strung together in turns of one to eight; capitals and punctuation go. The treebank's
trees say where clauses begin, so those are learned with the punctuation as well as without.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from kennis.language.border_features import border_features
from kennis.language.sentences import ENDS
from kennis.language.tagger import Tagger
from kennis.language.treebank import Word

_CLAUSES = frozenset({"root", "advcl", "ccomp", "acl", "acl:relcl", "csubj", "parataxis", "conj"})
_FINITE = ("VERB_Fin", "AUX_Fin")
_MOST = 8  # sentences in a turn
HELD_OUT = 10
Marked = tuple[list[str], list[bool]]  # words and whether a sentence or clause begins there


def clause_starts(words: Sequence[Word]) -> list[bool]:
    """Return whether a clause begins (or goes on after another) at each word, from the treebank's tree."""
    owners = [_owner(words, place) for place in range(len(words))]
    for place, word in enumerate(words):
        if word.upos == "PUNCT":
            owners[place] = owners[place - 1] if place else _owner(words, min(1, len(words) - 1))
    return [place == 0 or owner != owners[place - 1] for place, owner in enumerate(owners)]


def _owner(words: Sequence[Word], place: int) -> int:
    seen = 0
    while words[place].head and seen < len(words):
        if words[place].relation in _CLAUSES and _is_finite(words, place):
            return place
        place, seen = words[place].head - 1, seen + 1
    return place


def _is_finite(words: Sequence[Word], place: int) -> bool:
    parts = [word for word in words if word.head == place + 1 and word.relation.startswith(("aux", "cop"))]
    return any(word.label in _FINITE for word in [words[place], *parts])


def spoken_sentences(path: Path) -> list[list[str]]:
    """Return the sentences of a file of invented utterances (column `text`), as lists of words."""
    import spacy

    tokenizer = spacy.blank("nl").tokenizer
    found: list[list[str]] = []
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            sentence: list[str] = []
            for token in tokenizer(row["text"]):
                sentence.append(token.text)
                if token.text in ENDS:
                    found.append(sentence)
                    sentence = []
            found.append(sentence)
    return [sentence for sentence in found if any(word[:1].isalpha() for word in sentence)]


def shuffled(sentences: list[list[str]]) -> list[list[str]]:
    """Return the sentences in another order, the same every time: every `HELD_OUT`th is kept for measuring."""
    order = list(sentences)
    random.Random(2).shuffle(order)
    return order


def strip_marks(words: Iterable[str], starts: Iterable[bool]) -> Marked:
    """Return words in lower case without punctuation; a border before a mark moves to the word behind it."""
    kept: list[str] = []
    borders: list[bool] = []
    waiting = False
    for word, start in zip(words, starts, strict=True):
        waiting = waiting or start
        if any(letter.isalnum() for letter in word):
            kept.append(word.lower())
            borders.append(waiting)
            waiting = False
    return kept, borders


def make_turns(sentences: Sequence[Marked], seed: int = 1) -> Iterator[Marked]:
    """Yield turns of some sentences after each other."""
    chance = random.Random(seed)
    place = 0
    while place < len(sentences):
        size = chance.randint(1, _MOST)
        turn = sentences[place : place + size]
        yield [word for words, _ in turn for word in words], [start for _, starts in turn for start in starts]
        place += size


def sentence_turns(sentences: Iterable[list[str]], seed: int = 1) -> Iterator[Marked]:
    """Yield turns without punctuation, marked where sentences begin."""
    marked = [strip_marks(words, [place == 0 for place in range(len(words))]) for words in sentences]
    return make_turns([sentence for sentence in marked if sentence[0]], seed)


def clause_turns(sentences: Iterable[list[Word]]) -> Iterator[Marked]:
    """Yield the sentences with their punctuation, and turns of them without, marked where clauses begin."""
    marked = [([word.form for word in words], clause_starts(words)) for words in sentences]
    yield from marked
    yield from make_turns([sentence for words, starts in marked if (sentence := strip_marks(words, starts))[0]])


def learn_borders(
    turns: Iterable[Marked], tagger: Tagger, *, least: int = 5, strength: float = 0.3
) -> dict[str, float]:
    """Return the weight of every feature that tells where something begins."""
    from sklearn.feature_extraction.text import CountVectorizer
    from sklearn.linear_model import LogisticRegression

    rows: list[list[str]] = []
    truth: list[bool] = []
    for words, starts in turns:
        rows += border_features([word.lower() for word in words], tagger.tag(words))[1:]
        truth += starts[1:]
    vectors = CountVectorizer(analyzer=list, min_df=least, binary=True)
    model = LogisticRegression(C=strength, max_iter=100, fit_intercept=False).fit(vectors.fit_transform(rows), truth)
    weights = zip(vectors.get_feature_names_out(), model.coef_[0], strict=True)
    return {str(name): round(float(weight), 2) for name, weight in weights if abs(weight) >= 0.03}
