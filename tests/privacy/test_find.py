"""What is recognised in a text, and what is left alone; the sentences stand in tests/cases/privacy_find.csv."""

import csv
from itertools import pairwise
from pathlib import Path

import pytest

from kennis.privacy import Person, Roster, Span, find_candidates, find_each, find_in_file, find_spans
from kennis.tables import KennisError

CASES = Path(__file__).parent.parent / "cases" / "privacy_find.csv"
ROWS = list(csv.DictReader(CASES.open(encoding="utf-8")))


def _without(text: str, spans: list[Span]) -> str:
    for span in reversed(spans):
        text = text[: span.start] + text[span.stop :]
    return text


@pytest.mark.parametrize("row", ROWS, ids=[row["text"] for row in ROWS])
def test_a_sentence_gives_exactly_these_spans(row: dict[str, str]) -> None:
    spans = find_spans(row["text"], roster=Roster())
    right = " ".join(span.kind for span in spans) == row["kinds"] and _without(row["text"], spans) == row["left"]
    # A known failure must fail: an unexpected improvement shows too, and then the mark goes.
    assert right != bool(row["known_failure"]), [(span.kind, span.recogniser, span.score) for span in spans]


def test_spans_are_sorted_and_never_overlap() -> None:
    text = "Mail Kees Vos (kees.vos@voorbeeld.nl, 06-12345678) in de Kerkstraat 12 in Zwolle."
    spans = find_spans(text)
    assert [span.kind for span in spans] == ["persoon", "email", "telefoon", "straat", "plaats"]
    assert all(left.stop <= right.start for left, right in pairwise(spans))


def test_a_span_quotes_its_own_text() -> None:
    text = "Ik sprak İsmail en 👋 Zoë in Fès."
    assert [text[span.start : span.stop] for span in find_spans(text)] == ["İsmail", "Zoë", "Fès"]
    assert [span.text for span in find_spans(text)] == ["İsmail", "Zoë", "Fès"]


def test_an_empty_text_has_no_spans() -> None:
    assert find_spans("  ") == []


def test_a_span_that_does_not_fit_its_text_is_refused() -> None:
    with pytest.raises(KennisError, match="past niet"):
        Span(0, 4, "persoon", "Jan", "deelnemers", 1.0)


def test_a_span_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(KennisError, match="begin"):
        Span(4, 4, "persoon", "", "deelnemers", 1.0)


def test_a_span_of_an_unknown_kind_is_refused_with_the_kinds_there_are() -> None:
    with pytest.raises(KennisError, match="Kies uit: email"):
        Span(0, 3, "mens", "Jan", "deelnemers", 1.0)


def test_the_refusal_of_a_span_does_not_repeat_its_text() -> None:
    with pytest.raises(KennisError) as refusal:
        Span(0, 40, "persoon", "Geheimnaam", "deelnemers", 1.0)
    assert "Geheimnaam" not in str(refusal.value)


def test_a_word_always_to_be_replaced_is_replaced() -> None:
    spans = find_spans("De rode trui was er weer.", roster=Roster(always=("rode trui",)))
    assert [(span.text, span.recogniser) for span in spans] == [("rode trui", "altijd")]


def test_a_word_never_to_be_replaced_is_left() -> None:
    assert find_spans("Ik woon in Zwolle.", roster=Roster(never=("zwolle",))) == []


def test_a_place_of_the_study_is_found_in_lower_case() -> None:
    spans = find_spans("bij ons in ginds is dat anders", roster=Roster(places=("Ginds",)))
    assert [(span.text, span.kind) for span in spans] == [("ginds", "plaats")]


def test_a_name_found_in_one_turn_is_found_in_the_others() -> None:
    turns = ["De gemeente Zonderdrecht belde.", "Zonderdrecht had gelijk.", "Wat zegt Zonderdrecht?"]
    assert [[span.text for span in spans] for spans in find_in_file(turns)] == [["Zonderdrecht"]] * 3


def test_what_is_not_sure_is_doubtful_and_not_replaced() -> None:
    text = "Marieke komt uit Eritrea."
    assert [(span.text, span.score < 0.5) for span in find_candidates(text)] == [("Marieke", False), ("Eritrea", True)]
    assert [span.text for span in find_spans(text)] == ["Marieke"]


def test_names_of_a_long_text_are_found_fast_enough() -> None:
    from time import process_time  # a busy machine must not fail it

    turn = "Nou, ik heb het er met Marieke over gehad, en die zei dat het in Zwolle anders gaat dan hier. " * 200
    find_spans("Marieke is hier, en Even warm lopen kan in Zwolle.")
    began = process_time()
    find_spans(turn)
    assert len(turn.split()) / (process_time() - began) > 5_000


def test_a_country_is_replaced_where_the_researcher_wants_it() -> None:
    assert [span.text for span in find_spans("Ze komt uit Eritrea.", roster=Roster(countries=True))] == ["Eritrea"]


def test_a_name_that_is_also_a_word_is_replaced_only_where_the_researcher_says() -> None:
    roster = Roster(always=("meneer [zwart] aan", "Korenbloem"))
    text = "wij moesten naar meneer zwart aan de deur en die werkte zwart bij Korenbloem"
    found = [(span.start, span.text) for span in find_spans(text, roster=roster) if span.recogniser == "altijd"]
    assert found == [(24, "zwart"), (66, "Korenbloem")]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("vraag dat maar aan wil", True),
        ("wil zegt dat het morgen kan", True),
        ("toen heeft wil de sleutel gebracht", True),
        ("dat ik hem wil spreken", False),
        ("wie er nog iets over wil zeggen", False),
        ("wat ze daarmee bereiken wil", False),
        ("wil je koffie", False),
    ],
)
def test_a_participant_called_wil_is_told_from_the_verb(text: str, named: bool) -> None:
    roster = Roster(people=(Person("Wil Postma"),))
    assert bool(find_spans(text, roster=roster)) == named


def test_a_short_name_that_is_no_dutch_word_is_found_in_any_place() -> None:
    roster = Roster(people=(Person("Mo Haddad"),))
    assert [span.text for span in find_spans("dan mag eerst mo even en daarna jij", roster=roster)] == ["mo"]


def test_a_name_that_is_a_thing_here_stays() -> None:
    roster = Roster(people=(Person("Roos Terpstra"),))
    assert [span.start for span in find_spans("roos kreeg van ons een roos", roster=roster)] == [0]


def test_what_reads_as_words_is_asked_and_not_replaced() -> None:
    text = "wij hadden geen post gehad"
    assert find_spans(text) == []


def test_many_texts_at_once_give_what_each_gives_alone() -> None:
    texts = [
        "",
        "Marieke belt naar 06-12345678.",
        "vraag het aan samira of aan kees van dijk",
        "IK WOON IN ZWOLLE",
        ".",
    ]
    alone = [find_spans(text) for text in texts * 50]
    assert [[(s.start, s.stop, s.kind) for s in spans] for spans in find_each(texts * 50)] == [
        [(s.start, s.stop, s.kind) for s in spans] for spans in alone
    ]
    assert [len(spans) for spans in alone[:5]] == [0, 2, 2, 1, 0]


def test_a_name_in_a_fixed_expression_is_not_learnt_for_the_file() -> None:
    turns = ["Dat vond Jan Modaal ook.", "Modaal is anders.", "jan en alleman belt"]
    assert find_in_file(turns) == [[], [], []]


def _named(turns: list[str], roster: Roster | None = None) -> list[list[str]]:
    return [[span.text for span in spans if span.score >= 0.5] for spans in find_in_file(turns, roster=roster)]


def test_who_was_addressed_by_a_surname_that_is_a_word_is_known_by_it_in_the_file() -> None:
    turns = ["Wat zei mevrouw Zwart? Zwart zei niks.", "Zwart, kom erin.", "Zwart geld was het, en de muur is zwart."]
    assert _named(turns) == [["Zwart", "Zwart"], ["Zwart"], []]


def test_a_surname_that_reads_as_a_genitive_stays_that_surname_in_the_file() -> None:
    roster = Roster(people=(Person("Storm Prins"),))
    turns = ["Dat was meneer Storms.", "Storms was ziek.", "Storm belde Storms vrouw.", "Storm's idee."]
    found = find_in_file(turns, roster=roster)
    assert [[span.person for span in spans] for spans in found] == [[""], [""], ["Storm Prins", ""], ["Storm Prins"]]


def test_a_word_that_is_hardly_a_name_stays_at_the_head_of_a_sentence() -> None:
    turns = ["Meneer Moed zei niks.", "Moed moet je hebben.", "Moed zei dat ook."]
    assert _named(turns) == [["Moed"], [], ["Moed"]]


def test_a_rare_given_name_is_known_by_itself_once_its_surname_was_said() -> None:
    turns = ["Vrouwke. Vrouwke de Jonge, die hielp mij.", "Ik ken Vrouwke ook.", "Er stond een vrouwke aan de deur."]
    assert _named(turns) == [["Vrouwke", "Vrouwke de Jonge"], ["Vrouwke"], []]


@pytest.mark.parametrize(
    ("text", "said", "kind"),
    [
        ("Op insta heet ik bouke_de_waldpyk, zoek maar.", "bouke_de_waldpyk", "url"),
        ("Op instagram is het soumi.glow, mijn winkel.", "soumi.glow", "url"),
        ("op snapchat heet ze lindsey2009 en meer niet", "lindsey2009", "url"),
        (
            "Mail g kowalczyk vijfentachtig, apenstaart, hotmail, punt com.",
            "g kowalczyk vijfentachtig, apenstaart, hotmail, punt com",
            "email",
        ),
        ("Het is j punt kowalski, apenstaart, ziggo punt nl", "j punt kowalski, apenstaart, ziggo punt nl", "email"),
        ("Mijn auto? R 771 HV, een oude Golf.", "R 771 HV", "kenteken"),
        ("De buren van nummer 22 klagen altijd.", "nummer 22", "straat"),
        ("Zij woont op 16, dat weet ik nog.", "op 16", "straat"),
    ],
)
def test_how_people_say_where_they_can_be_found(text: str, said: str, kind: str) -> None:
    assert [(span.text, span.kind) for span in find_spans(text)] == [(said, kind)]


@pytest.mark.parametrize(
    "text",
    [
        "Ik zat op facebook en in 2009 ging het mis.",
        "We gebruiken de ID_NUMMER kolom en verslag_mei.docx daarvoor.",
        "Dat is van nummer 3 op de lijst.",
        "Ik woon op drie hoog, en we wonen op 2 adressen.",
        "IN 24 DE MEESTE GEVALLEN",
    ],
)
def test_what_only_looks_like_it_stays(text: str) -> None:
    assert find_spans(text) == []


@pytest.mark.parametrize(
    ("text", "ages"),
    [
        ("Sofie was nog geen twee, en ik stond er alleen voor.", ["twee"]),
        ("Zevenenzestig en ik werk nog elke dag.", ["Zevenenzestig"]),
        ("Het was nog geen twee, toen de bel ging.", []),
        ("Twintig en dan nog wat.", []),
        ("Ik had nog geen twee, maar dat kwam later.", []),
    ],
)
def test_ages_without_the_word_year(text: str, ages: list[str]) -> None:
    assert [span.text for span in find_spans(text) if span.kind == "leeftijd"] == ages
