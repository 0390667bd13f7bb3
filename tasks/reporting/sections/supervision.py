"""Hints of enforcement supervision."""

from sqlmodel import col

from sql.register.tables import Hint
from sql.terms import HintFamily
from tasks.documents.tables import report_table
from tasks.reporting.report_data import ReportData, Section, SectionWriter

_SHOWN = 10


def write(data: ReportData) -> Section:
    """Show hints by family and rule with their state, and examples of the most severe.

    Hints on the integrity of officers are counted alone: only the unit that supervises them sees more.
    """
    hints = data.stores.register.read(
        Hint,
        ["family", "rule", "subject", "evidence", "severity", "unit", "state", "due_on"],
        col(Hint.raised_on) <= data.last_day,
        order_by=["key"],
    )
    flags = hints.assign(
        overdue=((hints["state"] == "open") & (hints["due_on"] < str(data.last_day))).astype(int),
        severe=(hints["severity"] == "high").astype(int),
        open=(hints["state"] == "open").astype(int),
        hints=1,
    )
    by_rule = flags.groupby(["family", "rule"], sort=True)[["hints", "severe", "open", "overdue"]].sum().reset_index()
    severe = flags[(flags["severe"] == 1) & (flags["family"] != HintFamily.LAW_ENFORCEMENT)]
    severe = severe.groupby("rule", sort=True).head(2).head(_SHOWN)
    severe = severe.assign(unit=data.unit_names(severe["unit"]))
    counts = report_table(by_rule, "hints-by-rule", terms=("family", "rule"))
    named = report_table(
        severe[["family", "rule", "subject", "evidence", "unit"]],
        "hints-severe",
        terms=("family", "rule"),
        empty="No severe hint was raised.",
    )
    families = ", ".join(
        f"{count:,} {str(family).replace('_', ' ')}" for family, count in hints["family"].value_counts().items()
    )
    return Section(
        "Enforcement supervision",
        f"{len(hints):,} hints were raised{': ' + families if families else ''}.",
        counts,
        f"<h3>Examples of the most severe</h3>{named}",
    )


SECTIONS = (SectionWriter("supervision", 70, write),)
