"""The report on a whole cycle: one page that opens without a network, and its summary."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, select_autoescape
from sqlmodel import col

import tasks.documents
from sql.durable import publish
from sql.register.tables import CaseFile, CollectionBatch, Finding, HandlingMeasure, Hint, Notification
from sql.stores import Stores
from tasks.reporting.reconciliation import disagreements
from tasks.reporting.report_data import ReportData
from tasks.reporting.sections import written_sections
from tasks.reporting.sections.agreement import agreements_of

_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(tasks.documents.__file__).parent), autoescape=select_autoescape(["html"])
)


@dataclass(frozen=True)
class Figure:
    """One figure at the head of the report."""

    name: str
    value: str


def report_lifecycle(stores: Stores, first_day: date, last_day: date, seed: int) -> dict[str, Any]:
    """Write the report on the screened period to `reports/lifecycle-<last day>.html` and return the run's summary.

    The page replaces an earlier one of the same day. The summary's `disagreements` lists figures that differ between
    report, register and lake; it is empty when all agree.
    """
    data = ReportData(stores, first_day, last_day, seed)
    summary = summary_of(data)
    page = _TEMPLATES.get_template("page.html").render(
        title="Customs risk management: report on the cycle",
        subtitle=f"Declarations screened from {first_day} to {last_day}; earlier declarations are history.",
        figures=head_figures(summary),
        sections=written_sections(data),
    )
    path = stores.folder / "reports" / f"lifecycle-{last_day}.html"
    publish(path, page)
    return summary | {"report": str(path)}


def summary_of(data: ReportData) -> dict[str, Any]:
    """Counts of every stage, the precision and recall of the high lane, and disagreements."""
    register, last_day = data.stores.register, data.last_day
    lanes = data.decisions["lane"].value_counts()
    done = data.done
    batches = register.read(CollectionBatch, ["rows_read", "rows_accepted", "rows_quarantined", "state"])
    measures = register.read(HandlingMeasure, ["state"], col(HandlingMeasure.proposed_on) <= last_day)
    cases = register.read(CaseFile, ["kind"], col(CaseFile.opened_on) <= last_day)["kind"].value_counts()
    notifications = register.read(Notification, ["state"])
    quality = data.quality
    return {
        "files_collected": int((batches["state"] == "collected").sum()),
        "files_unreadable": int((batches["state"] == "unreadable").sum()),
        "rows_accepted": int(batches["rows_accepted"].sum()),
        "rows_quarantined": int(batches["rows_quarantined"].sum()),
        "findings": len(register.read(Finding, ["key"], col(Finding.analysed_on) <= last_day)),
        "measures_proposed": len(measures),
        "measures_executed": int(measures["state"].isin(["executed", "measured"]).sum()),
        "declarations_screened": len(data.decisions),
        **{f"lane_{lane}": int(lanes.get(lane, 0)) for lane in ("low", "medium", "high")},
        "inspections_requested": len(data.inspections),
        "inspections_done": len(done),
        "violations_found": int(done["violation"].isin(["violation", "critical"]).sum()),
        "targeted_audits": int(cases.get("targeted_audit", 0)),
        "anti_smuggling_cases": int(cases.get("anti_smuggling", 0)),
        "hints": len(register.read(Hint, ["key"], col(Hint.raised_on) <= last_day)),
        "notifications": len(notifications),
        "notifications_delivered": int((notifications["state"] == "delivered").sum()),
        "high_lane_precision": quality.precision if quality else None,
        "base_rate": quality.base_rate if quality else None,
        "random_sample_precision": quality.random_precision if quality else None,
        "high_lane_recall": quality.recall if quality else None,
        "disagreements": disagreements(agreements_of(data)),
    }


def head_figures(summary: dict[str, Any]) -> list[Figure]:
    """The figures that a director reads first."""
    figures = [
        Figure("declarations screened", f"{summary['declarations_screened']:,}"),
        Figure("in the high lane", f"{summary['lane_high']:,}"),
        Figure("inspections done", f"{summary['inspections_done']:,}"),
        Figure("violations found", f"{summary['violations_found']:,}"),
        Figure("findings of analysis", f"{summary['findings']:,}"),
        Figure("measures carried out", f"{summary['measures_executed']:,}"),
        Figure("case files", f"{summary['targeted_audits'] + summary['anti_smuggling_cases']:,}"),
    ]
    if summary["high_lane_precision"] is not None:
        figures.append(Figure("precision of the high lane", f"{summary['high_lane_precision']:.1%}"))
        figures.append(Figure("base rate", f"{summary['base_rate']:.1%}"))
    return figures
