"""Names that are told by what stands around them, in the turn or elsewhere in the file, and what is no name after all."""

import pytest

from kennis.privacy.find import THRESHOLD, find_in_file


def found(*turns: str) -> list[list[str]]:
    return [[span.text for span in spans if span.score >= THRESHOLD] for spans in find_in_file(turns)]


@pytest.mark.parametrize(
    ("turn", "names"),
    [
        ("dat was kracht zo heet die man", ["kracht"]),
        ("Zegen heet ze.", ["Zegen"]),
        ("Genade heet een vrouw bij ons.", ["Genade"]),
        ("Hoe heet ze?", []),
        ("Eigenlijk heet ze anders.", []),
        ("Het project Kansrijk, zo heet het.", []),
        ("ik weet niet zo heet hij geloof ik", []),
    ],
)
def test_somebody_is_called_so(turn, names):
    assert found(turn) == [names]


def test_a_doubtful_word_is_the_name_of_whoever_was_addressed_by_it():
    assert found("mevrouw wit van de administratie", "toen heeft wit het nog geprobeerd", "op wit papier")[1:] == [
        ["wit"],
        [],
    ]


@pytest.mark.parametrize(
    "turn",
    [
        "die belt elke vrijdag gewoon om te praten",
        "joost mag het weten hoe dat zit",
        "Niet Piet, Klaas en Jan.",
        "in Abrahams schoot",
    ],
)
def test_sayings_name_nobody(turn):
    assert found(turn) == [[]]


@pytest.mark.parametrize(
    ("turn", "piece"),
    [
        ("op toestel 3841 ben ik te bereiken", "3841"),
        ("bel toestel drie acht vier een", "drie acht vier een"),
        ("Bel hem (06 51237788) maar.", "06 51237788"),
        ("ik ben tweeënvijftig geboren in een dorp", "tweeënvijftig"),
    ],
)
def test_numbers_that_tell_who(turn, piece):
    assert found(turn) == [[piece]]


def test_a_school_called_after_a_plain_word_is_for_a_person_to_decide():
    (spans,) = find_in_file(["ze is gehaald van de regenboogschool"])
    assert [(span.text, span.score < THRESHOLD) for span in spans] == [("regenboogschool", True)]


def doubts(text: str) -> list[str]:
    return [span.text for spans in find_in_file([text]) for span in spans if span.score < THRESHOLD]


@pytest.mark.parametrize(
    ("turns", "ages"),
    [
        (("Mijn zoon is elf.", "Elf?", "Ja. Elf."), [["elf"], ["Elf"], ["Elf"]]),
        (("Hoe oud is hij nu?", "7! Hij groeit hard."), [[], ["7"]]),
        (("Mijn zoon is elf.", "En heeft u meer kinderen?", "Drie. Allemaal thuis."), [["elf"], [], []]),
        (("Mijn zoon is elf.", "10. Rondvraag."), [["elf"], []]),
    ],
)
def test_a_bare_number_after_an_age_is_an_age(turns, ages):
    assert found(*turns) == ages


@pytest.mark.parametrize(
    ("turn", "doubt"),
    [
        ("Hij was de enige kinderarts die aan huis kwam.", "de enige kinderarts"),
        ("Daar was ik de jongste notaris van mijn stad.", "de jongste notaris"),
        ("Dat was de ziekte van Crohn, zei de dokter.", "ziekte van"),
        ("Zij kreeg een dwarslaesie.", "dwarslaesie"),
    ],
)
def test_who_is_known_without_a_name_is_a_doubt(turn, doubt):
    assert doubts(turn) == [doubt]


def test_the_youngest_of_a_family_is_no_doubt():
    assert doubts("Dat is de jongste zoon van mijn zus, en de oudste dochter.") == []


def test_where_somebody_works_is_an_organisation_though_it_reads_as_a_surname():
    spans = find_in_file(["Ik werk al jaren bij Van den Akker Bouw."])[0]
    assert [(span.text, span.kind) for span in spans] == [("Van den Akker Bouw", "organisatie")]
