"""Schemas of the lake's tables, in the terms of the published formats."""

import pyarrow as pa

from sql.contents import LAKE_TABLES, SEALED

SCHEMAS: dict[str, pa.Schema] = {table: content.lake_schema for table, content in LAKE_TABLES.items()}

__all__ = ["SCHEMAS", "SEALED"]
