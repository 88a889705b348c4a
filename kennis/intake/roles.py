"""Words for roles → the slugs of `tables.ROLES`, in one place."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

_MOST_NAMED = 5
_WORDS = {
    "ervaringsdeskundige": (
        "ervaringsdeskundig ervaringsdeskundige ervaringsprofessional ervaringswerker ed ed'er ed-er eder "
        "peer ervaringsexpert ervaringsdesk ervdesk"
    ),
    "beleidsmedewerker": (
        "beleidsmedewerker beleidsmedewerkster beleidsadviseur beleidsmaker beleidsambtenaar beleidsregisseur"
        " beleidsspecialist beleidscoördinator beleidsontwikkelaar beleidsmedew beleidsmw beleidsadv"
    ),
    "uitvoerder": (
        "uitvoerder uitvoerster klantmanager klantmanagster klantregisseur klantadviseur casemanager "
        "casusregisseur consulent consulente coach werkmakelaar schuldhulpverlener uitvoeringsmedewerker "
        "wijkteammedewerker inkomensspecialist inkomensbeheerder inkomensmedewerker bijstandsmedewerker "
        "trajectbegeleider werkbegeleider woonbegeleider accountmanager professional bijstandsambtenaar uitv "
        "hulpverlener hulpverleenster zorgverlener zorgverleenster"
    ),
    "inwoner": (
        "inwoner inwoonster bewoner bewoonster cliënt client cliënte burger bijstandsgerechtigde "
        "uitkeringsgerechtigde bijstandsontvanger ervaringskenner klant inw bew"
    ),
    "naaste": "naaste mantelzorger mantelzorgster familielid",
    "vrijwilliger": "vrijwilliger vrijwilligster",
    "bestuurder": (
        "bestuurder bestuurslid wethouder burgemeester gedeputeerde raadslid directeur directrice manager teamleider "
        "teamleidster teammanager afdelingsmanager leidinggevende"
    ),
    "kritische_vriend": "kv",
    "begeleider": (
        "begeleider begeleidster begeleiding gespreksleider gespreksleidster facilitator onderzoeker "
        "onderzoekster interviewer interviewster moderator voorzitter voorzitster notulist notuliste "
        "procesbegeleider procesbegeleidster dagvoorzitter verslaglegger lector researcher vragensteller"
    ),
}
_PHRASES = {
    "kritische vriend": "kritische_vriend",
    "kritische vriendin": "kritische_vriend",
    "critical friend": "kritische_vriend",
    "medewerker beleid": "beleidsmedewerker",
    "adviseur beleid": "beleidsmedewerker",
    "policy officer": "beleidsmedewerker",
    "ambtenaar beleid": "beleidsmedewerker",
    "ambt beleid": "beleidsmedewerker",
    "medewerker uitvoering": "uitvoerder",
    "ambtenaar uitvoering": "uitvoerder",
    "ambt uitvoering": "uitvoerder",
    "medewerker werk en inkomen": "uitvoerder",
    "medewerker inkomen": "uitvoerder",
    "medewerker sociale dienst": "uitvoerder",
    "maatschappelijk werker": "uitvoerder",
    "maatschappelijk werkster": "uitvoerder",
    "sociaal werker": "uitvoerder",
    "sociaal werkster": "uitvoerder",
    "sociaal raadsman": "uitvoerder",
    "sociaal raadsvrouw": "uitvoerder",
    "expert by experience": "ervaringsdeskundige",
    "lived experience expert": "ervaringsdeskundige",
    "ervaringsdeskundige in opleiding": "ervaringsdeskundige",
    "inwoner met ervaringskennis": "inwoner",
    "inwoner met ervaring": "inwoner",
}
_SINGLE = {word: slug for slug, words in _WORDS.items() for word in words.split()}
# In a column of roles, where somebody works stands for what they do, and a parent is no older person.
_IN_A_COLUMN = {
    "beleid": "beleidsmedewerker",
    "uitvoering": "uitvoerder",
    "familie": "naaste",
    "ouder": "naaste",
    "ouders": "naaste",
    "bestuur": "bestuurder",
    "directie": "bestuurder",
    "management": "bestuurder",
    "anders": "anders",  # in running text it is a word, or a name
}
# What a person does about a role that is none of ours.
_ALL = dict.fromkeys([*_WORDS, *_IN_A_COLUMN.values()])
HOW_TO_FILL_IN = (
    f"de rol is leeg gelaten. Past er een van deze: {', '.join(_ALL)}? Vul die dan in bij deelnemers.csv "
    "(bij een los citaat: citaten.csv), kolom 'role'. Doe je niets, dan blijft het: rol onbekend."
)
# Compounds speak by their tail: re-integratieconsulent, jobcoach, actieonderzoeker.
_TAILS = (
    ("consulent", "uitvoerder"),
    ("consulente", "uitvoerder"),
    ("coach", "uitvoerder"),
    ("klantmanager", "uitvoerder"),
    ("onderzoeker", "begeleider"),
    ("beleidsadviseur", "beleidsmedewerker"),
    ("beleidsmedewerker", "beleidsmedewerker"),
    ("ervaringsdeskundige", "ervaringsdeskundige"),
)
_QUALIFIERS = {
    "senior",
    "junior",
    "jr",
    "sr",
    "strategisch",
    "strategische",
    "een",
    "de",
    "ervaren",
    "getrainde",
    "opgeleide",
    "medewerker",
    "hoofd",
    "(oud)",
}
_OWN_ROLE = re.compile(
    r"\b(?:als|ben(?: ik)?|zijn|wij)(?: (?:zelf|ook|al|jaren|nu|hier|toch|eigenlijk|natuurlijk|nog|gewoon|maar))*\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*", re.UNICODE)
_JOIN = re.compile(
    r"^[\s.,;:/|–—-]*(?:(?:bij|van|uit|namens|vanuit|at|in|werkzaam bij)\s+(?:de\s+|het\s+)?)?", re.IGNORECASE
)


@dataclass(frozen=True)
class RoleMatch:
    """A role found at the start of a text: its slug, how it was written, and the organisation behind it."""

    slug: str
    label: str
    organisation: str = ""


def match_role(text: str) -> RoleMatch | None:
    """Find the role a description starts with: "klantmanager bij Werkkracht" → uitvoerder, "Werkkracht".

    Case and plural do not matter (`Uitvoerder(s)`, `ERVARINGSDESKUNDIGEN`). None if it starts with no known role.
    """
    cleaned = re.sub(r"\((?:s|n|en|ster|e)\)", "", text).strip(" \t.,;:|*_–—-")
    words = list(_WORD.finditer(cleaned))
    first = 0
    while first < len(words) - 1 and words[first].group().casefold() in _QUALIFIERS:
        if _role_at(words, first):
            break
        first += 1
    # Only qualifiers may stand before the role.
    if not words or words[0].start() > 1:
        return None
    found = _role_at(words, first)
    if not found:
        return None
    slug, stop = found
    behind = cleaned[words[stop - 1].end() :]
    return RoleMatch(slug, cleaned[: words[stop - 1].end()], _organisation(behind))


def role_slug(text: str) -> str:
    """Return the slug of a role description ("" if unknown); a slug itself is also understood."""
    found = match_role(text.replace("_", " "))
    return found.slug if found else ""


def cell_role(text: str) -> str:
    """Return the slug of a cell in a column of roles ("" if unknown): there `beleid` says what somebody is."""
    return role_slug(text) or _IN_A_COLUMN.get(text.casefold().strip(" ."), "")


def says_own_role(text: str, slug: str) -> bool:
    """Tell whether somebody says which role they have: *mag ik daar als kritische vriend iets over zeggen?*, *ik ben teammanager*."""
    return any(
        (found := match_role(text[cue.end() :])) is not None and found.slug == slug for cue in _OWN_ROLE.finditer(text)
    )


def is_role_label(text: str) -> bool:
    """Tell whether a whole label is a role, possibly numbered: "Ervaringsdeskundige 2", "Uitvoerder A"."""
    found = match_role(text)
    if not found:
        return False
    rest = re.sub(r"\((?:s|n|en)\)", "", text).strip()[len(found.label) :].strip(" .#-_")
    return bool(re.fullmatch(r"(?:nr\.?\s*)?(?:\d{1,2}|[A-Za-z])?", rest))


def _role_at(words: list[re.Match[str]], first: int) -> tuple[str, int] | None:
    for size in (5, 4, 3, 2):
        chunk = words[first : first + size]
        if len(chunk) == size:
            phrase = [word.group().casefold() for word in chunk]
            for last in {phrase[-1], _singular(phrase[-1])}:
                slug = _PHRASES.get(" ".join([*phrase[:-1], last])) or _PHRASES.get(
                    " ".join([_singular(phrase[0]), *phrase[1:-1], last])
                )
                if slug:
                    return slug, first + size
    slug = _word_slug(words[first].group().casefold())
    return (slug, first + 1) if slug else None


def _word_slug(word: str) -> str:
    word = word.replace("’", "'")
    for form in (word, _singular(word)):
        if form in _SINGLE:
            return _SINGLE[form]
    for tail, slug in _TAILS:
        if word.endswith(tuple(tail + plural for plural in ("", "s", "n", "en", "es"))):
            return slug
    return ""


def _singular(word: str) -> str:
    for plural, single in (
        ("es", "e"),
        ("s", ""),
        ("ën", "e"),
        ("nnen", ""),
        ("eden", "ede"),
        ("den", "d"),
        ("ten", "t"),
        ("en", ""),
        ("n", ""),
    ):
        if word.endswith(plural) and word[: -len(plural)] + single in _KNOWN:
            return word[: -len(plural)] + single
    return word


_KNOWN = set(_SINGLE) | {tail for tail, _ in _TAILS} | {word for phrase in _PHRASES for word in phrase.split()}


def _organisation(behind: str) -> str:
    rest = behind.strip()
    if re.match(r"^(?:\d{1,2}|[A-Z])$", rest):
        return ""
    rest = re.sub(r"^(?:\d{1,2})\b", "", rest)
    rest = _JOIN.sub("", rest, count=1)
    rest = rest.strip(" \t,;:.()[]|")
    return rest if len(rest) <= 80 and any(char.isalpha() for char in rest) else ""


def role_words(roles: Iterable[str]) -> str:
    """Name roles that are none of ours, between brackets: short words only, and nothing that may be a name."""
    from kennis.intake.labels import first_names

    words = [role.casefold().strip() for role in roles]
    short = [
        word
        for word in dict.fromkeys(words)
        if re.fullmatch(r"[^\W\d_][^\W\d_ .-]{1,24}\.?(?: [^\W\d_]{2,20}\.?)?", word)
        and not set(re.split(r"[ .]", word)) & first_names()
    ]
    return f" ({', '.join(f'‘{word}’' for word in short[:_MOST_NAMED])})" if short else ""
