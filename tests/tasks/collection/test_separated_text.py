"""Separated text is read record by record, and a broken record takes no other with it."""

import pytest

from tasks.collection.reading import UnreadableFileError
from tasks.collection.separated_text import separated


def names(text: str) -> list[str]:
    content = separated(text)
    return [str(each) for number, each in content.rows["a"].items() if number not in content.broken]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_separator_is_found_by_the_header(separator: str) -> None:
    rows = separated(separator.join("abc") + "\n" + separator.join("123")).rows
    assert rows.to_dict("records") == [{"a": "1", "b": "2", "c": "3"}]


def test_a_separator_that_excel_names_in_a_line_of_its_own_is_believed() -> None:
    assert separated("sep=;\na;b,c\n1;2\n").rows.to_dict("records") == [{"a": "1", "b,c": "2"}]


def test_line_breaks_separators_and_quotation_marks_in_quoted_fields_are_content() -> None:
    content = separated('a,b\n1,"two\nlines, and ""quotes"""\n2,x\n')
    assert content.rows["b"].tolist() == ['two\nlines, and "quotes"', "x"]
    assert not content.broken


def test_line_ends_of_windows_and_blank_lines_are_no_matter() -> None:
    assert names("\r\na,b\r\n1,2\r\n\r\n,\r\n3,4\r\n") == ["1", "3"]


@pytest.mark.parametrize("stray", ['9,"x', '"9,x', '9,"x"y', '9,x,"'])
def test_a_stray_quotation_mark_costs_its_own_row_and_no_row_below(stray: str) -> None:
    assert names(f"a,b\n1,x\n{stray}\n2,y\n3,z\n") == ["1", "2", "3"]


def test_two_stray_marks_do_not_swallow_what_stands_between_them() -> None:
    content = separated('a,b\n1,"x\n2,y\n3,z",\n4,w\n')
    assert "2" in names('a,b\n1,"x\n2,y\n3,z",\n4,w\n')
    assert "4" in names('a,b\n1,"x\n2,y\n3,z",\n4,w\n')
    assert content.broken[1].reason == "its quotation marks do not match"


def test_a_row_cut_short_and_one_too_long_are_broken_and_kept_as_they_stand() -> None:
    content = separated("a,b,c\n1,2,3\n4,5\n6,7,8,9\n")
    assert {number: row.text for number, row in content.broken.items()} == {2: "4,5", 3: "6,7,8,9"}


def test_a_field_beyond_any_measure_breaks_its_row_alone() -> None:
    text = "a,b\n1,2\n3," + "x" * 200_000 + "\n4,5\n"
    assert names(text) == ["1", "4"]
    assert "longer than" in separated(text).broken[2].reason


def test_a_row_with_a_damaged_character_is_broken() -> None:
    assert names("a,b\n1,2\n3,\ufffd\n4,5\n") == ["1", "4"]


def test_rows_of_a_long_file_keep_their_numbers() -> None:
    lines = [f"{number},{number}" for number in range(1, 12_001)]
    lines[7_000] = "7001"
    content = separated("a,b\n" + "\n".join(lines))
    assert list(content.broken) == [7_001]
    assert content.rows["b"].drop(7_001).astype("int64").tolist() == [*range(1, 7_001), *range(7_002, 12_001)]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("\n\n", "empty"),
        ("a,b\n", "a header and no rows"),
        ("a,b\n\n,\n", "a header and no rows"),
        ("a,b,a\n1,2,3\n", "names the column a twice"),
        (",,\n1,2,3\n", "names no column"),
        ('a,"b\n1,2\n', "header cannot be read"),
    ],
)
def test_a_file_without_header_or_rows_is_told_in_a_sentence(text: str, sentence: str) -> None:
    with pytest.raises(UnreadableFileError, match=sentence):
        separated(text)
