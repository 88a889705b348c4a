"""Tables and quotes as a reader sees them: in the notebook and on the page, always escaped."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

import numpy as np
import pandas as pd

from kennis.insights.shown import showable
from kennis.insights.words import decimal, dutch_moment, role_label, thousands
from kennis.privacy import SHOWING
from kennis.tables import MEETING_KINDS, POLARITIES, ROLES, VERDICTS, require_columns, with_shown_roles

HEADINGS = {
    "what": "Wat", "count": "Aantal", "code": "Code", "label": "Code", "insight_label": "Inzicht", "turns": "Beurten",
    "people": "Mensen", "computer": "Voorstel computer", "present": "Aanwezig", "absent": "Ontbreekt",
    "meetings": "Bijeenkomsten", "role": "Rol", "text": "Wat er gezegd is", "found": "Gevonden", "agreed": "Klopt", "same": "Zelfde besluit", "utterance_id": "Beurt", "meeting_id": "Bijeenkomst",
    "kind": "Soort", "group": "Groep", "date": "Datum", "title": "Onderwerp", "speaker": "Deelnemer", "cluster": "Thema",
    "name": "Kenmerkende woorden", "word": "Woord", "weight": "Gewicht", "polarity": "Hoe", "evidence": "Waarom",
    "new": "Nieuwe codes", "known": "Al eerder gehoord", "heard": "Samen tot nu toe", "directed": "Met een richting", "alike": "Zelfde richting (aantal)", "kappa_directed": "Kappa met richting", "direction": "Zelfde richting",
    "precision": "Klopt (deel)", "recall": "Gevonden (deel)", "score": "Zekerheid", "coder_a": "Codeur 1", "coder_b": "Codeur 2", "both": "Allebei", "only_a": "Alleen 1",
    "only_b": "Alleen 2", "agreement": "Zelfde besluit", "kappa": "Kappa", "note": "Opmerking", "given_by": "Gaf de code",
    "not_by": "Gaf hem niet", "words": "Woorden", "share_of_words": "Deel van de woorden", "codings": "Codes",
    "share_of_codings": "Deel van de codes", "ratio": "Verhouding", "code_a": "Code 1", "code_b": "Code 2",
    "together": "Samen", "share": "Deel", "place": "Volgorde", "organisation_kind": "Organisatie", "replacement": "Vervangen door", "recogniser": "Gevonden door",
    "voices": "Stemmen", "roles": "Rollen", "top_share": "Deel van de grootste stem", "groups": "Groepen", "label_from": "Na", "label_to": "Kwam", "before": "Ervoor", "after": "Erna", "codes": "Codes", "differences": "Verschillen", "number": "Aantal", "definition": "Betekenis", "strength": "Past erbij", "turn": "Nr.", "first_id": "Eerste beurt", "last_id": "Laatste beurt", "fingerprint": "Vingerafdruk", "status": "Status", "coder": "Codeur",
    "fleiss": "Kappa voor meer", "alpha": "Alfa", "low": "Van", "high": "Tot", "spans": "Fragmenten", "overlap": "Zelfde woorden", "differs": "Verschil", "differing": "Met verschil",
    "given": "Gegeven", "decided": "Besluit", "by": "Door", "why": "Waarom", "at": "Wanneer", "to": "Naar", "quote": "Gecodeerde woorden", "basis": "Door wie", "coders": "Codeurs",
    "target_kind": "Waarover", "about": "Welke", "reader": "Lezer", "readers": "Lezers", "verdict": "Vindt", "decision": "Besluit", "reason": "Toelichting",
    "herkenbaar": "Herkenbaar", "niet_herkenbaar": "Niet herkenbaar", "mist_iets": "Mist iets", "anders_bedoeld": "Anders bedoeld", "te_herleidbaar": "Te herleidbaar",
    "reported": "Keer gemeld", "sentences": "Zinnen", "words_per_sentence": "Woorden per zin", "ease": "Leesgemak", "longest": "Langste zin",
    "replaced": "Vervangen", "doubtful": "Twijfel",
    "judgement": "Oordeel", "coded": "Deel met een code", "speakers": "Mensen", "warning": "Let op", "stability": "Komt terug", "sure": "Hoe zeker", "change": "Wat gebeurde er", "other": "Ander thema",
    "explanation": "Uitleg", "dimension": "Wat", "f1": "Score",
    "consent_analysis": "Mag meetellen", "consent_quote": "Mag het team citeren", "consent_publication": "Mag op de pagina’s", "consent_until": "Geldt tot en met",
    "alone": "Met rust", "guesses": "Zo vaak", "wrote": "Wat de lezer schreef", "said": "Zo zeker was de computer", "right": "Klopte",
}  # fmt: skip


NOTHING = "hier is nog niets om te laten zien."


@dataclass(frozen=True)
class Shown:
    """A piece of HTML that shows itself in a notebook, with plain text beside it."""

    html: str
    text: str

    def _repr_html_(self) -> str:
        return self.html

    def __repr__(self) -> str:
        return self.text


def show_table(
    table: pd.DataFrame,
    caption: str,
    *,
    columns: list[str] | None = None,
    codes: pd.DataFrame | None = None,
    most: int = 30,
) -> Shown:
    """Show a table with a caption, Dutch headings and Dutch numbers.

    Args:
        table: any table of the toolkit; where it shows what people said, only of those who agreed to that.
        caption: what the table holds, in Dutch.
        columns: which columns, in which order; without it all.
        codes: the codebook as a table: codes are then shown by their label.
        most: how many rows at most; the caption says how many there are.

    Raises:
        KennisError: a column of `columns` is not there.
    """
    require_columns(table, columns or [], table="De tabel")
    table = showable(table) if "text" in (columns or table.columns) else with_shown_roles(table)
    shown = table[columns] if columns else table.drop(columns=[*SHOWING], errors="ignore")
    if codes is not None:
        labels = codes.set_index("code")["label"].to_dict()
        named = {name: shown[name].replace(labels) for name in ("code", "code_a", "code_b") if name in shown}
        if "codes" in shown:  # several in one cell
            named["codes"] = shown["codes"].map(lambda slugs: ", ".join(labels.get(s, s) for s in slugs.split(", ")))
        shown = shown.assign(**named)
    if len(shown) > most:
        caption = f"{caption} (de eerste {most} van {thousands(len(shown))})"
    if shown.empty:
        return Shown(
            f'<p class="kennis-none"><strong>{escape(caption)}</strong>: {NOTHING}</p>', f"{caption}: {NOTHING}"
        )
    head = "".join(_heading(name, shown[name]) for name in shown.columns)
    body = "".join(_row(row, shown.columns) for row in shown.head(most).itertuples(index=False))
    html = f'<div class="kennis-table" tabindex="0" role="region" aria-label="{escape(caption)}"><table><caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'
    return Shown(html, caption)


def show_quotes(quotes: pd.DataFrame, *, heading: str = "") -> Shown:
    """Show quotes with the role behind them, as they were said.

    Args:
        quotes: `utterance_id, role, text`, and if there `polarity`, `basis`; only those that may be quoted are shown.
        heading: a line above them.
    """
    quotes = showable(quotes)
    if quotes.empty:
        return Shown('<p class="kennis-none">Nog geen citaten.</p>', "Nog geen citaten.")
    above = f'<h3 class="kennis-heading">{escape(heading)}</h3>' if heading else ""
    blocks = "".join(_quote(row) for row in quotes.to_dict("records"))
    return Shown(f'<div class="kennis-quotes">{above}{blocks}</div>', f"{heading}: {len(quotes)} citaten".lstrip(": "))


def _heading(name: str, values: pd.Series) -> str:
    number = pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values)
    number = ' class="number"' if number else ""
    return f'<th scope="col"{number}>{escape(_label(name))}</th>'


def _label(name: str) -> str:
    return HEADINGS.get(name) or ROLES.get(name) or name or "Rol onbekend"


def _quote(row: dict[str, object]) -> str:
    notes = [role_label(str(row.get("role", "")))]
    if row.get("label"):
        polarity = POLARITIES.get(str(row.get("polarity", "")), "")
        notes.append(f"{row['label']}: {polarity}" if polarity else str(row["label"]))
    if row.get("basis") == "computer":
        notes.append("voorstel van de computer, nog niet bekeken")
    said = escape(str(row["text"]))
    return f'<figure id="{escape(str(row["utterance_id"]))}"><blockquote>{said}</blockquote><figcaption>{escape(" · ".join(notes))} <span class="kennis-id">{escape(str(row["utterance_id"]))}</span></figcaption></figure>'


def _row(values: tuple[object, ...], names: pd.Index) -> str:
    cells = [
        _cell(value, name, first=place == 0) for place, (value, name) in enumerate(zip(values, names, strict=True))
    ]
    return f"<tr>{''.join(cells)}</tr>"


def _cell(value: object, name: str, *, first: bool) -> str:
    """Write a cell; the first names its row, the others say under which heading they stand (for a small screen)."""
    text, kind = _shown(value, name)
    attribute = f' class="{kind}"' if kind else ""
    if first:
        return f'<th scope="row"{attribute}>{escape(text)}</th>'
    return f'<td{attribute} data-label="{escape(_label(name))}">{escape(text)}</td>'


def _shown(value: object, name: str) -> tuple[str, str]:
    if value is pd.NA:
        return "", ""
    if isinstance(value, (bool, np.bool_)):
        return ("ja" if value else "nee"), ""
    if isinstance(value, float):
        return ("" if value != value else decimal(value)), "number"
    if isinstance(value, int) or hasattr(value, "dtype"):
        return thousands(int(value)), "number"  # type: ignore[call-overload]
    labels = {
        "role": role_label,
        "polarity": lambda v: POLARITIES.get(v, v),
        "kind": lambda v: MEETING_KINDS.get(v, v),
        "verdict": lambda v: VERDICTS.get(v, v),
    }
    plain = str(value)
    if name in ("date", "consent_until", "at"):
        plain = dutch_moment(plain)
    return str(labels.get(name, str)(plain)), "id" if name.endswith("_id") else ""
