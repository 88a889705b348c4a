"""The turn-splitter on plain text: who speaks, and what is no speaker."""

from __future__ import annotations

import pytest


def pairs(source) -> list[tuple[str, str]]:
    return list(zip(source.turns["speaker"], source.turns["text"], strict=True))


def speakers(source) -> list[str]:
    return source.turns["speaker"].tolist()


def test_a_name_before_a_colon_starts_a_turn(read):
    source = read("Marieke: Goedemiddag allemaal.\nKees: Is er nog koffie?\nMarieke: Hij pruttelt nog.\n")
    assert pairs(source) == [
        ("Marieke", "Goedemiddag allemaal."),
        ("Kees", "Is er nog koffie?"),
        ("Marieke", "Hij pruttelt nog."),
    ]
    assert source.turns["turn"].tolist() == [1, 2, 3]
    assert source.kind == "transcript"


def test_a_line_without_a_label_continues_the_turn_above(read):
    source = read(
        "Kees: Ik dacht eerst\ndat het aan mij lag.\n\nMaar dat was niet zo.\nFatma: Nee.\nKees: Nee.\nFatma: Ja.\n"
    )
    assert pairs(source)[0] == ("Kees", "Ik dacht eerst dat het aan mij lag. Maar dat was niet zo.")


def test_the_original_keeps_its_line_breaks(read):
    source = read("Kees: Ik dacht eerst\ndat het aan mij lag.\nFatma: Nee.\nKees: Nee.\nFatma: Ja.\n")
    assert source.turns["original"][0] == "Ik dacht eerst\ndat het aan mij lag."


@pytest.mark.parametrize(
    "aside",
    [
        "Kijk: dat bedoel ik dus.",
        "Let op: het gaat om de mensen.",
        "Mijn vraag is: durven we dat?",
        "Punt 1: we beginnen op tijd.",
        "Conclusie: we doen het samen.",
        "Om 10:30 ging de bel.",
        "Oftewel: niemand wist het.",
        "En toen zei ik: nee.",
        "Werkwijze: we doen een rondje.",
        "Eerlijk gezegd: ik weet het niet.",
        "Resultaat: niks.",
    ],
)
def test_a_word_with_a_colon_in_the_sentence_is_no_speaker(read, aside):
    text = f"Marieke: Goed, we gaan door.\n{aside}\nKees: Ja.\nMarieke: Mooi.\nKees: Dank je.\n"
    source = read(text)
    assert set(speakers(source)) == {"Marieke", "Kees"}
    assert aside in source.turns["text"][0]


@pytest.mark.parametrize(
    ("line", "speaker", "start"),
    [
        ("[00:03:12] Kees: Dat klopt.", "Kees", 192.0),
        ("00:03:12 Kees: Dat klopt.", "Kees", 192.0),
        ("(03:12) Kees: Dat klopt.", "Kees", 192.0),
        ("Kees [00:03:12]: Dat klopt.", "Kees", 192.0),
        ("Kees (00:03:12): Dat klopt.", "Kees", 192.0),
        ("**Kees:** Dat klopt.", "Kees", None),
        ("**Kees**: Dat klopt.", "Kees", None),
        ("- Kees: Dat klopt.", "Kees", None),
        ("KEES: Dat klopt.", "KEES", None),
        ("Kees (uitvoerder): Dat klopt.", "Kees", None),
        ("Kees, klantmanager: Dat klopt.", "Kees", None),
        ("Kees\tDat klopt.", "Kees", None),
        ("SPREKER_01: Dat klopt.", "SPREKER_01", None),
        ("SPEAKER_00: Dat klopt.", "SPEAKER_00", None),
        ("Spreker 1: Dat klopt.", "Spreker 1", None),
        ("Deelnemer A: Dat klopt.", "Deelnemer A", None),
        ("Ervaringsdeskundige 2: Dat klopt.", "Ervaringsdeskundige 2", None),
        ("Mevrouw Van der Wal-Özdemir: Dat klopt.", "Mevrouw Van der Wal-Özdemir", None),
        ("Fatma El Amrani: Dat klopt.", "Fatma El Amrani", None),
        ("K. de Vries: Dat klopt.", "K. de Vries", None),
        ("Kees : Dat klopt.", "Kees", None),
    ],
)
def test_the_label_may_be_written_in_many_ways(read, line, speaker, start):
    source = read(f"{line}\nEn nog iets.\n{line}\n{line}\n")
    assert pairs(source)[0] == (speaker, "Dat klopt. En nog iets.")
    assert len(source.turns) == 3
    assert (source.turns["start_s"][0] == start) if start is not None else source.turns["start_s"].isna().all()


def test_a_time_range_gives_begin_and_end(read):
    source = read(
        "[00:00:01 - 00:00:04] Kees: Hallo.\n[00:00:05 - 00:00:09] Fatma: Hoi.\n[00:00:10 - 00:00:12] Kees: Ja.\n"
    )
    assert source.turns[["start_s", "end_s"]].values.tolist() == [[1.0, 4.0], [5.0, 9.0], [10.0, 12.0]]


def test_an_interview_with_v_and_a(read):
    source = read(
        "V: Hoe kwam je hier terecht?\nA: Via mijn buurvrouw.\nDie werkte er al.\nV: En toen?\nA: Toen bleef ik.\n"
    )
    assert speakers(source) == ["V", "A", "V", "A"]


def test_question_and_answer_in_words_are_an_interview(read):
    source = read(
        "Vraag: Hoe kwam je hier?\nAntwoord: Via mijn buurvrouw.\nVraag: En toen?\nAntwoord: Toen bleef ik.\n"
    )
    assert speakers(source) == ["Vraag", "Antwoord", "Vraag", "Antwoord"]


def test_options_with_letters_are_no_speakers(read):
    text = "Marieke: We kiezen.\nA: we stoppen.\nB: we gaan door.\nKees: B.\nMarieke: Goed.\nKees: Mooi.\n"
    assert speakers(read(text)) == ["Marieke", "Kees", "Marieke", "Kees"]


def test_a_name_on_a_line_of_its_own_with_a_time(read):
    text = (
        "Marieke Hoekstra  0:03\nGoedemiddag allemaal.\n\nKees Vos  0:09\nGoedemiddag.\n"
        "Is er koffie?\n\nMarieke Hoekstra  0:15\nJa.\n"
    )
    source = read(text)
    assert pairs(source) == [
        ("Marieke Hoekstra", "Goedemiddag allemaal."),
        ("Kees Vos", "Goedemiddag. Is er koffie?"),
        ("Marieke Hoekstra", "Ja."),
    ]
    assert source.turns["start_s"].tolist() == [3.0, 9.0, 15.0]


def test_a_time_before_a_name_on_a_line_of_its_own(read):
    source = read("00:00:03 Marieke\nGoedemiddag.\n00:00:09 Kees\nHallo.\n00:00:12 Marieke\nWelkom.\n")
    assert speakers(source) == ["Marieke", "Kees", "Marieke"]
    assert source.turns["start_s"].tolist() == [3.0, 9.0, 12.0]


def test_a_name_alone_above_the_text(read):
    source = read(
        "Marieke Hoekstra\nGoedemiddag allemaal.\n\nKees Vos\nGoedemiddag.\n\nMarieke "
        "Hoekstra\nEr is koffie.\n\nKees Vos\nLekker.\n"
    )
    assert speakers(source) == ["Marieke Hoekstra", "Kees Vos", "Marieke Hoekstra", "Kees Vos"]


def test_a_time_on_the_line_below_the_name_belongs_to_the_turn(read):
    source = read(
        "Marieke Hoekstra\n00:03\nGoedemiddag.\n\nKees Vos\n00:07\nHallo.\n\nMarieke "
        "Hoekstra\n00:09\nWelkom.\n\nKees Vos\n00:12\nJa.\n"
    )
    assert pairs(source)[0] == ("Marieke Hoekstra", "Goedemiddag.")
    assert source.turns["start_s"].tolist() == [3.0, 7.0, 9.0, 12.0]


def test_speech_recognition_in_lower_case_keeps_its_speakers(read):
    text = (
        "roos: ja dat snap ik wel hoor\nwil: ik wil daar nog iets over zeggen\nkijk: dat "
        "bedoel ik\nroos: nou ja\nwil: precies\n"
    )
    source = read(text)
    assert speakers(source) == ["roos", "wil", "roos", "wil"]
    assert source.turns["text"][1] == "ik wil daar nog iets over zeggen kijk: dat bedoel ik"


def test_text_in_capitals_keeps_its_speakers(read):
    source = read("ROOS: JA DAT SNAP IK\nKIJK: DAT BEDOEL IK\nKEES: PRECIES\nROOS: NOU JA\nKEES: GOED\n")
    assert speakers(source) == ["ROOS", "KEES", "ROOS", "KEES"]


def test_somebody_who_speaks_once_is_a_speaker_in_a_labelled_file(read):
    source = read("Marieke: Goed.\nKees: Ja.\nNajoua: Ik ben er ook.\nMarieke: Welkom.\nKees: Hoi.\n")
    assert "Najoua" in speakers(source)


def test_somebody_on_the_attendee_list_is_a_speaker_even_with_an_ordinary_word_as_name(read):
    text = (
        "Aanwezig: Wende Storm (inwoner), Marieke Hoekstra (begeleider)\n\nMarieke: Goed.\nStorm: Ja.\nMarieke: Mooi.\n"
    )
    source = read(text)
    assert speakers(source) == ["Marieke", "Storm", "Marieke"]
    assert source.turns["role"].tolist() == ["begeleider", "inwoner", "begeleider"]


def test_a_role_in_the_label_goes_to_all_turns_of_that_speaker(read):
    source = read("Kees (klantmanager, Werkkracht): Hallo.\nFatma: Hoi.\nKees: Ja.\nFatma: Ja.\n")
    assert source.turns["role"].tolist() == ["uitvoerder", "", "uitvoerder", ""]
    assert source.people.to_dict("records") == [
        {"name": "Kees", "role": "uitvoerder", "organisation": "Werkkracht"},
        {"name": "Fatma", "role": "", "organisation": ""},
    ]


def test_a_role_as_label_gives_the_role(read):
    source = read("Interviewer: Hoe was dat?\nInwoner: Spannend.\nInterviewer: En nu?\nInwoner: Beter.\n")
    assert source.turns["role"].tolist() == ["begeleider", "inwoner", "begeleider", "inwoner"]


def test_a_file_without_speakers_has_a_turn_a_paragraph_and_says_so(read):
    source = read(
        "Ik kwam binnen en niemand\nkeek op.\n\nToen ben ik maar gaan zitten.\n\nNa een uur kwam er iemand.\n"
    )
    assert pairs(source) == [
        ("", "Ik kwam binnen en niemand keek op."),
        ("", "Toen ben ik maar gaan zitten."),
        ("", "Na een uur kwam er iemand."),
    ]
    assert any("geen sprekers" in note for note in source.notes)


def test_lines_without_empty_lines_between_are_turns(read):
    source = read("ja ik vond het spannend\nen toen ging ik toch\nnou en of\n")
    assert len(source.turns) == 3


def test_a_long_paragraph_is_split_at_sentence_ends(read):
    sentence = "Ik heb daar toen heel lang over nagedacht met mijn zus aan tafel. "
    source = read(sentence * 30)
    lengths = source.turns["text"].str.split().str.len()
    assert len(lengths) > 1
    assert lengths.max() <= 150
    assert lengths.sum() == len((sentence * 30).split())


def test_a_blob_without_sentence_ends_stays_whole(read):
    source = read("en toen zei ik dat het niet kon " * 50)
    assert len(source.turns) == 1


def test_headings_and_rules_are_no_turns(read):
    source = read(
        "# Verslag\n\n## Opening\n\nMarieke: Welkom.\n\n---\n\n## Rondje\n\nKees: Hoi.\nMarieke: Ja.\nKees: Ja.\n",
        "v.md",
    )
    assert pairs(source) == [("Marieke", "Welkom."), ("Kees", "Hoi."), ("Marieke", "Ja."), ("Kees", "Ja.")]


def test_two_speakers_on_one_line_are_two_turns(read):
    source = read("Kees: Dat klopt. Fatma: Ja, precies.\nKees: Mooi.\nFatma: Zeker. Kees: Goed.\n")
    assert speakers(source) == ["Kees", "Fatma", "Kees", "Fatma", "Kees"]


def test_a_speaker_called_inside_a_sentence_starts_no_turn(read):
    source = read("Kees: Toen zei Fatma: dat kan niet.\nFatma: Klopt.\nKees: Ja.\nFatma: Ja.\n")
    assert pairs(source)[0] == ("Kees", "Toen zei Fatma: dat kan niet.")


def test_a_word_broken_at_a_line_end_is_whole_again(read):
    source = read(
        "Kees: Dat is echte ervarings-\nkennis van mensen.\nFatma: Ja, ervarings-\nen "
        "praktijkkennis.\nKees: Ja.\nFatma: Ja.\n"
    )
    assert source.turns["text"][0] == "Dat is echte ervaringskennis van mensen."
    assert source.turns["text"][1] == "Ja, ervarings- en praktijkkennis."


def test_each_person_is_on_the_roster_once(read):
    text = (
        "Aanwezig: Kees Vos (uitvoerder), Fatma El Amrani (inwoner)\n\nKees: Hoi.\nK. "
        "Vos: Ja.\nEl Amrani: Hoi.\nFatma: Ja.\nKees: Goed.\n"
    )
    source = read(text)
    assert source.people["name"].tolist() == ["Kees Vos", "Fatma El Amrani"]
    assert source.turns["role"].tolist() == ["uitvoerder", "uitvoerder", "inwoner", "inwoner", "uitvoerder"]


def test_two_people_with_one_first_name_are_not_fused(read):
    text = (
        "Aanwezig: Jan Vos (uitvoerder), Jan de Boer (inwoner)\n\nJan: Hoi.\nJan Vos: "
        "Ja.\nJan: Goed.\nJan de Boer: Ja.\n"
    )
    source = read(text)
    assert source.turns["role"].tolist() == ["", "uitvoerder", "", "inwoner"]
    assert source.people["name"].tolist() == ["Jan Vos", "Jan de Boer", "Jan"]


def test_names_that_differ_by_one_letter_are_two_people(read):
    source = read("Jan: Hoi.\nJon: Hoi.\nJan: Ja.\nJon: Ja.\n")
    assert source.people["name"].tolist() == ["Jan", "Jon"]


def test_stage_directions_stay_in_the_turn(read):
    source = read("Kees: Nou ja.\n(stilte)\nFatma: [lacht] Ja.\nKees: Ja.\nFatma: Ja.\n")
    assert pairs(source)[:2] == [("Kees", "Nou ja. (stilte)"), ("Fatma", "[lacht] Ja.")]


def test_page_numbers_are_no_text(read):
    source = read("Kees: Dat was\n\nPagina 2 van 10\n\nhet begin.\nFatma: Ja.\nKees: Ja.\nFatma: Ja.\n")
    assert pairs(source)[0] == ("Kees", "Dat was het begin.")


def test_brackets_around_a_pseudonym_are_no_part_of_it(read):
    source = read("[P01]: Hoi.\n[P02]: Dag.\n[P01]: Ja.\n[P02]: Nee.\n")
    assert speakers(source) == ["P01", "P02", "P01", "P02"]


def test_a_dash_behind_the_name_will_do_when_it_comes_back(read):
    source = read("Kees – Dat was zo.\nFatma – Ja.\nKees – Precies – denk ik.\nFatma – Hm.\n")
    assert pairs(source)[2] == ("Kees", "Precies – denk ik.")


def test_a_dash_in_a_sentence_starts_no_turn(read):
    text = "Marieke: Goed.\nKees – die zat achterin – lachte.\nFatma: Ja.\nMarieke: Mooi.\nFatma: Ja.\n"
    assert "Kees" not in speakers(read(text))


def test_a_colon_without_a_space_will_do(read):
    assert speakers(read("Kees:hoi\nFatma:dag\nKees:om 10:30\nFatma:nee\n")) == ["Kees", "Fatma", "Kees", "Fatma"]


def test_a_time_behind_a_turn_is_its_end(read):
    source = read("Kees: Dat was zo. #00:01:23-4#\nFatma: Ja. #00:01:29-0#\nKees: Ja.\nFatma: Ja.\n")
    assert pairs(source)[0] == ("Kees", "Dat was zo.")
    assert source.turns["end_s"][0] == 83.0


def test_speech_recognition_with_times_and_no_speakers(read):
    source = read("[00:00.000 --> 00:04.000]  Ik kwam binnen.\n[01:04.000 --> 01:07.500]  Toen ging ik zitten.\n")
    assert source.turns[["text", "start_s", "end_s"]].values.tolist() == [
        ["Ik kwam binnen.", 0.0, 4.0],
        ["Toen ging ik zitten.", 64.0, 67.5],
    ]


def test_a_numbered_heading_in_minutes_ends_the_turn_above(read):
    text = "Kees: Het was druk.\nFatma: Dat snap ik.\nKees: Ja.\n\n3. Rondvraag\nGeen vragen.\n"
    source = read(text)
    assert pairs(source)[-2:] == [("Kees", "Ja."), ("", "Geen vragen.")]


def test_a_list_that_somebody_sums_up_stays_in_the_turn(read):
    text = "Kees: Twee dingen.\n\n1. Mijn moeder\n\n2. Mijn vader\n\nFatma: Ja.\nKees: Ja.\nFatma: Ja.\n"
    assert pairs(read(text))[0] == ("Kees", "Twee dingen. 1. Mijn moeder 2. Mijn vader")


def test_a_hard_wrapped_report_has_a_turn_a_paragraph(read):
    paragraph = (
        "Ik ging op bezoek bij een gezin in de wijk. Het was koud buiten en\n"
        "de verwarming stond laag. We dronken thee en praatten over alles\n"
        "wat er op tafel lag. Daarna keken we samen naar de stapel en toen\n"
        "maakten we een lijstje.\n"
    )
    source = read(paragraph + "\n" + paragraph)
    assert len(source.turns) == 2


def test_a_respondent_with_age_is_a_speaker_and_no_attendee_list(read):
    source = read(
        "Interviewer: Hoe was dat?\nRespondent (V, 54 jaar): Spannend.\nInterviewer: En "
        "nu?\nRespondent (V, 54 jaar): Beter.\n"
    )
    assert speakers(source) == ["Interviewer", "Respondent"] * 2
    assert not source.people["name"].str.contains("Spannend").any()


def test_nobody_is_lost_of_the_words_that_were_said(read):
    lines = [
        "Kees: een twee drie",
        "vier vijf",
        "",
        "Let op: zes",
        "Fatma: zeven",
        "(acht)",
        "Kees: negen",
        "Fatma: tien",
    ]
    words = " ".join(read("\n".join(lines)).turns["text"])
    assert words.split() == [
        "een",
        "twee",
        "drie",
        "vier",
        "vijf",
        "Let",
        "op:",
        "zes",
        "zeven",
        "(acht)",
        "negen",
        "tien",
    ]


def test_in_minutes_with_empty_lines_between_items_every_line_is_a_paragraph(read):
    source = read(
        "Verslag cliëntenraad\nAanwezig: Geertje Huizinga, Bé Wubs\nAfwezig m.k.: Jolanda\n\n"
        "1. Opening\nGeertje opent de vergadering om half twee. Iedereen is er.\n\n"
        "2. Ervaringskennis\nGeertje vraagt wie mee wil schrijven aan het plan.\n"
        "Bé zegt: ik wil dat graag doen, als ik mag.\nDe raad is het daarmee eens.\n\n"
        "3. Sluiting\nGeertje sluit de vergadering.\n"
    )
    assert source.turns["text"].tolist() == [
        "Geertje opent de vergadering om half twee. Iedereen is er.",
        "Geertje vraagt wie mee wil schrijven aan het plan.",
        "Bé zegt: ik wil dat graag doen, als ik mag.",
        "De raad is het daarmee eens.",
        "Geertje sluit de vergadering.",
    ]
    assert source.people["name"].tolist() == ["Geertje Huizinga", "Bé Wubs", "Jolanda"]


def test_a_list_that_somebody_sums_up_holds_no_headings(read):
    source = read("Zij noemde drie dingen.\n\n1. Koffie\n\n2. Tijd\n\n3. Een stoel\n\nDaar bleef het bij.\n")
    assert source.turns["text"].tolist()[1:4] == ["1. Koffie", "2. Tijd", "3. Een stoel"]


@pytest.mark.parametrize("above", ["Spreker {} [00:00:0{}]", "SPEAKER {}: (00:0{})", "[00:00:0{1}]\nSpreker {0}"])
def test_a_numbered_speaker_with_a_time_above_the_text_opens_a_turn_at_that_time(read, above):
    source = read(
        f"{above.format(1, 2)}\nGoedemiddag, welkom bij de proef.\n\n{above.format(2, 7)}\nHoi, ik ben er ook.\n\n"
        f"{above.format(1, 9)}\nFijn dat je er bent.\n"
    )
    assert [speaker[-1] for speaker in source.turns["speaker"]] == ["1", "2", "1"]
    assert source.turns["start_s"].tolist() == [2.0, 7.0, 9.0]
    assert source.turns["end_s"].isna().all()
    assert source.turns["text"][0] == "Goedemiddag, welkom bij de proef."


def test_a_code_for_the_time_is_never_part_of_what_nobody_says(read):
    source = read("Dat was een mooie dag. #00:00:12-5#\n\nIk ging blij naar huis. #00:00:20-1#\n")
    assert source.turns["text"].tolist() == ["Dat was een mooie dag.", "Ik ging blij naar huis."]
    assert source.turns["end_s"].tolist() == [12.0, 20.0]


@pytest.mark.parametrize("labels", [("I", "R1", "R2"), ("WM", "TE", "KB")])
def test_initials_with_a_time_on_every_line_are_speakers_though_each_speaks_once(read, labels):
    lines = [f"00:0{at} {label}: Dat weet ik nog goed." for at, label in enumerate(labels, start=2)]
    source = read("\n\n".join(lines))
    assert source.turns["speaker"].tolist() == list(labels)
    assert source.turns["start_s"].tolist() == [2.0, 3.0, 4.0]


def test_who_asks_and_answers_bears_the_name_the_head_gives(read):
    talk = "V: Hoe ging dat?\nA: Dat ging heel anders dan ik dacht.\nV: En toen?\nA: Toen ben ik gewoon gegaan.\n" * 2
    head = "Soort: interview\nInterviewer: Mirthe Oldenhof\nRespondent: Dylano Pinas\n\n"
    source = read(head + talk, "gesprek.txt")
    assert list(source.turns["speaker"][:2]) == ["Mirthe Oldenhof", "Dylano Pinas"]
    assert set(source.people["name"]) == {"Mirthe Oldenhof", "Dylano Pinas"}
    two = read("Soort: interview\nInterviewers: Mirthe Oldenhof, Gijs Brouwer\n\n" + talk, "gesprek.txt")
    assert "V" in set(two.turns["speaker"])
