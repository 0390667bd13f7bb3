"""Text that repeats, as a dictionary of its different values: a fifth of the work wherever rows are moved."""

from collections.abc import Collection

import pyarrow as pa


def decoded(rows: pa.Table, names: Collection[str] | None = None) -> pa.Table:
    """Rows with plain text in these columns, by default in all of them, where it is a dictionary."""
    for place, field in enumerate(rows.schema):
        if pa.types.is_dictionary(field.type) and (names is None or field.name in names):
            rows = rows.set_column(place, field.name, rows.column(place).cast(field.type.value_type))
    return rows


def encoded_as(rows: pa.Table, schema: pa.Schema) -> pa.Schema:
    """The schema with dictionaries for the columns of text that are such in these rows."""
    for place, field in enumerate(schema):
        if field.name in rows.column_names:
            kind = rows.schema.field(field.name).type
            if pa.types.is_dictionary(kind) and kind.value_type == field.type:
                schema = schema.set(place, field.with_type(kind))
    return schema


def is_always(column: pa.ChunkedArray, value: str) -> bool:
    """Whether the dictionaries of a column of text show that it says the same in every row; False where it has none."""
    if not pa.types.is_dictionary(column.type) or column.null_count:
        return False
    return all(chunk.dictionary.to_pylist() == [value] for chunk in column.chunks)


def repeated(value: str, rows: int) -> pa.DictionaryArray:
    """The same text in every row."""
    return pa.DictionaryArray.from_arrays(pa.repeat(pa.scalar(0, pa.int32()), rows), pa.array([value]))
