"""Recogniser: telephone numbers, e-mail and web addresses, written and spoken."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kennis.privacy.hints import ADDRESS, DIGIT, asks
from kennis.privacy.lists import NATIONAL
from kennis.privacy.spans import Span, make_span
from kennis.privacy.spoken import DigitRun
from kennis.privacy.text import Token

_MAIL = re.compile(r"(?<![\w.+-])[\w.+'-]+(?:@|\s@\s)[\w-]+(?:\.[\w-]+)+", re.I)
# Who types what is said puts commas in it: `jan, apenstaart, ziggo, punt nl`.
_DOT = r",?\s+(?:punt|dot),?\s+"
_AT = r"\s*(?:,?\s+(?:apenstaart|apestaart|apenstaartje|apestaartje|at|a-staartje),?\s+|@)\s*"
_PIECE = r"[\w-]+"
_JOINT = r"(?:,?\s+(?:punt|dot|streepje|liggend\s+streepje|laag\s+streepje|underscore|min),?\s+|\.)"
# `g kowalczyk vijfentachtig apenstaart …`: an initial before, a number behind.
_LED_BY = r"(?:[a-z]\s+(?=\w{3}))?"
_YEAR = r"(?:\s+(?:\d{1,4}|\w{0,12}(?:tig|tien|twee|drie|vier|vijf|zes|zeven|acht|negen)))?"
_TOP = r"(?:nl|be|com|org|net|eu|info|de|example|frl|amsterdam)"
_SPOKEN_MAIL = re.compile(
    rf"(?<!\w){_LED_BY}(?:{_PIECE}{_JOINT})*{_PIECE}{_YEAR}{_AT}{_PIECE}(?:{_JOINT}{_PIECE})*(?:{_DOT}|\.){_TOP}(?!\w)",
    re.I,
)
_STRONG_AT = re.compile(
    rf"(?<!\w){_LED_BY}(?:{_PIECE}{_JOINT})*{_PIECE}{_YEAR},?\s+ap(?:en|e)staart(?:je)?,?\s+{_PIECE}(?:{_JOINT}{_PIECE})*(?!\w)",
    re.I,
)
_URL = re.compile(
    r"(?:https?://|www\.)[^\s<>\"')\]]*[^\s<>\"')\].,;:!?]|(?<![\w@.-])(?:[\w-]+\.)+(?:nl|be|com|org|net|eu|info|nu|io|frl)(?:/[^\s,;]*)?(?![\w-])",
    re.I,
)
_SPOKEN_URL = re.compile(
    rf"(?<!\w)(?:(?:www|w\s?w\s?w|we\s?we\s?we){_DOT})?{_PIECE}(?:{_JOINT}{_PIECE})*{_DOT}(?:nl|com|org|be|net|eu)(?!\w)",
    re.I,
)
_LONG_URL = re.compile(rf"(?<!\w)(?:www|w\s?w\s?w){_DOT}(?:{_PIECE}\s+){{1,4}}?(?:punt|dot)\s+{_TOP}(?!\w)", re.I)
# What is called so on a site: with a line or a point in it, or a figure, and behind the name of the site.
_SITE = r"(?:insta\w*|tiktok|twitter|snap\w*|facebook|fb|linkedin|threads|mastodon|discord|telegram|signal|youtube|marktplaats)"
_SITE_SAID = re.compile(rf"(?<!\w){_SITE}(?!\w)", re.I)
_CALLED_THERE = re.compile(
    rf"(?<!\w){_SITE}\W+(?:(?!en\b|maar\b)\w+\W+){{0,6}}?(?P<name>[^\W\d_]\w*(?:[._]\w+)+|[^\W\d_]{{3,}}\d{{2,4}})(?!\w)",
    re.I,
)
# `bouke_de_boer`; in capitals it is a label.
_UNDERSCORED = re.compile(r"(?<![\w/.@])[^\W\d_]{2,}(?:_[^\W\d_]+)+(?![\w/]|\.\w)")
_SPOKEN_HANDLE = re.compile(
    r"(?:insta\w*|tiktok|twitter|snap\w*|facebook|linkedin|threads|mastodon|x)\W+(?:\w+\W+){0,4}?"
    r"(ap(?:en|e)staart(?:je)?\s+[\w.]+(?:\s+(?!en\b|maar\b|dan\b|daar\b|of\b|want\b)[\w.]+){0,2})",
    re.I,
)
_NO_BOX = re.compile(r"(?:is|op|heet|was|onder|via|ik|me|als)\s", re.I)  # before a handle; no mailbox is called so
_ANY_AT = re.compile(r"@|staart|\bat\b", re.I)  # without one of these there is no mail address or handle
_HANDLE = re.compile(r"(?<![\w@])@[A-Za-z]\w{2,}(?:\.\w+)*")
_PHONE = re.compile(
    r"(?<![\w,.€-])(?:\(?(?:\+|00)\s?\d{1,3}\)?[\s./-]?(?:\(0\)[\s./-]?)?|\(?0)(?:(?:,\s|[\s./()–-]{0,3})\d){6,12}(?!\d|\w*[a-z]{3})"
)
_INNER_DOT = re.compile(r"\.(?<=\w\.)\w")  # begins with the dot: quicker to look for
_LEAST_DIGITS = 7  # of a telephone number
_PHONE_WORD = re.compile(
    r"(?:telefoon|mobiel|bel(?:len)?|nummer|app(?:en)?|bereik\w*|toestel)\W+(?:\w+\W+){0,4}$", re.I
)

_EXTENSION = re.compile(r"\btoestel(?:nummer)? (\d{3,5})(?![\w,.]\d|\w)", re.I)


@asks(ADDRESS)
def _is_of_address(low: str, base: str) -> bool:
    return low in ("@", "at", "punt", "dot") or "staart" in low


def find_contacts(text: str, tokens: Sequence[Token], runs: Sequence[DigitRun], hints: int) -> list[Span]:
    """Return e-mail addresses, web addresses, handles and telephone numbers.

    Args:
        text: the text.
        tokens: its words and marks.
        runs: rows of spoken digits (see `spoken.digit_runs`).
        hints: those of all words together.
    """
    address = (
        hints & ADDRESS
        or "://" in text
        or "_" in text
        or _SITE_SAID.search(text)
        or ("." in text and _INNER_DOT.search(text))
    )
    spans = _addresses(text) if address else []
    if hints & DIGIT and sum(map(str.isdigit, text)) >= _LEAST_DIGITS:
        spans += [make_span(text, *place, "telefoon", "patroon", 0.99) for place in _phones(text)]
    if hints & DIGIT and "toestel" in text.lower():
        spans += [make_span(text, *found.span(1), "telefoon", "patroon", 0.9) for found in _EXTENSION.finditer(text)]
    spans += [
        make_span(text, tokens[run.first].start, tokens[run.last - 1].stop, "telefoon", "patroon", 0.95)
        for run in runs
        if _is_phone(run, text, tokens)
    ]
    return spans


def _addresses(text: str) -> list[Span]:
    at = _ANY_AT.search(text) is not None
    spans = [
        make_span(text, *place, "email", "patroon", 1.0)
        for place in _places(text, (_MAIL, _SPOKEN_MAIL, _STRONG_AT) if at else ())
        if not _NO_BOX.match(text, place[0])
    ]
    places = [found.span("name") for found in _CALLED_THERE.finditer(text)]
    places += [found.span() for found in _UNDERSCORED.finditer(text) if not found[0].isupper()] if "_" in text else []
    spans += [make_span(text, *place, "url", "patroon", 0.9) for place in places]
    handles = _SPOKEN_HANDLE.finditer(text) if at else ()
    spans += [make_span(text, *found.span(1), "url", "patroon", 0.95) for found in handles]
    spans += [
        make_span(text, *place, "url", "patroon", 0.95)
        for place in _places(text, (_URL, _SPOKEN_URL, _LONG_URL, _HANDLE) if at else (_URL, _SPOKEN_URL, _LONG_URL))
        if not _is_national(text[slice(*place)])
    ]
    return spans


def _places(text: str, patterns: Sequence[re.Pattern[str]]) -> Iterator[tuple[int, int]]:
    for pattern in patterns:
        for found in pattern.finditer(text):
            yield found.start(), found.end()


def _is_national(address: str) -> bool:
    """Tell whether a web address is that of a national body (nobody is known by `uwv.nl`)."""
    if "/" in address.removeprefix("https://").removeprefix("http://"):
        return False  # a page of somebody, on whatever site
    words = re.split(r"[\W_]+|\bpunt\b", address.lower())
    return any(word in NATIONAL for word in words if len(word) > 2) or "rijksoverheid" in words


def _phones(text: str) -> Iterator[tuple[int, int]]:
    for found in _PHONE.finditer(text):
        digits = re.sub(r"\D", "", found.group())
        if _is_possible(found.group(), digits) or _PHONE_WORD.search(text, max(0, found.start() - 60), found.start()):
            # Of `(06 51237788)` the first bracket belongs to the second.
            yield found.start() + (found[0].startswith("(") and ")" not in found[0]), found.end()


def _is_possible(written: str, digits: str) -> bool:
    if written.lstrip("(").startswith("0") and not digits.startswith("00"):
        return 9 <= len(digits) <= 10
    abroad = digits.removeprefix("00")
    if (abroad[:2] == "31" and len(abroad) == 11) or (abroad[:2] == "32" and len(abroad) in (10, 11)):
        return True  # of the Netherlands or Belgium: the library knows more countries, but is slow to load
    import phonenumbers

    try:
        return phonenumbers.is_possible_number(
            phonenumbers.parse(("+" + digits.removeprefix("00")) if digits.startswith("00") else written, "NL")
        )
    except phonenumbers.NumberParseException:
        return False


def _is_phone(run: DigitRun, text: str, tokens: Sequence[Token]) -> bool:
    if run.digits.startswith("0") and 8 <= len(run.digits) <= 11:
        return True
    if run.digits.startswith("0") and len(run.digits) >= 5 and run.words > 3 and run.digits[1] != "0":
        return True  # the beginning of one, at least: `nul zeventig drie vier`
    start = tokens[run.first].start
    if run.first and tokens[run.first - 1].low == "toestel" and 2 < len(run.digits) < 6:
        return True
    return len(run.digits) >= 7 and bool(_PHONE_WORD.search(text, max(0, start - 60), start)) and len(run.digits) != 9
