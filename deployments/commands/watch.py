"""`customs-risk watch`: the inbox watcher beside a server whose runs workers take."""

import asyncio
import os

import typer

from deployments.errors import refuse


def watch() -> None:
    """Announce files as they arrive, and events that were lost; one for each installation served by a work pool.

    `customs-risk serve` does this by itself. PREFECT_API_URL names the server.
    """
    if "PREFECT_API_URL" not in os.environ:
        refuse("name the server in PREFECT_API_URL, for example http://127.0.0.1:4200/api.")
    typer.echo("Watching the inbox until Ctrl-C.")
    asyncio.run(_watch())


async def _watch() -> None:
    from deployments.serving.catching_up import catch_up
    from deployments.serving.watching import opened_inbox, watch_inbox

    async with asyncio.TaskGroup() as together:
        together.create_task(watch_inbox(await asyncio.to_thread(opened_inbox)))
        together.create_task(catch_up())
