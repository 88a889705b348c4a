"""Talks that are read together: who is the same in all of them, and who is somebody of one talk alone."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from kennis.privacy import Key, Person, Roster, find_in_file, find_spans
from kennis.privacy.find import THRESHOLD
from kennis.privacy.key import KeyPerson, without_person
from kennis.privacy.roster import names_nobody
from kennis.sources import anonymise_sources, read_sources


def _texts(folder: Path, key: Key | None = None, **talks: str) -> tuple[dict[str, str], Key]:
    """Anonymise talks together; also the key of then on."""
    paths = [folder / f"{name}.txt" for name in talks]
    for path, said in zip(paths, talks.values(), strict=True):
        path.write_text(said, "utf-8")
    cleaned, key = anonymise_sources(read_sources(paths), key=key)
    return {one.source.path.stem: "\n".join(one.turns["text"]) for one in cleaned}, key


FIRST = "Wil Storm: Ik ben er.\nKarin de Boer: Ik ook.\nWil Storm: Mooi.\nKarin de Boer: Ja.\n"


def test_a_surname_alone_is_no_participant_of_another_talk(tmp_path: Path) -> None:
    second = "Ans: Mijn zoon Storm belde.\nEef: Mevrouw De Boer van handhaving ook.\nAns: Ja.\nEef: Nou.\n"
    texts, _ = _texts(tmp_path, een=FIRST, twee=second)
    assert "[P" not in texts["twee"]
    assert "Storm" not in texts["twee"]
    assert "Boer" not in texts["twee"]


def test_a_surname_alone_is_a_participant_of_another_talk_whose_whole_name_is_said(tmp_path: Path) -> None:
    second = "Ans: Karin de Boer hielp ons.\nEef: Mevrouw De Boer, ja.\nAns: Ja.\nEef: Nou.\n"
    texts, _ = _texts(tmp_path, een=FIRST, twee=second)
    assert texts["twee"].splitlines()[:2] == ["[P02] hielp ons.", "Mevrouw [P02], ja."]


def test_what_a_relative_is_called_is_no_surname_of_who_is_there() -> None:
    roster = Roster((Person("Wil Storm"),))
    turns = ["Dat zei mevrouw Storm.", "Mijn zoon Storm ook.", "Storm is moe."]
    people = [[span.person for span in spans] for spans in find_in_file(turns, roster=roster)]
    assert people == [["Wil Storm"], [""], [""]]


def test_strangers_with_one_first_name_are_two_people_and_by_the_whole_name_one(tmp_path: Path) -> None:
    first = "Ans: Marloes is mijn dochter.\nEef: En Petra Lammers?\nAns: Ja.\nEef: Nou.\n"
    second = "Bea: Petra belde mij.\nJo: Marloes van leerplicht ook, en Petra Lammers.\nBea: Ja.\nJo: Nou.\n"
    texts, key = _texts(tmp_path, een=first, twee=second)
    assert texts["een"].splitlines()[:2] == ["[persoon A] is mijn dochter.", "En [persoon B]?"]
    assert texts["twee"].splitlines()[:2] == [
        "[persoon B] belde mij.",
        "[persoon C] van leerplicht ook, en [persoon B].",
    ]
    assert _texts(tmp_path, key, een=first, twee=second)[0] == texts


def test_a_key_of_before_keeps_its_letters(tmp_path: Path) -> None:
    said = "Ans: Marloes is mijn dochter.\nEef: Ja.\nAns: Ja.\nEef: Nou.\n"
    key = Key(letters={"persoon": {"ria": "A", "marloes": "B"}})
    texts, _ = _texts(tmp_path, key, een=said, twee=said)
    assert {text.splitlines()[0] for text in texts.values()} == {"[persoon B] is mijn dochter."}


def test_who_withdraws_leaves_the_key_in_every_talk() -> None:
    key = Key({"P01": KeyPerson("Ank")}, {"persoon": {"ank · een.txt": "A", "ria · een.txt": "B"}}, 1)
    assert without_person(key, "P01").letters["persoon"] == {"#A": "A", "ria · een.txt": "B"}


def test_a_name_that_is_a_word_is_one_in_its_own_talk_only(tmp_path: Path) -> None:
    first = "Ans: Dominee Hoop belde, en Joukje.\nEef: Hoop, ja.\nAns: Ja.\nEef: Nou.\n"
    second = "Bea: Hoop is geen huur.\nLieve: Wie haalt joukje op?\nBea: Ja.\nLieve: Nou.\n"
    third = "Cor: Lieve schat, met zes man.\nMan: Ja.\nCor: Nou.\nMan: Ja.\n"
    texts, _ = _texts(tmp_path, een=first, twee=second, drie=third)
    assert "Hoop" not in texts["een"]
    assert texts["twee"].splitlines()[0] == "Hoop is geen huur."
    assert texts["drie"].splitlines()[0] == "Lieve schat, met zes man."


@pytest.mark.parametrize("label", ["Vrouw", "Man", "Moeder", "De man", "Tweede vrouw", "Zoon (19)", "Mevrouw"])
def test_a_word_for_anybody_is_no_name(label: str) -> None:
    assert names_nobody(label)


@pytest.mark.parametrize("label", ["Lieve", "De Man", "Mevrouw de Vries", "Oma Truus", "Wil"])
def test_a_name_that_looks_like_such_a_word_is_one(label: str) -> None:
    assert not names_nobody(label)


def test_two_women_of_two_talks_are_two_people(tmp_path: Path) -> None:
    said = "Interviewer: Hoe gaat het?\nVrouw: Goed.\nInterviewer: Fijn.\nVrouw: Ja.\n"
    (tmp_path / "een.txt").write_text(said, "utf-8")
    (tmp_path / "twee.txt").write_text(said, "utf-8")
    cleaned, _ = anonymise_sources(read_sources([tmp_path]))
    first, second = (set(one.turns["speaker"][one.turns["role"] != "begeleider"]) for one in cleaned)
    assert len(first) == len(second) == 1
    assert first != second


@pytest.mark.parametrize(
    ("said", "found"),
    [
        (
            "Er kwam een mail van Gijsbert van Werk en Inkomen.",
            [("Gijsbert", "persoon"), ("Werk en Inkomen", "organisatie")],
        ),
        ("Joost van Schuldhulpverlening belde.", [("Joost", "persoon")]),
        ("Ik sprak Petra van Humanitas.", [("Petra", "persoon"), ("Humanitas", "organisatie")]),
        ("Ik sprak Petra van Dijk.", [("Petra van Dijk", "persoon")]),
    ],
)
def test_where_somebody_works_is_no_surname(said: str, found: list[tuple[str, str]]) -> None:
    assert [(span.text, span.kind) for span in find_spans(said)] == found


MINUTES = [
    "WS vraagt naar de brief.",
    "Dat weet TB niet, zegt WS.",
    "TB: morgen.",
    "Het MT besluit dat.",
    "MT is akkoord.",
]


def test_initials_by_which_the_file_calls_somebody_on_the_list_are_theirs() -> None:
    roster = Roster((Person("Wil Storm"), Person("Teun Bol"), Person("Mia Tak")))
    found = find_in_file(MINUTES, roster=roster)
    sure = [[(span.text, span.person) for span in spans if span.score >= THRESHOLD] for spans in found]
    assert sure[0] == [("WS", "Wil Storm")]
    assert sure[1] == [("TB", "Teun Bol"), ("WS", "Wil Storm")]
    assert sure[2] == [("TB", "Teun Bol")]
    assert sure[3:] == [[], []]


@pytest.mark.parametrize(
    "turns",
    [
        ["En toen kwam wijkagent [Bos].", "[Bos] is top."],
        ["Mijn buurman is [Zwart], haha. [Peter Zwart]. Die zaait zwart op wit, is [Zwart] zijn eer."],
        ["Een andere agent, die [Prins], die is gek."],
        ["Zij belde [Ton Engelen].", "[Engelen], ja."],
        ["nee [timmer] heet hij"],
        ["beer van een vent was dat trouwens"],
        ["roos die plant op de vensterbank"],
        ["Een bos bloemen.", "Bos is duur."],
        ["Ik ben directeur Wonen."],
    ],
)
def test_a_name_that_is_a_word_shows_by_what_stands_around_it(turns: list[str]) -> None:
    plain = [turn.replace("[", "").replace("]", "") for turn in turns]
    found = [[span.text for span in spans if span.score >= THRESHOLD] for spans in find_in_file(plain, roster=Roster())]
    assert found == [pd.Series(turn).str.findall(r"\[([^\]]+)\]").iloc[0] for turn in turns]
