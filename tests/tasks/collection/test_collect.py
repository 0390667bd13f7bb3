"""Bad input lands in quarantine or in one clear sentence, and the rest goes through."""

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from sql.register.tables import BatchQuality, QualityFault
from sql.stores import Stores
from tasks.collection.collect import collect_file
from tasks.collection.quarantine import open_quarantine
from tasks.collection.validation import validate
from tests.tasks.collection.declared import GOOD, HEADER, SCREENED_FROM, collect, csv_text, row


def lodged(stores: Stores, tmp_path: Path, *lines: str, encoding: str = "utf-8", end: str = "\n") -> dict[str, object]:
    return collect(stores, tmp_path, ("\n".join([",".join(HEADER), *lines]) + end).encode(encoding))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_usual_encodings_are_read(stores: Stores, tmp_path: Path, encoding: str) -> None:
    told = lodged(stores, tmp_path, GOOD.replace("I1", "上海"), encoding=encoding)
    assert (told["rows_accepted"], told["rows_quarantined"]) == (1, 0)
    with stores.lake.connect("declarations") as lake:
        assert lake.execute("select importer, office, hs_code from declarations").fetchall() == [
            ("上海", "SHA1", "870310")
        ]


@pytest.mark.parametrize(
    ("bad", "column", "reason"),
    [
        (GOOD.replace("1,2020", "2,2020").replace("10.0,500", "-1,500"), "net_mass", "is negative"),
        (GOOD.replace("1,2020-05-04", "2,2020-13-04"), "lodged_on", "is no possible date"),
        (GOOD.replace("1,2020", "2,2020").replace("870310", "87031"), "hs_code", "HS code"),
        (GOOD.replace("1,2020-05-04", "2,2021-02-30"), "lodged_on", "is no possible date"),
        (GOOD.replace("1,2020-05-04", "2,2020-05"), "lodged_on", "is no possible date"),
        (GOOD.replace("1,2020-05-04", "2,2099-05-04"), "lodged_on", "lies in the future"),
        (GOOD.replace("1,2020", "2,2020").replace("10.0,500", "ten,500"), "net_mass", "is no number"),
        (GOOD.replace("1,2020", "2,2020").replace("10.0,500", '"1,0,00",500'), "net_mass", "is no number"),
        (GOOD.replace("1,2020", "2,2020").replace("500.0", "inf"), "item_value", "is no number"),
        (GOOD.replace("1,2020", ",2020"), "declaration_id", "is missing"),
        (GOOD.replace("1,2020", "2,2020").replace("I1", "I" * 5_000), "importer", "longer than"),
        (GOOD.replace("1,2020", "2,2020").replace("I1", '"I1'), "", "quotation marks"),
        (GOOD.replace("1,2020", "2,2020").removesuffix("0,0") + "7,0", "violation", "is neither none"),
        ("2,2020-05-04,40,B,11", "", "fields"),
    ],
)
def test_a_bad_row_is_quarantined_and_the_good_one_goes_through(
    stores: Stores, tmp_path: Path, bad: str, column: str, reason: str
) -> None:
    content = "\n".join([",".join(HEADER), GOOD, bad])
    told = collect(stores, tmp_path, content, latest=SCREENED_FROM)
    assert (told["rows_read"], told["rows_accepted"], told["rows_quarantined"]) == (2, 1, 1)
    row = open_quarantine(stores).iloc[0]
    assert (row["row_number"], row["column_name"]) == (2, column)
    assert reason in row["reason"]


@pytest.mark.parametrize(
    ("odd", "column", "reason"),
    [
        (GOOD.replace("1,2020", "2,2020").replace(",CN,CN,", ",QQ,CN,"), "country_of_departure", "is no known country"),
        (GOOD.replace("1,2020", "2,2020").replace(",40,", ",77,"), "office", "is no known office"),
        (GOOD.replace("1,2020", "2,2020").replace("I1,S1", ",S1"), "importer", "is missing"),
        (GOOD.replace("1,2020-05-04", "2,"), "lodged_on", "is missing"),
        (GOOD.replace("1,2020", "2,2020").replace("870310", ""), "hs_code", "is missing"),
    ],
)
def test_what_a_declaration_lacks_or_codes_in_its_own_way_stops_nothing_and_is_a_fault(
    stores: Stores, tmp_path: Path, odd: str, column: str, reason: str
) -> None:
    told = collect(stores, tmp_path, "\n".join([",".join(HEADER), GOOD, odd]), latest=SCREENED_FROM)
    assert (told["rows_read"], told["rows_accepted"], told["rows_quarantined"]) == (2, 2, 0)
    faults = stores.register.read(QualityFault, ["content", "column_name", "reason", "rows"])
    assert faults.to_numpy().tolist() == [["declarations", column, reason, 1]]


def test_faults_are_counted_by_unit_with_an_example(stores: Stores, tmp_path: Path) -> None:
    rows = [row(declaration_id=f"D{place}", country_of_origin="Atlantis") for place in range(3)]
    collect(stores, tmp_path, csv_text([*rows, row(declaration_id="D9", office="9999")]))
    faults = stores.register.read(QualityFault, ["unit", "column_name", "rows", "example"], order_by=["key"])
    assert faults.to_numpy().tolist() == [["CN", "office", 1, "9999"], ["SHA1", "country_of_origin", 3, "Atlantis"]]
    quality = stores.register.read(BatchQuality, ["unit", "rows", "accuracy"], order_by=["unit"])
    assert quality.to_numpy().tolist() == [["CN", 1, 1.0], ["SHA1", 3, 1.0]]


def test_a_declaration_that_says_no_day_is_lodged_on_the_day_it_came(stores: Stores, tmp_path: Path) -> None:
    collect(stores, tmp_path, "declaration_id,hs_code\nD1,870310\n")
    with stores.lake.connect("declarations") as lake:
        assert lake.execute("select lodged_on from declarations").fetchall() == [(SCREENED_FROM,)]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "empty"),
        (b"\x00\x01\x02", "a header and no rows"),
        (b"PK\x03\x04 a workbook", "workbook is damaged"),
        ("a,b\n1,2\n".encode("utf-16"), "customs-risk sources propose"),
        (b"a,b\n1,2\n", "customs-risk sources propose"),
        (b"a,a\n1,2\n", "twice"),
        (",".join(HEADER).encode(), "no rows"),
        (b"PAR1x", "damaged"),
    ],
)
def test_an_unreadable_file_is_told_in_a_sentence_and_kept(
    stores: Stores, tmp_path: Path, content: bytes, sentence: str
) -> None:
    path = tmp_path / "odd.csv"
    path.write_bytes(content)
    told = collect_file(stores, path, SCREENED_FROM, SCREENED_FROM)
    assert told["state"] == "unreadable"
    assert sentence in str(told["problem"])
    assert len(list((stores.folder / "unreadable").iterdir())) == 1


def test_the_same_content_twice_does_nothing_twice(stores: Stores, tmp_path: Path) -> None:
    lodged(stores, tmp_path, GOOD)
    assert lodged(stores, tmp_path, GOOD)["state"] == "collected_before"


def test_a_file_as_long_as_one_before_is_another_file(stores: Stores, tmp_path: Path) -> None:
    lodged(stores, tmp_path, GOOD)
    told = lodged(stores, tmp_path, GOOD.replace("1,2020", "2,2020"))
    assert (told["state"], told["rows_accepted"]) == ("collected", 1)


def test_outcomes_of_the_screened_period_are_sealed(stores: Stores, tmp_path: Path) -> None:
    lodged(stores, tmp_path, GOOD, GOOD.replace("1,2020-05-04", "2,2021-02-03"))
    with stores.lake.unsealed("outcomes", "sealed_outcomes") as lake:
        assert lake.execute("select declaration_id from outcomes").fetchall() == [("1",)]
        assert lake.execute("select declaration_id, inspected_on from sealed_outcomes").fetchall() == [("2", None)]


def test_every_row_of_a_file_is_accepted_quarantined_or_repeated(stores: Stores, tmp_path: Path) -> None:
    lodged(stores, tmp_path, GOOD, GOOD.replace("1,2020", "2,2020"))
    told = lodged(stores, tmp_path, GOOD, GOOD.replace("1,2020", "3,2020"), GOOD.replace("1,2020", "4,9999"))
    assert (told["rows_read"], told["rows_accepted"], told["rows_repeated"], told["rows_quarantined"]) == (3, 1, 1, 1)


def test_times_with_and_without_zone_in_one_column_are_days_of_the_place(stores: Stores, tmp_path: Path) -> None:
    first = GOOD.replace("2020-05-04", "2020-05-04T23:30:00+08:00")
    second = GOOD.replace("1,2020-05-04", "2,2020-05-04 23:30")
    third = GOOD.replace("1,2020-05-04", "3,20200504")
    assert lodged(stores, tmp_path, first, second, third)["rows_accepted"] == 3
    with stores.lake.connect("declarations") as lake:
        assert lake.execute("select distinct lodged_on from declarations").fetchall() == [(date(2020, 5, 4),)]


def test_lists_in_a_parquet_file_stay_lists() -> None:
    rows = pd.DataFrame(
        {
            "declaration_id": ["1", "2"],
            "lodged_on": pd.Timestamp("2021-03-02"),
            "office": "SHA1",
            "importer": "I1",
            "hs_code": "870310",
            "licences": [["L1", "L2"], None],
            "route": ["SGSIN;HKHKG", None],
        }
    )
    accepted = validate("declarations", rows, frozenset({"SHA1"})).accepted
    assert accepted["licences"].iloc[0] == ["L1", "L2"]
    assert accepted["route"].iloc[0] == ["SGSIN", "HKHKG"]


def test_a_file_with_the_longest_name_there_can_be_is_kept_where_it_cannot_be_read(
    stores: Stores, tmp_path: Path
) -> None:
    path = tmp_path / f"{'报' * 83}.csv"
    path.write_bytes(b"PK\x03\x04")
    told = collect_file(stores, path, SCREENED_FROM, SCREENED_FROM)
    assert (told["file"], told["state"]) == (path.name, "unreadable")
    (kept,) = (stores.folder / "unreadable").iterdir()
    assert kept.read_bytes() == path.read_bytes()
    assert kept.name.endswith("报报.csv")
