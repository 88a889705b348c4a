"""Labels as a typist slips: known once it is clear who speaks (`R. Ja.`, `S 1: Ja.`, `Bart, lachend: Ja.`)."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import replace

from kennis.intake.labels import Candidate, Line, label_key

_MOST_BEHIND = 4  # words between a name and the colon: how it was said
_UNSURE = re.compile(r"^(?:[A-Z]{1,2}\d?|spreker|stem)\s?\?{1,3}\s?:\s+(?P<text>\S.*)$", re.IGNORECASE | re.DOTALL)


def mend_labels(
    lines: Sequence[Line], candidates: Sequence[Candidate | None], accepted: Collection[str]
) -> tuple[list[Candidate | None], set[str]]:
    """Give lines whose label is a slip of an accepted one that label; of who is not sure (`S?:`), an empty one.

    Args:
        lines: the lines.
        candidates: one a line.
        accepted: the keys of the labels that are speakers.

    Returns:
        The candidates, and the keys that are speakers from now on.
    """
    named, counts = _one_spelling(candidates, accepted), Counter(one.key for one in candidates if one)
    initials = {key: label for key, label in named.items() if re.fullmatch(r"[a-z]{1,2}\d{0,2}", key)}
    speaking = set(accepted)
    mended: list[Candidate | None] = []
    for line, candidate in zip(lines, candidates, strict=True):
        if candidate and candidate.key in accepted:
            aside = _named(candidate, named) if counts[candidate.key] == 1 else None
            mended.append(aside or replace(candidate, label=named[_squeezed(candidate.key)]))
            continue
        slip = _unsure(line) or _initial(line, initials) or _named(candidate, named)
        speaking |= {slip.key} if slip else set()
        mended.append(slip or candidate)
    return mended, speaking


def _squeezed(key: str) -> str:
    """Return a key with its number right behind it: `S 1` is `S1`."""
    return re.sub(r"(?<=[^\W\d_])[ _-](?=\d{1,2}$)", "", key)


def _one_spelling(candidates: Sequence[Candidate | None], accepted: Collection[str]) -> dict[str, str]:
    """Return the label by key, as it is written most often: `S1`, `s1` and `S 1` are one."""
    written: dict[str, Counter[str]] = defaultdict(Counter)
    for candidate in candidates:
        if candidate and candidate.key in accepted:
            written[_squeezed(candidate.key)][candidate.label] += 1
    return {key: labels.most_common(1)[0][0] for key, labels in written.items()}


def _unsure(line: Line) -> Candidate | None:
    found = _UNSURE.match(line.text.strip())
    return Candidate("", "colon", found["text"]) if found else None


def _initial(line: Line, initials: dict[str, str]) -> Candidate | None:
    """Read `R. Ja.` and `S4;: Ja.` where `R:` and `S4:` speak; with a figure in it the mark may be lost: `S3 ja`."""
    found = re.match(
        r"^(?P<label>[A-Za-z]{1,2} ?\d{0,2})(?P<mark>[.;:,]{0,2})\s+(?P<text>\S.*)$", line.text.strip(), re.DOTALL
    )
    if not found:
        return None
    key = _squeezed(label_key(found["label"]))
    label = initials.get(key) or _next_in_row(key, initials)
    if not label:
        return None
    told = bool(found["mark"].strip(",")) or key[-1].isdigit()
    # Who types in capitals starts no sentence with a small one: `s. nachts`.
    return (
        Candidate(label, "colon", found["text"]) if told and found["label"][0].isupper() == label[0].isupper() else None
    )


def _next_in_row(key: str, initials: dict[str, str]) -> str:
    """Return the label of `S3`, where `S1` and `S2` speak; "" where there is no such row."""
    row = [label for known, label in initials.items() if known[:-1] == key[:-1] and known[-1].isdigit()]
    return row[0][:-1] + key[-1] if len(row) > 1 and key[-1].isdigit() else ""


def _named(candidate: Candidate | None, named: dict[str, str]) -> Candidate | None:
    """Read `Bart, lachend:` and `Bart vult aan:` where `Bart:` speaks."""
    if candidate is None or candidate.form not in ("colon", "bold") or not candidate.label[:1].isupper():
        return None
    words = candidate.label.replace(",", " ,").split()
    for size in range(len(words) - 1, 0, -1):
        key, behind = _squeezed(label_key(" ".join(words[:size]))), [word for word in words[size:] if word != ","]
        if key in named and 0 < len(behind) <= _MOST_BEHIND and all(word.islower() for word in behind):
            return replace(candidate, label=named[key])
    return None
