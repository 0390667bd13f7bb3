"""The process of the web applications: one per installation, or several that share a register on PostgreSQL."""

import gc
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from datetime import date
from pathlib import Path

import uvicorn
from starlette.types import ASGIApp

from blocks.settings import Settings
from blocks.sources import source_folders
from blocks.stores import data_folder, load_stores
from deployments.errors import outages_told
from deployments.persons import calendar_day
from deployments.web.acknowledgement import acknowledgement_page
from deployments.web.connections import MOST_AT_ONCE, TimedConnection
from deployments.web.desk.application import desk
from deployments.web.documentation import documentation_site
from deployments.web.documents import document_page
from deployments.web.guard import Endpoint, SignedLinks
from deployments.web.screening import screening_application
from deployments.web.sign_in.signed_in import SignIn, sign_in_pages
from deployments.web.sign_in.way import SignInSettings
from deployments.web.site import Site
from deployments.web.upkeep import Upkeep
from sql.exclusive import exclusive
from sql.stores import Stores
from tasks.clearance.endpoint.current_rules import current_rules
from tasks.clearance.endpoint.earlier import decided_in_batches
from tasks.clearance.endpoint.journals import journals_of
from tasks.clearance.endpoint.screening import SingleScreening

DEFAULT_PORT = 4201
_KEEP_ALIVE = 75  # seconds: callers keep their connections open
_TURN_SECONDS = 0.0001  # a request waits at most this long for the upkeep thread


def web_server(app: ASGIApp, endpoint: Endpoint) -> uvicorn.Server:
    """The server that every web application runs on. Raises EndpointRefusedError if anyone could call without a key."""
    endpoint.check()
    return uvicorn.Server(
        uvicorn.Config(
            app,
            host=endpoint.host,
            port=endpoint.port,
            log_level="warning",
            access_log=False,
            proxy_headers=False,  # the peer decides whether a proxy is believed, not what the request says of it
            timeout_keep_alive=_KEEP_ALIVE,
            http=TimedConnection,
            ws="none",
            limit_concurrency=MOST_AT_ONCE,
        )
    )


def serve_endpoint(
    stores: Stores,
    inbox: Path,
    endpoint: Endpoint,
    key: bytes,
    today: Callable[[], date],
    link_secrets: Sequence[str] = (),
    ways: SignInSettings | None = None,
) -> None:
    """Answer declarations until the process is stopped; then record every answer.

    key: of the random sample. link_secrets: with them the pages behind signed links are served too, to who signs in by
    one of the `ways`. Raises
    EndpointRefusedError if anyone could call without a key, HeldElsewhereError if the data folder is already served.
    """
    # Where the register is shared, several processes on several hosts answer together.
    alone = nullcontext() if stores.register.shared else exclusive(stores.folder, "screening-endpoint", wait=False)
    with alone:
        rules = current_rules(stores, today())
        screening = SingleScreening(journals_of(stores), key, rules, decided_in_batches(stores))
        upkeep, stopping = Upkeep(stores, screening, inbox, today), threading.Event()
        failed: list[BaseException] = []
        applications = [screening_application(screening, endpoint.key)]
        if (documentation := documentation_site()) is not None:
            applications = [documentation, *applications]
        if link_secrets:
            links = SignedLinks(link_secrets, today)
            sign_in = SignIn(stores, tuple(link_secrets), calendar_day, ways)
            applications = [
                acknowledgement_page(stores, links, sign_in),
                document_page(stores.folder, links, sign_in),
                sign_in_pages(sign_in),
                desk(stores, tuple(link_secrets), sign_in, today),
                *applications,
            ]
        server = web_server(Site(*applications), endpoint)

        def keep_up() -> None:
            try:
                upkeep.run(stopping)
            except BaseException as problem:  # noqa: BLE001 - it ends the process, which raises it
                failed.append(problem)
                server.should_exit = True

        # uvicorn sends itself the signal that ended it again: the answers are to be recorded before this process ends.
        signal.signal(signal.SIGTERM, lambda *_: None)
        sys.setswitchinterval(_TURN_SECONDS)
        gc.freeze()  # objects loaded so far stay: searching them for garbage would delay requests
        thread = threading.Thread(target=keep_up, name="upkeep")
        thread.start()
        try:
            server.run()
        finally:
            stopping.set()
            thread.join()
        if failed:
            raise failed[0]


def configured_endpoint(host: str | None = None, port: int | None = None) -> Endpoint:
    """The endpoint that the settings describe, at another host or port if one is passed."""
    settings = Settings()
    key = None if settings.endpoint_key is None else settings.endpoint_key.get_secret_value()
    return Endpoint(host or settings.endpoint_host, port or settings.endpoint_port or DEFAULT_PORT, key)


def configured_ways() -> SignInSettings:
    """How persons come in, as the settings describe it."""
    settings = Settings()
    return SignInSettings(
        address=settings.public_address,
        proxy_header=settings.proxy_header,
        proxy_addresses=tuple(settings.proxy_addresses),
        openid_issuer=settings.openid_issuer,
        openid_client=settings.openid_client,
        openid_secret=settings.openid_secret,
    )


def main() -> None:
    """Serve the web applications of the installation that the environment and the saved blocks configure."""
    settings, stores = Settings(), load_stores()
    serve_endpoint(
        stores,
        source_folders(data_folder())[0],
        configured_endpoint(),
        settings.chance_key(stores.folder),
        lambda: Settings().today(),
        settings.secrets_of_links(),
        configured_ways(),
    )


if __name__ == "__main__":
    with outages_told():
        main()
