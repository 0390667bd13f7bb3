"""The Prefect tasks of collection."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from prefect import get_run_logger, task

from sql.stores import Stores
from tasks.collection import collect, prepare, reporting_duties
from tasks.collection.inbox_files import PassedOver
from tasks.collection.sources.mapping import SourceMapping
from tasks.enterprises import compliance as enterprises
from tasks.running.retrying import RETRYING, retrying

Summary = dict[str, Any]

prepare_register = retrying(prepare.prepare_register, "prepare the register")


@task(name="collect a file", task_run_name="collect {path.name}", **RETRYING)
def collect_file(
    stores: Stores,
    path: Path,
    received_on: date,
    screened_from: date,
    zone: str,
    latest: date | None = None,
    mappings: Sequence[SourceMapping] = (),
) -> Summary:
    """See `collect.collect_file`; tells what went to quarantine."""
    collected = collect.collect_file(stores, path, received_on, screened_from, latest, zone, mappings)
    if collected["state"] == "passed_over":
        return tell_passed_over(collected)
    if collected["problem"]:
        get_run_logger().warning("%s cannot be read: %s", collected["file"], collected["problem"])
    elif collected["rows_quarantined"]:
        get_run_logger().warning("%s: %s rows in quarantine", collected["file"], collected["rows_quarantined"])
    return collected


def pass_over(name: PassedOver) -> Summary:
    """See `collect.passed_over`; tells the name."""
    return tell_passed_over(collect.passed_over(name))


def tell_passed_over(told: Summary) -> Summary:
    """Tell a name that was passed over in the log of the run; returns it."""
    get_run_logger().warning("%s is passed over: %s", told["file"], told["problem"])
    return told


update_enterprises = retrying(enterprises.update_enterprises, "update enterprises")
check_reporting_duties = retrying(reporting_duties.check_reporting_duties, "check reporting duties")
