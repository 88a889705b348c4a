"""How much does `kennis.privacy` find, and how much does it replace that it should have left?

    python benchmarks/privacy.py MARKED_DIR [--people deelnemers.csv] [--ud test.conllu] [--only eik,wilg]

MARKED_DIR holds transcripts in which everything identifying is marked (see `kennis.privacy.marked`). A piece counts
as found only when no word of it is left. "False" is the number of ordinary words replaced per 1,000. Texts are
measured as they are, in lower case without punctuation (as speech recognition gives them), and in capitals.
`--ud` adds proper nouns of newspaper and encyclopedia text: hidden tokens, and ordinary tokens replaced (countries
count as places there, and are replaced; in transcripts they are not).
`--sample tests/sample` measures the invented sample study instead of MARKED_DIR, without a roster, as a peer sees it.
`--peer PYTHON` measures deduce on the same texts in the same run, in an environment of its own
(`python -m venv V && V/bin/pip install deduce`, then `--peer V/bin/python`). Presidio is not measured: it needs a
Dutch spaCy model, which has to be downloaded from outside the package registry.
"""

from __future__ import annotations

import argparse
import json
import re
import resource
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path

import pandas as pd

from kennis.privacy import Roster, find_in_file, find_spans, make_roster
from kennis.privacy.find import THRESHOLD
from kennis.privacy.lists import PARTICLES
from kennis.privacy.marked import MarkedTurn, read_marked
from kennis.privacy.roster import name_words
from kennis.privacy.text import tokens_of

WORD = re.compile(r"\w+")
Found = Callable[[Sequence[str]], list[list[tuple[int, int]]]]
CASES: dict[str, Callable[[MarkedTurn], MarkedTurn]] = {}


def main() -> None:
    """Measure and print one table."""
    options = _options()
    if options.sample:
        _compare(options)
        return
    files = sorted(
        path for path in options.marked.glob("*.txt") if path.stem.startswith(tuple(options.only.split(",")))
    )
    turns = [turn for path in files for turn in read_marked(path)]
    print(
        f"{len(files)} bestanden, {len(turns)} beurten, {sum(len(WORD.findall(turn.text)) for turn in turns)} woorden"
    )
    rosters = {"zonder lijst": Roster()}
    if options.people:
        people = pd.read_csv(options.people, dtype=str, keep_default_na=False)
        rosters["met lijst"] = make_roster(people, places=options.places.split(",") if options.places else ())
    for roster_name, roster in rosters.items():
        for case, change in CASES.items():
            _report(
                f"{roster_name}, {case}",
                [change(turn) for turn in turns],
                _with(roster),
                known=_names(roster),
                show=options.show,
            )
    if options.deduce:
        _report("deduce", turns, _deduce())
    if options.ud:
        _report_ud(options.ud)
    print(f"geheugen {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("marked", type=Path, nargs="?", default=Path())
    parser.add_argument("--sample", type=Path, help="the folder with the sample as meant and geplant.csv")
    parser.add_argument("--peer", type=Path, help="a Python in which deduce is installed")
    parser.add_argument("--people", type=Path)
    parser.add_argument("--places", default="", help="the study's own places, with commas")
    parser.add_argument("--ud", type=Path)
    parser.add_argument("--only", default="", help="beginnings of file names, with commas")
    parser.add_argument("--deduce", action="store_true")
    parser.add_argument(
        "--show",
        action="store_true",
        help="show what was missed and what was wrongly replaced (never on held-out files)",
    )
    return parser.parse_args()


def _names(roster: Roster) -> frozenset[str]:
    return frozenset(word for person in roster.people for word in name_words(person.name) if word not in PARTICLES)


def _listed(said: str, known: frozenset[str]) -> bool:
    return any(token.base in known or token.base.removesuffix("s") in known for token in tokens_of(said))


def _with(roster: Roster) -> Found:
    """Return the finder as `anonymise` uses it: the turns of a file together, and only what is sure."""
    return lambda texts: [
        [(span.start, span.stop) for span in spans if span.score >= THRESHOLD]
        for spans in find_in_file(texts, roster=roster)
    ]


def _as_is(turn: MarkedTurn) -> MarkedTurn:
    return turn


def _lower(turn: MarkedTurn) -> MarkedTurn:
    """Return a turn as speech recognition writes it: no capitals, no punctuation outside the marked pieces."""
    pieces: list[str] = []
    gold: list[tuple[int, int, str]] = []
    done = length = 0
    for start, stop, kind in [*turn.gold, (len(turn.text), len(turn.text), "")]:
        between = re.sub(r"(?<!\d)[^\w\s'’-]|[^\w\s'’-](?!\d)", "", turn.text[done:start])
        pieces += [between, turn.text[start:stop]]
        length += len(between)
        if kind:
            gold.append((length, length + stop - start, kind))
        length += stop - start
        done = stop
    # Letter by letter: some letters (İ) grow when lowered, and offsets must hold.
    lowered = "".join(char.lower() if len(char.lower()) == 1 else char for char in "".join(pieces))
    return MarkedTurn(turn.meeting, turn.speaker, lowered, tuple(gold))


def _upper(turn: MarkedTurn) -> MarkedTurn:
    text = "".join(char.upper() if len(char.upper()) == 1 else char for char in turn.text)
    return MarkedTurn(turn.meeting, turn.speaker, text, turn.gold)


CASES.update({"gewoon": _as_is, "kleine letters": _lower, "HOOFDLETTERS": _upper})


def _report(
    title: str, turns: list[MarkedTurn], found: Found, *, known: frozenset[str] = frozenset(), show: bool = False
) -> None:
    total: Counter[str] = Counter()
    hit: Counter[str] = Counter()
    ordinary = wrong = 0
    began = time.perf_counter()
    meetings = [list(group) for _, group in groupby(turns, key=lambda turn: turn.meeting)]
    if title.startswith("deduce"):  # one start for all texts: it looks at each by itself
        spans = found([turn.text for turn in turns])
    else:
        spans = [places for group in meetings for places in found([turn.text for turn in group])]
    seconds = time.perf_counter() - began
    for turn, places in zip(turns, spans, strict=True):
        for start, stop, kind in turn.gold:
            kind = f"{kind} van de lijst" if kind == "persoon" and _listed(turn.text[start:stop], known) else kind
            total[kind] += 1
            covered = _covered(turn.text, start, stop, places)
            hit[kind] += covered
            if show and not covered:
                print(f"  gemist {kind}: {_shown(turn.text, start, stop)}")
        for start, stop in _ordinary_words(turn):
            ordinary += 1
            if _touched(start, stop, places):
                wrong += 1
                if show:
                    print(f"  onterecht: {_shown(turn.text, start, stop)}")
    words = ordinary + sum(len(WORD.findall(turn.text[start:stop])) for turn in turns for start, stop, _ in turn.gold)
    print(
        f"\n{title}: onterecht {1000 * wrong / max(ordinary, 1):.2f} per 1.000 gewone woorden; "
        f"{words / seconds:,.0f} woorden per seconde"
    )
    print(
        "  "
        + " · ".join(
            f"{kind} {hit[kind] / total[kind]:.3f} ({hit[kind]}/{total[kind]})"
            for kind in sorted(total, key=lambda kind: -total[kind])
        )
    )


def _shown(text: str, start: int, stop: int) -> str:
    return f"{text[max(0, start - 30) : start]}<{text[start:stop]}>{text[stop : stop + 20]}"


def _covered(text: str, start: int, stop: int, places: Iterable[tuple[int, int]]) -> bool:
    words = [(start + word.start(), start + word.end()) for word in WORD.finditer(text[start:stop])]
    spans = list(places)
    return all(_touched(first, last, spans) for first, last in words)


def _touched(start: int, stop: int, places: Iterable[tuple[int, int]]) -> bool:
    return any(first < stop and start < last for first, last in places)


def _ordinary_words(turn: MarkedTurn) -> Iterator[tuple[int, int]]:
    for word in WORD.finditer(turn.text):
        if not _touched(word.start(), word.end(), [(start, stop) for start, stop, _ in turn.gold]):
            yield word.start(), word.end()


def _compare(options: argparse.Namespace) -> None:
    """Measure `kennis` and a peer on the same texts, side by side."""
    turns = read_sample(options.sample)
    for case in ("gewoon", "kleine letters", "HOOFDLETTERS"):
        changed = [CASES[case](turn) for turn in turns]
        _report(f"kennis, {case}", changed, _with(Roster()))
        if options.peer:
            _report(f"deduce, {case}", changed, _peer(options.peer))
    if options.ud:
        _report_ud(options.ud)
        if options.peer:
            _report_ud(options.ud, find=_peer(options.peer), name="deduce")
    began = time.perf_counter()
    subprocess.run(
        [sys.executable, "-c", "from kennis.privacy import find_spans; find_spans('Kees belt.')"], check=True
    )
    print(f"\nkennis: opstarten tot en met de eerste zin {time.perf_counter() - began:.1f} s")
    print(f"geheugen {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


def read_sample(folder: Path) -> list[MarkedTurn]:
    """Read the sample study as it was meant, with what was planted in it."""
    kinds = {"p": "persoon", "pl": "plaats"}
    planted = pd.read_csv(folder / "geplant.csv", dtype=str, keep_default_na=False)
    spans = dict(list(planted.groupby(["source", "turn"])))
    turns = []
    for path in sorted(folder.glob("*.csv")):
        if path.stem == "geplant":
            continue
        for row in pd.read_csv(path, dtype=str, keep_default_na=False).to_dict("records"):
            rows = spans.get((path.stem, row["turn"]))
            found = [] if rows is None else zip(rows["start"], rows["stop"], rows["kind"], strict=True)
            gold = tuple(sorted((int(start), int(stop), kinds.get(kind, kind)) for start, stop, kind in found))
            turns.append(MarkedTurn(path.stem, row["speaker"], row["text"], gold))
    return turns


# What runs in the peer's own environment: texts in, places out, with how long it took and how much it held.
_PEER = """
import json, resource, sys, time
began = time.perf_counter()
from deduce import Deduce
engine = Deduce()
started = time.perf_counter() - began
texts = json.load(sys.stdin)
began = time.perf_counter()
found = [[(a.start_char, a.end_char) for a in engine.deidentify(text).annotations] for text in texts]
held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
json.dump({"found": found, "started": started, "took": time.perf_counter() - began, "held": held}, sys.stdout)
"""


def _peer(python: Path) -> Found:
    def find(texts: Sequence[str]) -> list[list[tuple[int, int]]]:
        answer = subprocess.run(
            [str(python), "-c", _PEER], input=json.dumps(list(texts)), capture_output=True, text=True, check=True
        )
        told = json.loads(answer.stdout)
        words = sum(len(WORD.findall(text)) for text in texts)
        print(
            f"\ndeduce: opstarten {told['started']:.1f} s, {words / told['took']:,.0f} woorden per seconde, {told['held']:.0f} MB"
        )
        return [[(start, stop) for start, stop in places] for places in told["found"]]

    return find


def _deduce() -> Found:
    from deduce import Deduce  # type: ignore[import-not-found]

    engine = Deduce()
    return lambda texts: [
        [(found.start_char, found.end_char) for found in engine.deidentify(text).annotations] for text in texts
    ]


def _report_ud(path: Path, *, find: Found | None = None, name: str = "UD") -> None:
    """Print how many proper nouns of written text are hidden, by the kind our own lists give them, and false alarms."""
    from kennis.privacy.ud import read_sentences

    sentences = list(read_sentences(path))
    for case in ("gewoon", "kleine letters"):
        total: Counter[str] = Counter()
        hit: Counter[str] = Counter()
        texts = [sentence.text.lower() if case == "kleine letters" else sentence.text for sentence in sentences]
        found = find(texts) if find else [_places(text) for text in texts]
        for sentence, places in zip(sentences, found, strict=True):
            for start, stop, kind in sentence.words:
                total[kind] += 1
                hit[kind] += _touched(start, stop, places)
        print(
            f"\n{name} {path.stem}, {case}: "
            + " · ".join(
                f"{kind or 'gewoon woord'} {hit[kind] / total[kind]:.4f} ({hit[kind]}/{total[kind]})"
                for kind in sorted(total)
            )
        )


def _places(text: str) -> list[tuple[int, int]]:
    return [(span.start, span.stop) for span in find_spans(text, roster=Roster(countries=True))]


if __name__ == "__main__":
    main()
