"""Tables: csv, tsv and xlsx."""

from __future__ import annotations

import datetime
from pathlib import Path

import openpyxl
import pytest

from kennis.intake import read_source
from kennis.intake.roles import HOW_TO_FILL_IN, role_slug
from kennis.tables import KennisError


def workbook(path: Path, rows: list[list], *, extra: dict[str, list[list]] | None = None) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for name, more in (extra or {}).items():
        sheet = book.create_sheet(name, 0)
        for row in more:
            sheet.append(row)
    book.save(path)
    return path


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_separator_is_found(read, separator):
    text = (
        separator.join(["beurt", "spreker", "rol", "tekst"])
        + "\n"
        + separator.join(["1", "Kees", "klantmanager", "Hoi daar."])
        + "\n"
    )
    source = read(text, "g.csv")
    assert source.kind == "table"
    assert source.turns.loc[0, ["speaker", "role", "text"]].tolist() == ["Kees", "uitvoerder", "Hoi daar."]


@pytest.mark.parametrize("heading", ["Tekst", "UITSPRAAK", "citaat", "Quote", "utterance", "transcript", "text"])
def test_the_text_column_has_many_names(read, heading):
    assert read(f"nr;{heading}\n1;Hoi daar.\n", "g.csv").turns["text"].tolist() == ["Hoi daar."]


def test_loose_quotes_have_a_role_and_no_speaker(read):
    source = read(
        "citaat;rol\nIk durfde het eerst niet.;Ervaringsdeskundige(n)\nWe leren nog.;beleidsadviseur\n", "g.csv"
    )
    assert source.kind == "quotes"
    assert source.turns["role"].tolist() == ["ervaringsdeskundige", "beleidsmedewerker"]


def test_text_with_a_turn_number_is_a_table_and_no_loose_quotes(read):
    assert read("nr;rol;tekst\n1;inwoner;Hoi daar.\n", "g.csv").kind == "table"


def test_text_alone_is_a_table_and_its_commas_are_text(read):
    source = read("tekst\nJa, dat klopt; denk ik.\nNee, hoor.\n", "g.csv")
    assert source.kind == "table"
    assert source.turns["text"].tolist() == ["Ja, dat klopt; denk ik.", "Nee, hoor."]


def test_ids_order_and_extra_columns_are_kept(read):
    source = read("id,tekst,thema\nb-2,Tweede.,moed\na-1,Eerste.,plek\n", "g.csv")
    assert source.turns["utterance_id"].tolist() == ["b-2", "a-1"]
    assert source.turns["thema"].tolist() == ["moed", "plek"]
    assert source.turns["turn"].tolist() == [1, 2]


def test_ids_keep_their_leading_zeros(read):
    assert read("id;tekst\n007;Hoi daar.\n", "g.csv").turns["utterance_id"].tolist() == ["007"]


@pytest.mark.parametrize(
    ("cell", "seconds"), [("00:03:12", 192.0), ("3:12", 192.0), ("192,5", 192.5), ("192.5", 192.5)]
)
def test_times_become_seconds(read, cell, seconds):
    assert read(f"start;tekst\n{cell};Hoi daar.\n", "g.csv").turns["start_s"].tolist() == [seconds]


def test_a_text_over_two_lines_in_quotes_is_one_turn(read):
    source = read('spreker;tekst\nKees;"Hoi daar;\nik ben er ook ""al""."\n', "g.csv")
    assert source.turns["text"].tolist() == ['Hoi daar; ik ben er ook "al".']


def test_the_heading_need_not_be_the_first_row(read):
    source = read("Verslag;;\nDatum;12 maart 2025;\n;;\nspreker;rol;tekst\nKees;inwoner;Hoi daar.\n", "g.csv")
    assert source.turns["text"].tolist() == ["Hoi daar."]
    assert source.meeting["date"] == "2025-03-12"


def test_rows_without_text_are_left_out_with_a_note(read):
    source = read("spreker;tekst\nKees;Hoi.\nFatma;\nKees;Ja.\n", "g.csv")
    assert len(source.turns) == 2
    assert source.notes == ("1 rij zonder tekst: niet overgenomen.",)


def test_an_unknown_role_is_left_empty_with_a_note(read):
    source = read("rol;tekst\ntimmerman;Hoi.\n", "g.csv")
    assert source.turns["role"].tolist() == [""]
    assert "rol" in source.notes[0]


def test_a_table_without_a_text_column_says_so_without_repeating_its_cells(read):
    with pytest.raises(
        KennisError, match=r"Kan 'g.csv' niet inlezen: er is geen kolom met tekst \(aantal kolommen: 2.*'tekst'"
    ) as told:
        read("datum;bedrag\n1-1-2025;12\n", "g.csv")
    assert not [cell for cell in ("datum", "bedrag", "12") if cell in str(told.value)]


@pytest.mark.parametrize("name", ["g.csv", "g.tsv"])
def test_one_column_without_a_heading_is_refused_without_repeating_its_first_line(read, name):
    with pytest.raises(KennisError, match="geen kolom met tekst") as told:
        read("Truus Vos heeft schulden\nDat klopt\n", name)
    assert not [word for word in ("Truus", "Vos", "schulden", "klopt") if word in str(told.value)]


def test_a_missing_text_column_never_repeats_what_was_said(read):
    secret = "Mijn buurvrouw Truus heeft schulden en durft niet naar de gemeente"
    with pytest.raises(KennisError) as error:
        read(f"datum;{secret}\n1-1-2025;{secret}\n", "g.csv")
    assert "Truus" not in str(error.value)


def test_a_row_with_too_many_cells_is_refused_with_its_number(read):
    with pytest.raises(KennisError, match="rij 3 heeft meer kolommen"):
        read("rol,tekst\ninwoner,Hoi.\ninwoner,Ja, dat klopt.\n", "g.csv")


def test_a_windows_table_keeps_its_accents(read):
    source = read("spreker;tekst\nAnnabél;Één idee voor cliënten – “mooi”.\n", "g.csv", encoding="cp1252")
    assert source.turns["text"].tolist() == ["Één idee voor cliënten – “mooi”."]


def test_excel_takes_the_first_sheet_with_a_heading(tmp_path):
    path = workbook(
        tmp_path / "g.xlsx", [["Spreker", "Tekst"], ["Kees", "Hoi daar."]], extra={"Uitleg": [["Lees mij"], ["niets"]]}
    )
    assert read_source(path).turns["text"].tolist() == ["Hoi daar."]


def test_excel_numbers_and_times_are_read_as_they_look(tmp_path):
    rows = [
        ["id", "start", "spreker", "tekst", "datum"],
        [7, datetime.time(0, 3, 12), "Kees", 2025, datetime.datetime(2025, 3, 12)],
    ]
    source = read_source(workbook(tmp_path / "g.xlsx", rows))
    row = source.turns.iloc[0]
    assert (row["utterance_id"], row["start_s"], row["text"], row["datum"]) == ("7", 192.0, "2025", "2025-03-12")


def test_text_that_starts_with_an_equals_sign_stays_text(tmp_path):
    path = tmp_path / "g.xlsx"
    book = openpyxl.Workbook()
    book.active.append(["spreker", "tekst"])
    book.active.append(["Kees", ""])
    book.active["B2"].value = "=dat zei ik"
    book.active["B2"].data_type = "s"
    book.save(path)
    assert read_source(path).turns["text"].tolist() == ["=dat zei ik"]


def test_a_formula_without_a_value_is_noted(tmp_path):
    source = read_source(
        workbook(tmp_path / "g.xlsx", [["spreker", "tekst"], ["Kees", "Hoi."], ["Kees", '=CONCATENATE("a","b")']])
    )
    assert source.turns["text"].tolist() == ["Hoi."]
    assert any("formule" in note for note in source.notes)


def test_an_empty_workbook_is_refused(tmp_path):
    with pytest.raises(KennisError, match="geen kolom met tekst"):
        read_source(workbook(tmp_path / "g.xlsx", []))


def test_a_table_with_a_heading_only_is_refused(read):
    with pytest.raises(KennisError, match="geen uitspraken"):
        read("spreker;tekst\n", "g.csv")


def test_our_own_table_comes_back_as_it_was(read):
    text = (
        "utterance_id,meeting_id,turn,speaker,role,text,start_s,end_s,original\n"
        "berk-1-1,berk-1,1,P01,inwoner,Hoi daar.,1,2,Hoi  daar.\n"
    )
    row = read(text, "berk-1.csv").turns.iloc[0]
    assert row[["utterance_id", "meeting_id", "speaker", "role", "text", "original"]].tolist() == [
        "berk-1-1",
        "berk-1",
        "P01",
        "inwoner",
        "Hoi daar.",
        "Hoi  daar.",
    ]


def test_the_table_of_speech_recognition_counts_in_milliseconds(read):
    turns = read("start\tend\ttext\n1500\t5000\tja oké\n5000\t9250\tnou eerlijk gezegd\n", "opname.tsv").turns
    assert turns[["start_s", "end_s"]].to_numpy().tolist() == [[1.5, 5.0], [5.0, 9.25]]


@pytest.mark.parametrize(
    "headings",
    [
        ["#", "Wat werd er gezegd (letterlijk)", "Door wie?", "Petje"],
        ["Nr.", "Uitspraak:", "Gezegd door", "Functie"],
        ["No", "Citaat", "Wie zei dit?", "Rol / functie"],
        ["nr", "Letterlijk", "Van wie", "In welke rol?"],
    ],
)
def test_headings_are_known_whatever_their_points_and_question_marks(read, headings):
    row = read(";".join(headings) + "\n1;Ik zei voor het eerst nee.;Wobke;klantmanager\n", "oogst.csv").turns.iloc[0]
    assert row[["speaker", "role", "text"]].tolist() == ["Wobke", "uitvoerder", "Ik zei voor het eerst nee."]


def test_a_source_is_who_said_it_only_where_no_other_column_tells(read):
    assert read("citaat;bron\nHoi daar.;Wobke\n", "g.csv").turns["speaker"].tolist() == ["Wobke"]
    assert read("citaat;wie;bron\nHoi daar.;Wobke;b-1\n", "g.csv").turns["meeting_id"].tolist() == ["b-1"]


@pytest.mark.parametrize("heading", ["Opm.", "Opmerking", "Notitie", "Toelichting van de onderzoeker", "Tel. / mail"])
def test_what_a_researcher_writes_beside_a_quote_is_nobodys_words(read, heading):
    source = read(
        f"Wie;Wat hij of zij toen vertelde;{heading}\n"
        "Wobke;Ik zei voor het eerst nee tegen mijn baas.;eerst nog bellen of dit zo mag\n"
        "Tjalf;Ze vroeg hoe het met mij ging die dag.;graag nog eens overleggen met Wobke\n",
        "oogst.csv",
    )
    assert source.turns["speaker"].tolist() == ["Wobke", "Tjalf"]
    assert not [word for word in ("bellen", "overleggen") if word in source.turns.to_string()]
    assert f"Notities en contactgegevens zijn niet overgenomen: '{heading}'." in source.notes


def test_an_opinion_asked_for_in_a_question_is_an_answer(read):
    source = read(
        "functie;Heb je nog opmerkingen?\ninwoner;Ik vond het een hele fijne middag.\nklantmanager;Graag wat meer tijd om te praten.\n",
        "enquete.csv",
    )
    assert len(source.turns) == 2


def test_who_answers_a_survey_keeps_their_name(read):
    source = read(
        "naam;Wat heb je geleerd?;Wat heb je nodig?\n"
        "Wobke;Dat je eerst moet luisteren.;Iemand die met mij meedenkt.\n"
        "Tjalf;Dat het niet alleen aan mij lag.;Tijd en een vaste plek.\n",
        "enquete.csv",
    )
    assert source.turns["speaker"].tolist() == ["Wobke", "Wobke", "Tjalf", "Tjalf"]


def test_columns_that_are_not_used_are_named(read):
    source = read("Citaat;Verteller;Rol\nHoi daar.;Wobke;inwoner\n", "g.csv")
    assert "Deze kolommen kennen we niet en gebruiken we niet: 'Verteller'." in source.notes
    assert any("'spreker'" in note for note in source.notes)


@pytest.mark.parametrize("nobody", ["anoniem", "Onbekend", "?", "n.v.t."])
def test_who_is_not_named_in_a_table_is_nobody(read, nobody):
    source = read(f"wie;rol;tekst\n{nobody};inwoner;Hoi daar.\n", "g.csv")
    assert (source.turns.loc[0, "speaker"], source.turns.loc[0, "role"]) == ("", "inwoner")
    assert source.people.empty


@pytest.mark.parametrize(
    ("written", "role"), [("beleid", "beleidsmedewerker"), ("Ouder", "naaste"), ("anders", "anders")]
)
def test_in_a_column_of_roles_a_word_may_stand_for_a_role_that_it_is_not_elsewhere(read, written, role):
    assert read(f"rol;tekst\n{written};Hoi.\n", "g.csv").turns["role"].tolist() == [role]
    assert role_slug(f"{written} Hansen") == ""


def test_unknown_roles_are_named_but_never_a_name_or_a_sentence(read):
    source = read("rol;tekst\nImker;Hoi.\nkunstenaar;Dag.\nKees;Ja.\nik weet het niet precies meer;Nee.\n", "g.csv")
    assert source.notes == (f"4 rijen met een rol die we niet kennen (‘imker’, ‘kunstenaar’): {HOW_TO_FILL_IN}",)


FORM = (
    'id,naam,praktijk,toename,toelichting\n'
    '1,Zoë,"Eik, oost",4,"Ik durf nu meer te zeggen, ook als het spannend is."\n'
    '2,Kees,Berk,2,"Nee, het kost vooral tijd; dat had ik niet verwacht."\n'
    '3,Roos,Linde,5,We bellen elkaar nu gewoon op.\n'
)  # fmt: skip


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_the_separator_is_what_cuts_most_evenly_where_no_heading_is_known(read, separator):
    text = FORM if separator == "," else FORM.replace(", ", "~").replace(",", separator).replace("~", ", ")
    source = read(text, "antwoorden.csv")
    assert source.turns["speaker"].tolist() == ["Zoë", "Kees", "Roos"]
    assert source.turns.loc[0, "text"] == "Ik durf nu meer te zeggen, ook als het spannend is."


def test_columns_are_counted_as_they_are(read):
    with pytest.raises(KennisError, match="aantal kolommen: 3"):
        read("a,b,c\n1,2,3\n4,5,6\n", "g.csv")


REMARKS = ["Ik vond het fijn om te horen wat er speelt.", "Te kort; er was geen tijd voor vragen, helaas."]


@pytest.mark.parametrize("head", ["opmerkingen", "nr;opmerkingen", "datum;cijfer;Opmerkingen"])
def test_remarks_are_what_people_wrote_where_no_other_column_holds_text(read, head):
    rows = [[*["7"] * head.count(";"), f'"{text}"'] for text in REMARKS]
    source = read("\n".join([head, *(";".join(row) for row in rows)]), "enquete.csv")
    assert source.turns["text"].tolist() == REMARKS


def test_a_remark_beside_an_answer_stays_out(read):
    text = "naam;wat neem je mee;opmerkingen\nZoë;Dat ik het gewoon mag zeggen.;Sprak erg zacht die dag.\nKees;Dat we eerder moeten bellen.;Was moe en wilde weg.\n"
    assert len(read(text, "enquete.csv").turns) == 2


def test_columns_that_were_passed_over_are_told(read):
    with pytest.raises(KennisError, match="overgeslagen als notitie of contactgegeven: kolom 2, 3"):
        read("id;opmerking;e-mail\n1;goed;a\n2;prima;b\n", "g.csv")


def test_more_meetings_in_one_table_are_told(read):
    text = (
        "bijeenkomst;datum;groep;spreker;tekst\n1;2025-03-12;Eik;Kees;Dat was een goede dag.\n"
        "1;2025-03-12;Eik;Roos;Zeker.\n2;2025-04-02;Eik;Kees;Nu weer.\n"
    )
    source = read(text, "alles.csv")
    (note,) = [note for note in source.notes if "één gesprek" in note]
    assert "'bijeenkomst', 'datum'" in note
    assert "'groep'" not in note
    assert source.meeting["group"] == "Eik"


def test_one_meeting_in_a_table_needs_no_word_about_it(read):
    assert not any(
        "één gesprek" in n for n in read("datum;spreker;tekst\n2025-03-12;Kees;Ja.\n;Roos;Nee.\n", "g.csv").notes
    )
