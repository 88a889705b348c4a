"""Withdraw a participant or a conversation: what was said leaves the study, and so does every place that names the number.

What others said stays to the letter, except that `[P07]` becomes `[deelnemer]`; codings keep pointing at the same
words. All files change together (see `journal`). A tombstone keeps numbers from being given again.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from kennis.privacy.carry import carry_offsets, moves_between
from kennis.privacy.key import Key, key_bytes, load_key, without_person, write_beside
from kennis.privacy.lists import PARTICLES
from kennis.privacy.naming import PLACEHOLDER, PSEUDONYM
from kennis.privacy.pieces import pieces_of_output, read_pieces
from kennis.privacy.roster import name_words, names_nobody, said_of
from kennis.privacy.text import fold
from kennis.study import KEPT_THEMES, Study
from kennis.tables import CODINGS, RESPONSES, UTTERANCES, KennisError

FORGOTTEN = "[deelnemer]"
RAW_FOLDER = "ruw"
_TELLING = 6  # so many words in a row tell whose words they are


@dataclass(frozen=True)
class Withdrawn:
    """What a withdrawal took out: how many turns (loose quotes among them), codings and mentions; whole meetings.

    `alike` are the letters (`[persoon B]`) that stay in the key though their name is like that of who withdrew: others
    said it too, so it may be somebody else.
    """

    speaker: str
    turns: int
    codings: int
    mentions: int
    meetings: tuple[str, ...]
    already: bool = False
    alike: tuple[str, ...] = ()


def withdraw(
    study: Study, who: str, *, on: date, key_file: Path | None = None, passphrase: str | None = None
) -> Withdrawn:
    """Take a participant out of a study and its key, or a whole conversation out of a study; whole or not at all.

    Who speaks in a conversation that goes stays a participant.

    Args:
        study: the study.
        who: the pseudonym, such as `P07`, or the number of a conversation, such as `B02`.
        on: the day, for the tombstone.
        key_file: the key of the study, if it is on this machine.
        passphrase: of an encrypted key.

    Returns:
        What was taken out; `already` if they had been taken out before (then nothing changes).

    Raises:
        KennisError: the study does not know the participant or conversation, or the key does not open.
    """
    with study.one_change() as change:  # from here on nobody else changes the study or its key
        utterances = change.utterances
        _check_known(change, utterances, who)
        if who in set(change.gone["id"]):
            return Withdrawn(who, 0, 0, 0, (), already=True)
        own = turns_of(utterances, who)
        said, shingles = set(own["utterance_id"]), telling_words(own["text"])
        speaker = who if PSEUDONYM.fullmatch(who) else ""  # nobody is forgotten when a conversation goes
        key = load_key(key_file, passphrase=passphrase) if speaker and key_file and key_file.exists() else None
        theirs, alike = letters_alike(key or Key(), speaker, utterances)
        meetings, mentions = _take_out_turns(change, speaker, said)
        codings = _take_out_codings(change, speaker, said, moves_of_mentions(utterances, speaker, said))
        _take_out_rows(change, speaker, said, meetings)
        _clear_outputs(change, speaker, said, shingles)
        _take_out_of_factsheets(change, said)
        _bury(change, {"deelnemer": [speaker] if speaker else [], "beurt": sorted(said), "bijeenkomst": meetings}, on)
        if key is not None and key_file is not None and change.pending is not None:
            write_beside(
                key_file, key_bytes(without_person(key, speaker, also=theirs), key_file, passphrase=passphrase)
            )
            change.pending.move_in(key_file)
    return Withdrawn(who, len(said), codings, mentions, tuple(meetings), alike=alike)


def turns_of(utterances: pd.DataFrame, who: str) -> pd.DataFrame:
    """Return the turns of a participant (`P07`) or a conversation (`B02`)."""
    return utterances[utterances["speaker" if PSEUDONYM.fullmatch(who) else "meeting_id"] == who]


def letters_alike(key: Key, speaker: str, turns: pd.DataFrame) -> tuple[frozenset[str], tuple[str, ...]]:
    """Find names in the key that are probably a participant's own: who is `Ank` in the talk may say her name in full.

    Args:
        key: who is who.
        speaker: the pseudonym.
        turns: all turns that name people by these letters: `speaker, text`.

    Returns:
        The names with a letter that share a first name or surname with the participant and that nobody else says; and
        the letters (`[persoon B]`) of those that others say too.
    """
    person = key.people.get(speaker)
    known = [name for name in (person.name, *person.labels) if not names_nobody(name)] if person else []
    own = {word for name in known for word in name_words(name)} - PARTICLES
    others = "\n".join(turns.loc[turns["speaker"] != speaker, "text"])
    alike = {
        name: f"[persoon {letter}]"
        for name, letter in key.letters.get("persoon", {}).items()
        if any(len(word) > 1 and word in own for word in name_words(said_of(name)))
    }
    theirs = frozenset(name for name, shown in alike.items() if shown not in others)
    return theirs, tuple(shown for name, shown in alike.items() if name not in theirs)


def forget_mentions(text: str, speaker: str) -> str:
    """Return a text in which a participant is no longer named by number."""
    return _mention(speaker).sub(FORGOTTEN, text) if speaker else text


def forget_in(turns: pd.DataFrame, speakers: Iterable[str]) -> pd.DataFrame:
    """Return turns in which these participants are no longer named by number in `text` and `original`."""
    for speaker in speakers:
        turns, _ = _forget(turns, speaker, ["text", "original"])
    return turns


def moves_of_mentions(utterances: pd.DataFrame, speaker: str, said: set[str]) -> pd.DataFrame:
    """Return the moves (see `carry_offsets`) that forgetting a participant makes in what others said."""
    others = utterances[~utterances["utterance_id"].isin(said)]
    old = list(zip(others["utterance_id"], others["text"], strict=True))
    return moves_between(old, [forget_mentions(text, speaker) for _, text in old])


def telling_words(texts: Iterable[str]) -> frozenset[tuple[str, ...]]:
    """Return every run of words by which these texts are recognised elsewhere."""
    return frozenset(run for text in texts for run in _runs(text))


def find_traces(
    paths: Iterable[Path], *, speaker: str, said: set[str], shingles: frozenset[tuple[str, ...]]
) -> list[Path]:
    """Find files that still hold a participant's number or a run of their words, in what is seen or not seen.

    Args:
        paths: files and folders; raw input is looked at too, for words.
        speaker: the pseudonym.
        said: the ids of their turns.
        shingles: their words (see `telling_words`).
    """
    files = [file for path in paths for file in ([path] if path.is_file() else sorted(path.rglob("*")))]
    kept = (file for file in files if file.is_file() and file.name not in ("uitgetreden.csv", "bronnen.csv"))
    return [file for file in kept if any(_tells(p.text, speaker, said, shingles) for p in read_pieces(file))]


def _check_known(study: Study, utterances: pd.DataFrame, speaker: str) -> None:
    known = {*study.speakers["speaker"], *utterances["speaker"], *study.gone["id"], *study.meetings["meeting_id"]} - {
        ""
    }
    # Who is only spoken of, such as somebody a mail went to, may want to leave too.
    spoken_of = PSEUDONYM.fullmatch(speaker) and utterances["text"].str.contains(_mention(speaker)).any()
    if speaker not in known and not spoken_of:
        raise KennisError(
            f"Deze studie kent geen deelnemer of gesprek '{speaker[:12]}'. Kijk in deelnemers.csv of bijeenkomsten.csv welke "
            "nummers er zijn, zoals P07 of B02."
        )


def _mention(speaker: str) -> re.Pattern[str]:
    return re.compile(rf"\[(?:P\d+ of )*{speaker}(?: of P\d+)*\]|\b{speaker}\b")


def _runs(text: str) -> Iterator[tuple[str, ...]]:
    for piece in PLACEHOLDER.split(text):
        words = tuple(re.findall(r"\w+", fold(piece)))
        yield from (words[at : at + _TELLING] for at in range(len(words) - _TELLING + 1))


def _tells(text: str, speaker: str, said: set[str], shingles: frozenset[tuple[str, ...]]) -> bool:
    if (speaker and re.search(rf"\b{speaker}\b", text)) or not said.isdisjoint(re.findall(r"[BC]\d+(?:-\d+)?", text)):
        return True
    return any(run in shingles for run in _runs(text))


def _forget(frame: pd.DataFrame, speaker: str, columns: Iterable[str]) -> tuple[pd.DataFrame, int]:
    """Forget a participant in columns of text; also tells how many cells that changed."""
    new = frame.copy()
    changed = 0
    for name in columns:
        new[name] = [forget_mentions(value, speaker) if isinstance(value, str) else value for value in frame[name]]
        changed += int((new[name] != frame[name]).sum()) if len(frame) else 0
    return new, changed


def _texts_of(frame: pd.DataFrame) -> list[str]:
    """Return the columns somebody can be mentioned in: all text but what names a row."""
    fixed = {"utterance_id", "meeting_id", "speaker", "response_id", "target"}
    return [name for name in frame if name not in fixed and pd.api.types.is_string_dtype(frame[name])]


def _take_out_turns(study: Study, speaker: str, said: set[str]) -> tuple[list[str], int]:
    emptied, mentions = [], 0
    for name, rows in study.files_of(UTTERANCES):
        kept, changed = _forget(rows[~rows["utterance_id"].isin(said)], speaker, _texts_of(rows))
        mentions += changed
        if kept.empty and len(rows) and name != "citaten.csv":
            emptied.append(Path(name).stem)
            study.remove(name)
        elif changed or len(kept) < len(rows):
            study.write(name, kept)
    return emptied, mentions


def _take_out_codings(study: Study, speaker: str, said: set[str], moves: pd.DataFrame) -> int:
    gone = 0
    for name, rows in study.files_of(CODINGS):
        own = rows["utterance_id"].isin(said)
        kept, changed = _forget(carry_offsets(rows[~own], moves), speaker, _texts_of(rows))
        gone += int(own.sum())
        if own.any() or changed or rows["utterance_id"].isin(moves["utterance_id"]).any():
            study.write(name, kept)
    return gone


def _take_out_rows(study: Study, speaker: str, said: set[str], meetings: list[str]) -> None:
    """Take a participant out of the smaller tables; a table that does not change is not written."""
    responses = [(name, rows, _answers(rows["target"], {*said, speaker})) for name, rows in study.files_of(RESPONSES)]
    for name, rows, out in [
        ("deelnemers.csv", study.speakers, study.speakers["speaker"].eq(speaker)),
        ("themas.csv", study.clusters, study.clusters["utterance_id"].isin(said)),
        ("citaten_kopjes.csv", study.quote_headings, study.quote_headings["utterance_id"].isin(said)),
        ("nagelezen.csv", study.rechecks, study.rechecks["utterance_id"].isin(said)),
        ("bijeenkomsten.csv", study.meetings, study.meetings["meeting_id"].isin(meetings)),
        ("memos.csv", study.memos, study.memos["target"].isin([*said, *meetings])),
        ("codeboek_wijzigingen.csv", study.codebook_changes, study.codebook_changes["code"].isna()),
        ("antwoorden.csv", study.replies, _answers(study.replies["target"], {*said, speaker})),
        ("privacylijst.csv", study.traceable, study.traceable["utterance_id"].isin(said)),
        *responses,
    ]:
        kept, changed = _forget(rows[~out], speaker, _texts_of(rows))
        if changed or out.any():
            study.write(name, kept)


def _answers(targets: pd.Series, gone: set[str]) -> pd.Series:
    """Tell which responses are about something that goes; a target may say more than the id alone."""
    return targets.map(lambda target: not gone.isdisjoint(re.findall(r"[\w-]+", str(target)))).astype(bool)


def _bury(study: Study, ids: dict[str, list[str]], on: date) -> None:
    rows = [{"id": name, "kind": kind, "at": on.isoformat()} for kind, names in ids.items() for name in names]
    study.write("uitgetreden.csv", pd.concat([study.gone, pd.DataFrame(rows)], ignore_index=True))


def _clear_outputs(study: Study, speaker: str, said: set[str], shingles: frozenset[tuple[str, ...]]) -> None:
    """Empty what is made anew by the next run and shows something of them: kept themes, outputs of notebooks."""
    if study.find(KEPT_THEMES):
        study.remove(KEPT_THEMES)
    for path in sorted(study.path.rglob("*.ipynb")):
        if RAW_FOLDER in path.relative_to(study.path).parts or study.pending is None:
            continue
        try:
            notebook = json.loads(path.read_text(encoding="utf-8"))
        except ValueError:
            continue
        cells = [cell for cell in notebook.get("cells", []) if _shows(cell, speaker, said, shingles)]
        for cell in cells:
            cell.update(outputs=[], execution_count=None)
        if cells:
            text = json.dumps(notebook, ensure_ascii=False, indent=1) + "\n"
            study.pending.write(path.relative_to(study.path).as_posix(), text.encode("utf-8"))


def _take_out_of_factsheets(study: Study, said: set[str]) -> None:
    """Take their quotes out of what the researcher chose for the factsheet; all other lines stay as they were written."""
    for path in sorted(study.path.glob("factsheet*.yaml")):
        text = path.read_bytes().decode("utf-8")
        kept = "".join(_lines_without(text.splitlines(keepends=True), said))
        if kept != text and study.pending is not None:
            study.pending.write(path.name, kept.encode("utf-8"))


def _lines_without(lines: Sequence[str], said: set[str]) -> Iterator[str]:
    """Give the lines of a factsheet without those that name one of these turns, and without what belongs to such a line."""
    deep = -1  # how far the line that went was indented
    for line in lines:
        words = line.lstrip(" ")
        indent = len(line) - len(words)
        belongs = indent > deep or (indent == deep and words.startswith("deel:"))
        if deep >= 0 and belongs and not words.startswith("#") and words.strip():
            continue
        found = re.match(r"(?:- )?\{?(?:(?:beurt|voorstel): *)?[\"']?([BC]\d+(?:-\d+)?)\b", words)
        deep = indent if found and found[1] in said else -1
        if deep < 0:
            yield line


def _shows(cell: dict[str, Any], speaker: str, said: set[str], shingles: frozenset[tuple[str, ...]]) -> bool:
    pieces = (piece for output in cell.get("outputs", []) for piece in pieces_of_output(output, ""))
    return any(_tells(piece.text, speaker, said, shingles) for piece in pieces)
