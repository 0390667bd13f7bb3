"""Amendments and cancellations: which later version of a declaration customs received, and when."""

from dataclasses import replace

from sql.contents.declarations import CONTENT as DECLARATIONS
from sql.contents.description import Column, ColumnKind, Content, Need

_NAMES = ("declaration_id", "version", "function", "received_at", "lodged_on", "office")
_KEY = DECLARATIONS.column("declaration_id")

CONTENT = Content(
    name="declaration_changes",
    description="Versions of declarations after the first: one row per amendment or cancellation",
    tables=("declaration_changes",),
    month_column="lodged_on",
    from_files=False,
    written_with="declarations",
    columns=(
        Column(_KEY.name, _KEY.kind, _KEY.description, need=Need.VALUE, key=True),
        *(replace(DECLARATIONS.column(name), level=None, conditions=False) for name in _NAMES[1:]),
        Column(
            "in_part",
            ColumnKind.TEXT,
            "What an amendment in part takes out of a declaration that has not come yet, as JSON; else missing",
        ),
    ),
)
