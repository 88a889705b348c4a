"""Reading the codebook, and telling a researcher what is wrong with it and where."""

import pytest

from kennis.coding import DEFAULT_CODEBOOK, codebook, load_codebook
from kennis.tables import KennisError

DOMAIN = (
    "gelijkwaardigheid vertrouwen moed ervaring_delen drempel voorbeeldfunctie steun_organisatie informeren raadplegen "
    "adviseren coproduceren meebeslissen leefwereld_systeemwereld ontsluiten_vertalen organisatiescan gideonsbende "
    "prevaluatie_impact plek voorwaarden ondersteuning waardering"
)
PATTERNS = """aanwezig: |
        durven
        lef tonen"""
SMALL = f"""titel: Klein
inzichten:
  waarden: {{label: Waarden, dimensie: cultuur}}
codes:
  - slug: moed
    label: Moed
    inzicht: waarden
    polair: ja
    definitie: Durven.
    patronen:
      {PATTERNS}
"""


def write(tmp_path, text):
    path = tmp_path / "codeboek.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_codebook_that_ships_has_every_code_of_the_domain():
    assert set(load_codebook().slugs) == set(DOMAIN.split())


@pytest.mark.parametrize("code", load_codebook().codes, ids=lambda code: code.slug)
def test_every_code_explains_itself_in_full(code):
    assert all((code.definition, code.when, code.when_not, code.prompt, code.patterns["niet"]))
    assert len(code.examples) >= 2
    assert all(bool(example.polarity) == code.polar for example in code.examples)
    assert len(code.patterns["aanwezig"]) >= 25


def test_the_ladder_has_five_rungs_in_order():
    rungs = sorted((code.order, code.slug) for code in load_codebook().codes if code.order)
    assert [slug for _, slug in rungs] == ["informeren", "raadplegen", "adviseren", "coproduceren", "meebeslissen"]


def test_only_the_three_values_are_polar():
    assert {code.slug for code in load_codebook().codes if code.polar} == {"gelijkwaardigheid", "vertrouwen", "moed"}


def test_a_code_knows_its_insight_and_dimension():
    assert load_codebook().insight_of("plek").slug == "processtappen"
    assert load_codebook().code("plek").dimension == "structuur"


def test_an_unknown_code_is_refused_with_the_choices():
    with pytest.raises(KennisError, match=r"'mood' staat niet.*moed"):
        load_codebook().code("mood")


def test_a_small_codebook_is_read(tmp_path):
    book = load_codebook(write(tmp_path, SMALL))
    assert book.code("moed").patterns == {"aanwezig": ("durven", "lef tonen")}


def test_the_fingerprint_changes_with_the_content_and_not_with_the_line_ends(tmp_path):
    first = load_codebook(write(tmp_path, SMALL)).fingerprint
    path = tmp_path / "codeboek.yaml"
    path.write_bytes(SMALL.replace("\n", "\r\n").encode())
    assert load_codebook(path).fingerprint == first
    assert load_codebook(write(tmp_path, SMALL + "# nieuw\n")).fingerprint != first


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("lef tonen", "lef (tonen", r"regel 13, code 'moed': bij 'lef \(tonen' sluit"),
        ("inzicht: waarden", "inzicht: warden", r"regel 7.*'warden' bestaat niet. Kies uit: waarden"),
        ("aanwezig: |", "aanwezzig: |", r"regel 11.*'aanwezzig'.*Kies uit: aanwezig"),
        ("polair: ja", "polair: misschien", r"'polair' moet 'ja' of 'nee'"),
        ("definitie: Durven.", "definitie:", r"regel 5.*'definitie' ontbreekt"),
        ("label: Moed\n", "labbel: Moed\n", r"'label' ontbreekt"),
        ("codes:", "kodes:", r"de kop 'codes' ontbreekt"),
        ("titel: Klein", "titel: [Klein", r"regel \d+: dit is geen geldige YAML"),
        ("polair: ja", "trede: hoog", r"'trede' moet een heel getal"),
        ("polair: ja", "trede: .inf", r"'trede' moet een heel getal"),
        ("slug: moed", "slug: geen", r"regel 5: 'geen' kan geen code zijn"),
        ("slug: moed", 'slug: "moed, lef"', r"regel 5: 'moed, lef' kan geen code zijn"),
        ("inzicht: waarden", "inzicht: [waarden]", r"regel 5, code 'moed': achter 'inzicht' hoort gewone tekst"),
        (
            "Durven.",
            "Durven.\n    voorbeelden:\n      - ik durf\n      -",
            r"regel 12, code 'moed': een voorbeeld heeft",
        ),
        ("Durven.", "Durven.\n    voorbeelden: ik durf", r"regel 10, code 'moed': 'voorbeelden' moet een lijst"),
        (PATTERNS, "- durven", r"regel 10, code 'moed': onder 'patronen' horen de koppen aanwezig"),
        (PATTERNS, "aanwezig:\n        - durven", r"regel 11, code 'moed': patronen hebben geen streepje"),
        ("Durven.", "Dur\x0bven.", r"regel 9: hier staat een onzichtbaar teken"),
    ],
)
def test_a_mistake_is_told_with_its_line(tmp_path, old, new, message):
    with pytest.raises(KennisError, match=message):
        load_codebook(write(tmp_path, SMALL.replace(old, new)))


def test_a_code_that_stands_twice_is_refused(tmp_path):
    double = SMALL + "  - {slug: moed, label: Moed, inzicht: waarden, definitie: Nog eens.}\n"
    with pytest.raises(KennisError, match="regel 14: code 'moed' staat er twee keer in"):
        load_codebook(write(tmp_path, double))


def test_absence_needs_a_polar_code(tmp_path):
    text = SMALL.replace("polair: ja", "polair: nee").replace("aanwezig: |", "afwezig: |")
    with pytest.raises(KennisError, match="Zet 'polair: ja' erbij"):
        load_codebook(write(tmp_path, text))


def test_a_missing_file_says_what_to_do(tmp_path):
    with pytest.raises(KennisError, match=r"weg.yaml: dit bestand bestaat niet. Maak"):
        load_codebook(tmp_path / "weg.yaml")


def test_the_default_is_package_data():
    assert DEFAULT_CODEBOOK.is_file()


def test_a_codebook_is_read_again_only_when_its_text_changed(tmp_path, monkeypatch):
    parsed, parse = [], codebook._parse_yaml
    monkeypatch.setattr(codebook, "_parse_yaml", lambda raw, name: parsed.append(name) or parse(raw, name))
    path = write(tmp_path, SMALL.replace("Klein", "Eenmaal"))
    assert load_codebook(path) is load_codebook(path)
    write(tmp_path, SMALL.replace("Klein", "Eenmaal").replace("Durven.", "Lef."))
    assert load_codebook(path).code("moed").definition == "Lef."
    assert len(parsed) == 2
