"""`customs-risk deploy`: the same deployments, schedules, triggers and alarms for a work pool."""

import asyncio
import os
from enum import StrEnum
from typing import Annotated

import typer

from deployments.errors import refuse


class PoolType(StrEnum):
    """How the workers of a pool run flows: in processes on their machine, or in containers."""

    PROCESS = "process"
    DOCKER = "docker"


def deploy(
    work_pool: Annotated[str, typer.Option(help="Work pool of the runs; created if it does not exist.")] = (
        "customs-risk"
    ),
    pool_type: Annotated[PoolType, typer.Option("--type", help="Type of a new work pool.")] = PoolType.PROCESS,
    image: Annotated[str, typer.Option(help="Container image of the runs, for a Docker work pool.")] = (
        "customs-risk-flows:latest"
    ),
) -> None:
    """Register every deployment with schedules, triggers and alarms on the server in PREFECT_API_URL.

    A repeat changes nothing. Start workers with: prefect worker start --pool customs-risk
    """
    if "PREFECT_API_URL" not in os.environ:
        refuse("name the server in PREFECT_API_URL, for example http://127.0.0.1:4200/api.")
    from httpx import HTTPError

    try:
        registered = asyncio.run(_deploy(work_pool, pool_type, image))
    except HTTPError as problem:
        refuse(f"the server at {os.environ['PREFECT_API_URL']} does not answer: {problem or type(problem).__name__}.")
    typer.echo(f"{len(registered)} deployments are registered with the work pool {work_pool}.")


async def _deploy(work_pool: str, pool_type: PoolType, image: str) -> list[str]:
    from blocks.defaults import save_missing_blocks
    from blocks.settings import Settings
    from deployments.registration import register_with_work_pool

    await save_missing_blocks(Settings().data_folder.absolute())
    return await register_with_work_pool(work_pool, pool_type.value, image if pool_type is PoolType.DOCKER else None)
