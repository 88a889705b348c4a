"""The factsheet: proposed from the codings, edited by the researcher in one YAML file, ready to be laid out.

`factsheet.yaml` in the study follows it until somebody changes the file; then it is the researcher's and never
overwritten, and what the computer would propose now stands beside it in `factsheet.voorstel.yaml`. The file names quotes
by their number; the words themselves come from the study, so they stay as they were said and follow consent.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from kennis.coding import Codebook, codebook_table, describe_basis, founded_codings, founded_turns, load_codebook
from kennis.insights import count_codes, count_study, voice_share
from kennis.insights.shown import showable, without_own_number
from kennis.insights.words import in_words, listed, role_label, thousands
from kennis.publish.factsheet_file import (
    OWN,
    entries_in,
    insights_in,
    keep_file,
    list_in,
    read_file,
    tell_strangers,
)
from kennis.publish.factsheet_proposal import placed_quotes, propose_factsheet, quotes_placed
from kennis.publish.sentences import in_so_many, nobody_read, there_or_not
from kennis.study import Study
from kennis.tables import POLARITIES, ROLE_SHOWN, UNNAMED_ROLE, KennisError

FEWEST_FOR_SHARES = 50  # turns: with fewer a share of the words says nothing about who is heard
_NOT_FOUND = "Hierover vonden we nog geen uitspraken."
# As the page "how it was made" for readers says it; what follows is so on a factsheet only.
_FEW_IN_ROLE = (
    "Hebben weinig mensen dezelfde rol? Dan noemen we die rol niet bij het citaat. "
    "Deze mensen praatten wel mee, maar hier staat vaak geen citaat van hen."
)
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
    """One insight: heading, dimension, summary (what was learned; until somebody wrote that, what was looked for), what
    it stands on, quotes, quotes that show the other side of a value, prompts to reflect, a good example."""

    heading: str
    dimension: str
    summary: str
    support: str
    quotes: tuple[Quote, ...]
    others: tuple[Quote, ...]
    prompts: tuple[str, ...]
    example: Example | None


@dataclass(frozen=True)
class Line:
    """A heading with a sentence: a rung with its question, a step with its question, a concept with its meaning."""

    heading: str
    text: str


@dataclass(frozen=True)
class Factsheet:
    """All that stands on the factsheet, in reading order. `unwritten`: that what was learned is still to be written;
    `voices`: role, share of words, share of codings (0-1); `suggested`: its codes are the computer's, not people's;
    `about_roles`: why roles may be missing."""

    title: str
    subtitle: str
    opening: str
    unwritten: str
    counts: tuple[tuple[str, str], ...]
    insights: tuple[Block, ...]
    ladder: tuple[Line, ...]
    steps: tuple[tuple[str, tuple[Line, ...]], ...]
    steps_note: str
    concepts: tuple[Line, ...]
    voices: tuple[tuple[str, float, float], ...]
    basis: str
    about_roles: str
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


def _assemble(data: dict[str, Any], study: Study, book: Codebook, notes: list[str]) -> Factsheet:
    utterances, codings = study.utterances, founded_codings(study.codings)
    read = founded_turns(study.codings, utterances)
    shown = showable(utterances).set_index("utterance_id")
    placed = placed_quotes(study, book)
    counts = count_codes(codings, utterances, codebook_table(book))
    supports = {slug: _support(codings, utterances, read, counts[counts["insight"] == slug]) for slug in book.insights}
    learned = insights_in(data, book)
    blocks = [
        _block(entry, shown, codings, supports, book, placed, learned, notes) for entry in entries_in(data, "inzichten")
    ]
    todo = [str(entry.get("inzicht", "")) for entry in entries_in(data, "inzichten")]
    todo = [book.insights[slug].label for slug in todo if slug in book.insights and slug not in learned]
    if todo:
        which = "" if len(todo) == len(blocks) else f" van {listed(f'‘{one}’' for one in todo)}"
        memos = " Jullie memo's (memos.csv) helpen daarbij." if len(study.memos) else ""
        notes.append(
            f"Op de factsheet staat nog niet wat jullie leerden{which}. Dat kan een computer niet zeggen: schrijf het zelf, in {OWN} bij 'samenvatting'.{memos}"
        )
    proposed = sum(quote.proposed for block in blocks for quote in (*block.quotes, *block.others))
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
        unwritten=_unwritten(len(todo), len(blocks)),
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
        about_roles=_FEW_IN_ROLE if _hides_a_role(utterances) else "",
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
    learned: dict[str, str],
    notes: list[str],
) -> Block:
    slug = str(entry.get("inzicht", ""))
    insight, own = book.insights.get(slug), _codes_of(book, slug)
    decided = codings[codings["code"].isin(own) & codings["basis"].eq("mens")]
    # Who writes `beurt` chose it; what stood under this heading in a factsheet was chosen there.
    chosen = {*decided["utterance_id"], *quotes_placed(placed, slug)}
    quotes, others = (
        tuple(
            replace(
                quote,
                proposed=not isinstance(wish, dict) and quote.utterance_id not in chosen,
                shows=_there_or_missing(quote.utterance_id, codings, book, own),
            )
            for wish in list_in(entry, name)
            if (quote := _quote(wish, shown, notes))
        )
        for name in ("citaten", "ook_gezegd")
    )
    written = "" if insight else str(entry.get("samenvatting") or "")
    return Block(
        heading=str(entry.get("kop") or (insight.label if insight else "")),
        dimension=insight.dimension if insight else "",
        summary=learned.get(slug) or written or _looked_for(book, slug),
        # A block of the researcher's own stands on no code; so may quotes from a factsheet that came in.
        support="" if quotes and supports.get(slug) == _NOT_FOUND else supports.get(slug, ""),
        quotes=quotes,
        others=others,
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


def _looked_for(book: Codebook, insight: str) -> str:
    """Say what was looked for, where nobody wrote yet what was learned."""
    sought = [f"‘{code.label}’" for code in book.codes if code.insight == insight]
    return f"We zochten naar {listed(sought)}." if sought else ""


def _unwritten(todo: int, blocks: int) -> str:
    if not todo:
        return ""
    where = "" if todo == blocks else f" bij {in_words(todo)} van de {in_words(blocks)} onderdelen"
    return f"Wat we ervan leerden, schrijven we{where} nog op."


def _hides_a_role(utterances: pd.DataFrame) -> bool:
    quoted = utterances[utterances["role"] != "begeleider"]
    return ROLE_SHOWN in quoted and bool((quoted[ROLE_SHOWN] == UNNAMED_ROLE).any())


def _support(codings: pd.DataFrame, utterances: pd.DataFrame, read: pd.DataFrame, counts: pd.DataFrame) -> str:
    """Say how much an insight stands on: turns, in how many of the meetings that were read, and how often each value is
    there or missing."""
    ids = set(codings.loc[codings["code"].isin(counts["code"]), "utterance_id"])
    rows = utterances[utterances["utterance_id"].isin(ids)]
    everywhere, here = _meetings_in(read), _meetings_in(rows)
    if not len(rows):
        return _NOT_FOUND
    turns = "beurt" if len(rows) == 1 else "beurten"
    many = f"{in_words(len(rows))} {turns}, {in_so_many(here, everywhere, _meetings_in(utterances) - everywhere)}"
    if not everywhere:
        many = f"{thousands(len(rows))} van de {thousands(len(read))} citaten"
    values = [f"{row['label']}: {said}" for _, row in counts.iterrows() if (said := there_or_not(row).lower())]
    if _suggested(codings):
        return " ".join([f"Volgens de computer ging het hierover in {many}. Nog niemand heeft dat bekeken.", *values])
    return " ".join([f"Hierover ging het in {many}.", *values])


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
