"""The report on a whole cycle: the director's page of the period that was screened, and the run's summary."""

from datetime import date
from typing import Any

from sqlmodel import col

from sql.register.tables import CaseFile, CollectionBatch, Finding, HandlingMeasure, Hint, Notification
from sql.stores import Stores
from sql.terms import Language
from tasks.reporting.director.page import Occasion, write_director_pages
from tasks.reporting.director.panel import WITHIN_THE_PAGE, Links
from tasks.reporting.director.periods import period_of
from tasks.reporting.director.targets import NO_TARGETS, Targets
from tasks.reporting.reconciliation import disagreements
from tasks.reporting.report_data import ReportData
from tasks.reporting.sections.agreement import agreements_of
from tasks.reporting.sections.notifications import number_of_messages


def report_lifecycle(
    stores: Stores,
    first_day: date,
    last_day: date,
    seed: int,
    targets: Targets = NO_TARGETS,
    links: Links = WITHIN_THE_PAGE,
) -> dict[str, Any]:
    """Write the director's page of the screened period in every language and return the run's summary.

    The pages replace earlier ones of the same day. The summary's `disagreements` lists figures that differ between
    report, register and lake; it is empty when all agree.
    """
    data = ReportData(stores, first_day, last_day, seed)
    summary = summary_of(data)
    written = write_director_pages(
        stores, Occasion.CYCLE, period_of(first_day, last_day), seed, targets, links, data=data
    )
    return summary | {"report": str(stores.folder / written[Language.ENGLISH])}


def summary_of(data: ReportData) -> dict[str, Any]:
    """Counts of every stage, the precision and recall of the high lane, and disagreements."""
    register, last_day = data.stores.register, data.last_day
    lanes = data.decisions["lane"].value_counts()
    done = data.done
    batches = register.read(CollectionBatch, ["rows_read", "rows_accepted", "rows_quarantined", "state"])
    measures = register.read(HandlingMeasure, ["state"], col(HandlingMeasure.proposed_on) <= last_day)
    cases = register.read(CaseFile, ["kind"], col(CaseFile.opened_on) <= last_day)["kind"].value_counts()
    notifications = register.read(Notification, ["key", "state", "digest"])
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
        "messages": number_of_messages(notifications),
        "notifications_delivered": int((notifications["state"] == "delivered").sum()),
        "high_lane_precision": quality.precision if quality else None,
        "base_rate": quality.base_rate if quality else None,
        "random_sample_precision": quality.random_precision if quality else None,
        "high_lane_recall": quality.recall if quality else None,
        "disagreements": disagreements(agreements_of(data)),
    }
