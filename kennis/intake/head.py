"""What a file says about its meeting: the metadata head, the attendee list, the file name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from kennis.intake.dates import find_date, strip_dates
from kennis.intake.front_matter import people_of, read_front_matter
from kennis.intake.labels import Line, find_candidate, first_names, is_generic, looks_like_name
from kennis.intake.legend import ASKED_KEYS, FIELD_LINE, PEOPLE_KEYS, legend_of
from kennis.intake.marks import DATE_ALONE, DURATION, MADE_BY, RECORDING
from kennis.intake.people import is_aside, parse_people, split_names
from kennis.intake.roles import HOW_TO_FILL_IN, match_role, role_words
from kennis.intake.source import Person
from kennis.intake.words import FILE_NAME_NOISE
from kennis.numbers import first_few

_WHOM = re.compile(
    r"\b(?:[Ii]nterview|[Gg]esprek|[Vv]raaggesprek) met (?:(?:de heer|dhr\.|mevrouw|mevr\.|mw\.) )?"
    r"(?P<who>[A-ZÀ-Þ][\w'’-]+(?: (?:van|de|der|den|het|ten|ter|el|al|ait|'t))*(?: [A-ZÀ-Þ][\w'’-]+){0,2})(?=\s*(?:$|[,.(–—-]))"
)
# Words of one piece first, longer ones behind a bar. "skip": known, but of no use to us.
_KEYS = {
    "kind": "soort type kind vorm | soort bijeenkomst | type bijeenkomst | soort gesprek",
    "group": "groep group groepsnaam leergroep team | naam groep",
    "date": (
        "datum date dag opnamedatum interviewdatum datum/tijd | datum bijeenkomst | datum gesprek | datum interview | "
        "datum opname | datum en tijd | gehouden op"
    ),
    "title": "titel title onderwerp betreft thema",
    "place": "gemeente gemeenten plaats locatie place municipality location stad | plaats bijeenkomst",
    "organisation": "organisatie organisation organization uitvoeringsorganisatie instelling",
    "present": (
        "aanwezig aanwezigen mede-aanwezig deelnemers present attendees deelnemerslijst participants sprekers "
        "speakers aanwezigheid | aanwezig waren | wie waren er | mede aanwezig | ook aanwezig | verder aanwezig"
    ),
    "absent": (
        "afwezig afgemeld absent afwezigen afmeldingen verhinderd m.k.a. | met kennisgeving afwezig | afwezig m.k. | "
        "afwezig m.k | afwezig mk | afwezig met kennisgeving | afwezig met bericht | met bericht afwezig | "
        "afwezig zonder bericht | bericht van verhindering | verontschuldigd | verontschuldigden | afwezig / afgemeld | "
        "afgemeld / afwezig"
    ),
    "skip": (
        "tijd duur opnameduur tijdstip start einde begin kenmerk versie bestand meeting id bijeenkomst_id meeting_id "
        "opname audio bron taal language transcriptie transcript project status auteur author agenda pagina "
        "toestemming vertrouwelijk fictief opmerking opmerkingen nummer dossier notities tags layout toelichting doel"
        " | opgesteld door | transcriptie door | getranscribeerd door | uitgewerkt door | volgende "
        "bijeenkomst | duur opname"
    ),
}


def _fields() -> Iterator[tuple[str, str]]:
    for name, words in _KEYS.items():
        single, *longer = words.split("|")
        yield from ((key.strip(), name) for key in (*single.split(), *longer))


_FIELDS = dict(_fields())
_KINDS = (
    ("actieleer", "actieleerbijeenkomst"),
    ("actieleren", "actieleerbijeenkomst"),
    ("synergie", "synergiebijeenkomst"),
    ("netwerk", "netwerkbijeenkomst"),
    ("interview", "interview"),
    ("vraaggesprek", "interview"),
)


@dataclass
class Head:
    """What the head of a file told, and how many lines it took (`stop`)."""

    meeting: dict[str, str] = field(default_factory=dict)
    people: list[Person] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    roles: dict[str, str] = field(default_factory=dict)  # initials in lower case → role
    stop: int = 0


def parse_head(lines: Sequence[Line]) -> Head:
    """Read the metadata lines a file opens with.

    Args:
        lines: the whole file, line by line.

    Returns:
        The meeting, the attendee list, notes, and the number of lines that are no speech.
    """
    head = Head()
    spoken, speaking = _repeated_keys(lines, least=3), _repeated_keys(lines, least=2)
    place = front = _take_front_matter(lines, head)
    titles: list[str] = []
    unknown: list[int] = []
    while place < len(lines):
        line = lines[place]
        text = _plain(line.text)
        if not text or re.fullmatch(r"[-=_*~#]{3,}", text):
            place += 1
            continue
        found = None if _key(text) in spoken else _field(text)
        if _take_legend(text, head) or DURATION.fullmatch(text) or MADE_BY.match(text) or _is_file_name(lines, place):
            place += 1
        elif found:
            name, value = found
            place = _take_field(name, value, lines, place, head)
        elif (line.heading and head.stop == front and not titles and not _opens_turn(line)) or _is_title(
            lines, place, started=bool(head.meeting or head.people or titles)
        ):
            titles.append(text)
            place += 1
        elif _is_unknown_field(lines, place, speaking) or (
            head.stop == front and _is_above_fields(lines, place, spoken)
        ):
            unknown.append(place + 1)
            place += 1
            continue
        else:
            break
        head.stop = place
    if unknown and head.stop:
        which = first_few(unknown)
        head.notes.append(f"Regels boven het gesprek die we niet herkenden, zijn niet overgenomen: regel {which}.")
    _read_titles(titles, head)
    return head


def meeting_from_name(path: Path, meeting: Mapping[str, str]) -> dict[str, str]:
    """Fill in kind, date and group from the file name where the file itself is silent."""
    filled = dict(meeting)
    date = find_date(path.stem)
    kind = find_kind(path.stem)
    if date:
        filled.setdefault("date", date)
    if kind:
        filled.setdefault("kind", kind)
    group = _group_from_name(strip_dates(path.stem)) if kind or date else ""
    if group and filled.get("kind") in (None, "actieleerbijeenkomst", "synergiebijeenkomst"):
        filled.setdefault("group", group)
    return filled


def find_kind(text: str) -> str:
    """Return the kind of meeting (a slug of `tables.MEETING_KINDS`) a text names, or ""."""
    lower = text.casefold()
    found = [
        (lower.find(word), slug)
        for word, slug in _KINDS
        if word in lower and "leernetwerk" not in lower.replace(word, "", 0)[:0]
    ]
    found = [
        (place, slug)
        for place, slug in found
        if not (slug == "netwerkbijeenkomst" and lower[max(0, place - 4) : place] == "leer")
    ]
    return min(found)[1] if found else ""


def _plain(text: str) -> str:
    return re.sub(r"\*\*|__|^#+\s*", "", text).strip().strip("*").strip()


def _key(text: str) -> str:
    found = FIELD_LINE.match(text)
    return re.sub(r"\s*\(.*\)$", "", " ".join(found["key"].casefold().split())) if found else ""


def _repeated_keys(lines: Sequence[Line], *, least: int) -> set[str]:
    """Return words before a colon that come back through the file: speakers (`Voorzitter: …`), no metadata."""
    counts = Counter(key for line in lines if (key := _key(_plain(line.text))))
    return {key for key, count in counts.items() if count >= (2 if key in PEOPLE_KEYS else least)}


def _field(text: str) -> tuple[str, str] | None:
    found = FIELD_LINE.match(text)
    if not found:
        bare = text.casefold().rstrip(":")
        return (_FIELDS[bare], "") if _FIELDS.get(bare) in ("present", "absent") else None
    key, value = " ".join(found["key"].casefold().split()), found["value"].strip()
    if key in PEOPLE_KEYS:
        return (key, value) if value and all(_is_full_name(name) for name in split_names(value)) else None
    name = _FIELDS.get(key) or _FIELDS.get(re.sub(r"\s*\(.*\)$", "", key))
    if name in ("present", "absent") or name is None:
        return (name, value) if name else None
    # A long sentence behind such a word is somebody talking.
    return (name, value) if len(value.split()) <= 15 else None


def _take_legend(text: str, head: Head) -> bool:
    """Read a line that says who initials are: `Interviewer: I`, `R1 = Naoual Bouchta, inwoner`."""
    legend = legend_of(text)
    for person in legend:
        head.roles[person.also.casefold()] = person.role
    head.people += [person for person in legend if person.name]
    return bool(legend)


def _take_field(name: str, value: str, lines: Sequence[Line], place: int, head: Head) -> int:
    place += 1
    if name in ("present", "absent"):
        rows, place = _list_rows(value, lines, place)
        # Who is not there may be spoken of by name: that name is known too. `Aanwezig: 12 personen` names nobody.
        alone = [len(rows) > 1 and not (value and at == 0) for at in range(len(rows))]
        listed = [person for row, one in zip(rows, alone, strict=True) for person in parse_people(row, one_a_line=one)]
        head.people += [person for person in listed if looks_like_name(person.name, cased=False)]
        # A name has a capital: one word without it says what somebody is.
        told = {one.organisation for one in listed if not one.role and one.organisation.isalpha()}
        strange = sorted(word for word in told if word.islower() and not is_aside(word))
        if name == "present" and (words := role_words(strange)):
            head.notes.append(f"Bij de aanwezigen staat een rol die we niet kennen{words}: {HOW_TO_FILL_IN}")
        return place
    if name in PEOPLE_KEYS:
        slug = "" if name in ASKED_KEYS else "begeleider"
        head.people += [Person(person.name, person.role or slug, person.organisation) for person in parse_people(value)]
        return place
    _take_value(name, value, head)
    return place


def _take_value(name: str, value: str, head: Head) -> None:
    if not value:
        return
    if name == "skip":
        if not head.meeting.get("date") and find_date(value):
            head.meeting["date"] = find_date(value)
        return
    if name == "kind":
        kind = find_kind(value)
        if not kind:
            head.notes.append("De soort bijeenkomst in het bestand kennen we niet. Kies zelf de soort.")
            return
        value = kind
    if name == "date":
        date = find_date(value)
        if not date:
            head.notes.append("De datum in het bestand konden we niet lezen. Vul de datum zelf in.")
            return
        value = date
    if name == "group":
        value = re.sub(r"^groep\s+", "", value, flags=re.IGNORECASE)
    if name == "place":
        value = re.sub(r"^gemeente\s+", "", value, flags=re.IGNORECASE)
    head.meeting.setdefault(name, value.strip(" ."))


def _list_rows(value: str, lines: Sequence[Line], place: int) -> tuple[list[str], int]:
    """Collect an attendee list: behind the colon, or as the lines (with bullets) below it."""
    rows = [value] if value else []
    start = place
    while place < len(lines):
        text = lines[place].text.strip()
        if not text:
            # An empty line may separate the heading from its list, and ends the list.
            if rows or place > start:
                break
            place += 1
            continue
        # Behind names on the line itself, `1. Opening` is where the minutes begin.
        bullet = re.match(r"^(?:[-–*•·o]\s+)" if value else r"^(?:[-–*•·o]\s+|\d+[.)]\s+)", text)
        if _field(_plain(text)) or lines[place].heading:
            break
        continued = bool(rows) and (
            rows[-1].rstrip().endswith((",", ";", " en"))
            or (bool(value) and lines[place].text[:1] in " \t")
            # A long line that was cut: `…, Bruno De⏎Vrieze, Ada`.
            or (bool(value) and "," in text and _is_attendee(text))
        )
        item = _plain(text[bullet.end() :] if bullet else text)
        if not (bullet or continued or (not value and _is_attendee(item))):
            break
        if continued and not bullet:
            rows[-1] += " " + item
        else:
            rows.append(item)
        place += 1
    return rows, place


def _is_full_name(name: str) -> bool:
    """A first name and a surname, or a known first name: `Gespreksleider: Ja.` is somebody talking."""
    return looks_like_name(name) and (len(name.split()) > 1 or name.casefold() in first_names())


def _is_attendee(text: str) -> bool:
    names = split_names(text)
    return (
        bool(names) and len(text) <= 160 and not text.rstrip().endswith((".", "?", "!")) and looks_like_name(names[0])
    )


def _is_file_name(lines: Sequence[Line], place: int) -> bool:
    """Speech recognition puts the name of the recording above its own lines: no title, and it can hold a name."""
    below = next((_plain(line.text) for line in lines[place + 1 :] if line.text.strip()), "")
    return " " not in _plain(lines[place].text) and bool(MADE_BY.match(below))


def _is_title(lines: Sequence[Line], place: int, *, started: bool) -> bool:
    """A short line on top, without the point of a sentence, is a title if metadata or an empty line follows."""
    text = _plain(lines[place].text)
    if RECORDING.search(text) or (find_date(text) and DATE_ALONE.fullmatch(text)):
        return True
    if (
        len(text) > 120
        or text.endswith((".", "?", "!", ",", ";"))
        or ":" in text.rstrip(":")
        or re.match(r"^[\[(<]?\d+:\d\d", text)
    ):
        return False
    telling = bool(
        find_date(text) or find_kind(text) or re.match(r"(?i)(verslag|notulen|transcript|gespreksverslag)", text)
    )
    following = [_plain(line.text) for line in lines[place + 1 : place + 4] if line.text.strip()]
    # In a document no empty line stands between the title and whoever speaks first.
    told = bool(following) and (_field(following[0]) is not None or bool(legend_of(following[0])))
    loose = (
        place + 1 >= len(lines)
        or not lines[place + 1].text.strip()
        or (following and (told or _opens_turn(lines[place + 1]) or _is_place_and_date(following[0])))
    )
    if telling and text[:1].isupper() and len(text.split()) <= 14 and loose:
        return True
    return not started and told and match_role(text) is None


def _is_place_and_date(text: str) -> bool:
    """Tell `Zwolle, 5 juni 2025` below a title from a sentence with a date in it."""
    return bool(find_date(text)) and len(text.split()) <= 8 and not text.endswith((".", "?", "!"))


def _opens_turn(line: Line) -> bool:
    found = find_candidate(line)
    return found is not None and (found.form == "bold" or bool(found.time) or is_generic(found.key))


def _is_unknown_field(lines: Sequence[Line], place: int, speaking: set[str]) -> bool:
    """An unknown `Key: value` counts as head only when a known field still follows close by; a sentence is speech."""
    text = _plain(lines[place].text)
    if not re.match(r"^[^\W\d_][^:]{0,30}:\s*\S", text) or len(text.split()) > 12:
        return False
    if _key(text) in speaking or (text[-1] in ".?!" and len(text.split()) > 3):
        return False
    return any(_field(_plain(line.text)) for line in lines[place + 1 : place + 4])


def _is_above_fields(lines: Sequence[Line], place: int, spoken: set[str]) -> bool:
    """Tell whether a line on top (a letterhead, `Vertrouwelijk`) stands above the metadata: two known fields follow close by."""
    if ":" in lines[place].text or _opens_turn(lines[place]):
        return False
    below = [_plain(line.text) for line in lines[place + 1 :] if line.text.strip()][:5]
    found = [text for text in below if _key(text) not in spoken and (_field(text) or legend_of(text))]
    return len(found) >= 2


def _read_titles(titles: Sequence[str], head: Head) -> None:
    titles = [RECORDING.sub("", title) for title in titles]
    for title in titles:
        if find_kind(title):
            head.meeting.setdefault("kind", find_kind(title))
        if find_date(title):
            head.meeting.setdefault("date", find_date(title))
        group = re.search(r"\bgroep\s+([A-ZÀ-Ý][\w-]+)", title)
        if group:
            head.meeting.setdefault("group", group.group(1))
        # Who is interviewed: `R:` below is then that person, also in the key.
        whom = _WHOM.search(title)
        if whom and _is_full_name(whom["who"]) and not match_role(whom["who"]):
            head.people.append(Person(whom["who"]))
    named = [title for title in titles if not DATE_ALONE.fullmatch(title)]
    if named:
        head.meeting.setdefault("title", named[0])


def _take_front_matter(lines: Sequence[Line], head: Head) -> int:
    """Take what YAML front matter says; returns the first line behind it."""
    stop, data = read_front_matter([line.text for line in lines])
    for key, value in data.items():
        name = _FIELDS.get(key.casefold())
        if name == "present":
            head.people += people_of(value)
        elif name and name != "absent":
            _take_value(name, str(value), head)
            if name == "title":
                _read_titles([str(value)], head)
    head.stop = stop
    return stop


def _group_from_name(stem: str) -> str:
    words = [word for word in re.split(r"[\s_\-.()]+", stem) if word]
    lower = [word.casefold() for word in words]
    if "groep" in lower[:-1]:
        return words[lower.index("groep") + 1].capitalize()
    rest = [
        word
        for word in words
        if word.isalpha()
        and len(word) > 2
        and word.casefold() not in FILE_NAME_NOISE
        and not find_kind(word)
        and word.casefold() not in ("bijeenkomst", "sessie")
    ]
    return rest[0].capitalize() if len(rest) == 1 else ""
