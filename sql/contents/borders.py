"""Frames at the borders of stages: what one stage hands to the next."""

from dataclasses import dataclass

from sql.contents.decisions import CONTENT as DECISIONS
from sql.contents.declarations import CONTENT as DECLARATIONS
from sql.contents.description import Column, ColumnKind
from sql.contents.outcomes import CONTENT as OUTCOMES

_TEXT, _NUMBER = ColumnKind.TEXT, ColumnKind.NUMBER
_DECLARATION = DECISIONS.column("declaration_id")
_SELECTION = (DECISIONS.column("selected_by"), DECISIONS.column("selection_probability"))
_WHAT_TO_CHECK = Column("what_to_check", _TEXT, "What the officer checks at the site")


@dataclass(frozen=True)
class Border:
    """The frame that a stage hands on: a row per `row`, with exactly these columns."""

    name: str
    row: str
    columns: tuple[Column, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the columns, in their order."""
        return tuple(column.name for column in self.columns)


LODGED = Border(
    "lodged declarations",
    "declaration, from the lake into matching and rating",
    (*DECLARATIONS.columns, Column("batch", _TEXT, DECLARATIONS.batch)),
)
HITS = Border(
    "hits",
    "parameter and declaration that it hits, from matching into decision",
    (
        _DECLARATION,
        Column("parameter", _TEXT, "Code of the parameter"),
        Column("version", ColumnKind.INTEGER, "Version of the parameter"),
        Column("items", _TEXT, "Numbers of the items hit, joined by ;, empty for a declaration of one item"),
    ),
)
LANES = Border(
    "lanes",
    "declaration, from decision into the lake and into inspection",
    (*(column for column in DECISIONS.columns if column.name != DECISIONS.month_column), _WHAT_TO_CHECK),
)
INSPECTIONS = Border(
    "inspections",
    "declaration to inspect, from decision into inspection",
    (
        *(DECISIONS.column(name) for name in ("declaration_id", "version", "office", "importer", "lane")),
        *_SELECTION,
        *(DECISIONS.column(name) for name in ("parameters", "items", "rating")),
        _WHAT_TO_CHECK,
    ),
)
KNOWN_OUTCOMES = Border(
    "known outcomes",
    "inspected declaration, from inspection into rating, analysis and feedback; history has no selection",
    (*OUTCOMES.columns, *_SELECTION),
)
FINDINGS = Border(
    "findings",
    "subject, from a detector into results, handling and the report",
    (
        Column("subject_kind", _TEXT, "Columns of a declaration that name the subject, joined by +"),
        Column("subject", _TEXT, "Values of these columns, joined by +"),
        Column("score", _NUMBER, "How strong the evidence is", unit="0 to 1"),
        Column("statement", ColumnKind.MESSAGE, "What was compared with what, in one sentence"),
        Column("compared", _TEXT, "Compared values, as JSON"),
        Column("amount_at_stake", _NUMBER, "Duty or value at stake", unit="currency of the installation"),
        Column("declaration_ids", ColumnKind.TEXTS, "Numbers of the declarations behind the finding"),
        Column(
            "items",
            ColumnKind.TEXTS,
            "Goods items behind it, as declaration#item; none of a declaration that has one item only",
        ),
    ),
)
BORDERS = (LODGED, HITS, LANES, INSPECTIONS, KNOWN_OUTCOMES, FINDINGS)
