"""A source that comes back a little changed: a longer export, a mended word. It must not count a second time."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from kennis.known import ids_from, refresh_turns, split_id
from kennis.sources import Cleaned, is_conversation
from kennis.study import Study
from kennis.tables import SPEAKERS, UTTERANCES, check

_SAME = 0.6  # of the word groups of the shorter one; talks with the same interview guide share far fewer
_GROUP = 5  # words
_FEWEST = 20  # word groups: with less, two talks may be alike by chance


@dataclass(frozen=True)
class Version:
    """A source that says nearly the same as one the study holds, and the ids and texts of that one (`""` who is gone)."""

    cleaned: Cleaned
    fingerprint: str  # of the source it is a version of; "" where that is a new file as well
    meeting_id: str
    held: pd.Series  # text by utterance_id, in the order of the source
    other: str = ""  # the name of the new file it is a version of


def split_versions(study: Study, new: list[Cleaned]) -> tuple[list[Cleaned], list[Version]]:
    """Tell sources that are new from those that are nearly the same as one the study has, or as another new one."""
    if not new:
        return [], []
    said = study.utterances.set_index("utterance_id")["text"]
    held = [
        (row["fingerprint"], row["meeting_id"], _texts_of(said, row["first_id"], row["last_id"]))
        for row in study.sources.to_dict("records")
    ]
    groups = [(fingerprint, meeting_id, texts, _word_groups(texts), "") for fingerprint, meeting_id, texts in held]
    fresh: list[Cleaned] = []
    versions: list[Version] = []
    for one in new:
        own = _word_groups(one.turns["text"])
        alike = [entry for entry in groups if _is_same(own, entry[3])]
        if alike:
            fingerprint, meeting_id, texts, _, other = max(alike, key=lambda entry: len(own & entry[3]))
            versions.append(Version(one, fingerprint, meeting_id, texts, other))
        else:
            fresh.append(one)
            groups.append(("", "", pd.Series(dtype=object), own, one.source.path.name))
    return fresh, versions


def update_versions(study: Study, versions: list[Version], prints: Mapping[Path, str], *, refresh: bool) -> list[str]:
    """Bring what the study holds up to date where asked for and possible, and say what became of each version."""
    spoke = set(study.utterances["speaker"])
    told = [_update(study, version, prints[version.cleaned.source.path], refresh=refresh) for version in versions]
    return told + _without_turns(study, spoke - set(study.utterances["speaker"]) - {""})


def _without_turns(study: Study, silent: set[str]) -> list[str]:
    """Take out participants who have no turns left, such as a name that was misspelt; what they agreed to is never lost."""
    rows = study.speakers
    mine = rows["speaker"].isin(silent)
    asked = rows.filter(like="consent").astype("string").fillna("").ne("").any(axis=1)
    if (gone := mine & ~asked).any():
        study.write("deelnemers.csv", check(rows[~gone], SPEAKERS))
    taken, kept = (", ".join(rows.loc[which, "speaker"]) for which in (gone, mine & asked))
    return [
        *([f"Niemand spreekt nog als {taken}: dat is uit deelnemers.csv gehaald."] if taken else []),
        *(
            [
                f"Niemand spreekt nog als {kept}, maar in deelnemers.csv staat daar iets over toestemming. Zet dat bij het goede "
                "nummer, en haal de rij dan weg."
            ]
            if kept
            else []
        ),
    ]


def _update(study: Study, version: Version, fingerprint: str, *, refresh: bool) -> str:
    name = f"'{version.cleaned.source.path.name}'"
    if not version.fingerprint:
        return (
            f"{name} zegt bijna hetzelfde als '{version.other}', dat ook nieuw is. Alleen '{version.other}' telt mee. "
            "Haal de versie weg die niet klopt."
        )
    if not is_conversation(version.cleaned.source) or not version.meeting_id:
        return (
            f"{name} is bijna hetzelfde als citaten die al ingelezen zijn. Het telt niet nog een keer mee. "
            "Zijn er citaten bij gekomen? Zet alleen de nieuwe in een eigen bestand."
        )
    where = f"{name} is een andere versie van gesprek {version.meeting_id}, dat al ingelezen is."
    if not refresh:
        return f"{where} Het telt niet nog een keer mee. Moet deze versie gelden? Voeg --refresh toe."
    new, held = version.cleaned.turns, version.held
    changed = [place for place, (old, now) in enumerate(zip(held, new["text"], strict=False)) if old and old != now]
    if len(new) < len(held) or len(changed) > (1 - _SAME) * len(held):
        return (
            f"{where} Er zijn beurten weggehaald of tussengevoegd. Dat kan kennis niet bijwerken zonder coderingen te "
            "verliezen: de oude versie blijft staan."
        )
    _replace_turns(study, version, changed, fingerprint)
    told = [f"{_turns(len(changed))} anders"]
    told += [f"{_turns(number)} {what}" for number, what in _replace_speakers(study, version) if number]
    told += [f"{len(new) - len(held)} erbij"]
    return f"{where} Bijgewerkt: {', '.join(told)}. De coderingen wijzen nog dezelfde woorden aan."


def _replace_turns(study: Study, version: Version, changed: list[int], fingerprint: str) -> None:
    """Give a meeting the text of a newer version, and add what was said after its end."""
    new, held = version.cleaned.turns, version.held
    rows = new.iloc[changed][["text", "original"]]
    ids = held.index[changed]
    refresh_turns(study, rows.assign(utterance_id=ids, old_text=held.iloc[changed].to_numpy()))
    study.extend_transcript(version.meeting_id, new.iloc[len(held) :], was=version.fingerprint, fingerprint=fingerprint)


def _replace_speakers(study: Study, version: Version) -> list[tuple[int, str]]:
    """Give turns the speaker and the role that a newer version says, and count them: of another speaker, in another role.

    A role that a person filled in stays what it is (see `Study.utterances`).
    """
    name = f"transcripten/{version.meeting_id}.csv"
    stays = version.held[version.held != ""].index
    told = version.cleaned.turns[["speaker", "role"]].head(len(version.held)).set_axis(version.held.index)
    rows = next(rows for at, rows in study.files_of(UTTERANCES) if at == name).set_index("utterance_id")
    was = rows[["speaker", "role"]].reindex(stays)
    spoken, role = (was[column].ne(told.loc[stays, column]) for column in ("speaker", "role"))
    study.add_speakers(speakers_of(version.cleaned.turns))
    if spoken.any() or role.any():
        rows.update(told.loc[stays])
        study.write(name, rows.reset_index()[list(UTTERANCES.names)])
    return [(int(spoken.sum()), "van een andere spreker"), (int((role & ~spoken).sum()), "met een andere rol")]


def speakers_of(turns: pd.DataFrame) -> pd.DataFrame:
    """Return who speaks in anonymised turns: `speaker, role, organisation_kind`."""
    said = turns[turns["speaker"] != ""]
    roles = said.groupby("speaker")["role"].agg(lambda values: next((v for v in values if v), ""))
    kinds = {"beleidsmedewerker": "gemeente", "uitvoerder": "uitvoeringsorganisatie"}
    return pd.DataFrame(
        {"speaker": roles.index, "role": roles.to_numpy(), "organisation_kind": [kinds.get(r, "") for r in roles]}
    )


def _turns(number: int) -> str:
    return f"{number} {'beurt' if number == 1 else 'beurten'}"


def _texts_of(said: pd.Series, first: str, last: str) -> pd.Series:
    """Return the texts of a source, of all texts by id; "" for turns of somebody who withdrew."""
    count = split_id(last)[1] - split_id(first)[1] + 1
    return said.reindex(ids_from(first, count)).fillna("")


def _word_groups(texts: pd.Series) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", " ".join(texts).casefold())
    return set(zip(*(words[place:] for place in range(_GROUP)), strict=False))


def _is_same(one: set[tuple[str, ...]], other: set[tuple[str, ...]]) -> bool:
    fewest = min(len(one), len(other))
    return fewest >= _FEWEST and len(one & other) >= _SAME * fewest
