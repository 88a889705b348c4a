"""Taking in what readers answered: checked, matched, cleaned of names, and stored as one change."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from kennis.privacy import KINDS, Key, as_agreed
from kennis.publish.answer_file import AnswerFile, read_answer_file
from kennis.publish.material import Material, gather
from kennis.publish.replies import find_telling
from kennis.publish.targets import TARGET_KINDS, TOO_TRACEABLE, study_mark
from kennis.study import Study
from kennis.tables import REPLIES, RESPONSES, TRACEABLE, KennisError, check

# A spreadsheet would take these for a formula.
_FORMULA = re.compile(r"^(?=[=+@\t]|-\S)")


@dataclass(frozen=True)
class TakenIn:
    """What taking in gave: answers that are new, that replaced an earlier one of the same reader, that this reader took
    back, and that were known; quotes newly on the privacy list; pieces replaced in what came in; what a person should
    know; and why files were refused."""

    new: int
    changed: int
    gone: int
    known: int
    traceable: int
    replaced: int
    notes: tuple[str, ...]
    refused: tuple[str, ...] = ()


def take_in_responses(study: Study, paths: Iterable[Path], *, key: Key | None = None) -> TakenIn:
    """Take files of answers into a study; each file whole or not at all.

    The same file twice adds nothing; a later file of the same reader takes the place of what that reader said before,
    so that an answer that was wiped goes here too. Quotes found too traceable go on the privacy list
    (`tables.TRACEABLE`) and off the pages until the researcher decides.

    Args:
        study: the study, whole.
        paths: the files readers sent back, and folders of them (`*.json`).
        key: who is who, so that known people are recognised in what readers wrote.

    Raises:
        KennisError: every file is refused (see `read_answer_file`), belongs to another study, or is about quotes that
            never were in this one; the study stays as it is. With at least one good file, `refused` tells of the others.
    """
    material = gather(as_agreed(study))
    gone = set(study.gone["id"])
    files: dict[AnswerFile, list[str]] = {}
    refused: list[str] = []
    for path in _each_file(paths):
        try:
            file, told = _matched(read_answer_file(path), study, material, gone)
            files[file] = told
        except KennisError as error:
            refused.append(str(error))
    if not files:
        raise KennisError(
            "\n".join(refused)
            or "Er is geen bestand met reacties (.json) gegeven. Geef het bestand dat een lezer terugstuurde."
        )
    return _store(study, files, material.labels, refused, key=key)


def _each_file(paths: Iterable[Path]) -> list[Path]:
    return [one for path in paths for one in (sorted(path.glob("*.json")) if path.is_dir() else [path])]


def clean_texts(texts: list[str], *, key: Key | None = None, study: Study) -> tuple[list[str], int]:
    """Replace in what readers wrote what identifies somebody by its kind, such as `[persoon]`; also count the pieces."""
    cleaned, replaced = [], 0
    for text, spans in zip(texts, find_telling(texts, key=key, study=study), strict=True):
        for span in reversed(spans):
            text = f"{text[: span.start]}[{KINDS[span.kind]}]{text[span.stop :]}"
        cleaned.append(_FORMULA.sub("'", text))
        replaced += len(spans)
    return cleaned, replaced


def _matched(file: AnswerFile, study: Study, material: Material, gone: set[str]) -> tuple[AnswerFile, list[str]]:
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
    others = [one for one in kept if one not in about_quotes]
    told = {
        "{} gegeven op een andere versie van de pagina's. Wat nog bestaat, is op zijn vaste naam teruggevonden.": (
            "is",
            sum(one.version not in {"", material.version} for one in kept),
        ),
        "{} over iets dat nu niet op de pagina's staat. Dat is wel bewaard.": (
            "gaat",
            sum(one.target not in material.labels for one in others),
        ),
        "{} iets anders dan een citaat te herleidbaar. Dat haalt niets van de pagina's: lees wat de lezer erbij schreef.": (
            "noemt",
            sum(one.verdict == TOO_TRACEABLE for one in others),
        ),
        "{} over woorden van iemand die uit de studie is. Dat is niet bewaard.": (
            "gaat",
            len(file.answers) - len(kept),
        ),
    }
    notes = [f"{file.name}: {note.format(_so_many(n, verb))}" for note, (verb, n) in told.items() if n]
    return replace(file, answers=tuple(kept)), notes


_MORE = {"is": "zijn", "gaat": "gaan", "noemt": "noemen", "staat": "staan"}


def _so_many(number: int, verb: str) -> str:
    return f"1 antwoord {verb}" if number == 1 else f"{number} antwoorden {_MORE[verb]}"


def _rows(file: AnswerFile) -> pd.DataFrame:
    """Name each answer after its reader, what it is about and what it says: the same answer has the same name."""
    said = {answer: _print(f"{answer.verdict}\n{answer.text}")[:6] for answer in file.answers}
    rows = [
        {
            "response_id": f"R{file.token}-{_print(answer.target)[:8]}-{said[answer]}",
            "target": answer.target,
            "reader": file.reader,
            "verdict": answer.verdict,
            "text": answer.text,
            "at": answer.at,
            "saved": file.saved,
        }
        for answer in sorted(file.answers, key=lambda one: (one.at, one.target))
    ]
    return check(pd.DataFrame(rows, columns=list(RESPONSES.names)), RESPONSES)


def _store(
    study: Study,
    files: dict[AnswerFile, list[str]],
    labels: dict[str, str],
    refused: list[str],
    *,
    key: Key | None,
) -> TakenIn:
    sums: Counter[str] = Counter()
    with study.one_change() as whole:
        before = dict(whole.files_of(RESPONSES))
        last, passed = _last_of_each(files, before)
        told = [*passed, *(note for file in last for note in files[file])]
        changes = [(file, before.get(_home(file), RESPONSES.empty()), _rows(file)) for file in last]
        coming = [text for _, old, mine in changes for text in mine.loc[_is_new(mine, old), "text"]]
        cleaned, replaced = clean_texts(coming, key=key, study=study)
        clean = iter(cleaned)
        for file, old, mine in changes:
            is_new = _is_new(mine, old)
            stored = old.set_index("response_id")["text"]
            named = zip(is_new, mine["response_id"], strict=True)
            mine["text"] = [next(clean) if first else stored[name] for first, name in named]
            if mine.empty and len(old):
                whole.remove(_home(file))
            elif not mine.equals(old):
                whole.write(_home(file), mine)
            changed = int((is_new & mine["target"].isin(old["target"])).sum())
            wiped = old.loc[~old["target"].isin(mine["target"]), "target"]
            if len(wiped):
                told.append(
                    f"{file.name}: {_so_many(len(wiped), 'staat')} niet meer in het nieuwe bestand van deze lezer. Dat is weggehaald: {'; '.join(_named(target, labels) for target in wiped)}."
                )
            sums.update(new=int(is_new.sum()) - changed, changed=changed, gone=len(wiped), known=int((~is_new).sum()))
            sums.update(traceable=_report(whole, mine[is_new]), lost=_ask_for_reply(whole, mine, old))
    if sums["lost"]:
        told.append(
            f"{'1 besluit gaat' if sums['lost'] == 1 else str(sums['lost']) + ' besluiten gaan'} over een antwoord dat de lezer veranderde of terugnam. Dat staat niet meer op de pagina's. Kijk het na in notebook 06."
        )
    return TakenIn(
        sums["new"], sums["changed"], sums["gone"], sums["known"], sums["traceable"],
        replaced=replaced, notes=tuple(told), refused=tuple(refused),
    )  # fmt: skip


def _is_new(mine: pd.DataFrame, old: pd.DataFrame) -> pd.Series:
    return ~mine["response_id"].isin(old["response_id"])


def _home(file: AnswerFile) -> str:
    return f"reacties/R{file.token}.csv"


def _last_of_each(files: Iterable[AnswerFile], before: dict[str, pd.DataFrame]) -> tuple[list[AnswerFile], list[str]]:
    """Keep of each reader the file that was saved last, unless a later one came in before; also say which do not count."""
    last: dict[str, AnswerFile] = {}
    notes = []
    for file in sorted(files, key=lambda one: one.saved):
        earlier = last.pop(file.token, None)
        old = before.get(_home(file), RESPONSES.empty())
        if len(old) and file.saved < old["saved"].where(old["saved"] != "", old["at"]).max():
            earlier = file
        else:
            last[file.token] = file
        if earlier and replace(earlier, name=file.name) != last.get(file.token):  # the same file twice is one
            notes.append(
                f"{earlier.name}: van deze lezer is er een later bestand. Dat telt. Dit bestand is niet ingelezen."
            )
    return list(last.values()), notes


def _named(target: str, labels: dict[str, str]) -> str:
    """Say what an answer was about, without words of a quote: it may be off the pages."""
    kind, _, name = target.partition(":")
    known = name if kind == "citaat" else labels.get(target, "")
    return f"{TARGET_KINDS[kind].lower()} {known or 'die niet meer op de pagina’s staat'}"


def _report(study: Study, fresh: pd.DataFrame) -> int:
    """Put quotes found too traceable on the privacy list; tells how many came on it."""
    told = fresh[(fresh["verdict"] == TOO_TRACEABLE) & fresh["target"].str.startswith("citaat:")]
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


def _ask_for_reply(study: Study, mine: pd.DataFrame, old: pd.DataFrame) -> int:
    """Give each new response a row the researcher fills in; tells how many decisions lost their answer just now.

    A decision stays when its answer goes, without the words the reader took back.
    """
    replies = study.replies
    lost = replies["response_id"].isin(set(old["response_id"]) - set(mine["response_id"]))
    kept = replies.assign(text=replies["text"].mask(lost, ""))[~(lost & replies["decision"].eq(""))]
    new = mine[~mine["response_id"].isin(kept["response_id"])]
    if lost.any() or len(new):
        parts = [part for part in (kept, new[["response_id", "target", "verdict", "text"]]) if len(part)]
        whole = check(pd.concat(parts, ignore_index=True), REPLIES) if parts else REPLIES.empty()
        study.write("antwoorden.csv", whole[list(REPLIES.names)])
    return int((lost & replies["decision"].ne("")).sum())


def _print(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
