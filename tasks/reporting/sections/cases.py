"""Case files opened after clearance."""

from sqlmodel import col

from sql.messages import Message
from sql.register.tables import CaseFile
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
    _ = data.gettext
    by_kind = cases.groupby(["kind", "state"], sort=True).agg(
        cases=("number", "size"), amount_at_stake=("amount_at_stake", "sum")
    )
    largest = cases.sort_values("amount_at_stake", ascending=False, kind="stable").head(_SHOWN)
    largest = largest.assign(unit=data.unit_names(largest["unit"]))
    kinds = cases["kind"].value_counts()
    message = Message(
        "{audits:,} targeted audits and {cases:,} anti-smuggling cases are on file.",
        {"audits": int(kinds.get("targeted_audit", 0)), "cases": int(kinds.get("anti_smuggling", 0))},
    )
    counts = data.table(
        by_kind.reset_index(),
        "cases-by-kind",
        money=("amount_at_stake",),
        terms=("kind", "state"),
    )
    named = data.table(
        largest,
        "cases-largest",
        money=("amount_at_stake",),
        terms=("kind", "state", "outcome"),
        codes=("number",),
        links={"number": data.leads_to("case")},
    )
    heading = data.heading(_("Largest cases by amount at stake"))
    return Section(_("Case files"), data.told(message), counts, heading + named)


SECTIONS = (SectionWriter("cases", 60, write),)
