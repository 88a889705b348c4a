"""Where sentences and clauses begin in speech that was written down without capitals or full stops.

Two linear models look at the words and labels around every place: one finds where a new sentence
begins, one where a new clause does (`train_borders` made the weights). The first is only asked about
lines without punctuation; a clause is only looked for when something needs it (negation, stance).
"""

from __future__ import annotations

import bisect
import itertools

from spacy.attrs import LOWER, ORTH, SENT_START, TAG
from spacy.language import Language
from spacy.tokens import Doc, Token

from kennis.language.border_features import FINITE
from kennis.language.sentences import ENDS
from kennis.language.tokens import columns, kept_column
from kennis.language.wordlists import border_weights

# What a sentence costs, in log-odds (set on the development set and on invented speech).
_USUAL, _A_WORD_TOO_MANY, _LONGEST = 18, 0.1, 70  # words
_FEW, _SHORT, _NO_VERB = 4, 0.5, 1.0
# Per number of words, without and with a finite verb among them.
_COSTS = [
    [
        _A_WORD_TOO_MANY * max(0, size - _USUAL) + ((0 if has_verb else _NO_VERB) + (_SHORT if size < _FEW else 0))
        for size in range(_LONGEST + 1)
    ]
    for has_verb in (False, True)
]
_MOST_COSTS = _SHORT + _NO_VERB + 0.1  # that a shorter sentence has on top of a longer one's
_NEVER = -4.0  # no sentence begins where the model is this sure
_NEW_CLAUSE = 0.0
_LIKELY = -3.0  # enough for a word that mostly opens a clause
_OPENERS = frozenset(
    "omdat terwijl hoewel toen maar want zodat doordat nadat voordat totdat tenzij mits dus waardoor waarin "
    "wanneer dat als of".split()
)
_SUBJECTS = frozenset({"ik", "je", "jij", "hij", "ze", "zij", "we", "wij", "jullie", "u", "het"})
_ALSO_MIDDLE = frozenset({"maar", "dus", "toen", "of", "als", "dat"})  # *doe maar*, *het is dus zo*
_LEAST_WORDS = 8  # a shorter line is one sentence
_MARKS_A_WORD = 0.04  # more commas than this: the writer did punctuate
_KEY = "kennis_clauses"


@Language.component("kennis_speech", assigns=["token.is_sent_start"])
def mark_spoken_sentences(doc: Doc) -> Doc:
    """Cut the lines of a text that hold no sentence-ending mark into sentences."""
    words = kept_column(doc, ORTH)
    # One line with a full stop, as most texts are: nothing to look for.
    if not ENDS.isdisjoint(words) and "\n" not in "".join(words):
        return doc
    lines = _bare_lines(words)
    if not lines:
        return doc
    forms, tags = kept_column(doc, LOWER), kept_column(doc, TAG)
    for start, end in lines:
        for place in spoken_starts(forms[start:end], tags[start:end]):
            doc[start + place].is_sent_start = True
    return doc


def _bare_lines(words: list[str]) -> list[tuple[int, int]]:
    lines, start, marks, ended = [], 0, 0, False
    for place, text in enumerate([*words, "\n"]):
        if "\n" in text:
            size = place - start
            if size >= _LEAST_WORDS and not ended and marks <= size * _MARKS_A_WORD:
                lines.append((start, place))
            start, marks, ended = place + 1, 0, False
        ended = ended or text in ENDS
        marks += text in (",", ";", ":")
    return lines


def spoken_starts(forms: list[str], tags: list[str]) -> list[int]:
    """Return where sentences begin in a stretch of words without punctuation.

    The best division as a whole: borders with high scores, and few sentences that are very long, very
    short or without a finite verb.

    Args:
        forms: word forms in lower case.
        tags: labels of the tagger.

    Returns:
        Places, the first one (0) included.
    """
    scores = border_scores(forms, tags, "zin")
    finite = [0, *itertools.accumulate(tag in FINITE for tag in tags)]
    back, worth = [0], [0.0]  # `worth`: of the best division up to a place, and its border
    open_to = [0]  # where the last sentence may have begun
    for end in range(1, len(forms) + 1):
        first, found = end - _LONGEST, finite[end]
        open_to = [at for at in open_to if at > first] + [first] * (first >= 0)
        value, start = max([(worth[at] - _COSTS[finite[at] < found][end - at], at) for at in open_to])
        back.append(start)
        if end < len(forms):
            worth.append(value + scores[end])
            if scores[end] >= _NEVER and not _is_repeated(forms, end):
                # No sentence begins at a place that a later one beats whatever the costs.
                open_to = [at for at in open_to if worth[at] > worth[end] - _MOST_COSTS] + [end]
    starts, end = [], len(forms)
    while end:
        end = back[end]
        starts.append(end)
    return starts[::-1]


def _is_repeated(forms: list[str], place: int) -> bool:
    """Tell whether a word only repeats the one before it (*ik ik*, *ja ja*): a repair, no beginning."""
    return place > 0 and forms[place] == forms[place - 1]


def clause_numbers(doc: Doc) -> list[int]:
    """Return for every token the number of its clause (looked for once, when first asked).

    A clause that goes on behind another (*de man die je zag komt*) gets a new number there.
    """
    found = doc.user_data.get(_KEY)
    if found is None or len(found) != len(doc):
        forms, tags = columns(doc, LOWER, TAG)
        starts = doc.to_array(SENT_START).tolist()
        opens = [
            starts[place] == 1 or score > _NEW_CLAUSE or (score > _LIKELY and _opens_clause(forms, tags, place))
            for place, score in enumerate(border_scores(forms, tags, "deelzin"))
        ]
        number, found = 0, []
        for place, begins in enumerate(opens):
            number += bool(place and begins and (starts[place] == 1 or not _points(forms, tags, opens, place)))
            found.append(number)
        doc.user_data[_KEY] = found
    return found


def _points(forms: list[str], tags: list[str], opens: list[bool], place: int) -> bool:
    """Tell whether *dat* points at something (*ik vertrouw dat loket niet*): what it opens ends there, without a verb."""
    end = next((later for later in range(place + 1, len(opens)) if opens[later]), len(opens))
    if forms[place] != "dat" or forms[end - 1] not in {"niet", "nooit"}:
        return False
    classes = [tag.partition("_")[0] for tag in tags[place + 1 : end]]
    return (classes[:1] == ["NOUN"] or classes[:2] == ["ADJ", "NOUN"]) and not {"VERB", "AUX"} & set(classes)


def _opens_clause(forms: list[str], tags: list[str], place: int) -> bool:
    """Tell whether a word opens a clause by rule: the treebank knows too little speech."""
    form = forms[place]
    following = forms[place + 1] if place + 1 < len(forms) else ""
    if form in ("en", "of", "maar", "dus") and (following in _SUBJECTS or "VERB_Fin" in tags[place + 1 : place + 4]):
        return True
    return form in _OPENERS and (form not in _ALSO_MIDDLE or tags[place] == "SCONJ")


def clause_places(clauses: list[int], number: int) -> range:
    """Return the places of one clause."""
    return range(bisect.bisect_left(clauses, number), bisect.bisect_right(clauses, number))


def border_scores(forms: list[str], tags: list[str], kind: str) -> list[float]:
    """Return the log-odds that a sentence (`zin`) or clause (`deelzin`) begins at each place.

    Args:
        forms: word forms in lower case.
        tags: labels of the tagger.
        kind: which border to look for.
    """
    return border_weights()[kind].score(forms, tags)


def _clause_of(token: Token) -> int:
    return clause_numbers(token.doc)[token.i]


if not Token.has_extension("clause"):
    Token.set_extension("clause", getter=_clause_of)
