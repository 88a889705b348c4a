"""What the pages are made of: the study, gathered once, as a reader may see it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from kennis.coding import (
    Codebook,
    codebook_table,
    founded_codings,
    founded_turns,
    load_codebook,
    measure_agreement,
)
from kennis.insights import count_codes
from kennis.insights.shown import showable, without_own_number
from kennis.insights.words import role_label
from kennis.publish.replies import standing_decisions
from kennis.publish.targets import CLAIMS, FIGURES, target_of, theme_target
from kennis.study import Study
from kennis.tables import (
    MEETING_KINDS,
    POLARITIES,
    UNNAMED_ROLE,
    KennisError,
    to_csv,
    with_shown_roles,
    write_text,
)
from kennis.themes import theme_names, typical_quotes

DATA = Path(__file__).parent / "data"
QUESTIONS_FILE = "vragen.yaml"
WORDS_IN_NAME = 3
LONGEST_QUOTE = 60  # words: what is longer does not read well as a quote
SHORTEST_QUOTE = 6


@dataclass(frozen=True)
class Quote:
    """Words of a participant as they were said, with what a reader may know about them."""

    id: str
    text: str
    role: str
    kind: str
    codes: tuple[tuple[str, str, str], ...] = ()  # slug, label, polarity
    computer: bool = False
    changed: str = ""

    @property
    def target(self) -> str:
        """The name under which readers answer about it."""
        return target_of("citaat", self.id)

    def side(self, code: str) -> str:
        """Say whether a value is there or missing in it (`tables.POLARITIES`); empty if it has no such code."""
        return next((polarity for slug, _, polarity in self.codes if slug == code), "")


@dataclass(frozen=True)
class Theme:
    """An emergent theme: its number, its words, how many turns it has, and who speaks in it."""

    cluster: str
    words: tuple[str, ...]
    turns: int
    roles: str
    quotes: tuple[Quote, ...]
    target: str
    given: str = ""

    @property
    def name(self) -> str:
        """Three words, until a person gives a better name (`themes.name_themes`)."""
        return self.given or " · ".join(self.words[:WORDS_IN_NAME]) or f"Thema {self.cluster.lstrip('T0')}"


@dataclass(frozen=True)
class Material:
    """A study gathered for its pages; expensive things are worked out once.

    Attributes:
        study: as its participants agreed to (`privacy.AgreedStudy`).
        codebook: the codebook; `codes` is the same as a table.
        utterances, meetings, speakers, codings: see `tables`; `codings` as `founded_codings` gives them.
    """

    study: Study
    codebook: Codebook
    codes: pd.DataFrame
    utterances: pd.DataFrame
    meetings: pd.DataFrame
    speakers: pd.DataFrame
    codings: pd.DataFrame
    logs: pd.DataFrame
    questions: dict[str, str] = field(default_factory=dict)

    @cached_property
    def read(self) -> pd.DataFrame:
        """The turns that codings can speak of: those a person read (see `coding.founded_turns`)."""
        return founded_turns(self.logs, self.utterances)

    @cached_property
    def read_meetings(self) -> pd.DataFrame:
        """The meetings in which a person read something."""
        return self.meetings[self.meetings["meeting_id"].isin(self.read["meeting_id"])]

    @property
    def unread(self) -> int:
        """How many of the meetings in which somebody spoke nobody read."""
        spoken = set(self.utterances["meeting_id"]) - set(self.read["meeting_id"])
        return int(self.meetings["meeting_id"].isin(spoken).sum())

    @cached_property
    def counts(self) -> pd.DataFrame:
        """Counts a code (see `insights.count_codes`), by slug."""
        return count_codes(self.codings, self.utterances, self.codes).set_index("code")

    @cached_property
    def agreement(self) -> dict[str, float]:
        """How far two people agree on each code and its direction beyond chance (kappa), where that is known."""
        measured = measure_agreement(self.logs)
        known = measured[measured["note"].eq("") & measured["kappa_directed"].notna() & measured["both"].ge(3)]
        return known.groupby("code")["kappa_directed"].mean().to_dict()

    @cached_property
    def quotes(self) -> dict[str, Quote]:
        """All quotes that may be shown, by id: of those who agreed, readable in length, not of who led the meeting."""
        shown = showable(self.utterances[self.utterances["role"] != "begeleider"])
        fit = shown["text"].str.split().str.len().between(SHORTEST_QUOTE, LONGEST_QUOTE)
        rows = shown[fit].merge(self.meetings[["meeting_id", "kind"]], on="meeting_id", how="left")
        given = self.codings.groupby("utterance_id")
        codes = {str(name): self._codes_of(group) for name, group in given}
        computer = {str(name) for name, group in given if (group["basis"] == "computer").all()}
        reasons = self._reasons
        return {
            row["utterance_id"]: Quote(
                row["utterance_id"],
                without_own_number(row["text"], row["speaker"]),
                role_label(row["role"]),
                self._kind_shown(row["role"], row["kind"]),
                codes.get(row["utterance_id"], ()),
                row["utterance_id"] in computer,
                reasons.get(target_of("citaat", row["utterance_id"]), ""),
            )
            for row in rows.to_dict("records")
        }

    @cached_property
    def clusters(self) -> pd.DataFrame:
        """Each utterance's place in an emergent theme."""
        return self.study.clusters

    @cached_property
    def themes(self) -> list[Theme]:
        """The emergent themes, the largest first."""
        placed = self.clusters.merge(self.utterances, on="utterance_id")
        placed = placed[placed["cluster"] != ""]
        words = self.study.theme_words.groupby("cluster")["word"].agg(list).to_dict()
        given = theme_names(self.study).set_index("cluster")["name"]
        able = self.utterances[self.utterances["utterance_id"].isin(self.quotes)]
        typical = typical_quotes(self.clusters, able, count=5) if len(able) else able.assign(cluster="")
        picked = typical.groupby("cluster")["utterance_id"].agg(list).to_dict()
        return [
            Theme(
                str(cluster),
                tuple(words.get(cluster, [])),
                len(rows),
                _most_said_by(rows),
                tuple(self.quotes[name] for name in picked.get(cluster, [])),
                theme_target(words.get(cluster, [])[:WORDS_IN_NAME], str(cluster)),
                str(given.get(cluster, "")),
            )
            for cluster, rows in placed.groupby("cluster")
        ]

    @cached_property
    def changes(self) -> pd.DataFrame:
        """What the researcher decided about responses (see `replies.standing_decisions`)."""
        return standing_decisions(self.study)

    @cached_property
    def labels(self) -> dict[str, str]:
        """Everything a reader can answer about, with how it is called on the site; quotes by their first words."""
        book = self.codebook
        return {
            **{target_of("inzicht", slug): insight.label for slug, insight in book.insights.items()},
            **{target_of("code", code.slug): code.label for code in book.codes},
            **{theme.target: theme.name for theme in self.themes},
            **{target_of("figuur", name): title for name, title in FIGURES.items()},
            **{target_of("uitspraak", name): title for name, title in CLAIMS.items()},
            **{target_of("vraag", name): asked for name, asked in self.questions.items()},
            **{quote.target: " ".join(quote.text.split()[:8]) + " …" for quote in self.quotes.values()},
        }

    @property
    def version(self) -> str:
        """Return what tells this version of the site from others: what is asked about, quotes apart.

        A quote keeps its name and its words, and goes off the pages when one reader finds it too traceable: that makes
        no other pages of those that the next reader read.
        """
        told = sorted((name, label) for name, label in self.labels.items() if not name.startswith("citaat:"))
        return hashlib.sha256(repr(told).encode()).hexdigest()[:12]

    @property
    def data_mark(self) -> str:
        """Return what tells these data from others: all turns and all codings, as they stand in the study."""
        return hashlib.sha256(f"{to_csv(self.utterances)}\n{to_csv(self.logs)}".encode()).hexdigest()[:12]

    @cached_property
    def _reasons(self) -> dict[str, str]:
        done = self.changes[self.changes["decision"] == "aangepast"]
        told = "aangepast na een reactie" + done["reason"].mask(done["reason"] != "", ": " + done["reason"])
        return dict(zip(done["target"], told, strict=True))

    @cached_property
    def _holders(self) -> dict[tuple[str, str], int]:
        """How many people speak in each role and kind of meeting."""
        said = self.utterances[self.utterances["speaker"] != ""].merge(
            self.meetings[["meeting_id", "kind"]], on="meeting_id"
        )
        return said.groupby(["role", "kind"])["speaker"].nunique().to_dict()

    def _kind_shown(self, role: str, kind: Any) -> str:
        if not isinstance(kind, str):
            return ""
        return MEETING_KINDS[kind] if self._holders.get((role, kind), 0) >= self.study.settings.small_cell else ""

    def _codes_of(self, rows: pd.DataFrame) -> tuple[tuple[str, str, str], ...]:
        known = rows[rows["code"].isin(self.codebook.slugs)]
        return tuple(
            (row.code, self.codebook.code(row.code).label, POLARITIES.get(row.polarity, ""))
            for row in known.itertuples()
        )


def gather(study: Study) -> Material:
    """Gather a study for its pages.

    Args:
        study: as its participants agreed to (`privacy.AgreedStudy`).

    Raises:
        KennisError: the codebook or the questions cannot be read.
    """
    book, logs = load_codebook(study.codebook_path), study.codings
    return Material(
        study,
        book,
        codebook_table(book),
        study.utterances,
        study.meetings,
        study.speakers,
        founded_codings(logs),
        logs,
        read_questions(study),
    )


def read_questions(study: Study) -> dict[str, str]:
    """Read the general questions of the researcher (`vragen.yaml`; without it the ones that come along): id → question.

    Raises:
        KennisError: the file is no list of questions with an id.
    """
    own = study.find(QUESTIONS_FILE)
    tree = load_yaml(own or DATA / QUESTIONS_FILE)
    try:
        asked = {str(one["id"]): " ".join(str(one["vraag"]).split()) for one in tree["vragen"]}
    except (TypeError, KeyError) as error:
        raise KennisError(
            f"{QUESTIONS_FILE}: elke vraag heeft een regel 'id' en een regel 'vraag' nodig. Kijk naar de vragen in een nieuwe studie."
        ) from error
    if any(target_of("vraag", name) != f"vraag:{name}" for name in asked):
        raise KennisError(f"{QUESTIONS_FILE}: gebruik in een 'id' alleen letters, cijfers en streepjes.")
    return asked


def copy_questions(folder: Path) -> None:
    """Give a new study the questions that come along, for the researcher to change."""
    write_text(folder / QUESTIONS_FILE, (DATA / QUESTIONS_FILE).read_text(encoding="utf-8"))


def word_list() -> dict[str, str]:
    """Return hard words with their meaning in plain Dutch, by alphabet."""
    words = load_yaml(DATA / "woorden.yaml")
    return {word: words[word] for word in sorted(words, key=str.casefold)}


def load_yaml(path: Path) -> Any:
    """Read a YAML file of the researcher's or ours.

    Raises:
        KennisError: it is no YAML; the message names the line.
    """
    from ruamel.yaml import YAML, YAMLError

    try:
        return YAML(typ="safe").load(path.read_text(encoding="utf-8-sig"))
    except (YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        at = f", regel {mark.line + 1}" if mark else ""
        raise KennisError(
            f"{path.name}{at}: dit is niet te lezen. Kijk naar de inspringing, en zet tekst met een dubbele punt tussen aanhalingstekens."
        ) from error


def _most_said_by(turns: pd.DataFrame) -> str:
    """Say whose turns these mostly are, if more than half is one role's that may be named."""
    roles = with_shown_roles(turns[~turns["role"].isin(["", "begeleider"])])["role"]
    known = roles[roles != UNNAMED_ROLE].value_counts()
    if known.empty or known.iloc[0] <= len(turns) / 2:
        return ""
    return role_label(str(known.index[0])).lower()
