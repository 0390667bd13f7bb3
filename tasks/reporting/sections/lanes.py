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
        *_by_direction(data),
    ]
    items = int(data.screened["items"].sum())
    goods = f" with {items:,} goods items" if items > len(decisions) else ""
    return Section(
        "Clearance lanes",
        f"{len(decisions):,} declarations{goods} were screened: {shares}.",
        "".join(body),
    )


def _by_direction(data: ReportData) -> list[str]:
    """Declarations, items and lanes of imports and exports apart; nothing where all trade has the same direction."""
    screened = data.screened
    if screened["direction"].nunique() < 2:
        return []
    table = screened.pivot_table(index="direction", columns="lane", values="declarations", fill_value=0, aggfunc="sum")
    table = table.reindex(columns=list(LANE_COLOURS), fill_value=0).astype("int64")
    table = screened.groupby("direction")[["declarations", "items"]].sum().join(table)
    table = table.assign(share_high=table["high"] / table["declarations"]).reset_index()
    return ["<h3>Imports and exports</h3>", report_table(table, "lanes-by-direction", shares=("share_high",))]


SECTIONS = (SectionWriter("lanes", 40, write),)
