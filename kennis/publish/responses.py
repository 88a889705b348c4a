"""Taking in what readers answered: checked, matched, cleaned of names, and stored as one change."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from kennis.privacy import KINDS, Key, Person, Roster, as_agreed, find_in_file
from kennis.publish.answer_file import Answer, AnswerFile, read_answer_file
from kennis.publish.material import Material, gather
from kennis.publish.targets import study_mark
from kennis.study import Study
from kennis.tables import REPLIES, RESPONSES, TRACEABLE, KennisError, check

THRESHOLD = 0.5
# A spreadsheet would take these for a formula.
_FORMULA = re.compile(r"^(?=[=+@\t]|-\S)")


@dataclass(frozen=True)
class TakenIn:
    """What taking in gave: answers that are new, that replaced an earlier one of the same reader, and that were known;
    quotes newly on the privacy list; pieces replaced in what readers wrote; and what a person should know."""

    new: int
    changed: int
    known: int
    traceable: int
    replaced: int
    notes: tuple[str, ...]


def take_in_responses(study: Study, paths: Iterable[Path], *, key: Key | None = None) -> TakenIn:
    """Take files of answers into a study; all of them, or none.

    The same file twice adds nothing; a later file of the same reader replaces what that reader said before. Quotes
    found too traceable go on the privacy list (`tables.TRACEABLE`) and off the pages until the researcher decides.

    Args:
        study: the study, whole.
        paths: the files readers sent back.
        key: who is who, so that known people are recognised in what readers wrote.

    Raises:
        KennisError: one of the files is refused (see `read_answer_file`), belongs to another study, or is about quotes
            that never were in this one; the study stays as it is.
    """
    files = [read_answer_file(path) for path in paths]
    if not files:
        raise KennisError("Er is geen bestand met reacties gegeven. Geef het bestand dat een lezer terugstuurde.")
    material = gather(as_agreed(study))
    gone = set(study.gone["id"])
    notes: list[str] = []
    answers: list[tuple[AnswerFile, Answer]] = []
    for file in files:
        kept, told = _matched(file, study, material, gone)
        answers += [(file, answer) for answer in kept]
        notes += told
    cleaned, replaced = clean_texts([answer.text for _, answer in answers], key=key, study=study)
    rows = [_row(file, answer, text) for (file, answer), text in zip(answers, cleaned, strict=True)]
    return _store(study, pd.DataFrame(rows, columns=list(RESPONSES.names)), replaced, tuple(notes))


def clean_texts(texts: list[str], *, key: Key | None = None, study: Study) -> tuple[list[str], int]:
    """Replace in what readers wrote what identifies somebody by its kind, such as `[persoon]`; also count the pieces."""
    people = tuple(Person(person.name, person.role) for person in key.people.values()) if key else ()
    roster = Roster(people=people, places=study.settings.places, never=study.settings.never)
    cleaned, replaced = [], 0
    for text, spans in zip(texts, find_in_file(texts, roster=roster), strict=True):
        sure = [span for span in spans if span.score >= THRESHOLD]
        for span in reversed(sure):
            text = f"{text[: span.start]}[{KINDS[span.kind]}]{text[span.stop :]}"
        cleaned.append(_FORMULA.sub("'", text))
        replaced += len(sure)
    return cleaned, replaced


def _matched(file: AnswerFile, study: Study, material: Material, gone: set[str]) -> tuple[list[Answer], list[str]]:
    """Match answers to the study by their stable names; also say in Dutch what a person should know."""
    name = f"'{file.name}'"
    if file.study != study_mark(study.settings.study_id):
        raise KennisError(f"{name} hoort bij een andere studie. Kijk bij welke studie deze lezer reageerde.")
    quotes = {*study.utterances["utterance_id"]}
    said = {answer.target: answer.target.partition(":")[2] for answer in file.answers}
    about_quotes = [one for one in file.answers if one.target.startswith("citaat:")]
    strange = [one for one in about_quotes if said[one.target] not in quotes | gone]
    if strange:
        raise KennisError(
            f"{name} gaat over citaten die nooit in deze studie stonden ({len(strange)}). Gebruik dit bestand niet, en vraag de lezer om het opnieuw te sturen."
        )
    kept = [one for one in file.answers if not (one in about_quotes and said[one.target] in gone)]
    old = [one for one in kept if one not in about_quotes and one.target not in material.labels]
    notes = []
    if file.version == material.version and old:
        raise KennisError(f"{name} gaat over iets dat nooit op deze pagina's stond. {_again()}")
    if file.version != material.version:
        notes.append(
            f"{file.name}: deze lezer las een andere versie van de pagina's; de antwoorden zijn op hun vaste naam teruggevonden."
        )
    if old:
        notes.append(
            f"{file.name}: {_so_many(len(old))} over iets dat nu niet meer op de pagina's staat. Dat is wel bewaard."
        )
    if len(kept) < len(file.answers):
        notes.append(
            f"{file.name}: {_so_many(len(file.answers) - len(kept))} over woorden van iemand die uit de studie is. Dat is niet bewaard."
        )
    return kept, notes


def _so_many(number: int) -> str:
    return "1 antwoord gaat" if number == 1 else f"{number} antwoorden gaan"


def _again() -> str:
    return "Vraag de lezer om het bestand opnieuw op te slaan en te sturen."


def _row(file: AnswerFile, answer: Answer, text: str) -> dict[str, str]:
    """Name an answer after its reader, what it is about and what it says: the same answer has the same name."""
    said = _print(f"{answer.verdict}\n{answer.text}")[:6]
    return {
        "response_id": f"R{file.token}-{_print(answer.target)[:8]}-{said}",
        "target": answer.target,
        "reader": file.reader,
        "verdict": answer.verdict,
        "text": text,
        "at": answer.at,
    }


def _store(study: Study, rows: pd.DataFrame, replaced: int, notes: tuple[str, ...]) -> TakenIn:
    new = changed = known = reported = 0
    with study.one_change() as whole:
        for token, mine in rows.groupby(rows["response_id"].str.split("-").str[0], sort=False):
            name = f"reacties/{token}.csv"
            old = dict(whole.files_of(RESPONSES)).get(name, RESPONSES.empty())
            merged = _latest(old, mine)
            fresh = ~merged["response_id"].isin(old["response_id"])
            again = _about(merged[fresh]).isin(_about(old))
            new, changed = new + int((~again).sum()), changed + int(again.sum())
            known += len(mine) - int(fresh.sum())
            if not merged.equals(old):
                whole.write(name, merged)
                reported += _report(whole, merged[fresh])
                _ask_for_reply(whole, merged, old)
    return TakenIn(new, changed, known, reported, replaced, notes)


def _latest(old: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    """Keep of one reader the last answer about each thing; of two files the order does not matter."""
    both = pd.concat([part for part in (old, new) if len(part)], ignore_index=True)
    both = both.sort_values(["target", "at"], kind="stable").drop_duplicates("target", keep="last")
    return check(both.sort_values(["at", "target"], kind="stable"), RESPONSES)[list(RESPONSES.names)]


def _report(study: Study, fresh: pd.DataFrame) -> int:
    """Put quotes found too traceable on the privacy list; tells how many came on it."""
    told = fresh[(fresh["verdict"] == "te_herleidbaar") & fresh["target"].str.startswith("citaat:")]
    if told.empty:
        return 0
    listed = study.traceable
    counted = told["target"].str.partition(":")[2].value_counts()
    listed = listed.assign(reported=listed["reported"] + listed["utterance_id"].map(counted).fillna(0).astype("int64"))
    ids = sorted(set(counted.index) - set(listed["utterance_id"]))
    rows = pd.DataFrame({"utterance_id": ids, "reported": [int(counted[one]) for one in ids]})
    parts = [part for part in (listed, rows) if len(part)]
    study.write("privacylijst.csv", check(pd.concat(parts, ignore_index=True), TRACEABLE)[list(TRACEABLE.names)])
    return len(ids)


def _ask_for_reply(study: Study, merged: pd.DataFrame, old: pd.DataFrame) -> None:
    """Give each new response a row the researcher fills in; what is filled in stays, also of an answer that changed."""
    replies = study.replies
    replaced = set(old["response_id"]) - set(merged["response_id"])
    kept = replies[~(replies["response_id"].isin(replaced) & replies["decision"].eq(""))]
    new = merged[~merged["response_id"].isin(kept["response_id"])]
    parts = [part for part in (kept, new[["response_id", "target", "verdict", "text"]]) if len(part)]
    study.write("antwoorden.csv", check(pd.concat(parts, ignore_index=True), REPLIES)[list(REPLIES.names)])


def _about(rows: pd.DataFrame) -> pd.Series:
    return rows["response_id"].str.rsplit("-", n=1).str[0]


def _print(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
