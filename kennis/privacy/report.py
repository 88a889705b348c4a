"""An honest report: what was found and by what, what a person decided, and what is probably left."""

from __future__ import annotations

import random

import pandas as pd

from kennis.numbers import thousands
from kennis.privacy.spans import KINDS

TALLY = ["kind", "recogniser", "replaced", "doubtful"]
_BY = {
    "altijd": "jouw lijst ‘altijd vervangen’",
    "deelnemers": "de lijst van deelnemers",
    "studie": "plaatsen en organisaties van de studie",
    "model": "het namenmodel (let op de woorden eromheen)",
    "namenlijst": "een lijst van namen",
    "plaatsenlijst": "een lijst van plaatsen",
    "landen": "een lijst van landen",
    "aankondiging": "een woord ervoor, zoals ‘gemeente’",
    "hoofdletter": "een onbekend woord met een hoofdletter",
    "herhaling": "gevonden in een andere beurt",
    "naast een naam": "staat naast een bekende naam",
    "straat": "een woord zoals ‘straat’ of ‘laan’",
    "organisaties": "een woord zoals ‘stichting’ of ‘wijkteam’",
    "patroon": "de vorm, zoals bij een telefoonnummer of een datum",
    "leeftijden": "een getal met woorden eromheen, zoals ‘43 jaar’",
    "omschrijving": "een omschrijving die maar op één mens past",
}


def tally_found(log: pd.DataFrame, doubtful: pd.DataFrame) -> pd.DataFrame:
    """Count what was replaced and what was doubted, without anything of what it was.

    Args:
        log, doubtful: as in `replace.Anonymised`.

    Returns:
        One row a kind and recogniser: `TALLY`.
    """
    by = ["kind", "recogniser"]
    counts = [frame.groupby(by).size().rename(name) for frame, name in ((log, "replaced"), (doubtful, "doubtful"))]
    return pd.concat(counts, axis=1).fillna(0).astype(int).rename_axis(by).reset_index()[TALLY]


def count_found(replacements: pd.DataFrame) -> pd.DataFrame:
    """Count what was found in a study, by kind and by what found it, in the words of a reader.

    Args:
        replacements: `Study.replacements`.

    Returns:
        One row a kind and recogniser, most first: `kind, recogniser, replaced, doubtful`.
    """
    counted = replacements.groupby(["kind", "recogniser"], as_index=False)[["replaced", "doubtful"]].sum()
    counted = counted.sort_values(["replaced", "doubtful"], ascending=False, kind="stable", ignore_index=True)
    return counted.assign(kind=counted["kind"].replace(KINDS), recogniser=counted["recogniser"].replace(_BY))


def count_decisions(replacements: pd.DataFrame, rechecks: pd.DataFrame, *, never: tuple[str, ...]) -> pd.DataFrame:
    """Count what people decided about anonymising: `what, count`.

    Args:
        replacements, rechecks: of the study.
        never: the study's words that are never replaced (`settings.never`).
    """
    by_hand = replacements.loc[replacements["recogniser"] == "altijd", "replaced"].sum()
    told = {
        "Vervangen omdat een mens dat zei": int(by_hand),
        "Woorden waarvan een mens zei: nooit vervangen": len(never),
        "Twijfel van de computer: blijft staan tot een mens beslist": int(replacements["doubtful"].sum()),
        "Beurten die een mens daarna nalas": len(rechecks),
    }
    return pd.DataFrame({"what": list(told), "count": list(told.values())})


def estimate_left(rechecks: pd.DataFrame, *, turns: int) -> tuple[float, float]:
    """Estimate in how many turns something identifying is left, from those a person read again.

    The exact (Clopper-Pearson) 95 % interval of a share, times the number of turns.

    Args:
        rechecks: `Study.rechecks`: `utterance_id, missed`; the turns must have been picked by chance.
        turns: how many turns the study has.

    Returns:
        The lowest and the highest likely number of turns (0 and `turns` if nobody looked).
    """
    from scipy.stats import beta

    looked, wrong = len(rechecks), int((rechecks["missed"] > 0).sum())
    low = float(beta.ppf(0.025, wrong, looked - wrong + 1)) if wrong else 0.0
    high = float(beta.ppf(0.975, wrong + 1, looked - wrong)) if wrong < looked else 1.0
    return max(low * turns, wrong), high * turns


def describe_left(rechecks: pd.DataFrame, *, turns: int) -> str:
    """Say in plain Dutch what a second look found and what that means for all turns."""
    if rechecks.empty:
        return "Nog niemand las een steekproef na. We weten dus niet hoeveel er nog staat. Doe het met: kennis recheck"
    low, high = estimate_left(rechecks, turns=turns)
    wrong = int((rechecks["missed"] > 0).sum())
    where = f"In {wrong} daarvan stond nog iets herkenbaars." if wrong else "Daarin stond niets herkenbaars meer."
    least = f"in minstens {round(low)} en hoogstens {round(high)}" if round(low) else f"in hoogstens {round(high)}"
    return (
        f"Een mens las {len(rechecks)} van de {thousands(turns)} beurten na, door het lot gekozen. {where} "
        f"Waarschijnlijk staat er nog iets {least} van alle beurten. Lees je er meer na, dan weten we het preciezer."
    )


def pick_rechecks(utterances: pd.DataFrame, rechecks: pd.DataFrame, *, count: int, seed: int) -> pd.DataFrame:
    """Pick turns by chance that nobody read again yet; the same seed goes on where it stopped.

    Args:
        utterances: all turns.
        rechecks: those that were read again.
        count: how many to pick.
        seed: fixes the order.
    """
    order = sorted(utterances["utterance_id"])
    random.Random(seed).shuffle(order)
    done = set(rechecks["utterance_id"])
    picked = [identity for identity in order if identity not in done][:count]
    return utterances.set_index("utterance_id").loc[picked].reset_index()
