"""`customs-risk watch`: the inbox watcher of an installation with a work pool."""

import asyncio
import os

import typer

from deployments.errors import refuse


def watch() -> None:
    """Announce arriving files and lost events; run one watcher per installation with a work pool.

    `customs-risk serve` does this by itself. PREFECT_API_URL names the server.
    """
    if "PREFECT_API_URL" not in os.environ:
        refuse("name the server in PREFECT_API_URL, for example http://127.0.0.1:4200/api.")
    typer.echo("Watching the inbox until Ctrl-C.")
    asyncio.run(_watch())


async def _watch() -> None:
    from deployments.serving.catching_up import catch_up
    from deployments.serving.parts import kept_up
    from deployments.serving.watching import watch_inbox

    async with asyncio.TaskGroup() as together:
        together.create_task(kept_up("The inbox watcher", watch_inbox))
        together.create_task(kept_up("Catching up with lost events", catch_up))
