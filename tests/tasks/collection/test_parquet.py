"""Parquet is read whatever types its writer chose: it gives the rows that CSV would give."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sql.stores import Stores
from tasks.collection.collect import collect_file
from tasks.collection.quarantine import open_quarantine
from tasks.collection.reading import UnreadableFileError
from tasks.collection.sources.reading import read_raw
from tests.tasks.collection.declared import GOOD, HEADER, SCREENED_FROM, row


def written(folder: Path, columns: dict[str, pa.Array]) -> Path:
    path = folder / "lodged.parquet"
    pq.write_table(pa.table(columns), path)
    return path


def test_declarations_of_odd_types_are_taken_in_as_they_are_meant(stores: Stores, tmp_path: Path) -> None:
    zone = pa.timestamp("ms", tz="Asia/Shanghai")
    meant = {name: pa.array([value]) for name, value in row().items()} | {
        "declaration_id": pa.array([77]),
        "hs_code": pa.array([8703100000]),
        "lodged_on": pa.array([datetime(2020, 5, 3, 17, 0, tzinfo=UTC)], zone),
        "net_mass": pa.array([Decimal("1200.50")]),
        "duty_rate": pa.array(["15"]),
        "containers": pa.array([["C1", "C2"]]),
        "licences": pa.array(["L1;L2"]),
    }
    told = collect_file(stores, written(tmp_path, meant), SCREENED_FROM, SCREENED_FROM)
    assert (told["rows_accepted"], told["rows_quarantined"]) == (1, 0)
    with stores.lake.connect("declarations") as lake:
        wanted = "declaration_id, hs_code, lodged_on, net_mass, containers, licences"
        taken = lake.execute(f"select {wanted} from declarations").fetchall()
    assert taken == [("77", "8703100000", date(2020, 5, 4), 1200.5, ["C1", "C2"], ["L1", "L2"])]


def test_outcomes_in_whole_numbers_are_not_taken_for_innocence(stores: Stores, tmp_path: Path) -> None:
    values = dict(zip(HEADER, GOOD.split(","), strict=True))
    columns = {name: pa.array([value, value, value]) for name, value in values.items()}
    columns |= {
        "Declaration ID": pa.array([1, 2, 3]),
        "Fraud": pa.array([0, 1, 7]),
        "Critical Fraud": pa.array([0.0, 2.0, 0.0]),
    }
    told = collect_file(stores, written(tmp_path, columns), SCREENED_FROM, SCREENED_FROM)
    with stores.lake.connect("outcomes") as lake:
        found = lake.execute("select declaration_id, violation from outcomes order by 1").fetchall()
    assert found == [("1", "none"), ("2", "critical")]
    assert told["rows_quarantined"] == 1
    assert open_quarantine(stores)["column_name"].tolist() == ["violation"]


def test_a_leading_zero_that_a_writer_lost_is_restored_where_the_heading_exists_with_it_alone(
    stores: Stores, tmp_path: Path
) -> None:
    meant = {name: pa.array([value]) for name, value in row().items()} | {"hs_code": pa.array([90121])}
    collect_file(stores, written(tmp_path, meant), SCREENED_FROM, SCREENED_FROM)
    assert open_quarantine(stores).empty
    with stores.lake.connect("declarations") as lake:
        assert lake.execute("select hs_code from declarations").fetchall() == [("090121",)]


def test_a_parquet_file_cut_short_is_damaged(tmp_path: Path) -> None:
    path = written(tmp_path, {"a": pa.array(["x"] * 1000)})
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(UnreadableFileError, match="damaged"):
        read_raw(path)


def test_a_parquet_file_whose_pages_were_overwritten_is_damaged(tmp_path: Path) -> None:
    path = written(tmp_path, {"a": pa.array([f"value {number}" for number in range(5_000)])})
    content = bytearray(path.read_bytes())
    content[100:600] = bytes(500)
    path.write_bytes(bytes(content))
    with pytest.raises(UnreadableFileError, match="damaged"):
        read_raw(path)


def test_a_parquet_file_without_rows_says_so(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError, match="no rows"):
        read_raw(written(tmp_path, {"a": pa.array([], pa.string())}))


def test_a_character_that_no_text_has_is_quarantined_in_words_that_every_database_takes(
    stores: Stores, tmp_path: Path
) -> None:
    meant = {name: pa.array([value]) for name, value in row().items()} | {"importer": pa.array(["I\x001"])}
    collect_file(stores, written(tmp_path, meant), SCREENED_FROM, SCREENED_FROM)
    refused = open_quarantine(stores).iloc[0]
    assert (refused["column_name"], refused["value"]) == ("importer", "I\ufffd1")


def test_an_entry_of_a_list_that_holds_nothing_is_none_and_stops_no_file(stores: Stores, tmp_path: Path) -> None:
    numbers, masses = ["A", "B", "C"], ["1200", "1200", "-5"]
    lists = pa.array([["C1", None], [None], ["C2", None]], pa.list_(pa.string()))
    meant = {name: pa.array([value] * 3) for name, value in row().items()} | {
        "declaration_id": pa.array(numbers),
        "net_mass": pa.array(masses),
        "containers": lists,
    }
    told = collect_file(stores, written(tmp_path, meant), SCREENED_FROM, SCREENED_FROM)
    assert (told["rows_accepted"], told["rows_quarantined"]) == (2, 1)
    with stores.lake.connect("declarations") as lake:
        found = lake.execute("select declaration_id, containers from declarations order by 1").fetchall()
    assert found == [("A", ["C1"]), ("B", None)]
    again = meant | {"net_mass": pa.array(["1200", "1200", "-6"])}
    told = collect_file(stores, written(tmp_path, again), SCREENED_FROM, SCREENED_FROM)
    assert (told["rows_repeated"], told["rows_quarantined"]) == (2, 1)


@pytest.mark.parametrize("packed", [True, False])
def test_a_value_whose_bytes_are_no_text_costs_no_other_row(stores: Stores, tmp_path: Path, packed: bool) -> None:
    values = {name: pa.array([value] * 3) for name, value in row().items()} | {"declaration_id": pa.array(list("ABC"))}
    wrong = pa.array([b"I1", b"\xff\xfe", b"I3"]).view(pa.string())
    path = tmp_path / "lodged.parquet"
    pq.write_table(pa.table(values | {"importer": wrong}), path, use_dictionary=packed)
    told = collect_file(stores, path, SCREENED_FROM, SCREENED_FROM)
    with stores.lake.connect("declarations") as lake:
        taken = [name for (name,) in lake.execute("select declaration_id from declarations order by 1").fetchall()]
    assert {"A", "C"} <= set(taken)
    assert told["state"] == "collected"
