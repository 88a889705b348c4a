"""A study on disk: a folder of small tables, opened, added to and saved.

```
studie.toml                    title, language pipeline, thresholds, seed
codeboek.yaml                  the codebook
bijeenkomsten.csv              meetings          deelnemers.csv   speakers (pseudonyms)
transcripten/<meeting_id>.csv  utterances        citaten.csv      loose quotes
coderingen/<coder>.csv         codings, one log a coder
themas.csv                     clusters          reacties/*.csv   responses
bronnen.csv                    which sources were read: a fingerprint, never a file name
```
Every save replaces a whole file in one step (see `tables.write_bytes`).
"""

from __future__ import annotations

import os
import re
import secrets
import tomllib
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from kennis.tables import (
    CLUSTERS,
    CODINGS,
    MEETINGS,
    RESPONSES,
    SPEAKERS,
    UTTERANCES,
    Column,
    KennisError,
    Table,
    check,
    read_table,
    write_table,
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
SETTINGS_FILE = "studie.toml"
_SAFE_NAME = re.compile(r"[\w-]+")


@dataclass(frozen=True)
class Settings:
    """What `studie.toml` says."""

    title: str
    study_id: str
    invented: bool = False
    pipeline: str = "builtin"
    seed: int = 20
    small_cell: int = 3
    min_words: int = 4
    places: tuple[str, ...] = ()
    never: tuple[str, ...] = ()


@dataclass(frozen=True)
class Study:
    """An opened study. The tables are read from disk each time they are asked for."""

    path: Path
    settings: Settings

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
    def utterances(self) -> pd.DataFrame:
        """Return all turns, meeting by meeting, and then the loose quotes (`tables.UTTERANCES`)."""
        parts = [read_table(path, UTTERANCES) for path in sorted((self.path / "transcripten").glob("*.csv"))]
        return _stack([*parts, self.quotes], UTTERANCES)

    @property
    def codings(self) -> pd.DataFrame:
        """Return the logs of all coders, one after the other (`tables.CODINGS`)."""
        parts = [read_table(path, CODINGS) for path in sorted((self.path / "coderingen").glob("*.csv"))]
        return _stack(parts, CODINGS)

    @property
    def clusters(self) -> pd.DataFrame:
        """Return the place of each utterance in an emergent theme (`tables.CLUSTERS`)."""
        return self._read("themas.csv", CLUSTERS)

    @property
    def responses(self) -> pd.DataFrame:
        """Return what critical friends answered (`tables.RESPONSES`)."""
        parts = [read_table(path, RESPONSES) for path in sorted((self.path / "reacties").glob("*.csv"))]
        return _stack(parts, RESPONSES)

    @property
    def sources(self) -> pd.DataFrame:
        """Return which sources were read: `fingerprint, kind, meeting_id, first_id, last_id`."""
        return self._read("bronnen.csv", SOURCES)

    @property
    def coders(self) -> list[str]:
        """Return the names of those who have a log of codings."""
        return sorted(path.stem for path in (self.path / "coderingen").glob("*.csv"))

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
        write_table(rows, self.path / "transcripten" / f"{meeting_id}.csv")
        write_table(meetings, self.path / "bijeenkomsten.csv")
        self._add_source(fingerprint, "transcript", meeting_id, ids)
        return meeting_id

    def add_quotes(self, quotes: pd.DataFrame, *, fingerprint: str) -> list[str]:
        """Add anonymised loose quotes; returns their new ids, such as `C012`."""
        old = self.quotes
        first = _next_number(set(old["utterance_id"]), "C")
        ids = [f"C{number:03d}" for number in range(first, first + len(quotes))]
        rows = check(quotes.assign(utterance_id=ids, meeting_id="")[_present(quotes)], UTTERANCES)
        write_table(_stack([old, rows], UTTERANCES), self.path / "citaten.csv")
        self._add_source(fingerprint, "quotes", "", ids)
        return ids

    def add_speakers(self, speakers: pd.DataFrame) -> None:
        """Add participants the study did not know yet; those it knows keep their row."""
        old = self.speakers
        new = speakers[~speakers["speaker"].isin(old["speaker"])]
        write_table(check(_stack([old, new], SPEAKERS), SPEAKERS), self.path / "deelnemers.csv")

    def save_codings(self, codings: pd.DataFrame, *, coder: str) -> None:
        """Save the whole log of one coder; an unchanged log is left as it is (with its times).

        Raises:
            KennisError: the coder's name cannot be a file name, or rows are another coder's.
        """
        if not _SAFE_NAME.fullmatch(coder):
            raise KennisError(f"'{coder}' kan geen naam van een codeur zijn. Gebruik letters, cijfers, - en _.")
        rows = check(codings, CODINGS, source=f"coderingen/{coder}.csv")[list(CODINGS.names)]
        if not rows["coder"].eq(coder).all():
            raise KennisError(
                f"coderingen/{coder}.csv: er staan rijen van een andere codeur in. Geef elke codeur een eigen bestand."
            )
        path = self.path / "coderingen" / f"{coder}.csv"
        if not (path.exists() and read_table(path, CODINGS).drop(columns="at").equals(rows.drop(columns="at"))):
            write_table(rows, path)

    def save_clusters(self, clusters: pd.DataFrame) -> None:
        """Save each utterance's place in an emergent theme."""
        write_table(check(clusters, CLUSTERS)[list(CLUSTERS.names)], self.path / "themas.csv")

    def _read(self, name: str, table: Table) -> pd.DataFrame:
        path = self.path / name
        return read_table(path, table) if path.exists() else table.empty()

    def _next_meeting(self) -> str:
        # Meetings that were taken out keep their row in bronnen.csv, so that no id is given twice.
        used = {*self.meetings["meeting_id"], *self.sources["meeting_id"]}
        return f"B{_next_number(used, 'B'):02d}"

    def _add_source(self, fingerprint: str, kind: str, meeting_id: str, ids: list[str]) -> None:
        row = {
            "fingerprint": fingerprint,
            "kind": kind,
            "meeting_id": meeting_id,
            "first_id": ids[0],
            "last_id": ids[-1],
        }
        write_table(check(_stack([self.sources, pd.DataFrame([row])], SOURCES), SOURCES), self.path / "bronnen.csv")


def open_study(path: str | Path | None = None) -> Study:
    """Open a study folder.

    Args:
        path: the folder with `studie.toml`. Without it: the folder named by the environment
            variable KENNIS_STUDIE, else the nearest folder upwards from here that is a study or
            has one in `corpus/`.

    Raises:
        KennisError: there is no study there, or its settings cannot be read.
    """
    folder = Path(path) if path is not None else _find_study()
    if not (folder / SETTINGS_FILE).is_file():
        raise KennisError(
            f"'{folder.name or folder}' is geen studie: er staat geen {SETTINGS_FILE} in. Maak een studie met: kennis new {folder.name or 'MAP'}"
        )
    return Study(folder.resolve(), _read_settings(folder / SETTINGS_FILE))


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
        KennisError: the folder already holds a study.
    """
    folder = Path(path)
    if is_study(folder):
        raise KennisError(f"In '{folder.name}' staat al een studie. Kies een andere map.")
    for name in ("transcripten", "coderingen", "reacties", "ruw"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    write_text(folder / ".gitignore", "ruw/\n.ipynb_checkpoints/\n")
    write_text(folder / "codeboek.yaml", codebook)
    # Two studies may have one title, but never one key.
    study_id = f"{re.sub(r'[^a-z0-9]+', '-', title.lower()).strip('-') or 'studie'}-{secrets.token_hex(3)}"
    write_text(
        folder / SETTINGS_FILE,
        _SETTINGS_TEMPLATE.format(title=_toml(title), id=study_id, fictief=str(invented).lower()),
    )
    return open_study(folder)


_SETTINGS_TEMPLATE = """\
# De instellingen van deze studie. Regels met # ervoor zijn uitleg.
titel = {title}
# Onder deze naam staat de sleutel (wie is wie) op je computer, buiten deze map.
id = "{id}"
# true: alles in deze studie is verzonnen. De pagina's zeggen dat er dan bij.
fictief = {fictief}

[taal]
# "builtin" werkt altijd. Heb je een Nederlands spaCy-model? Zet dan hier de naam, zoals "nl_core_news_md".
pipeline = "builtin"

[privacy]
# Met minder mensen dan dit in een rol en groep is een citaat herleidbaar.
kleine_groep = 3
# Plaatsen en organisaties die kennis altijd moet vervangen, en woorden die juist moeten blijven staan.
plaatsen = []
nooit = []

[themas]
# Met hetzelfde getal geven dezelfde beurten dezelfde thema's.
seed = 20
# Kortere beurten tellen niet mee bij het zoeken naar thema's.
minste_woorden = 4
"""


def _toml(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ") + '"'


def _read_settings(path: Path) -> Settings:
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        line = re.search(r"line (\d+)", str(error))
        at = f", regel {line[1]}" if line else ""
        raise KennisError(
            f"{path.name}{at}: deze instelling is niet te lezen. Zet tekst tussen aanhalingstekens en zet elke instelling op een eigen regel."
        ) from error
    language, privacy, themes = (raw.get(part, {}) for part in ("taal", "privacy", "themas"))
    try:
        return Settings(
            title=str(raw.get("titel", path.parent.name)),
            study_id=str(raw.get("id", path.parent.name)),
            invented=bool(raw.get("fictief", False)),
            pipeline=str(language.get("pipeline", "builtin")),
            seed=int(themes.get("seed", 20)),
            small_cell=int(privacy.get("kleine_groep", 3)),
            min_words=int(themes.get("minste_woorden", 4)),
            places=tuple(map(str, privacy.get("plaatsen", ()))),
            never=tuple(map(str, privacy.get("nooit", ()))),
        )
    except (TypeError, ValueError, AttributeError) as error:
        raise KennisError(
            f"{path.name}: een van de instellingen is geen getal of lijst waar dat wel moet. Vergelijk met een nieuwe studie (kennis new)."
        ) from error


def _find_study() -> Path:
    named = os.environ.get("KENNIS_STUDIE")
    if named:
        return Path(named)
    here = Path.cwd()
    for folder in (here, *here.parents):
        for candidate in (folder, folder / "corpus"):
            if is_study(candidate):
                return candidate
    raise KennisError("Hier is geen studie te vinden. Geef de map van je studie, of maak er een met: kennis new MAP")


def _stack(parts: list[pd.DataFrame], table: Table) -> pd.DataFrame:
    filled = [part for part in parts if len(part)]
    return check(pd.concat(filled, ignore_index=True), table) if filled else table.empty()


def _next_number(ids: set[str], letter: str) -> int:
    return 1 + max([int(i[1:]) for i in ids if re.fullmatch(rf"{letter}\d+", i)], default=0)


def _present(turns: pd.DataFrame) -> list[str]:
    return [name for name in UTTERANCES.names if name in {*turns.columns, "utterance_id", "meeting_id"}]
