"""Quotes in running text: where one opens and closes, in capitals or ordinary letters, also between other columns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from kennis.intake.attributions import Attribution, is_section
from kennis.intake.capitals import (
    BULLET,
    CLOSE,
    behind_bullet,
    capital_runs,
    capital_stop,
    clean,
    find_headings,
    is_capital,
    single_fits,
    skip_acronym,
    weight,
)
from kennis.intake.words import SAYING, TITLED

MIN_WORDS = 4
FAR = 14  # filled lines; a closing mark further away belongs to another quote
_OPEN = re.compile(r"(?:(?<=^)|(?<=[\s|(:.]))(?:[“„‟”]|[‘'‚,]{2}|\"|‘|«(?=\w))[“\"'‘’„]*\s?(?=[^\W_])")
_NUMBER = re.compile(r"^\s*\d{1,2}[.)]\s+")
_TITLED = re.compile(rf"\b(?:{TITLED})(?:\s+(?:van|met|over|de|het|titel|als|naam))*\s*:?\s*$", re.IGNORECASE)
_ASKS = re.compile(r"(?i)\b(?:vra(?:ag|gen)|reflectie|denk|bespreek)\b[^.!?]*:?\s*$")
_SAID = re.compile(rf"(?::|\b(?:{SAYING})\b[^.!?]{{0,40}})\s*,?\s*$", re.IGNORECASE)
# Behind a quote, a few words that say whose it is: `- vrijwilliger uit Dalfsen`.
_SIGNED = re.compile(r"[-–—~|]+\s*[^\W\d_](?:\S*\s+){0,5}\S*$")


@dataclass
class Quote:
    """A quote as found: its pieces (one a line), the lines it spans, and whether it stands in capitals."""

    first: int
    start: int  # column of the opening mark in the first line
    pieces: list[str] = field(default_factory=list)
    last: int = 0
    stop: int = 0  # column behind the closing mark in the last line
    capitals: bool = False
    closed: bool = False
    tail: str = ""  # a point behind the closing mark
    said: bool = True  # not a title or a prompt

    def words(self) -> int:
        """Return the number of words in it."""
        return sum(len(re.findall(r"[^\W\d_]+", piece)) for piece in self.pieces)


def find_quotes(lines: Sequence[str], roles: Sequence[Attribution]) -> list[Quote]:
    """Find the quotes of a factsheet, in reading order.

    Args:
        lines: the text, line by line.
        roles: the roles found in it: they end a quote that lacks its closing mark, and are no part of it.
    """
    page = _Page(lines, roles)
    quotes: list[Quote] = []
    refused: list[Quote] = []
    number, column = 0, 0
    while number < len(lines):
        mark = page.opening(number, column)
        if not mark:
            number, column = number + 1, 0
            continue
        quote = page.read_quote(number, mark)
        if quote and quote.words() >= MIN_WORDS:
            (quotes if quote.said else refused).append(quote)
            number, column = quote.last, quote.stop
        else:
            column = mark.end()
    return sorted(quotes + page.unopened(quotes + refused), key=lambda quote: (quote.first, quote.start))


class _Page:
    """The lines of a factsheet with what is known about each: roles, headings, bullets."""

    def __init__(self, lines: Sequence[str], roles: Sequence[Attribution]) -> None:
        self.lines = lines
        self.roles: dict[int, list[Attribution]] = {}
        for role in roles:
            self.roles.setdefault(role.line, []).append(role)
        self.headings = find_headings(lines)
        self.filled = [bool(line.strip()) for line in lines]

    def opening(self, number: int, column: int) -> re.Match[str] | None:
        """Return the next opening mark in a line, from a column on."""
        line = self.lines[number]
        for mark in _OPEN.finditer(line):
            if mark.start() < column:
                continue
            single = mark.group().strip() in ("‘", "'")
            # A mark with a space behind it among capitals is a stain of OCR, and ‘ may be an apostrophe.
            if mark.group()[-1:] == " " and not (mark.group()[0] in "“„" and not line[: mark.start()].strip()):
                continue
            if single and not (self._opens_capitals(number, mark.end()) and not line[: mark.start()].strip()):
                continue
            return mark
        return None

    def read_quote(self, number: int, mark: re.Match[str]) -> Quote | None:
        """Read the quote that opens here; `said` tells whether it is more than a title or a prompt."""
        named = bool(_TITLED.search(self.lines[number][: mark.start()]))
        above = self.lines[number - 1] if number and not self.lines[number][: mark.start()].strip() else ""
        titled = named or bool(_TITLED.search(above))
        if not self._opens_capitals(number, mark.end()):
            return None if titled else self._read_ordinary(number, mark)
        quote = self._read_capitals(number, mark)
        # A heading such as FACTSHEET above a quote names no title; a role behind the quote settles it.
        quote.said = not named and (self._role_near(quote) or not (titled or self._is_prompt(quote)))
        return quote

    def _is_prompt(self, quote: Quote) -> bool:
        """Tell whether a quote is a question to the reader: in a list, or below a heading that asks to reflect."""
        question = bool(quote.pieces) and (quote.pieces[-1] + quote.tail).rstrip()[-1:] == "?"
        asked = bool(_ASKS.search(self._before(quote.first, quote.start)))
        return question and (asked or bool(BULLET.match(self.lines[quote.first])) or self._under_prompt(quote.first))

    def _opens_capitals(self, number: int, column: int) -> bool:
        tokens = [token for token in self._cut_roles(number)[column:].split() if any(char.isalpha() for char in token)][
            :3
        ]
        if not tokens or not all(is_capital(token) for token in tokens[:2]):
            return False
        return len(tokens) > 1 or (len(tokens[0].strip('.,”"')) > 1 or bool(self._run(number + 1, Quote(number, 0))))

    # -- capitals ---------------------------------------------------------------------------------

    def _read_capitals(self, number: int, mark: re.Match[str]) -> Quote:
        quote = Quote(number, mark.start(), last=number, capitals=True)
        closing = self._closing_line(number, mark.end())
        line = self._cut_roles(number)
        self._add(quote, number, mark.end(), capital_stop(line, mark.end()))
        at = number + 1
        while not quote.closed and at < len(self.lines) and not self._ends(quote, at, closing):
            run = self._run(at, quote)
            if run:
                self._add(quote, at, *run)
            at += 1
        return quote

    def _add(self, quote: Quote, number: int, start: int, stop: int) -> None:
        line = self.lines[number]
        closing = next((mark for mark in CLOSE.finditer(line, start) if mark.start() <= stop), None)
        if closing:
            tail = re.match(r"[.,!?]", line[closing.end() :])
            quote.closed, quote.tail = True, tail.group() if tail else ""
            stop, end = closing.start(), closing.end() + len(quote.tail)
        else:
            end = stop
        piece = clean(line[start:stop])
        if piece:
            quote.pieces.append(piece)
        quote.last, quote.stop = number, end

    def _closing_line(self, number: int, column: int) -> int | None:
        """Return the line that closes the quote opened here: before the next one, in the same section, not far off."""
        far = 0
        for at in range(number, len(self.lines)):
            line = self._cut_roles(at)
            start = column if at == number else 0
            closing = next(
                (mark for mark in CLOSE.finditer(line, start) if is_capital(line[start : mark.start()].split()[-1])),
                None,
            )
            opening = self.opening(at, start)
            if closing and (not opening or closing.start() <= opening.start()):
                return at
            far += self.filled[at]
            if (opening and at > number) or far > FAR or (at > number and is_section(self.lines[at])):
                return None
        return None

    def _ends(self, quote: Quote, at: int, closing: int | None) -> bool:
        """Without a closing mark a quote ends at a role, a heading, a next quote, or where capitals stop."""
        if closing is not None:
            return at > closing
        line = self.lines[at]
        if quote.last in self.roles and any(role.start >= quote.stop - 1 for role in self.roles[quote.last]):
            return True
        if self.opening(at, 0) or is_section(line) or _NUMBER.match(line) or self._is_heading(at):
            return True
        run = self._run(at, quote)
        if at in self.roles and not run:
            return True
        if not line.strip() or run:
            return False
        finished = bool(quote.pieces) and quote.pieces[-1][-1:] in ".?!"
        return finished or sum(self.filled[quote.last + 1 : at + 1]) > 4

    def _run(self, number: int, quote: Quote) -> tuple[int, int] | None:
        """Return the columns of the capitals in a line that go on with `quote`; None if there are none."""
        if number >= len(self.lines):
            return None
        line = self._cut_roles(number)
        if is_section(self.lines[number]) or _NUMBER.match(line):
            return None
        bullet = BULLET.match(line)
        spans = capital_runs(line)
        if not spans:
            return None
        start, stop = max(spans, key=lambda span: (weight(line[span[0] : span[1]]), span[1]))
        start = skip_acronym(line, start, stop)
        whole = start <= len(line) - len(line.lstrip()) + (bullet.end() if bullet else 0)
        if whole and bullet:
            kept = behind_bullet(line, start, stop, quote.pieces)
            if kept is None:
                return None
            start = kept
        start, stop = self._strip_headings(line, start, stop, at_start=whole)
        text = line[start:stop]
        # Letters apart (`N N A`) are dust of OCR.
        if not re.search(r"[^\W\d_]{2}", text):
            return None
        alone = weight(text) == 1 and not (not line[:start].strip() and not line[stop:].strip())
        return None if alone and not single_fits(text, quote.pieces, bool(CLOSE.search(line, start))) else (start, stop)

    def _is_heading(self, number: int) -> bool:
        return self.lines[number].strip(" :.").upper() in self.headings

    def _strip_headings(self, line: str, start: int, stop: int, *, at_start: bool) -> tuple[int, int]:
        """Take a heading of another column off the start or the end of a run of capitals."""
        text = line[start:stop]
        for heading in self.headings:
            # A heading of one word is also an ordinary word: then a gap or the end of the line must set it apart.
            gap = r"\s*[:.]?(?:\s+|$)" if " " in heading else r"\s*(?::|\s{2}|$)\s*"
            found = re.match(rf"\W*{re.escape(heading)}{gap}", text) if at_start else None
            if found:
                return start + found.end(), stop
            found = re.search(rf"\s{'+' if ' ' in heading else '{3,}'}{re.escape(heading)}\W*$", text)
            if found and not line[stop:].strip():
                return start, start + found.start()
        return start, stop

    def _cut_roles(self, number: int) -> str:
        """Return the line with its roles blanked out, columns unchanged."""
        line = self.lines[number]
        for role in self.roles.get(number, ()):
            # What follows a role (`, gemeente Linden`) belongs to it, up to a quote that opens behind it.
            opening = _OPEN.search(line, role.stop)
            stop = opening.start() if opening else len(line)
            line = line[: role.start] + " " * (stop - role.start) + line[stop:]
        return line

    # -- ordinary letters -------------------------------------------------------------------------

    def _read_ordinary(self, number: int, mark: re.Match[str]) -> Quote | None:
        quote = Quote(number, mark.start(), last=number)
        for at in range(number, len(self.lines)):
            line = self._cut_roles(at)
            start = mark.end() if at == number else 0
            closing = CLOSE.search(line, start)
            if at > number and (is_section(line) or self._is_heading(at) or self._crosses(at, closing)):
                break
            if at > number and not line.strip() and quote.pieces and quote.pieces[-1][-1:] in ".?!":
                break
            if at > number and BULLET.match(line) and not closing:
                continue
            self._add_ordinary(quote, at, start, closing)
            if closing or quote.words() > 150:
                break
        return quote if self._is_said(quote, mark) else None

    def _crosses(self, at: int, closing: re.Match[str] | None) -> bool:
        opening = self.opening(at, 0)
        return opening is not None and (closing is None or opening.start() < closing.start())

    def _add_ordinary(self, quote: Quote, number: int, start: int, closing: re.Match[str] | None) -> None:
        line = self._cut_roles(number)
        stop = closing.start() if closing else len(line.rstrip())
        piece = " ".join(line[start:stop].split())
        if piece:
            quote.pieces.append(piece)
            quote.last, quote.stop = number, stop
        if closing:
            tail = re.match(r"[.!?]", line[closing.end() :])
            quote.closed, quote.tail = True, tail.group() if tail else ""
            quote.last, quote.stop = number, closing.end() + len(quote.tail)

    def _is_said(self, quote: Quote, mark: re.Match[str]) -> bool:
        """Tell a quote from a title, a prompt or a term between quotation marks."""
        before = self._before(quote.first, mark.start())
        if not quote.closed and not self._role_near(quote):
            return False
        own_line = not re.sub(r"^[\W\d_o]*$", "", self.lines[quote.first][: mark.start()]).strip()
        if self._role_near(quote):
            return True
        if self._is_prompt(quote):
            return False
        behind = self.lines[quote.last][quote.stop :].strip(" .,")
        return (
            bool(_SAID.search(before))
            or (own_line and (not behind or bool(_SIGNED.match(behind))))
            or bool(re.match(r",?\s*(?:zegt|zei|aldus|vertelt)", behind))
        )

    def _before(self, number: int, column: int) -> str:
        above = next((self.lines[at] for at in range(number - 1, max(-1, number - 3), -1) if self.filled[at]), "")
        own = self.lines[number][:column]
        return own if own.strip() else above

    def _role_near(self, quote: Quote) -> bool:
        last = next((at for at in range(quote.last + 1, len(self.lines)) if self.filled[at]), quote.last)
        own = any(role.start >= quote.stop - 1 for role in self.roles.get(quote.last, ()))
        first = any(role.start < quote.start for role in self.roles.get(quote.first, ()))
        return own or first or (last in self.roles and not self.opening(last, 0))

    def _under_prompt(self, number: int) -> bool:
        for at in range(number - 1, max(-1, number - 8), -1):
            if self._is_heading(at):
                return bool(re.search(r"REFLECTIE|VRA|DENK", self.lines[at].upper()))
        return False

    # -- quotes that lack their opening mark ------------------------------------------------------

    def unopened(self, quotes: Sequence[Quote]) -> list[Quote]:
        """Find quotes in capitals without an opening mark: walk back from a closing mark or a role."""
        taken = {at for quote in quotes for at in range(quote.first, quote.last + 1)}
        found = []
        for number, line in enumerate(self.lines):
            if number in taken:
                continue
            plain = self._cut_roles(number)
            closing = next(
                (mark for mark in CLOSE.finditer(plain) if is_capital(plain[: mark.start()].split()[-1])), None
            )
            if not closing and not self._is_claimed(number, taken):
                continue
            quote = self._walk_back(number, closing.end() if closing else len(plain.rstrip()), taken)
            if quote.words() >= MIN_WORDS and not is_section(line):
                found.append(quote)
                taken |= set(range(quote.first, quote.last + 1))
        return found

    def _is_claimed(self, number: int, taken: set[int]) -> bool:
        """Tell whether a role stands behind these capitals, on the line itself or as the next thing said."""
        run = self._run(number, Quote(number, 0))
        if not run or weight(self._cut_roles(number)[run[0] : run[1]]) < MIN_WORDS:
            return False
        if number in self.roles:
            return True
        below = next((at for at in range(number + 1, len(self.lines)) if self.filled[at]), None)
        return below in self.roles and below not in taken and not self._cut_roles(below).strip()

    def _walk_back(self, number: int, stop: int, taken: set[int]) -> Quote:
        rows = [number]
        at = number - 1
        while (
            at >= 0
            and at not in taken
            and (not self.filled[at] or self._run(at, Quote(at, 0)))
            and at not in self.roles
        ):
            if self.filled[at] and (
                self._is_heading(at) or (not self.filled[at + 1] and not self.filled[at + 2 : at + 3])
            ):
                break
            rows += [at] if self.filled[at] else []
            at -= 1
        rows.reverse()
        quote = Quote(rows[0], 0, last=number, capitals=True)
        for row in rows:
            run = self._run(row, quote)
            if run:
                quote.start = run[0] if row == rows[0] else quote.start
                self._add(quote, row, *run)
        quote.stop = max(stop, quote.stop)
        return quote
