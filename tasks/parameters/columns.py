"""What conditions may speak of: the columns of a declaration, each with the kind of its values."""

from enum import StrEnum


class ColumnKind(StrEnum):
    """Kind of a column's values, and with it the conditions that it takes."""

    TEXT = "text"
    TEXTS = "list of texts"
    NUMBER = "number"


_TEXT = (
    *("declaration_id", "office", "process_type", "import_type", "import_use", "payment_type", "transport_mode"),
    *("declarant", "importer", "seller", "courier", "hs_code", "country_of_departure", "country_of_origin"),
    *("duty_type", "origin_mark", "direction", "trade_mode", "enterprise_category", "manual_number", "unit"),
    *("currency", "goods_description"),
)

COLUMNS: dict[str, ColumnKind] = {
    **dict.fromkeys(_TEXT, ColumnKind.TEXT),
    **dict.fromkeys(("licences", "containers", "route"), ColumnKind.TEXTS),
    **dict.fromkeys(("duty_rate", "net_mass", "item_value", "quantity", "unit_value"), ColumnKind.NUMBER),
}

# From the most to the least selective: the first that a parameter has an `in` or `prefix` for is its key in the join.
KEY_ORDER = (
    *("declaration_id", "importer", "seller", "declarant", "courier", "manual_number", "goods_description"),
    *("hs_code", "country_of_origin", "country_of_departure", "office", "trade_mode", "duty_type"),
    *("enterprise_category", "import_type", "import_use", "payment_type", "origin_mark", "transport_mode"),
    *("process_type", "unit", "currency", "direction"),
)
