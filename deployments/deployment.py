"""What a deployment is here: a flow, what sets it off, and how many of its runs may meet."""

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
    """An event that sets a flow off, and what of its payload becomes which parameter.

    `threshold`: so many events within `within` set the flow off once. `lists`: names in the payload that are lists.
    """

    event: Event
    parameters: Mapping[str, str] = field(default_factory=lambda: AT_ONCE)
    lists: tuple[str, ...] = ()
    threshold: int = 1
    within: timedelta = timedelta(0)


@dataclass(frozen=True)
class ServedDeployment:
    """One row of the table of deployments.

    `flow`: its module and name below `flows`, which are the same. `crons`: when it runs by the clock, in the time zone
    of the installation. `arrows`: which events set it off. `most_at_once`: runs that may meet; others wait.
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
