"""E-mail, pasted or saved as text: who writes is who speaks; addresses and signatures are no speech."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kennis.intake.dates import find_date
from kennis.intake.labels import Candidate, Line, clean_name, find_candidate, is_name, looks_like_name
from kennis.intake.people import merge_people
from kennis.intake.roles import match_role
from kennis.intake.source import Person
from kennis.intake.words import NOT_SPEAKERS

_FROM = re.compile(r"^[>\s*]*(?:van|from|afzender)\*?:\*?\s*(?P<who>\S.*)$", re.IGNORECASE)
_FIELD = re.compile(
    r"^[>\s*]*(?P<key>aan|to|cc|bcc|onderwerp|subject|betreft|verzonden|sent|datum|date|bijlagen?|attachments?|prioriteit)"
    r"\*?:\*?\s*(?P<value>.*)$",
    re.IGNORECASE,
)
# `Op ma 3 nov 2025 om 21:40 schreef Abdel Karimi <…>:`
_WROTE = re.compile(
    r"^[>\s]*(?:op|on) .{4,60}? (?:schreef|heeft|wrote) ?(?P<who>.{2,90}?)(?: het volgende geschreven| wrote)?:$", re.I
)
_SEAM = re.compile(
    r"^[>\s]*[-_]{3,}.{0,40}$|^[>\s]*-+ ?(?:oorspronkelijk|doorgestuurd|original|forwarded) .{0,30}$", re.I
)
_CLOSING = re.compile(
    r"^(?:(?:met |m\. ?|heel )?(?:vriendelijke|vr\.?|hartelijke|warme|lieve|collegiale|fijne)?\s*(?:groet(?:en|jes)?|gr)|"
    r"m\.?v\.?g|hartelijks|liefs|kind regards|best regards|"
    r"(?:verzonden|verstuurd|sent) (?:vanaf|vanuit|from|via) .{2,40})\b\.?(?:[^.?!]|\b[A-Z]\.){0,40}[,.!]?$",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"\s*[<(\[]?(?:mailto:)?[\w.+-]+@[\w.-]+[>)\]]?")
_REPLY = re.compile(r"^(?:(?:re|fw|fwd|antw|doorst):\s*)+", re.IGNORECASE)
_FIELDS_BELOW = 6
NOTE = "Dit is een mailwisseling. Adresregels en ondertekeningen zijn niet overgenomen."


def mail_lines(raws: Sequence[str]) -> list[Line]:
    """Read mails as turns of who wrote them.

    Args:
        raws: the lines of the text.

    Returns:
        The head (subject, date of the first mail, who wrote and was written to) and below it a line for each
        paragraph, with its writer. Empty when the text does not begin with a mail.
    """
    first = next((at for at, raw in enumerate(raws) if raw.strip()), 0)
    if not raws or not _opens_mail(raws, first):
        return []
    people: list[Person] = []
    subject = date = ""
    told: list[Line] = []
    quoted: list[Person] = []
    for writer, fields, body in _mails(raws):
        for key, value in fields:
            people += [Person(name) for name in _names(value)] if key in ("aan", "to", "cc", "bcc") else []
            subject = subject or (value if key in ("onderwerp", "subject", "betreft") else "")
            date = find_date(value) or date if key in ("verzonden", "sent", "datum", "date") else date
        people.append(Person(writer, _signed_role(body)))
        lines, passed_on = _turns(_paragraphs(body), writer)
        told += lines
        quoted += passed_on
    title = _REPLY.sub("", subject)
    head = [f"Titel: {title}"] if title else []
    head += [f"Datum: {date}"] if date else []
    roster = merge_people(people, quoted)
    named = "; ".join(
        f"{one.name} ({one.role.replace('_', ' ')})" if one.role else one.name
        for one in roster
        if one.name != "onbekend"
    )
    return [Line(line) for line in (*head, f"Deelnemers: {named}", "")] + told


def _opens_mail(raws: Sequence[str], at: int) -> bool:
    """Tell whether here stands who writes, with at least two other fields of a mail right below it (or above)."""
    if _WROTE.match(raws[at]):
        return True
    if not _FROM.match(raws[at]):
        return False
    return sum(1 for raw in raws[at + 1 : at + 1 + _FIELDS_BELOW] if _FIELD.match(raw)) >= 2


def _mails(raws: Sequence[str]) -> Iterator[tuple[str, list[tuple[str, str]], list[str]]]:
    """Yield each mail: who wrote it, its fields, and its lines."""
    starts = [at for at in range(len(raws)) if _opens_mail(raws, at)]
    for start, stop in zip(starts, [*starts[1:], len(raws)], strict=True):
        found = _FROM.match(raws[start]) or _WROTE.match(raws[start])
        writer = next(iter(_names(found["who"])), "onbekend") if found else "onbekend"
        at = start + 1
        fields: list[tuple[str, str]] = []
        while at < stop and (field := _FIELD.match(raws[at])):
            fields.append((field["key"].casefold(), field["value"].strip()))
            at += 1
        yield writer, fields, [re.sub(r"^(?:>\s?)+", "", raw).strip() for raw in raws[at:stop]]


def _names(value: str) -> list[str]:
    """Return the names in an address field; an address without a name names nobody we could recognise."""
    parts = re.split(r";|(?<=[>)\]]),", value)
    names = (clean_name(_ADDRESS.sub("", part).strip(" '\"<>()[],")) for part in parts)
    return [name for name in names if name]


def _signed_role(body: Sequence[str]) -> str:
    """Return the role somebody signs with, "" where the signature tells none."""
    at = next((at for at, line in enumerate(body) if _CLOSING.match(line)), len(body))
    return next((found.slug for line in body[at + 1 :] if (found := match_role(line))), "")


def _paragraphs(body: Sequence[str]) -> Iterator[str]:
    """Yield the paragraphs of a mail without its signature; a line that says who speaks opens one."""
    lines: list[str] = []
    signed = False
    for line in body:
        told = _passed_on(line)
        signed = bool(_CLOSING.match(line)) or (signed and not told)
        if not signed:
            lines += ["", line] if told else ["" if _SEAM.match(line) else line]
    for part in re.split(r"\n{2,}", "\n".join(lines).strip("\n")):
        text = " ".join(part.split())
        if text:
            yield text


def _turns(paragraphs: Iterator[str], writer: str) -> tuple[list[Line], list[Person]]:
    """Say who speaks in each paragraph: the writer, or whoever a mail passes on (`Fenna (inwoner): …`).

    A greeting stays with what follows it. Names without a role are speakers where most paragraphs begin with one.
    """
    texts = list(paragraphs)
    found = [_passed_on(text) for text in texts]
    named = [one if (one := _named(text)) and is_name(one.label) else None for text in texts]
    if sum(map(bool, named)) > max(1, len(texts) / 2):
        found = named
    told: list[Line] = []
    greeting = ""
    for text, candidate in zip(texts, found, strict=True):
        if candidate:
            told += [Line(greeting.strip(), speaker=writer)] if greeting else []
            told.append(Line(candidate.text, speaker=candidate.label))
        elif len(text.split()) <= 4 and text.endswith(","):
            greeting = f"{text} "
            continue
        else:
            told.append(Line(greeting + text, speaker=writer))
        greeting = ""
    return told, [Person(one.label, _role(one)) for one in found if one]


def _passed_on(text: str) -> Candidate | None:
    """Return the label of a paragraph that begins with a name, a role between brackets and a colon."""
    candidate = _named(text)
    return candidate if candidate and _role(candidate) else None


def _named(text: str) -> Candidate | None:
    candidate = find_candidate(Line(text))
    if not candidate or candidate.form != "colon" or not candidate.text or candidate.key in NOT_SPEAKERS:
        return None
    return candidate if looks_like_name(candidate.label) else None


def _role(candidate: Candidate) -> str:
    told = match_role(candidate.detail)
    return told.slug if told else ""
