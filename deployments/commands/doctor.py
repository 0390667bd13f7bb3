"""`customs-risk doctor`: checks of an installation."""

from pathlib import Path
from typing import Annotated

import typer

from deployments.errors import refuse
from deployments.serving.environment import use_served


def doctor(
    data: Annotated[Path, typer.Option(help="Data folder of the served installation.")] = Path(".customs-risk/served"),
    anchor: Annotated[str | None, typer.Option(help="Anchor of the audit trail, from the message of a day.")] = None,
) -> None:
    """Check stores, migrations, records, blocks, channels, server and disk; exit with 1 if a check fails."""
    served = use_served(data)
    from rich.console import Console
    from rich.text import Text

    from deployments.checks import check_installation
    from sql.register.notary import Anchor

    try:
        told = None if anchor is None else Anchor.of_token(anchor)
    except ValueError as problem:
        refuse(f"{problem}.")
    well, console = True, Console()
    with console.status("Checking …"):
        for checked in check_installation(data.absolute(), served=served, told=told):
            mark = ("ok ", "green") if checked.well else ("NOT", "red")
            console.print(Text.assemble(mark, f"  {checked.sentence}"), soft_wrap=True, highlight=False)
            well &= checked.well
    if not well:
        raise typer.Exit(1)
