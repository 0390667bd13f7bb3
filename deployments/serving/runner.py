"""The runner process: readies the installation, registers its deployments, and runs what is due."""

import asyncio
import os
from pathlib import Path

from prefect.client.orchestration import get_client

from blocks.defaults import save_missing_blocks
from deployments.registration import register
from deployments.serving.catching_up import catch_up
from deployments.serving.environment import MARKER
from deployments.serving.quick_start import QuickRunner, import_ahead
from deployments.serving.recovery import take_up_again
from deployments.serving.watching import opened_inbox, watch_inbox

_MOST_RUNS = 12  # at once; a run that waits for a person's decision holds its place


async def serve(data: Path, ready: Path) -> None:
    """Serve every deployment of the installation in `data` until the process is ended; `ready` is made when it does."""
    import_ahead()
    async with get_client() as client:
        await take_up_again(client)
    await save_missing_blocks(data)
    runner = QuickRunner(name="customs-risk", limit=_MOST_RUNS, pause_on_shutdown=False)
    await register(runner.aadd_deployment)
    inbox = await asyncio.to_thread(opened_inbox)
    ready.write_text(os.environ["PREFECT_API_URL"], encoding="utf-8")
    async with asyncio.TaskGroup() as together:  # where one of them fails all end, and the supervisor starts again
        together.create_task(watch_inbox(inbox))
        together.create_task(catch_up())
        await runner.start()


if __name__ == "__main__":
    folder = Path(os.environ[MARKER])
    asyncio.run(serve(folder, folder / "prefect" / "served"))
