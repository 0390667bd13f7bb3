"""Columns of a declaration that conditions of parameters may use, from the table of `sql/contents/declarations.py`."""

from sql.contents import CONTENTS, ColumnKind
from sql.contents.description import Level

_CONDITIONAL = [
    column for column in (*CONTENTS["declarations"].columns, *CONTENTS["declarations"].derived) if column.conditions
]

COLUMNS: dict[str, ColumnKind] = {column.name: column.kind for column in _CONDITIONAL}

# Columns of one goods item: the others are the same on every item of a declaration.
ITEM_COLUMNS = frozenset(column.name for column in _CONDITIONAL if column.level is Level.ITEM)

WORTH = "value"  # the column that values and duty of several items are added up from

OF_WORTH = frozenset({WORTH, "total_value", "total_duty"})  # columns in the currency of the installation

# Columns that are computed over all items of a declaration.
ITEM_COUNT = "item_count"
SUMS = frozenset({"total_value", "total_net_mass", "total_duty", ITEM_COUNT})

# From the most to the least selective: the first that a parameter has an `in` or `prefix` for is its key in the join.
KEY_ORDER = tuple(
    column.name
    for column in sorted(_CONDITIONAL, key=lambda column: column.selectivity)
    if column.kind is ColumnKind.TEXT
)

__all__ = ["COLUMNS", "ITEM_COLUMNS", "ITEM_COUNT", "KEY_ORDER", "OF_WORTH", "SUMS", "WORTH", "ColumnKind"]
