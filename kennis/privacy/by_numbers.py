"""Recogniser: citizen service numbers, bank accounts, licence plates, postcodes, and numbers of cases and clients."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kennis.privacy.hints import DIGIT, PLATE, asks
from kennis.privacy.spans import Span, make_span
from kennis.privacy.spoken import DigitRun, digits_of
from kennis.privacy.text import Token, case_of
from kennis.privacy.words import word_list, word_set

_BSN_WORD = re.compile(
    r"(?:\bbsn\b|burger\s?service\s?nummer|sofi-?\s?nummer|\bb\s?s\s?n\b)(?:-?nummer)?\W*(?:[a-zé]+\W+){0,4}$", re.I
)
_BSN = re.compile(r"(?<![\w.,-])\d(?:[ .-]?\d){7,8}(?![\w-]|[.,]\d)")
_BSN_IN_GROUPS = re.compile(r"(?<![\w.,-])\d(?:,? ?\d){8}(?![\w-]|[.,]\d)")  # read aloud: `1 2 3, 4 5 6, 7 8 2`
# The Belgian number: a date of birth, a number, and 97 minus the rest of both together divided by 97.
_NATIONAL_NUMBER = re.compile(r"(?<![\w.,-])(\d\d)([. ]?)(\d\d)\2(\d\d)[-–. ]?(\d{3})[. ]?(\d\d)(?![\w-]|[.,]\d)")
_NATIONAL_WORD = re.compile(r"(?:rijksregister|insz|niss)\W*(?:nummer|nr\.?)?\W*(?:[a-zé]+\W+){0,4}$", re.I)
_IBAN = re.compile(
    r"(?<!\w)(?:nl\s?\d\d(?:[\s.-]?[a-z]){4}(?:[\s.-]?\d){10}|be\s?\d\d(?:[\s.-]?\d){12}|[a-z]{2}\d{2}(?:\s?[a-z0-9]{4}){2,7}(?:\s?[a-z0-9]{1,3})?)(?!\w)",
    re.I,
)
_BANKS = r"(?:abna|ingb|rabo|snsb|asnb|trio|knab|bunq|rbrb|fvlb|(?:[a-z]\s+){3}[a-z])"
_ACCOUNT_WORD = re.compile(
    r"(?:\biban\b|rekening\s?nummer|\brekening\b|bank\s?rekening|gironummer)\W+(?:[a-zé]+\W+){0,3}$", re.I
)
_ACCOUNT_LABEL = re.compile(r"iban|rekening|gironummer", re.I)
_OLD_ACCOUNT = re.compile(r"(?<![\w.])\d{1,4}(?:[. ]?\d{2,3}){2,4}(?![\w]|[.,]\d)")
_SIDES = word_list("by_numbers_sides")
_PLATES = [
    re.sub(r"([LN])(\d)", lambda m: ("[A-Za-z]" if m[1] == "L" else r"\d") + "{" + m[2] + "}§", side).rstrip("§")
    for side in _SIDES
]
_PLATE = re.compile(r"(?<![\w-])(?:" + "|".join(plate.replace("§", r"[-–]\s?") for plate in _PLATES) + r")(?![\w-])")
_LOOSE_PLATE = re.compile(
    r"(?<![\w-])(?:" + "|".join(plate.replace("§", r"[ -]?") for plate in _PLATES) + r")(?![\w-])"
)
# With spaces in between only in capitals: `R 771 HV`.
_SPACED_PLATE = re.compile(
    r"(?<![\w-])(?:"
    + "|".join(plate.replace("[A-Za-z]", "[A-Z]").replace("§", " ") for plate in _PLATES)
    + r")(?![\w-])"
)
_BETWEEN_HYPHENS = re.compile(r"[-–]\s?\w{1,3}[-–]")  # of a plate: quicker to look for
_PLATE_WORD = re.compile(r"(?:kenteken|nummerbord|nummerplaat)\w*\W+(?:[a-zé]+\W+){0,4}$", re.I)
_PLATE_LABEL = re.compile(r"kenteken|nummerbord|nummerplaat", re.I)
_SMALL = frozenset("is van dat het was een met die zo eh uhm dan mijn hem van nog ook wel maar ben had".split())
_POSTCODE = re.compile(r"(?<![\w.,-])[1-9]\d{3}(\s?)([A-Za-z])\s?([A-Za-z])(?![\w'’])")
_POST_WORD = re.compile(r"postcode\w*\W+(?:[a-zé]+\W+){0,3}$", re.I)
_POST_BARE = re.compile(r"(?<![\w.,-])[1-9]\d{3}(?![\w.,-]\d|\d)")
# Two letters behind a year that make a word: "in 2024 is het anders".
_TWO = word_set("by_numbers_two")
# The words letters are spelt with: those of pilots, and the names of the Dutch and Belgian telephone.
_PILOTS = word_set("by_numbers_pilots")
_SPELT = _PILOTS | word_set("by_numbers_spelt")
_NO_PLATE = _TWO | _SMALL
_CASE_WORD = (
    r"(?:dossier|zaak|klant|cli[eë]nt|kenmerk|registratie|polis|relatie|aanvraag|beschikking|referentie|melding(?:s)?|inschrijf|ticket|personeels|casus|vordering(?:s)?|beslis|debiteuren|order|klacht|registratie|volg|v-?)"
    r"(?:\s?-?(?:nummer|nr\.?|code|id))?"
)
_CASE = re.compile(
    rf"(?<!\w){_CASE_WORD}(?:\W+(?:is|was|van|met|het|dat|nummer|nr\.?|eh|dus|even|hier|onder|zeg|maar|mijn|ons|uw|m'n)){{0,4}}"
    rf"\W+([a-z]{{0,5}}[-/. ]?\d[\w/.-]*(?:[ -]\d{{2,}})*)",
    re.I,
)
_WHEN = r"(?:in|uit|sinds|van|vanaf|tot|voor|na|rond)\s+"
_LED = re.compile(_WHEN, re.I)  # what leads a year is no part of a number
_LED_END = re.compile(rf"(?<!\w){_WHEN}$", re.I)
_YEAR = re.compile(r"(?:19|20)\d\d")
_YEARS = re.compile(r"(?:19|20)\d\d(?:[-/](?:19|20)\d\d)?")
_CASE_SHAPE = re.compile(
    r"(?<![\w.,-])(?:[A-Z]{1,5}[-/.]?(?:19|20)?\d{2}[-/.]\d{3,}|[A-Z]{1,4}[-/]?\d{5,}|"
    r"(?:19|20)\d{2}[-/.](?!(?:19|20)\d\d(?!\d))\d{4,}(?:[-/](?:\d+|[A-Z]{1,4}))?|[A-Z]{2,5}-\d{4,}(?:-\d+)?|"
    r"\d{2,}-[A-Z]{1,4}-?\d{2,})(?![\w-])",
    re.I,
)
_JOINED_DIGITS = re.compile(r"\d(?:\d{4}|[-/.]\w)|-\d{4}")  # without these there is no number of either shape
_LONG = re.compile(r"(?<![\w.,€/-])(?<!€ )\d{6,}(?![\w%-]|[.,]\d|\s?(?:euro|eur|mensen|inwoners|huishoudens|keer))")
_CASE_LABEL = re.compile(rf"{_CASE_WORD}\W+(?:[a-zé']+\W+){{0,4}}$", re.I)


@asks(PLATE)
def _is_plate(low: str, base: str) -> bool:
    return low in _PILOTS or bool(_PLATE_LABEL.match(low))


def find_numbers(text: str, tokens: Sequence[Token], runs: Sequence[DigitRun], hints: int) -> list[Span]:
    """Return numbers that belong to one person: bsn, iban, kenteken, postcode, kenmerk (written and spoken)."""
    if not (runs or hints & (DIGIT | PLATE)):
        return []
    found = [
        *(_written(text) if hints & DIGIT else ()),
        *_spoken(text, tokens, runs),
        *(_spoken_plates(tokens) if hints & PLATE else ()),
        *_spoken_postcodes(text, tokens, runs),
    ]
    return [make_span(text, start, stop, kind, "patroon", score) for start, stop, kind, score in found]


Found = Iterator[tuple[int, int, str, float]]


def _written(text: str) -> Found:
    digits = sum(map(str.isdigit, text))
    for find, least in _LEAST_DIGITS.items():
        if digits >= least:
            yield from find(text)


def _labelled(pattern: re.Pattern[str], text: str, start: int) -> bool:
    return bool(pattern.search(text, max(0, start - 60), start))


def _is_bsn(digits: str) -> bool:
    if len(digits) != 9:
        return False
    # The test of eleven: stdnum has it too, but loads a quarter of the network library first.
    return (
        sum(int(digit) * weight for digit, weight in zip(digits, (9, 8, 7, 6, 5, 4, 3, 2, -1), strict=True)) % 11 == 0
    )


def _bsns(text: str) -> Found:
    for found in _BSN.finditer(text):
        digits = re.sub(r"\D", "", found.group())
        if _labelled(_BSN_WORD, text, found.start()) or (not digits.startswith("0") and _is_bsn(digits)):
            yield found.start(), found.end(), "bsn", 0.99
    for found in _BSN_IN_GROUPS.finditer(text):
        if _labelled(_BSN_WORD, text, found.start()):
            yield found.start(), found.end(), "bsn", 0.99
    for found in _NATIONAL_NUMBER.finditer(text):
        born, checked = "".join(found.group(1, 3, 4, 5)), 97 - int(found[6])
        right = checked in (int(born) % 97, int("2" + born) % 97)  # a 2 before whoever was born in this century
        dated = 1 <= int(found[4]) <= 31 and int(found[3]) <= 12
        if dated and (right or found[2] == "." or _labelled(_NATIONAL_WORD, text, found.start())):
            yield found.start(), found.end(), "bsn", 0.99


def _is_iban(written: str) -> bool:
    from stdnum import iban

    return bool(iban.is_valid(written))


def _accounts(text: str) -> Found:
    for found in _IBAN.finditer(text):
        written = re.sub(r"[\s.-]", "", found.group()).upper()
        if written[:2] in ("NL", "BE") or _is_iban(written):
            yield found.start(), found.end(), "iban", 1.0
    for found in _OLD_ACCOUNT.finditer(text) if _ACCOUNT_LABEL.search(text) else ():
        if _labelled(_ACCOUNT_WORD, text, found.start()):
            yield found.start(), found.end(), "iban", 0.9


def _plates(text: str) -> Found:
    for found in _PLATE.finditer(text) if _BETWEEN_HYPHENS.search(text) else ():
        yield found.start(), found.end(), "kenteken", 0.98
    for found in () if text.isupper() else _SPACED_PLATE.finditer(text):
        yield found.start(), found.end(), "kenteken", 0.9
    for found in _LOOSE_PLATE.finditer(text) if _PLATE_LABEL.search(text) else ():
        if _labelled(_PLATE_WORD, text, found.start()):
            yield found.start(), found.end(), "kenteken", 0.98


def _postcodes(text: str) -> Found:
    capitals = case_of(text) == "cased"
    for found in _POSTCODE.finditer(text):
        letters = (found[2] + found[3]).lower()
        upper = (found[2] + found[3]).isupper()
        labelled = _labelled(_POST_WORD, text, found.start())
        if labelled or not found[1] or (upper and capitals) or letters not in _TWO:
            yield found.start(), found.end(), "postcode", 0.98
    for found in _POST_BARE.finditer(text):
        if _labelled(_POST_WORD, text, found.start()):
            yield found.start(), found.end(), "postcode", 0.9


def _cases(text: str) -> Found:
    for found in _CASE.finditer(text):
        led = _LED.match(found[1])
        start = found.start(1) + (led.end() if led else 0)
        number = text[start : found.end(1)].rstrip(".-/")
        if sum(char.isdigit() for char in number) >= 4 and not (_YEARS if led else _YEAR).fullmatch(number):
            yield start, start + len(number), "kenmerk", 0.95
    if not _JOINED_DIGITS.search(text):
        return
    for found in _CASE_SHAPE.finditer(text):
        yield found.start(), found.end(), "kenmerk", 0.9
    for found in _LONG.finditer(text):
        yield found.start(), found.end(), "kenmerk", 0.8


_LEAST_DIGITS = {_bsns: 8, _accounts: 2, _plates: 2, _postcodes: 4, _cases: 4}


def _spoken(text: str, tokens: Sequence[Token], runs: Sequence[DigitRun]) -> Found:
    for run in runs:
        start, stop = tokens[run.first].start, tokens[run.last - 1].stop
        label = _labelled(_CASE_LABEL, text, start)
        if _labelled(_BSN_WORD, text, start) and len(run.digits) >= 6:
            yield start, stop, "bsn", 0.97
        elif run.digits.startswith("0") and len(run.digits) >= 8:
            continue
        elif _is_bsn(run.digits):
            yield start, stop, "bsn", 0.9
        elif _labelled(_ACCOUNT_WORD, text, start) and len(run.digits) >= 6:
            yield start, stop, "iban", 0.9
        elif _YEAR.fullmatch(run.digits) and _LED_END.search(text, max(0, start - 10), start):
            continue  # een klant in negentien vijfennegentig
        elif (label and len(run.digits) >= 4) or (len(run.digits) >= 7 and run.words >= 4) or _is_row(run, tokens):
            yield start, stop, "kenmerk", 0.85
    yield from _spoken_ibans(text, tokens, runs)


def _is_row(run: DigitRun, tokens: Sequence[Token]) -> bool:
    """Tell whether somebody says a number digit by digit, or a part of it: nobody counts with a zero in between."""
    marks = {token.low for token in tokens[run.first : run.last] if not digits_of(token.low)}
    return len(run.digits) >= 4 and run.words == len(run.digits) and "0" in run.digits[1:] and marks <= {",", "-"}


def _spoken_ibans(text: str, tokens: Sequence[Token], runs: Sequence[DigitRun]) -> Found:
    """Give accounts said aloud: `nl eenennegentig abna nul vier een zeven …`."""
    for run in runs:
        stop = tokens[run.last - 1].stop
        head = re.search(
            rf"(?<!\w)(?:nl|n\s+l|be)\s+(?:\w+\s+){{1,3}}{_BANKS}\W*(?:\w+\W+){{0,1}}$",
            text[max(0, tokens[run.first].start - 60) : tokens[run.first].start],
            re.I,
        )
        if head and len(run.digits) >= 6:
            yield max(0, tokens[run.first].start - 60) + head.start(), stop, "iban", 0.95


def _spoken_plates(tokens: Sequence[Token]) -> Found:
    """Give licence plates said aloud behind the word: `kenteken gh eenhonderddrieentwintig k`, `nul vier tango papa een`."""
    yield from _spelt_plates(tokens)
    for place, token in enumerate(tokens):
        if not token.low.startswith(("kenteken", "nummerbord", "nummerplaat")):
            continue
        first = place + 1
        while first < len(tokens) and first - place < 5 and not _of_plate(tokens[first]):
            first += 1
        last = first
        while last < len(tokens) and (_of_plate(tokens[last]) or tokens[last].text == "-"):
            last += 1
        said = tokens[first:last]
        numbers = sum(_says_number(part.low) for part in said)
        if numbers and numbers < sum(part.is_word for part in said):
            yield tokens[first].start, tokens[last - 1].stop, "kenteken", 0.9


def _spelt_plates(tokens: Sequence[Token]) -> Found:
    """Give plates of which the letters are said as words, behind *kenteken* or in the alphabet of pilots only."""
    done = 0
    for place, token in enumerate(tokens):
        if place < done or not (token.low in _SPELT or _says_number(token.low)):
            continue
        last = place
        while last < len(tokens) and (
            tokens[last].low in _SPELT or _says_number(tokens[last].low) or tokens[last].text in ("-", ",")
        ):
            last += 1
        done, said = last, [part for part in tokens[place:last] if part.is_word]
        letters = [part.low for part in said if part.low in _SPELT]
        before = [other.low for other in tokens[max(0, place - 4) : place]]
        named = any(map(_PLATE_LABEL.match, before))
        # Three of pilots say enough by themselves, or two among three numbers.
        spelt = len(letters) > 2 or (len(letters) > 1 and len(said) > 4)
        if len(said) > len(letters) and letters and (named or spelt and _PILOTS.issuperset(letters)):
            while not tokens[last - 1].is_word:
                last -= 1
            yield token.start, tokens[last - 1].stop, "kenteken", 0.9


def _of_plate(token: Token) -> bool:
    letters = token.is_word and len(token.low) < 4 and token.low.isalpha() and token.low not in _NO_PLATE
    return letters or _says_number(token.low)


def _says_number(low: str) -> bool:
    return low.isdigit() or digits_of(low) != "" or digits_of(low.removeprefix("een")) != ""


def _spoken_postcodes(text: str, tokens: Sequence[Token], runs: Sequence[DigitRun]) -> Found:
    """Give postcodes said aloud: `zevenenzestig elf b k`."""
    for run in runs:
        if len(run.digits) != 4:
            continue
        letters = tokens[run.last : run.last + 2]
        spelled = (
            len(letters) == 2
            and all(len(token.low) == 1 and token.low.isalpha() for token in letters)
            and letters[0].low != "u"
        )
        joined = (
            len(letters) > 0 and len(letters[0].low) == 2 and letters[0].low.isalpha() and letters[0].low not in _TWO
        )
        if spelled or (_labelled(_POST_WORD, text, tokens[run.first].start)):
            stop = letters[1].stop if spelled else (letters[0].stop if joined else tokens[run.last - 1].stop)
            yield tokens[run.first].start, stop, "postcode", 0.9
