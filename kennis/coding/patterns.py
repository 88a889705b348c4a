"""The small language in which the codebook says what to look for.

| written                | means                                                              |
|------------------------|--------------------------------------------------------------------|
| `durven`               | the word in any form (*durf*, *durfde*, *gedurfd*)                 |
| `vertrouwen*`          | also as a part of a compound (*vertrouwensband*)                   |
| `nek uitsteken`        | words after each other, at most two other words in between         |
|                        | (a verb at the end may also come first: *hij houdt zijn mond*)     |
| `nek … uitsteken`      | both in one sentence, in either order, at any distance             |
| `"op gelijke voet"`    | exactly these words, next to each other                            |
| `(lef|durf) tonen`     | one of these; an alternative may hold several words, or be empty   |

A pattern is parsed to segments (parted by `…`) of elements (one place each) of alternatives.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass

GAP = "…"
LITERAL = "="  # key of an exact word form
PART = "*"  # key of a part of a compound
_TOKENS = re.compile(r'"[^"]*"|\([^()]*\)|…|[^\s()"…]+|[()"]')
_MOST_VERSIONS = 64


class PatternError(ValueError):
    """A pattern that cannot be read; the message is Dutch and says what to change."""


@dataclass(frozen=True)
class Element:
    """One place in a pattern: the keys of which a token must have one, and whether it follows at once."""

    keys: frozenset[str]
    adjacent: bool = False


@dataclass(frozen=True)
class Pattern:
    """A parsed pattern: segments that stand in one sentence in any order."""

    source: str
    segments: tuple[tuple[Element, ...], ...]

    @property
    def elements(self) -> tuple[Element, ...]:
        """All elements of all segments."""
        return tuple(itertools.chain.from_iterable(self.segments))


def parse_pattern(source: str) -> list[Pattern]:
    """Read one pattern.

    Args:
        source: a pattern as it stands in the codebook.

    Returns:
        The pattern, as more than one where alternatives have different lengths.

    Raises:
        PatternError: it is empty, or a bracket or quotation mark is not closed.
    """
    text = source.replace("...", GAP).replace("“", '"').replace("”", '"').strip()
    tokens = _TOKENS.findall(text)
    if loose := [token for token in tokens if token in ("(", ")", '"')]:
        raise PatternError(f"bij '{source}' sluit {loose[0]} niet. Zet er een tweede bij, of haal hem weg")
    if not [token for token in tokens if token != GAP]:
        raise PatternError(f"'{source}' heeft geen woorden. Schrijf minstens één woord")
    if strange := re.search(r"\)[^\s)]|[^\s(]\(|\?", re.sub(r'"[^"]*"', "", text)):
        raise PatternError(
            f"in '{source}' staat '{strange.group()}' tegen een woord aan. Zet spaties om de haakjes, zonder ?"
        )
    versions = list(itertools.islice(itertools.product(*map(_read_token, tokens)), _MOST_VERSIONS + 1))
    if len(versions) > _MOST_VERSIONS:
        raise PatternError(f"'{source}' heeft te veel keuzes tussen haakjes. Maak er twee patronen van")
    return [_assemble(source, version) for version in _merged(versions)]


def split_lines(block: str) -> list[tuple[int, str]]:
    """Split a block of patterns (one a line, or parted by `;`) into line offsets and patterns."""
    found = []
    for offset, line in enumerate(block.splitlines()):
        content = line.split(" # ")[0] if not line.lstrip().startswith("#") else ""
        found += [(offset, pattern.strip()) for pattern in content.split(";") if pattern.strip()]
    return found


def _read_token(token: str) -> list[tuple[Element | None, ...]]:
    """Return the versions of one token; `None` stands for a gap."""
    if token == GAP:
        return [(None,)]
    if token.startswith("("):
        choices = [choice.strip() for choice in token[1:-1].split("|")]
        words = [choice for choice in choices if choice and " " not in choice and '"' not in choice]
        versions: list[tuple[Element | None, ...]] = []
        if words:
            versions.append((Element(frozenset().union(*(_keys(word) for word in words))),))
        for choice in choices:
            if choice not in words:
                versions.append(tuple(e for t in _TOKENS.findall(choice) for v in _read_token(t)[:1] for e in v))
        return versions
    if token.startswith('"'):
        forms = token[1:-1].split()
        return [tuple(Element(frozenset({LITERAL + form.lower()}), place > 0) for place, form in enumerate(forms))]
    return [(Element(_keys(token)),)]


def _keys(word: str) -> frozenset[str]:
    low = word.lower()
    if low.endswith("*"):
        return frozenset({low[:-1], PART + low[:-1]})
    return frozenset({low})


def _merged(versions: list[tuple[tuple[Element | None, ...], ...]]) -> list[tuple[Element | None, ...]]:
    flat = [tuple(itertools.chain.from_iterable(version)) for version in versions]
    return list(dict.fromkeys(flat))


def _assemble(source: str, elements: tuple[Element | None, ...]) -> Pattern:
    segments: list[tuple[Element, ...]] = []
    for is_gap, group in itertools.groupby(elements, key=lambda element: element is None):
        if not is_gap:
            segments.append(tuple(element for element in group if element is not None))
    if not segments:
        raise PatternError(f"'{source}' heeft geen woorden. Schrijf minstens één woord")
    return Pattern(source, tuple(segments))
