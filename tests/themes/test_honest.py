"""Where there is nothing to find, nothing is found; and everything is counted."""

import random

import pandas as pd

from kennis.study import Study
from kennis.themes import find_themes, theme_voices
from kennis.themes.evidence import words_belong_together
from kennis.themes.vectors import lemma_table


def shuffled(turns: pd.DataFrame, seed: int) -> pd.DataFrame:
    """The same words dealt out anew over turns of the same lengths."""
    words = [word for text in turns["text"] for word in text.split()]
    random.Random(seed).shuffle(words)
    dealt, start = [], 0
    for size in turns["text"].str.split().str.len():
        dealt.append(" ".join(words[start : start + size]))
        start += size
    return turns.assign(text=dealt)


def test_shuffled_words_give_no_themes(sample: Study) -> None:
    turns = sample.utterances.head(500)
    themes = find_themes(shuffled(turns, 3))
    assert "Te weinig materiaal" in themes.sentence
    assert themes.summary.empty
    assert len(themes.clusters) == len(turns)


def test_words_of_real_talk_come_back_together_and_shuffled_ones_do_not(sample: Study) -> None:
    turns = sample.utterances.head(700)
    assert words_belong_together(list(lemma_table(turns)["lemmas"]), seed=1) > 4
    assert words_belong_together(list(lemma_table(shuffled(turns, 1))["lemmas"]), seed=1) < 4


def test_one_voice_that_carries_a_theme_is_warned_of() -> None:
    clusters = pd.DataFrame({"utterance_id": ["a", "b", "c", "d"], "cluster": ["T01"] * 4, "strength": 0.5})
    turns = pd.DataFrame(
        {
            "utterance_id": ["a", "b", "c", "d"],
            "meeting_id": ["B01", "B02", "B03", "B04"],
            "speaker": ["P01", "P01", "P01", "P02"],
            "role": "inwoner",
        }
    )
    assert theme_voices(clusters, turns)["warning"].tolist() == ["Let op: één stem draagt dit thema."]
    spread = theme_voices(clusters, turns.assign(speaker=["P01", "P02", "P03", "P04"]))
    assert spread["warning"].tolist() == [""]
    assert spread["speakers"].tolist() == [4]
