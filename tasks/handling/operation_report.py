"""What a special operation is, how it stands day by day, and what it found and cost: as a list and as a document."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
from sqlmodel import Session, col, select

from sql.jurisdiction import Organisation
from sql.reference import organisation
from sql.register.listed import Listed, Sought, listed
from sql.register.tables import OperationStanding, SpecialOperation
from sql.stores import Stores
from sql.terms import Language, TaskState
from tasks.documents.charts import lines
from tasks.documents.pages import page
from tasks.documents.tables import report_table
from tasks.documents.translation import translations
from tasks.handling.approval import HandlingRefusedError

_TEMPLATE = Path(__file__).parent / "operation_report.html"
_STANDING = ["business_day", "inspected", "found", "officer_hours", "recovered_duty"]


@dataclass(frozen=True)
class OperationSeen:
    """An operation: its columns, and its standing at the end of each business day."""

    operation: dict[str, Any]
    standing: pd.DataFrame


def operations_seen(stores: Stores, unit: str, *, closed: bool = False) -> pd.DataFrame:
    """Running operations of `unit` and the units below, or all of them; by start. Raises UnknownUnitError."""
    conditions: list[Any] = [col(SpecialOperation.unit).in_(Organisation(organisation()).seen_by(unit))]
    if not closed:
        conditions.append(col(SpecialOperation.state) == TaskState.OPEN)
    names = list(SpecialOperation.model_fields)
    return stores.register.read(SpecialOperation, names, *conditions, order_by=["starts_on", "key"])


def operations_sought(stores: Stores, unit: str, sought: Sought, *, closed: bool = False) -> Listed:
    """The part of `operations_seen` that is sought, by words of its title, subject, unit, offices and target."""
    conditions: list[Any] = [col(SpecialOperation.unit).in_(Organisation(organisation()).seen_by(unit))]
    if not closed:
        conditions.append(col(SpecialOperation.state) == TaskState.OPEN)
    return listed(
        stores.register,
        SpecialOperation,
        list(SpecialOperation.model_fields),
        conditions,
        order=[col(SpecialOperation.starts_on).desc(), col(SpecialOperation.key)],
        sought=sought,
    )


def operation_seen(stores: Stores, unit: str, measure: str) -> OperationSeen:
    """The operation of a measure. Raises HandlingRefusedError alike for none and for one that `unit` does not see."""
    rows = stores.register.read(
        SpecialOperation,
        list(SpecialOperation.model_fields),
        col(SpecialOperation.unit).in_(Organisation(organisation()).seen_by(unit)),
        col(SpecialOperation.measure) == measure,
    )
    if rows.empty:
        raise HandlingRefusedError(f"{unit} has no operation {measure}: list them with operations list --unit {unit}")
    operation = {str(name): value for name, value in rows.iloc[0].items()}
    standing = stores.register.read(
        OperationStanding,
        _STANDING,
        col(OperationStanding.operation) == operation["key"],
        order_by=["business_day"],
    )
    return OperationSeen(operation, standing)


def operation_page(currency: str, session: Session, measure: str, language: Language, present: str = "") -> str | None:
    """The report on the operation of a measure as a page; None where there is no such operation.

    It is told once, so whatever is `present` gives way. currency: of the installation, in which duty is recovered.
    """
    operation = session.exec(select(SpecialOperation).where(SpecialOperation.measure == measure)).first()
    if operation is None:
        return None
    rows = session.exec(
        select(OperationStanding)
        .where(OperationStanding.operation == operation.key)
        .order_by(col(OperationStanding.business_day))
    ).all()
    standing = pd.DataFrame([row.model_dump(include=set(_STANDING)) for row in rows], columns=pd.Index(_STANDING))
    names = organisation().set_index("code")[f"name_{language}"]
    return page(
        _TEMPLATE,
        language,
        operation=operation,
        closed=operation.state is TaskState.DONE,
        unit_name=names.get(operation.unit, operation.unit),
        chart=_chart(standing, language),
        days=_days(standing, language, currency),
        currency=currency,
    )


def _chart(standing: pd.DataFrame, language: Language) -> str:
    _ = translations(language).gettext
    if len(standing) < 2:
        return ""
    counts = standing.set_index(standing["business_day"].astype("str"))[["inspected", "found"]]
    counts = counts.rename(columns={"inspected": _("Inspected"), "found": _("With a violation")})
    return lines(counts, _("Inspections of the operation"), _("Declarations"))


def _days(standing: pd.DataFrame, language: Language, currency: str) -> str:
    _ = translations(language).gettext
    headings = {
        "business_day": _("Business day"),
        "inspected": _("Inspected"),
        "found": _("With a violation"),
        "officer_hours": _("Officer hours"),
        "recovered_duty": _("Duty recovered"),
    }
    shown = standing.assign(
        business_day=standing["business_day"].astype("str"),
        recovered_duty=standing["recovered_duty"].astype("float64"),
    )
    return report_table(
        shown,
        "days",
        headings=headings,
        amounts=("officer_hours",),
        money=("recovered_duty",),
        currency=currency,
        empty=_("It has not begun."),
    )
