"""The Prefect task around the cycle itself."""

from datetime import date
from typing import Any

from prefect import task
from prefect.cache_policies import NO_CACHE

from sql.stores import Stores
from tasks.lifecycle import alarms


@task(name="raise an alarm", task_run_name="{alarm}", cache_policy=NO_CACHE)
def raise_alarm(stores: Stores, alarm: alarms.Alarm, as_of: date) -> dict[str, Any]:
    """See `alarms.raise_alarm`."""
    return alarms.raise_alarm(stores, alarm, as_of)
