"""Measures of risk handling."""

from sqlmodel import col

from sql.messages import Message
from sql.register.tables import HandlingMeasure, PolicyRecommendation, SpecialOperation
from tasks.reporting.report_data import ReportData, Section, SectionWriter

_SHOWN = 12


def write(data: ReportData) -> Section:
    """Show measures by kind and state, special operations with their results, and policy recommendations."""
    register, _ = data.stores.register, data.gettext
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
    values = {
        "measures": len(measures),
        "done": int((measures["state"].isin(["executed", "measured"])).sum()),
        "operations": len(operations),
        "recommendations": len(recommendations),
    }
    message = Message(
        "{measures:,} measures were proposed; {done:,} were carried out, "
        "among them {operations:,} special operations and "
        "{recommendations:,} policy recommendations.",
        values,
    )
    operations = operations.head(_SHOWN).assign(title=operations["title"].map(data.told))
    operations = operations.assign(unit=data.unit_names(operations["unit"]))
    recommendations = recommendations.head(_SHOWN).assign(
        recommendation=recommendations["recommendation"].map(data.told)
    )
    named = [
        data.heading(_("Special operations")),
        data.table(operations, "handling-operations", amounts=("officer_hours",), terms=("state",)),
        data.heading(_("Policy recommendations")),
        data.table(recommendations, "handling-recommendations", terms=("addressee",)),
    ]
    counts = data.table(by_state, "handling-measures", terms=("kind",))
    return Section(_("Measures of risk handling"), data.told(message), counts, "".join(named))


SECTIONS = (SectionWriter("handling", 30, write),)
