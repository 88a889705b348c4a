"""Who speaks? Speaker labels found in lines, and the evidence that they are labels.

A word with a colon is often no speaker (`Kijk: dat bedoel ik`). So every line first gets a *candidate*; then all
candidates of the file are weighed together and accepted or refused by label, never by line.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from kennis.intake.roles import is_role_label, match_role
from kennis.intake.source import Person
from kennis.intake.spelling import is_word
from kennis.intake.times import CLOCK, RANGE
from kennis.intake.words import (
    CHORUS,
    GENERIC_ALONE,
    GENERIC_SPEAKERS,
    MORE_FIRST_NAMES,
    NOT_SPEAKERS,
    NUMBERED_PARTS,
    PARTICLES,
    SENTENCE_WORDS,
)

_ADDRESS = re.compile(
    r"^(?:(?:de )?(?:mevrouw|mevr|mw|mvr|meneer|mijnheer|de heer|dhr|drs|dr|ir|mr|prof|ing)\.? )+(?=\S)"
)
_NUMBERED = re.compile(rf"(?:{NUMBERED_PARTS})\s*\d*[a-z]?", re.IGNORECASE)
_GENERIC = re.compile(rf"(?:{GENERIC_SPEAKERS})[\s_\-#.]*(?:\d{{1,3}}|[a-z])?", re.IGNORECASE)
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
# `Deelnemer (0612345678)`: who phones in to a video call.
_PHONE = r"\s*\(\+?\d[\d -]{7,15}\)"
_GENERIC_PHONE = re.compile(rf"(?:{GENERIC_SPEAKERS}){_PHONE}", re.IGNORECASE)
# `Kees/Fatma`, `Kees en Fatma`: both at once.
_BOTH = re.compile(r"\s*[/&+,]\s*|\s+en\s+")
_WHO = rf"(?P<label>[^\W\d_][^:?!;|()\[\]<>\t“”\"]{{0,58}}?(?:{_PHONE})?)\s*(?:[(\[](?P<paren>[^()\[\]\d][^()\[\]]{{0,79}})[)\]])?"
_LABEL = re.compile(
    rf"^(?P<time>{RANGE})?\s*(?:[-–•*>]+\s+|>>\s*|\d{{1,2}}\.\d{{1,2}}\.?\s+)?{_WHO}\s*(?P<time2>{RANGE})?\s*(?P<sep>:(?=\s|$|[^\W\d_])|\t)\s*(?P<text>.*)$",
    re.DOTALL,
)
# `[P01]: …` and `[Kees Vos] 13:04:22`: our own pseudonyms, and exports that put brackets around the name.
_BRACKETED = re.compile(
    rf"^(?P<before>[^\[\]]{{0,20}}?)\[(?P<label>[^\W\d_][^\[\]:]{{0,39}})\](?P<rest>\s*:\s.*|\s+{CLOCK}\s*)$", re.DOTALL
)
_NAME = r"[A-ZÀ-Þ][^\W\d_]+(?:[-'’][^\W\d_]+)*"
_LAST_FIRST = re.compile(
    rf"(?P<last>{_NAME}(?: {_NAME})?), (?P<first>(?:{_NAME}|(?:[A-Z]\.)+)(?: (?:{_NAME}|[a-z]{{1,4}})){{0,3}})$"
)
# Columns made with spaces: `R1   Ja.` and, wider apart because running text can have a double space, `Kees    Ja.`
_SPACED = re.compile(
    r"^(?P<label>[A-Z]{1,3}\d{0,2}(?=[ ]{2})|[A-ZÀ-Þ][^\W\d_]+(?: [^\W\d_.]+){0,3}(?=[ ]{4}))[ ]{2,}(?P<text>\S.*)$",
    re.DOTALL,
)
# What a device calls itself in a video call: `iPhone van Truus`, `iPad (2) van Jan`.
_DEVICE = re.compile(
    r"^(?:iphone|ipad|ipod|macbook|galaxy|samsung|huawei|telefoon|tablet|laptop|pc|computer)\b[^:]{0,20}?\svan\s+(?=\S)",
    re.IGNORECASE,
)
_DASHED = re.compile(r"^(?P<label>[^\W\d_][\w.'’ -]{0,40}?)\s+[-–—]\s+(?P<text>\S.*)$", re.DOTALL)
_HEADER = re.compile(
    rf"^(?:(?P<time>{RANGE})[\s–-]+)?{_WHO}(?P<behind>\s\|\s[^|:]{{2,40}}?)?(?:[\s,–-]+(?P<time2>{RANGE}))?$"
)
_TIME_ONLY = re.compile(rf"^(?P<time>{RANGE})\s*(?P<text>.*)$", re.DOTALL)


@dataclass(frozen=True)
class Line:
    """A line or paragraph of the source: its text, the bold part it starts with, and whether it is a heading.

    `speaker` is who says it, where the format itself tells (an exported chat).
    """

    text: str
    bold: str = ""
    heading: bool = False
    speaker: str = ""


@dataclass(frozen=True)
class Candidate:
    """What a line would be if its label is a speaker.

    `form`: colon · tab · dash · bold · header (label alone on its line, with a time) · alone · given (by the format).
    """

    label: str
    form: str
    text: str = ""
    time: str = ""
    detail: str = ""  # what stands between brackets or behind a comma: a role or organisation

    @property
    def key(self) -> str:
        """The label as it is compared: case and spaces do not matter."""
        return label_key(self.label)


def label_key(label: str) -> str:
    """Return a label in the form in which labels are compared."""
    return " ".join(label.casefold().replace("’", "'").split()).strip(" .*_")


def without_address(key: str) -> str:
    """Return the key of a label without a form of address: `dhr. p. mulder` → `p. mulder`."""
    return _ADDRESS.sub("", key)


def find_candidate(line: Line) -> Candidate | None:
    """Return the speaker label a line may start with, or None."""
    if line.speaker:
        return Candidate(line.speaker, "given", line.text)
    text = _BRACKETED.sub(r"\g<before>\g<label>\g<rest>", line.text.strip())
    bold = line.bold.strip()
    dashed = _dashed(text)
    if dashed:
        return dashed
    found = _LABEL.match(text)
    if found and len(found["label"].split()) <= 7:
        label, detail = _split_detail(found["label"], found["paren"] or "")
        form = "tab" if found["sep"] == "\t" else "colon"
        if bold and label_key(label) in label_key(bold):
            form = "bold"
        time, rest = find_time(found["text"])
        if time and not rest:  # `SPEAKER 1: (00:02)` above what is said
            return Candidate(label, form, "", _time_of(found) or time, detail)
        return Candidate(label, form, found["text"].strip(), _time_of(found), detail)
    spaced = _SPACED.match(text)
    if spaced:
        return Candidate(spaced["label"], "tab", spaced["text"])
    if bold and len(bold) < len(text) and len(bold.split()) <= 6:
        name = re.sub(rf"\s*{RANGE}\s*$", "", bold).strip(" :-–")
        label, detail = _split_detail(*_split_paren(name))
        if label and label[0].isalpha():
            time, rest = find_time(text[len(bold) :].lstrip(" :-–\t"))
            return Candidate(label, "bold", rest, time or _last_time(bold), detail)
    return _header(text, bold)


def _dashed(text: str) -> Candidate | None:
    """Read `Kees – dat klopt`; not `Kees Vos – uitvoerder: dat klopt`, where the dash opens a role."""
    found = _DASHED.match(text)
    if not found or match_role(found["text"]) or not looks_like_name(found["label"], cased=False):
        return None
    return Candidate(found["label"].strip(), "dash", found["text"]) if len(found["label"].split()) <= 4 else None


def find_time(text: str) -> tuple[str, str]:
    """Split a time mark off the start of a line: (mark or "", the rest)."""
    found = _TIME_ONLY.match(text.strip())
    if not found or (
        found["text"] and not re.match(r"[\[(<]", found["time"]) and not re.match(r"\d+:\d\d:\d\d", found["time"])
    ):
        return "", text.strip()
    return found["time"], found["text"].strip(" -–")


def accept_labels(candidates: Sequence[Candidate | None], people: Iterable[Person], lines: Sequence[str]) -> set[str]:
    """Weigh all candidates of a file and return the keys of the labels that are speakers.

    Args:
        candidates: one a line, None where a line has none.
        people: the attendee list; a label that names somebody on it is a speaker.
        lines: the text of the lines, to see whether the file has capitals and how many lines carry a label.
    """
    known = known_keys(people)
    found = [candidate for candidate in candidates if candidate]
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
    text = "\n".join(lines)
    accepted = set()
    for key, group in by_key.items():
        if key in known or without_address(key) in known or key in pairs or group[0].form == "given":
            accepted.add(key)
        elif not _refused(key, pairs):
            score = _score(group, counts, dense=dense, cased=cased)
            if score >= 2 or (score >= 0 and cased and _is_called(group[0].label, text)):
                accepted.add(key)
    return accepted | {key for key in by_key if is_chorus(key, accepted | known)}


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


def known_keys(people: Iterable[Person]) -> set[str]:
    """Return the keys by which people of the roster can be called: whole name, first name, surname, another name."""
    keys = set()
    people = list(people)
    for name in (name for person in people for name in (person.name, person.also)):
        words = without_address(label_key(name)).split()
        rest = words[1:]
        while rest and rest[0] in PARTICLES:
            rest = rest[1:]
        keys |= {" ".join(words), words[0] if words else "", " ".join(words[1:]), " ".join(rest)}
        if words and rest:
            keys |= {f"{words[0][0]}. {' '.join(words[1:])}", f"{words[0]} {rest[0][0]}"}
    legend = {label_key(person.also) for person in people} - {""}  # `I` may be as short as it is
    return legend | {key for key in keys if len(key) > 1 and key not in PARTICLES}


@lru_cache(maxsize=1)
def first_names() -> frozenset[str]:
    """Return Dutch and Belgian first names (lower case) from the lists in Faker."""
    from faker.providers.person.nl_BE import Provider as Belgian
    from faker.providers.person.nl_NL import Provider as Dutch

    return frozenset(name.casefold() for name in (*Dutch.first_names, *Belgian.first_names, *MORE_FIRST_NAMES))


@lru_cache(maxsize=1)
def last_names() -> frozenset[str]:
    """Return Dutch surnames (lower case, with their particles) from the lists in Faker."""
    from faker.providers.person.nl_NL import Provider as Dutch

    return frozenset(name.casefold() for name in Dutch.last_names)


def is_generic(key: str) -> bool:
    """Tell whether a label names nobody in particular: SPREKER_01, Deelnemer 3, Persoon A, R2."""
    if key in GENERIC_ALONE or key in CHORUS or _GENERIC_PHONE.fullmatch(key):
        return True
    return bool(_GENERIC.fullmatch(key)) and bool(re.search(r"\d|[\s_\-#.][a-z]$", key))


def is_chorus(label: str, speakers: Collection[str]) -> bool:
    """Tell whether a label stands for more people at once: `Allen`, or some of the speakers (keys): `Kees/Fatma`."""
    key = label_key(label)
    parts = _BOTH.split(key)
    return key in CHORUS or (len(parts) > 1 and all(part in speakers for part in parts))


def looks_like_name(label: str, *, cased: bool = True) -> bool:
    """Tell whether a label has the shape of a name: one to five words, each with a capital or a particle."""
    words = label.replace("’", "'").split()
    if not 1 <= len(words) <= 5 or any(char.isdigit() for char in label):
        return False
    proper = [word for word in words if word.casefold() not in PARTICLES]
    if not proper or any(not re.fullmatch(r"[^\W\d_][\w.'-]*", word) for word in proper):
        return False
    if len(words) > 1 and label.rstrip().endswith("."):
        return False
    return not cased or all(word[0].isupper() for word in proper)


def is_name(text: str) -> bool:
    """Tell a name from other words with a capital (`Moeder`): not all are ordinary words, or a first name begins it."""
    words = text.casefold().split()
    if not looks_like_name(text) or is_generic(label_key(text)) or SENTENCE_WORDS & set(words):
        return False
    return words[0] in first_names() or not all(map(is_word, words))


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
    name = _name_score(first.label, cased=cased)
    if name is None:
        return 0
    if forms == {"alone"}:
        return 2 if count >= 2 and name >= 0 else 0
    told = any(_tells_role(candidate.detail) for candidate in group)
    score = name + 2 * (count >= 2) + 2 * timed + 2 * ("bold" in forms) + 3 * told + dense + (dense and count >= 3)
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


def split_label(text: str) -> tuple[str, str]:
    """Split the speaker of a table into name and what stands behind it: `Kor (uitvoerder)`, `Kees Vos | Werkkracht`."""
    return _split_detail(*_split_paren(text))


def _split_detail(label: str, paren: str) -> tuple[str, str]:
    """Split `Kees Vos, uitvoerder` and `Kees Vos - uitvoerder`; a comma before anything else stays in the label."""
    label, _, behind = label.strip(" *_").partition(" | ")  # an office's display name: `Kees Vos | Werkkracht`
    label = clean_name(label.strip())
    if paren or behind:
        return label, (paren or behind).strip()
    cut = re.match(r"^(?P<name>[^,/–—]+?)\s*(?:,|/| [-–—] )\s*(?P<rest>.+)$", label)
    if cut and match_role(cut["rest"]):
        return cut["name"].strip(), cut["rest"].strip()
    return label, ""


def clean_name(label: str) -> str:
    """Turn `Dekkers, Willeke van` round, as offices write names (`Kees, Fatma` are two people), and drop a device."""
    label = _DEVICE.sub("", label)
    found = _LAST_FIRST.match(label)
    if not found or match_role(found["first"]) or {found["last"].casefold()} <= first_names():
        return label
    return f"{found['first']} {found['last']}"


def _split_paren(name: str) -> tuple[str, str]:
    found = re.match(r"^(?P<name>.*?)\s*[(\[](?P<paren>[^()\[\]]+)[)\]]$", name)
    return (found["name"], found["paren"]) if found else (name, "")


def _header(text: str, bold: str) -> Candidate | None:
    found = _HEADER.match(text)
    if not found or len(found["label"].split()) > 6 or found["label"].rstrip()[-1:] in ",":
        return None
    label, detail = _split_detail(found["label"], found["paren"] or "")
    if not looks_like_name(label, cased=False) and not is_generic(label_key(label)) and not is_role_label(label):
        return None
    timed = found["time"] or found["time2"]
    if found["behind"] and not timed:
        return None
    detail = detail or (found["behind"] or "").strip(" |")
    form = "header" if timed else "bold" if bold and label_key(bold) == label_key(text) and detail else "alone"
    return Candidate(label, form, "", timed or "", detail)


def _time_of(found: re.Match[str]) -> str:
    return found["time"] or found["time2"] or ""


def _last_time(text: str) -> str:
    found = re.search(rf"{RANGE}\s*$", text)
    return found.group() if found else ""
