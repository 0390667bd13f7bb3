"""The columns of canonical rows of every kind of content, and how the values of each are read."""

from collections.abc import Mapping

import pyarrow as pa

_ITEM = frozenset(
    {
        *("item_number", "hs_code", "country_of_origin", "origin_mark", "duty_rate", "duty_type", "net_mass"),
        *("quantity", "unit", "item_value", "licences", "manual_number", "goods_description"),
    }
)

CONTENTS: Mapping[str, Mapping[str, str]] = {
    "declarations": {
        "declaration_id": "identifier",
        "version": "integer",
        "function": "function",
        "received_at": "moment",
        "lodged_on": "date",
        "office": "office",
        "direction": "direction",
        "process_type": "text",
        "trade_mode": "code",
        "import_type": "text",
        "import_use": "text",
        "payment_type": "text",
        "transport_mode": "text",
        "declarant": "identifier",
        "importer": "identifier",
        "exporter": "identifier",
        "seller": "identifier",
        "courier": "identifier",
        "country_of_departure": "country",
        "country_of_destination": "country",
        "route": "list",
        "containers": "list",
        "gross_mass": "mass",
        "packages": "number",
        "currency": "currency",
        "enterprise_category": "text",
        "item_number": "integer",
        "hs_code": "hs_code",
        "country_of_origin": "country",
        "origin_mark": "text",
        "duty_rate": "percentage",
        "duty_type": "text",
        "net_mass": "mass",
        "quantity": "number",
        "unit": "unit",
        "item_value": "number",
        "licences": "list",
        "manual_number": "identifier",
        "goods_description": "text",
    },
    "outcomes": {
        "declaration_id": "identifier",
        "item_number": "integer",
        "inspected_on": "date",
        "violation": "violation",
        "kind": "text",
        "recovered_duty": "number",
        "officer_hours": "number",
    },
    "officer_actions": {
        "action_id": "identifier",
        "declaration_id": "identifier",
        "office": "office",
        "officer": "identifier",
        "action": "text",
        "happened_at": "moment",
        "reason": "text",
    },
    "manual_movements": {
        "movement_id": "identifier",
        "manual_number": "identifier",
        "moved_on": "date",
        "movement": "text",
        "quantity": "mass",
        "declaration_id": "identifier",
    },
    "manifests": {
        "bill_number": "identifier",
        "office": "office",
        "arrived_on": "date",
        "declaration_id": "identifier",
        "container": "identifier",
        "manifest_mass": "mass",
        "seal_on_manifest": "identifier",
        "seal_found": "identifier",
    },
    "information": {
        "key": "identifier",
        "kind": "text",
        "source": "text",
        "reliability": "text",
        "priority": "text",
        "subject_kind": "text",
        "subject": "identifier",
        "summary": "text",
        "received_on": "date",
        "valid_to": "date",
        "unit": "office",
    },
    "manuals": {
        "number": "identifier",
        "enterprise": "identifier",
        "office": "office",
        "hs_code": "hs_code",
        "opened_on": "date",
        "expires_on": "date",
        "written_off_on": "date",
        "imported_quantity": "number",
        "exported_quantity": "number",
        "unit_consumption": "number",
        "scrap_share": "number",
        "duty_suspended": "number",
        "last_export_on": "date",
    },
    "enterprises": {
        "enterprise": "identifier",
        "name": "text",
        "category": "text",
        "office": "office",
        "registered_on": "date",
        "address": "text",
    },
    "licences": {
        "licence_number": "identifier",
        "kind": "text",
        "holder": "identifier",
        "hs_code": "hs_code",
        "valid_from": "date",
        "valid_to": "date",
        "quantity": "number",
        "unit": "unit",
    },
    "exchange_rates": {
        "currency": "currency",
        "base": "currency",
        "valid_from": "date",
        "rate": "number",
        "units": "number",
        "source": "text",
    },
}

INDISPENSABLE: Mapping[str, str] = {
    "declarations": "declaration_id",
    "outcomes": "declaration_id",
    "officer_actions": "action_id",
    "manual_movements": "movement_id",
    "manifests": "bill_number",
    "information": "key",
    "manuals": "number",
    "enterprises": "enterprise",
    "licences": "licence_number",
    "exchange_rates": "currency",
}
"""The column without which a row of each content is worth nothing."""

_TYPES = {
    "number": pa.float64(),
    "percentage": pa.float64(),
    "mass": pa.float64(),
    "integer": pa.int64(),
    "date": pa.date32(),
    "moment": pa.timestamp("s"),
    "list": pa.list_(pa.string()),
}


def arrow_type(kind: str) -> pa.DataType:
    """The Arrow type of a canonical column of this kind."""
    return _TYPES.get(kind, pa.string())


def header_columns(content: str) -> frozenset[str]:
    """Columns that hold for a whole declaration; empty for contents that have no items."""
    return frozenset(CONTENTS[content]) - _ITEM if content == "declarations" else frozenset()
