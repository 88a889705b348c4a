"""What readers send back: taken in whole or refused whole, in one sentence."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from small_study import make_study, render

from kennis.cli import run_cli
from kennis.privacy import AgreedStudy, open_study, withdraw
from kennis.publish import count_responses, list_responses, responses_by_reader, take_in_responses
from kennis.publish.material import gather
from kennis.publish.targets import study_mark
from kennis.study import Study
from kennis.tables import KennisError


@pytest.fixture
def study(tmp_path: Path) -> Study:
    return make_study(tmp_path / "klein")


def answer(target: str = "citaat:B01-001", verdict: str = "herkenbaar", text: str = "", **more: Any) -> dict[str, Any]:
    return {"target": target, "verdict": verdict, "text": text, "at": "2026-03-01T10:00:00"} | more


VERSIONS: list[str] = []


def version_of(study: Study) -> str:
    """The version of the site of the small study: worked out once, for every test makes the same."""
    if not VERSIONS:
        VERSIONS.append(gather(AgreedStudy(study.path, study.settings)).version)
    return VERSIONS[0]


def sent(into: Study, tmp_path: Path, *answers: dict[str, Any], name: str = "terug.json", **more: Any) -> Path:
    file = {
        "kennis_reacties": 1,
        "study": study_mark(into.settings.study_id),
        "version": version_of(into),
        "token": "0123456789ab",
        "reader": "inwoner",
        "answers": list(answers) or [answer()],
    }
    path = tmp_path / name
    path.write_text(json.dumps(file | more), "utf-8")
    return path


def bytes_of(study: Study) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(study.path.rglob("*")) if path.is_file()}


BAD = {
    "een pad als id": {"answers": [answer("citaat:../../etc/passwd")]},
    "een citaat dat er nooit was": {"answers": [answer("citaat:B99-001")]},
    "een keuze die niet bestaat": {"answers": [answer(verdict="weg ermee")]},
    "een keuze bij een open vraag": {"answers": [answer("vraag:mist")]},
    "twee antwoorden op hetzelfde": {"answers": [answer(), answer(verdict="mist_iets")]},
    "een getal als tekst": {"answers": [answer(text=7)]},
    "een veld te veel": {"answers": [answer(naam="Jan")]},
    "niets": {"answers": []},
    "een eindeloze tekst": {"answers": [answer(text="a" * 5000)]},
    "geen datum": {"answers": [answer(at="gisteren")]},
    "een andere studie": {"study": "ffffffffffff"},
    "een ander soort bestand": {"kennis_reacties": 2},
    "een token dat een pad is": {"token": "../../weg"},
    "een rol die niet bestaat": {"reader": "burgemeester"},
    "een rol die een lijst is": {"reader": ["inwoner"]},
    "een half teken als keuze": {"answers": [answer(verdict="\ud83d")]},
    "een half teken als onderwerp": {"answers": [answer("code:\ud83d")]},
    "een versie die een getal is": {"answers": [answer(version=7)]},
    "een moment dat een getal is": {"saved": 7},
}


@pytest.mark.parametrize("what", BAD)
def test_a_file_the_page_never_wrote_is_refused_whole(study: Study, tmp_path: Path, what: str) -> None:
    bad = sent(study, tmp_path, name="fout.json", **BAD[what])
    before = bytes_of(study)
    with pytest.raises(KennisError) as error:
        take_in_responses(study, [bad])
    assert "'fout.json'" in str(error.value)
    assert not any(word in str(error.value) for word in ("burgemeester", "passwd", "weg ermee"))
    assert bytes_of(study) == before


@pytest.mark.parametrize(
    "raw",
    [b"", b"{", b"\xff\xfe\x00", b"<script>alert(1)</script>", b"[" * 100_000, b"null", b'{"kennis_reacties": NaN}'],
)
def test_a_damaged_file_is_refused_in_one_sentence_with_status_two(
    study: Study, tmp_path: Path, capsys: pytest.CaptureFixture[str], raw: bytes
) -> None:
    path = tmp_path / "kapot.json"
    path.write_bytes(raw)
    before = bytes_of(study)
    assert run_cli(["responses", str(path), "--study", str(study.path)]) == 2
    told = capsys.readouterr()
    assert told.err.count("\n") == 1
    assert "'kapot.json'" in told.err
    assert told.out == ""
    assert bytes_of(study) == before


def test_a_file_of_a_hundred_megabytes_is_refused_without_being_read(study: Study, tmp_path: Path) -> None:
    path = tmp_path / "groot.json"
    with path.open("wb") as file:
        file.truncate(100_000_000)
    with pytest.raises(KennisError, match="te groot"):
        take_in_responses(study, [path])


def test_the_command_takes_in_and_says_what_came_in(
    study: Study, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = sent(
        study, tmp_path, answer(), answer("citaat:B01-002", "te_herleidbaar"), answer("vraag:mist", "", "Geld.")
    )
    assert run_cli(["responses", str(path), "--study", str(study.path)]) == 0
    told = capsys.readouterr().out
    assert "3 nieuwe reacties, 0 veranderd, 0 teruggenomen, 0 waren er al." in told
    assert "1 citaat is te herleidbaar genoemd" in told
    assert "durfde" not in told


def test_a_later_file_of_the_same_reader_replaces_what_that_reader_said(study: Study, tmp_path: Path) -> None:
    first = sent(study, tmp_path, answer())
    second = sent(study, tmp_path, answer(verdict="anders_bedoeld", at="2026-03-02T10:00:00"), name="later.json")
    take_in_responses(study, [first])
    taken = take_in_responses(study, [second])
    assert (taken.new, taken.changed) == (0, 1)
    assert take_in_responses(study, [first]).new == 0  # an older file does not come back
    assert study.responses["verdict"].tolist() == ["anders_bedoeld"]
    assert study.replies["verdict"].tolist() == ["anders_bedoeld"]


def test_what_the_researcher_filled_in_stays(study: Study, tmp_path: Path) -> None:
    take_in_responses(study, [sent(study, tmp_path)])
    study.write("antwoorden.csv", study.replies.assign(decision="niet aangepast", reason="Zo is het gezegd."))
    take_in_responses(study, [sent(study, tmp_path, answer("code:moed"), token="ba9876543210")])
    assert study.replies["reason"].tolist() == ["Zo is het gezegd.", ""]


def test_answers_to_an_older_version_are_matched_and_said_so(study: Study, tmp_path: Path) -> None:
    path = sent(study, tmp_path, answer(), answer("thema:oud-woord"), version="000000000000")
    taken = take_in_responses(study, [path])
    assert taken.new == 2
    assert "een andere versie van de pagina's" in taken.notes[0]
    assert "1 antwoord gaat over iets dat nu niet op de pagina's staat" in taken.notes[1]


def test_a_quote_on_the_privacy_list_makes_no_other_version_of_the_pages(study: Study, tmp_path: Path) -> None:
    path = sent(study, tmp_path, answer(verdict="te_herleidbaar"), answer("code:moed"))
    assert take_in_responses(study, [path]).traceable == 1
    assert gather(AgreedStudy(study.path, study.settings)).version == version_of(study)
    again = take_in_responses(study, [path])
    assert (again.known, again.notes) == (2, ())


def test_answers_about_who_withdrew_are_not_kept(study: Study, tmp_path: Path) -> None:
    from datetime import date

    path = sent(study, tmp_path, answer(), answer("citaat:B01-002", "te_herleidbaar"))
    take_in_responses(study, [path])
    withdraw(study, "P02", on=date(2026, 3, 2))
    assert study.responses["target"].tolist() == ["citaat:B01-001"]
    assert study.replies["target"].tolist() == ["citaat:B01-001"]
    assert study.traceable.empty
    taken = take_in_responses(study, [path])
    assert taken.new == 0
    assert "iemand die uit de studie is" in taken.notes[-1]


def test_names_in_what_readers_write_are_replaced_and_formulas_disarmed(study: Study, tmp_path: Path) -> None:
    told = "Dit was mevrouw Jansen, bel 06-12345678 of mail jansen@voorbeeld.nl."
    take_in_responses(study, [sent(study, tmp_path, answer(text=told), answer("code:moed", text="=HYPERLINK(1)"))])
    texts = study.responses.set_index("target")["text"]
    assert not any(word in texts["citaat:B01-001"] for word in ("Jansen", "06-", "@"))
    assert "[telefoonnummer]" in texts["citaat:B01-001"]
    assert texts["code:moed"] == "'=HYPERLINK(1)"


def test_a_traceable_quote_is_off_the_pages_until_the_researcher_decides(study: Study, tmp_path: Path) -> None:
    take_in_responses(study, [sent(study, tmp_path, answer(verdict="te_herleidbaar"))])
    agreed = open_study(study.path)
    assert not agreed.utterances.set_index("utterance_id")["may_quote"]["B01-001"]
    study.write("privacylijst.csv", study.traceable.assign(decision="tonen"))
    assert "durfde het eerst niet" in render(study, tmp_path / "site").read_text("utf-8")


def test_answers_are_counted_per_thing_and_kind_of_reader(study: Study, tmp_path: Path) -> None:
    take_in_responses(
        study,
        [
            sent(study, tmp_path, answer("code:moed"), answer("vraag:mist", "", "Geld.")),
            sent(study, tmp_path, answer("code:moed", "mist_iets"), name="b.json", token="ba9876543210", reader=""),
        ],
    )
    listed = list_responses(open_study(study.path))
    counted = count_responses(listed)
    assert counted[["about", "herkenbaar", "mist_iets"]].values.tolist() == [["Moed om te groeien", 1, 1]]
    readers = responses_by_reader(listed).set_index("reader")
    assert readers["readers"].to_dict() == {"Inwoner": 1, "Niet gezegd": 1}
    assert count_responses(listed.head(0)).empty
