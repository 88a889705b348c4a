"""Lines with a word and a colon that say who somebody is: `Voorzitter: …`, `Interviewer: I`."""

from __future__ import annotations

import re

from kennis.intake.labels import first_names, is_generic, is_name, label_key
from kennis.intake.roles import match_role
from kennis.intake.source import Person
from kennis.intake.words import NOT_SPEAKERS

ASKED_KEYS = ("deelnemer", "respondent", "respondenten", "geïnterviewde", "geïnterviewden")
PEOPLE_KEYS = (
    "gespreksleider",
    "gespreksleiding",
    "voorzitter",
    "notulist",
    "notulen",
    "verslaggever",
    "griffier",
    "secretaris",
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
_LEGEND = re.compile(
    r"^(?P<label>[^\W\d_][\w.]{0,12}(?: ?\d{1,2})?)\s*(?P<mark>=|:|\s[–—-]\s)\s*(?P<who>[^\W\d_].{2,60})$"
)
FIELD_LINE = re.compile(r"^[-*•\s]*(?P<key>[^\W\d_][^:|\t]{0,39}?)\s*(?:[:|\t]|\s{3,})\s*(?P<value>.*)$", re.DOTALL)


def legend_of(text: str) -> list[Person]:
    """Return who the initials or numbered labels in a line are (`also`), with the role and the name that are told.

    `R1 = Naoual Bouchta, ervaringsdeskundige`; with a colon or a dash only where a role or a whole name follows, for
    such a line may also be a turn. The role may stand before the initials, behind them or between brackets.
    """
    legend, line = _LEGEND.match(text), FIELD_LINE.match(text)
    if legend and _is_label(legend["label"]):
        person = _who(legend["label"], legend["who"])
        if legend["mark"] == "=" or _is_told(person, legend["who"]):
            return [person]
    if not line or not (match_role(line["key"]) or line["key"].casefold() in PEOPLE_KEYS):
        return []
    initials = [_INITIAL.match(part) for part in re.split(r"(?:,|;|\sen\s)\s*(?![^()]*\))", line["value"].strip())]
    return [_who(one["label"], one["role"] or line["key"]) for one in initials if one] if all(initials) else []


def _is_label(label: str) -> bool:
    key = label_key(label)
    initials = re.fullmatch(r"[A-Z]{1,3}\d{0,2}", label) and key not in NOT_SPEAKERS
    return bool(initials) or (label[-1].isdigit() and is_generic(key))


def _parts(told: str) -> list[str]:
    return [part.strip(" .") for part in re.split(r"[,;/()|]|\s[–—-]\s", told) if part.strip(" .")]


def _who(label: str, told: str) -> Person:
    """Read what a legend tells: `interviewer (Storm Ietswaard)`, `Naoual Bouchta, inwoner`, `moeder, 43`."""
    parts = _parts(told)
    roles = [found for part in parts if (found := match_role(part))]
    names = [part for part in parts if not match_role(part) and is_name(part)]
    # `interviewer Tjalf Ebbinge`: what stands right behind a role may as well be where somebody works.
    names += [one.organisation for one in roles if one.organisation.partition(" ")[0].casefold() in first_names()]
    return Person(names[0] if names else "", roles[0].slug if roles else "", also=label)


def _is_told(person: Person, told: str) -> bool:
    """Tell a legend from somebody talking (`Ik ben Naoual, inwoner`): it begins with the name or the role."""
    first = _parts(told)[0]
    begins = first == person.name or (match_role(first) is not None and len(first.split()) <= 4)
    return begins and told[-1] not in ".?!" and (bool(person.role) or " " in person.name)
