"""Recogniser: dates of birth, exact dates, and exact ages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from kennis.privacy.hints import AGE, BORN, DIGIT, MONTH, asks
from kennis.privacy.spans import Span, make_span
from kennis.privacy.spoken import number_pattern, number_words, year_of

MONTHS = [
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
]
_SHORT = {
    "jan": 1,
    "feb": 2,
    "febr": 2,
    "mrt": 3,
    "apr": 4,
    "jun": 6,
    "jul": 7,
    "aug": 8,
    "sep": 9,
    "sept": 9,
    "okt": 10,
    "nov": 11,
    "dec": 12,
}
# A date this old in the talk of a meeting is somebody's birthday rather than an event.
BORN_BEFORE = 2012
_BORN = re.compile(
    r"(?:geboortedat(?:um|a)|geboren|geboorte|\bgeb\.?|jarig|verjaar\w*|g\.d\.)\W+"
    r"(?:(?!\d)[\w']+\W+){0,6}$",
    re.I,
)
_NUMERIC = re.compile(
    r"(?<![\w./-])(0?[1-9]|[12]\d|3[01])\s?([-/.])\s?(0?[1-9]|1[0-2])\s?\2\s?((?:19|20|['’])?\d{2})(?![\w/-])"
)
_ISO = re.compile(r"(?<![\w./-])((?:19|20)\d{2})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])(?![\w/-])")
_JOINED = re.compile(r"\d\s?[-/.]\s?\d")  # without this there is no date in figures
_AGE_AFTER = r"(?=\s*(?:oud\b|[,.!?;:)…]|$|en\b|maar\b|dus\b|nu\b|hoor\b|geworden\b|inmiddels\b|ik\b|hij\b|zij\b|wij\b|we\b|want\b|toen\b|toch\b|ja\b))"


_MONTH = re.compile(rf"(?:{'|'.join([*MONTHS, *_SHORT])})(?!\w)")
_AGE_WORD = re.compile(
    r"jarig|\d\d\)|\d\s+jaar|(?:tig|tien|elf|twaalf)\s+jaar|leeftijd|\b(?:ben|is|was|wordt?|werd|ik)\s(?:\w+\s+){0,2}?(?:\d\d|\w*tig\b|achttien|negentien)",
    re.I,
)


@asks(MONTH)
def _is_month(low: str, base: str) -> bool:
    return _MONTH.match(low) is not None


@asks(BORN)
def _is_born(low: str, base: str) -> bool:
    return "gebo" in low or "bouwjaar" in low or low.endswith("geb")


_AGE = re.compile(r"(?<!\w)(?:1[89]|[2-9]\d|10\d)(?!\d)")  # of a grown-up


@asks(AGE)
def _is_age(low: str, base: str) -> bool:
    return (
        "jarig" in low
        or "leeftijd" in low
        or low.endswith(("tig", "tien", "twaalf", "tigste", "tiende", "twaalfde"))
        or low in ("elf", "elfde", "vierde", "vijfde", "zesde", "zevende", "achtste", "negende")
        or (not low.isalpha() and _AGE.search(low) is not None)
    )


def find_dates(text: str, hints: int = MONTH | BORN | AGE | DIGIT) -> list[Span]:
    """Return dates of birth, exact dates (with a year) and exact ages of grown-ups.

    A day and a month without a year (`12 maart`) is doubtful: as a rule it says when people met, not who they are,
    unless the words before it say that somebody was born then. `hints` are those of all words of the text together.
    """
    if not hints & (MONTH | BORN | AGE | DIGIT):
        return []
    ages = hints & AGE and _AGE_WORD.search(text) is not None
    found = [
        *(_numeric(text) if hints & DIGIT else ()),
        *(_worded(text) if hints & MONTH else ()),
        *(_feasts(text) if hints & DIGIT else ()),
        *(_spoken_born(text) if hints & BORN else ()),
        *(_ages(text) if ages else ()),
    ]
    return [
        make_span(text, start, stop, kind or "datum", "patroon", 0.95 if kind else 0.4) for start, stop, kind in found
    ]


Found = Iterator[tuple[int, int, str]]


def _kind(text: str, start: int, year: int | None) -> str:
    born = _BORN.search(text, max(0, start - 70), start) is not None
    return "geboortedatum" if born or (year is not None and year < BORN_BEFORE) else ("datum" if year else "")


def _numeric(text: str) -> Found:
    if not _JOINED.search(text):
        return
    for found in _NUMERIC.finditer(text):
        year = int(found[4]) if len(found[4]) == 4 else year_of([found[4].replace("’", "'")])
        yield found.start(), found.end(), _kind(text, found.start(), year) or "datum"
    for found in _ISO.finditer(text):
        yield found.start(), found.end(), _kind(text, found.start(), int(found[1]))


@lru_cache(maxsize=1)
def _worded_pattern() -> re.Pattern[str]:
    ordinals = [
        "eerste",
        "tweede",
        "derde",
        "vierde",
        "vijfde",
        "zesde",
        "zevende",
        "achtste",
        "negende",
        "tiende",
        "elfde",
        "twaalfde",
        "dertiende",
        "veertiende",
        "vijftiende",
        "zestiende",
        "zeventiende",
        "achttiende",
        "negentiende",
        "twintigste",
        "eenentwintigste",
        "tweeentwintigste",
        "drieentwintigste",
        "vierentwintigste",
        "vijfentwintigste",
        "zesentwintigste",
        "zevenentwintigste",
        "achtentwintigste",
        "negenentwintigste",
        "dertigste",
        "eenendertigste",
    ]
    words = (
        number_pattern()
        + "|"
        + "|".join(ordinals).replace("entwintig", "[eë]ntwintig").replace("endertig", "[eë]ndertig")
    )
    months = "|".join([*MONTHS, *_SHORT])
    written = r"(?:19|20)\d{2}|['’]?\d{2}(?!\d|\s?(?:euro|uur|mensen|%))"
    said = rf"(?:negentien|twintig)(?:\s?honderd)?(?:\s?en)?\s?(?:{words})|tweeduizend(?:\s?en)?(?:\s?(?:{words}))?"
    short = rf"(?:{words})(?!\s+(?:euro|uur|mensen|jaar|dagen|keer))"
    year = rf"(?:\s+({written}|{said}|{short}))?"
    return re.compile(
        rf"(?<![\w-])((?:0?[1-9]|[12]\d|3[01])(?:e|de|ste)?|{words})\s+(?:van\s+)?({months})\b\.?{year}(?![\w-])", re.I
    )


def _worded(text: str) -> Found:
    for found in _worded_pattern().finditer(text):
        year = (
            year_of(re.sub(r"\ben\b", " ", found[3].lower().replace("ë", "e").replace("’", "'")).split())
            if found[3]
            else None
        )
        stop = found.end() if year or not found[3] else found.end(2)
        kind = _kind(text, found.start(), year)
        yield found.start(), stop, kind


_FEAST = re.compile(
    r"(?<![\w-])(?:(?:eerste|tweede|1e|2e) (?:kerst|paas|pinkster)dag|kerstavond|kerstmis|oudejaars(?:dag|avond)|oudjaar|nieuwjaars(?:dag|nacht)|"
    r"hemelvaartsdag|koning(?:s|innen)dag|bevrijdingsdag|sinterklaas(?:avond)?) ((?:19|20)\d\d)(?!\w)",
    re.I,
)


def _feasts(text: str) -> Found:
    """Give feasts with their year: a date as exact as any (`eerste kerstdag 2009`)."""
    for found in _FEAST.finditer(text):
        yield found.start(), found.end(), _kind(text, found.start(), int(found[1]))


def _spoken_born(text: str) -> Found:
    """Give dates of birth said as three numbers (`geboortedatum drie vijf eenenzeventig`) and years of birth."""
    words = number_pattern()
    number = rf"(?:\d{{1,4}}|{words}|negentien\s?honderd\s?(?:{words}))"
    for found in re.finditer(rf"(?<!\w){number}(?:\s+{number}){{2}}(?:\s+(?:{words}))?(?!\w)", text, re.I):
        if _BORN.search(text, max(0, found.start() - 70), found.start()):
            yield found.start(), found.end(), "geboortedatum"
    for found in re.finditer(
        r"(?:geboren (?:ben )?in|geboortejaar(?: is)?|bouwjaar) ((?:19|20)\d\d|['’]\d\d)(?!\w)", text, re.I
    ):
        yield found.start(1), found.end(1), "geboortedatum"


@lru_cache(maxsize=1)
def _age_patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Return what a text must hold, and the pattern to look for if it does."""
    age = rf"(1[89]|[2-9]\d|10\d|{number_pattern(least=18)})"
    be = r"(?:ben|is|was|word|wordt|werd)"
    told = (
        ("oud", rf"(?<!\w){age}\s+jaar\s+oud\b"),
        ("jarig", rf"(?<!\w){age}-?jarige?\b"),
        (
            "",
            rf"\b(?:ik|hij|ze|zij)\s+{be}\s+(?:(?:nu|net|inmiddels|al|ook|bijna|zelf) )*{age}"
            rf"(?:\s+jaar)?{_AGE_AFTER}",
        ),
        ("ik", rf"\b(?:ben|word)\s+ik\s+(?:nu |net |inmiddels |al |ook |bijna )*{age}(?:\s+jaar)?{_AGE_AFTER}"),
        ("(", r"(?<=[A-Za-z])(?-i: \((1[89]|[2-9]\d)\))"),  # Jeanette (72)
        ("(", r"(?-i:\([A-Z][\w'’. -]{0,40}, ?(1[89]|[2-9]\d)\))"),  # (Shurendy, 23)
        (
            " jaar",
            rf"\w, {age} jaar\b(?! (?:geleden|lang|later|terug|ervaring|werk|in dienst|getrouwd|samen|bij|op|eerder|na))",
        ),  # is vrijwilliger, 71 jaar en
        ("leeftijd", rf"\bleeftijd(?:\s+(?:is|van|was))?[\s:]+{age}\b"),
    )
    return tuple((sign, re.compile(pattern, re.I)) for sign, pattern in told)


def _ages(text: str) -> Found:
    low = text.lower()
    for sign, pattern in _age_patterns():
        for found in pattern.finditer(text) if sign in low else ():
            yield (
                found.start(1),
                found.end()
                if text[found.end(1) : found.end()].strip().lower()
                in ("jaar", "jaar oud", "jarige", "jarig", "-jarige", "-jarig")
                else found.end(1),
                "leeftijd",
            )


def age_of(words: str) -> int | None:
    """Return the age that a recognised piece says (`58`, `achtenvijftig jaar`), or None."""
    head = re.match(r"\d+|[a-zë]+", words.lower())
    if not head:
        return None
    if re.search(r"\b(?:maand|we[e]?k|dag)", words):
        return 0  # a baby
    word = head.group().replace("ë", "e").removesuffix("jarige").removesuffix("jarig").removesuffix("ste")
    return int(word) if word.isdigit() else number_words().get(word)


def month_of(words: str) -> str:
    """Return the month and year of an exact date (`12-03-2025`, `twaalf maart 2025` → `maart 2025`), or ""."""
    for pattern, month, year in ((_NUMERIC, 3, 4), (_ISO, 2, 1)):
        if found := pattern.fullmatch(words.strip()):
            value = int(found[year].strip("'’"))
            return f"{MONTHS[int(found[month]) - 1]} {value if value > 99 else 2000 + value}"
    found = _worded_pattern().fullmatch(words.strip())
    if not found or not found[3]:
        return ""
    name = found[2].lower()
    year_said = year_of(re.sub(r"\ben\b", " ", found[3].lower().replace("ë", "e").replace("’", "'")).split())
    return f"{MONTHS[_SHORT[name] - 1] if name in _SHORT else name} {year_said}" if year_said else ""
