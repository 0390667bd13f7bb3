"""The Prefect task that writes the report on a cycle."""

from datetime import date
from typing import Any

from prefect import task

from sql.stores import Stores
from tasks.reporting import chapter as chapters
from tasks.reporting import lifecycle_report
from tasks.running.retrying import RETRYING


@task(name="report the cycle", task_run_name="report {first_day} to {last_day}", **RETRYING)
def report_lifecycle(stores: Stores, first_day: date, last_day: date, seed: int) -> dict[str, Any]:
    """See `lifecycle_report.report_lifecycle`."""
    return lifecycle_report.report_lifecycle(stores, first_day, last_day, seed)


@task(name="show a section of the report", task_run_name="show {name}", **RETRYING)
def chapter(stores: Stores, name: str, as_of: date, seed: int) -> chapters.Chapter:
    """See `chapter.chapter`."""
    return chapters.chapter(stores, name, as_of, seed)
