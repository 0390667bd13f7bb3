"""Arrows as Prefect's triggers: an event sets a deployment off, its payload becomes parameters."""

from collections.abc import Iterable
from typing import Any

from prefect.events import DeploymentEventTrigger
from prefect.events.schemas.automations import Posture

from deployments.deployment import Arrow, ServedDeployment
from flows.publishing import CHAIN, PART_OF


def triggers_of(deployment: ServedDeployment) -> list[DeploymentEventTrigger]:
    """A trigger for every arrow that leads to the deployment.

    Events of flows inside a risk-lifecycle set nothing off: that run calls all flows itself.
    """
    return [
        DeploymentEventTrigger(
            name=f"{arrow.event.removeprefix('customs-risk.')} → {deployment.name}",
            description=f"The event {arrow.event} sets {deployment.name} off.",
            posture=Posture.Reactive,
            match={PART_OF: CHAIN},
            expect={arrow.event.value},
            threshold=arrow.threshold,
            within=arrow.within,
            parameters=_parameters(arrow),
        )
        for arrow in deployment.arrows
    ]


def _parameters(arrow: Arrow) -> dict[str, Any]:
    texts = {name: {"__prefect_kind": "jinja", "template": template} for name, template in arrow.parameters.items()}
    return texts | dict(_lists(arrow.lists))


def _lists(names: Iterable[str]) -> Iterable[tuple[str, Any]]:
    for name in names:
        template = {"__prefect_kind": "jinja", "template": f"{{{{ event.payload.{name} | tojson }}}}"}
        yield name, {"__prefect_kind": "json", "value": template}
