"""The gate, on leaks of every kind planted in real files."""

from __future__ import annotations

import base64
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from docx import Document
from fpdf import FPDF
from openpyxl import Workbook
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from kennis.cli import run_cli
from kennis.privacy import PICTURE, UNREAD, Key, KeyPerson, describe_leaks, find_leaks, gate, named_in, small_cells
from kennis.tables import KennisError

KEY = Key(people={"P01": KeyPerson("Fatma El Amrani"), "P02": KeyPerson("Wil de Boer")}, last_number=2)


def notebook(cell: dict[str, object], **metadata: object) -> str:
    base = {"cell_type": "code", "metadata": {}, "source": [], "outputs": [], "execution_count": 1}
    return json.dumps({"cells": [base | cell], "metadata": metadata, "nbformat": 4, "nbformat_minor": 5})


def error(text: str) -> dict[str, object]:
    return {"outputs": [{"output_type": "error", "ename": "E", "evalue": "", "traceback": [f"\x1b[31m{text}\x1b[0m"]}]}


TEXTS = {
    "tekst.csv": "utterance_id,text\na,Toen zei Fatma El Amrani niets.\n",
    "klein.txt": "toen belde fatma el amrani weer op",
    "schreeuw.md": "# VERSLAG VAN FATMA EL AMRANI",
    "nummer.csv": "id,text\n1,bel 06-12345678\n",
    "mail.html": "<p>Mail <b>fatma@</b>voorbeeld.nl</p>",
    "alt.html": '<img src="data:," alt="Fatma El Amrani aan tafel">',
    "opmerking.html": "<p>ok</p><!-- gesprek met Wil de Boer -->",
    "gegevens.html": '<p data-bron="Wil de Boer">ok</p>',
    "meta.html": '<meta name="author" content="Wil de Boer"><p>ok</p>',
    "pad.html": "<p>gemaakt in /" + "home/iemand/studie</p>",
    "windows.txt": r"C:\Users\iemand\studie\verslag.docx",
    "bron.ipynb": notebook({"source": ["# gesprek met Fatma El Amrani"]}),
    "uitvoer.ipynb": notebook({"outputs": [{"output_type": "stream", "name": "stdout", "text": ["Wil de Boer"]}]}),
    "html.ipynb": notebook(
        {"outputs": [{"output_type": "display_data", "metadata": {}, "data": {"text/html": "<i>Wil</i> de Boer"}}]}
    ),
    "traceback.ipynb": notebook(error("KeyError: 'Fatma El Amrani'")),
    "metadata.ipynb": notebook({}, authors=[{"name": "Wil de Boer"}]),
    "celgegevens.ipynb": notebook({"metadata": {"memo": "vraag Fatma El Amrani"}}),
    "instelling.toml": 'titel = "NL91ABNA0417164300"',
    "burger.json": '{"bsn": "111222333"}',
    "naam.json": '{"gasten": ["Wil de Boer"]}',
    "ontsnapt.json": '{"gast": "Fatma El Amr\\u0061ni"}',
    "regels.jsonl": '{"a": 1}\n{"spreker": "Fatma El Amrani"}\n',
    "invoer.html": '<input value="Wil de Boer">',
    "knop.html": '<p aria-label="Fatma El Amrani zegt">ok</p>',
    "koppeling.html": '<a href="Wil%20de%20Boer.docx">verslag</a>',
    "script.html": '<script>var wie = "Wil de Boer"</script>',
    "hint.html": '<input placeholder="Wil de Boer">',
    "klas.html": '<p class="Wil-de-Boer">ok</p>',
    "stijl.html": "<style>/* voor Wil de Boer */ p {}</style>",
    "plaatje.html": '<img src="portret_Wil_de_Boer.png" alt="iemand">',
    "tekening.svg": "<svg><title>Wil de Boer</title><text>ok</text></svg>",
    "gegevens.xml": "<a wie='Wil de Boer'/>",
    "bijlage.ipynb": notebook({"attachments": {"Fatma El Amrani.png": {"image/png": "AA=="}}}),
    "alt.ipynb": notebook(
        {
            "outputs": [
                {"output_type": "display_data", "metadata": {"image/png": {"alt": "Wil de Boer"}}, "data": {}},
            ]
        }
    ),
    "json.ipynb": notebook(
        {
            "outputs": [
                {"output_type": "display_data", "metadata": {}, "data": {"application/json": {"x": "Wil de Boer"}}}
            ]
        }
    ),
    "ename.ipynb": notebook(
        {"outputs": [{"output_type": "error", "ename": "Wil de Boer", "evalue": "", "traceback": []}]}
    ),
    "mark.md": "![portret van Fatma El Amrani](a.png)",
    "getallen.yaml": "# gemaakt voor Wil de Boer\na: 1\n",
    "Verslag_Fatma_El_Amrani.txt": "niets aan de hand",
}


@pytest.mark.parametrize("name", TEXTS)
def test_a_planted_leak_is_found(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(TEXTS[name], encoding="utf-8")
    assert len(find_leaks([tmp_path], key=KEY)) >= 1


def plant_word(path: Path) -> None:
    document = Document()
    document.core_properties.author = "Wil de Boer"
    document.save(path)


def plant_sheet(path: Path) -> None:
    book = Workbook()
    book.active.title = "Fatma El Amrani"
    book.save(path)


def plant_chart(path: Path) -> None:
    from openpyxl.chart import BarChart, Reference

    book = Workbook()
    book.active.append(["x", 1])
    chart = BarChart()
    chart.title = "Antwoorden van Wil de Boer"
    chart.add_data(Reference(book.active, min_col=2, min_row=1))
    book.active.add_chart(chart, "D2")
    book.save(path)


def plant_picture(path: Path) -> None:
    told = PngInfo()
    told.add_text("Author", "Wil de Boer")
    Image.new("RGB", (4, 4)).save(path, pnginfo=told)


def plant_pdf(path: Path) -> None:
    from fpdf import FPDF

    pdf = FPDF()
    pdf.set_author("Wil de Boer")
    pdf.add_page()
    pdf.output(str(path))


def plant_comment(path: Path) -> None:
    document = Document()
    run = document.add_paragraph("Gewone zin.").add_run("hier")
    document.add_comment(run, text="Dit zei Wil de Boer", author="redactie", initials="r")
    document.save(path)


def plant_commenter(path: Path) -> None:
    document = Document()
    run = document.add_paragraph("Gewone zin.").add_run("hier")
    document.add_comment(run, text="mooi", author="Wil de Boer", initials="r")
    document.save(path)


def plant_header(path: Path) -> None:
    document = Document()
    document.sections[0].header.paragraphs[0].text = "Verslag van Wil de Boer"
    document.save(path)


def plant_footer(path: Path) -> None:
    document = Document()
    document.sections[0].footer.paragraphs[0].text = "Wil de Boer"
    document.save(path)


def plant_split_runs(path: Path) -> None:
    document = Document()
    paragraph = document.add_paragraph("Toen zei Fatma El Am")
    paragraph.add_run("rani niets.").bold = True
    document.save(path)


def plant_table_cell(path: Path) -> None:
    document = Document()
    document.add_table(1, 1).cell(0, 0).text = "Wil de Boer"
    document.save(path)


def plant_tracked_deletion(path: Path) -> None:
    from docx.oxml import parse_xml

    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    document = Document()
    deleted = f'<w:del {space} w:id="1" w:author="x"><w:r><w:delText>Wil de Boer</w:delText></w:r></w:del>'
    document.add_paragraph("Gewone zin.")._p.append(parse_xml(deleted))
    document.save(path)


def plant_hidden_sheet(path: Path) -> None:
    book = Workbook()
    hidden = book.create_sheet("geheim")
    hidden["A1"] = "Wil de Boer"
    hidden.sheet_state = "hidden"
    book.save(path)


def plant_defined_name(path: Path) -> None:
    from openpyxl.workbook.defined_name import DefinedName

    book = Workbook()
    book.defined_names["Wil_de_Boer"] = DefinedName("Wil_de_Boer", attr_text="Sheet!$A$1")
    book.save(path)


def plant_cell_comment(path: Path) -> None:
    from openpyxl.comments import Comment

    book = Workbook()
    book.active["A1"] = 1
    book.active["A1"].comment = Comment("vraag Wil de Boer", "redactie")
    book.save(path)


def plant_sheet_header(path: Path) -> None:
    book = Workbook()
    book.active.oddHeader.center.text = "Wil de Boer"
    book.save(path)


def plant_validation(path: Path) -> None:
    from openpyxl.worksheet.datavalidation import DataValidation

    book = Workbook()
    rule = DataValidation(type="list", formula1='"ja,nee"', showInputMessage=True)
    rule.prompt = "Kies voor Wil de Boer"
    rule.add("A1")
    book.active.add_data_validation(rule)
    book.save(path)


def plant_custom_property(path: Path) -> None:
    from openpyxl.packaging.custom import StringProperty

    book = Workbook()
    book.custom_doc_props.append(StringProperty(name="Bron", value="Wil de Boer"))
    book.save(path)


def plant_slide(path: Path) -> None:
    import zipfile

    space = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(
            "ppt/notesSlides/notesSlide1.xml", f"<n {space}><a:p><a:r><a:t>Wil de Boer</a:t></a:r></a:p></n>"
        )


def plant_exif(path: Path) -> None:
    picture = Image.new("RGB", (4, 4))
    exif = picture.getexif()
    exif[0x013B] = "Wil de Boer"
    picture.save(path, exif=exif)


def plant_xp_author(path: Path) -> None:
    picture = Image.new("RGB", (4, 4))
    exif = picture.getexif()
    exif[0x9C9D] = "Wil de Boer".encode("utf-16-le")
    picture.save(path, exif=exif)


def plant_jpeg_comment(path: Path) -> None:
    Image.new("RGB", (4, 4)).save(path, comment=b"foto van Wil de Boer")


def plant_pdf_text(path: Path) -> None:
    from fpdf import FPDF

    pdf = FPDF()
    pdf.add_page()
    pdf.set_font("helvetica", size=12)
    pdf.cell(text="Gesprek met Wil de Boer")
    pdf.output(str(path))


def plant_pdf_note(path: Path) -> None:
    from fpdf import FPDF

    pdf = FPDF()
    pdf.add_page()
    pdf.text_annotation(10, 10, "vraag Wil de Boer")
    pdf.output(str(path))


def plant_zip(path: Path) -> None:
    import zipfile

    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a/gesprek.txt", "Toen zei Wil de Boer niets.")


def plant_project(path: Path) -> None:
    import zipfile

    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("project.qde", '<Project><User name="Wil de Boer" guid="x" /></Project>')


UNSEEN = {
    "project.qdpx": plant_project,
    "eigenschap.docx": plant_word,
    "opmerking.docx": plant_comment,
    "opmerker.docx": plant_commenter,
    "kop.docx": plant_header,
    "voet.docx": plant_footer,
    "stukjes.docx": plant_split_runs,
    "cel.docx": plant_table_cell,
    "weggehaald.docx": plant_tracked_deletion,
    "blad.xlsx": plant_sheet,
    "grafiek.xlsx": plant_chart,
    "verborgen.xlsx": plant_hidden_sheet,
    "naam.xlsx": plant_defined_name,
    "notitie.xlsx": plant_cell_comment,
    "kop.xlsx": plant_sheet_header,
    "keuze.xlsx": plant_validation,
    "eigen.xlsx": plant_custom_property,
    "dia.pptx": plant_slide,
    "a.png": plant_picture,
    "a.jpg": plant_exif,
    "windows.jpg": plant_xp_author,
    "commentaar.jpg": plant_jpeg_comment,
    "a.pdf": plant_pdf,
    "tekst.pdf": plant_pdf_text,
    "notitie.pdf": plant_pdf_note,
    "map.zip": plant_zip,
}


@pytest.mark.parametrize("name", UNSEEN)
def test_a_leak_that_no_reader_sees_is_found(tmp_path: Path, name: str) -> None:
    UNSEEN[name](tmp_path / name)
    found = find_leaks([tmp_path], key=KEY)
    assert set(found["kind"]) == {"persoon"}


LONG = "Iedereen zat daarna stil te luisteren, en toen gingen we verder. " * 900
FAR = {
    "lang.txt": f"{LONG}Bel 06-12345678.",
    "lang.csv": f'id,text\n1,kort\n2,"{LONG}Mail an@voorbeeld.nl."\n',
    "lang.html": f"<p>ok</p>\n<p>{LONG}Bel 06-12345678.</p>",
    "lang.json": json.dumps({"tekst": f"{LONG}Bel 06-12345678."}),
    "naam.md": f"{LONG}Toen zei Fatma El Amrani niets.",
}


@pytest.mark.parametrize("name", FAR)
def test_a_leak_at_the_end_of_a_long_text_is_found(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(FAR[name], encoding="utf-8")
    found = find_leaks([tmp_path], key=KEY)
    assert len(found) == 1
    assert found["where"].item() == {"lang.csv": "regel 3, kolom 2", "lang.html": "regel 2", "lang.json": "inhoud"}.get(
        name, "regel 1"
    )


@pytest.mark.parametrize("before", range(4480, 5020, 20))
def test_what_stands_where_a_long_text_is_cut_is_found_once_and_as_it_is(tmp_path: Path, before: int) -> None:
    text = ("woord " * 1000)[:before] + " NL91 ABNA 0417 1643 00 " + "woord " * 1000
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    assert find_leaks([tmp_path])["kind"].tolist() == ["iban"]


@pytest.mark.parametrize("name", ["breed.txt", "breed.csv", "breed.html"])
@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "cp1252"])
def test_text_in_another_encoding_is_read(tmp_path: Path, name: str, encoding: str) -> None:
    (tmp_path / name).write_text("nr;wat\n1;Zoë één keer gebeld: 06-12345678\n", encoding=encoding)
    assert find_leaks([tmp_path])["kind"].tolist() == ["telefoon"]


@pytest.mark.parametrize("suffix", ["docm", "dotx", "xlsm", "odp", "epub"])
def test_an_office_file_under_another_suffix_is_read(tmp_path: Path, suffix: str) -> None:
    import zipfile

    part = "OEBPS/h1.xhtml" if suffix == "epub" else "content.xml"
    with zipfile.ZipFile(tmp_path / f"a.{suffix}", "w") as archive:
        archive.writestr(part, "<html><p>Bel <b>06-123</b>45678.</p></html>")
    assert find_leaks([tmp_path])["kind"].tolist() == ["telefoon"]


def test_a_mail_is_read_as_what_it_means(tmp_path: Path) -> None:
    from email.message import EmailMessage

    mail = EmailMessage()
    mail.set_content("Bel me op 06-12345678.", cte="base64")
    (tmp_path / "a.eml").write_bytes(mail.as_bytes())
    assert find_leaks([tmp_path])["kind"].tolist() == ["telefoon"]
    mail.add_attachment(b"\0\1", maintype="application", subtype="octet-stream", filename="a.bin")
    (tmp_path / "a.eml").write_bytes(mail.as_bytes())
    assert sorted(find_leaks([tmp_path])["kind"]) == [UNREAD, "telefoon"]


def lock_pdf(path: Path) -> None:
    from pypdf import PdfWriter

    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    writer.encrypt("geheim", algorithm="AES-256")
    writer.write(path)


def break_part(path: Path) -> None:
    import zipfile

    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<w><p>Gewone zin.")


def scan(path: Path) -> None:
    Image.new("RGB", (40, 40)).save(path)


CLOSED = {
    "slot.pdf": lock_pdf,
    "kapot.pdf": lambda path: path.write_bytes(b"%PDF-1.7 niets"),
    "scan.pdf": scan,
    "slot.docx": lambda path: path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600),
    "oud.doc": lambda path: path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600),
    "stuk.docx": break_part,
    "stuk.zip": lambda path: path.write_bytes(b"PK\x03\x04 niets"),
    "stuk.png": lambda path: path.write_bytes(b"\x89PNG niets"),
    "gesprek.mp3": lambda path: path.write_bytes(b"ID3\4\0" + bytes(range(256)) * 8),
}


@pytest.mark.parametrize("name", CLOSED)
def test_a_file_that_cannot_be_read_is_told(tmp_path: Path, name: str) -> None:
    CLOSED[name](tmp_path / name)
    found = find_leaks([tmp_path], key=KEY)
    assert found["kind"].tolist() == [UNREAD]
    assert f"{name}, " in describe_leaks(found)


def test_an_empty_file_and_a_font_hold_nothing(tmp_path: Path) -> None:
    (tmp_path / "leeg.txt").write_bytes(b"")
    (tmp_path / "leeg.csv").write_bytes(b"\xef\xbb\xbf\n")
    (tmp_path / "letter.woff2").write_bytes(b"wOF2\0\1\0\0")
    assert find_leaks([tmp_path]).empty


def test_the_gate_is_tried_on_more_than_fifty_kinds_of_leaks() -> None:
    assert len(TEXTS) + len(UNSEEN) > 50


def test_what_this_repository_shares_is_clean() -> None:
    root = Path(__file__).parents[2]
    key = Key({f"P{n:02d}": KeyPerson(name) for n, name in enumerate(_cast(), start=1)})
    # The codebook is nobody's speech, and holds the language that is also the surname of one of the cast: Spaans.
    stored = [path for path in (root / "corpus").iterdir() if path.name not in ("voorbeeld_ruw", "codeboek.yaml")]
    site = [root / "site"] if (root / "site").is_dir() else []
    assert describe_leaks(find_leaks([*stored, root / "notebooks", *site], key=key)) == ""


def _cast() -> list[str]:
    from kennis.run import read_sources

    sources = read_sources([Path(__file__).parents[2] / "corpus" / "voorbeeld_ruw"])
    return sorted({name for source in sources for name in source.people["name"] if " " in name})


def test_what_is_found_is_never_repeated(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Fatma El Amrani, 06-12345678, NL91ABNA0417164300")
    told = find_leaks([tmp_path], key=KEY).to_csv()
    assert [secret for secret in ("Fatma", "Amrani", "12345678", "NL91") if secret in told] == []


def test_ordinary_words_that_are_also_names_pass(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Wil je koffie? Ik wil ook. De boer komt. [P01] zei dat [plaats AB] ver is.")
    assert find_leaks([tmp_path], key=KEY).empty


def test_a_number_that_a_recording_gave_a_speaker_names_nobody(tmp_path: Path) -> None:
    labels = {"P01": KeyPerson("Spreker 1"), "P02": KeyPerson("SPEAKER_02", labels=("SPEAKER_02",))}
    (tmp_path / "a.html").write_text('<p tabindex="-1">Dat was in 1 van de 2 gesprekken. Spreker 1 zei niets.</p>')
    assert find_leaks([tmp_path], key=Key(people=labels, last_number=2)).empty


def test_the_mark_of_a_study_is_no_phone_number(tmp_path: Path) -> None:
    page = tmp_path / "pagina.html"
    page.write_text('<body data-study="0612345678ab"><p>ok</p></body>', encoding="utf-8")
    assert find_leaks([page]).empty
    page.write_text('<body data-study="bel 0612345678"><p>ok</p></body>', encoding="utf-8")
    assert find_leaks([page])["kind"].tolist() == ["telefoon"]


def test_a_number_that_a_program_gave_is_no_phone_number(tmp_path: Path) -> None:
    import zipfile

    guid = "06845202-43bc-5f18-8a16-ebedad19182b"
    with zipfile.ZipFile(tmp_path / "uit.qdpx", "w") as archive:
        archive.writestr("project.qde", f'<Source guid="{guid}" path="internal://{guid}.txt" />')
        archive.writestr(f"sources/{guid}.txt", "Niets bijzonders.")
    assert find_leaks([tmp_path]).empty


def test_a_role_that_stands_for_a_speaker_names_nobody(tmp_path: Path) -> None:
    labels = ("De voorzitter", "Inwoner met uitkering", "I")
    people = {f"P{at:02d}": KeyPerson(label, labels=(label,)) for at, label in enumerate(labels, start=1)}
    (tmp_path / "a.txt").write_text("De voorzitter sluit af. Een inwoner met uitkering zei: I am here.")
    assert find_leaks([tmp_path], key=Key(people=people, last_number=3)).empty


def test_raw_input_and_history_are_not_looked_at(tmp_path: Path) -> None:
    for name in ("ruw", ".git"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.txt").write_text("Fatma El Amrani")
    assert find_leaks([tmp_path], key=KEY).empty


def test_a_path_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(KennisError, match="bestaat niet"):
        find_leaks([tmp_path / "weg"])


def test_a_role_with_too_few_people_in_a_group_is_a_small_cell() -> None:
    speakers = pd.DataFrame(
        {"speaker": ["P1", "P2", "P3", "P4"], "role": ["inwoner", "uitvoerder", "uitvoerder", "uitvoerder"]}
    )
    turns = pd.DataFrame({"meeting_id": "B01", "speaker": ["P1", "P2", "P3", "P4", "P1"]})
    meetings = pd.DataFrame({"meeting_id": ["B01"], "group": ["Berk"]})
    cells = small_cells(speakers, turns, meetings, least=3)
    assert cells.to_dict("records") == [{"group": "Berk", "role": "inwoner", "people": 1}]


def test_a_file_with_many_hits_does_not_hide_the_others(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("text\n" + "mail naar iemand@voorbeeld.nl\n" * 30)
    (tmp_path / "b.csv").write_text("text\nmail naar ander@voorbeeld.nl\n")
    told = describe_leaks(find_leaks([tmp_path])).splitlines()
    assert len(told) == 2
    assert told[0].startswith("  a.csv, ") and told[0].endswith(" en nog 27 plaatsen: email")
    assert told[1].startswith("  b.csv, ")


def test_a_note_tells_which_words_may_name_somebody_and_leaves_our_numbers_alone() -> None:
    key = Key({"P01": KeyPerson("Sanne Blekkinga")})
    assert named_in("P01 en [P02] zeggen in B02-014 hetzelfde als in T03", key=key) == []
    assert named_in("blekkinga zegt dit vaker", key=key) == ["blekkinga"]
    assert named_in("Dit zei Karel ook") == ["Karel"]


def picture() -> bytes:
    told = io.BytesIO()
    Image.new("RGB", (40, 10), "white").save(told, "PNG")
    return told.getvalue()


def draw_word(path: Path) -> None:
    document = Document()
    document.add_picture(io.BytesIO(picture()))
    document.save(path)


def draw_sheet(path: Path) -> None:
    from openpyxl.drawing.image import Image as Picture

    book = Workbook()
    book.active.add_image(Picture(io.BytesIO(picture())), "B2")
    book.save(path)


def draw_zip(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("content.xml", "<a><p>ok</p></a>")
        archive.writestr("Pictures/1.png", picture())


def draw_page(path: Path) -> None:
    path.write_text(f'<p>ok</p><img src="data:image/png;base64,{base64.b64encode(picture()).decode()}">', "utf-8")


def draw_notebook(path: Path) -> None:
    shown = {"output_type": "display_data", "metadata": {}, "data": {"image/png": "AA=="}}
    path.write_text(notebook({"outputs": [shown]}), "utf-8")


def draw_pdf(path: Path) -> None:
    page = FPDF()
    page.add_page()
    page.set_font("helvetica", size=12)
    page.cell(0, 8, "Gewone tekst.")
    page.image(io.BytesIO(picture()))
    page.add_page()  # empty: nothing to read there
    page.output(str(path))


@pytest.mark.parametrize(
    ("name", "draw"),
    [
        ("foto.png", lambda path: path.write_bytes(picture())),
        ("a.docx", draw_word),
        ("a.xlsx", draw_sheet),
        ("a.pptx", draw_zip),
        ("a.odt", draw_zip),
        ("a.zip", draw_zip),
        ("a.html", draw_page),
        ("a.ipynb", draw_notebook),
        ("a.pdf", draw_pdf),
    ],
)
def test_a_picture_that_nobody_looked_at_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, draw: Callable[[Path], object]
) -> None:
    draw(tmp_path / name)
    found = find_leaks([tmp_path], pictures=True)
    last = 2 if name == "a.docx" else 1  # python-docx puts a small picture of the page in each document
    assert found["kind"].tolist() == [PICTURE] * last
    assert found["where"].iloc[-1].endswith(f"afbeelding {last}")
    assert find_leaks([tmp_path]).empty  # our own pages hold figures, and may go out
    assert run_cli(["check", str(tmp_path)]) == 0
    told = capsys.readouterr().out
    assert told.startswith("Niets gevonden in de tekst.")
    assert f"Niemand keek naar {last} afbeelding" in told


def test_what_a_picture_in_a_document_tells_unseen_is_looked_at(tmp_path: Path) -> None:
    told = PngInfo()
    told.add_text("Author", "Wil de Boer")
    Image.new("RGB", (4, 4)).save(tmp_path / "a.png", pnginfo=told)
    with zipfile.ZipFile(tmp_path / "a.odt", "w") as archive:
        archive.write(tmp_path / "a.png", "Pictures/1.png")
    assert find_leaks([tmp_path / "a.odt"], key=KEY)["kind"].tolist() == ["persoon"]


def test_a_page_of_pictures_alone_is_not_read(tmp_path: Path) -> None:
    Image.open(io.BytesIO(picture())).save(tmp_path / "scan.pdf")
    assert find_leaks([tmp_path], pictures=True)["kind"].tolist() == [UNREAD]


@pytest.mark.parametrize("name", ["a.docx", "a.odt", "a.zip"])
def test_a_small_file_that_unpacks_to_gigabytes_is_not_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr("kennis.privacy.pieces.MOST_BYTES", 1000)
    monkeypatch.setattr("kennis.privacy.pieces._MOST_UNPACKED", 1000)
    with zipfile.ZipFile(tmp_path / name, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", "<a>" + " " * 10_000 + "</a>")
    assert find_leaks([tmp_path])["kind"].tolist() == [UNREAD]


def test_names_of_the_key_are_looked_for_where_their_first_word_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    letters = {"persoon": {"fatma de boer": "A", "wil storm": "B", "zes woorden op een rij hier": "C"}}
    names = [f"Naam{chr(97 + n)} Achter{chr(97 + n)}" for n in range(26)]
    people = {f"P{n:02d}": KeyPerson(name) for n, name in enumerate(names, 1)}
    monkeypatch.setattr("kennis.privacy.gate.find_spans", lambda *_, **__: [])  # so that only the key finds
    tries: list[str] = []

    class Watched(dict[str, list[tuple[str, ...]]]):
        def get(self, word: str, default: object = None) -> Any:
            tries.extend("|".join(name) for name in super().get(word, []))
            return super().get(word, default)

    group = gate._by_first_word
    monkeypatch.setattr(gate, "_by_first_word", lambda told: Watched(group(told)))
    (tmp_path / "een.txt").write_text("Toen zei FATMA, de boer dat. " + "woord " * 50, "utf-8")
    (tmp_path / "twee.txt").write_text("En Naamc-Achterc, die " + "naam " * 50, "utf-8")
    (tmp_path / "drie.txt").write_text("Fatma de bakker? Naamc Achterd. Storm. Achterd", "utf-8")
    found = find_leaks([tmp_path], key=Key(people, letters, 26))
    assert set(found["file"].astype(str)) == {"een.txt", "twee.txt"}
    assert set(found["found_by"]) == {"sleutel"}
    assert len(tries) < 12
