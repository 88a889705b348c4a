"""Turns in their order, with what was coded marked in the text."""

from __future__ import annotations

from html import escape

import pandas as pd

from kennis.coding import MACHINES
from kennis.insights import Shown
from kennis.insights.shown import showable
from kennis.insights.words import role_label


def show_codings(codings: pd.DataFrame, utterances: pd.DataFrame, codes: pd.DataFrame, *, most: int = 20) -> Shown:
    """Show utterances with their codes: the coded words marked, the code and its evidence under the turn.

    Args:
        codings: codings with `utterance_id, start, stop, code, coder, evidence, memo`.
        utterances: the turns to show, in this order (`tables.UTTERANCES`); only those that may be quoted are.
        codes: the codebook as a table, for the labels.
        most: how many turns at most.

    Returns:
        HTML in which every text is escaped.
    """
    labels = codes.set_index("code")["label"]
    groups = dict(tuple(codings.groupby("utterance_id")))
    shown = showable(utterances).head(most)
    blocks = [_block(row, groups.get(str(row["utterance_id"])), labels) for row in shown.to_dict("records")]
    return Shown(f'<div class="kennis-quotes">{"".join(blocks)}</div>', f"{len(blocks)} beurten met hun codes")


def mark_spans(text: str, spans: list[tuple[int, int]]) -> str:
    """Escape a text and put `<mark>` around spans (code points, half-open); overlapping ones become one."""
    out, end = [], 0
    for start, stop in _merged(spans, len(text)):
        out += [escape(text[end:start]), "<mark>", escape(text[start:stop]), "</mark>"]
        end = stop
    return "".join([*out, escape(text[end:])])


def _merged(spans: list[tuple[int, int]], length: int) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, stop in sorted((max(0, a), min(b, length)) for a, b in spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(stop, merged[-1][1]))
        elif start < stop:
            merged.append((start, stop))
    return merged


def _block(row: dict[object, object], codings: pd.DataFrame | None, labels: pd.Series) -> str:
    text, given = str(row["text"]), "Geen code."
    marked = escape(text)
    if codings is not None:
        marked = mark_spans(text, list(zip(codings["start"], codings["stop"], strict=True)))
        given = "; ".join(_told(row, labels) for row in codings.to_dict("records"))
    who = f"{role_label(str(row.get('role', '')))} · {row['utterance_id']}"
    return (
        f"<figure><blockquote>{marked}</blockquote><figcaption>{escape(who)}<br>{escape(given)}</figcaption></figure>"
    )


def _told(coding: dict[object, object], labels: pd.Series) -> str:
    """Say who gave which code, and on which words a machine went."""
    label = str(labels.get(coding["code"], coding["code"]))
    who = "voorstel van de computer" if coding["coder"] in MACHINES else str(coding["coder"])
    # A person's memo is for the team, not for whoever reads the page.
    why = coding.get("evidence")
    return f"{label} ({who}): {why}" if why else f"{label} ({who})"
