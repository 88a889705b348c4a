"""The figures: one question each, labelled directly, with a text that says the same.

Every function takes a table of `insights` or `themes` and returns a `Chart`. Where there is nothing
to show, the chart says so in words.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from inspect import signature
from textwrap import wrap
from typing import Any, ParamSpec

import pandas as pd

from kennis.insights.style import ACCENT, COLOURS, INK, QUIET, SOFT, Chart, drawing, finish
from kennis.insights.words import decimal, listed, percent_of, role_label, thousands

NOTHING = "Hier is nog niets om te laten zien."
BAND = "#f6f4ef"
LEAST_TO_COMPARE = 10  # turns: with fewer nothing is called more or less than something else
_LONGEST_LINE = 76  # characters: what is longer runs out of the drawing
_LINES, _DOTS = (
    ("solid", "dashed", "dotted", "dashdot"),
    ("o", "s", "^", "D", "v", "P"),
)  # as colours: told apart in print too

_P = ParamSpec("_P")


def _or_nothing(plot: Callable[_P, Chart]) -> Callable[_P, Chart]:
    """Let a figure of an empty table (its first argument, by place or by name) say that there is nothing to show yet."""
    asked = signature(plot)

    @wraps(plot)
    def guarded(*args: _P.args, **kwargs: _P.kwargs) -> Chart:
        if len(next(iter(asked.bind(*args, **kwargs).arguments.values()))):
            return plot(*args, **kwargs)
        with drawing(6, 0.9) as (figure, axes):
            axes.axis("off")
            axes.text(0, 0.5, NOTHING, va="center", color=SOFT)
            return finish(figure, NOTHING)

    return guarded


@_or_nothing
def plot_code_counts(counts: pd.DataFrame) -> Chart:
    """Show how many turns each code has: decided by people, and suggested by the computer.

    Args:
        counts: see `count_codes`.
    """
    rows = counts.iloc[::-1].reset_index(drop=True)
    with drawing(8, 0.6 + 0.36 * len(rows)) as (figure, axes):
        axes.barh(rows["label"], rows["people"], color=ACCENT, height=0.62)
        axes.barh(rows["label"], rows["computer"], left=rows["people"], color=QUIET, height=0.62)
        for place, (people, computer) in enumerate(zip(rows["people"], rows["computer"], strict=True)):
            note = f"{people} + {computer}" if people and computer else f"{people or computer}"
            axes.text(people + computer, place, f"  {note}", va="center", color=SOFT, fontsize=10)
        _bare_numbers(axes, rows["people"].add(rows["computer"]).max())
        axes.set_title("Hoeveel beurten gaan hierover?")
        _subtitle(axes, "blauw: iemand besloot dit · grijs: voorstel van de computer, nog niet bekeken")
        most = counts.sort_values(["people", "computer"], ascending=False).iloc[0]
        alt = f"Staafdiagram van {len(counts)} codes. Het vaakst: {most['label']}, {most['people']} beurten door mensen gecodeerd en {most['computer']} voorstellen van de computer. "
        return finish(figure, alt + _listed(counts, "label", "people"))


@_or_nothing
def plot_polarity(counts: pd.DataFrame) -> Chart:
    """Show for each value how often it is present and how often it is missing.

    Args:
        counts: see `count_codes`; codes without polarity are left out.

    Its answer calls something more or less only where there is enough to compare (ten turns).
    """
    rows = counts[counts["present"] + counts["absent"] > 0].iloc[::-1].reset_index(drop=True)
    if rows.empty:
        return plot_polarity(counts.head(0))
    with drawing(8, 1.1 + 0.55 * len(rows)) as (figure, axes):
        axes.barh(rows["label"], rows["present"], color=COLOURS[2], height=0.55)
        axes.barh(rows["label"], -rows["absent"], color=COLOURS[1], height=0.55)
        for place, row in rows.iterrows():
            axes.text(row["present"], place, f"  {row['present']} aanwezig", va="center", fontsize=10)
            axes.text(-row["absent"], place, f"{row['absent']} ontbreekt  ", va="center", ha="right", fontsize=10)
        edge = max(rows["present"].max(), rows["absent"].max()) * 1.55
        axes.set_xlim(-edge, edge)
        axes.axvline(0, color=INK, linewidth=1)
        axes.set_xticks([])
        axes.spines["bottom"].set_visible(False)
        axes.set_title("Is het er, of ontbreekt het juist?")
        answer = _there_or_missing(rows.iloc[::-1])
        _subtitle(axes, "naar rechts: aanwezig · naar links: ontbreekt", answer=answer)
        said = [
            f"{r['label']}: {r['present']} keer aanwezig, {r['absent']} keer ontbreekt het"
            for _, r in rows.iloc[::-1].iterrows()
        ]
        alt = f"{answer} Staafdiagram naar twee kanten. " + "; ".join(said) + "."
        return finish(figure, alt, answer=answer, told=said)


def _there_or_missing(rows: pd.DataFrame) -> str:
    """Say which values are missing more often than they are there, or the other way, with the numbers.

    A handful of turns carries no such sentence, and neither does a difference that tossing a coin for each turn would
    often give (less than twice its standard deviation). Of suggestions it says that they are.
    """
    present, absent = rows["present"], rows["absent"]
    enough = present + absent >= LEAST_TO_COMPARE
    clear = enough & ((present - absent).abs() >= 2 * (present + absent) ** 0.5)
    named = rows["label"].str.lower()
    more = named + " (" + rows[["present", "absent"]].max(axis=1).astype(str) + " tegen "
    more += rows[["present", "absent"]].min(axis=1).astype(str) + " keer)"
    both = named + " (" + present.astype(str) + " keer wel, " + absent.astype(str) + " keer niet)"
    told = {
        "Vaker ontbreekt het dan dat het er is: ": more[clear & (absent > present)],
        "Vaker is het er dan dat het ontbreekt: ": more[clear & (present > absent)],
        "Ongeveer even vaak is het er als dat het ontbreekt: ": both[enough & ~clear],
        "Te weinig beurten om te vergelijken: ": both[~enough],
    }
    said = [f"{start}{listed(values)}." for start, values in told.items() if len(values)]
    if rows["computer"].any() and not rows["people"].any():
        said.append("Dit zijn voorstellen van de computer. Nog niemand heeft ze bekeken.")
    elif suggested := int(rows["computer"].sum()):
        said.append(f"Daarbij tellen voorstellen van de computer mee die nog niemand heeft bekeken: {suggested}.")
    return " ".join(said)


@_or_nothing
def plot_voice_share(voices: pd.DataFrame) -> Chart:
    """Show for each role how much it says against how much of what was coded came from it.

    Args:
        voices: see `voice_share`, by role; turns of which the role is unknown are a row of their own.
    """
    rows = voices.iloc[::-1].reset_index(drop=True)
    known = rows[rows["role"] != ""]
    if known.empty:
        return plot_voice_share(voices.head(0))
    with drawing(8, 1.2 + 0.55 * len(rows)) as (figure, axes):
        said, coded = 100 * rows["share_of_words"], 100 * rows["share_of_codings"]
        places = range(len(rows))
        axes.hlines(places, said, coded, color=QUIET, linewidth=3, zorder=1)
        axes.scatter(said, places, color=COLOURS[3], s=70, marker="s", zorder=2)
        axes.scatter(coded, places, color=ACCENT, s=80, zorder=3)
        axes.set_yticks(list(places), [role_label(role) for role in rows["role"]])
        axes.set_ylim(-0.6, len(rows) - 0.1)
        axes.set_xlim(0, max(said.max(), coded.max()) * 1.15)
        axes.xaxis.set_major_formatter(lambda value, _: f"{value:.0f} %")
        axes.grid(axis="x")
        axes.set_title("Wie praat, en wie horen we terug?")
        far = known.loc[(known["share_of_codings"] - known["share_of_words"]).abs().idxmax()]
        answer = (
            f"{role_label(far['role'])}: {percent_of(far['share_of_words'])} van de woorden, "
            f"{percent_of(far['share_of_codings'])} van de codes."
        )
        _subtitle(axes, "vierkant: deel van alle woorden · rondje: deel van alle codes", answer=answer)
        told = [
            f"{role_label(r['role'])}: {percent_of(r['share_of_words'])} van de woorden en {percent_of(r['share_of_codings'])} van de codes"
            for _, r in rows.iloc[::-1].iterrows()
        ]
        alt = f"{answer} Puntendiagram per rol. " + "; ".join(told) + "."
        return finish(figure, alt, answer=answer, told=told)


@_or_nothing
def plot_ladder(ladder: pd.DataFrame) -> Chart:
    """Show which rung of the participation ladder comes up in which meeting.

    Args:
        ladder: see `ladder_by_meeting`.
    """
    meetings = list(dict.fromkeys(ladder["meeting_id"]))
    rungs = ladder.drop_duplicates("rung").sort_values("rung")
    with drawing(max(6.0, 1.8 + 0.46 * len(meetings)), 3.6) as (figure, axes):
        shown = ladder[ladder["turns"] > 0]
        axes.scatter(
            [meetings.index(m) for m in shown["meeting_id"]],
            shown["rung"],
            s=shown["turns"] * 60 + 130,
            color=ACCENT,
            alpha=0.85,
        )
        for _, row in shown.iterrows():
            axes.text(
                meetings.index(row["meeting_id"]),
                row["rung"],
                str(row["turns"]),
                ha="center",
                va="center",
                color="white",
                fontsize=10,
                fontweight="bold",
            )
        axes.set_yticks(rungs["rung"], rungs["label"])
        axes.set_ylim(rungs["rung"].min() - 0.6, rungs["rung"].max() + 0.6)
        axes.set_xlim(-0.7, len(meetings) - 0.3)
        axes.set_xticks(range(len(meetings)), meetings, fontsize=9)
        axes.grid(axis="y")
        axes.set_title("Welke trede komt in welk gesprek voor?")
        totals = shown.groupby(["rung", "label"])["turns"].sum().reset_index()
        answer = "Geen enkele trede kwam ter sprake."
        if len(totals):
            most = totals[totals["turns"] == totals["turns"].max()]
            comes, each = ("komt", "") if len(most) == 1 else ("komen", "elk ")
            answer = f"{listed(most['label'])} {comes} het vaakst ter sprake: {each}{most['turns'].iloc[0]} keer."
        _subtitle(axes, "het getal in een stip is het aantal beurten", answer=answer)
        alt = f"{answer} Stippen per gesprek en trede, in {shown['meeting_id'].nunique()} van de {len(meetings)} {'gesprek' if len(meetings) == 1 else 'gesprekken'}. "
        told = [f"{row.label}: {row.turns} keer" for row in totals.itertuples()]
        return finish(figure, alt + "; ".join(told) + ".", answer=answer, told=told)


@_or_nothing
def plot_steps(order: pd.DataFrame) -> Chart:
    """Show in which order each group first speaks of each process step.

    Args:
        order: see `step_order`.
    """
    groups, steps = (
        list(dict.fromkeys(order["group"])),
        list(dict.fromkeys(order.sort_values(["place", "code"])["label"])),
    )
    last, apart = int(order["place"].max()), 1 / (len(groups) + 1)
    with drawing(8.4, 1.6 + max(0.5, 0.17 * (len(groups) + 1)) * len(steps)) as (figure, axes):
        for row in range(0, len(steps), 2):
            axes.axhspan(row - 0.5, row + 0.5, color=BAND, zorder=0)
        for number, group in enumerate(groups):
            rows = order[order["group"] == group].sort_values("place")
            # Each group runs at a height of its own within a row, so that no dot or name lies on another.
            up = apart * ((len(groups) - 1) / 2 - number)
            heights = [len(steps) - 1 - steps.index(label) + up for label in rows["label"]]
            colour, line, dot = (looks[number % len(looks)] for looks in (COLOURS, _LINES, _DOTS))
            axes.plot(rows["place"], heights, color=colour, linestyle=line, linewidth=1.6, marker=dot, markersize=7)
            axes.text(0.9, heights[0], group, color=colour, ha="right", va="center", fontsize=9, fontweight="bold")
        axes.set_yticks(range(len(steps)), steps[::-1])
        axes.set_xticks(range(1, last + 1))
        axes.set_xlabel("volgorde waarin een groep er voor het eerst over praat")
        axes.set_xlim(0.8 - 0.014 * (last + 1) * max(map(len, groups)), last + 0.3)
        axes.set_ylim(-0.6, len(steps) - 0.4)
        axes.set_title("In welke volgorde komen de stappen ter sprake?")
        first = order[order["place"] == 1]["label"].value_counts()
        often = [step for step in steps if first.get(step) == first.max()]
        among = f"{int(first.max())} van de {len(groups)} groepen"
        where = f"bij {among}" if len(groups) > 1 else f"bij groep {groups[0]}"
        answer = f"{listed(often)} kwam {where} het eerst ter sprake."
        if len(often) > 1:
            answer = f"{listed(often)} kwamen het vaakst als eerste ter sprake: elk {where}."
        _subtitle(axes, "een lijn per groep · van links naar rechts: eerst tot laatst", answer=answer)
        told = [f"Groep {g}: " + ", ".join(order[order["group"] == g].sort_values("place")["label"]) for g in groups]
        return finish(figure, f"{answer} Lijnen per groep. " + "; ".join(told) + ".", answer=answer, told=told)


@_or_nothing
def plot_themes(summary: pd.DataFrame) -> Chart:
    """Show how large each emergent theme is.

    Args:
        summary: see `themes.Themes.summary`: `cluster, name, turns`; a `cluster` that is empty is not written.
    """
    rows = summary.sort_values("turns").reset_index(drop=True)
    with drawing(8, 0.9 + 0.4 * len(rows)) as (figure, axes):
        axes.barh((rows["cluster"] + "  " + rows["name"]).str.strip(), rows["turns"], color=ACCENT, height=0.62)
        for place, turns in enumerate(rows["turns"]):
            axes.text(turns, place, f"  {turns}", va="center", color=SOFT, fontsize=10)
        _bare_numbers(axes, rows["turns"].max())
        axes.set_title("Hoeveel beurten horen bij elk thema?")
        largest = [f"‘{name}’" for name in sorted(rows.loc[rows["turns"] == rows["turns"].max(), "name"])]
        are, each = ("is", "") if len(largest) == 1 else ("zijn", "elk ")
        answer = f"{listed(largest)} {are} het grootst: {each}{rows['turns'].iloc[-1]} van de {thousands(int(rows['turns'].sum()))} beurten."
        _subtitle(axes, "een thema heet naar woorden die daar vaker vallen dan elders", answer=answer)
        told = [f"{row.name}: {row.turns} beurten" for row in summary[["name", "turns"]].itertuples(index=False)]
        alt = f"{answer} Staafdiagram van {len(rows)} thema's. " + "; ".join(told) + "."
        return finish(figure, alt, answer=answer, told=told)


@_or_nothing
def plot_agreement(agreement: pd.DataFrame, codes: pd.DataFrame) -> Chart:
    """Show for each code how far two coders agree beyond chance.

    Args:
        agreement: see `coding.measure_agreement`.
        codes: the codebook as a table, for the labels.
    """
    labels = codes.set_index("code")["label"]
    rows = agreement[agreement["note"] == ""].dropna(subset=["kappa"]).sort_values("kappa").reset_index(drop=True)
    if rows.empty:
        return plot_agreement(agreement.head(0), codes)
    with drawing(8, 1.1 + 0.34 * len(rows)) as (figure, axes):
        names = [labels.get(code, code) for code in rows["code"]]
        axes.hlines(range(len(rows)), 0, rows["kappa"], color=QUIET, linewidth=2.5)
        axes.scatter(rows["kappa"], range(len(rows)), color=ACCENT, s=60, zorder=3)
        shown = [decimal(kappa) for kappa in rows["kappa"]]
        shown = [
            f"{one}, zelfde richting {way}" if way else one for one, way in zip(shown, rows["direction"], strict=True)
        ]
        for place, (kappa, one) in enumerate(zip(rows["kappa"], shown, strict=True)):
            axes.text(kappa + 0.025, place, one, va="center", fontsize=10, color=SOFT)
        axes.set_yticks(range(len(rows)), names)
        axes.set_xlim(min(0, rows["kappa"].min()) - 0.03, 1.08)
        axes.set_xticks([0, 0.5, 1], ["zoals bij toeval", "", "altijd gelijk"])
        axes.grid(axis="x")
        axes.set_title("Waar zijn twee codeurs het over eens?")
        told = [f"{name} {one}" for name, one in zip(names[::-1], shown[::-1], strict=True)]
        return finish(
            figure, "Puntendiagram van kappa per code; 0 is toeval, 1 is altijd gelijk. " + "; ".join(told) + "."
        )


def _subtitle(axes: Any, text: str, *, answer: str = "") -> None:
    """Put the answer in one sentence, and a line of explanation, between the title and the drawing."""
    lines = [*wrap(answer, _LONGEST_LINE), text]
    axes.set_title(axes.get_title(loc="left"), loc="left", pad=10 + 17 * len(lines))
    for place, line in enumerate(reversed(lines)):
        look = {"fontsize": 11, "color": INK} if place else {"fontsize": 9.5, "color": SOFT}
        axes.annotate(line, (0, 1), (0, 9 + 17 * place), "axes fraction", "offset points", va="bottom", **look)


def _bare_numbers(axes: Any, most: float) -> None:
    axes.set_xlim(0, max(1, most) * 1.18)
    axes.set_xticks([])
    axes.spines["bottom"].set_visible(False)


def _listed(table: pd.DataFrame, label: str, number: str) -> str:
    return "; ".join(f"{row[label]}: {row[number]}" for _, row in table.iterrows()) + "."
