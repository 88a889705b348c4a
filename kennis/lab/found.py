"""Coded passages as a list: one click on a quote opens its place."""

from __future__ import annotations

from html import escape

import pandas as pd

from kennis.insights import Shown
from kennis.insights.shown import showable
from kennis.insights.words import role_label
from kennis.lab.highlight import mark_spans
from kennis.tables import POLARITIES

_NOTHING = (
    "Er is niets gevonden in wat mensen codeerden. Heeft nog niemand gecodeerd? Begin dan met notebook 07. "
    "Met suggestions=True zoek je ook in de voorstellen van de computer."
)


def show_found(found: pd.DataFrame, codes: pd.DataFrame, *, most: int = 30) -> Shown:
    """Show coded passages by code; each opens to the turn it stands in, with what was said before and after.

    Args:
        found: from `find_codings`; only what may be quoted is shown, and what several coders gave is shown once.
        codes: the codebook as a table, for the labels and the order.
        most: how many passages at most.

    Returns:
        HTML without a script, in which every text is escaped.
    """
    may = given_by_all(showable(found))
    shown = may.head(most)
    if shown.empty:
        return Shown(f'<p class="kennis-none">{_NOTHING}</p>', _NOTHING)
    labels = codes.set_index("code")["label"].to_dict()
    order = {code: place for place, code in enumerate(labels)}
    groups = sorted(shown.groupby("code", sort=False), key=lambda group: order.get(str(group[0]), len(order)))
    html = "".join(_group(str(labels.get(code, code)), rows) for code, rows in groups)
    told = f"{len(shown)} van {len(may)} gevonden stukken"
    return Shown(f'<div class="kennis-quotes"><p>{told}. Klik op een citaat om de plek te zien.</p>{html}</div>', told)


def given_by_all(found: pd.DataFrame) -> pd.DataFrame:
    """Show the same words with the same code once, with all who gave it."""
    same = ["utterance_id", "start", "stop", "code", "polarity"]
    coders = found.groupby(same, sort=False)["coder"].transform(", ".join) if len(found) else found["coder"]
    return found.assign(coder=coders).drop_duplicates(same)


def _group(label: str, rows: pd.DataFrame) -> str:
    items = "".join(_passage(row) for row in rows.to_dict("records"))
    return f"<p><strong>{escape(label)}</strong></p>{items}"


def _passage(row: dict[object, object]) -> str:
    told = [
        role_label(str(row["role"])),
        str(row["utterance_id"]),
        POLARITIES.get(str(row["polarity"]), ""),
        row["coder"],
    ]
    who = " · ".join(escape(str(one)) for one in told if one)
    text = mark_spans(str(row["text"]), [(int(str(row["start"])), int(str(row["stop"])))])
    around = [f"<p>{escape(str(row[name]))}</p>" if row[name] else "" for name in ("before", "after")]
    place = f"{around[0]}<blockquote>{text}</blockquote>{around[1]}"
    return f"<details><summary>‘{escape(str(row['quote']))}’ ({who})</summary>{place}</details>"
