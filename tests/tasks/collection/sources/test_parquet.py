"""Parquet values of any type come in as the text that a CSV file would hold."""

import datetime
import decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tasks.collection.sources.mapping import canonical_mapping
from tasks.collection.sources.normalise import normalise
from tasks.collection.sources.raw import RawRows, UnreadableFileError
from tasks.collection.sources.reading import read_raw
from tests.ending import ends
from tests.tasks.collection.sources.files import rows_of
from tests.tasks.collection.sources.rows import SHANGHAI

DAY, MOMENT = datetime.date(2021, 3, 1), datetime.datetime(2021, 2, 28, 16, 30)


def read_table(folder: Path, columns: dict[str, Any], **options: Any) -> RawRows:
    pq.write_table(pa.table(columns), folder / "file", **options)
    return read_raw(folder / "file")


@pytest.mark.parametrize(
    ("values", "texts"),
    [
        (["0101", "", None], ["0101", None, None]),
        ([870310, None], ["870310", None]),
        ([870310.0, 2.5, None, float("nan")], ["870310", "2.5", None, None]),
        ([222020211000000013.0], ["2.22020211000000E+17"]),
        (pa.array([0.1, 3], pa.float32()), ["0.1", "3"]),
        ([decimal.Decimal("1.50"), decimal.Decimal("-3.00")], ["1.50", "-3.00"]),
        ([DAY], ["2021-03-01"]),
        ([datetime.datetime(2021, 3, 1), MOMENT], ["2021-03-01", "2021-02-28T16:30:00"]),
        (pa.array([MOMENT], pa.timestamp("us", "Asia/Shanghai")), ["2021-02-28T16:30:00Z"]),
        (pa.array([MOMENT], pa.timestamp("ns", "+08:00")), ["2021-02-28T16:30:00Z"]),
        ([["MSKU1", None, "MSKU2"], [], None], ["MSKU1;MSKU2", None, None]),
        ([[1], [2, 3]], ["1", "2;3"]),
        ([True, False], ["true", "false"]),
        (pa.array(["a", None, "a"]).dictionary_encode(), ["a", None, "a"]),
        (pa.array([b"ok"]), ["ok"]),
        (pa.array(["x"], pa.string_view()), ["x"]),
        (pa.nulls(2), [None, None]),
    ],
)
def test_values_of_every_type_are_text(tmp_path: Path, values: Any, texts: list[str | None]) -> None:
    raw = read_table(tmp_path, {"id": ["1"] * len(values), "v": values})
    assert raw.rows.column("v").to_pylist() == texts


def test_nested_columns_are_passed_over_and_named(tmp_path: Path) -> None:
    raw = read_table(tmp_path, {"id": ["1"], "extra": [{"x": [1]}], "more": [[{"y": 1}]]})
    assert rows_of(raw) == [{"id": "1"}]
    assert raw.notes == ("columns of nested values are passed over: extra, more",)


def test_a_broken_value_costs_its_row_alone_where_its_column_is_used(tmp_path: Path) -> None:
    names = pa.array([b"a", b"\xff\xfe", b"c\x00", b"d", b"e" * 200_000, b"f"])
    numbers = [1.0, 2.0, 3.0, float("inf"), 5.0, 6.0]
    columns = {"declaration_id": ["1", "2", "3", "4", "5", "6"], "hs_code": ["847130"] * 6}
    raw = read_table(tmp_path, {**columns, "importer": names, "net_mass": numbers}, row_group_size=2)
    broken = {fault["row_number"]: fault["reason"] for fault in raw.broken_values.to_pylist()}
    assert broken == {
        2: "its value is no text in UTF-8",
        3: "its value holds a zero byte",
        4: "its number is infinite",
        5: "its value is longer than 131,072 bytes",
    }
    mapping = canonical_mapping("declarations").model_copy(update={"required": ()})
    used = normalise(raw, mapping, SHANGHAI)
    assert used.items.column("declaration_id").to_pylist() == ["1", "6"]
    assert used.row_numbers.to_pylist() == [1, 6]
    raw = read_table(tmp_path, {**columns, "remark": names, "other": numbers}, row_group_size=2)
    assert normalise(raw, mapping, SHANGHAI).items.num_rows == 6


def test_rows_keep_their_numbers_over_row_groups(tmp_path: Path) -> None:
    raw = read_table(tmp_path, {"n": list(range(1, 300_001))}, row_group_size=70_000)
    assert raw.rows.column("n").to_pylist() == [str(number) for number in raw.row_numbers.to_pylist()]


def refused_at_once(path: Path, sentence: str) -> None:
    with ends(), pytest.raises(UnreadableFileError, match=sentence):
        read_raw(path)


def test_a_file_that_unpacks_to_far_more_rows_than_it_has_bytes_is_refused_at_once(tmp_path: Path) -> None:
    pq.write_table(pa.table({"a": pa.repeat(1, 20_000_000)}), tmp_path / "file")
    refused_at_once(tmp_path / "file", "that is no table")


def test_a_header_of_many_columns_is_refused_at_once(tmp_path: Path) -> None:
    pq.write_table(pa.table({f"c{number}": [1] for number in range(20_000)}), tmp_path / "file")
    refused_at_once(tmp_path / "file", "20,000 columns")


@pytest.mark.parametrize(
    ("content", "sentence"), [(b"PAR1" + bytes(50), "damaged"), (b"PAR1", "damaged")], ids=["garbage", "short"]
)
def test_a_damaged_file_is_refused_in_a_sentence(tmp_path: Path, content: bytes, sentence: str) -> None:
    (tmp_path / "file").write_bytes(content)
    refused_at_once(tmp_path / "file", sentence)


def test_a_file_without_rows_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError, match="a header and no rows"):
        read_table(tmp_path, {"a": pa.array([], pa.string())})
