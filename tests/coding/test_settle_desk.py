"""Settling differences together without a screen."""

from __future__ import annotations

import pandas as pd
import pytest

from kennis.coding import accepted_codings, settlements
from kennis.coding.desk import open_desk
from kennis.coding.settle_desk import SettleDesk, open_settling
from kennis.study import Study
from kennis.tables import KennisError

CODEBOOK = """
titel: proef
inzichten:
  waarden: {label: Waarden, dimensie: cultuur}
codes:
  - {slug: moed, label: Moed, inzicht: waarden, polair: ja, definitie: Durven.}
  - {slug: plek, label: Plek, inzicht: waarden, definitie: Waar iemand werkt.}
"""


@pytest.fixture
def apart(study: Study, turns: pd.DataFrame) -> Study:
    """Ana and Bo coded three turns: they differ about moed in the first, and about moed and plek in the third."""
    (study.path / "codeboek.yaml").write_text(CODEBOOK, "utf-8")
    study.add_transcript(turns, meeting={"kind": "interview"}, fingerprint="a")
    ana, bo = open_desk(study, "ana"), open_desk(study, "bo")
    ana.give("moed", span=(3, 9), polarity="afwezig")
    ana.note("zij stelt het uit")
    for desk in (ana, bo):
        desk.finish()
        desk.finish()
    ana.give("moed")
    bo.give("plek")
    ana.close()
    bo.close()
    return study


@pytest.fixture
def desk(apart: Study) -> SettleDesk:
    return open_settling(apart)


def test_every_difference_comes_once_the_turn_with_most_first(desk: SettleDesk) -> None:
    assert desk.coders == ["ana", "bo"]
    assert desk.pairs == [("B01-003", "moed"), ("B01-003", "plek"), ("B01-001", "moed")]


def test_who_gave_what_is_told_with_words_polarity_and_memo(desk: SettleDesk) -> None:
    desk.at = 2
    (ana, given), (bo, nothing) = desk.sides()
    assert (ana, bo, nothing) == ("ana", "bo", [])
    assert [(row["start"], row["stop"], row["polarity"], row["memo"]) for row in given] == [
        (3, 9, "afwezig", "zij stelt het uit")
    ]


def test_a_decision_is_on_disk_wins_and_brings_the_next_open_difference(desk: SettleDesk, apart: Study) -> None:
    desk.decide(given=False, why="gaat over iets anders")
    desk.step(1)
    desk.decide(given=True, polarity="afwezig", why="zij durfde niet")
    assert (desk.pair, desk.done) == (("B01-003", "plek"), 2)
    told = settlements(apart.codings).set_index("utterance_id")
    assert list(told["by"].unique()) == ["ana, bo"]
    assert told.loc["B01-001", ["decided", "polarity", "why"]].tolist() == ["wel", "afwezig", "zij durfde niet"]
    left = accepted_codings(apart.codings)
    assert set(zip(left["utterance_id"], left["code"], left["coder"], strict=True)) == {
        ("B01-001", "moed", "samen"),
        ("B01-003", "plek", "bo"),
    }


def test_a_decision_that_is_taken_away_is_open_again_and_the_log_keeps_it(desk: SettleDesk, apart: Study) -> None:
    before = accepted_codings(apart.codings)
    desk.decide(given=True, polarity="aanwezig", why="ja")
    desk.at = 0
    assert desk.reopen()
    assert not desk.reopen()
    assert (desk.decided, desk.done, settlements(apart.codings).empty) == (None, 0, True)
    pd.testing.assert_frame_equal(accepted_codings(apart.codings), before)
    assert list(apart.codings.query("coder == 'samen'")["status"]) == ["geaccepteerd", "ingetrokken"]
    assert open_settling(apart).pairs[0] == ("B01-003", "moed")


def test_what_was_settled_does_not_come_back_next_time(desk: SettleDesk, apart: Study) -> None:
    desk.decide(given=False, why="nee")
    assert open_settling(apart).pairs == [("B01-001", "moed"), ("B01-003", "plek")]


def test_a_decision_without_a_reason_is_refused_and_nothing_moves(desk: SettleDesk, apart: Study) -> None:
    with pytest.raises(KennisError, match="waarom"):
        desk.decide(given=True, why=" ")
    assert (desk.at, desk.done) == (0, 0)


@pytest.mark.parametrize(("coders", "match"), [(["ana"], "twee mensen"), (["ana", "cas"], "'cas' heeft nog niets")])
def test_who_settles_must_be_two_who_coded(apart: Study, coders: list[str], match: str) -> None:
    with pytest.raises(KennisError, match=match):
        open_settling(apart, coders=coders)
