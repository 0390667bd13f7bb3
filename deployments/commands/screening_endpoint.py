"""`customs-risk screening-endpoint`: lanes of declarations one at a time, over HTTP."""

from pathlib import Path
from typing import Annotated

import typer

from deployments.data_folder import open_stores
from deployments.errors import refuse


def screening_endpoint(
    data: Annotated[Path | None, typer.Option(help="Data folder; otherwise the one that was last run in.")] = None,
    host: Annotated[str | None, typer.Option(help="Address to listen on; by default this machine alone.")] = None,
    port: Annotated[int | None, typer.Option(min=1, max=65535, help="Port to listen on; 4201 by default.")] = None,
) -> None:
    """Answer declarations of the business day one at a time until Ctrl-C; `customs-risk serve` does so too.

    POST /declarations takes one declaration as JSON, canonical columns, and answers with its lane, advice, what to
    check and why, as the batch does. Each answer is the decision: it is recorded, and the declaration is put into the
    inbox for collection. CUSTOMS_RISK_ENDPOINT_KEY is what callers must send as X-API-Key; without it only this machine
    may ask.
    """
    from blocks.settings import Settings
    from blocks.sources import INBOX
    from deployments.web.server import DEFAULT_PORT, Endpoint, EndpointRefusedError, serve_endpoint
    from sql.exclusive import HeldElsewhereError

    settings = Settings()
    key = None if settings.endpoint_key is None else settings.endpoint_key.get_secret_value()
    endpoint = Endpoint(host or settings.endpoint_host, port or settings.endpoint_port or DEFAULT_PORT, key)
    stores = open_stores(data)
    try:
        endpoint.check()
        typer.echo(f"Answering declarations on http://{endpoint.host}:{endpoint.port}/declarations")
        inbox = stores.folder / INBOX
        secrets = settings.secrets_of_links()
        serve_endpoint(stores, inbox, endpoint, settings.chance_key(), lambda: Settings().today(), secrets)
    except EndpointRefusedError as problem:
        refuse(f"{problem}.")
    except HeldElsewhereError:
        refuse(f"{stores.folder} has a screening endpoint already: stop that one, or name another folder with --data.")
