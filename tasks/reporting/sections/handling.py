"""Measures of risk handling."""

from sqlmodel import col

from sql.register.tables import HandlingMeasure, PolicyRecommendation, SpecialOperation
from tasks.documents.tables import report_table
from tasks.reporting.report_data import ReportData, Section, SectionWriter

_SHOWN = 12


def write(data: ReportData) -> Section:
    """Show measures by kind and state, special operations with their results, and policy recommendations."""
    register = data.stores.register
    measures = register.read(
        HandlingMeasure, ["kind", "state", "priority"], col(HandlingMeasure.proposed_on) <= data.last_day
    )
    by_state = measures.groupby(["kind", "state"], sort=True).size().unstack(fill_value=0).reset_index()
    operations = register.read(
        SpecialOperation,
        ["title", "unit", "starts_on", "ends_on", "inspected", "found", "officer_hours", "state"],
        col(SpecialOperation.starts_on) <= data.last_day,
        order_by=["starts_on", "key"],
    )
    recommendations = register.read(
        PolicyRecommendation,
        ["addressee", "recommendation", "issued_on", "follow_up_on", "answer"],
        col(PolicyRecommendation.issued_on) <= data.last_day,
        order_by=["issued_on", "key"],
    )
    message = (
        f"{len(measures):,} measures were proposed; {int((measures['state'].isin(['executed', 'measured'])).sum()):,} "
        f"were carried out, among them {len(operations):,} special operations and "
        f"{len(recommendations):,} policy recommendations."
    )
    named = [
        "<h3>Special operations</h3>",
        report_table(operations.head(_SHOWN), "handling-operations", amounts=("officer_hours",), terms=("state",)),
        "<h3>Policy recommendations</h3>",
        report_table(recommendations.head(_SHOWN), "handling-recommendations"),
    ]
    counts = report_table(by_state, "handling-measures", terms=("kind",))
    return Section("Measures of risk handling", message, counts, "".join(named))


SECTIONS = (SectionWriter("handling", 30, write),)
