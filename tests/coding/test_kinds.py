"""What else a passage is: kind, form of knowledge, step."""

import pandas as pd
import pytest

import kennis as kn


def table(*texts):
    return pd.DataFrame({"utterance_id": [f"B01-{n:03}" for n in range(1, len(texts) + 1)], "text": texts})


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Wat zou jij doen als je elke maand je afschriften moest laten zien?", "reflectievraag"),
        ("Onder ervaringskennis verstaan we kennis die ontstaat door terug te kijken.", "begrip"),
        ("Sinds we elk overleg met een verhaal beginnen, luisteren we beter.", "goed_voorbeeld"),
        ("Ik ben geen nummer, ik ben een mens.", "citaat"),
        ("Uit de gesprekken blijkt dat vertrouwen langzaam groeit.", "inzicht"),
    ],
)
def test_a_passage_of_a_kind_is_recognised(text, kind):
    assert kind in set(kn.tell_kind(table(text))["kind"])


def test_a_practical_question_is_no_prompt_to_reflect():
    assert kn.tell_kind(table("Hoe laat begint de bijeenkomst?")).empty


def test_a_kind_points_at_its_words():
    found = kn.tell_kind(table("Nou ja. Ik ben geen nummer, ik ben een mens.")).iloc[0]
    assert "geen nummer" in found["evidence"]
    assert found["start"] == 8


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("Uit onderzoek blijkt dat schulden ziek maken.", "wetenschappelijke_kennis"),
        ("In mijn spreekuur merk ik dat klanten weinig vertellen.", "praktijkkennis"),
        ("Ik heb het aan den lijve ondervonden.", "ervaringskennis"),
    ],
)
def test_the_form_of_knowledge_is_told(text, form):
    found = kn.knowledge_forms(table(text))
    assert form in set(found.loc[found["dimension"] == "kennisvorm", "form"])


def test_of_the_steps_only_the_last_one_counts():
    text = "Toen ik in de bijstand zat, schaamde ik me. Pas later begreep ik waarom."
    steps = kn.knowledge_forms(table(text)).query("dimension == 'stap'")
    assert list(steps["form"]) == ["ervaringskennis"]
