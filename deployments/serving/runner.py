"""The runner process: readies the installation, registers its deployments, and runs what is due."""

import asyncio
import os
from pathlib import Path

from prefect.client.orchestration import get_client
from prefect.runner import Runner

from blocks.defaults import save_missing_blocks
from deployments.registration import register
from deployments.serving.environment import MARKER
from deployments.serving.recovery import take_up_again
from deployments.serving.watching import watch_inbox


async def serve(data: Path, ready: Path) -> None:
    """Serve every deployment of the installation in `data` until the process is ended; `ready` is made when it does."""
    async with get_client() as client:
        await take_up_again(client)
    await save_missing_blocks(data)
    runner = Runner(name="customs-risk", pause_on_shutdown=False)
    await register(runner.aadd_deployment)
    watching = asyncio.create_task(watch_inbox())
    ready.touch()
    try:
        await runner.start()
    finally:
        watching.cancel()


if __name__ == "__main__":
    folder = Path(os.environ[MARKER])
    asyncio.run(serve(folder, folder / "prefect" / "served"))
