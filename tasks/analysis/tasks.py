"""The Prefect tasks of risk analysis."""

from datetime import date
from typing import Any

from prefect import task
from prefect.cache_policies import NO_CACHE

from sql.stores import Stores
from tasks.analysis import analyse as analysing
from tasks.analysis import told
from tasks.analysis.rating import first, retraining
from tasks.analysis.request import AnalysisRequest

Summary = dict[str, Any]


@task(name="analyse", task_run_name="analyse {as_of}", cache_policy=NO_CACHE)
def analyse(stores: Stores, as_of: date, request: AnalysisRequest) -> Summary:
    """See `analyse.analyse`."""
    return analysing.analyse(stores, as_of, request)


@task(name="tell the findings", cache_policy=NO_CACHE)
def findings_told(stores: Stores, as_of: date, request: AnalysisRequest) -> str:
    """See `told.findings_told`."""
    return told.findings_told(stores, as_of, request)


@task(name="train the first rating", cache_policy=NO_CACHE)
def train_first(stores: Stores, eve: date, as_of: date, seed: int) -> Summary:
    """See `rating.first.train_first`."""
    return first.train_first(stores, eve, as_of, seed)


@task(name="retrain the rating", task_run_name="retrain {as_of}", cache_policy=NO_CACHE)
def retrain(stores: Stores, as_of: date, seed: int, reason: str) -> Summary:
    """See `rating.retraining.retrain`."""
    return retraining.retrain(stores, as_of, seed, reason)
