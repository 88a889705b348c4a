"""Themes against the codebook: which are its own, which cut across, which it may not know yet; and making one a code."""

from __future__ import annotations

import re
from datetime import datetime
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pandas as pd

from kennis.coding import MACHINES, load_codebook
from kennis.coding.log import FROM_THEME
from kennis.study import Study, open_study
from kennis.tables import KennisError, require_columns

if TYPE_CHECKING:
    from kennis.themes.find import Themes

OWN, ACROSS, NEW = "uit het codeboek", "dwars door codes heen", "mogelijk nieuw"
_MOSTLY = 0.4  # the share of a theme's turns with one code from which it is the codebook's own
_HARDLY = 0.35  # the share of turns with any code below which the codebook may not know the theme
_FIRST_QUOTES = 10


def theme_codes(clusters: pd.DataFrame, codings: pd.DataFrame) -> pd.DataFrame:
    """Count which codes stand in which theme.

    Args:
        clusters: see `tables.CLUSTERS`.
        codings: one row an utterance and code (see `coding.supported_codings`).

    Returns:
        `cluster, code, turns, share`, the most frequent first; `share` (0–1) is the share of the theme's turns.
    """
    require_columns(codings, ["utterance_id", "code"], table="codings")
    placed = clusters[clusters["cluster"] != ""]
    sizes = placed.groupby("cluster").size()
    both = placed[["utterance_id", "cluster"]].merge(codings[["utterance_id", "code"]].drop_duplicates())
    counts = both.groupby(["cluster", "code"]).size().rename("turns").reset_index()
    counts["share"] = (counts["turns"] / counts["cluster"].map(sizes)).round(3)
    return counts.sort_values(["cluster", "turns", "code"], ascending=[True, False, True]).reset_index(drop=True)


def judge_themes(clusters: pd.DataFrame, codings: pd.DataFrame) -> pd.DataFrame:
    """Tell for each theme how it lies against the codebook.

    Args:
        clusters: see `tables.CLUSTERS`.
        codings: one row an utterance and code (see `coding.supported_codings`).

    Returns:
        `cluster, judgement, code, share, coded`: the commonest code with its share of the turns, and the share of
        turns with any code (0–1). `judgement` is *uit het codeboek*, *dwars door codes heen* or *mogelijk nieuw*.
    """
    counts = theme_codes(clusters, codings)
    placed = clusters[clusters["cluster"] != ""]
    coded = placed["utterance_id"].isin(codings["utterance_id"]).groupby(placed["cluster"]).mean().round(3)
    top = counts.drop_duplicates("cluster").set_index("cluster").reindex(coded.index)
    rows = pd.DataFrame({"cluster": coded.index, "code": top["code"].fillna("").to_numpy()})
    rows["share"], rows["coded"] = top["share"].fillna(0.0).to_numpy(), coded.to_numpy()
    rows["judgement"] = ACROSS
    rows.loc[rows["share"] >= _MOSTLY, "judgement"] = OWN
    rows.loc[rows["coded"] < _HARDLY, "judgement"] = NEW
    return rows[["cluster", "judgement", "code", "share", "coded"]]


def promote_theme(
    study: Study, themes: Themes, cluster: str, *, slug: str, label: str, insight: str, definition: str,
    coder: str, quotes: list[str] | None = None,
) -> pd.DataFrame:  # fmt: skip
    """Make a theme a code of the codebook, with its quotes as the first codings. All of it happens, or nothing.

    The rest of `codeboek.yaml`, remarks too, stays to the letter.

    Args:
        study: the study.
        themes: what `find_themes` gave.
        cluster: the theme, such as `T05`.
        slug: the short name of the new code: small letters, digits and `_`.
        label: its name for readers.
        insight: the insight it belongs to, as the codebook calls it.
        definition: what it means.
        coder: who decides this; the codings go to the log of that name.
        quotes: ids of the turns that become codings; without it the ten that fit best.

    Returns:
        The new codings (`tables.CODINGS`).

    Raises:
        KennisError: there is no such theme, a quote is not in it, the code exists, or the codebook would not be right.
    """
    own = themes.clusters[themes.clusters["cluster"] == cluster]
    if own.empty:
        raise KennisError(f"Thema '{cluster}' is er niet. Kies uit: {', '.join(themes.summary['cluster']) or 'geen'}.")
    if coder in MACHINES or not coder:
        raise KennisError("Geef bij 'coder' de naam van wie dit besluit; een computer kan geen code maken.")
    best = own.sort_values(["strength", "utterance_id"], ascending=[False, True])["utterance_id"]
    chosen = list(best.head(_FIRST_QUOTES)) if quotes is None else quotes
    if strange := sorted(set(chosen) - set(own["utterance_id"])):
        raise KennisError(f"Beurt {strange[0]} hoort niet bij thema '{cluster}'.")
    whole = open_study(study.path)  # also what readers may not see: a log that is saved must not lose rows
    text = add_code(whole.codebook_path, slug=slug, label=label, insight=insight, definition=definition)
    turns = whole.utterances.set_index("utterance_id").loc[chosen, "text"]
    new = pd.DataFrame(
        {
            "utterance_id": chosen, "start": 0, "stop": turns.str.len().to_numpy(), "code": slug, "polarity": "",
            "coder": coder, "status": "geaccepteerd", "score": float("nan"), "evidence": f"{FROM_THEME}{cluster}",
            "memo": "", "at": datetime.now().astimezone().isoformat(timespec="seconds"),
        }
    )  # fmt: skip
    log = whole.codings
    old = log[log["coder"] == coder]
    with whole.one_change() as changed:
        changed.save_codings(pd.concat([old, new], ignore_index=True) if len(old) else new, coder=coder)
        if changed.pending:
            changed.pending.write("codeboek.yaml", text.encode("utf-8"))
    return new


def add_code(path: Path, *, slug: str, label: str, insight: str, definition: str) -> str:
    """Return the text of a codebook with one more code at its end; nothing else in it changes.

    Raises:
        KennisError: the slug is no slug or exists, the insight does not, or something is empty.
    """
    book = load_codebook(path)
    if not re.fullmatch(r"[a-z][a-z0-9_]*", slug):
        raise KennisError(f"'{slug}' kan geen slug zijn. Gebruik kleine letters, cijfers en _, zoals 'geld_en_tijd'.")
    if slug in book.slugs:
        raise KennisError(f"Code '{slug}' staat al in het codeboek. Kies een andere slug.")
    raw = path.read_text(encoding="utf-8-sig").replace("\r\n", "\n")
    entry = {"slug": slug, "label": label, "inzicht": insight, "polair": "nee", "definitie": definition}
    changed = _with_entry(raw, entry)
    with TemporaryDirectory() as folder:
        trial = Path(folder) / path.name
        trial.write_text(changed, encoding="utf-8")
        if load_codebook(trial).slugs != (*book.slugs, slug):
            raise KennisError(f"{path.name}: hier past geen code bij. Zet de code er zelf in, onder 'codes'.")
    return changed


def _with_entry(raw: str, entry: dict[str, str]) -> str:
    from ruamel.yaml import YAML

    lines = raw.rstrip("\n").split("\n")
    start = next(place for place, line in enumerate(lines) if re.match(r"codes\s*:", line))
    later = [place for place in range(start + 1, len(lines)) if re.match(r"[^\s#-]", lines[place])]
    end = later[0] if later else len(lines)
    while not lines[end - 1].strip() or lines[end - 1].startswith("#"):
        end -= 1
    first = next(line for line in lines[start + 1 :] if re.match(r"\s*-", line))
    indent = " " * (len(first) - len(first.lstrip()))
    written = StringIO()
    yaml = YAML()
    yaml.width = 10_000
    yaml.dump([entry], written)
    new = [indent + line for line in written.getvalue().rstrip("\n").split("\n")]
    return "\n".join([*lines[:end], "", *new, *lines[end:]]) + "\n"
