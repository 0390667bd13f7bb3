"""The Prefect task around the cycle itself."""

from datetime import date
from typing import Any

from prefect import task

from sql.stores import Stores
from tasks.lifecycle import alarms
from tasks.running.retrying import RETRYING


@task(name="raise an alarm", task_run_name="{alarm}", **RETRYING)
def raise_alarm(stores: Stores, alarm: alarms.Alarm, as_of: date) -> dict[str, Any]:
    """See `alarms.raise_alarm`."""
    return alarms.raise_alarm(stores, alarm, as_of)
