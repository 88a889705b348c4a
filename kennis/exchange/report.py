"""The tables of a report in one workbook: counts, quotes with their context, agreement, and the codebook's history."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from kennis.coding import codebook_table, founded_codings, load_codebook, measure_reliability, measure_spans
from kennis.exchange.sheets import export_workbook
from kennis.insights import count_codes, count_study, quotes_by_code
from kennis.insights.show import HEADINGS
from kennis.insights.words import role_label
from kennis.privacy import as_agreed
from kennis.study import Study
from kennis.tables import POLARITIES

_QUOTES = ["label", "utterance_id", "role", "quote", "polarity", "basis", "before", "text", "after"]
_TURNS = ["code", "turns", "given", "agreement", "kappa", "fleiss", "alpha", "low", "high", "direction", "note"]
_SPANS = ["code", "turns", "spans", "overlap", "alpha", "low", "high", "note"]


def export_report(study: Study, path: str | Path) -> Path:
    """Write the tables for a report as `.xlsx`, with Dutch headings; only words that may be published are in it.

    Sheets: `studie`, `codes`, `citaten` (code by code, with the turns around), `overeenstemming` (per turn),
    `woorden` (per span), `codeboek`, `wijzigingen`. Memos stay with the team.

    Args:
        study: the study.
        path: the file to write, whole or not at all.

    Returns:
        The path.

    Raises:
        KennisError: the codebook cannot be read, or see `export_workbook`.
    """
    agreed = as_agreed(study)
    codes = codebook_table(load_codebook(agreed.codebook_path))
    codings, utterances = agreed.codings, agreed.utterances
    founded = founded_codings(codings)
    tables = {
        "studie": count_study(agreed.meetings, agreed.speakers, utterances),
        "codes": count_codes(founded, utterances, codes).drop(columns="code", errors="ignore"),
        "citaten": _in_dutch(quotes_by_code(founded, utterances, codes=codes)[_QUOTES]),
        "overeenstemming": _named(measure_reliability(codings, utterances, codes=codes)[_TURNS], codes),
        "woorden": _named(measure_spans(codings, utterances, codes=codes)[_SPANS], codes),
        "codeboek": codes[["insight_label", "label", "definition"]],
        "wijzigingen": agreed.codebook_changes,
    }
    return export_workbook({name: table.rename(columns=HEADINGS) for name, table in tables.items()}, path)


def _in_dutch(quotes: pd.DataFrame) -> pd.DataFrame:
    return quotes.assign(role=quotes["role"].map(role_label), polarity=quotes["polarity"].replace(POLARITIES))


def _named(table: pd.DataFrame, codes: pd.DataFrame) -> pd.DataFrame:
    return table.assign(code=table["code"].replace(codes.set_index("code")["label"].to_dict()))
