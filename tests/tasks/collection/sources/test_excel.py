"""Workbooks come in with dates as dates, numbers without loss, and the items of a declaration joined to its header."""

import datetime
import io
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tasks.collection.sources.raw import RawRows, ReadingHints, UnreadableFileError
from tests.ending import ends
from tests.tasks.collection.sources.files import Sheets, read, rows_of, workbook

HEADER: list[list[Any]] = [
    ["海关编号", "申报日期", "境内收货人", "备注"],
    ["222020240000000001", datetime.date(2024, 3, 5), "ACME", "urgent"],
    ["222020240000000002", datetime.date(2024, 3, 6), "BETA", None],
]
ITEMS: list[list[Any]] = [
    ["海关编号", "项号", "商品编号", "备注"],
    ["222020240000000001", 1, "9503007000", "toys"],
    [None, 2, "6109100021", None],  # the number's cells are merged
    ["222020240000000002", 1, "0101210010", None],
]


def read_book(folder: Path, sheets: Sheets, hints: ReadingHints | None = None) -> RawRows:
    return read(folder, workbook(sheets), hints)


def test_dates_numbers_and_codes_are_text_as_people_read_them(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["id", "day", "moment", "mass", "count", "code", "flag"],
        ["A1", datetime.date(2024, 3, 5), datetime.datetime(2024, 3, 5, 12, 30), 0.1 + 0.2, 3, "0101", True],
    ]
    assert list(rows_of(read_book(tmp_path, {"S": rows}))[0].values()) == [
        *("A1", "2024-03-05", "2024-03-05T12:30:00", "0.3", "3", "0101", "true")
    ]


def test_an_identifier_that_was_stored_as_a_number_shows_that_its_digits_are_lost(tmp_path: Path) -> None:
    rows = rows_of(read_book(tmp_path, {"S": [["id", "n"], [222020211000000013, 123456789012345]]}))
    assert rows == [{"id": "2.22020211000000E+17", "n": "123456789012345"}]


def test_a_title_above_and_a_total_below_are_passed_over_and_named(tmp_path: Path) -> None:
    table: list[list[Any]] = [
        ["Imports"],
        [],
        ["id", "hs", "origin", "mass"],
        ["A1", "01", "CN", 5],
        [],
        ["A2", "02", "CN", 6],
    ]
    raw = read_book(tmp_path, {"S": [*table, ["Total", None, None, 11]]})
    assert [row["id"] for row in rows_of(raw)] == ["A1", "A2"]
    assert raw.row_numbers.to_pylist() == [1, 3]
    assert raw.found == ReadingHints("excel", header_row=3, sheets=("S",))
    assert len(raw.notes) == 2


@pytest.mark.parametrize("names", [("表头", "表体"), ("Sheet1", "Sheet2"), ("b", "a")])
def test_items_are_joined_to_their_declarations_whatever_the_sheets_are_called(
    tmp_path: Path, names: tuple[str, str]
) -> None:
    raw = read_book(tmp_path, {names[1]: ITEMS, names[0]: HEADER, "说明": [["读我"]]})
    assert [(row["海关编号"][-1], row["申报日期"], row["项号"], row["商品编号"]) for row in rows_of(raw)] == [
        ("1", "2024-03-05", "1", "9503007000"),
        ("1", "2024-03-05", "2", "6109100021"),
        ("2", "2024-03-06", "1", "0101210010"),
    ]
    assert rows_of(raw)[0]["备注"] == "toys"
    assert rows_of(raw)[0][f"{names[0]}/备注"] == "urgent"
    assert raw.found.sheets == names


def test_a_declaration_without_items_and_an_item_without_declaration_are_kept(tmp_path: Path) -> None:
    lonely: list[Any] = ["222020240000000009", 1, "0101210010", None]
    raw = read_book(tmp_path, {"H": [*HEADER, ["222020240000000003", None, "C", None]], "I": [*ITEMS, lonely]})
    assert sorted(row["海关编号"][-1] for row in rows_of(raw)) == ["1", "1", "2", "3", "9"]
    assert any("1 items have no declaration" in note for note in raw.notes)


def test_sheets_of_one_shape_follow_each_other(tmp_path: Path) -> None:
    raw = read_book(tmp_path, {"Jan": [["id", "hs"], ["A", "01"]], "Feb": [["hs", "id"], ["02", "B"]]})
    assert rows_of(raw) == [{"id": "A", "hs": "01"}, {"id": "B", "hs": "02"}]


def test_the_sheet_that_the_mapping_names_is_read(tmp_path: Path) -> None:
    sheets = {"big": [["a", "b"], ["x", "y"], ["z", "w"]], "small": [["c", "d"], ["1", "2"]]}
    assert rows_of(read_book(tmp_path, sheets, ReadingHints(sheets=("small",)))) == [{"c": "1", "d": "2"}]
    with pytest.raises(UnreadableFileError, match="no sheet none: its sheets are big, small"):
        read_book(tmp_path, sheets, ReadingHints(sheets=("none",)))


def refused_at_once(folder: Path, content: bytes, sentence: str) -> None:
    with ends(), pytest.raises(UnreadableFileError, match=sentence):
        read(folder, content)


def test_an_archive_that_unpacks_without_end_is_refused_at_once(tmp_path: Path) -> None:
    content = io.BytesIO(workbook({"S": [["a", "b"], ["1", "2"]]}))
    with (
        zipfile.ZipFile(content, "a", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open("xl/media/bomb", "w", force_zip64=True) as bomb,
    ):
        for _ in range(1_100):
            bomb.write(bytes(1 << 20))
    refused_at_once(tmp_path, content.getvalue(), "unpacks to")


def test_a_sheet_that_spans_all_cells_is_refused_at_once(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["a", "b"])
    book.active["XFD1048576"] = 1
    content = io.BytesIO()
    book.save(content)
    refused_at_once(tmp_path, content.getvalue(), "spans 1,048,576 rows and 16,384 columns")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (workbook({"S": [["a", "b"], ["1", "2"]]})[:-200], "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "damaged"),
        (workbook({"S": [["a", "b"]]}), "no sheet of it has a header and rows"),
        (workbook({"S": [[f"c{n}" for n in range(3_000)], ["1"] * 3_000]}), "3,000 columns"),
    ],
    ids=["cut off", "old", "no rows", "wide"],
)
def test_damaged_and_empty_workbooks_are_refused_in_a_sentence(tmp_path: Path, content: bytes, sentence: str) -> None:
    with pytest.raises(UnreadableFileError, match=sentence):
        read(tmp_path, content)
