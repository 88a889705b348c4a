"""Participants known by name: every way they are named, and nobody taken for another."""

import pandas as pd
import pytest

from kennis.privacy import Person, Roster, find_spans, make_roster
from kennis.privacy.roster import bare_label, names_nobody, person_of
from kennis.tables import KennisError

PEOPLE = tuple(
    Person(name)
    for name in (
        "Kees Vos",
        "Marieke Hoekstra",
        "Roos van Dalen",
        "Wil de Boer",
        "Fatma El Amrani",
        "Sevgi van der Wal-Özdemir",
        "Henk-Jan Nijboer",
        "Jan Koopmans",
        "Jon Eriksen",
        "Mohamed Achahbar",
        "Pieter van 't Hof",
        "Yusuf Yıldız",
    )
)
ROSTER = Roster(PEOPLE)


def _who(text: str, roster: Roster = ROSTER) -> list[str]:
    return [span.person for span in find_spans(text, roster=roster) if span.kind == "persoon"]


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("Dat zei Kees ook.", "Kees Vos"),
        ("dat zei kees ook", "Kees Vos"),
        ("DAT ZEI KEES OOK", "Kees Vos"),
        ("Daar heb je Kees Vos weer.", "Kees Vos"),
        ("Onder de brief stond K. Vos.", "Kees Vos"),
        ("Meneer Vos had getekend.", "Kees Vos"),
        ("Marieke's fiets staat op slot.", "Marieke Hoekstra"),
        ("Dat is Mariekes fiets.", "Marieke Hoekstra"),
        ("Vraag het maar aan Marrieke.", "Marieke Hoekstra"),
        ("mevrouw hoeksta heeft gebeld", "Marieke Hoekstra"),
        ("Ik heb Hoekstra gebeld.", "Marieke Hoekstra"),
        ("Jans moeder kwam mee.", "Jan Koopmans"),
        ("Jantje was er vandaag niet.", "Jan Koopmans"),
        ("Volgens Jon is het anders.", "Jon Eriksen"),
        ("Ik had Van Dalen aan de lijn.", "Roos van Dalen"),
        ("toen kwam roos binnen", "Roos van Dalen"),
        ("ik heb het aan wil gevraagd", "Wil de Boer"),
        ("Met De Boer had ik nooit ruzie.", "Wil de Boer"),
        ("mevrouw el amrani zat achterin", "Fatma El Amrani"),
        ("Mevrouw Elamrani zat achterin.", "Fatma El Amrani"),
        ("Sevgi van der Wal schreef het op.", "Sevgi van der Wal-Özdemir"),
        ("Mevrouw Özdemir schreef het op.", "Sevgi van der Wal-Özdemir"),
        ("mevrouw ozdemir schreef het op", "Sevgi van der Wal-Özdemir"),
        ("Dat zei Henk Jan net.", "Henk-Jan Nijboer"),
        ("Dat zei Henkjan net.", "Henk-Jan Nijboer"),
        ("Mo heeft dat uitgezocht.", "Mohamed Achahbar"),
        ("Van 't Hof is laat.", "Pieter van 't Hof"),
        ("YUSUF YILDIZ IS LAAT", "Yusuf Yıldız"),
    ],
)
def test_a_participant_is_recognised(text: str, person: str) -> None:
    assert _who(text) == [person]


@pytest.mark.parametrize(
    "text",
    [
        "er lag een roos op tafel",
        "ik wil dat niet",
        "wat wil jij dan",
        "Wil je koffie?",
        "er liep een vos door de wijk",
        "Een vos is geen hond.",
    ],
)
def test_an_ordinary_word_is_no_participant(text: str) -> None:
    assert _who(text) == []


@pytest.mark.parametrize("text", ["Klaar is Kees.", "dan bellen ze jan en alleman", "Jan Modaal betaalt het wel."])
def test_a_name_in_a_fixed_expression_is_no_participant(text: str) -> None:
    assert _who(text) == []


def test_a_fixed_expression_with_a_surname_behind_it_is_somebody() -> None:
    assert _who("Klaar is Kees Vos.") == ["Kees Vos"]


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("Dat was meneer Storms.", [""]),
        ("ja mevrouw storms heb ik nog gebeld", [""]),
        ("Dhr. Storms tekende.", [""]),
        ("Meneer Storma tekende.", [""]),
        ("Mevrouw Roos belde.", [""]),
        ("Storms idee was goed.", ["Storm Prins"]),
        ("Dag meneer. Roos, zeg jij het?", ["Roos Bos"]),
        ("Mevrouw Roos Bos en juf Roos.", ["Roos Bos", "Roos Bos"]),
        ("Mevrouw Bos belde meneer Prins' vrouw.", ["Roos Bos", "Storm Prins"]),
        ("Mevrouw Ria belde.", ["Ria"]),
    ],
)
def test_behind_a_form_of_address_stands_a_surname(text: str, people: list[str]) -> None:
    assert _who(text, Roster((Person("Storm Prins"), Person("Roos Bos"), Person("Ria")))) == people


def test_a_participant_whose_surname_is_a_first_name_is_addressed_by_it() -> None:
    assert _who("Mevrouw Roos belde.", Roster((Person("Joke Roos"), Person("Roos Bos")))) == ["Joke Roos"]


SHORT = Roster(
    tuple(map(Person, ("Gülsüm Kaya", "Henk ter Brugge", "Sharmila", "Wietske Dam", "Barend Smit", "Marieke Tol")))
)


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("Güls mag het zeggen.", ["Gülsüm Kaya"]),
        ("ach henkie toch nou krijg ik het te kwaad", ["Henk ter Brugge"]),
        ("mooie foto shar is dat hier", ["Sharmila"]),
        ("Wiets! Wat dapper.", ["Wietske Dam"]),
        ("dat zei henky ook", ["Henk ter Brugge"]),
        ("hij is guls met zijn tijd", []),
        ("De bar is dicht, en die bare feiten ook.", []),
        ("Marie was er ook.", [""]),
    ],
)
def test_a_short_form_is_the_participant_unless_it_is_a_word_or_a_name(text: str, people: list[str]) -> None:
    assert _who(text, SHORT) == people


def test_jan_and_jon_are_never_one() -> None:
    assert _who("Jan zei iets tegen Jon.") == ["Jan Koopmans", "Jon Eriksen"]


def test_another_known_name_one_letter_away_is_a_stranger() -> None:
    assert _who("Marijke was er ook.") == [""]


def test_a_first_name_of_two_participants_names_both() -> None:
    roster = Roster((Person("Jan de Wit"), Person("Jan Bos")))
    assert _who("Dat zei Jan.", roster) == ["Jan Bos|Jan de Wit"]


@pytest.mark.parametrize("label", ["Kees", "Kees Vos", "K. Vos", "Vos (uitvoerder)", "kees vos", "KEES", "Meneer Vos"])
def test_a_speaker_label_finds_its_person(label: str) -> None:
    assert person_of(label, PEOPLE) == Person("Kees Vos")


@pytest.mark.parametrize("label", ["Joan", "J. Vos", "Piet Vos", "Ja"])
def test_a_label_that_does_not_fit_finds_nobody(label: str) -> None:
    assert person_of(label, PEOPLE) is None


def test_a_label_that_fits_two_people_finds_nobody() -> None:
    assert person_of("Jan", [Person("Jan de Wit"), Person("Jan Bos")]) is None


def test_an_attendee_list_may_have_the_surname_first() -> None:
    assert bare_label("Boer, Wil de") == "Wil de Boer"


def test_a_label_on_no_list_becomes_a_person() -> None:
    roster = make_roster(pd.DataFrame({"name": ["Kees Vos"]}), labels=["Kees", "Truus", "SPREKER_01"])
    assert [person.name for person in roster.people] == ["Kees Vos", "Truus"]


def test_a_role_is_no_person_unless_people_are_called_so() -> None:
    roster = make_roster(labels=["De voorzitter", "Beleidsmedewerker", "Ed", "De Burger", "Inwoner Joke"])
    assert {person.name for person in roster.people} == {"Ed", "De Burger", "Inwoner Joke"}


def test_two_full_names_with_one_first_name_are_two_people() -> None:
    roster = make_roster(labels=["Jan", "Jan de Wit", "Jan Bos"])
    assert {"Jan de Wit", "Jan Bos"} <= {person.name for person in roster.people}


def test_a_list_without_names_is_refused() -> None:
    with pytest.raises(KennisError, match="'name'"):
        make_roster(pd.DataFrame({"naam": ["Kees"]}))


@pytest.mark.parametrize("label", ["Gast (extern)", "Unknown Speaker", "Gast 2", "Onbekende spreker", "SPEAKER_01"])
def test_a_label_for_whoever_is_not_known_names_nobody(label):
    assert names_nobody(label)


def test_two_short_forms_of_one_name_are_two_people() -> None:
    roster = make_roster(pd.DataFrame({"name": ["Henk Vos", "Gerrit Bol"]}))
    named = {
        span.text: span.person
        for text in ("Dat zei Hendrik.", "Dat zei Hein.", "Dat zei Gerard.")
        for span in find_spans(text, roster=roster)
    }
    assert named == {"Hendrik": "Henk Vos", "Hein": "", "Gerard": ""}
