"""Manifests as one port authority sends them."""

from tasks.collection.formats import Part, SourceFormat

_COLUMNS = {
    "bill_number": "B/L",
    "office": "Port",
    "arrived_on": "Arrival",
    "container": "Box",
    "manifest_mass": "Gross kg",
}

FORMATS = (SourceFormat("port_authority", (Part("manifests", _COLUMNS, frozenset(_COLUMNS)),)),)
