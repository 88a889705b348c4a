"""Who withdraws leaves no trace, and everything else stays to the letter."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pandas as pd
import pytest
from conftest import CORPUS

from kennis import run
from kennis.cli import run_cli
from kennis.goodbye import withdraw_from
from kennis.privacy import Key, KeyPerson, key_path, load_key, save_key
from kennis.publish import copy_notebooks, is_ours, make_factsheet
from kennis.study import KEPT_THEMES, Study, create_study, open_study
from kennis.tables import RESPONSES, KennisError, check

WHO = "P07"
TOMBS = ("uitgetreden.csv", "bronnen.csv")


@pytest.fixture
def copied(tmp_path: Path) -> Study:
    """A copy of the sample study without its raw files, with responses and a key."""
    folder = shutil.copytree(CORPUS, tmp_path / "studie", ignore=shutil.ignore_patterns("voorbeeld_ruw"))
    study = open_study(folder)
    turn = study.utterances.query("speaker == @WHO")["utterance_id"].iloc[0]
    rows = [
        {"response_id": "R1", "target": turn, "verdict": "herkenbaar", "text": "Precies zo."},
        {"response_id": "R2", "target": "moed", "verdict": "mist_iets", "text": "[P07] zei dat toch mooi."},
        {"response_id": "R3", "target": "B01-001", "verdict": "herkenbaar", "text": "Ja."},
    ]
    study.write("reacties/vriend.csv", check(pd.DataFrame(rows), RESPONSES))
    people = {name: KeyPerson(f"Naam {name}") for name in study.speakers["speaker"]}
    save_key(Key(people, last_number=60), key_path(study.settings.study_id))
    return study


def lines(folder: Path) -> dict[str, list[str]]:
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {p.relative_to(folder).as_posix(): p.read_text("utf-8").split("\n") for p in files}


def test_no_byte_of_theirs_is_left_in_the_study_or_its_key(copied: Study) -> None:
    said = copied.utterances.query("speaker == @WHO")
    others = "\n".join(copied.utterances.query("speaker != @WHO")["text"])
    own = [text for text in said["text"] if len(text) > 20 and text not in others]
    assert len(own) > 10
    withdraw_from(copied, WHO)
    left = {path: path.read_text("utf-8") for path in copied.path.rglob("*") if path.is_file()}
    left = {path.name: text for path, text in left.items() if path.name not in TOMBS}
    assert [name for name, text in left.items() if re.search(rf"\b{WHO}\b", text)] == []
    assert [(name, turn) for name, text in left.items() for turn in said["utterance_id"] if turn in text] == []
    assert [name for name, text in left.items() if any(one in text for one in own)] == []
    key = load_key(key_path(copied.settings.study_id))
    assert WHO not in key.people
    assert len(key.people) == len(copied.speakers)


def test_every_other_line_stays_as_it_was_but_for_the_number(copied: Study) -> None:
    said = set(copied.utterances.query("speaker == @WHO")["utterance_id"])
    before = lines(copied.path)
    withdraw_from(copied, WHO)
    after = lines(copied.path)
    before.pop(KEPT_THEMES)  # made anew by the next run
    assert set(after) == {*before, "uitgetreden.csv"}
    for name, old in before.items():
        gone = {*said, WHO}
        kept = [line for line in old if not (line.split(",")[0] in gone or _targets(name, line, gone))]
        told = [line.replace("[P07]", "[deelnemer]") for line in kept]
        if name.startswith("coderingen/"):  # offsets behind the number move
            told, now = ([re.sub(r"^([\w-]+),\d+,\d+,", r"\1,", line) for line in rows] for rows in (told, after[name]))
            assert now == told
        elif name == "herkomst.json":  # the factsheet is still ours, without their quote: its mark is another
            assert [line for line in after[name] if '"factsheet"' not in line] == [
                line for line in told if '"factsheet"' not in line
            ]
        else:
            assert after[name] == told


def _targets(name: str, line: str, gone: set[str]) -> bool:
    chosen = name.startswith("factsheet") and not gone.isdisjoint(line.split())
    return chosen or (name.startswith("reacties/") and not gone.isdisjoint(line.split(",")[1:2]))


def test_codings_of_others_point_at_the_same_words(copied: Study) -> None:
    def covered(study: Study) -> list[tuple[str, ...]]:
        rows = study.codings.merge(study.utterances[["utterance_id", "text", "speaker"]], on="utterance_id")
        rows = rows[rows["speaker"] != WHO]
        words = [
            t[a:b].replace("[P07]", "[deelnemer]")
            for t, a, b in zip(rows["text"], rows["start"], rows["stop"], strict=True)
        ]
        return list(zip(rows["utterance_id"], rows["code"], rows["coder"], words, strict=True))

    before = covered(copied)
    withdraw_from(copied, WHO)
    assert covered(copied) == before


def test_what_lost_support_is_counted(copied: Study) -> None:
    left = withdraw_from(copied, WHO)
    assert left.taken.turns == 33
    assert set(left.lost["kind"]) == {"code", "thema"}
    assert (left.lost["after"] < left.lost["before"]).all()


def test_a_number_is_never_given_again(copied: Study, turns: pd.DataFrame) -> None:
    withdraw_from(copied, WHO)
    buried = copied.gone.set_index("id")["kind"]
    assert buried[WHO] == "deelnemer"
    assert (buried == "beurt").sum() == 33
    copied.add_quotes(turns.head(1), fingerprint="q")
    assert copied.quotes["utterance_id"].iloc[-1] not in set(copied.gone["id"])


def test_a_second_time_changes_nothing_and_says_so(copied: Study) -> None:
    withdraw_from(copied, WHO)
    before = lines(copied.path)
    assert withdraw_from(copied, WHO).taken.already
    assert lines(copied.path) == before


@pytest.mark.parametrize("who", ["P999", "Kees", "../P07", "P0", "P.."])
def test_somebody_who_is_not_there_is_told(copied: Study, who: str) -> None:
    before = lines(copied.path)
    with pytest.raises(KennisError, match="kent geen deelnemer"):
        withdraw_from(copied, who)
    assert lines(copied.path) == before


def test_a_wrong_passphrase_changes_nothing(copied: Study) -> None:
    path = key_path(copied.settings.study_id)
    save_key(load_key(path), path, passphrase="eend")
    before = lines(copied.path), path.read_bytes()
    with pytest.raises(KennisError, match="wachtwoord past niet"):
        withdraw_from(copied, WHO, passphrase="gans")
    assert (lines(copied.path), path.read_bytes()) == before


def test_an_encrypted_key_stays_encrypted(copied: Study) -> None:
    path = key_path(copied.settings.study_id)
    save_key(load_key(path), path, passphrase="eend")
    withdraw_from(copied, WHO, passphrase="eend")
    assert b"Naam" not in path.read_bytes()
    assert WHO not in load_key(path, passphrase="eend").people


def test_outputs_of_notebooks_that_show_their_words_are_emptied_and_others_stay(copied: Study) -> None:
    text = max(copied.utterances.query("speaker == @WHO")["text"], key=len)
    cells = [
        {"cell_type": "code", "source": ["1"], "outputs": [{"output_type": "stream", "name": "stdout", "text": [said]}]}
        for said in (f"<td>{text}</td>", "iets anders", "zie [P07]")
    ]
    path = copied.path / "notebooks" / "01_x.ipynb"
    path.parent.mkdir()
    path.write_text(json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}), "utf-8")
    withdraw_from(copied, WHO)
    assert [len(cell["outputs"]) for cell in json.loads(path.read_text("utf-8"))["cells"]] == [0, 1, 0]


def test_files_with_their_words_that_a_person_must_deal_with_are_named(copied: Study) -> None:
    text = max(copied.utterances.query("speaker == @WHO")["text"], key=len)
    (copied.path / "ruw").mkdir(exist_ok=True)
    (copied.path / "ruw" / "verslag.txt").write_text(f"Iemand: {text}\n", "utf-8")
    (copied.path / "ruw" / "ander.txt").write_text("Niets aan de hand.\n", "utf-8")
    left = withdraw_from(copied, WHO)
    assert [path.name for path in left.traces] == ["verslag.txt"]


def test_our_own_examples_in_a_notebook_that_never_ran_are_no_trace(copied: Study) -> None:
    copy_notebooks(copied.path / "notebooks")
    spoke = copied.utterances.query("utterance_id == 'B01-004'")["speaker"].iloc[0]  # notebook 00 names this turn
    assert not [path for path in withdraw_from(copied, spoke).traces if path.suffix == ".ipynb"]


def test_their_quotes_leave_the_factsheet_and_every_other_line_of_it_stays(copied: Study) -> None:
    ids = copied.utterances.groupby("speaker")["utterance_id"].first()
    gone, stays = ids[WHO], ids.drop(WHO).iloc[0]
    head = "# mijn eigen woorden\ninzichten:\n  - inzicht: waarden\n    kop: Waarden\n    citaten:\n"
    tail = f"      - {stays}   # blijft\n    reflectie:\n      - Wat nu?\n    goed_voorbeeld:\n"
    taken = [
        f"      - {gone}   # weg\n",
        f'      - {{beurt: {gone}, deel: "iets"}}\n',
        f"      - beurt: {gone}\n        deel: iets\n",
    ]
    path = copied.path / "factsheet.yaml"
    path.write_text(f"{head}{''.join(taken)}{tail}      voorstel: {gone}\n", "utf-8")
    withdraw_from(copied, WHO)
    assert path.read_text("utf-8") == head + tail
    assert make_factsheet(copied).insights[0].example is None


def test_a_factsheet_nobody_changed_still_follows_the_study_after_a_withdrawal(copied: Study) -> None:
    (copied.path / "factsheet.yaml").unlink()
    chosen = make_factsheet(copied).insights[0].quotes[0].utterance_id
    spoke = copied.utterances.query("utterance_id == @chosen")["speaker"].iloc[0]
    withdraw_from(copied, spoke)
    assert chosen not in (copied.path / "factsheet.yaml").read_text("utf-8")
    assert is_ours(copied)


SOURCE = """Soort: interview
Datum: 3 juni 2025
Aanwezig: Fatma El Amrani (ervaringsdeskundige), Kees Vos (uitvoerder)

Kees: Goedemorgen Fatma, fijn dat je er bent.
Fatma: Dank je Kees. Ik durfde eerst niet te komen, eerlijk gezegd.
Kees: Dat snap ik. Vertrouwen moet groeien, ook bij ons.
"""


@pytest.fixture
def taken(tmp_path: Path) -> Study:
    (tmp_path / "gesprek.txt").write_text(SOURCE, "utf-8")
    study = create_study(tmp_path / "s", title="Proef", codebook="titel: proef\n")
    run.take_in(study, run.read_sources([tmp_path / "gesprek.txt"]))
    return study


def test_reading_the_same_source_again_does_not_bring_them_back(taken: Study, tmp_path: Path) -> None:
    withdraw_from(taken, "P02")
    before = lines(taken.path)
    intake = run.take_in(taken, run.read_sources([tmp_path / "gesprek.txt"]), refresh=True)
    assert (intake.new, intake.known, intake.notes) == (0, 1, ())
    assert lines(taken.path) == before
    assert taken.utterances["text"].iloc[0] == "Goedemorgen [deelnemer], fijn dat je er bent."


def test_somebody_new_gets_a_number_nobody_had(taken: Study, tmp_path: Path) -> None:
    withdraw_from(taken, "P02")
    (tmp_path / "twee.txt").write_text(SOURCE.replace("Fatma El Amrani", "Ria Blom").replace("Fatma", "Ria"), "utf-8")
    run.take_in(taken, run.read_sources([tmp_path / "twee.txt"]))
    assert set(taken.speakers["speaker"]) == {"P01", "P03"}


def test_a_meeting_of_which_nothing_is_left_goes_and_its_number_with_it(tmp_path: Path, study: Study) -> None:
    turns = pd.DataFrame({"turn": [1, 2], "speaker": "P01", "role": "", "text": ["Ja.", "Nee."]})
    study.add_speakers(pd.DataFrame({"speaker": ["P01"], "role": [""], "organisation_kind": [""]}))
    study.add_transcript(turns, meeting={}, fingerprint="een")
    assert withdraw_from(study, "P01").taken.meetings == ("B01",)
    assert (len(study.meetings), len(study.utterances)) == (0, 0)
    assert study.add_transcript(turns.assign(speaker="P02"), meeting={}, fingerprint="twee") == "B02"


def test_the_command_tells_what_it_did(taken: Study, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_cli(["withdraw", "P02", "--study", str(taken.path)]) == 0
    told = capsys.readouterr().out
    assert "P02 is uit de studie: 1 beurt" in told
    assert "kennis render" in told
    assert run_cli(["withdraw", "P44", "--study", str(taken.path)]) == 2


def test_who_is_only_spoken_of_can_leave_too(tmp_path: Path) -> None:
    raw = tmp_path / "ruw" / "gesprek.txt"
    raw.parent.mkdir()
    raw.write_text(
        "Aanwezig: Kees Vos, Roos Smit, Bregje Plantinga\n\nKees: Bregje Plantinga kon niet.\nRoos: Jammer.\n", "utf-8"
    )
    study = create_study(tmp_path / "studie", title="Proef", codebook="")
    run.take_in(study, run.read_sources([raw]))
    (who,) = set(re.findall(r"\[(P\d+)\]", " ".join(study.utterances["text"]))) - set(study.utterances["speaker"])
    withdraw_from(study, who)
    assert who not in " ".join(study.utterances["text"])
    assert who not in load_key(key_path(study.settings.study_id)).people
    with pytest.raises(KennisError, match="kent geen deelnemer"):
        withdraw_from(study, "P77")


def told_in_full(tmp_path: Path, *more: str) -> Study:
    study = create_study(tmp_path / "nieuw", title="Proef", codebook="")
    (tmp_path / "ruw").mkdir()
    (tmp_path / "ruw" / "gesprek.txt").write_text(
        "Ank: Ik ben Ank Zwartjes en ik kwam hier voor het eerst.\nKees: Welkom, fijn dat je er bent.\n"
        "Ank: Dank je wel, dat is lief.\nKees: Ga zitten, dan beginnen we.\n" + "".join(more), "utf-8",
    )  # fmt: skip
    run.take_in(study, run.read_sources([tmp_path / "ruw"]))
    # What the talk said in full stands under a letter of its own, as before whole names were linked to who says them.
    path = key_path(study.settings.study_id)
    key = load_key(path)
    first = study.utterances["text"][0]
    if "[persoon A]" not in first:
        rows = study.utterances.drop(columns=["role_shown"])
        texts = rows["text"].mask(rows.index == 0, "Ik ben [persoon A] en ik kwam hier voor het eerst.")
        study.write("transcripten/B01.csv", rows.assign(text=texts))
    people = key.people | {"P01": KeyPerson("Ank", ("Ank",))}
    save_key(Key(people, {"persoon": {"ank zwartjes": "A", "teun zwart": "B"}}, key.last_number), path)
    return study


def test_a_full_name_that_only_they_said_leaves_the_key(tmp_path: Path) -> None:
    study = told_in_full(tmp_path)
    left = withdraw_from(study, "P01")
    assert left.taken.alike == ()
    assert load_key(key_path(study.settings.study_id)).letters == {"persoon": {"#A": "A", "teun zwart": "B"}}


def test_a_name_like_theirs_that_others_said_stays_and_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    study = told_in_full(tmp_path, "Kees: [persoon A] belde gisteren nog.\n")
    assert run_cli(["withdraw", "P01", "--study", str(study.path)]) == 0
    told = capsys.readouterr().out
    assert "[persoon A]" in told
    assert "Zwartjes" not in told
    assert "ank zwartjes" in load_key(key_path(study.settings.study_id)).letters["persoon"]


def test_reading_their_source_again_brings_no_full_name_back_into_the_key(tmp_path: Path) -> None:
    study = told_in_full(tmp_path)
    withdraw_from(study, "P01")
    (tmp_path / "ruw" / "twee.txt").write_text("Kees: Dag.\nRoos: Ja, dag Kees.\nKees: Ga zitten.\n", "utf-8")
    run.take_in(study, run.read_sources([tmp_path / "ruw"]))
    key = load_key(key_path(study.settings.study_id))
    assert [name for name in key.letters["persoon"] if "zwartjes" in name] == []


def test_a_conversation_that_was_taken_in_by_mistake_leaves_and_who_spoke_there_stays(copied: Study) -> None:
    gone = "B02"
    said, people = copied.utterances.query("meeting_id == @gone"), list(copied.speakers["speaker"])
    others = copied.utterances.query("meeting_id != @gone")[["utterance_id", "text"]]
    taken = withdraw_from(copied, gone).taken
    assert (taken.turns, taken.meetings, taken.mentions) == (len(said), (gone,), 0)
    assert copied.utterances[["utterance_id", "text"]].equals(others.reset_index(drop=True))
    assert gone not in set(copied.meetings["meeting_id"])
    assert not copied.codings["utterance_id"].isin(said["utterance_id"]).any()
    assert list(copied.speakers["speaker"]) == people
    assert withdraw_from(copied, gone).taken.already
    assert not [note for note in run.check_study(copied) if gone in note]


def test_a_role_that_a_later_source_tells_is_filled_in_and_one_that_was_filled_in_stays(copied: Study) -> None:
    first, second = copied.speakers["speaker"][:2]
    rows = copied.speakers
    rows.loc[rows["speaker"] == first, "role"] = ""
    copied.write("deelnemers.csv", rows)
    before = rows.set_index("speaker").loc[second, "role"]
    copied.add_speakers(
        pd.DataFrame({"speaker": [first, second], "role": ["inwoner", "inwoner"], "organisation_kind": ""})
    )
    after = copied.speakers.set_index("speaker")["role"]
    assert (after[first], after[second]) == ("inwoner", before)
