"""Case files opened after clearance."""

from sqlmodel import col

from sql.register.tables import CaseFile
from tasks.documents.tables import report_table
from tasks.reporting.report_data import ReportData, Section, SectionWriter

_SHOWN = 15


def write(data: ReportData) -> Section:
    """Show targeted audits and anti-smuggling cases by state, and the largest cases."""
    cases = data.stores.register.read(
        CaseFile,
        ["number", "kind", "subject", "unit", "opened_on", "state", "amount_at_stake", "deadline_on", "outcome"],
        col(CaseFile.opened_on) <= data.last_day,
        order_by=["number"],
    )
    by_kind = cases.groupby(["kind", "state"], sort=True).agg(
        cases=("number", "size"), amount_at_stake=("amount_at_stake", "sum")
    )
    largest = cases.sort_values("amount_at_stake", ascending=False, kind="stable").head(_SHOWN)
    largest = largest.assign(unit=data.unit_names(largest["unit"]))
    kinds = cases["kind"].value_counts()
    message = (
        f"{kinds.get('targeted_audit', 0):,} targeted audits and {kinds.get('anti_smuggling', 0):,} "
        "anti-smuggling cases are on file."
    )
    counts = report_table(
        by_kind.reset_index(),
        "cases-by-kind",
        money=("amount_at_stake",),
        currency=data.currency,
        terms=("kind", "state"),
    )
    named = report_table(
        largest,
        "cases-largest",
        money=("amount_at_stake",),
        currency=data.currency,
        terms=("kind", "state", "outcome"),
        codes=("number",),
    )
    return Section("Case files", message, counts, f"<h3>Largest cases by amount at stake</h3>{named}")


SECTIONS = (SectionWriter("cases", 60, write),)
