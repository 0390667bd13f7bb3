"""The lake: bulk, append-only facts as Parquet by business month, read with DuckDB."""

from sql.lake.engine import in_memory_database
from sql.lake.lake import Lake, SealedTableError, conformed
from sql.lake.schemas import SCHEMAS, SEALED

__all__ = ["SCHEMAS", "SEALED", "Lake", "SealedTableError", "conformed", "in_memory_database"]
