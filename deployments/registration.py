"""Registers every deployment with a Prefect server; a repeat changes nothing, and paused deployments stay paused."""

from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from importlib.metadata import version
from typing import Any
from uuid import UUID

from prefect.client.orchestration import PrefectClient, get_client
from prefect.client.schemas.actions import WorkPoolCreate
from prefect.client.schemas.schedules import CronSchedule
from prefect.deployments.runner import RunnerDeployment
from prefect.exceptions import ObjectAlreadyExists, ObjectNotFound
from prefect.schedules import Cron
from prefect.types.entrypoint import EntrypointType
from prefect.workers.utilities import get_default_base_job_template_for_infrastructure_type

from blocks.settings import Settings
from deployments.alarms import RAISED_BY, set_alarms
from deployments.deployment import ServedDeployment
from deployments.table import DEPLOYMENTS
from deployments.triggers import triggers_of

_TITLES = {"as_of": "Business date", "declaration_id": "Declaration", "hs_code": "HS code"}


def as_prefect_deployment(deployment: ServedDeployment) -> RunnerDeployment:
    """The deployment for Prefect: it names its flow by module, so that any installation of the package can run it."""
    time_zone = Settings().time_zone
    flow = deployment.load()
    registered = RunnerDeployment.from_flow(
        flow,
        name=deployment.name,
        description=(flow.description or "").split("\nArgs:")[0].strip(),
        schedules=[Cron(cron, timezone=time_zone) for cron in deployment.crons],
        triggers=list(triggers_of(deployment)),
        tags=["customs-risk", *deployment.tags],
        version=version("customs-risk-flows"),
        concurrency_limit=deployment.most_at_once,
        entrypoint_type=EntrypointType.MODULE_PATH,
    )
    fields = registered._parameter_openapi_schema.properties
    fields.update({name: in_a_form(name, field) for name, field in fields.items()})
    return registered


def in_a_form(name: str, field: Mapping[str, Any]) -> dict[str, Any]:
    """The field of a parameter in the form of the user interface: with a title, and empty if it may be None.

    Prefect uses the Python name as the title, and offers a choice between a type and "None".
    """
    shown = {**field, "title": _TITLES.get(name, name.replace("_", " ").capitalize())}
    kinds = [kind for kind in field.get("anyOf", []) if kind.get("type") != "null"]
    if field.get("default", "") is None and len(kinds) == 1:
        del shown["anyOf"], shown["default"]
        shown |= kinds[0]
    return shown


async def register(apply: Callable[[RunnerDeployment], Awaitable[UUID]]) -> dict[str, UUID]:
    """Create or update all deployments with schedules, triggers and alarms; return their identifiers by name.

    `apply` registers one deployment, with a work pool or with the runner.
    """
    identifiers = {}
    async with get_client() as client:
        for each in DEPLOYMENTS:
            deployment = as_prefect_deployment(each)
            await _keep_stopped(client, deployment)
            identifiers[each.name] = await apply(deployment)
        await set_alarms(client, identifiers[RAISED_BY])
    return identifiers


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
