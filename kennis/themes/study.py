"""The themes of a study: going on from the saved ones, with the names people gave them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from kennis.coding import MACHINES, load_codebook
from kennis.made import code_mark, mark_of
from kennis.privacy import key_at_hand, named_in
from kennis.study import Study
from kennis.tables import Column, KennisError, Table, check, read_table
from kennis.themes.find import Progress, Themes, find_themes
from kennis.themes.kept import keep_themes, kept_themes

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
    nlp: Language | None = None,
    progress: Progress | None = None,
) -> Themes:
    """Find the themes of a study, on from those it has saved, under the names people gave them.

    Args:
        study: the study; its machine suggestions help to place the turns.
        utterances: the turns to use; without it all of the study.
        nlp: the pipeline; without it the study's own.
        progress: called with (done, total) now and then.

    Returns:
        The themes; nothing is saved.

    Raises:
        KennisError: a table of the study is not right.
    """
    themes, _ = _kept_or_found(study, utterances, nlp=nlp, progress=progress)
    return with_names(themes, theme_names(study))


def save_themes(study: Study, *, utterances: pd.DataFrame | None = None) -> Themes:
    """Find the themes of a study and save them in it; see `study_themes`.

    Args:
        study: the study.
        utterances: the turns to use; without it all of the study.
    """
    themes, made_of = _kept_or_found(study, utterances)
    keep_themes(study, themes, made_of)
    return with_names(themes, theme_names(study))


def _kept_or_found(
    study: Study, utterances: pd.DataFrame | None, *, nlp: Language | None = None, progress: Progress | None = None
) -> tuple[Themes, str]:
    """Return the themes of a study and the mark of what they were made of; kept ones if that mark is still the same."""
    from kennis.language import describe_pipeline, load_pipeline

    turns = study.utterances if utterances is None else utterances
    codings, before, settings = study.codings, study.clusters, study.settings
    suggested = codings[codings["coder"].isin(MACHINES) & codings["utterance_id"].isin(turns["utterance_id"])]
    codebook, pipeline = load_codebook(study.codebook_path), nlp or load_pipeline(settings.pipeline)
    made_of = mark_of(
        turns[["utterance_id", "meeting_id", "turn", "text"]],
        suggested[["utterance_id", "code", "score"]],
        f"{codebook.fingerprint} {describe_pipeline(pipeline)} {settings.seed} {settings.min_words}",
        code_mark("themes", "coding", "language"),
    )
    themes = kept_themes(study, made_of) or find_themes(
        turns,
        codings=suggested if len(suggested) else None,
        codebook=codebook,
        previous=before if len(before) else None,
        nlp=pipeline,
        seed=settings.seed,
        min_words=settings.min_words,
        progress=progress,
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
