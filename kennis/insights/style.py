"""One look for every figure: palette, typeface, space; and how a figure shows itself with its alt text."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.figure import Figure

FONTS = Path(__file__).parent / "fonts"
INK, SOFT, PAPER, LINE = "#1f2933", "#52606d", "#ffffff", "#d9dee4"
# Okabe & Ito (2008), the set that people with any kind of colour vision can tell apart, a little darker for white paper.
COLOURS = ("#0b6aa2", "#c4530a", "#00805f", "#a3477f", "#8a6d00", "#5b6b7a")
ACCENT, QUIET = COLOURS[0], "#8796a5"


@dataclass(frozen=True)
class Chart:
    """A drawn figure with the text that says the same; in a notebook it shows both.

    Of a figure on the pages for readers that text is there in parts too: its answer, and a line for each mark.
    """

    png: bytes
    alt: str
    answer: str = ""
    told: tuple[str, ...] = ()

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, str], dict[str, dict[str, str]]]:
        image = base64.b64encode(self.png).decode("ascii")
        return {"image/png": image, "text/plain": self.alt}, {"image/png": {"alt": self.alt}}


_LEAST_HEIGHT = 2.4  # inches: with less the title and one row do not fit


@contextmanager
def drawing(width: float, height: float) -> Iterator[tuple[Figure, Any]]:
    """Give a figure with one set of axes in the house style, apart from pyplot's global state."""
    import matplotlib as mpl
    from matplotlib.figure import Figure as NewFigure

    with mpl.rc_context(_settings()):
        figure = NewFigure(figsize=(width, max(height, _LEAST_HEIGHT)), dpi=110, layout="constrained", facecolor=PAPER)
        yield figure, figure.add_subplot()


def finish(figure: Figure, alt: str, *, answer: str = "", told: Sequence[str] = ()) -> Chart:
    """Turn a figure into a `Chart`; the same figure gives the same bytes."""
    buffer = BytesIO()
    figure.savefig(buffer, format="png", metadata={"Software": None})
    return Chart(buffer.getvalue(), alt, answer, tuple(told))


@cache
def _family() -> str:
    from matplotlib import font_manager

    for path in sorted(FONTS.glob("*.ttf")):
        font_manager.fontManager.addfont(path)
    return "Atkinson Hyperlegible Next"


def _settings() -> Any:
    return {
        "font.family": [_family(), "DejaVu Sans"],
        "font.size": 11,
        "text.color": INK,
        "axes.edgecolor": LINE,
        "axes.labelcolor": SOFT,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.spines.left": False,
        "axes.titlelocation": "left",
        "axes.titlesize": 13,
        "axes.titleweight": "bold",
        "axes.titlepad": 12,
        "axes.axisbelow": True,
        "xtick.color": SOFT,
        "ytick.color": INK,
        "xtick.major.size": 0,
        "ytick.major.size": 0,
        "grid.color": LINE,
        "grid.linewidth": 0.8,
    }
