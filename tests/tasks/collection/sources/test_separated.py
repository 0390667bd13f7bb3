"""Separated text is read under its header, and a broken row takes no other with it."""

from pathlib import Path

import pytest

from tasks.collection.sources.raw import ReadingHints, UnreadableFileError
from tasks.collection.sources.reading import read_raw
from tests.ending import ends
from tests.tasks.collection.sources.files import faults_of, read, rows_of


def first_column(folder: Path, content: str) -> list[str | None]:
    return [next(iter(row.values())) for row in rows_of(read(folder, content))]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_separator_is_found(tmp_path: Path, separator: str) -> None:
    raw = read(tmp_path, separator.join("abc") + "\n" + separator.join("123"))
    assert rows_of(raw) == [{"a": "1", "b": "2", "c": "3"}]
    assert raw.found == ReadingHints("separated", "utf-8", separator, '"', 1)


def test_decimal_commas_do_not_pass_for_separators(tmp_path: Path) -> None:
    raw = read(tmp_path, "MRN;Masse nette;Valeur\nR1;900,5;12.345,60\nR2;1.250;999,90\n")
    assert rows_of(raw)[0] == {"MRN": "R1", "Masse nette": "900,5", "Valeur": "12.345,60"}


def test_a_separator_that_excel_names_above_the_header_is_believed(tmp_path: Path) -> None:
    assert rows_of(read(tmp_path, "sep=;\na;b,c\n1;2\n")) == [{"a": "1", "b,c": "2"}]


def test_a_separator_and_quote_that_the_mapping_names_are_taken(tmp_path: Path) -> None:
    raw = read(tmp_path, "a^b\n1^'2^3'\n", ReadingHints(separator="^", quote="'"))
    assert rows_of(raw) == [{"a": "1", "b": "2^3"}]


def test_a_title_above_the_header_and_a_total_below_are_passed_over_and_named(tmp_path: Path) -> None:
    text = "Imports of March\n,,,,\nid,hs,origin,mass\nM1,950300,CN,5\nM2,950300,CN,6\nTotal,,,11\n"
    raw = read(tmp_path, text)
    assert first_column(tmp_path, text) == ["M1", "M2"]
    assert raw.found.header_row == 3
    assert [note for note in raw.notes if "Imports of March" in note]
    assert [note for note in raw.notes if "Total" in note]


def test_the_header_is_in_the_line_that_the_mapping_names(tmp_path: Path) -> None:
    raw = read(tmp_path, "1,2\n3,4\na,b\n5,6\n", ReadingHints(header_row=3))
    assert rows_of(raw) == [{"a": "5", "b": "6"}]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_breaks_separators_and_quotes_in_quoted_fields_are_content(tmp_path: Path, end: str) -> None:
    text = 'a,b\n1,"two\nlines, and ""quotes"""\n2,x\n'.replace("\n", end)
    raw = read(tmp_path, text)
    assert [row["b"] for row in rows_of(raw)] == ['two\nlines, and "quotes"', "x"]
    assert not faults_of(raw)


def test_blank_lines_count_for_nothing_and_empty_fields_are_missing(tmp_path: Path) -> None:
    raw = read(tmp_path, "\r\na,b\r\n1,2\r\n\r\n,\r\n3,\r\n")
    assert rows_of(raw) == [{"a": "1", "b": "2"}, {"a": "3", "b": None}]
    assert raw.row_numbers.to_pylist() == [1, 3]


@pytest.mark.parametrize("stray", ['9,"x', '"9,x', '9,"x"y', '9,x,"'])
def test_a_stray_quote_costs_its_own_row_and_no_row_below(tmp_path: Path, stray: str) -> None:
    raw = read(tmp_path, f"a,b\n1,x\n{stray}\n2,y\n3,z\n")
    assert [row["a"] for row in rows_of(raw)] == ["1", "2", "3"]
    assert list(faults_of(raw)) == [2]
    assert raw.row_numbers.to_pylist() == [1, 3, 4]


def test_an_inch_sign_is_content(tmp_path: Path) -> None:
    assert rows_of(read(tmp_path, 'a,b\n1,5" pipe\n2,6" pipe\n'))[0] == {"a": "1", "b": '5" pipe'}


def test_two_stray_quotes_do_not_swallow_the_rows_between_them(tmp_path: Path) -> None:
    raw = read(tmp_path, 'a,b\n1,"x\n2,y\n3,z",\n4,w\n')
    assert {"2", "4"} <= {row["a"] for row in rows_of(raw)}
    assert faults_of(raw)[1] == "its quotation marks do not match"


def test_a_row_cut_short_and_one_too_long_are_kept_as_they_stand(tmp_path: Path) -> None:
    raw = read(tmp_path, "a,b,c\n1,2,3\n4,5\n6,7,8,9\n10,11,12\n")
    assert {fault["row_number"]: fault["value"] for fault in raw.faults.to_pylist()} == {2: "4,5", 3: "6,7,8,9"}


def test_rows_that_all_end_with_a_separator_are_whole(tmp_path: Path) -> None:
    assert rows_of(read(tmp_path, "a,b\n1,2,\n3,4,\n")) == [{"a": "1", "b": "2"}, {"a": "3", "b": "4"}]


def test_a_zero_byte_costs_its_row_alone(tmp_path: Path) -> None:
    raw = read(tmp_path, "a,b\n1,2\n3,x\x00y\n4,5\n")
    assert first_column(tmp_path, "a,b\n1,2\n3,x\x00y\n4,5\n") == ["1", "4"]
    assert faults_of(raw) == {2: "the row holds a zero byte"}


def test_a_row_beyond_any_measure_costs_itself_alone(tmp_path: Path) -> None:
    raw = read(tmp_path, "a,b\n1,2\n3," + "x" * 3_000_000 + "\n4,5\n")
    assert [row["a"] for row in rows_of(raw)] == ["1", "4"]
    assert "longer than" in faults_of(raw)[2]


def test_rows_of_a_long_file_keep_their_numbers(tmp_path: Path) -> None:
    lines = [f"{number},{number}" for number in range(1, 120_001)]
    lines[70_000] = "70001"
    raw = read(tmp_path, "a,b\n" + "\n".join(lines))
    assert list(faults_of(raw)) == [70_001]
    assert raw.rows.column("b").to_pylist() == [str(number) for number in raw.row_numbers.to_pylist()]


def test_broken_rows_of_both_passes_keep_their_numbers(tmp_path: Path) -> None:
    raw = read(tmp_path, 'a,b\n1,1\n2,"2\n3\n4,4\n5,x\x00\n6\n7,"7\n7"\n8,8\n')
    assert sorted(faults_of(raw)) == [2, 3, 5, 6]
    assert [row["a"] for row in rows_of(raw)] == ["1", "4", "7", "8"]
    assert raw.row_numbers.to_pylist() == [1, 4, 7, 8]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("\n\n", "empty"),
        ("a,b\n", "a header and no rows"),
        ("a,b\n\n,\n", "a header and no rows"),
        ("a,b,a\n1,2,3\n", "names the column a twice"),
        (",,\n1,2,3\n", "names no column"),
        ('a,"b\n1,2\n', "header cannot be read"),
        ("1,2\n3,4\n", "no line that names columns"),
    ],
)
def test_a_file_without_header_or_rows_is_refused_in_a_sentence(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(UnreadableFileError, match=sentence):
        read(tmp_path, text)


def test_a_header_of_a_hundred_thousand_columns_is_refused_at_once(tmp_path: Path) -> None:
    header = ",".join(f"c{number}" for number in range(100_000))
    with ends(), pytest.raises(UnreadableFileError, match="its header has 100,000 columns"):
        read(tmp_path, f"{header}\n{'1,' * 99_999}1\n")


def test_a_cell_without_end_is_refused_at_once(tmp_path: Path) -> None:
    path = tmp_path / "endless"
    with path.open("wb") as file:
        file.write(b'a,b\n1,"x')
        file.truncate(1 << 30)
    with ends(), pytest.raises(UnreadableFileError, match="more than 8 MB"):
        read_raw(path)
