"""From a figure back to what was said: for each mark in it a few quotes and the numbers of all its turns, to unfold."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import pandas as pd

from kennis.insights.counts import count_words
from kennis.insights.show import Shown
from kennis.insights.shown import showable
from kennis.insights.words import role_label, thousands
from kennis.tables import POLARITIES, require_columns, with_shown_roles

BEHIND = "Welke beurten zitten hierachter?"
_LEAST, _MOST, _FITS = 8, 45, 22  # words: a quote that says something by itself and is soon read


def show_behind(
    rows: pd.DataFrame, utterances: pd.DataFrame, *, by: Sequence[str], count: int = 2, heading: str = BEHIND
) -> Shown:
    """Show which turns stand behind a figure: groups that unfold into quotes and the numbers of all their turns.

    Args:
        rows: what the figure counts, such as codings: `utterance_id` and the columns of `by`, where the turns do not
            have them.
        utterances: the turns; of one with a column `may_quote` only those that may be quoted show their words.
        by: the columns that tell the marks of the figure apart, such as `["label", "polarity"]`; groups come in the
            order of the rows for the first, and of the alphabet for the others.
        count: how many quotes a group, of different voices where there is a choice.
        heading: a line above them.

    Returns:
        The list; a turn that may not be quoted is counted, and named by its number alone.

    Raises:
        KennisError: a column is missing.
    """
    rows, utterances = with_shown_roles(rows), with_shown_roles(utterances)  # quotes stand below the role
    own = [name for name in by if name in rows]
    require_columns(rows, ["utterance_id"], table="rows")
    require_columns(utterances, ["utterance_id", "text", *(name for name in by if name not in own)], table="utterances")
    chosen = rows[["utterance_id", *own]].drop_duplicates()
    chosen = chosen.merge(utterances.drop(columns=own, errors="ignore"), on="utterance_id")
    telling = [name for name in by if name != "role"]  # a role that is unknown is a row of its figure too
    chosen = chosen[(chosen[telling] != "").any(axis=1)] if telling else chosen
    if chosen.empty:
        return Shown(f'<p class="kennis-none">{escape(heading)} Geen.</p>', f"{heading} Geen.")
    place = chosen[by[0]].map({name: place for place, name in enumerate(dict.fromkeys(chosen[by[0]]))})
    chosen = chosen.assign(place=place).sort_values(["place", *by[1:]], kind="stable")
    groups = chosen.groupby(list(by), sort=False)
    blocks = [
        block(" · ".join(filter(None, map(_named, by, names))), group, _telling(group, count))
        for names, group in groups
    ]
    return Shown(
        f'<div class="kennis-quotes kennis-behind"><p><strong>{escape(heading)}</strong></p>{"".join(blocks)}</div>',
        f"{heading} {len(blocks)} groepen om open te klappen",
    )


def block(title: str, turns: pd.DataFrame, quotes: pd.DataFrame, *, above: str = "") -> str:
    """Write one group that unfolds: its quotes, then the numbers of all its turns.

    Args:
        title: what the group is, in plain text.
        turns: its turns, `utterance_id`.
        quotes: those to show, `utterance_id, role, text`.
        above: HTML to stand above the quotes.
    """
    said = "".join(quote(row) for row in quotes.to_dict("records"))
    ids = " · ".join(sorted(turns["utterance_id"]))
    many = "1 beurt" if len(turns) == 1 else f"{thousands(len(turns))} beurten"
    return (
        f"<details><summary>{escape(title)} ({many})</summary>{above}{said}"
        f'<p class="kennis-turns">Alle beurten: {escape(ids)}</p></details>'
    )


def quote(row: dict[str, object]) -> str:
    """Write one quote with its role and number."""
    return (
        f"<figure><blockquote>{escape(str(row['text']))}</blockquote><figcaption>{escape(role_label(str(row['role'])))} "
        f'<span class="kennis-id">{escape(str(row["utterance_id"]))}</span></figcaption></figure>'
    )


def _telling(turns: pd.DataFrame, count: int) -> pd.DataFrame:
    words = count_words(turns["text"])
    rows = showable(turns.assign(fit=(words - _FITS).abs())[words.between(_LEAST, _MOST)])
    rows = rows.sort_values(["fit", "utterance_id"])
    again = rows.groupby("speaker").cumcount() * rows["speaker"].ne("")
    return rows.assign(again=again).sort_values("again", kind="stable").head(count)


def _named(name: str, value: object) -> str:
    if name == "polarity":
        return POLARITIES.get(str(value), str(value))
    return role_label(str(value)) if name == "role" else str(value)
