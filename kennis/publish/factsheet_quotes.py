"""Quotes for the factsheet: typical, short, of many voices, and only those that may be shown."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import pandas as pd

from kennis.insights.counts import count_words
from kennis.insights.shown import showable
from kennis.tables import require_columns

LEAST_WORDS, MOST_WORDS = 6, 45
_BEST_WORDS = 20
_OTHER = {"aanwezig": "afwezig", "afwezig": "aanwezig"}
# How much a second quote of the same voice, role, group or code counts against it, beside a typicality of 0-1.
_AGAIN = {"speaker": 2.0, "text": 9.0, "role": 0.35, "code": 0.25, "group": 0.15}


def choose_quotes(candidates: pd.DataFrame, *, codes: pd.DataFrame, count: int = 3) -> pd.DataFrame:
    """Choose the most telling quotes of each insight; a quote stands with one insight only.

    A quote is chosen for being typical of its insight (likeness to all turns of that insight), of a length that
    fits a page, decided by people and plainly worded (the machine saw the same code in it); and less gladly when its
    voice, role, group or code was chosen before.

    Args:
        candidates: see `quote_candidates`.
        codes: the codebook as a table, in order.
        count: how many quotes an insight.

    Returns:
        `insight, code, utterance_id, role, text, group, small_cell`, by insight and code in the codebook's order;
        at most `count` rows an insight.
    """
    rows = candidates
    chosen: list[dict[str, object]] = []
    left = {str(insight): count for insight in codes["insight"].unique()}
    while len(rows):
        # Whoever has the least to choose from chooses first: then a quote that fits two insights goes where it is needed.
        scarce = (rows.groupby("insight")["utterance_id"].nunique() - pd.Series(left)).idxmin()
        own = rows[rows["insight"] == scarce]
        best = own.loc[_worth(own, chosen).idxmax()].to_dict()
        chosen.append(best)
        left[str(scarce)] -= 1
        full = [insight for insight, room in left.items() if room <= 0]
        rows = rows[rows["utterance_id"].ne(best["utterance_id"]) & ~rows["insight"].isin(full)]
    columns = ["insight", "code", "utterance_id", "role", "text", "group", "small_cell"]
    picked = pd.DataFrame(chosen, columns=columns)
    order = {code: place for place, code in enumerate(codes["code"])}
    return picked.sort_values("code", key=lambda column: column.map(order), kind="stable").reset_index(drop=True)


def show_both_sides(
    candidates: pd.DataFrame, codings: pd.DataFrame, chosen: dict[str, list[str]], *, placed: Collection[str] = ()
) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Choose a quote of the other side for each value that the quotes of an insight show from one side only.

    Quotes that only tell of trust, where others missed it, tell half of what was said. A second quote of the same side makes
    room for it.

    Args:
        candidates: see `quote_candidates`.
        codings: one row an utterance and code: `utterance_id, code, insight, polarity`.
        chosen: the quotes of each insight, by number; no quote stands there twice.
        placed: quotes that stay where they stand.

    Returns:
        For each insight of `chosen` its quotes, and those of the other side, one a value at most: none where nobody said the
        other thing, or where a quote shows both.
    """
    taken = {*placed, *(number for numbers in chosen.values() for number in numbers)}
    kept: dict[str, list[str]] = {}
    others: dict[str, list[str]] = {}
    for insight, numbers in chosen.items():
        beside = codings[codings["insight"].eq(insight) & codings["utterance_id"].isin(numbers)]
        stood = candidates[candidates["utterance_id"].isin(numbers)].drop_duplicates("utterance_id").to_dict("records")
        others[insight] = []
        for code, sides in beside.groupby("code", sort=False)["polarity"]:
            other = _OTHER.get(next(iter(sides))) if sides.nunique() == 1 else None
            able = candidates[candidates["code"].eq(code) & candidates["polarity"].eq(other)]
            able = able[~able["utterance_id"].isin(taken)]
            if len(able):
                best = able.loc[_worth(able, stood).idxmax()].to_dict()
                stood.append(best)
                taken.add(best["utterance_id"])
                others[insight].append(str(best["utterance_id"]))
        kept[insight] = _without_repeats(numbers, beside, placed) if others[insight] else numbers
    return kept, others


def _without_repeats(numbers: list[str], codings: pd.DataFrame, placed: Collection[str]) -> list[str]:
    """Leave out quotes that show of each of their values a side that a quote before them shows."""
    seen: set[tuple[str, str]] = set()
    kept = []
    for number in numbers:
        own = codings[codings["utterance_id"].eq(number) & codings["polarity"].ne("")]
        sides = set(zip(own["code"], own["polarity"], strict=True))
        if number in placed or not sides or not sides <= seen:
            kept.append(number)
        seen |= sides
    return kept


def quote_candidates(
    codings: pd.DataFrame,
    utterances: pd.DataFrame,
    meetings: pd.DataFrame,
    *,
    codes: pd.DataFrame,
    small: pd.DataFrame,
    least_people: int,
) -> pd.DataFrame:
    """Return what may be shown on a factsheet.

    Quotes of a role that fewer than `least_people` people hold in the whole study are left out: the role would name
    them.

    Args:
        codings: one row an utterance and code (see `coding.founded_codings`), with the machine's own `score` for that
            code (0-1; 0 where it saw nothing).
        utterances: the turns (`tables.UTTERANCES`); of those with a column `may_quote` only what may be quoted.
        meetings: see `tables.MEETINGS`; they tell the group.
        codes: the codebook as a table, in order.
        small: roles that few people hold in a group (see `privacy.small_cells`): taken only if nothing else fits.
        least_people: the smallest number of people behind a role.

    Returns:
        One row a coding: its columns and `insight, meeting_id, speaker, role, text, group`, `typical` (0-1, how much its
        words are those of its insight), `small_cell` and `base` (how well it fits, higher is better).
    """
    require_columns(codings, ["utterance_id", "code", "basis", "coders", "score"], table="codings")
    # Who leads a meeting asks and sums up; a loose quote without a speaker is judged by whoever published it.
    shown = showable(utterances[utterances["role"] != "begeleider"])
    shown = shown[["utterance_id", "meeting_id", "speaker", "role", "text"]]
    rows = codings.merge(shown, on="utterance_id").merge(codes[["code", "insight"]], on="code")
    rows = rows.merge(meetings[["meeting_id", "group"]], on="meeting_id", how="left").fillna({"group": ""})
    rows["typical"] = _typicality(rows)
    words = count_words(rows["text"])
    people = utterances[utterances["speaker"] != ""].groupby("role")["speaker"].nunique()
    few = rows["speaker"].ne("") & rows["role"].map(people).fillna(0).lt(least_people)
    rows = rows[words.between(LEAST_WORDS, MOST_WORDS) & rows["role"].ne("") & ~few]
    cells = set(zip(small["group"], small["role"], strict=True))
    rows["small_cell"] = [cell in cells for cell in zip(rows["group"], rows["role"], strict=True)]
    coders = rows["coders"].str.count(",")
    fit = 1 - (count_words(rows["text"]) - _BEST_WORDS).abs() / MOST_WORDS
    marks = rows["text"].str.count(r"\[[^\]]+\]")
    rows["base"] = rows["typical"] + rows["score"] + 0.6 * fit + rows["basis"].eq("mens") + 0.3 * coders
    rows["base"] -= 0.2 * marks + 0.8 * rows["small_cell"]
    return rows.sort_values(["utterance_id", "code"]).reset_index(drop=True)


def _typicality(rows: pd.DataFrame) -> pd.Series:
    """Tell for each row how much its words are those of its insight (TF-IDF, cosine to the middle; 0-1 by rank)."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    if len(rows) < 3:
        return pd.Series(1.0, index=rows.index)
    weights = TfidfVectorizer(sublinear_tf=True).fit_transform(rows["text"])
    out = pd.Series(0.0, index=rows.index)
    places = pd.Series(range(len(rows)), index=rows.index)
    for _, group in rows.groupby("insight"):
        own = weights[places[group.index].to_numpy()]
        middle = np.asarray(own.mean(axis=0)).ravel()
        # Rounded, so that the last bits of a sum do not choose a quote.
        likeness = pd.Series((own @ middle).round(6), index=group.index)
        out[group.index] = likeness.rank(pct=True)
    return out


def _worth(rows: pd.DataFrame, chosen: list[dict[str, object]]) -> pd.Series:
    worth = rows["base"].copy()
    for name, cost in _AGAIN.items():
        before = pd.Series([row[name] for row in chosen if row[name] != ""], dtype=object).value_counts()
        worth -= cost * rows[name].map(before).fillna(0).astype(float)
    return worth.round(6)
