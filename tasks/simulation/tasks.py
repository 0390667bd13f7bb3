"""The Prefect task of simulation."""

from datetime import date
from typing import Any

from prefect import task

from sql.stores import Stores
from tasks.running.retrying import RETRYING
from tasks.simulation import into_inbox


@task(name="simulate into the inbox", task_run_name="simulate {declarations} declarations", **RETRYING)
def simulate_into_inbox(
    stores: Stores, declarations: int, first_day: date, last_day: date, screened_from: date, seed: int
) -> dict[str, Any]:
    """See `into_inbox.simulate_into_inbox`."""
    return into_inbox.simulate_into_inbox(stores, declarations, first_day, last_day, screened_from, seed)
