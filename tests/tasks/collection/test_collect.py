"""Bad input lands in quarantine or in one clear sentence, and the rest goes through."""

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from sql.stores import Stores
from tasks.collection.collect import collect_file, open_quarantine
from tasks.collection.formats.korea_customs_service import _DECLARED
from tasks.collection.replay import repair_row, replay_quarantine
from tasks.collection.validation import validate

HEADER = [*_DECLARED.values(), "Fraud", "Critical Fraud"]
GOOD = "1,2020-05-04,40,B,11,21,11,10,D1,I1,S1,,870310,CN,CN,8.0,A,Y,10.0,500.0,0,0"
FROM = date(2021, 1, 1)


def collect(stores: Stores, tmp_path: Path, *lines: str, encoding: str = "utf-8", end: str = "\n") -> dict[str, object]:
    path = tmp_path / "declarations.csv"
    path.write_bytes(("\n".join([",".join(HEADER), *lines]) + end).encode(encoding))
    return collect_file(stores, path, FROM, FROM)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_usual_encodings_are_read(stores: Stores, tmp_path: Path, encoding: str) -> None:
    told = collect(stores, tmp_path, GOOD.replace("I1", "上海"), encoding=encoding)
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
        (GOOD.replace("1,2020", "2,2020").replace(",CN,CN,", ",QQ,CN,"), "country_of_departure", "country"),
        (GOOD, "declaration_id", "twice"),
        (GOOD.replace("1,2020", "2,2020").replace("870310", "87031"), "hs_code", "HS code"),
        (GOOD.replace("1,2020", "2,2020").replace(",40,", ",77,"), "office", "no known office"),
        ("2,2020-05-04,40,B,11", "", "fields"),
    ],
)
def test_a_bad_row_is_quarantined_and_the_good_one_goes_through(
    stores: Stores, tmp_path: Path, bad: str, column: str, reason: str
) -> None:
    told = collect(stores, tmp_path, GOOD, bad, end="")
    assert (told["rows_read"], told["rows_accepted"], told["rows_quarantined"]) == (2, 1, 1)
    row = open_quarantine(stores).iloc[0]
    assert (row["row_number"], row["column_name"]) == (2, column)
    assert reason in row["reason"]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [(b"", "empty"), (b"\x00\x01\x02", "neither CSV nor Parquet"), (b"a,b\n1,2\n", "needs:"), (b"PAR1x", "damaged")],
)
def test_an_unreadable_file_is_told_in_a_sentence_and_kept(
    stores: Stores, tmp_path: Path, content: bytes, sentence: str
) -> None:
    path = tmp_path / "odd.csv"
    path.write_bytes(content)
    told = collect_file(stores, path, FROM, FROM)
    assert told["state"] == "unreadable"
    assert sentence in str(told["problem"])
    assert len(list((stores.folder / "unreadable").iterdir())) == 1


def test_the_same_content_twice_does_nothing_twice(stores: Stores, tmp_path: Path) -> None:
    collect(stores, tmp_path, GOOD)
    assert collect(stores, tmp_path, GOOD)["state"] == "collected_before"


def test_outcomes_of_the_screened_period_are_sealed(stores: Stores, tmp_path: Path) -> None:
    collect(stores, tmp_path, GOOD, GOOD.replace("1,2020-05-04", "2,2021-02-03"))
    with stores.lake.unsealed("outcomes", "sealed_outcomes") as lake:
        assert lake.execute("select declaration_id from outcomes").fetchall() == [("1",)]
        assert lake.execute("select declaration_id, inspected_on from sealed_outcomes").fetchall() == [("2", None)]


def test_a_repaired_row_goes_through_the_same_door(stores: Stores, tmp_path: Path) -> None:
    collect(stores, tmp_path, GOOD, GOOD.replace("1,2020-05-04", "2,2020-13-04"))
    key = str(open_quarantine(stores)["key"].iloc[0])
    repair_row(stores, key, {"Date": "2020-12-04"}, actor="officer", as_of=FROM)
    assert replay_quarantine(stores, FROM, FROM) == {"rows_replayed": 1, "rows_still_refused": 0}
    with stores.lake.connect("declarations") as lake:
        assert lake.execute("select count(*) from declarations").fetchall() == [(2,)]


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
