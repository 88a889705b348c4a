"""What a researcher steers: how many themes, one theme in parts, and small talk that is no theme."""

import random

import numpy as np
import pandas as pd
import pytest

import kennis as kn
from kennis.coding import DEFAULT_CODEBOOK
from kennis.study import Study
from kennis.tables import KennisError
from kennis.themes import Themes, find_themes, save_themes, split_theme, study_themes
from kennis.themes.describe import is_loose, sure_word

SUBJECTS = {
    "bus": ["bus", "halte", "chauffeur", "kaartje", "vertraging", "reizen"],
    "soep": ["soep", "pan", "groente", "koken", "lepel", "proeven"],
    "tuin": ["tuin", "plant", "schoffel", "gieter", "onkruid", "zaaien"],
    "fiets": ["fiets", "band", "ketting", "lekrijden", "pomp", "zadel"],
    "koor": ["koor", "piano", "zingen", "lied", "dirigent", "trompet"],
}


def talk(count: int, *, seed: int = 1) -> pd.DataFrame:
    chance = random.Random(seed)
    rows = []
    for number in range(count):
        subject = list(SUBJECTS)[number % len(SUBJECTS)]
        words = chance.sample(SUBJECTS[subject], 4)
        text = f"Toen was er {words[0]} met {words[1]} en ook {words[2]} bij de {words[3]}."
        rows.append({"utterance_id": f"G01-{number:03d}", "role": "inwoner", "text": text, "about": subject})
    return pd.DataFrame(rows)


def said(texts: list[str], role: str) -> pd.DataFrame:
    ids = [f"{role[:1].upper()}{number:03d}" for number in range(len(texts))]
    return pd.DataFrame({"utterance_id": ids, "role": role, "text": texts, "about": ""})


def place_of(themes: Themes) -> pd.Series:
    return themes.clusters.set_index("utterance_id")["cluster"]


@pytest.fixture
def own(study: Study) -> Study:
    """A study of five subjects, with two themes that hold them all."""
    study.codebook_path.write_text(DEFAULT_CODEBOOK.read_text(encoding="utf-8"), encoding="utf-8")
    turns = talk(160).assign(speaker="P01")
    for start in (0, 100):
        part = turns.iloc[start : start + 100].assign(turn=lambda rows: range(1, len(rows) + 1))
        study.add_transcript(
            part[["turn", "speaker", "role", "text"]], meeting={"kind": "interview"}, fingerprint=str(start)
        )
    return study


def test_small_talk_and_what_leads_the_talk_are_in_no_theme_and_are_counted() -> None:
    around = said(["Wil er nog iemand een kopje koffie?", "Ik zie je scherm nog niet, hoor."], "uitvoerder")
    leading = said(["Goed, dan gaan we naar de volgende vraag.", "Kun je daar een voorbeeld van geven?"], "begeleider")
    themes = find_themes(pd.concat([talk(160), around, leading], ignore_index=True))
    assert set(place_of(themes)[[*around["utterance_id"], *leading["utterance_id"]]]) == {""}
    assert "4 over het gesprek zelf" in themes.sentence
    assert themes.set_aside == 4


def test_what_a_facilitator_asks_about_a_subject_is_not_procedure() -> None:
    asked = said(["Vertel eens over de bus en de halte bij jou in de straat?"], "begeleider")
    assert place_of(find_themes(pd.concat([talk(160), asked], ignore_index=True)))["B000"] != ""


def test_the_same_words_said_by_somebody_else_are_no_procedure() -> None:
    answered = ["Ik had een vraag geschreven op dat formulier."] * 3
    everybody = pd.concat([talk(160), said(answered, "inwoner"), said(answered, "begeleider")], ignore_index=True)
    places = place_of(find_themes(everybody))
    assert places["I000"] != "" and places["B000":"B002"].eq("").all()


def test_a_word_that_is_said_often_is_a_subject_and_no_small_talk() -> None:
    meets = said(["Dan drinken we samen koffie en thee in het buurthuis."] * 12, "inwoner")
    assert "" not in set(place_of(find_themes(pd.concat([talk(160), meets], ignore_index=True)))[meets["utterance_id"]])


def test_a_large_theme_of_turns_that_are_little_alike_is_never_fairly_sure() -> None:
    assert is_loose(0.3, 0.5) and not is_loose(0.3, 0.1)
    assert [sure_word(0.9), sure_word(0.9, loose=True), sure_word(0.4, loose=True)] == [
        "vrij zeker", "niet zo zeker", "kan toeval zijn",
    ]  # fmt: skip
    few = find_themes(talk(200), count=2)
    largest = few.summary.iloc[0]
    assert largest["sure"] != "vrij zeker"
    assert f"In {largest['cluster']} zit veel bij elkaar dat weinig op elkaar lijkt" in few.sentence


def test_as_many_themes_as_asked_for_and_what_stays_keeps_its_number() -> None:
    turns = talk(200)
    five = find_themes(turns, count=5)
    four = find_themes(turns, count=4, previous=five.clusters)
    assert [len(themes.summary) for themes in (five, four)] == [5, 4]
    assert set(four.summary["cluster"]) < set(five.summary["cluster"])


@pytest.mark.parametrize("count", [0, 1, 41, "9", 2.5, True])
def test_a_number_that_cannot_be_is_refused(count: object) -> None:
    with pytest.raises(KennisError, match="Geef bij count een heel getal van 2 tot en met 40"):
        find_themes(talk(160), count=count)  # type: ignore[arg-type]


def test_more_themes_than_the_turns_can_carry_are_refused() -> None:
    with pytest.raises(KennisError, match=r"te weinig beurten \(100\) voor 30 thema's\. Vraag er hoogstens 20"):
        find_themes(talk(100), count=30)


def test_a_theme_is_split_and_all_others_keep_turns_number_and_name(own: Study) -> None:
    before = save_themes(own, count=2)
    loose = before.summary["cluster"].iloc[0]
    kn.name_themes(own, {"T01": "Eten en tuin", "T02": "Onderweg"})
    split = split_theme(own, loose, 3)
    assert len(split.summary) == 4
    assert split.summary["name"].tolist()[:2] == ["Eten en tuin", "Onderweg"]
    old, new = place_of(before), place_of(split)
    other = "T02" if loose == "T01" else "T01"
    assert new[old == other].eq(other).all()
    assert set(new[old == loose]) == {loose, "T03", "T04"}
    assert split.sentence.endswith(f"We splitsten {loose}. Nieuw: T03, T04.")
    pd.testing.assert_frame_equal(study_themes(own).clusters, split.clusters)


def test_what_a_person_asked_for_stays_when_a_meeting_is_added(own: Study) -> None:
    save_themes(own, count=2)
    split = split_theme(own, "T01")
    more = talk(40, seed=7).assign(speaker="P02", turn=range(1, 41))[["turn", "speaker", "role", "text"]]
    own.add_transcript(more, meeting={"kind": "interview"}, fingerprint="meer")
    later = save_themes(own)
    assert later.summary["cluster"].tolist() == ["T01", "T02", "T03"]
    both = split.clusters.merge(later.clusters, on="utterance_id")
    assert (both["cluster_x"] == both["cluster_y"]).mean() > 0.9


def test_a_theme_that_cannot_be_split_is_refused_in_a_sentence(own: Study) -> None:
    save_themes(own, count=2)
    with pytest.raises(KennisError, match=r"Thema 'T09' staat niet in deze studie\. Kies uit: T01, T02"):
        split_theme(own, "T09")
    with pytest.raises(KennisError, match="Geef bij count een heel getal van 2 tot en met 5"):
        split_theme(own, "T01", 6)


def test_asking_for_themes_saves_nothing_until_they_are_saved(own: Study) -> None:
    kn.save_themes(own, count=2)
    assert len(kn.study_themes(own, count=5).summary) == 5
    assert own.clusters["cluster"].nunique() == 2


def test_where_no_earlier_theme_comes_back_it_is_said_how_to_begin_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    turns = talk(160)
    first = find_themes(turns)
    monkeypatch.setattr("kennis.themes.find.steadiness", lambda own, *_, **__: [np.full(own[0].max() + 1, 0.3)])
    gone_on = find_themes(turns, previous=first.clusters)
    assert "Vraag je om een ander aantal, dan zoeken we opnieuw" in gone_on.sentence
    assert "Vraag je om" not in find_themes(turns).sentence
