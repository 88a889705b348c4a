"""The pages for readers, made directly from a study: one file that works from a folder, a phone and a mailbox."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

import pandas as pd

from kennis.coding import Code
from kennis.insights import (
    Chart,
    ladder_by_meeting,
    pick_quotes,
    plot_ladder,
    plot_polarity,
    plot_steps,
    plot_themes,
    plot_voice_share,
    step_order,
    voice_share,
)
from kennis.publish.factsheet_file import written_insights
from kennis.publish.material import Material, Quote, word_list
from kennis.publish.sentences import (
    counts_of,
    how_often,
    how_sure,
    how_sure_overall,
    nobody_read,
    number_of,
    there_or_not,
)
from kennis.publish.targets import FIGURES, MEANINGS, TARGET_KINDS, study_mark, target_of
from kennis.tables import POLARITIES, ROLES, VERDICTS

QUOTES_A_CODE = 6
QUOTES_AN_INSIGHT = 2  # a code


def reader_values(material: Material) -> dict[str, Any]:
    """Return all that the template of the readers' pages needs (`templates/reader.html.j2`)."""
    quotes = _picked(material)
    codes = [_code_values(code, material, quotes.get(code.slug, [])) for code in material.codebook.codes]
    learned = written_insights(material.study, material.codebook)
    insights = [
        {
            "slug": slug,
            "label": insight.label,
            "dimension": insight.dimension,
            "summary": insight.summary,
            "learned": learned.get(slug, ""),
            "codes": [code for code in codes if code["insight"] == slug],
        }
        for slug, insight in material.codebook.insights.items()
    ]
    coded = [quote for quote in material.quotes.values() if quote.codes]
    return {
        "insights": insights,
        "learned": len(learned),
        "codes": codes,
        "rungs": sorted((code for code in codes if code["rung"]), key=lambda code: code["rung"]),
        "steps": [code for code in codes if code["insight"] == "processtappen"],
        "themes": material.themes,
        "figures": {name: _figure(chart) for name, chart in draw_figures(material).items()},
        "figure_titles": FIGURES,
        "quotes": coded,
        "quote_roles": sorted({quote.role for quote in coded}),
        "quote_kinds": sorted({quote.kind for quote in coded} - {""}),
        "words": word_list(),
        "counts": counts_of(material),
        "sure": how_sure_overall(material),
        "unread": nobody_read(material.unread),
        "unknown_role": bool(material.read["role"].eq("").any()),
        "questions": material.questions,
        "changes": _told_changes(material),
        "verdicts": VERDICTS,
        "meanings": MEANINGS,
        "reader_kinds": ROLES,
        "study_mark": study_mark(material.study.settings.study_id),
        "version": material.version,
        "data_mark": material.data_mark,
        "number_of": number_of,
    }


def draw_figures(material: Material) -> dict[str, Chart]:
    """Draw the figures of the readers' pages that have something to show."""
    m = material
    ladder = ladder_by_meeting(m.codings, m.utterances, m.read_meetings, m.codes)
    steps = step_order(m.codings, m.utterances, m.meetings, m.codes)
    counts = m.counts.reset_index()
    themes = pd.DataFrame([("", t.name, t.turns) for t in m.themes], columns=["cluster", "name", "turns"])
    plots: dict[str, tuple[bool, Callable[[], Chart]]] = {
        "stemmen": (_has_voices(m), lambda: plot_voice_share(voice_share(m.codings, m.read, by="role"))),
        "waarden": (bool((counts["present"] + counts["absent"]).sum()), lambda: plot_polarity(counts)),
        "ladder": (bool(len(ladder)) and bool(ladder["turns"].sum()), lambda: plot_ladder(ladder)),
        "stappen": (bool(len(steps)), lambda: plot_steps(steps)),
        "themas": (bool(len(themes)), lambda: plot_themes(themes)),
    }
    return {name: draw() for name, (shown, draw) in plots.items() if shown}


def _has_voices(material: Material) -> bool:
    return bool(len(material.codings)) and bool(material.read["role"].ne("").any())


def _picked(material: Material) -> dict[str, list[Quote]]:
    """Pick the quotes of each code, spread over roles and speakers."""
    rows = pick_quotes(material.codings, material.utterances, codes=material.codes, count=QUOTES_A_CODE)
    rows = rows[rows["utterance_id"].isin(material.quotes)]
    return {
        str(code): [material.quotes[name] for name in group["utterance_id"]] for code, group in rows.groupby("code")
    }


def _code_values(code: Code, material: Material, quotes: list[Quote]) -> dict[str, Any]:
    row = material.counts.loc[code.slug]
    quotes, others = _both_sides(quotes, code.slug, row)
    return {
        "slug": code.slug,
        "label": code.label,
        "insight": code.insight,
        "definition": code.definition,
        "when": code.when,
        "when_not": code.when_not,
        "prompt": code.prompt,
        "rung": code.order,
        "turns": int(row["turns"]),
        "often": how_often(row, len(material.read_meetings), material.unread),
        "present": there_or_not(row) if code.polar else "",
        "sure": how_sure(code.slug, material),
        "quotes": quotes,
        "others": others,
        "few": quotes[: QUOTES_AN_INSIGHT - 1] if others else quotes[:QUOTES_AN_INSIGHT],
        "few_others": others[:1],
    }


def _both_sides(quotes: list[Quote], code: str, row: pd.Series) -> tuple[list[Quote], list[Quote]]:
    """Part the quotes of a value: those of the side that was told most, and those that tell the other thing."""
    other = POLARITIES["afwezig" if row["present"] >= row["absent"] else "aanwezig"]
    others = [quote for quote in quotes if quote.side(code) == other]
    rest = [quote for quote in quotes if quote.side(code) != other]
    return (rest, others) if rest else (others, [])


def _told_changes(material: Material) -> list[dict[str, str]]:
    """Say what was done with responses: about what, what a reader thought, and what the researcher decided.

    A reader's own words stay with the researcher: they may tell who wrote them.
    """
    labels, links = material.labels, _links(material)
    return [
        {
            "kind": TARGET_KINDS.get(row["target"].split(":")[0], "Iets anders"),
            "label": labels.get(row["target"], "staat niet meer op deze pagina’s"),
            "link": links.get(row["target"], ""),
            "verdict": VERDICTS.get(row["verdict"], "antwoord op onze vraag"),
            "decision": row["decision"],
            "reason": row["reason"],
        }
        for row in material.changes.drop_duplicates(["target", "verdict", "decision", "reason"]).to_dict("records")
    ]


def _links(material: Material) -> dict[str, str]:
    """Return for each target the section of the page on which it stands."""
    coded = [quote.target for quote in material.quotes.values() if quote.codes]
    return {
        **dict.fromkeys(coded, "citaten"),
        **{target_of("inzicht", slug): f"inzicht-{slug}" for slug in material.codebook.insights},
        **{target_of("code", slug): f"code-{slug}" for slug in material.codebook.slugs},
        **{theme.target: f"thema-{theme.cluster}" for theme in material.themes},
    }


def _figure(chart: Chart) -> dict[str, Any]:
    return {
        "src": "data:image/png;base64," + base64.b64encode(chart.png).decode("ascii"),
        "alt": chart.alt,
        "answer": chart.answer,
        "told": chart.told,
    }
