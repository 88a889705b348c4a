"""What a researcher does with themes: compare runs, name them, hold them against the codebook, make one a code."""

import pandas as pd
import pytest

from kennis.coding import (
    DEFAULT_CODEBOOK,
    accepted_codings,
    load_codebook,
    measure_agreement,
    measure_reliability,
    measure_spans,
    retire_code,
    turns_to_discuss,
)
from kennis.study import Study, open_study
from kennis.tables import KennisError
from kennis.themes import (
    Themes,
    compare_themes,
    count_themes,
    judge_themes,
    least_fitting_quotes,
    name_themes,
    promote_theme,
    theme_codes,
    theme_names,
    themes_within,
)
from kennis.themes.match import describe_changes, match_labels
from kennis.themes.study import with_names


def placed(**themes: list[int]) -> pd.DataFrame:
    rows = [(f"B01-{turn:03d}", cluster) for cluster, turns in themes.items() for turn in turns]
    return pd.DataFrame(rows, columns=["utterance_id", "cluster"]).assign(strength=0.5)


@pytest.fixture
def with_turns(study: Study, turns: pd.DataFrame) -> Study:
    study.codebook_path.write_text(DEFAULT_CODEBOOK.read_text(encoding="utf-8"), encoding="utf-8")
    study.add_transcript(turns, meeting={"kind": "interview"}, fingerprint="x")
    study.save_clusters(placed(T01=[1, 2], T02=[3]))
    return study


def themes_of(study: Study) -> Themes:
    summary = pd.DataFrame({"cluster": ["T01", "T02"], "name": ["a", "b"], "turns": [2, 1]})
    return Themes(study.clusters, pd.DataFrame(), summary, 0, "")


def test_a_group_keeps_the_number_of_the_theme_it_continues() -> None:
    before = pd.Series(["T01"] * 5 + ["T02"] * 5 + [""] * 4)
    after = pd.Series(["1"] * 5 + ["0"] * 5 + ["2"] * 4)
    assert match_labels(before, after) == {"1": "T01", "0": "T02", "2": "T03"}


def test_a_split_a_merge_and_a_new_theme_are_reported() -> None:
    before = placed(T01=list(range(10)), T02=list(range(10, 20)), T03=list(range(20, 30)))
    after = placed(T01=list(range(6)), T04=list(range(6, 10)), T02=list(range(10, 30)), T05=[40, 41])
    changes = compare_themes(before, after)
    found = set(changes[["change", "cluster", "other"]].itertuples(index=False, name=None))
    assert ("gesplitst", "T01", "T04") in found
    assert ("samengevoegd", "T03", "T02") in found
    assert ("nieuw", "T05", "") in found
    assert ("verdwenen", "T03", "") in found
    assert "Van de 30 beurten die al een thema hadden, bleven er 16 waar ze waren." in describe_changes(changes)


def test_a_name_given_by_a_person_is_never_overwritten(with_turns: Study) -> None:
    name_themes(with_turns, {"T01": "Durven beginnen"})
    name_themes(with_turns, {"T02": "Begrip"})
    assert theme_names(with_turns)["name"].tolist() == ["Durven beginnen", "Begrip"]
    named = with_names(themes_of(with_turns), theme_names(with_turns))
    assert named.summary["name"].tolist() == ["Durven beginnen", "Begrip"]
    with pytest.raises(KennisError, match="'T09' staat niet in deze studie"):
        name_themes(with_turns, {"T09": "Niets"})
    with pytest.raises(KennisError, match="Geef bij elk thema een naam, zo"):
        name_themes(with_turns, ["T01"])  # type: ignore[arg-type]


def test_a_name_that_may_tell_who_somebody_is_is_kept_with_a_warning(with_turns: Study) -> None:
    named = name_themes(with_turns, {"T01": "De brief van Karel", "T02": "Begrip"})
    assert named["name"].tolist() == ["De brief van Karel", "Begrip"]
    assert named["note"].str.startswith("Let op: deze naam kan iemand herkenbaar maken").tolist() == [True, False]


def test_a_theme_of_which_few_turns_have_a_code_is_possibly_new() -> None:
    clusters = placed(T01=list(range(10)), T02=list(range(10, 20)), T03=list(range(20, 30)))
    rows = [(f"B01-{n:03d}", "moed") for n in range(8)] + [(f"B01-{n:03d}", "drempel") for n in (10, 11)]
    rows += [(f"B01-{n:03d}", code) for n, code in zip(range(20, 26), ["moed", "plek", "drempel"] * 2, strict=True)]
    codings = pd.DataFrame(rows, columns=["utterance_id", "code"])
    judged = judge_themes(clusters, codings).set_index("cluster")["judgement"]
    assert judged.tolist() == ["uit het codeboek", "mogelijk nieuw", "dwars door codes heen"]
    counts = theme_codes(clusters, codings)
    assert counts.iloc[0].tolist() == ["T01", "moed", 8, 0.8]


def test_promoting_a_theme_adds_a_code_and_its_first_codings_and_changes_nothing_else(with_turns: Study) -> None:
    before = with_turns.codebook_path.read_text(encoding="utf-8")
    said = {
        "slug": "begrip_tonen",
        "label": "Begrip tonen",
        "insight": "waarden",
        "definition": "Iemand laat begrip zien.",
    }
    new = promote_theme(with_turns, themes_of(with_turns), "T01", coder="anna", why="het komt vaak terug", **said)
    after = with_turns.codebook_path.read_text(encoding="utf-8")
    assert [line for line in after.splitlines() if line not in before.splitlines()] == [
        "  - slug: begrip_tonen", "    label: Begrip tonen", "    definitie: Iemand laat begrip zien.",
    ]  # fmt: skip
    assert load_codebook(with_turns.codebook_path).code("begrip_tonen").label == "Begrip tonen"
    assert new["utterance_id"].tolist() == ["B01-001", "B01-002"]
    logged = with_turns.codings
    assert logged["status"].tolist() == ["geaccepteerd"] * 2
    assert set(logged["coder"]) == {"anna"}
    assert with_turns.codebook_changes[["kind", "code", "by", "why"]].to_numpy().tolist() == [
        ["toegevoegd", "begrip_tonen", "anna", "het komt vaak terug"]
    ]
    assert logged["stop"].tolist() == with_turns.utterances["text"].str.len().tolist()[:2]
    with pytest.raises(KennisError, match="staat al in het codeboek"):
        promote_theme(with_turns, themes_of(with_turns), "T01", coder="anna", why="het komt vaak terug", **said)


def test_a_promoted_theme_keeps_to_the_rules_of_the_codebook_and_of_logs(with_turns: Study) -> None:
    log = with_turns.path / "coderingen/anna.csv"
    with_turns.save_codings(
        pd.DataFrame({"utterance_id": ["B01-003"], "start": 0, "stop": 5, "code": "moed", "status": "geaccepteerd"}).assign(
            coder="anna", at="2026-01-01T10:00:00"
        ),
        coder="anna",
    )  # fmt: skip
    before, book = log.read_bytes(), with_turns.codebook_path.read_bytes()
    retire_code(with_turns, "drempel", by="anna", why="niemand gaf hem")
    retired = with_turns.codebook_path.read_bytes()
    assert retired != book
    said = {"label": "Nieuw", "insight": "waarden", "definition": "Iets.", "why": "het komt vaak terug"}
    for slug, coder in (("drempel", "anna"), ("geen", "anna"), ("nieuw", "samen"), ("nieuw", "computer")):
        with pytest.raises(KennisError):
            promote_theme(with_turns, themes_of(with_turns), "T01", slug=slug, coder=coder, **said)
    assert (log.read_bytes(), with_turns.codebook_path.read_bytes()) == (before, retired)
    new = promote_theme(with_turns, themes_of(with_turns), "T01", slug="nieuw", coder="anna", **said)
    assert log.read_bytes().startswith(before)
    assert all(len(at) == len("2026-01-01T10:00:00") for at in new["at"])


def test_the_first_codings_of_a_promoted_theme_are_no_judgment_that_others_could_share(with_turns: Study) -> None:
    ids = with_turns.utterances["utterance_id"]
    looked = pd.DataFrame({"utterance_id": ids, "start": 0, "stop": 5, "code": "geen", "status": "geaccepteerd"})
    for coder in ("anna", "bas"):
        with_turns.save_codings(looked.assign(coder=coder), coder=coder)
    said = {"slug": "lastig", "label": "Lastig", "insight": "waarden", "definition": "Wie noemen we lastig."}
    promote_theme(with_turns, themes_of(with_turns), "T01", coder="anna", why="het komt vaak terug", **said)
    codings, turns = with_turns.codings, with_turns.utterances
    assert measure_reliability(codings, turns, codes=pd.DataFrame({"code": ["lastig"]}))["given"].tolist() == [0, 0]
    assert measure_spans(codings, turns, codes=pd.DataFrame({"code": ["lastig"]}))["spans"].tolist() == [0, 0]
    assert measure_agreement(codings).empty
    assert turns_to_discuss(codings, turns).empty
    assert set(accepted_codings(codings)["code"]) == {"lastig"}


def test_a_code_comes_before_what_follows_the_codes_and_remarks_stay(with_turns: Study) -> None:
    text = "# uitleg\ninzichten:\n  w: {label: W}\ncodes:\n- slug: een\n  label: Een\n  inzicht: w\n  definitie: iets  # let op\n# einde\nversie: '2'\n"
    with_turns.codebook_path.write_text(text, encoding="utf-8")
    said = {"slug": "twee", "label": "Twee: nieuw", "insight": "w", "definition": "Iets: anders"}
    promote_theme(with_turns, themes_of(with_turns), "T02", coder="anna", why="het komt vaak terug", **said)
    after = with_turns.codebook_path.read_text(encoding="utf-8")
    assert after.endswith("  definitie: 'Iets: anders'\nversie: '2'\n")
    assert {"# uitleg", "  definitie: iets  # let op", "# einde"} < {*after.splitlines()}
    book = load_codebook(with_turns.codebook_path)
    assert book.code("twee").definition == "Iets: anders"
    assert book.version == "2"


def test_themes_within_a_code_are_found_with_the_settings_of_the_study(
    with_turns: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings, asked = with_turns.path / "studie.toml", {}
    codings = with_turns.utterances[["utterance_id"]].assign(code="moed")
    text = settings.read_text("utf-8").replace("minste_woorden = 4", "minste_woorden = 30")
    settings.write_text(text, "utf-8")
    with monkeypatch.context() as patch:
        patch.setattr("kennis.themes.study.find_themes", lambda *_, **given: asked.update(given))
        themes_within(open_study(with_turns.path), "moed", codings)
    assert asked["min_words"] == 30
    settings.write_text(text.replace('pipeline = "builtin"', 'pipeline = "nl_bestaat_niet"'), "utf-8")
    with pytest.raises(KennisError, match="nl_bestaat_niet"):
        themes_within(open_study(with_turns.path), "moed", codings)


def test_a_group_that_speaks_much_does_not_seem_to_speak_of_everything() -> None:
    clusters = placed(T01=[0, 1, 2, 3], T02=[4])
    turns = clusters[["utterance_id"]].assign(role=["inwoner", "inwoner", "inwoner", "uitvoerder", "inwoner"])
    counts = count_themes(clusters, turns, by="role").set_index(["cluster", "role"])["share"]
    assert counts["T01", "uitvoerder"] == 1.0
    assert counts["T01", "inwoner"] == 0.75


SAID = "Mijn dochter las de brief van de gemeente hardop voor"


def test_the_least_fitting_turn_comes_first() -> None:
    clusters = placed(T01=[0, 1, 2]).assign(strength=[0.9, 0.1, 0.5])
    turns = clusters[["utterance_id"]].assign(speaker="", text=SAID)
    assert least_fitting_quotes(clusters, turns, count=1)["utterance_id"].tolist() == ["B01-001"]


def test_a_turn_with_hardly_a_word_of_content_is_not_the_least_fitting_one() -> None:
    clusters = placed(T01=[0, 1]).assign(strength=[0.1, 0.5])
    empty = "Ja nee, dat is wel zo, maar dan moet het ook nog wel even kunnen, [P02]."
    turns = clusters[["utterance_id"]].assign(speaker="", text=[empty, SAID])
    assert least_fitting_quotes(clusters, turns)["utterance_id"].tolist() == ["B01-001"]
