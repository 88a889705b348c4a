import pandas as pd

from kennis.insights import codes_over_time, ladder_by_meeting, pick_quotes, step_order

CODES = pd.DataFrame(
    {
        "code": ["informeren", "meebeslissen", "plek", "voorwaarden"],
        "label": ["Informeren", "Meebeslissen", "Plek", "Voorwaarden"],
        "insight": ["participatie", "participatie", "processtappen", "processtappen"],
        "rung": [1, 5, 0, 0],
    }
)
MEETINGS = pd.DataFrame({"meeting_id": ["B02", "B01"], "group": ["Berk", "Berk"], "date": ["2025-01-01", "2025-02-01"]})
LONG = "Dit is een zin die lang genoeg is om als citaat op een pagina te staan."
UTTERANCES = pd.DataFrame(
    {
        "utterance_id": ["B01-001", "B01-002", "B02-001", "B02-002"],
        "meeting_id": ["B01", "B01", "B02", "B02"],
        "turn": [1, 2, 1, 2],
        "speaker": ["P01", "P02", "P01", "P01"],
        "role": ["inwoner", "uitvoerder", "inwoner", "inwoner"],
        "text": [LONG, LONG, LONG, "Te kort."],
    }
)


def given(*rows: tuple[str, str]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["utterance_id", "code"]).assign(polarity="", basis="mens", coders="ada")


def test_the_ladder_has_every_rung_for_every_meeting_in_order_of_date() -> None:
    ladder = ladder_by_meeting(given(("B01-001", "meebeslissen"), ("B01-002", "plek")), UTTERANCES, MEETINGS, CODES)
    assert ladder["meeting_id"].tolist() == ["B02", "B02", "B01", "B01"]
    assert ladder["turns"].tolist() == [0, 0, 0, 1]


def test_steps_are_ordered_by_when_a_group_first_speaks_of_them() -> None:
    order = step_order(
        given(("B01-001", "plek"), ("B02-001", "voorwaarden"), ("B01-002", "voorwaarden")), UTTERANCES, MEETINGS, CODES
    )
    assert order[["code", "place"]].to_numpy().tolist() == [["voorwaarden", 1], ["plek", 2]]


def test_quotes_are_spread_over_roles_and_voices() -> None:
    codings = given(("B01-001", "plek"), ("B02-001", "plek"), ("B01-002", "plek"))
    quotes = pick_quotes(codings, UTTERANCES, codes=CODES, count=2)
    assert quotes["role"].tolist() == ["inwoner", "uitvoerder"]


def test_a_turn_too_short_to_stand_alone_is_no_quote() -> None:
    assert pick_quotes(given(("B02-002", "plek")), UTTERANCES, codes=CODES).empty


def test_what_a_person_decided_comes_before_a_suggestion() -> None:
    codings = given(("B01-001", "plek"), ("B01-002", "plek")).assign(basis=["computer", "mens"])
    assert pick_quotes(codings, UTTERANCES, codes=CODES, count=1)["utterance_id"].tolist() == ["B01-002"]


def test_quotes_of_one_insight_leave_the_others_out() -> None:
    codings = given(("B01-001", "plek"), ("B01-002", "informeren"))
    quotes = pick_quotes(codings, UTTERANCES, codes=CODES, insight="participatie")
    assert quotes["label"].tolist() == ["Informeren"]


def test_a_meeting_without_a_date_comes_last() -> None:
    meetings = pd.concat([MEETINGS, MEETINGS.tail(1).assign(meeting_id="B00", date="")])
    ladder = ladder_by_meeting(given(("B01-001", "meebeslissen")), UTTERANCES, meetings, CODES)
    assert list(dict.fromkeys(ladder["meeting_id"])) == ["B02", "B01", "B00"]
    assert list(dict.fromkeys(codes_over_time(given(), UTTERANCES, meetings, CODES)["meeting_id"])) == [
        "B02",
        "B01",
        "B00",
    ]
    undated = MEETINGS.assign(date=["", "2025-02-01"])  # B02 is the one nobody knows the date of
    order = step_order(given(("B02-001", "voorwaarden"), ("B01-002", "plek")), UTTERANCES, undated, CODES)
    assert order["code"].tolist() == ["plek", "voorwaarden"]


def test_of_a_value_both_sides_are_quoted_before_other_roles_and_voices() -> None:
    more = UTTERANCES.tail(1).assign(utterance_id="B02-003", text=LONG)
    turns = pd.concat([UTTERANCES, more])
    codings = given(("B01-001", "plek"), ("B01-002", "plek"), ("B02-001", "plek"), ("B02-003", "plek"))
    codings["polarity"] = ["aanwezig", "aanwezig", "aanwezig", "afwezig"]
    quotes = pick_quotes(codings, turns, codes=CODES, count=2)
    assert quotes["polarity"].tolist() == ["aanwezig", "afwezig"]
