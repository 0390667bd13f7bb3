"""Whether a run stands alone or is part of a risk-lifecycle."""

from prefect.runtime import flow_run

LIFECYCLE = "risk-lifecycle"  # the tag of its runs


def within_lifecycle() -> bool:
    """Whether this run is part of a risk-lifecycle."""
    return LIFECYCLE in (flow_run.tags or [])
