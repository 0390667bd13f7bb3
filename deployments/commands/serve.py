"""`customs-risk serve`: Prefect server, user interface and all deployments, in one process tree."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from deployments.errors import refuse
from deployments.serving.environment import Place


def serve(
    data: Annotated[Path, typer.Option(help="Data folder: stores, inbox, reports, and Prefect's own record.")] = Path(
        ".customs-risk/served"
    ),
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port of the user interface.")] = 4200,
    host: Annotated[
        str, typer.Option(help="Address to listen on; 0.0.0.0 for every network, protect it with a login.")
    ] = "127.0.0.1",
) -> None:
    """Serve the whole system until Ctrl-C: schedules, triggers, forms, a watched inbox, and the screening endpoint.

    After a stop or a crash, the next start continues where it was. PREFECT_API_DATABASE_CONNECTION_URL and
    CUSTOMS_RISK_REGISTER_URL put Prefect's record and the register on PostgreSQL; PREFECT_SERVER_API_AUTH_STRING
    (user:password) locks the server. The endpoint listens on the next port, see `customs-risk screening-endpoint`.
    """
    from deployments.serving.supervisor import NotServedError, supervise

    place = Place(data.absolute(), host, port)
    typer.echo("Starting the Prefect server and the runner; the first start takes half a minute …")
    try:
        supervise(place, report=_report, welcome=_welcome(place))
    except NotServedError as problem:
        refuse(f"{problem}.")
    typer.echo("Stopped. Interrupted runs continue at the next start.")


def _report(sentence: str) -> None:
    typer.echo(f"customs-risk: {sentence}", err=True)


def _welcome(place: Place) -> Callable[[], None]:
    def say() -> None:
        typer.echo(
            f"""
Customs Risk Flows is served.

  User interface  {place.address}
  Officers' desk  {_web_address(place)}/desk/
  Screening       {_endpoint(place)}
  Documentation   {_documentation(place)}
  Inbox           {place.data / "inbox"}
                  Put files here (CSV, Excel, Parquet, JSON, XML, EDIFACT): they are collected, screened and analysed.
  Logs            {place.logs}

Try first: open
  {place.address}/deployments?deployments.flowOrDeploymentNameLike=simulate-trade
choose simulate-trade, Run, Quick run. It fills the inbox with a year of simulated trade, and the flows start each
other. Then open
  {place.address}/deployments?deployments.flowOrDeploymentNameLike=analyse-risk
choose analyse-risk, Run, Custom run, select a priority, and read the artifacts of the run. Ctrl-C stops everything.
"""
        )

    return say


def _endpoint(place: Place) -> str:
    return f"{_web_address(place)}/declarations"


def _documentation(place: Place) -> str:
    from deployments.web.documentation import PATH, documentation_site

    return "run `make docs` first" if documentation_site() is None else f"{_web_address(place)}{PATH}"


def _web_address(place: Place) -> str:
    from blocks.settings import Settings

    settings = Settings()
    return f"http://{settings.endpoint_host}:{settings.endpoint_port or place.port + 1}"
