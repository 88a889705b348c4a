"""Codings that miss their mark: under the old name of a code, or with a code, turn or words that do not exist.

They come with a file that was made or changed elsewhere. What the history of the codebook knows is carried along; the
rest is told, because it would fall out of all counts without a word.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from pathlib import Path

import pandas as pd

from kennis.coding.carry_codes import Row, carry_log
from kennis.coding.codebook import load_codebook
from kennis.coding.log import MACHINES, NO_CODE, current_codings
from kennis.renames import KEY, open_under_old_name
from kennis.study import Study
from kennis.tables import CODINGS, UTTERANCES, KennisError, read_table

_NAMED = 3  # so many are named as an example


def mend_codings(study: Study) -> list[str]:
    """Carry codings along whose code was renamed, in the logs of all people, and tell which codings point at nothing.

    Returns:
        Dutch sentences; none where all is well.

    Raises:
        KennisError: a log or the codebook cannot be read.
    """
    notes, turns, slugs = [], turn_lengths(study), load_codebook(study.codebook_path).slugs
    for name in [f"coderingen/{coder}.csv" for coder in study.coders if coder not in MACHINES]:
        new, said = renamed_rows(study, study.path / name)
        if new:
            study.add_rows(name, pd.DataFrame(new, columns=list(CODINGS.names)), CODINGS)
        notes += said + describe_strays(name, read_table(study.path / name, CODINGS), turns=turns, slugs=slugs)
    return notes


def renamed_rows(study: Study, path: Path) -> tuple[list[Row], list[str]]:
    """Return the rows that let a log follow the names of codes, and a Dutch sentence that says so."""
    renamed = study.renamed
    rows = read_table(path, CODINGS) if renamed and path.exists() else CODINGS.empty()
    strays = rows[open_under_old_name(rows, renamed)]
    if strays.empty:
        return [], []
    still = set(strays[KEY].itertuples(index=False, name=None))

    def target(row: Row) -> str:
        return renamed[row["code"]] if tuple(row[name] for name in KEY) in still else row["code"]

    codes = list(dict.fromkeys(strays["code"]))
    polar = {code.slug for code in load_codebook(study.codebook_path).codes if code.polar}
    told = ", ".join(f"{code} heet nu {renamed[code]}" for code in codes)
    at = datetime.now().isoformat(timespec="seconds")
    new = carry_log(rows, codes, target, polar=polar, at=at, why=f"het codeboek veranderde: {told}")
    many = "1 codering had" if len(still) == 1 else f"{len(still)} coderingen hadden"
    return new, [f"coderingen/{path.name}: {many} nog de oude naam van een code. Dat is bijgewerkt: {told}."]


def describe_strays(name: str, rows: pd.DataFrame, *, turns: Mapping[str, int], slugs: Collection[str]) -> list[str]:
    """Say how many codings of a log have a code, a turn or words that do not exist; nothing where all is well.

    Args:
        name: the path of the log in the study.
        rows: the log.
        turns: how long the text of each turn of the whole study is.
        slugs: the codes of the codebook.
    """
    now = current_codings(rows)
    now = now[now["status"] == "geaccepteerd"]
    length = now["utterance_id"].map(turns)
    unknown = now[~now["code"].isin([*slugs, NO_CODE])]
    nowhere = now[length.isna()]
    beyond = now[length.notna() & ((now["start"] < 0) | (now["stop"] > length) | (now["start"] >= now["stop"]))]
    found = [
        ("met een code die niet in het codeboek staat", unknown["code"]),
        ("bij een beurt die niet bestaat", nowhere["utterance_id"]),
        ("met een begin of einde buiten de beurt", beyond["utterance_id"]),
    ]
    said = [f"{len(values)} {what} ({_some(values)})" for what, values in found if len(values)]
    if not said:
        return []
    return [
        f"{name}: coderingen die niet (goed) meetellen: {'; '.join(said)}. Verbeter ze in dit bestand. "
        "Komt het uit een andere kopie van de studie? Vergelijk ze met kn.compare_copies."
    ]


def no_such_turn(turn: str) -> KennisError:
    """Return what is said of a turn that is not in the study."""
    return KennisError(f"Beurt '{turn[:40]}' staat niet in deze studie. Kijk naar de nummers, zoals B02-014.")


def turn_lengths(study: Study) -> dict[str, int]:
    """Return how long the text of each turn is, also of people who do not want to be analysed."""
    return {
        str(turn): len(text)
        for _, rows in study.files_of(UTTERANCES)
        for turn, text in zip(rows["utterance_id"], rows["text"], strict=True)
    }


def _some(values: pd.Series) -> str:
    names = list(dict.fromkeys(str(value)[:40] for value in values))
    return ", ".join(names[:_NAMED]) + (" …" if len(names) > _NAMED else "")
