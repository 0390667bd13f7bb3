"""Decisions: the lane that screening gave each declaration, and why."""

from sql.contents.description import Column, ColumnKind, Content

_TEXT, _NUMBER = ColumnKind.TEXT, ColumnKind.NUMBER

CONTENT = Content(
    name="decisions",
    description="Decisions of screening, one row per declaration and version that was screened",
    tables=("decisions",),
    month_column="business_day",
    batch="Key of the screening batch",
    from_files=False,
    columns=(
        Column("declaration_id", _TEXT, "Number of the declaration", key=True),
        Column("version", ColumnKind.INTEGER, "Version of the declaration that was decided on", default=1),
        Column("business_day", ColumnKind.DATE, "Day of the decision"),
        Column("office", _TEXT, "Customs office of lodgement, by unit code"),
        Column("importer", _TEXT, "Trader: the importer; of exports, where one is named, the exporter"),
        Column("lane", _TEXT, "low, medium or high"),
        Column("demanded_lane", _TEXT, "Lane that parameters and rating demand, before capacity and caps"),
        Column("parameters", _TEXT, "Codes of the parameters that hit, sorted, joined by ;"),
        Column(
            "items",
            _TEXT,
            "Numbers of the items that hits or a high rating are about, joined by ;, empty where it has one item",
            default="",
        ),
        Column("rating", _NUMBER, "Rated probability of a violation", unit="0 to 1"),
        Column("rating_reasons", _TEXT, "What raises the rating most"),
        Column("selected_by", _TEXT, "parameter, rating or chance; missing where no inspection is requested"),
        Column("selection_probability", _NUMBER, "Probability with which it was selected", unit="0 to 1"),
        Column("advice", _TEXT, "OK, or High risk! Targeted check! with what to check and why"),
    ),
)
