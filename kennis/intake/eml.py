"""Mails as a mail program saves them (`.eml`): written out as pasted mail, which `mail.py` reads."""

from __future__ import annotations

import re
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage, MIMEPart
from html import unescape
from pathlib import Path

from kennis.intake.decode import normalise_text
from kennis.intake.errors import cannot_read
from kennis.intake.source import Parsed
from kennis.intake.text import parse_running_text

_UNSEEN = re.compile(r"<(style|script|head)\b.*?</\1>|<!--.*?-->", re.IGNORECASE)
_BREAK = re.compile(r" ?(?:<br\b[^>]*>|</(?:p|div|li|tr|h\d|blockquote)>) ?", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
_FIELDS = (("From", "Van"), ("To", "Aan"), ("Cc", "Cc"), ("Subject", "Onderwerp"))


def parse_eml(path: Path) -> Parsed:
    """Read a saved mail, with the mails it answers below it; attachments are left out.

    Raises:
        KennisError: the file is no mail, or there is no text in it.
    """
    mail = message_from_bytes(path.read_bytes(), policy=policy.default)
    body = mail.get_body(preferencelist=("plain", "html"))
    if not mail["From"] or body is None:
        raise cannot_read(path, "het is geen mail met tekst", "Kopieer de mail naar een tekstbestand (txt)")
    told = parse_running_text(f"{_head(mail)}\n\n{_text(body)}")
    left_out = ("Bijlagen bij de mail zijn niet overgenomen.",) if any(mail.iter_attachments()) else ()
    return replace(told, notes=(*told.notes, *left_out))


def _head(mail: EmailMessage) -> str:
    """Write the fields as a mail program prints them above a mail."""
    lines = [f"{word}: {' '.join(str(mail[name]).split())}" for name, word in _FIELDS if mail[name]]
    sent = mail["Date"].datetime if mail["Date"] else None
    lines.append(f"Datum: {sent:%d-%m-%Y}" if sent else "Datum:")
    return "\n".join(lines)


def _text(body: MIMEPart) -> str:
    try:
        content = str(body.get_content())
    except LookupError:  # an encoding Python does not know
        raw = body.get_payload(decode=True)
        content = raw.decode("utf-8", errors="replace") if isinstance(raw, bytes) else ""
    if body.get_content_subtype() == "html":
        content = unescape(_TAG.sub("", _BREAK.sub("\n", _UNSEEN.sub("", " ".join(content.split())))))
    return normalise_text(content)
