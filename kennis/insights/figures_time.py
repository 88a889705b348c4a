"""Figures of what moves: steps that follow each other, and codes from meeting to meeting."""

from __future__ import annotations

from typing import Any

import pandas as pd

from kennis.insights.figures import _or_nothing, _subtitle
from kennis.insights.style import ACCENT, COLOURS, INK, LINE, SOFT, Chart, drawing, finish
from kennis.insights.words import in_words

_ROW = 0.62  # how much of the height of a row its bars fill; the rest is for their numbers


@_or_nothing
def plot_transitions(transitions: pd.DataFrame, order: pd.DataFrame) -> Chart:
    """Show which step came after which, and in how many groups.

    Args:
        transitions: see `step_transitions`.
        order: see `step_order`; its steps are the rows and columns.
    """
    labels = list(dict.fromkeys(order.sort_values(["place", "code"])["label"]))
    groups = order["group"].nunique()
    with drawing(7.4, 1.6 + 0.5 * len(labels)) as (figure, axes):
        for row in transitions.itertuples():
            x, y = labels.index(row.label_to), len(labels) - 1 - labels.index(row.label_from)
            axes.scatter(x, y, s=240 + 330 * row.groups, color=ACCENT, alpha=0.35 + 0.65 * row.groups / groups)
            axes.text(x, y, str(row.groups), ha="center", va="center", color="white", fontweight="bold", fontsize=10)
        axes.set_xticks(range(len(labels)), labels, rotation=35, ha="left")
        axes.xaxis.tick_top()
        axes.set_yticks(range(len(labels)), labels[::-1])
        axes.set_xlim(-0.6, len(labels) - 0.4)
        axes.set_ylim(-0.6, len(labels) - 0.4)
        axes.grid(color=LINE)
        axes.set_ylabel("na deze stap …")
        figure.suptitle("Welke stap volgde op welke?", x=0.01, ha="left", fontsize=13, fontweight="bold", color=INK)
        axes.set_title(
            "… kwam deze stap ter sprake (getal: aantal groepen)", fontsize=10, fontweight="normal", color=SOFT
        )
        told = [
            f"na {r.label_from.lower()} kwam {r.label_to.lower()} bij {r.groups} van de {groups} groepen"
            for r in transitions.itertuples()
        ]
        return finish(figure, "Tabel met stippen. " + "; ".join(told) + ".")


@_or_nothing
def plot_codes_over_time(table: pd.DataFrame) -> Chart:
    """Show how often a few codes come up from meeting to meeting, one small row a code.

    Of a value the bars go two ways: up for the turns in which it is there, down for those in which it is missing.

    Args:
        table: see `codes_over_time`; of a handful of codes.
    """
    meetings, labels = list(dict.fromkeys(table["meeting_id"])), list(dict.fromkeys(table["label"]))
    values = table.loc[table["present"] + table["absent"] > 0, "label"].unique()
    rows = table.assign(up=table["turns"].where(~table["label"].isin(values), table["present"]), down=table["absent"])
    most = max(1, int(rows.groupby("label")[["up", "down"]].max().sum(axis=1).max()))
    with drawing(max(6.5, 2.4 + 0.44 * len(meetings)), 1.3 + 0.95 * len(labels)) as (figure, axes):
        for number, label in enumerate(labels):
            own = rows[rows["label"] == label]
            places = [meetings.index(meeting) for meeting in own["meeting_id"]]
            ground = len(labels) - 1 - number + _ROW * own["down"].max() / most
            _bars(axes, places, own["up"], ground, _ROW / most, COLOURS[2] if label in values else ACCENT)
            _bars(axes, places, own["down"], ground, -_ROW / most, COLOURS[1])
            axes.axhline(ground, color=LINE, linewidth=0.8)
        axes.set_yticks([len(labels) - 1 - n + 0.3 for n in range(len(labels))], labels)
        axes.set_xticks(range(len(meetings)), meetings, fontsize=9)
        axes.set_ylim(-0.2, len(labels) + 0.05)
        axes.spines["bottom"].set_visible(False)
        axes.set_title("Wanneer komt het ter sprake?")
        told = [_told(table[table["label"] == label], label in values) for label in labels]
        busiest = table.groupby("meeting_id")["turns"].sum()
        answer = f"Het meest in gesprek {busiest.idxmax()}: {busiest.max()} keer."
        if not busiest.max():
            answer = "Dit kwam in geen enkel gesprek ter sprake."
        how = "gesprekken op volgorde van datum · het getal is het aantal beurten"
        if len(values):
            how = "op datum · getal: beurten · omhoog: het is er · omlaag: het ontbreekt"
        _subtitle(axes, how, answer=answer)
        order = "; bij een waarde eerst hoe vaak het er is, dan hoe vaak het ontbreekt" if len(values) else ""
        alt = f"{answer} Staafjes per code en gesprek, {len(meetings)} gesprekken{order}. " + "; ".join(told) + "."
        return finish(figure, alt, answer=answer, told=told)


def _bars(axes: Any, places: list[int], turns: pd.Series, ground: float, scale: float, colour: str) -> None:
    """Draw a row of bars from the ground up, or down, each with its number at its end."""
    axes.bar(places, turns * scale, bottom=ground, width=0.62, color=colour)
    for place, count in zip(places, turns, strict=True):
        if count:
            end = ground + count * scale
            side = {"va": "bottom"} if scale > 0 else {"va": "top"}
            axes.text(place, end, str(count), ha="center", fontsize=8.5, color=SOFT, **side)


def _told(rows: pd.DataFrame, value: bool) -> str:
    """Say of one code in which conversations it came up; of a value, in each of them, how often it is there and missing."""
    label, turns, came = rows["label"].iloc[0], rows["turns"].sum(), rows[rows["turns"] > 0]
    often = f"{label}: {turns} {'beurt' if turns == 1 else 'beurten'} in {in_words(len(came))} {'gesprek' if len(came) == 1 else 'gesprekken'}"
    each = f" ({', '.join(f'{row.meeting_id} {row.present} en {row.absent}' for row in came.itertuples())})"
    return often + each if value else often
