"""What a researcher gives to a name of `kn`: tables that were saved and read again, and what is no table at all."""

from __future__ import annotations

import inspect
import re
from io import StringIO
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from conftest import CORPUS

import kennis as kn
from kennis.entrance import as_stored
from kennis.study import Study

# These read or learn from the texts themselves, which takes long; their tables come in by the same door.
_SLOW = {
    "anonymise",
    "check_coder",
    "find_themes",
    "keyword_in_context",
    "knowledge_forms",
    "learn_from",
    "next_to_code",
}
_SLOW |= {"suggest_codings", "tell_kind"}
_FEW = ("B01", "B02", "B03", "B09", "B10", "")  # enough meetings to have all roles, steps and differences
_OPTIONS = {"by": "role", "least": 3, "turns": 100, "title": "Proef", "caption": "Proef", "never": ("Linde",)}
_BY = {"show_behind": ["code", "role"]}


def functions() -> list[str]:
    """Name what a researcher can call with tables alone."""
    calls = {name: inspect.signature(getattr(kn, name)) for name in dir(kn) if inspect.isfunction(getattr(kn, name))}
    return [
        name
        for name, signature in calls.items()
        if any(one.annotation == "pd.DataFrame" for one in signature.parameters.values())
        and not any(one.annotation in ("Study", "Codebook", "Themes") for one in signature.parameters.values())
        and name not in _SLOW
    ]


@pytest.fixture(scope="module")
def tables() -> dict[str, pd.DataFrame]:
    study = kn.open_study(CORPUS)
    utterances = study.utterances[study.utterances["meeting_id"].isin(_FEW)]
    codings = study.codings[study.codings["utterance_id"].isin(utterances["utterance_id"])]
    codes = kn.codebook_table(kn.load_codebook(study.codebook_path))
    meetings, founded = study.meetings[study.meetings["meeting_id"].isin(_FEW)], kn.founded_codings(codings)
    order = kn.step_order(founded, utterances, meetings, codes)
    clusters = study.clusters[study.clusters["utterance_id"].isin(utterances["utterance_id"])]
    summary = pd.DataFrame({"cluster": sorted({*clusters["cluster"]} - {""})})
    summary = summary.assign(name="woord", turns=range(1, len(summary) + 1), stability=0.5, sure="kan toeval zijn")
    return {
        "logs": codings,
        "codings": founded,
        "utterances": utterances,
        "codes": codes,
        "meetings": meetings,
        "speakers": study.speakers,
        "clusters": clusters,
        "before": clusters,
        "after": clusters,
        "replacements": study.replacements,
        "rechecks": study.rechecks,
        "responses": study.responses.assign(target_kind="Citaat", about="een citaat", decision="", reason=""),
        "counts": kn.count_codes(founded, utterances, codes),
        "shares": kn.count_themes(clusters, utterances, by="meeting_id"),
        "table": kn.codes_over_time(founded, utterances, meetings, codes),
        "reliability": kn.measure_reliability(codings, utterances, codes=codes),
        "differences": kn.differences_by(codings, utterances, by="code"),
        "agreement": kn.measure_agreement(codings),
        "ladder": kn.ladder_by_meeting(founded, utterances, meetings, codes),
        "order": order,
        "transitions": kn.step_transitions(order),
        "pairs": kn.measure_pairs(codings, utterances),
        "summary": summary,
        "words": study.theme_words,
        "voices": kn.voice_share(founded, utterances),
        "rows": founded,
        "found": kn.find_codings(codings, utterances),
        "quotes": kn.pick_quotes(founded, utterances, codes=codes),
        "hierarchy": summary.assign(group="T", group_name="alles"),
    }


# What else than its name says a function takes: the logs as they are, or what another function made.
_OTHER = {
    name: {"codings": "logs"}
    for name in """accepted_codings compare_with_people count_coded differences_by find_codings founded_codings founded_turns
    measure_agreement measure_pairs measure_reliability measure_spans settlements show_codings supported_codings
    turns_to_discuss""".split()
} | {
    "plot_reliability": {"table": "reliability"},
    "plot_differences": {"table": "differences"},
    "plot_theme_shares": {"counts": "shares"},
    "show_hierarchy": {"quotes": "typical"},
}


def call(name: str, tables: dict[str, pd.DataFrame]) -> Any:
    """Call a function with the tables its arguments ask for, those that may be left out too."""
    given: dict[str, Any] = {}
    for argument, one in inspect.signature(getattr(kn, name)).parameters.items():
        if "pd.DataFrame" in str(one.annotation):
            given[argument] = tables[_OTHER.get(name, {}).get(argument, argument)]
        elif one.default is one.empty:
            given[argument] = _BY.get(name, _OPTIONS[argument]) if argument == "by" else _OPTIONS[argument]
    return getattr(kn, name)(**given)


def as_given(name: str, needed: Any, argument: str, value: object) -> None:
    """Call a function with one argument that is wrong; those before it are of their kind."""
    kinds = {"pd.DataFrame": pd.DataFrame(), "Study": Study(Path(), None), "str": "", "int": 1, "bool": True}  # type: ignore[arg-type]
    given = {key: kinds.get(str(one.annotation)) for key, one in needed.items()}
    getattr(kn, name)(**given | {argument: value})


def told(result: Any) -> Any:
    return getattr(result, "html", getattr(result, "told", result))


def read_back(frame: pd.DataFrame, *, kinds: type | None = None) -> pd.DataFrame:
    """Save a table with its index, and read it as pandas does when nothing is said of the columns."""
    return pd.read_csv(StringIO(frame.to_csv()), dtype=kinds)


def as_moments(frame: pd.DataFrame) -> pd.DataFrame:
    dates = {name: pd.to_datetime(frame[name], format="ISO8601") for name in ("date", "at") if name in frame}
    numbers = {name: frame[name].astype(float) for name in frame.select_dtypes("int64")}
    return frame.assign(**dates, **numbers, opmerking=1)


@pytest.mark.parametrize(
    "change",
    [read_back, lambda frame: read_back(frame, kinds=str), as_moments],
    ids=["read back", "all text", "dates and floats"],
)
def test_a_table_that_was_saved_and_read_again_is_as_it_was(change: Any, tables: dict[str, pd.DataFrame]) -> None:
    for name, table in tables.items():
        taken = as_stored(change(table), name)[list(table.columns)]
        pd.testing.assert_frame_equal(taken.reset_index(drop=True), table.reset_index(drop=True), check_dtype=False)


@pytest.mark.parametrize("name", functions())
def test_a_function_gives_the_same_for_a_table_that_was_read_again(name: str, tables: dict[str, pd.DataFrame]) -> None:
    tables = tables | {"typical": tables["quotes"].assign(cluster="T01")}
    expected = told(call(name, tables))
    given = told(call(name, {key: read_back(table) for key, table in tables.items()}))
    if isinstance(expected, pd.DataFrame):
        pd.testing.assert_frame_equal(given[list(expected.columns)], expected, check_dtype=False)
    else:
        assert given == expected


def test_turns_in_another_order_have_the_same_neighbours_and_margins(tables: dict[str, pd.DataFrame]) -> None:
    turns, logs, codes = tables["utterances"], tables["logs"], tables["codes"]
    other = turns.sort_values(["text", "speaker"])
    pd.testing.assert_frame_equal(kn.find_codings(logs, other), kn.find_codings(logs, turns))
    expected = kn.quotes_by_code(tables["codings"], turns, codes=codes)
    pd.testing.assert_frame_equal(kn.quotes_by_code(tables["codings"], other, codes=codes), expected)
    expected = kn.measure_reliability(logs, turns, codes=codes)
    pd.testing.assert_frame_equal(kn.measure_reliability(logs, other, codes=codes), expected)


def test_a_sorted_log_still_says_what_was_said_last(tables: dict[str, pd.DataFrame]) -> None:
    twice = tables["logs"].query("coder == 'codeur_a' and status == 'geaccepteerd'").head(1)
    log = pd.concat([twice, twice.assign(status="afgewezen")], ignore_index=True)
    assert kn.accepted_codings(log).empty
    assert kn.accepted_codings(log.sort_values("status")).empty


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("status", "misschien", "kolom 'status'"),
        ("start", "begin", "kolom 'start'"),
        ("polarity", "veel", "'polarity'"),
    ],
)
def test_a_wrong_value_is_told_with_its_column(
    column: str, value: str, said: str, tables: dict[str, pd.DataFrame]
) -> None:
    wrong = tables["logs"].astype({column: object})
    wrong.iloc[3, wrong.columns.get_loc(column)] = value
    with pytest.raises(kn.KennisError, match=said):
        kn.accepted_codings(wrong)


def test_a_column_that_is_not_there_is_named_and_where_it_comes_from(tables: dict[str, pd.DataFrame]) -> None:
    with pytest.raises(kn.KennisError, match=r"'basis'.*founded_codings"):
        kn.count_codes(tables["logs"], tables["utterances"], tables["codes"])
    with pytest.raises(kn.KennisError, match="'utterances' ontbreekt kolom 'role'"):
        kn.who_carries(tables["codings"], tables["utterances"].drop(columns="role"), tables["codes"])
    with pytest.raises(kn.KennisError, match="'voices' ontbreekt kolom"):
        kn.plot_voice_share(tables["meetings"])


def test_a_turn_that_stands_twice_is_not_counted_twice(tables: dict[str, pd.DataFrame]) -> None:
    double = pd.concat([tables["utterances"], tables["utterances"].head(2)])
    with pytest.raises(kn.KennisError, match="'utterance_id' komt twee keer voor"):
        kn.voice_share(tables["codings"], double)


@pytest.mark.parametrize("name", sorted(name for name in dir(kn) if inspect.isfunction(getattr(kn, name))))
def test_what_is_no_table_or_study_is_told_in_one_sentence(name: str) -> None:
    needed = {
        key: one for key, one in inspect.signature(getattr(kn, name)).parameters.items() if one.default is one.empty
    }
    for argument, one in needed.items():
        if one.annotation not in ("pd.DataFrame", "Study", "Codebook") or name in (
            "show_theme_map",
            "show_theme_quotes",
        ):
            continue
        for value in (None, "map/studie", 3, Path("x"), ["x"]):
            with pytest.raises(kn.KennisError, match=f"kn.{name}: '{argument}' moet "):
                as_given(name, needed, argument, value)


def test_a_study_is_no_table_and_a_table_no_study(sample: Study, tables: dict[str, pd.DataFrame]) -> None:
    with pytest.raises(kn.KennisError, match=r"'codings' moet een tabel.*Je gaf een studie"):
        kn.accepted_codings(sample)  # type: ignore[arg-type]
    with pytest.raises(kn.KennisError, match=r"'study' moet een studie.*Je gaf een tabel"):
        kn.list_responses(tables["codings"])  # type: ignore[arg-type]
    with pytest.raises(kn.KennisError, match="moet een lijst"):
        kn.measure_agreement(tables["logs"], coders="codeur_a")  # type: ignore[arg-type]
    with pytest.raises(kn.KennisError, match=r"moet een lijst.*Je gaf een tabel"):
        kn.measure_agreement(tables["logs"], coders=tables["logs"])  # type: ignore[arg-type]
    with pytest.raises(kn.KennisError, match=r"kn.count_codes: dit past niet. Geef in elk geval codings"):
        kn.count_codes(tables["codings"])  # type: ignore[call-arg]


def test_a_table_keeps_its_columns_and_rows_in_place() -> None:
    frame = pd.DataFrame({"mijn": [None, 1], "group": [2.0, None], "meeting_id": ["B02", "B01"]}, index=[7, 3])
    taken = as_stored(frame, "meetings")
    assert list(taken.columns) == ["mijn", "group", "meeting_id"]
    assert taken.index.tolist() == [7, 3]
    assert taken["group"].tolist() == ["2", ""]


def test_what_a_mistake_in_the_package_raises_stays_what_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    from kennis.entrance import guarded

    def broken(codings: pd.DataFrame) -> None:
        raise KeyError("iets van binnen")

    with pytest.raises(KeyError):
        guarded(broken)(pd.DataFrame({"code": ["moed"]}))


_ASKED = {
    "coders": [
        lambda t: kn.measure_agreement(t["logs"], coders=["codeur_a", "codeur_x"]),
        lambda t: kn.measure_reliability(t["logs"], t["utterances"], coders=["codeur_a", "codeur_x"]),
        lambda t: kn.measure_spans(t["logs"], t["utterances"], coders=["codeur_a", "codeur_x"]),
        lambda t: kn.differences_by(t["logs"], t["utterances"], by="code", coders=["codeur_a", "codeur_x"]),
        lambda t: kn.turns_to_discuss(t["logs"], t["utterances"], coders=["codeur_a", "codeur_x"]),
        lambda t: kn.compare_with_people(t["logs"], machine="codeur_x"),
        lambda t: kn.find_codings(t["logs"], t["utterances"], coder="codeur_x"),
    ],
    "others": [
        lambda t: kn.pick_quotes(t["codings"], t["utterances"], codes=t["codes"], insight="codeur_x"),
        lambda t: kn.step_order(t["codings"], t["utterances"], t["meetings"], t["codes"], insight="codeur_x"),
        lambda t: kn.quotes_by_code(t["codings"], t["utterances"], codes=t["codes"], code="codeur_x"),
        lambda t: kn.find_codings(t["logs"], t["utterances"], role="codeur_x"),
        lambda t: kn.find_codings(t["logs"], t["utterances"], meeting="codeur_x"),
    ],
}


@pytest.mark.parametrize("ask", [*_ASKED["coders"], *_ASKED["others"]])
def test_what_is_asked_for_and_not_there_is_named_with_what_there_is(ask: Any, tables: dict[str, pd.DataFrame]) -> None:
    with pytest.raises(kn.KennisError, match=r"Er is geen \w+ 'codeur_x'\. Kies uit: \w+"):
        ask(tables)


def test_a_column_to_show_that_is_not_there_is_told(tables: dict[str, pd.DataFrame]) -> None:
    with pytest.raises(kn.KennisError, match="kolom 'datum' ontbreekt"):
        kn.show_table(tables["meetings"], "Gesprekken", columns=["datum"])


def test_what_the_help_names_is_there() -> None:
    missing = {
        (name, word)
        for name in dir(kn)
        if inspect.isfunction(getattr(kn, name))
        for word in re.findall(r"`([A-Z][A-Z_]+|[a-z]+(?:_[a-z]+)+\(.*?\)|[a-z]+\(.*?\))`", getattr(kn, name).__doc__)
        if not hasattr(kn, word.partition("(")[0])
    }
    assert missing == {("read_source", "SUPPORTED")}


@pytest.mark.parametrize("name", functions())
def test_the_columns_the_help_promises_are_those_that_come(name: str, tables: dict[str, pd.DataFrame]) -> None:
    told = getattr(kn, name).__doc__.partition("Returns:")[2].partition("Raises:")[0]
    result = call(name, tables | {"typical": tables["quotes"].assign(cluster="T01")})
    if (
        not told
        or not isinstance(result, pd.DataFrame)
        or re.search(r"columns? (of|for)|same columns|rows of|`supported_codings`", told)
    ):
        pytest.skip("no table, or one with the columns of another")
    promised = {word for part in re.findall(r"`([^`]+)`", told) for word in re.findall(r"\w+", part)}
    assert set(result.columns) - {"may_quote", "role_shown", "role"} <= promised
    spans = re.findall(r"`([^`]+)`", " ".join(told.split()))
    listed = [part for part in spans if re.fullmatch(r"[a-z_]+(, [a-z_]+)+", part)]
    assert {word for part in listed for word in part.split(", ")} - {"by"} <= set(result.columns)


def test_tables_stand_in_one_order_in_every_function() -> None:
    order = ["codings", "utterances", "meetings", "codes", "codebook"]
    for name in dir(kn):
        if inspect.isfunction(function := getattr(kn, name)):
            own = [argument for argument in inspect.signature(function).parameters if argument in order]
            if (
                own[:1] == ["codings"]
                or "codings" in own
                and inspect.signature(function).parameters["codings"].default is inspect.Parameter.empty
            ):
                assert own == sorted(own, key=order.index), name
