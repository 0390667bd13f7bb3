"""Parts of one process that work without end: one that fails starts again, and the others do not notice."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from time import monotonic

from tasks.running.outages import outage
from tasks.running.patience import Tried

FIRST_PAUSE, LONGEST_PAUSE = 2.0, 300.0  # seconds before a part that failed starts again
HEALTHY_SECONDS = 60.0  # after this time, earlier failures are forgotten
_LOG = "prefect.runner"


async def kept_up(part: str, work: Callable[[], Awaitable[None]]) -> None:
    """Do `work` without end: where it fails, tell it in one sentence, and begin again after a growing pause."""
    tried = Tried()
    while True:
        began = monotonic()
        try:
            await work()
        except Exception as problem:
            now = monotonic()
            tried = (Tried() if now - began > HEALTHY_SECONDS else tried).once_more(now, FIRST_PAUSE, LONGEST_PAUSE)
            pause, lacking = tried.again - now, outage(problem)
            logging.getLogger(_LOG).warning(
                "%s stopped (%s); it starts again in %.0f seconds",
                *(part, lacking or f"{type(problem).__name__}: {problem}", pause),
                exc_info=None if lacking else problem,
            )
            await asyncio.sleep(pause)
