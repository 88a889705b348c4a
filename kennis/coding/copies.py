"""Two copies of one study: copying a coder's file from one to the other is safe only where the texts are the same."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from kennis.study import Study, open_study

COLUMNS = ["utterance_id", "what", "codings"]


def compare_copies(study: Study, other: Study | str | Path) -> pd.DataFrame:
    """Find turns on which two copies of a study differ, before a coder's file goes from one to the other.

    Args:
        study: the one copy.
        other: the other copy, or its folder.

    Returns:
        One row a turn that differs: `utterance_id, what, codings`; `what` is `andere tekst`, `alleen hier` or
        `alleen daar`, `codings` how many rows of logs in both copies hang on it. Empty: files can be copied.
        It holds no text.

    Raises:
        KennisError: there is no study in the other folder.
    """
    there = other if isinstance(other, Study) else open_study(other)
    texts = [_texts(one) for one in (study, there)]
    both = pd.concat(texts, axis=1, keys=["here", "there"]).sort_index()
    what = pd.Series("", index=both.index)
    what[both["here"].ne(both["there"])] = "andere tekst"
    what[both["there"].isna()] = "alleen hier"
    what[both["here"].isna()] = "alleen daar"
    differing = what[what != ""].rename("what").rename_axis("utterance_id").reset_index()
    rows = pd.concat([one.codings[["utterance_id"]] for one in (study, there)])["utterance_id"].value_counts()
    return differing.assign(codings=differing["utterance_id"].map(rows).fillna(0).astype("int64"))[COLUMNS]


def _texts(study: Study) -> pd.Series:
    # The study whole: who withheld consent must not look like a turn that is missing.
    whole = Study(study.path, study.settings).utterances
    return whole.set_index("utterance_id")["text"].astype(object)
