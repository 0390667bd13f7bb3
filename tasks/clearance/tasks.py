"""The Prefect tasks of clearance."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from prefect import task

from sql.stores import Stores
from sql.terms import Violation
from tasks.clearance.decision import screen
from tasks.clearance.decision import undecided_days as waiting
from tasks.clearance.decision.undecided_days import WaitingDays
from tasks.clearance.inspections import inspections
from tasks.clearance.policy import adoption
from tasks.running.retrying import RETRYING
from tasks.running.workers import THREADS

Summary = dict[str, Any]


@task(name="load the default lane policy", **RETRYING)
def load_default_policy(stores: Stores, as_of: date) -> Summary:
    """See `adoption.load_default_policy`."""
    return adoption.load_default_policy(stores, as_of)


@task(name="look for declarations without a lane", **RETRYING)
def waiting_for_lanes(stores: Stores, first_day: date, last_day: date) -> WaitingDays | None:
    """See `waiting.waiting_for_lanes`."""
    return waiting.waiting_for_lanes(stores, first_day, last_day)


@task(name="record inspections", task_run_name="inspections by {as_of}", **RETRYING)
def record_due_inspections(stores: Stores, as_of: date) -> Summary:
    """See `inspections.record_due_inspections`."""
    return inspections.record_due_inspections(stores, as_of)


@task(name="adopt the lane policy", **RETRYING)
def adopt_policy(stores: Stores, figures: Mapping[str, float], as_of: date) -> Summary:
    """See `adoption.adopt_policy`."""
    return adoption.adopt_policy(stores, figures, as_of)


@task(name="screen a day", task_run_name="screen {business_day}", **RETRYING)
def screen_day(stores: Stores, business_day: date, key: bytes, by_whom: str = THREADS) -> Summary:
    """See `screen.screen_day`."""
    return screen.screen_day(stores, business_day, key, by_whom)


@task(name="record an inspection result", **RETRYING)
def record_inspection_result(
    stores: Stores,
    *,
    declaration_id: str,
    violation: Violation,
    kind: str | None,
    recovered_duty: float | None,
    officer_hours: float | None,
    officer: str,
    unit: str,
    as_of: date,
) -> Summary:
    """See `inspections.record_inspection_result`."""
    return inspections.record_inspection_result(
        stores,
        declaration_id=declaration_id,
        violation=violation,
        kind=kind,
        recovered_duty=recovered_duty,
        officer_hours=officer_hours,
        officer=officer,
        unit=unit,
        as_of=as_of,
    )
