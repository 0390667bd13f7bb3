"""The lake bears a new column: files of every earlier schema are read beside those of today's."""

import json
from datetime import date, datetime
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sql.contents import LAKE_TABLES
from sql.lake import SCHEMAS, SEALED, Lake
from sql.lake.earlier_files import by_columns

DAY = date(2021, 3, 31)
INDEX = ".earlier-columns.json"
VALUES = {
    "string": "x",
    "double": 1.5,
    "int64": 1,
    "date32[day]": DAY,
    "timestamp[s]": datetime(2021, 3, 31, 8),
    "bool": True,
}

# Columns that a table of the lake has won or widened since files were written with it: add one here with each change.
# Every table is tried besides without each of its columns, and with one that it has lost.
WIDENED = {
    "declarations": {"duty_rate": pa.int64(), "quantity": pa.int32()},
    "outcomes": {"officer_hours": pa.int64()},
    "manifests": {"manifest_mass": pa.float32()},
}


def sample(kind: pa.DataType) -> object:
    return [VALUES["string"]] if pa.types.is_list(kind) else VALUES.get(str(kind), 1)


def write_earlier(lake: Lake, table: str, name: str, schema: pa.Schema) -> None:
    """A file as a version with another schema wrote it, with one row."""
    folder = lake.folder / table / "month=2021-03"
    folder.mkdir(parents=True, exist_ok=True)
    row = pa.table({field.name: pa.array([sample(field.type)]).cast(field.type) for field in schema}, schema)
    pq.write_table(row, folder / f"{name}.parquet")


def write_current(lake: Lake, table: str, name: str) -> None:
    row = {field.name: [sample(field.type)] for field in SCHEMAS[table]}
    lake.write(table, "2021-03", name, pa.table(row, SCHEMAS[table]))


def rows(lake: Lake, table: str) -> pa.Table:
    name = LAKE_TABLES[table].every_version if LAKE_TABLES[table].versioned else table
    with lake.unsealed(name) as connection:
        return connection.sql(f"from {name}").to_arrow_table()


def columns(table: pa.Table) -> dict[str, str]:
    return {field.name: str(field.type) for field in table.schema}


@pytest.mark.parametrize("table", SCHEMAS)
def test_files_without_each_column_are_read_with_the_column_missing(tmp_path: Path, table: str) -> None:
    lake, schema = Lake(tmp_path), SCHEMAS[table]
    write_current(lake, table, "today")
    today = rows(lake, table)
    for field in schema:
        write_earlier(lake, table, f"without-{field.name}", schema.remove(schema.get_field_index(field.name)))
    Path(tmp_path / table / INDEX).unlink()
    found = rows(lake, table)
    assert columns(found) == columns(today)
    assert found.column_names == schema.names
    assert found.num_rows == 1 + len(schema)
    assert [found[field.name].null_count for field in schema] == [int(not field.metadata) for field in schema]


@pytest.mark.parametrize("table", SCHEMAS)
def test_a_column_that_the_table_has_lost_is_ignored(tmp_path: Path, table: str) -> None:
    lake = Lake(tmp_path)
    write_earlier(lake, table, "a", SCHEMAS[table].append(pa.field("weather", pa.string())))
    write_current(lake, table, "b")
    assert rows(lake, table).column_names == SCHEMAS[table].names
    assert rows(lake, table).num_rows == 2


@pytest.mark.parametrize("table", WIDENED)
def test_a_column_of_a_narrower_type_is_widened(tmp_path: Path, table: str) -> None:
    lake, schema = Lake(tmp_path), SCHEMAS[table]
    for name, kind in WIDENED[table].items():
        schema = schema.set(schema.get_field_index(name), pa.field(name, kind))
    write_earlier(lake, table, "earlier", schema)
    found = rows(lake, table)
    write_current(lake, table, "today")
    assert columns(found) == columns(rows(lake, table))
    for name in WIDENED[table]:
        assert found[name].to_pylist() == [1.0]
        assert str(found[name].type) == "double"


def test_a_file_that_is_written_again_is_read_with_todays_columns(tmp_path: Path) -> None:
    lake, schema = Lake(tmp_path), SCHEMAS["outcomes"]
    write_earlier(lake, "outcomes", "a", schema.remove(schema.get_field_index("kind")))
    write_earlier(lake, "outcomes", "b", schema.remove(schema.get_field_index("kind")))
    assert rows(lake, "outcomes")["kind"].null_count == 2
    write_current(lake, "outcomes", "b")
    assert rows(lake, "outcomes")["kind"].null_count == 1
    lake.remove("outcomes", "a")
    assert rows(lake, "outcomes")["kind"].to_pylist() == ["x"]


def test_the_index_is_made_once_and_anew_for_other_columns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lake, schema = Lake(tmp_path), SCHEMAS["outcomes"]
    write_current(lake, "outcomes", "a")
    rows(lake, "outcomes")
    index = tmp_path / "outcomes" / INDEX
    assert json.loads(index.read_text())["earlier"] == []
    with monkeypatch.context() as reading:
        reading.setattr("sql.lake.earlier_files.pq.read_schema", lambda path: pytest.fail("no file need be opened"))
        write_current(lake, "outcomes", "b")
        assert rows(lake, "outcomes").num_rows == 2
    with monkeypatch.context() as newer:
        newer.setitem(SCHEMAS, "outcomes", schema.append(pa.field("weather", pa.string())))
        assert rows(lake, "outcomes")["weather"].null_count == 2
        lake.write("outcomes", "2021-03", "c", pd.DataFrame({"declaration_id": ["C"], "weather": ["fog"]}))
        assert sorted(rows(lake, "outcomes")["weather"].to_pylist(), key=str) == [None, None, "fog"]
    write_current(lake, "outcomes", "d")  # a worker that was not upgraded yet
    assert not index.exists()
    assert rows(lake, "outcomes").num_rows == 4


@pytest.mark.parametrize("table", SCHEMAS)
def test_files_of_today_are_no_earlier_files(tmp_path: Path, table: str) -> None:
    lake = Lake(tmp_path)
    write_current(lake, table, "today")
    files = list((tmp_path / table).glob("*/*.parquet"))
    assert by_columns(tmp_path / table, files, SCHEMAS[table]) == [files]


def test_a_sealed_table_stays_sealed_whatever_its_columns(tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    for table in SEALED:
        schema = SCHEMAS[table]
        write_earlier(lake, table, "earlier", schema.remove(schema.get_field_index("violation")))
        with pytest.raises(PermissionError), lake.connect(table):
            pass
