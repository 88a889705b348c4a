"""Lines with a word and a colon that say who somebody is: `Voorzitter: …`, `Interviewer: I`."""

from __future__ import annotations

import re

from kennis.intake.roles import match_role

ASKED_KEYS = ("deelnemer", "respondent", "respondenten", "geïnterviewde", "geïnterviewden")
PEOPLE_KEYS = (
    "gespreksleider",
    "gespreksleiding",
    "voorzitter",
    "notulist",
    "notulen",
    "verslag",
    "verslaglegging",
    "facilitator",
    "interviewer",
    "onderzoeker",
    "begeleider",
    "begeleiding",
    "moderator",
    "dagvoorzitter",
    "begeleiders",
    "onderzoekers",
    *ASKED_KEYS,
)
# `Respondent: R (ervaringsdeskundige)` and `I = interviewer` say who the initials in the transcript are.
_INITIAL = re.compile(r"^(?P<label>[A-Z]{1,3}\d{0,2})\s*(?:\((?P<role>[^()]+)\))?$")
_LEGEND = re.compile(r"^(?P<label>[A-Z]{1,3}\d{0,2})\s*=\s*(?P<who>[^\W\d_].{2,60})$")
FIELD_LINE = re.compile(r"^[-*•\s]*(?P<key>[^\W\d_][^:|\t]{0,39}?)\s*(?:[:|\t]|\s{3,})\s*(?P<value>.*)$", re.DOTALL)


def legend_of(text: str) -> list[tuple[str, str]]:
    """Return initials and what is told of them; the role may stand before them, behind them or between brackets."""
    legend, line = _LEGEND.match(text), FIELD_LINE.match(text)
    if legend:
        return [(legend["label"], legend["who"])]
    if not line or not (match_role(line["key"]) or line["key"].casefold() in PEOPLE_KEYS):
        return []
    initials = [_INITIAL.match(part) for part in re.split(r"(?:,|;|\sen\s)\s*(?![^()]*\))", line["value"].strip())]
    return [(one["label"], one["role"] or line["key"]) for one in initials if one] if all(initials) else []
