"""Encodings and invisible characters."""

from __future__ import annotations

import codecs

import pytest

from kennis.intake.decode import normalise_text
from kennis.tables import KennisError

TEXT = "Renée: Één idee – “goed” voor cliënten, €5.\nKees: Ja, prima.\nRenée: Fijn.\nKees: Mooi.\n"


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode("utf-8"),
        codecs.BOM_UTF8 + TEXT.encode("utf-8"),
        TEXT.encode("utf-16"),
        TEXT.encode("utf-16-le"),
        TEXT.encode("utf-16-be"),
        codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
        TEXT.encode("cp1252"),
        TEXT.replace("\n", "\r\n").encode("cp1252"),
        TEXT.replace("\n", "\r").encode("utf-8"),
        TEXT.replace("\n", "\u2028").encode("utf-8"),
    ],
    ids=[
        "utf8",
        "utf8-bom",
        "utf16",
        "utf16le",
        "utf16be",
        "utf16be-bom",
        "cp1252",
        "cp1252-crlf",
        "mac-newlines",
        "line-separator",
    ],
)
def test_every_encoding_gives_the_same_text(read, data):
    source = read(data)
    assert source.turns["speaker"].tolist() == ["Renée", "Kees", "Renée", "Kees"]
    assert source.turns["text"][0] == "Één idee – “goed” voor cliënten, €5."


def test_one_broken_byte_does_not_spoil_the_rest(read):
    data = (
        "Renée: Één idee voor cliënten en geïnteresseerde collega’s.\nKees: Caf".encode()
        + b"\xe9.\nRen\xc3\xa9e: Ja.\nKees: Ja.\n"
    )
    source = read(data)
    assert source.turns["speaker"].tolist() == ["Renée", "Kees", "Renée", "Kees"]
    assert source.turns["text"][1] == "Café."


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("drie\u00a0uur", "drie uur"),
        ("ervarings\u00adkennis", "ervaringskennis"),
        ("ervarings\u00ad\nkennis", "ervaringskennis"),
        ("ervarings\u200bkennis", "ervaringskennis"),
        ("\ufeffhallo", "hallo"),
        ("cafe\u0301", "café"),
        ("een\r\ntwee\rdrie\x0bvier", "een\ntwee\ndrie\nvier"),
        ("een\ftwee", "een\n\ntwee"),
        ("\ufb01nanciën", "financiën"),
        ("\u0133s", "ijs"),
        ("👩\u200d💻", "👩\u200d💻"),
    ],
)
def test_invisible_characters_go_and_no_word_is_lost(raw, clean):
    assert normalise_text(raw) == clean


@pytest.mark.parametrize("data", [b"", b"  \n\r\n\t ", b"\xef\xbb\xbf", b"\x00\x00\x00"])
def test_an_empty_file_is_refused(read, data):
    with pytest.raises(KennisError, match=r"Kan 'gesprek.txt' niet inlezen: het bestand is leeg\."):
        read(data)


@pytest.mark.parametrize("data", [bytes(range(256)) * 8, b"\x89PNG\r\n\x1a\n" + bytes(300), b"PK\x03\x04" + bytes(100)])
def test_binary_junk_is_refused(read, data):
    with pytest.raises(KennisError, match=r"Kan 'gesprek\.txt' niet inlezen: "):
        read(data)
