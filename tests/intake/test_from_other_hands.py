"""Files as they come out of other people's hands and tools."""

from __future__ import annotations


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
