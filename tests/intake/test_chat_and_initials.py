"""An exported chat, and interviews in which initials speak."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    "chat",
    [
        "[12-03-2025 10:15:32] Roos Bakker: wie is er donderdag?\n[12-03-2025 10:16:01] Mo: ik!\nmaar wel laat\n[12-03-2025 10:17:45] Roos Bakker: fijn\n",
        "12-03-2025 10:15 - Roos Bakker: wie is er donderdag?\n12-03-2025 10:16 - Mo: ik!\nmaar wel laat\n12-03-2025 10:17 - Roos Bakker: fijn\n",
        "3/12/25, 10:15 AM - Roos Bakker: wie is er donderdag?\n3/12/25, 10:16 AM - Mo: ik!\nmaar wel laat\n3/12/25, 10:17 AM - Roos Bakker: fijn\n",
    ],
)
def test_a_chat_becomes_turns_without_the_times_of_day(read, chat):
    turns = read(chat).turns
    assert turns["speaker"].tolist() == ["Roos Bakker", "Mo", "Roos Bakker"]
    assert turns["text"].tolist() == ["wie is er donderdag?", "ik! maar wel laat", "fijn"]
    assert turns["start_s"].isna().all()


def test_in_a_chat_anybody_can_send_and_notices_are_no_turns(read):
    source = read(
        "12-05-2024 19:03 - Berichten en gesprekken zijn end-to-end versleuteld.\n"
        "12-05-2024 19:04 - Saskia vd Meulen: gaat het morgen door?\n"
        "12-05-2024 19:05 - Saskia vd Meulen heeft Lidwien toegevoegd\n"
        "12-05-2024 19:06 - Omar 🙂: ja, 10 uur: in de bieb\n"
        "12-05-2024 19:09 - +31 6 12345678: ik vind t nog te eng\n"
        "12-05-2024 19:11 - +31 6 12345678: <Media weggelaten>\n"
        "12-05-2024 19:15 - Saskia vd Meulen: Dit bericht is verwijderd\n"
    )
    assert source.turns["speaker"].tolist() == ["Saskia vd Meulen", "Omar", "+31 6 12345678"]
    assert source.turns["text"].tolist() == ["gaat het morgen door?", "ja, 10 uur: in de bieb", "ik vind t nog te eng"]
    assert source.meeting["date"] == "2024-05-12"


def test_the_head_says_who_the_initials_are(read):
    source = read(
        "Interview 3\nDatum: 12 maart 2025\nInterviewer: I\nRespondent: R (ervaringsdeskundige)\n\n"
        "I: Hoe kwam je erbij?\nR: Via de cliëntenraad.\nI: En toen?\nR: Toen durfde ik niet.\n"
    )
    assert source.turns["role"].tolist() == ["begeleider", "ervaringsdeskundige"] * 2
    assert source.turns["text"].tolist()[0] == "Hoe kwam je erbij?"


def test_a_legend_says_who_the_initials_are(read):
    source = read("I = interviewer\nR = klantmanager\n\nI: Hoe gaat dat?\nR: Snel.\nI: Echt?\nR: Ja.\n")
    assert source.turns["role"].tolist() == ["begeleider", "uitvoerder"] * 2


def test_who_asks_in_a_pair_of_initials_leads_the_interview(read):
    turns = read("I: Hoe gaat dat?\nR: Snel.\nI: Echt?\nR: Ja.\n").turns
    assert turns["role"].tolist() == ["begeleider", ""] * 2


def test_a_title_says_what_the_one_who_answers_is(read):
    turns = read(
        "Interview met ervaringswerker Hanneke, 9 oktober 2023\n\n"
        "I: Hoe kwam je hier?\nH: Via mijn begeleider.\nI: En toen?\nH: Toen stapte ik naar binnen.\n"
        "I: Word je betaald?\nH: Nu wel.\n"
    ).turns
    assert turns["role"].tolist() == ["begeleider", "ervaringsdeskundige"] * 3


def test_the_notice_of_a_chat_is_no_turn_if_it_has_a_sender_either(read):
    chat = (
        "[12-05-2026, 09:14:22] Buurtteam: \u200eBerichten en gesprekken worden end-to-end versleuteld.\n"
        "[12-05-2026, 09:14:23] Fleur: wie kan er vanmiddag?\n[12-05-2026, 09:16:01] Youssef: ik wel\n"
    )
    assert read(chat).turns["speaker"].tolist() == ["Fleur", "Youssef"]


def test_saved_captions_of_a_video_call_have_names_in_brackets(read):
    turns = read("[Karin Jansen] 13:00:04\nwie wil beginnen\n\n[Piet] 13:00:09\nik wel\nals het mag\n").turns
    assert turns["speaker"].tolist() == ["Karin Jansen", "Piet"]
    assert turns["text"].tolist() == ["wie wil beginnen", "ik wel als het mag"]


def test_what_speech_recognition_says_of_itself_is_no_turn(read):
    made = (
        "Transcribed with noScribe vers. 0.6\nAudio source: C:/opnames/fictief.m4a\n\n(transcribed at 12.05.2026)\n\n"
    )
    turns = read(made + "S00: wie wil beginnen\n\nS01: ik wel\n\nS00: graag\n").turns
    assert turns["speaker"].tolist() == ["S00", "S01", "S00"]


@pytest.mark.parametrize(
    "sent",
    [
        "IMG-20260204-WA0001.jpg (bestand bijgevoegd)",
        "contactkaart.vcf (bestand bijgevoegd)",
        "Live locatie gedeeld",
        "Gemiste spraakoproep",
        "Gemiste groepsvideo-oproep",
        "POLL:\nWie komt er?\nOPTIE: ik (3 stemmen)",
    ],
)
def test_what_is_sent_without_words_is_no_turn(read, sent):
    source = read(
        f"04-02-2026 08:03 - Wub: Hoi allemaal\n04-02-2026 08:07 - Tjalf: {sent}\n04-02-2026 08:09 - Wub: Mooi\n"
    )
    assert source.turns["text"].tolist() == ["Hoi allemaal", "Mooi"]


def test_what_stands_below_a_picture_is_said_by_who_sent_it(read):
    source = read(
        "04-02-2026 08:03 - Wub: Hoi\n04-02-2026 08:07 - Tjalf: IMG-1.jpg (bestand bijgevoegd)\nKijk eens\nwat mooi\n"
    )
    assert source.turns[["speaker", "text"]].to_numpy().tolist() == [["Wub", "Hoi"], ["Tjalf", "Kijk eens wat mooi"]]


@pytest.mark.parametrize("said", ["Gemiste kans dat gesprek", "De poll: wie komt er?", "Live locatie vind ik eng"])
def test_words_about_what_can_be_sent_are_said(read, said):
    assert said in read(f"04-02-2026 08:03 - Wub: Hoi\n04-02-2026 08:07 - Tjalf: {said}\n").turns["text"].tolist()
