"""Outcomes: what inspections found."""

from sql.contents.description import NOT_NEGATIVE, POSSIBLE_DATE, AtLeast, Column, ColumnKind, Content, Need, OneOf
from sql.terms import Violation

_VIOLATION = OneOf(tuple(Violation), "is neither none, violation nor critical")
_DECLARATION = "Number of the declaration that was inspected"
_TEXT, _NUMBER = ColumnKind.TEXT, ColumnKind.NUMBER

# Outcomes of declarations that are still to be screened lie under seal until their inspection is ordered.
CONTENT = Content(
    name="outcomes",
    description="Outcomes of inspections, one row per declaration, or per goods item of it",
    tables=("outcomes", "sealed_outcomes"),
    sealed=("sealed_outcomes",),
    month_column="inspected_on",
    columns=(
        Column("declaration_id", _TEXT, _DECLARATION, need=Need.VALUE, key=True),
        Column(
            "item_number",
            ColumnKind.INTEGER,
            "Number of the goods item; missing where the outcome is that of the whole declaration",
            key=True,
            checks=(AtLeast(1, "is no item number"),),
        ),
        Column("inspected_on", ColumnKind.DATE, "Day of the inspection", past=True, checks=(POSSIBLE_DATE,)),
        Column("violation", _TEXT, "none, violation or critical", need=Need.VALUE, checks=(_VIOLATION,)),
        Column("kind", _TEXT, "Kind of violation"),
        Column(
            "recovered_duty", _NUMBER, "Duty recovered", unit="currency of the installation", checks=(NOT_NEGATIVE,)
        ),
        Column("officer_hours", _NUMBER, "Working time of officers", unit="hours", checks=(NOT_NEGATIVE,)),
    ),
)
