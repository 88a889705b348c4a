"""The main job: raw sources → anonymised study → codings → themes → pages. Every step can be done again."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd

from kennis.coding import MACHINES, load_codebook, suggest_codings, supported_codings
from kennis.intake import Person, Source, list_sources, merge_people, people_frame, read_source
from kennis.known import (
    Cleaned,
    changed_note,
    changed_turns,
    fingerprint,
    keep_numbers,
    refresh_turns,
    refuse_without_key,
    without_the_gone,
)
from kennis.language import describe_pipeline, load_pipeline
from kennis.made import code_mark, mark_of
from kennis.origin import describe_origin, note_origin, read_origin
from kennis.privacy import (
    AgreedStudy,
    Anonymised,
    Key,
    Withdrawn,
    analysable,
    anonymise,
    find_traces,
    is_first_name,
    key_path,
    list_findings,
    load_key,
    save_key,
    tally_found,
    telling_words,
    withdraw,
)
from kennis.publish import (
    FACTSHEET,
    Factsheet,
    TakenIn,
    describe_making,
    is_as_shipped,
    make_factsheet,
    render_site,
    take_in_responses,
    write_factsheet,
)
from kennis.study import Study
from kennis.tables import UTTERANCES, KennisError
from kennis.themes import Themes, save_themes

Say = Callable[[str], None]
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Intake:
    """What taking in gave: how many sources were new, how many turns came in, and what a person should look at."""

    new: int
    known: int
    turns: int
    replaced: int
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Goodbye:
    """What a withdrawal took out, which codes and themes lost turns (`kind, name, before, after`), and the files that
    still hold words of theirs, such as raw sources: those are for the researcher to deal with."""

    taken: Withdrawn
    lost: pd.DataFrame
    traces: tuple[Path, ...]


ALWAYS_FILE = "altijd_vervangen.txt"


def read_always(folders: Iterable[Path]) -> tuple[str, ...]:
    """Read the researcher's own list of what must always be replaced, where one lies beside the raw sources.

    It holds names, so it stays with the raw input and never comes into a study. One entry a line; `#` is a remark;
    of `meneer [zwart] aan` only `zwart` is replaced, and only there.
    """
    files = [folder / ALWAYS_FILE for folder in dict.fromkeys(folders) if (folder / ALWAYS_FILE).is_file()]
    lines = [line.strip() for path in files for line in path.read_text(encoding="utf-8-sig").splitlines()]
    return tuple(line for line in lines if line and not line.startswith("#"))


def read_sources(paths: Iterable[str | Path], *, keep_empty: bool = False) -> list[Source]:
    """Read files and the files in folders, in natural order.

    Args:
        paths: files and folders.
        keep_empty: keep the rows of a table that have no text.

    Raises:
        KennisError: one of them cannot be read; or there is none.
    """
    files = [path for path in list_sources(paths) if path.name != ALWAYS_FILE]
    if not files:
        raise KennisError("Er is geen bestand gevonden om te lezen. Geef een bestand of een map met bestanden.")
    found: list[Source] = []
    wrong: list[str] = []
    for path in files:
        try:
            found.append(read_source(path, keep_empty=keep_empty))
        except KennisError as error:
            wrong.append(str(error))
    if wrong:  # all at once: who has a folder full of files mends them in one go
        raise KennisError("\n".join(wrong))
    return found


def raw_utterances(sources: list[Source]) -> pd.DataFrame:
    """Put the turns of sources under each other, not yet anonymised.

    Returns:
        `tables.UTTERANCES` with raw speaker labels, then `source` (its place in `sources`). A table that has ids
        keeps them; other turns get an id that tells source and turn apart.
    """
    parts = [_numbered(source, place) for place, source in enumerate(sources)]
    return pd.concat(parts, ignore_index=True)


def anonymise_sources(
    sources: list[Source], *, key: Key | None = None, places: Iterable[str] = (), never: Iterable[str] = ()
) -> tuple[list[Cleaned], Key]:
    """Anonymise sources together, so that one person has one pseudonym in all of them.

    Args:
        sources: what was read, in the order in which new pseudonyms are given.
        key: who is who already.
        places: the study's own places and organisations, beside those the sources name themselves.
        never: words that stay.

    Returns:
        Each source cleaned, and the key from now on.
    """
    result, before = _anonymise_together(sources, key=key, places=places, never=never)
    return [_cleaned(source, place, result, before) for place, source in enumerate(sources)], result.key


def look_at_sources(
    sources: list[Source], *, key: Key | None = None, places: Iterable[str] = (), never: Iterable[str] = ()
) -> list[pd.DataFrame]:
    """Show what anonymising would do, source by source, without doing it (see `anonymise_sources`).

    Returns:
        For each source one row a piece, as `privacy.list_findings` gives it. It holds names.
    """
    result, before = _anonymise_together(sources, key=key, places=places, never=never)
    raw = dict(zip(result.utterances["utterance_id"], before["raw"], strict=True))
    source_of = dict(zip(result.utterances["utterance_id"], result.utterances["source"], strict=True))
    found = list_findings(result, raw)
    return [found[found["utterance_id"].map(source_of) == place].copy() for place in range(len(sources))]


def _anonymise_together(
    sources: list[Source], *, key: Key | None, places: Iterable[str], never: Iterable[str]
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
    people = _roster(sources)
    known = {value for s in sources for name in ("place", "organisation") if (value := s.meeting.get(name))}
    always = read_always(source.path.parent for source in sources)
    # `Bij Eik deden ze het anders`: a group's name names nobody, unless somebody may be called that.
    groups = {group for source in sources if (group := source.meeting.get("group")) and not is_first_name(group)}
    result = anonymise(
        numbered,
        people=people,
        key=key,
        places=sorted({*known, *places}),
        always=always,
        never=(*never, *sorted(groups)),
    )
    return result, {"id": list(joined["utterance_id"]), "raw": list(joined["text"])}


def take_in(study: Study, sources: list[Source], *, refresh: bool = False, passphrase: str | None = None) -> Intake:
    """Take sources into a study, anonymised. Sources it has already stay as they are.

    A source is known by the fingerprint of its bytes. Sources that are known are read along, so that people in new
    ones get the pseudonym they have; without a key on this machine that only works when all of them are there.
    All of it is one change: a process that is killed leaves the study as it was.

    Args:
        study: the study.
        sources: what was read.
        refresh: give known sources their newly anonymised text; codings keep pointing at the same words.
        passphrase: of the key (see `privacy.passphrase_of`); None looks in the environment.

    Raises:
        KennisError: the key is not on this machine and cannot be found back from the sources, or does not open.
    """
    known = list(study.sources["fingerprint"])
    # Known sources first and in their old order: then the same people get the same numbers.
    ordered = sorted(sources, key=lambda source: _place(known, fingerprint(source.path)))
    path = key_path(study.settings.study_id)
    key = keep_numbers(load_key(path, passphrase=passphrase), study) if path.exists() else None
    if key is None and not refresh and all(fingerprint(source.path) in known for source in sources):
        return Intake(0, len(sources), 0, 0, ())  # nothing new, and without a key nothing to do anew
    cleaned, key_now = anonymise_sources(ordered, key=key, places=study.settings.places, never=study.settings.never)
    old = [one for one in cleaned if fingerprint(one.source.path) in known]
    new = cleaned[len(old) :]
    if key is None:
        refuse_without_key(study, old)
    old, key_now = without_the_gone(study, old, new, key_now)
    changed = changed_turns(study, old)
    with study.one_change() as whole:
        if new or (refresh and len(changed)):
            save_key(key_now, path, passphrase=passphrase)  # first: who is in the study is always in the key
        if new:
            whole.add_speakers(_speakers(pd.concat([one.turns for one in new])))
        for one in new:
            _add(whole, one)
        if refresh:
            refresh_turns(whole, changed)
        for one in cleaned if refresh else new:
            whole.save_replacements(one.tally, fingerprint=fingerprint(one.source.path))
    replaced = sum(len(one.log) for one in new)
    notes = changed_note(len(changed), refresh=refresh) + (_gaps(study, new) if new else ())
    return Intake(len(new), len(old), sum(len(one.turns) for one in new), replaced, notes)


def _gaps(study: Study, new: list[Cleaned]) -> tuple[str, ...]:
    """Tell which kinds of meeting and which roles the new sources did not give, and where a person fills them in."""
    meetings = sum(1 for one in new if _is_conversation(one.source) and not one.source.meeting.get("kind"))
    here = {speaker for one in new for speaker in one.turns["speaker"] if speaker}
    roles = study.speakers[study.speakers["speaker"].isin(here)]["role"].eq("")
    notes = []
    if meetings:
        notes.append(
            f"Bij {meetings} {'gesprek' if meetings == 1 else 'gesprekken'} staat niet wat voor bijeenkomst het was. "
            "Dat telt nu als actieleerbijeenkomst. Klopt dat niet? Verander het in bijeenkomsten.csv, kolom 'kind'."
        )
    if roles.any():
        notes.append(
            f"Van {int(roles.sum())} van de {len(roles)} deelnemers weten we de rol niet. "
            "Vul die in bij deelnemers.csv, kolom 'role': dan staat de rol bij hun citaten."
        )
    return tuple(notes)


def code_study(study: Study, *, progress: Progress | None = None) -> pd.DataFrame:
    """Let the computer suggest codings for all utterances and save them in its logs (`coding.MACHINES`).

    Suggestions that were made of just these turns, this codebook and this coder are kept.

    Returns:
        Columns of `tables.CODINGS`.
    """
    nlp, codebook = load_pipeline(study.settings.pipeline), load_codebook(study.codebook_path)
    turns = analysable_turns(study)
    made_of = mark_of(
        turns[["utterance_id", "text"]],
        f"{codebook.fingerprint} {describe_pipeline(nlp)}",
        code_mark("coding", "language"),
    )
    kept = _suggestions(study)
    if read_origin(study).get("voorstellen") == mark_of(made_of, kept):
        return kept
    codings = suggest_codings(turns, codebook, nlp=nlp, progress=progress)
    with study.one_change() as whole:
        for coder in MACHINES:
            if coder in whole.coders or codings["coder"].eq(coder).any():
                whole.save_codings(codings[codings["coder"] == coder], coder=coder)
        kept = _suggestions(whole)
        note_origin(whole, {"voorstellen": mark_of(made_of, kept)})
    return kept


def _suggestions(study: Study) -> pd.DataFrame:
    codings = study.codings
    return codings[codings["coder"].isin(MACHINES)].reset_index(drop=True)


def cluster_study(study: Study) -> Themes:
    """Find emergent themes in all utterances, on from those the study has, and save each utterance's place."""
    return save_themes(study, utterances=analysable_turns(study))


def analysable_turns(study: Study) -> pd.DataFrame:
    """Return the turns of people who agree, today, that what they say counts."""
    return analysable(study.utterances, study.speakers, on=date.today())


def render_study(study: Study, out: str | Path, *, say: Say | None = None, passphrase: str | None = None) -> Path:
    """Execute the notebooks and write the site; returns the path of its `index.html`."""
    made_with, key = _made_with(study), _key_of(study, passphrase)
    agreed = AgreedStudy(study.path, study.settings)
    index = render_site(agreed, out, made_with=made_with, key=key, progress=say, also=((FACTSHEET, "Factsheet"),))
    sheet = make_factsheet(agreed)
    write_factsheet(sheet, out, made_with=made_with, key=key)
    for line in ("Factsheet (ook als pdf)", *sheet.notes):
        if say:
            say(line)
    return index


def factsheet_study(study: Study, out: str | Path, *, passphrase: str | None = None) -> Factsheet:
    """Write the factsheet of a study as a page and a PDF (see `publish.write_factsheet`); returns what stands on it."""
    made_with, key = _made_with(study), _key_of(study, passphrase)
    sheet = make_factsheet(AgreedStudy(study.path, study.settings))
    write_factsheet(sheet, out, made_with=made_with, key=key)
    return sheet


def _made_with(study: Study) -> str:
    """Note in the study with what its results were made, and say it in a sentence for the foot of a page."""
    origin = describe_origin(study.settings.pipeline, load_codebook(study.codebook_path))
    note_origin(study, origin)
    return describe_making(pipeline=origin["taalmodel"], codebook=origin["codeboek"])


def _key_of(study: Study, passphrase: str | None) -> Key | None:
    path = key_path(study.settings.study_id)
    return load_key(path, passphrase=passphrase) if path.exists() else None


def take_in_answers(study: Study, paths: Iterable[Path], *, passphrase: str | None = None) -> TakenIn:
    """Take files with answers of readers into a study (see `publish.take_in_responses`), with the names of its key."""
    return take_in_responses(study, paths, key=_key_of(study, passphrase))


def withdraw_participant(
    study: Study, speaker: str, *, out: Path | None = None, passphrase: str | None = None, say: Say | None = None
) -> Goodbye:
    """Withdraw a participant from a study, make its pages again, and tell what lost support.

    Args:
        study: the study.
        speaker: the pseudonym, such as `P07`.
        out: the folder of the site; without it no page is touched.
        passphrase: of the key.
        say: called with a Dutch line for each finished page.

    Raises:
        KennisError: the study does not know the participant, the key does not open, or the pages cannot be made again
            (the study is done by then; the same command does the rest).
    """
    turns, before = study.utterances, _support(study)
    said = turns[turns["speaker"] == speaker]
    gone = study.gone
    taken = withdraw(study, speaker, on=date.today(), key_file=key_path(study.settings.study_id), passphrase=passphrase)
    ids = {*said["utterance_id"], *(gone.loc[gone["kind"] == "beurt", "id"] if taken.already else ())}
    if out:
        try:
            render_study(study, out, say=say, passphrase=passphrase)
        except KennisError as error:
            raise type(error)(
                f"{speaker} is uit de studie, maar de pagina's in '{out.name}' zijn nog de oude. {error}"
            ) from error
    places = [study.path, *([out] if out else [])]
    found = find_traces(places, speaker=speaker, said=ids, shingles=telling_words(said["text"]))
    traces = [path for path in found if not is_as_shipped(path)]  # our own examples name turns and numbers too
    both = before.merge(_support(study), on=["kind", "name"], how="left", suffixes=("_before", "_after")).fillna(0)
    both = both.rename(columns={"turns_before": "before", "turns_after": "after"}).astype({"before": int, "after": int})
    return Goodbye(taken, both[both["after"] < both["before"]].reset_index(drop=True), tuple(traces))


def _support(study: Study) -> pd.DataFrame:
    """Count the turns behind each code and each theme: `kind, name, turns`."""
    codings, clusters = supported_codings(study.codings), study.clusters
    codes = codings[codings["code"] != "geen"].groupby("code")["utterance_id"].nunique()
    themes = clusters[clusters["cluster"] != ""].groupby("cluster")["utterance_id"].nunique()
    return pd.concat(
        [
            counts.rename_axis("name").rename("turns").reset_index().assign(kind=kind)
            for kind, counts in (("code", codes), ("thema", themes))
        ]
    )[["kind", "name", "turns"]]


def _numbered(source: Source, place: int) -> pd.DataFrame:
    turns = source.turns.copy()
    # Kept only where the readable text says something else than the source: line breaks are no other words.
    same = turns["original"].str.split().str.join(" ") == turns["text"].str.split().str.join(" ")
    turns["original"] = turns["original"].mask(same, "")
    meeting_id = f"B{place + 1:02d}"
    if "utterance_id" not in turns:
        turns["utterance_id"] = [f"{meeting_id}-{number:03d}" for number in range(1, len(turns) + 1)]
    if "meeting_id" not in turns:
        turns["meeting_id"] = meeting_id if _is_conversation(source) else ""
    columns = [*UTTERANCES.names, *[name for name in turns.columns if name not in UTTERANCES.names]]
    return turns[columns].assign(source=place)


def _roster(sources: list[Source]) -> pd.DataFrame:
    """List everybody in the sources once: who is `Kees` here and `Kees Vos` there, if nobody else can be meant."""
    listed = [Person(*row) for source in sources for row in source.people.itertuples(index=False)]
    # A role is not part of who somebody is: one list may give it where another does not.
    full = [person for person in listed if " " in person.name]
    short = [person for person in listed if " " not in person.name]
    return people_frame(merge_people(full, short))


def _is_conversation(source: Source) -> bool:
    """Tell whether somebody speaks in a source (turns of a meeting) or it holds loose texts."""
    return source.kind == "transcript" or bool(source.turns["speaker"].ne("").any())


def _cleaned(source: Source, place: int, result: Anonymised, before: dict[str, list[str]]) -> Cleaned:
    ids = dict(zip(result.utterances["utterance_id"], before["id"], strict=True))
    rows = result.utterances[result.utterances["source"] == place]
    log = result.log[result.log["utterance_id"].isin(rows["utterance_id"].iloc[1:])]
    # Columns that only other sources have came along empty.
    others = [n for n in rows if n not in UTTERANCES.names and rows[n].iloc[1:].fillna("").astype(str).eq("").all()]
    turns = rows.iloc[1:].drop(columns=list({"source", *others}))
    empty = {identity for identity, raw in zip(ids, before["raw"], strict=True) if raw == ""}
    turns["text"] = turns["text"].mask(turns["utterance_id"].isin(empty), "")
    title = str(rows["text"].iloc[0]) if source.meeting.get("title") else ""
    back = {"utterance_id": lambda table: table["utterance_id"].map(ids)}
    doubtful = result.doubtful[result.doubtful["utterance_id"].isin(rows["utterance_id"].iloc[1:])]
    tally = tally_found(log, doubtful)
    return Cleaned(source, turns.assign(**back), log.assign(**back), title, tally)


def _place(known: list[str], print_: str) -> int:
    return known.index(print_) if print_ in known else len(known)


def _speakers(turns: pd.DataFrame) -> pd.DataFrame:
    said = turns[turns["speaker"] != ""]
    roles = said.groupby("speaker")["role"].agg(lambda values: next((v for v in values if v), ""))
    kinds = {"beleidsmedewerker": "gemeente", "uitvoerder": "uitvoeringsorganisatie"}
    return pd.DataFrame(
        {"speaker": roles.index, "role": roles.to_numpy(), "organisation_kind": [kinds.get(r, "") for r in roles]}
    )


def _add(study: Study, one: Cleaned) -> None:
    print_ = fingerprint(one.source.path)
    if not _is_conversation(one.source):
        study.add_quotes(one.turns, fingerprint=print_)
        return
    known = {name: one.source.meeting.get(name, "") for name in ("kind", "group", "date")} | {"title": one.title}
    study.add_transcript(one.turns, meeting=known, fingerprint=print_)
