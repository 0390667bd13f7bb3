"""Do report, register and lake agree?"""

import pandas as pd
from sqlmodel import col

from sql.register.tables import (
    CaseFile,
    CaseJournalEntry,
    Finding,
    FindingDeclaration,
    Notification,
    OutboxEvent,
    ScreeningBatch,
)
from tasks.documents.tables import report_table
from tasks.reporting.reconciliation import Agreement, disagreements
from tasks.reporting.report_data import ReportData, Section, SectionWriter


def write(data: ReportData) -> Section:
    """Show the figures that are kept in two places side by side."""
    agreements = agreements_of(data)
    wrong = disagreements(agreements)
    table = pd.DataFrame(
        {
            "what": [agreement.what for agreement in agreements],
            "here": [f"{agreement.one_place}: {agreement.one_count:,}" for agreement in agreements],
            "there": [f"{agreement.other_place}: {agreement.other_count:,}" for agreement in agreements],
            "agree": ["yes" if agreement.holds else "NO" for agreement in agreements],
        }
    )
    message = "Every figure that is kept in two places is the same in both." if not wrong else "; ".join(wrong) + "."
    return Section("Do report, register and lake agree?", message, report_table(table, "agreement"))


def agreements_of(data: ReportData) -> list[Agreement]:
    """Counts of lanes, inspections, findings, cases and notifications, each in two places."""
    register = data.stores.register
    decisions, inspections = data.decisions, data.inspections
    batches = register.read(
        ScreeningBatch,
        ["declarations", "low", "medium", "high", "inspections"],
        col(ScreeningBatch.business_day) >= data.first_day,
        col(ScreeningBatch.business_day) <= data.last_day,
    )
    lanes = data.every_decision["lane"].value_counts()
    selected = decisions["selected_by"].notna()
    requested = inspections["selected_by"] != "discretion"
    findings = register.read(Finding, ["key", "declarations"])
    rows = register.read(FindingDeclaration, ["finding"])
    cases = register.read(CaseFile, ["number"])
    journals = register.read(CaseJournalEntry, ["case_number"], col(CaseJournalEntry.sequence) == 1)
    events = register.read(OutboxEvent, ["key"], col(OutboxEvent.fanned_out).is_(True))
    notifications = register.read(Notification, ["event"])
    return [
        Agreement(
            "declarations lodged and assigned a lane",
            "lake declarations",
            data.lodged,
            "lake decisions",
            len(decisions),
        ),
        Agreement(
            "declarations with exactly one lane",
            "lake decisions",
            len(decisions),
            "distinct declarations",
            int(decisions["declaration_id"].nunique()),
        ),
        Agreement(
            "declarations screened",
            "register batches",
            int(batches["declarations"].sum()),
            "lake decisions",
            len(data.every_decision),
        ),
        *[
            Agreement(
                f"{lane} lane", "register batches", int(batches[lane].sum()), "lake decisions", int(lanes.get(lane, 0))
            )
            for lane in ("low", "medium", "high")
        ],
        Agreement(
            "inspections requested",
            "register inspections",
            int(requested.sum()),
            "lake decisions selected",
            int(selected.sum()),
        ),
        Agreement(
            "inspections counted at screening",
            "register batches",
            int(batches["inspections"].sum()),
            "lake decisions selected",
            int(data.every_decision["selected_by"].notna().sum()),
        ),
        Agreement(
            "declarations behind findings",
            "register findings",
            int(findings["declarations"].sum()),
            "register evidence rows",
            len(rows),
        ),
        Agreement("cases opened", "register cases", len(cases), "journals opened", len(journals)),
        Agreement(
            "events with notifications",
            "register outbox",
            len(events),
            "register notifications",
            int(notifications["event"].nunique()),
        ),
    ]


SECTIONS = (SectionWriter("agreement", 110, write),)
