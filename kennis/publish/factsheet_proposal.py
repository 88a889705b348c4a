"""What the computer proposes for the factsheet: quotes, questions and headings, as plain data for `factsheet.yaml`.

It proposes no conclusions: what was learned is for the researcher to write.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from kennis.coding import MACHINES, Codebook, codebook_table, founded_codings
from kennis.coding.log import current_codings
from kennis.insights.counts import plural_role
from kennis.insights.shown import showable
from kennis.insights.words import listed
from kennis.privacy import small_cells
from kennis.publish.factsheet_examples import choose_examples
from kennis.publish.factsheet_quotes import choose_quotes, quote_candidates, show_both_sides
from kennis.publish.material import word_list
from kennis.study import Study
from kennis.tables import QUOTE_HEADING, ROLES

CONCEPTS = ("Participatie", "Ervaring", "Ervaringskennis", "Ervaringsdeskundigheid", "Leefwereld", "Systeemwereld")
_MOST = 3  # quotes an insight
_SUPPORT = ("organisatiescan", "gideonsbende", "prevaluatie_impact")


def propose_factsheet(study: Study, book: Codebook) -> dict[str, Any]:
    """Propose what stands on the factsheet, as the plain data that `factsheet.yaml` holds."""
    codes = codebook_table(book)
    utterances, meetings = study.utterances, study.meetings
    least = study.settings.small_cell
    scored, small = _scored(study.codings), small_cells(study.speakers, utterances, meetings, least=least)
    able = quote_candidates(scored, utterances, meetings, codes=codes, small=small, least_people=least)
    quotes = choose_quotes(able, codes=codes)
    placed = placed_quotes(study, book)
    chosen = quotes[~quotes["utterance_id"].isin(placed)]
    # In the order in which they were said; what came from a factsheet stays under its own heading.
    first = {
        slug: sorted([*quotes_placed(placed, slug), *chosen.loc[chosen["insight"] == slug, "utterance_id"]])[:_MOST]
        for slug in book.insights
    }
    named = scored.merge(codes[["code", "insight"]], on="code")
    shown, others = show_both_sides(able, named, first, placed=placed)
    taken = {*quotes["utterance_id"], *(number for numbers in others.values() for number in numbers)}
    examples = choose_examples(able, taken=taken)
    prompts = {code.slug: code.prompt for code in book.codes}
    return {
        "titel": study.settings.title,
        "ondertitel": f"Wat mensen zeiden over {topic}" if (topic := study.settings.topic) else "Wat mensen zeiden",
        "inleiding": _opening(utterances),
        "inzichten": [
            {
                "inzicht": slug,
                "kop": insight.label,
                "samenvatting": "",
                "citaten": shown[slug],
                "ook_gezegd": others[slug],
                "reflectie": _prompts(codes[codes["insight"] == slug]["code"], prompts, quotes),
                "goed_voorbeeld": {"voorstel": examples[slug]} if slug in examples else "",
            }
            for slug, insight in book.insights.items()
        ],
        "ladder": [
            {"trede": code.label, "vraag": code.prompt}
            for code in sorted(book.codes, key=lambda c: c.order)
            if code.order
        ],
        "stappen": [
            {"kop": heading, "stappen": [{"stap": code.label, "vraag": code.prompt} for code in group]}
            for heading, group in _step_groups(book)
        ],
        "stappen_uitleg": "De stappen hebben geen vaste volgorde. Afwisselen mag; elke stap doet ertoe.",
        "begrippen": [{"begrip": word, "uitleg": word_list()[word]} for word in CONCEPTS],
    }


def placed_quotes(study: Study, book: Codebook) -> dict[str, str]:
    """Return the insight of quotes that stood under its heading in a factsheet, if they may be shown: id → insight."""
    shown, headings = showable(study.utterances), study.quote_headings
    headings = headings[headings["utterance_id"].isin(shown["utterance_id"])]
    insight_of = {insight.label.casefold(): slug for slug, insight in book.insights.items()}
    known = headings[QUOTE_HEADING].str.casefold().map(insight_of)
    return dict(zip(headings["utterance_id"][known.notna()], known.dropna(), strict=True))


def quotes_placed(placed: dict[str, str], insight: str) -> list[str]:
    """Return the ids of what stood under the heading of an insight."""
    return [utterance_id for utterance_id, own in placed.items() if own == insight]


def _opening(utterances: pd.DataFrame) -> str:
    """Say to whom we listened: the roles that spoke in a meeting, and others; of loose quotes alone, the roles behind them.

    Whose role is not known was there too; who only left a loose quote did not take part.
    """
    met = utterances[utterances["meeting_id"] != ""]
    there = met if len(met) else utterances
    roles = [plural_role(role).lower() for role in ROLES if role != "begeleider" and there["role"].eq(role).any()]
    others = ["anderen"] if there["role"].eq("").any() else []
    who = listed([*roles, *others]) if roles else "mensen"
    return f"We luisterden naar {who}. Hier lees je waar we naar zochten, en wat zij zeiden."


def _scored(codings: pd.DataFrame) -> pd.DataFrame:
    """Put beside each founded coding how sure the machine was of the same code (0 where it saw nothing)."""
    now = current_codings(codings)
    machine = now[now["coder"].isin(MACHINES)].groupby(["utterance_id", "code"], as_index=False)["score"].max()
    return founded_codings(codings).merge(machine, on=["utterance_id", "code"], how="left").fillna({"score": 0.0})


def _prompts(codes: pd.Series, prompts: dict[str, str], quotes: pd.DataFrame) -> list[str]:
    """Return two prompts: of the codes that have a quote first."""
    quoted = [code for code in codes if code in set(quotes["code"])]
    ordered = [*quoted, *(code for code in codes if code not in quoted)]
    return [prompts[code] for code in ordered if prompts.get(code)][:2]


def _step_groups(book: Codebook) -> list[tuple[str, list[Any]]]:
    steps = [code for code in book.codes if code.insight == "processtappen"]
    first = [code for code in steps if code.slug in _SUPPORT]
    second = [code for code in steps if code.slug not in _SUPPORT]
    groups = [("Draagvlak vergroten", first), ("Een ervaringsdeskundige of inwoner een plek geven", second)]
    return [(heading, group) for heading, group in groups if group]
