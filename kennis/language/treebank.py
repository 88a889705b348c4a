"""Read Universal Dependencies files (CoNLL-U) for training and measuring."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

# Old label (UD 1) → the label UD 2 has for it in the Dutch treebanks.
_RENAMED = {"CONJ": "CCONJ", "PART": "ADP"}


@dataclass(frozen=True)
class Word:
    """One word of a treebank sentence."""

    form: str
    lemma: str
    upos: str
    label: str  # upos, refined where the lemmas and the split verbs need it: see `refine_label`
    head: int
    relation: str
    space_after: bool
    parts: tuple[str, ...] = ()  # the lemma's parts, where the treebank marks a compound (`vertrouwen_band`)


def read_sentences(path: Path) -> Iterator[list[Word]]:
    """Yield the sentences of a CoNLL-U file as lists of words (ranges and empty nodes left out)."""
    words: list[Word] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        fields = line.split("\t")
        if len(fields) == 10 and fields[0].isdigit():
            words.append(_word(fields))
        elif not line.strip() and words:
            yield words
            words = []
    if words:
        yield words


def _word(fields: list[str]) -> Word:
    _, form, lemma, upos, xpos, features, head, relation, _, misc = fields
    upos = "SCONJ" if upos == "PART" and form.lower() == "als" else _RENAMED.get(upos, upos)
    label = refine_label(upos, xpos, features, relation)
    return Word(
        form,
        lemma.replace("_", ""),
        upos,
        label,
        int(head or 0),
        relation,
        "SpaceAfter=No" not in misc,
        tuple(lemma.split("_")),
    )


def refine_label(upos: str, xpos: str, features: str, relation: str) -> str:
    """Return a word class with the detail our components need: verb form, plural, stranded preposition."""
    if upos in ("VERB", "AUX"):
        for form in ("Fin", "Inf", "Part"):
            if f"VerbForm={form}" in features:
                return f"{upos}_{form}"
        return f"{upos}_Fin"
    if upos == "NOUN":
        return "NOUN_Plur" if "Number=Plur" in features else "NOUN"
    # A preposition without its noun: the particle of a split verb, or *er … over*.
    stranded = xpos == "VZ|fin" or (xpos == "_" and relation not in ("case", "mark"))
    return "ADP_Fin" if upos == "ADP" and stranded else upos
