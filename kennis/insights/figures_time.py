"""Figures of what moves: steps that follow each other, and codes from meeting to meeting."""

from __future__ import annotations

import pandas as pd

from kennis.insights.figures import _or_nothing, _subtitle
from kennis.insights.style import ACCENT, COLOURS, INK, LINE, SOFT, Chart, drawing, finish
from kennis.insights.words import in_words


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

    Args:
        table: see `codes_over_time`; of a handful of codes.
    """
    meetings, labels = list(dict.fromkeys(table["meeting_id"])), list(dict.fromkeys(table["label"]))
    most = max(1, int(table["turns"].max()))
    with drawing(max(6.5, 2.4 + 0.44 * len(meetings)), 1.2 + 0.62 * len(labels)) as (figure, axes):
        for number, label in enumerate(labels):
            rows, base = table[table["label"] == label], len(labels) - 1 - number
            colour = COLOURS[number % len(COLOURS)]
            places = [meetings.index(meeting) for meeting in rows["meeting_id"]]
            axes.bar(places, 0.72 * rows["turns"] / most, bottom=base, width=0.62, color=colour)
            for place, turns in zip(places, rows["turns"], strict=True):
                if turns:
                    height = base + 0.72 * turns / most
                    axes.text(place, height + 0.03, str(turns), ha="center", fontsize=8.5, color=SOFT)
            axes.axhline(base, color=LINE, linewidth=0.8)
        axes.set_yticks([len(labels) - 1 - n + 0.3 for n in range(len(labels))], labels)
        axes.set_xticks(range(len(meetings)), meetings, fontsize=9)
        axes.set_ylim(-0.1, len(labels) + 0.05)
        axes.spines["bottom"].set_visible(False)
        axes.set_title("Wanneer komt het ter sprake?")
        busiest = table.groupby("meeting_id")["turns"].sum()
        answer = f"Het meest in gesprek {busiest.idxmax()}: {busiest.max()} keer."
        if not busiest.max():
            answer = "Dit kwam in geen enkel gesprek ter sprake."
        _subtitle(axes, "gesprekken op volgorde van datum · het getal is het aantal beurten", answer=answer)
        totals = table.groupby("label", sort=False)["turns"].sum()
        told = [f"{label}: {turns} beurten in {_where(table, label)}" for label, turns in totals.items()]
        return finish(
            figure, f"{answer} Staafjes per code en gesprek, {len(meetings)} gesprekken. " + "; ".join(told) + "."
        )


def _where(table: pd.DataFrame, label: object) -> str:
    count = int((table.loc[table["label"] == label, "turns"] > 0).sum())
    return f"{in_words(count)} gesprek" if count == 1 else f"{in_words(count)} gesprekken"
