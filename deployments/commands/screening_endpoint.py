"""`customs-risk screening-endpoint`: lanes of single declarations over HTTP."""

from pathlib import Path
from typing import Annotated

import typer

from deployments.data_folder import open_stores
from deployments.errors import refuse


def screening_endpoint(
    data: Annotated[Path | None, typer.Option(help="Data folder. Default: the folder of the last run.")] = None,
    host: Annotated[str | None, typer.Option(help="Address to listen on. Default: this machine only.")] = None,
    port: Annotated[int | None, typer.Option(min=1, max=65535, help="Port to listen on. Default: 4201.")] = None,
) -> None:
    """Answer single declarations of the business day over HTTP until Ctrl-C; `customs-risk serve` includes it.

    POST /declarations takes one declaration as JSON in canonical columns and answers with its lane, advice, what to
    check and why, as the batch does. Each answer is the decision: it is recorded, and the declaration goes to the inbox
    for collection. Callers must send CUSTOMS_RISK_ENDPOINT_KEY as X-API-Key; without a key only this machine may call.
    """
    from blocks.settings import Settings
    from blocks.sources import INBOX
    from deployments.web.guard import EndpointRefusedError
    from deployments.web.server import configured_endpoint, configured_ways, serve_endpoint
    from sql.exclusive import HeldElsewhereError

    settings = Settings()
    endpoint = configured_endpoint(host, port)
    stores = open_stores(data)
    try:
        endpoint.check()
        typer.echo(f"Answering declarations on http://{endpoint.host}:{endpoint.port}/declarations")
        inbox = stores.folder / INBOX
        secrets = settings.secrets_of_links()
        chance_key = settings.chance_key(stores.folder)
        serve_endpoint(stores, inbox, endpoint, chance_key, lambda: Settings().today(), secrets, configured_ways())
    except EndpointRefusedError as problem:
        refuse(f"{problem}.")
    except HeldElsewhereError:
        refuse(f"{stores.folder} has a screening endpoint already: stop that one, or name another folder with --data.")
