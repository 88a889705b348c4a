"""Minutes that call people by the initials of the attendance list."""

from __future__ import annotations

import pytest

from kennis.intake.initials import initials_of, meant_by_initials

MINUTES = """Verslag bewonersraad, 4 maart 2025

Aanwezig: mw. A.M. van Duin (voorzitter), dhr. R. Bol-A-Kee, Nadia Bos, dhr. J.P. de Wit, mw. S. El Amrani

1. Opening. NB vraagt of de brief al weg is. RB: ja, op maandag.

AvD meldt dat zij gebeld is over de parkeerplaatsen.

NB zoekt dit uit.

RB: goed.

JPdW: de wachtlijst is lang.

De raad vindt dat niet goed.

NB: denk aan de sleutel.
"""


@pytest.mark.parametrize(
    ("written", "who"),
    [
        ("JPdW", "dhr. J.P. de Wit"),
        ("AvD", "mw. A.M. van Duin"),
        ("BAK", "dhr. R. Bol-A-Kee"),
        ("RB", "dhr. R. Bol-A-Kee"),
        ("SEA", "mw. S. El Amrani"),
        ("Nb", ""),
        ("XY", ""),
    ],
)
def test_initials_are_of_the_one_person_who_can_have_them(written, who):
    people = ["mw. A.M. van Duin", "dhr. R. Bol-A-Kee", "Nadia Bos", "dhr. J.P. de Wit", "mw. S. El Amrani"]
    assert meant_by_initials(written, people) == who


def test_initials_that_two_people_have_are_nobodys():
    assert meant_by_initials("RB", ["Ria Bol", "Rob Bak"]) == ""
    assert initials_of("Ria") == frozenset()


def test_who_is_named_by_initials_speaks_under_the_own_name_and_what_others_said_below_is_not_theirs(read):
    turns = read(MINUTES).turns
    said = dict(zip(turns["text"], turns["speaker"], strict=True))
    assert said["ja, op maandag."].endswith("R. Bol-A-Kee")
    assert said["de wachtlijst is lang."].endswith("J.P. de Wit")
    assert said["AvD meldt dat zij gebeld is over de parkeerplaatsen."] == ""
    assert said["De raad vindt dat niet goed."] == ""
    assert "Nadia Bos" not in set(turns["speaker"])  # `NB:` heads a remark
