"""The runner process: prepares the installation, registers its deployments, and executes due runs."""

import asyncio
import logging
import os
from contextlib import suppress
from pathlib import Path

from prefect.client.orchestration import get_client
from prefect.runner import Runner

from blocks.defaults import save_missing_blocks
from deployments.errors import outages_told
from deployments.registration import register
from deployments.serving.catching_up import catch_up
from deployments.serving.choices_kept import keep_choices
from deployments.serving.environment import MARKER
from deployments.serving.parts import kept_up
from deployments.serving.recovery import resume_interrupted
from deployments.serving.watching import folders, make_folders, watch_inbox

_NAME = "customs-risk"
_MOST_RUNS = 12  # at once; a run that waits for a person's decision counts


async def serve(data: Path, ready: Path) -> None:
    """Serve every deployment of the installation in `data` until the process ends; the file `ready` marks the start."""
    runner = new_runner()
    async with get_client() as client:
        await resume_interrupted(client)
    await save_missing_blocks(data)
    await register(runner.aadd_deployment)
    with suppress(OSError):  # the watcher tells it, and tries again
        await asyncio.to_thread(lambda: make_folders(folders()))
    ready.write_text(os.environ["PREFECT_API_URL"], encoding="utf-8")
    async with asyncio.TaskGroup() as together:
        together.create_task(kept_up("The inbox watcher", watch_inbox))
        together.create_task(kept_up("Catching up with lost events", catch_up))
        together.create_task(kept_up("Keeping the choices of forms", keep_choices))
        await runner.start()  # if it fails all end, and the supervisor starts them again


def new_runner() -> Runner:
    """A runner that starts runs at once, or Prefect's own if this Prefect lacks the private parts for that."""
    try:
        from deployments.serving.quick_start import QuickRunner, import_ahead
    except ImportError as problem:
        logging.getLogger("prefect.runner").warning("Runs start in new interpreters: %s", problem)
        return Runner(name=_NAME, limit=_MOST_RUNS, pause_on_shutdown=False)
    import_ahead()
    return QuickRunner(name=_NAME, limit=_MOST_RUNS, pause_on_shutdown=False)


if __name__ == "__main__":
    folder = Path(os.environ[MARKER])
    with outages_told():
        asyncio.run(serve(folder, folder / "prefect" / "served"))
