import pandas as pd

from kennis.lab import show_codings
from kennis.lab.highlight import mark_spans

CODES = pd.DataFrame({"code": ["moed"], "label": ["Moed om te groeien"]})
TURN = pd.DataFrame({"utterance_id": ["B01-001"], "role": ["inwoner"], "text": ["Ik <durfde> 😀 het niet."]})


def given(**values: object) -> pd.DataFrame:
    row = {
        "utterance_id": "B01-001",
        "start": 4,
        "stop": 10,
        "code": "moed",
        "coder": "lexicon",
        "evidence": "“durfde”",
        "memo": "",
    }
    return pd.DataFrame([row | values])


def test_the_coded_words_are_marked_and_the_text_stays_text() -> None:
    html = show_codings(given(), TURN, CODES).html
    assert "Ik &lt;<mark>durfde</mark>&gt; 😀 het niet." in html
    assert "Moed om te groeien (voorstel van de computer): “durfde”" in html


def test_offsets_count_code_points() -> None:
    assert mark_spans("😀 ja", [(2, 4)]) == "😀 <mark>ja</mark>"


def test_overlapping_spans_become_one() -> None:
    assert mark_spans("een twee drie", [(4, 8), (0, 6)]) == "<mark>een twee</mark> drie"


def test_a_span_beyond_the_text_does_not_lose_text() -> None:
    assert mark_spans("kort", [(2, 99)]) == "ko<mark>rt</mark>"


def test_a_persons_code_carries_the_coder_but_not_the_private_memo() -> None:
    html = show_codings(given(coder="codeur_a", evidence="", memo="twijfel"), TURN, CODES).html
    assert "Moed om te groeien (codeur_a)" in html
    assert "twijfel" not in html


def test_a_turn_without_a_code_says_so() -> None:
    assert "Geen code." in show_codings(given(utterance_id="B09-009"), TURN, CODES).html
