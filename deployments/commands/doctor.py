"""`customs-risk doctor`: is this installation well?"""

from pathlib import Path
from typing import Annotated

import typer

from deployments.serving.environment import use_served


def doctor(
    data: Annotated[Path, typer.Option(help="Data folder of the served installation.")] = Path(".customs-risk/served"),
) -> None:
    """Check stores, migrations, blocks, channels, server and disk; exit status 1 where something is not well."""
    served = use_served(data)
    from deployments.checks import check_installation

    well = True
    for checked in check_installation(data.absolute(), served=served):
        mark, colour = ("ok ", typer.colors.GREEN) if checked.well else ("NOT", typer.colors.RED)
        typer.echo(f"{typer.style(mark, fg=colour)}  {checked.sentence}")
        well &= checked.well
    if not well:
        raise typer.Exit(1)
