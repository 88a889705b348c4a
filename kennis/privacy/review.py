"""A look before it counts: what was found in its context, what is doubtful, and what a person decides about it.

All of this holds names. It is for the screen of the researcher, and the lists stay beside the raw sources.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from kennis.intake.decode import decode_text
from kennis.privacy.replace import Anonymised
from kennis.privacy.text import fold
from kennis.tables import write_text

FINDINGS = ["utterance_id", "start", "stop", "kind", "said", "before", "after", "replacement", "recogniser", "doubtful"]
_AROUND = 40
# What a check digit or a form of its own proves, or a list says, needs no decision.
_ASKED = ("persoon", "plaats", "organisatie")
_SURE = ("deelnemers", "altijd")


@dataclass(frozen=True)
class Decisions:
    """What a person decided: entries for the list *altijd vervangen*, and words that are never replaced."""

    always: tuple[str, ...] = ()
    never: tuple[str, ...] = ()


def list_findings(result: Anonymised, raw: Mapping[str, str]) -> pd.DataFrame:
    """Put what was replaced and what was doubted back into its context.

    Args:
        result: what `anonymise` gave.
        raw: utterance id → the text as it came in.

    Returns:
        One row a piece, in reading order: `FINDINGS`; `start, stop` are places in the raw text. It holds names.
    """
    log = result.log[result.log["column"] == "text"].reset_index(drop=True)
    # The log and the moves are written together, a row each for every replacement.
    found = log.assign(
        start=result.moves["old_start"].to_numpy(), stop=result.moves["old_stop"].to_numpy(), doubtful=False
    )
    doubt = result.doubtful[result.doubtful["column"] == "text"]
    places = [_back(row, result.moves) for row in doubt.to_dict("records")]
    doubt = doubt.assign(
        start=[start for start, _ in places], stop=[stop for _, stop in places], replacement="", doubtful=True
    )
    parts = [part for part in (found, doubt) if len(part)]
    if not parts:
        return pd.DataFrame(columns=FINDINGS)
    rows = pd.concat(parts, ignore_index=True).sort_values(["utterance_id", "start"], kind="stable")
    texts = [raw[identity] for identity in rows["utterance_id"]]
    pieces = list(zip(texts, rows["start"], rows["stop"], strict=True))
    rows = rows.assign(
        said=[text[start:stop] for text, start, stop in pieces],
        before=[text[max(0, start - _AROUND) : start] for text, start, _ in pieces],
        after=[text[stop : stop + _AROUND] for text, _, stop in pieces],
    )
    return rows[FINDINGS].reset_index(drop=True)


def describe_finding(row: Mapping[str, object]) -> str:
    """Say one finding in a line: the piece in its context, and what it becomes."""
    what = "twijfel, blijft staan" if row["doubtful"] else f"wordt {row['replacement']}"
    context = f"{row['before']}‹{row['said']}›{row['after']}".replace("\n", " ").strip()
    return f"{context}   ({row['kind']}: {what})"


def decide(findings: pd.DataFrame, ask: Callable[[str], str], *, with_never: bool = True) -> Decisions:
    """Ask a person about each doubtful piece and each name that was found, once.

    Args:
        findings: as `list_findings` gives them.
        ask: puts a question and returns the answer; `s` stops.
        with_never: whether there is a study, which remembers what is never replaced; without one only what is
            doubtful is asked about.

    Returns:
        What was decided so far.
    """
    always: list[str] = []
    never: list[str] = []
    asked: set[tuple[str, bool]] = set()
    for row in findings.sort_values("doubtful", ascending=False, kind="stable").to_dict("records"):
        once = (fold(str(row["said"])), bool(row["doubtful"]))
        wanted = row["doubtful"] or (with_never and row["kind"] in _ASKED)
        if once in asked or not wanted or row["recogniser"] in _SURE:
            continue
        asked.add(once)
        answer = _answer(row, ask, with_never=with_never)
        if answer == "s":
            break
        if answer == "a":
            always.append(str(row["said"]))
        elif answer == "h":
            always.append(in_context(row))
        elif answer == "n":
            never.append(str(row["said"]))
    return Decisions(tuple(always), tuple(never))


def in_context(row: Mapping[str, object]) -> str:
    """Return the entry by which a piece is replaced only between these words: `meneer [zwart] aan`."""
    before, after = str(row["before"]).split()[-1:], str(row["after"]).split()[:1]
    return " ".join([*map(_bare, before), f"[{row['said']}]", *map(_bare, after)]).strip()


def append_always(path: Path, entries: Iterable[str]) -> None:
    """Add entries to the list *altijd vervangen* beside the raw sources; what stands there stays.

    The list may have any encoding (a text editor wrote it); with new entries it becomes UTF-8.

    Raises:
        KennisError: the list is no text.
    """
    data = path.read_bytes() if path.exists() else b""
    old = decode_text(data, path) if data.strip() else "# Dit vervangt kennis altijd. Een regel per naam.\n"
    known = {line.strip() for line in old.splitlines()}
    new = [entry for entry in dict.fromkeys(entries) if entry not in known]
    if new:
        write_text(path, "\n".join([old.rstrip("\n"), *new]) + "\n")


def _answer(row: Mapping[str, object], ask: Callable[[str], str], *, with_never: bool) -> str:
    """Ask until the answer is one of the choices; a slip of the finger decides nothing."""
    choices = ("", *("ah" if row["doubtful"] else ""), *("n" if with_never else ""), "s")
    question = _question(row, with_never=with_never)
    while (answer := ask(question).strip().lower()[:1]) not in choices:
        reason = "'nooit' kan alleen met een studie (--study MAP)" if answer == "n" else f"'{answer}' kan hier niet"
        question = f"  {reason}. Kies uit: Enter, {', '.join(filter(None, choices))}: "
    return answer


def _question(row: Mapping[str, object], *, with_never: bool) -> str:
    if row["doubtful"]:
        never = "n = nooit" if with_never else "nooit kan alleen met --study"
        choices = f"Enter = laten staan · a = altijd vervangen · h = alleen hier · {never} · s = stoppen"
    else:
        choices = "Enter = goed zo · n = nooit vervangen · s = stoppen"
    return f"{describe_finding(row)}\n  {choices}: "


def _bare(word: str) -> str:
    return word.strip(".,;:!?\"'()[]‘’“”…")


def _back(row: Mapping[str, object], moves: pd.DataFrame) -> tuple[int, int]:
    """Return where a piece that was left standing stands in the text as it came in."""
    start, stop = int(str(row["start"])), int(str(row["stop"]))
    earlier = moves[(moves["utterance_id"] == row["utterance_id"]) & (moves["new_stop"] <= start)]
    shift = int((earlier["old_stop"] - earlier["new_stop"]).iloc[-1]) if len(earlier) else 0
    return start + shift, stop + shift
