"""Raw sources, read and made anonymous together, so that one person has one pseudonym in all of them. Knows no study."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from kennis.intake import (
    Person,
    Source,
    describe_strange_roles,
    list_sources,
    people_frame,
    read_people,
    read_source,
)
from kennis.intake.decode import decode_text
from kennis.privacy import (
    LOG,
    PSEUDONYM,
    Anonymised,
    Key,
    anonymise,
    is_first_name,
    knows_foreign,
    label_of_source,
    list_findings,
    names_nobody,
    tally_found,
)
from kennis.tables import UTTERANCES, KennisError
from kennis.whose import Whose, tell_whose

ALWAYS_FILE = "altijd_vervangen.txt"


@dataclass(frozen=True)
class Cleaned:
    """One source, anonymised: its turns (`tables.UTTERANCES`), the log of what was replaced, and its title."""

    source: Source
    turns: pd.DataFrame
    log: pd.DataFrame
    title: str
    tally: pd.DataFrame  # how much was replaced and doubted, by kind and recogniser (see `privacy.tally_found`)
    doubted: tuple[bool, ...]  # for each turn: whether something in it may tell who somebody is

    @property
    def doubtful(self) -> int:
        """Return how many pieces may tell who somebody is and were left standing."""
        return int(self.tally["doubtful"].sum())


def fingerprint(path: Path) -> str:
    """Return what tells a file from others: the beginning of the SHA-256 of its bytes."""
    return hashlib.sha256(path.read_bytes()).hexdigest()[:20]


def read_always(folders: Iterable[Path]) -> tuple[str, ...]:
    """Read the researcher's own list of what must always be replaced, where one lies beside the raw sources.

    It holds names, so it stays with the raw input and never comes into a study. One entry a line; `#` is a remark;
    of `meneer [zwart] aan` only `zwart` is replaced, and only there.
    """
    files = [folder / ALWAYS_FILE for folder in dict.fromkeys(folders) if (folder / ALWAYS_FILE).is_file()]
    lines = [line.strip() for path in files for line in _always_text(path).splitlines()]
    return tuple(line for line in lines if line and not line.startswith("#"))


def _always_text(path: Path) -> str:
    return decode_text(data, path) if (data := path.read_bytes()).strip() else ""


_NOTHING_READ = "Daarom is er nog niets ingelezen. Herstel dit, of haal het uit de map, en probeer het opnieuw."


def read_sources(paths: Iterable[str | Path], *, keep_empty: bool = False) -> list[Source]:
    """Read files and the files in folders, in natural order; a table of people is a list for the sources beside it.

    Args:
        paths: files and folders.
        keep_empty: keep the rows of a table that have no text.

    Raises:
        KennisError: one of them cannot be read; or there is none.
    """
    listed = list_sources(paths)
    logs = [path for path in listed if is_log(path)]
    files = [path for path in listed if path.name != ALWAYS_FILE and path not in logs]
    if not files:
        raise KennisError("Er is geen bestand gevonden om te lezen. Geef een bestand of een map met bestanden.")
    lists = {path: people for path in files if (people := tuple(read_people(path)))}
    found: list[Source] = []
    wrong: list[str] = []
    for path in (path for path in files if path not in lists):
        try:
            found.append(read_source(path, keep_empty=keep_empty))
        except KennisError as error:
            wrong.append(str(error))
    if wrong:  # all at once: who has a folder full of files mends them in one go
        raise KennisError("\n".join([*wrong, _NOTHING_READ] if found else wrong))
    if lists and not found:
        raise KennisError("Hier staan alleen lijsten van mensen, en niets dat gezegd is. Geef ook de gesprekken.")
    found = [replace(source, listed=_beside(source.path, lists)) for source in found]
    for path, people in lists.items():
        beside = next((at for at, source in enumerate(found) if path.parent in source.path.parents), 0)
        if note := describe_strange_roles(path.name, people):  # told once, with the first source it is a list for
            found[beside] = replace(found[beside], notes=(*found[beside].notes, note))
    for path in logs:
        note = f"'{path.name}' is een lijst van wat er vervangen is, en geen bron. Die is niet ingelezen."
        found[0] = replace(found[0], notes=(*found[0].notes, note))
    return found


def is_log(path: Path) -> bool:
    """Tell whether a file is a list of what was replaced, as `kennis anonymise` writes it beside a table: no source."""
    if not path.name.casefold().endswith(".log.csv"):
        return False
    with suppress(OSError, UnicodeDecodeError), path.open(encoding="utf-8-sig") as file:
        return set(LOG) <= set(re.split(r"[,;\t]", file.readline().strip()))
    return False


def _beside(path: Path, lists: Mapping[Path, tuple[Person, ...]]) -> tuple[Person, ...]:
    """Return the people of the lists in the folder of a source, or in a folder above it."""
    return tuple(person for file, people in lists.items() if file.parent in path.parents for person in people)


def raw_utterances(sources: list[Source]) -> pd.DataFrame:
    """Put the turns of sources under each other, not yet anonymised.

    Returns:
        `tables.UTTERANCES` with raw speaker labels, then `source` (its place in `sources`). A table that has ids
        keeps them; other turns get an id that tells source and turn apart.
    """
    parts = [_numbered(source, place) for place, source in enumerate(sources)]
    return pd.concat(parts, ignore_index=True)


def anonymise_sources(
    sources: list[Source],
    *,
    key: Key | None = None,
    places: Iterable[str] = (),
    never: Iterable[str] = (),
    met: Mapping[str, frozenset[str]] | None = None,
    spoke: Mapping[Path, Mapping[str, str]] | None = None,
    renumber: bool = False,
) -> tuple[list[Cleaned], Key]:
    """Anonymise sources together, so that one person has one pseudonym in all of them.

    Args:
        sources: what was read, in the order in which new pseudonyms are given.
        key: who is who already.
        places: the study's own places and organisations, beside those the sources name themselves.
        never: words that stay.
        met: for a group that met before, the names of who was there: a bare first name can mean them too.
        spoke: for a source that was read before, which pseudonym its speaker labels got.
        renumber: a source that was made anonymous elsewhere has numbers and letters that are others' here (`P03`,
            `[persoon A]`): it gets its own, in its labels and texts. A source that came in with them keeps them.

    Returns:
        Each source cleaned, and the key from now on.
    """
    result, before = _anonymise_together(
        sources, key=key, places=places, never=never, met=met or {}, spoke=spoke or {}, renumber=renumber
    )
    return _cleaned(sources, result, before), result.key


def is_numbered(source: Source) -> bool:
    """Tell whether a source was made anonymous before: somebody in it has a number for a name."""
    return any(PSEUDONYM.fullmatch(label) for label in source.turns["speaker"].str.strip().unique())


def renumbered_note(sources: Iterable[Source]) -> tuple[str, ...]:
    """Tell which sources brought numbers along and get others here (see `anonymise_sources`, `renumber`)."""
    names = [f"'{source.path.name}'" for source in sources if is_numbered(source)]
    if not names:
        return ()
    return (
        f"{', '.join(names)}: hier staan al nummers in plaats van namen, van een eerdere keer. Die krijgen nu eigen nummers, en elk "
        "bestand andere: wie er achter een nummer zit, weten we niet. Heb je de bronnen met namen nog? Lees dan liever die in.",
    )


def look_at_sources(
    sources: list[Source], *, key: Key | None = None, places: Iterable[str] = (), never: Iterable[str] = ()
) -> list[pd.DataFrame]:
    """Show what anonymising would do, source by source, without doing it (see `anonymise_sources`).

    Returns:
        For each source one row a piece, as `privacy.list_findings` gives it. It holds names.
    """
    result, before = _anonymise_together(sources, key=key, places=places, never=never, met={}, spoke={}, renumber=False)
    raw = dict(zip(result.utterances["utterance_id"], before["raw"], strict=True))
    source_of = dict(zip(result.utterances["utterance_id"], result.utterances["source"], strict=True))
    found = list_findings(result, raw)
    return [found[found["utterance_id"].map(source_of) == place].copy() for place in range(len(sources))]


def _anonymise_together(
    sources: list[Source],
    *,
    key: Key | None,
    places: Iterable[str],
    never: Iterable[str],
    met: Mapping[str, frozenset[str]],
    spoke: Mapping[Path, Mapping[str, str]],
    renumber: bool,
) -> tuple[Anonymised, dict[str, list[str]]]:
    """Anonymise the titles and turns of all sources as one table; also the ids and texts they had before."""
    raw = raw_utterances(sources)
    # A title can name somebody too: it goes along as if it were said. Two tables may use the same ids: these do not clash.
    titles = pd.DataFrame({"utterance_id": "", "turn": 0, "source": range(len(sources))})
    titles["text"] = [source.meeting.get("title", "") or "-" for source in sources]
    joined = pd.concat([titles, raw], ignore_index=True)
    numbered = joined.assign(
        utterance_id=[f"{number:07d}" for number in range(len(joined))],
        text=joined["text"].mask(joined["text"] == "", "-"),  # a turn has text: a row of a table need not
    )
    whose = tell_whose(sources, key=key or Key(), met=met, spoke=[spoke.get(source.path, {}) for source in sources])
    foreign = [
        renumber and (source.path not in spoke or key is None or knows_foreign(key, file))
        for source, file in zip(sources, whose.files, strict=True)
    ]
    numbered["speaker"] = _own_labels(numbered, sources, whose, foreign)
    talks = [source.meeting.get("group") or source.path.name for source in sources]
    known = {value for s in sources for name in ("place", "organisation") if (value := s.meeting.get(name))}
    always = read_always(source.path.parent for source in sources)
    # `Bij Eik deden ze het anders`: a group's name names nobody, unless somebody may be called that.
    groups = {group for source in sources if (group := source.meeting.get("group")) and not is_first_name(group)}
    result = anonymise(
        numbered,
        people=people_frame(whose.people),
        key=whose.key,
        places=sorted({*known, *places}),
        always=always,
        never=(*never, *sorted(groups)),
        near=[whose.near[place] for place in numbered["source"]],
        talks=[talks[place] for place in numbered["source"]],
        around=dict(zip(talks, whose.around, strict=True)),
        foreign=[whose.files[place] if foreign[place] else "" for place in numbered["source"]],
    )
    return result, {"id": list(joined["utterance_id"]), "raw": list(joined["text"])}


def _own_labels(turns: pd.DataFrame, sources: list[Source], whose: Whose, foreign: list[bool]) -> list[str]:
    """Return the speaker labels by which people are told apart: those without a name (`R1`, `SPREKER_01`) are their source's own.

    Who asks or chairs is as a rule the same in every file, so a facilitator keeps the label, unless it is numbered. So
    does a label that a key of before knows by itself: nobody gets a new pseudonym. For a name of one word see `whose`.
    A number that a `foreign` source brings along is its own too.
    """
    known = {person.name for person in whose.key.people.values()}
    labels = turns["speaker"].fillna("").astype(str).str.strip()
    return [
        label_of_source(label, whose.files[place])
        if label
        and (role != "begeleider" or any(letter.isdigit() for letter in label))
        and (foreign[place] if PSEUDONYM.fullmatch(label) else label not in known and names_nobody(label))
        else whose.labels[place].get(label, label)
        for label, role, place in zip(labels, turns["role"], turns["source"], strict=True)
    ]


def _numbered(source: Source, place: int) -> pd.DataFrame:
    turns = source.turns.copy()
    # Kept only where the readable text says something else than the source: line breaks are no other words.
    same = turns["original"].str.split().str.join(" ") == turns["text"].str.split().str.join(" ")
    turns["original"] = turns["original"].mask(same, "")
    meeting_id = f"B{place + 1:02d}"
    if "utterance_id" not in turns:
        turns["utterance_id"] = [f"{meeting_id}-{number:03d}" for number in range(1, len(turns) + 1)]
    if "meeting_id" not in turns:
        turns["meeting_id"] = meeting_id if is_conversation(source) else ""
    columns = [*UTTERANCES.names, *[name for name in turns.columns if name not in UTTERANCES.names]]
    return turns[columns].assign(source=place)


def is_conversation(source: Source) -> bool:
    """Tell whether somebody speaks in a source (turns of a meeting) or it holds loose texts."""
    return source.kind == "transcript" or bool(source.turns["speaker"].ne("").any())


def _cleaned(sources: list[Source], result: Anonymised, before: dict[str, list[str]]) -> list[Cleaned]:
    """Give each source its own of what was made anonymous together; all rows are gone through once."""
    numbered = result.utterances["utterance_id"]
    ids = dict(zip(numbered, before["id"], strict=True))
    empty = {identity for identity, raw in zip(numbered, before["raw"], strict=True) if raw == ""}
    source_of = dict(zip(numbered, result.utterances["source"], strict=True))
    turns, logs, doubts = (
        dict(iter(table.groupby(table["utterance_id"].map(source_of))))
        for table in (result.utterances, result.log, result.doubtful)
    )
    return [
        _cleaned_one(
            source, turns[place], logs.get(place, result.log[:0]), doubts.get(place, result.doubtful[:0]), ids, empty
        )
        for place, source in enumerate(sources)
    ]


def _cleaned_one(
    source: Source,
    rows: pd.DataFrame,
    log: pd.DataFrame,
    doubtful: pd.DataFrame,
    ids: Mapping[str, str],
    empty: set[str],
) -> Cleaned:
    """Return one source cleaned; the first of its rows is its title. `ids` are those its turns had, `empty` who had no text."""
    title_id = rows["utterance_id"].iloc[0]
    log, doubtful = (table[table["utterance_id"] != title_id] for table in (log, doubtful))
    # Columns that only other sources have came along empty.
    others = [n for n in rows if n not in UTTERANCES.names and rows[n].iloc[1:].fillna("").astype(str).eq("").all()]
    turns = rows.iloc[1:].drop(columns=list({"source", *others}))
    turns["text"] = turns["text"].mask(turns["utterance_id"].isin(empty), "")
    title = str(rows["text"].iloc[0]) if source.meeting.get("title") else ""
    doubted = tuple(turns["utterance_id"].isin(doubtful["utterance_id"]))
    back = {"utterance_id": lambda table: table["utterance_id"].map(ids)}
    return Cleaned(source, turns.assign(**back), log.assign(**back), title, tally_found(log, doubtful), doubted)
