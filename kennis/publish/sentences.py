"""Numbers in sentences a reader understands: how often, in how many conversations, and how sure."""

from __future__ import annotations

from typing import Any

import pandas as pd

from kennis.insights.words import in_words, thousands
from kennis.publish.material import Material

_FEW = 5  # what comes up less often may be chance
_OFTEN, _HALF = 0.6, 0.4  # kappa: Landis & Koch (1977) call these substantial and moderate


def number_of(number: int, one: str, more: str) -> str:
    """Say a number with its word: `één beurt`, `twaalf beurten`, `1.200 beurten`.

    Only where two numbers are compared both are figures: `in 3 van de 12 gesprekken`.
    """
    return f"{'één' if number == 1 else in_words(number)} {one if number == 1 else more}"


def how_often(row: pd.Series, read: int, unread: int = 0) -> str:
    """Say how often a code was given and in how many of the conversations that were read; `unread` nobody read."""
    turns, people = int(row["turns"]), int(row["people"])
    if not turns:
        return "Deze code kreeg nog geen enkele beurt."
    where = f" Dat was {in_so_many(row['meetings'], read, unread)}." if read else ""
    if people:
        return f"Mensen gaven deze code aan {number_of(turns, 'beurt', 'beurten')}.{where}"
    return f"De computer stelt deze code voor bij {number_of(turns, 'beurt', 'beurten')}. Nog niemand heeft dat bekeken.{where}"


def in_so_many(meetings: int, read: int, unread: int) -> str:
    """Say in how many conversations something came up: `in 3 van de 12 gesprekken die mensen lazen`."""
    told, who = ("gesprek", " dat mensen lazen") if read == 1 else ("gesprekken", " die mensen lazen")
    return f"in {meetings} van de {read} {told}" + (who if unread else "")


def nobody_read(unread: int) -> str:
    """Say how many conversations nobody read yet; nothing where all were read."""
    if unread == 1:
        return "Eén gesprek las nog niemand."
    return f"{in_words(unread).capitalize()} gesprekken las nog niemand." if unread else ""


def there_or_not(row: pd.Series) -> str:
    """Say how often a value is there and how often it is missing."""
    present, absent = int(row["present"]), int(row["absent"])
    if not present and not absent:
        return ""
    both = int(row["turns"]) - present - absent
    there, missing, mixed = (number_of(number, "keer", "keer") for number in (present, absent, both))
    said = f"{there[0].upper()}{there[1:]} is het er, {missing} ontbreekt het juist"
    return f"{said}, {mixed} is het allebei of niet te zeggen." if both else f"{said}."


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
    """Tell on what everything stands: `turns, read, coded, people` (a person decided), what is `left` of names, and how
    many codes are known to be read alike."""
    kappas = material.agreement
    return {
        "turns": thousands(len(material.utterances)),
        "read": "" if len(material.read) == len(material.utterances) else thousands(len(material.read)),
        "left": what_is_left(material.study.replacements, material.study.rechecks, material.study.traceable),
        "coded": thousands(material.codings["utterance_id"].nunique()),
        "people": bool(len(material.codings)) and bool((material.codings["basis"] == "mens").all()),
        "measured": len(kappas),
        "sure": sum(kappa >= _OFTEN for kappa in kappas.values()),
        "unsure": sum(kappa < _HALF for kappa in kappas.values()),
    }


def what_is_left(replacements: pd.DataFrame, rechecks: pd.DataFrame, traceable: pd.DataFrame) -> str:
    """Say what was doubted when names were taken out, and whether a person read some of it again.

    Args:
        replacements, rechecks: of the study; where nothing is known of replacing, nothing is said of it.
        traceable: the privacy list, on which turns that were doubted came in any study since 2026-11-28.
    """
    doubts, looked, wrong = int(replacements["doubtful"].sum()), len(rechecks), int((rechecks["missed"] > 0).sum())
    told = []
    if len(replacements):
        held = (
            "Wat daar gezegd is, laten we niet zien voordat een mens ernaar keek."
            if traceable["reported"].eq(0).any()
            else "Daar staat nog wat er gezegd is."
        )
        where = number_of(doubts, "plek", "plekken")
        told.append(f"Op {where} twijfelde de computer. {held}" if doubts else "De computer twijfelt nergens meer.")
    if looked:
        found = (
            f"In {number_of(wrong, 'daarvan', 'daarvan')} stond nog iets herkenbaars."
            if wrong
            else "Daarin stond niets herkenbaars meer."
        )
        told.append(f"Een mens las {number_of(looked, 'beurt', 'beurten')} na. {found}")
    elif told:
        told.append("Nog niemand las een deel na om te kijken of er iets bleef staan.")
    return " ".join(told)


def counts_of(material: Material) -> list[tuple[str, str]]:
    """List the numbers of the opening page: groups, meetings of each kind, roles."""
    from kennis.insights import count_study

    table = count_study(material.meetings, material.speakers, material.utterances)
    return [(row.what, thousands(row.count)) for row in table.itertuples(index=False)]
