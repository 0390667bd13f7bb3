"""Clearance: every declaration gets its lane."""

from datetime import date

from prefect import flow

from blocks.settings import Settings
from blocks.stores import load_stores
from flows.publishing import Summary, publish
from tasks.clearance import tasks as clearance


@flow(name="screen-declarations", flow_run_name="screen {business_day}")
def screen_declarations(business_day: date | None = None) -> Summary:
    """Record the inspections that were done, then give every declaration lodged on the day its lane.

    `business_day`: default today.
    """
    settings = Settings()
    business_day = business_day or settings.today()
    stores = load_stores()
    inspected = clearance.record_due_inspections(stores, business_day)
    screened = clearance.screen_day(stores, business_day, settings.chance_key())
    summary = inspected | screened
    publish("screen-declarations", "customs-risk.clearance.completed", business_day, summary)
    return summary
