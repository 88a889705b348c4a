"""Who speaks? The label that a line may start with.

A word with a colon is often no speaker (`Kijk: dat bedoel ik`). So every line first gets a *candidate*; which of them
are speakers is for `accept`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
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
    PARTICLES,
    SENTENCE_WORDS,
)

_ADDRESS = re.compile(
    r"^(?:(?:de )?(?:mevrouw|mevr|mw|mvr|meneer|mijnheer|de heer|dhr|drs|dr|ir|mr|prof|ing)\.? )+(?=\S)"
)
_GENERIC = re.compile(rf"(?:{GENERIC_SPEAKERS})[\s_\-#.]*(?:\d{{1,3}}|[a-z])?", re.IGNORECASE)
# `Deelnemer (0612345678)`: who phones in to a video call.
_PHONE = r"\s*\(\+?\d[\d -]{7,15}\)"
_GENERIC_PHONE = re.compile(rf"(?:{GENERIC_SPEAKERS}){_PHONE}", re.IGNORECASE)
# In a video call, who is not known shows as a number: `+31 6 12345678 (0:00:15)`.
_CALLER = re.compile(rf"^(?P<label>\+\d[\d ()-]{{8,18}}\d)\s+(?P<time>{RANGE})$")
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
# `Vraag JF: …` above `Antwoord TA: …`.
_BEFORE_NAME = re.compile(r"^(?:[Vv]raag|[Aa]ntwoord|[Aa]anvulling|[Rr]eactie)(?: van)? (?=[A-ZÀ-Þ])")
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
            behind = text[len(bold) :]
            if bold[-1:] not in ":-–" and re.match(r"\s*[a-zà-ÿ]", behind):
                return None  # **Sien Wolters** vindt dat …: a sentence about her
            time, rest = find_time(behind.lstrip(" :-–\t"))
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


def split_label(text: str) -> tuple[str, str]:
    """Split the speaker of a table into name and what stands behind it: `Kor (uitvoerder)`, `Kees Vos | Werkkracht`."""
    return _split_detail(*_split_paren(text))


def _split_detail(label: str, paren: str) -> tuple[str, str]:
    """Split `Kees Vos, uitvoerder` and `Kees Vos - uitvoerder`; a comma before anything else stays in the label."""
    label, _, behind = label.strip(" *_").partition(" | ")  # an office's display name: `Kees Vos | Werkkracht`
    label = _BEFORE_NAME.sub("", clean_name(label.strip()))
    if paren or behind:
        return label, (paren or behind).strip()
    cut = re.match(r"^(?P<name>[^,/–—]+?)\s*(?:,|/| [-–—] )\s*(?P<rest>.+)$", label)
    if cut and match_role(cut["rest"]):
        return cut["name"].strip(), cut["rest"].strip()
    first, _, rest = label.partition(" ")  # `Begeleider Karin`
    if rest and is_role_label(first) and rest.split()[0].casefold() in first_names() and looks_like_name(rest):
        return rest, first
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
    if caller := _CALLER.match(text):
        return Candidate(caller["label"], "header", "", caller["time"])
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
