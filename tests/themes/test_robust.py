"""Same turns, same themes: in any order, numbered in any way, run again, on any processor, and with a meeting more."""

import itertools
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from kennis.coding import MACHINES, load_codebook
from kennis.coding.themes import themes_of
from kennis.study import Study
from kennis.themes import find_themes
from kennis.themes.find import conversations_of
from kennis.themes.vectors import lemma_table, make_vectors

ROOT = Path(__file__).resolve().parents[2]
GROUPING = """
import pandas as pd, sys
from kennis.coding import load_codebook
from kennis.study import open_study
from kennis.themes.find import conversations_of, group_points
from kennis.themes.vectors import make_vectors, meaning_rows
study = open_study(sys.argv[1])
turns = study.utterances
lemmas = [text.lower().replace(".", "").replace(",", "").split() for text in turns["text"]]
meaning = meaning_rows(study.codings, turns["utterance_id"], load_codebook())
points = make_vectors(lemmas, meaning, conversations=conversations_of(turns["utterance_id"], turns))
labels, _ = group_points(points, list(turns["text"]), pd.Series("", index=turns.index), seed=20)
print(" ".join(map(str, labels)))
"""


@pytest.fixture(scope="module")
def suggested(sample: Study) -> pd.DataFrame:
    codings = sample.codings
    return codings[codings["coder"].isin(MACHINES)]


def flags() -> str:
    path = Path("/proc/cpuinfo")
    return path.read_text(encoding="utf-8") if path.exists() else ""


def grouped(kernel: str) -> str:
    environment = os.environ | ({"OPENBLAS_CORETYPE": kernel} if kernel else {})
    done = subprocess.run(
        [sys.executable, "-c", GROUPING, str(ROOT / "corpus")],
        capture_output=True,
        text=True,
        env=environment,
        check=True,
    )
    return done.stdout


def test_every_kind_of_processor_gives_the_same_groups() -> None:
    kernels = ["Prescott", *(["Haswell"] if "avx2" in flags() else []), *(["SkylakeX"] if "avx512" in flags() else [])]
    here = grouped("")
    assert len(set(here.split())) >= 4
    assert {grouped(kernel) for kernel in kernels} == {here}


def test_order_and_numbers_do_not_matter_on_the_sample(sample: Study, suggested: pd.DataFrame) -> None:
    few = sample.utterances.head(700)
    first = find_themes(few, codings=suggested).clusters
    assert first["cluster"].nunique() > 3
    second = find_themes(few.sample(frac=1, random_state=5), codings=suggested).clusters
    pd.testing.assert_frame_equal(first, second)


def test_a_run_on_from_a_result_is_that_result_and_a_meeting_more_moves_few(
    sample: Study, suggested: pd.DataFrame
) -> None:
    turns = sample.utterances
    turns = turns[turns["meeting_id"].isin(["B01", "B02", "B03", "B04", "B05", "B06"])]
    before = find_themes(turns[turns["meeting_id"] != "B06"], codings=suggested)
    after = find_themes(turns, codings=suggested, previous=before.clusters)
    both = before.clusters.merge(after.clusters, on="utterance_id")
    both = both[both["cluster_x"] != ""]
    assert (both["cluster_x"] == both["cluster_y"]).mean() >= 0.9
    assert "bleven er" in after.sentence
    again = find_themes(turns, codings=suggested, previous=after.clusters)
    pd.testing.assert_frame_equal(after.clusters, again.clusters)
    assert "bleven er" not in again.sentence


def test_vectors_are_whole_numbers_so_that_sums_are_exact() -> None:
    # Subjects of different sizes: with equal ones the singular values would be equal, and any basis as good as another.
    sizes = {
        "bus halte rit": 30,
        "soep pan lepel": 26,
        "hond riem park": 22,
        "brief balie loket": 18,
        "fiets zadel": 12,
    }
    lemmas = [words.split()[: 3 - turn % 2] for words, size in sizes.items() for turn in range(size)]
    vectors = make_vectors(lemmas)
    assert vectors.shape[1] > 0 and np.array_equal(vectors, np.rint(vectors))
    assert np.array_equal(make_vectors(lemmas), vectors)


def test_a_turn_of_which_neither_words_nor_coder_say_much_is_like_no_theme() -> None:
    sizes = range(15, 7, -1)
    lemmas = [[f"woord{subject}", f"deel{subject}"] for subject, size in enumerate(sizes) for _ in range(size)]
    lemmas.append(["eenling"])
    meaning = np.zeros((len(lemmas), 2))
    meaning[-1] = [0.02, 0.01]
    length = np.linalg.norm(make_vectors(lemmas, meaning), axis=1)
    assert length[-1] < 0.1 * length[0]


def test_a_turn_without_a_suggestion_still_has_what_the_coder_finds_likely() -> None:
    turns = pd.DataFrame({"utterance_id": ["a", "b"], "text": ["Ik durf het wel te proberen.", "De bus was laat."]})
    rows = lemma_table(turns, codebook=load_codebook()).set_index("utterance_id")["chances"]
    moed = themes_of(load_codebook()).index("moed")
    assert 0 < rows["b"][moed] < rows["a"][moed] <= 1


def test_a_turn_is_heard_with_what_was_said_around_it_and_only_in_its_own_conversation() -> None:
    sizes = range(15, 7, -1)
    lemmas = [[f"woord{subject}", f"deel{subject}"] for subject, size in enumerate(sizes) for _ in range(size)]
    lemmas[3] = []  # says nothing of itself, in the middle of the talk about one subject
    conversations = [np.arange(start, stop) for start, stop in itertools.pairwise(np.cumsum([0, *sizes]))]
    heard, alone = make_vectors(lemmas, conversations=conversations), make_vectors(lemmas)
    assert not alone[3].any()
    assert heard[3] @ heard[0] > 0.9 * heard[0] @ heard[0]
    assert abs(heard[14] @ heard[15]) < 0.1 * heard[14] @ heard[14]  # the next conversation is another one


def test_a_conversation_follows_the_turns_whatever_the_order_of_the_rows_and_loose_quotes_are_in_none() -> None:
    turns = pd.DataFrame(
        {
            "utterance_id": ["a10", "a2", "b1", "c1", "c2"],
            "meeting_id": ["B01", "B01", "B02", "", ""],
            "turn": ["10", "2", "1", "1", "2"],
        }
    )
    found = conversations_of(pd.Series(["c1", "b1", "a10", "a2"]), turns.sample(frac=1, random_state=2))
    assert [rows.tolist() for rows in found] == [[3, 2], [1]]
    assert conversations_of(turns["utterance_id"], turns[["utterance_id"]]) == []
