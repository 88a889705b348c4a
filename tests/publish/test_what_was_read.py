"""Silence is not the same as not having been read: what pages count is what a person read."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from small_study import make_study, render

from kennis.coding import NO_CODE, founded_turns
from kennis.privacy import AgreedStudy
from kennis.publish import make_factsheet
from kennis.publish.material import gather
from kennis.publish.pages import draw_figures
from kennis.publish.sentences import nobody_read, what_is_left
from kennis.study import Study


@pytest.fixture
def partly(tmp_path: Path) -> AgreedStudy:
    """The small study, of which nobody read the second conversation."""
    study = make_study(tmp_path / "klein")
    rows = study.codings
    study.save_codings(rows[rows["utterance_id"].str.startswith("B01")], coder="a")
    return AgreedStudy(study.path, study.settings)


def read_without_code(study: Study, turn: str) -> None:
    rows = study.codings.query("coder == 'a'")
    row = rows.iloc[[0]].assign(utterance_id=turn, start=0, stop=5, code=NO_CODE, polarity="")
    study.save_codings(pd.concat([rows, row]), coder="a")


def test_a_turn_was_read_if_a_person_gave_it_a_code_or_said_there_is_none(partly: AgreedStudy) -> None:
    read_without_code(partly, "B02-003")
    read = founded_turns(partly.codings, partly.utterances)["utterance_id"]
    assert read.tolist() == [*(f"B01-00{n}" for n in range(1, 7)), "B02-003"]


def test_where_only_the_computer_coded_nothing_was_left_unread(partly: AgreedStudy) -> None:
    rows = partly.codings.assign(coder="lexicon", status="voorstel")
    assert len(founded_turns(rows, partly.utterances)) == len(partly.utterances)


def test_pages_count_the_conversations_that_were_read_and_say_how_many_were_not(
    partly: AgreedStudy, tmp_path: Path
) -> None:
    html = render(partly, tmp_path / "site").read_text("utf-8")
    unread = "Eén gesprek las nog niemand."
    assert f"Dat was in 1 van de 1 gesprek dat mensen lazen. {unread}" in html
    assert f"Mensen lazen 6 van de 12 beurten. Daarvan kregen er 6 een code. {unread}" in html
    assert f"hoeveel beurten over die trede gaan. {unread}" not in html  # no rung came up: no figure
    assert "van de 2 gesprekken" not in html
    sheet = make_factsheet(partly)
    assert "Hierover ging het in vijf beurten, in 1 van de 1 gesprek dat mensen lazen." in sheet.insights[0].support
    assert sheet.basis.endswith(unread)


def test_when_all_was_read_the_sentences_stay_simple(tmp_path: Path) -> None:
    study = make_study(tmp_path / "klein")
    html = render(study, tmp_path / "site").read_text("utf-8")
    assert "Dat was in 1 van de 2 gesprekken." in html
    assert "Er zijn 12 beurten. Daarvan hebben er 12 een code." in html
    assert "las nog niemand" not in html and "die mensen lazen" not in html
    assert nobody_read(0) == ""


def test_a_conversation_that_nobody_read_is_no_empty_column(partly: AgreedStudy) -> None:
    rows = partly.codings
    partly.save_codings(
        rows.assign(code=rows["code"].replace("drempel", "adviseren").replace("moed", "adviseren")), coder="a"
    )
    told = draw_figures(gather(partly))["ladder"].alt
    assert "in 1 van de 1 gesprek." in told
    read_without_code(partly, "B02-003")
    assert "in 1 van de 2 gesprekken" in draw_figures(gather(partly))["ladder"].alt


def test_who_speaks_is_compared_over_the_same_talks(partly: AgreedStudy) -> None:
    told = draw_figures(gather(partly))["stemmen"].told
    assert {line.split(":")[0] for line in told} == {
        "Ervaringsdeskundige",
        "Uitvoerder",
    }  # the others spoke in the second
    assert {role for role, *_ in make_factsheet(partly).voices} == set()  # too few words to compare


@pytest.mark.parametrize(
    ("doubtful", "missed", "told"),
    [
        (2, [], "Op twee plekken twijfelde de computer. Daar staat nog wat er gezegd is. Nog niemand las een deel na"),
        (1, [0, 2], "Op één plek twijfelde de computer. Daar staat nog wat er gezegd is. Een mens las twee beurten na. In één daarvan stond nog iets"),
        (0, [0], "De computer twijfelt nergens meer. Een mens las één beurt na. Daarin stond niets herkenbaars meer."),
        (None, [], ""),
    ],
)  # fmt: skip
def test_what_may_be_left_of_names_is_said(doubtful: int | None, missed: list[int], told: str) -> None:
    found = pd.DataFrame({"doubtful": [] if doubtful is None else [doubtful]})
    said = what_is_left(found, pd.DataFrame({"missed": missed}), pd.DataFrame({"reported": [1]}))
    assert said.startswith(told) and bool(said) == bool(told)


def test_where_doubted_turns_are_held_back_that_is_said() -> None:
    said = what_is_left(pd.DataFrame({"doubtful": [2]}), pd.DataFrame({"missed": []}), pd.DataFrame({"reported": [0]}))
    assert "laten we niet zien voordat een mens ernaar keek" in said and "Daar staat nog" not in said
