"""Files with the published column names, one format per kind of content."""

from sql.lake import SCHEMAS
from tasks.collection.formats import Part, SourceFormat

_REQUIRED = {
    "declarations": (
        *("declaration_id", "lodged_on", "office", "importer", "hs_code", "country_of_departure"),
        *("country_of_origin", "duty_rate", "net_mass", "item_value"),
    ),
    "outcomes": ("declaration_id", "violation"),
    "officer_actions": ("action_id", "declaration_id", "office", "officer", "action", "happened_at"),
    "manual_movements": ("movement_id", "manual_number", "moved_on", "movement", "quantity"),
    "manifests": ("bill_number", "office", "arrived_on", "container", "manifest_mass"),
    "amendments": ("amendment_id", "declaration_id", "office", "amended_on", "column_name"),
}
_INFORMATION = (
    *("key", "kind", "source", "reliability", "priority", "subject_kind", "subject", "summary"),
    *("received_on", "valid_to", "unit"),
)
_MANUALS = (
    *("number", "enterprise", "office", "hs_code", "opened_on", "expires_on", "written_off_on"),
    *("imported_quantity", "exported_quantity", "unit_consumption", "scrap_share", "duty_suspended"),
    "last_export_on",
)
_MAY_LACK = {"written_off_on", "last_export_on"}


def _format(content: str, columns: tuple[str, ...], required: frozenset[str]) -> SourceFormat:
    return SourceFormat(f"canonical_{content}", (Part(content, {name: name for name in columns}, required),))


FORMATS = (
    *(
        _format(content, tuple(name for name in SCHEMAS[content].names if name != "batch"), frozenset(required))
        for content, required in _REQUIRED.items()
    ),
    _format("information", _INFORMATION, frozenset(_INFORMATION)),
    _format("manuals", _MANUALS, frozenset(_MANUALS) - _MAY_LACK),
)
