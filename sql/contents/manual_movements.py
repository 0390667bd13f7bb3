"""Movements of processing-trade manuals: material that comes in and products that go out."""

from sql.contents.description import NOT_NEGATIVE, POSSIBLE_DATE, Column, ColumnKind, Content, Need, OneOf

_TEXT = ColumnKind.TEXT
_MOVEMENT = OneOf(("import", "export", "home_sale", "scrap"), "is no movement of a manual")

CONTENT = Content(
    name="manual_movements",
    description="Movements of goods on processing-trade manuals, one row per movement",
    tables=("manual_movements",),
    month_column="moved_on",
    columns=(
        Column("movement_id", _TEXT, "Number of the movement", need=Need.VALUE, key=True),
        Column("manual_number", _TEXT, "Number of the manual", need=Need.VALUE),
        Column("moved_on", ColumnKind.DATE, "Day of the movement", need=Need.VALUE, past=True, checks=(POSSIBLE_DATE,)),
        Column("movement", _TEXT, "import, export, home_sale or scrap", need=Need.VALUE, checks=(_MOVEMENT,)),
        Column(
            "quantity", ColumnKind.NUMBER, "Quantity of the goods", unit="kg", need=Need.HEADER, checks=(NOT_NEGATIVE,)
        ),
        Column("declaration_id", _TEXT, "Number of the declaration that moved them"),
    ),
)
