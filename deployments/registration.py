"""Registering every deployment with a Prefect server; once more changes nothing."""

from collections.abc import Awaitable, Callable
from importlib.metadata import version
from uuid import UUID

from prefect.client.orchestration import get_client
from prefect.deployments.runner import RunnerDeployment
from prefect.schedules import Cron
from prefect.types.entrypoint import EntrypointType

from blocks.settings import Settings
from deployments.alarms import RAISED_BY, set_alarms
from deployments.deployment import ServedDeployment
from deployments.table import DEPLOYMENTS
from deployments.triggers import triggers_of


def as_prefect_deployment(deployment: ServedDeployment) -> RunnerDeployment:
    """The deployment as Prefect registers it: its flow by module, so that any installation of the package runs it."""
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
    for name, field in registered._parameter_openapi_schema.properties.items():
        field["title"] = name.replace("_", " ").capitalize()  # the form shows titles, Prefect sets them to the name
    return registered


async def register(apply: Callable[[RunnerDeployment], Awaitable[UUID]]) -> dict[str, UUID]:
    """Create or update all deployments, their schedules, triggers and alarms; return their identifiers by name.

    `apply` registers one deployment: with a work pool, or with the runner that is to run it.
    """
    identifiers = {each.name: await apply(as_prefect_deployment(each)) for each in DEPLOYMENTS}
    async with get_client() as client:
        await set_alarms(client, identifiers[RAISED_BY])
    return identifiers
