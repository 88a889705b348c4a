"""The file a reader sends back: read with distrust, refused whole, and never repeated in a message."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from kennis.publish.targets import TARGET
from kennis.tables import ROLES, VERDICTS, KennisError

LARGEST = 1_000_000  # bytes; a reader who answers everything at length needs a third of it
LONGEST = 4_000  # characters in one answer, as the page allows
MOST = 3_000  # answers in one file
_FORMAT = 1
_KEYS = {"kennis_reacties", "study", "version", "token", "reader", "answers"}
_ANSWER_KEYS = {"target", "verdict", "text", "at"}
# The page writes plain words only; whatever wants to run or to load something did not come from it.
_ACTIVE = re.compile(
    r"<\s*/?\s*(?:script|iframe|object|embed|svg|img|link|style|meta|form|base|body|html)\b|javascript\s*:|\bon\w+\s*=\s*[\"']",
    re.IGNORECASE,
)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
_AGAIN = "Vraag de lezer om het bestand opnieuw op te slaan en te sturen."


@dataclass(frozen=True)
class Answer:
    """One answer: about what, the verdict (empty for an open question), the reader's words, and when."""

    target: str
    verdict: str
    text: str
    at: str


@dataclass(frozen=True)
class AnswerFile:
    """A file of answers that was checked: from which version of the site, which reader (a random token), and their role."""

    name: str
    study: str
    version: str
    token: str
    reader: str
    answers: tuple[Answer, ...]


def read_answer_file(path: Path) -> AnswerFile:
    """Read a file of answers; all of it is well-formed, or none of it comes in.

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
    if not isinstance(tree, dict) or tree.get("kennis_reacties") != _FORMAT or set(tree) != _KEYS:
        raise KennisError(f"{name} is geen bestand met reacties van deze pagina's. {_AGAIN}")
    marks = [tree["study"], tree["version"], tree["token"]]
    if not all(isinstance(mark, str) and re.fullmatch(r"[0-9a-f]{12}", mark) for mark in marks):
        raise KennisError(f"{name} is veranderd nadat het was opgeslagen. {_AGAIN}")
    if tree["reader"] not in {"", *ROLES}:
        raise KennisError(f"{name} noemt een rol die de pagina niet kent. {_AGAIN}")
    answers = tree["answers"]
    if not isinstance(answers, list) or not 0 < len(answers) <= MOST:
        raise KennisError(f"{name} bevat geen reacties, of veel te veel. {_AGAIN}")
    checked = tuple(_checked_answer(answer, number, name) for number, answer in enumerate(answers, start=1))
    if len({answer.target for answer in checked}) < len(checked):
        raise KennisError(f"{name} bevat twee antwoorden op hetzelfde. {_AGAIN}")
    return AnswerFile(file, tree["study"], tree["version"], tree["token"], tree["reader"], checked)


def _checked_answer(answer: Any, number: int, name: str) -> Answer:
    where = f"{name}, antwoord {number}"
    if not isinstance(answer, dict) or set(answer) != _ANSWER_KEYS:
        raise KennisError(f"{where} is niet compleet. {_AGAIN}")
    if not all(isinstance(value, str) for value in answer.values()):
        raise KennisError(f"{where} is niet te lezen. {_AGAIN}")
    target = TARGET.fullmatch(answer["target"])
    if target is None:
        raise KennisError(f"{where} gaat over iets dat op geen enkele pagina staat. {_AGAIN}")
    open_question = target["kind"] == "vraag"
    if answer["verdict"] not in ({""} if open_question else {"", *VERDICTS}):
        raise KennisError(f"{where} heeft een keuze die de pagina niet kent. {_AGAIN}")
    text = answer["text"]
    if len(text) > LONGEST or _CONTROL.search(text):
        raise KennisError(f"{where} is te lang, of bevat tekens die niemand typt. {_AGAIN}")
    if _ACTIVE.search(text):
        raise KennisError(
            f"{where} bevat een script of opmaak. Dat schrijft de pagina nooit. Gebruik dit bestand niet."
        )
    if not answer["verdict"] and not text.strip():
        raise KennisError(f"{where} is leeg. {_AGAIN}")
    return Answer(answer["target"], answer["verdict"], text.strip(), _moment(answer["at"], where))


def _moment(at: str, where: str) -> str:
    try:
        return datetime.strptime(at, "%Y-%m-%dT%H:%M:%S").isoformat()
    except ValueError as error:
        raise KennisError(f"{where} heeft geen goede datum. {_AGAIN}") from error


def _no_number(_: str) -> Any:
    raise ValueError
