"""Numbers in sentences a reader understands: how often, in how many conversations, and how sure."""

from __future__ import annotations

from typing import Any

import pandas as pd

from kennis.insights.words import in_words, thousands
from kennis.publish.material import Material

_FEW = 5  # what comes up less often may be chance
_OFTEN, _HALF = 0.6, 0.4  # kappa: Landis & Koch (1977) call these substantial and moderate


def number_of(number: int, one: str, more: str) -> str:
    """Say a number with its word: `één beurt`, `twaalf beurten`, `1.200 beurten`."""
    return f"{'één' if number == 1 else in_words(number)} {one if number == 1 else more}"


def how_often(row: pd.Series, meetings: int) -> str:
    """Say how often a code was given and in how many conversations."""
    turns, people = int(row["turns"]), int(row["people"])
    if not turns:
        return "Deze code kreeg nog geen enkele beurt."
    where = f" Dat was in {row['meetings']} van de {meetings} gesprekken." if meetings else ""
    if people:
        return f"Mensen gaven deze code aan {number_of(turns, 'beurt', 'beurten')}.{where}"
    return f"De computer stelt deze code voor bij {number_of(turns, 'beurt', 'beurten')}. Nog niemand heeft dat bekeken.{where}"


def there_or_not(row: pd.Series) -> str:
    """Say how often a value is there and how often it is missing."""
    present, absent = int(row["present"]), int(row["absent"])
    if not present and not absent:
        return ""
    both = int(row["turns"]) - present - absent
    said = f"{in_words(present).capitalize()} keer is het er. {in_words(absent).capitalize()} keer ontbreekt het juist."
    return f"{said} {in_words(both).capitalize()} keer is het allebei, of niet te zeggen." if both else said


def how_sure(slug: str, material: Material) -> str:
    """Say how far a count can be trusted: whether people looked, how often, and whether they agreed."""
    row = material.counts.loc[slug]
    if not row["people"]:
        return "Dit kan fout zijn: alleen de computer keek hiernaar." if row["turns"] else ""
    if row["turns"] < _FEW:
        return "Dit komt weinig voor. Het kan toeval zijn."
    kappa = material.agreement.get(slug)
    if kappa is None:
        return "We weten nog niet of een ander dezelfde code zou geven."
    if kappa >= _OFTEN:
        return "Twee mensen lazen los van elkaar. Zij waren het meestal eens. Dit weten we vrij zeker."
    if kappa >= _HALF:
        return "Twee mensen lazen los van elkaar. Zij waren het soms oneens. Dit is dus niet heel zeker."
    return "Twee mensen lazen los van elkaar. Zij waren het vaak oneens. Lees dit dus met een vraagteken."


def how_sure_overall(material: Material) -> dict[str, Any]:
    """Tell on what everything stands: `turns, coded, people` (a person decided) and `codes` known to be read alike."""
    kappas = material.agreement
    return {
        "turns": thousands(len(material.utterances)),
        "coded": thousands(material.codings["utterance_id"].nunique()),
        "people": bool(len(material.codings)) and bool((material.codings["basis"] == "mens").all()),
        "measured": len(kappas),
        "sure": sum(kappa >= _OFTEN for kappa in kappas.values()),
        "unsure": sum(kappa < _HALF for kappa in kappas.values()),
    }


def counts_of(material: Material) -> list[tuple[str, str]]:
    """List the numbers of the opening page: groups, meetings of each kind, roles."""
    from kennis.insights import count_study

    table = count_study(material.meetings, material.speakers, material.utterances)
    return [(row.what, thousands(row.count)) for row in table.itertuples(index=False)]
