"""Do report, register and lake agree?"""

import pandas as pd
from sqlmodel import col

from sql.messages import msgid
from sql.register.tables import (
    CaseFile,
    CaseJournalEntry,
    Finding,
    FindingDeclaration,
    Notification,
    OutboxEvent,
    ScreeningBatch,
)
from tasks.reporting.reconciliation import Agreement, disagreements
from tasks.reporting.report_data import ReportData, Section, SectionWriter


def write(data: ReportData) -> Section:
    """Show the figures that are kept in two places side by side."""
    _ = data.gettext
    agreements = agreements_of(data)
    wrong = disagreements(agreements)
    table = pd.DataFrame(
        {
            "what": [_(agreement.what) for agreement in agreements],
            "here": [f"{_(agreement.one_place)}: {agreement.one_count:,}" for agreement in agreements],
            "there": [f"{_(agreement.other_place)}: {agreement.other_count:,}" for agreement in agreements],
            "agree": [_("yes") if agreement.holds else _("NO") for agreement in agreements],
        }
    )
    message = _("Every figure that is kept in two places is the same in both.")
    if wrong:
        message = "; ".join(wrong) + "."
    headings = {"what": _("figure"), "here": _("in one place"), "there": _("in the other"), "agree": _("the same")}
    return Section(_("Do report, register and lake agree?"), message, data.table(table, "agreement", headings=headings))


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
            msgid("declarations lodged and assigned a lane"),
            msgid("lake declarations"),
            data.lodged,
            msgid("lake decisions"),
            len(decisions),
        ),
        Agreement(
            msgid("declarations with exactly one lane"),
            msgid("lake decisions"),
            len(decisions),
            msgid("distinct declarations"),
            int(decisions["declaration_id"].nunique()),
        ),
        Agreement(
            msgid("declarations screened"),
            msgid("register batches"),
            int(batches["declarations"].sum()),
            msgid("lake decisions"),
            len(data.every_decision),
        ),
        *[
            Agreement(
                f"{lane} lane",
                msgid("register batches"),
                int(batches[lane].sum()),
                msgid("lake decisions"),
                int(lanes.get(lane, 0)),
            )
            for lane in ("low", "medium", "high")
        ],
        Agreement(
            msgid("inspections requested"),
            msgid("register inspections"),
            int(requested.sum()),
            msgid("lake decisions selected"),
            int(selected.sum()),
        ),
        Agreement(
            msgid("inspections counted at screening"),
            msgid("register batches"),
            int(batches["inspections"].sum()),
            msgid("lake decisions selected"),
            int(data.every_decision["selected_by"].notna().sum()),
        ),
        Agreement(
            msgid("declarations behind findings"),
            msgid("register findings"),
            int(findings["declarations"].sum()),
            msgid("register evidence rows"),
            len(rows),
        ),
        Agreement(msgid("cases opened"), msgid("register cases"), len(cases), msgid("journals opened"), len(journals)),
        Agreement(
            msgid("events with notifications"),
            msgid("register outbox"),
            len(events),
            msgid("register notifications"),
            int(notifications["event"].nunique()),
        ),
    ]


SECTIONS = (SectionWriter("agreement", 110, write),)
