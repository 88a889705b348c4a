"""The themes of a study: going on from the saved ones, with the names people gave them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from kennis.coding import MACHINES, load_codebook
from kennis.made import code_mark, mark_of
from kennis.privacy import key_at_hand, named_in
from kennis.study import Study
from kennis.tables import Column, KennisError, Table, check, read_table
from kennis.themes.find import Progress, Themes, find_themes, split_found
from kennis.themes.kept import asked_themes, keep_themes, kept_themes

if TYPE_CHECKING:
    from spacy.language import Language

NAMES_FILE = "themas_namen.csv"
NAMES = Table("themas_namen", (Column("cluster"), Column("name"), Column("memo", required=False)), key=("cluster",))
_FEWEST_WITHIN = 40
_NAMES_SOMEBODY = "Let op: deze naam kan iemand herkenbaar maken. Hij komt op de pagina's: kies liever een andere."


def study_themes(
    study: Study,
    *,
    utterances: pd.DataFrame | None = None,
    count: int | None = None,
    nlp: Language | None = None,
    progress: Progress | None = None,
) -> Themes:
    """Find the themes of a study, on from those it has saved, under the names people gave them.

    Args:
        study: the study; its machine suggestions help to place the turns.
        utterances: the turns to use; without it all of the study.
        count: how many themes you want; without it as many as are saved, or as many as fit the turns. Themes that stay
            much the same keep their number and name.
        nlp: the pipeline; without it the study's own.
        progress: called with (done, total) now and then.

    Returns:
        The themes; nothing is saved (see `save_themes`).

    Raises:
        KennisError: a table of the study is not right, or so many themes cannot be made.
    """
    themes, _ = _kept_or_found(study, *_asked_with(study, utterances, nlp), count=count, progress=progress)
    return with_names(themes, theme_names(study))


def save_themes(study: Study, *, utterances: pd.DataFrame | None = None, count: int | None = None) -> Themes:
    """Find the themes of a study and save them in it; see `study_themes`.

    Args:
        study: the study.
        utterances: the turns to use; without it all those that may be analysed.
        count: how many themes you want; later runs go on from these, with as many.
    """
    themes, made_of = _kept_or_found(study, *_asked_with(study, utterances), count=count)
    keep_themes(study, themes, made_of, asked=count is not None or asked_themes(study))
    return with_names(themes, theme_names(study))


def split_theme(study: Study, cluster: str, count: int = 2) -> Themes:
    """Split one theme of a study in parts and save that; the other themes keep their turns, number and name.

    Args:
        study: the study.
        cluster: the theme, such as `T03`: its largest part keeps this number and name, the others get new numbers.
        count: in how many parts (2 to 5).

    Returns:
        All themes, as they are now saved; `sentence` and `changes` say what became of the theme. Later runs go on from
        these.

    Raises:
        KennisError: there is no such theme, or it cannot be split in so many parts.
    """
    turns, given = _asked_with(study)
    themes, made_of = _kept_or_found(study, turns, given)
    split = split_found(themes, cluster, turns, count=count, **given)
    keep_themes(study, split, made_of, asked=True)
    return with_names(split, theme_names(study))


def _asked_with(
    study: Study, utterances: pd.DataFrame | None = None, nlp: Language | None = None
) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Return the turns, and with what the themes of a study are found."""
    from kennis.language import load_pipeline

    turns = study.utterances if utterances is None else utterances
    codings, settings = study.codings, study.settings
    suggested = codings[codings["coder"].isin(MACHINES) & codings["utterance_id"].isin(turns["utterance_id"])]
    return turns, {
        "codings": suggested if len(suggested) else None,
        "codebook": load_codebook(study.codebook_path),
        "nlp": nlp or load_pipeline(settings.pipeline),
        "seed": settings.seed,
        "min_words": settings.min_words,
    }


def _kept_or_found(
    study: Study,
    turns: pd.DataFrame,
    given: dict[str, Any],
    *,
    count: int | None = None,
    progress: Progress | None = None,
) -> tuple[Themes, str]:
    """Return the themes of a study and the mark of what they were made of; kept ones if that mark is still the same."""
    from kennis.language import describe_pipeline

    before = study.clusters
    suggested = study.codings.head(0) if given["codings"] is None else given["codings"]
    made_of = mark_of(
        turns[["utterance_id", "meeting_id", "turn", "role", "text"]],
        suggested[["utterance_id", "code", "score"]],
        f"{given['codebook'].fingerprint} {describe_pipeline(given['nlp'])} {given['seed']} {given['min_words']}",
        code_mark("themes", "coding", "language"),
    )
    kept = kept_themes(study, made_of)
    if kept is not None and count in (None, len(kept.summary)):
        return kept, made_of
    themes = find_themes(
        turns,
        previous=before if len(before) else None,
        count=count,
        go_on=count is None and asked_themes(study),
        progress=progress,
        **given,
    )
    return themes, made_of


def themes_within(study: Study, code: str, codings: pd.DataFrame) -> Themes:
    """Look for themes inside one code, by the words of its turns alone.

    Args:
        study: the study.
        code: a slug of its codebook.
        codings: one row an utterance and code (see `coding.supported_codings`).

    Returns:
        The themes; often *te weinig materiaal*, because one code holds few turns.

    Raises:
        KennisError: there is no such code.
    """
    from kennis.language import load_pipeline

    load_codebook(study.codebook_path).code(code)
    turns = study.utterances
    # Of these turns few were said one after the other: each stands by itself.
    turns = turns.loc[
        turns["utterance_id"].isin(codings.loc[codings["code"] == code, "utterance_id"]), ["utterance_id", "text"]
    ]
    nothing = pd.DataFrame(columns=["utterance_id", "code", "score"])
    settings = study.settings
    return find_themes(
        turns, codings=nothing, nlp=load_pipeline(settings.pipeline), seed=settings.seed,
        min_words=settings.min_words, fewest=_FEWEST_WITHIN,
    )  # fmt: skip


def theme_names(study: Study) -> pd.DataFrame:
    """Return the names people gave to themes: `cluster, name, memo`."""
    path = study.find(NAMES_FILE)
    return read_table(path, NAMES) if path else NAMES.empty()


def name_themes(study: Study, names: Mapping[str, str]) -> pd.DataFrame:
    """Give themes a name of your own. Names given before stay, unless you name that theme again.

    Args:
        study: the study; the names come in its `themas_namen.csv`, which may also be edited by hand.
        names: theme → name, such as `{"T03": "Reizen en op tijd komen"}`.

    Returns:
        All names now: `cluster, name, memo`, and `note`: a warning where a name may tell who somebody is.

    Raises:
        KennisError: a theme is not in the study, or has no name.
    """
    if not isinstance(names, Mapping):
        raise KennisError("Geef bij elk thema een naam, zo: kn.name_themes(study, {'T03': 'Reizen en op tijd komen'}).")
    known = set(study.clusters["cluster"]) - {""}
    for cluster, name in names.items():
        if cluster not in known:
            raise KennisError(
                f"Thema '{cluster}' staat niet in deze studie. Kies uit: {', '.join(sorted(known)) or 'geen'}."
            )
        if not isinstance(name, str) or not name.strip():
            raise KennisError(f"Thema '{cluster}': de naam is leeg. Geef een naam, of laat het thema weg.")
    old = theme_names(study)
    memo = old.set_index("cluster")["memo"]
    new = pd.DataFrame([(c, n.strip(), memo.get(c, "")) for c, n in names.items()], columns=list(NAMES.names))
    rows = pd.concat([old[~old["cluster"].isin(new["cluster"])], new], ignore_index=True).sort_values("cluster")
    study.write(NAMES_FILE, check(rows, NAMES))
    key = key_at_hand(study.settings.study_id)
    notes = [_NAMES_SOMEBODY if named_in(name, key=key) else "" for name in rows["name"]]
    return rows.assign(note=notes).reset_index(drop=True)


def with_names(themes: Themes, names: pd.DataFrame) -> Themes:
    """Return the themes under the names people gave them; the others keep the name that was proposed."""
    own = dict(zip(names["cluster"], names["name"], strict=True))
    named = [own.get(row.cluster, row.name) for row in themes.summary[["cluster", "name"]].itertuples(index=False)]
    return replace(themes, summary=themes.summary.assign(name=named))
