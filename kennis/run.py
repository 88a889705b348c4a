"""The main job: raw sources → anonymised study → codings → themes → pages. Every step can be done again."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd

from kennis.coding import MACHINES, load_codebook, mend_codings, suggest_codings
from kennis.coding.embeddings import load_encoder, with_embeddings
from kennis.insights import count_words
from kennis.intake import Source
from kennis.journal import one_at_a_time
from kennis.known import (
    changed_note,
    changed_turns,
    hold_doubted,
    keep_numbers,
    refresh_turns,
    refuse_without_key,
    spoken_by,
    without_the_gone,
)
from kennis.language import describe_pipeline, load_pipeline
from kennis.made import code_mark, folder_mark, mark_of
from kennis.origin import describe_origin, note_origin, read_origin
from kennis.privacy import (
    Key,
    analysable,
    as_agreed,
    key_path,
    load_key,
    name_words,
    names_nobody,
    save_key,
)
from kennis.publish import (
    FACTSHEET,
    Factsheet,
    TakenIn,
    check_replies,
    describe_making,
    factsheet_files,
    make_factsheet,
    render_site,
    take_in_responses,
    write_factsheet,
)
from kennis.settings import SETTINGS_FILE
from kennis.sources import ALWAYS_FILE as ALWAYS_FILE
from kennis.sources import Cleaned, anonymise_sources, fingerprint, is_conversation, renumbered_note
from kennis.sources import look_at_sources as look_at_sources
from kennis.sources import raw_utterances as raw_utterances
from kennis.sources import read_sources as read_sources
from kennis.study import Study
from kennis.tables import KennisError
from kennis.themes import Themes, save_themes
from kennis.versions import Version, speakers_of, split_versions, update_versions

_SHORT_QUESTION = 10  # words
Say = Callable[[str], None]
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Intake:
    """What taking in gave: how many sources were new, how many turns came in, and what a person should look at.

    `doubtful` counts the pieces of the new sources that may tell who somebody is and were left standing.
    """

    new: int
    known: int
    turns: int
    replaced: int
    doubtful: int
    notes: tuple[str, ...]


def take_in(study: Study, sources: list[Source], *, refresh: bool = False, passphrase: str | None = None) -> Intake:
    """Take sources into a study, anonymised. Sources it has already stay as they are.

    A source is known by the fingerprint of its bytes. Sources that are known are read along, so that people in new
    ones get the pseudonym they have; without a key on this machine that only works when all of them are there.
    A file that is there twice counts once, with a note, and so does one that is nearly the same as a known one; with
    `refresh` what the study holds is then brought up to date (see `versions`). All of it is one change: a process that is killed leaves the study as it was.

    Args:
        study: the study.
        sources: what was read.
        refresh: give known sources their newly anonymised text; codings keep pointing at the same words.
        passphrase: of the key (see `privacy.passphrase_of`); None looks in the environment.

    Raises:
        KennisError: the key is not on this machine and cannot be found back from the sources, or does not open; or another
            process is taking in sources, or changed the study or the key meanwhile.
    """
    with one_at_a_time(study.path, SETTINGS_FILE):
        return _take_in(study, sources, refresh=refresh, passphrase=passphrase)


def _take_in(study: Study, sources: list[Source], *, refresh: bool, passphrase: str | None) -> Intake:
    known = list(study.sources["fingerprint"])
    prints = {source.path: fingerprint(source.path) for source in sources}  # each file is read for it once
    sources, twice = _each_once(sources, prints, known)
    # Known sources first and in their old order: then the same people get the same numbers.
    ordered = sorted(sources, key=lambda source: _place(known, prints[source.path]))
    path = key_path(study.settings.study_id)
    began = _state(study, path)
    key = keep_numbers(load_key(path, passphrase=passphrase), study) if path.exists() else None
    if key is None and not refresh and all(prints[source.path] in known for source in sources):
        return Intake(0, len(sources), 0, 0, 0, twice)  # nothing new, and without a key nothing to do anew
    here = set(study.sources.loc[study.sources["fingerprint"].isin(prints.values()), "meeting_id"])
    old, new, versions, key_now = _clean(study, ordered, key, prints, anew=here)
    if refresh and (renewed := {one.meeting_id for one in versions} - {""}):
        # Who spoke there by the version that now goes must not be taken for somebody a first name may mean.
        old, new, versions, key_now = _clean(study, ordered, key, prints, anew=here | renewed)
    changed = changed_turns(study, old, prints)
    with study.one_change() as whole:
        if _state(whole, path) != began:
            raise KennisError(
                "De studie of de sleutel veranderde terwijl de bronnen gelezen werden. Er is niets ingelezen. Geef de opdracht opnieuw."
            )
        if new or (refresh and (len(changed) or versions)):
            save_key(key_now, path, passphrase=passphrase)  # first: who is in the study is always in the key
        if new:
            _add(whole, new, prints)
        told = update_versions(whole, versions, prints, refresh=refresh)
        if refresh:
            refresh_turns(whole, changed)
        counted = [*old, *new, *(one.cleaned for one in versions)] if refresh else new
        held = set(whole.sources["fingerprint"])
        counted = [one for one in counted if prints[one.source.path] in held]
        for one in counted:
            whole.save_replacements(one.tally, fingerprint=prints[one.source.path])
        hold_doubted(whole, counted, prints)
    replaced = sum(len(one.log) for one in new)
    doubtful = sum(one.doubtful for one in new)
    notes = (
        changed_note(changed, refresh=refresh)
        + twice
        + tuple(told)
        + renumbered_note(one.source for one in new)
        + (_gaps(study, new) + _namesakes(key_now, new) if new else ())
    )
    return Intake(len(new), len(old), sum(len(one.turns) for one in new), replaced, doubtful, notes)


def _state(study: Study, key_file: Path) -> str:
    """Return a mark of what numbers are given by: the key, and what is in the study or went from it."""
    tables = (study.sources, study.utterances[["utterance_id", "speaker", "text"]], study.gone)
    return mark_of(*tables, key_file.read_bytes().hex() if key_file.exists() else "")


def _clean(
    study: Study, ordered: list[Source], key: Key | None, prints: Mapping[Path, str], *, anew: set[str]
) -> tuple[list[Cleaned], list[Cleaned], list[Version], Key]:
    """Anonymise sources and tell the known ones, the new ones and other versions of known ones apart; and the key from now on.

    `anew` are the meetings that are read again here: who spoke in them, their sources tell themselves.
    """
    known = set(study.sources["fingerprint"])
    cleaned, key_now = anonymise_sources(
        ordered,
        key=key,
        places=study.settings.places,
        never=study.settings.never,
        met=_met(study, key, but=anew),
        spoke=spoken_by(study, ordered, prints),
        renumber=True,
    )
    old = [one for one in cleaned if prints[one.source.path] in known]
    new = cleaned[len(old) :]
    if key is None:
        refuse_without_key(study, old, prints)
    old, key_now = without_the_gone(study, old, new, key_now, prints)
    new, versions = split_versions(study, new)
    return old, new, versions, key_now


def _met(study: Study, key: Key | None, *, but: set[str]) -> dict[str, frozenset[str]]:
    """Return for each group of a study the names of who spoke in it, as far as the key tells, some meetings left out."""
    turns = study.utterances.merge(study.meetings[["meeting_id", "group"]], on="meeting_id")
    turns = turns[~turns["meeting_id"].isin(but)]
    names = {pseudonym: person.name for pseudonym, person in key.people.items()} if key else {}
    met = turns[(turns["group"] != "") & turns["speaker"].isin(names)]
    return {str(group): frozenset(own.map(names)) for group, own in met.groupby("group")["speaker"]}


def _each_once(
    sources: list[Source], prints: Mapping[Path, str], known: list[str]
) -> tuple[list[Source], tuple[str, ...]]:
    """Leave out files that hold what another one holds, and say which: a copy, or the same talk saved in another format.

    Speech recognition often writes one talk as txt, srt, vtt and json at once. What the study knows stays; else the
    file that tells most of who speaks and when.
    """
    said = {source.path: _said(source) for source in sources}
    best: dict[str, Source] = {}
    for source in sorted(sources, key=lambda one: _telling(one, known, prints)):
        best.setdefault(said[source.path], source)
    kept, notes = [], []
    for source in sources:
        same = best[said[source.path]]
        if same is source:
            kept.append(source)
        elif prints[source.path] == prints[same.path]:
            notes.append(f"'{source.path.name}' is precies hetzelfde als '{same.path.name}'. Het telt één keer mee.")
        else:
            notes.append(
                f"In '{source.path.name}' staan dezelfde woorden als in '{same.path.name}'. Het telt één keer mee."
            )
    return kept, tuple(notes)


def _said(source: Source) -> str:
    """Return the letters and figures of all that is said in a source: the same for the same talk in any format."""
    return re.sub(r"\W+", "", "".join(source.turns["text"])).casefold()


def _telling(source: Source, known: list[str], prints: Mapping[Path, str]) -> tuple[bool, int, bool]:
    """Return what to sort sources by, so that the one to keep comes first."""
    speakers = source.turns["speaker"].replace("", pd.NA).nunique()
    return prints[source.path] not in known, -int(speakers), bool(source.turns["start_s"].isna().all())


def _place(known: list[str], print_: str) -> int:
    return known.index(print_) if print_ in known else len(known)


def _add(study: Study, new: list[Cleaned], prints: Mapping[Path, str]) -> None:
    """Add new sources to a study: who speaks in them, and what they said."""
    study.add_speakers(speakers_of(pd.concat([one.turns for one in new])))
    for one in new:
        print_ = prints[one.source.path]
        if is_conversation(one.source):
            known = {name: one.source.meeting.get(name, "") for name in ("kind", "group", "date")}
            study.add_transcript(one.turns, meeting=known | {"title": one.title}, fingerprint=print_)
        else:
            study.add_quotes(one.turns, fingerprint=print_)


def _gaps(study: Study, new: list[Cleaned]) -> tuple[str, ...]:
    """Tell which kinds of meeting and which roles the new sources did not give, and where a person fills them in."""
    meetings = sum(1 for one in new if is_conversation(one.source) and not one.source.meeting.get("kind"))
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


def _namesakes(key: Key, new: list[Cleaned]) -> tuple[str, ...]:
    """Tell who in the new sources has the first name of somebody of another group, and counts as somebody else."""
    here = {speaker for one in new for speaker in one.turns["speaker"]}
    alike: dict[str, list[str]] = {}
    for number, person in key.people.items():
        if not names_nobody(person.name):
            alike.setdefault(" ".join(name_words(person.name)), []).append(number)
    told = [" en ".join(numbers) for numbers in alike.values() if len(numbers) > 1 and here & {*numbers}]
    if not told:
        return ()
    return (
        f"Dezelfde voornaam, in een andere groep of een ander gesprek: {'; '.join(told)}. Zij tellen als verschillende mensen. Is het "
        "één mens? Zet in de bronnen de hele naam bij de spreker, en lees ze opnieuw in met --refresh.",
    )


def _read_tables(study: Study) -> None:
    """Read every table of a study: one that is not right is told with its row, before anything long begins."""
    for name in (
        "meetings", "speakers", "utterances", "quote_headings", "codings", "clusters", "responses", "codebook_changes", "memos",
        "replies", "traceable", "theme_words", "sources", "replacements", "rechecks", "gone",
    ):  # fmt: skip
        getattr(study, name)


def check_study(study: Study) -> list[str]:
    """Read all that people fill in or copy in, before the long work begins, and let codings follow the codebook.

    Returns:
        What a person should know, in Dutch: meetings without a file, participants without a turn, codings that point
        at nothing.

    Raises:
        KennisError: a table or the codebook is not right.
    """
    _read_tables(study)
    silent = sorted(set(study.speakers["speaker"]) - set(study.utterances["speaker"]))
    notes = []
    if silent:
        one = len(silent) == 1
        notes.append(
            f"deelnemers.csv: {', '.join(silent)} {'heeft' if one else 'hebben'} geen enkele beurt, maar {'telt' if one else 'tellen'} "
            f"wel mee bij de deelnemers. {'Klopt het nummer' if one else 'Kloppen de nummers'}? Haal de rij anders weg."
        )
    return [*_lost_transcripts(study), *notes, *mend_codings(study)]


def _lost_transcripts(study: Study) -> list[str]:
    """Tell which meetings came in but have no turns any more: somebody took the file away by hand."""
    gone = set(study.gone["id"])
    lost = [
        row
        for row in study.sources.to_dict("records")
        if row["meeting_id"]
        and row["meeting_id"] not in gone
        and study.find(f"transcripten/{row['meeting_id']}.csv") is None
    ]
    return [
        f"transcripten/{row['meeting_id']}.csv is er niet meer, maar bronnen.csv weet nog dat dit gesprek is ingelezen. "
        "Zet het bestand terug. Is het er niet meer? Haal in bronnen.csv en bijeenkomsten.csv de rij "
        f"van {row['meeting_id']} weg en lees de bron opnieuw in."
        for row in lost
    ]


def code_study(study: Study, *, progress: Progress | None = None) -> pd.DataFrame:
    """Let the computer suggest codings for all utterances and save them in its logs (`coding.MACHINES`).

    Suggestions that were made of just these turns, this codebook and this coder are kept. What people coded has no say in
    them: it is what the suggestions are measured by. A model of the researcher (`taalmodel_map`) has. A short question of
    whoever guides the talk (*En de vergoeding?*) gets none: it names a subject and tells nothing about it.

    Returns:
        Columns of `tables.CODINGS`.

    Raises:
        KennisError: the codebook cannot be read, or the folder of the model is not there or holds no model.
    """
    nlp, codebook = load_pipeline(study.settings.pipeline), load_codebook(study.codebook_path)
    turns, encoder = _without_short_questions(analysable_turns(study)), _encoder_folder(study)
    made_of = mark_of(
        turns[["utterance_id", "text"]],
        f"{codebook.fingerprint} {describe_pipeline(nlp)}",
        code_mark("coding", "language"),
        *([folder_mark(encoder)] if encoder else []),
    )
    kept = _suggestions(study)
    if read_origin(study).get("voorstellen") == mark_of(made_of, kept):
        return kept
    weights = with_embeddings(load_encoder(encoder)) if encoder else None
    codings = suggest_codings(turns, codebook, nlp=nlp, progress=progress, weights=weights)
    with study.one_change() as whole:
        for coder in MACHINES:
            if coder in whole.coders or codings["coder"].eq(coder).any():
                whole.save_codings(codings[codings["coder"] == coder], coder=coder)
        kept = _suggestions(whole)
        note_origin(whole, {"voorstellen": mark_of(made_of, kept)})
    return kept


def _without_short_questions(turns: pd.DataFrame) -> pd.DataFrame:
    asks = turns["role"].eq("begeleider") & turns["text"].str.rstrip().str.endswith("?")
    return turns[~(asks & count_words(turns["text"]).le(_SHORT_QUESTION))]


def _encoder_folder(study: Study) -> Path | None:
    """Return where the researcher's own model of sentences is: a path from the folder of the study, or a whole one."""
    named = study.settings.encoder
    return study.path / Path(named).expanduser() if named else None


def _suggestions(study: Study) -> pd.DataFrame:
    codings = study.codings
    return codings[codings["coder"].isin(MACHINES)].reset_index(drop=True)


def cluster_study(study: Study) -> Themes:
    """Find emergent themes in all utterances, on from those the study has, and save each utterance's place."""
    return save_themes(study, utterances=analysable_turns(study))


def analysable_turns(study: Study) -> pd.DataFrame:
    """Return the turns of people who agree, today, that what they say counts."""
    return analysable(study.utterances, study.speakers, on=date.today())


def render_study(
    study: Study, out: str | Path, *, say: Say | None = None, tell: Say | None = None, passphrase: str | None = None
) -> Path:
    """Execute the notebooks and write the site with its factsheet, both or neither; returns the path of `index.html`.

    Args:
        study: the study.
        out: the folder of the site.
        say: called with the title of each finished page.
        tell: called with what the researcher should know about the factsheet and about their own words in
            `antwoorden.csv`, in Dutch.
        passphrase: of the key.

    Raises:
        KennisError: a table of the study is not right, told before any page is made; see also `publish.render_site` and
            `publish.make_factsheet`.
    """
    _read_tables(study)
    made_with, key = _made_with(study), _key_of(study, passphrase)
    agreed = as_agreed(study)
    sheet = make_factsheet(agreed)
    files = factsheet_files(sheet, made_with=made_with, site=True, study=study.path, key=key)
    index = render_site(
        agreed, out, made_with=made_with, key=key, progress=say, also=((FACTSHEET, "Factsheet"),), beside=files
    )
    if say:
        say("Factsheet (ook als pdf)")
    if tell:
        for note in (*sheet.notes, *check_replies(study, key=key), *without_key_note(study)):
            tell(note)
    return index


def factsheet_study(study: Study, out: str | Path, *, passphrase: str | None = None) -> Factsheet:
    """Write the factsheet of a study as a page and a PDF (see `publish.write_factsheet`); returns what stands on it."""
    made_with, key = _made_with(study), _key_of(study, passphrase)
    sheet = make_factsheet(as_agreed(study))
    write_factsheet(sheet, out, made_with=made_with, study=study.path, key=key)
    return sheet


def _made_with(study: Study) -> str:
    """Note in the study with what its results were made, and say it in a sentence for the foot of a page."""
    origin = describe_origin(study.settings.pipeline, load_codebook(study.codebook_path))
    note_origin(study, origin)
    return describe_making(pipeline=origin["taalmodel"], codebook=origin["codeboek"])


def _key_of(study: Study, passphrase: str | None) -> Key | None:
    path = key_path(study.settings.study_id)
    return load_key(path, passphrase=passphrase) if path.exists() else None


def without_key_note(study: Study) -> tuple[str, ...]:
    """Say what is not looked at where the key of a study is not on this machine, as when a colleague sent the study.

    Nothing where there is nobody to protect: an invented study, or one that is empty.
    """
    if key_path(study.settings.study_id).exists() or study.settings.invented or study.sources.empty:
        return ()
    return (
        "Let op: de sleutel van deze studie (wie is wie) staat niet op deze computer. Op namen van deelnemers is dus niet nagekeken, "
        "alleen op nummers, mailadressen, postcodes en geboortedata. Zet de sleutel terug, of laat wie de sleutel heeft dit "
        "nakijken voor je iets deelt: kennis check BESTAND --study MAP.",
    )


def take_in_answers(study: Study, paths: Iterable[Path], *, passphrase: str | None = None) -> TakenIn:
    """Take files with answers of readers into a study (see `publish.take_in_responses`), with the names of its key."""
    return take_in_responses(study, paths, key=_key_of(study, passphrase))


def check_answered(study: Study, *, passphrase: str | None = None) -> list[str]:
    """Say what of the decisions in `antwoorden.csv` cannot go on the pages as it is (see `publish.check_replies`)."""
    return check_replies(study, key=_key_of(study, passphrase))
