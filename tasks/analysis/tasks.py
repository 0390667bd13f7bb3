"""The Prefect tasks of risk analysis."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from prefect import task

from sql.stores import Stores
from sql.words import spelled
from tasks.analysis import analyse as analysing
from tasks.analysis import findings_reported, report
from tasks.analysis.request import AnalysisRequest
from tasks.rating import first_model as first
from tasks.running.progress import in_steps
from tasks.running.retrying import RETRYING, retrying

Summary = dict[str, Any]


@task(name="analyse", task_run_name="analyse {as_of}", **RETRYING)
def analyse(
    stores: Stores, as_of: date, request: AnalysisRequest, beside: Callable[[Path], str] = report.named_beside
) -> Summary:
    """See `analyse.analyse`."""
    return analysing.analyse(
        stores,
        as_of,
        request,
        watch=lambda detectors: in_steps(detectors, "analyse-progress", lambda detector: spelled(detector.name)),
        beside=beside,
    )


@task(name="print the report", **RETRYING)
def print_report(stores: Stores, path: str) -> str | None:
    """See `report.print_report`."""
    return report.print_report(stores.folder, path)


reported_findings = retrying(findings_reported.reported_findings, "list the findings")
train_first = retrying(first.train_first, "train the first rating")
