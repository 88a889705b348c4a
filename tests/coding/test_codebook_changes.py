"""A codebook that changes under way: comments stay, codings go along, logs only grow, and all of it is in the trail."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest

from kennis.coding import (
    DEFAULT_CODEBOOK,
    accepted_codings,
    add_code,
    add_memo,
    audit_trail,
    current_codings,
    founded_codings,
    load_codebook,
    measure_reliability,
    merge_codes,
    rename_code,
    retire_code,
    settle,
    settlements,
    split_code,
)
from kennis.study import Study, create_study
from kennis.tables import CODINGS, KennisError

CODEBOOK = """# Codeboek van een proef (fictief).
titel: Proef
versie: "1.0"   # aanhalingstekens blijven

inzichten:
  waarden:
    label: Waarden
  ervaringsdeler:
    label: Ervaringsdeler

codes:
  # de waarden
  - slug: moed
    label: 'Moed om te groeien'
    inzicht: waarden
    polair: ja
    definitie: Iemand durft.
    patronen:
      aanwezig: |
        durven; lef   # met uitleg
        nek uitsteken
  - slug: vertrouwen
    label: Vertrouwen
    inzicht: waarden
    polair: ja
    definitie: Mensen rekenen op elkaar.

  # over delen
  - slug: ervaring_delen
    label: Ervaring delen
    inzicht: ervaringsdeler
    definitie: Iemand vertelt iets uit het eigen leven.
  # let op: lees de uitleg
  - slug: drempel
    label: Drempel
    inzicht: ervaringsdeler
    definitie: Het kost moeite.
  - slug: voorbeeldfunctie
    label: Voorbeeldfunctie
    inzicht: ervaringsdeler
    definitie: Delen maakt ruimte voor anderen.
  - slug: plek
    label: Plek
    inzicht: ervaringsdeler
    definitie: Er is een rol.
  - slug: waardering
    label: Waardering
    inzicht: ervaringsdeler
    definitie: Wat krijgt iemand terug?
"""
WHO = {"by": "codeur_a", "why": "zo begrijpen we het beter"}


@pytest.fixture
def coded(tmp_path: Path, turns: pd.DataFrame) -> Study:
    """A study with three turns, two coders and a machine."""
    study = create_study(tmp_path / "studie", title="Proef", codebook=CODEBOOK)
    study.add_transcript(turns, meeting={"group": "Berk"}, fingerprint="x")
    study.save_codings(
        log("codeur_a", ("B01-001", 0, 9, "moed", "afwezig"), ("B01-001", 0, 9, "drempel", ""), ("B01-002", 0, 37, "geen", ""),
            ("B01-003", 0, 12, "drempel", "")), coder="codeur_a",
    )  # fmt: skip
    study.save_codings(
        log("codeur_b", ("B01-001", 3, 9, "moed", "aanwezig"), ("B01-003", 0, 12, "geen", "")), coder="codeur_b"
    )
    study.save_codings(log("lexicon", ("B01-002", 0, 5, "moed", "aanwezig"), status="voorstel"), coder="lexicon")
    return study


def log(coder: str, *rows: tuple[str, int, int, str, str], status: str = "geaccepteerd") -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["utterance_id", "start", "stop", "code", "polarity"])
    at = "2026-01-05T10:00:00" if coder != "lexicon" else ""
    return frame.assign(coder=coder, status=status, score=0.5, evidence="", memo="", at=at)[list(CODINGS.names)]


def bytes_of(study: Study) -> dict[str, bytes]:
    files = [path for path in study.path.rglob("*") if path.is_file()]
    return {path.relative_to(study.path).as_posix(): path.read_bytes() for path in files}


def given(study: Study, coder: str) -> list[tuple[str, str, str]]:
    rows = accepted_codings(study.codings[study.codings["coder"] == coder])
    return sorted(rows[["utterance_id", "code", "polarity"]].itertuples(index=False, name=None))


def changed_lines(before: str, after: str) -> tuple[set[str], set[str]]:
    old, new = before.splitlines(), after.splitlines()
    return set(old) - set(new), set(new) - set(old)


def test_renaming_touches_one_line_and_carries_what_everybody_gave(coded: Study) -> None:
    before = bytes_of(coded)
    assert rename_code(coded, "moed", "lef", **WHO) == 2
    after = bytes_of(coded)
    lost, found = changed_lines(before["codeboek.yaml"].decode(), after["codeboek.yaml"].decode())
    assert (lost, found) == ({"  - slug: moed"}, {"  - slug: lef"})
    assert given(coded, "codeur_a") == [
        ("B01-001", "drempel", ""),
        ("B01-001", "lef", "afwezig"),
        ("B01-003", "drempel", ""),
    ]
    assert given(coded, "codeur_b") == [("B01-001", "lef", "aanwezig")]
    machine = current_codings(coded.codings[coded.codings["coder"] == "lexicon"])
    assert machine.loc[machine["status"] == "voorstel", "code"].tolist() == ["lef"]
    for name in ("codeur_a", "codeur_b", "lexicon"):
        assert after[f"coderingen/{name}.csv"].startswith(before[f"coderingen/{name}.csv"])
    assert set(after) - set(before) == {"codeboek_wijzigingen.csv"}
    assert [name for name in before if before[name] != after[name]] == [
        name for name in before if name.startswith(("coderingen/", "codeboek"))
    ]


def test_the_codebook_that_ships_changes_in_the_lines_that_change(tmp_path: Path) -> None:
    before = DEFAULT_CODEBOOK.read_text(encoding="utf-8")
    study = create_study(tmp_path / "studie", title="Proef", codebook=before)
    with study.one_change() as change:
        rename_code(change, "moed", "lef", label="Lef", **WHO)
    lost, found = changed_lines(before, study.codebook_path.read_text(encoding="utf-8"))
    assert lost == {"  - slug: moed", "    label: Moed om te groeien"}
    assert found == {"  - slug: lef", "    label: Lef"}


def test_every_comment_of_the_codebook_outlives_every_change(coded: Study) -> None:
    path = coded.codebook_path
    remark = re.compile("#.*")
    comments = remark.findall(path.read_text(encoding="utf-8"))
    add_code(coded, "eigen_regie", label="Eigen regie", insight="waarden", definition="Zelf: kiezen # en doen", **WHO)
    rename_code(coded, "moed", "lef", **WHO)
    merge_codes(coded, ["voorbeeldfunctie"], "ervaring_delen", **WHO)
    retire_code(coded, "waardering", **WHO)
    text = path.read_text(encoding="utf-8")
    assert sorted(set(comments) - set(remark.findall(text))) == []
    assert "'Moed om te groeien'" in text
    assert '"1.0"' in text
    codebook = load_codebook(path)
    assert codebook.code("eigen_regie").definition == "Zelf: kiezen # en doen"
    assert codebook.slugs.index("eigen_regie") == codebook.slugs.index("vertrouwen") + 1
    assert not {"voorbeeldfunctie", "waardering", "moed"} & set(codebook.slugs)
    assert "slug: waardering" in text.split("vervallen:")[1]


def test_merging_makes_one_coding_of_two_on_the_same_words(coded: Study) -> None:
    assert merge_codes(coded, ["drempel", "moed"], "moed", by="codeur_a", why="overlapt") == 2
    assert given(coded, "codeur_a") == [("B01-001", "moed", "afwezig"), ("B01-003", "moed", "")]
    changes = coded.codebook_changes
    assert changes[["kind", "code", "to", "codings", "by", "why"]].to_numpy().tolist() == [
        ["samengevoegd", "drempel", "moed", 2, "codeur_a", "overlapt"]
    ]


def test_merging_two_values_that_say_the_opposite_gives_a_mixed_one(coded: Study) -> None:
    coded.save_codings(
        log("codeur_c", ("B01-001", 0, 9, "moed", "afwezig"), ("B01-001", 0, 9, "vertrouwen", "aanwezig")),
        coder="codeur_c",
    )
    merge_codes(coded, ["vertrouwen"], "moed", **WHO)
    assert given(coded, "codeur_c") == [("B01-001", "moed", "gemengd")]


def test_splitting_asks_where_every_coding_goes(coded: Study) -> None:
    add_code(coded, "schaamte", label="Schaamte", insight="ervaringsdeler", definition="Je schaamt je.", **WHO)
    before = bytes_of(coded)
    with pytest.raises(KennisError, match="hebben 1 beurten nog geen nieuwe code, zoals B01-003"):
        split_code(coded, "drempel", {"B01-001": "schaamte"}, **WHO)
    assert bytes_of(coded) == before
    assert split_code(coded, "drempel", {"B01-001": "schaamte"}, rest="drempel", **WHO) == 1
    assert ("B01-001", "schaamte", "") in given(coded, "codeur_a")
    assert ("B01-003", "drempel", "") in given(coded, "codeur_a")
    assert "drempel" in load_codebook(coded.codebook_path).slugs
    assert split_code(coded, "drempel", {}, rest="schaamte", **WHO) == 1
    assert "drempel" not in load_codebook(coded.codebook_path).slugs


def test_retiring_lets_codings_lapse_but_not_that_somebody_looked(coded: Study) -> None:
    assert retire_code(coded, "drempel", **WHO) == 2
    assert given(coded, "codeur_a") == [("B01-001", "moed", "afwezig")]
    now = current_codings(coded.codings)
    own = now[(now["coder"] == "codeur_a") & (now["utterance_id"] == "B01-003") & (now["status"] == "geaccepteerd")]
    assert own[["code", "start", "stop"]].to_numpy().tolist() == [["geen", 0, 12]]
    table = measure_reliability(coded.codings, coded.utterances)
    assert table["turns"].iloc[0] == 2


def test_a_rejected_suggestion_stays_rejected_under_the_new_name(coded: Study) -> None:
    coded.save_codings(log("codeur_c", ("B01-002", 0, 5, "moed", "aanwezig"), status="afgewezen"), coder="codeur_c")
    rename_code(coded, "moed", "lef", **WHO)
    now = current_codings(coded.codings[coded.codings["coder"] == "codeur_c"])
    assert now.set_index("code")["status"].to_dict() == {"moed": "afgewezen", "lef": "afgewezen"}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda study: rename_code(study, "durf", "lef", **WHO), "'durf' staat niet in het codeboek"),
        (lambda study: rename_code(study, "moed", "plek", **WHO), "'plek' staat al in het codeboek"),
        (lambda study: rename_code(study, "moed", "Lef!", **WHO), "'Lef!' kan geen code zijn"),
        (lambda study: rename_code(study, "moed", "geen", **WHO), "'geen' kan geen code zijn"),
        (lambda study: merge_codes(study, ["moed"], "moed", **WHO), "niets om samen te voegen"),
        (lambda study: retire_code(study, "moed", by="", why="x"), "'by' is leeg"),
        (lambda study: retire_code(study, "moed", by="a", why=" "), "'why' is leeg"),
        (lambda study: add_code(study, "nieuw", label="N", insight="hier", definition="d", **WHO), "inzicht 'hier' bestaat niet"),
        (lambda study: add_code(study, "nieuw", label="N", insight="waarden", definition="", **WHO), "'definitie' ontbreekt"),
        (lambda study: add_memo(study, "B09-001", "let op", by="codeur_a"), "geen code, beurt, citaat of bijeenkomst"),
        (lambda study: settle(study, "B01-001", "moed", given=True, by=["codeur_a"], why="x"), "minstens twee"),
        (lambda study: settle(study, "B01-001", "moed", given=True, by=["codeur_a", "piet"], why="x"), "'piet' heeft nog niets"),
        (lambda study: split_code(study, "moed", {"B99-001": "plek"}, rest="moed", **WHO), "'B99-001' staat niet in deze studie"),
        (lambda study: split_code(study, "moed", {"B01-003": "plek"}, rest="moed", **WHO), "niets te splitsen"),
        (lambda study: settle(study, "B01-009", "moed", given=True, by=["a", "b"], why="x"), "staat niet in deze studie"),
        (lambda study: settle(study, "B01-001", "drempel", given=True, by=["a", "b"], why="x", polarity="afwezig"), "kan niet ontbreken"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_and_changes_nothing(coded: Study, change, message: str) -> None:
    before = bytes_of(coded)
    with pytest.raises(KennisError, match=message):
        change(coded)
    assert bytes_of(coded) == before


def test_a_retired_name_is_not_given_again(coded: Study) -> None:
    retire_code(coded, "drempel", **WHO)
    with pytest.raises(KennisError, match="heeft eerder bestaan"):
        add_code(coded, "drempel", label="Drempel", insight="waarden", definition="d", **WHO)


def test_a_codebook_with_the_line_ends_of_windows_keeps_them(coded: Study) -> None:
    path = coded.codebook_path
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    add_code(coded, "vertraging", label="Vertraging", insight="waarden", definition="Traag.", by="an", why="ontbrak")
    after = path.read_bytes()
    assert after.count(b"\n") == after.count(b"\r\n")
    assert "vertraging" in load_codebook(path).slugs


def test_several_changes_are_one(coded: Study) -> None:
    before = bytes_of(coded)
    with pytest.raises(KennisError), coded.one_change() as change:
        add_code(change, "schaamte", label="Schaamte", insight="ervaringsdeler", definition="Je schaamt je.", **WHO)
        split_code(change, "drempel", {}, rest="schaamte", **WHO)
        rename_code(change, "moed", "plek", **WHO)
    assert bytes_of(coded) == before
    with coded.one_change() as change:
        add_code(change, "schaamte", label="Schaamte", insight="ervaringsdeler", definition="Je schaamt je.", **WHO)
        split_code(change, "drempel", {}, rest="schaamte", **WHO)
    assert coded.codebook_changes["kind"].tolist() == ["toegevoegd", "gesplitst"]


def test_what_a_coder_was_not_shown_is_carried_too(coded: Study) -> None:
    from kennis.privacy import open_study

    speakers = coded.speakers
    coded.add_speakers(pd.DataFrame({"speaker": ["P02"], "role": ["uitvoerder"], "consent_analysis": [False]}))
    assert speakers.empty
    coded.save_codings(log("codeur_c", ("B01-002", 0, 5, "moed", "aanwezig")), coder="codeur_c")
    agreed = open_study(coded.path)
    assert "codeur_c" not in set(agreed.codings["coder"])
    rename_code(agreed, "moed", "lef", **WHO)
    assert given(coded, "codeur_c") == [("B01-002", "lef", "aanwezig")]


def test_a_log_that_a_spreadsheet_saved_is_carried(coded: Study) -> None:
    path = coded.path / "coderingen" / "codeur_b.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",", ";"), encoding="utf-8")
    rename_code(coded, "moed", "lef", **WHO)
    assert given(coded, "codeur_b") == [("B01-001", "lef", "aanwezig")]


def test_settling_wins_over_each_of_them_and_leaves_agreement_as_it_was(coded: Study) -> None:
    before, agreement = bytes_of(coded), measure_reliability(coded.codings, coded.utterances)
    settle(
        coded,
        "B01-001",
        "moed",
        given=True,
        polarity="afwezig",
        by=["codeur_a", "codeur_b"],
        why="hij durfde juist niet",
    )
    settle(coded, "B01-003", "drempel", given=False, by=["codeur_a", "codeur_b"], why="hier is de drempel al weg")
    founded = founded_codings(coded.codings).set_index(["utterance_id", "code"])
    assert founded.loc[("B01-001", "moed"), ["polarity", "coders", "start", "stop"]].tolist() == [
        "afwezig",
        "samen",
        0,
        9,
    ]
    assert ("B01-003", "drempel") not in founded.index
    assert founded.loc[("B01-001", "drempel"), "coders"] == "codeur_a"
    pd.testing.assert_frame_equal(agreement, measure_reliability(coded.codings, coded.utterances))
    after = bytes_of(coded)
    assert set(after) - set(before) == {"coderingen/samen.csv"}
    assert all(after[name] == data for name, data in before.items())


def test_settling_again_replaces_what_was_settled_and_keeps_the_history(coded: Study) -> None:
    coded.save_codings(log("codeur_c", ("B01-003", 0, 12, "geen", "")), coder="codeur_c")
    settle(coded, "B01-003", "drempel", given=False, by=["codeur_a", "codeur_b"], why="nee")
    settle(coded, "B01-003", "drempel", given=True, by=["codeur_a", "codeur_b", "codeur_c"], why="toch wel")
    assert ("B01-003", "drempel") in founded_codings(coded.codings).set_index(["utterance_id", "code"]).index
    last = settlements(coded.codings)
    assert last[["given", "by", "why"]].to_numpy().tolist() == [[True, "codeur_a, codeur_b, codeur_c", "toch wel"]]
    assert len(coded.codings[coded.codings["coder"] == "samen"]) == 2


def test_what_was_settled_goes_along_with_a_new_name(coded: Study) -> None:
    settle(coded, "B01-001", "moed", given=True, polarity="afwezig", by=["codeur_a", "codeur_b"], why="ja")
    rename_code(coded, "moed", "lef", **WHO)
    founded = founded_codings(coded.codings).set_index(["utterance_id", "code"])
    assert founded.loc[("B01-001", "lef"), "coders"] == "samen"
    from kennis.coding import codebook_table

    codes = codebook_table(load_codebook(coded.codebook_path))
    assert settlements(coded.codings, codes=codes)["code"].tolist() == ["lef"]


def test_memos_belong_to_a_code_a_turn_or_a_meeting_and_follow_a_new_name(coded: Study) -> None:
    add_memo(coded, "moed", "wat doen we met 'ik moest wel'?", by="codeur_a")
    add_memo(coded, "B01-002", "twee regels\nen meer", by="codeur_b")
    add_memo(coded, "B01", "onrustige avond", by="codeur_b")
    assert coded.memos[["kind", "target", "text"]].to_numpy().tolist() == [
        ["code", "moed", "wat doen we met 'ik moest wel'?"],
        ["beurt", "B01-002", "twee regels en meer"],
        ["bijeenkomst", "B01", "onrustige avond"],
    ]
    rename_code(coded, "moed", "lef", **WHO)
    assert "lef" in set(coded.memos["target"])


def test_the_trail_tells_everything_in_order_and_nothing_participants_said(
    coded: Study, tmp_path: Path, turns: pd.DataFrame
) -> None:
    add_memo(coded, "B01-002", "hier nog eens naar kijken", by="codeur_b")
    settle(coded, "B01-003", "drempel", given=False, by=["codeur_a", "codeur_b"], why="nee")
    rename_code(coded, "moed", "lef", **WHO)
    trail = audit_trail(coded, tmp_path / "spoor.csv")
    assert trail["at"].is_monotonic_increasing
    assert len(trail) == len(coded.codings) + len(coded.codebook_changes) + len(coded.memos)
    assert {
        "code gegeven",
        "code voorgesteld",
        "niets gevonden",
        "codeboek: hernoemd",
        "memo bij beurt",
        "samen besloten: code afgewezen",
    } <= set(trail["what"])
    assert trail.loc[trail["what"] == "codeboek: hernoemd", ["by", "target", "detail", "why"]].to_numpy().tolist() == [
        ["codeur_a", "moed", "naar lef; 2 coderingen", WHO["why"]]
    ]
    text = (tmp_path / "spoor.csv").read_text(encoding="utf-8")
    assert len(text.splitlines()) == len(trail) + 1
    assert not any(said in text for said in turns["text"])


def test_a_trail_on_disk_reckons_nothing_and_goes_over_no_other_file(coded: Study, tmp_path: Path) -> None:
    path = tmp_path / "spoor.csv"
    add_memo(coded, "moed", "=1+1", by="codeur_a")
    assert "=1+1" in set(audit_trail(coded, path)["why"])
    audit_trail(coded, path)
    assert "'=1+1" in set(pd.read_csv(path)["why"])
    path.write_text("van iemand anders\n", encoding="utf-8")
    with pytest.raises(KennisError, match=r"'spoor.csv' is er al"):
        audit_trail(coded, path)
    with pytest.raises(KennisError, match="is een map"):
        audit_trail(coded, tmp_path)


def test_an_empty_study_has_an_empty_trail(tmp_path: Path) -> None:
    study = create_study(tmp_path / "leeg", title="Leeg", codebook=CODEBOOK)
    assert audit_trail(study).empty


def test_memos_and_reasons_forget_who_withdraws(coded: Study) -> None:
    from datetime import date

    from kennis.privacy import withdraw

    add_memo(coded, "B01-002", "P02 zei dit zacht", by="codeur_a")
    add_memo(coded, "B01-001", "dit is een antwoord op P02", by="codeur_a")
    rename_code(coded, "moed", "lef", by="codeur_a", why="om wat P02 zei")
    coded.add_speakers(pd.DataFrame({"speaker": ["P01", "P02"], "role": ["", ""]}))
    withdraw(coded, "P02", on=date(2026, 3, 1))
    assert coded.memos["text"].tolist() == ["dit is een antwoord op [deelnemer]"]
    assert coded.codebook_changes["why"].tolist() == ["om wat [deelnemer] zei"]


def test_the_patterns_of_a_merged_code_go_along(coded: Study) -> None:
    merge_codes(coded, ["moed"], "vertrouwen", **WHO)
    code = load_codebook(coded.codebook_path).code("vertrouwen")
    assert {"durven", "nek uitsteken"} <= set(code.patterns["aanwezig"])


def test_a_label_that_is_the_slug_follows_a_new_slug_and_a_chosen_one_stays(coded: Study) -> None:
    rename_code(coded, "vertrouwen", "op_elkaar_bouwen", **WHO)
    rename_code(coded, "moed", "lef", **WHO)
    labels = {code.slug: code.label for code in load_codebook(coded.codebook_path).codes}
    assert (labels["op_elkaar_bouwen"], labels["lef"]) == ("Op elkaar bouwen", "Moed om te groeien")
