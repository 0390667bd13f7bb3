"""Inputs that people met in public files: collected as meant or refused with a reason, never silently wrong."""

from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet
import pytest

from sql.stores import Stores
from tasks.collection.collect import collect_file
from tasks.collection.quarantine import faults_of_kept_rows, open_quarantine
from tests.tasks.collection.declared import SCREENED_FROM

RIGHT = {
    **{"declaration_id": "Z1", "lodged_on": "2021-03-02", "office": "SHA1", "direction": "import", "importer": "IMP9"},
    **{"seller": "SELL9", "hs_code": "620342", "country_of_origin": "CN", "net_mass": "40", "item_value": "700"},
    "currency": "USD",
}


def sent(
    stores: Stores, folder: Path, *rows: dict[str, str], separator: str = ",", encoding: str = "utf-8"
) -> dict[str, Any]:
    """Collect right rows but for the values of `rows`; numbers Z1, Z2 … where a row names none."""
    whole = [RIGHT | {"declaration_id": f"Z{place}"} | each for place, each in enumerate(rows, 1)]
    text = "\n".join([separator.join(RIGHT), *(separator.join(each.values()) for each in whole)]) + "\n"
    return collected(stores, folder, text.encode(encoding))


def collected(stores: Stores, folder: Path, content: bytes, name: str = "case.csv") -> dict[str, Any]:
    path = folder / name
    path.write_bytes(content)
    return collect_file(stores, path, date(2021, 3, 31), SCREENED_FROM, date(2021, 12, 31))


def column(stores: Stores, name: str) -> list[Any]:
    with stores.lake.connect("declarations") as lake:
        found = lake.execute(f"select {name} from declarations order by declaration_id, item_number")
        return [row[0] for row in found.fetchall()]


@pytest.mark.parametrize(
    "written", ["６２０３４２", "٦٢٠٣٤٢", "6203.42", "6203 42", "'620342", '"=""620342"""', "\u200b620342"]
)
def test_an_hs_code_is_read_whatever_digits_dots_and_marks_it_is_written_in(
    stores: Stores, tmp_path: Path, written: str
) -> None:
    assert sent(stores, tmp_path, {"hs_code": written})["rows_accepted"] == 1
    assert column(stores, "hs_code") == ["620342"]


@pytest.mark.parametrize(
    "written", ["IMP9\u00ad", "\u202eIMP9", "ＩＭＰ９", "IMP9\u00a0", "\ufeffIMP9", "\u2066IMP9\u2069"]
)
def test_a_party_is_the_same_whatever_invisible_marks_stand_around_it(
    stores: Stores, tmp_path: Path, written: str
) -> None:
    sent(stores, tmp_path, {"importer": written})
    assert column(stores, "importer") == ["IMP9"]


@pytest.mark.parametrize(
    ("encoding", "name"),
    [
        ("shift_jis", "株式会社オオタ"),
        ("latin-1", "Sérgio Açúcar"),
        ("gb18030", "上海贸易"),
        ("cp1252", "Müller – Söhne"),
    ],
)
def test_names_are_read_in_the_encoding_they_were_written_in_or_the_file_is_refused(
    stores: Stores, tmp_path: Path, encoding: str, name: str
) -> None:
    told = sent(stores, tmp_path, *[{"importer": name}] * 3, separator="|", encoding=encoding)
    assert told["state"] == "unreadable" or column(stores, "importer") == [name] * 3


def test_a_decimal_comma_anywhere_makes_points_signs_of_thousands(stores: Stores, tmp_path: Path) -> None:
    sent(stores, tmp_path, {"net_mass": "2.500"}, {"net_mass": "3.250,75"}, {"item_value": "9.876,5"}, separator=";")
    assert column(stores, "net_mass") == [2500.0, 3250.75, 40.0]


@pytest.mark.parametrize("written", ["7.7714E+16", "1,2E+18", "4.4e+20"])
def test_a_number_that_a_spreadsheet_lost_is_refused(stores: Stores, tmp_path: Path, written: str) -> None:
    told = sent(stores, tmp_path, {"declaration_id": written}, {}, separator=";")
    assert (told["rows_accepted"], told["rows_quarantined"]) == (1, 1)
    assert "scientific notation" in open_quarantine(stores)["reason"].iloc[0]


@pytest.mark.parametrize("written", ["NULL", "n/a", "#N/A", "(null)", "-", "--", "无", "없음", "None", "NaN"])
def test_a_placeholder_names_nobody(stores: Stores, tmp_path: Path, written: str) -> None:
    sent(stores, tmp_path, {"seller": written}, {"importer": written})
    assert column(stores, "seller") == [None, "SELL9"]
    assert column(stores, "importer") == ["IMP9", None]


@pytest.mark.parametrize(
    ("name", "written", "meant"),
    [
        ("direction", "出口", "export"),
        ("direction", "EXP", "export"),
        ("direction", "Importation", "import"),
        ("currency", "eur", "EUR"),
        ("currency", "人民币", "CNY"),
        ("currency", "US Dollar", "USD"),
        ("country_of_origin", "DEU", "DE"),
        ("country_of_origin", "德国(DEU)", "DE"),
        ("country_of_origin", "Allemagne", "DE"),
        ("country_of_origin", "276", "DE"),
        ("office", "2225", "SHA1"),
    ],
)
def test_codes_of_other_systems_mean_what_they_say(
    stores: Stores, tmp_path: Path, name: str, written: str, meant: str
) -> None:
    sent(stores, tmp_path, {name: written})
    assert column(stores, name) == [meant]


@pytest.mark.parametrize(
    ("name", "written"),
    [("direction", "sideways"), ("currency", "XQX"), ("office", "MARS"), ("country_of_origin", "Narnia")],
)
def test_a_code_that_nobody_knows_is_kept_and_told(stores: Stores, tmp_path: Path, name: str, written: str) -> None:
    assert sent(stores, tmp_path, {name: written})["rows_accepted"] == 1
    faults = faults_of_kept_rows(stores)
    assert faults[["column_name", "example"]].to_numpy().tolist() == [[name, written]]


@pytest.mark.parametrize(
    "written", ["2021/3/2", "2021年3月2日", "2.3.2021", "20210302", "2021-03-02 23:59:00", "2021-03-01T20:00:00Z"]
)
def test_days_are_read_as_offices_write_them(stores: Stores, tmp_path: Path, written: str) -> None:
    sent(stores, tmp_path, {"lodged_on": written})
    assert column(stores, "lodged_on") == [date(2021, 3, 2)]


def test_moments_with_a_zone_in_parquet_have_the_day_of_the_installation(stores: Stores, tmp_path: Path) -> None:
    moments = pa.array([1614616200, 1614643200], pa.timestamp("s", "UTC"))  # 1 March, 16:30 and 24:00
    path = tmp_path / "case.parquet"
    table = {"declaration_id": ["Z1", "Z2"], "lodged_on": moments, "hs_code": ["620342", "620342"]}
    pyarrow.parquet.write_table(pa.table(table), path)
    collect_file(stores, path, date(2021, 3, 31), SCREENED_FROM)
    assert column(stores, "lodged_on") == [date(2021, 3, 2), date(2021, 3, 2)]


def test_zeros_that_a_spreadsheet_took_come_back_and_are_told_once_for_the_file(stores: Stores, tmp_path: Path) -> None:
    sent(stores, tmp_path, {"hs_code": "90111"}, {"hs_code": "9011100"}, {"hs_code": "090111"})
    assert column(stores, "hs_code") == ["090111", "09011100", "090111"]
    assert faults_of_kept_rows(stores)[["column_name", "rows"]].to_numpy().tolist() == [["hs_code", 2]]


def test_titles_above_the_header_and_a_total_below_are_no_rows(stores: Stores, tmp_path: Path) -> None:
    width = "," * (len(RIGHT) - 1)
    text = f"Declarations of the week{width}\n{width}\n{','.join(RIGHT)}\n{','.join(RIGHT.values())}\nTotal{width}\n"
    told = collected(stores, tmp_path, b"\xef\xbb\xbf" + text.encode())
    assert (told["rows_accepted"], told["rows_quarantined"]) == (1, 0)


def test_a_file_with_headers_of_nobody_says_how_to_describe_it(stores: Stores, tmp_path: Path) -> None:
    told = collected(stores, tmp_path, b"Nummer;Ware\n1;620342\n")
    assert told["state"] == "unreadable"
    assert "customs-risk sources propose" in told["problem"]


def test_rows_of_one_number_are_items_and_the_same_number_later_is_an_amendment(stores: Stores, tmp_path: Path) -> None:
    same = {"declaration_id": "Z1"}
    sent(stores, tmp_path, same, same | {"hs_code": "640399"})
    assert column(stores, "item_number") == [1, 2]
    told = sent(stores, tmp_path, same, same | {"hs_code": "640399", "item_value": "701"})
    assert (told["rows_accepted"], told["rows_quarantined"]) == (2, 0)
    assert column(stores, "(version, item_value)") == [(2, 700.0), (2, 701.0)]


def test_values_in_two_currencies_are_never_added_without_a_rate(stores: Stores, tmp_path: Path) -> None:
    sent(stores, tmp_path, {}, {"currency": "KRW"})
    assert column(stores, "sum(value) over ()") == [None, None]
