"""Information: items of risk information for the information module."""

from sql.contents.description import KNOWN_UNIT, Column, ColumnKind, Content, Need, OneOf
from sql.terms import InformationKind, Priority

_TEXT, _DATE = ColumnKind.TEXT, ColumnKind.DATE
_GRADE = OneOf(tuple("ABCDEF"), "is no reliability grade from A to F")
_KIND = OneOf(tuple(InformationKind), "is no kind of risk information")
_PRIORITY = OneOf(tuple(Priority), "is no priority")

CONTENT = Content(
    name="information",
    description="Items of risk information, one row per item; kept in the register",
    columns=(
        Column("key", _TEXT, "Number of the item", need=Need.VALUE, key=True),
        Column("kind", _TEXT, ", ".join(InformationKind), need=Need.VALUE, checks=(_KIND,)),
        Column("source", _TEXT, "Who or what it comes from", need=Need.VALUE),
        Column("reliability", _TEXT, "A (reliable) to F (cannot be judged)", need=Need.VALUE, checks=(_GRADE,)),
        Column("priority", _TEXT, ", ".join(Priority), need=Need.VALUE, checks=(_PRIORITY,)),
        Column("subject_kind", _TEXT, "Columns of a declaration that name the subject, joined by +", need=Need.VALUE),
        Column("subject", _TEXT, "Values of these columns, joined by +", need=Need.VALUE),
        Column("summary", _TEXT, "The information in one sentence", need=Need.VALUE),
        Column("received_on", _DATE, "Day of receipt", need=Need.VALUE, past=True),
        Column("valid_to", _DATE, "Last day of validity", need=Need.VALUE),
        Column("unit", _TEXT, "Customs unit that owns the item, by unit code", need=Need.VALUE, checks=(KNOWN_UNIT,)),
    ),
)
