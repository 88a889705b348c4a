import random

import pandas as pd
import pytest

from kennis.tables import KennisError
from kennis.themes import distinctive_words, find_themes, typical_quotes

SUBJECTS = {
    "bus": ["bus", "halte", "chauffeur", "kaartje", "vertraging", "reizen"],
    "soep": ["soep", "pan", "groente", "koken", "lepel", "proeven"],
    "tuin": ["tuin", "plant", "schoffel", "gieter", "onkruid", "zaaien"],
    "fiets": ["fiets", "band", "ketting", "lekrijden", "pomp", "zadel"],
}


def talk(count: int, *, seed: int = 1, mixed: bool = False) -> pd.DataFrame:
    """Turns about four subjects, or of their words thrown together."""
    chance = random.Random(seed)
    pool = [word for words in SUBJECTS.values() for word in words]
    rows = []
    for number in range(count):
        subject = list(SUBJECTS)[number % 4]
        words = chance.sample(pool if mixed else SUBJECTS[subject], 4)
        text = f"Toen was er {words[0]} met {words[1]} en ook {words[2]} bij de {words[3]}."
        rows.append({"utterance_id": f"B01-{number:03d}", "speaker": f"P{number % 7}", "text": text, "about": subject})
    return pd.DataFrame(rows)


def test_turns_about_one_subject_end_up_together() -> None:
    from sklearn.metrics import v_measure_score

    turns = talk(160)
    themes = find_themes(turns)
    placed = themes.clusters.merge(turns, on="utterance_id")
    assert v_measure_score(placed["about"], placed["cluster"]) > 0.9


def test_the_order_of_the_turns_does_not_matter() -> None:
    turns = talk(160)
    first = find_themes(turns).clusters
    second = find_themes(turns.sample(frac=1, random_state=3)).clusters
    pd.testing.assert_frame_equal(first, second)


def test_few_turns_give_no_themes_but_a_sentence() -> None:
    themes = find_themes(talk(30))
    assert "Te weinig materiaal" in themes.sentence
    assert themes.summary.empty
    assert set(themes.clusters["cluster"]) == {""}
    assert len(themes.clusters) == 30


def test_turns_set_aside_are_counted_and_stay_in_the_table() -> None:
    short = pd.DataFrame({"utterance_id": ["X1", "X2"], "speaker": "", "text": ["ja ja", "hm."], "about": ""})
    themes = find_themes(pd.concat([talk(160), short]))
    aside = themes.clusters[themes.clusters["cluster"] == ""]
    assert set(aside["utterance_id"]) == {"X1", "X2"}
    assert themes.set_aside == 2
    assert "2 beurten bleven apart" in themes.sentence


def test_a_turn_without_words_to_compare_has_a_theme_only_where_it_was_said_among_others() -> None:
    said = ["maar dat was ook zo", "ja"]
    vague = pd.DataFrame({"utterance_id": ["B01-0801", "B01-0802"], "speaker": "P9", "text": said, "about": ""})
    turns = pd.concat([talk(160), vague]).sort_values("utterance_id", ignore_index=True)
    alone = find_themes(turns).clusters.set_index("utterance_id")["cluster"]
    heard = find_themes(turns.assign(meeting_id="B01", turn=turns.index)).clusters.set_index("utterance_id")["cluster"]
    assert [alone["B01-0801"], alone["B01-0802"], heard["B01-0802"]] == ["", "", ""]
    assert heard["B01-0801"] != ""


def test_themes_are_numbered_from_large_to_small() -> None:
    summary = find_themes(talk(160)).summary
    assert summary["turns"].is_monotonic_decreasing
    assert summary["cluster"].tolist() == [f"T{n:02d}" for n in range(1, len(summary) + 1)]


def test_distinctive_words_are_those_of_the_theme_not_of_everybody() -> None:
    placed = pd.DataFrame(
        {"cluster": ["T01"] * 4 + ["T02"] * 4, "lemmas": [["dag", "brief"]] * 4 + [["dag", "fiets"]] * 4}
    )
    words = distinctive_words(placed, count=1)
    assert words["word"].tolist() == ["brief", "fiets"]


def test_a_bit_of_a_word_sets_no_theme_apart() -> None:
    placed = pd.DataFrame({"cluster": ["T01"] * 4 + ["T02"] * 4, "lemmas": [["o.", "brief"]] * 4 + [["fiets"]] * 4})
    assert "o." not in distinctive_words(placed)["word"].tolist()


def test_typical_quotes_come_from_more_than_one_voice() -> None:
    turns = talk(160).assign(role="inwoner")
    quotes = typical_quotes(find_themes(turns).clusters, turns, count=3)
    assert quotes.groupby("cluster")["speaker"].nunique().min() == 3


def test_a_table_without_text_is_refused() -> None:
    with pytest.raises(KennisError, match="kolom 'text' ontbreekt"):
        find_themes(pd.DataFrame({"utterance_id": ["a"]}))


def test_a_few_words_are_no_typical_quote_where_somebody_said_more() -> None:
    turns = pd.DataFrame(
        {
            "utterance_id": ["B01-001", "B01-002"],
            "speaker": ["P01", "P02"],
            "text": [
                "Dat had ik ook niet gedacht.",
                "Mijn leidinggevende zei dat ik het open had verteld en dat ik de tijd mocht nemen.",
            ],
        }
    )
    clusters = pd.DataFrame({"utterance_id": turns["utterance_id"], "cluster": "T01", "strength": [0.9, 0.8]})
    assert typical_quotes(clusters, turns)["utterance_id"].tolist() == ["B01-002", "B01-001"]
