"""The word list of simplemma (370,000 Dutch forms and their lemmas), read in pieces.

Unpacking the whole list takes simplemma most of a second, and a text needs little of it. Our copy is
sorted and cut in pieces that are packed one by one; a piece is unpacked when a word of it is asked for.
"""

from __future__ import annotations

import bisect
import json
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

FORMS = Path(__file__).parent / "data" / "vormen.bin"
_PIECE = 600  # forms


class WordForms(Mapping[str, str]):
    """Form → lemma, as simplemma's own list gives it (lemmas with the compound mark `_`)."""

    def __init__(self, path: Path = FORMS) -> None:
        """Read the packed pieces and the first form of each."""
        head, _, self._packed = path.read_bytes().partition(b"\n")
        self._firsts, self._ends = json.loads(head)
        self._pieces = [""] * len(self._firsts)  # as unpacked: form, lemma, form, lemma, between tabs
        self._asked: dict[str, str | None] = {}

    def get(self, form: str, default: Any = None) -> Any:
        """Return the lemma of a form, or `default`."""
        if form not in self._asked:
            self._asked[form] = self._look_up(form)
        found = self._asked[form]
        return default if found is None else found

    def _look_up(self, form: str) -> str | None:
        place = bisect.bisect_right(self._firsts, form) - 1
        if place < 0:
            return None
        # Searching the text is quicker than a dictionary of it: few of its words are ever asked for.
        piece, sought = self._piece(place), f"\t{form}\t"
        at = piece.find(sought)
        while at >= 0 and piece.count("\t", 0, at) % 2:  # there it is the lemma of another form
            at = piece.find(sought, at + 1)
        return None if at < 0 else piece[at + len(sought) : piece.index("\t", at + len(sought))]

    def _piece(self, place: int) -> str:
        if not self._pieces[place]:
            start = self._ends[place - 1] if place else 0
            items = zlib.decompress(self._packed[start : self._ends[place]]).decode("utf-8")
            self._pieces[place] = f"\t{items}\t"
        return self._pieces[place]

    def _read_all(self) -> list[str]:
        """Return all forms in order, having read everything."""
        items = [self._piece(place)[1:-1].split("\t") for place in range(len(self._firsts))]
        for piece in items:
            self._asked.update(zip(piece[::2], piece[1::2], strict=True))
        return [form for piece in items for form in piece[::2]]

    def __getitem__(self, form: str) -> str:
        """Return the lemma of a form; KeyError when the list has it not."""
        if (found := self.get(form)) is None:
            raise KeyError(form)
        return found

    def __contains__(self, form: object) -> bool:
        """Tell whether the list has a form."""
        return self.get(str(form)) is not None

    def __iter__(self) -> Iterator[str]:
        """Go through all forms in order."""
        return iter(self._read_all())

    def __len__(self) -> int:
        """Return the number of forms."""
        return len(self._read_all())


def pack_forms(lemmas: Mapping[str, str]) -> bytes:
    """Return a word list (form → lemma) as `WordForms` reads it, the same bytes every time."""
    items = sorted(lemmas.items())
    pieces = [items[start : start + _PIECE] for start in range(0, len(items), _PIECE)]
    firsts, ends, packed = [], [], b""
    for piece in pieces:
        packed += zlib.compress("\t".join(text for pair in piece for text in pair).encode("utf-8"), 9)
        firsts.append(piece[0][0])
        ends.append(len(packed))
    return json.dumps([firsts, ends], ensure_ascii=False).encode("utf-8") + b"\n" + packed
