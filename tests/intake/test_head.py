"""What a file says about its meeting."""

from __future__ import annotations

import pytest

from kennis.intake.dates import find_date
from kennis.intake.people import parse_people
from kennis.intake.source import Person

BODY = "\n\nMarieke: Welkom.\nKees: Hoi.\nMarieke: Goed.\nKees: Ja.\n"


def test_metadata_lines_are_read_and_are_no_turns(read):
    head = (
        "Soort: actieleerbijeenkomst\nGroep: Berk\nDatum: 12 maart 2025\nTitel: Wie zit "
        "er aan tafel\nGemeente: Lindenbroek"
    )
    source = read(head + BODY)
    assert source.meeting == {
        "kind": "actieleerbijeenkomst",
        "group": "Berk",
        "date": "2025-03-12",
        "title": "Wie zit er aan tafel",
        "place": "Lindenbroek",
    }
    assert len(source.turns) == 4


def test_minutes_with_a_title_and_lists_below_their_heading(read):
    head = (
        "Verslag synergiebijeenkomst 3 april 2025\n\nAanwezig:\n- Marieke Hoekstra (begeleider)\n"
        "- Kees Vos, uitvoerder, Werkkracht\n"
        "- Fatma El Amrani - ervaringsdeskundige\n\nAfwezig:\n- Piet Bakker\n"
    )
    source = read(head + BODY)
    assert source.meeting == {
        "title": "Verslag synergiebijeenkomst 3 april 2025",
        "kind": "synergiebijeenkomst",
        "date": "2025-04-03",
    }
    assert source.people.values.tolist() == [
        ["Marieke Hoekstra", "begeleider", ""],
        ["Kees Vos", "uitvoerder", "Werkkracht"],
        ["Fatma El Amrani", "ervaringsdeskundige", ""],
        ["Piet Bakker", "", ""],  # not there, but who is away is spoken of as well
    ]
    assert source.turns["role"].tolist() == ["begeleider", "uitvoerder", "begeleider", "uitvoerder"]


def test_bold_metadata_in_markdown(read):
    source = read("# Gesprek\n\n**Datum:** 2025-03-12\n**Soort:** interview" + BODY, "g.md")
    assert source.meeting == {"title": "Gesprek", "date": "2025-03-12", "kind": "interview"}


def test_yaml_front_matter(read):
    head = "---\nsoort: netwerkbijeenkomst\ndatum: 2025-03-12\ngroep: Berk\naanwezig:\n  - Kees Vos (uitvoerder)\n---\n"
    source = read(head + BODY, "g.md")
    assert source.meeting == {"kind": "netwerkbijeenkomst", "date": "2025-03-12", "group": "Berk"}
    assert source.people["name"].tolist()[0] == "Kees Vos"
    assert len(source.turns) == 4


def test_the_file_name_fills_in_what_the_file_does_not_say(read):
    assert read(BODY, "2025-03-12_actieleer_berk.txt").meeting == {
        "date": "2025-03-12",
        "kind": "actieleerbijeenkomst",
        "group": "Berk",
    }


def test_the_file_itself_goes_before_its_name(read):
    source = read("Datum: 1 april 2025\nGroep: Eik" + BODY, "2025-03-12_actieleer_berk.txt")
    assert source.meeting["date"] == "2025-04-01"
    assert source.meeting["group"] == "Eik"


def test_a_file_that_says_nothing_has_no_meeting(read):
    assert read(BODY, "opname.txt").meeting == {}


def test_a_date_that_cannot_be_read_is_noted(read):
    source = read("Datum: ergens in het voorjaar\nGroep: Berk" + BODY)
    assert "date" not in source.meeting
    assert any("datum" in note for note in source.notes)


def test_the_first_speaker_is_not_taken_for_metadata(read):
    source = read(
        "Gespreksleider: Welkom allemaal, fijn dat jullie er zijn.\nKees: Hoi.\nGespreksleider: Ja.\nKees: Ja.\n"
    )
    assert len(source.turns) == 4


def test_a_facilitator_in_the_head_is_on_the_roster(read):
    source = read("Datum: 1 april 2025\nGespreksleider: Marieke Hoekstra" + BODY)
    assert source.people.values.tolist()[0] == ["Marieke Hoekstra", "begeleider", ""]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Kees Vos", [Person("Kees Vos")]),
        (
            "Marieke Hoekstra (begeleider), Kees Vos (uitvoerder, Werkkracht) en Ali",
            [Person("Marieke Hoekstra", "begeleider"), Person("Kees Vos", "uitvoerder", "Werkkracht"), Person("Ali")],
        ),
        ("Kees Vos (Werkkracht)", [Person("Kees Vos", "", "Werkkracht")]),
        ("Kees Vos (gemeente Linden, beleidsadviseur)", [Person("Kees Vos", "beleidsmedewerker", "gemeente Linden")]),
        (
            "Kees Vos; Fatma El Amrani; Jan de Boer",
            [Person("Kees Vos"), Person("Fatma El Amrani"), Person("Jan de Boer")],
        ),
        ("Uitvoerders: Kees Vos, Piet Bos", [Person("Kees Vos", "uitvoerder"), Person("Piet Bos", "uitvoerder")]),
        (
            "Wubbechien (Wub) ter Mors | inwoner",
            [Person("Wub ter Mors", "inwoner", also="Wubbechien ter Mors")],
        ),
        (
            'Wubbechien "Wub" Mors (inwoner), dhr. A. (Arend) Kuipers',
            [Person("Wub Mors", "inwoner", also="Wubbechien Mors"), Person("Arend Kuipers", also="A. Kuipers")],
        ),
        (
            "Wubbechien Mors (Karim), Tjalf Bos (roepnaam Jaffie), Kees Vos (Deventer)",
            [
                Person("Karim Mors", also="Wubbechien Mors"),
                Person("Jaffie Bos", also="Tjalf Bos"),
                Person("Kees Vos", "", "Deventer"),
            ],
        ),
        ("Kees Vos (klantmanager bij Werkplein Zuid)", [Person("Kees Vos", "uitvoerder", "Werkplein Zuid")]),
    ],
)
def test_an_attendee_list_names_people_roles_and_organisations(text, expected):
    assert parse_people(text) == expected


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("12 maart 2025", "2025-03-12"),
        ("woensdag 12 mrt. 2025, 13.00 uur", "2025-03-12"),
        ("12-03-2025", "2025-03-12"),
        ("12/3/25", "2025-03-12"),
        ("2025-03-12", "2025-03-12"),
        ("20250312", "2025-03-12"),
        ("2025_03_12_gesprek", "2025-03-12"),
        ("31 februari 2025", ""),
        ("voorjaar", ""),
    ],
)
def test_dates_are_read_as_the_dutch_write_them(text, date):
    assert find_date(text) == date


@pytest.mark.parametrize("title", ["", "Interview met bewoner en buurman\n", "Aan de keukentafel\n"])
@pytest.mark.parametrize(
    "legend",
    [
        "R1 = Wubbechien Mors, inwoner\nI = interviewer (Tjalf Ebbinge)\n",
        "R1: Wubbechien Mors (inwoner)\nI: Tjalf Ebbinge (begeleider)\n",
        "R1 – inwoner, Wubbechien Mors\nI – Tjalf Ebbinge, onderzoeker\n",
    ],
)
def test_a_legend_gives_name_and_role_to_the_roster_and_to_the_turns(read, title, legend):
    source = read(f"{title}{legend}\n00:02 I: Hoe gaat het met jou?\n\n00:05 R1: Goed.\n")
    assert sorted(source.people[["name", "role"]].to_numpy().tolist()) == [
        ["Tjalf Ebbinge", "begeleider"],
        ["Wubbechien Mors", "inwoner"],
    ]
    assert source.turns[["speaker", "role", "text"]].to_numpy().tolist() == [
        ["Tjalf Ebbinge", "begeleider", "Hoe gaat het met jou?"],
        ["Wubbechien Mors", "inwoner", "Goed."],
    ]


def test_a_legend_may_explain_numbered_speakers_and_know_no_role(read):
    source = read("Spreker 1 = Wubbechien Mors\nSpreker 2 = moeder (43)\n\nSpreker 1: Hoi.\nSpreker 2: Dag.\n")
    assert source.turns["speaker"].tolist() == ["Wubbechien Mors", "Spreker 2"]


@pytest.mark.parametrize(
    "first",
    ["R1: Ik ben Naoual, inwoner", "R1: inwoner.", "R1: Heel Goed", "R1: klant bij de gemeente sinds tien jaar"],
)
def test_who_says_what_they_are_in_the_first_turn_writes_no_legend(read, first):
    assert len(read(f"{first}\nR2: Dag.\nR1: Ja.\nR2: Nee.\n").turns) == 4


@pytest.mark.parametrize("title", ["Interview met Désirée Ait-Ouali", "Interview met Désirée Ait-Ouali, 3 juni 2025"])
def test_whom_a_title_names_is_who_answers(read, title):
    source = read(f"{title}\n\nI: Hoe gaat het?\nR: Goed, dank je.\nI: En thuis?\nR: Ook wel.\n")
    assert source.turns["speaker"].tolist() == ["I", "Désirée Ait-Ouali"] * 2
    assert source.turns["role"].tolist() == ["begeleider", ""] * 2


def test_a_role_in_a_title_is_no_name(read):
    source = read("Interview met Inwoner\n\nI: Hoe gaat het?\nR: Goed.\nI: En thuis?\nR: Ook wel.\n")
    assert set(source.turns["speaker"]) == {"I", "R"}


def test_a_role_among_those_present_that_is_none_of_ours_is_named_with_the_way_out(read):
    present = "Anna de Vries (imker), Els Bos (uitvoerder), Ton Maas (Werkkracht), Ria Smit (online)"
    told = [note for note in read(f"Aanwezig: {present}\nDatum: 12 maart 2025{BODY}").notes if "rol" in note]
    assert len(told) == 1
    assert "(‘imker’)" in told[0] and "kritische_vriend" in told[0] and "deelnemers.csv" in told[0]
