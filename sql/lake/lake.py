"""Writing partitions whole and reading tables with DuckDB."""

import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sql.contents import LAKE_TABLES
from sql.contents.description import DEFAULT, Content
from sql.durable import publish, published
from sql.lake.earlier_files import by_columns, forget_other_columns
from sql.lake.encoded import encoded_as
from sql.lake.engine import in_memory_database
from sql.lake.money import DEFAULT_CURRENCY, Money, checked_currency, rates_of_days
from sql.lake.pieces import nothing
from sql.lake.schemas import SCHEMAS, SEALED
from sql.lake.versions import EVERY_VERSION, counting, latest

if TYPE_CHECKING:
    import duckdb

_CURRENCY = "currency"  # file of the lake that names the currency of the installation
_RATES = "exchange_rates"
# The enterprise that answers for a declaration: the exporter of exports, where one is named, else the importer.
_TRADER = (
    "create macro trader(direction, importer, exporter) as "
    "case when direction = 'export' then coalesce(exporter, importer) else importer end"
)
_DECLARED = "declarations"


class SealedTableError(PermissionError):
    """A sealed table was asked for without breaking the seal on purpose."""


class Lake:
    """The lake in one folder: `<table>/month=YYYY-MM/<file>.parquet`.

    A file is written whole or not at all, and writing the same file again replaces it, so that a step that
    is repeated after a crash leaves one copy.
    """

    def __init__(self, folder: Path, currency: str | None = None) -> None:
        """`currency`: of the installation, where it is configured. Raises UnknownCurrencyError."""
        self.folder = folder
        self._currency = None if currency is None else checked_currency(currency)
        self._declared: tuple[list[tuple[Path, int]], str | None] | None = None  # what the files declare

    @property
    def currency(self) -> str:
        """The currency of the installation, in which values are compared and added, by ISO 4217 code.

        The configured one, else the one of the declarations that were collected first, else the default.
        """
        if self._currency is None and (self.folder / _CURRENCY).is_file():
            self._currency = checked_currency((self.folder / _CURRENCY).read_text(encoding="utf-8").strip())
        return self._currency or self._declared_currency() or DEFAULT_CURRENCY

    def settle_currency(self) -> None:
        """Keep the currency of the declarations collected first; later ones never change it."""
        kept = self.folder / _CURRENCY
        if kept.exists():
            return
        declared = self._declared_currency()
        if declared is not None:
            publish(kept, declared, writer=str(os.getpid()))

    @property
    def money(self) -> Money:
        """The currency of the installation with its exchange rates by day."""
        return _money(self.currency, tuple((path, path.stat().st_mtime_ns) for path in self._files(_RATES)))

    def _declared_currency(self) -> str | None:
        """The only currency of all declarations, the default where they name several, None where they name none."""
        files = [(path, path.stat().st_mtime_ns) for path in self._files(_DECLARED)]
        if not files:
            return None
        if self._declared is None or self._declared[0] != files:
            self._declared = files, self._currency_of_declarations()
        return self._declared[1]

    def _currency_of_declarations(self) -> str | None:
        with _cursor() as connection:
            self._create_view(connection, _DECLARED, _DECLARED)
            named = connection.execute(
                "select currency from (select distinct currency from declarations) where currency ~ '[A-Z]{3}'"
            ).fetchall()
        if not named:
            return None
        return str(named[0][0]) if len(named) == 1 else DEFAULT_CURRENCY

    def write(self, table: str, month: str, file_name: str, rows: pd.DataFrame | pa.Table) -> Path:
        """Write one file of a partition atomically, and so that no power cut loses it.

        `month`: YYYY-MM. `rows`: columns of the table's schema, text perhaps as dictionaries; columns that lack become
        NULL, others are refused.
        """
        schema = SCHEMAS[table]
        target = self.folder / table / f"month={month}" / f"{file_name}.parquet"
        table_rows = conformed(rows, encoded_as(rows, schema) if isinstance(rows, pa.Table) else schema)
        with published(target) as unfinished:
            pq.write_table(
                table_rows,
                unfinished,
                compression="zstd",
                use_dictionary=repetitive(table_rows),
                write_statistics=_ranged(LAKE_TABLES[table]),
                store_schema=False,  # a file reads alike whether or not text came as dictionaries
            )
        forget_other_columns(self.folder / table, schema)
        return target

    def file(self, table: str, month: str, file_name: str, columns: Sequence[str] | None = None) -> pa.Table:
        """The rows of one file of a partition, as they were written; columns: all without any."""
        path = self.folder / table / f"month={month}" / f"{file_name}.parquet"
        return pq.ParquetFile(path).read(None if columns is None else list(columns))

    def write_by_month(self, table: str, date_column: str, file_name: str, rows: pd.DataFrame) -> list[Path]:
        """Write rows into the partitions of their months, one file each."""
        months = pd.to_datetime(rows[date_column]).dt.strftime("%Y-%m")
        return [self.write(table, str(month), file_name, part) for month, part in rows.groupby(months, sort=True)]

    def remove(self, table: str, file_name: str) -> None:
        """Remove a file from every partition of a table, for example what a collection cut short left behind."""
        for path in self._files(table):
            if path.stem == file_name:
                path.unlink()

    def remove_rows(self, table: str, file_names: Collection[str], gone: pa.Table) -> None:
        """Write files of a table anew without rows that are wrong and are about to be written right.

        gone: names the rows by columns of the table.
        """
        for path in self._files(table) if len(gone) else ():
            if path.stem not in file_names:
                continue
            with in_memory_session(file=pq.ParquetFile(path).read(), gone=gone) as session:
                keys = ", ".join(gone.column_names)
                rows = session.sql(f"select * from file anti join gone using ({keys})").to_arrow_table()  # noqa: S608  # nosec B608  # our own names
                (before,) = session.sql("select count(*) from file").fetchall()[0]
            if not len(rows):
                path.unlink()
            elif len(rows) < before:
                self.write(table, path.parent.name.removeprefix("month="), path.stem, rows)

    def file_names(self, table: str) -> set[str]:
        """Names, without ending, of the files of a table."""
        return {path.stem for path in self._files(table)}

    @contextmanager
    def connect(
        self,
        *tables: str,
        frames: Mapping[str, pd.DataFrame | pa.Table] | None = None,
        known_at: datetime | None = None,
    ) -> Iterator["duckdb.DuckDBPyConnection"]:
        """A DuckDB connection with a view per named table of the lake and per given frame.

        A table with versions shows those that count now, or counted at the moment `known_at` (UTC): the latest of each
        declaration, none of one that is cancelled. `declaration_versions` shows all of them.
        Raises SealedTableError for `sealed_outcomes` and `truth`: see `unsealed`.
        """
        sealed = SEALED.intersection(tables)
        if sealed:
            raise SealedTableError(f"{', '.join(sorted(sealed))}: only inspection and measurement may read this")
        with self._connection(tables, frames or {}, known_at) as connection:
            yield connection

    @contextmanager
    def unsealed(
        self, *tables: str, frames: Mapping[str, pd.DataFrame | pa.Table] | None = None
    ) -> Iterator["duckdb.DuckDBPyConnection"]:
        """As `connect`, sealed tables included: for the inspection or the check that was ordered, and for
        measuring detectors.
        """
        with self._connection(tables, frames or {}) as connection:
            yield connection

    @contextmanager
    def _connection(
        self, tables: tuple[str, ...], frames: Mapping[str, pd.DataFrame | pa.Table], known_at: datetime | None = None
    ) -> Iterator["duckdb.DuckDBPyConnection"]:
        with _cursor() as connection:
            for table in tables:
                self._create_table(connection, table, known_at)
            for name, frame in frames.items():
                connection.register(name, frame)
            yield connection

    def _create_table(self, connection: "duckdb.DuckDBPyConnection", table: str, known_at: datetime | None) -> None:
        if EVERY_VERSION.get(table, table) != _DECLARED or not self._files(_DECLARED):
            self._create_rows(connection, table, table, known_at)
            return
        rows, rates, money = f"{table}_without_value", f"{table}_rates", self.money
        self._create_rows(connection, table, rows, known_at)
        if len(money.rates):
            connection.register(rates, money.rates)
        connection.execute(f"create temp view {table} as {money.query(rows, rates)}")

    def _create_rows(
        self, connection: "duckdb.DuckDBPyConnection", table: str, view: str, known_at: datetime | None
    ) -> None:
        """A view of the rows of a table as the lake keeps them: those that count, or all of them."""
        if table in EVERY_VERSION:
            self._create_view(connection, EVERY_VERSION[table], view)
        elif (changes := LAKE_TABLES[table].changes) and (known_at is not None or self._files(changes)):
            self._create_view(connection, table, f"{table}_stored")
            self._create_view(connection, changes, f"{table}_changes")
            connection.execute(f"create temp view {view} as {counting(table, known_at)}")
        elif LAKE_TABLES[table].versioned:
            self._create_view(connection, table, f"{table}_stored")
            connection.execute(f"create temp view {view} as {latest(table)}")
        else:
            self._create_view(connection, table, view)

    def _create_view(self, connection: "duckdb.DuckDBPyConnection", table: str, view: str) -> None:
        files = self._files(table)
        if not files:
            connection.register(view, SCHEMAS[table].empty_table())
            return
        current, *earlier = by_columns(self.folder / table, files, SCHEMAS[table])
        if not earlier:
            connection.execute(f"create temp view {view} as {_rows(current)}")
            return
        connection.register(f"{table}_columns", SCHEMAS[table].empty_table())
        parts = [f"from {table}_columns", *[_rows(group) for group in (current, *earlier) if group]]
        names = ", ".join(_read(field) for field in SCHEMAS[table])
        every = " union all by name ".join(parts)
        connection.execute(f"create temp view {view} as select {names} from ({every})")  # noqa: S608  # nosec B608  # our own names

    def _files(self, table: str) -> list[Path]:
        return sorted((self.folder / table).glob("month=*/*.parquet"))


def _ranged(content: Content) -> list[str]:
    """Columns whose least and greatest value each file tells: keys, days and numbers; of other texts nobody asks."""
    plain = {*content.texts, *content.lists}.difference(content.keys)
    return [field.name for field in content.lake_schema if field.name not in plain and field.name != "batch"]


def _read(field: pa.Field) -> str:
    """A column in a query over files of several schemas, with its default where a file does not have it."""
    default = (field.metadata or {}).get(DEFAULT)
    return field.name if default is None else f"coalesce({field.name}, '{default.decode()}') as {field.name}"


def _rows(files: list[Path]) -> str:
    """A query for the rows of files that have the same columns."""
    quoted = ", ".join("'" + str(path).replace("'", "''") + "'" for path in files)
    return f"select * exclude (month) from read_parquet([{quoted}], hive_partitioning = true)"  # noqa: S608  # nosec B608  # our own names


@contextmanager
def in_memory_session(**frames: pd.DataFrame | pa.Table) -> Iterator["duckdb.DuckDBPyConnection"]:
    """A DuckDB connection of this process with a view per frame."""
    with _cursor() as connection:
        for name, frame in frames.items():
            connection.register(name, frame)
        yield connection


@contextmanager
def _cursor() -> Iterator["duckdb.DuckDBPyConnection"]:
    """A connection whose views are its own: they are temporary."""
    connection = _database(os.getpid()).cursor()
    try:
        yield connection
    finally:
        connection.close()


@lru_cache(maxsize=4)
def _money(currency: str, files: tuple[tuple[Path, int], ...]) -> Money:
    """The money of an installation by the files of its exchange rates, each with the time of its last change."""
    if not files:
        return Money(currency)
    schema = SCHEMAS[_RATES]
    rates = pa.concat_tables([pq.ParquetFile(path).read().cast(schema) for path, _ in files])
    return Money(currency, rates_of_days(rates, currency))


_SEEN, _REPEATS = 10_000, 0.15  # rows looked at, and the share of different values that still repeats


@cache
def _database(process: int) -> "duckdb.DuckDBPyConnection":
    """The in-memory database of this process: opening one takes longer than most of its queries."""
    database = in_memory_database()
    database.execute(_TRADER)
    return database


def repetitive(rows: pa.Table) -> list[str]:
    """Columns whose values repeat, which a dictionary makes small; looking for repetitions elsewhere takes longest."""
    return [field.name for field in rows.schema if _repeats(rows.column(field.name).slice(0, _SEEN))]


def _repeats(column: pa.ChunkedArray) -> bool:
    if pa.types.is_list(column.type):
        return False
    if pa.types.is_dictionary(column.type):
        return True
    return bool(pc.count_distinct(column).as_py() <= max(len(column), 1) * _REPEATS)


def conformed(rows: pd.DataFrame | pa.Table, schema: pa.Schema) -> pa.Table:
    """Rows as a table of exactly this schema; unknown columns raise ValueError.

    A value that is missing becomes the default of its column (see `sql/contents`), or NULL where it has none.
    """
    names = set(rows.column_names if isinstance(rows, pa.Table) else rows.columns)
    unknown = names - set(schema.names)
    if unknown:
        raise ValueError(f"columns that this table of the lake does not have: {', '.join(sorted(unknown))}")
    lacking = {field.type for field in schema if field.name not in names}
    empty = {kind: nothing(len(rows), kind) for kind in lacking}  # one for all columns of a kind
    columns = []
    for field in schema:
        if field.name not in names:
            column: pa.Array | pa.ChunkedArray = empty[field.type]
        elif isinstance(rows, pa.Table):
            column = rows[field.name].cast(field.type)
        else:
            column = _column(rows[field.name], field.type)
        columns.append(_with_default(column, field))
    return pa.Table.from_arrays(columns, schema=schema)


def _with_default(column: pa.Array | pa.ChunkedArray, field: pa.Field) -> pa.Array | pa.ChunkedArray:
    default = (field.metadata or {}).get(DEFAULT)
    if default is None or not column.null_count:
        return column
    return pc.fill_null(column, pa.scalar(default.decode()).cast(field.type))


def _column(values: "pd.Series[Any]", kind: pa.DataType) -> pa.Array:
    if values.isna().all():
        return pa.nulls(len(values), kind)
    if pa.types.is_date(kind) or pa.types.is_timestamp(kind):
        return pa.Array.from_pandas(pd.to_datetime(values)).cast(kind, safe=False)
    return pa.Array.from_pandas(values, type=kind)
