"""The sample study: read as it was meant, nobody's planted name left, and the same when made again."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import nbformat
import pandas as pd
import pytest
from conftest import CORPUS, MEANT, RAW, ROOT

from kennis import run
from kennis.intake import read_source
from kennis.study import Study, create_study

SOURCES = sorted(path for path in RAW.iterdir() if path.name != run.ALWAYS_FILE)


def meant(path: Path) -> pd.DataFrame:
    return pd.read_csv(MEANT / f"{path.stem}.csv", dtype=str, keep_default_na=False)


def words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text.casefold()))


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_every_raw_file_is_read_turn_for_turn_as_it_was_meant(path: Path) -> None:
    expected, turns = meant(path), read_source(path).turns
    for column in ("text", "speaker", "role"):
        assert turns[column].tolist() == expected[column].tolist()
    starts = pd.to_numeric(expected["start_s"])
    assert (turns["start_s"] - starts).abs().max() < 0.001 or starts.isna().all()


def test_the_sample_has_the_size_and_spread_it_promises(sample: Study) -> None:
    kinds = sample.meetings.groupby("kind").size().to_dict()
    assert kinds == {"actieleerbijeenkomst": 12, "synergiebijeenkomst": 2, "netwerkbijeenkomst": 1, "interview": 2}
    assert sample.meetings.query("group != ''").groupby("group").size().tolist() == [3, 3, 3, 3]
    assert len(sample.utterances) >= 1500
    assert 40 <= len(sample.speakers) <= 60
    assert sample.settings.invented


def test_two_people_coded_the_same_four_hundred_turns(sample: Study) -> None:
    people = sample.codings[~sample.codings["coder"].isin(["lexicon", "model"])]
    seen = people.groupby("coder")["utterance_id"].agg(set)
    assert len(seen) == 2
    assert len(set.intersection(*seen)) >= 400


def test_every_coding_points_at_words_that_are_there(sample: Study) -> None:
    placed = sample.codings.merge(sample.utterances[["utterance_id", "text"]], on="utterance_id", how="left")
    assert placed["text"].notna().all()
    assert (placed["start"] < placed["stop"]).all()
    assert (placed["stop"] <= placed["text"].str.len()).all()


def test_running_again_from_raw_gives_the_study_as_it_is_stored(sample: Study, tmp_path: Path) -> None:
    fresh = create_study(tmp_path / "studie", title="Proef", codebook=sample.codebook_path.read_text("utf-8"))
    run.take_in(fresh, run.read_sources([RAW]))
    pd.testing.assert_frame_equal(fresh.utterances, sample.utterances)
    pd.testing.assert_frame_equal(fresh.speakers, sample.speakers)
    pd.testing.assert_frame_equal(fresh.meetings, sample.meetings)


def test_no_planted_name_or_number_is_left_in_its_turn(sample: Study) -> None:
    planted = pd.read_csv(MEANT / "geplant.csv", dtype=str, keep_default_na=False)
    prints = {run.fingerprint(path): path.stem for path in SOURCES}
    stored = sample.utterances
    ids, left = list(stored["utterance_id"]), []
    for row in sample.sources.itertuples():
        stem = prints[row.fingerprint]
        turns = stored.iloc[ids.index(row.first_id) : ids.index(row.last_id) + 1]
        raw = pd.read_csv(MEANT / f"{stem}.csv", dtype=str, keep_default_na=False)["text"]
        for turn, spans in planted[planted["source"] == stem].groupby("turn"):
            before, after = (
                words(raw[int(turn) - 1]),
                words(re.sub(r"\[[^\]]*\]", "", turns["text"].iloc[int(turn) - 1])),
            )
            personal = spans.loc[spans["kind"] != "org", "text"]
            planted_words = Counter(word for text in personal for word in words(text).elements())
            left += [
                (stem, turn)
                for word, n in planted_words.items()
                if word not in STAYS and after[word] > before[word] - n
            ]
    assert left == []


# Small words within names, and countries: they tell nobody apart.
STAYS = set("de van der den het t s el te ter in op aan la noorwegen polen".split())


def test_no_full_name_or_number_of_the_cast_stands_anywhere_in_study_notebooks_or_site() -> None:
    people = pd.concat([read_source(path).people for path in SOURCES])
    planted = pd.read_csv(MEANT / "geplant.csv", dtype=str, keep_default_na=False)
    exact = planted.loc[planted["kind"].isin(["tel", "mail", "bsn", "iban", "nr"]), "text"]
    wanted = {name for name in people["name"] if " " in name} | {text for text in exact if len(text) > 7}
    stored = [p for p in CORPUS.rglob("*.*") if RAW not in p.parents] + list((ROOT / "notebooks").glob("*.ipynb"))
    found = [(path.name, "…") for path in stored for name in wanted if name in path.read_text("utf-8")]
    assert found == []


def test_stored_notebooks_hold_results_alt_texts_and_no_errors() -> None:
    notebooks = sorted((ROOT / "notebooks").glob("*.ipynb"))
    assert len(notebooks) >= 6
    for path in notebooks:
        notebook = nbformat.read(path, as_version=4)
        code = [cell for cell in notebook.cells if cell.cell_type == "code"]
        assert all(cell.execution_count for cell in code), path.name
        for output in (output for cell in code for output in cell.outputs):
            assert output.output_type != "error", path.name
            if "image/png" in output.get("data", {}):
                assert len(output.metadata["image/png"]["alt"]) > 30, path.name


def test_notebook_cells_are_short_and_hold_no_functions_or_loops() -> None:
    notebooks = sorted((ROOT / "notebooks").glob("*.ipynb"))
    assert len(notebooks) >= 6
    for path in notebooks:
        notebook = nbformat.read(path, as_version=4)
        assert notebook.cells[0].source.startswith("# "), path.name
        for cell in notebook.cells:
            if cell.cell_type == "code":
                assert len(cell.source.splitlines()) <= 6, path.name
                assert not re.search(r"^\s*(def|class|for|while) ", cell.source, flags=re.MULTILINE), path.name
