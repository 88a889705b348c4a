"""Files as they come out of other people's hands and tools."""

from __future__ import annotations

import docx
import pytest

from kennis.intake import read_source
from kennis.tables import KennisError


def test_where_a_tool_writes_a_label_before_every_caption_each_label_speaks(read):
    source = read(
        "WEBVTT\n\n1\n00:00:01.000 --> 00:00:02.000\nKarin Nijboer: Wat had je nodig?\n\n"
        "2\n00:00:02.500 --> 00:00:05.000\niPhone van Truus: Dat iemand mij geloofde.\n\n"
        "3\n00:00:05.500 --> 00:00:06.000\nzaal 2 achterin: Precies.\n\n"
        "4\n00:00:06.500 --> 00:00:08.000\nKarin Nijboer: En toen?\n",
        "zoom.vtt",
    )
    assert source.turns["speaker"].tolist() == ["Karin Nijboer", "Truus", "zaal 2 achterin", "Karin Nijboer"]


def test_a_name_as_an_office_writes_it_is_the_same_name_in_a_video_call(read):
    source = read(
        "WEBVTT\n\n00:01.000 --> 00:03.000\n<v Hoekstra, Sietske>Hoi.</v>\n\n00:03.000 --> 00:04.000\n<v Kees Vos | Werkkracht>Dag.</v>\n",
        "teams.vtt",
    )
    assert source.people[["name", "organisation"]].to_numpy().tolist() == [
        ["Sietske Hoekstra", ""],
        ["Kees Vos", "Werkkracht"],
    ]


def test_how_somebody_is_called_or_joined_is_no_organisation(read):
    source = read("Kees Vos (hij/hem): Hoi.\nRoos (gast): Dag.\nKees Vos (hij/hem): Zo.\nRoos (gast): Ja.\n")
    assert source.people["organisation"].tolist() == ["", ""]


def test_a_display_name_with_an_organisation_and_a_time_opens_a_turn(read):
    source = read("Kees Vos   0:03\nWelkom allemaal.\n\nRoos Bakker | Werkkracht   0:12\nSorry dat ik laat ben.\n")
    assert source.turns["speaker"].tolist() == ["Kees Vos", "Roos Bakker"]


def test_initials_in_a_column_made_with_spaces_are_speakers(read):
    source = read("MV   Wat gebeurt er dan?\nR1   Dan krijg je een brief.\nMV   En toen?\nR2   Toen belde niemand.\n")
    assert source.turns["speaker"].tolist() == ["MV", "R1", "MV", "R2"]


def test_a_double_space_in_running_text_makes_no_speaker(read):
    source = read("Kees  vertelt over zijn werk.\n\nKees  vindt het moeilijk.\n\nKees  durft het toch.\n")
    assert set(source.turns["speaker"]) == {""}


def test_what_speech_recognition_says_of_itself_is_not_taken_over(read):
    source = read(
        "gesprek_dalfsen\n\nTranscribed with noScribe vers. 0.6\nAudio source: D:/HennyBoer/gesprek_dalfsen.m4a\n"
        "(Start 00:00:00, Stop 00:35:12)\n\nS00: Wat betekent het?\n\nS01: Veel.\n\nS00: Vertel.\n\nS01: Nou, kijk.\n"
    )
    assert source.turns["speaker"].tolist() == ["S00", "S01", "S00", "S01"]
    assert "dalfsen" not in str(source.meeting)


def test_minutes_begin_below_the_names_on_one_line(read):
    source = read(
        "Notulen\nDatum: 27 maart 2025\nAanwezig: Bouke Jansma (voorzitter), Greet Prins, Carla van Dam (gemeente)\n"
        "1. Opening\nBouke opent de vergadering.\n2. Verordening\nGreet: Dat is te laat.\nCarla: Dat spijt me.\n3. Sluiting\nBouke sluit af.\n"
    )
    assert source.people["name"].tolist() == ["Bouke Jansma", "Greet Prins", "Carla van Dam"]
    assert source.turns["text"].tolist() == [
        "Bouke opent de vergadering.",
        "Dat is te laat.",
        "Dat spijt me.",
        "Bouke sluit af.",
    ]


def test_a_date_above_a_day_in_a_diary_is_no_turn(read):
    source = read("**3 februari 2025**\n\nIk liep mee.\n\n**10 februari 2025**\n\nHij vertelde veel.\n", "dagboek.md")
    assert source.turns["text"].tolist() == ["Ik liep mee.", "Hij vertelde veel."]


def written_interview(tmp_path, head: tuple[str, ...]):
    document = docx.Document()
    for line in head:
        document.add_paragraph(line)
    for question, answers in (
        ("1. Wat maakt het moeilijk?", ["De regels.", "En de tijd."]),
        ("2. Wat helpt?", ["Een maatje."]),
    ):
        document.add_paragraph().add_run(question).bold = True
        for answer in answers:
            document.add_paragraph(answer)
    document.save(str(tmp_path / "verslag.docx"))
    return read_source(tmp_path / "verslag.docx").turns


def test_in_an_interview_the_bold_questions_and_what_stands_below_have_a_speaker(tmp_path):
    turns = written_interview(tmp_path, ("Respondent: Marloes Veenstra, klantmanager", "Interviewer: Tom Aalbers"))
    assert turns[["speaker", "role", "text"]].to_numpy().tolist() == [
        ["Tom Aalbers", "begeleider", "Wat maakt het moeilijk?"],
        ["Marloes Veenstra", "uitvoerder", "De regels. En de tijd."],
        ["Tom Aalbers", "begeleider", "Wat helpt?"],
        ["Marloes Veenstra", "uitvoerder", "Een maatje."],
    ]


def test_where_more_people_may_have_answered_nobody_is_named(tmp_path):
    turns = written_interview(tmp_path, ("Aanwezig: Marloes Veenstra, Kees Vos, Roos Bakker",))
    assert set(turns["speaker"]) == {""}


def test_paragraphs_of_nobody_in_minutes_stay_apart(tmp_path):
    document = docx.Document()
    document.add_heading("Stand van zaken", 1)
    for line in ("Jan vertelt dat de proef loopt.", "Soraya voelt zich nu serieus genomen."):
        document.add_paragraph(line)
    document.add_heading("Rondvraag", 1)
    for line in ("Kees: Wanneer is het bezoek?", "Roos: In oktober.", "Kees: Goed."):
        document.add_paragraph(line)
    document.save(str(tmp_path / "verslag.docx"))
    assert len(read_source(tmp_path / "verslag.docx").turns) == 5


def test_a_title_right_above_the_first_speaker_is_no_turn(read):
    source = read("Interview beleidsadviseur 2 juli 2025\nSpreker 1 [00:01]\nHoi.\nSpreker 2 [00:03]\nDag.\n")
    assert source.meeting["date"] == "2025-07-02"
    assert source.turns["text"].tolist() == ["Hoi.", "Dag."]


MAIL = """Van: Fenna Dijkstra <f.dijkstra@voorbeeld.nl>
Verzonden: dinsdag 4 november 2025 09:14
Aan: Abdel Karimi <abdel@voorbeeld.nl>
CC: Joke Smit
Onderwerp: RE: terugblik

Hoi Abdel,

Dank voor je mail. Ik schrok ervan.

Groet,
Fenna Dijkstra
Beleidsadviseur Participatie
T 0592-123456

Op ma 3 nov 2025 om 21:40 schreef Abdel Karimi <abdel@voorbeeld.nl>:
> Beste Fenna,
>
> Ik voelde me gebruikt.
>
> Met vriendelijke groet,
> Abdel
"""


def test_in_mails_who_writes_speaks_and_addresses_and_signatures_are_left_out(read):
    source = read(MAIL)
    assert source.turns[["speaker", "role", "text"]].to_numpy().tolist() == [
        ["Fenna Dijkstra", "beleidsmedewerker", "Hoi Abdel, Dank voor je mail. Ik schrok ervan."],
        ["Abdel Karimi", "", "Beste Fenna, Ik voelde me gebruikt."],
    ]
    assert "Joke Smit" in set(source.people["name"])
    assert source.meeting == {"title": "terugblik", "date": "2025-11-04"}


def test_one_line_that_begins_with_van_is_no_mail(read):
    source = read("Van: wie is dit?\n\nDat weten we niet.\n")
    assert "Adresregels" not in " ".join(source.notes)


def test_a_chat_does_not_say_that_a_message_was_edited(read):
    chat = "12-05-2024 19:04 - Roos: gaat het door? <Dit bericht is bewerkt>\n12-05-2024 19:06 - Omar: ja\n"
    assert read(chat).turns["text"].tolist() == ["gaat het door?", "ja"]


def test_a_survey_gives_a_turn_for_each_open_answer(read):
    source = read(
        "id;IP-adres;Wat is je functie?;Cijfer;Wat heb je geleerd?;Wat heb je nodig?\n"
        "1;10.0.0.1;beleidsmedewerker;4;Dat ik zelf ook ervaring heb, en dat dat telt.;nvt\n"
        "2;10.0.0.2;klantmanager;2;Dat je eerst moet luisteren naar mensen.;Tijd en rugdekking van mijn manager\n",
        "enquete.csv",
    )
    assert source.turns[["speaker", "role", "vraag"]].to_numpy().tolist() == [
        ["Respondent 1", "beleidsmedewerker", "Wat heb je geleerd?"],
        ["Respondent 2", "uitvoerder", "Wat heb je geleerd?"],
        ["Respondent 2", "uitvoerder", "Wat heb je nodig?"],
    ]
    assert "10.0.0.1" not in source.turns.to_string()
    assert [note for note in source.notes if "vragenlijst" in note]


def test_a_table_with_a_column_of_questions_is_no_survey(read):
    source = read(
        "Deelnemer;vraag;Wat er toen werd verteld\n"
        "Anna;Hoe ging het?;Ik moest drie keer hetzelfde formulier invullen.\n"
        "Kees;En daarna?;Daarna belde niemand mij meer terug over mijn aanvraag.\n",
        "gesprek.csv",
    )
    assert len(source.turns) == 2
    assert not [note for note in source.notes if "vragenlijst" in note]


def word_table(tmp_path, rows):
    document = docx.Document()
    made = document.add_table(len(rows), len(rows[0]))
    for row, cells in zip(rows, made.rows, strict=True):
        for text, cell in zip(row, cells.cells, strict=True):
            cell.text = text
    document.add_paragraph("Verslag van de bijeenkomst.")
    document.save(str(tmp_path / "tabel.docx"))
    return read_source(tmp_path / "tabel.docx")


def test_a_text_column_with_an_unknown_heading_is_found_by_what_stands_in_it(tmp_path):
    source = word_table(
        tmp_path,
        [
            ["Wie", "Letterlijk uit het gesprek"],
            ["Bea", "Dat je niet boven of onder de ander staat."],
            ["Kor (uitvoerder)", "Maar ik moet wel de beschikking tekenen."],
        ],
    )
    assert source.turns[["speaker", "role"]].to_numpy().tolist() == [["Bea", ""], ["Kor", "uitvoerder"]]


def test_a_list_of_things_to_do_is_nothing_that_was_said(tmp_path):
    source = word_table(
        tmp_path,
        [
            ["Actie", "Wie"],
            ["Brief over de verordening herschrijven met inwoners", "Bea"],
            ["Bellen met HR over het contract", "Kor"],
        ],
    )
    assert source.turns["text"].tolist() == ["Verslag van de bijeenkomst."]


def test_who_only_asks_in_a_conversation_of_two_leads_it(read):
    source = read(
        "Spreker 1: Hoe begon het?\nSpreker 2: Met een brief van de gemeente die ik niet begreep.\n"
        "Spreker 1: En toen?\nSpreker 2: Toen belde ik, maar niemand nam op die dag.\nSpreker 1: Wat deed dat?\nSpreker 2: Dat maakte me bang.\n"
    )
    assert source.people["role"].tolist() == ["begeleider", ""]
    assert "stelt er een bijna alleen vragen" in " ".join(source.notes)


def test_two_people_who_both_ask_and_answer_keep_no_role(read):
    source = read(
        "Kees: Hoe gaat het?\nRoos: Goed, met jou?\nKees: Ook goed. Ga je mee?\nRoos: Waarheen?\nKees: Naar huis?\nRoos: Ja.\n"
    )
    assert set(source.people["role"]) == {""}


def test_loose_lines_above_the_first_speaker_are_not_taken_over(read):
    source = read(
        "Werkoverleg\nTue, Mar 11, 2025 2:03PM • 32:10\nSUMMARY KEYWORDS\nvertrouwen, gemeente\n\nSPEAKERS\nBianca Roelofs, Speaker 2\n\n"
        "Bianca Roelofs  00:00\nFijn dat jullie er zijn.\n\nSpeaker 2  00:14\nIk vind het spannend.\n"
    )
    assert source.turns["speaker"].tolist() == ["Bianca Roelofs", "Speaker 2"]
    assert "niet overgenomen" in " ".join(source.notes)


def test_a_sentence_above_the_first_speaker_stays(read):
    source = read("We begonnen met een rondje.\n\nKees: Hoi.\nRoos: Dag.\nKees: Zo.\nRoos: Ja.\n")
    assert source.turns["text"].tolist()[0] == "We begonnen met een rondje."


def test_a_place_and_date_below_a_title_belong_to_the_head(read):
    source = read(
        "VERSLAG NETWERKBIJEENKOMST\nZwolle, 5 juni 2025\n\nWe praatten lang over geld.\n\nDat was spannend.\n"
    )
    assert source.meeting["date"] == "2025-06-05"
    assert len(source.turns) == 2


MINUTES = (
    "GEMEENTE HEERDAM\nCliëntenraad - notulen\nVergadering van 17 februari 2026, aanvang 10.00 uur\n"
    "Voorzitter: dhr. A. (Arend) Kuipers\nAanwezig: dhr. A. Kuipers, mw. T. Rietveld, dhr. P. Mulder\n\n"
    "1. Opening\nDe voorzitter opent de vergadering.\n\n3. Advies\n3.1 Mw. Rietveld vertelt dat zij bang was.\n"
    "3.2 Dhr. Mulder: Dat wantrouwen moet weg.\n3.3 De raad stemt in.\nDhr. Kuipers: Goed idee.\n"
)


def test_minutes_of_a_council_know_people_by_a_form_of_address_and_the_points_of_the_agenda(read):
    turns = read(MINUTES).turns
    assert turns[["speaker", "text"]].to_numpy().tolist() == [
        ["", "De voorzitter opent de vergadering."],
        ["", "3.1 Mw. Rietveld vertelt dat zij bang was."],
        ["Dhr. Mulder", "Dat wantrouwen moet weg."],
        ["", "3.3 De raad stemt in."],
        ["Dhr. Kuipers", "Goed idee."],
    ]


def test_who_chairs_is_the_same_person_on_the_list_of_who_was_there(read):
    people = read(MINUTES).people
    assert people["name"].tolist() == ["Arend Kuipers", "mw. T. Rietveld", "dhr. P. Mulder"]
    assert people["role"].tolist() == ["begeleider", "", ""]


def test_a_line_above_the_metadata_is_no_turn_and_does_not_hide_them(read):
    source = read(
        "VERTROUWELIJK - niet verspreiden\n\nFocusgroep: Meedoen in de wijk\nDatum: 3 februari 2026\n"
        "Aanwezig: Youssef (ervaringsdeskundige), Bram (jobcoach)\n\nYoussef: Dat deed wat met me.\nBram: Mooi.\n"
    )
    assert source.turns["role"].tolist() == ["ervaringsdeskundige", "uitvoerder"]
    assert source.meeting["date"] == "2026-02-03"


def test_a_sentence_above_a_single_field_is_still_said(read):
    source = read(
        "Dat was een mooie middag\nwant de zon scheen\nDoel: dat iedereen meedoet.\nIk ging blij naar huis.\n"
    )
    assert source.turns["text"].tolist()[0].startswith("Dat was een mooie middag")


def test_a_legend_may_name_two_respondents(read):
    source = read(
        "Interviewtranscript\nVerbatim uitgewerkt\nInterviewer: I\nRespondenten: R1 (moeder, 43) en R2 (dochter, 19)\n"
        "Datum interview: 12-02-2026\n\nI: Hoe gaat het?\nR1: Goed.\nR2: Ja.\nI: Fijn.\nR1: Ja.\nR2: Hm.\n"
    )
    assert source.people[["name", "role"]].to_numpy().tolist() == [["I", "begeleider"], ["R1", ""], ["R2", ""]]
    assert source.turns["text"].tolist()[0] == "Hoe gaat het?"


def test_a_time_behind_each_turn_is_its_end_and_no_speech(read):
    turns = read(
        "Kees: Nou ja. (00:00:12)\nFatma: Dat klopt. (00:01:20)\n[gelach]\nKees: Om half een (12:30) dus. [01:31]\n"
    ).turns
    assert turns["text"].tolist() == ["Nou ja.", "Dat klopt. [gelach]", "Om half een (12:30) dus."]
    assert turns["end_s"].tolist() == [12.0, 80.0, 91.0]
    assert "00:" not in " ".join(turns["original"])


def test_a_time_that_somebody_says_stays(read):
    assert "(12:30)" in read("Kees: Om half een. (12:30)\nFatma: Ja.\nKees: Goed.\nFatma: Ja.\n").turns["text"][0]


def test_a_saved_mail_is_read_with_the_mail_it_answers(read):
    source = read(
        "From: Hanneke Dijkstra <h@voorbeeld.nl>\r\nTo: Omar Benali <o@voorbeeld.nl>\r\nSubject: =?utf-8?q?Re=3A_co=C3=B6rdinatie?=\r\n"
        "Date: Thu, 19 Feb 2026 16:22:11 +0100\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=iso-8859-1\r\n\r\n"
        "Beste Omar,\r\n\r\nDat is een goed idee, coördinatie.\r\n\r\nGroeten,\r\nHanneke\r\n\r\n"
        "Op di 17 feb. 2026 om 17:05 schreef Omar Benali <o@voorbeeld.nl>:\r\n> Ik voelde me gebruikt.\r\n",
        "mail.eml",
        encoding="iso-8859-1",
    )
    assert source.turns[["speaker", "text"]].to_numpy().tolist() == [
        ["Hanneke Dijkstra", "Beste Omar, Dat is een goed idee, coördinatie."],
        ["Omar Benali", "Ik voelde me gebruikt."],
    ]
    assert (source.meeting["title"], source.meeting["date"]) == ("coördinatie", "2026-02-19")


def test_of_a_saved_mail_in_html_only_what_is_seen_is_read(read):
    source = read(
        "From: Omar <o@voorbeeld.nl>\nTo: Roos <r@voorbeeld.nl>\nSubject: Vraag\nDate: Thu, 19 Feb 2026 16:22:11 +0100\n"
        "MIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n\n<html><head><style>p {color: red}</style></head>"
        "<body><p>Ik doe mee,\nmaar als gelijke.</p><div>Tot dan &amp; dank.</div></body></html>\n",
        "mail.eml",
    )
    assert " ".join(source.turns["text"]) == "Ik doe mee, maar als gelijke. Tot dan & dank."


def test_what_only_looks_like_a_mail_file_is_refused(read):
    with pytest.raises(KennisError, match="geen mail"):
        read("Zomaar wat tekst.\n", "mail.eml")


MAIL_FIELDS = (
    "Van: Tjalf Ebbinge <t@voorbeeld.nl>\nAan: Karin Nijboer <k@voorbeeld.nl>\nOnderwerp: reacties\nDatum: 6-2-2026\n\n"
)


def test_who_is_passed_on_in_a_mail_speaks_and_not_who_sends_it(read):
    source = read(
        MAIL_FIELDS + "Dag Karin,\n\nWub (ervaringsdeskundige): Ik heb er wakker van gelegen.\n\nGr. Wub\n\n"
        "Sevgi (inwoner): Het was goed maar te kort.\nJorrit (beleidsmedewerker): Ik las de regel na.\n\nGroet,\nTjalf\nT 0592-123456\n"
    )
    assert source.turns[["speaker", "role", "text"]].to_numpy().tolist() == [
        ["Tjalf Ebbinge", "", "Dag Karin,"],
        ["Wub", "ervaringsdeskundige", "Ik heb er wakker van gelegen."],
        ["Sevgi", "inwoner", "Het was goed maar te kort."],
        ["Jorrit", "beleidsmedewerker", "Ik las de regel na."],
    ]
    assert {"Wub", "Sevgi", "Jorrit"} <= set(source.people["name"])


def test_names_without_a_role_are_speakers_where_most_of_a_mail_begins_with_one(read):
    source = read(MAIL_FIELDS + "Wubbechien: Ik vond het mooi.\n\nSevgi: Ik ook.\n\nMeer weet ik niet.\n")
    assert source.turns["speaker"].tolist() == ["Wubbechien", "Sevgi", "Tjalf Ebbinge"]


def test_a_mail_with_points_to_remember_is_written_by_one(read):
    source = read(MAIL_FIELDS + "Kosten: geen.\n\nParkeren: voor de deur.\n\nTot dan.\n")
    assert set(source.turns["speaker"]) == {"Tjalf Ebbinge"}


@pytest.mark.parametrize("closing", ["Gr. Wub", "Groet, Wub", "Mvg", "M.v.g. W. Mors", "Met vr. gr. Wub", "gr Wub"])
def test_the_end_of_a_mail_is_no_turn(read, closing):
    assert read(f"{MAIL_FIELDS}Ik heb niets gedurfd.\n\n{closing}\n").turns["text"].tolist() == [
        "Ik heb niets gedurfd."
    ]


@pytest.mark.parametrize("row", ["{time}\t{name}\t{said}", "{time}\t{name}:\t{said}", "{name}\t{time}\t{said}"])
def test_with_a_column_of_times_who_speaks_once_speaks_too(read, row):
    talk = [
        ("Anke", "Goedemorgen."),
        ("Bert", "Ik ben er klaar voor."),
        ("Anke", "Fijn."),
        ("Riet", "Ik heb een vraag."),
    ]
    lines = [row.format(time=f"00:00:0{at}", name=name, said=said) for at, (name, said) in enumerate(talk, start=1)]
    source = read("\n".join(lines))
    assert list(zip(source.turns["speaker"], source.turns["text"], strict=True)) == talk
    assert source.turns["start_s"].tolist() == [1.0, 2.0, 3.0, 4.0]


def test_who_phones_in_to_a_video_call_is_a_speaker(read):
    source = read(
        "Anke: Welkom.\nDeelnemer (0612345678): Mag ik wat zeggen?\nAnke: Ja.\nDeelnemer (0612345678): Die brief was dreigend.\n"
    )
    assert source.turns["speaker"].tolist() == ["Anke", "Deelnemer (0612345678)"] * 2
    assert source.people["organisation"].tolist() == ["", ""]


@pytest.mark.parametrize("label", ["Allen", "Anke/Bert", "Anke & Bert", "Anke en Bert", "Meerdere sprekers"])
def test_what_more_people_say_at_once_is_nobodys_alone(read, label):
    source = read(f"Anke: Zullen we?\nBert: Ja hoor.\nAnke: Fijn.\n{label}: Welkom!\nBert: Dank je.\n")
    assert source.turns["speaker"].tolist() == ["Anke", "Bert", "Anke", "", "Bert"]
    assert source.turns["text"][3] == "Welkom!"
    assert source.people["name"].tolist() == ["Anke", "Bert"]
    assert "Wat meer mensen tegelijk zeiden, heeft geen spreker gekregen." in source.notes


def test_where_somebody_else_may_be_speaking_it_is_told_without_the_name(read):
    more = "en zo ging het\nnog een tijd door\nzonder dat iemand iets zei.\n"
    source = read(
        f"Vera van Dam: Zullen we?\n{more}Bert Smit: Ja,\n{more}Vera van Dam: Fijn,\n{more}Kijk: zo gaat dat.\n"
        f"Ebbinge: Dag.\n{more}Bert Smit: Ja.\n"
    )
    assert set(source.turns["speaker"]) == {"Vera van Dam", "Bert Smit"}
    told = [note for note in source.notes if "andere spreker" in note]
    assert told == ["Begint hier een andere spreker? Dat was niet zeker, kijk het na in de bron: beurt 3."]
