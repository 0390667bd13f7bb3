"""Columns of a declaration that conditions of parameters may use, from the table of `sql/contents/declarations.py`."""

from sql.contents import CONTENTS, ColumnKind

_CONDITIONAL = [
    column for column in (*CONTENTS["declarations"].columns, *CONTENTS["declarations"].derived) if column.conditions
]

COLUMNS: dict[str, ColumnKind] = {column.name: column.kind for column in _CONDITIONAL}

# From the most to the least selective: the first that a parameter has an `in` or `prefix` for is its key in the join.
KEY_ORDER = tuple(
    column.name
    for column in sorted(_CONDITIONAL, key=lambda column: column.selectivity)
    if column.kind is ColumnKind.TEXT
)

__all__ = ["COLUMNS", "KEY_ORDER", "ColumnKind"]
