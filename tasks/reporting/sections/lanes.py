"""Clearance lanes by week and office."""

import pandas as pd

from tasks.documents.charts import LANE_COLOURS, stacked_bars
from tasks.documents.tables import report_table
from tasks.reporting.report_data import ReportData, Section, SectionWriter

_SHOWN = 20


def write(data: ReportData) -> Section:
    """Show declarations by lane, per week and per office, with inspections and hit rates."""
    decisions = data.decisions
    lanes = list(LANE_COLOURS)
    by_office = (
        pd.crosstab(decisions["office"], decisions["lane"]).reindex(columns=lanes, fill_value=0)
        if len(decisions)
        else pd.DataFrame(columns=lanes)
    )
    by_office["declarations"] = by_office[lanes].sum(axis=1)
    by_office["share_high"] = by_office["high"] / by_office["declarations"]
    by_office["inspected"] = data.done.groupby("office").size().reindex(by_office.index, fill_value=0)
    found = data.done[data.done["violation"] != "none"].groupby("office").size()
    by_office["found"] = found.reindex(by_office.index, fill_value=0)
    by_office["hit_rate"] = by_office["found"] / by_office["inspected"].where(by_office["inspected"] > 0)
    by_office = (
        by_office.sort_values("declarations", ascending=False, kind="stable").rename_axis("office").reset_index()
    )
    by_office["office"] = data.unit_names(by_office["office"])
    counts = decisions["lane"].value_counts()
    shares = ", ".join(
        f"{counts.get(lane, 0):,} {lane} ({counts.get(lane, 0) / max(1, len(decisions)):.1%})" for lane in lanes
    )
    weeks = pd.to_datetime(decisions["business_day"]).dt.to_period("W").dt.start_time.dt.strftime("%d %b")
    order = list(dict.fromkeys(weeks[pd.to_datetime(decisions["business_day"]).sort_values().index]))
    weekly = pd.crosstab(weeks, decisions["lane"]).reindex(index=order, columns=lanes, fill_value=0)
    body = [
        stacked_bars(weekly, LANE_COLOURS, "Declarations by lane and week", "declarations"),
        report_table(
            by_office.head(_SHOWN),
            "lanes-by-office",
            shares=("share_high", "hit_rate"),
            headings={"low": "low: released", "medium": "medium: documents", "high": "high: targeted"},
        ),
        f"<p class='note'>The {_SHOWN} busiest of {len(by_office)} offices.</p>" if len(by_office) > _SHOWN else "",
    ]
    return Section(
        "Clearance lanes",
        f"{len(decisions):,} declarations were screened: {shares}.",
        "".join(body),
    )


SECTIONS = (SectionWriter("lanes", 40, write),)
