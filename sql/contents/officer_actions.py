"""Officer actions: who did what with which declaration."""

from sql.contents.description import KNOWN_UNIT, POSSIBLE_DATE, Column, ColumnKind, Content, Need

_TEXT = ColumnKind.TEXT
_ACTION = "entered, approved, released, inspection_waived, result_changed or looked_up"

CONTENT = Content(
    name="officer_actions",
    description="Actions of officers on declarations, one row per action",
    tables=("officer_actions",),
    month_column="happened_at",
    columns=(
        Column("action_id", _TEXT, "Number of the action", need=Need.VALUE, key=True),
        Column("declaration_id", _TEXT, "Number of the declaration", need=Need.VALUE),
        Column("office", _TEXT, "Customs office, by unit code", need=Need.VALUE, checks=(KNOWN_UNIT,)),
        Column("officer", _TEXT, "Number of the officer", need=Need.VALUE),
        Column("action", _TEXT, _ACTION, need=Need.VALUE),
        Column(
            "happened_at", ColumnKind.MOMENT, "Time of the action", need=Need.VALUE, past=True, checks=(POSSIBLE_DATE,)
        ),
        Column("reason", _TEXT, "Reason that the officer gave"),
    ),
)
