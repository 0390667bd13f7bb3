"""Clearance: every declaration gets its lane."""

from collections import Counter
from datetime import date

from prefect import flow

from blocks.lane_policy import load_lane_policy
from blocks.settings import Settings
from blocks.stores import load_stores
from flows.events import Event
from flows.naming import named
from flows.publishing import Summary, publish, show_chapter
from flows.refusals import with_plain_refusals
from tasks.clearance import tasks as clearance
from tasks.lifecycle.weeks import Week
from tasks.running.progress import in_steps


@flow(name="screen-declarations", flow_run_name=named("screen {business_day}"))
@with_plain_refusals
def screen_declarations(business_day: date | None = None, until: date | None = None, occasion: str = "") -> Summary:
    """Record the inspections done, then give every declaration lodged on the day its lane.

    Args:
        business_day: Day of lodgement to screen. Empty for today.
        until: Last of several days, which are screened in order. Empty for one day.
        occasion: Cause of an additional run for the date, filled in by events. Empty for the regular run.
    """
    settings = Settings()
    business_day = business_day or settings.today()
    stores = load_stores()
    summary: Counter[str] = Counter()
    if figures := load_lane_policy():
        clearance.adopt_policy(stores, figures, business_day)
    days = Week(business_day, until or business_day).days
    for day in in_steps(days, "screen-progress", lambda day: f"screening {day}"):
        summary.update(clearance.record_due_inspections(stores, day))
        summary.update(clearance.screen_day(stores, day, settings.chance_key(stores.folder), settings.workers))
    cleared = dict(summary)
    last_day = until or business_day
    publish("screen-declarations", Event.CLEARANCE_COMPLETED, last_day, cleared, occasion, noted_in=stores)
    show_chapter("screen-declarations", stores, "lanes", last_day, at_the_desk=["inspection"])
    return cleared
