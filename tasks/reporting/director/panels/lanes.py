"""Clearance lanes over the period."""

from typing import Any

import pandas as pd

from sql.messages import Message
from tasks.documents.charts import LANE_COLOURS, PALE, SIGNAL, stacked_bars
from tasks.documents.translation import day_and_month, translated
from tasks.reporting.director.panel import Director, Panel
from tasks.reporting.director.periods import Period
from tasks.reporting.report_data import ReportData

_MOST_DAYS = 31  # a longer period is shown by week


def panel(director: Director) -> Panel:
    """Declarations by lane and inspections by what they found, day by day or week by week."""
    data, _ = director.data, director.data.gettext
    decisions = data.decisions
    counts = decisions["lane"].value_counts()
    shares = {lane: int(counts.get(lane, 0)) / max(1, len(decisions)) for lane in LANE_COLOURS}
    if decisions.empty:
        return Panel(_("Clearance lanes"), _("No declaration was screened in the period."), [])
    message = Message(
        "Of {count:,} declarations screened, {low:.1%} were released at once, "
        "{medium:.1%} after their documents were looked at, "
        "and {high:.1%} were to be opened.",
        {"count": len(decisions), **shares},
    )
    weekly = director.period.days > _MOST_DAYS
    begins = over_time(decisions["business_day"], director.period)
    table = pd.crosstab(begins, decisions["lane"]).reindex(columns=list(LANE_COLOURS), fill_value=0)
    names = {lane: translated(data.language, f"{lane} lane") for lane in LANE_COLOURS}
    colours = {names[lane]: colour for lane, colour in LANE_COLOURS.items()}
    title = _("Declarations by lane and week") if weekly else _("Declarations by lane and day")
    charts = [stacked_bars(_dated(table, data).rename(columns=names), colours, title, _("declarations"))]
    results = director.results
    if len(results):
        found = {"found": _("with a violation"), "without": _("without")}
        done = over_time(results["inspected_on"], director.period)
        by_result = pd.crosstab(done, results["violated"].map({True: "found", False: "without"}))
        by_result = by_result.reindex(index=table.index.union(by_result.index), columns=list(found), fill_value=0)
        title = _("Inspections by week of their result") if weekly else _("Inspections by day of their result")
        marks = {found["found"]: SIGNAL, found["without"]: PALE}
        charts.append(stacked_bars(_dated(by_result, data).rename(columns=found), marks, title, _("inspections")))
    return Panel(_("Clearance lanes"), data.told(message), charts)


def over_time(days: "pd.Series[Any]", period: Period) -> "pd.Series[Any]":
    """The day of each, or the Monday of its week where the period is longer than a month."""
    moments = pd.to_datetime(days).dt
    return moments.to_period("W").dt.start_time if period.days > _MOST_DAYS else moments.normalize()


def _dated(table: pd.DataFrame, data: ReportData) -> pd.DataFrame:
    return table.set_axis([day_and_month(each, data.language) for each in table.index])
