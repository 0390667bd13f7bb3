"""JSON comes in record by record, flat or with the items of a declaration in a list."""

from pathlib import Path

import pytest

from tasks.collection.sources.raw import ReadingHints, UnreadableFileError
from tests.ending import ends
from tests.tasks.collection.sources.files import faults_of, read, rows_of


@pytest.mark.parametrize(
    "text",
    [
        '{"id": "A", "n": 1}\n{"id": "B", "n": 2}\n',
        '[{"id": "A", "n": 1}, {"id": "B", "n": 2}]',
        '{"records": [{"id": "A", "n": 1}, {"id": "B", "n": 2}]}',
        '{"id": "A",\n "n": 1}{"id": "B",\n "n": 2}',
    ],
)
def test_records_are_rows_whatever_holds_them(tmp_path: Path, text: str) -> None:
    for codec in ("utf-8", "utf-8-sig", "utf-16"):
        assert rows_of(read(tmp_path, text.encode(codec))) == [{"id": "A", "n": "1"}, {"id": "B", "n": "2"}]


def test_items_repeat_the_header_and_nested_values_have_paths(tmp_path: Path) -> None:
    items = '[{"hs": "01", "origin": {"code": "CN"}}, {"hs": "02"}]'
    text = f'{{"id": "A", "party": {{"name": "X"}}, "items": {items}}}\n{{"id": "B"}}'
    assert rows_of(read(tmp_path, text)) == [
        {"id": "A", "party/name": "X", "items/hs": "01", "items/origin/code": "CN"},
        {"id": "A", "party/name": "X", "items/hs": "02", "items/origin/code": None},
        {"id": "B", "party/name": None, "items/hs": None, "items/origin/code": None},
    ]


def test_long_numbers_and_decimals_keep_every_digit(tmp_path: Path) -> None:
    text = '[{"id": 222020211000000013, "v": 1.10, "w": true, "x": null, "l": ["a", "b"]}]'
    assert rows_of(read(tmp_path, text)) == [{"id": "222020211000000013", "v": "1.10", "w": "true", "l": "a;b"}]


def test_the_records_are_where_the_mapping_says(tmp_path: Path) -> None:
    text = '{"a": {"b": [{"id": "A"}]}, "rows": [{"id": "no"}]}'
    raw = read(tmp_path, text, ReadingHints(record_path="a/b"))
    assert rows_of(raw) == [{"id": "A"}]
    with pytest.raises(UnreadableFileError, match="no list of records at a/c"):
        read(tmp_path, text, ReadingHints(record_path="a/c"))


def test_a_line_that_is_no_object_costs_itself_alone(tmp_path: Path) -> None:
    raw = read(tmp_path, '{"id": "A"}\n{"id": "B",\n{"id": "C"}\n')
    assert [row["id"] for row in rows_of(raw)] == ["A", "C"]
    assert list(faults_of(raw)) == [2]
    assert raw.faults.column("value").to_pylist() == ['{"id": "B",']


def test_a_record_with_half_a_character_costs_itself_alone(tmp_path: Path) -> None:
    raw = read(tmp_path, '[{"id": "A"}, {"id": "\\ud800"}, {"\\udfff": "x"}, {"id": "\\ud83d\\ude00"}]')
    assert [row["id"] for row in rows_of(raw)] == ["A", "😀"]
    assert list(faults_of(raw)) == [2, 3]


def test_a_large_array_is_read_in_pieces(tmp_path: Path) -> None:
    text = "[" + ",".join(f'{{"n": {number}, "t": "{"x" * 60}"}}' for number in range(60_000)) + "]"
    assert read(tmp_path, text).rows.column("n").to_pylist() == [str(number) for number in range(60_000)]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[]", "no record"),
        ('[{"id": 1}', "cut off"),
        ('[{"id": 1} {"id" 2}]', "broken"),
        ('{"a":' + "[" * 100_000, "deeper than 32"),
        ('{"a":' + '{"b":' * 40 + "1" + "}" * 41, "deeper than 32"),
        ('{"a": "' + "x" * 30_000_000, "broken"),
    ],
    ids=["empty", "cut off", "broken", "deep lists", "deep objects", "endless"],
)
def test_broken_and_hostile_json_is_refused_in_a_sentence(tmp_path: Path, text: str, sentence: str) -> None:
    with ends(), pytest.raises(UnreadableFileError, match=sentence):
        read(tmp_path, text)
