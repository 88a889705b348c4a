"""Factsheets: each quote, whole and readable, with its role."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest
from fpdf import FPDF

from kennis.intake import read_source
from kennis.intake.attributions import find_attributions
from kennis.intake.factsheet import parse_factsheet
from kennis.intake.roles import match_role
from kennis.intake.spelling import join_lines, mend_word, read_case

REAL = Path(__file__).parents[3] / "shared" / "input" / "factsheet.txt"


def told(source) -> list[tuple[str, str]]:
    return list(zip(source.turns["role"], source.turns["text"], strict=True))


MESSY = [
    (
        "uitvoerder",
        (
            "Pas toen ik niets hoefde op te lossen kon ik echt horen wat iemand nodig had, "
            "ook al was het ungewikkeld voor mij om stil te blijven."
        ),
    ),
    ("ervaringsdeskundige", "Als niemand mijn verhaal kent kun je ook geen beleid maken dat bij ons past."),
    (
        "beleidsmedewerker",
        "We schreven brieven die wij zelf niet eens begrepen, en daar schamen we ons nu eigenlijk voor.",
    ),
    ("inwoner", "Het hielp enorm dat de HR-medewerker meedacht en niet meteen met een formulier kwam."),
    ("uitvoerder", "Begin gewoon klein, met twee mensen en een pot koffie, en kijk dan in Meerwijk wat er nodig is"),
    (
        "ervaringsdeskundige",
        "Ik wil geen voorbeeld zijn van hoe erg het was. Ik wil iemand zijn die meedenkt over de volgende stap.",
    ),
    (
        "beleidsmedewerker",
        "Niet wachten tot het plan af is, bijv. eerst een maand proberen en daarna pas de nota schrijven.",
    ),
]
DASHES = [
    (
        "inwoner",
        (
            "Ik heb drie keer mijn verhaal gedaan en drie keer begon er iemand opnieuw met "
            "hetzelfde formulier. Toen was ik er wel klaar mee."
        ),
    ),
    ("uitvoerder", "Je moet eerst een keer samen lachen voordat je over geld kunt beginnen"),
    ("beleidsmedewerker", "We vergeten soms dat achter elk dossiernummer gewoon een mens zit te wachten."),
    (
        "ervaringsdeskundige",
        "Mijn leidinggevende zei: doe maar, en bel als het misgaat. Dat was alles wat ik nodig had.",
    ),
    ("uitvoerder", "Als het beleid niet past, dan buig ik mee met de persoon en niet met het papier."),
]
BEFORE = [
    ("ervaringsdeskundige", "Zeg gewoon wat je bedoelt, dan hoef ik niet te raden of het goed of fout is."),
    ("uitvoerder", "Wij lezen onze eigen brieven nu hardop voor voordat ze de deur uitgaan"),
    ("kritische_vriend", "Tijd is geen luxe maar een voorwaarde voor vertrouwen."),
    ("beleidsmedewerker", "Wie nooit aan de balie heeft gestaan, weet niet hoe lang vijf minuten kunnen duren."),
]


@pytest.mark.parametrize(
    ("name", "expected"),
    [("factsheet_rommelig", MESSY), ("factsheet_streepjes", DASHES), ("factsheet_rol_vooraf", BEFORE)],
)
def test_every_quote_is_found_whole_with_its_role(data, name, expected):
    source = read_source(data / f"{name}.txt")
    assert source.kind == "quotes"
    assert told(source) == expected


def test_a_factsheet_has_no_speakers(data):
    source = read_source(data / "factsheet_rommelig.txt")
    assert (source.turns["speaker"] == "").all()
    assert source.people.empty


def test_the_original_is_the_quote_as_it_stands_in_the_file(data):
    path = data / "factsheet_rommelig.txt"
    raw = path.read_text(encoding="utf-8")
    originals = read_source(path).turns["original"].tolist()
    assert all(original in raw for original in originals)
    assert originals[3] == '“HET HIELP ENORM DAT DE\nHR-MEDEWERKER MEEDACHT EN NIET\nMETEEN MET EEN FORMULIER KWAM".'


def test_other_newlines_and_encodings_give_the_same_quotes(data, read):
    raw = (data / "factsheet_rommelig.txt").read_text(encoding="utf-8").replace("\n", "\r\n")
    assert told(read(raw, encoding="utf-16")) == MESSY


def test_a_factsheet_as_pdf_gives_the_same_quotes(data, tmp_path):
    lines = (data / "factsheet_rol_vooraf.txt").read_text(encoding="utf-8").split("\n")
    path = tmp_path / "factsheet.pdf"
    pdf = FPDF()
    pdf.add_page()
    pdf.set_font("helvetica", size=11)
    for line in lines:
        pdf.cell(text=line.replace("“", '"').replace("”", '"') or " ", new_x="LMARGIN", new_y="NEXT", h=6)
    pdf.output(str(path))
    assert told(read_source(path)) == BEFORE


def test_a_transcript_as_pdf_goes_to_the_turn_splitter(tmp_path):
    path = tmp_path / "gesprek.pdf"
    pdf = FPDF()
    pdf.set_font("helvetica", size=11)
    for page in range(3):
        pdf.add_page()
        for line in (
            "Verslag groep Berk",
            "Marieke: Welkom bij deel",
            "twee van ons gesprek.",
            "Kees: Dank je.",
            f"Pagina {page + 1} van 3",
        ):
            pdf.cell(text=line, new_x="LMARGIN", new_y="NEXT", h=6)
    pdf.output(str(path))
    source = read_source(path)
    assert told(source)[0] == ("", "Welkom bij deel twee van ons gesprek.")
    assert source.turns["speaker"].tolist() == ["Marieke", "Kees"] * 3
    assert not source.turns["text"].str.contains("Pagina|Verslag").any()


def test_a_transcript_in_which_people_quote_others_stays_a_transcript(read):
    text = (
        "Marieke: En toen?\nKees: Toen zei de uitvoerder “dat kan niet zomaar zonder formulier” en dat was dat.\n"
        "Marieke: Echt?\nKees: “Dat gaan we hier niet doen” zei ze.\nMarieke: Tja.\n"
    )
    source = read(text)
    assert source.kind == "transcript"
    assert len(source.turns) == 5


def test_a_report_that_quotes_somebody_once_stays_a_report(read):
    text = (
        "Ik ging op bezoek in de wijk en we dronken samen thee. " * 8
        + "“Ik maak ze niet meer open”, zegt een inwoner uit de straat.\n"
    )
    assert read(text).kind == "transcript"


@pytest.mark.parametrize(
    "line",
    [
        "Lees het boekje “Van kastje naar de muur en terug” eens met je team.",
        "BROCHURE “SAMEN LEREN EN SAMEN GROEIEN”",
        "•  “Wat zou jij doen als je de brief zelf kreeg?”",
        "•  “WAT ZOU JIJ DAAR NU AAN DOEN?”",
        "Dit noemen we “ruimte om fouten te maken” in het team.",
        "VRAGEN VOOR JE TEAM",
        "Zie ‘van Zwijgen naar echt Zeggen’ van de wijkgroep.",
    ],
)
def test_titles_prompts_and_terms_are_no_quotes(read, line):
    quote = "“WE LEREN HET NU ELKE DAG EEN BEETJE MEER.”\n| Uitvoerder(s)\n"
    source = read(f"{quote}\nAANZET TOT REFLECTIE\n{line}\n\nLEREN | Cultuur\n\n{quote.replace('LEREN', 'DOEN')}")
    assert source.turns["text"].tolist() == [
        "We leren het nu elke dag een beetje meer.",
        "We doen het nu elke dag een beetje meer.",
    ]


COLUMNS = {
    "the quote right of running text": (
        "Vertrouwen groeit als mensen elkaar echt leren “ALS JE NOOIT VRAAGT HOE HET\n"
        "kennen. Dat kost tijd en die tijd is er niet GAAT, WEET JE OOK NIET WAT\n"
        "altijd. Een vaste plek helpt daarbij, zegt HR. ER NODIG IS.” | Inwoner(s)\n"
    ),
    "the quote left of running text": (
        "“ALS JE NOOIT VRAAGT HOE HET Mensen willen graag meedoen, maar\n"
        "GAAT, WEET JE OOK NIET WAT niet altijd weten ze hoe.\n"
        "ER NODIG IS.”  Dat vraagt om uitleg.\n| Inwoner(s)\n"
    ),
    "no quotation marks at all": (
        "SAMEN | Structuur\nALS JE NOOIT VRAAGT HOE HET GAAT,\nWEET JE OOK NIET WAT ER NODIG IS.\n| Inwoner(s)\n"
    ),
    "no opening mark": "ALS JE NOOIT VRAAGT HOE HET GAAT,\nWEET JE OOK NIET WAT ER NODIG IS.”\n| Inwoner(s)\n",
    "single marks and a bar read as a letter": (
        "‘ALS JE NOOIT VRAAGT HOE HET GAAT,\nWEET JE OOK NIET WAT ER NODIG IS.’\nI Inwoner(s)\n"
    ),
    "low marks": ",,ALS JE NOOIT VRAAGT HOE HET GAAT,\nWEET JE OOK NIET WAT ER NODIG IS.''\n| Inwoner(s)\n",
    "the role in front": "| Inwoner(s)\n“ALS JE NOOIT VRAAGT HOE HET GAAT,\nWEET JE OOK NIET WAT ER NODIG IS.”\n",
    "the role many lines away": (
        "“ALS JE NOOIT VRAAGT HOE HET GAAT,\nWEET JE OOK NIET WAT ER NODIG IS.”\n"
        + "\nDan volgt er nog wat gewone tekst.\n" * 6
        + "| Inwoner(s)\n"
    ),
}


@pytest.mark.parametrize("layout", COLUMNS, ids=list(COLUMNS))
def test_a_quote_is_found_in_every_layout(read, layout):
    source = read(COLUMNS[layout])
    assert told(source) == [("inwoner", "Als je nooit vraagt hoe het gaat, weet je ook niet wat er nodig is.")]


DAMAGE = {
    "no empty lines": lambda raw: re.sub(r"\n\s*\n+", "\n", raw),
    "empty lines everywhere": lambda raw: raw.replace("\n", "\n\n"),
    "no closing marks": lambda raw: re.sub(r"(?<=[A-Z.])[”\"](?=\.?\s)", "", raw),
    "straight marks": lambda raw: raw.replace("“", '"').replace("”", '"'),
    "single marks": lambda raw: raw.replace("“", "‘").replace("”", "’"),
    "everything indented": lambda raw: re.sub(r"(?m)^", "   ", raw),
    "roles without (s)": lambda raw: re.sub(r"\| ([A-Z][a-z]+)\((?:s|n)\)", r"| \1", raw),
    "roles in capitals": lambda raw: re.sub(r"\| ([A-Z][a-z]+)\((?:s|n)\)", lambda hit: "| " + hit[1].upper(), raw),
    "a dash for the bar": lambda raw: re.sub(r"\| (?=[A-Z][a-z]+ ?[a-z]*\()", "— ", raw),
}


@pytest.mark.parametrize("damage", DAMAGE, ids=list(DAMAGE))
@pytest.mark.parametrize(("name", "expected"), [("factsheet_rommelig", MESSY), ("factsheet_rol_vooraf", BEFORE)])
def test_other_damage_gives_the_same_quotes(data, read, name, expected, damage):
    raw = (data / f"{name}.txt").read_text(encoding="utf-8")
    found = [(role, text.rstrip(".")) for role, text in told(read(DAMAGE[damage](raw)))]
    assert found == [(role, text.rstrip(".")) for role, text in expected]


@pytest.mark.parametrize("damage", DAMAGE, ids=list(DAMAGE))
@pytest.mark.skipif(not REAL.exists(), reason="the real factsheet is not on this machine")
def test_other_damage_to_the_real_factsheet_keeps_its_nine_quotes(read, damage):
    source = read(DAMAGE[damage](REAL.read_text(encoding="utf-8")))
    assert "".join(text[0] for text in source.turns["text"]) == "MWCIEPBHB"
    assert source.turns["role"].tolist() == read_source(REAL).turns["role"].tolist()


def test_two_quotes_with_their_roles_below_each_other(read):
    text = "“WE WAREN EERST ERG BANG.” “EN DAARNA WERD HET LEUK.”\n| Beleidsmedewerker(s)\n| Uitvoerder(s)\n"
    assert told(read(text)) == [
        ("beleidsmedewerker", "We waren eerst erg bang."),
        ("uitvoerder", "En daarna werd het leuk."),
    ]


def test_a_quote_without_a_role_keeps_an_empty_role_and_a_note(read):
    text = (
        "“WIJ DOEN HET NU SAMEN MET DE BUURT.” | Inwoner(s)\n"
        + "\nEr was koffie.\n" * 30
        + "\n“EN DAAR BLIJVEN WE OOK MEE DOORGAAN.”\n"
    )
    source = read(text)
    assert source.turns["role"].tolist() == ["inwoner", ""]
    assert any("geen rol" in note for note in source.notes)


@pytest.mark.parametrize(
    ("lines", "joined"),
    [
        (["STIMULE-", "REN"], "STIMULEREN"),
        (["ervarings-", "en praktijkkennis"], "ervarings- en praktijkkennis"),
        (["DE HR-", "AFDELING"], "DE HR-AFDELING"),
        (["RECHTMATIGHEIDS-MINDSET"], "RECHTMATIGHEIDS-MINDSET"),
        (["een -", "twee"], "een - twee"),
        (["  veel   ruimte ", "", "hier"], "veel ruimte hier"),
    ],
)
def test_words_broken_at_a_line_end_are_joined(lines, joined):
    assert join_lines(lines) == joined


@pytest.mark.parametrize(
    ("word", "mended"),
    [
        ("ziun", "zijn"), ("gelujkwaardigheid", "gelijkwaardigheid"), ("creeren", "creëren"), ("blijven", "blijven"),
        ("geinteresseerd", "geïnteresseerd"), ("duur", "duur"), ("xyzziuq", "xyzziuq"), ("juli", "juli"),
    ],
)  # fmt: skip
def test_a_spoiled_word_is_mended_only_into_a_known_word(word, mended):
    assert mend_word(word) == mended


@pytest.mark.parametrize(
    ("capitals", "readable"),
    [
        ("WE DOEN HET. SAMEN.", "We doen het. Samen."),
        ("IJS IS KOUD.", "IJs is koud."),
        ("VRAAG HET AAN HR OF HET UWV.", "Vraag het aan HR of het UWV."),
        ("DE PARTICIPATIEWET HELPT, BIJV. HIER.", "De Participatiewet helpt, bijv. hier."),
        ("BIJ LINDENBROEK.", "Bij Lindenbroek."),
    ],
)
def test_capitals_become_readable(capitals, readable):
    assert read_case(capitals, names=["Lindenbroek"]) == readable


@pytest.mark.skipif(not REAL.exists(), reason="the real factsheet is not on this machine")
def test_the_real_factsheet_gives_its_nine_quotes():
    source = read_source(REAL)
    roles = ["ervaringsdeskundige", "beleidsmedewerker", "uitvoerder"]
    expected = [roles[at] for at in (0, 1, 2, 1, 2, 0, 1, 0, 2)]
    assert source.turns["role"].tolist() == expected
    assert "".join(text[0] for text in source.turns["text"]) == "MWCIEPBHB"
    # The sentences themselves stay out of the repository: only their fingerprint is kept.
    fingerprint = hashlib.sha256("\n".join(source.turns["text"]).encode()).hexdigest()
    assert fingerprint[:16] == "b0ebc2b74aa502b9"


def test_a_quote_knows_the_heading_it_stands_under(read):
    turns = read(
        "WAARDEN | Cultuur\n\n“ZONDER VERTROUWEN BEGIN JE NIET AAN EEN GESPREK.” | Uitvoerder(s)\n\n"
        "ERVARINGSKENNIS VIA PARTICIPATIE | Structuur\n\n“VRAAG HET ONS VOORDAT HET PLAN KLAAR IS.” | Inwoner(s)\n\n"
        "“WIJ WILLEN NAAST JULLIE ZITTEN AAN DE TAFEL.” | Ervaringsdeskundige(n)\n"
    ).turns
    assert turns["kopje"].tolist() == ["WAARDEN", *["ERVARINGSKENNIS VIA PARTICIPATIE"] * 2]


@pytest.mark.parametrize(
    "signed",
    [
        " - Wubbechien, inwoner uit Genemuiden",
        " - Wubbechien,\ninwoner uit Genemuiden",
        " – Wubbechien (34), inwoner",
        " | Wubbechien, 34 jaar, inwoner",
        " (Wubbechien, inwoner)",
        "\n- Wubbechien, inwoner",
        "\nWubbechien, inwoner",
        ", zegt Wubbechien, inwoner van Dalfsen.",
    ],
)
def test_a_name_behind_a_quote_gives_the_role_and_goes_to_the_roster_only(read, signed):
    source = read(
        f'Wat mensen zeggen\n\n"Ik werd niet meer als nummer behandeld, zij wist mijn naam nog."{signed}\n\n'
        '"Ik heb geleerd mijn mond te houden, en dat is een prestatie." - beleidsmedewerker\n'
    )
    assert source.kind == "quotes"
    assert source.turns[["speaker", "role"]].to_numpy().tolist() == [["", "inwoner"], ["", "beleidsmedewerker"]]
    assert source.people[["name", "role"]].to_numpy().tolist() == [["Wubbechien", "inwoner"]]
    assert "Wubbechien" not in source.turns.to_string()


@pytest.mark.parametrize(
    ("signed", "name"),
    [
        ("Meryem K. (34)", "Meryem K."),
        ("Wubbechien ter Mors uit Dalfsen", "Wubbechien ter Mors"),
        ("Wub ter Mors, imker", "Wub ter Mors"),
        ("imker uit Dalfsen", ""),
    ],
)
def test_a_quote_of_whom_no_role_is_known_is_kept_and_counted(read, signed, name):
    source = read(
        f'Wat mensen zeggen\n\n"Ik werd niet meer als nummer behandeld, zij wist mijn naam nog." - {signed}\n\n'
        '"Ik heb geleerd mijn mond te houden, en dat is een prestatie." - beleidsmedewerker\n'
    )
    assert source.turns["role"].tolist() == ["", "beleidsmedewerker"]
    assert source.people["name"].tolist() == ([name] if name else [])
    assert "Bij 1 citaat vonden we geen rol. Vul die zelf in." in source.notes


def test_a_title_between_quotation_marks_with_words_behind_it_is_no_quote():
    told = parse_factsheet(
        'Wat mensen zeggen\n\n"Er zijn voor elkaar" - zo heet het project, en daar doen we allemaal graag aan mee.\n\n'
        '"Ik heb geleerd mijn mond te houden, en dat is een prestatie." - beleidsmedewerker\n'
    )
    assert len(told.turns) == 1


def test_a_line_as_long_as_a_conversation_is_not_read_again_at_each_mark(monkeypatch):
    asked = []
    monkeypatch.setattr(
        "kennis.intake.attributions.match_role", lambda text: asked.append(len(text)) or match_role(text)
    )
    line = "toen zei de buurman | ja, volgens mij - dat weet ik niet ( nee ) " * 300
    found = find_attributions([f"“{line}” | Uitvoerder"])
    assert [one.slug for one in found] == ["uitvoerder"]
    assert sum(asked) < 50 * len(line)
