"""Registers every deployment with a Prefect server; a repeat changes nothing, and paused deployments stay paused."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from importlib.metadata import version
from typing import Any
from uuid import UUID

from prefect import Flow
from prefect.client.orchestration import PrefectClient, get_client
from prefect.client.schemas.actions import DeploymentUpdate, WorkPoolCreate
from prefect.client.schemas.schedules import CronSchedule
from prefect.deployments.runner import RunnerDeployment
from prefect.exceptions import ObjectAlreadyExists, ObjectNotFound
from prefect.schedules import Cron
from prefect.types.entrypoint import EntrypointType
from prefect.workers.utilities import get_default_base_job_template_for_infrastructure_type

from blocks.settings import Settings
from deployments.alarms import RAISED_BY, set_alarms
from deployments.deployment import ServedDeployment
from deployments.forms import NO_CHOICES, Choices, current_choices, form_of
from deployments.table import DEPLOYMENTS
from deployments.triggers import triggers_of


def as_prefect_deployment(deployment: ServedDeployment, choices: Choices = NO_CHOICES) -> RunnerDeployment:
    """The deployment for Prefect: it names its flow by module, so that any installation of the package can run it.

    `choices`: what its form offers.
    """
    time_zone = Settings().time_zone
    flow = deployment.load()
    registered = RunnerDeployment.from_flow(
        flow,
        name=deployment.name,
        description=f"{deployment.users.capitalize()}. {_what_it_does(flow)}",
        schedules=[Cron(cron, timezone=time_zone) for cron in deployment.crons],
        triggers=list(triggers_of(deployment)),
        tags=deployment.groups,
        version=version("customs-risk-flows"),
        concurrency_limit=deployment.most_at_once,
        entrypoint_type=EntrypointType.MODULE_PATH,
    )
    schema = registered._parameter_openapi_schema
    schema.properties = form_of(deployment, schema.properties, choices)
    return registered


def _what_it_does(flow: Flow[..., Any]) -> str:
    return (flow.description or "").split("\nArgs:")[0].strip()


async def register(apply: Callable[[RunnerDeployment], Awaitable[UUID]]) -> dict[str, UUID]:
    """Create or update all deployments with schedules, triggers and alarms; return their identifiers by name.

    `apply` registers one deployment, with a work pool or with the runner.
    """
    identifiers = {}
    choices = await asyncio.to_thread(current_choices)
    async with get_client() as client:
        for each in DEPLOYMENTS:
            deployment = as_prefect_deployment(each, choices)
            await _keep_stopped(client, deployment)
            identifiers[each.name] = await apply(deployment)
        await set_alarms(client, identifiers[RAISED_BY])
    return identifiers


async def update_forms(client: PrefectClient, choices: Choices) -> None:
    """Let the forms of registered deployments offer `choices`; nothing else of them changes."""
    for each in DEPLOYMENTS:
        schema = as_prefect_deployment(each, choices)._parameter_openapi_schema
        if schema == as_prefect_deployment(each)._parameter_openapi_schema:
            continue  # it offers no choices
        with suppress(ObjectNotFound):
            registered = await client.read_deployment_by_name(f"{each.name}/{each.name}")
            changed = DeploymentUpdate(parameter_openapi_schema=schema.model_dump())
            await client.update_deployment(registered.id, changed)


async def _keep_stopped(client: PrefectClient, deployment: RunnerDeployment) -> None:
    """Keep a deployment or schedule paused that an operator paused in the user interface."""
    with suppress(ObjectNotFound):
        registered = await client.read_deployment_by_name(deployment.full_name)
        stopped = [each.schedule for each in registered.schedules if not each.active]
        deployment.paused = registered.paused
        for schedule in deployment.schedules or []:
            schedule.active = not any(_same_hours(schedule.schedule, each) for each in stopped)


def _same_hours(one: object, other: object) -> bool:
    return isinstance(one, CronSchedule) and isinstance(other, CronSchedule) and one.cron == other.cron


async def register_with_work_pool(name: str, pool_type: str, image: str | None) -> list[str]:
    """Register all deployments with a work pool, created as `pool_type` if missing; return their names.

    `image`: container image of the runs of a Docker pool.
    """
    async with get_client() as client:
        template = await get_default_base_job_template_for_infrastructure_type(pool_type)
        with suppress(ObjectAlreadyExists):
            await client.create_work_pool(WorkPoolCreate(name=name, type=pool_type, base_job_template=template or {}))

    async def apply(deployment: RunnerDeployment) -> UUID:
        return await deployment.aapply(work_pool_name=name, image=image)

    return sorted(await register(apply))
