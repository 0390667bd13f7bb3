"""Hints of enforcement supervision."""

from sqlmodel import col

from sql.messages import Message, word
from sql.register.tables import Hint
from sql.terms import HintFamily
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
    _ = data.gettext
    flags = hints.assign(
        overdue=((hints["state"] == "open") & (hints["due_on"] < str(data.last_day))).astype(int),
        severe=(hints["severity"] == "high").astype(int),
        open=(hints["state"] == "open").astype(int),
        hints=1,
    )
    by_rule = flags.groupby(["family", "rule"], sort=True)[["hints", "severe", "open", "overdue"]].sum().reset_index()
    severe = flags[(flags["severe"] == 1) & (flags["family"] != HintFamily.LAW_ENFORCEMENT)]
    severe = severe.groupby("rule", sort=True).head(2).head(_SHOWN)
    severe = severe.assign(unit=data.unit_names(severe["unit"]), evidence=severe["evidence"].map(data.told))
    counts = data.table(by_rule, "hints-by-rule", terms=("family", "rule"))
    named = data.table(
        severe[["family", "rule", "subject", "evidence", "unit"]],
        "hints-severe",
        terms=("family", "rule"),
        empty=_("No severe hint was raised."),
    )
    families = [
        Message("{count:,} of the family “{family}”", {"count": int(count), "family": word(family)})
        for family, count in hints["family"].value_counts().items()
    ]
    message = Message("{hints:,} hints were raised.", {"hints": len(hints)})
    return Section(
        _("Enforcement supervision"),
        " ".join([data.told(message), "; ".join(map(data.told, families)) + "." if families else ""]).strip(),
        counts,
        data.heading(_("Examples of the most severe")) + named,
    )


SECTIONS = (SectionWriter("supervision", 70, write),)
