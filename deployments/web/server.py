"""The process of the endpoint: one per installation, its answers kept in the data folder."""

import gc
import ipaddress
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import uvicorn
from starlette.types import ASGIApp

from blocks.settings import Settings
from blocks.sources import source_folders
from blocks.stores import data_folder, load_stores
from deployments.web.acknowledgement import Desk
from deployments.web.links import LinksBeside
from deployments.web.screening import application
from deployments.web.upkeep import Upkeep
from sql.exclusive import exclusive
from sql.stores import Stores
from tasks.clearance.endpoint.current_rules import in_force
from tasks.clearance.endpoint.screening import OneAtATime

FOLDER = "one-at-a-time"  # in the data folder: the journals
DEFAULT_PORT = 4201
_KEEP_ALIVE = 75  # seconds: callers keep their connections open
_TURN_SECONDS = 0.0001  # a request waits no longer than this for the thread that takes up what changed


class EndpointRefusedError(ValueError):
    """An endpoint that may not be opened; the message says why."""


@dataclass(frozen=True)
class Endpoint:
    """Where the endpoint listens, with the key that it asks for."""

    host: str
    port: int
    key: str | None

    def check(self) -> None:
        """Raise EndpointRefusedError where anybody could ask for lanes."""
        if self.key is None and not _is_loopback(self.host):
            raise EndpointRefusedError(
                f"{self.host} can be reached from elsewhere: set CUSTOMS_RISK_ENDPOINT_KEY, or listen on 127.0.0.1"
            )


def serve_endpoint(
    stores: Stores,
    inbox: Path,
    endpoint: Endpoint,
    key: bytes,
    today: Callable[[], date],
    link_secrets: Sequence[str] = (),
) -> None:
    """Answer declarations until the process is asked to end; then everything that was answered is recorded.

    key: of the random sample. link_secrets: with them the links of notifications are answered too. Raises
    HeldElsewhereError where the data folder has an endpoint already.
    """
    endpoint.check()
    with exclusive(stores.folder, "screening-endpoint", wait=False):
        screening = OneAtATime(stores.folder / FOLDER, key, in_force(stores, today()))
        upkeep, stopping = Upkeep(stores, screening, inbox, today), threading.Event()
        failed: list[BaseException] = []
        app: ASGIApp = application(screening, endpoint.key)
        if link_secrets:
            app = LinksBeside(app, Desk(stores, link_secrets, today))
        server = uvicorn.Server(
            uvicorn.Config(
                app,
                host=endpoint.host,
                port=endpoint.port,
                log_level="warning",
                access_log=False,
                timeout_keep_alive=_KEEP_ALIVE,
            )
        )

        def keep_up() -> None:
            try:
                upkeep.run(stopping)
            except BaseException as problem:  # noqa: BLE001 - it ends the process, and is raised there
                failed.append(problem)
                server.should_exit = True

        sys.setswitchinterval(_TURN_SECONDS)
        gc.freeze()  # what is here stays: looking through it for garbage would hold up requests
        thread = threading.Thread(target=keep_up, name="upkeep")
        thread.start()
        try:
            server.run()
        finally:
            stopping.set()
            thread.join()
        if failed:
            raise failed[0]


def main() -> None:
    """Serve the endpoint of the installation that the environment and the saved blocks name."""
    settings = Settings()
    key = None if settings.endpoint_key is None else settings.endpoint_key.get_secret_value()
    endpoint = Endpoint(settings.endpoint_host, settings.endpoint_port or DEFAULT_PORT, key)
    inbox = source_folders(data_folder())[0]
    serve_endpoint(
        load_stores(), inbox, endpoint, settings.chance_key(), lambda: Settings().today(), settings.secrets_of_links()
    )


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


if __name__ == "__main__":
    main()
