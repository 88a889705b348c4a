"""Counting: who was there, who spoke, and which codes were given how often."""

from __future__ import annotations

import pandas as pd

from kennis.tables import MEETING_KINDS, ROLES, KennisError, require_columns


def count_study(meetings: pd.DataFrame, speakers: pd.DataFrame, utterances: pd.DataFrame) -> pd.DataFrame:
    """Count what the study holds: groups, meetings of each kind, participants of each role, turns and words.

    Args:
        meetings: see `tables.MEETINGS`.
        speakers: see `tables.SPEAKERS`.
        utterances: see `tables.UTTERANCES`.

    Returns:
        `what, count`, in Dutch (one of something in the singular), without what does not occur.
    """
    groups = meetings.loc[meetings["group"] != "", "group"].nunique()
    rows = [("Groep" if groups == 1 else "Groepen", groups)]
    for kind, label in MEETING_KINDS.items():
        held = int((meetings["kind"] == kind).sum())
        rows.append((label if held == 1 else f"{label}s" if kind == "interview" else f"{label}en", held))
    for role, label in ROLES.items():
        people = int((speakers["role"] == role).sum())
        rows.append((label if people == 1 else plural_role(role), people))
    unknown = int((speakers["role"] == "").sum())
    rows.append(("Deelnemer met een onbekende rol" if unknown == 1 else "Deelnemers met een onbekende rol", unknown))
    spoken = utterances[utterances["meeting_id"] != ""]
    loose = len(utterances) - len(spoken)
    rows += [("Beurten in gesprekken", len(spoken)), ("Los citaat" if loose == 1 else "Losse citaten", loose)]
    rows += [("Woorden", int(count_words(utterances["text"]).sum()))]
    return pd.DataFrame([row for row in rows if row[1]], columns=["what", "count"])


def plural_role(role: str) -> str:
    """Return the Dutch plural of a role, for readers."""
    plurals = {
        "ervaringsdeskundige": "Ervaringsdeskundigen",
        "beleidsmedewerker": "Beleidsmedewerkers",
        "uitvoerder": "Uitvoerders",
        "inwoner": "Inwoners",
        "naaste": "Naasten en mantelzorgers",
        "vrijwilliger": "Vrijwilligers",
        "bestuurder": "Bestuurders en leidinggevenden",
        "kritische_vriend": "Kritische vrienden",
        "begeleider": "Begeleiders en onderzoekers",
        "anders": "Deelnemers met een andere rol",
    }
    return plurals.get(role, "Rol onbekend")


def by_date(meetings: pd.DataFrame) -> pd.DataFrame:
    """Put meetings in order of date; those whose date is not known come last."""
    return (
        meetings.assign(undated=meetings["date"].eq(""))
        .sort_values(["undated", "date", "meeting_id"])
        .drop(columns="undated")
    )


def count_words(text: pd.Series) -> pd.Series:
    """Count the words of each text (what stands between spaces)."""
    return text.str.split().str.len().fillna(0).astype("int64")


def count_codes(codings: pd.DataFrame, utterances: pd.DataFrame, codes: pd.DataFrame) -> pd.DataFrame:
    """Count how often each code was given, by whom it was decided and how it shows.

    Args:
        codings: one row an utterance and code (see `coding.supported_codings`).
        utterances: see `tables.UTTERANCES`.
        codes: the codebook as a table (see `coding.codebook_table`).

    Returns:
        One row a code, in the codebook's order: `code, label, insight, insight_label, turns, people, computer,
        present, absent, meetings`; `people` were decided by a person, `computer` are suggestions.
    """
    placed = codings.merge(utterances[["utterance_id", "meeting_id"]], on="utterance_id")
    counted = placed.groupby("code").agg(
        turns=("utterance_id", "nunique"),
        people=("basis", lambda basis: int((basis == "mens").sum())),
        computer=("basis", lambda basis: int((basis == "computer").sum())),
        present=("polarity", lambda values: int((values == "aanwezig").sum())),
        absent=("polarity", lambda values: int((values == "afwezig").sum())),
        meetings=("meeting_id", lambda ids: ids[ids != ""].nunique()),
    )
    numbers = list(counted.columns)
    out = codes[["code", "label", "insight", "insight_label"]].merge(counted, on="code", how="left")
    return out.assign(**{name: pd.to_numeric(out[name]).fillna(0).astype("int64") for name in numbers})


def cooccurrence(codings: pd.DataFrame, *, least: int = 1) -> pd.DataFrame:
    """Count which codes stand together in one utterance.

    Args:
        codings: one row an utterance and code.
        least: leave out pairs that occur less often.

    Returns:
        `code_a, code_b, together, share`, most frequent first; `share` is the share of the rarer of the two
        that stands together with the other (0–1).
    """
    given = pd.crosstab(codings["utterance_id"], codings["code"]).clip(upper=1)
    if given.empty:
        return pd.DataFrame(columns=["code_a", "code_b", "together", "share"])
    together = given.T @ given
    totals = given.sum()
    rows = [
        {
            "code_a": a,
            "code_b": b,
            "together": int(together.loc[a, b]),
            "share": together.loc[a, b] / min(totals[a], totals[b]),
        }
        for place, a in enumerate(together.index)
        for b in together.index[place + 1 :]
        if together.loc[a, b] >= least
    ]
    out = pd.DataFrame(rows, columns=["code_a", "code_b", "together", "share"])
    return out.sort_values(["together", "code_a", "code_b"], ascending=[False, True, True]).reset_index(drop=True)


def voice_share(codings: pd.DataFrame, utterances: pd.DataFrame, *, by: str = "role") -> pd.DataFrame:
    """Compare how much a group speaks with how much of what is coded came from it.

    Args:
        codings: one row an utterance and code.
        utterances: one row a turn; needs `utterance_id`, `text` and the column named by `by`.
        by: the grouping column.

    Returns:
        One row a group: `by, words, share_of_words, codings, share_of_codings, ratio` (shares in 0–1; ratio 1 =
        coded as often as heard).

    Raises:
        KennisError: `by` is no column of `utterances`, or nobody said anything.
    """
    require_columns(utterances, ["utterance_id", "text", by], table="utterances")
    words = utterances.assign(words=count_words(utterances["text"])).groupby(by)["words"].sum()
    if not words.sum():
        raise KennisError("Er zijn geen woorden om te tellen. Lees eerst een gesprek of citaten in.")
    coded = codings.merge(utterances[["utterance_id", by]], on="utterance_id").groupby(by).size()
    table = pd.DataFrame({"words": words, "codings": coded}).fillna(0).astype("int64")
    table["share_of_words"] = table["words"] / table["words"].sum()
    table["share_of_codings"] = table["codings"] / max(1, table["codings"].sum())
    table["ratio"] = table["share_of_codings"] / table["share_of_words"]
    columns = [by, "words", "share_of_words", "codings", "share_of_codings", "ratio"]
    return table.reset_index()[columns].sort_values("words", ascending=False).reset_index(drop=True)


def codes_by(codings: pd.DataFrame, utterances: pd.DataFrame, *, by: str) -> pd.DataFrame:
    """Count codes by role, meeting, speaker or any other column of the utterances.

    Returns:
        One row a code and group: `code, by, turns, share` (`share` of the code's turns, 0–1).

    Raises:
        KennisError: `by` is no column of `utterances`.
    """
    require_columns(utterances, ["utterance_id", by], table="utterances")
    placed = (
        codings[["utterance_id", "code"]].drop_duplicates().merge(utterances[["utterance_id", by]], on="utterance_id")
    )
    counted = placed.groupby(["code", by]).size().rename("turns").reset_index()
    return counted.assign(share=counted["turns"] / counted.groupby("code")["turns"].transform("sum"))


def count_replacements(utterances: pd.DataFrame) -> pd.DataFrame:
    """Count what stands in the texts in place of names, places and numbers.

    Returns:
        `what, count`: what was replaced (Dutch) and how often it stands in the texts, most frequent first.
    """
    marks = utterances["text"].str.findall(r"\[([^\[\]]+)\]").explode().dropna()
    kinds = marks.str.replace(r"^P\d+$", "deelnemer", regex=True).str.replace(r" [A-Z]{1,2}$| \d+$", "", regex=True)
    kinds = kinds.str.replace(r"^\d+.*jaar$", "leeftijd", regex=True)
    counted = kinds.value_counts().sort_index().sort_values(ascending=False, kind="stable")
    return pd.DataFrame({"what": counted.index, "count": counted.to_numpy()})
