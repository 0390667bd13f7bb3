"""Telling a run of its own from one that a risk-lifecycle calls."""

from prefect.runtime import flow_run

LIFECYCLE = "risk-lifecycle"  # the tag of the runs inside of one


def within_lifecycle() -> bool:
    """Whether this run is part of a risk-lifecycle."""
    return LIFECYCLE in (flow_run.tags or [])
