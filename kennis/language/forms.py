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
_HALVED = 3  # times, before what is left of a piece is searched as it is


class WordForms(Mapping[str, str]):
    """Form → lemma, as simplemma's own list gives it (lemmas with the compound mark `_`)."""

    def __init__(self, path: Path = FORMS) -> None:
        """Read the packed pieces and the first form of each."""
        head, _, self._packed = path.read_bytes().partition(b"\n")
        self._firsts, self._ends = json.loads(head)
        self._pieces = [""] * len(self._firsts)  # as unpacked: lines of a form, a tab and its lemma

    def get(self, form: str, default: Any = None) -> Any:
        """Return the lemma of a form, or `default`."""
        place = bisect.bisect_right(self._firsts, form) - 1
        if place < 0:
            return default
        piece, sought = self._pieces[place] or self._unpack(place), f"\n{form}\t"
        # Lines begin at `low` and `high`; a tab comes before all letters, so they are in the order of the forms.
        low, high = 0, len(piece)
        for _ in range(_HALVED):
            middle = piece.rfind("\n", low, (low + high) // 2)
            if piece[middle : middle + len(sought)] <= sought:
                low = middle
            else:
                high = middle
        at = piece.find(sought, low, high)
        return piece[at + len(sought) : piece.index("\n", at + len(sought))] if at >= 0 else default

    def _unpack(self, place: int) -> str:
        start = self._ends[place - 1] if place else 0
        # Lines are searched as they are: a dictionary of all forms takes most of a second, and twice the memory.
        text = zlib.decompress(self._packed[start : self._ends[place]]).decode("utf-8")
        self._pieces[place] = f"\n{text}\n"
        return self._pieces[place]

    def _forms(self) -> list[str]:
        """Return all forms in order."""
        lines = (line for place in range(len(self._firsts)) for line in self._unpack(place).split("\n"))
        return [line.partition("\t")[0] for line in lines if line]

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
        return iter(self._forms())

    def __len__(self) -> int:
        """Return the number of forms."""
        return len(self._forms())


def pack_forms(lemmas: Mapping[str, str]) -> bytes:
    """Return a word list (form → lemma) as `WordForms` reads it, the same bytes every time."""
    items = sorted(lemmas.items())
    pieces = [items[start : start + _PIECE] for start in range(0, len(items), _PIECE)]
    firsts, ends, packed = [], [], b""
    for piece in pieces:
        packed += zlib.compress("\n".join(map("\t".join, piece)).encode("utf-8"), 9)
        firsts.append(piece[0][0])
        ends.append(len(packed))
    return json.dumps([firsts, ends], ensure_ascii=False).encode("utf-8") + b"\n" + packed
