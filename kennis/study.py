"""A study on disk: a folder of small tables, opened, added to and saved.

```
studie.toml                    title, topic, language pipeline, thresholds, seed
codeboek.yaml                  the codebook
bijeenkomsten.csv              meetings          deelnemers.csv   speakers (pseudonyms)
transcripten/<meeting_id>.csv  utterances        citaten.csv      loose quotes
citaten_kopjes.csv             under which heading a loose quote stood in the factsheet it comes from
coderingen/<coder>.csv         codings, one log a coder
codeboek_wijzigingen.csv       what changed in the codebook, when, by whom and why
memos.csv                      the team's notes on codes, turns and meetings
themas.csv                     clusters          themawoorden.csv the words that set each theme apart
themas_bewaard.json            what else is known of the themes, with a mark of what they were made of (see `themes.kept`)
themas_namen.csv               names people gave to themes (see `themes.name_themes`)
herkomst.json                  with what the results were made (see `origin`)
vragen.yaml  factsheet.yaml    what the researcher asks readers, and what stands on the factsheet (see `publish`)
reacties/*.csv                 responses         antwoorden.csv   what the researcher did with each response
privacylijst.csv               quotes a reader could trace to somebody
bronnen.csv                    which sources were read: a fingerprint, never a file name
vervangingen.csv               how much was replaced in each source, by kind and by what found it
nagelezen.csv                  turns a person read again by chance, and how much was still in them
uitgetreden.csv                numbers that are never given again: of people who withdrew, and of what went with them
```
Files that belong together change together (see `journal`): a study on disk is always whole.
"""

from __future__ import annotations

import difflib
import os
import re
import secrets
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pandas as pd

from kennis.folder import Folder
from kennis.journal import finish_changes
from kennis.people import with_roles
from kennis.renames import renamed_codes, under_new_name
from kennis.settings import SETTINGS_FILE, Settings, read_settings, settings_text
from kennis.tables import (
    CLUSTERS,
    CODEBOOK_CHANGES,
    CODINGS,
    MEETINGS,
    MEMOS,
    QUOTE_HEADING,
    QUOTE_HEADINGS,
    REPLIES,
    RESPONSES,
    SPEAKERS,
    TRACEABLE,
    UTTERANCES,
    Column,
    KennisError,
    Table,
    check,
    write_text,
)

SOURCES = Table(
    "bronnen",
    (
        Column("fingerprint"),
        Column("kind"),
        Column("meeting_id", required=False),
        Column("first_id"),
        Column("last_id"),
    ),
    key=("fingerprint",),
)
THEME_WORDS = Table("themawoorden", (Column("cluster"), Column("word"), Column("weight", kind="float", required=False)))
REPLACEMENTS = Table(
    "vervangingen",
    (
        Column("fingerprint"),
        Column("kind"),
        Column("recogniser"),
        Column("replaced", kind="int", meaning="aantal"),
        Column("doubtful", kind="int", meaning="aantal"),
    ),
    key=("fingerprint", "kind", "recogniser"),
)
RECHECKS = Table(
    "nagelezen",
    (Column("utterance_id"), Column("missed", kind="int", meaning="aantal"), Column("at", required=False)),
    key=("utterance_id",),
)
GONE = Table("uitgetreden", (Column("id"), Column("kind"), Column("at", required=False)), key=("id",))
KEPT_THEMES = "themas_bewaard.json"
_CODER = re.compile(r"[\w-]{1,40}")


@dataclass(frozen=True)
class Study(Folder):
    """An opened study. The tables are read from disk each time they are asked for; `on` is the day consent is asked for."""

    settings: Settings
    on: date = field(default_factory=date.today, kw_only=True)

    @property
    def codebook_path(self) -> Path:
        """Return where the codebook is."""
        return self.path / "codeboek.yaml"

    @property
    def meetings(self) -> pd.DataFrame:
        """Return the meetings (`tables.MEETINGS`)."""
        return self._read("bijeenkomsten.csv", MEETINGS)

    @property
    def speakers(self) -> pd.DataFrame:
        """Return the participants by pseudonym (`tables.SPEAKERS`)."""
        return self._read("deelnemers.csv", SPEAKERS)

    @property
    def quotes(self) -> pd.DataFrame:
        """Return the loose quotes (`tables.UTTERANCES`)."""
        return self._read("citaten.csv", UTTERANCES)

    @property
    def quote_headings(self) -> pd.DataFrame:
        """Return under which heading loose quotes stood in a factsheet (`tables.QUOTE_HEADINGS`)."""
        return self._read("citaten_kopjes.csv", QUOTE_HEADINGS)

    @property
    def utterances(self) -> pd.DataFrame:
        """Return all turns, meeting by meeting, and then the loose quotes (`tables.UTTERANCES`).

        Where `deelnemers.csv` gives a participant a role, that is the role of their turns: the researcher fills it in there.
        `role_shown` is the role as it may stand beside their words (see `people.with_roles`): `deelnemer` where fewer people
        than `kleine_groep` spoke in that role, of those whose words count today.
        """
        return with_roles(self._all(UTTERANCES), self.speakers, few=self.settings.small_cell, on=self.on)

    @property
    def codings(self) -> pd.DataFrame:
        """Return the logs of all coders, one after the other (`tables.CODINGS`); see `files_of` for codes that were renamed."""
        return self._all(CODINGS)

    @property
    def clusters(self) -> pd.DataFrame:
        """Return the place of each utterance in an emergent theme (`tables.CLUSTERS`)."""
        return self._read("themas.csv", CLUSTERS)

    @property
    def responses(self) -> pd.DataFrame:
        """Return what critical friends answered (`tables.RESPONSES`)."""
        rows = self._all(RESPONSES)
        return rows[~_from_coder(rows)].reset_index(drop=True)

    @property
    def flags(self) -> pd.DataFrame:
        """Return the turns coders found too telling about somebody (`tables.RESPONSES`; `target` is the turn)."""
        rows = self._all(RESPONSES)
        return rows[_from_coder(rows)].reset_index(drop=True)

    @property
    def codebook_changes(self) -> pd.DataFrame:
        """Return what changed in the codebook (`tables.CODEBOOK_CHANGES`), oldest first."""
        return self._read("codeboek_wijzigingen.csv", CODEBOOK_CHANGES)

    @property
    def renamed(self) -> dict[str, str]:
        """Return what codes that were renamed, or merged with another, are called now: old slug → new slug."""
        return renamed_codes(self.codebook_changes)

    @property
    def memos(self) -> pd.DataFrame:
        """Return the team's notes on codes, turns and meetings (`tables.MEMOS`), oldest first."""
        return self._read("memos.csv", MEMOS)

    @property
    def replies(self) -> pd.DataFrame:
        """Return what the researcher did with each response (`tables.REPLIES`)."""
        return self._read("antwoorden.csv", REPLIES)

    @property
    def traceable(self) -> pd.DataFrame:
        """Return the quotes a reader could trace to somebody (`tables.TRACEABLE`)."""
        return self._read("privacylijst.csv", TRACEABLE)

    @property
    def theme_words(self) -> pd.DataFrame:
        """Return the words that set each theme apart, the most telling first: `cluster, word, weight`."""
        return self._read("themawoorden.csv", THEME_WORDS)

    @property
    def sources(self) -> pd.DataFrame:
        """Return which sources were read: `fingerprint, kind, meeting_id, first_id, last_id`."""
        return self._read("bronnen.csv", SOURCES)

    @property
    def replacements(self) -> pd.DataFrame:
        """Return how much was replaced and doubted: `fingerprint, kind, recogniser, replaced, doubtful`."""
        return self._read("vervangingen.csv", REPLACEMENTS)

    @property
    def rechecks(self) -> pd.DataFrame:
        """Return which turns a person read again: `utterance_id, missed, at`."""
        return self._read("nagelezen.csv", RECHECKS)

    @property
    def gone(self) -> pd.DataFrame:
        """Return the numbers that are never given again: `id, kind, at` (`kind`: deelnemer, beurt, bijeenkomst)."""
        return self._read("uitgetreden.csv", GONE)

    @property
    def coders(self) -> list[str]:
        """Return the names of those who have a log of codings."""
        return [Path(name).stem for name in self._names("coderingen")]

    def add_transcript(self, turns: pd.DataFrame, *, meeting: dict[str, str], fingerprint: str) -> str:
        """Add an anonymised meeting; earlier ids stay what they are.

        Args:
            turns: one row a turn: `turn, speaker, role, text, start_s, end_s, original`, anonymised.
            meeting: `kind, group, date, title`, as far as known; without a kind it counts as an
                action-learning meeting.
            fingerprint: what tells this source from others (see `run`).

        Returns:
            The new `meeting_id`, such as `B07`.
        """
        meeting_id = self._next_meeting()
        row = {"meeting_id": meeting_id, "kind": "actieleerbijeenkomst"} | {k: v for k, v in meeting.items() if v}
        ids = [f"{meeting_id}-{turn:03d}" for turn in range(1, len(turns) + 1)]
        rows = check(turns.assign(utterance_id=ids, meeting_id=meeting_id).reindex(columns=_present(turns)), UTTERANCES)
        meetings = check(_stack([self.meetings, pd.DataFrame([row])], MEETINGS)[list(MEETINGS.names)], MEETINGS)
        with self.one_change() as study:
            study.write(f"transcripten/{meeting_id}.csv", rows)
            study.write("bijeenkomsten.csv", meetings)
            study._add_source(fingerprint, "transcript", meeting_id, ids)
        return meeting_id

    def extend_transcript(self, meeting_id: str, turns: pd.DataFrame, *, was: str, fingerprint: str) -> None:
        """Add turns behind the last one of a meeting whose source grew.

        Args:
            meeting_id: which.
            turns: as in `add_transcript`; none where only words changed.
            was: the fingerprint the source had.
            fingerprint: the one it has now.
        """
        name = f"transcripten/{meeting_id}.csv"
        sources = self.sources
        mine = sources["fingerprint"] == was
        last = int(sources.loc[mine, "last_id"].iloc[0].rpartition("-")[2])
        ids = [f"{meeting_id}-{number:03d}" for number in range(last + 1, last + 1 + len(turns))]
        sources.loc[mine, "fingerprint"] = fingerprint
        with self.one_change() as study:
            if ids:
                sources.loc[mine, "last_id"] = ids[-1]
                rows = turns.assign(utterance_id=ids, meeting_id=meeting_id).reindex(columns=_present(turns))
                study.write(name, check(_stack([study._read(name, UTTERANCES), rows], UTTERANCES), UTTERANCES))
            study.write("bronnen.csv", check(sources, SOURCES))
            counted = self.replacements
            counted.loc[counted["fingerprint"] == was, "fingerprint"] = fingerprint
            study.write("vervangingen.csv", counted)

    def add_quotes(self, quotes: pd.DataFrame, *, fingerprint: str) -> list[str]:
        """Add anonymised loose quotes; returns their new ids, such as `C012`."""
        old = self.quotes
        first = _next_number({*old["utterance_id"], *self.sources["last_id"], *self.gone["id"]}, "C")
        ids = [f"C{number:03d}" for number in range(first, first + len(quotes))]
        rows = check(quotes.assign(utterance_id=ids, meeting_id="")[_present(quotes)], UTTERANCES)
        with self.one_change() as study:
            study.write("citaten.csv", _stack([old, rows], UTTERANCES))
            if QUOTE_HEADING in quotes:
                headings = quotes[[QUOTE_HEADING]].fillna("").assign(utterance_id=ids)
                placed = headings[headings[QUOTE_HEADING] != ""]
                study.write("citaten_kopjes.csv", _stack([study.quote_headings, placed], QUOTE_HEADINGS))
            study._add_source(fingerprint, "quotes", "", ids)
        return ids

    def add_speakers(self, speakers: pd.DataFrame) -> None:
        """Add participants the study did not know yet; of those it knows, only what was empty is filled in."""
        old = self.speakers
        told = speakers.drop_duplicates("speaker").set_index("speaker")
        for name in {"role", "organisation_kind"} & set(told):
            old[name] = old[name].where(old[name] != "", old["speaker"].map(told[name]).fillna(""))
        new = speakers[~speakers["speaker"].isin(old["speaker"])]
        self.write("deelnemers.csv", check(_stack([old, new], SPEAKERS), SPEAKERS))

    def save_codings(self, codings: pd.DataFrame, *, coder: str) -> None:
        """Save the whole log of one coder; an unchanged log is left as it is (with its times).

        Raises:
            KennisError: the coder's name cannot be a file name, or rows are another coder's.
        """
        check_coder(coder)
        rows = check(codings, CODINGS, source=f"coderingen/{coder}.csv")[list(CODINGS.names)]
        if not rows["coder"].eq(coder).all():
            raise KennisError(
                f"coderingen/{coder}.csv: er staan rijen van een andere codeur in. Geef elke codeur een eigen bestand."
            )
        name = f"coderingen/{coder}.csv"
        if self.find(name) is None or not self._read(name, CODINGS).drop(columns="at").equals(rows.drop(columns="at")):
            self.write(name, rows)

    def save_clusters(self, clusters: pd.DataFrame, words: pd.DataFrame | None = None) -> None:
        """Save each utterance's place in an emergent theme, and the words that set the themes apart."""
        with self.one_change() as study:
            study.write("themas.csv", check(clusters, CLUSTERS)[list(CLUSTERS.names)])
            if words is not None:
                study.write("themawoorden.csv", check(words, THEME_WORDS)[list(THEME_WORDS.names)])

    def save_replacements(self, tally: pd.DataFrame, *, fingerprint: str) -> None:
        """Remember how much was replaced in a source; what was remembered of it before is replaced."""
        old = self.replacements
        rows = [old[old["fingerprint"] != fingerprint], tally.assign(fingerprint=fingerprint)]
        self.write("vervangingen.csv", _stack(rows, REPLACEMENTS)[list(REPLACEMENTS.names)])

    def save_recheck(self, utterance_id: str, *, missed: int, at: str) -> None:
        """Remember that a person read a turn again, and how much was still in it."""
        row = pd.DataFrame([{"utterance_id": utterance_id, "missed": missed, "at": at}])
        self.write("nagelezen.csv", _stack([self.rechecks, row], RECHECKS))

    def files_of(self, table: Table) -> list[tuple[str, pd.DataFrame]]:
        """Return the files that hold turns, codings or responses, each with its path in the study and its rows.

        A coding that still has the old name of a code, as in a colleague's file, has the new one here.
        """
        folders = {"utterances": "transcripten", "codings": "coderingen", "responses": "reacties"}
        names = self._names(folders[table.name])
        if table is UTTERANCES and self.find("citaten.csv"):
            names.append("citaten.csv")
        files = [(name, self._read(name, table)) for name in names]
        renamed = self.renamed if table is CODINGS else {}
        return [(name, under_new_name(rows, renamed)) for name, rows in files] if renamed else files

    def text_of(self, utterance_id: str) -> str | None:
        """Return the text of a turn, whoever spoke; None if there is no such turn. Only the file it stands in is read."""
        own = f"transcripten/{utterance_id.rpartition('-')[0]}.csv"
        for name in (own, "citaten.csv"):
            rows = self._read(name, UTTERANCES)
            if (found := rows.loc[rows["utterance_id"] == utterance_id, "text"]).size:
                return str(found.iloc[0])
        return None

    def _all(self, table: Table) -> pd.DataFrame:
        return _stack([rows for _, rows in self.files_of(table)], table)

    def _next_meeting(self) -> str:
        # Meetings that were taken out keep their row in bronnen.csv, so that no id is given twice.
        used = {*self.meetings["meeting_id"], *self.sources["meeting_id"], *self.gone["id"]}
        return f"B{_next_number(used, 'B'):02d}"

    def _add_source(self, fingerprint: str, kind: str, meeting_id: str, ids: list[str]) -> None:
        row = {
            "fingerprint": fingerprint,
            "kind": kind,
            "meeting_id": meeting_id,
            "first_id": ids[0],
            "last_id": ids[-1],
        }
        self.write("bronnen.csv", check(_stack([self.sources, pd.DataFrame([row])], SOURCES), SOURCES))


def open_study(path: str | Path | None = None) -> Study:
    """Open a study folder.

    Args:
        path: the folder with `studie.toml`. Without it: the folder named by the environment
            variable KENNIS_STUDIE, else the nearest folder upwards from here that is a study or
            has one in `corpus/`.

    Raises:
        KennisError: there is no study there, or its settings cannot be read.
    """
    folder = Path(path) if path is not None else find_study()
    if folder.is_file():
        raise KennisError(f"'{folder.name}' is een bestand en geen studie. Geef de map waarin {SETTINGS_FILE} staat.")
    if not (folder / SETTINGS_FILE).is_file():
        near = _near(folder)
        meant = f" Bedoelde je '{near}'?" if near else ""
        begin = f"kennis new {folder if folder.name else 'MAP'}"
        raise KennisError(f"Er is geen studie '{folder}'.{meant} Een nieuwe studie begin je met: {begin}")
    finish_changes(folder)
    return Study(folder.resolve(), read_settings(folder / SETTINGS_FILE))


def _near(folder: Path) -> Path | None:
    """Return the study beside a folder that is most alike in name, if one is."""
    beside = folder.parent.iterdir() if folder.parent.is_dir() else ()
    names = sorted(one.name for one in beside if is_study(one))
    alike = difflib.get_close_matches(folder.name, names, n=1)
    return folder.with_name(alike[0]) if alike else None


def is_study(path: Path) -> bool:
    """Tell whether a folder is a study."""
    return (path / SETTINGS_FILE).is_file()


def create_study(path: str | Path, *, title: str, codebook: str, invented: bool = False) -> Study:
    """Make an empty study: its settings and codebook.

    Args:
        path: the new folder; it may exist but holds no study yet.
        title: the study's title.
        codebook: the text of `codeboek.yaml`.
        invented: everything in it is made up (*fictief*); pages then say so.

    Raises:
        KennisError: the folder already holds a study, or a codebook.
    """
    folder = Path(path)
    if is_study(folder):
        raise KennisError(f"In '{folder.resolve().name}' staat al een studie. Kies een andere map.")
    if (folder / "codeboek.yaml").exists():
        raise KennisError(
            f"In '{folder.resolve().name}' staat al een codeboek.yaml. Kies een andere map, of zet dat bestand ergens anders."
        )
    for name in ("transcripten", "coderingen", "reacties", "ruw"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    ignored = folder / ".gitignore"
    before = ignored.read_text(encoding="utf-8").rstrip() + "\n" if ignored.exists() else ""
    write_text(ignored, before + "ruw/\n.ipynb_checkpoints/\n.*.bezet\n")
    write_text(folder / "codeboek.yaml", codebook)
    # Two studies may have one title, but never one key.
    study_id = f"{re.sub(r'[^a-z0-9]+', '-', title.lower()).strip('-') or 'studie'}-{secrets.token_hex(3)}"
    write_text(folder / SETTINGS_FILE, settings_text(title=title, study_id=study_id, invented=invented))
    return open_study(folder)


def check_coder(coder: str) -> None:
    """Refuse a name that no coder, person or computer, can have: it names a file.

    Raises:
        KennisError: it is longer than 40 characters, or holds others than letters, digits, - and _.
    """
    if not _CODER.fullmatch(coder):
        raise KennisError(
            f"'{coder[:40]}' kan geen naam van een codeur zijn. Gebruik letters, cijfers, - en _, zoals codeur_a."
        )


def find_study() -> Path:
    """Return the folder of the study one is in, or that `KENNIS_STUDIE` names.

    Raises:
        KennisError: there is none.
    """
    named = os.environ.get("KENNIS_STUDIE")
    if named:
        return Path(named)
    here = Path.cwd()
    for folder in (here, *here.parents):
        for candidate in (folder, folder / "corpus"):
            if is_study(candidate):
                return candidate
    raise KennisError("Hier is geen studie te vinden. Geef de map van je studie, of maak er een met: kennis new MAP")


def _from_coder(responses: pd.DataFrame) -> pd.Series:
    return responses["response_id"].str.startswith("codeur-")


def _stack(parts: list[pd.DataFrame], table: Table) -> pd.DataFrame:
    filled = [part for part in parts if len(part)]
    return check(pd.concat(filled, ignore_index=True), table) if filled else table.empty()


def _next_number(ids: set[str], letter: str) -> int:
    return 1 + max([int(i[1:]) for i in ids if re.fullmatch(rf"{letter}\d+", i)], default=0)


def _present(turns: pd.DataFrame) -> list[str]:
    return [name for name in UTTERANCES.names if name in {*turns.columns, "utterance_id", "meeting_id"}]
