"""The factsheet: what is proposed, what the researcher edits, and the PDF as a reader's software sees it."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from conftest import CORPUS, ROOT
from pypdf import PdfReader
from small_study import render

from kennis import run
from kennis.coding import DEFAULT_CODEBOOK
from kennis.privacy import AgreedStudy, Key, KeyPerson, open_study
from kennis.publish.factsheet import Factsheet, make_factsheet, without_marks
from kennis.publish.factsheet_examples import choose_examples
from kennis.publish.factsheet_file import OWN, PROPOSAL
from kennis.publish.factsheet_pages import factsheet_html, factsheet_pdf, write_factsheet
from kennis.publish.factsheet_proposal import _opening
from kennis.publish.factsheet_quotes import choose_quotes, quote_candidates
from kennis.study import create_study
from kennis.tables import CODINGS, KennisError, Refused

REAL = ROOT.parent / "shared" / "input" / "factsheet.txt"
SAID = [
    ("P01", "ervaringsdeskundige", "Ik durfde eindelijk te zeggen wat er al die jaren misging.", "moed"),
    ("P02", "uitvoerder", "Wij hebben het gewoon geprobeerd, ook al konden we op onze bek gaan.", "moed"),
    (
        "P01",
        "ervaringsdeskundige",
        "Zij vertrouwen ons niet, elke maand moet ik mijn afschriften sturen.",
        "vertrouwen",
    ),
    ("P03", "uitvoerder", "Ik vertelde over mijn eigen schulden en toen ging iedereen praten.", "voorbeeldfunctie"),
    ("P04", "begeleider", "Wie wil er als eerste iets over zijn eigen ervaring vertellen vandaag?", "ervaring_delen"),
    ("P05", "inwoner", "Voor de reiskosten kreeg ik niets terug, en dat voelde niet goed.", "waardering"),
    (
        "P02",
        "uitvoerder",
        "Zonder vaste buddy begin je er bij ons niet meer aan als ervaringsdeskundige.",
        "voorwaarden",
    ),
]


@pytest.fixture
def told(tmp_path: Path) -> AgreedStudy:
    study = create_study(
        tmp_path / "studie", title="Proef", codebook=DEFAULT_CODEBOOK.read_text("utf-8"), invented=True
    )
    speakers, roles, texts, codes = (list(column) for column in zip(*SAID, strict=True))
    turns = pd.DataFrame({"turn": range(1, 8), "speaker": speakers, "role": roles, "text": texts})
    study.add_transcript(turns, meeting={"kind": "interview", "group": "Eik"}, fingerprint="een")
    people = turns.drop_duplicates("speaker")[["speaker", "role"]]
    more = pd.DataFrame({"speaker": ["P06", "P07"], "role": ["ervaringsdeskundige", "inwoner"]})
    study.add_speakers(pd.concat([people, more]))
    rows = pd.DataFrame({"utterance_id": [f"B01-{n:03d}" for n in range(1, 8)], "start": 0, "code": codes})
    rows = rows.assign(stop=[len(text) for text in texts], coder="anna", status="geaccepteerd").reindex(
        columns=CODINGS.names
    )
    study.save_codings(rows, coder="anna")
    settings = study.path / "studie.toml"
    settings.write_text(settings.read_text("utf-8").replace("kleine_groep = 3", "kleine_groep = 1"), "utf-8")
    return open_study(study.path)


def quotes_of(sheet: Factsheet) -> dict[str, list[str]]:
    return {block.heading: [quote.utterance_id for quote in block.quotes] for block in sheet.insights}


def test_each_insight_gets_quotes_of_those_it_is_about_and_none_of_who_leads(told: AgreedStudy) -> None:
    found = quotes_of(make_factsheet(told))
    assert sorted(found["Waarden"]) == ["B01-001", "B01-002", "B01-003"]
    assert found["Ervaringsdeler"] == ["B01-004"]
    assert sorted(found["Processtappen voor effectieve inzet"]) == ["B01-006", "B01-007"]


def make_theirs(study: AgreedStudy) -> None:
    """Let the researcher change a line of the factsheet, so that it no longer follows the study."""
    make_factsheet(study)
    own = study.path / OWN
    own.write_text(own.read_text("utf-8").replace("titel: Proef", "titel: Wat wij leerden"), "utf-8")


def let_only_the_computer_code(study: AgreedStudy) -> None:
    rows = study.codings.assign(coder="lexicon", status="voorstel", score=0.8)
    (study.path / "coderingen" / "anna.csv").unlink()
    study.save_codings(rows, coder="lexicon")


MARK = "Voorstel van de computer. Nog niemand heeft het bekeken."


def test_what_only_the_computer_found_is_marked_on_the_page_and_in_the_pdf(told: AgreedStudy) -> None:
    let_only_the_computer_code(told)
    sheet = make_factsheet(told)
    assert all(quote.proposed for block in sheet.insights for quote in block.quotes)
    waarden = sheet.insights[0]
    assert waarden.support == (
        "Volgens de computer ging het hierover in drie beurten, in 1 van de 1 gesprek. Nog niemand heeft dat bekeken."
    )
    many = sum(len(block.quotes) + (block.example is not None) for block in sheet.insights)
    assert factsheet_html(sheet, made_with="").count(MARK) == many > 3
    pdf = PdfReader(BytesIO(factsheet_pdf(sheet, made_with="")))
    assert "".join(" ".join(page.extract_text().split()) for page in pdf.pages).count(MARK) == many


def test_people_who_code_take_the_mark_off_and_the_rest_keeps_it(told: AgreedStudy) -> None:
    people = told.codings
    let_only_the_computer_code(told)
    make_theirs(told)
    told.save_codings(people[people["utterance_id"] == "B01-002"], coder="anna")
    sheet = make_factsheet(told)
    marked = {quote.utterance_id: quote.proposed for quote in sheet.insights[0].quotes}
    assert marked == {"B01-001": True, "B01-002": False, "B01-003": True}
    assert sheet.insights[0].support == "Hierover ging het in een beurt, in 1 van de 1 gesprek."
    assert any("citaten heten op de factsheet een voorstel" in note for note in sheet.notes)
    own = told.path / OWN
    own.write_text(own.read_text("utf-8").replace("- B01-001", "- {beurt: B01-001}"), "utf-8")
    chosen = {quote.utterance_id: quote.proposed for quote in make_factsheet(told).insights[0].quotes}
    assert chosen == {"B01-001": False, "B01-002": False, "B01-003": True}


def test_a_new_proposal_is_told_once(told: AgreedStudy) -> None:
    make_theirs(told)
    make_factsheet(told)
    rows = told.codings
    told.save_codings(rows[rows["utterance_id"] != "B01-004"], coder="anna")
    told_first, told_again = ([note for note in make_factsheet(told).notes if PROPOSAL in note] for _ in range(2))
    assert (len(told_first), len(told_again)) == (1, 0)


@pytest.mark.parametrize(
    ("topic", "lead"),
    [
        ("", "We luisterden naar mensen. Hier lees je"),
        (
            "schulden en een moestuin.",
            "We luisterden naar mensen die praten over schulden en een moestuin. Hier lees je",
        ),
    ],
)
def test_the_pages_tell_the_topic_of_the_study_itself(told: AgreedStudy, tmp_path: Path, topic: str, lead: str) -> None:
    settings = told.path / "studie.toml"
    settings.write_text(settings.read_text("utf-8").replace('onderwerp = ""', f'onderwerp = "{topic}"'), "utf-8")
    study = open_study(told.path)
    index = render(study, tmp_path / "site")
    assert lead in index.read_text("utf-8")
    assert make_factsheet(study).subtitle == f"Wat mensen zeiden{' over ' if topic else ''}{topic.rstrip('.')}"


def test_a_quote_that_fits_two_insights_goes_where_there_is_least_to_choose(sample: Any) -> None:
    codes = pd.DataFrame({"code": ["moed", "plek"], "insight": ["waarden", "processtappen"]})
    ids = ["C1", "C2", "C3"]
    codings = pd.DataFrame(
        {"utterance_id": [*ids, "C1"], "code": ["moed"] * 3 + ["plek"], "basis": "computer", "coders": "lexicon"}
    ).assign(score=[0.9, 0.5, 0.5, 0.4])
    texts = [f"Dit is een citaat van {n} gewone woorden over proberen en durven." for n in ("acht", "negen", "tien")]
    turns = pd.DataFrame({"utterance_id": ids, "meeting_id": "", "speaker": "", "role": "inwoner", "text": texts})
    meetings = sample.meetings.head(0)
    small = pd.DataFrame(columns=["group", "role", "people"])
    able = quote_candidates(codings, turns, meetings, codes=codes, small=small, least_people=3)
    picked = choose_quotes(able, codes=codes, count=2)
    assert dict(zip(picked["utterance_id"], picked["code"], strict=True)) == {"C1": "plek", "C2": "moed", "C3": "moed"}


def test_a_role_that_too_few_people_hold_is_not_quoted(told: AgreedStudy) -> None:
    settings = told.path / "studie.toml"
    settings.write_text(settings.read_text("utf-8").replace("kleine_groep = 1", "kleine_groep = 2"), "utf-8")
    ids = [number for numbers in quotes_of(make_factsheet(open_study(told.path))).values() for number in numbers]
    assert "B01-006" not in ids  # one resident speaks
    assert "B01-002" in ids


def test_the_file_of_the_researcher_is_never_overwritten(told: AgreedStudy) -> None:
    make_factsheet(told)
    own = told.path / OWN
    text = own.read_text("utf-8").replace("titel: Proef", "titel: Wat wij leerden")
    own.write_text(text, "utf-8")
    sheet = make_factsheet(told)
    assert sheet.title == "Wat wij leerden"
    assert own.read_text("utf-8") == text
    assert "titel: Proef" in (told.path / PROPOSAL).read_text("utf-8")


def take_another_codebook(study: AgreedStudy) -> None:
    study.codebook_path.write_text(
        "titel: zorg\ninzichten: {zorgen: {label: Zorgen voor elkaar}}\n"
        "codes:\n  - {slug: moe, label: Moe worden, inzicht: zorgen, definitie: Iemand is moe.}\n",
        "utf-8",
    )


def test_a_factsheet_nobody_changed_follows_the_codebook(told: AgreedStudy) -> None:
    make_factsheet(told)
    take_another_codebook(told)
    sheet = make_factsheet(told)
    assert [block.heading for block in sheet.insights] == ["Zorgen voor elkaar"]
    assert (sheet.ladder, sheet.steps) == ((), ())
    assert not any("codeboek" in note for note in sheet.notes)
    assert not (told.path / PROPOSAL).exists()


def test_a_changed_factsheet_stays_and_what_the_codebook_does_not_have_is_told(told: AgreedStudy) -> None:
    make_theirs(told)
    take_another_codebook(told)
    sheet = make_factsheet(told)
    assert sheet.insights[0].heading == "Waarden"
    strange = [note for note in sheet.notes if "niet in het codeboek" in note]
    assert len(strange) == 1 and "inzicht ‘Waarden’" in strange[0] and "trede ‘Informeren’" in strange[0]
    assert PROPOSAL in strange[0] and "Zorgen voor elkaar" in (told.path / PROPOSAL).read_text("utf-8")
    assert all("geen uitspraken" not in block.support for block in sheet.insights if block.quotes)


def test_a_factsheet_of_before_there_was_a_mark_is_the_researchers(told: AgreedStudy) -> None:
    make_factsheet(told)
    (told.path / "herkomst.json").unlink()
    take_another_codebook(told)
    assert make_factsheet(told).insights[0].heading == "Waarden"


def test_the_opening_names_who_met_and_others_but_not_who_left_a_loose_quote(told: AgreedStudy) -> None:
    turns = told.utterances
    turns = turns.assign(role=turns["role"].replace({"inwoner": "", "ervaringsdeskundige": ""}))
    loose = turns.head(1).assign(meeting_id="", role="beleidsmedewerker")
    assert _opening(pd.concat([turns, loose])).startswith("We luisterden naar uitvoerders en anderen.")
    assert _opening(loose).startswith("We luisterden naar beleidsmedewerkers.")
    assert _opening(turns.assign(role="")).startswith("We luisterden naar mensen.")


def test_the_file_holds_numbers_and_not_what_people_said(told: AgreedStudy) -> None:
    make_factsheet(told)
    text = (told.path / OWN).read_text("utf-8")
    assert "B01-001" in text
    assert [words for _, _, words, _ in SAID if words[:20] in text] == []


def test_a_part_of_a_quote_must_be_said_like_that(told: AgreedStudy) -> None:
    make_factsheet(told)
    own = told.path / OWN
    text = own.read_text("utf-8")
    own.write_text(text.replace("- B01-004", '- {beurt: B01-004, deel: "toen ging iedereen praten"} #'), "utf-8")
    assert make_factsheet(told).insights[1].quotes[0].text == "toen ging iedereen praten"
    own.write_text(text.replace("- B01-004", '- {beurt: B01-004, deel: "toen begon iedereen"} #'), "utf-8")
    with pytest.raises(KennisError, match=r"factsheet\.yaml: 'deel' bij B01-004 staat niet letterlijk"):
        make_factsheet(told)


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("“Ik durf nu.”", "Ik durf nu."),
        ('"Ik durf nu."', "Ik durf nu."),
        ('"Nee", zei ze, "nooit."', '"Nee", zei ze, "nooit."'),
        ("’t Was “nee”", "’t Was “nee”"),
        ('"', '"'),
    ],
)
def test_a_quote_gets_one_pair_of_quotation_marks(stored: str, shown: str) -> None:
    assert without_marks(stored) == shown


def test_who_no_longer_agrees_to_be_quoted_is_left_out_and_said_so(told: AgreedStudy) -> None:
    make_theirs(told)
    speakers = told.speakers
    speakers.loc[speakers["speaker"] == "P03", "consent_quote"] = False
    told.write("deelnemers.csv", speakers)
    sheet = make_factsheet(open_study(told.path))
    assert quotes_of(sheet)["Ervaringsdeler"] == []
    assert any("B01-004" in note for note in sheet.notes)


def test_a_good_example_is_a_proposal_until_the_researcher_confirms_it(told: AgreedStudy) -> None:
    make_factsheet(told)
    own = told.path / OWN
    text = own.read_text("utf-8")
    shown = {}
    for wish in ("{voorstel: B01-004}", "{beurt: B01-004}", '"Begin elk overleg met een eigen verhaal."', '""'):
        own.write_text(text.replace("goed_voorbeeld: ''", f"goed_voorbeeld: {wish}", 1), "utf-8")
        sheet = make_factsheet(told)
        shown[wish] = (
            sheet.insights[0].example,
            factsheet_html(sheet, made_with=""),
            factsheet_pdf(sheet, made_with=""),
        )
    (proposed, page, pdf), (confirmed, calm, _), (written, plain, _), (nothing, _, _) = shown.values()
    note = "Voorstel van de computer. Nog niemand heeft het bekeken."
    assert proposed and proposed.proposed and proposed.text == SAID[3][2]
    assert note in page and note in " ".join(PdfReader(BytesIO(pdf)).pages[0].extract_text().split())
    assert confirmed and not confirmed.proposed and confirmed.role == "Uitvoerder" and note not in calm
    assert written and written.role == "" and '<p class="example">Begin elk overleg' in plain
    assert nothing is None


def test_what_somebody_did_is_proposed_as_a_good_example_and_what_went_wrong_is_not() -> None:
    said = [
        ("C1", "Sinds maart hebben we elke week samen een spreekuur geopend, en dat werkt.", "aanwezig"),
        ("C2", "Wij hebben niet afgesproken wie er belt, en niemand heeft iets gedaan.", "aanwezig"),
        ("C3", "Sinds maart hebben we elke week samen overlegd, en dat is nu voorbij.", "afwezig"),
        ("C4", "Hebben wij elke week samen een overleg, en wie heeft dat dan geregeld?", "aanwezig"),
    ]
    rows = pd.DataFrame(said, columns=["utterance_id", "text", "polarity"]).assign(
        insight="waarden", code="moed", base=1.0, small_cell=False
    )
    assert choose_examples(rows) == {"waarden": "C1"}
    assert choose_examples(rows, taken={"C1"}) == {}


@pytest.mark.skipif(not REAL.exists(), reason="the real factsheet is not on this machine")
def test_the_quotes_of_the_real_factsheet_stand_with_their_own_insight_in_their_own_order(tmp_path: Path) -> None:
    study = create_study(tmp_path / "echt", title="Echt", codebook=DEFAULT_CODEBOOK.read_text("utf-8"))
    run.take_in(study, run.read_sources([REAL]))
    run.code_study(study)
    assert quotes_of(make_factsheet(open_study(study.path))) == {
        "Waarden": ["C001", "C002", "C003"],
        "Ervaringsdeler": ["C004", "C005", "C006"],
        "Ervaringskennis via participatie": [],
        "Processtappen voor effectieve inzet": ["C007", "C008", "C009"],
    }


def test_a_mistake_in_the_file_is_told_with_its_line(told: AgreedStudy) -> None:
    (told.path / OWN).write_text("titel: Proef\n  inzichten: [", "utf-8")
    with pytest.raises(KennisError, match=r"factsheet\.yaml, regel 2"):
        make_factsheet(told)


@pytest.fixture(scope="module")
def sample_sheet(tmp_path_factory: pytest.TempPathFactory) -> Factsheet:
    import shutil

    copy = tmp_path_factory.mktemp("voorbeeld") / "corpus"
    shutil.copytree(CORPUS, copy, ignore=shutil.ignore_patterns("voorbeeld_ruw"))
    return make_factsheet(open_study(copy))


@pytest.fixture(scope="module")
def pdf(sample_sheet: Factsheet) -> bytes:
    return factsheet_pdf(sample_sheet, made_with="Gemaakt met kennis.")


def tags(element: Any) -> list[tuple[str, str]]:
    """Read the tag tree in its order: kind and alt text of each element."""
    element = element.get_object()
    here = [(str(element["/S"]), str(element.get("/Alt", "")))] if "/S" in element else []
    children = element.get("/K", [])
    children = children if isinstance(children, list) else [children]
    nested = [child for child in children if hasattr(child, "get_object") and hasattr(child.get_object(), "get")]
    return here + [tag for child in nested for tag in tags(child)]


def test_the_pdf_says_it_is_accessible_and_is(pdf: bytes, sample_sheet: Factsheet) -> None:
    reader = PdfReader(BytesIO(pdf))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert str(root["/Lang"]).lower().startswith("nl")
    assert reader.metadata is not None and reader.metadata.title == f"{sample_sheet.title} – factsheet"
    assert b"pdfuaid:part" in root["/Metadata"].get_data()
    assert 2 <= len(reader.pages) <= 4
    found = tags(root["/StructTreeRoot"])
    headings = [kind for kind, _ in found if kind in {"/H1", "/H2", "/H3"}]
    assert headings[0] == "/H1" and headings.count("/H1") == 1
    assert headings.count("/H2") >= 4 + 3
    assert next(alt for kind, alt in found if kind == "/Figure").startswith("Staven per rol. ")
    assert {"/L", "/LI", "/P"} <= {kind for kind, _ in found}


def test_the_pdf_reads_in_the_order_of_the_page(pdf: bytes, sample_sheet: Factsheet) -> None:
    text = " ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)
    flat = " ".join(text.split())
    told = [
        sample_sheet.title,
        *(block.heading for block in sample_sheet.insights),
        "De participatieladder",
        "Begrippen",
    ]
    places = [flat.index(words) for words in told]
    assert places == sorted(places)
    assert "Fictief." in flat


def test_the_typeface_is_in_the_pdf(pdf: bytes) -> None:
    fonts = {
        str(font.get_object()["/BaseFont"])
        for page in PdfReader(BytesIO(pdf)).pages
        for font in page["/Resources"]["/Font"].values()
    }
    assert fonts and all("Atkinson" in name and name[7] == "+" for name in fonts)


def test_the_same_factsheet_gives_the_same_bytes(pdf: bytes, sample_sheet: Factsheet) -> None:
    assert factsheet_pdf(sample_sheet, made_with="Gemaakt met kennis.") == pdf


def test_the_page_escapes_and_asks_nothing_from_outside(sample_sheet: Factsheet) -> None:
    from dataclasses import replace

    html = factsheet_html(replace(sample_sheet, opening="<script>alert(1)</script>"), made_with="Gemaakt met kennis.")
    assert "<script" not in html and "&lt;script&gt;" in html
    assert "http" not in html.replace('http-equiv="Content-Security-Policy"', "")
    assert html.count("<h1") == 1 and "default-src 'none'" in html


def test_the_gate_stands_before_the_factsheet(told: AgreedStudy, tmp_path: Path) -> None:
    make_factsheet(told)
    own = told.path / OWN
    own.write_text(own.read_text("utf-8").replace("titel: Proef", "titel: Het verhaal van Roelien Terpstra"), "utf-8")
    key = Key({"P01": KeyPerson("Roelien Terpstra", "ervaringsdeskundige")})
    with pytest.raises(Refused, match="De factsheet is niet gemaakt"):
        write_factsheet(
            make_factsheet(told), tmp_path / "uit", made_with="Gemaakt met kennis.", study=told.path, key=key
        )
    assert not (tmp_path / "uit").exists()


def test_making_all_pages_tells_what_the_factsheet_has_to_tell(
    told: AgreedStudy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_theirs(told)
    take_another_codebook(told)
    monkeypatch.setattr(run, "render_site", lambda _, out, **__: out)
    pages: list[str] = []
    notes: list[str] = []
    run.render_study(told, tmp_path / "site", say=pages.append, tell=notes.append)
    assert pages == ["Factsheet (ook als pdf)"]
    assert any("niet in het codeboek" in note for note in notes)
