"""Word documents."""

from __future__ import annotations

from pathlib import Path

import docx
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from kennis.intake import Source, read_source
from kennis.tables import KennisError


def save(document, tmp_path: Path, name: str = "gesprek.docx") -> Source:
    path = tmp_path / name
    document.save(str(path))
    return read_source(path)


def table(document, rows: list[list[str]]) -> None:
    made = document.add_table(len(rows), len(rows[0]))
    for row, cells in zip(rows, made.rows, strict=True):
        for text, cell in zip(row, cells.cells, strict=True):
            cell.text = text


def conversation(document) -> None:
    for line in ("Marieke: Welkom.", "Kees: Hoi.", "Marieke: Koffie?", "Kees: Ja."):
        document.add_paragraph(line)


def tracked(paragraph, tag: str, text: str) -> None:
    """Add a tracked insertion (`w:ins`) or deletion (`w:del`) to a paragraph."""
    change, run = OxmlElement(tag), OxmlElement("w:r")
    piece = OxmlElement("w:delText" if tag == "w:del" else "w:t")
    piece.text = text
    piece.set(qn("xml:space"), "preserve")
    run.append(piece)
    change.append(run)
    paragraph._p.append(change)


def test_paragraphs_with_a_colon_are_turns(tmp_path):
    document = docx.Document()
    conversation(document)
    source = save(document, tmp_path)
    assert source.turns["speaker"].tolist() == ["Marieke", "Kees", "Marieke", "Kees"]
    assert source.kind == "transcript"


def test_a_speaker_in_bold_needs_no_colon(tmp_path):
    document = docx.Document()
    for name, text in (("Marieke", "Welkom allemaal."), ("Kees", "Hoi."), ("Najoua", "Dag.")):
        paragraph = document.add_paragraph()
        paragraph.add_run(name).bold = True
        paragraph.add_run(f" {text}")
    source = save(document, tmp_path)
    assert source.turns["speaker"].tolist() == ["Marieke", "Kees", "Najoua"]
    assert source.turns["text"].tolist() == ["Welkom allemaal.", "Hoi.", "Dag."]


def test_a_bold_word_in_a_sentence_is_no_speaker(tmp_path):
    document = docx.Document()
    conversation(document)
    paragraph = document.add_paragraph()
    paragraph.add_run("Echt").bold = True
    paragraph.add_run(" waar is dat.")
    source = save(document, tmp_path)
    assert source.turns["text"].tolist()[-1] == "Ja. Echt waar is dat."


def test_a_bold_line_above_the_text_is_the_speaker(tmp_path):
    document = docx.Document()
    for name, text in (
        ("Marieke Hoekstra", "Welkom."),
        ("Kees Vos", "Hoi."),
        ("Marieke Hoekstra", "Koffie?"),
        ("Kees Vos", "Ja."),
    ):
        document.add_paragraph().add_run(name).bold = True
        document.add_paragraph(text)
    assert save(document, tmp_path).turns["speaker"].tolist() == ["Marieke Hoekstra", "Kees Vos"] * 2


@pytest.mark.parametrize(
    "heading", [["Naam", "Rol", "Organisatie"], ["Name", "Role", "Organisation"], ["Deelnemer", "Functie", "Gemeente"]]
)
def test_a_table_of_attendees_fills_the_roster(tmp_path, heading):
    document = docx.Document()
    table(
        document,
        [heading, ["Marieke Hoekstra", "gespreksleider", "Hogeschool"], ["Kees Vos", "klantmanager", "Werkkracht"]],
    )
    conversation(document)
    source = save(document, tmp_path)
    assert source.people.values.tolist() == [
        ["Marieke Hoekstra", "begeleider", "Hogeschool"],
        ["Kees Vos", "uitvoerder", "Werkkracht"],
    ]
    assert source.turns["role"].tolist() == ["begeleider", "uitvoerder", "begeleider", "uitvoerder"]


@pytest.mark.parametrize("name", ["Wubbechien (Wub) Mors", "Wubbechien “Wub” Mors"])
def test_who_is_called_otherwise_is_one_person_by_both_names(tmp_path, name):
    document = docx.Document()
    table(document, [["Naam", "Rol"], [name, "ervaringsdeskundige"], ["Kees Vos", "klantmanager"]])
    for line in ("Wub: Ik ben er ook.", "Kees: Mooi.", "Wubbechien: Ja.", "Kees: Goed."):
        document.add_paragraph(line)
    source = save(document, tmp_path)
    assert source.people["name"].tolist() == ["Wub Mors", "Kees Vos"]
    assert source.turns["role"].tolist() == ["ervaringsdeskundige", "uitvoerder"] * 2
    assert source.turns["speaker"].tolist() == ["Wub", "Kees", "Wub Mors", "Kees"]


def test_a_table_of_turns_is_read(tmp_path):
    document = docx.Document()
    document.add_paragraph("Datum: 12 maart 2025")
    document.add_paragraph("Aanwezig: Kees Vos (uitvoerder), Marieke Hoekstra (begeleider)")
    table(document, [["Tijd", "Spreker", "Tekst"], ["00:01", "Marieke", "Welkom."], ["00:05", "Kees", "Hoi."]])
    source = save(document, tmp_path)
    assert source.turns[["speaker", "role", "text", "start_s"]].values.tolist() == [
        ["Marieke", "begeleider", "Welkom.", 1.0],
        ["Kees", "uitvoerder", "Hoi.", 5.0],
    ]
    assert source.meeting == {"date": "2025-03-12"}
    assert source.people["name"].tolist() == ["Kees Vos", "Marieke Hoekstra"]


def test_a_table_of_turns_without_a_heading_is_read(tmp_path):
    document = docx.Document()
    rows = [
        ["00:01", "Marieke", "Welkom allemaal, fijn dat jullie er zijn."],
        ["00:05", "Kees", "Ja, hoi, is er koffie?"],
    ]
    table(document, [*rows, ["00:09", "Marieke", "Die staat daar op het tafeltje."]])
    source = save(document, tmp_path)
    assert source.turns["speaker"].tolist() == ["Marieke", "Kees", "Marieke"]
    assert source.turns["start_s"].tolist() == [1.0, 5.0, 9.0]


def test_a_table_with_metadata_is_the_head(tmp_path):
    document = docx.Document()
    table(document, [["Datum", "12 maart 2025"], ["Groep", "Berk"], ["Soort", "interview"]])
    conversation(document)
    source = save(document, tmp_path)
    assert source.meeting == {"date": "2025-03-12", "group": "Berk", "kind": "interview"}
    assert len(source.turns) == 4


def test_titles_and_headings_are_no_turns(tmp_path):
    document = docx.Document()
    document.add_heading("Verslag netwerkbijeenkomst 3 april 2025", 0)
    document.add_heading("Opening", 1)
    conversation(document)
    source = save(document, tmp_path)
    assert len(source.turns) == 4
    assert source.meeting["kind"] == "netwerkbijeenkomst"
    assert source.meeting["date"] == "2025-04-03"


def test_deleted_text_is_gone_and_inserted_text_counts_with_a_note(tmp_path):
    document = docx.Document()
    conversation(document)
    paragraph = document.add_paragraph("Marieke: We doen het ")
    tracked(paragraph, "w:del", "morgen.")
    tracked(paragraph, "w:ins", "vandaag.")
    source = save(document, tmp_path)
    assert source.turns["text"].tolist()[-1] == "We doen het vandaag."
    assert any("wijzigingen" in note for note in source.notes)


def test_a_comment_is_left_out_with_a_note(tmp_path):
    document = docx.Document()
    conversation(document)
    paragraph = document.add_paragraph("Marieke: Mooi.")
    document.add_comment(paragraph.runs, text="Navragen bij Truus", author="R", initials="R")
    source = save(document, tmp_path)
    assert not source.turns["text"].str.contains("Truus").any()
    assert any("Opmerkingen" in note for note in source.notes)


def test_a_line_break_inside_a_paragraph_may_start_a_turn(tmp_path):
    document = docx.Document()
    document.add_paragraph("Marieke: Welkom.\nKees: Hoi.\nMarieke: Koffie?\nKees: Ja.")
    assert save(document, tmp_path).turns["speaker"].tolist() == ["Marieke", "Kees"] * 2


def test_a_hyperlink_is_part_of_the_text(tmp_path):
    document = docx.Document()
    conversation(document)
    paragraph = document.add_paragraph("Marieke: Kijk op ")
    link, run, text = OxmlElement("w:hyperlink"), OxmlElement("w:r"), OxmlElement("w:t")
    text.text = "onze pagina"
    run.append(text)
    link.append(run)
    paragraph._p.append(link)
    assert save(document, tmp_path).turns["text"].tolist()[-1] == "Kijk op onze pagina"


def test_a_table_of_something_else_is_left_out_with_a_note(tmp_path):
    document = docx.Document()
    conversation(document)
    table(document, [["Actie", "Wie", "Wanneer"], ["Zaal huren", "Kees", "mei"]])
    source = save(document, tmp_path)
    assert len(source.turns) == 4
    assert any("tabel" in note for note in source.notes)


def test_a_teams_transcript_has_name_and_time_above_the_text(tmp_path):
    document = docx.Document()
    for name, time, text in (
        ("Marieke Hoekstra", "0:03", "Welkom."),
        ("Kees Vos", "0:07", "Hoi."),
        ("Kees Vos", "0:09", "Ja."),
    ):
        paragraph = document.add_paragraph()
        paragraph.add_run(name).bold = True
        paragraph.add_run(f"   {time}")
        paragraph.add_run().add_break()
        paragraph.add_run(text)
    source = save(document, tmp_path)
    assert source.turns[["speaker", "text", "start_s"]].values.tolist() == [
        ["Marieke Hoekstra", "Welkom.", 3.0],
        ["Kees Vos", "Hoi.", 7.0],
        ["Kees Vos", "Ja.", 9.0],
    ]


def test_what_teams_puts_above_a_transcript_is_its_head_and_offices_put_the_surname_first(tmp_path):
    document = docx.Document()
    for text in ("Overleg ervaringskennis-20240612_140233-Meeting Recording", "12 juni 2024, 02:02p.m.", "31m 12s"):
        document.add_paragraph(text)
    document.add_paragraph("Anouk van Rijn started transcription")
    for name, at, text in [
        ("Anouk van Rijn", "0:03", "Zijn we compleet?"),
        ("Dekkers, Willeke (WIZ)", "0:09", "Ik ben er, hoor."),
        ("Anouk van Rijn", "0:14", "Fijn, Willeke."),
    ]:
        paragraph = document.add_paragraph()
        paragraph.add_run(name).bold = True
        paragraph.add_run(f"   {at}\n{text}")
    source = save(document, tmp_path)
    assert source.meeting == {"title": "Overleg ervaringskennis", "date": "2024-06-12"}
    assert source.turns["speaker"].tolist() == ["Anouk van Rijn", "Willeke Dekkers", "Anouk van Rijn"]
    assert source.turns["text"].tolist() == ["Zijn we compleet?", "Ik ben er, hoor.", "Fijn, Willeke."]


def test_a_list_of_attendees_with_bullets_of_word(tmp_path):
    document = docx.Document()
    document.add_paragraph("Aanwezig:")
    document.add_paragraph("Marieke Hoekstra (begeleider)", style="List Bullet")
    document.add_paragraph("Kees Vos, klantmanager, Werkkracht", style="List Bullet")
    conversation(document)
    source = save(document, tmp_path)
    assert source.people.values.tolist() == [
        ["Marieke Hoekstra", "begeleider", ""],
        ["Kees Vos", "uitvoerder", "Werkkracht"],
    ]
    assert len(source.turns) == 4


def test_a_factsheet_in_word_gives_its_quotes(tmp_path, data):
    document = docx.Document()
    for line in (data / "factsheet_rol_vooraf.txt").read_text(encoding="utf-8").split("\n"):
        document.add_paragraph(line)
    source = save(document, tmp_path)
    assert (source.kind, len(source.turns)) == ("quotes", 4)


MINUTES = [
    ["Agendapunt", "Besproken", "Actie"],
    ["Opening", "De voorzitter vertelt waarom we hier met zijn allen zitten.", "Jan mailt"],
    ["Proef", "Een inwoner vond het spannend om te beginnen.\nDaarna ging het eigenlijk vanzelf.", ""],
]


def test_minutes_in_one_table_are_read_from_the_column_with_most_words(tmp_path):
    document = docx.Document()
    document.add_paragraph("Verslag bijeenkomst 12 maart 2025")
    table(document, MINUTES)
    source = save(document, tmp_path)
    assert source.turns["text"].tolist() == [
        "De voorzitter vertelt waarom we hier met zijn allen zitten.",
        "Een inwoner vond het spannend om te beginnen.",
        "Daarna ging het eigenlijk vanzelf.",
    ]
    assert any("kolom met de meeste tekst" in note for note in source.notes)


def test_minutes_beside_running_text_say_how_to_get_them_read(tmp_path):
    document = docx.Document()
    conversation(document)
    table(document, MINUTES)
    source = save(document, tmp_path)
    assert len(source.turns) == 4
    assert any("kop 'tekst'" in note for note in source.notes)


def test_a_table_without_running_text_says_which_heading_helps(tmp_path):
    document = docx.Document()
    table(document, [["Nr", "Actie", "Wie"], ["1", "mailen", "Jan"], ["2", "bellen", "Roos"]])
    with pytest.raises(KennisError, match="kop 'tekst'"):
        save(document, tmp_path)
