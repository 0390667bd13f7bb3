"""The advised allocation of officers to offices."""

from sqlmodel import col

from sql.messages import Message
from sql.register.tables import FeedbackIndicator
from tasks.reporting.report_data import ReportData, Section, SectionWriter

_SHOWN = 20


def write(data: ReportData) -> Section:
    """Show the latest allocation of inspection hours by office: hours used, hours advised, and the hit rate."""
    _ = data.gettext
    indicators = data.stores.register.read(
        FeedbackIndicator,
        ["as_of", "name", "scope", "value"],
        col(FeedbackIndicator.aim) == "human_resources",
        col(FeedbackIndicator.as_of) <= data.last_day,
        order_by=["as_of", "key"],
    )
    latest = indicators[(indicators["as_of"] == indicators["as_of"].max()) & (indicators["scope"] != "national")]
    table = latest.pivot_table(index="scope", columns="name", values="value", sort=True).reset_index()
    table = table.rename(columns={"scope": "office"})
    if len(table):
        table["office"] = data.unit_names(table["office"])
    table = table.sort_values("hours_used", ascending=False, kind="stable") if "hours_used" in table else table
    hours = tuple(str(name) for name in table.columns if name not in ("office", "find_rate"))
    body = data.table(
        table.head(_SHOWN),
        "officers",
        shares=tuple(name for name in ("find_rate",) if name in table),
        amounts=hours,
        headings={"find_rate": _("hit rate")},
        empty=_("No allocation has been reckoned yet."),
    )
    message = Message(
        "Inspection hours were allocated to {offices:,} offices by the hit rates of their inspections.",
        {"offices": len(table)},
    )
    return Section(_("Allocation of officers"), data.told(message), body)


SECTIONS = (SectionWriter("officers", 90, write),)
