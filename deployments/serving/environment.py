"""The environment of served processes: Prefect's record, its addresses and its intervals."""

import json
import os
from dataclasses import dataclass
from pathlib import Path
from secrets import token_urlsafe
from socket import getfqdn
from urllib.parse import urlsplit

from sql.durable import published

MARKER = "CUSTOMS_RISK_SERVED_FROM"  # the data folder, in the environment of every served process
_SECRET = "link-secret"  # file in the home of Prefect  # noqa: S105  # nosec B105  # its name
_UI_PORT = 4200
_EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}  # noqa: S104  # nosec B104  # replaced by an address to call


@dataclass(frozen=True)
class Place:
    """Data folder and server address of a served installation."""

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
        """File that exists while deployments are registered and runs are executed."""
        return self.prefect_home / "served"


def served_environment(place: Place) -> dict[str, str]:
    """Environment of the served processes; it keeps an operator's settings except the address of the server.

    The data folder is left out, because the stores block names it and may change.
    """
    environment = {name: value for name, value in os.environ.items() if name != "CUSTOMS_RISK_DATA_FOLDER"}
    endpoint = environment.get("CUSTOMS_RISK_ENDPOINT_PORT", str(place.port + 1))
    defaults = {
        "PREFECT_API_DATABASE_CONNECTION_URL": f"sqlite+aiosqlite:///{place.prefect_home / 'prefect.db'}",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
        "PREFECT_CLI_PROMPT": "false",
        "CUSTOMS_RISK_ENDPOINT_PORT": endpoint,
        "CUSTOMS_RISK_PUBLIC_ADDRESS": pages_address(environment.get("CUSTOMS_RISK_ENDPOINT_HOST"), endpoint),
        "CUSTOMS_RISK_LINK_SECRETS": json.dumps([_own_secret(place)]),
        "PREFECT_RUNNER_POLL_FREQUENCY": "1",  # seconds: a flow starts soon after its event
        "PREFECT_DEPLOYMENT_CONCURRENCY_SLOT_WAIT_SECONDS": "3",  # how often a waiting run checks
        # Leases in files outlive a killed server; leases in memory would be lost to its runs.
        "PREFECT_SERVER_CONCURRENCY_LEASE_STORAGE": "prefect.server.concurrency.lease_storage.filesystem",
        "PREFECT_SERVER_LOGGING_LEVEL": "WARNING",
    }
    if login := environment.get("PREFECT_SERVER_API_AUTH_STRING"):
        defaults["PREFECT_API_AUTH_STRING"] = login  # its own runs need the login too
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


def pages_address(host: str | None, port: int | str) -> str:
    """Address of the pages behind links, where no operator names it: one that opens from wherever the pages are served.

    Pages that are served to every network are reached by the name of this machine, others by what they listen on.
    """
    named = getfqdn() if host in _EVERYWHERE else host or "127.0.0.1"
    return f"http://[{named}]:{port}" if ":" in named else f"http://{named}:{port}"


def _own_secret(place: Place) -> str:
    """The secret that signs links of this installation, created at the first start; only its owner can read it."""
    kept = place.prefect_home / _SECRET
    if not kept.is_file():
        with published(kept) as unfinished:
            unfinished.touch(mode=0o600)
            unfinished.write_text(token_urlsafe(32), encoding="utf-8")
    return kept.read_text(encoding="utf-8")


@dataclass(frozen=True)
class Links:
    """Public address of the pages of an installation, and the secret that signs links to them."""

    address: str
    secret: str


def links_of(data: Path) -> Links | None:
    """How links to the pages of the installation in `data` are made: by its settings, else as it is served now.

    None where neither is so.
    """
    from blocks.settings import Settings

    settings = Settings()
    place, secrets = Place(data.absolute(), "", 0), settings.secrets_of_links()
    address = settings.public_address
    if address is None and place.ready.is_file():
        served = urlsplit(place.ready.read_text(encoding="utf-8")).port or _UI_PORT
        address = pages_address(settings.endpoint_host, settings.endpoint_port or served + 1)
    kept = place.prefect_home / _SECRET
    if not secrets and kept.is_file():
        secrets = (kept.read_text(encoding="utf-8"),)
    return Links(address, secrets[0]) if address is not None and secrets else None


def use_served(data: Path) -> bool:
    """Let this process call the server of the installation in `data`; return False if none is served.

    Call it before Prefect is imported. PREFECT_API_URL takes precedence.
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
