import pandas as pd
import pytest

from kennis.insights import cooccurrence, count_codes, count_replacements, count_study, voice_share
from kennis.tables import MEETINGS, SPEAKERS, KennisError, check

UTTERANCES = pd.DataFrame(
    {
        "utterance_id": ["B01-001", "B01-002", "B02-001", "C001"],
        "meeting_id": ["B01", "B01", "B02", ""],
        "role": ["inwoner", "uitvoerder", "inwoner", ""],
        "speaker": ["P01", "P02", "P01", ""],
        "text": ["een twee drie vier vijf zes", "een twee", "een [P02] twee [gemeente A]", "los citaat"],
    }
)
CODES = pd.DataFrame(
    {
        "code": ["moed", "plek"],
        "label": ["Moed", "Plek"],
        "insight": ["waarden", "processtappen"],
        "insight_label": ["Waarden", "Stappen"],
    }
)


def given(*rows: tuple[str, str, str, str]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["utterance_id", "code", "polarity", "basis"])


def test_the_study_is_counted_in_words_a_reader_knows() -> None:
    meetings = check(
        pd.DataFrame(
            {"meeting_id": ["B01", "B02"], "kind": ["actieleerbijeenkomst", "interview"], "group": ["Berk", ""]}
        ),
        MEETINGS,
    )
    speakers = check(pd.DataFrame({"speaker": ["P01", "P02", "P03"], "role": ["inwoner", "inwoner", ""]}), SPEAKERS)
    counted = count_study(meetings, speakers, UTTERANCES).set_index("what")["count"].to_dict()
    assert counted == {
        "Groep": 1,
        "Actieleerbijeenkomst": 1,
        "Interview": 1,
        "Inwoners": 2,
        "Deelnemer met een onbekende rol": 1,
        "Beurten in gesprekken": 3,
        "Los citaat": 1,
        "Woorden": 15,
    }


def test_a_code_counts_people_and_computer_apart() -> None:
    codings = given(("B01-001", "moed", "afwezig", "mens"), ("C001", "moed", "aanwezig", "computer"))
    row = count_codes(codings, UTTERANCES, CODES).set_index("code").loc["moed"]
    assert (row["turns"], row["people"], row["computer"], row["present"], row["absent"], row["meetings"]) == (
        2,
        1,
        1,
        1,
        1,
        1,
    )


def test_a_code_nobody_used_is_there_with_zero() -> None:
    assert count_codes(given(), UTTERANCES, CODES)["turns"].tolist() == [0, 0]


def test_a_voice_heard_as_often_as_it_is_coded_has_ratio_one() -> None:
    codings = given(("B01-001", "moed", "", "mens"), ("B01-002", "moed", "", "mens"))
    spoken = UTTERANCES.head(2).assign(text=["een twee", "drie vier"])
    assert voice_share(codings, spoken)["ratio"].tolist() == [1.0, 1.0]


def test_a_voice_that_is_heard_but_never_coded_shows() -> None:
    table = voice_share(given(("B01-002", "moed", "", "mens")), UTTERANCES).set_index("role")
    assert table.loc["inwoner", "share_of_codings"] == 0
    assert table["share_of_words"].sum() == pytest.approx(1)


def test_an_unknown_column_is_refused() -> None:
    with pytest.raises(KennisError, match="kolom 'leeftijd' ontbreekt"):
        voice_share(given(), UTTERANCES, by="leeftijd")


def test_codes_in_one_turn_are_counted_once_as_a_pair() -> None:
    codings = given(("a", "moed", "", "mens"), ("a", "plek", "", "mens"), ("b", "plek", "", "mens"))
    pairs = cooccurrence(codings)
    assert pairs.to_dict("records") == [{"code_a": "moed", "code_b": "plek", "together": 1, "share": 1.0}]


def test_replacements_are_counted_by_kind() -> None:
    counted = count_replacements(UTTERANCES).set_index("what")["count"].to_dict()
    assert counted == {"deelnemer": 1, "gemeente": 1}
