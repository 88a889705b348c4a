"""Figures of emergent themes: a map of the quotes, words, who and when, and how sure they are."""

from __future__ import annotations

from html import escape
from itertools import combinations
from typing import TYPE_CHECKING

import pandas as pd

from kennis.insights.behind import block, quote
from kennis.insights.counts import by_date
from kennis.insights.figures import _or_nothing, _subtitle
from kennis.insights.show import Shown
from kennis.insights.shown import showable
from kennis.insights.style import ACCENT, COLOURS, QUIET, SOFT, Chart, drawing, finish
from kennis.insights.words import decimal, percent_of, role_label
from kennis.tables import ROLES

if TYPE_CHECKING:
    from kennis.themes import Themes

_ENOUGH = 10  # turns: what rests on fewer may be one person's, or chance
_SURE_COLOURS = {"vrij zeker": COLOURS[2], "niet zo zeker": ACCENT, "kan toeval zijn": QUIET}


@_or_nothing
def plot_theme_stability(summary: pd.DataFrame) -> Chart:
    """Show how well each theme comes back when turns are left out.

    Args:
        summary: see `themes.Themes.summary`.
    """
    rows = summary.sort_values(["stability", "cluster"]).reset_index(drop=True)
    with drawing(8, 1.2 + 0.36 * len(rows)) as (figure, axes):
        colours = [_SURE_COLOURS.get(sure, QUIET) for sure in rows["sure"]]
        axes.hlines(range(len(rows)), 0, rows["stability"], color=colours, linewidth=2.5)
        axes.scatter(rows["stability"], range(len(rows)), color=colours, s=60, zorder=3)
        for place, row in rows.iterrows():
            axes.text(row["stability"] + 0.025, place, row["sure"], va="center", fontsize=10, color=SOFT)
        axes.set_yticks(range(len(rows)), rows["cluster"] + "  " + rows["name"])
        axes.set_xlim(0, 1.3)
        axes.set_xticks([0, 0.5, 1], ["valt uiteen", "half", "komt altijd terug"])
        axes.grid(axis="x")
        axes.set_title("Welke thema's komen terug als we beurten weglaten?")
        sure = int((rows["sure"] == "vrij zeker").sum())
        answer = f"{sure} van de {len(rows)} thema's zijn vrij zeker."
        answer = {0: "Geen enkel thema is zeker.", 1: "Eén thema is vrij zeker."}.get(sure, answer)
        _subtitle(axes, "hoe verder naar rechts, hoe vaker het thema terugkomt", answer=answer)
        told = [
            f"{row['cluster']} {row['name']}: {row['sure']} ({decimal(row['stability'])})"
            for _, row in rows[::-1].iterrows()
        ]
        return finish(
            figure, f"{answer} Puntendiagram per thema; 0 valt uiteen, 1 komt altijd terug. " + "; ".join(told) + "."
        )


def plot_theme_map(themes: Themes) -> Chart:
    """Show the quotes on a map: turns that are alike lie near each other, each theme has its name beside it.

    Args:
        themes: see `themes.find_themes`.
    """
    return _map(themes.places.merge(themes.clusters, on="utterance_id"), themes.summary)


@_or_nothing
def plot_theme_words(words: pd.DataFrame, summary: pd.DataFrame, *, count: int = 5) -> Chart:
    """Show the words that set each theme apart.

    Args:
        words: see `themes.Themes.words`.
        summary: see `themes.Themes.summary`.
        count: how many words a theme.
    """
    own = words.groupby("cluster").head(count)
    clusters = [cluster for cluster in summary["cluster"] if cluster in set(own["cluster"])]
    most = own.groupby("cluster")["weight"].sum().max()
    with drawing(8, 1.1 + 0.4 * len(clusters)) as (figure, axes):
        for place, cluster in enumerate(reversed(clusters)):
            left = 0.0
            for number, row in enumerate(own[own["cluster"] == cluster].itertuples()):
                width = row.weight
                axes.barh(place, width, left=left, color=ACCENT if number % 2 == 0 else COLOURS[5], height=0.72)
                size = 9 if len(row.word) * 0.016 * most < width else 7
                axes.text(left + width / 2, place, row.word, ha="center", va="center", color="white", fontsize=size)
                left += width
        axes.set_yticks(range(len(clusters)), clusters[::-1])
        axes.set_xticks([])
        axes.spines["bottom"].set_visible(False)
        axes.set_title("Welke woorden maken een thema anders dan de rest?")
        best = own.loc[own["weight"].idxmax()]
        answer = f"Het meest eigen woord is ‘{best['word']}’, bij {best['cluster']}."
        _subtitle(axes, "hoe breder een vak, hoe meer het woord bij dit thema hoort", answer=answer)
        told = [f"{cluster}: {', '.join(own.loc[own['cluster'] == cluster, 'word'])}" for cluster in clusters]
        return finish(figure, f"{answer} Balken met woorden per thema. " + "; ".join(told) + ".")


@_or_nothing
def plot_theme_shares(
    counts: pd.DataFrame, summary: pd.DataFrame, *, title: str, meetings: pd.DataFrame | None = None
) -> Chart:
    """Show for each theme and group which share of what the group said belongs to the theme.

    Args:
        counts: see `themes.count_themes`: `cluster`, a grouping column, `turns`, `share`.
        summary: see `themes.Themes.summary`.
        title: the question the figure answers, in Dutch.
        meetings: for counts by meeting: they then stand in order of date (`tables.MEETINGS`).
    """
    by = next(name for name in counts.columns if name not in ("cluster", "turns", "share"))
    table = counts.pivot_table(index="cluster", columns=by, values="share", fill_value=0)
    table = table.reindex([cluster for cluster in summary["cluster"] if cluster in table.index])
    order = ROLES if by == "role" else by_date(meetings)[by] if meetings is not None else table.columns
    table = table[[name for name in order if name in table]]
    turns = counts.pivot_table(index="cluster", columns=by, values="turns", fill_value=0).reindex_like(table)
    with drawing(max(7.0, 3.4 + 0.37 * len(table.columns)), 1.8 + 0.34 * len(table)) as (figure, axes):
        axes.imshow(
            table.to_numpy(), cmap="Blues", vmin=0, vmax=max(0.05, float(table.to_numpy().max()) * 1.15), aspect="auto"
        )
        names = summary.set_index("cluster")["name"]
        axes.set_yticks(range(len(table)), [f"{cluster}  {names[cluster]}" for cluster in table.index], fontsize=9)
        labels = [role_label(name).replace(" of ", "\nof ") if by == "role" else str(name) for name in table.columns]
        axes.set_xticks(range(len(labels)), labels, fontsize=9, rotation=30 if by == "role" else 0)
        most = float(table.to_numpy().max())
        for row, values in enumerate(table.to_numpy()):
            for column, share in enumerate(values):
                if share >= 0.005:
                    colour = "white" if share > 0.6 * most else SOFT
                    axes.text(column, row, f"{100 * share:.0f}", ha="center", va="center", fontsize=8, color=colour)
        axes.spines["bottom"].set_visible(False)
        axes.set_title(title)
        answer = _stands_out(table, turns, by)
        _subtitle(axes, "van elke 100 beurten van een kolom: hoeveel bij dit thema", answer=answer)
        return finish(figure, f"{answer} Tabel met kleuren. " + "; ".join(_most_of(table, by)) + ".")


def show_theme_map(themes: Themes, utterances: pd.DataFrame) -> Shown:
    """Show the map of quotes with each quote under the pointer; for the notebook, not for a page.

    Args:
        themes: see `themes.find_themes`.
        utterances: the turns; of one with a column `may_quote` only those that may be quoted show their words.
    """
    turns = showable(utterances)[["utterance_id", "text"]]
    rows = themes.places.merge(themes.clusters, on="utterance_id").merge(turns, on="utterance_id")
    if rows.empty:
        return Shown('<p class="kennis-none">Er zijn nog geen thema\'s om te laten zien.</p>', "Nog geen thema's.")
    x, y = (_spread(rows[name], size) for name, size in (("x", 760), ("y", 460)))
    colour = {cluster: COLOURS[place % len(COLOURS)] for place, cluster in enumerate(themes.summary["cluster"])}
    dots = "".join(
        f'<circle cx="{across:.1f}" cy="{down:.1f}" r="4" fill="{colour[row.cluster]}" fill-opacity="0.6">'
        f"<title>{escape(f'{row.cluster} · {row.utterance_id}: {row.text}')}</title></circle>"
        for across, down, row in zip(x, y, rows.itertuples(), strict=True)
    )
    title = f"Kaart van {len(rows)} beurten. Wijs een punt aan om de beurt te lezen."
    return Shown(f'<svg viewBox="0 0 800 500" role="img" aria-label="{escape(title)}">{dots}</svg>', title)


def show_theme_quotes(themes: Themes, utterances: pd.DataFrame, *, count: int = 2) -> Shown:
    """Show what was said in each theme: its words, how sure it is, a few typical quotes and the one that fits least.

    The surest theme comes first.

    Args:
        themes: see `themes.find_themes`.
        utterances: the turns; of one with a column `may_quote` only those that may be quoted show their words.
        count: how many typical quotes a theme; they show at once, the rest unfolds.
    """
    from kennis.themes import least_fitting_quotes, typical_quotes

    if themes.summary.empty:
        return Shown('<p class="kennis-none">Er zijn nog geen thema\'s om te laten zien.</p>', "Nog geen thema's.")
    quotable = showable(utterances)
    typical = typical_quotes(themes.clusters, quotable, count=count)
    least = least_fitting_quotes(themes.clusters, quotable, count=1)
    blocks = []
    for row in themes.summary.sort_values(["stability", "cluster"], ascending=[False, True]).itertuples():
        words = ", ".join(themes.words.loc[themes.words["cluster"] == row.cluster, "word"])
        own = themes.clusters[themes.clusters["cluster"] == row.cluster]
        said = "".join(quote(each) for each in typical[typical["cluster"] == row.cluster].to_dict("records"))
        edge = least[(least["cluster"] == row.cluster) & ~least["utterance_id"].isin(typical["utterance_id"])]
        title = (
            "De beurt die het minst bij de rest past, en de nummers van alle beurten" if len(edge) else "Alle beurten"
        )
        blocks.append(
            f'<h3 class="kennis-heading" id="thema-{escape(row.cluster)}">{escape(f"{row.cluster} {row.name}")}</h3>'
            f"<p>{escape(row.sure.capitalize())}. Kenmerkende woorden: {escape(words)}.</p>{said}"
            + block(title, own, edge)
        )
    text = f"{len(blocks)} thema's, elk met hun woorden en citaten"
    return Shown(f'<div class="kennis-quotes" id="wat-is-er-gezegd">{"".join(blocks)}</div>', text)


def show_hierarchy(hierarchy: pd.DataFrame, quotes: pd.DataFrame) -> Shown:
    """Show large themes that unfold into themes, and themes into quotes.

    Args:
        hierarchy: see `themes.theme_hierarchy`.
        quotes: see `themes.typical_quotes`.
    """
    if hierarchy.empty:
        return Shown('<p class="kennis-none">Er zijn nog geen thema\'s om te laten zien.</p>', "Nog geen thema's.")
    said = showable(quotes)
    blocks = []
    for (_, name), themes in hierarchy.groupby(["group", "group_name"], sort=False):
        inner = "".join(_theme_block(row, said) for row in themes.itertuples())
        blocks.append(
            f"<details><summary><strong>{escape(name)}</strong> ({themes['turns'].sum()} beurten)</summary>{inner}</details>"
        )
    return Shown(
        f'<div class="kennis-quotes">{"".join(blocks)}</div>',
        f"{hierarchy['group'].nunique()} grote thema's om open te klappen",
    )


@_or_nothing
def _map(rows: pd.DataFrame, summary: pd.DataFrame) -> Chart:
    with drawing(8, 5.4) as (figure, axes):
        names = summary.set_index("cluster")["name"]
        middles = rows.groupby("cluster")[["x", "y"]].median()
        for place, cluster in enumerate(summary["cluster"]):
            own = rows[rows["cluster"] == cluster]
            axes.scatter(own["x"], own["y"], s=12, alpha=0.45, color=COLOURS[place % len(COLOURS)], linewidths=0)
        for cluster, height in _apart(middles["y"], rows["y"].max() - rows["y"].min()).items():
            x, y = middles.loc[cluster, "x"], middles.loc[cluster, "y"]
            first = " · ".join(names[cluster].split(" · ")[:2])
            axes.annotate(
                f"{cluster} {first}", (x, y), (x, height), fontsize=9, fontweight="bold", ha="center", va="center",
                bbox={"boxstyle": "round,pad=0.2", "fc": "white", "ec": "none", "alpha": 0.8},
                arrowprops={"arrowstyle": "-", "color": QUIET, "linewidth": 0.8},
            )  # fmt: skip
        axes.set_xticks([])
        axes.set_yticks([])
        axes.spines["bottom"].set_visible(False)
        axes.margins(0.12)
        axes.set_title("Welke beurten liggen dicht bij elkaar?")
        answer = _nearest(middles)
        _subtitle(axes, "elke stip is een beurt; stippen dicht bij elkaar gaan over hetzelfde", answer=answer)
        near = "; ".join(
            f"{row.cluster} {row.name}: {row.turns} beurten"
            for row in summary[["cluster", "name", "turns"]].itertuples(index=False)
        )
        return finish(
            figure, f"{answer} Kaart van {len(rows)} beurten als stippen, met {len(summary)} thema's. {near}."
        )


def _apart(heights: pd.Series, whole: float) -> dict[str, float]:
    """Move labels up until none stands on another."""
    placed: dict[str, float] = {}
    for cluster, height in heights.sort_values(kind="stable").items():
        lowest = max(placed.values(), default=height - 1e9) + 0.06 * max(whole, 1e-9)
        placed[str(cluster)] = max(float(height), lowest)
    return placed


def _spread(values: pd.Series, size: int) -> pd.Series:
    span = max(float(values.max() - values.min()), 1e-9)
    return 20 + (values - values.min()) / span * size


def _theme_block(row: object, quotes: pd.DataFrame) -> str:
    own = quotes[quotes["cluster"] == row.cluster]  # type: ignore[attr-defined]
    said = "".join(quote(each) for each in own.to_dict("records"))
    label = f"{row.cluster} {row.name} ({row.turns} beurten)"  # type: ignore[attr-defined]
    return f"<details><summary>{escape(label)}</summary>{said}</details>"


def _stands_out(table: pd.DataFrame, turns: pd.DataFrame, by: str) -> str:
    """Say which group speaks of a theme most beyond what the groups do on average, if it rests on enough turns."""
    beyond = table.sub(table.mean(axis=1), axis=0).where(turns >= _ENOUGH).stack().dropna()
    if beyond.empty:
        return f"Niets valt op: geen vak heeft {_ENOUGH} beurten of meer."
    cluster, name = beyond.idxmax()
    who = role_label(str(name)) if by == "role" else str(name)
    return f"{who} praat opvallend vaak over {cluster}." if by == "role" else f"In {who} valt {cluster} op."


def _nearest(middles: pd.DataFrame) -> str:
    pairs = [
        (round(float(((middles.loc[one] - middles.loc[other]) ** 2).sum()), 6), one, other)
        for one, other in combinations(middles.index, 2)
    ]
    return f"{min(pairs)[1]} en {min(pairs)[2]} liggen het dichtst bij elkaar." if pairs else ""


def _most_of(table: pd.DataFrame, by: str) -> list[str]:
    return [
        f"{role_label(str(name)) if by == 'role' else name}: het meest {table[name].idxmax()}, {percent_of(table[name].max())}"
        for name in table.columns
    ]
