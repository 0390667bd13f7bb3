"""Amendments: changes of declarations after their lodgement."""

from sql.contents.description import KNOWN_UNIT, POSSIBLE_DATE, Column, ColumnKind, Content, Need

_TEXT = ColumnKind.TEXT

CONTENT = Content(
    name="amendments",
    description="Amendments of declarations, one row per changed value",
    tables=("amendments",),
    month_column="amended_on",
    columns=(
        Column("amendment_id", _TEXT, "Number of the amendment", need=Need.VALUE, key=True),
        Column("declaration_id", _TEXT, "Number of the declaration", need=Need.VALUE),
        Column("office", _TEXT, "Customs office, by unit code", need=Need.VALUE, checks=(KNOWN_UNIT,)),
        Column(
            "amended_on", ColumnKind.DATE, "Day of the amendment", need=Need.VALUE, past=True, checks=(POSSIBLE_DATE,)
        ),
        Column("column_name", _TEXT, "Column that was amended", need=Need.HEADER),
        Column("value_before", _TEXT, "Value before the amendment"),
        Column("value_after", _TEXT, "Value after the amendment"),
        Column("after_selection", ColumnKind.FLAG, "Whether the declaration had been selected for inspection"),
    ),
)
