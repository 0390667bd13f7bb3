"""Hit rates of inspections by selection ground and parameter, and the precision of the high lane."""

from html import escape

import pandas as pd
from statsmodels.stats.proportion import proportion_confint

from sql.messages import Message, msgid
from tasks.feedback.effective_handling import by_parameter as hits_by_parameter
from tasks.reporting.report_data import ReportData, Section, SectionWriter

_SHOWN = 15


def write(data: ReportData) -> Section:
    """Show hit rates by selection ground and by parameter, and the measured precision of the high lane."""
    _ = data.gettext
    grounds = by_ground(data.inspections)
    parameters = by_parameter(data.done)
    inspected = int(grounds["inspected"].sum())
    found = int(grounds["found"].sum())
    quality = data.quality
    values = {"inspected": inspected, "found": found, "rate": found / max(1, inspected)}
    text = (
        msgid(
            "Of the inspections asked for in the period {inspected:,} are done; "
            "{found:,} found a violation: a hit rate of {rate:.1%}."
        )
        if inspected
        else msgid("No inspection asked for in the period is done.")
    )
    message = data.told(Message(text, values))
    body = []
    if quality is not None and quality.precision is not None and quality.base_rate is not None:
        measured = Message(
            "The precision of the high lane is {precision:.1%}; the base rate is "
            "{base:.1%}, and a random sample of the same size "
            "has a precision of {chance:.1%}.",
            {"precision": quality.precision, "base": quality.base_rate, "chance": quality.random_precision},
        )
        message = f"{message} {data.told(measured)}"
        note = _(
            "Precision and base rate are measured afterwards against sealed "
            "outcomes, which no stage of the cycle can read."
        )
        body.append(f"<p class='note'>{escape(note)}</p>")
    body += [
        data.table(
            grounds.rename(columns={"label": "selected_by", "value": "hit_rate"}),
            "selection-grounds",
            shares=("hit_rate", "low", "high"),
            terms=("selected_by",),
            headings={"low": _("from (95 %)"), "high": _("to (95 %)")},
        ),
        data.heading(_("Parameters with most inspections")),
        data.table(
            parameters.head(_SHOWN),
            "selection-parameters",
            shares=("hit_rate",),
            codes=("parameter",),
            links={"parameter": data.leads_to("parameter")},
            empty=_("No parameter hit."),
        ),
    ]
    return Section(_("Hit rates and precision of the selection"), message, "".join(body))


def by_ground(inspections: pd.DataFrame) -> pd.DataFrame:
    """Per selection ground: label, requested, inspected, found, critical, value (hit rate), low and high (Wilson 95 %).

    inspections: selected_by, state, violation.
    """
    done = inspections["state"] == "done"
    flags = pd.DataFrame(
        {
            "label": inspections["selected_by"],
            "requested": 1,
            "inspected": done.astype(int),
            "found": (done & inspections["violation"].isin(["violation", "critical"])).astype(int),
            "critical": (done & (inspections["violation"] == "critical")).astype(int),
        }
    )
    grounds = flags.groupby("label", sort=True).sum().reset_index()
    grounds["value"] = grounds["found"] / grounds["inspected"].where(grounds["inspected"] > 0)
    low, high = proportion_confint(grounds["found"], grounds["inspected"].clip(lower=1), method="wilson")
    grounds["low"] = pd.Series(low, index=grounds.index).where(grounds["inspected"] > 0)
    grounds["high"] = pd.Series(high, index=grounds.index).where(grounds["inspected"] > 0)
    return grounds


def by_parameter(done: pd.DataFrame) -> pd.DataFrame:
    """Per parameter code: parameter, inspected, found, hit_rate; most inspected first, without requests of handling.

    done: inspections with a result: parameters (codes joined by ;), violation.
    """
    table = (
        hits_by_parameter(done)
        .groupby("parameter", sort=True)
        .agg(inspected=("violation", "size"), found=("violation", lambda violation: int((violation != "none").sum())))
    )
    table["hit_rate"] = table["found"] / table["inspected"]
    return table.sort_values("inspected", ascending=False, kind="stable").reset_index()


SECTIONS = (SectionWriter("selection", 50, write),)
