"""A deployment: a flow, the events and times that start it, and how many of its runs may overlap."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from importlib import import_module
from typing import Any

from prefect import Flow

from flows.events import Event

AT_ONCE: Mapping[str, str] = {"as_of": "{{ event.payload.as_of }}", "occasion": "{{ event.payload.occasion }}"}


class Users(StrEnum):
    """Who uses a deployment in the user interface: a tag by which they find theirs."""

    ANALYSTS = "for analysts"
    APPROVERS = "for approvers"
    AUDITORS = "for auditors"
    INSPECTORS = "for inspectors"
    PARAMETER_OFFICERS = "for parameter officers"
    PLATFORM_ENGINEERS = "for platform engineers"


FORM = "form"  # tag of what a person starts, always by its form
BY_ITSELF = "runs by itself"  # tag of what a schedule or an event starts


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

    `flow`: name of its module and function in `flows`. `tags`: `FORM` where it is one, its stage of the process, and
    who uses it where these are not platform engineers. `crons`: its schedule, in the time zone of the installation.
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

    @property
    def form(self) -> bool:
        """Whether a person starts it, to do something, and nothing else does."""
        return FORM in self.tags

    @property
    def users(self) -> Users:
        """Who uses it."""
        return next((each for each in self.tags if isinstance(each, Users)), Users.PLATFORM_ENGINEERS)

    @property
    def groups(self) -> list[str]:
        """All its tags in the user interface."""
        by_itself = [BY_ITSELF] if self.crons or self.flow_events else []
        return list(dict.fromkeys(["customs-risk", self.users, *by_itself, *self.tags]))

    def load(self) -> Flow[..., Any]:
        """The flow itself."""
        found: Flow[..., Any] = getattr(import_module(f"flows.{self.flow}"), self.flow)
        return found
