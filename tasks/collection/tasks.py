"""The Prefect tasks of collection."""

from datetime import date
from pathlib import Path
from typing import Any

from prefect import get_run_logger, task

from sql.stores import Stores
from tasks.collection import collect, prepare, replay, reporting_duties
from tasks.enterprises import compliance as enterprises
from tasks.running.retrying import RETRYING

Summary = dict[str, Any]


@task(name="prepare the register", **RETRYING)
def prepare_register(stores: Stores) -> None:
    """See `prepare.prepare_register`."""
    prepare.prepare_register(stores)


@task(name="collect a file", task_run_name="collect {path.name}", **RETRYING)
def collect_file(
    stores: Stores, path: Path, received_on: date, screened_from: date, latest: date | None = None
) -> Summary:
    """See `collect.collect_file`; tells what went to quarantine."""
    collected = collect.collect_file(stores, path, received_on, screened_from, latest)
    if collected["problem"]:
        get_run_logger().warning("%s cannot be read: %s", collected["file"], collected["problem"])
    elif collected["rows_quarantined"]:
        get_run_logger().warning("%s: %s rows in quarantine", collected["file"], collected["rows_quarantined"])
    return collected


@task(name="update enterprises", **RETRYING)
def update_enterprises(stores: Stores, as_of: date) -> Summary:
    """See `enterprises.update_enterprises`."""
    return enterprises.update_enterprises(stores, as_of)


@task(name="check reporting duties", **RETRYING)
def check_reporting_duties(stores: Stores, as_of: date, starts_on: date) -> Summary:
    """See `reporting_duties.check_reporting_duties`."""
    return reporting_duties.check_reporting_duties(stores, as_of, starts_on)


@task(name="replay the quarantine", **RETRYING)
def replay_quarantine(stores: Stores, as_of: date, screened_from: date, latest: date | None = None) -> Summary:
    """See `replay.replay_quarantine`."""
    return replay.replay_quarantine(stores, as_of, screened_from, latest)
