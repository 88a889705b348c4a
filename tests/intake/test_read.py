"""The door: which files, which errors."""

from __future__ import annotations

import errno
import io
import os
import zipfile
from pathlib import Path

import docx
import msoffcrypto.format.ooxml
import openpyxl
import pytest
from fpdf import FPDF
from pypdf.errors import LimitReachedError

from kennis.intake import SUPPORTED, list_sources, passed_over, read_source
from kennis.tables import KennisError

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SECRET = "Truus Bakker woont in de Kerkstraat"


def make(kind: str, path: Path) -> Path:
    """Write a small sound file of a kind."""
    if kind == "docx":
        document = docx.Document()
        document.add_paragraph(f"Kees: {SECRET}")
        document.save(str(path))
    elif kind == "xlsx":
        book = openpyxl.Workbook()
        book.active.append(["spreker", "tekst"])
        book.active.append(["Kees", SECRET])
        book.save(path)
    else:
        pdf = FPDF()
        pdf.add_page()
        pdf.set_font("helvetica", size=12)
        pdf.cell(text=f"Kees: {SECRET}")
        if kind == "locked":
            pdf.set_encryption(owner_password="eigenaar", user_password="gebruiker")
        pdf.output(str(path))
    return path


def lock(path: Path) -> Path:
    """Give an Office file a password."""
    locked = io.BytesIO()
    msoffcrypto.format.ooxml.OOXMLFile(io.BytesIO(path.read_bytes())).encrypt("geheim", locked)
    path.write_bytes(locked.getvalue())
    return path


def refusal(path: Path) -> str:
    """Return the message with which a file is refused; it is one line and names the file, not the folder."""
    with pytest.raises(KennisError) as error:
        read_source(path)
    message = str(error.value)
    assert message.startswith(f"Kan '{path.name}' niet inlezen: ")
    assert "\n" not in message
    assert str(path.parent) not in message
    assert "Truus" not in message
    return message


def test_a_folder_may_hold_json_that_is_no_speech(tmp_path):
    (tmp_path / "instellingen.json").write_text('{"taal": "nl"}')
    (tmp_path / "opname.json").write_text('[{"start": 0, "end": 1, "text": "Hoi."}]')
    assert [path.name for path in list_sources([tmp_path])] == ["opname.json"]
    assert "Whisper" in refusal(tmp_path / "instellingen.json")


def test_a_json_in_a_folder_that_may_not_be_opened_is_named(tmp_path, monkeypatch):
    def closed(path):
        raise PermissionError(errno.EACCES, "English", str(path))

    (tmp_path / "opname.json").write_text('[{"start": 0, "end": 1, "text": "Hoi."}]')
    monkeypatch.setattr("kennis.intake.captions.read_text", closed)
    assert [path.name for path in list_sources([tmp_path])] == ["opname.json"]
    assert "geen rechten" in refusal(tmp_path / "opname.json")


def test_a_missing_file(tmp_path):
    assert "bestaat niet" in refusal(tmp_path / "weg.txt")


def test_a_folder(tmp_path):
    (tmp_path / "map.txt").mkdir()
    assert "map" in refusal(tmp_path / "map.txt")


def test_an_unknown_kind_lists_what_can_be_read(tmp_path):
    path = tmp_path / "gesprek.xyz"
    path.write_text(SECRET)
    message = refusal(path)
    assert all(suffix.lstrip(".") in message for suffix in SUPPORTED)


@pytest.mark.parametrize(
    ("suffix", "remedy"),
    [
        (".doc", "sla het op als docx"),
        (".odt", "sla het op als docx"),
        (".rtf", "sla het op als docx"),
        (".xls", "xlsx of csv"),
        (".ods", "xlsx of csv"),
        (".mp3", "uitschrijven"),
        (".m4a", "uitschrijven"),
        (".mp4", "uitschrijven"),
        (".jpg", "tekst"),
        (".zip", "Pak het uit"),
    ],
)
def test_a_file_of_another_kind_says_what_to_do(tmp_path, suffix, remedy):
    path = tmp_path / f"gesprek{suffix}"
    path.write_bytes(b"iets")
    assert remedy in refusal(path)


@pytest.mark.parametrize("suffix", SUPPORTED)
def test_an_empty_file(tmp_path, suffix):
    path = tmp_path / f"gesprek{suffix}"
    path.write_bytes(b"")
    assert "leeg" in refusal(path)


@pytest.mark.parametrize("suffix", SUPPORTED)
def test_junk_under_any_name(tmp_path, suffix):
    path = tmp_path / f"gesprek{suffix}"
    path.write_bytes(bytes(range(256)) * 40)
    refusal(path)


@pytest.mark.parametrize("kind", ["docx", "xlsx"])
def test_a_locked_office_file(tmp_path, kind):
    assert "wachtwoord" in refusal(lock(make(kind, tmp_path / f"gesprek.{kind}")))


def test_a_locked_pdf(tmp_path):
    assert "wachtwoord" in refusal(make("locked", tmp_path / "gesprek.pdf"))


@pytest.mark.parametrize("kind", ["docx", "xlsx"])
def test_an_old_office_file_under_a_new_name(tmp_path, kind):
    path = tmp_path / f"gesprek.{kind}"
    path.write_bytes(OLE + bytes(600))
    assert "oud Office-bestand" in refusal(path)


@pytest.mark.parametrize("kind", ["docx", "xlsx", "pdf"])
@pytest.mark.parametrize("share", [0.2, 0.5, 0.9])
def test_a_file_that_was_cut_short(tmp_path, kind, share):
    path = make(kind, tmp_path / f"gesprek.{kind}")
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    if kind == "pdf" and share == 0.9:
        pytest.skip("de tekst van deze pdf is nog heel")
    assert "beschadigd" in refusal(path)


@pytest.mark.parametrize("kind", ["docx", "xlsx"])
def test_a_zip_that_is_something_else(tmp_path, kind):
    path = tmp_path / f"gesprek.{kind}"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("brief.txt", SECRET)
    assert "beschadigd" in refusal(path)


@pytest.mark.parametrize("kind", ["docx", "xlsx"])
def test_a_package_with_broken_xml(tmp_path, kind):
    path = make(kind, tmp_path / f"gesprek.{kind}")
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    wanted = "word/document.xml" if kind == "docx" else "xl/worksheets/sheet1.xml"
    parts[wanted] = parts[wanted][:-40]
    with zipfile.ZipFile(path, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)
    assert "beschadigd" in refusal(path)


def test_a_pdf_of_pictures(tmp_path):
    pdf = FPDF()
    pdf.add_page()
    pdf.rect(10, 10, 50, 50)
    path = tmp_path / "gesprek.pdf"
    pdf.output(str(path))
    assert "gescand" in refusal(path)


def test_a_word_document_without_text(tmp_path):
    path = tmp_path / "gesprek.docx"
    docx.Document().save(str(path))
    assert "geen tekst" in refusal(path)


def test_a_suffix_in_capitals_is_the_same(tmp_path):
    path = tmp_path / "GESPREK.TXT"
    path.write_text("Kees: Hoi.\nFatma: Dag.\nKees: Ja.\nFatma: Ja.\n")
    assert len(read_source(path).turns) == 4


def test_a_path_may_be_text(tmp_path):
    path = tmp_path / "g.txt"
    path.write_text("Kees: Hoi.\nFatma: Dag.\nKees: Ja.\nFatma: Ja.\n")
    assert read_source(str(path)).path == path


def test_folders_are_opened_in_natural_order_and_noise_is_skipped(tmp_path):
    for name in (
        "deel 10.txt",
        "deel 2.txt",
        "sub/deel 1.docx",
        "~$deel 2.docx",
        ".verborgen.txt",
        "opname.mp3",
        ".git/x.txt",
    ):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("x")
    names = [path.relative_to(tmp_path).as_posix() for path in list_sources([tmp_path])]
    assert names == ["deel 2.txt", "deel 10.txt", "sub/deel 1.docx"]


def test_a_file_named_twice_is_listed_once(tmp_path):
    path = tmp_path / "g.txt"
    path.write_text("x")
    assert list_sources([path, tmp_path, str(path)]) == [path]


def test_a_named_file_is_listed_whatever_it_is(tmp_path):
    path = tmp_path / "g.mp3"
    path.write_text("x")
    assert list_sources([path]) == [path]


def test_a_path_that_does_not_exist_is_refused(tmp_path):
    with pytest.raises(KennisError, match=r"'weg' bestaat niet\."):
        list_sources([tmp_path / "weg"])


def test_a_folder_with_nothing_to_read_is_refused(tmp_path):
    with pytest.raises(KennisError, match="niets om in te lezen"):
        list_sources([tmp_path])


def test_documents_in_a_folder_that_cannot_be_read_are_named_and_recordings_are_not(tmp_path):
    for name in ("verslag.rtf", "oud.doc", "opname.mp3", "gesprek.txt", "~$verslag.doc"):
        (tmp_path / name).write_text("x")
    assert passed_over([tmp_path]).startswith(
        "Niet ingelezen, want dit soort bestand kunnen we niet lezen: 'oud.doc', 'verslag.rtf'. Open"
    )
    assert passed_over([tmp_path / "gesprek.txt"]) == ""


@pytest.mark.parametrize(
    ("number", "told"),
    [
        (errno.EACCES, "je hebt er geen rechten voor. Vraag toegang"),
        (errno.EBUSY, "een ander programma houdt het vast. Sluit dat"),
        (errno.EIO, "de schijf geeft een fout"),
        (errno.ESTALE, "de netwerkschijf is niet bereikbaar"),
        (4711, "het systeem meldt fout 4711"),
    ],
)
def test_a_file_that_does_not_open_is_told_with_the_cause_the_system_gave(tmp_path, monkeypatch, number, told):
    path = tmp_path / "g.txt"
    path.write_text("Kees: Hoi.\nFatma: Dag.\n")

    def refuse(_):
        raise OSError(number, "English")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(KennisError, match=f"^Kan 'g.txt' niet inlezen: {told}") as error:
        read_source(path)
    assert "English" not in str(error.value)


def test_a_folder_that_does_not_open_is_told_and_not_passed_over(tmp_path, monkeypatch):
    (tmp_path / "map" / "dicht").mkdir(parents=True)
    (tmp_path / "map" / "g.txt").write_text("Kees: Hoi.\n")
    opened = os.scandir

    def refuse(path):
        if Path(path).name == "dicht":
            raise PermissionError(errno.EACCES, "English", str(path))
        return opened(path)

    monkeypatch.setattr(os, "scandir", refuse)
    with pytest.raises(KennisError, match=r"^De map 'dicht' is niet te lezen, want je hebt er geen rechten voor\."):
        list_sources([tmp_path / "map"])


def test_a_library_says_nothing_in_english_beside_our_own_sentence(tmp_path, caplog, recwarn):
    page = FPDF()
    page.add_page()
    page.set_font("helvetica", size=12)
    for line in ("Kees: Goedemorgen Fatma, fijn dat je er bent.", "Fatma: Ik durfde niet te komen, Kees."):
        page.cell(0, 8, line, new_x="LMARGIN", new_y="NEXT")
    data = bytes(page.output())
    (tmp_path / "stuk.pdf").write_bytes(data[: data.index(b"startxref")] + b"startxref\n99\n%%EOF")
    book = openpyxl.Workbook()
    book.active.append(["spreker", "tekst"])
    book.active.append(["Kees", "Dat is goed hoor."])
    book.save(tmp_path / "heel.xlsx")
    extra = b'<extLst><ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}"/></extLst></worksheet>'
    with zipfile.ZipFile(tmp_path / "heel.xlsx") as whole, zipfile.ZipFile(tmp_path / "t.xlsx", "w") as more:
        for name in whole.namelist():
            more.writestr(name, whole.read(name).replace(b"</worksheet>", extra))
    assert len(read_source(tmp_path / "stuk.pdf").turns) == 2
    assert len(read_source(tmp_path / "t.xlsx").turns) == 1
    assert [record.message for record in caplog.records if not record.name.startswith("kennis")] == []
    assert [str(one.message) for one in recwarn if "openpyxl" in one.filename] == []


@pytest.mark.parametrize("name", ["a.docx", "a.xlsx"])
def test_a_small_file_that_unpacks_to_gigabytes_is_refused_before_it_is_unpacked(tmp_path, monkeypatch, name):
    monkeypatch.setattr("kennis.intake.office.MOST_BYTES", 1000)
    monkeypatch.setattr(zipfile.ZipFile, "testzip", lambda _: pytest.fail("unpacked"))
    with zipfile.ZipFile(tmp_path / name, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", "<a>" + " " * 10_000 + "</a>")
    assert "uitgepakt veel te groot (meer dan 100 MB in één deel" in refusal(tmp_path / name)


def test_a_pdf_that_unpacks_to_gigabytes_is_told(tmp_path, monkeypatch):
    def stopped(_):
        raise LimitReachedError("English")

    monkeypatch.setattr("pypdf.PageObject.extract_text", stopped)
    page = FPDF()
    page.add_page()
    page.set_font("helvetica", size=12)
    page.cell(0, 8, "Kees: Goedemorgen Fatma, fijn dat je er bent.")
    page.output(str(tmp_path / "a.pdf"))
    assert "een bladzijde is uitgepakt veel te groot" in refusal(tmp_path / "a.pdf")
