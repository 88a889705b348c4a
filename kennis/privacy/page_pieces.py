"""A piece of text in a file, and the pieces of a web page."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import unquote

# What a file name or an address says is written with other signs than spaces.
JOINTS = re.compile(r"[_.\-/]+")
# Attributes that are addresses or names of their own kind, and those that say nothing.
_ADDRESSES = set("class id src srcset href action for name".split())
_EMPTY_ATTRIBUTES = set("style width height viewbox d points transform integrity nonce rel charset type".split())
# The mark of a study on its own pages (`publish.targets.study_mark`): by chance one in some hundreds reads like a phone number.
_STUDY_MARK = re.compile(r"[0-9a-f]{12}")
# A number that a program gave by chance (REFI-QDA), or a file called after it, likewise.
GUID = re.compile(r"(?:internal://)?\{?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\}?(?:\.\w{3,4})?", re.IGNORECASE)

_PICTURE = re.compile(r"data:image/", re.IGNORECASE)  # one that lies in the page itself


@dataclass(frozen=True)
class Piece:
    """A piece of text in a file.

    Args:
        where: the place, in Dutch: `regel 12`, `cel 3, uitvoer`, `eigenschap creator`.
        text: what stands there.
        unread: something stands here that we cannot read: locked, damaged, a recording (then there is no text).
        picture: here is a picture: what can be seen on it, nobody looked at (then there is no text).
    """

    where: str
    text: str
    unread: bool = False
    picture: bool = False


class _Page(HTMLParser):
    """Collects the text of a page per block, and the attributes that tell something."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[Piece] = []
        self._text: list[str] = []
        self._skip = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in {"em", "strong", "span", "a", "b", "i", "mark", "code", "small"}:
            self._flush()
        self._skip += tag == "style"
        if ("rel", "icon") not in attrs:
            self._count_pictures(" ".join(value or "" for _, value in attrs))
        for name, value in attrs:
            if (name == "data-study" and _STUDY_MARK.fullmatch(value or "")) or GUID.fullmatch(value or ""):
                continue
            if value and not value.startswith("data:") and name not in _EMPTY_ATTRIBUTES:
                told = JOINTS.sub(" ", unquote(value)) if name in _ADDRESSES else value
                self.pieces.append(Piece(f"regel {self.getpos()[0]}, {name}", told))

    def handle_endtag(self, tag: str) -> None:
        if tag not in {"em", "strong", "span", "a", "b", "i", "mark", "code", "small"}:
            self._flush()
        self._skip -= tag == "style"

    def handle_data(self, data: str) -> None:
        if self._skip:  # of a style only what somebody wrote beside it
            self._count_pictures(data)
            remarks = re.findall(r"/\*(.*?)\*/", data, re.DOTALL)
            self.pieces += [Piece(f"regel {self.getpos()[0]}, opmerking", remark) for remark in remarks]
        else:
            self._text.append(data)

    def handle_comment(self, data: str) -> None:
        self.pieces.append(Piece(f"regel {self.getpos()[0]}, opmerking", data))

    def _count_pictures(self, data: str) -> None:
        here = Piece(f"regel {self.getpos()[0]}", "", picture=True)
        self.pieces += [here] * len(_PICTURE.findall(data))

    def _flush(self) -> None:
        text = "".join(self._text).strip()
        self._text = []
        if text:
            self.pieces.append(Piece(f"regel {self.getpos()[0]}", text))

    def close(self) -> None:
        super().close()
        self._flush()


def pieces_of_html(html: str) -> list[Piece]:
    """Return the pieces of a page or a part of one."""
    page = _Page()
    page.feed(html)
    page.close()
    return page.pieces
