"""The server process: Prefect's own server, but requests that meet a locked record are repeated.

On SQLite, Prefect answers 503 if two writers collide, and expects its client to repeat the request. A browser does not,
so an analyst's form would fail while flows are busy.
"""

import os

import uvicorn
from prefect.server.api.server import create_app
from prefect.settings import get_current_settings

from deployments.serving.locked_requests import RetryLocked


def serve() -> None:
    """Serve until the process is terminated, as `prefect server start` does."""
    settings = get_current_settings().server
    uvicorn.run(
        RetryLocked(create_app(final=True)),
        host=os.environ["PREFECT_SERVER_API_HOST"],
        port=int(os.environ["PREFECT_SERVER_API_PORT"]),
        timeout_keep_alive=settings.api.keepalive_timeout,
        log_level=settings.logging_level.lower(),
    )


if __name__ == "__main__":
    serve()
