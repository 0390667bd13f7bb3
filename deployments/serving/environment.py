"""What the served processes find in their environment: where Prefect keeps its record, and how quick it is."""

import json
import os
from dataclasses import dataclass
from pathlib import Path
from secrets import token_urlsafe

MARKER = "CUSTOMS_RISK_SERVED_FROM"  # in the environment of every process of the tree: the data folder
_EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}  # noqa: S104 - an address to listen on is no address to call


@dataclass(frozen=True)
class Place:
    """Where one installation is served: its data folder, and the address of its server."""

    data: Path
    host: str
    port: int

    @property
    def address(self) -> str:
        """Address of the user interface, as seen from this machine."""
        return f"http://{_EVERYWHERE.get(self.host, self.host)}:{self.port}"

    @property
    def prefect_home(self) -> Path:
        """Folder of Prefect's own record."""
        return self.data / "prefect"

    @property
    def logs(self) -> Path:
        """Folder of the logs of server and runner."""
        return self.data / "logs"

    @property
    def ready(self) -> Path:
        """File that is there while deployments are registered and runs are taken."""
        return self.prefect_home / "served"


def served_environment(place: Place) -> dict[str, str]:
    """Environment of the served processes; what an operator set stands, but for where the server is.

    The data folder is not in it: the stores block names it, so that a change of the block counts.
    """
    environment = {name: value for name, value in os.environ.items() if name != "CUSTOMS_RISK_DATA_FOLDER"}
    endpoint = environment.get("CUSTOMS_RISK_ENDPOINT_PORT", str(place.port + 1))
    defaults = {
        "PREFECT_API_DATABASE_CONNECTION_URL": f"sqlite+aiosqlite:///{place.prefect_home / 'prefect.db'}",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
        "PREFECT_CLI_PROMPT": "false",
        "CUSTOMS_RISK_ENDPOINT_PORT": endpoint,
        # Links on the pages of runs and in messages open on this machine; an operator names the address for others.
        "CUSTOMS_RISK_PUBLIC_ADDRESS": f"http://127.0.0.1:{endpoint}",
        "CUSTOMS_RISK_LINK_SECRETS": json.dumps([_own_secret(place)]),
        "PREFECT_RUNNER_POLL_FREQUENCY": "1",  # seconds: a flow starts soon after the event that sets it off
        "PREFECT_DEPLOYMENT_CONCURRENCY_SLOT_WAIT_SECONDS": "3",  # a run that waits for another looks this often
        # Leases on files outlive the server; in memory, a killed server would leave its runs without them.
        "PREFECT_SERVER_CONCURRENCY_LEASE_STORAGE": "prefect.server.concurrency.lease_storage.filesystem",
        "PREFECT_SERVER_LOGGING_LEVEL": "WARNING",
    }
    if login := environment.get("PREFECT_SERVER_API_AUTH_STRING"):
        defaults["PREFECT_API_AUTH_STRING"] = login  # one setting locks the server and lets its own runs in
    if "PREFECT_SERVER_DATABASE_CONNECTION_URL" in environment:
        del defaults["PREFECT_API_DATABASE_CONNECTION_URL"]
    return {
        **defaults,
        **environment,
        "PREFECT_HOME": str(place.prefect_home),
        "PREFECT_API_URL": f"{place.address}/api",
        "PREFECT_SERVER_API_HOST": place.host,
        "PREFECT_SERVER_API_PORT": str(place.port),
        "PREFECT_SERVER_ALLOW_EPHEMERAL_MODE": "false",
        MARKER: str(place.data),
    }


def _own_secret(place: Place) -> str:
    """The secret that signs links of this installation, made at its first serving; only its owner may read it."""
    kept = place.prefect_home / "link-secret"
    if not kept.is_file():
        place.prefect_home.mkdir(parents=True, exist_ok=True)
        unfinished = kept.with_suffix(".unfinished")
        unfinished.touch(mode=0o600)
        unfinished.write_text(token_urlsafe(32), encoding="utf-8")
        unfinished.replace(kept)
    return kept.read_text(encoding="utf-8")


def use_served(data: Path) -> bool:
    """Let this process call the server of the installation in `data`, if one is served; say whether one is.

    Must run before Prefect is imported. A server that the operator named in PREFECT_API_URL stands.
    """
    os.environ.setdefault("PREFECT_SERVER_ANALYTICS_ENABLED", "false")
    os.environ.setdefault("DO_NOT_TRACK", "1")
    os.environ.setdefault("PREFECT_LOGGING_LEVEL", "WARNING")
    if login := os.environ.get("PREFECT_SERVER_API_AUTH_STRING"):
        os.environ.setdefault("PREFECT_API_AUTH_STRING", login)
    if "PREFECT_API_URL" in os.environ:
        return True
    place = Place(data.absolute(), "", 0)
    if not place.ready.is_file():
        return False
    os.environ["PREFECT_HOME"] = str(place.prefect_home)
    os.environ["PREFECT_API_URL"] = place.ready.read_text(encoding="utf-8")
    return True
