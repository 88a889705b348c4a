"""What the researcher decided about answers: which decisions stand, and whether they can go on the pages."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from kennis.privacy import KINDS, Key, Person, Roster, Span, find_in_file
from kennis.privacy.find import THRESHOLD
from kennis.study import Study
from kennis.tables import REPLIES, KennisError, read_table

FILE = "antwoorden.csv"


def standing_decisions(study: Study) -> pd.DataFrame:
    """Return the decisions about answers as they are now (`tables.REPLIES`); pages and notebooks tell these and no other.

    A decision about an answer that its reader changed or took back is none (see `lost_decisions`).
    """
    replies = _decided(study)
    return replies[replies["response_id"].isin(study.responses["response_id"])].reset_index(drop=True)


def lost_decisions(study: Study) -> pd.DataFrame:
    """Return the decisions about answers that their reader changed or took back since (`tables.REPLIES`)."""
    replies = _decided(study)
    return replies[~replies["response_id"].isin(study.responses["response_id"])].reset_index(drop=True)


def find_telling(texts: list[str], *, key: Key | None = None, study: Study | None = None) -> list[list[Span]]:
    """Return the pieces of each text that identify somebody, surely enough; people of the key are known."""
    people = tuple(Person(person.name, person.role) for person in key.people.values()) if key else ()
    places, never = (study.settings.places, study.settings.never) if study else ((), ())
    found = find_in_file(texts, roster=Roster(people=people, places=places, never=never))
    return [[span for span in spans if span.score >= THRESHOLD] for spans in found]


def check_replies(study: Study, *, key: Key | None = None) -> list[str]:
    """Say in Dutch what of the researcher's own words cannot go on the pages as it is, with the row in the file."""
    replies = study.replies
    notes = [
        f"{FILE}, {where}: hier staat misschien iets dat iemand herkenbaar maakt ({kind}). Lezers zien deze kolom. Schrijf het anders op."
        for where, kind in _told_of_somebody(replies, key=key, study=study)
    ]
    silent = replies.index[replies["decision"].ne("") & replies["reason"].str.strip().eq("")]
    if len(silent):
        rows = ", ".join(str(place + 2) for place in silent)
        notes.append(
            f"{FILE}, {'rij' if len(silent) == 1 else 'rijen'} {rows}: er staat een besluit, maar niet waarom. Vul de kolom 'reason' in: lezers zien wat daar staat."
        )
    return notes


def find_in_replies(paths: Iterable[str | Path], *, key: Key | None = None, study: Study | None = None) -> pd.DataFrame:
    """Look in what researchers wrote for readers (`antwoorden.csv`) for what identifies somebody, as in what readers write.

    Args:
        paths: files and folders; other files in them are passed over.
        key: who is who.
        study: whose places and words that may stay are known.

    Returns:
        One row a place and kind: `file, where, kind, found_by`, as `privacy.find_leaks` gives them.
    """
    files = [file for path in map(Path, paths) for file in ([path] if path.is_file() else sorted(path.rglob(FILE)))]
    rows = []
    for file in files:
        if file.name != FILE:
            continue
        try:
            replies = read_table(file, REPLIES)
        except KennisError:  # another file of that name: it was looked through as any file
            continue
        rows += [(FILE, where, kind, "namen") for where, kind in _told_of_somebody(replies, key=key, study=study)]
    return pd.DataFrame(rows, columns=["file", "where", "kind", "found_by"])


def _decided(study: Study) -> pd.DataFrame:
    replies = study.replies
    return replies[replies["decision"] != ""]


def _told_of_somebody(replies: pd.DataFrame, *, key: Key | None, study: Study | None) -> list[tuple[str, str]]:
    """Return the rows as a spreadsheet counts them, each with the kinds of what was found."""
    found = find_telling(replies["reason"].tolist(), key=key, study=study)
    return [
        (f"rij {row}, kolom 'reason'", kind)
        for row, spans in enumerate(found, start=2)
        for kind in sorted({KINDS[span.kind] for span in spans})
    ]
