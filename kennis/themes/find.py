"""Emergent themes: which turns belong together, how sure that is, and what changed since last time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from kennis.tables import CLUSTERS, KennisError, require_columns
from kennis.themes.describe import distinctive_words, is_loose, propose_names, sure_word
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
FEWEST_THEMES, MOST_THEMES = 4, 18
MOST_ASKED, MOST_PARTS = 40, 5  # themes, and parts of one theme, that a person may ask for
_ENOUGH_THEMES = 6  # with many turns not fewer than this: a few huge themes are steady, and say nothing
_TURNS_A_LARGE_THEME = 100
TURNS_A_THEME = 16  # on average at least: a theme of a handful of turns is soon chance
FEWEST_LEMMAS = 2
_STILL_GOOD = 0.1  # earlier themes are kept unless as many new ones separate this much better
_OUTGROWN = 2  # or the study has grown to need this many times as many
_LARGE_SHARE = 0.25  # of all placed turns: a loose theme of so many is worth splitting
_PIECE = 2000
_FEWEST_IN_A_PART = 5
_FEWEST_TO_GO_ON = 3  # turns of an earlier theme that must still be there to begin from it
TOO_FEW = "Te weinig materiaal: met zo weinig beurten zijn geen thema's te onderscheiden."
NO_STRUCTURE = (
    "Te weinig materiaal: de woorden in deze beurten hangen niet meer samen dan bij toeval. Wij verzinnen geen thema's."
)
_OLD_THEMES = (
    "We gingen verder op eerdere thema's. Vraag je om een ander aantal, dan zoeken we opnieuw: dat kan beter uitpakken."
)
_SUMMARY = ["cluster", "name", "turns", "stability", "sure"]


@dataclass(frozen=True)
class Themes:
    """What clustering gave.

    Attributes:
        clusters: `utterance_id, cluster, strength`, sorted by id; `cluster` is "" for turns set aside (too short,
            without words to compare and said in no conversation, or about the meeting itself); `strength` (0–1) is the
            likeness of its own words to the theme's middle.
        words: `cluster, word, weight`, the most distinctive words first.
        summary: `cluster, name, turns, stability, sure`, in the order of their ids; `stability` (0–1) says how well
            a theme comes back when turns are left out; `sure` says that in Dutch, and of a theme whose turns hang
            together loosely no more than *niet zo zeker*.
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


@dataclass(frozen=True)
class _Placed:
    """The turns as points: all of them (`table`), those that can be in a theme (`kept`), and why the others are not."""

    table: pd.DataFrame
    kept: pd.DataFrame
    said: list[str]
    points: np.ndarray
    alone: np.ndarray  # the same by their own words, without what was said around them
    about_the_talk: int


def find_themes(
    utterances: pd.DataFrame,
    *,
    codings: pd.DataFrame | None = None,
    codebook: Codebook | None = None,
    previous: pd.DataFrame | None = None,
    count: int | None = None,
    go_on: bool = False,
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
            said just before and after it; with `role`, what a facilitator says to lead the talk is set aside.
        codings: what the coder suggested for them (`utterance_id, code, score`); asked for when left out. An empty
            table places the turns by their words alone.
        codebook: the codebook of those codings; without it the one that ships.
        previous: `utterance_id, cluster` of an earlier run: themes go on from there and keep their ids.
        count: how many themes; without it the number is chosen.
        go_on: go on from `previous` also where new themes would lie further apart: a person asked for those.
        nlp: the pipeline; without it the built-in one.
        seed: fixes what is left out to see how steady the themes are.
        min_words: shorter turns are set aside (and counted).
        fewest: with fewer usable turns than this there are no themes.
        progress: called with (done, total) now and then.

    Returns:
        The themes; none at all where the turns cannot carry them, and then the sentence says so.

    Raises:
        KennisError: a column is missing, or so many themes cannot be made.
    """
    from threadpoolctl import threadpool_limits

    if count is not None and not _is_number(count, MOST_ASKED):
        raise KennisError(f"Geef bij count een heel getal van 2 tot en met {MOST_ASKED}: zo veel thema's zoeken we.")
    # One thread: faster at this size, and the same sums in the same order on every machine.
    with threadpool_limits(1):
        placed = _place(utterances, codings, codebook, nlp, seed, min_words, fewest, progress)
        if isinstance(placed, Themes):
            return placed
        if count is not None and count * _FEWEST_IN_A_PART > len(placed.kept):
            raise KennisError(
                f"Er zijn te weinig beurten ({len(placed.kept)}) voor {count} thema's. Vraag er hoogstens {len(placed.kept) // _FEWEST_IN_A_PART}."
            )
        earlier = _earlier(placed.kept, previous)
        labels, middles = group_points(placed.points, placed.said, earlier, seed=seed, count=count, go_on=go_on)
        steady = np.round(steadiness([labels], placed.points, seed=seed)[0], 2)
    return _report(placed, labels, middles, steady, earlier, previous)


def split_found(
    themes: Themes,
    cluster: str,
    utterances: pd.DataFrame,
    *,
    count: int = 2,
    codings: pd.DataFrame | None = None,
    codebook: Codebook | None = None,
    nlp: Language | None = None,
    seed: int = 20,
    min_words: int = 4,
    progress: Progress | None = None,
) -> Themes:
    """Split one theme in parts; the other themes keep their turns, numbers and how sure they are.

    Args:
        themes: what `find_themes` gave for the same utterances.
        cluster: the theme to split; its largest part keeps this number.
        utterances: see `find_themes`, also for the arguments not named here.
        count: how many parts.

    Returns:
        All themes anew. How steady a part is, is asked within the theme that was split.

    Raises:
        KennisError: there is no such theme, or it cannot be split in so many parts.
    """
    from threadpoolctl import threadpool_limits

    known = list(themes.summary["cluster"])
    if cluster not in known:
        raise KennisError(f"Thema '{cluster}' staat niet in deze studie. Kies uit: {', '.join(known) or 'geen'}.")
    if not _is_number(count, MOST_PARTS):
        raise KennisError(f"Geef bij count een heel getal van 2 tot en met {MOST_PARTS}: in zo veel delen splitsen we.")
    turns = int(themes.summary.set_index("cluster")["turns"][cluster])
    if turns < count * _FEWEST_IN_A_PART:
        raise KennisError(f"Thema '{cluster}' heeft te weinig beurten ({turns}) om in {count} delen te splitsen.")
    with threadpool_limits(1):
        placed = _place(utterances, codings, codebook, nlp, seed, min_words, 0, progress)
        if isinstance(placed, Themes):
            raise KennisError(f"Thema '{cluster}' is niet te splitsen: {placed.sentence}")
        before = _earlier(placed.kept, themes.clusters)
        rows = np.flatnonzero(before == cluster)
        own, said = placed.points[rows], [placed.said[row] for row in rows]
        some = tree_rows(said, seed=seed)
        near = move_together(own, some)
        parts, _ = _settled(near, cut_tree(grow_tree(near[some]), near[some], count))
        if parts.max() == 0:
            raise KennisError(f"Thema '{cluster}' is niet te splitsen: de beurten erin lijken te veel op elkaar.")
        steady_parts = np.round(steadiness([parts], own, seed=seed)[0], 2)
        names = sorted(set(before) - {"", cluster})
        labels = before.map({name: place for place, name in enumerate(names)}).fillna(-1).to_numpy(dtype=int)
        labels[rows] = len(names) + parts
        groups = len(names) + int(parts.max()) + 1
        middles = find_middles(move_together(placed.points, tree_rows(placed.said, seed=seed)), labels, groups)
    old = themes.summary.set_index("cluster")["stability"]
    steady = np.concatenate([old[names].to_numpy(dtype=float), steady_parts])
    split = _report(placed, labels, middles, steady, before, None)
    new = [name for name in split.summary["cluster"] if name not in known]
    sentence = f"{split.sentence} We splitsten {cluster}. Nieuw: {', '.join(new)}."
    return replace(split, sentence=sentence, changes=compare_themes(themes.clusters, split.clusters))


def _is_number(count: object, most: int) -> bool:
    return isinstance(count, int) and not isinstance(count, bool) and 2 <= count <= most


def _place(
    utterances: pd.DataFrame, codings: pd.DataFrame | None, codebook: Codebook | None, nlp: Language | None,
    seed: int, min_words: int, fewest: int, progress: Progress | None,
) -> _Placed | Themes:  # fmt: skip
    """Give each turn its place, or return that there are no themes, with the reason."""
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
    long, telling, usable = _usable(table, texts, codings, conversations, min_words=min_words)
    telling, usable = telling & ~talk, usable & ~talk
    if telling.sum() < fewest:
        return _no_themes(table, TOO_FEW)
    meaning = meaning_rows(codings, table["utterance_id"], codebook, table.get("chances"))
    # What is too short for a theme of its own still tells what the turns around it are about.
    words = place_words(list(table["lemmas"]))
    points = join_meaning(words, meaning, conversations=conversations)
    usable = usable & (np.abs(points).sum(axis=1) > 0)
    own = telling & usable  # what turns say by themselves decides whether there is anything to find
    if own.sum() < fewest:
        return _no_themes(table, TOO_FEW)
    if fewest and not _has_structure(table[own], texts[own].tolist(), codings, codebook, nlp=nlp, seed=seed):
        return _no_themes(table, NO_STRUCTURE)
    alone = join_meaning(words[usable], meaning[usable])
    kept = table[usable].reset_index(drop=True)
    return _Placed(table, kept, texts[usable].tolist(), points[usable], alone, int((talk & long).sum()))


def _usable(
    table: pd.DataFrame, texts: pd.Series, codings: pd.DataFrame, conversations: list[np.ndarray], *, min_words: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Tell which turns are long enough, which say enough by themselves to compare, and which with what was said around them."""
    heard = np.zeros(len(table), dtype=bool)
    for places in conversations:
        heard[places] = len(places) > 1
    content = table["lemmas"].map(lambda lemmas: len(set(lemmas))) >= FEWEST_LEMMAS
    coded = table["utterance_id"].isin(codings["utterance_id"])
    enough = (texts.str.split().str.len() >= min_words).to_numpy()
    return enough, enough & (content | coded).to_numpy(), enough & (content | coded | heard).to_numpy()


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
    points: np.ndarray,
    marks: list[str],
    earlier: pd.Series,
    *,
    seed: int,
    count: int | None = None,
    go_on: bool = False,
) -> tuple[np.ndarray, np.ndarray]:
    """Group points afresh, or on from earlier themes where those still do about as well.

    Args:
        points: see `vectors.make_vectors`, in the order of `lemma_table`.
        marks: what tells the points apart: the choice of a sample hangs on it, not on their order.
        earlier: the earlier theme of each point, "" for none.
        seed: fixes the draws.
        count: how many groups; without it the number is chosen. Fewer come where points are too much alike.
        go_on: go on from the earlier themes also where new ones would do better.

    Returns:
        A group number a point, and the middles of the groups.
    """
    least = max(FEWEST_THEMES, min(_ENOUGH_THEMES, len(points) // _TURNS_A_LARGE_THEME))
    most = max(least, min(MOST_THEMES, len(points) // TURNS_A_THEME))
    rows = tree_rows(marks, seed=seed)
    near = move_together(points, rows)
    names = sorted(name for name, turns in earlier[earlier != ""].value_counts().items() if turns >= _FEWEST_TO_GO_ON)
    wanted = len(names) == count if count else go_on or len(names) * _OUTGROWN > least
    if len(names) >= 2 and wanted:
        start = earlier.map({name: place for place, name in enumerate(names)}).fillna(-1).to_numpy(dtype=int)
        on = _settled(near, find_middles(near, start, len(names)), start)
        if go_on:
            return on
        # As many afresh: more groups always lie further apart.
        afresh = _settled(near, cut_tree(grow_tree(near[rows]), near[rows], len(names)))
        gained = [round(float(separation(near, middles, labels).mean()), 4) for labels, middles in (afresh, on)]
        if gained[0] <= gained[1] + _STILL_GOOD:
            return on
    if count:
        return _settled(near, cut_tree(grow_tree(near[rows]), near[rows], count))
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
    placed: _Placed, labels: np.ndarray, middles: np.ndarray, steady: np.ndarray, earlier: pd.Series,
    previous: pd.DataFrame | None,
) -> Themes:  # fmt: skip
    table, kept, alone = placed.table, placed.kept, placed.alone
    names = match_labels(earlier, pd.Series(labels.astype(str), index=kept.index))
    likeness = likeness_to(placed.points, middles)
    # What a turn says by itself decides how typical it is: a reader sees the quote, not the talk around it.
    own_likeness = likeness_to(alone, middles)
    strength = np.round(own_likeness[np.arange(len(alone)), labels].astype(np.float64), 2)
    rows = kept.assign(cluster=[names[str(label)] for label in labels], strength=strength)
    clusters = table[["utterance_id"]].merge(rows[["utterance_id", "cluster", "strength"]], how="left")
    clusters = clusters.fillna({"cluster": ""}).sort_values("utterance_id", kind="stable").reset_index(drop=True)
    # A theme is named by turns that would be in it by themselves, not by the small talk around them.
    words = distinctive_words(rows[own_likeness.argmax(axis=1) == labels])
    own = [names[str(group)] for group in range(len(middles))]
    apart = pd.Series(separation(placed.points, middles, labels)).groupby(rows["cluster"]).mean().round(3)
    sizes = rows.groupby("cluster").size()
    summary = pd.DataFrame({"cluster": sizes.index, "turns": sizes.to_numpy()})
    summary["name"] = summary["cluster"].map(propose_names(words)).fillna("")
    summary["stability"] = summary["cluster"].map(pd.Series(steady, index=own))
    loose = {name for name, turns in sizes.items() if is_loose(apart[name], turns / len(kept))}
    summary["sure"] = [
        sure_word(row.stability, loose=row.cluster in loose) for row in summary[["cluster", "stability"]].itertuples()
    ]
    aside = len(table) - len(kept)
    changes = compare_themes(previous, clusters) if previous is not None else pd.DataFrame(columns=CHANGE_COLUMNS)
    # The same turns in the same places are no news: a run made again says what the first one said.
    news = previous is not None and dict(previous[["utterance_id", "cluster"]].to_numpy()) != dict(
        clusters[["utterance_id", "cluster"]].to_numpy()
    )
    x, y = place_on_map(likeness, middles)
    large = summary[summary["cluster"].isin(loose) & (summary["turns"] > _LARGE_SHARE * len(kept))]
    said = [
        _sentence(summary, len(kept), aside, placed.about_the_talk),
        *(
            f"In {name} zit veel bij elkaar dat weinig op elkaar lijkt: misschien zijn het meer thema's."
            for name in large["cluster"]
        ),
        _OLD_THEMES
        if previous is not None and (earlier != "").any() and not (summary["sure"] == "vrij zeker").any()
        else "",
        describe_changes(changes) if news else "",
    ]
    return Themes(
        clusters,
        words,
        summary[_SUMMARY],
        aside,
        " ".join(filter(None, said)),
        changes,
        pd.DataFrame({"utterance_id": kept["utterance_id"], "x": x, "y": y}),
        pd.DataFrame(middles.astype(int)).assign(cluster=own).sort_values("cluster").reset_index(drop=True),
    )


def _sentence(summary: pd.DataFrame, placed: int, aside: int, about_the_talk: int) -> str:
    sure = int((summary["sure"] == "vrij zeker").sum())
    said = f"We verdeelden {placed} beurten over {len(summary)} thema's. {aside} beurten bleven apart: "
    if about_the_talk:
        few = aside - about_the_talk
        said += f"{few} met te weinig woorden om te vergelijken, en {about_the_talk} over het gesprek zelf, zoals koffie, het geluid of de volgende vraag. "
    else:
        said += "er staan te weinig woorden in om te vergelijken. "
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
