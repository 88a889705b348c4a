"""The pattern language of the codebook."""

import pytest

from kennis.coding.patterns import PatternError, parse_pattern, split_lines


def keys(source):
    return [
        [set(element.keys) for element in segment] for pattern in parse_pattern(source) for segment in pattern.segments
    ]


def test_one_word_is_one_element():
    assert keys("durven") == [[{"durven"}]]


def test_a_star_also_finds_parts_of_compounds():
    assert keys("vertrouwen*") == [[{"vertrouwen", "*vertrouwen"}]]


def test_words_after_each_other_are_one_segment():
    assert keys("vinger zere plek") == [[{"vinger"}, {"zere"}, {"plek"}]]


@pytest.mark.parametrize("gap", ["…", "..."])
def test_a_gap_parts_segments(gap):
    assert keys(f"nek {gap} uitsteken") == [[{"nek"}], [{"uitsteken"}]]


def test_quoted_words_are_exact_and_adjacent():
    (pattern,) = parse_pattern('"op gelijke voet"')
    assert [element.adjacent for element in pattern.elements] == [False, True, True]
    assert pattern.elements[0].keys == {"=op"}


def test_single_word_choices_share_one_place():
    assert keys("(lef|durf) tonen") == [[{"lef", "durf"}, {"tonen"}]]


def test_a_choice_of_several_words_becomes_a_pattern_of_its_own():
    assert keys("(durven|lef hebben)") == [[{"durven"}], [{"lef"}, {"hebben"}]]


def test_an_empty_choice_makes_a_word_optional():
    assert keys("(heel|) bang") == [[{"heel"}, {"bang"}], [{"bang"}]]


@pytest.mark.parametrize("source", ["", "…", "(durven", 'hij zei "ja', "stap(pen)", "(er)? over"])
def test_a_pattern_that_cannot_be_read_is_refused(source):
    with pytest.raises(PatternError):
        parse_pattern(source)


def test_a_block_holds_patterns_a_line_or_parted_by_semicolons_and_comments():
    block = "lef; durf\n# uitleg\nmoed # nog meer uitleg\n"
    assert split_lines(block) == [(0, "lef"), (0, "durf"), (2, "moed")]
