"""What a theme is about and whose it is: distinctive words, the quotes that fit most and least, voices, meetings."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from kennis.language.content import stop_lemmas
from kennis.tables import require_columns

WORDS_SHOWN = 8
_FALLS_APART, _STEADY = 0.5, 0.75  # Hennig (2007)
_APART = 0.2
_TELLING_WORDS = 12
_CONTENT_WORDS = 5  # with fewer a turn is far from every theme: it says nothing of this one
_ONE_VOICE = 0.4  # the share of a theme's turns from which one speaker carries it
_ONE_MEETING = 0.6


def is_loose(apart: float, share: float) -> bool:
    """Tell whether the turns of a theme hang together loosely: the more of all turns it holds, the further apart it must lie.

    What is left over when other themes are taken away comes back each time as well, and is no theme for that.

    Args:
        apart: how much nearer its turns are to it than to the next theme (see `groups.separation`), on average.
        share: its share of all placed turns (0–1).
    """
    return apart < _APART + share / 2


def sure_word(stability: float, *, loose: bool = False) -> str:
    """Say a stability (see `evidence.steadiness`) in Dutch; of a loose theme (see `is_loose`) nothing is fairly sure."""
    if stability >= _STEADY and not loose:
        return "vrij zeker"
    return "kan toeval zijn" if stability < _FALLS_APART else "niet zo zeker"


def propose_names(words: pd.DataFrame) -> dict[str, str]:
    """Propose a name for each theme: its three most distinctive words."""
    return {str(cluster): " · ".join(rows["word"].head(3)) for cluster, rows in words.groupby("cluster")}


def distinctive_words(placed: pd.DataFrame, *, count: int = WORDS_SHOWN) -> pd.DataFrame:
    """Find the words that set each theme apart.

    Log-odds with an informative Dirichlet prior (Monroe, Colaresi & Quinn 2008, “Fightin' Words”), over turns
    in which a word stands, so that one turn that repeats a word does not name a theme.

    Args:
        placed: needs `cluster` and `lemmas` (lists).
        count: how many words a theme.

    Returns:
        `cluster, word, weight` (z-score), the most distinctive first.
    """
    rows = placed[["cluster", "lemmas"]].explode("lemmas").dropna()
    rows = rows.reset_index(names="turn").drop_duplicates()
    counts = rows.groupby(["cluster", "lemmas"]).size().unstack(fill_value=0)
    counts = counts.loc[:, counts.sum() >= 3]
    prior = counts.sum() * 0.5 + 0.01
    total = counts.sum().sum()
    is_word = counts.columns.astype(str).str.count(r"[^\W\d_]") >= 2  # *o.* tells a reader nothing
    out = [pd.DataFrame(columns=["cluster", "word", "weight"])]
    for cluster, here in counts.iterrows():
        there = counts.sum() - here
        odds = np.log((here + prior) / (here.sum() + prior.sum() - here - prior))
        odds -= np.log((there + prior) / (total - here.sum() + prior.sum() - there - prior))
        score = (odds / np.sqrt(1 / (here + prior) + 1 / (there + prior))).round(3)
        telling = score[(here >= 3) & (score > 0) & is_word].sort_index()
        best = telling.sort_values(ascending=False, kind="stable").head(count)
        out.append(pd.DataFrame({"cluster": cluster, "word": best.index, "weight": best.to_numpy()}))
    return pd.concat([part for part in out if len(part)] or out[:1], ignore_index=True)


def typical_quotes(
    clusters: pd.DataFrame, utterances: pd.DataFrame, *, count: int = 3, most_words: int = 60
) -> pd.DataFrame:
    """Pick each theme's most typical turns, of one voice no more than one where there is a choice.

    Returns:
        The columns of `utterances` with `cluster` and `strength`, the most typical first.
    """
    return _pick(clusters, utterances, count=count, most_words=most_words, typical=True)


def least_fitting_quotes(
    clusters: pd.DataFrame, utterances: pd.DataFrame, *, count: int = 3, most_words: int = 60
) -> pd.DataFrame:
    """Pick the turns whose words are least like the others of their theme.

    That is all it tells: such a turn may be of another opinion, about more than one thing, or small talk; a person has to
    read it. Turns with hardly a word that carries content are left out, since those are far from any theme.

    Returns:
        The columns of `utterances` with `cluster` and `strength`, the least fitting first.
    """
    telling = utterances["text"].map(_count_content) >= _CONTENT_WORDS
    return _pick(clusters, utterances[telling], count=count, most_words=most_words, typical=False)


def count_themes(clusters: pd.DataFrame, utterances: pd.DataFrame, *, by: str) -> pd.DataFrame:
    """Count themes by role, meeting, speaker or any other column of the utterances.

    Args:
        clusters: see `tables.CLUSTERS`.
        utterances: needs `utterance_id` and the column named by `by`.
        by: the grouping column; turns without a value are left out.

    Returns:
        `cluster, by, turns, share`; `share` is the share of the group's own placed turns (0–1), so that a group that
        speaks much does not seem to speak of everything.

    Raises:
        KennisError: `by` is no column of `utterances`.
    """
    require_columns(utterances, ["utterance_id", by], table="utterances")
    placed = clusters.loc[clusters["cluster"] != "", ["utterance_id", "cluster"]]
    placed = placed.merge(utterances[["utterance_id", by]], on="utterance_id")
    counts = placed[placed[by].fillna("") != ""].groupby(["cluster", by]).size().rename("turns").reset_index()
    return counts.assign(share=(counts["turns"] / counts.groupby(by)["turns"].transform("sum")).round(4))


def theme_voices(clusters: pd.DataFrame, utterances: pd.DataFrame) -> pd.DataFrame:
    """Tell who carries each theme, and warn where that is one voice or one meeting.

    Args:
        clusters: see `tables.CLUSTERS`.
        utterances: see `tables.UTTERANCES`.

    Returns:
        `cluster, turns, speakers, meetings, roles, voice_share, warning`; `voice_share` (0–1) is the share of the
        speaker with most turns; `warning` is Dutch, "" where there is nothing to warn of.
    """
    placed = clusters[clusters["cluster"] != ""].merge(utterances, on="utterance_id")
    rows = []
    for cluster, own in placed.groupby("cluster"):
        said = own[own["speaker"] != ""]
        voice = said["speaker"].value_counts().max() / len(own) if len(said) else 0.0
        held = own[own["meeting_id"] != ""]
        meeting = held["meeting_id"].value_counts().max() / len(own) if len(held) else 0.0
        warning = "Let op: meer dan de helft komt uit één gesprek." if meeting > _ONE_MEETING else ""
        warning = "Let op: één stem draagt dit thema." if voice > _ONE_VOICE else warning
        roles = own.loc[own["role"] != "", "role"].nunique()
        rows.append((cluster, len(own), said["speaker"].nunique(), held["meeting_id"].nunique(), roles, voice, warning))
    columns = ["cluster", "turns", "speakers", "meetings", "roles", "voice_share", "warning"]
    return pd.DataFrame(rows, columns=columns).round({"voice_share": 3})


def _pick(
    clusters: pd.DataFrame, utterances: pd.DataFrame, *, count: int, most_words: int, typical: bool
) -> pd.DataFrame:
    rows = clusters[clusters["cluster"] != ""].merge(utterances, on="utterance_id")
    words = rows["text"].str.split().str.len()
    # A few words can lie right in the middle of a theme, and tell a reader nothing: they come last.
    rows = rows.assign(short=words < _TELLING_WORDS)[words.between(6, most_words)]
    rows = rows.sort_values(["cluster", "short", "strength", "utterance_id"], ascending=[True, True, not typical, True])
    again = rows.groupby(["cluster", "speaker"]).cumcount() * rows["speaker"].ne("")
    rows = rows.assign(again=again).sort_values(["cluster", "short", "again"], kind="stable")
    return rows.groupby("cluster").head(count).drop(columns=["short", "again"]).reset_index(drop=True)


def _count_content(text: str) -> int:
    """Count the different words that carry content; what stands in place of a name is none."""
    said = re.sub(r"\[[^\]]*\]", " ", text.lower())
    return len({*re.findall(r"[^\W\d_]{2,}", said)} - stop_lemmas())
