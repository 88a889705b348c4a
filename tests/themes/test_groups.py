"""Points into groups: drawn together by those most like them, and turns heard with the talk around them."""

import numpy as np
import pandas as pd

from kennis.themes.find import group_points
from kennis.themes.groups import NEIGHBOURS, find_middles, move_together
from kennis.themes.vectors import GRAIN, join_meaning


def scattered(sizes: list[int], *, seed: int = 3) -> tuple[np.ndarray, np.ndarray]:
    """Points around directions of their own, some groups far larger than others, with much noise."""
    chance = np.random.default_rng(seed)
    labels = np.repeat(np.arange(len(sizes)), sizes)
    rows = np.eye(len(sizes), 20)[labels] + chance.normal(scale=0.25, size=(len(labels), 20))
    rows = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return np.rint(rows * GRAIN).astype(np.float32), labels


def test_points_that_are_alike_draw_together_towards_what_they_have_in_common() -> None:
    points, labels = scattered([90, 30, 20])
    rows = np.arange(len(points))
    near = move_together(points, rows)
    before, after = ((own[rows, labels] / np.linalg.norm(own, axis=1)).mean() for own in (points, near))
    assert before < 0.7
    assert after > 0.85


def test_the_order_of_the_points_does_not_matter_for_where_they_come_to_lie() -> None:
    points, _ = scattered([40, 20])
    order = np.random.default_rng(1).permutation(len(points))
    rows = np.arange(len(points))
    assert np.array_equal(move_together(points, rows)[order], move_together(points[order], rows))


def test_a_point_like_no_other_stays_in_the_centre_and_equals_all_count() -> None:
    points = np.zeros((NEIGHBOURS + 6, 2), dtype=np.float32)
    points[1:, 0] = GRAIN
    near = move_together(points, np.arange(len(points)))
    assert not near[0].any()
    assert np.array_equal(near[1:], points[1:])


def test_middles_of_many_points_are_exact() -> None:
    points = np.full((50_001, 2), GRAIN - 1, dtype=np.float32)
    points[:, 1] = 1
    assert find_middles(points, np.zeros(len(points), dtype=int), 1).tolist() == [[GRAIN, 1]]


def test_where_the_talk_moves_on_a_turn_is_heard_with_its_own_subject_only() -> None:
    words = np.zeros((12, 3))
    words[:6, 0], words[6:, 1] = 1, 1
    words[4] = [0.6, 0, 0.8]  # half on the first subject
    heard = join_meaning(words, conversations=[np.arange(12)])
    assert heard[4, 0] > 0.9 * GRAIN
    assert heard[5, 1] < 0.2 * GRAIN


def test_in_a_long_conversation_the_coder_counts_no_heavier_against_the_words_than_in_one_turn() -> None:
    words, meaning = np.tile([1.0, 0.0], (12, 1)), np.full((12, 1), 0.1)
    alone, heard = join_meaning(words, meaning), join_meaning(words, meaning, conversations=[np.arange(12)])
    assert np.array_equal(alone, heard)


def test_of_groups_that_come_back_few_huge_ones_are_no_better_than_what_they_are_made_of() -> None:
    labels = np.repeat(np.arange(8), 50)
    # Five of eight subjects have something in common: together they come back as well as each by itself.
    rows = np.eye(8, 24)[labels] + 1.7 * np.eye(1, 24, 20) * (labels >= 3)[:, None]
    rows += np.random.default_rng(5).normal(scale=0.2, size=rows.shape)
    points = np.rint(rows / np.linalg.norm(rows, axis=1, keepdims=True) * GRAIN).astype(np.float32)
    found, _ = group_points(
        points, [str(row) for row in range(len(rows))], pd.Series("", index=range(len(rows))), seed=20
    )
    assert len(set(found)) == 8
    assert max(np.bincount(found)) < 90
