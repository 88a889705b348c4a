"""Captions (`.vtt`, `.srt`) and what speech recognition wrote (`.json`): cues → turns, repeated rolling text told once."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from io import StringIO
from itertools import pairwise
from pathlib import Path
from typing import Any

from kennis.intake.accept import accept_labels
from kennis.intake.decode import read_text
from kennis.intake.errors import cannot_read
from kennis.intake.head import Head, parse_head
from kennis.intake.labels import Line, clean_name, find_candidate, label_key
from kennis.intake.people import is_aside, merge_people
from kennis.intake.roles import is_role_label, match_role
from kennis.intake.source import Parsed, Person, Turn
from kennis.intake.spelling import join_lines
from kennis.intake.turns import role_of
from kennis.numbers import first_few
from kennis.tables import KennisError

PAUSE_S = 2.0  # a longer silence starts a new turn where no speaker is known
LONG_TURN = 60  # words; from here on a sentence end starts a new turn where no speaker is known
_VOICE = re.compile(r"<v(?:\.[^\s>]*)?\s+([^>]*)>")
_TAG = re.compile(r"</?(?:[cibuv]|ruby|rt|lang|font|\d)[^>]*>|\{\\[^}]*\}", re.IGNORECASE)

# What speech recognition writes down where nobody speaks: it learned from subtitled films.
_GHOST = re.compile(
    r"\bamara\.org\b|\btv gelderland\b|^(?:ondertiteling|ondertiteld|ondertitels?) (?:door|van|ingediend|verzorgd)\b"
    r"|^(?:hartelijk |heel erg )?(?:be)?dankt? (?:u wel |je wel |jullie wel )?voor het kijken$"
    r"|^vergeet niet te abonneren\b|^tot de volgende video\b"
)
_LOOP = 5  # times the same words in a row: speech recognition got stuck


@dataclass(frozen=True)
class _Cue:
    start: float
    end: float
    lines: tuple[str, ...]
    speaker: str = ""
    detail: str = ""
    starts: bool = False  # a label stands here, or a dash where nobody is named: a new turn, even of the same speaker


def parse_captions(path: Path) -> Parsed:
    """Read a `.vtt` or `.srt` file.

    Raises:
        KennisError: the file is empty, is no text, or holds no captions.
    """
    text = read_text(path)
    is_vtt = path.suffix.lower() == ".vtt" or text.lstrip().startswith("WEBVTT")
    cues = _vtt_cues(text, path) if is_vtt else _srt_cues(text, path)
    if not any(line.strip() for cue in cues for line in cue.lines):
        raise cannot_read(path, "er staan geen ondertitels in", "Exporteer de ondertiteling opnieuw als vtt of srt")
    return _as_turns(_split_voices(cues), _notes_head(text) if is_vtt else Head())


def parse_recognised(path: Path) -> Parsed:
    """Read the JSON that speech recognition writes: Whisper and WhisperX (`segments`), whisper.cpp (`transcription`).

    Raises:
        KennisError: the file is empty, is no text, is no JSON, or holds no such pieces of speech.
    """
    try:
        cues = _heard_cues(json.loads(read_text(path)))
    except (ValueError, TypeError, AttributeError, KeyError) as error:
        raise _no_speech(path) from error
    if not any(line.strip() for cue in cues for line in cue.lines):
        raise _no_speech(path)
    return _as_turns(cues, Head())


def _as_turns(cues: Sequence[_Cue], head: Head) -> Parsed:
    cues = [cue for cue in cues if any(line.strip() for line in cue.lines)]
    head.notes += _notice_ghosts(cues)
    cues = _drop_repeats(_label_cues(cues, head), head.notes)
    groups = _group(cues)
    roster = merge_people(head.people, [_person(cue) for cue in cues if cue.speaker])
    turns = [_turn(group, roster) for group in groups]
    return Parsed("transcript", [turn for turn in turns if turn.text], roster, head.meeting, tuple(head.notes))


def _no_speech(path: Path) -> KennisError:
    return cannot_read(
        path,
        "dit json-bestand is geen uitgeschreven opname van Whisper",
        "Laat je programma het gesprek opslaan als vtt, srt, tekst of docx",
    )


def _heard_cues(written: Any) -> list[_Cue]:
    """Return the pieces of speech in Whisper's JSON; a piece without a name is of whoever spoke before it."""
    pieces = written if isinstance(written, list) else written.get("segments") or written["transcription"]
    named = any(piece.get("speaker") for piece in pieces)
    cues: list[_Cue] = []
    for piece in pieces:
        if "offsets" in piece:  # whisper.cpp counts milliseconds
            start, end = piece["offsets"]["from"] / 1000, piece["offsets"]["to"] / 1000
        else:
            start, end = float(piece["start"]), float(piece["end"])
        speaker = clean_name(str(piece.get("speaker") or ""))
        if named and not speaker and cues:
            speaker = cues[-1].speaker
        cues.append(_Cue(start, end, (" ".join(str(piece["text"]).split()),), speaker))
    return cues


def _vtt_cues(text: str, path: Path) -> list[_Cue]:
    import webvtt
    from webvtt.errors import MalformedCaptionError, MalformedFileError

    text = re.sub(r"^(NOTE|STYLE|REGION)\b.*?(?:\n\s*\n|\Z)", "", text.lstrip(), flags=re.MULTILINE | re.DOTALL)
    # Some exports write `0:01.000` or a comma before the milliseconds; the standard knows neither.
    text = re.sub(r"(?m)^(.*-->.*)$", lambda hit: _standard_times(hit.group()), text)
    text = text if text.startswith("WEBVTT") else "WEBVTT\n\n" + text
    try:
        found = webvtt.from_string(text).captions
    except (MalformedFileError, MalformedCaptionError, ValueError) as error:
        raise cannot_read(
            path, "de tijden van de ondertitels kloppen niet", "Exporteer de ondertiteling opnieuw als vtt of srt"
        ) from error
    return [
        _Cue(
            cue.start_in_seconds + _milli(cue.start),
            cue.end_in_seconds + _milli(cue.end),
            tuple(cue.raw_text.split("\n")),
        )
        for cue in found
    ]


def _milli(stamp: str) -> float:
    return float("0." + stamp.rsplit(".", 1)[1]) if "." in stamp else 0.0


def _standard_times(line: str) -> str:
    line = re.sub(r"(\d),(\d{3})", r"\1.\2", line)
    line = re.sub(r"(?<![\d:])(\d:\d\d(?:\.|:))", r"0\1", line)
    return re.sub(r"(\d\d:\d\d)(?=\s|$)(?!\.)", r"\1.000", line)


def _srt_cues(text: str, path: Path) -> list[_Cue]:
    import srt

    try:
        found = list(srt.parse(StringIO(text)))
    except (srt.SRTParseError, srt.TimestampParseError, ValueError):
        # The library can skip damage itself, but then logs what was said: the other reader is as forgiving and silent.
        return _vtt_cues(text, path)
    return [_Cue(cue.start.total_seconds(), cue.end.total_seconds(), tuple(cue.content.split("\n"))) for cue in found]


def _notes_head(text: str) -> Head:
    """Read the metadata that NOTE blocks (and lines under WEBVTT) may hold."""
    notes = re.findall(r"^NOTE\b[ \t]*(.*?)(?:\n\s*\n|\Z)", text, flags=re.MULTILINE | re.DOTALL)
    top = re.match(r"WEBVTT[^\n]*\n((?:(?!.*-->)[^\n]+\n)*)", text.lstrip())
    # `Kind: captions` and `Language: nl` (YouTube) are about the captions, not about the meeting.
    above = re.sub(r"(?im)^(?:kind|language):.*$", "", top.group(1)) if top else ""
    lines = [line for block in (above, *notes) for line in block.split("\n")]
    return parse_head([Line(line) for line in lines if line.strip()])


def _split_voices(cues: Sequence[_Cue]) -> list[_Cue]:
    """Cut a cue at its `<v Name>` tags, then strip all tags."""
    split: list[_Cue] = []
    for cue in cues:
        parts = _VOICE.split("\n".join(cue.lines))
        for place in range(0, len(parts), 2):
            lines = tuple(filter(None, (_strip_tags(line) for line in parts[place].split("\n"))))
            if lines:
                speaker, _, behind = html.unescape(parts[place - 1] if place else "").partition(" | ")
                split.append(replace(cue, lines=lines, speaker=clean_name(speaker.strip()), detail=behind.strip()))
    return split


def _strip_tags(line: str) -> str:
    return " ".join(html.unescape(_TAG.sub("", line)).split())


def _label_cues(cues: Sequence[_Cue], head: Head) -> list[_Cue]:
    """Find name prefixes (`Kees: …`, `>> KEES: …`) in the lines and cut the cues there."""
    cut = [replace(cue, lines=(line,)) for cue in cues for line in cue.lines]
    candidates = [None if cue.speaker else find_candidate(Line(cue.lines[0])) for cue in cut]
    candidates = [candidate if candidate and candidate.form == "colon" else None for candidate in candidates]
    accepted = accept_labels(candidates, head.people, [cue.lines[0] for cue in cut])
    accepted |= _labels_everywhere(cues) if accepted else set()
    voiced = any(cue.speaker for cue in cut)
    labelled: list[_Cue] = []
    current: tuple[str, str] = ("", "")
    for cue, candidate in zip(cut, candidates, strict=True):
        if candidate and candidate.key in accepted:
            current = (candidate.label, candidate.detail)
            cue = replace(cue, lines=(candidate.text,), speaker=current[0], detail=current[1], starts=True)
        elif not cue.speaker and not voiced:
            text = re.sub(r"^(?:>>|[-–](?=\s?\w))\s*", "", cue.lines[0])
            cue = replace(
                cue,
                lines=(text,),
                speaker=current[0],
                detail=current[1],
                starts=text != cue.lines[0] and not current[0],
            )
        paren = re.match(r"^(.*?)\s*\(([^()]+)\)$", cue.speaker)
        labelled.append(replace(cue, speaker=paren.group(1), detail=paren.group(2)) if paren else cue)
    return _regroup(labelled)


def _labels_everywhere(cues: Sequence[_Cue]) -> set[str]:
    """Return all labels where a tool writes one before every caption (Zoom): then it is a speaker, whatever it says."""
    found = [find_candidate(Line(cue.lines[0])) for cue in cues if not cue.speaker]
    keys = [candidate.key for candidate in found if candidate and candidate.form == "colon"]
    return set(keys) if len(keys) >= 3 and len(keys) == len(cues) else set()


def _regroup(lines: Sequence[_Cue]) -> list[_Cue]:
    """Put the lines of one cue and one speaker together again."""
    cues: list[_Cue] = []
    for line in lines:
        last = cues[-1] if cues else None
        if last and not line.starts and (last.start, last.end, last.speaker) == (line.start, line.end, line.speaker):
            cues[-1] = replace(last, lines=last.lines + line.lines)
        else:
            cues.append(line)
    return cues


def _notice_ghosts(cues: Sequence[_Cue]) -> list[str]:
    """Say where words stand that probably nobody said; they stay, because a computer cannot hear the difference."""
    said = [" ".join(" ".join(cue.lines).lower().split()).strip(".!? ") for cue in cues]
    ghosts = {place for place, words in enumerate(said) if _GHOST.search(words)}
    for place in range(len(said) - _LOOP + 1):
        if said[place] and len(set(said[place : place + _LOOP])) == 1:
            ghosts |= set(range(place + 1, place + _LOOP))
    if not ghosts:
        return []
    times = [f"{int(cues[place].start) // 60}:{int(cues[place].start) % 60:02d}" for place in sorted(ghosts)]
    where = first_few(times)
    return [
        f"De spraakherkenning schreef iets op dat waarschijnlijk niemand zei, zoals een regel over ondertiteling (bij {where}). "
        "Het staat er nog. Luister het na, en haal het weg als het niet klopt."
    ]


def _drop_repeats(cues: Sequence[_Cue], notes: list[str]) -> list[_Cue]:
    """Tell rolling captions once: lines that a cue repeats from the cue before it go.

    Only when the file as a whole rolls; two people who both say "ja" are no repetition.
    """
    words = [" ".join(cue.lines).split() for cue in cues]
    overlaps = [0, *(_overlap(before, now) for before, now in pairwise(words))]
    rolling = sum(1 for overlap in overlaps if overlap)
    if len(cues) < 3 or rolling < 0.3 * len(cues):
        return list(cues)
    notes.append("De ondertiteling herhaalde regels. Die herhalingen zijn weggelaten.")
    kept: list[_Cue] = []
    said: list[str] = []
    for cue, own in zip(cues, words, strict=True):
        overlap = _overlap(said, own)
        said = own if overlap == len(own) and overlap else (said + own[overlap:])[-80:]
        if own[overlap:]:
            kept.append(replace(cue, lines=(" ".join(own[overlap:]),)) if overlap else cue)
    return kept


def _overlap(before: Sequence[str], now: Sequence[str]) -> int:
    """Return how many words at the start of `now` repeat the end of `before`."""
    for size in range(min(len(before), len(now)), 0, -1):
        if list(before[-size:]) == list(now[:size]):
            # One or two words in common is chance, unless it is all that was said.
            return size if size > 2 or size in (len(now), len(before)) else 0
    return 0


def _group(cues: Sequence[_Cue]) -> list[list[_Cue]]:
    """Join consecutive cues: of one speaker, or (nobody known) until a pause or the end of a sentence."""
    groups: list[list[_Cue]] = []
    for cue in cues:
        last = groups[-1] if groups else []
        if not last or not _continues(last, cue):
            groups.append([cue])
        else:
            last.append(cue)
    return groups


def _continues(last: Sequence[_Cue], cue: _Cue) -> bool:
    if cue.speaker or last[-1].speaker:
        return label_key(cue.speaker) == label_key(last[-1].speaker)
    if cue.starts or cue.start - last[-1].end > PAUSE_S:
        return False
    words = sum(len(line.split()) for part in last for line in part.lines)
    return words < LONG_TURN / 2 or (
        words < 2 * LONG_TURN and not last[-1].lines[-1].rstrip().endswith((".", "?", "!", "…"))
    )


def _person(cue: _Cue) -> Person:
    told = match_role(cue.detail) if cue.detail else match_role(cue.speaker) if is_role_label(cue.speaker) else None
    behind = "" if is_aside(cue.detail) else cue.detail
    return Person(cue.speaker, told.slug if told else "", (told.organisation if told else behind) if cue.detail else "")


def _turn(group: Sequence[_Cue], roster: Sequence[Person]) -> Turn:
    lines = [line for cue in group for line in cue.lines]
    speaker = group[0].speaker
    detail = next((cue.detail for cue in group if cue.detail), "")
    return Turn(
        join_lines(lines),
        speaker,
        role_of(speaker, detail, roster),
        group[0].start,
        max(cue.end for cue in group),
        "\n".join(lines),
    )
