"""Minutes and interviews as people write them in Markdown."""

from __future__ import annotations

MINUTES = """# Overleg buurtraad

9 april 2025

## Aanwezigen

{present}

## Parkeren

Ferwerda: Er staan te veel auto's, zegt Nil ook.

Teun: Dat klopt, we gaan het meten.

Ferwerda: Graag een brief.
"""
TABLE = "| Naam | Organisatie |\n| --- | --- |\n| Ferwerda, Joke | Woonbron |\n| Nil Verbraak | Gemeente |"


def test_a_heading_without_a_colon_opens_the_list_of_who_was_there(read):
    source = read(MINUTES.format(present="- Joke Ferwerda\n- Nil Verbraak"), "notulen.md")
    assert {"Joke Ferwerda", "Nil Verbraak"} <= set(source.people["name"])
    assert source.turns["text"].tolist()[0].startswith("Er staan")


def test_a_table_of_who_was_there_is_a_list_of_who_was_there(read):
    source = read(MINUTES.format(present=TABLE), "notulen.md")
    people = dict(zip(source.people["name"], source.people["organisation"], strict=True))
    assert people["Joke Ferwerda"] == "Woonbron"
    assert "|" not in "".join(source.turns["text"])


def test_first_name_and_surname_may_have_a_column_each(read):
    table = (
        "| Voornaam | Achternaam | Organisatie |\n|---|---|---|\n| Joke | Ferwerda | Woonbron |\n| Nil | Verbraak | |"
    )
    source = read(MINUTES.format(present=table), "notulen.md")
    assert {"Joke Ferwerda", "Nil Verbraak"} <= set(source.people["name"])


def test_a_list_of_names_that_was_cut_goes_on_below(read):
    source = read(
        "Aanwezig: Joke Ferwerda, Teun Aalders, Bruno De\nVrieze, Nil Verbraak\n\nJoke: Hoi.\nTeun: Dag.\nJoke: Ja.\n"
    )
    assert source.people["name"].tolist() == ["Joke Ferwerda", "Teun Aalders", "Bruno De Vrieze", "Nil Verbraak"]


def test_a_table_of_actions_is_no_turn_and_that_is_told(read):
    table = "\n| Wat | Wie | Deadline |\n| --- | --- | --- |\n| Brief maken | Teun | 1 juli |\n"
    source = read(MINUTES.format(present="- Joke Ferwerda") + table, "notulen.md")
    assert "Brief maken" not in "".join(source.turns["text"])
    assert any("tabel" in note for note in source.notes)


def test_a_table_at_the_head_tells_of_the_meeting(read):
    head = "| | |\n|---|---|\n| **Datum** | 12 maart 2025 |\n| **Aanwezig** | Joke Ferwerda, Nil Verbraak |\n\n"
    source = read(head + "Joke: Hoi.\nNil: Dag.\nJoke: Zo.\nNil: Ja.\n", "n.md")
    assert source.meeting["date"] == "2025-03-12"
    assert source.people["name"].tolist() == ["Joke Ferwerda", "Nil Verbraak"]


def test_a_question_in_bold_on_two_lines_is_the_first_question(read):
    source = read(
        '# Interview met Yara\n\n**Wat doe je, en waarom ben\nje begonnen?**\n\n"Ik ga langs de deuren."\n\n'
        '**Wat is moeilijk?**\n\n"Dat mensen niet opendoen."\n',
        "n.md",
    )
    assert source.turns["speaker"].tolist() == ["Interviewer", "Yara"] * 2
    assert source.turns["text"][0] == "Wat doe je, en waarom ben je begonnen?"


def test_a_quote_above_the_first_speaker_is_kept(read):
    source = read(
        'Verslag gesprek\nDatum: 3 juni 2025\n\n"Ik ben zo blij."\n"Er kwam nooit iemand"\n\nJoke: Dat horen we.\nTeun: Ja.\nJoke: Zo.\n'
    )
    assert "Ik ben zo blij." in source.turns["text"][0]


def test_what_a_browser_needs_is_not_read(read):
    source = read(
        "<!-- concept -->\nJoke: Zie [de site](https://voorbeeld.nl/x).\nTeun: ![foto](a.png) Mooi.\nJoke: Ja.\nTeun: Nee.\n",
        "n.md",
    )
    assert source.turns["text"].tolist() == ["Zie de site.", "Mooi.", "Ja.", "Nee."]


def test_who_sent_word_is_known_by_name_too(read):
    source = read(
        "Aanwezig: Joke Ferwerda, Teun Aalders\nVerontschuldigd: Nil Verbraak\n\nJoke: Hoi.\nTeun: Nil komt niet.\n"
    )
    assert "Nil Verbraak" in set(source.people["name"])


def test_a_sentence_that_begins_with_a_name_in_bold_is_not_said_by_it(read):
    source = read(
        "**Sien Wolters** vindt dat er te veel auto's staan.\n\n**Koen Hofman** wil een brief.\n\n**Sien Wolters** is het eens.\n",
        "n.md",
    )
    assert set(source.turns["speaker"]) == {""}
    assert source.turns["text"][0].startswith("Sien Wolters vindt")
