"""What people agreed to is obeyed without anybody having to think of it."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

import kennis as kn
from kennis.privacy import AgreedStudy, analysable, open_study, publishable, quotable
from kennis.study import Study
from kennis.tables import SPEAKERS, check

TODAY = date(2026, 6, 1)
SAID = pd.DataFrame({"speaker": ["P01", "P02", "P03", "P04", "P05", "P06", ""], "text": list("abcdefg")})
AGREED = check(
    pd.DataFrame(
        {
            "speaker": ["P01", "P02", "P03", "P04", "P05", "P06"],
            "consent_analysis": ["", "nee", "ja", "ja", "", ""],
            "consent_quote": ["", "", "nee", "ja", "", ""],
            "consent_publication": ["", "", "ja", "nee", "", ""],
            "consent_until": ["", "", "", "", "2026-05-31", "2026-06-01"],
        }
    ),
    SPEAKERS,
)


@pytest.mark.parametrize(
    ("allowed", "kept"),
    [(analysable, "acdfg"), (quotable, "adfg"), (publishable, "afg")],
    ids=["analysis", "quote", "publication"],
)
def test_each_permission_keeps_only_those_who_gave_it(allowed, kept: str) -> None:  # type: ignore[no-untyped-def]
    assert "".join(allowed(SAID, AGREED, on=TODAY)["text"]) == kept


def test_consent_lasts_to_the_end_of_its_last_day() -> None:
    assert "f" in set(analysable(SAID, AGREED, on=date(2026, 6, 1))["text"])
    assert "f" not in set(analysable(SAID, AGREED, on=date(2026, 6, 2))["text"])


@pytest.fixture
def agreed(study: Study) -> AgreedStudy:
    """A study in which P02 does not want to be analysed and P03 not to be quoted."""
    study.add_speakers(AGREED)
    turns = pd.DataFrame({"turn": [1, 2, 3], "speaker": ["P01", "P02", "P03"], "role": ""})
    words = [
        "Ik durfde het eerst echt niet te zeggen tegen hem.",
        "Dit is alleen van mij en niet van jou.",
        "Wel tellen en niet laten zien, alsjeblieft dankjewel hoor.",
    ]
    study.add_transcript(turns.assign(text=words), meeting={}, fingerprint="een")
    rows = pd.DataFrame({"utterance_id": study.utterances["utterance_id"], "start": 0, "stop": 3, "code": "moed"})
    study.save_codings(rows.assign(coder="ada", status="geaccepteerd", polarity=""), coder="ada")
    study.save_clusters(pd.DataFrame({"utterance_id": rows["utterance_id"], "cluster": "T01", "strength": 0.5}))
    return open_study(study.path)


def test_a_notebook_gets_only_what_may_be_analysed(agreed: AgreedStudy) -> None:
    assert kn.open_study.__wrapped__ is open_study
    assert list(agreed.utterances["speaker"]) == ["P01", "P03"]
    assert list(agreed.codings["utterance_id"]) == list(agreed.clusters["utterance_id"]) == ["B01-001", "B01-003"]


def test_whatever_shows_words_leaves_out_who_does_not_want_to_be_quoted(agreed: AgreedStudy) -> None:
    codes = pd.DataFrame({"code": ["moed"], "label": ["Moed"], "insight": ["waarden"]})
    quotes = kn.pick_quotes(kn.supported_codings(agreed.codings), agreed.utterances, codes=codes, least_words=3)
    assert list(quotes["utterance_id"]) == ["B01-001"]
    shown = [
        kn.show_table(agreed.utterances, "Alles")._repr_html_(),
        kn.show_table(agreed.utterances, "Deel", columns=["utterance_id", "text"])._repr_html_(),
        kn.show_codings(agreed.codings, agreed.utterances, codes)._repr_html_(),
        kn.show_table(kn.typical_quotes(agreed.clusters, agreed.utterances), "Typisch")._repr_html_(),
    ]
    assert ["durfde" in html for html in shown] == [True] * 4
    assert ["Wel tellen" in html or "alleen van mij" in html for html in shown] == [False] * 4


def test_a_table_that_shows_no_words_counts_everybody_who_may_be_counted(agreed: AgreedStudy) -> None:
    html = kn.show_table(agreed.utterances, "Nummers", columns=["utterance_id"])._repr_html_()
    assert "B01-003" in html


def test_saving_codings_keeps_what_the_coder_was_not_shown(agreed: AgreedStudy, study: Study) -> None:
    agreed.save_codings(agreed.codings.assign(memo="gezien"), coder="ada")
    assert sorted(study.codings["utterance_id"]) == ["B01-001", "B01-002", "B01-003"]
    assert study.codings.set_index("utterance_id")["memo"].to_dict()["B01-002"] == ""


def test_adding_to_a_study_opened_by_a_notebook_loses_nobody(agreed: AgreedStudy, study: Study) -> None:
    agreed.add_quotes(pd.DataFrame({"turn": [1], "text": ["Nog een."], "role": [""]}), fingerprint="twee")
    assert len(study.utterances) == 4
    assert len(study.speakers) == 6


def test_who_no_longer_counts_makes_a_role_of_three_one_of_few(study: Study) -> None:
    turns = pd.DataFrame({"turn": [1, 2, 3], "speaker": ["P01", "P02", "P03"], "role": "inwoner", "text": list("abc")})
    study.add_transcript(turns, meeting={}, fingerprint="een")
    people = turns[["speaker", "role"]]
    for until, shown in (("2026-06-01", {"inwoner"}), ("2026-05-31", {"deelnemer"})):
        study.write("deelnemers.csv", people.assign(consent_until=[until, "", ""]))
        for kind in (Study, AgreedStudy):
            assert set(kind(study.path, study.settings, on=TODAY).utterances["role_shown"]) == shown


def test_who_tells_the_role_that_is_not_shown_is_not_quoted(study: Study) -> None:
    roles = ["kritische_vriend", "inwoner", "inwoner", "inwoner"]
    study.add_speakers(pd.DataFrame({"speaker": ["P01", "P02", "P03", "P04"], "role": roles}))
    turns = pd.DataFrame({"turn": range(1, 6), "speaker": ["P01", "P01", "P02", "P03", "P04"], "role": ""})
    words = [
        "Mag ik daar als kritische vriend iets over zeggen?",
        "Dat herken ik ook wel.",
        "Als kritische vriend had jij dat mogen zeggen.",
        "Als inwoner hoor je dat nooit.",
        "Mooi gezegd.",
    ]
    study.add_transcript(turns.assign(text=words), meeting={}, fingerprint="een")
    assert open_study(study.path).utterances["may_quote"].tolist() == [False, True, True, True, True]
