"""Licences: what holders may import or export, until when and how much."""

from sql.contents.description import NOT_NEGATIVE, VERSION, Column, ColumnKind, Content, Need

_TEXT, _DATE = ColumnKind.TEXT, ColumnKind.DATE

CONTENT = Content(
    name="licences",
    description="Licences, one row per licence; one that is extended or changed gets a further version",
    tables=("licences",),
    month_column="received_on",
    versioned=True,
    every_version="licence_versions",
    columns=(
        Column("licence_number", _TEXT, "Number of the licence", need=Need.VALUE, key=True),
        Column("kind", _TEXT, "Kind of licence"),
        Column("holder", _TEXT, "Number of the enterprise that holds it"),
        Column("hs_code", _TEXT, "Commodity code that it covers"),
        Column("valid_from", _DATE, "First day of validity"),
        Column("valid_to", _DATE, "Last day of validity"),
        Column("quantity", ColumnKind.NUMBER, "Quantity that it covers", unit="that of `unit`", checks=(NOT_NEGATIVE,)),
        Column("unit", _TEXT, "Unit of the quantity, by UN/ECE recommendation 20"),
        *VERSION,
    ),
)
