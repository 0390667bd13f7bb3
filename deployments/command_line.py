"""The command `customs-risk`."""

import typer

from deployments.commands.run import run

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Customs risk management: collect, analyse, handle, clear, supervise, follow up, notify, give feedback.",
)
app.command()(run)


def main() -> None:
    """Entry point of the installed command."""
    app()
