"""Anonymising again, after people have coded: every coding keeps pointing at the same words."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pandas as pd
import pytest
from conftest import RAW

from kennis import run
from kennis.privacy import carry_offsets, moves_between
from kennis.study import Study, create_study

PLACEHOLDER = re.compile(r"\[[^\]]*\]")


def covered(codings: pd.DataFrame, texts: pd.Series) -> list[str]:
    """Return the words under each coding, without placeholders and what stood there before."""
    rows = zip(codings["utterance_id"], codings["start"], codings["stop"], strict=True)
    return [texts[identity][start:stop] for identity, start, stop in rows]


@pytest.fixture(scope="module")
def raw_texts(sample: Study) -> pd.Series:
    """The sample's turns before they were anonymised, under the ids they have in the study."""
    prints = {run.fingerprint(source.path): source for source in run.read_sources([RAW])}
    ids = list(sample.utterances["utterance_id"])
    parts = []
    for row in sample.sources.itertuples():
        turns = prints[row.fingerprint].turns
        first = ids.index(row.first_id)
        parts.append(pd.Series(turns["text"].to_list(), index=ids[first : first + len(turns)]))
    return pd.concat(parts)


def test_every_coding_of_the_sample_made_before_anonymising_points_at_the_same_words_after(
    sample: Study, raw_texts: pd.Series
) -> None:
    stored = sample.utterances.set_index("utterance_id")["text"]
    raw = raw_texts.reindex(stored.index)
    back = moves_between(zip(stored.index, stored, strict=True), raw)
    before = carry_offsets(sample.codings, back)  # as if somebody had coded the raw text
    forth = moves_between(zip(raw.index, raw, strict=True), stored)
    after = carry_offsets(before, forth)
    assert len(after) > 2000
    pd.testing.assert_frame_equal(after, sample.codings)
    pairs = zip(covered(before, raw), covered(after, stored), strict=True)
    assert [clean for said, clean in pairs if not _is_rest_of(clean, said)] == []


def _is_rest_of(clean: str, raw: str) -> bool:
    """Tell whether what is left outside the placeholders is what was said, in that order."""
    said = iter(re.findall(r"\w+", raw))
    return all(word in said for word in re.findall(r"\w+", re.sub(r"\[[^\]]*\](?:'s)?", " ", clean)))


def test_refreshing_gives_the_new_text_and_carries_every_coding(sample: Study, tmp_path: Path) -> None:
    raw = tmp_path / "ruw"
    raw.mkdir()
    for path in sorted(RAW.iterdir())[:4]:
        shutil.copy(path, raw)
    study = create_study(tmp_path / "studie", title="Proef", codebook="titel: proef\n")
    run.take_in(study, run.read_sources([raw]))
    texts = study.utterances.set_index("utterance_id")["text"]
    before = _placed(sample.codings, sample.utterances, study)
    for coder, rows in before.groupby("coder"):
        study.save_codings(rows, coder=str(coder))
    before = study.codings
    (raw / run.ALWAYS_FILE).write_text("koffie\n", "utf-8")
    sources = run.read_sources([raw])
    assert "--refresh" in run.take_in(study, sources).notes[0]
    assert study.utterances.set_index("utterance_id")["text"].equals(texts)
    run.take_in(study, sources, refresh=True)
    now = study.utterances.set_index("utterance_id")["text"]
    assert texts.str.contains("koffie").sum() > 5
    assert not now.str.contains(r"\bkoffie\b", case=False).any()
    assert len(before) > 200
    pd.testing.assert_frame_equal(study.codings.drop(columns=["start", "stop"]), before.drop(columns=["start", "stop"]))
    pairs = zip(covered(before, texts), covered(study.codings, now), strict=True)
    wrong = [pair for pair in pairs if re.sub(r"\bkoffie\b", "", _bare(pair[0]), flags=re.I) != _bare(pair[1])]
    assert wrong == []


def _placed(codings: pd.DataFrame, utterances: pd.DataFrame, study: Study) -> pd.DataFrame:
    """Take the codings of turns that read the same here, whatever their names were replaced by, to this study."""
    here = study.utterances
    same = here.merge(utterances[["utterance_id", "text"]], on=["utterance_id", "text"])
    return codings[codings["utterance_id"].isin(same["utterance_id"])]


def _bare(text: str) -> str:
    return PLACEHOLDER.sub("", text)


@pytest.mark.parametrize(
    ("old", "new", "span", "expected"),
    [
        ("Toen zei Kees dat het mocht.", "Toen zei [P01] dat het mocht.", (14, 20), "dat he"),
        ("Toen zei Kees dat het mocht.", "Toen zei [P01] dat het mocht.", (9, 13), "[P01]"),
        ("[P01] en [persoon A] lachten", "[P01] en Wil lachten", (21, 28), "lachten"),
        ("[persoon A] belde [persoon A].", "[persoon A] belde Wim.", (12, 17), "belde"),
        ("Bel 06-12345678 maar.", "Bel [telefoonnummer] maar.", (0, 21), "Bel [telefoonnummer] maar."),
        ("😀 Kees lacht", "😀 [P01] lacht", (7, 12), "lacht"),
    ],
)
def test_an_offset_moves_with_its_words(old: str, new: str, span: tuple[int, int], expected: str) -> None:
    codings = pd.DataFrame({"utterance_id": ["a"], "start": [span[0]], "stop": [span[1]]})
    carried = carry_offsets(codings, moves_between([("a", old)], [new])).iloc[0]
    assert new[carried["start"] : carried["stop"]] == expected


def test_texts_that_stay_the_same_move_nothing() -> None:
    assert moves_between([("a", "Ja."), ("b", "Nee.")], ["Ja.", "Nee."]).empty
