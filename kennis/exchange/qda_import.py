"""Codings that people gave in another program, back into the study: added to logs that only grow, nothing else changes."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd

from kennis.coding import (
    MACHINES,
    NO_CODE,
    SETTLED,
    WITHDRAWN,
    Codebook,
    check_coder_name,
    current_codings,
    load_codebook,
)
from kennis.coding.log import COMPUTER
from kennis.exchange.qda_codes import NOTHING_FOUND, Meaning, code_guid, guid_of, polar_name
from kennis.exchange.qda_place import Placed, Span, Turns, place_marks, shared
from kennis.exchange.qda_read import Mark, Project, read_project
from kennis.privacy import AgreedStudy, as_agreed
from kennis.study import Study
from kennis.tables import CODINGS, POLARITIES, KennisError

MACHINE_MADE = "voorstellen van de computer"
TOGETHER = "codes die jullie samen besloten: die blijven zoals ze hier staan"
STRANGE_TEXT = "codes bij woorden die niet (meer) zo in de studie staan, of bij een label"
WRONG_PLACE = "codes waarvan de plaats niet klopt met de woorden"
TAKEN_BACK = "codes die hier later zijn teruggenomen of veranderd"
PARTLY = "codes die maar voor een deel op woorden van de studie staan: dat deel is overgenomen"

_NEVER = (*MACHINES, COMPUTER, SETTLED)  # what is theirs is not taken in
Row = dict[str, str | int]
_Key = tuple[str, str, int, int, str]  # coder, turn, start, stop, code


@dataclass(frozen=True)
class QdaImport:
    """What came of reading a project of another program; shown, it says so in Dutch.

    `added` counts new codings by coder, `known` those that stood already; of the `named` codings that say which words
    they are about, `right` were found to be. `unknown_codes` counts codings with a code the study does not have, by the
    name of the code; `left` counts the rest of what was not taken over, by reason.
    """

    added: dict[str, int]
    known: int
    named: int
    right: int
    unknown_codes: dict[str, int]
    left: dict[str, int]

    def __str__(self) -> str:
        """Say in Dutch what came in and what did not."""
        total = sum(self.added.values())
        who = ", ".join(f"{coder} {number}" for coder, number in self.added.items())
        lines = [f"{_count(total)} erbij" + (f": {who}." if who else ".") + f" {self.known} stonden er al."]
        if self.named:
            lines.append(
                f"Van {self.named} coderingen noemt het bestand de woorden: bij {self.right} kloppen die met de plaats."
            )
        if self.unknown_codes:
            names = ", ".join(f"“{name[:40]}” ({number})" for name, number in self.unknown_codes.items())
            example = next(iter(self.unknown_codes))[:40]
            lines.append(
                f"Niet overgenomen, want deze codes heeft de studie niet: {names}. Voeg ze toe met kn.add_code, of zeg "
                f'bij welke code ze horen, zoals codes={{"{example}": "moed"}}, en lees het bestand nog eens in.'
            )
        lines += [
            f"{'Let op' if why == PARTLY else 'Niet overgenomen'}: {number} {why}." for why, number in self.left.items()
        ]
        return "\n".join(lines)

    __repr__ = __str__


@dataclass
class _Given:
    """What one coder gave some words, from all rows of the file about them."""

    polarities: set[str] = field(default_factory=set)
    memos: dict[str, None] = field(default_factory=dict)
    at: str = ""


def import_qda(study: Study, path: str | Path, *, by: str = "", codes: Mapping[str, str] | None = None) -> QdaImport:
    """Take codings that people made in another program on the texts of `export_qda` into the logs of coders.

    Texts are known by their words, so a copy of them will do. A code is known by its number, else by its name. Nothing
    is taken away: what was removed there still stands here. Doing it twice adds nothing.

    Args:
        study: the study.
        path: the `.qdpx`.
        by: the coder whose codings those are of users the study does not know; without it each gets a log of their own.
        codes: what codes that were made there are called here: `{"Eigen code": "moed"}`.

    Returns:
        What was added and what was not; print it.

    Raises:
        KennisError: the file is no sound project, `by` cannot be a coder, a code of `codes` does not exist, or the file
            does not say who gave codings and neither does `by`.
    """
    agreed = as_agreed(study)
    project = read_project(Path(path))
    left = Counter(project.left)
    names = _Codes(agreed, project, codes or {})
    coders = _coders(agreed, project, by)
    placed = place_marks(project.sources)
    given: defaultdict[_Key, _Given] = defaultdict(_Given)
    unknown: Counter[str] = Counter()
    for mark, spans, more in _spans(agreed, placed, left):
        coder, meaning = coders[mark.user], names.meaning(mark.code)
        if coder in _NEVER:
            left[TOGETHER if coder == SETTLED else MACHINE_MADE] += 1
        elif meaning is None:
            unknown[project.codes.get(mark.code) or "(zonder naam)"] += 1
        else:
            left[PARTLY] += more
            for turn, start, stop in spans:
                one = given[coder, turn, start, stop, meaning[0]]
                one.polarities |= {meaning[1]} - {""}
                one.memos |= {mark.memo: None} if mark.memo.strip() else {}
                one.at = max(one.at, mark.at)
    added, known = _write(study, given, project.origin, left)
    right, named = sum(one.right for one in placed), sum(one.named for one in placed)
    return QdaImport(added, known, named, right, dict(unknown.most_common()), dict(+left))


def _spans(study: AgreedStudy, placed: list[Placed], left: Counter[str]) -> Iterable[tuple[Mark, list[Span], bool]]:
    """Give each mark with the words of turns it is about, and whether there are more; what is about none is counted."""
    utterances = study.utterances
    meetings = [
        dict(zip(own["utterance_id"], own["text"], strict=True))
        for _, own in utterances.groupby("meeting_id", sort=True)
    ]
    for one in placed:
        if not one.words:
            continue
        turns = Turns(one.text, max(meetings, key=lambda own, text=one.text: shared(text, own), default={}))  # type: ignore[misc]
        for words in one.words:
            spans, more = turns.spans(words.start, words.stop) if words.sure else ([], False)
            if spans:
                yield words.mark, spans, more
            else:
                left[STRANGE_TEXT if words.sure else WRONG_PLACE] += 1


class _Codes:
    """What the codes of a project stand for here."""

    def __init__(self, study: Study, project: Project, told: Mapping[str, str]) -> None:
        book = load_codebook(study.codebook_path)
        self._project = project
        self._told: dict[str, Meaning] = {}
        self._guids, self._names = _known_guids(study, book), _known_names(book)
        theirs = {_plain(name) for name in project.codes.values()}
        for name, code in told.items():
            if _plain(name) not in theirs:
                raise KennisError(f"Code '{name[:40]}' staat niet in dit bestand. Kijk hoe de code daar heet.")
            self._told[_plain(name)] = self._names.get(_plain(code)) or (book.code(code).slug, "")

    def meaning(self, guid: str) -> Meaning | None:
        """Return the code and polarity of a code of the project: as told, by number, by name; None if the study has none such."""
        name = _plain(self._project.codes.get(guid, ""))
        return self._told.get(name) or self._guids.get(guid) or self._names.get(name)


def _known_guids(study: Study, book: Codebook) -> dict[str, Meaning]:
    study_id = study.settings.study_id
    now = {code.slug: code for code in book.codes}
    slugs = {slug: slug for slug in now} | {
        old: new for old, new in study.renamed.items() if new in now and old not in now
    }
    known = {code_guid(study_id, NO_CODE): (NO_CODE, "")}
    for called, slug in slugs.items():
        known[code_guid(study_id, called)] = (slug, "")
        known |= {code_guid(study_id, called, one): (slug, one if now[slug].polar else "") for one in POLARITIES}
    return known


def _known_names(book: Codebook) -> dict[str, Meaning]:
    known = {_plain(name): (NO_CODE, "") for name in (NOTHING_FOUND, NO_CODE)}
    for code in book.codes:
        for name in (code.slug, code.label):
            known[_plain(name)] = (code.slug, "")
            known |= {_plain(polar_name(name, one)): (code.slug, one) for one in POLARITIES if code.polar}
    return known


def _coders(study: Study, project: Project, by: str) -> dict[str, str]:
    """Return the coder of each user of the project: by number, by name, else `by` or a name that can be a coder's.

    Raises:
        KennisError: `by` cannot be a coder, or there are codings nobody is said to have given.
    """
    if by:
        check_coder_name(by)
    known = [*study.coders, *_NEVER]
    guids = {guid_of(study.settings.study_id, "user", coder): coder for coder in known}
    called = {coder.casefold(): coder for coder in known}
    names = _names(project.users.values())
    coders = {
        user: guids.get(user) or called.get(names[name].casefold()) or by or names[name]
        for user, name in project.users.items()
    }
    orphans = {mark.user for one in project.sources for mark in one.marks} - set(coders)
    if orphans and not by and len(coders) != 1:
        raise KennisError("Bij een deel van de codes staat niet wie ze gaf. Zeg het erbij, zoals by='codeur_a'.")
    return coders | dict.fromkeys(orphans, by or next(iter(coders.values()), ""))


def _names(users: Iterable[str]) -> dict[str, str]:
    """Return a name that can be a coder's for each name of a user; two names are never one coder, and always the same two."""
    names: dict[str, str] = {}
    taken: set[str] = set()
    for user in sorted(set(users), key=lambda user: (user != _safe(user), user)):
        name, number = _safe(user), 2
        while name.casefold() in taken:
            name, number = f"{_safe(user)}_{number}", number + 1
        taken.add(name.casefold())
        names[user] = name
    return names


def _safe(name: str) -> str:
    return re.sub(r"[^\w-]+", "_", name).strip("_")[:36] or "codeur"


def _write(study: Study, given: Mapping[_Key, _Given], origin: str, left: Counter[str]) -> tuple[dict[str, int], int]:
    """Add to the logs what does not stand there yet; returns how much by coder, and how much did."""
    evidence = f"ingelezen uit {' '.join(origin.split())[:40] or 'een ander programma'}"
    known, added, new = 0, Counter[str](), defaultdict[str, list[Row]](list)
    with Study(study.path, study.settings).one_change() as change:
        logs = _Logs(change.codings)
        # Codes first: who gave a turn one did not find nothing in it.
        for key, one in sorted(given.items(), key=lambda item: item[0][4] == NO_CODE):
            polarity = one.polarities.pop() if len(one.polarities) == 1 else "gemengd" if one.polarities else ""
            if logs.standing.get(key) == polarity or (key[4] == NO_CODE and key[:2] in logs.coded):
                known += 1
            elif key in logs.heard and (not one.at or logs.heard[key] >= one.at):
                left[TAKEN_BACK] += 1  # said here after it was given there
            else:
                memo = " ".join(" ".join(one.memos).split())
                row = _row(key, one.at, polarity=polarity, status="geaccepteerd", evidence=evidence, memo=memo)
                new[key[0]] += [*logs.nothings(key, evidence), row]
                added[key[0]] += 1
        for coder, rows in sorted(new.items()):
            change.add_rows(f"coderingen/{coder}.csv", pd.DataFrame(rows), CODINGS)
    return dict(sorted(added.items())), known


class _Logs:
    """What stands in the logs: the polarity of each coding (`standing`), when each was last heard of, and coded turns."""

    def __init__(self, logs: pd.DataFrame) -> None:
        last = logs.drop_duplicates(["coder", "utterance_id", "start", "stop", "code"], keep="last")
        now = current_codings(logs)
        now = now[now["status"] == "geaccepteerd"]
        self.heard = {_key(row): row.at for row in last.itertuples()}
        self.standing = {_key(row): row.polarity for row in now.itertuples()}
        self.coded = {key[:2] for key in self.standing if key[4] != NO_CODE}

    def nothings(self, key: _Key, evidence: str) -> list[Row]:
        """Return the rows that take back that the coder found nothing in this turn, now that there is a code."""
        if key[4] == NO_CODE:
            return []
        self.coded.add(key[:2])
        taken = [one for one in self.standing if one[:2] == key[:2] and one[4] == NO_CODE]
        for one in taken:
            del self.standing[one]
        return [_row(one, "", status=WITHDRAWN, evidence=evidence) for one in taken]


def _row(key: _Key, at: str, **values: str) -> Row:
    row: Row = dict(zip(("coder", "utterance_id", "start", "stop", "code"), key, strict=True))
    return row | values | {"at": at or datetime.now().isoformat(timespec="seconds")}


def _key(row: Any) -> _Key:
    return row.coder, row.utterance_id, row.start, row.stop, row.code


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()


def _count(number: int) -> str:
    return "1 codering" if number == 1 else f"{number} coderingen"
