"""Performance indicators and the changes that feedback proposes."""

import pandas as pd
from sqlmodel import col

from sql.messages import Message
from sql.register.tables import FeedbackIndicator, FeedbackProposal
from tasks.reporting.report_data import ReportData, Section, SectionWriter

_SHOWN = 20


def write(data: ReportData) -> Section:
    """Show the latest national indicators beside the previous ones, and the changes that feedback proposed."""
    register, _ = data.stores.register, data.gettext
    indicators = register.read(
        FeedbackIndicator,
        ["as_of", "aim", "name", "scope", "value", "low", "high", "observations"],
        col(FeedbackIndicator.as_of) <= data.last_day,
        order_by=["as_of", "key"],
    )
    proposals = register.read(
        FeedbackProposal,
        ["as_of", "action", "target", "reason", "state"],
        col(FeedbackProposal.as_of) <= data.last_day,
        order_by=["as_of", "key"],
    )
    by_action = proposals.groupby(["action", "state"], sort=True).size().unstack(fill_value=0).reset_index()
    latest = proposals.tail(_SHOWN)
    body = [
        data.table(
            compared_with_before(indicators[indicators["scope"] == "national"]),
            "feedback-indicators",
            decimals=("value", "low", "high", "before"),
            terms=("name", "aim"),
            headings={"low": _("from (95 %)"), "high": _("to (95 %)"), "before": _("last period")},
        ),
        data.heading(_("Proposed changes")),
        data.table(by_action, "feedback-actions", terms=("action",), empty=_("Feedback proposed no change.")),
    ]
    latest = latest.assign(reason=latest["reason"].map(data.told))
    named = data.table(latest, "feedback-proposals", terms=("action", "state"), codes=("target",), empty="")
    values = {"proposed": len(proposals), "made": _made(proposals)}
    message = Message("Feedback proposed {proposed:,} changes; {made:,} were made.", values)
    return Section(_("Performance and proposed changes"), data.told(message), "".join(body), named)


def compared_with_before(indicators: pd.DataFrame) -> pd.DataFrame:
    """Indicators of the latest date with the value of the previous date: aim, name, value, low, high, before."""
    dates = sorted(indicators["as_of"].unique())
    if not dates:
        return pd.DataFrame()
    latest: pd.DataFrame = indicators[indicators["as_of"] == dates[-1]].set_index("name")
    before = indicators[indicators["as_of"] == dates[-2]].set_index("name")["value"] if len(dates) > 1 else None
    table: pd.DataFrame = latest[["aim", "value", "low", "high", "observations"]].reset_index()
    return table.assign(before=table["name"].map(before) if before is not None else float("nan"))


def _made(proposals: pd.DataFrame) -> int:
    return int(proposals["state"].isin(["approved", "executed", "measured"]).sum())


SECTIONS = (SectionWriter("feedback", 80, write),)
