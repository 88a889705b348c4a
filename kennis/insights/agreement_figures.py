"""Figures about agreement: how far coders agree, with how sure that is, and where they differ."""

from __future__ import annotations

from typing import Any

import pandas as pd

from kennis.insights.figures import _bare_numbers, _or_nothing, _subtitle
from kennis.insights.style import ACCENT, COLOURS, LINE, PAPER, QUIET, SOFT, Chart, drawing, finish
from kennis.insights.words import decimal
from kennis.tables import ROLES

_WHISKERS = "streep: zo ver kan het getal schommelen"
_DIRECTION = "zelfde richting"
_UNSURE = "leeg rondje: dat is niet te zeggen"


@_or_nothing
def plot_reliability(table: pd.DataFrame, codes: pd.DataFrame) -> Chart:
    """Show for each code how far coders agree beyond chance, with the interval; of values also about the direction.

    Args:
        table: see `coding.measure_reliability` or `coding.measure_spans`; rows without alpha are left out.
        codes: the codebook as a table, for the labels.
    """
    whole, per_code = table.head(1), table.iloc[1:].sort_values("alpha", kind="stable")
    rows = pd.concat([per_code, whole]).dropna(subset=["alpha"]).reset_index(drop=True)
    if rows.empty:
        return plot_reliability(table.head(0), codes)
    names = list(rows["code"].replace(codes.set_index("code")["label"].to_dict()))
    title = "Markeren ze dezelfde woorden?" if "overlap" in table else "Waar zijn codeurs het over eens?"
    with drawing(8, 1.3 + 0.34 * len(rows)) as (figure, axes):
        _dots(axes, rows, names, [ACCENT] * len(rows))
        axes.set_title(title)
        _subtitle(axes, _legend(rows, _WHISKERS))
        return finish(
            figure, f"{title} Puntendiagram van alfa; 0 is toeval, 1 is altijd gelijk. {_all_told(rows, names)}"
        )


@_or_nothing
def plot_pairs(pairs: pd.DataFrame) -> Chart:
    """Show for every two coders how far they agree: two people, or a person and the computer.

    Args:
        pairs: see `coding.measure_pairs`.
    """
    rows = pairs.dropna(subset=["alpha"]).sort_values(["kind", "alpha"], ascending=[True, True], ignore_index=True)
    if rows.empty:
        return plot_pairs(pairs.head(0))
    names = [f"{row.coder_a} en {row.coder_b}" for row in rows.itertuples()]
    colours = [ACCENT if kind == "mensen" else COLOURS[1] for kind in rows["kind"]]
    with drawing(8, 1.5 + 0.4 * len(rows)) as (figure, axes):
        _dots(axes, rows, names, colours)
        axes.set_title("Is de computer het met mensen eens?")
        _subtitle(axes, _legend(rows, "blauw: twee mensen · oranje: een mens en de computer"))
        return finish(
            figure, f"Puntendiagram van alfa per paar; 0 is toeval, 1 is altijd gelijk. {_all_told(rows, names)}"
        )


@_or_nothing
def plot_differences(
    table: pd.DataFrame, codes: pd.DataFrame | None = None, *, title: str = "Bij welke code verschillen we het vaakst?"
) -> Chart:
    """Show where coders differ most: in how many turns, of those where it came up.

    Args:
        table: see `coding.differences_by`.
        codes: the codebook as a table, for the labels of codes.
        title: the question.
    """
    labels = {} if codes is None else codes.set_index("code")["label"].to_dict()
    rows = table.iloc[::-1].reset_index(drop=True)
    names = [labels.get(name) or ROLES.get(name, name) or "Rol onbekend" for name in rows["name"]]
    places = range(len(rows))
    with drawing(8, 1.1 + 0.36 * len(rows)) as (figure, axes):
        axes.barh(places, rows["turns"], color=LINE, height=0.6)
        axes.barh(places, rows["differing"], color=ACCENT, height=0.6)
        for place, row in enumerate(rows.itertuples()):
            axes.text(row.turns, place, f"  {row.differing} van {row.turns}", va="center", color=SOFT, fontsize=10)
        axes.set_yticks(places, names)
        _bare_numbers(axes, rows["turns"].max())
        axes.set_title(title)
        _subtitle(axes, "hele balk: beurten waar iemand een code gaf · blauw: beurten waar de codeurs verschillen")
        said = [
            f"{name}: {row.differing} van {row.turns}"
            for name, row in zip(names[::-1], rows.iloc[::-1].itertuples(), strict=True)
        ]
        return finish(figure, f"Staafdiagram van beurten met een verschil. {title} {'; '.join(said)}.")


def _dots(axes, rows: pd.DataFrame, names: list[str], colours: list[str]) -> None:  # type: ignore[no-untyped-def]
    """Draw coefficients as dots with their interval, open ones where there is none; the value stands at the right."""
    places = range(len(rows))
    axes.hlines(places, rows["low"], rows["high"], color=QUIET, linewidth=2.5)
    inside = [PAPER if unsure else colour for unsure, colour in zip(rows["low"].isna(), colours, strict=True)]
    axes.scatter(rows["alpha"], places, color=inside, edgecolors=colours, linewidths=1.5, s=60, zorder=3)
    for place, row in enumerate(rows.to_dict("records")):
        direction = f"   {_DIRECTION} {row['direction']}" if row.get("direction") else ""
        axes.text(1.05, place, decimal(row["alpha"]) + direction, va="center", fontsize=10, color=SOFT)
    axes.set_yticks(places, names)
    axes.set_ylim(-0.7, len(rows) - 0.3)
    axes.set_xlim(min(0, rows["alpha"].min(), rows["low"].min()) - 0.03, 1.16)
    axes.set_xticks([0, 0.5, 1], ["zoals bij toeval", "", "altijd gelijk"])
    axes.grid(axis="x")


def _legend(rows: pd.DataFrame, text: str) -> str:
    return f"{text} · {_UNSURE}" if rows["low"].isna().any() else text


def _all_told(rows: pd.DataFrame, names: list[str]) -> str:
    """Tell every value, the highest first, and of which it cannot be said how sure they are."""
    told = [_told(name, row) for name, row in zip(names, rows.to_dict("records"), strict=True)]
    unsure = [name for name, none in zip(names, rows["low"].isna(), strict=True) if none]
    note = f" Niet te zeggen is hoe zeker dit is: {', '.join(unsure[::-1])}." if unsure else ""
    return f"{'; '.join(told[::-1])}.{note}"


def _told(name: str, row: dict[str, Any]) -> str:
    low, high = float(row["low"]), float(row["high"])
    about = [] if low != low else [f"van {decimal(low)} tot {decimal(high)}"]
    about += [f"{_DIRECTION} {row['direction']} keer"] if row.get("direction") else []
    return f"{name} {decimal(row['alpha'])}" + (f" ({'; '.join(about)})" if about else "")
