"""Clearance lanes by office."""

from html import escape

import pandas as pd

from sql.messages import Message, msgid
from tasks.documents.charts import LANE_COLOURS
from tasks.reporting.report_data import ReportData, Section, SectionWriter

_SHOWN = 20


def write(data: ReportData) -> Section:
    """Show declarations by lane per office, with inspections and hit rates."""
    decisions, _ = data.decisions, data.gettext
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
    busiest = Message(
        "The {shown} busiest of {offices} offices.", {"shown": min(_SHOWN, len(by_office)), "offices": len(by_office)}
    )
    body = [
        data.table(
            by_office.head(_SHOWN),
            "lanes-by-office",
            shares=("share_high", "hit_rate"),
            headings={"low": _("low: released"), "medium": _("medium: documents"), "high": _("high: targeted")},
        ),
        f"<p class='note'>{escape(data.told(busiest))}</p>" if len(by_office) > _SHOWN else "",
        *_by_direction(data),
    ]
    items = int(data.screened["items"].sum())
    text = (
        msgid(
            "{declarations:,} declarations with {items:,} goods items were "
            "screened: {low:,} low ({low_share:.1%}), {medium:,} "
            "medium ({medium_share:.1%}), {high:,} high ({high_share:.1%})."
        )
        if items > len(decisions)
        else msgid(
            "{declarations:,} declarations were screened: {low:,} low ({low_share:.1%}), {medium:,} medium "
            "({medium_share:.1%}), {high:,} high ({high_share:.1%})."
        )
    )
    shares = {f"{lane}_share": int(counts.get(lane, 0)) / max(1, len(decisions)) for lane in lanes}
    values = {"declarations": len(decisions), "items": items} | {lane: int(counts.get(lane, 0)) for lane in lanes}
    return Section(_("Clearance lanes"), data.told(Message(text, values | shares)), "".join(body))


def _by_direction(data: ReportData) -> list[str]:
    """Declarations, items and lanes of imports and exports apart; nothing where all trade has the same direction."""
    screened = data.screened
    if screened["direction"].nunique() < 2:
        return []
    table = screened.pivot_table(index="direction", columns="lane", values="declarations", fill_value=0, aggfunc="sum")
    table = table.reindex(columns=list(LANE_COLOURS), fill_value=0).astype("int64")
    table = screened.groupby("direction")[["declarations", "items"]].sum().join(table)
    table = table.assign(share_high=table["high"] / table["declarations"]).reset_index()
    _ = data.gettext
    heading = data.heading(_("Imports and exports"))
    lanes = {
        "low": _("low lane"),
        "medium": _("medium lane"),
        "high": _("high lane"),
        "direction": _("direction of trade"),
    }
    shown = data.table(table, "lanes-by-direction", shares=("share_high",), terms=("direction",), headings=lanes)
    return [heading, shown]


SECTIONS = (SectionWriter("lanes", 40, write),)
