"""The factsheet: proposed from the codings, edited by the researcher in one YAML file, ready to be laid out.

`factsheet.yaml` in the study follows it until somebody changes the file; then it is the researcher's and never
overwritten, and what the computer would propose now stands beside it in `factsheet.voorstel.yaml`. The file names quotes
by their number; the words themselves come from the study, so they stay as they were said and follow consent.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from kennis.coding import (
    MACHINES,
    Codebook,
    codebook_table,
    describe_basis,
    founded_codings,
    founded_turns,
    load_codebook,
)
from kennis.coding.log import current_codings
from kennis.insights import count_study, voice_share
from kennis.insights.counts import plural_role
from kennis.insights.shown import showable, without_own_number
from kennis.insights.words import in_words, listed, role_label, thousands
from kennis.privacy import small_cells
from kennis.publish.factsheet_examples import choose_examples
from kennis.publish.factsheet_file import OWN, entries_in, keep_file, list_in, read_file, tell_strangers
from kennis.publish.factsheet_quotes import choose_quotes, quote_candidates
from kennis.publish.material import word_list
from kennis.publish.sentences import in_so_many, nobody_read
from kennis.study import Study
from kennis.tables import POLARITIES, QUOTE_HEADING, ROLES, KennisError

CONCEPTS = ("Participatie", "Ervaring", "Ervaringskennis", "Ervaringsdeskundigheid", "Leefwereld", "Systeemwereld")
_MOST = 3  # quotes an insight
FEWEST_FOR_SHARES = 50  # turns: with fewer a share of the words says nothing about who is heard
_NOT_FOUND = "Hierover vonden we nog geen uitspraken."
_SUPPORT = ("organisatiescan", "gideonsbende", "prevaluatie_impact")
_OPENING, _CLOSING = frozenset('“„‟”"«'), frozenset('”“"»')


@dataclass(frozen=True)
class Quote:
    """A quote as it is shown: the words as they were said, the role, and the number of the turn; `shows` which values are
    there or missing in it; `proposed` if no person gave it a code of the insight, or chose it."""

    text: str
    role: str
    utterance_id: str
    shows: str = ""
    proposed: bool = False


@dataclass(frozen=True)
class Example:
    """A good example: the researcher's sentence, or words of a participant; `proposed` until a person confirmed it."""

    text: str
    role: str = ""
    utterance_id: str = ""
    proposed: bool = False


@dataclass(frozen=True)
class Block:
    """One insight: heading, dimension, summary, what it stands on, quotes, prompts to reflect, a good example."""

    heading: str
    dimension: str
    summary: str
    support: str
    quotes: tuple[Quote, ...]
    prompts: tuple[str, ...]
    example: Example | None


@dataclass(frozen=True)
class Line:
    """A heading with a sentence: a rung with its question, a step with its question, a concept with its meaning."""

    heading: str
    text: str


@dataclass(frozen=True)
class Factsheet:
    """All that stands on the factsheet, in reading order. `voices`: role, share of words, share of codings (0-1);
    `suggested`: its codes are the computer's, not people's."""

    title: str
    subtitle: str
    opening: str
    counts: tuple[tuple[str, str], ...]
    insights: tuple[Block, ...]
    ladder: tuple[Line, ...]
    steps: tuple[tuple[str, tuple[Line, ...]], ...]
    steps_note: str
    concepts: tuple[Line, ...]
    voices: tuple[tuple[str, float, float], ...]
    basis: str
    suggested: bool
    invented: bool
    notes: tuple[str, ...]


def make_factsheet(study: Study) -> Factsheet:
    """Make the factsheet of a study: what the researcher wrote in `factsheet.yaml`, or else a proposal.

    A `factsheet.yaml` that is not there yet, or that nobody changed, is written now, to be edited. One that the
    researcher changed stays as it is, and `factsheet.voorstel.yaml` shows what would be proposed today.

    Args:
        study: the study as its participants agreed to (see `privacy.open_study`).

    Returns:
        The factsheet; `notes` tell the researcher, in Dutch, what could not be shown and why.

    Raises:
        KennisError: `factsheet.yaml` cannot be read, or holds a part of a quote that was not said like that.
    """
    book = load_codebook(study.codebook_path)
    proposal = propose_factsheet(study, book)
    notes = keep_file(study, proposal)
    data = read_file(study.path / OWN)
    return _assemble(data, study, book, [*notes, *tell_strangers(data, book)])


def propose_factsheet(study: Study, book: Codebook) -> dict[str, Any]:
    """Propose what stands on the factsheet, as the plain data that `factsheet.yaml` holds."""
    codes = codebook_table(book)
    utterances, meetings = study.utterances, study.meetings
    least = study.settings.small_cell
    scored, small = _scored(study.codings), small_cells(study.speakers, utterances, meetings, least=least)
    able = quote_candidates(scored, utterances, meetings, codes=codes, small=small, least_people=least)
    quotes = choose_quotes(able, codes=codes)
    examples = choose_examples(able, taken=set(quotes["utterance_id"]))
    prompts = {code.slug: code.prompt for code in book.codes}
    placed = _placed(study, book)
    chosen = quotes[~quotes["utterance_id"].isin(placed)]
    return {
        "titel": study.settings.title,
        "ondertitel": f"Wat we leerden over {topic}" if (topic := study.settings.topic) else "Wat we leerden",
        "inleiding": _opening(utterances),
        "inzichten": [
            {
                "inzicht": slug,
                "kop": insight.label,
                "samenvatting": insight.summary,
                # In the order in which they were said; what came from a factsheet stays under its own heading.
                "citaten": sorted([*_of(placed, slug), *chosen.loc[chosen["insight"] == slug, "utterance_id"]])[:_MOST],
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


def _placed(study: Study, book: Codebook) -> dict[str, str]:
    """Return the insight of quotes that stood under its heading in a factsheet, if they may be shown: id → insight."""
    shown, headings = showable(study.utterances), study.quote_headings
    headings = headings[headings["utterance_id"].isin(shown["utterance_id"])]
    insight_of = {insight.label.casefold(): slug for slug, insight in book.insights.items()}
    known = headings[QUOTE_HEADING].str.casefold().map(insight_of)
    return dict(zip(headings["utterance_id"][known.notna()], known.dropna(), strict=True))


def _of(placed: dict[str, str], insight: str) -> list[str]:
    return [utterance_id for utterance_id, own in placed.items() if own == insight]


def _opening(utterances: pd.DataFrame) -> str:
    """Say who learned together: the roles that spoke in a meeting, and others; of loose quotes alone, the roles behind them.

    Whose role is not known was there too; who only left a loose quote did not take part.
    """
    met = utterances[utterances["meeting_id"] != ""]
    there = met if len(met) else utterances
    roles = [plural_role(role).lower() for role in ROLES if role != "begeleider" and there["role"].eq(role).any()]
    others = ["anderen"] if there["role"].eq("").any() else []
    who = listed([*roles, *others]) if roles else "mensen"
    return (
        f"{who[0].upper()}{who[1:]} leerden samen. Zij onderzochten welke manier van samenwerken helpt (cultuur) "
        "en welke stappen nodig zijn (structuur)."
    )


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


def _assemble(data: dict[str, Any], study: Study, book: Codebook, notes: list[str]) -> Factsheet:
    utterances, codings = study.utterances, founded_codings(study.codings)
    read = founded_turns(study.codings, utterances)
    shown = showable(utterances).set_index("utterance_id")
    placed = _placed(study, book)
    supports = {slug: _support(codings, utterances, read, _codes_of(book, slug)) for slug in book.insights}
    blocks = [_block(entry, shown, codings, supports, book, placed, notes) for entry in entries_in(data, "inzichten")]
    proposed = sum(quote.proposed for block in blocks for quote in block.quotes)
    if proposed:
        which = "1 citaat heet" if proposed == 1 else f"{proposed} citaten heten"
        notes.append(
            f"{which} op de factsheet een voorstel van de computer. Klopt een citaat? Schrijf het in {OWN} zo: {{beurt: B01-013}}."
        )
    counted = count_study(study.meetings, study.speakers, utterances)
    return Factsheet(
        title=str(data.get("titel") or study.settings.title),
        subtitle=str(data.get("ondertitel") or ""),
        opening=str(data.get("inleiding") or ""),
        counts=tuple((thousands(int(row["count"])), str(row["what"])) for _, row in counted.iterrows()),
        insights=tuple(blocks),
        ladder=_lines(list_in(data, "ladder"), "trede", "vraag"),
        steps=tuple(
            (str(part.get("kop", "")), _lines(list_in(part, "stappen"), "stap", "vraag"))
            for part in entries_in(data, "stappen")
        ),
        steps_note=str(data.get("stappen_uitleg") or ""),
        concepts=_lines(list_in(data, "begrippen"), "begrip", "uitleg"),
        voices=_voices(codings, read),
        basis=" ".join(
            filter(None, (describe_basis(codings).replace("Deze pagina", "Deze factsheet"), _unread(utterances, read)))
        ),
        suggested=_suggested(codings),
        invented=study.settings.invented,
        notes=tuple(notes),
    )


def _block(
    entry: dict[str, Any],
    shown: pd.DataFrame,
    codings: pd.DataFrame,
    supports: dict[str, str],
    book: Codebook,
    placed: dict[str, str],
    notes: list[str],
) -> Block:
    slug = str(entry.get("inzicht", ""))
    insight, own = book.insights.get(slug), _codes_of(book, slug)
    decided = codings[codings["code"].isin(own) & codings["basis"].eq("mens")]
    # Who writes `beurt` chose it; what stood under this heading in a factsheet was chosen there.
    chosen = {*decided["utterance_id"], *_of(placed, slug)}
    quotes = [
        replace(
            quote,
            proposed=not isinstance(wish, dict) and quote.utterance_id not in chosen,
            shows=_there_or_missing(quote.utterance_id, codings, book, own),
        )
        for wish in list_in(entry, "citaten")
        if (quote := _quote(wish, shown, notes))
    ]
    return Block(
        heading=str(entry.get("kop") or (insight.label if insight else "")),
        dimension=insight.dimension if insight else "",
        summary=str(entry.get("samenvatting") or ""),
        # A block of the researcher's own stands on no code; so may quotes from a factsheet that came in.
        support="" if quotes and supports.get(slug) == _NOT_FOUND else supports.get(slug, ""),
        quotes=tuple(quotes),
        prompts=tuple(str(prompt) for prompt in list_in(entry, "reflectie") if prompt),
        example=_example(entry.get("goed_voorbeeld"), shown, notes),
    )


def _codes_of(book: Codebook, insight: str) -> set[str]:
    return {code.slug for code in book.codes if code.insight == insight}


def _there_or_missing(turn: str, codings: pd.DataFrame, book: Codebook, own: set[str]) -> str:
    """Say which values of an insight are there or missing in a quote: `Vertrouwen: ontbreekt`."""
    rows = codings[codings["utterance_id"].eq(turn) & codings["code"].isin(own) & codings["polarity"].ne("")]
    return ", ".join(f"{book.code(row.code).label}: {POLARITIES[row.polarity]}" for row in rows.itertuples())


def _quote(wish: Any, shown: pd.DataFrame, notes: list[str]) -> Quote | None:
    """Look a quote up by its number; None where it may not be shown (any more), which goes into the notes."""
    number, part = (wish.get("beurt"), wish.get("deel")) if isinstance(wish, dict) else (wish, None)
    if not number:
        raise KennisError(
            f"{OWN}: bij een citaat of goed voorbeeld staat geen nummer. Schrijf het zo: {{beurt: B01-013}}. Of zet je eigen zin tussen aanhalingstekens, zonder woord ervoor."
        )
    number = str(number)
    if number not in shown.index:
        notes.append(
            f"Citaat {number} staat niet op de factsheet: het is er niet (meer), of het mag niet getoond worden."
        )
        return None
    row = shown.loc[number]
    text, shown_text = str(row["text"]), without_own_number(str(row["text"]), str(row["speaker"]))
    if part and str(part) not in text and str(part) not in shown_text:
        raise KennisError(
            f"{OWN}: 'deel' bij {number} staat niet letterlijk in dat citaat. Neem de woorden over zoals ze gezegd zijn."
        )
    said = without_own_number(str(part), str(row["speaker"])) if part else shown_text
    return Quote(without_marks(said), role_label(str(row["role"])), number)


def without_marks(text: str) -> str:
    """Take off the quotation marks around a whole quote, as it stood in a table: the page puts its own there."""
    within = text[1:-1].strip()
    whole = text[:1] in _OPENING and text[-1:] in _CLOSING and not (_OPENING | _CLOSING) & set(within)
    return within if whole and within else text


def _example(wish: Any, shown: pd.DataFrame, notes: list[str]) -> Example | None:
    """Read a good example: a sentence of the researcher, or a turn, proposed (`voorstel`) or confirmed (`beurt`)."""
    if not isinstance(wish, dict):
        return Example(str(wish)) if wish else None
    proposed = "voorstel" in wish
    quote = _quote(wish | {"beurt": wish["voorstel"]} if proposed else wish, shown, notes)
    return Example(quote.text, quote.role, quote.utterance_id, proposed) if quote else None


def _support(codings: pd.DataFrame, utterances: pd.DataFrame, read: pd.DataFrame, codes: set[str]) -> str:
    """Say how much an insight stands on: turns, and in how many of the meetings that were read."""
    ids = set(codings.loc[codings["code"].isin(codes), "utterance_id"])
    rows = utterances[utterances["utterance_id"].isin(ids)]
    everywhere, here = _meetings_in(read), _meetings_in(rows)
    if not len(rows):
        return _NOT_FOUND
    turns = "beurt" if len(rows) == 1 else "beurten"
    many = f"{in_words(len(rows))} {turns}, {in_so_many(here, everywhere, _meetings_in(utterances) - everywhere)}"
    if not everywhere:
        many = f"{thousands(len(rows))} van de {thousands(len(read))} citaten"
    if _suggested(codings):
        return f"Volgens de computer kwam dit voor in {many}. Nog niemand heeft dat bekeken."
    return f"Dit kwam voor in {many}."


def _meetings_in(turns: pd.DataFrame) -> int:
    return int(turns.loc[turns["meeting_id"] != "", "meeting_id"].nunique())


def _unread(utterances: pd.DataFrame, read: pd.DataFrame) -> str:
    return nobody_read(_meetings_in(utterances) - _meetings_in(read))


def _suggested(codings: pd.DataFrame) -> bool:
    return bool(len(codings)) and bool(codings["basis"].eq("computer").all())


def _voices(codings: pd.DataFrame, utterances: pd.DataFrame) -> tuple[tuple[str, float, float], ...]:
    if len(utterances) < FEWEST_FOR_SHARES or codings.empty:
        return ()
    table = voice_share(codings, utterances)
    if not table["role"].any():
        return ()
    return tuple((role_label(str(r["role"])), r["share_of_words"], r["share_of_codings"]) for _, r in table.iterrows())


def _lines(entries: list[Any], heading: str, text: str) -> tuple[Line, ...]:
    lines = [
        Line(str(entry.get(heading) or ""), str(entry.get(text) or "")) for entry in entries if isinstance(entry, dict)
    ]
    return tuple(line for line in lines if line.heading)
