"""`customs-risk config`: the configuration that flows use now."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from deployments.errors import refuse
from deployments.serving.environment import use_served


def config(
    data: Annotated[Path, typer.Option(help="Data folder of the served installation.")] = Path(".customs-risk/served"),
) -> None:
    """Show settings and blocks with their sources; secrets are masked."""
    served = use_served(data)
    from httpx import HTTPError

    from blocks.configuration import of_blocks, of_settings

    entries = of_settings()
    if served:
        try:
            entries += of_blocks()
        except HTTPError as problem:
            refuse(f"the Prefect server does not answer ({type(problem).__name__}): see customs-risk doctor.")
    table = Table(title="Configuration", title_justify="left")
    for heading in ("what", "value", "from"):
        table.add_column(heading, overflow="fold")
    for entry in entries:
        table.add_row(entry.name, entry.value, entry.source)
    console = Console()
    console.print(table)
    if not served:
        console.print("The server keeps the blocks: start customs-risk serve to see them.")
