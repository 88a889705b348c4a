"""Sources a study knows already, read again: whether they still come out the same, and what to do if not."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd

from kennis.intake import Source
from kennis.numbers import first_few
from kennis.privacy import Key, carry_offsets, forget_in, letters_alike, moves_between, without_person
from kennis.sources import Cleaned
from kennis.study import Study
from kennis.tables import CODINGS, TRACEABLE, UTTERANCES, KennisError


def _ids_in(study: Study, cleaned: list[Cleaned], prints: Mapping[Path, str]) -> list[list[str]]:
    """Return for each known source the ids that its turns have in the study."""
    firsts = study.sources.set_index("fingerprint")["first_id"]
    return [ids_from(str(firsts[prints[one.source.path]]), len(one.turns)) for one in cleaned]


def _stored(study: Study, cleaned: list[Cleaned], prints: Mapping[Path, str]) -> list[pd.DataFrame]:
    """Put the turns of each known source beside what the study holds: `utterance_id, speaker, text` and `old_speaker, old_text`.

    Turns of somebody who withdrew are in the source but not in the study: they are left out.
    """
    held = study.utterances[["utterance_id", "speaker", "text"]].rename(
        columns={"speaker": "old_speaker", "text": "old_text"}
    )
    return [
        one.turns[["speaker", "text", "original"]].assign(utterance_id=ids).merge(held, on="utterance_id")
        for one, ids in zip(cleaned, _ids_in(study, cleaned, prints), strict=True)
    ]


def spoken_by(study: Study, sources: Sequence[Source], prints: Mapping[Path, str]) -> dict[Path, dict[str, str]]:
    """Return for each source the study knows which pseudonym the study gave each speaker label: what was found once stays."""
    firsts = study.sources.set_index("fingerprint")["first_id"]
    held = study.utterances.set_index("utterance_id")["speaker"]
    spoke = {}
    for source in sources:
        if prints[source.path] in firsts.index:
            ids = ids_from(str(firsts[prints[source.path]]), len(source.turns))
            numbers = pd.Series(held.reindex(ids).to_numpy(), index=source.turns["speaker"].str.strip()).replace(
                "", pd.NA
            )
            spoke[source.path] = numbers.dropna().groupby(level=0).agg(lambda found: found.mode().iloc[0]).to_dict()
    return spoke


def ids_from(first: str, count: int) -> list[str]:
    """Return the ids a source has in a study: `count` of them, from its first on."""
    start, number = split_id(first)
    return [f"{start}{at:03d}" for at in range(number, number + count)]


def split_id(identity: str) -> tuple[str, int]:
    """Return what an id begins with, and its number: `B02-014` is `B02-`, 14."""
    found = re.fullmatch(r"(.*?)(\d+)", identity)
    return (found[1], int(found[2])) if found else (identity, 1)


def refuse_without_key(study: Study, old: list[Cleaned], prints: Mapping[Path, str]) -> None:
    """Without a key the numbers must come out as they stand in the study, or people would be mixed up."""
    if len(old) == len(study.sources) and study.gone.empty:
        held = _stored(study, old, prints)
        if all(list(turns["speaker"]) == list(turns["old_speaker"]) for turns in held):
            return
    raise KennisError(
        "De sleutel van deze studie (wie is wie) staat niet op deze computer. "
        "Zet de sleutel terug, of geef alle eerder ingelezen bronnen samen met de nieuwe."
    )


def keep_numbers(key: Key, study: Study) -> Key:
    """Never give the number of somebody who withdrew to somebody else."""
    gone = [int(name[1:]) for name in study.gone.loc[study.gone["kind"] == "deelnemer", "id"]]
    return replace(key, last_number=max([key.last_number, *gone]))


def without_the_gone(
    study: Study, old: list[Cleaned], new: list[Cleaned], key: Key, prints: Mapping[Path, str]
) -> tuple[list[Cleaned], Key]:
    """Forget again who withdrew but still speaks in a known source that was read along."""
    buried = set(study.gone["id"])
    if not buried:
        return old, key
    back = {
        speaker
        for one, ids in zip(old, _ids_in(study, old, prints), strict=True)
        for turn, speaker in zip(ids, one.turns["speaker"], strict=True)
        if speaker and turn in buried
    }
    back -= {speaker for one in new for speaker in one.turns["speaker"]}
    cleaned = [replace(one, turns=forget_in(one.turns, back)) for one in old]
    said = pd.concat([one.turns for one in [*old, *new]])
    for speaker in sorted(back):
        key = without_person(key, speaker, also=letters_alike(key, speaker, said)[0])
    return cleaned, key


def changed_turns(study: Study, old: list[Cleaned], prints: Mapping[Path, str]) -> pd.DataFrame:
    """Return the known turns that would now be anonymised otherwise: `utterance_id, text, original, old_text`."""
    parts = _stored(study, old, prints)
    columns = ["utterance_id", "text", "original", "old_text"]
    both = pd.concat(parts)[columns] if parts else pd.DataFrame(columns=columns)
    return both[both["text"] != both["old_text"]]


def hold_doubted(study: Study, cleaned: list[Cleaned], prints: Mapping[Path, str]) -> None:
    """Put turns with something left standing that may tell who somebody is on the privacy list, and take off it what is solved.

    Nobody reported them (`reported` 0), but no page shows them until a person decides: a date of birth that the
    computer was not sure of would be somebody's quote. What a person wrote on the list stays.
    """
    held = {*study.utterances["utterance_id"]}
    doubted: dict[str, bool] = {}
    for one, ids in zip(cleaned, _ids_in(study, cleaned, prints), strict=True):
        doubted |= dict(zip(ids, one.doubted, strict=True))
    listed = study.traceable
    solved = listed["utterance_id"].map(doubted).eq(False) & listed["reported"].eq(0) & listed["decision"].eq("")
    known = {*listed["utterance_id"]}
    fresh = [at for at, doubt in doubted.items() if doubt and at in held and at not in known]
    if fresh or solved.any():
        new = pd.DataFrame({"utterance_id": fresh, "reported": 0, "decision": "", "reason": ""})
        parts = [part for part in (listed[~solved], new) if len(part)]
        study.write("privacylijst.csv", pd.concat(parts) if parts else TRACEABLE.empty())


def changed_note(changed: pd.DataFrame, *, refresh: bool) -> tuple[str, ...]:
    """Tell a person about turns that are, or would be, anonymised otherwise, and which (see `changed_turns`)."""
    if changed.empty:
        return ()
    ids = list(changed["utterance_id"])
    which = first_few(ids)
    turns = f"{len(ids)} eerder ingelezen {'beurt' if len(ids) == 1 else 'beurten'} ({which})"
    if refresh:
        return (f"In {turns} is nu anders vervangen. De coderingen wijzen nog dezelfde woorden aan.",)
    return (
        f"In {turns} zou kennis nu iets anders vervangen. Wat, dat zie je met: kennis review. Overnemen? Voeg --refresh toe.",
    )


def refresh_turns(study: Study, changed: pd.DataFrame) -> None:
    """Give turns their new text, and carry all codings over."""
    if changed.empty:
        return
    moves = moves_between(zip(changed["utterance_id"], changed["old_text"], strict=True), changed["text"])
    new = changed.set_index("utterance_id")[["text", "original"]]
    for name, rows in study.files_of(UTTERANCES):
        if rows["utterance_id"].isin(new.index).any():
            fresh = rows.set_index("utterance_id")
            fresh.update(new)
            study.write(name, fresh.reset_index()[list(rows.columns)])
    for name, rows in study.files_of(CODINGS):
        if rows["utterance_id"].isin(new.index).any():
            study.write(name, carry_offsets(rows, moves))
