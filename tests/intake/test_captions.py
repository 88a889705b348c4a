"""Captions (WebVTT and SubRip) and the JSON of speech recognition."""

from __future__ import annotations

import json

import pytest

from kennis.tables import KennisError

VTT = """WEBVTT

NOTE
Soort: interview
Datum: 12 maart 2025

1
00:00:01.000 --> 00:00:03.000
<v Marieke Hoekstra>Goedemiddag
allemaal.</v>

2
00:00:03.500 --> 00:00:05.000
<v Marieke Hoekstra>Is er <i>koffie</i>?</v>

3
00:00:05.500 --> 00:00:07.000
<v Kees Vos>Ja &amp; thee.</v>
"""


def rows(source) -> list[tuple]:
    return list(source.turns[["speaker", "text", "start_s", "end_s"]].itertuples(index=False, name=None))


def test_voices_are_speakers_and_consecutive_cues_are_one_turn(read):
    source = read(VTT, "g.vtt")
    assert rows(source) == [
        ("Marieke Hoekstra", "Goedemiddag allemaal. Is er koffie?", 1.0, 5.0),
        ("Kees Vos", "Ja & thee.", 5.5, 7.0),
    ]


def test_a_note_block_holds_the_metadata(read):
    assert read(VTT, "g.vtt").meeting == {"kind": "interview", "date": "2025-03-12"}


def test_two_voices_in_one_cue_are_two_turns(read):
    source = read("WEBVTT\n\n00:01.000 --> 00:03.000\n<v Kees>Hoi.</v> <v Fatma>Dag.</v>\n", "g.vtt")
    assert source.turns["speaker"].tolist() == ["Kees", "Fatma"]


def test_names_before_a_colon_are_speakers(read):
    text = (
        "WEBVTT\n\n00:00:01.000 --> 00:00:02.000\nKees: Hoi allemaal.\n\n"
        "00:00:02.000 --> 00:00:04.000\nIk ben er ook.\n\n"
        "00:00:05.000 --> 00:00:06.000\nFatma: Dag Kees.\n\n00:00:07.000 --> 00:00:08.000\nKees: Kijk: daar is ze.\n"
    )
    source = read(text, "g.vtt")
    assert rows(source) == [
        ("Kees", "Hoi allemaal. Ik ben er ook.", 1.0, 4.0),
        ("Fatma", "Dag Kees.", 5.0, 6.0),
        ("Kees", "Kijk: daar is ze.", 7.0, 8.0),
    ]


def test_subrip_is_read_likewise(read):
    text = (
        "1\n00:00:01,000 --> 00:00:02,500\nKees: Hoi.\n\n2\n00:00:03,000 --> "
        "00:00:04,000\nFatma: Dag.\n\n3\n00:00:05,000 --> 00:00:06,000\nKees: Ja.\n\n4\n"
        "00:00:07,000 --> 00:00:08,000\nFatma: Ja.\n"
    )
    source = read(text, "g.srt")
    assert rows(source)[0] == ("Kees", "Hoi.", 1.0, 2.5)
    assert source.turns["speaker"].tolist() == ["Kees", "Fatma", "Kees", "Fatma"]


def test_rolling_captions_are_told_once(read):
    cues = [
        ("ik dacht eerst dat",),
        ("ik dacht eerst dat", "het aan mij lag"),
        ("het aan mij lag", "maar toen zei mijn zus"),
        ("maar toen zei mijn zus", "dat is niet zo"),
    ]
    text = "WEBVTT\n\n" + "\n\n".join(
        f"00:00:0{n}.000 --> 00:00:0{n + 1}.000\n" + "\n".join(cue) for n, cue in enumerate(cues)
    )
    source = read(text, "g.vtt")
    assert " ".join(source.turns["text"]) == "ik dacht eerst dat het aan mij lag maar toen zei mijn zus dat is niet zo"
    assert any("herhaal" in note for note in source.notes)


def test_captions_that_grow_word_by_word_are_told_once(read):
    cues = ["ik", "ik denk", "ik denk dat het", "ik denk dat het goed komt"]
    text = "WEBVTT\n\n" + "\n\n".join(f"00:00:0{n}.000 --> 00:00:0{n + 1}.000\n{cue}" for n, cue in enumerate(cues))
    assert read(text, "g.vtt").turns["text"].tolist() == ["ik denk dat het goed komt"]


def test_people_who_say_the_same_are_no_repetition(read):
    text = "WEBVTT\n\n" + "\n\n".join(
        f"00:00:{n:02}.000 --> 00:00:{n + 1:02}.000\n<v {who}>{said}</v>"
        for n, (who, said) in enumerate(
            [("Kees", "Ja."), ("Fatma", "Ja."), ("Kees", "Dat denk ik ook."), ("Fatma", "Mooi zo."), ("Kees", "Dus.")]
        )
    )
    assert read(text, "g.vtt").turns["text"].tolist() == ["Ja.", "Ja.", "Dat denk ik ook.", "Mooi zo.", "Dus."]


def test_without_speakers_a_pause_starts_a_new_turn(read):
    text = (
        "1\n00:00:01,000 --> 00:00:02,000\nik kwam binnen\n\n2\n00:00:02,500 --> "
        "00:00:04,000\nen niemand keek op\n\n3\n00:00:09,000 --> 00:00:10,000\nnou ja\n"
    )
    assert read(text, "g.srt").turns["text"].tolist() == ["ik kwam binnen en niemand keek op", "nou ja"]


def test_a_style_block_and_positions_are_no_text(read):
    text = (
        "WEBVTT - gesprek\n\nSTYLE\n::cue { color: red }\n\n00:00:01.000 --> "
        "00:00:02.000 align:start position:0%\nHoi<00:00:01.500><c> allemaal</c>.\n"
    )
    assert read(text, "g.vtt").turns["text"].tolist() == ["Hoi allemaal."]


@pytest.mark.parametrize("name", ["g.vtt", "g.srt"])
def test_captions_without_cues_are_refused(read, name):
    with pytest.raises(KennisError, match=f"Kan '{name}' niet inlezen: .*ondertitel"):
        read("WEBVTT\n\nzomaar wat tekst\n", name)


def test_windows_newlines_and_a_bom_do_not_matter(read):
    source = read(b"\xef\xbb\xbf" + VTT.replace("\n", "\r\n").encode(), "g.vtt")
    assert source.turns["speaker"].tolist() == ["Marieke Hoekstra", "Kees Vos"]


def test_damage_is_skipped_in_silence(read, caplog, capfd):
    text = "1\n00:00:01,000 --> 00:00:02,000\nKees: Hoi Truus.\n\n2\n00:00:03,0x0 -> 00:00\nKees: Ja Truus.\n"
    read(text, "g.srt")
    assert "Truus" not in caplog.text + "".join(capfd.readouterr())


def test_a_dash_is_another_voice_where_nobody_is_named(read):
    cues = ["- Wat doet u als iemand niet durft?\n- Dan vertel ik eerst zelf iets.", "- En dan?", "Dat is zo-zo."]
    text = "".join(f"{n}\n00:00:0{n},000 --> 00:00:0{n},900\n{cue}\n\n" for n, cue in enumerate(cues, 1))
    assert read(text, "gesprek.srt").turns["text"].tolist() == [
        "Wat doet u als iemand niet durft?", "Dan vertel ik eerst zelf iets.", "En dan? Dat is zo-zo."
    ]  # fmt: skip


def test_what_whisper_wrote_is_read_piece_by_piece(read):
    pieces = [(0.0, 4.2, " Ik dacht eerst dat het aan mij lag."), (4.2, 6.0, " Maar dat"), (9.5, 12, " was niet zo.")]
    written = {"text": "…", "language": "nl", "segments": [{"start": a, "end": b, "text": t} for a, b, t in pieces]}
    source = read(json.dumps(written), "opname.json")
    assert rows(source) == [
        ("", "Ik dacht eerst dat het aan mij lag. Maar dat", 0.0, 6.0),
        ("", "was niet zo.", 9.5, 12.0),
    ]


def test_who_speaks_by_whisperx_is_kept_also_where_a_piece_has_no_name(read):
    pieces = [
        ("SPEAKER_01", "Hoe was dat?"),
        ("SPEAKER_00", "Spannend."),
        (None, "Maar het ging goed."),
        ("SPEAKER_01", "Mooi."),
    ]
    written = [
        {"start": n, "end": n + 0.9, "text": text} | ({"speaker": who} if who else {})
        for n, (who, text) in enumerate(pieces)
    ]
    for content in (written, {"segments": written, "word_segments": []}):
        source = read(json.dumps(content), "opname.json")
        assert source.turns[["speaker", "text"]].to_numpy().tolist() == [
            ["SPEAKER_01", "Hoe was dat?"],
            ["SPEAKER_00", "Spannend. Maar het ging goed."],
            ["SPEAKER_01", "Mooi."],
        ]


def test_the_milliseconds_of_whisper_cpp_are_seconds(read):
    written = {"transcription": [{"offsets": {"from": 1500, "to": 3250}, "text": " Dag allemaal."}]}
    assert rows(read(json.dumps(written), "opname.json")) == [("", "Dag allemaal.", 1.5, 3.25)]


@pytest.mark.parametrize(
    "content", ['{"naam": "Truus"}', "[1, 2]", '{"segments": [{"text": "Truus"}]}', "Truus", '{"segments": []}', "3"]
)
def test_other_json_is_refused_without_repeating_it(read, content):
    with pytest.raises(KennisError, match=r"'opname\.json'.*Whisper") as told:
        read(content, "opname.json")
    assert "Truus" not in str(told.value)


def test_words_that_nobody_said_are_pointed_at_and_stay(read):
    cues = [
        "Ik durf het wel aan.",
        "Ondertitels ingediend door de Amara.org gemeenschap",
        "Bedankt voor het kijken!",
        *["En dan gaan we weer verder."] * 6,
        "Wij keken een film met ondertiteling van de buren.",
    ]
    blocks = [f"{n}\n00:01:{n * 3:02d},000 --> 00:01:{n * 3 + 2:02d},000\n{text}\n" for n, text in enumerate(cues, 1)]
    source = read("\n".join(blocks), "opname.srt")
    (note,) = [note for note in source.notes if "niemand" in note]
    assert "bij 1:06, 1:09, 1:15, 1:18, 1:21 en verder" in note
    assert "Amara" in " ".join(source.turns["text"])


def test_thanking_those_who_listened_is_no_ghost(read):
    source = read(
        "1\n00:00:01,000 --> 00:00:02,000\nBedankt voor het luisteren allemaal.\n\n"
        "2\n00:00:03,000 --> 00:00:04,000\nDank je wel voor het kijken naar mijn brief.\n",
        "opname.srt",
    )
    assert source.notes == ()


def test_what_youtube_says_about_its_captions_is_not_about_the_meeting(read):
    text = "WEBVTT\nKind: captions\nLanguage: nl\n\n00:00:01.000 --> 00:00:03.000\nGoedemiddag allemaal.\n"
    source = read(text, "video.vtt")
    assert not any("soort" in note.casefold() for note in source.notes)
    assert "kind" not in source.meeting
    kept = read(text.replace("Language: nl", "Datum: 12 maart 2025"), "video.vtt")
    assert kept.meeting["date"] == "2025-03-12"
