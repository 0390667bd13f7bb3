"""The lake: bulk, append-only facts as Parquet by business month, read with DuckDB."""

from sql.lake.encoded import decoded, encoded_as, is_always, repeated
from sql.lake.engine import in_memory_database
from sql.lake.lake import Lake, SealedTableError, conformed, in_memory_session, repetitive
from sql.lake.memory import reused_memory
from sql.lake.money import DEFAULT_CURRENCY, Money, UnknownCurrencyError
from sql.lake.pieces import nothing, rows_at, values_at
from sql.lake.schemas import SCHEMAS, SEALED

__all__ = [
    "DEFAULT_CURRENCY",
    "SCHEMAS",
    "SEALED",
    "Lake",
    "Money",
    "SealedTableError",
    "UnknownCurrencyError",
    "conformed",
    "decoded",
    "encoded_as",
    "in_memory_database",
    "in_memory_session",
    "is_always",
    "nothing",
    "repeated",
    "repetitive",
    "reused_memory",
    "rows_at",
    "values_at",
]
