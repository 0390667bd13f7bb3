"""Enterprises: what the administration registers of the traders it knows."""

from sql.contents.description import KNOWN_UNIT, VERSION, Column, ColumnKind, Content, Need

_TEXT = ColumnKind.TEXT

CONTENT = Content(
    name="enterprises",
    description="Registered enterprises, one row each; one that moves or changes its category gets a further version",
    tables=("enterprises",),
    month_column="received_on",
    versioned=True,
    every_version="enterprise_versions",
    columns=(
        Column("enterprise", _TEXT, "Number under which declarations name the enterprise", need=Need.VALUE, key=True),
        Column("name", _TEXT, "Name of the enterprise"),
        Column("category", _TEXT, "Compliance category; the present one where the register has none by its own rules"),
        Column("office", _TEXT, "Customs office in charge, by unit code", checks=(KNOWN_UNIT,)),
        Column("registered_on", ColumnKind.DATE, "Day of registration", past=True),
        Column("address", _TEXT, "Address"),
        *VERSION,
    ),
)
