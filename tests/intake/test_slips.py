"""Labels as a typist slips, lines the typist adds, and labels that come only once."""

from __future__ import annotations

import pytest


def pairs(source) -> list[tuple[str, str]]:
    return list(zip(source.turns["speaker"], source.turns["text"], strict=True))


@pytest.mark.parametrize("slip", ["R. Ja.", "R; Ja.", "R;: Ja.", "R - Ja."])
def test_a_slip_behind_an_initial_is_still_its_label(read, slip):
    source = read(f"I: Echt?\nR: Nee.\nI: Waarom?\n{slip}\nI: Dank u.\n")
    assert pairs(source)[3] == ("R", "Ja.")


def test_one_speaker_is_one_however_the_number_is_written(read):
    source = read("S1: Hoi.\nS2: Dag.\ns1: Zo.\nS 1: Ja.\nS3 ik ook\nS1: Mooi.\n")
    assert source.turns["speaker"].tolist() == ["S1", "S2", "S1", "S1", "S3", "S1"]


def test_an_initial_in_running_text_opens_no_turn(read):
    source = read("I: Echt?\nR: Het was 's nachts.\ni. zoals dat heet\nI: Waarom?\nR: Daarom.\n")
    assert source.turns["speaker"].tolist() == ["I", "R", "I", "R"]


@pytest.mark.parametrize("label", ["Bart, lachend", "Bart vult aan", "Bart (lachend)"])
def test_how_somebody_speaks_is_no_other_speaker(read, label):
    source = read(f"Anke: Zullen we?\nBart: Ja hoor.\nAnke: Fijn.\n{label}: Dat wist ik.\nAnke: Mooi.\n")
    assert source.turns["speaker"].tolist() == ["Anke", "Bart", "Anke", "Bart", "Anke"]


def test_who_is_not_sure_is_nobody(read):
    source = read("S1: Hoi.\nS2: Dag.\nS?: Mag het raam open?\nS1: Ja.\n")
    assert pairs(source)[2] == ("", "Mag het raam open?")


@pytest.mark.parametrize(
    "typed", ["Opmerking", "Opm.", "Actiepunt", "Besluit", "N.B.", "Noot van de typist", "Pauze", "Thema"]
)
def test_what_the_typist_adds_is_not_said_by_whoever_spoke_before(read, typed):
    source = read(f"Nel: Goed.\nBart: Ja.\nNel: Fijn.\n{typed}: Oumaima komt later.\nBart: Sorry.\nNel: Hoi.\n")
    assert source.turns["speaker"].tolist() == ["Nel", "Bart", "Nel", "", "Bart", "Nel"]
    assert pairs(source)[2] == ("Nel", "Fijn.")


def test_a_word_of_the_head_further_on_throws_no_turns_away(read):
    source = read(
        "Nel: We beginnen met het rondje.\nBart: Ik heb vandaag de brief gehad.\nNel: Fijn voor je.\n"
        "Opmerking: Oumaima komt later.\nBart: Sorry dat ik zo blij ben.\nOumaima: Ik vind het moeilijk.\nNel: Waarom?\n"
    )
    assert [speaker for speaker in source.turns["speaker"] if speaker] == [
        "Nel",
        "Bart",
        "Nel",
        "Bart",
        "Oumaima",
        "Nel",
    ]


@pytest.mark.parametrize("once", ["Dochter", "Tolk", "Int. 2", "Bewoner 3"])
def test_where_every_line_has_a_label_a_relation_speaks_once(read, once):
    source = read(f"R: Elf.\nI: En toen?\nR: Toen niks.\n{once}: Mam, vertel van die brief.\nR: O ja.\nI: Ja?\n")
    assert pairs(source)[3] == (once, "Mam, vertel van die brief.")


def test_a_role_before_a_name_is_the_role_of_that_name(read):
    source = read("R: Elf.\nI: Toen?\nR: Niks.\nBegeleider Karin: Zal ik helpen?\nI: Graag.\nR: Ja.\n")
    assert (source.turns["speaker"][3], source.turns["role"][3]) == ("Karin", "begeleider")


def test_where_labels_stand_with_a_time_nothing_else_stands_so(read):
    lines = [
        ("Nel", "Ik begin."),
        ("de buurvrouw", "Ik ook."),
        ("Nel", "Mooi."),
        ("+31 6 12345678", "Dag."),
        ("Nel", "Ja."),
    ]
    text = "\n".join(f"{name} (0:00:{at}0)\n{said}\n" for at, (name, said) in enumerate(lines, start=1))
    assert pairs(read(text)) == lines
    wrapped = text.replace("Ik begin.", "Wacht tot (0:12:00)\ndan is het klaar.")
    assert pairs(read(wrapped))[0] == ("Nel", "Wacht tot (0:12:00) dan is het klaar.")


def test_where_every_label_has_a_time_before_it_one_that_comes_once_speaks(read):
    source = read(
        "[00:01] Voorzitter: Het woord is aan mevrouw Wolters.\n[00:02] Sien Wolters: Hoe staat het?\n"
        "[00:03] Voorzitter: Dank u.\n[00:04] Wethouder: Het gaat goed.\n[00:05] Voorzitter: Dank u.\n"
    )
    assert source.turns["speaker"].tolist() == ["Voorzitter", "Sien Wolters", "Voorzitter", "Wethouder", "Voorzitter"]


def test_speech_recognition_without_points_keeps_its_numbered_speakers(read):
    talk = [
        ("Spreker 2", "Dat is zo"),
        ("Spreker 8", "Maar goed"),
        ("Spreker 2", "OK"),
        ("Spreker 9", "Ja"),
        ("Spreker 2", "Nou"),
    ]
    assert pairs(read("\n".join(f"{name}\n{said}" for name, said in talk))) == talk


def test_minutes_tell_what_somebody_said_and_that_is_not_said_by_whoever_spoke_before(read):
    source = read(
        "Joke Ferwerda: Er staan te veel auto's.\nTeun Aalders: Dat klopt.\nJoke Ferwerda: Graag een brief.\n\n"
        "Sien Wolters vraagt hoe lang dat duurt.\n"
    )
    assert pairs(source)[-1] == ("", "Sien Wolters vraagt hoe lang dat duurt.")


def test_the_one_role_at_the_end_of_a_list_of_names_is_nobodys_of_them(read):
    source = read(
        "Deelnemers: Latifa Ouali, Ton de Wit, Interviewer\n\nInterviewer: Hoe gaat het?\nTon de Wit: Goed.\nLatifa: Ook.\n"
    )
    assert source.turns["role"].tolist() == ["begeleider", "", ""]


def test_what_somebody_tells_of_another_in_a_new_paragraph_is_still_theirs(read):
    source = read(
        "Joke: Dat gaat zo.\nTeun: Ja.\nJoke: Kijk eens aan.\n\nMevrouw Jansen vraagt dat elke week.\n\nKees Vos belt mij dan.\n"
    )
    assert pairs(source)[-1] == ("Joke", "Kijk eens aan. Mevrouw Jansen vraagt dat elke week. Kees Vos belt mij dan.")


def test_a_pause_is_no_speaker_and_is_said_by_nobody(read):
    talk = "Nel (0:00:03)\nIk begin.\n\n{}\n\nTruus (0:06:00)\nDag.\n\nNel (0:07:00)\nJa.\n\nTruus (0:08:00)\nMooi.\n"
    for pause in ("Pauze (0:05:00)", "(pauze)", "Pauze"):
        source = read(talk.format(pause))
        assert [speaker for speaker, _ in pairs(source)] == ["Nel", "", "Truus", "Nel", "Truus"]
        assert pairs(source)[0] == ("Nel", "Ik begin.")
