"""A deployment: a flow, the events and times that start it, and how many of its runs may overlap."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from importlib import import_module
from typing import Any

from prefect import Flow

from flows.events import Event

AT_ONCE: Mapping[str, str] = {"as_of": "{{ event.payload.as_of }}", "occasion": "{{ event.payload.occasion }}"}


@dataclass(frozen=True)
class FlowEvent:
    """An event that starts a flow, and the parameters that its payload fills.

    `threshold`: number of events within `within` that start the flow once. `lists`: parameters that are lists.
    """

    event: Event
    parameters: Mapping[str, str] = field(default_factory=lambda: AT_ONCE)
    lists: tuple[str, ...] = ()
    threshold: int = 1
    within: timedelta = timedelta(0)


@dataclass(frozen=True)
class ServedDeployment:
    """One row of the table of deployments.

    `flow`: name of its module and function in `flows`. `crons`: its schedule, in the time zone of the installation.
    `flow_events`: events that start it. `most_at_once`: largest number of runs at once; others wait.
    """

    flow: str
    tags: tuple[str, ...]
    crons: tuple[str, ...] = ()
    flow_events: tuple[FlowEvent, ...] = ()
    most_at_once: int | None = None

    @property
    def name(self) -> str:
        """Name of the deployment and of its flow."""
        return self.flow.replace("_", "-")

    def load(self) -> Flow[..., Any]:
        """The flow itself."""
        found: Flow[..., Any] = getattr(import_module(f"flows.{self.flow}"), self.flow)
        return found
