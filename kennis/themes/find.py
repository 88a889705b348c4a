"""Emergent themes: which turns belong together, how sure that is, and what changed since last time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from kennis.tables import CLUSTERS, require_columns
from kennis.themes.describe import distinctive_words, propose_names, sure_word
from kennis.themes.evidence import (
    choose_count,
    is_enough,
    patterns_recognise,
    steadiness,
    tree_rows,
    words_belong_together,
)
from kennis.themes.groups import cut_tree, find_middles, grow_tree, likeness_to, move_together, separation, settle
from kennis.themes.layout import place_on_map
from kennis.themes.match import COLUMNS as CHANGE_COLUMNS
from kennis.themes.match import compare_themes, describe_changes, match_labels
from kennis.themes.talk import is_about_the_talk
from kennis.themes.vectors import join_meaning, lemma_table, meaning_rows, place_words

if TYPE_CHECKING:
    from spacy.language import Language

    from kennis.coding import Codebook

Progress = Callable[[int, int], None]
FEWEST_TURNS = 80
FEWEST_THEMES, MOST_THEMES = 4, 14
_ENOUGH_THEMES = 6  # with many turns not fewer than this: a few huge themes are steady, and say nothing
_TURNS_A_LARGE_THEME = 100
TURNS_A_THEME = 16  # on average at least: a theme of a handful of turns is soon chance
FEWEST_LEMMAS = 2
_STILL_GOOD = 0.05  # earlier themes are kept unless as many new ones separate this much better
_OUTGROWN = 2  # or the study has grown to need this many times as many
_PIECE = 2000
_FEWEST_TO_GO_ON = 3  # turns of an earlier theme that must still be there to begin from it
TOO_FEW = "Te weinig materiaal: met zo weinig beurten zijn geen thema's te onderscheiden."
NO_STRUCTURE = (
    "Te weinig materiaal: de woorden in deze beurten hangen niet meer samen dan bij toeval. Wij verzinnen geen thema's."
)
_SUMMARY = ["cluster", "name", "turns", "stability", "sure"]


@dataclass(frozen=True)
class Themes:
    """What clustering gave.

    Attributes:
        clusters: `utterance_id, cluster, strength`, sorted by id; `cluster` is "" for turns set aside (too short, or
            without words to compare and said in no conversation); `strength` (0–1) is the likeness of its own words to
            the theme's middle.
        words: `cluster, word, weight`, the most distinctive words first.
        summary: `cluster, name, turns, stability, sure`, in the order of their ids; `stability` (0–1) says how well
            a theme comes back when turns are left out, `sure` says it in Dutch.
        set_aside: how many turns were set aside.
        sentence: plain Dutch on how much this can carry.
        changes: what changed since the earlier themes (see `match.compare_themes`).
        places: `utterance_id, x, y` on a map of the quotes.
        middles: `cluster` and the coordinates of its middle, for the hierarchy.
    """

    clusters: pd.DataFrame
    words: pd.DataFrame
    summary: pd.DataFrame
    set_aside: int
    sentence: str
    changes: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=CHANGE_COLUMNS))
    places: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=["utterance_id", "x", "y"]))
    middles: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=["cluster"]))


def find_themes(
    utterances: pd.DataFrame,
    *,
    codings: pd.DataFrame | None = None,
    codebook: Codebook | None = None,
    previous: pd.DataFrame | None = None,
    nlp: Language | None = None,
    seed: int = 20,
    min_words: int = 4,
    fewest: int = FEWEST_TURNS,
    progress: Progress | None = None,
) -> Themes:
    """Bring utterances together that speak of the same thing.

    The same turns give the same themes, in any order, however often, and on any machine.

    Args:
        utterances: needs `utterance_id` and `text`. With `meeting_id` and `turn` as well, a turn is heard with what was
            said just before and after it.
        codings: what the coder suggested for them (`utterance_id, code, score`); asked for when left out. An empty
            table places the turns by their words alone.
        codebook: the codebook of those codings; without it the one that ships.
        previous: `utterance_id, cluster` of an earlier run: themes go on from there and keep their ids.
        nlp: the pipeline; without it the built-in one.
        seed: fixes what is left out to see how steady the themes are.
        min_words: shorter turns are set aside (and counted).
        fewest: with fewer usable turns than this there are no themes.
        progress: called with (done, total) now and then.

    Returns:
        The themes; none at all where the turns cannot carry them, and then the sentence says so.

    Raises:
        KennisError: a column is missing.
    """
    from threadpoolctl import threadpool_limits

    require_columns(utterances, ["utterance_id", "text"], table="utterances")
    if codebook is None:
        from kennis.coding import load_codebook

        codebook = load_codebook()
    total = len(utterances) * (1 if codings is not None else 2)
    if codings is None:
        codings = _suggest(utterances, codebook, nlp, lambda done, _: progress(done, total) if progress else None)
    first = total - len(utterances)
    table = lemma_table(
        utterances,
        nlp=nlp,
        codebook=None if codings.empty else codebook,
        progress=lambda done, _: progress(first + done, total) if progress else None,
    )
    given = utterances.set_index("utterance_id").loc[table["utterance_id"]].reset_index()
    texts = given["text"]
    talk = is_about_the_talk(table, table["utterance_id"].isin(codings["utterance_id"]).to_numpy(), given.get("role"))
    # Who asks for coffee in the middle of a subject does not change it: the talk is heard without.
    conversations = [rows[~talk[rows]] for rows in conversations_of(table["utterance_id"], utterances)]
    telling, usable = (own & ~talk for own in _usable(table, texts, codings, conversations, min_words=min_words))
    if telling.sum() < fewest:
        return _no_themes(table, TOO_FEW)
    meaning = meaning_rows(codings, table["utterance_id"], codebook, table.get("chances"))
    # One thread: faster at this size, and the same sums in the same order on every machine.
    with threadpool_limits(1):
        # What is too short for a theme of its own still tells what the turns around it are about.
        words = place_words(list(table["lemmas"]))
        placed = join_meaning(words, meaning, conversations=conversations)
        usable = usable & (np.abs(placed).sum(axis=1) > 0)
        kept, said, points = table[usable].reset_index(drop=True), texts[usable].tolist(), placed[usable]
        alone = join_meaning(words[usable], meaning[usable])
        own = telling & usable  # what turns say by themselves decides whether there is anything to find
        if own.sum() < fewest:
            return _no_themes(table, TOO_FEW)
        if not _has_structure(table[own], texts[own].tolist(), codings, codebook, nlp=nlp, seed=seed):
            return _no_themes(table, NO_STRUCTURE)
        earlier = _earlier(kept, previous)
        labels, middles = group_points(points, said, earlier, seed=seed)
        steady = np.round(steadiness([labels], points, seed=seed)[0], 2)
    return _report(table, kept, (points, alone), labels, middles, steady, earlier, previous)


def _usable(
    table: pd.DataFrame, texts: pd.Series, codings: pd.DataFrame, conversations: list[np.ndarray], *, min_words: int
) -> tuple[np.ndarray, np.ndarray]:
    """Tell which turns say enough by themselves to compare, and which do with what was said around them as well."""
    heard = np.zeros(len(table), dtype=bool)
    for places in conversations:
        heard[places] = len(places) > 1
    content = table["lemmas"].map(lambda lemmas: len(set(lemmas))) >= FEWEST_LEMMAS
    coded = table["utterance_id"].isin(codings["utterance_id"])
    enough = (texts.str.split().str.len() >= min_words).to_numpy()
    return enough & (content | coded).to_numpy(), enough & (content | coded | heard).to_numpy()


def conversations_of(ids: pd.Series, utterances: pd.DataFrame) -> list[np.ndarray]:
    """Return of each conversation where its turns stand in `ids`, in the order they were said.

    Args:
        ids: `utterance_id` of the rows wanted.
        utterances: `utterance_id`; without `meeting_id` and `turn` there are no conversations. Loose quotes (a
            `meeting_id` of "") are in none.
    """
    if not {"meeting_id", "turn"} <= set(utterances):
        return []
    told = utterances.set_index("utterance_id").loc[list(ids), ["meeting_id", "turn"]].reset_index()
    told["turn"] = pd.to_numeric(told["turn"], errors="coerce")
    told = told[told["meeting_id"].fillna("") != ""].sort_values(["meeting_id", "turn", "utterance_id"], kind="stable")
    return [rows.index.to_numpy() for _, rows in told.groupby("meeting_id", sort=True)]


def group_points(
    points: np.ndarray, marks: list[str], earlier: pd.Series, *, seed: int
) -> tuple[np.ndarray, np.ndarray]:
    """Group points afresh, or on from earlier themes where those still do about as well.

    Args:
        points: see `vectors.make_vectors`, in the order of `lemma_table`.
        marks: what tells the points apart: the choice of a sample hangs on it, not on their order.
        earlier: the earlier theme of each point, "" for none.
        seed: fixes the draws.

    Returns:
        A group number a point, and the middles of the groups.
    """
    least = max(FEWEST_THEMES, min(_ENOUGH_THEMES, len(points) // _TURNS_A_LARGE_THEME))
    most = max(least, min(MOST_THEMES, len(points) // TURNS_A_THEME))
    rows = tree_rows(marks, seed=seed)
    near = move_together(points, rows)
    names = sorted(name for name, turns in earlier[earlier != ""].value_counts().items() if turns >= _FEWEST_TO_GO_ON)
    if len(names) >= 2 and len(names) * _OUTGROWN > least:
        start = earlier.map({name: place for place, name in enumerate(names)}).fillna(-1).to_numpy(dtype=int)
        on = _settled(near, find_middles(near, start, len(names)), start)
        # As many afresh: more groups always lie further apart.
        afresh = _settled(near, cut_tree(grow_tree(near[rows]), near[rows], len(names)))
        gained = [round(float(separation(near, middles, labels).mean()), 4) for labels, middles in (afresh, on)]
        if gained[0] <= gained[1] + _STILL_GOOD:
            return on
    return _settled(near, choose_count(points, near, rows, range(least, most + 1), seed=seed))


def _settled(points: np.ndarray, middles: np.ndarray, start: np.ndarray | None = None) -> tuple[np.ndarray, np.ndarray]:
    labels, middles = settle(points, middles, start)
    filled = np.unique(labels)
    return np.searchsorted(filled, labels), middles[filled]


def _suggest(utterances: pd.DataFrame, codebook: Codebook, nlp: Language | None, progress: Progress) -> pd.DataFrame:
    from kennis.coding import suggest_codings

    columns = ["utterance_id", "code", "score"]
    parts = [pd.DataFrame(columns=columns)]
    # In pieces: what explains a suggestion takes much room, and is not needed here.
    for start in range(0, len(utterances), _PIECE):
        parts.append(suggest_codings(utterances.iloc[start : start + _PIECE], codebook, nlp=nlp)[columns])
        progress(min(start + _PIECE, len(utterances)), len(utterances))
    return pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)


def _has_structure(
    kept: pd.DataFrame, texts: list[str], codings: pd.DataFrame, codebook: Codebook, *, nlp: Language | None, seed: int
) -> bool:
    pairs = words_belong_together(list(kept["lemmas"]), seed=seed)
    if is_enough(pairs) or codings.empty:
        return is_enough(pairs)
    return is_enough(pairs, patterns_recognise(texts, codebook, nlp=nlp, seed=seed))


def _earlier(kept: pd.DataFrame, previous: pd.DataFrame | None) -> pd.Series:
    if previous is None or previous.empty:
        return pd.Series("", index=kept.index)
    require_columns(previous, ["utterance_id", "cluster"], table="previous")
    return kept["utterance_id"].map(previous.set_index("utterance_id")["cluster"]).fillna("")


def _report(
    table: pd.DataFrame, kept: pd.DataFrame, points: tuple[np.ndarray, np.ndarray], labels: np.ndarray, middles: np.ndarray,
    steady: np.ndarray, earlier: pd.Series, previous: pd.DataFrame | None,
) -> Themes:  # fmt: skip
    names = match_labels(earlier, pd.Series(labels.astype(str), index=kept.index))
    heard, alone = points
    likeness = likeness_to(heard, middles)
    # What a turn says by itself decides how typical it is: a reader sees the quote, not the talk around it.
    own_likeness = likeness_to(alone, middles)
    strength = np.round(own_likeness[np.arange(len(alone)), labels].astype(np.float64), 2)
    placed = kept.assign(cluster=[names[str(label)] for label in labels], strength=strength)
    clusters = table[["utterance_id"]].merge(placed[["utterance_id", "cluster", "strength"]], how="left")
    clusters = clusters.fillna({"cluster": ""}).sort_values("utterance_id", kind="stable").reset_index(drop=True)
    # A theme is named by turns that would be in it by themselves, not by the small talk around them.
    words = distinctive_words(placed[own_likeness.argmax(axis=1) == labels])
    own = [names[str(group)] for group in range(len(middles))]
    stable = pd.Series(steady, index=own)
    sizes = placed.groupby("cluster").size()
    summary = pd.DataFrame({"cluster": sizes.index, "turns": sizes.to_numpy()})
    summary["name"] = summary["cluster"].map(propose_names(words)).fillna("")
    summary["stability"] = summary["cluster"].map(stable)
    summary["sure"] = summary["stability"].map(sure_word)
    aside = len(table) - len(kept)
    changes = compare_themes(previous, clusters) if previous is not None else pd.DataFrame(columns=CHANGE_COLUMNS)
    # The same turns in the same places are no news: a run made again says what the first one said.
    news = previous is not None and dict(previous[["utterance_id", "cluster"]].to_numpy()) != dict(
        clusters[["utterance_id", "cluster"]].to_numpy()
    )
    x, y = place_on_map(likeness, middles)
    return Themes(
        clusters,
        words,
        summary[_SUMMARY],
        aside,
        " ".join(filter(None, [_sentence(summary, len(kept), aside), describe_changes(changes) if news else ""])),
        changes,
        pd.DataFrame({"utterance_id": kept["utterance_id"], "x": x, "y": y}),
        pd.DataFrame(middles.astype(int)).assign(cluster=own).sort_values("cluster").reset_index(drop=True),
    )


def _sentence(summary: pd.DataFrame, placed: int, aside: int) -> str:
    sure = int((summary["sure"] == "vrij zeker").sum())
    said = f"We verdeelden {placed} beurten over {len(summary)} thema's. {aside} beurten bleven apart: er staan te weinig woorden in om te vergelijken. "
    if sure == 0:
        return (
            said
            + "Geen enkel thema is zeker: bij iets andere beurten vallen ze anders uit. Gebruik ze als vraag, niet als antwoord."
        )
    which = (
        "Alle thema's komen"
        if sure == len(summary)
        else f"{sure} van de {len(summary)} thema's {'komt' if sure == 1 else 'komen'}"
    )
    return said + f"{which} steeds terug, ook als we beurten weglaten; dat weten we vrij zeker."


def _no_themes(table: pd.DataFrame, sentence: str) -> Themes:
    clusters = table[["utterance_id"]].assign(cluster="", strength=float("nan"))
    clusters = clusters.sort_values("utterance_id", kind="stable").reset_index(drop=True)
    return Themes(
        clusters[list(CLUSTERS.names)],
        pd.DataFrame(columns=["cluster", "word", "weight"]),
        pd.DataFrame(columns=_SUMMARY),
        len(table),
        f"{sentence} We telden {len(table)} {'beurt' if len(table) == 1 else 'beurten'}; {'die kreeg geen' if len(table) == 1 else 'geen daarvan kreeg een'} thema.",
    )
