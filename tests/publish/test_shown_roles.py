"""A role that few people hold tells who spoke: beside their words it is named on no page that readers get."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_study import SAID, make_study, render

from kennis.coding import codebook_table, find_codings, founded_codings, load_codebook, turns_to_discuss
from kennis.insights import (
    find_turns,
    keyword_in_context,
    pick_quotes,
    quotes_by_code,
    show_behind,
    show_quotes,
    show_table,
)
from kennis.lab import show_codings, show_found
from kennis.privacy import AgreedStudy
from kennis.publish import make_factsheet

ALONE = next(text for _, role, text, *_ in SAID if role == "beleidsmedewerker")  # one person holds this role
ROLE = "Beleidsmedewerker"


@pytest.fixture
def agreed(tmp_path: Path) -> AgreedStudy:
    study = make_study(tmp_path / "studie")
    return AgreedStudy(study.path, study.settings)


def test_what_a_notebook_shows_with_words_names_no_role_of_few(agreed: AgreedStudy) -> None:
    turns, logs = agreed.utterances, agreed.codings
    codes, codings = codebook_table(load_codebook(agreed.codebook_path)), founded_codings(logs)
    shown = [
        show_behind(codings, turns, by=["role"]),
        show_behind(codings, turns, by=["code"]),
        show_quotes(pick_quotes(codings, turns, codes=codes, least_words=4)),
        show_quotes(turns),
        show_table(find_turns(agreed, text=ALONE), "Gevonden"),
        show_table(turns, "Beurten", columns=["utterance_id", "role"]),
        show_table(keyword_in_context(turns, "brief"), "Het woord brief"),
        show_codings(logs, turns, codes),
        show_found(find_codings(logs, turns), codes),
    ]
    assert [place for place, one in enumerate(shown) if ROLE in one.html] == []
    assert all("Deelnemer" in one.html for one in shown)
    table = quotes_by_code(codings, turns, codes=codes)
    assert not table[["before", "after"]].apply(lambda told: told.str.contains(ROLE)).any(axis=None)
    assert "beleidsmedewerker" not in set(table["role"])


def test_turns_to_discuss_name_no_role_of_few(agreed: AgreedStudy) -> None:
    turns, logs = agreed.utterances, agreed.codings
    other = logs.assign(coder="b", code="drempel")
    agreed.save_codings(other, coder="b")
    chosen = turns_to_discuss(agreed.codings, turns, most=50).set_index("utterance_id")["role"]
    assert chosen[turns.loc[turns["text"] == ALONE, "utterance_id"].iloc[0]] == "deelnemer"
    assert "beleidsmedewerker" not in set(chosen)


def test_the_readers_page_and_the_factsheet_keep_to_the_same_rule(agreed: AgreedStudy, tmp_path: Path) -> None:
    html = render(agreed, tmp_path / "site").read_text("utf-8")
    lines = [line for line in html.splitlines() if 'class="role"' in line]
    assert any(">Deelnemer<" in line for line in lines)
    assert not any(ROLE in line for line in lines)
    number = agreed.utterances.set_index("text").loc[ALONE, "utterance_id"]
    make_factsheet(agreed)
    own = agreed.path / "factsheet.yaml"
    own.write_text(f"titel: Proef\ninzichten:\n  - {{inzicht: waarden, kop: Waarden, citaten: [{number}]}}\n", "utf-8")
    assert [quote.role for quote in make_factsheet(agreed).insights[0].quotes] == ["Deelnemer"]


def test_counts_go_on_by_the_role_itself_and_enough_people_make_it_named(agreed: AgreedStudy) -> None:
    assert "beleidsmedewerker" in set(agreed.utterances["role"])
    settings = agreed.path / "studie.toml"
    settings.write_text(settings.read_text("utf-8").replace("kleine_groep = 3", "kleine_groep = 1"), "utf-8")
    from kennis.privacy import open_study

    turns = open_study(agreed.path).utterances
    assert turns["role_shown"].equals(turns["role"])
