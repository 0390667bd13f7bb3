"""Runs flows on one machine without any setup: Prefect in the data folder, quiet, without analytics."""

import os
from collections.abc import Callable
from pathlib import Path
from threading import Thread

# Prefect's record of an embedded run is not kept: SQLite on a file costs a second per nested flow.
_IN_MEMORY = "sqlite+aiosqlite:///file::memory:?cache=shared&uri=true&check_same_thread=false"


def prepare_prefect(folder: Path) -> None:
    """Give Prefect a home in `folder` and a server for this run, unless PREFECT_API_URL names a server.

    Call it before Prefect is imported: Prefect reads its settings once.
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
    for service in ("EVENT_PERSISTER", "TASK_RUN_RECORDER", "TRIGGERS"):  # they use only that record
        os.environ.setdefault(f"PREFECT_SERVER_SERVICES_{service}_ENABLED", "false")


def start_prefect() -> Callable[[], None]:
    """Start the Prefect server of this run in the background; the returned function waits until it answers.

    Does nothing if PREFECT_API_URL names a server. Starting the server takes as long as importing the flows.
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
