"""Flow events as Prefect's triggers: an event starts a deployment, and its payload fills parameters."""

from collections.abc import Iterable
from typing import Any

from prefect.events import DeploymentEventTrigger
from prefect.events.schemas.automations import Posture

from deployments.deployment import FlowEvent, ServedDeployment
from flows.publishing import CHAIN, PART_OF


def triggers_of(deployment: ServedDeployment) -> list[DeploymentEventTrigger]:
    """A trigger for every event that starts the deployment.

    Events within a risk-lifecycle start nothing, because that run calls all flows itself.
    """
    return [
        DeploymentEventTrigger(
            name=f"{flow_event.event.removeprefix('customs-risk.')} → {deployment.name}",
            description=f"The event {flow_event.event} starts {deployment.name}.",
            posture=Posture.Reactive,
            match={PART_OF: CHAIN},
            expect={flow_event.event.value},
            threshold=flow_event.threshold,
            within=flow_event.within,
            parameters=_parameters(flow_event),
        )
        for flow_event in deployment.flow_events
    ]


def _parameters(flow_event: FlowEvent) -> dict[str, Any]:
    texts = {
        name: {"__prefect_kind": "jinja", "template": template} for name, template in flow_event.parameters.items()
    }
    return texts | dict(_lists(flow_event.lists))


def _lists(names: Iterable[str]) -> Iterable[tuple[str, Any]]:
    for name in names:
        template = {"__prefect_kind": "jinja", "template": f"{{{{ event.payload.{name} | tojson }}}}"}
        yield name, {"__prefect_kind": "json", "value": template}
