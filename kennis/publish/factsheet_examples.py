"""Good examples for the factsheet: what somebody did that others could copy. Proposals, for a person to confirm."""

from __future__ import annotations

import re
from collections.abc import Collection

import pandas as pd

from kennis.coding.kinds import tell_kind

LEAST_WORDS = 10
_LOOKED_AT = (
    6  # candidates an insight that the patterns of `coding.kinds` read: those need the whole analysis of a text
)
# Codes that tell how things are or what hinders, not what somebody did about it.
_NO_PRACTICE = ("drempel", "ervaring_delen", "informeren", "raadplegen", "adviseren", "leefwereld_systeemwereld")
# What a told practice has more often than an opinion: somebody did it, when and how much, regularly, and it worked out.
_SIGNS = (
    r"\b(wij|we|ik|bij ons|ons team)\b",
    r"\b(heb|hebben|heeft|hadden|had|is|zijn)\b[^.?!]*\b((af|in|op|mee|aan|uit)?ge\w{2,}|be\w{3,})(d|t|en)\b",
    r"\b(maandag|dinsdag|woensdag|donderdag|vrijdag|uur|keer|week|maand|brief|tafel|formulier|spreekuur|overleg)s?\b",
    r"\b(elke?|iedere?|voortaan|sindsdien|sinds|standaard|altijd|nu|samen|eerst)\b",
    r"\b(anders dan|beter|sneller|vaker|werkte?n?|werkt|helpt|hielp|gelukt|kwam(en)?|durfde(n)?|trots)\b(?![^.?!]*\bniet\b)",
    r"\b(\d+|twee|drie|vier|vijf|zes|zeven|acht|negen|tien|twaalf|\w+(twintig|dertig|veertig))\b",
)
_AGAINST = re.compile(r"\b(niet|geen|nooit|niks|niets|niemand|zonder|maar)\b", re.IGNORECASE)


def choose_examples(candidates: pd.DataFrame, *, taken: Collection[str] = ()) -> dict[str, str]:
    """Propose for each insight the turn that most looks like a practice worth copying.

    It goes by how well a turn fits the factsheet, by signs of the surface, and by the patterns of `coding.tell_kind`.
    That is a guess: what comes out is for a person to confirm.

    Args:
        candidates: see `factsheet_quotes.quote_candidates`.
        taken: turns that stand on the factsheet already.

    Returns:
        Insight -> `utterance_id`; an insight without a turn that looks like it is left out.
    """
    fit = candidates["text"].str.split().str.len().ge(LEAST_WORDS) & candidates["polarity"].isin(["", "aanwezig"])
    fit &= ~candidates["code"].isin(_NO_PRACTICE) & ~candidates["small_cell"]
    fit &= ~candidates["text"].str.contains("?", regex=False) & ~candidates["utterance_id"].isin(list(taken))
    rows = candidates[fit].drop_duplicates(["insight", "utterance_id"])
    signs = rows["text"].map(count_signs).astype(float)
    rows = rows.assign(worth=rows["base"] + 0.4 * signs)[signs > 0].sort_values("worth", ascending=False, kind="stable")
    rows = rows.groupby("insight", sort=False).head(_LOOKED_AT)
    if rows.empty:
        return {}
    kinds = tell_kind(rows.drop_duplicates("utterance_id"))
    known = kinds.loc[kinds["kind"] == "goed_voorbeeld", "utterance_id"]
    rows = rows.assign(worth=(rows["worth"] + rows["utterance_id"].isin(known)).round(6))
    best = rows.sort_values("worth", ascending=False, kind="stable").drop_duplicates("utterance_id")
    best = best.drop_duplicates("insight")
    return dict(zip(best["insight"], best["utterance_id"], strict=True))


def count_signs(text: str) -> int:
    """Count what speaks for a practice that worked out, less what speaks against it."""
    return sum(bool(re.search(sign, text, re.IGNORECASE)) for sign in _SIGNS) - len(_AGAINST.findall(text))
