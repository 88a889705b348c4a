"""Bytes → clean text: encoding found, invisible characters normalised, no word lost."""

from __future__ import annotations

import codecs
import re
import unicodedata
from pathlib import Path

from kennis.intake.errors import cannot_read
from kennis.tables import KennisError

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Beginnings of files that are no text, whatever their name says.
_MAGIC = (
    (b"PK\x03\x04", "een ingepakt bestand (zoals Word, Excel of zip)"),
    (b"%PDF", "een pdf"),
    (b"\xd0\xcf\x11\xe0", "een oud of versleuteld Office-bestand"),
    (b"{\\rtf", "een rtf-bestand"),
    (b"\x89PNG", "een afbeelding"),
    (b"\xff\xd8\xff", "een afbeelding"),
    (b"GIF8", "een afbeelding"),
    (b"ID3", "een geluidsopname"),
    (b"RIFF", "een geluidsopname of film"),
    (b"OggS", "een geluidsopname"),
    (b"\x1f\x8b", "een ingepakt bestand"),
    (b"SQLite format", "een database"),
)
# What Dutch text holds beyond ASCII; anything else makes a guessed encoding suspect.
_DUTCH = set(
    "áàâäãåçéèêëíìîïñóòôöõøúùûüýÿæœßğışčšžćńłÁÀÂÄÃÅÇÉÈÊËÍÌÎÏÑÓÒÔÖÕØÚÙÛÜÝŒÆĞİŞČŠŽ"
    "‘’‚‛“”„«»‹›–—…•·°²³½¼¾€£±×÷§©®™\u00a0\u00ad´`¨º¿¡→"
)
_SPACES = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_NEWLINES = re.compile("\r\n|[\r\v\x1c\x1d\x1e\x85\u2028\u2029]")
_INVISIBLE = re.compile("[\u200b\u2060\ufeff\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffc]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f]")
_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st", "ĳ": "ij", "Ĳ": "IJ"}
# A joiner between letters is noise of a web page; between emoji it holds one picture together.
_JOINERS = re.compile("(?<=[\\w\\s])[\u200c\u200d]|[\u200c\u200d](?=[\\w\\s])")


def read_text(path: Path) -> str:
    """Read a text file in whatever encoding it has.

    Returns:
        The text after `normalise_text`.

    Raises:
        KennisError: the file is empty, or is no text.
    """
    return decode_text(path.read_bytes(), path)


def decode_text(data: bytes, path: Path) -> str:
    """Decode bytes (`path` only for the message); see `read_text`."""
    if not data.strip(b"\x00 \t\r\n"):
        raise empty_file(path)
    for magic, what in _MAGIC:
        if data.startswith(magic):
            raise cannot_read(
                path,
                f"het is geen tekst maar {what}",
                "Geef het bestand de juiste uitgang of sla het op als tekst (UTF-8)",
            )
    text = normalise_text(_decode(data, path))
    if not text.strip():
        raise empty_file(path)
    return text


def empty_file(path: Path) -> KennisError:
    """Return the error for a file without a word in it."""
    return cannot_read(path, "het bestand is leeg", "Kies een bestand waar tekst in staat")


def normalise_text(text: str) -> str:
    """Give text one kind of newline and space, composed letters (NFC), and no invisible characters.

    A form feed (new page) becomes an empty line. A soft hyphen goes, and joins a word broken at a line end.
    """
    text = _NEWLINES.sub("\n", text).replace("\f", "\n\n")
    text = re.sub("\u00ad[ \t]*\n[ \t]*", "", text).replace("\u00ad", "")
    text = _INVISIBLE.sub("", _SPACES.sub(" ", text))
    text = _CONTROL.sub("", _JOINERS.sub("", text))
    for old, new in _LIGATURES.items():
        text = text.replace(old, new)
    return unicodedata.normalize("NFC", text)


def _decode(data: bytes, path: Path) -> str:
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return data.decode(encoding, errors="replace")
    wide = _utf16_without_bom(data)
    if wide:
        return data[: len(data) // 2 * 2].decode(wide, errors="replace")
    if _is_binary(data):
        raise cannot_read(path, "er staan tekens in die geen tekst zijn", "Sla het op als tekst (UTF-8), docx of csv")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _decode_legacy(data)


def _utf16_without_bom(data: bytes) -> str:
    """Latin text in UTF-16 has a zero in every second byte: which half tells the byte order."""
    sample = data[: 1 << 16]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    half = max(1, len(sample) // 2)
    if odd / half > 0.4 and even / half < 0.1:
        return "utf-16-le"
    if even / half > 0.4 and odd / half < 0.1:
        return "utf-16-be"
    return ""


def _is_binary(data: bytes) -> bool:
    sample = data[: 1 << 16]
    control = sum(byte < 32 and byte not in (9, 10, 11, 12, 13, 26, 28, 29, 30) for byte in sample)
    if control / len(sample) > 0.01 or (control and len(sample) < 64):
        return True
    try:
        # Whatever the script, bytes that are UTF-8 and hold no control characters are text.
        data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        return False
    # Without control characters, most bytes of a text are still letters and spaces.
    plain = sum(chr(byte).isalnum() or byte in (9, 10, 13, 32) for byte in sample if byte < 128)
    return plain / len(sample) < 0.5


def _decode_legacy(data: bytes) -> str:
    """Decode what is not UTF-8: mostly UTF-8 with a broken byte, Windows, or else the best guess."""
    mended = data.decode("utf-8", errors="surrogateescape")
    broken = sum("\udc80" <= char <= "\udcff" for char in mended)
    whole = sum(ord(char) > 127 and not "\udc80" <= char <= "\udcff" for char in mended)
    if whole > 3 * broken:
        return re.sub("[\udc80-\udcff]", lambda hit: bytes([ord(hit[0]) - 0xDC00]).decode("cp1252", "replace"), mended)
    windows = data.decode("cp1252", errors="replace")
    if all(char in _DUTCH for char in windows if ord(char) > 127):
        return windows
    from charset_normalizer import from_bytes

    best = from_bytes(data, cp_isolation=["cp1252", "mac_roman", "cp850", "cp1254", "cp1250", "latin_1"]).best()
    return str(best) if best else windows
