"""Announces an act in a shell to the served installation, as its form in the user interface does."""

from datetime import date
from pathlib import Path
from typing import Any

from deployments.serving.environment import use_served


def announce_to_served(data: Path, flow: str, event: str, as_of: date, summary: dict[str, Any], occasion: str) -> None:
    """Emit the event of `flow` if the installation in `data` is served; the event starts what follows.

    `event`: name of a flows.events.Event. Without a served installation, the next run of the cycle finds the act.
    """
    if not use_served(data.absolute()):
        return
    from flows.events import Event  # imported late: other commands need no Prefect
    from flows.publishing import announce

    announce(flow, Event[event], as_of, summary, occasion)
