"""Where officers should go."""

from sqlmodel import col

from sql.register.tables import FeedbackIndicator
from tasks.documents.tables import report_table
from tasks.reporting.report_data import ReportData, Section, SectionWriter

_SHOWN = 20


def write(data: ReportData) -> Section:
    """The latest allocation of officers by office: what stands, what is advised, and what it would find."""
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
        table["office"] = data.named(table["office"])
    table = table.sort_values("hours_used", ascending=False, kind="stable") if "hours_used" in table else table
    hours = tuple(str(name) for name in table.columns if name not in ("office", "find_rate"))
    body = report_table(
        table.head(_SHOWN),
        "officers",
        shares=tuple(name for name in ("find_rate",) if name in table),
        amounts=hours,
        empty="No allocation has been computed yet.",
    )
    return Section(
        "Where officers should go",
        f"An allocation of inspection hours was computed for {len(table):,} offices from what inspections find there.",
        body,
    )


SECTIONS = (SectionWriter("officers", 90, write),)
