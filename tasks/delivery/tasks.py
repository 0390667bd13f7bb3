"""The Prefect tasks of notification."""

from collections.abc import Mapping
from datetime import date, time
from typing import Any

from prefect import get_run_logger, task

from sql.stores import Stores
from tasks.delivery import deliver as delivery
from tasks.delivery import unacknowledged
from tasks.delivery.timing import NOON
from tasks.notification.links import LinkMaker
from tasks.running.retrying import RETRYING, retrying

Summary = dict[str, Any]

escalate_unacknowledged = retrying(unacknowledged.escalate_unacknowledged, "escalate what is not acknowledged")
fan_out = retrying(delivery.fan_out, "fan out events")


@task(name="deliver notifications", **RETRYING)
def deliver(
    stores: Stores,
    as_of: date,
    channels: Mapping[str, str],
    at: time = NOON,
    links: tuple[str, tuple[str, ...]] | None = None,
) -> Summary:
    """See `deliver.deliver`; logs failed notifications. `links`: public address, and secrets of links, if any."""
    maker = None if links is None else LinkMaker(*links)
    summary = delivery.deliver(stores, as_of, channels, at, maker)
    if summary["notifications_failed"]:
        get_run_logger().warning("%s notifications failed for good", summary["notifications_failed"])
    return summary
