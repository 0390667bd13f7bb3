"""Manifests as one port authority sends them."""

from tasks.collection.sources.mapping import ColumnSource, SourceMapping

_COLUMNS = {
    "bill_number": "B/L",
    "office": "Port",
    "arrived_on": "Arrival",
    "container": "Box",
    "manifest_mass": "Gross kg",
}

FORMATS = (
    SourceMapping(
        name="port_authority",
        content="manifests",
        columns={name: ColumnSource(source=(header,)) for name, header in _COLUMNS.items()},
        recognised_by=tuple(_COLUMNS.values()),
        required=("office", "arrived_on"),
    ),
)
