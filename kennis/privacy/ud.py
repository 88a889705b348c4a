"""Read Universal Dependencies files and guess of which kind a proper noun is: for training and measuring."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from kennis.privacy.lists import COUNTRIES, PARTICLES, name_lists
from kennis.privacy.text import fold
from kennis.privacy.words import word_set

_TITLES = word_set("ud_titles")
_ORG = word_set("ud_org")


@dataclass(frozen=True)
class UdSentence:
    """A sentence: its text, its names (start, stop, kind), and its words (start, stop, kind; "" = ordinary)."""

    text: str
    names: tuple[tuple[int, int, str], ...]
    words: tuple[tuple[int, int, str], ...]


Row = tuple[str, int, int, str, str, int, str, int]  # form, start, stop, upos, xpos, head, deprel, id


def read_sentences(path: Path) -> Iterator[UdSentence]:
    """Give the sentences of a CoNLL-U file; the kinds of names are guessed from lists and neighbours."""
    sentences = [_rows(block) for block in path.read_text(encoding="utf-8").split("\n\n") if block.strip()]
    votes = _votes(sentences)
    for text, rows in sentences:
        names = [(group, _kind(rows, group, votes)) for group in _groups(rows)]
        spans = tuple((rows[group[0]][1], rows[group[-1]][2], kind) for group, kind in names)
        kinds = {place: kind for group, kind in names for place in group}
        words = tuple((row[1], row[2], kinds.get(place, "")) for place, row in enumerate(rows) if row[0][0].isalnum())
        yield UdSentence(text, spans, words)


def _rows(block: str) -> tuple[str, list[Row]]:
    text = next((line[9:] for line in block.splitlines() if line.startswith("# text = ")), "")
    cells = [
        line.split("\t")
        for line in block.splitlines()
        if line and line[0].isdigit() and "-" not in line.split("\t")[0] and "." not in line.split("\t")[0]
    ]
    if not text:
        text = "".join(cell[1] + ("" if "SpaceAfter=No" in cell[9] else " ") for cell in cells)
    rows: list[Row] = []
    at = 0
    for cell in cells:
        start = text.find(cell[1], at)
        start = at if start < 0 else start
        at = min(start + len(cell[1]), len(text))
        if start < at:
            rows.append(
                (cell[1], start, at, cell[3], cell[4], int(cell[6]) if cell[6].isdigit() else 0, cell[7], int(cell[0]))
            )
    return text, rows


def _is_proper(row: Row) -> bool:
    return row[3] == "PROPN" or "eigen" in row[4] or "deeleigen" in row[4]


def _groups(rows: list[Row]) -> list[list[int]]:
    """Return the names: proper nouns that stand together and hang together (`flat`, in older files `name`)."""
    groups: list[list[int]] = []
    ids: set[int] = set()
    for place, row in enumerate(rows):
        if not _is_proper(row) or (not row[0][0].isalnum() and row[0] not in ("'t", "'s")):
            continue
        joined = groups and groups[-1][-1] == place - 1 and (row[5] in ids or rows[place - 1][5] == row[7])
        if joined:
            groups[-1].append(place)
            ids.add(row[7])
        else:
            groups.append([place])
            ids = {row[7]}
    return groups


def _votes(sentences: list[tuple[str, list[Row]]]) -> Mapping[str, Counter[str]]:
    """Return how often each name word was surely of a kind: `Verstraete` alone is a person if `Jan Verstraete` was."""
    votes: dict[str, Counter[str]] = {}
    for _, rows in sentences:
        for group in _groups(rows):
            kind = _sure_kind(rows, group)
            for place in group if kind else ():
                if fold(rows[place][0]) not in PARTICLES:
                    votes.setdefault(fold(rows[place][0]), Counter())[kind] += 1
    return votes


def _sure_kind(rows: list[Row], group: list[int]) -> str:
    lists = name_lists()
    words = [fold(rows[place][0]) for place in group]
    whole = " ".join(words)
    before = fold(rows[group[0] - 1][0]) if group[0] else ""
    if whole in COUNTRIES or (
        whole in lists.places and (before in ("in", "te", "uit", "naar", "bij", "van") or words[0] not in lists.first)
    ):
        return "plaats"
    if any(word in _ORG for word in words) or any(
        rows[place][0].isupper() and len(rows[place][0]) > 1 and "." not in rows[place][0] for place in group
    ):
        return "anders"
    first = words[0] in lists.first or (len(words[0].rstrip(".")) == 1)
    if (len(words) > 1 and first) or before in _TITLES:
        return "persoon"
    return "plaats" if before in ("te",) else ""


def _kind(rows: list[Row], group: list[int], votes: Mapping[str, Counter[str]]) -> str:
    sure = _sure_kind(rows, group)
    if sure:
        return sure
    total: Counter[str] = Counter()
    for place in group:
        total.update(votes.get(fold(rows[place][0]), Counter()))
    lists = name_lists()
    words = [fold(rows[place][0]) for place in group]
    if words[0] in lists.first:
        total["persoon"] += 2
    if words[-1] in lists.last and lists.last[words[-1]] is False:
        total["persoon"] += 1
    if group[0] and fold(rows[group[0] - 1][0]) in ("in", "uit", "naar"):
        total["plaats"] += 2
    return total.most_common(1)[0][0] if total else "anders"
