"""How much does `kennis.privacy` find, and how much does it replace that it should have left?

    python benchmarks/privacy.py                              the frozen texts in benchmarks/data/privacy, part by part
    python benchmarks/privacy.py --only a --show              part a (or c, d, e), with what was missed (never b, f or g)
    python benchmarks/privacy.py DIR --people LIST.csv        marked transcripts of your own (see `kennis.privacy.marked`)
    python benchmarks/privacy.py --sample tests/sample        the invented sample study, as a peer sees it
    … --ud ../shared/ud/test.conllu --peer V/bin/python       written text, and deduce and Presidio in the same run

A piece counts as found only when no word of it is left. "onterecht" is the number of ordinary words replaced per 1,000.
"twijfel" is what was not replaced but is shown to the researcher. Texts are measured as they are, in lower case without
punctuation (as speech recognition gives them) and in capitals; what is written in lower case itself is measured once.
With `--ud`, countries count as places and are replaced; in transcripts they are doubtful.
Peers live in an environment of their own: `python -m venv V && V/bin/pip install deduce presidio-analyzer`. Presidio uses a
Dutch spaCy model if that environment has one; without one only its patterns work, and the report says so.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import pandas as pd

from kennis.privacy import Roster, find_in_file, find_spans, make_roster
from kennis.privacy.find import THRESHOLD
from kennis.privacy.lists import PARTICLES
from kennis.privacy.marked import MarkedTurn, read_marked
from kennis.privacy.roster import name_words
from kennis.privacy.text import case_of, tokens_of
from kennis.privacy.ud import UdSentence, read_sentences

WORD = re.compile(r"\w+")
HOME = Path(__file__).parent / "data" / "privacy"
Places = list[tuple[int, int]]
CASES: dict[str, Callable[[MarkedTurn], MarkedTurn]] = {}


@dataclass(frozen=True)
class Part:
    """Texts that are measured together, and who is on their list."""

    name: str
    turns: list[MarkedTurn]
    roster: Roster | None = None


def main() -> None:
    """Measure and print."""
    options = _options()
    parts = _parts(options)
    told: dict[str, list[str]] = {}  # every text that a peer is asked to look at, by where it comes from
    for part in parts:
        print(
            f"\n# {part.name}: {len(part.turns)} beurten, {sum(map(_count, (turn.text for turn in part.turns)))} woorden"
        )
        for case in CASES:
            turns = _in_case(part.turns, case)
            told[f"{part.name}, {case}"] = [turn.text for turn in turns]
            _report(f"kennis, zonder lijst, {case}", turns, *_found(turns, Roster()), show=options.show)
            if part.roster:
                known = _names(part.roster)
                _report(
                    f"kennis, met lijst, {case}", turns, *_found(turns, part.roster), known=known, show=options.show
                )
    sentences = list(read_sentences(options.ud)) if options.ud else []
    for case in ("gewoon", "kleine letters") if sentences else ():
        told[f"ud, {case}"] = [sentence.text.lower() if case != "gewoon" else sentence.text for sentence in sentences]
        _report_ud(f"kennis, {case}", sentences, [_ud_places(text) for text in told[f"ud, {case}"]])
    _cost("kennis", _ask(Path(sys.executable), _KENNIS, told), told)
    for name, program in _PEERS.items() if options.peer else ():
        _report_peer(name, _ask(options.peer, program, told), told, parts, sentences)
    if not options.peer:
        print("\ndeduce, Presidio: niet gemeten (geef --peer)")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("marked", type=Path, nargs="?", help="a folder with marked transcripts")
    parser.add_argument("--sample", type=Path, help="the folder with the sample as meant and geplant.csv")
    parser.add_argument("--peer", type=Path, help="a Python in which deduce and presidio-analyzer are installed")
    parser.add_argument("--people", type=Path, help="who is on the list of the transcripts in the folder")
    parser.add_argument("--places", default="", help="the study's own places, with commas")
    parser.add_argument("--ud", type=Path)
    parser.add_argument("--only", default="", help="beginnings of file names, with commas")
    parser.add_argument("--show", action="store_true", help="show what was missed and what was wrongly replaced")
    options = parser.parse_args()
    if options.show and not (options.only in ("a", "c", "d", "e") or options.marked or options.ud):
        parser.error("--show is niet voor deel b en f (wel: --only a, c, d of e): daarvan bekijken we alleen totalen")
    return options


def _parts(options: argparse.Namespace) -> list[Part]:
    if options.sample:
        return [Part("voorbeeldstudie", read_sample(options.sample))]
    only = tuple(options.only.split(","))
    if options.marked:
        return [Part(options.marked.name, _read(options.marked, only), _roster(options.people, options.places))]
    parts = [name for name in ("a", "b", "c", "d", "e", "f", "g") if name.startswith(only)]
    return [Part(f"deel {name}", _read(HOME, (name,)), _roster(HOME / f"deelnemers-{name}.csv", "")) for name in parts]


def _read(folder: Path, only: tuple[str, ...]) -> list[MarkedTurn]:
    return [turn for path in sorted(folder.glob("*.txt")) if path.stem.startswith(only) for turn in read_marked(path)]


def _roster(people: Path | None, places: str) -> Roster | None:
    if people is None:
        return None
    table = pd.read_csv(people, dtype=str, keep_default_na=False)
    return make_roster(table, places=places.split(",") if places else ())


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


def _count(text: str) -> int:
    return len(WORD.findall(text))


def _in_case(turns: Sequence[MarkedTurn], case: str) -> list[MarkedTurn]:
    """Return the turns in one way of writing; a file that has no capitals itself counts as lower case only."""
    files = [list(group) for _, group in groupby(turns, key=lambda turn: turn.meeting)]
    plain = {file[0].meeting for file in files if case_of(" ".join(turn.text for turn in file)) == "lower"}
    return [CASES[case](turn) for turn in turns if case == "kleine letters" or turn.meeting not in plain]


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


CASES.update({"gewoon": lambda turn: turn, "kleine letters": _lower, "HOOFDLETTERS": _upper})


def _found(turns: Sequence[MarkedTurn], roster: Roster) -> tuple[list[Places], list[Places]]:
    """Return what `anonymise` would replace and what it would ask about: the turns of a file together."""
    spans = [
        found
        for _, group in groupby(turns, key=lambda turn: turn.meeting)
        for found in find_in_file([turn.text for turn in group], roster=roster)
    ]
    sure = [[(span.start, span.stop) for span in found if span.score >= THRESHOLD] for found in spans]
    return sure, [[(span.start, span.stop) for span in found] for found in spans]


def _names(roster: Roster) -> frozenset[str]:
    return frozenset(word for person in roster.people for word in name_words(person.name) if word not in PARTICLES)


def _listed(said: str, known: frozenset[str]) -> bool:
    return any(token.base in known or token.base.removesuffix("s") in known for token in tokens_of(said))


def _report(
    title: str,
    turns: Sequence[MarkedTurn],
    sure: Sequence[Places],
    seen: Sequence[Places] | None = None,
    *,
    known: frozenset[str] = frozenset(),
    show: bool = False,
) -> None:
    """Print what was found of every kind, what else was shown as doubtful, and what was wrongly replaced."""
    total: Counter[str] = Counter()
    hit: Counter[str] = Counter()
    doubt: Counter[str] = Counter()
    wrong = []
    for turn, places, looked in zip(turns, sure, seen or sure, strict=True):
        for start, stop, kind in turn.gold:
            kind = f"{kind} van de lijst" if kind == "persoon" and _listed(turn.text[start:stop], known) else kind
            total[kind] += 1
            hit[kind] += _covered(turn.text, start, stop, places)
            doubt[kind] += not _covered(turn.text, start, stop, places) and _covered(turn.text, start, stop, looked)
            if show and not _covered(turn.text, start, stop, places):
                print(f"  gemist {kind}: {_shown(turn.text, start, stop)}")
        wrong += [(turn.text, start, stop) for start, stop in _ordinary_words(turn) if _touched(start, stop, places)]
    for text, start, stop in wrong if show else ():
        print(f"  onterecht: {_shown(text, start, stop)}")
    ordinary = sum(1 for turn in turns for _ in _ordinary_words(turn))
    print(f"\n{title}: onterecht {1000 * len(wrong) / max(ordinary, 1):.2f} per 1.000 gewone woorden ({len(wrong)})")
    told = (
        f"{kind} {hit[kind] / total[kind]:.3f} ({hit[kind]}{f' + {doubt[kind]} twijfel' if doubt[kind] else ''}/{total[kind]})"
        for kind in sorted(total, key=lambda kind: -total[kind])
    )
    print("  " + " · ".join(told))


def _shown(text: str, start: int, stop: int) -> str:
    return f"{text[max(0, start - 30) : start]}<{text[start:stop]}>{text[stop : stop + 20]}"


def _covered(text: str, start: int, stop: int, places: Iterable[tuple[int, int]]) -> bool:
    words = [(start + word.start(), start + word.end()) for word in WORD.finditer(text[start:stop])]
    spans = list(places)
    return all(_touched(first, last, spans) for first, last in words)


def _touched(start: int, stop: int, places: Iterable[tuple[int, int]]) -> bool:
    return any(first < stop and start < last for first, last in places)


def _ordinary_words(turn: MarkedTurn) -> Iterator[tuple[int, int]]:
    marked = [(start, stop) for start, stop, _ in turn.gold]
    for word in WORD.finditer(turn.text):
        if not _touched(word.start(), word.end(), marked):
            yield word.start(), word.end()


def _report_ud(title: str, sentences: Sequence[UdSentence], found: Sequence[Places]) -> None:
    """Print how many proper nouns of written text are hidden, by the kind our own lists give them, and false alarms."""
    total: Counter[str] = Counter()
    hit: Counter[str] = Counter()
    for sentence, places in zip(sentences, found, strict=True):
        for start, stop, kind in sentence.words:
            total[kind] += 1
            hit[kind] += _touched(start, stop, places)
    told = (
        f"{kind or 'gewoon woord'} {hit[kind] / total[kind]:.4f} ({hit[kind]}/{total[kind]})" for kind in sorted(total)
    )
    print(f"\nud, {title}: " + " · ".join(told))


def _ud_places(text: str) -> Places:
    return [(span.start, span.stop) for span in find_spans(text, roster=Roster(countries=True))]


# What runs in a process of its own, so that start-up, speed and memory are measured alike: texts in, places out.
# Seconds are those of the processor: what else a machine does is nobody's merit. kennis gets the texts of a part together,
# as `anonymise` gives them; the peers know no such call. The memory is that of the process itself: what `getrusage` tells
# holds that of the process it was started from too.
_FRAME = r"""
import json, re, sys, time
told = json.load(sys.stdin)
began = time.process_time()
find_all = lambda texts: [find(text) for text in texts]
{load}
find_all(["Kees belt."])
started = time.process_time() - began
began = time.process_time()
found = {{name: find_all(texts) for name, texts in told.items()}}
took = time.process_time() - began
held = int(re.search(r"VmHWM:\s*(\d+)", open("/proc/self/status").read())[1]) / 1024
json.dump(dict(found=found, started=started, took=took, held=held, note=note), sys.stdout)
"""
_KENNIS = """
from kennis.privacy import find_each
note = ""
find_all = lambda texts: [[(span.start, span.stop) for span in spans] for spans in find_each(texts)]
"""
_PEERS = {
    "deduce": """
from deduce import Deduce
engine, note = Deduce(), ""
find = lambda text: [(int(found.start_char), int(found.end_char)) for found in engine.deidentify(text).annotations]
""",
    "Presidio": """
import logging, spacy
from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
from presidio_analyzer.nlp_engine import NerModelConfiguration, SpacyNlpEngine
logging.disable(logging.CRITICAL)
name = next((n for n in ("nl_core_news_lg", "nl_core_news_md", "nl_core_news_sm") if spacy.util.is_package(n)), "")
note = name or "zonder Nederlands taalmodel: alleen patronen"
nlp = SpacyNlpEngine(models=[{"lang_code": "nl", "model_name": name}], ner_model_configuration=NerModelConfiguration())
nlp.nlp = {"nl": spacy.load(name) if name else spacy.blank("nl")}
registry = RecognizerRegistry(supported_languages=["nl"])
registry.load_predefined_recognizers(languages=["nl"], nlp_engine=nlp)
engine = AnalyzerEngine(registry=registry, nlp_engine=nlp, supported_languages=["nl"])
find = lambda text: [(found.start, found.end) for found in engine.analyze(text, language="nl") if found.score >= 0.35]
""",
}


def _ask(python: Path, program: str, told: dict[str, list[str]]) -> dict[str, object] | str:
    """Return what a program in its own process finds, or why it cannot."""
    asked = [str(python), "-c", _FRAME.format(load=program)]
    answer = subprocess.run(asked, input=json.dumps(told), capture_output=True, text=True, check=False)
    if answer.returncode:
        return (answer.stderr.strip().splitlines() or ["onbekende fout"])[-1]
    return dict(json.loads(answer.stdout))


def _cost(name: str, answer: dict[str, object] | str, told: dict[str, list[str]]) -> bool:
    if isinstance(answer, str):
        print(f"\n{name}: niet gemeten ({answer})")
        return False
    words = sum(_count(text) for texts in told.values() for text in texts)
    print(
        f"\n{name}: opstarten tot en met de eerste zin {answer['started']:.2f} s · {words / float(str(answer['took'])):,.0f} "
        f"woorden per seconde rekentijd · {answer['held']:.0f} MB {answer['note']}"
    )
    return True


def _report_peer(
    name: str,
    answer: dict[str, object] | str,
    told: dict[str, list[str]],
    parts: Sequence[Part],
    sentences: Sequence[UdSentence],
) -> None:
    if not _cost(name, answer, told) or isinstance(answer, str):
        return
    found = {
        where: [[tuple(place) for place in places] for places in texts] for where, texts in answer["found"].items()
    }  # type: ignore[attr-defined]
    for part in parts:
        for case in CASES:
            _report(f"{part.name}, {name}, {case}", _in_case(part.turns, case), found[f"{part.name}, {case}"])
    for case in ("gewoon", "kleine letters") if sentences else ():
        _report_ud(f"{name}, {case}", sentences, found[f"ud, {case}"])


if __name__ == "__main__":
    main()
