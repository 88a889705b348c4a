"""Themes kept on disk: as long as nothing they were made of changed, nobody has to wait for them twice.

`themas.csv` and `themawoorden.csv` are tables of the study. The rest, such as the map and how sure a theme is, lies in
`themas_bewaard.json`, with a mark of what all of it was made of. It can always be thrown away.
"""

from __future__ import annotations

import json
from typing import Any

import pandas as pd

from kennis.made import mark_of
from kennis.study import KEPT_THEMES, Study
from kennis.tables import to_csv
from kennis.themes.find import Themes

_TABLES = ("summary", "changes", "places", "middles")


def keep_themes(study: Study, themes: Themes, made_of: str, *, asked: bool = False) -> None:
    """Save themes in a study: its two tables of themes, and what else there is to know of them.

    Args:
        study: the study.
        themes: what `find_themes` gave, under the names it proposed.
        made_of: the mark of what they were made of.
        asked: a person asked for so many themes, or split one: later runs leave it at that.
    """
    tables = {name: getattr(themes, name).to_dict("split", index=False) for name in _TABLES}
    with study.one_change() as change:
        change.save_clusters(themes.clusters, themes.words)
        said = {"asked": asked, "sentence": themes.sentence, "set_aside": themes.set_aside}
        rest = {"mark": _mark(change, made_of), **said, **tables}
        change.write_text(KEPT_THEMES, json.dumps(rest, ensure_ascii=False) + "\n")


def kept_themes(study: Study, made_of: str) -> Themes | None:
    """Return the themes a study keeps, or None if it keeps none that were made of just this."""
    try:
        rest = _read(study)
        if rest is None or rest["mark"] != _mark(study, made_of):
            return None
        tables = {name: pd.DataFrame(**rest[name]) for name in _TABLES}
        return Themes(
            study.clusters, study.theme_words, sentence=rest["sentence"], set_aside=rest["set_aside"], **tables
        )
    except (LookupError, TypeError, ValueError):  # not a file of ours, or torn: made anew
        return None


def asked_themes(study: Study) -> bool:
    """Tell whether a person asked for the themes a study has, by number or by splitting one."""
    try:
        rest = _read(study)
        return rest is not None and rest["asked"] is True
    except (LookupError, TypeError, ValueError):
        return False


def _read(study: Study) -> Any:
    path = study.find(KEPT_THEMES)
    return None if path is None else json.loads(path.read_text(encoding="utf-8"))


def _mark(study: Study, made_of: str) -> str:
    return mark_of(made_of, to_csv(study.clusters), to_csv(study.theme_words))
