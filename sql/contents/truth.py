"""Truth: the violations that the simulator planted, for measuring detectors."""

from sql.contents.description import Column, ColumnKind, Content

_TEXT = ColumnKind.TEXT

CONTENT = Content(
    name="truth",
    description="Planted violations, one row per simulated declaration",
    tables=("truth",),
    sealed=("truth",),
    month_column="lodged_on",
    batch="",
    from_files=False,
    columns=(
        Column("declaration_id", _TEXT, "Number of the declaration", key=True),
        Column("lodged_on", ColumnKind.DATE, "Day of lodgement"),
        Column("pattern", _TEXT, "Planted pattern; missing where nothing was planted"),
        Column("priority", _TEXT, "Priority that the pattern endangers"),
        Column("violation", _TEXT, "none, violation or critical"),
        Column("items", _TEXT, "Numbers of the items that violate, such as 1;3"),
        Column("evaded_duty", ColumnKind.NUMBER, "Duty evaded", unit="currency of the source"),
    ),
)
