"""Which candidates are speakers: all candidates of a file weighed together, accepted or refused by label, never by line."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence

from kennis.intake.initials import meant_by_initials
from kennis.intake.labels import (
    Candidate,
    first_names,
    is_chorus,
    is_generic,
    known_keys,
    label_key,
    last_names,
    looks_like_name,
    without_address,
)
from kennis.intake.roles import is_role_label, match_role
from kennis.intake.source import Person
from kennis.intake.spelling import is_word
from kennis.intake.words import BY_RELATION, NOT_SPEAKERS, NUMBERED_PARTS, PARTICLES, SENTENCE_WORDS

_NUMBERED = re.compile(rf"(?:{NUMBERED_PARTS})\s*\d*[a-z]?", re.IGNORECASE)
# Who asks, and whom: one of each in a file makes both a speaker.
ASKS = {
    "v": {"a"},
    "q": {"a"},
    "i": {"r", "g", "d"},
    "o": {"r"},
    "vraag": {"antwoord"},
    "int": {"resp"},
}
_PAIRS = tuple({asker, answer} for asker, answers in ASKS.items() for answer in answers)


def accept_labels(candidates: Sequence[Candidate | None], people: Iterable[Person], lines: Sequence[str]) -> set[str]:
    """Weigh all candidates of a file and return the keys of the labels that are speakers.

    Args:
        candidates: one a line, None where a line has none.
        people: the attendee list; a label that names somebody on it is a speaker.
        lines: the text of the lines, to see whether the file has capitals and how many lines carry a label.
    """
    people = list(people)
    found = [candidate for candidate in candidates if candidate]
    names = [person.name for person in people]
    initials = {
        one.key for one in found if meant_by_initials(one.label, names)
    } - NOT_SPEAKERS  # `NB:` is Nadia Bos nowhere
    known = known_keys(people) | initials
    counts = Counter(candidate.key for candidate in found)
    # `I:` asks `R1:` and `R2:`.
    unnumbered = {re.sub(r"\d+$", "", key) for key in counts}
    pairs = set().union(*(pair for pair in _PAIRS if pair <= unnumbered), set())
    by_key: dict[str, list[Candidate]] = defaultdict(list)
    for candidate in found:
        by_key[candidate.key].append(candidate)
    filled = sum(1 for line in lines if line.strip()) or 1
    plain = {
        key for key, group in by_key.items() if _refused(key, pairs) is False and any(c.form != "alone" for c in group)
    }
    dense = sum(counts[key] for key in plain) / filled >= 0.4
    cased = any(char.isupper() for line in lines for char in line) and any(
        char.islower() for line in lines for char in line
    )
    # Where names stand with a time above what is said, nothing else stands so.
    headed = {
        candidate.key
        for place, candidate in enumerate(candidates)
        if candidate and candidate.form == "header" and _is_set_apart(place, candidates, lines)
    }
    # Where every label has a time before it, a word with a time is one too, though it speaks only once.
    timed = [c for c in found if c.form == "colon" and c.time]
    clocked = {c.key for c in timed} if len(timed) > max(3, 0.8 * len(found)) else set()
    generic = [c for c in found if c.form == "alone" and is_generic(c.key)]
    listed = {c.key for c in generic} if len(generic) > max(4, 0.5 * len(found)) else set()
    headed = headed if sum(c.form == "header" for c in found) > max(3, len(found) / 2) else set()
    text = "\n".join(lines)
    accepted = set()
    for key, group in by_key.items():
        if (
            key in known
            or without_address(key) in known
            or key in pairs
            or group[0].form == "given"
            or (key in headed and key not in NOT_SPEAKERS)
            or (not _refused(key, pairs) and key in clocked | listed)
        ):
            accepted.add(key)
        elif not _refused(key, pairs):
            score = _score(group, counts, dense=dense, cased=cased)
            if score >= 2 or (score >= 0 and cased and _is_called(group[0].label, text)):
                accepted.add(key)
    return accepted | {key for key in by_key if is_chorus(key, accepted | known)}


def _is_set_apart(place: int, candidates: Sequence[Candidate | None], lines: Sequence[str]) -> bool:
    """Tell whether a line can open something: it is on top, below an empty line, or below the end of a sentence."""
    above = lines[place - 1].rstrip() if place else ""
    label = candidates[place - 1] if place else None
    return not above or (above[-1] in '.?!…”"' and not (label and label.form == "header"))


def doubtful_labels(candidates: Sequence[Candidate | None], accepted: Collection[str]) -> set[str]:
    """Return the labels that were refused, and yet may be a speaker: a name before a colon, too seldom to be sure."""
    return {
        candidate.label
        for candidate in candidates
        if candidate
        and candidate.form in ("colon", "bold")
        and candidate.text
        and candidate.key not in accepted
        and not _refused(candidate.key, set())
        and (_name_score(candidate.label, cased=True) or 0) > 0
    }


def _refused(key: str, pairs: set[str]) -> bool:
    if key in pairs:
        return False
    return key in NOT_SPEAKERS or bool(_NUMBERED.fullmatch(key)) or any(word in SENTENCE_WORDS for word in key.split())


def _score(group: list[Candidate], counts: Counter[str], *, dense: bool, cased: bool) -> int:
    """Add up the evidence that one label is a speaker; 2 is enough."""
    first, key = group[0], group[0].key
    count = counts[key]
    forms = {candidate.form for candidate in group}
    timed = any(candidate.time for candidate in group)
    if is_generic(key) or (is_role_label(first.label) and key not in NOT_SPEAKERS):
        return 2 if forms != {"alone"} or count > 1 else 0
    if re.fullmatch(r"[a-z]{1,3}\d{0,2}", key) and len(key) <= 3 and key not in first_names():
        # Initials: A: and B: may be options in a list, so they must come back, or have a time as all lines have.
        return 2 if count >= 3 or (dense and (timed or count == 2)) or (timed and count > 1) else 0
    if dense and forms <= {"colon", "bold"} and key.split()[0] in BY_RELATION:  # `Dochter: Mam, vertel van die brief.`
        return 2
    name = _name_score(first.label, cased=cased)
    if name is None:
        return 0
    if forms == {"alone"}:
        return 2 if count >= 2 and name >= 0 else 0
    told = any(_tells_role(candidate.detail) for candidate in group)
    score = (
        name
        + 2 * (count >= 2)
        + 2 * timed
        + 2 * ("bold" in forms and name > -2)
        + 3 * told
        + dense
        + (dense and count >= 3)
    )
    # Marks weaker than a colon: the label must come back, and through the whole file. Not where a column tells the time.
    return score - 2 - 2 * (count < 2) if forms <= {"tab", "dash"} and not timed else score


def _name_score(label: str, *, cased: bool) -> int | None:
    """Weigh how much a label is a name: known names count for it, ordinary words against it; None: it is none."""
    words = [word.strip(".") for word in label_key(label).split() if word not in PARTICLES]
    called = bool(words) and words[0] in first_names()
    if not looks_like_name(label, cased=cased and not called):
        return None
    surname = label_key(label) in last_names() or " ".join(words) in last_names()
    if called:
        return 2 + surname
    ordinary = sum(map(is_word, words))
    return surname + (-2 if ordinary == len(words) else 1 if len(words) == 1 else 2 - ordinary)


def _is_called(label: str, text: str) -> bool:
    """Tell whether others use the label as a name: with a capital in mid-sentence (`kan Riet erbij?`)."""
    return label[:1].isupper() and re.search(rf"[a-zà-ÿ,] {re.escape(label)}\b(?!:)", text) is not None


def _tells_role(detail: str) -> bool:
    return bool(detail) and match_role(detail) is not None
