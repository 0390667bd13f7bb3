"""Manifests: what carriers report of the goods that arrive."""

from sql.contents.description import KNOWN_UNIT, NOT_NEGATIVE, POSSIBLE_DATE, VERSION, Column, ColumnKind, Content, Need

_TEXT = ColumnKind.TEXT

CONTENT = Content(
    name="manifests",
    description="Lines of manifests, one row per bill and container; a later row is its next version",
    versioned=True,
    every_version="manifest_versions",
    tables=("manifests",),
    month_column="arrived_on",
    columns=(
        Column("bill_number", _TEXT, "Number of the bill", need=Need.VALUE, key=True),
        Column("office", _TEXT, "Customs office of arrival, by unit code", need=Need.VALUE, checks=(KNOWN_UNIT,)),
        Column("arrived_on", ColumnKind.DATE, "Day of arrival", need=Need.VALUE, past=True, checks=(POSSIBLE_DATE,)),
        Column("declaration_id", _TEXT, "Number of the declaration; missing until the goods are declared"),
        Column("container", _TEXT, "Number of the container", need=Need.HEADER, key=True),
        Column(
            "manifest_mass",
            ColumnKind.NUMBER,
            "Mass on the manifest",
            unit="kg",
            need=Need.HEADER,
            checks=(NOT_NEGATIVE,),
        ),
        Column("seal_on_manifest", _TEXT, "Number of the seal on the manifest"),
        Column("seal_found", _TEXT, "Number of the seal on the container"),
        *VERSION,
    ),
)
