"""A table with names goes in; a table with pseudonyms comes out, with a log, a key and the same ids."""

from collections.abc import Iterable

import pandas as pd
import pytest

from kennis.privacy import Anonymised, Person, anonymise, carry_offsets, find_spans, naming
from kennis.tables import UTTERANCES, KennisError, check

PEOPLE = pd.DataFrame(
    {
        "name": ["Kees Vos", "Marieke Hoekstra"],
        "role": ["Uitvoerder", "begeleider"],
        "organisation": ["De Springplank", ""],
    }
)
TURNS = [
    ("Kees", "Nou, Marieke's fiets stond in de Kerkstraat 12 in Zwolle."),
    ("Marieke Hoekstra", "Dat zei Petra Lammers ook, Kees. En Petra weet het."),
    ("SPREKER_01", "Ik kom uit Almelo, niet uit Zwolle."),
    ("Vos (uitvoerder)", "Bij De Springplank bellen ze op 06-12345678."),
    ("Truus", "Ik ben 58 jaar oud, en op 12-03-2025 zat ik daar."),
]


def _turns(turns: list[tuple[str, str]], *, prefix: str = "a", **columns: list[str]) -> pd.DataFrame:
    rows = {"utterance_id": [f"{prefix}-{place}" for place in range(len(turns))], "turn": range(1, len(turns) + 1)}
    return pd.DataFrame(
        {**rows, "speaker": [speaker for speaker, _ in turns], "text": [text for _, text in turns], **columns}
    )


@pytest.fixture(scope="module")
def done() -> Anonymised:
    return anonymise(_turns(TURNS), people=PEOPLE)


def test_speakers_get_numbers_in_order_of_appearance_and_one_person_one_number(done: Anonymised) -> None:
    assert done.utterances["speaker"].tolist() == ["P01", "P02", "P03", "P01", "P04"]


def test_the_role_comes_from_the_roster(done: Anonymised) -> None:
    assert done.utterances["role"].tolist() == ["uitvoerder", "begeleider", "", "uitvoerder", ""]


def test_the_sentences_stay_readable(done: Anonymised) -> None:
    assert done.utterances["text"].tolist() == [
        "Nou, [P02]'s fiets stond in de [straat] in [plaats A].",
        "Dat zei [persoon A] ook, [P01]. En [persoon A] weet het.",
        "Ik kom uit [plaats B], niet uit [plaats A].",
        "Bij [organisatie A] bellen ze op [telefoonnummer].",
        "Ik ben [50-59 jaar], en op maart 2025 zat ik daar.",
    ]


def test_ids_and_order_are_kept(done: Anonymised) -> None:
    assert done.utterances["utterance_id"].tolist() == ["a-0", "a-1", "a-2", "a-3", "a-4"]


def test_what_comes_out_is_a_valid_table(done: Anonymised) -> None:
    pd.testing.assert_frame_equal(check(done.utterances, UTTERANCES), done.utterances)


def test_nothing_that_came_in_is_changed() -> None:
    turns = _turns(TURNS)
    before = turns.copy(deep=True)
    anonymise(turns, people=PEOPLE)
    pd.testing.assert_frame_equal(turns, before)


def test_the_log_points_at_the_replacements_in_the_new_text(done: Anonymised) -> None:
    texts = done.utterances.set_index("utterance_id")["text"]
    rows = done.log[done.log["column"] == "text"]
    assert len(rows) == 12
    assert all(texts[row.utterance_id][row.start : row.stop] == row.replacement for row in rows.itertuples())


def test_the_log_holds_no_original(done: Anonymised) -> None:
    assert not any(
        word in done.log.to_csv() for word in ("Marieke", "Kees", "Zwolle", "Petra", "Springplank", "12345678")
    )


def test_the_original_wording_and_other_text_columns_are_cleaned_too() -> None:
    turns = _turns([("Kees", "Kees zei ja.")], original=["Kees zei, eh, ja."], opmerking=["Kees Vos keek weg"])
    rows = anonymise(turns, people=PEOPLE).utterances
    assert rows.loc[0, ["original", "opmerking"]].tolist() == ["[P01] zei, eh, ja.", "[P01] keek weg"]


def test_the_next_file_gives_the_same_person_the_same_number_and_goes_on_counting(done: Anonymised) -> None:
    later = anonymise(_turns([("Bashir", "Marieke was er, in Almelo."), ("Truus", "Ja.")], prefix="b"), key=done.key)
    assert later.utterances["speaker"].tolist() == ["P05", "P04"]
    assert later.utterances["text"].tolist() == ["[P02] was er, in [plaats B].", "Ja."]


def test_a_first_name_that_gets_its_surname_later_keeps_its_number() -> None:
    first = anonymise(_turns([("Truus", "Ja.")]))
    later = anonymise(
        _turns([("Truus Verhagen", "Nee.")], prefix="b"),
        people=pd.DataFrame({"name": ["Truus Verhagen"]}),
        key=first.key,
    )
    assert later.utterances["speaker"].tolist() == ["P01"]


def test_anonymising_twice_changes_nothing(done: Anonymised) -> None:
    again = anonymise(done.utterances, people=PEOPLE, key=done.key)
    pd.testing.assert_frame_equal(again.utterances, done.utterances)


def test_a_name_that_two_participants_share_names_both_numbers() -> None:
    turns = _turns([("Jan de Wit", "Ja."), ("Jan Bos", "Nee."), ("Truus", "Dat zei Jan.")])
    assert anonymise(turns).utterances["text"].tolist()[2] == "Dat zei [P01 of P02]."


def test_the_researchers_lists_are_obeyed() -> None:
    turns = _turns([("Truus", "De rode trui kwam uit Zwolle.")])
    assert anonymise(turns, always=["rode trui"], never=["Zwolle"]).utterances["text"].tolist() == [
        "De [persoon A] kwam uit Zwolle."
    ]


def test_offsets_of_a_coding_point_at_the_same_words_afterwards(done: Anonymised) -> None:
    old = TURNS[1][1]
    wanted = ["ook", "weet het", "Dat zei"]
    codings = pd.DataFrame(
        {
            "utterance_id": "a-1",
            "start": [old.index(words) for words in wanted],
            "stop": [old.index(words) + len(words) for words in wanted],
        }
    )
    carried = carry_offsets(codings, done.moves)
    new = done.utterances["text"].tolist()[1]
    assert [new[row.start : row.stop] for row in carried.itertuples()] == wanted


def test_a_coding_that_cuts_through_a_name_takes_the_whole_replacement(done: Anonymised) -> None:
    start = TURNS[1][1].index("Lammers")
    carried = carry_offsets(pd.DataFrame({"utterance_id": ["a-1"], "start": [start], "stop": [start + 11]}), done.moves)
    new = done.utterances["text"].tolist()[1]
    assert new[carried.loc[0, "start"] : carried.loc[0, "stop"]] == "[persoon A] ook"


def test_a_coding_of_an_utterance_without_replacements_stays(done: Anonymised) -> None:
    codings = pd.DataFrame({"utterance_id": ["elders-1"], "start": [3], "stop": [9]})
    assert carry_offsets(codings, done.moves)[["start", "stop"]].to_numpy().tolist() == [[3, 9]]


def test_an_empty_table_goes_through() -> None:
    assert len(anonymise(UTTERANCES.empty()).utterances) == 0


def test_a_table_without_text_is_refused() -> None:
    with pytest.raises(KennisError, match="text"):
        anonymise(pd.DataFrame({"utterance_id": ["a"], "turn": [1]}))


def test_no_name_of_the_roster_is_left_in_any_case() -> None:
    for change in (str, str.lower, str.upper):
        rows = anonymise(_turns([(speaker, change(text)) for speaker, text in TURNS]), people=PEOPLE).utterances
        said = " ".join(rows["text"]).lower()
        assert not any(name in said for name in ("kees", "marieke", "petra", "zwolle", "almelo", "kerkstraat"))


def test_placeholders_are_no_names() -> None:
    assert all("P0" not in span.text for span in find_spans("Volgens [P03] en [persoon A] is dat zo."))


def test_a_town_has_one_letter_with_and_without_gemeente() -> None:
    turns = _turns([("Truus", "De gemeente Zonderdrecht belt."), ("Truus", "In Zonderdrecht gaat dat zo.")])
    assert anonymise(turns).utterances["text"].tolist() == [
        "De gemeente [plaats A] belt.",
        "In [plaats A] gaat dat zo.",
    ]


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("Dat was Gerrits fiets.", "Dat was [P01]'s fiets."),
        ("Gerrits moeder was er.", "[P01]'s moeder was er."),
        ("Mevrouw Postma's brief is weg.", "Mevrouw [persoon A]'s brief is weg."),
        ("Toen zei Corrie Pauwels, die is ziek.", "Toen zei [persoon A], die is ziek."),
        ("Corrie Pauwels had het geregeld.", "[persoon A] had het geregeld."),
        ("Dat heeft Ilse Bos gevraagd.", "Dat heeft [persoon A] gevraagd."),
    ],
)
def test_an_s_of_the_name_itself_is_no_genitive(said: str, left: str) -> None:
    cleaned = anonymise(_turns([("Gerrit", said)]), people=pd.DataFrame({"name": ["Gerrit Hoekstra"]}))
    assert cleaned.utterances["text"].tolist() == [left]


def test_a_first_name_or_surname_alone_means_who_belongs_to_the_talk() -> None:
    said = "Dat zei Jan, en mevrouw De Wit."
    turns = _turns(
        [("Jan de Wit", "Ja."), ("Truus", said), ("Truus", said), ("Truus", f"{said} Ik bedoel Jan de Wit.")]
    )
    near = [frozenset({"Jan de Wit", "Truus"})] * 2 + [frozenset({"Truus"})] * 2
    done = anonymise(turns, near=near, talks=["a", "a", "b", "c"]).utterances["text"].tolist()
    assert done[1] == "Dat zei [P01], en mevrouw [P01]."
    assert done[2] == "Dat zei [persoon A], en mevrouw [persoon B]."
    assert done[3] == "Dat zei [P01], en mevrouw [P01]. Ik bedoel [P01]."  # the whole name ties them


def test_two_people_who_share_a_word_of_their_names_do_not_share_a_letter() -> None:
    turns = _turns(
        [("Truus", text) for text in ("Dat zei Storm Francke.", "Henk Storm is mijn baas.", "Storm Francke lachte.")]
    )
    done = anonymise(turns).utterances["text"].tolist()
    assert "[persoon A]" in done[0] and "[persoon B]" in done[1]
    assert done[2] == "[persoon A] lachte."


def test_a_label_is_looked_up_once_however_often_somebody_speaks(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    find = naming.person_of

    def counted(label: str, people: Iterable[Person]) -> Person | None:
        asked.append(label)
        return find(label, people)

    monkeypatch.setattr(naming, "person_of", counted)
    done = anonymise(_turns([("Kees Vos", "Ja."), ("Roos Dam", "Nee.")] * 20))
    assert done.utterances["speaker"].tolist() == ["P01", "P02"] * 20
    assert len(asked) < 5
