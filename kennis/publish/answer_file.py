"""The file a reader sends back: read with distrust, refused whole, and never repeated in a message."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from kennis.intake.decode import normalise_text
from kennis.publish.targets import TARGET
from kennis.tables import ROLES, VERDICTS, KennisError

LARGEST = 1_000_000  # bytes; a reader who answers everything at length needs a third of it
LONGEST = 4_000  # characters in one answer, as the page allows
MOST = 3_000  # answers in one file
_FORMAT = 1
_KEYS = {"kennis_reacties", "study", "version", "token", "reader", "answers"}
_SAVED, _VERSION = "saved", "version"  # what pages of before did not write: of a file, of an answer
_ANSWER_KEYS = {"target", "verdict", "text", "at"}
_MARK = re.compile(r"[0-9a-f]{12}")
_AGAIN = "Vraag de lezer om het bestand opnieuw op te slaan en te sturen."


@dataclass(frozen=True)
class Answer:
    """One answer: about what, the verdict (empty for an open question), the reader's words, when, and on which version
    of the pages (empty where the page did not know)."""

    target: str
    verdict: str
    text: str
    at: str
    version: str


@dataclass(frozen=True)
class AnswerFile:
    """A file of answers that was checked: of which study, which reader (a random token), their role, and when it was saved.

    Without answers it is of a reader who wiped them all.
    """

    name: str
    study: str
    token: str
    reader: str
    saved: str
    answers: tuple[Answer, ...]


def read_answer_file(path: Path) -> AnswerFile:
    """Read a file of answers; all of it is well-formed, or none of it comes in.

    What a reader wrote is text, whatever stands in it: signs nobody sees are taken out, and who shows it escapes it.

    Raises:
        KennisError: the file is missing, too large, damaged, or holds something the page never writes.
    """
    name = f"'{path.name}'"
    if not path.is_file():
        raise KennisError(f"{name} bestaat niet. Geef het bestand dat een lezer terugstuurde.")
    size = path.stat().st_size
    if size > LARGEST:
        raise KennisError(
            f"{name} is te groot ({size // 1_000_000 or 1} MB) om een bestand met reacties te zijn. {_AGAIN}"
        )
    try:
        tree = json.loads(path.read_bytes().decode("utf-8-sig"), parse_constant=_no_number)
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise KennisError(f"{name} is beschadigd, of het is geen bestand met reacties. {_AGAIN}") from error
    return _checked(tree, path.name)


def _checked(tree: Any, file: str) -> AnswerFile:
    name = f"'{file}'"
    if not isinstance(tree, dict) or tree.get("kennis_reacties") != _FORMAT or set(tree) - {_SAVED} != _KEYS:
        raise KennisError(f"{name} is geen bestand met reacties van deze pagina's. {_AGAIN}")
    marks = [tree["study"], tree["version"], tree["token"]]
    if not all(isinstance(mark, str) and _MARK.fullmatch(mark) for mark in marks):
        raise KennisError(f"{name} is veranderd nadat het was opgeslagen. {_AGAIN}")
    if not isinstance(tree["reader"], str) or tree["reader"] not in {"", *ROLES}:
        raise KennisError(f"{name} noemt een rol die de pagina niet kent. {_AGAIN}")
    answers = tree["answers"]
    if not isinstance(answers, list) or len(answers) > MOST or not (answers or _SAVED in tree):
        raise KennisError(f"{name} bevat geen reacties, of veel te veel. {_AGAIN}")
    numbered = enumerate(answers, start=1)
    checked = [_checked_answer(answer, f"{name}, antwoord {n}", tree["version"]) for n, answer in numbered]
    if len({answer.target for answer in checked}) < len(checked):
        raise KennisError(f"{name} bevat twee antwoorden op hetzelfde. {_AGAIN}")
    # Who wipes an answer leaves no moment at it, so a page says when it saved; the last answer is the next best.
    saved = _moment(tree[_SAVED], name) if _SAVED in tree else max(answer.at for answer in checked)
    told = tuple(answer for answer in checked if answer.verdict or answer.text)
    return AnswerFile(file, tree["study"], tree["token"], tree["reader"], saved, told)


def _checked_answer(answer: Any, where: str, version: str) -> Answer:
    if not isinstance(answer, dict) or set(answer) - {_VERSION} != _ANSWER_KEYS:
        raise KennisError(f"{where} is niet compleet. {_AGAIN}")
    if not all(isinstance(value, str) for value in answer.values()):
        raise KennisError(f"{where} is niet te lezen. {_AGAIN}")
    target = TARGET.fullmatch(answer["target"])
    if target is None:
        raise KennisError(f"{where} gaat over iets dat op geen enkele pagina staat. {_AGAIN}")
    open_question = target["kind"] == "vraag"
    if answer["verdict"] not in ({""} if open_question else {"", *VERDICTS}):
        raise KennisError(f"{where} heeft een keuze die de pagina niet kent. {_AGAIN}")
    if len(answer["text"]) > LONGEST:
        raise KennisError(f"{where} is langer dan de pagina toelaat. {_AGAIN}")
    version = answer.get(_VERSION, version)
    if version and not _MARK.fullmatch(version):
        raise KennisError(f"{where} is veranderd nadat het was opgeslagen. {_AGAIN}")
    return Answer(answer["target"], answer["verdict"], _plain(answer["text"]), _moment(answer["at"], where), version)


def _plain(text: str) -> str:
    """Take out what nobody typed: signs of layout that are pasted along, and half of a sign cut in two."""
    return normalise_text(text.encode("utf-8", "ignore").decode("utf-8")).strip()


def _moment(at: Any, where: str) -> str:
    try:
        return datetime.strptime(at, "%Y-%m-%dT%H:%M:%S").isoformat()
    except (ValueError, TypeError) as error:
        raise KennisError(f"{where} heeft geen goede datum. {_AGAIN}") from error


def _no_number(_: str) -> Any:
    raise ValueError
