"""Telling a served installation what an officer did in a shell, as the form in its user interface does."""

from datetime import date
from pathlib import Path
from typing import Any

from deployments.serving.environment import use_served


def announce_to_served(data: Path, flow: str, event: str, as_of: date, summary: dict[str, Any], occasion: str) -> None:
    """Emit the event of `flow` where the installation in `data` is served; what it sets off follows by itself.

    `event`: name of a flows.events.Event. Where nothing is served, the next run of the cycle finds what was done.
    """
    if not use_served(data.absolute()):
        return
    from flows.events import Event  # Prefect is imported here: no command waits for it that has nothing to tell
    from flows.publishing import announce

    announce(flow, Event[event], as_of, summary, occasion)
