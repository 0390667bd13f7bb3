"""Running flows on one machine with nothing set up: Prefect in the data folder, quiet, without analytics."""

import os
from collections.abc import Callable
from pathlib import Path
from threading import Thread

# Prefect's own record of an embedded run is not kept: on a file, its SQLite costs a second per nested flow.
_IN_MEMORY = "sqlite+aiosqlite:///file::memory:?cache=shared&uri=true&check_same_thread=false"


def prepare_prefect(folder: Path) -> None:
    """Give Prefect a home in `folder` and a server of its own for this run, unless the user named a server.

    Must run before Prefect is imported: Prefect reads its settings once.
    """
    os.environ.setdefault("PREFECT_SERVER_ANALYTICS_ENABLED", "false")
    os.environ.setdefault("DO_NOT_TRACK", "1")
    os.environ.setdefault("PREFECT_LOGGING_LEVEL", "WARNING")
    os.environ.setdefault("PREFECT_LOGGING_SERVER_LEVEL", "ERROR")
    os.environ.setdefault("PREFECT_CLI_PROMPT", "false")
    if "PREFECT_API_URL" in os.environ:
        return
    os.environ.setdefault("PREFECT_HOME", str(folder.absolute() / "prefect"))
    os.environ.setdefault("PREFECT_SERVER_ALLOW_EPHEMERAL_MODE", "true")
    os.environ.setdefault("PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS", "180")
    os.environ.setdefault("PREFECT_API_DATABASE_CONNECTION_URL", _IN_MEMORY)
    for service in ("EVENT_PERSISTER", "TASK_RUN_RECORDER", "TRIGGERS"):  # they write and read that record
        os.environ.setdefault(f"PREFECT_SERVER_SERVICES_{service}_ENABLED", "false")


def start_prefect() -> Callable[[], None]:
    """Start this run's own Prefect server beside whatever comes next; the function returned waits until it answers.

    Does nothing where the user named a server. The server takes as long to start as the flows take to import.
    """
    if "PREFECT_API_URL" in os.environ:
        return lambda: None
    from prefect.server.api.server import SubprocessASGIServer

    starting = Thread(target=SubprocessASGIServer().start, name="start Prefect", daemon=True)
    starting.start()
    return starting.join


def use_data_folder(folder: Path) -> None:
    """Make `folder` the data folder of every flow that this process runs."""
    folder.mkdir(parents=True, exist_ok=True)
    os.environ["CUSTOMS_RISK_DATA_FOLDER"] = str(folder)
    prepare_prefect(folder)
