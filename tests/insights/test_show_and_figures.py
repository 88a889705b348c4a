import inspect
import io
import warnings

import pandas as pd
import pytest
from PIL import Image

import kennis as kn
from kennis.insights import (
    Chart,
    plot_code_counts,
    plot_codes_over_time,
    plot_ladder,
    plot_polarity,
    plot_steps,
    plot_theme_shares,
    plot_themes,
    plot_voice_share,
    show_behind,
    show_quotes,
    show_table,
    show_theme_quotes,
)
from kennis.insights.words import decimal, dutch_date, dutch_moment, in_words, thousands
from kennis.tables import KennisError
from kennis.themes import Themes

COUNTS = pd.DataFrame(
    {"label": ["Moed", "Plek"], "people": [5, 2], "computer": [1, 0], "present": [3, 0], "absent": [2, 0]}
)


def test_a_table_has_a_caption_scopes_and_dutch_numbers() -> None:
    shown = show_table(pd.DataFrame({"what": ["Woorden"], "count": [12345], "kappa": [0.5]}), "Hoeveel")
    assert "<caption>Hoeveel</caption>" in shown.html
    assert '<th scope="col">Wat</th>' in shown.html
    assert "12.345" in shown.html
    assert "0,50" in shown.html


def test_what_somebody_said_is_shown_as_text_never_as_html() -> None:
    said = "<script>alert(1)</script> & <b>dik</b>"
    table = show_table(pd.DataFrame({"text": [said]}), said).html
    quotes = show_quotes(pd.DataFrame({"utterance_id": [said], "role": [""], "text": [said]}), heading=said).html
    for html in (table, quotes):
        assert "<script" not in html
        assert "<b>" not in html
        assert "&lt;script&gt;" in html


def test_a_suggestion_of_the_computer_is_called_that() -> None:
    row = {"utterance_id": ["a"], "role": ["inwoner"], "text": ["Tja."], "basis": ["computer"]}
    assert "voorstel van de computer, nog niet bekeken" in show_quotes(pd.DataFrame(row)).html


def test_codes_are_shown_by_their_label_also_when_several_stand_in_one_cell() -> None:
    codes = pd.DataFrame({"code": ["moed", "plek"], "label": ["Moed om te groeien", "Plek"]})
    table = pd.DataFrame({"code": ["moed", "plek"], "codes": ["moed, plek", ""]})
    html = show_table(table, "Beurten", codes=codes).html
    assert ">Moed om te groeien, Plek<" in html
    assert "moed," not in html


def test_a_long_table_says_how_much_it_leaves_out() -> None:
    assert "(de eerste 2 van 3)" in show_table(pd.DataFrame({"what": list("abc")}), "Alles", most=2).html


def test_a_figure_carries_a_text_that_says_the_same() -> None:
    data, metadata = plot_code_counts(COUNTS)._repr_mimebundle_()
    assert metadata["image/png"]["alt"] == data["text/plain"]
    assert "Moed: 5" in data["text/plain"]
    assert "Plek: 2" in data["text/plain"]


@pytest.mark.parametrize(
    ("present", "absent", "answer"),
    [
        (
            [40, 3],
            [10, 12],
            "Vaker ontbreekt het dan dat het er is: plek (12 tegen 3 keer). "
            "Vaker is het er dan dat het ontbreekt: moed (40 tegen 10 keer).",
        ),
        (
            [19, 1],
            [15, 0],
            "Ongeveer even vaak is het er als dat het ontbreekt: moed (19 keer wel, 15 keer niet). "
            "Te weinig beurten om te vergelijken: plek (1 keer wel, 0 keer niet).",
        ),
        ([0, 0], [9, 0], "Te weinig beurten om te vergelijken: moed (0 keer wel, 9 keer niet)."),
    ],
)
def test_a_value_is_called_more_or_less_only_where_there_is_enough_to_compare(
    present: list[int], absent: list[int], answer: str
) -> None:
    counts = COUNTS.assign(present=present, absent=absent, computer=0)
    assert plot_polarity(counts).answer == answer


def test_what_nobody_read_is_told_under_the_values() -> None:
    assert plot_polarity(COUNTS.assign(people=0)).answer.endswith("de computer. Nog niemand heeft ze bekeken.")
    assert plot_polarity(COUNTS).answer.endswith("die nog niemand heeft bekeken: 1.")
    assert "computer" not in plot_polarity(COUNTS.assign(computer=0)).answer


def test_a_draw_is_told_under_the_ladder_the_steps_and_the_themes() -> None:
    ladder = pd.DataFrame({"meeting_id": "B01", "rung": [1, 2, 3], "label": ["Een", "Twee", "Drie"]})
    assert plot_ladder(ladder.assign(turns=[2, 1, 2])).alt.startswith("Een en Drie komen het vaakst ter sprake: elk 2")
    assert plot_ladder(ladder.assign(turns=[2, 1, 0])).alt.startswith("Een komt het vaakst ter sprake: 2 keer")
    steps = pd.DataFrame({"group": ["A", "B"], "code": ["a", "b"], "label": ["Scan", "Plek"], "place": 1})
    assert plot_steps(steps).alt.startswith("Scan en Plek kwamen het vaakst als eerste ter sprake: elk bij 1 van de 2")
    themes = pd.DataFrame({"cluster": ["T01", "T02"], "name": ["brief", "tuin"], "turns": 4})
    assert plot_themes(themes).alt.startswith("‘brief’ en ‘tuin’ zijn het grootst: elk 4 van de 8")


def test_the_same_figure_gives_the_same_bytes() -> None:
    assert plot_polarity(COUNTS).png == plot_polarity(COUNTS).png


def test_a_figure_of_nothing_says_so() -> None:
    for chart in (plot_code_counts(COUNTS.head(0)), plot_polarity(COUNTS.tail(1)), plot_steps(pd.DataFrame())):
        assert chart.alt == "Hier is nog niets om te laten zien."


def test_a_figure_is_a_real_picture_of_a_readable_size() -> None:
    voices = pd.DataFrame({"role": ["inwoner"], "share_of_words": [0.6], "share_of_codings": [0.4]})
    chart: Chart = plot_voice_share(voices)
    picture = Image.open(io.BytesIO(chart.png))
    assert picture.width > 700
    assert len(picture.convert("RGB").getcolors(1_000_000)) > 50


def test_who_has_no_known_role_has_a_row_in_who_speaks_but_is_not_its_answer() -> None:
    voices = pd.DataFrame(
        {"role": ["", "inwoner"], "share_of_words": [0.72, 0.28], "share_of_codings": [0.9, 0.1]}, index=[0, 1]
    )
    chart = plot_voice_share(voices)
    assert chart.told == (
        "Rol onbekend: 72 % van de woorden en 90 % van de codes",
        "Inwoner: 28 % van de woorden en 10 % van de codes",
    )
    assert chart.answer.startswith("Inwoner: 28 %")
    assert plot_voice_share(voices.head(1)).alt == "Hier is nog niets om te laten zien."
    turns = pd.DataFrame({"utterance_id": ["B01-1"], "role": "", "speaker": "P01", "text": "Ik bel morgen."})
    assert "Rol onbekend (1 beurt)" in show_behind(turns[["utterance_id"]], turns, by=["role"]).html


def test_numbers_are_written_as_a_dutch_reader_expects() -> None:
    assert (thousands(12345), decimal(0.444), in_words(3), in_words(1500)) == ("12.345", "0,44", "drie", "1.500")
    assert (dutch_date("2025-03-12"), dutch_date("")) == ("12 maart 2025", "")
    assert dutch_moment("2026-11-28T14:37:04.123") == "28 november 2026, 14.37"
    assert dutch_moment("") == ""


def test_what_rounds_to_nothing_has_no_sign() -> None:
    assert decimal(-0.001) == "0,00"
    assert decimal(-0.006) == "-0,01"


def test_behind_a_figure_stand_its_turns_with_quotes_only_of_who_may_be_quoted() -> None:
    rows = pd.DataFrame({"utterance_id": ["B01-1", "B01-2", "B01-3"], "label": ["Moed", "Moed", "Plek"]})
    text = "Toen durfde ik het eindelijk wel te zeggen tegen haar"
    turns = pd.DataFrame(
        {"utterance_id": rows["utterance_id"], "role": "inwoner", "speaker": "P01", "text": [text, f"{text} <b>", text]}
    ).assign(may_quote=[False, True, True])
    shown = show_behind(rows, turns, by=["label"])
    assert shown.html.index("Moed (2 beurten)") < shown.html.index("Plek (1 beurt)")
    assert "Alle beurten: B01-1 · B01-2" in shown.html
    assert shown.html.count("<blockquote>") == 2
    assert "&lt;b&gt;" in shown.html
    with pytest.raises(KennisError, match="kolom 'group' ontbreekt"):
        show_behind(rows, turns, by=["group"])


def test_every_theme_shows_its_quotes_and_the_numbers_of_its_turns() -> None:
    clusters = pd.DataFrame({"utterance_id": ["a", "b"], "cluster": ["T01", "T01"], "strength": [0.9, 0.2]})
    summary = pd.DataFrame(
        {"cluster": ["T01"], "name": ["bus"], "turns": [2], "stability": [0.8], "sure": ["vrij zeker"]}
    )
    words = pd.DataFrame({"cluster": ["T01"], "word": ["bus"], "weight": [2.0]})
    turns = clusters[["utterance_id"]].assign(
        speaker=["P1", "P2"], role="inwoner", text="de bus naar het ziekenhuis reed vanmorgen langs de halte"
    )
    html = show_theme_quotes(Themes(clusters, words, summary, 0, ""), turns, count=1).html
    assert 'id="thema-T01"' in html
    assert "Alle beurten: a · b" in html
    assert html.count("<blockquote>") == 2


def test_one_step_of_one_group_fits_in_its_figure() -> None:
    one = pd.DataFrame({"group": ["Noord"], "code": ["plek"], "label": ["Plek"], "place": [1]})
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        chart = plot_steps(one)
    assert chart.alt.startswith("Plek kwam bij groep Noord het eerst ter sprake.")


def test_consent_is_shown_as_yes_no_or_nothing() -> None:
    table = pd.DataFrame(
        {"speaker": ["P01", "P02", "P03"], "consent_analysis": pd.array([True, False, pd.NA], "boolean")}
    )
    html = show_table(table, "Deelnemers").html
    assert '<th scope="col">Mag meetellen</th>' in html
    assert [f'data-label="Mag meetellen">{said}<' in html for said in ("ja", "nee", "")] == [True] * 3
    assert "NA" not in html


def test_a_subject_that_never_came_up_has_no_busiest_meeting() -> None:
    table = pd.DataFrame({"meeting_id": ["B01"], "label": ["Moed"], "turns": [0], "present": 0, "absent": 0})
    assert plot_codes_over_time(table).alt.startswith("Dit kwam in geen enkel gesprek ter sprake.")


def test_themes_are_called_by_their_words_and_n_of_m_stands_in_digits() -> None:
    themes = pd.DataFrame({"cluster": ["", ""], "name": ["brief · bus", "tuin"], "turns": [3, 1]})
    assert plot_themes(themes).answer == "‘brief · bus’ is het grootst: 3 van de 4 beurten."
    ladder = pd.DataFrame({"meeting_id": ["B01", "B02"], "rung": 1, "label": "Een", "turns": [2, 1]})
    chart = plot_ladder(ladder)
    assert "in 2 van de 2 gesprekken" in chart.alt
    assert chart.told == ("Een: 3 keer",)


def test_dots_lie_on_the_corners_of_the_lines_and_on_no_other_dot(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = []
    monkeypatch.setattr("kennis.insights.figures.finish", lambda figure, *_, **__: drawn.append(figure))
    order = [("A", "Scan", 1), ("A", "Plek", 2), ("B", "Scan", 1), ("B", "Plek", 2), ("C", "Plek", 1), ("C", "Scan", 2)]
    plot_steps(pd.DataFrame(order, columns=["group", "label", "place"]).assign(code="x"))
    lines = [line for line in drawn[0].axes[0].lines if len(line.get_xdata())]
    dots = [(x, y) for line in lines for x, y in zip(*line.get_data(), strict=True)]
    assert len(set(dots)) == len(order)
    looks = {(line.get_linestyle(), line.get_marker()) for line in lines}
    assert len(looks) == 3


def test_theme_shares_by_meeting_stand_in_order_of_date_and_little_says_nothing() -> None:
    meetings = pd.DataFrame({"meeting_id": ["B01", "B02"], "date": ["2026-05-06", "2026-02-11"]})
    counts = pd.DataFrame({"cluster": "T01", "meeting_id": ["B01", "B02"], "turns": [3, 12], "share": [0.9, 0.3]})
    summary = pd.DataFrame({"cluster": ["T01"], "name": ["durven"]})
    chart = plot_theme_shares(counts, summary, title="Wanneer?", meetings=meetings)
    assert chart.alt.index("B02: het meest") < chart.alt.index("B01: het meest")
    assert "In B01 valt" not in chart.alt  # three turns may be one person's
    few = plot_theme_shares(counts.assign(turns=3), summary, title="Wanneer?", meetings=meetings)
    assert few.alt.startswith("Niets valt op: geen vak heeft 10 beurten of meer.")


@pytest.mark.parametrize("name", [name for name in sorted(dir(kn)) if name.startswith("plot_")])
def test_every_figure_takes_its_arguments_by_the_names_its_help_gives(name: str) -> None:
    plot = getattr(kn, name)
    needed = [one for one, how in inspect.signature(plot).parameters.items() if how.default is how.empty]
    empty = pd.DataFrame(columns=["utterance_id", "cluster", "name", "turns", "code", "label"])
    given = {"title": "Wat?", "themes": Themes(empty, empty, empty, 0, "")}
    assert "Hier is nog niets om te laten zien." in plot(**{one: given.get(one, empty) for one in needed}).alt
