"""The roles behind quotes in a factsheet: found anywhere on the page, then matched to the quotes in reading order."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kennis.intake.labels import is_name
from kennis.intake.roles import RoleMatch, match_role

NO_ROLE = 40.0  # a role further away than this belongs to no quote
_UNUSED = 4.0  # leaving a role over is allowed, but not gladly
_SECTION = 30.0  # a quote and its role rarely stand on both sides of a section heading
_BAR = re.compile(r"(?:^|(?<=\s)|(?<=[”\".’]))[|¦‖│]{1,2}\s*(?=[^\W\d_])")
# OCR may read the bar as a letter or a slash; then the (s) or (n) behind the role must prove it.
_BAR_OCR = re.compile(r"(?:^|(?<=\s))[Il!1/\\\]\[]\s+(?=[^\W\d_]+\((?:s|n|en)\))")
_DASH = re.compile(r"(?:^\s*|(?<=[”\"»’.?!])\s*|\s)(?:[—–~]|--?)\s*(?=[^\W\d_])")
_PAREN = re.compile(r"(?:(?<=[”\"»’.?!])\s*|^\s*)\((?=[^\W\d_])")
_SAYS = re.compile(
    r"(?:zegt|zei|aldus|vertelt|vertelde|volgens|noemt|noemde|reageert|vindt|stelt|schrijft)\s*:?\s*(?:een\s+|de\s+|één\s+van\s+de\s+)?(?=[^\W\d_])",
    re.IGNORECASE,
)
# `Tonny, ervaringsdeskundige uit Genemuiden`, `Meryem K. (34), inwoner`: a name, perhaps an age, and what follows.
_SIGNED = re.compile(
    r"(?P<name>[A-ZÀ-Þ][\w’'-]*(?:\s+(?:(?!uit|bij)[a-z’']{1,4}\s+)*[A-ZÀ-Þ][\w’'-]*\.?){0,3})"
    r"(?:\s*\(\d[^()]*\)|,\s*\d{1,3}(?:\s+jaar)?)?(?:(?:\s*[,(–—-]|\s+(?=uit\s|bij\s))\s*(?P<more>.*))?\s*$",
    re.DOTALL,
)
_PLURAL = re.compile(r"\((?:s|n|en)\)")
_QUOTES = frozenset('”"»’“')
_ENDS = _QUOTES | frozenset(".?!")
# Of what stands behind a mark no more is read: a line may be a whole conversation, and hold thousands of marks.
_HEAD = 400


@dataclass(frozen=True)
class Attribution:
    """Who said a quote: the line, where it starts and ends in that line, the role's slug, and the name if one is told."""

    line: int
    start: int
    stop: int
    slug: str
    name: str = ""


@dataclass(frozen=True)
class Place:
    """Where a quote stands: its first and last line, and the section it is in."""

    first: int
    last: int
    last_column: int = 0


def find_attributions(lines: Sequence[str]) -> list[Attribution]:
    """Find every role or name that may stand behind a quote: `| Uitvoerder(s)`, `— Tonny, inwoner`, `zegt een cliënt`."""
    found: list[Attribution] = []
    above = ""
    for number, line in enumerate(lines):
        below = lines[number + 1] if number + 1 < len(lines) else ""
        found += _in_line(number, line, above) or _signed(number, line, above, below)
        above = line if line.strip() else above
    return found


def match_roles(
    quotes: Sequence[Place], roles: Sequence[Attribution], lines: Sequence[str]
) -> list[Attribution | None]:
    """Give each quote its role: the cheapest matching that keeps the reading order of both.

    Behind a quote is near; in front, or past a section heading, is far; too far is no role at all.
    """
    order = _ranks(lines)
    best: dict[tuple[int, int], tuple[float, int]] = {}
    for q in range(len(quotes), -1, -1):
        for r in range(len(roles), -1, -1):
            best[q, r] = _best_step(q, r, quotes, roles, order, best)
    matched: list[Attribution | None] = []
    q = r = 0
    while q < len(quotes):
        step = best[q, r][1]
        if step == 0:
            matched.append(roles[r])
            q, r = q + 1, r + 1
        elif step == 1:
            matched.append(None)
            q += 1
        else:
            r += 1
    return matched


def is_section(line: str) -> bool:
    """Tell whether a line is a section heading: capitals and no role behind the bar, `WAARDEN | Cultuur`."""
    found = re.match(r"^\W*([^\W\d_a-zà-ÿ][^|a-zà-ÿ“”\"]{3,70})\s*[|¦]\s*([^|]+)$", line)
    return bool(found) and match_role(found.group(2) if found else "") is None


def _best_step(
    q: int,
    r: int,
    quotes: Sequence[Place],
    roles: Sequence[Attribution],
    order: tuple[list[int], list[int]],
    best: dict[tuple[int, int], tuple[float, int]],
) -> tuple[float, int]:
    steps = []
    if q < len(quotes) and r < len(roles):
        cost = _distance(quotes[q], roles[r], order)
        if cost < NO_ROLE:
            steps.append((cost + best[q + 1, r + 1][0], 0))
    if q < len(quotes):
        steps.append((NO_ROLE + best[q + 1, r][0], 1))
    if r < len(roles):
        steps.append((_UNUSED + best[q, r + 1][0], 2))
    return min(steps, default=(0.0, 3))


def _distance(quote: Place, role: Attribution, order: tuple[list[int], list[int]]) -> float:
    ranks, sections = order
    if role.line == quote.last and role.start >= quote.last_column:
        return 0.0
    far = _SECTION * abs(sections[quote.last if role.line > quote.first else quote.first] - sections[role.line])
    if role.line > quote.last:
        return ranks[role.line] - ranks[quote.last] + far
    if role.line > quote.first:
        return 2.0  # between its lines: columns run through each other
    return 3.0 + ranks[quote.first] - ranks[role.line] + far


def _ranks(lines: Sequence[str]) -> tuple[list[int], list[int]]:
    """Count filled lines and sections up to each line: distance is in lines that say something."""
    ranks, sections = [], []
    rank = section = 0
    for line in lines:
        rank += bool(line.strip())
        section += is_section(line)
        ranks.append(rank)
        sections.append(section)
    return ranks, sections


def _in_line(number: int, line: str, above: str) -> list[Attribution]:
    found: list[Attribution] = []
    taken: set[int] = set()
    start, quoted = len(line) - len(line.lstrip()), not _QUOTES.isdisjoint(line)
    for pattern, strict in ((_BAR, False), (_BAR_OCR, False), (_DASH, True), (_PAREN, True), (_SAYS, True)):
        for mark in pattern.finditer(line):
            role = match_role(line[mark.end() : mark.end() + _HEAD])
            if not role:
                continue
            stop = mark.end() + len(role.label)
            plural = _PLURAL.match(line, stop)
            if strict and not plural:
                if pattern is _SAYS and not (quoted or _is_closed(above, len(above))):
                    continue
                if pattern is not _SAYS and not _stands_alone(line, mark, start, above):
                    continue
            stop = plural.end() if plural else stop
            if mark.start() not in taken:
                found.append(Attribution(number, mark.start(), stop, role.slug))
                taken.update(range(mark.start(), stop))
    return found or _whole_line(number, line, above)


def _signed(number: int, line: str, above: str, below: str) -> list[Attribution]:
    """Find a name right behind a quote, on its line or below it; a role may follow, also on the next line."""
    start = len(line) - len(line.lstrip())
    unquoted = _is_unquoted(above, len(above))
    found = [
        (mark.start(), mark.end())
        for pattern in (_BAR, _DASH, _PAREN)
        for mark in pattern.finditer(line)
        if (_is_unquoted(line, mark.start()) if mark.start() > start else unquoted)
    ]
    found += [(mark.start(), mark.end()) for mark in _SAYS.finditer(line) if _is_unquoted(line, mark.start())]
    alone = [(start, start)] if unquoted else []
    for begin, stop in found + alone:
        name, role = _signature(line[stop : stop + _HEAD], below)
        if name and (role or (begin, stop) in found):
            return [Attribution(number, begin, len(line), role.slug if role else "", name)]
    return []


def _is_unquoted(text: str, stop: int) -> bool:
    """Tell whether the text up to here ends in a mark of quotation, a point or comma behind it or not."""
    at = _without_spaces(text, stop)
    at -= at > 0 and text[at - 1] in ".,"
    return at > 0 and text[at - 1] in _QUOTES


def _is_closed(text: str, stop: int) -> bool:
    """Tell whether the text up to here ends as a sentence or a quote ends."""
    at = _without_spaces(text, stop)
    while at > 0 and text[at - 1] == ",":
        at -= 1
    return at > 0 and text[at - 1] in _ENDS


def _without_spaces(text: str, stop: int) -> int:
    while stop > 0 and text[stop - 1].isspace():
        stop -= 1
    return stop


def _signature(text: str, below: str) -> tuple[str, RoleMatch | None]:
    """Return the name a text begins with ("" for none), and the role behind it or, where nothing is, on the next line."""
    text = " ".join(text.split()).removesuffix(".")
    signed = _SIGNED.match(text.removesuffix(")") if "(" not in text else text)
    if not signed or not is_name(signed["name"].removesuffix(".")):
        return "", None
    more = signed["more"] or ""
    return signed["name"], match_role(more) or (None if more else match_role(below))


def _stands_alone(line: str, mark: re.Match[str], start: int, above: str) -> bool:
    """A dash or bracket is also a bullet or an aside: it counts only right behind the end of a quote."""
    if mark.start() > start:
        return _is_closed(line, mark.start())
    return _is_closed(above, len(above)) and len(line[mark.end() :].split()) <= 7


def _whole_line(number: int, line: str, above: str) -> list[Attribution]:
    """A role alone on its line, or a role with a colon in front of a quote."""
    text = line.strip()
    role = match_role(text)
    if not role:
        return []
    proven = re.search(r"\((?:s|n|en)\)", text) is not None
    close = _is_unquoted(above, len(above))
    before = re.match(rf"^\W*{re.escape(role.label)}(?:\((?:s|n|en)\))?[^“\"„]{{0,40}}:\s*(?:[“\"„]|$)", text)
    if (len(text.split()) <= 6 and (proven or close) and not text.endswith(".")) or before:
        start = line.index(text[0])
        return [Attribution(number, start, start + len(role.label), role.slug)]
    return []
